# Tingvold and Olsvold (2023): the two nursing homes side by side. Needs the clean tables of nursing_homes and the statements
# about each home; leaves them as a table, what led to what by home, and the figure of barriers, enablers and effects by home.


if "nursing_homes" in CASES:

    rule paper_tingvold2023:
        """Lay the two homes of Tingvold and Olsvold (2023) side by side."""
        input:
            notebook="notebooks/11_tingvold2023.ipynb",
            code=code_of("notebooks/11_tingvold2023.ipynb"),
            tables=expand("data/processed/nursing_homes/{table}.csv", table=["segments", "codings", "links", "readings"]),
            description="data/raw/cases/nursing_homes/case.yml",
            statements="data/raw/papers/tingvold2023/homes.csv",
            codebook="data/raw/codebook/codes.csv",
            own=own_files(["nursing_homes"]),
            sources="data/raw/sources.csv",
        output:
            homes="data/processed/papers/tingvold2023/homes.csv",
            codes="data/processed/papers/tingvold2023/codes.csv",
            links="data/processed/papers/tingvold2023/links.csv",
            homes_table=multiext("reports/tables/papers/tingvold2023/homes_side_by_side", *TABLE),
            links_table=multiext("reports/tables/papers/tingvold2023/links_by_home", *TABLE),
            figure=multiext("reports/figures/papers/tingvold2023/homes", *FIGURE),
        params:
            settings=settings("coder", "independent_passes", "figure_preset"),
            paths=paths,
        log:
            text="logs/papers/tingvold2023.log",
            notebook="reports/notebooks/papers/11_tingvold2023.ipynb",
        shell:
            RUN

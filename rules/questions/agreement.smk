# Agreement: do two separate passes agree? Needs the clean tables of all cases with two separate passes; leaves agreement
# by family, by part of a link and by code, a figure and a table.


if READ_TWICE:

    rule agreement:
        """Compare the two separate passes, family by family and code by code."""
        input:
            notebook="notebooks/06_agreement.ipynb",
            code=code_of("notebooks/06_agreement.ipynb"),
            tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
            codebook="data/raw/codebook/codes.csv",
            own=own_files(CASES),
            descriptions=[store.described_in(case_id) for case_id in CASES],  # who coded, and what each has read
        output:
            summary="data/processed/agreement/agreement.csv",
            by_code="data/processed/agreement/by_code.csv",
            figure=multiext("reports/figures/agreement", *FIGURE),
            table=multiext("reports/tables/agreement", *TABLE),
        params:
            settings=settings("case_ids", "independent_passes", "seed", "figure_preset"),
            paths=paths,
        log:
            text="logs/agreement.log",
            notebook="reports/notebooks/06_agreement.ipynb",
        shell:
            RUN

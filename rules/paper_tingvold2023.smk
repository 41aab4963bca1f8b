# Tingvold and Olsvold (2023): the two nursing homes side by side. Needs the clean tables of nursing_homes and the statements
# about each home; leaves them as a table, what led to what by home, and the figure of barriers, enablers and effects by home.


if "nursing_homes" in CASES:
    PAPERS += ["reports/figures/papers/tingvold2023/homes.svg"]


rule paper_tingvold2023:
    """Lay the two homes of Tingvold and Olsvold (2023) side by side."""
    input:
        notebook="notebooks/11_tingvold2023.ipynb",
        code=[f"src/crosscase/{name}.py" for name in ("papers/tingvold2023", "matrices", "agreement", "tables")]
        + [*drawing(), *SHARED],
        schemas=[f"schemas/processed/tingvold2023_{name}.schema.yaml" for name in ("homes", "codes", "links")]
        + ["schemas/raw/tingvold2023_homes.schema.yaml"],
        tables=expand("data/processed/nursing_homes/{table}.csv", table=["segments", "codings", "links"]),
        description="data/raw/cases/nursing_homes/case.yml",
        statements="data/raw/papers/tingvold2023/homes.csv",
        codebook="data/raw/codebook/codes.csv",
        sources="data/raw/sources.csv",
    output:
        data=expand("data/processed/papers/tingvold2023/{table}.csv", table=["homes", "codes", "links"]),
        homes=multiext("reports/tables/papers/tingvold2023/homes_side_by_side", *TABLE),
        links=multiext("reports/tables/papers/tingvold2023/links_by_home", *TABLE),
        figure=multiext("reports/figures/papers/tingvold2023/homes", *FIGURE),
    params:
        processed="data/processed/nursing_homes",
        built="data/processed/papers/tingvold2023",
        tables="reports/tables/papers/tingvold2023",
        figures="reports/figures/papers/tingvold2023",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/paper_tingvold2023.log",
        notebook="reports/notebooks/11_tingvold2023.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_folder={params.processed:q} case_yml={input.description:q} statements_csv={input.statements:q} \
            codebook_csv={input.codebook:q} sources_csv={input.sources:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            built_folder={params.built:q} tables_folder={params.tables:q} figures_folder={params.figures:q} \
            2>&1 | tee {log.text:q}
        """

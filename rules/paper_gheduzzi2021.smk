# Gheduzzi et al. (2021): the paper's own tables and figure from data. Needs the clean tables of place4carers, the literature
# tables and the crosswalk; leaves Tables 1 to 3, Figure 1 and how the barriers changed between two versions.


if "place4carers" in CASES:
    PAPERS += ["reports/figures/papers/gheduzzi2021/service_system.svg"]


rule paper_gheduzzi2021:
    """Regenerate the tables and the figure of Gheduzzi et al. (2021), and compare its two versions."""
    input:
        notebook="notebooks/10_gheduzzi2021.ipynb",
        code=[
            f"src/crosscase/{name}.py"
            for name in ("papers/gheduzzi2021", "matrices", "agreement", "compare", "clean", "literature", "tables")
        ]
        + [*drawing(), *SHARED],
        schemas=[
            f"schemas/processed/gheduzzi2021_{name}.schema.yaml"
            for name in ("shortcomings", "assessment", "inventory", "service_system", "effects", "versions", "correspondence")
        ]
        + ["schemas/raw/gheduzzi2021_inventory.schema.yaml"],
        tables=expand("data/processed/place4carers/{table}.csv", table=CLEAN),
        layout="data/raw/papers/gheduzzi2021/inventory.csv",
        factors="data/raw/literature/shortcomings.csv",
        references="data/raw/literature/references.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        crosswalk="data/raw/codebook/crosswalk.csv",
        sources="data/raw/sources.csv",
    output:
        data=expand(
            "data/processed/papers/gheduzzi2021/{table}.csv",
            table=["shortcomings", "assessment", "inventory", "service_system", "effects", "versions", "correspondence"],
        ),
        table1=multiext("reports/tables/papers/gheduzzi2021/table1_shortcomings", *TABLE),
        table2=multiext("reports/tables/papers/gheduzzi2021/table2_assessment", *TABLE),
        table3=multiext("reports/tables/papers/gheduzzi2021/table3_inventory", *TABLE),
        versions_table=multiext("reports/tables/papers/gheduzzi2021/barriers_by_version", *TABLE),
        figure1=multiext("reports/figures/papers/gheduzzi2021/service_system", *FIGURE),
        versions=multiext("reports/figures/papers/gheduzzi2021/barriers_by_version", *FIGURE),
    params:
        processed="data/processed/place4carers",
        built="data/processed/papers/gheduzzi2021",
        tables="reports/tables/papers/gheduzzi2021",
        figures="reports/figures/papers/gheduzzi2021",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/paper_gheduzzi2021.log",
        notebook="reports/notebooks/10_gheduzzi2021.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_folder={params.processed:q} layout_csv={input.layout:q} factors_csv={input.factors:q} references_csv={input.references:q} \
            codebook_csv={input.codebook:q} frameworks_csv={input.frameworks:q} crosswalk_csv={input.crosswalk:q} sources_csv={input.sources:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            built_folder={params.built:q} tables_folder={params.tables:q} figures_folder={params.figures:q} \
            2>&1 | tee {log.text:q}
        """

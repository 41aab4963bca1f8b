# Gheduzzi et al. (2021): the paper's own tables and figure from data. Needs the clean tables of place4carers, the literature
# tables and the crosswalk; leaves Tables 1 to 3, Figure 1 and how the barriers changed between two versions.


if "place4carers" in CASES:

    rule paper_gheduzzi2021:
        """Regenerate the tables and the figure of Gheduzzi et al. (2021), and compare its two versions."""
        input:
            notebook="notebooks/10_gheduzzi2021.ipynb",
            code=code_of("notebooks/10_gheduzzi2021.ipynb"),
            tables=expand("data/processed/place4carers/{table}.csv", table=["segments", "codings", "links", "readings"]),
            indicators="data/processed/place4carers/indicators.csv",
            participants="data/processed/place4carers/participants.csv",
            data_collection="data/processed/place4carers/data_collection.csv",
            layout="data/raw/papers/gheduzzi2021/inventory.csv",
            factors="data/raw/literature/shortcomings.csv",
            references="data/raw/literature/references.csv",
            codebook="data/raw/codebook/codes.csv",
            own=own_files(["place4carers"]),
            frameworks="data/raw/codebook/frameworks.csv",
            crosswalk="data/raw/codebook/crosswalk.csv",
            sources="data/raw/sources.csv",
        output:
            shortcomings="data/processed/papers/gheduzzi2021/shortcomings.csv",
            assessment="data/processed/papers/gheduzzi2021/assessment.csv",
            inventory="data/processed/papers/gheduzzi2021/inventory.csv",
            marks="data/processed/papers/gheduzzi2021/service_system.csv",
            effects="data/processed/papers/gheduzzi2021/effects.csv",
            versions="data/processed/papers/gheduzzi2021/versions.csv",
            correspondence="data/processed/papers/gheduzzi2021/correspondence.csv",
            table1=multiext("reports/tables/papers/gheduzzi2021/table1_shortcomings", *TABLE),
            table2=multiext("reports/tables/papers/gheduzzi2021/table2_assessment", *TABLE),
            table3=multiext("reports/tables/papers/gheduzzi2021/table3_inventory", *TABLE),
            versions_table=multiext("reports/tables/papers/gheduzzi2021/barriers_by_version", *TABLE),
            service_system_figure=multiext("reports/figures/papers/gheduzzi2021/service_system", *FIGURE),
            versions_figure=multiext("reports/figures/papers/gheduzzi2021/barriers_by_version", *FIGURE),
        params:
            settings=settings("coder", "independent_passes", "figure_preset"),
            paths=paths,
        log:
            text="logs/papers/gheduzzi2021.log",
            notebook="reports/notebooks/papers/10_gheduzzi2021.ipynb",
        shell:
            RUN

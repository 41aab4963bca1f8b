# Larsen et al. 2020: the four phases of inquiry, the data collected, who took which dialogue role where. Needs the clean tables of
# the mental health unit and two tables of facts read from the paper; leaves two figures, a table and the tables behind them.


if "mental_health_unit" in CASES:

    rule paper_larsen2020:
        """Regenerate the tables and figures of larsen2020 from its data."""
        input:
            notebook="notebooks/13_larsen2020.ipynb",
            code=code_of("notebooks/13_larsen2020.ipynb"),
            read_phases="data/raw/papers/larsen2020/phases.csv",
            read_roles="data/raw/papers/larsen2020/dialogue_roles.csv",
            collection="data/processed/mental_health_unit/data_collection.csv",
            tables=expand("data/processed/mental_health_unit/{table}.csv", table=["segments", "codings", "links", "readings"]),
            codebook="data/raw/codebook/codes.csv",
            own=own_files(["mental_health_unit"]),
            sources="data/raw/sources.csv",
        output:
            phases="data/processed/papers/larsen2020/phases.csv",
            collected="data/processed/papers/larsen2020/data_collected.csv",
            roles="data/processed/papers/larsen2020/dialogue_roles.csv",
            phases_figure=multiext("reports/figures/papers/larsen2020/four_phases", *FIGURE),
            roles_figure=multiext("reports/figures/papers/larsen2020/dialogue_roles", *FIGURE),
            collected_table=multiext("reports/tables/papers/larsen2020/data_collected", *TABLE),
        params:
            settings=settings("coder", "independent_passes", "figure_preset"),
            paths=paths,
        log:
            text="logs/papers/larsen2020.log",
            notebook="reports/notebooks/papers/13_larsen2020.ipynb",
        shell:
            RUN

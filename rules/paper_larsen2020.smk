# Larsen et al. 2020: the four phases of inquiry, the data collected, who took which dialogue role where. Needs the clean tables of
# the mental health unit and two tables of facts read from the paper; leaves two figures, a table and the tables behind them.


if "mental_health_unit" in CASES:
    PAPERS += ["reports/figures/papers/larsen2020/dialogue_roles.svg"]


rule paper_larsen2020:
    """Regenerate the tables and figures of larsen2020 from its data."""
    input:
        notebook="notebooks/13_larsen2020.ipynb",
        code=[
            "src/crosscase/papers/larsen2020.py", "src/crosscase/papers/facts.py",
            "src/crosscase/matrices.py", "src/crosscase/agreement.py", "src/crosscase/tables.py", *drawing(), *SHARED,
        ],
        schemas=expand("schemas/{name}.schema.yaml", name=[
            "raw/larsen2020_phases", "raw/larsen2020_dialogue_roles",
            "processed/larsen2020_phases", "processed/larsen2020_data_collected", "processed/larsen2020_dialogue_roles",
        ]),
        phases="data/raw/papers/larsen2020/phases.csv",
        roles="data/raw/papers/larsen2020/dialogue_roles.csv",
        collection="data/processed/mental_health_unit/data_collection.csv",
        segments="data/processed/mental_health_unit/segments.csv",
        codings="data/processed/mental_health_unit/codings.csv",
        sources="data/raw/sources.csv",
    output:
        phases="data/processed/papers/larsen2020/phases.csv",
        collected="data/processed/papers/larsen2020/data_collected.csv",
        roles="data/processed/papers/larsen2020/dialogue_roles.csv",
        phases_figure=multiext("reports/figures/papers/larsen2020/four_phases", *FIGURE),
        roles_figure=multiext("reports/figures/papers/larsen2020/dialogue_roles", *FIGURE),
        collected_table=multiext("reports/tables/papers/larsen2020/data_collected", *TABLE),
    params:
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/papers/larsen2020.log",
        notebook="reports/notebooks/papers/13_larsen2020.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            phases_csv={input.phases:q} roles_csv={input.roles:q} collection_csv={input.collection:q} \
            segments_csv={input.segments:q} codings_csv={input.codings:q} sources_csv={input.sources:q} \
            phases_out={output.phases:q} collected_out={output.collected:q} roles_out={output.roles:q} \
            phases_svg={output.phases_figure[0]:q} roles_svg={output.roles_figure[0]:q} collected_table={output.collected_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

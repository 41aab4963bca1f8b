# Configurations: which combinations of conditions go with which outcome. Needs the declared calibration
# (config/configurations.yaml) and the clean tables; leaves memberships, truth table, solutions and what they rest on, as
# tables, a figure and published tables.


rule configurations:
    """Ask which combinations of conditions go with which outcome (crisp-set QCA)."""
    input:
        notebook="notebooks/31_configurations.ipynb",
        code=[*code_of("notebooks/31_configurations.ipynb"), "config/configurations.schema.yaml"],
        codebook="data/raw/codebook/codes.csv",
        calibration="config/configurations.yaml",
        sources="data/raw/sources.csv",
        descriptions=[store.described_in(case_id) for case_id in CASES],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
    output:
        calibrated="data/processed/cross_case/configurations_calibrated.csv",
        truth="data/processed/cross_case/configurations_truth_table.csv",
        solutions="data/processed/cross_case/configurations_solutions.csv",
        necessity="data/processed/cross_case/configurations_necessity.csv",
        chance="data/processed/cross_case/configurations_chance.csv",
        variants="data/processed/cross_case/configurations_variants.csv",
        figure=multiext("reports/figures/configurations", *FIGURE),
        truth_table=multiext("reports/tables/configurations", *TABLE),
        solutions_table=multiext("reports/tables/configurations_solutions", *TABLE),
    params:
        settings=settings("case_ids", "coder", "figure_preset"),
        paths=paths,
    log:
        text="logs/configurations.log",
        notebook="reports/notebooks/31_configurations.ipynb",
    shell:
        RUN

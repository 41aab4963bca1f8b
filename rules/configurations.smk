# Configurations: which combinations of conditions go with which outcome. Needs the declared calibration
# (config/configurations.yaml) and the clean tables; leaves memberships, truth table, solutions and what they rest on, as
# tables, a figure and published tables.


rule configurations:
    """Ask which combinations of conditions go with which outcome (crisp-set QCA)."""
    input:
        notebook="notebooks/31_configurations.ipynb",
        code=[
            "src/crosscase/configurations.py",
            "src/crosscase/compare.py",
            "src/crosscase/matrices.py",
            "src/crosscase/tables.py",
            *drawing("configurations"),
            *SHARED,
        ],
        calibration=["config/configurations.yaml", "config/configurations.schema.yaml"],
        sources="data/raw/sources.csv",
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
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
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/configurations.log",
        notebook="reports/notebooks/31_configurations.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} sources_csv={input.sources:q} \
            calibration_yaml={input.calibration[0]:q} coder={params.coder:q} figure_preset={params.figure_preset:q} \
            calibrated_csv={output.calibrated:q} truth_csv={output.truth:q} solutions_csv={output.solutions:q} \
            necessity_csv={output.necessity:q} chance_csv={output.chance:q} variants_csv={output.variants:q} \
            figure_svg={output.figure[0]:q} truth_table={output.truth_table[0]:q} solutions_table={output.solutions_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

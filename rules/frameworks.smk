# Frameworks: which elements of the published frameworks the cases show, and which barriers no framework knows. Needs the clean
# tables, the frameworks and the crosswalk; leaves coverage, the barrier by framework matrix and two published tables.


rule frameworks:
    """Lay the cases beside the published frameworks: elements shown, barriers that no framework knows."""
    input:
        notebook="notebooks/26_frameworks.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/compare.py",
            "src/crosscase/frameworks.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("frameworks"),
            *SHARED,
        ],
        crosswalk="data/raw/codebook/crosswalk.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        by_case="data/processed/cross_case/framework_by_case.csv",
        elements="data/processed/cross_case/framework_elements.csv",
        coverage="data/processed/cross_case/framework_coverage.csv",
        barriers="data/processed/cross_case/framework_barriers.csv",
        known="data/processed/cross_case/barriers_known.csv",
        coverage_figure=multiext("reports/figures/framework_coverage", *FIGURE),
        barriers_figure=multiext("reports/figures/framework_barriers", *FIGURE),
        elements_table=multiext("reports/tables/framework_elements", *TABLE),
        barriers_table=multiext("reports/tables/framework_barriers", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/frameworks.log",
        notebook="reports/notebooks/26_frameworks.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            cases_csv={input.cases:q} codebook_csv={input.codebook:q} frameworks_csv={input.frameworks:q} sources_csv={input.sources:q} \
            robustness_csv={input.robustness:q} \
            crosswalk_csv={input.crosswalk:q} by_case_csv={output.by_case:q} elements_csv={output.elements:q} \
            coverage_csv={output.coverage:q} barriers_csv={output.barriers:q} known_csv={output.known:q} \
            coverage_svg={output.coverage_figure[0]:q} barriers_svg={output.barriers_figure[0]:q} \
            elements_table={output.elements_table[0]:q} barriers_table={output.barriers_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

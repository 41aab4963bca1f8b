# Perspectives: who reports which barrier, and where citizens and providers disagree within a case. Needs the clean tables of all cases and the
# table of cases; leaves barriers by perspective and case, what the sides answer, and the figure of split cells.


rule perspectives:
    """Ask who reports which barrier, and where citizens and providers disagree."""
    input:
        notebook="notebooks/23_perspectives.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/compare.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/perspectives.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("perspectives"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        profile="data/processed/cross_case/perspectives.csv",
        answers="data/processed/cross_case/perspective_answers.csv",
        summary="data/processed/cross_case/perspective_summary.csv",
        figure=multiext("reports/figures/perspectives", *FIGURE),
        table=multiext("reports/tables/perspectives", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        unit_of_analysis=config["unit_of_analysis"],
        figure_preset=config["figure_preset"],
        seed=config["seed"],
    log:
        text="logs/perspectives.log",
        notebook="reports/notebooks/23_perspectives.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} cases_csv={input.cases:q} \
            sources_csv={input.sources:q} robustness_csv={input.robustness:q} coder={params.coder:q} independent_passes={params.independent_passes:q} \
            unit_of_analysis={params.unit_of_analysis:q} figure_preset={params.figure_preset:q} seed={params.seed:q} \
            profile_csv={output.profile:q} answers_csv={output.answers:q} summary_csv={output.summary:q} \
            figure_svg={output.figure[0]:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

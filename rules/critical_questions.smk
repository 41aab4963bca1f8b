# Critical questions: the questions of farr2017, answered by evidence from all cases. Needs the clean tables, the crosswalk and the
# table that ties effects and power to questions; leaves what hinders and what helps by question and case.


rule critical_questions:
    """Answer the critical questions on power with the passages of all cases: what hinders, what helps."""
    input:
        notebook="notebooks/28_critical_questions.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/compare.py",
            "src/crosscase/critical_questions.py",
            "src/crosscase/figures/grouped.py",
            "src/crosscase/frameworks.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/tables.py",
            *drawing("critical_questions"),
            *SHARED,
        ],
        crosswalk="data/raw/codebook/crosswalk.csv",
        question_codes="data/raw/papers/farr2017/question_codes.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
    output:
        answers="data/processed/cross_case/critical_questions.csv",
        verdicts="data/processed/cross_case/critical_verdicts.csv",
        figure=multiext("reports/figures/critical_questions", *FIGURE),
        table=multiext("reports/tables/critical_questions", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/critical_questions.log",
        notebook="reports/notebooks/28_critical_questions.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            cases_csv={input.cases:q} codebook_csv={input.codebook:q} frameworks_csv={input.frameworks:q} sources_csv={input.sources:q} \
            crosswalk_csv={input.crosswalk:q} question_codes_csv={input.question_codes:q} answers_csv={output.answers:q} verdicts_csv={output.verdicts:q} \
            figure_svg={output.figure[0]:q} answers_table={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

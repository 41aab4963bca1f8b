# Critical questions: the questions of farr2017, answered by evidence from all cases. Needs the clean tables, the crosswalk and the
# table that ties effects and power to questions; leaves what hinders and what helps by question and case.


rule critical_questions:
    """Answer the critical questions on power with the passages of all cases: what hinders, what helps."""
    input:
        notebook="notebooks/28_critical_questions.ipynb",
        code=code_of("notebooks/28_critical_questions.ipynb"),
        crosswalk="data/raw/codebook/crosswalk.csv",
        question_codes="data/raw/papers/farr2017/question_codes.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
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
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/critical_questions.log",
        notebook="reports/notebooks/28_critical_questions.ipynb",
    shell:
        RUN

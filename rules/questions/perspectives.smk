# Perspectives: who reports which barrier, and where citizens and providers disagree within a case. Needs the clean tables of all cases and the
# table of cases; leaves barriers by perspective and case, what the sides answer, and the figure of split cells.


rule perspectives:
    """Ask who reports which barrier, and where citizens and providers disagree."""
    input:
        notebook="notebooks/23_perspectives.ipynb",
        code=code_of("notebooks/23_perspectives.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
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
        settings=settings("case_ids", "coder", "independent_passes", "unit_of_analysis", "figure_preset", "seed"),
        paths=paths,
    log:
        text="logs/perspectives.log",
        notebook="reports/notebooks/23_perspectives.ipynb",
    shell:
        RUN

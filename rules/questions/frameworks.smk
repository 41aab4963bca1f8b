# Frameworks: which elements of the published frameworks the cases show, and which barriers no framework knows. Needs the clean
# tables, the frameworks and the crosswalk; leaves coverage, the barrier by framework matrix and two published tables.


rule frameworks:
    """Lay the cases beside the published frameworks: elements shown, barriers that no framework knows."""
    input:
        notebook="notebooks/26_frameworks.ipynb",
        code=code_of("notebooks/26_frameworks.ipynb"),
        crosswalk="data/raw/codebook/crosswalk.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
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
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/frameworks.log",
        notebook="reports/notebooks/26_frameworks.ipynb",
    shell:
        RUN

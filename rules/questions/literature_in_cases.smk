# Literature in cases: which factors of the published table the cases show, and what they add. Needs the clean tables, the published
# table, its citations and the crosswalk; leaves factors by case, the additions, a figure and two published tables.


rule literature_in_cases:
    """Lay the literature's factors beside the cases, and list what the cases add."""
    input:
        notebook="notebooks/29_literature_in_cases.ipynb",
        code=code_of("notebooks/29_literature_in_cases.ipynb"),
        crosswalk="data/raw/codebook/crosswalk.csv",
        shortcomings="data/raw/literature/shortcomings.csv",
        citations="data/processed/literature/citations.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        factors="data/processed/cross_case/literature_in_cases.csv",
        added="data/processed/cross_case/literature_added.csv",
        figure=multiext("reports/figures/literature_in_cases", *FIGURE),
        factors_table=multiext("reports/tables/literature_in_cases", *TABLE),
        added_table=multiext("reports/tables/literature_added", *TABLE),
    params:
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/literature_in_cases.log",
        notebook="reports/notebooks/29_literature_in_cases.ipynb",
    shell:
        RUN

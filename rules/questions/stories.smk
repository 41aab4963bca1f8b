# Stories: under which conditions did which barrier become harm, for whom, and what repaired it? Needs the clean tables of
# all cases; leaves a row for each story, its printed table and the figure of how stories ended.


rule stories:
    """Tell every story from a barrier to harm, its conditions and what repaired it."""
    input:
        notebook="notebooks/34_stories.ipynb",
        code=code_of("notebooks/34_stories.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
    output:
        stories="data/processed/cross_case/stories.csv",
        figure=multiext("reports/figures/stories", *FIGURE),
        table=multiext("reports/tables/stories", *TABLE),
    params:
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/stories.log",
        notebook="reports/notebooks/34_stories.ipynb",
    shell:
        RUN

# Pathways: which barrier led to which effect, and what weakened or stopped it. Needs the clean tables of all cases and the table of cases;
# leaves the table of paths, printed and as data, and the figure that a reader follows with the eye.


rule pathways:
    """Follow the paths from barriers over effects to what stopped them."""
    input:
        notebook="notebooks/25_pathways.ipynb",
        code=code_of("notebooks/25_pathways.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
    output:
        paths="data/processed/cross_case/pathways.csv",
        figure=multiext("reports/figures/pathways", *FIGURE),
        table=multiext("reports/tables/pathways", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/pathways.log",
        notebook="reports/notebooks/25_pathways.ipynb",
    shell:
        RUN

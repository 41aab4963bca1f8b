# Saturation: how many codes further cases and passages added. Needs the cross-case tables and the clean tables; leaves
# the accumulation curves, the estimates and the codes that one case alone shows, as tables, a figure and a published
# table.


rule saturation:
    """Ask whether another case, or more passages, would have shown more codes."""
    input:
        notebook="notebooks/30_saturation.ipynb",
        code=code_of("notebooks/30_saturation.ipynb"),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        sources="data/raw/sources.csv",
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        robustness="data/processed/cross_case/robustness.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
    output:
        curves="data/processed/cross_case/saturation.csv",
        estimates="data/processed/cross_case/saturation_estimates.csv",
        single="data/processed/cross_case/saturation_codes.csv",
        figure=multiext("reports/figures/saturation", *FIGURE),
        table=multiext("reports/tables/saturation", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "figure_preset"),
        paths=paths,
    log:
        text="logs/saturation.log",
        notebook="reports/notebooks/30_saturation.ipynb",
    shell:
        RUN

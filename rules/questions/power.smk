# Power: the dimensions of power by case. Needs the clean tables and the table of codes by case; leaves the dimensions with when,
# who tells and what stands beside, their figure and table.


rule power:
    """Show which dimensions of power the cases tell of, when, by whom and with which effects beside."""
    input:
        notebook="notebooks/27_power.ipynb",
        code=code_of("notebooks/27_power.ipynb"),
        codes="data/processed/cross_case/codes_by_case.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        power="data/processed/cross_case/power_by_case.csv",
        told="data/processed/cross_case/power_told.csv",
        effects="data/processed/cross_case/power_effects.csv",
        figure=multiext("reports/figures/power_by_case", *FIGURE),
        table=multiext("reports/tables/power_by_case", *TABLE),
    params:
        settings=settings("case_ids", "coder", "figure_preset"),
        paths=paths,
    log:
        text="logs/power.log",
        notebook="reports/notebooks/27_power.ipynb",
    shell:
        RUN

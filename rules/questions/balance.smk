# Balance: how harm and good balance, and what kept harm from happening. Needs the clean tables of all cases and the balance of links; leaves the
# shares of what became of the harm, the remedies by reading, the figure of the balance and the printed tables.


rule balance:
    """Ask how harm and good balance, and what kept harm from happening."""
    input:
        notebook="notebooks/24_balance.ipynb",
        code=code_of("notebooks/24_balance.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        balance="data/processed/cross_case/balance.csv",
        by_pass="data/processed/cross_case/links_by_pass.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        shares="data/processed/cross_case/harm_shares.csv",
        met_harms="data/processed/cross_case/met_harms.csv",
        read_as="data/processed/cross_case/read_as.csv",
        over_cases="data/processed/cross_case/balance_over_cases.csv",
        remedies="data/processed/cross_case/remedies.csv",
        balance_figure=multiext("reports/figures/balance", *FIGURE),
        shares_table=multiext("reports/tables/harm_shares", *TABLE),
        remedies_table=multiext("reports/tables/remedies", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "independent_passes", "unit_of_analysis", "figure_preset", "seed"),
        paths=paths,
    log:
        text="logs/balance.log",
        notebook="reports/notebooks/24_balance.ipynb",
    shell:
        RUN

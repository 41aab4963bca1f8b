# Claims: does what the sources print about themselves add up? Needs the ledgers of the cases and the clean tables; leaves
# the judged ledger and its table. Skipped where no case has a ledger.


if LEDGERS:

    rule claims:
        """Recompute every number that the sources print about themselves."""
        input:
            notebook="notebooks/07_claims.ipynb",
            code=code_of("notebooks/07_claims.ipynb"),
            ledgers=LEDGERS,
            tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=CLEAN),
            reference=["data/raw/literature/shortcomings.csv", "data/raw/literature/references.csv", "data/raw/codebook/frameworks.csv"],
            sources="data/raw/sources.csv",
        output:
            ledger="data/processed/claims/ledger.csv",
            table=multiext("reports/tables/claims", *TABLE),
        params:
            settings=settings("case_ids"),
            paths=paths,
        log:
            text="logs/claims.log",
            notebook="reports/notebooks/07_claims.ipynb",
        shell:
            RUN

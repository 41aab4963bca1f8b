# Claims: does what the sources print about themselves add up? Needs the ledgers of the cases and the clean tables; leaves
# the judged ledger and its table. Skipped where no case has a ledger.


rule claims:
    """Recompute every number that the sources print about themselves."""
    input:
        notebook="notebooks/07_claims.ipynb",
        code=["src/crosscase/claims.py", "src/crosscase/anchors.py", "src/crosscase/captions/base.py", "src/crosscase/captions/claims.py", "src/crosscase/tables.py", *SHARED],
        ledgers=[f"data/raw/cases/{case_id}/claims.csv" for case_id in WITH_CLAIMS],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=CLEAN),
        reference=["data/raw/literature/shortcomings.csv", "data/raw/literature/references.csv", "data/raw/codebook/frameworks.csv"],
        sources="data/raw/sources.csv",
    output:
        ledger="data/processed/claims/ledger.csv",
        table=multiext("reports/tables/claims", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
    log:
        text="logs/claims.log",
        notebook="reports/notebooks/07_claims.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} sources_csv={input.sources:q} \
            ledger_csv={output.ledger:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

# Clean: harmonise one case's words with the codebook. Needs the raw tables of the case and the codebook; leaves the
# canonical tables and a log with one row for every value that changed.


rule clean_case:
    """Harmonise the words of one case with the codebook and log every change."""
    input:
        notebook="notebooks/01_clean.ipynb",
        code=["src/crosscase/clean.py", *SHARED],
        schemas=[f"schemas/{kind}/{name}.schema.yaml" for kind in ("raw", "processed") for name in CLEAN],
        raw=raw_case_files,
        codebook=["data/raw/codebook/codes.csv", "data/raw/codebook/roles.csv", "config/aliases.csv"],
    output:
        tables=expand("data/processed/{{case_id}}/{table}.csv", table=CLEAN),
        log="data/processed/{case_id}/cleaning_log.csv",
    params:
        processed="data/processed/{case_id}",
    log:
        text="logs/clean/{case_id}.log",
        notebook="reports/notebooks/{case_id}/01_clean.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_id={wildcards.case_id:q} processed={params.processed:q} \
            2>&1 | tee {log.text:q}
        """

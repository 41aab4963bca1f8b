# Clean: harmonise one case's words with the codebook. Needs the raw tables of the case and the codebook; leaves the
# canonical tables and a log with one row for every value that changed.


rule clean_case:
    """Harmonise the words of one case with the codebook and log every change."""
    input:
        notebook="notebooks/01_clean.ipynb",
        code=code_of("notebooks/01_clean.ipynb"),
        schemas=[f"schemas/{kind}/{name}.schema.yaml" for kind in ("raw", "processed") for name in CLEAN],
        raw=lambda wildcards: raw_case_files(wildcards.case_id),
        codebook=["data/raw/codebook/codes.csv", "data/raw/codebook/roles.csv", "config/aliases.csv"],
    output:
        tables=expand("data/processed/{{case_id}}/{table}.csv", table=CLEAN),
        cleaning_log="data/processed/{case_id}/cleaning_log.csv",
    params:
        settings=settings(case_id="{case_id}"),
        paths=paths,
    log:
        text="logs/clean/{case_id}.log",
        notebook="reports/notebooks/{case_id}/01_clean.ipynb",
    shell:
        RUN

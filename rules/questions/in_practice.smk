# In practice: what would a practitioner pin to the wall? Needs the cross-case tables; leaves the practitioner's table.


rule in_practice:
    """Print the practitioner's table."""
    input:
        notebook="notebooks/33_in_practice.ipynb",
        code=code_of("notebooks/33_in_practice.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        practice="data/processed/cross_case/barriers_in_practice.csv",
    output:
        table=multiext("reports/tables/barriers_in_practice", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder"),
        paths=paths,
    log:
        text="logs/in_practice.log",
        notebook="reports/notebooks/33_in_practice.ipynb",
    shell:
        RUN

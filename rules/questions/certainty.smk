# Certainty: how much confidence do the findings deserve? Needs the findings with their variants and the clean tables; leaves a
# draft for judging confidence (GRADE-CERQual) that people complete, and its printed table.


rule certainty:
    """Draft for every headline finding what people need to judge confidence in it."""
    input:
        notebook="notebooks/35_certainty.ipynb",
        code=code_of("notebooks/35_certainty.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
        variants="data/processed/cross_case/robustness_variants.csv",
    output:
        certainty="data/processed/cross_case/certainty.csv",
        table=multiext("reports/tables/summary_of_findings", *TABLE),
    params:
        settings=settings("case_ids", "coder"),
        paths=paths,
    log:
        text="logs/certainty.log",
        notebook="reports/notebooks/35_certainty.ipynb",
    shell:
        RUN

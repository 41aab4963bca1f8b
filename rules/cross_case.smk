# Cross-case: the cases side by side. Needs the clean tables of all cases; leaves the meta-matrix of codes by case, the
# phase profile, the balance of harm and good, the practitioner's table, and the printed table of cases.


rule cross_case:
    """Lay the cases side by side: codes, phases, balance, and what a practitioner takes from them."""
    input:
        notebook="notebooks/04_cross_case.ipynb",
        code=code_of("notebooks/04_cross_case.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        codebook="data/raw/codebook/codes.csv",
        sources="data/raw/sources.csv",
    output:
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        phases="data/processed/cross_case/phase_profile.csv",
        balance="data/processed/cross_case/balance.csv",
        practice="data/processed/cross_case/barriers_in_practice.csv",
        by_pass="data/processed/cross_case/links_by_pass.csv",
        table=multiext("reports/tables/cases", *TABLE),
    params:
        settings=settings("case_ids", "coder", "independent_passes", "unit_of_analysis"),
        paths=paths,
    log:
        text="logs/cross_case.log",
        notebook="reports/notebooks/04_cross_case.ipynb",
    shell:
        RUN

# Similarity: how alike the cases are, and what sets them apart. Needs the clean tables and the codes by case; leaves the
# comparison of every pair, the dendrograms with the stability of their branches, and the maps of cases and codes.


rule similarity:
    """Compare every two cases, cluster and order them, and map them with their codes."""
    input:
        notebook="notebooks/21_similarity.ipynb",
        code=code_of("notebooks/21_similarity.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "readings"]),
        descriptions=[store.described_in(case_id) for case_id in CASES],
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        robustness="data/processed/cross_case/robustness.csv",
        sources="data/raw/sources.csv",
    output:
        pairs="data/processed/cross_case/similarity.csv",
        clusters="data/processed/cross_case/clustering.csv",
        points="data/processed/cross_case/correspondence.csv",
        similarity=multiext("reports/figures/case_similarity", *FIGURE),
        correspondence=multiext("reports/figures/correspondence", *FIGURE),
        case_pairs=multiext("reports/tables/case_pairs", *TABLE),
        contributions=multiext("reports/tables/case_contributions", *TABLE),
    params:
        settings=settings("case_ids", "coder", "independent_passes", "figure_preset"),
        paths=paths,
    log:
        text="logs/similarity.log",
        notebook="reports/notebooks/21_similarity.ipynb",
    shell:
        RUN

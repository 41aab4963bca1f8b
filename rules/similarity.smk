# Similarity: how alike the cases are, and what sets them apart. Needs the clean tables and the codes by case; leaves the
# comparison of every pair, the dendrograms with the stability of their branches, and the maps of cases and codes.


rule similarity:
    """Compare every two cases, cluster and order them, and map them with their codes."""
    input:
        notebook="notebooks/21_similarity.ipynb",
        code=[
            "src/crosscase/similarity.py",
            "src/crosscase/compare.py",
            "src/crosscase/matrices.py",
            "src/crosscase/agreement.py",
            "src/crosscase/honest.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("similarity"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
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
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/similarity.log",
        notebook="reports/notebooks/21_similarity.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} \
            cases_csv={input.cases:q} codes_csv={input.codes:q} sources_csv={input.sources:q} robustness_csv={input.robustness:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            pairs_csv={output.pairs:q} clusters_csv={output.clusters:q} points_csv={output.points:q} \
            similarity_svg={output.similarity[0]:q} correspondence_svg={output.correspondence[0]:q} \
            pairs_table={output.case_pairs[0]:q} contributions_table={output.contributions[0]:q} \
            2>&1 | tee {log.text:q}
        """

# Literature in cases: which factors of the published table the cases show, and what they add. Needs the clean tables, the published
# table, its citations and the crosswalk; leaves factors by case, the additions, a figure and two published tables.


rule literature_in_cases:
    """Lay the literature's factors beside the cases, and list what the cases add."""
    input:
        notebook="notebooks/29_literature_in_cases.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/captions/frameworks.py",
            "src/crosscase/compare.py",
            "src/crosscase/figures/grouped.py",
            "src/crosscase/frameworks.py",
            "src/crosscase/honest.py",
            "src/crosscase/literature_in_cases.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("literature_in_cases"),
            *SHARED,
        ],
        crosswalk="data/raw/codebook/crosswalk.csv",
        shortcomings="data/raw/literature/shortcomings.csv",
        citations="data/processed/literature/citations.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        factors="data/processed/cross_case/literature_in_cases.csv",
        added="data/processed/cross_case/literature_added.csv",
        figure=multiext("reports/figures/literature_in_cases", *FIGURE),
        factors_table=multiext("reports/tables/literature_in_cases", *TABLE),
        added_table=multiext("reports/tables/literature_added", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/literature_in_cases.log",
        notebook="reports/notebooks/29_literature_in_cases.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            cases_csv={input.cases:q} codebook_csv={input.codebook:q} frameworks_csv={input.frameworks:q} sources_csv={input.sources:q} \
            robustness_csv={input.robustness:q} \
            crosswalk_csv={input.crosswalk:q} shortcomings_csv={input.shortcomings:q} citations_csv={input.citations:q} \
            factors_csv={output.factors:q} added_csv={output.added:q} figure_svg={output.figure[0]:q} \
            factors_table={output.factors_table[0]:q} added_table={output.added_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

# Pathways: which barrier led to which effect, and what weakened or stopped it. Needs the clean tables of all cases and the table of cases;
# leaves the table of paths, printed and as data, and the figure that a reader follows with the eye.


rule pathways:
    """Follow the paths from barriers over effects to what stopped them."""
    input:
        notebook="notebooks/25_pathways.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/compare.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/pathways.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("pathways"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        paths="data/processed/cross_case/pathways.csv",
        figure=multiext("reports/figures/pathways", *FIGURE),
        table=multiext("reports/tables/pathways", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/pathways.log",
        notebook="reports/notebooks/25_pathways.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} cases_csv={input.cases:q} \
            sources_csv={input.sources:q} robustness_csv={input.robustness:q} coder={params.coder:q} independent_passes={params.independent_passes:q} \
            figure_preset={params.figure_preset:q} \
            paths_csv={output.paths:q} figure_svg={output.figure[0]:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

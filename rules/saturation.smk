# Saturation: how many codes further cases and passages added. Needs the cross-case tables and the clean tables; leaves
# the accumulation curves, the estimates and the codes that one case alone shows, as tables, a figure and a published
# table.


rule saturation:
    """Ask whether another case, or more passages, would have shown more codes."""
    input:
        notebook="notebooks/30_saturation.ipynb",
        code=[
            "src/crosscase/saturation.py",
            "src/crosscase/honest.py",
            "src/crosscase/compare.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("saturation"),
            *SHARED,
        ],
        codebook="data/raw/codebook/codes.csv",
        sources="data/raw/sources.csv",
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        robustness="data/processed/cross_case/robustness.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
    output:
        curves="data/processed/cross_case/saturation.csv",
        estimates="data/processed/cross_case/saturation_estimates.csv",
        single="data/processed/cross_case/saturation_codes.csv",
        figure=multiext("reports/figures/saturation", *FIGURE),
        table=multiext("reports/tables/saturation", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/saturation.log",
        notebook="reports/notebooks/30_saturation.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} sources_csv={input.sources:q} \
            robustness_csv={input.robustness:q} \
            cases_csv={input.cases:q} codes_csv={input.codes:q} coder={params.coder:q} figure_preset={params.figure_preset:q} \
            curves_csv={output.curves:q} estimates_csv={output.estimates:q} single_csv={output.single:q} \
            figure_svg={output.figure[0]:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

# Agreement: would another reader agree? Needs the clean tables of all cases with two independent passes; leaves agreement
# by family, by part of a link and by code, a figure and a table.


rule agreement:
    """Compare the two independent passes, family by family and code by code."""
    input:
        notebook="notebooks/06_agreement.ipynb",
        code=["src/crosscase/agreement.py", "src/crosscase/tables.py", *drawing("agreement"), *SHARED],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        codebook="data/raw/codebook/codes.csv",
    output:
        summary="data/processed/agreement/agreement.csv",
        by_code="data/processed/agreement/by_code.csv",
        figure=multiext("reports/figures/agreement", *FIGURE),
        table=multiext("reports/tables/agreement", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        independent_passes=json.dumps(config["independent_passes"]),
        seed=config["seed"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/agreement.log",
        notebook="reports/notebooks/06_agreement.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} \
            independent_passes={params.independent_passes:q} seed={params.seed:q} figure_preset={params.figure_preset:q} \
            summary_csv={output.summary:q} by_code_csv={output.by_code:q} figure_svg={output.figure[0]:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

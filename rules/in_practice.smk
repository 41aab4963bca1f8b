# In practice: what would a practitioner pin to the wall? Needs the cross-case tables; leaves the practitioner's table.


rule in_practice:
    """Print the practitioner's table."""
    input:
        notebook="notebooks/33_in_practice.ipynb",
        code=[
            "src/crosscase/compare.py",
            "src/crosscase/agreement.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/tables.py",
            *drawing("codes_by_case"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        practice="data/processed/cross_case/barriers_in_practice.csv",
    output:
        table=multiext("reports/tables/barriers_in_practice", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
    log:
        text="logs/in_practice.log",
        notebook="reports/notebooks/33_in_practice.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} \
            codebook_csv={input.codebook:q} cases_csv={input.cases:q} practice_csv={input.practice:q} \
            sources_csv={input.sources:q} practice_table={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

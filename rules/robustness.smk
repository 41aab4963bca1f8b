# Robustness: does a headline finding hang on a choice of ours? Needs the clean tables of all cases and the findings that
# config/robustness.yaml declares; leaves in how many variants each holds, which the figures that claim it print.


rule robustness:
    """Ask every headline finding again in every variant of the data."""
    input:
        notebook="notebooks/32_robustness.ipynb",
        code=[
            "src/crosscase/robustness.py",
            "src/crosscase/similarity.py",
            "src/crosscase/matrices.py",
            "src/crosscase/compare.py",
            "src/crosscase/tables.py",
            *drawing("robustness"),
            *SHARED,
        ],
        declared=["config/robustness.yaml", "config/robustness.schema.yaml"],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        sources="data/raw/sources.csv",
    output:
        findings="data/processed/cross_case/robustness.csv",
        variants="data/processed/cross_case/robustness_variants.csv",
        figure=multiext("reports/figures/robustness", *FIGURE),
        table=multiext("reports/tables/robustness", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/robustness.log",
        notebook="reports/notebooks/32_robustness.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} \
            figure_preset={params.figure_preset:q} robustness_yaml={input.declared[0]:q} cases_csv={input.cases:q} \
            codebook_csv={input.codebook:q} sources_csv={input.sources:q} findings_csv={output.findings:q} \
            variants_csv={output.variants:q} figure_svg={output.figure[0]:q} table_csv={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

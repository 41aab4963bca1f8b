# Power: the dimensions of power by case. Needs the clean tables and the table of codes by case; leaves the dimensions with when,
# who tells and what stands beside, their figure and table.


rule power:
    """Show which dimensions of power the cases tell of, when, by whom and with which effects beside."""
    input:
        notebook="notebooks/27_power.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/compare.py",
            "src/crosscase/figures/grouped.py",
            "src/crosscase/frameworks.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/power.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("power"),
            *SHARED,
        ],
        codes="data/processed/cross_case/codes_by_case.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        power="data/processed/cross_case/power_by_case.csv",
        told="data/processed/cross_case/power_told.csv",
        effects="data/processed/cross_case/power_effects.csv",
        figure=multiext("reports/figures/power_by_case", *FIGURE),
        table=multiext("reports/tables/power_by_case", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/power.log",
        notebook="reports/notebooks/27_power.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} figure_preset={params.figure_preset:q} \
            cases_csv={input.cases:q} codebook_csv={input.codebook:q} frameworks_csv={input.frameworks:q} sources_csv={input.sources:q} \
            robustness_csv={input.robustness:q} \
            codes_csv={input.codes:q} power_csv={output.power:q} told_csv={output.told:q} effects_csv={output.effects:q} \
            figure_svg={output.figure[0]:q} power_table={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

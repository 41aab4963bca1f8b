# Barriers and effects: which codes do the cases share? Needs the cross-case tables; leaves a figure each of barriers, effects
# and enablers by case, and a table of all of them.


rule barriers_and_effects:
    """Draw barriers, effects and enablers by case, and print in which cases each is seen."""
    input:
        notebook="notebooks/20_barriers_and_effects.ipynb",
        code=[
            "src/crosscase/compare.py",
            "src/crosscase/agreement.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("codes_by_case"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        barriers=multiext("reports/figures/barriers_by_case", *FIGURE),
        effects=multiext("reports/figures/effects_by_case", *FIGURE),
        enablers=multiext("reports/figures/enablers_by_case", *FIGURE),
        in_cases="data/processed/cross_case/codes_in_cases.csv",
        table=multiext("reports/tables/codes_in_cases", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        count_by=config["count_by"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/barriers_and_effects.log",
        notebook="reports/notebooks/20_barriers_and_effects.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} count_by={params.count_by:q} \
            figure_preset={params.figure_preset:q} codebook_csv={input.codebook:q} cases_csv={input.cases:q} \
            codes_csv={input.codes:q} robustness_csv={input.robustness:q} sources_csv={input.sources:q} \
            barriers_svg={output.barriers[0]:q} effects_svg={output.effects[0]:q} enablers_svg={output.enablers[0]:q} \
            in_cases_csv={output.in_cases:q} in_cases_table={output.table[0]:q} \
            2>&1 | tee {log.text:q}
        """

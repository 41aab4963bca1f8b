# Balance: how harm and good balance, and what kept harm from happening. Needs the clean tables of all cases and the balance of links; leaves the
# shares of what became of the harm, the remedies by reading, and their figures and printed tables.


rule balance:
    """Ask how harm and good balance, and what kept harm from happening."""
    input:
        notebook="notebooks/24_balance.ipynb",
        code=[
            "src/crosscase/agreement.py",
            "src/crosscase/balance.py",
            "src/crosscase/compare.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            "src/crosscase/tables.py",
            *drawing("balance", "remedies"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        balance="data/processed/cross_case/balance.csv",
        by_pass="data/processed/cross_case/links_by_pass.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        shares="data/processed/cross_case/harm_shares.csv",
        over_cases="data/processed/cross_case/balance_over_cases.csv",
        remedies="data/processed/cross_case/remedies.csv",
        balance_figure=multiext("reports/figures/balance", *FIGURE),
        harm_figure=multiext("reports/figures/harm_by_barrier", *FIGURE),
        remedies_figure=multiext("reports/figures/remedies", *FIGURE),
        shares_table=multiext("reports/tables/harm_shares", *TABLE),
        remedies_table=multiext("reports/tables/remedies", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        unit_of_analysis=config["unit_of_analysis"],
        figure_preset=config["figure_preset"],
        seed=config["seed"],
    log:
        text="logs/balance.log",
        notebook="reports/notebooks/24_balance.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} cases_csv={input.cases:q} \
            balance_csv={input.balance:q} by_pass_csv={input.by_pass:q} sources_csv={input.sources:q} robustness_csv={input.robustness:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} unit_of_analysis={params.unit_of_analysis:q} \
            figure_preset={params.figure_preset:q} seed={params.seed:q} \
            shares_csv={output.shares:q} over_cases_csv={output.over_cases:q} remedies_csv={output.remedies:q} \
            balance_svg={output.balance_figure[0]:q} harm_svg={output.harm_figure[0]:q} remedies_svg={output.remedies_figure[0]:q} \
            shares_table={output.shares_table[0]:q} remedies_table={output.remedies_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

# Figures: what goes to the journal and to the wall. Needs the cross-case tables; leaves each figure as SVG, PDF and PNG
# with its data, caption and alt text, and the practitioner's table as CSV, Word and LaTeX.


rule figures:
    """Draw the cross-case figures and print the practitioner's table."""
    input:
        notebook="notebooks/05_figures.ipynb",
        code=["src/crosscase/compare.py", "src/crosscase/agreement.py", "src/crosscase/matrices.py", "src/crosscase/tables.py", *drawing("by_case", "balance"), *SHARED],
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        phases="data/processed/cross_case/phase_profile.csv",
        balance="data/processed/cross_case/balance.csv",
        practice="data/processed/cross_case/barriers_in_practice.csv",
        by_pass="data/processed/cross_case/links_by_pass.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        sources="data/raw/sources.csv",
    output:
        barriers=multiext("reports/figures/barriers_by_case", *FIGURE),
        phases=multiext("reports/figures/phase_profile", *FIGURE),
        balance=multiext("reports/figures/balance", *FIGURE),
        practice=multiext("reports/tables/barriers_in_practice", *TABLE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        count_by=config["count_by"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/figures.log",
        notebook="reports/notebooks/05_figures.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            count_by={params.count_by:q} figure_preset={params.figure_preset:q} codebook_csv={input.codebook:q} \
            cases_csv={input.cases:q} codes_csv={input.codes:q} phases_csv={input.phases:q} \
            balance_csv={input.balance:q} practice_csv={input.practice:q} by_pass_csv={input.by_pass:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} sources_csv={input.sources:q} \
            barriers_svg={output.barriers[0]:q} phases_svg={output.phases[0]:q} \
            balance_svg={output.balance[0]:q} practice_table={output.practice[0]:q} \
            2>&1 | tee {log.text:q}
        """

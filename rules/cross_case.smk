# Cross-case: the cases side by side. Needs the clean tables of all cases; leaves the meta-matrix of codes by case, the
# phase profile, the balance of harm and good, and the practitioner's table.


rule cross_case:
    """Lay the cases side by side: codes, phases, balance, and what a practitioner takes from them."""
    input:
        notebook="notebooks/04_cross_case.ipynb",
        code=["src/crosscase/compare.py", "src/crosscase/matrices.py", "src/crosscase/agreement.py", *SHARED],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        descriptions=expand("data/raw/cases/{case_id}/case.yml", case_id=CASES),
        codebook="data/raw/codebook/codes.csv",
    output:
        cases="data/processed/cross_case/cases.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        phases="data/processed/cross_case/phase_profile.csv",
        balance="data/processed/cross_case/balance.csv",
        practice="data/processed/cross_case/barriers_in_practice.csv",
        by_pass="data/processed/cross_case/links_by_pass.csv",
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        unit_of_analysis=config["unit_of_analysis"],
    log:
        text="logs/cross_case.log",
        notebook="reports/notebooks/04_cross_case.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} codebook_csv={input.codebook:q} \
            coder={params.coder:q} independent_passes={params.independent_passes:q} unit_of_analysis={params.unit_of_analysis:q} \
            cases_csv={output.cases:q} codes_csv={output.codes:q} phases_csv={output.phases:q} \
            balance_csv={output.balance:q} practice_csv={output.practice:q} by_pass_csv={output.by_pass:q} \
            2>&1 | tee {log.text:q}
        """

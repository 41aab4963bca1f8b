# Phases: when were barriers at work? Needs the cross-case tables; leaves the figure of barriers by phase and case.


rule phases:
    """Draw barriers by phase and case."""
    input:
        notebook="notebooks/22_phases.ipynb",
        code=[
            "src/crosscase/compare.py",
            "src/crosscase/agreement.py",
            "src/crosscase/honest.py",
            "src/crosscase/matrices.py",
            "src/crosscase/robustness.py",
            *drawing("phases"),
            *SHARED,
        ],
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings"]),
        codebook="data/raw/codebook/codes.csv",
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        phases="data/processed/cross_case/phase_profile.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        figure=multiext("reports/figures/phase_profile", *FIGURE),
    params:
        case_ids=json.dumps(CASES),
        processed="data/processed",
        coder=config["coder"],
        count_by=config["count_by"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/phases.log",
        notebook="reports/notebooks/22_phases.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} count_by={params.count_by:q} \
            figure_preset={params.figure_preset:q} codebook_csv={input.codebook:q} cases_csv={input.cases:q} \
            codes_csv={input.codes:q} phases_csv={input.phases:q} robustness_csv={input.robustness:q} \
            sources_csv={input.sources:q} phases_svg={output.figure[0]:q} \
            2>&1 | tee {log.text:q}
        """

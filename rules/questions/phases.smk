# Phases: when were barriers at work? Needs the cross-case tables; leaves the figure of barriers by phase and case.


rule phases:
    """Draw barriers by phase and case."""
    input:
        notebook="notebooks/22_phases.ipynb",
        code=code_of("notebooks/22_phases.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "readings"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        phases="data/processed/cross_case/phase_profile.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        figure=multiext("reports/figures/phase_profile", *FIGURE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "count_by", "figure_preset"),
        paths=paths,
    log:
        text="logs/phases.log",
        notebook="reports/notebooks/22_phases.ipynb",
    shell:
        RUN

# Evidence gaps: where is evidence on barriers and harm, and where is none? Needs the clean tables of all cases and the table of cases;
# leaves the table of every pair of a barrier and a harm, and its map.


rule evidence_gaps:
    """Lay barriers against harms and show which pairs no source states."""
    input:
        notebook="notebooks/36_evidence_gaps.ipynb",
        code=code_of("notebooks/36_evidence_gaps.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        gaps="data/processed/cross_case/evidence_gaps.csv",
        figure=multiext("reports/figures/evidence_gaps", *FIGURE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "figure_preset"),
        paths=paths,
    log:
        text="logs/evidence_gaps.log",
        notebook="reports/notebooks/36_evidence_gaps.ipynb",
    shell:
        RUN

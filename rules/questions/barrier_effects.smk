# Barrier effects: what led to what within one case. Needs the clean links of the case and the codebook; leaves counts
# for every cause and effect, the detail by phase, perspective and status, and the matrix figure.


rule barrier_effects:
    """Count the evidence for each cause and effect within one case and draw the matrix."""
    input:
        notebook="notebooks/02_barrier_effects.ipynb",
        code=code_of("notebooks/02_barrier_effects.ipynb"),
        tables=expand("data/processed/{{case_id}}/{table}.csv", table=["segments", "codings", "links", "readings"]),
        description=lambda wildcards: store.described_in(wildcards.case_id),
        sources="data/raw/sources.csv",
        codebook="data/raw/codebook/codes.csv",
    output:
        matrix="data/processed/{case_id}/barrier_effects.csv",
        detail="data/processed/{case_id}/barrier_effects_detail.csv",
        figure=multiext("reports/figures/{case_id}/barrier_effects", *FIGURE),
    params:
        settings=settings("coder", "independent_passes", "count_by", "figure_preset", case_id="{case_id}"),
        paths=paths,
    log:
        text="logs/barrier_effects/{case_id}.log",
        notebook="reports/notebooks/{case_id}/02_barrier_effects.ipynb",
    shell:
        RUN

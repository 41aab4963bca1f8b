# Barrier effects: what led to what within one case. Needs the clean links of the case and the codebook; leaves counts
# for every cause and effect, the detail by phase, perspective and status, and the matrix figure.


rule barrier_effects:
    """Count the evidence for each cause and effect within one case and draw the matrix."""
    input:
        notebook="notebooks/02_barrier_effects.ipynb",
        code=["src/crosscase/matrices.py", "src/crosscase/agreement.py", *drawing("within_case"), *SHARED],
        segments="data/processed/{case_id}/segments.csv",
        sources="data/raw/sources.csv",
        codings="data/processed/{case_id}/codings.csv",
        links="data/processed/{case_id}/links.csv",
        codebook="data/raw/codebook/codes.csv",
    output:
        matrix="data/processed/{case_id}/barrier_effects.csv",
        detail="data/processed/{case_id}/barrier_effects_detail.csv",
        figure=multiext("reports/figures/{case_id}/barrier_effects", *FIGURE),
    params:
        label=lambda wildcards: LABELS[wildcards.case_id],
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        count_by=config["count_by"],
        figure_preset=config["figure_preset"],
    log:
        text="logs/barrier_effects/{case_id}.log",
        notebook="reports/notebooks/{case_id}/02_barrier_effects.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_id={wildcards.case_id:q} label={params.label:q} coder={params.coder:q} \
            independent_passes={params.independent_passes:q} \
            count_by={params.count_by:q} figure_preset={params.figure_preset:q} \
            segments_csv={input.segments:q} sources_csv={input.sources:q} codings_csv={input.codings:q} links_csv={input.links:q} codebook_csv={input.codebook:q} \
            matrix_csv={output.matrix:q} detail_csv={output.detail:q} figure_svg={output.figure[0]:q} \
            2>&1 | tee {log.text:q}
        """

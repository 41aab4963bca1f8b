# Literature: what the published table of shortcomings reports together. Needs the table and its reference list as
# data; leaves citations, the factor by effect matrix and its figure.


rule literature:
    """Count the works that the published table cites for each pair of factor and effect."""
    input:
        notebook="notebooks/03_literature.ipynb",
        code=["src/crosscase/literature.py", *drawing("literature"), *SHARED],
        shortcomings="data/raw/literature/shortcomings.csv",
        references="data/raw/literature/references.csv",
    output:
        citations="data/processed/literature/citations.csv",
        matrix="data/processed/literature/matrix.csv",
        figure=multiext("reports/figures/literature_factors", *FIGURE),
    params:
        figure_preset=config["figure_preset"],
    log:
        text="logs/literature.log",
        notebook="reports/notebooks/03_literature.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            figure_preset={params.figure_preset:q} \
            shortcomings_csv={input.shortcomings:q} references_csv={input.references:q} \
            citations_csv={output.citations:q} matrix_csv={output.matrix:q} figure_svg={output.figure[0]:q} \
            2>&1 | tee {log.text:q}
        """

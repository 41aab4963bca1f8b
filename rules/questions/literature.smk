# Literature: what the published table of shortcomings reports together. Needs the table and its reference list as
# data; leaves citations, the factor by effect matrix and its figure.


rule literature:
    """Count the works that the published table cites for each pair of factor and effect."""
    input:
        notebook="notebooks/03_literature.ipynb",
        code=code_of("notebooks/03_literature.ipynb"),
        shortcomings="data/raw/literature/shortcomings.csv",
        references="data/raw/literature/references.csv",
    output:
        citations="data/processed/literature/citations.csv",
        matrix="data/processed/literature/matrix.csv",
        figure=multiext("reports/figures/literature_factors", *FIGURE),
    params:
        settings=settings("figure_preset"),
        paths=paths,
    log:
        text="logs/literature.log",
        notebook="reports/notebooks/03_literature.ipynb",
    shell:
        RUN

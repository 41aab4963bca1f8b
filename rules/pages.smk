# Pages: documents made from the project itself, so that they never go stale. Need the notebooks and the code; leave the list of
# questions and the page on how the code is built in docs/, and what the cases show on the first page.


rule comparison:
    """List the questions of the comparison, from the first lines of their notebooks."""
    input:
        code=imports.code_of_module("crosscase.run.pages"),
        notebooks=imports.notebooks(),
    output:
        page="docs/comparison.md",
    shell:
        r"""
        python -m crosscase.run.pages {output.page:q}
        """


rule first_page:
    """Say on the first page what the cases show, in the words of the results section."""
    input:
        code=imports.code_of_module("crosscase.run.pages"),
        results="reports/results.md",
        main="config/publication.yaml",
        shown=[file for file in RESULTS if file.startswith("reports/figures/") and file.endswith(".alt.txt")],
    output:
        page=update("README.md"),  # the rest of the page is written by people
    shell:
        r"""
        python -m crosscase.run.pages {output.page:q}
        """


rule architecture:
    """Draw and count how the code is built, from its imports."""
    input:
        code=[*sorted(path.as_posix() for path in Path("src").rglob("*.py")), imports.LOCK],
        plan="pyproject.toml",
    output:
        page="docs/architecture.md",
        picture="docs/architecture.svg",
    shell:
        r"""
        python -m crosscase.run.architecture {output.page:q} {output.picture:q}
        """

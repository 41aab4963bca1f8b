# Gallery: the pages of figures and tables. Needs all of them; leaves reports/README.md with those of the main text (config/publication.yaml),
# reports/supplement.md with all others under the questions of their notebooks, and how to read them. What an earlier run left of a case or paper
# that is not chosen any more stays off.


rule gallery:
    """Write the pages that show every figure and table with its caption, and how to read them."""
    input:
        code=imports.code_of_module("crosscase.run.pages"),
        notebooks=imports.notebooks(),
        main="config/publication.yaml",
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        descriptions=[store.described_in(case_id) for case_id in CASES],  # who coded
        shown=RESULTS,
    output:
        page="reports/README.md",
        supplement="reports/supplement.md",
        reading="reports/how_to_read.md",
    params:
        shown=[file.removeprefix("reports/").removesuffix(".caption.md") for file in RESULTS if file.endswith(".caption.md")],
    shell:
        r"""
        crosscase gallery reports {params.shown:q}
        """

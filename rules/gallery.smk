# Gallery: everything on one page. Needs all figures and tables; leaves reports/README.md, which shows each with its caption,
# under the question that its notebook asks. What an earlier run left of a case or paper that is not chosen any more stays off.


rule gallery:
    """Write the page that shows every figure and table with its caption."""
    input:
        code=imports.code_of_module("crosscase.run.pages"),
        notebooks=imports.notebooks(),
        glance=[f"data/processed/cross_case/{name}.csv" for name in ("codes_by_case", "balance", "cases")],
        codebook="data/raw/codebook/codes.csv",
        shown=RESULTS,
    output:
        page="reports/README.md",
    params:
        shown=[file.removeprefix("reports/").removesuffix(".caption.md") for file in RESULTS if file.endswith(".caption.md")],
    shell:
        r"""
        crosscase gallery {output.page:q} {params.shown:q}
        """

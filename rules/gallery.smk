# Gallery: everything on one page. Needs all figures and tables; leaves reports/README.md, which shows each with its caption.


rule gallery:
    """Write the page that shows every figure and table with its caption."""
    input:
        code=["src/crosscase/gallery.py", "src/crosscase/io.py", "src/crosscase/cli.py"],
        glance=[f"data/processed/cross_case/{name}.csv" for name in ("codes_by_case", "balance", "cases")],
        codebook="data/raw/codebook/codes.csv",
        shown=RESULTS,
    output:
        page="reports/README.md",
    shell:
        r"""
        crosscase gallery {output.page:q}
        """

# Gallery: everything on one page. Needs all figures and tables; leaves reports/README.md, which shows each with its caption.


# A figure of a case or paper that is not chosen any more stays on disk and leaves the page; so does what needs data that are gone.
SHOWN_FOLDERS = [*CASES, *sorted({"/".join(path.split("/")[2:4]) for path in PAPERS})]
NOT_MADE = [*([] if AGREEMENT else ["agreement"]), *([] if WITH_CLAIMS else ["claims"])]


rule gallery:
    """Write the page that shows every figure and table with its caption."""
    input:
        code=["src/crosscase/gallery.py", "src/crosscase/io.py", "src/crosscase/cli.py"],
        glance=[f"data/processed/cross_case/{name}.csv" for name in ("codes_by_case", "balance", "cases")],
        codebook="data/raw/codebook/codes.csv",
        shown=RESULTS,
    output:
        page="reports/README.md",
    params:
        folders=SHOWN_FOLDERS,
        without=NOT_MADE,
    shell:
        r"""
        crosscase gallery {output.page:q} --folders {params.folders:q} --without {params.without:q}
        """

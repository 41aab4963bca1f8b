# Results: the draft of the results section. Needs its sentences (config/results.md.j2), the tables that its numbers come from, and the figures
# and tables of the main text; leaves the text, the Word document, the cell behind every value, and the sentences that these data do not bear out.

from crosscase.run import results as results_section

MAIN_TEXT = tuple(f"reports/{name}." for name in results_section.main_text())


rule results:
    """Write the draft of the results section, with every number from its table."""
    input:
        code=imports.code_of_module("crosscase.run.results"),
        notebooks=imports.notebooks(),
        sentences="config/results.md.j2",
        main="config/publication.yaml",
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        descriptions=[store.described_in(case_id) for case_id in CASES],  # who coded
        passages=expand("data/processed/{case_id}/segments.csv", case_id=CASES),
        tables=[file for file in results_section.FILES.values() if file in RESULTS or file.startswith("data/raw/")],
        shown=[file for file in RESULTS if file.startswith(MAIN_TEXT)],
    output:
        text="reports/results.md",
        word="reports/results.docx",
        values="reports/results.values.csv",
        unprinted="reports/results_not_printed.md",
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        shown=[file.removeprefix("reports/").removesuffix(".caption.md") for file in RESULTS if file.endswith(".caption.md")],
    log:
        "logs/results.log",
    shell:
        r"""
        crosscase results reports {params.shown:q} 2>&1 | tee {log:q}
        """

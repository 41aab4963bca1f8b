# Check: are the tables that people write whole, coherent and in the words of the codebook? The check itself runs when the
# steps are planned (common.smk), where an error stops everything; here its warnings become data/processed/findings.csv.
# Beside them: an inventory of what arrived, and the data dictionary.


rule check:
    """Keep the warnings of the check."""
    input:
        code=imports.code_of_module("crosscase.run.checking"),
    output:
        findings="data/processed/findings.csv",
    params:
        warnings=keep_for_rule(WARNINGS, write=RUNS),
    shell:
        r"""
        python -m crosscase.run.checking {params.warnings:q} {output.findings:q}
        """


rule inventory:
    """Say what arrived: the rows of every table and the warnings."""
    input:
        notebook="notebooks/00_check.ipynb",
        code=code_of("notebooks/00_check.ipynb"),
        raw=[file for case_id in CASES for file in raw_case_files(case_id)],
        findings="data/processed/findings.csv",
    output:
        inventory="data/processed/inventory.csv",
    params:
        settings=settings("case_ids"),
        paths=paths,
    log:
        text="logs/inventory.log",
        notebook="reports/notebooks/00_check.ipynb",
    shell:
        RUN


rule data_dictionary:
    """Write the page that says what every column of every table holds."""
    input:
        code=imports.code_of_module("crosscase.cases.dictionary"),
        schemas=imports.schema_files(),
    output:
        page="reports/data_dictionary.md",
    shell:
        r"""
        crosscase dictionary {output.page:q}
        """

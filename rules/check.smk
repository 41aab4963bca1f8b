# Check: are the tables that people write whole, coherent and in the words of the codebook? Needs raw data and config;
# leaves data/processed/findings.csv (warnings; an error stops the run in common.smk, before any job), an inventory and the
# data dictionary.


rule check:
    """Check every table that people write and keep the warnings."""
    input:
        raw=all_raw_files,
        reference=[
            "data/raw/codebook/codes.csv",
            "data/raw/codebook/roles.csv",
            "data/raw/codebook/frameworks.csv",
            "data/raw/codebook/crosswalk.csv",
            "data/raw/literature/shortcomings.csv",
            "data/raw/literature/references.csv",
            "data/raw/sources.csv",
            "config/aliases.csv",
            *[f"{io.PAPERS}/{path.parent.name}/{path.name}" for path in sorted(io.resolve(io.PAPERS).glob("*/*.csv"))],
        ],
        code=["src/crosscase/check.py", "src/crosscase/cli.py", "src/crosscase/raw.py", "src/crosscase/schemas.py"],
        schemas=[f"schemas/raw/{path.name}" for path in sorted(io.resolve("schemas/raw").glob("*.yaml"))],
    output:
        findings="data/processed/findings.csv",
    params:
        cases=config["cases"],
    log:
        text="logs/check.log",
    shell:
        r"""
        crosscase check --findings {output.findings:q} 2>&1 | tee {log.text:q}
        """


rule inventory:
    """Say what arrived: the rows of every table and the warnings."""
    input:
        notebook="notebooks/00_check.ipynb",
        code=["src/crosscase/inventory.py", *SHARED],
        raw=all_raw_files,
        findings="data/processed/findings.csv",
    output:
        inventory="data/processed/inventory.csv",
    params:
        case_ids=json.dumps(CASES),
    log:
        text="logs/inventory.log",
        notebook="reports/notebooks/00_check.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} findings_csv={input.findings:q} inventory_csv={output.inventory:q} \
            2>&1 | tee {log.text:q}
        """


rule data_dictionary:
    """Write the page that says what every column of every table holds."""
    input:
        code=["src/crosscase/dictionary.py", "src/crosscase/schemas.py"],
        schemas=[f"schemas/{kind}/{path.name}" for kind in ("raw", "processed") for path in sorted(io.resolve(f"schemas/{kind}").glob("*.yaml"))],
    output:
        page="reports/data_dictionary.md",
    shell:
        r"""
        crosscase dictionary {output.page:q}
        """

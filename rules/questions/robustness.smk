# Robustness: does a headline finding hang on a choice of ours? Needs the clean tables of all cases and the findings that
# config/robustness.yaml declares; leaves in how many variants each holds and whether random data
# show it too, which the figures that claim it print.


rule robustness:
    """Ask every headline finding again in every variant of the data."""
    input:
        notebook="notebooks/32_robustness.ipynb",
        code=[*code_of("notebooks/32_robustness.ipynb"), "config/robustness.schema.yaml"],
        declared="config/robustness.yaml",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links", "readings"]),
        cases="data/processed/cross_case/cases.csv",
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        sources="data/raw/sources.csv",
    output:
        findings="data/processed/cross_case/robustness.csv",
        variants="data/processed/cross_case/robustness_variants.csv",
        figure=multiext("reports/figures/robustness", *FIGURE),
        table=multiext("reports/tables/robustness", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "figure_preset", "seed"),
        paths=paths,
    log:
        text="logs/robustness.log",
        notebook="reports/notebooks/32_robustness.ipynb",
    shell:
        RUN

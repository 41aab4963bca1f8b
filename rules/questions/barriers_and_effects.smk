# Barriers and effects: which codes do the cases share? Needs the clean and the cross-case tables; leaves the figure of which barriers, where, and
# what came of them, a figure each of effects and enablers by case, and a table of all of them.


rule barriers_and_effects:
    """Draw barriers, effects and enablers by case, and print in which cases each is seen."""
    input:
        notebook="notebooks/20_barriers_and_effects.ipynb",
        code=code_of("notebooks/20_barriers_and_effects.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        codebook="data/raw/codebook/codes.csv",
        own=own_files(CASES),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
        codes="data/processed/cross_case/codes_by_case.csv",
        robustness="data/processed/cross_case/robustness.csv",
    output:
        barriers=multiext("reports/figures/which_barriers", *FIGURE),
        effects=multiext("reports/figures/effects_by_case", *FIGURE),
        enablers=multiext("reports/figures/enablers_by_case", *FIGURE),
        in_cases="data/processed/cross_case/codes_in_cases.csv",
        table=multiext("reports/tables/codes_in_cases", *TABLE),
    params:
        thin=config.get("thin"),  # read by what speaks of all cases
        settings=settings("case_ids", "coder", "count_by", "figure_preset"),
        paths=paths,
    log:
        text="logs/barriers_and_effects.log",
        notebook="reports/notebooks/20_barriers_and_effects.ipynb",
    shell:
        RUN

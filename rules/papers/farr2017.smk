# Farr 2017: the path from issues raised to issues acted on, context-mechanism-outcome rows. Needs the clean tables of its two cases and a
# table of facts read from the paper; leaves a figure and a table.

FARR2017_CASES = ["nhs_ebcd", "local_government"]


if set(FARR2017_CASES) <= set(CASES):

    rule paper_farr2017:
        """Regenerate the tables and figures of farr2017 from its data."""
        input:
            notebook="notebooks/12_farr2017.ipynb",
            code=code_of("notebooks/12_farr2017.ipynb"),
            steps="data/raw/papers/farr2017/issue_path.csv",
            tables=expand("data/processed/{case_id}/{table}.csv", case_id=FARR2017_CASES, table=["segments", "codings", "links", "readings"]),
            indicators="data/processed/nhs_ebcd/indicators.csv",
            cases="data/processed/cross_case/cases.csv",
            codebook="data/raw/codebook/codes.csv",
            own=own_files(FARR2017_CASES),
            sources="data/raw/sources.csv",
        output:
            path="data/processed/papers/farr2017/issue_path.csv",
            cmo="data/processed/papers/farr2017/cmo.csv",
            path_figure=multiext("reports/figures/papers/farr2017/issue_path", *FIGURE),
            cmo_table=multiext("reports/tables/papers/farr2017/context_mechanism_outcome", *TABLE),
        params:
            thin=config.get("thin"),  # read by what speaks of all cases
            settings=settings("coder", "independent_passes", "figure_preset", case_ids=FARR2017_CASES),
            paths=paths,
        log:
            text="logs/papers/farr2017.log",
            notebook="reports/notebooks/papers/12_farr2017.ipynb",
        shell:
            RUN

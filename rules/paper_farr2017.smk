# Farr 2017: the critical questions tied to both cases, the path from issues raised to issues acted on, context-mechanism-outcome rows.
# Needs the clean tables of its two cases, the crosswalk and a table of facts read from the paper; leaves two figures and a table.

FARR2017_CASES = ["nhs_ebcd", "local_government"]

if set(FARR2017_CASES) <= set(CASES):
    PAPERS += ["reports/figures/papers/farr2017/critical_questions.svg"]


rule paper_farr2017:
    """Regenerate the tables and figures of farr2017 from its data."""
    input:
        notebook="notebooks/12_farr2017.ipynb",
        code=[
            "src/crosscase/papers/farr2017.py", "src/crosscase/papers/facts.py", "src/crosscase/critical_questions.py",
            "src/crosscase/frameworks.py", "src/crosscase/matrices.py", "src/crosscase/agreement.py", "src/crosscase/tables.py", *drawing(), *SHARED,
        ],
        schemas=expand("schemas/{name}.schema.yaml", name=[
            "raw/farr2017_issue_path", "processed/farr2017_questions", "processed/farr2017_issue_path", "processed/farr2017_cmo",
        ]),
        steps="data/raw/papers/farr2017/issue_path.csv",
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=FARR2017_CASES, table=["segments", "codings", "links"]),
        indicators="data/processed/nhs_ebcd/indicators.csv",
        cases="data/processed/cross_case/cases.csv",
        crosswalk="data/raw/codebook/crosswalk.csv",
        frameworks="data/raw/codebook/frameworks.csv",
        codebook="data/raw/codebook/codes.csv",
        sources="data/raw/sources.csv",
    output:
        questions="data/processed/papers/farr2017/questions.csv",
        path="data/processed/papers/farr2017/issue_path.csv",
        cmo="data/processed/papers/farr2017/cmo.csv",
        questions_figure=multiext("reports/figures/papers/farr2017/critical_questions", *FIGURE),
        path_figure=multiext("reports/figures/papers/farr2017/issue_path", *FIGURE),
        cmo_table=multiext("reports/tables/papers/farr2017/context_mechanism_outcome", *TABLE),
    params:
        case_ids=json.dumps(FARR2017_CASES),
        processed="data/processed",
        coder=config["coder"],
        independent_passes=json.dumps(config["independent_passes"]),
        figure_preset=config["figure_preset"],
    log:
        text="logs/papers/farr2017.log",
        notebook="reports/notebooks/papers/12_farr2017.ipynb",
    shell:
        r"""
        python -m crosscase.run_notebook {input.notebook:q} {log.notebook:q} \
            case_ids={params.case_ids:q} processed={params.processed:q} coder={params.coder:q} \
            independent_passes={params.independent_passes:q} figure_preset={params.figure_preset:q} \
            cases_csv={input.cases:q} indicators_csv={input.indicators:q} steps_csv={input.steps:q} crosswalk_csv={input.crosswalk:q} \
            frameworks_csv={input.frameworks:q} codebook_csv={input.codebook:q} sources_csv={input.sources:q} \
            questions_out={output.questions:q} path_out={output.path:q} cmo_out={output.cmo:q} \
            questions_svg={output.questions_figure[0]:q} path_svg={output.path_figure[0]:q} cmo_table={output.cmo_table[0]:q} \
            2>&1 | tee {log.text:q}
        """

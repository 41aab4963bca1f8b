# From the case folders to the publication figures. `snakemake --list` prints the steps; `make` runs them all.
# The pipeline is the same for every case: a new folder in data/raw/cases/ adds a case, no rule changes.


configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/check.smk"
include: "rules/clean.smk"
include: "rules/barrier_effects.smk"
include: "rules/literature.smk"
include: "rules/cross_case.smk"
include: "rules/barriers_and_effects.smk"
include: "rules/phases.smk"
include: "rules/in_practice.smk"
include: "rules/perspectives.smk"
include: "rules/balance.smk"
include: "rules/pathways.smk"
include: "rules/similarity.smk"
include: "rules/saturation.smk"
include: "rules/configurations.smk"
include: "rules/frameworks.smk"
include: "rules/power.smk"
include: "rules/critical_questions.smk"
include: "rules/literature_in_cases.smk"
include: "rules/agreement.smk"
include: "rules/claims.smk"
include: "rules/robustness.smk"
include: "rules/paper_farr2017.smk"
include: "rules/paper_larsen2020.smk"
include: "rules/paper_gheduzzi2021.smk"
include: "rules/paper_tingvold2023.smk"


# Every result, each once; the page that shows the figures and tables needs them all.
RESULTS = [
    "reports/data_dictionary.md",
    "data/processed/inventory.csv",
    *expand("data/processed/{case_id}/barrier_effects.csv", case_id=CASES),
    *expand("reports/figures/{case_id}/barrier_effects.svg", case_id=CASES),
    "reports/figures/literature_factors.svg",
    "reports/figures/barriers_by_case.svg",
    "reports/figures/effects_by_case.svg",
    "reports/figures/enablers_by_case.svg",
    "reports/tables/codes_in_cases.csv",
    "reports/figures/phase_profile.svg",
    "reports/tables/barriers_in_practice.csv",
    "reports/figures/robustness.svg",
    "reports/figures/perspectives.svg",
    "reports/figures/balance.svg",
    "reports/figures/remedies.svg",
    "reports/figures/pathways.svg",
    "reports/figures/case_similarity.svg",
    "reports/figures/correspondence.svg",
    "reports/tables/case_pairs.csv",
    "reports/tables/case_contributions.csv",
    "reports/figures/saturation.svg",
    "reports/tables/saturation.csv",
    "reports/figures/configurations.svg",
    "reports/tables/configurations.csv",
    "reports/tables/configurations_solutions.csv",
    "reports/figures/framework_coverage.svg",
    "reports/figures/power_by_case.svg",
    "reports/figures/critical_questions.svg",
    "reports/figures/literature_in_cases.svg",
    *AGREEMENT,
    *(["reports/tables/claims.csv"] if WITH_CLAIMS else []),
    *PAPERS,
]


include: "rules/gallery.smk"


rule all:
    """Everything: data/processed/ and reports/."""
    default_target: True
    input:
        RESULTS,
        "reports/README.md",

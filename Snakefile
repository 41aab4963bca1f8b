# From the case folders to the publication figures. `snakemake --list` prints the steps; `make` runs them all.
# The pipeline is the same for every case: a new folder in data/raw/cases/ adds a case, no rule changes. A rule file in
# rules/questions/ or rules/papers/ adds a question or a paper: nothing here names one.

from pathlib import Path


configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/check.smk"
include: "rules/clean.smk"
include: "rules/cross_case.smk"


for file in sorted(Path(workflow.basedir, "rules").glob("*/*.smk")):

    include: f"rules/{file.parent.name}/{file.name}"


RESULTS = results()


include: "rules/explorer.smk"
include: "rules/gallery.smk"
include: "rules/pages.smk"
include: "rules/results.smk"


for step in workflow.rules:
    step.group = travels_with(step)


# Pages about the project itself have their place where git tracks them, and are the same without the cases kept apart.
PAGES = [] if store.is_apart() else ["README.md", "docs/comparison.md", "docs/architecture.md"]


rule all:
    """Everything: data/processed/, reports/, and the pages of docs/ that are made from the project itself."""
    default_target: True
    input:
        RESULTS,
        "reports/README.md",
        "reports/supplement.md",
        "reports/how_to_read.md",
        "reports/explorer.html",
        "reports/results.md",
        PAGES,

# What all stages share: the checked settings and data, the cases, and the names of files. Needs config/ and data/raw/;
# leaves nothing on disk. Everything that people write is checked here, before a single job is planned: a problem in one
# case stops all of them, and a check that were a job would make every case run again when one changes.

import json
import re

from snakemake.exceptions import WorkflowError

from crosscase import cli, io
from crosscase.findings import CaseDataError, CompendiumError

try:
    io.check_config(config)
    if errors := [finding for finding in cli.all_findings()[1] if finding.severity == "error"]:
        raise CaseDataError(errors)
    CASES = io.case_ids(config["cases"])
    LABELS = {case_id: str((io.read_case(case_id) or {}).get("label", case_id)) for case_id in CASES}
except CompendiumError as error:
    raise WorkflowError(str(error))

# Agreement can be told only where both independent passes have read a case.
AGREEMENT = ["reports/figures/agreement.svg"] if any(
    set(config["independent_passes"]) <= set(io.read_raw_table(f"data/raw/cases/{case_id}/codings.csv").frame["coder"]) for case_id in CASES
) else []

WITH_CLAIMS = [case_id for case_id in CASES if io.resolve(f"data/raw/cases/{case_id}/claims.csv").is_file()]


# The tables and figures of the source papers; each paper's rule file adds its own where its case is among the cases.
PAPERS = []


wildcard_constraints:
    case_id="|".join(map(re.escape, CASES)),


FIGURE = io.FIGURE_FILES
TABLE = io.TABLE_FILES
CLEAN = ["segments", "codings", "links", "participants", "data_collection", "indicators"]

# Modules that every notebook leans on; a change in one runs the notebooks again.
SHARED = [
    f"src/crosscase/{name}.py"
    for name in ("run_notebook", "io", "schemas", "codebook", "evidence", "findings", "raw")
]


def drawing(*questions):
    """Return the modules that draw and caption the figures of these questions."""
    parts = ["base", *questions]
    return ["src/crosscase/style.py", *(f"src/crosscase/{package}/{part}.py" for package in ("figures", "captions") for part in parts)]


def raw_case_files(wildcards):
    """Return the files of a case as received, and its corrections where there are any."""
    folder = io.resolve(f"data/raw/cases/{wildcards.case_id}")
    files = [f"data/raw/cases/{wildcards.case_id}/{path.name}" for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".yml")]
    corrections = f"config/corrections/{wildcards.case_id}.yml"
    return files + ([corrections] if io.resolve(corrections).is_file() else [])


def all_raw_files(wildcards):
    """Return the files of all cases as received."""
    return [file for case_id in CASES for file in raw_case_files(Wildcards(case_id))]


class Wildcards:
    """A case id where an input function expects wildcards."""

    def __init__(self, case_id):
        self.case_id = case_id

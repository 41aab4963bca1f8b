# What all stages share: the checked settings and data, the cases, and the names of files. Needs config/ and data/raw/;
# leaves nothing on disk but a note of the warnings in .snakemake/. Everything that people write is checked here, once, before
# a single job is planned: a problem in one case stops all of them, and a check that were a job would make every case run
# again when one changes. `snakemake --list` only names the steps and checks nothing.

import json
import re
import sys

from snakemake.exceptions import WorkflowError

from crosscase import store
from crosscase.core.findings import CompendiumError, ConfigError, Finding, report
from crosscase.run import alone, imports, kernels, record
from crosscase.run.checking import checked, keep_for_rule, kept

record.keep()  # content decides what runs again, never a time stamp

# A case that is not public is left out here, and taken in by a second run in private/ (crosscase.run.making).
ONLY_TOLD = {"-l", "--list", "--list-rules"} & set(sys.argv)
DRY = {"-n", "--dry-run", "--dryrun"} & set(sys.argv)
# A job on a cluster reads these files once more, and takes what the run that sent it has checked.
RUNS = workflow.is_main_process and not ONLY_TOLD and not DRY

try:
    store.check_config(config)
    if RUNS:
        for sentence in [*store.pass_over(), alone.hold(), record.first_run()]:
            print(sentence, end="\n" if sentence else "", file=sys.stderr)
    WARNINGS = [] if ONLY_TOLD else checked() if workflow.is_main_process else kept()
    CASES = store.case_ids(config["cases"])
    if not CASES:
        mend = "choose a public case in config/config.yaml, or run `make`, which takes in the others in private/"
        raise ConfigError([Finding("config/config.yaml", "no public case is chosen", mend, column="cases")])
except CompendiumError as error:
    raise WorkflowError(str(error))

if workflow.is_main_process and WARNINGS:
    print(report(WARNINGS, "Warning"), file=sys.stderr)
if workflow.is_main_process or workflow.remote_exec:
    # Notebooks start from one process that has the libraries loaded; it ends with this one. Each job on a cluster has its own.
    kernels.share(anew=workflow.remote_exec)


wildcard_constraints:
    case_id="|".join(map(re.escape, CASES)),


FIGURE = store.FIGURE_FILES
TABLE = store.TABLE_FILES
CLEAN = ["segments", "codings", "links", "readings", "participants", "data_collection", "indicators"]

# Agreement can be told only where both separate passes have read a case, claims where a case has a ledger.
READ_TWICE = [case_id for case_id in CASES if set(config["independent_passes"]) <= set(store.passes_of(case_id))]
LEDGERS = [file for case_id in CASES for file in store.received_files(case_id) if Path(file).stem.casefold() == "claims"]

# Runs a notebook: its settings and paths are checked against those of the notebook before anything else.
RUN = r"""
    python -m crosscase.run.notebook {input.notebook:q} {log.notebook:q} {params.settings:q} {params.paths:q} 2>&1 | tee {log.text:q}
    """


def settings(*names, **more):
    """Return settings of config.yaml (and case_ids) as a notebook takes them."""
    return json.dumps({name: CASES if name == "case_ids" else config[name] for name in names} | more)


def paths(wildcards, input, output):
    """Return the named files of a rule as a notebook takes them; of a figure or table the first, which names the others."""
    named = {}
    for name, files in [*input.items(), *output.items()]:
        if isinstance(files, str):
            named[name] = files
        elif files and str(files[0]).startswith("reports/"):
            named[name] = files[0]
    return json.dumps({"paths": {name: str(file) for name, file in named.items() if name != "notebook"}})


def code_of(notebook):
    """Return the modules that a notebook leans on, by its imports and theirs; a change in one runs it again."""
    return imports.code_behind(notebook)


def raw_case_files(case_id):
    """Return the files of a case as received, and its corrections where there are any."""
    folder = store.resolve(f"data/raw/cases/{case_id}")
    lying = {f"data/raw/cases/{case_id}/{path.name}" for path in folder.iterdir() if path.suffix in (".csv", ".yml", ".xlsx")}
    files = sorted({*lying, *store.received_files(case_id)})
    corrections = store.corrections_file(case_id)
    return files + ([corrections] if store.resolve(corrections).is_file() and corrections not in files else [])


def own_files(case_ids):
    """Return what cases bring of their own beside their tables: codes, sources, and case.yml where it says what each pass read."""
    return store.own_files(case_ids)


def results():
    """Return every file that a rule makes, with the cases in place: what `make` brings about and the page of figures shows."""
    made = [str(file) for rule in workflow.rules for file in rule.output]
    placed = [[re.sub(r"\{case_id[^{}]*\}", case_id, file) for case_id in CASES] if "{case_id" in file else [file] for file in made]
    return list(dict.fromkeys(file for files in placed for file in files))


def travels_with(rule):
    """Return the group of a step. On a cluster, where starting takes longer than most steps, a group travels as one job."""
    file = Path(rule.snakefile)
    if "case_id" in rule.wildcard_names:
        return "case"
    if file.parent.name != "rules":
        return "questions"  # and papers
    return "cross_case" if file.stem == "cross_case" else "pages"

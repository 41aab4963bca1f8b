"""What runs again after an edit: the steps that Snakemake plans, and those that the graph of the rules says.

    python planned.py --dry-run     (in a copy of the project with its results; prints JSON)

A helper of test_only_what_changed.py, in a process of its own: the graph is built twice (as it is, and after a changed
setting) and asked again after every other edit, which costs a tenth of a second each.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snakemake.api import SnakemakeApi
from snakemake.settings.types import DAGSettings, OutputSettings, ResourceSettings

STYLE = "src/crosscase/publish/style.py"
HELPER = "src/crosscase/core/likeness.py"
CELL = "data/raw/cases/nursing_homes/links.csv"
NOTEBOOK = "notebooks/24_balance.ipynb"
SETTINGS = "config/config.yaml"


def graph() -> Any:
    """Return the workflow as it is planned in this folder."""
    with SnakemakeApi(OutputSettings(dryrun=True, quiet=None)) as api:
        planned = api.workflow(resource_settings=ResourceSettings(cores=1))
        planned.dag(DAGSettings(max_checksum_file_size=10**9)).execute_workflow(executor="dryrun", updated_files=[])
        return planned._workflow_store


def name(job: Any) -> str:
    """Return a step as a person names it."""
    return " ".join([job.rule.name, *job.wildcards_dict.values()])


def steps(workflow: Any) -> list[Any]:
    return [job for job in workflow.dag.jobs if job.rule.name != "all"]


def planned(workflow: Any) -> list[str]:
    """Return the steps that Snakemake would run now."""
    dag = workflow.dag
    for kept in (workflow.persistence._known, dag._reason, dag._finished):
        kept.clear()
    workflow.persistence._clear_cache()
    workflow.iocache.deactivate()
    asyncio.run(dag.update_needrun())
    return sorted(name(job) for job in steps(workflow) if dag.needrun(job))


def downstream(workflow: Any, of: Callable[[Any], bool]) -> list[str]:
    """Return the steps for which *of* holds and all that read, over any number of steps, what these make."""
    jobs = steps(workflow)
    found = {job for job in jobs if of(job)}
    made = {str(path) for job in found for path in job.output}
    while more := {job for job in jobs if job not in found and made & {str(path) for path in job.input}}:
        found |= more
        made |= {str(path) for job in more for path in job.output}
    return sorted(map(name, found))


def reads(path: str) -> Callable[[Any], bool]:
    return lambda job: path in {str(one) for one in job.input}


def later(path: str, text: str | bytes) -> None:
    """Write a file; it is newer than everything else then."""
    content = text if isinstance(text, bytes) else text.encode()
    Path(path).write_bytes(content)
    os.utime(path, (time.time() + 60, time.time() + 60))


def cells(change: Callable[[dict[str, Any]], None]) -> str:
    """Return the notebook with every code cell changed, in the form in which JupyterLab saves it."""
    book = json.loads(Path(NOTEBOOK).read_text("utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            change(cell)
    return json.dumps(book, indent=1, ensure_ascii=False)


def with_outputs(cell: dict[str, Any]) -> None:
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["other\n"]}]
    cell["execution_count"] = 7
    cell["metadata"]["scrolled"] = True


def edited(workflow: Any, path: str, text: str) -> tuple[list[str], list[str]]:
    """Return what is planned with this text in a file, older than all results, and what the graph says; undo it."""
    before = Path(path).read_bytes()
    assert text.encode() != before, path
    Path(path).write_text(text, "utf-8")
    os.utime(path, (1, 1))  # a copy from elsewhere may be old: content decides
    found = planned(workflow), downstream(workflow, reads(path))
    Path(path).write_bytes(before)
    return found


def switched(workflow: Any) -> list[str]:
    """Change files as git does on the way to another branch and back: same bytes, new time stamps."""
    files = [
        Path(path) for path in (CELL, STYLE, NOTEBOOK, *(str(one) for job in steps(workflow) for one in job.output))
    ]
    for path in files:
        before = path.read_bytes()
        path.unlink()
        later(str(path), before)
    return planned(workflow)


def damaged(workflow: Any, path: str) -> tuple[list[str], list[str]]:
    """Return what is planned with one bit of an output flipped, its time stamp as it was, and what the graph says."""
    before, stamp = Path(path).read_bytes(), os.stat(path).st_mtime_ns
    Path(path).write_bytes(before[:9] + bytes([before[9] ^ 1]) + before[10:])
    os.utime(path, ns=(stamp, stamp))
    made = lambda job: path in {str(one) for one in (*job.output, *job.log)}  # noqa: E731
    found = planned(workflow), downstream(workflow, made)
    Path(path).write_bytes(before)
    return found


def lost(workflow: Any, path: str) -> tuple[list[str], list[str]]:
    """Return what is planned when a run was killed while it wrote Snakemake's own record of an output."""
    record = Path(workflow.persistence._record_path(workflow.persistence._metadata_path, path))
    before = record.read_bytes()
    record.write_bytes(before[: len(before) // 2])
    workflow.persistence._clear_cache()
    found = planned(workflow), downstream(workflow, lambda job: path in {str(one) for one in job.output})
    record.write_bytes(before)
    workflow.persistence._clear_cache()
    return found


def main() -> None:
    answers: dict[str, Any] = {}
    workflow = graph()
    answers["a fresh clone"] = planned(workflow), sorted(map(name, steps(workflow)))
    for job in steps(workflow):
        asyncio.run(workflow.persistence.finished(job))

    answers["a second run"] = planned(workflow), []
    for path in (CELL, STYLE, SETTINGS, NOTEBOOK, "requirements.lock"):
        later(path, Path(path).read_bytes())
    answers["files touched"] = planned(workflow), []
    answers["another branch and back"] = switched(workflow), []
    notebook = Path(NOTEBOOK).read_bytes()
    later(NOTEBOOK, cells(lambda cell: None))
    answers["a notebook saved"] = planned(workflow), []
    later(NOTEBOOK, cells(with_outputs))
    answers["outputs of a notebook"] = planned(workflow), []
    later(NOTEBOOK, notebook)
    declared = Path("config/robustness.yaml").read_text("utf-8")
    later("config/robustness.yaml", f"{declared}# A comment.\n")
    answers["a comment in what is declared"] = planned(workflow), []
    later("config/robustness.yaml", declared)

    def longer(cell: dict[str, Any]) -> None:
        cell["source"] = ["".join(cell["source"]) + "\n1"]

    answers["a code cell"] = edited(workflow, NOTEBOOK, cells(longer))
    for what, path in (("a helper module", HELPER), ("the figure style", STYLE), ("the lock", "requirements.lock")):
        answers[what] = edited(workflow, path, f"{Path(path).read_text('utf-8')}# changed\n")
    answers["one data cell"] = edited(
        workflow, CELL, re.sub(r"realised", "possible", Path(CELL).read_text("utf-8"), count=1)
    )
    answers["a damaged table"] = damaged(workflow, "data/processed/nursing_homes/links.csv")
    answers["a damaged figure"] = damaged(workflow, "reports/figures/balance.pdf")
    answers["a damaged saved notebook"] = damaged(workflow, "reports/notebooks/27_power.ipynb")
    answers["a record cut short"] = lost(workflow, "data/processed/cross_case/balance.csv")

    settings = Path(SETTINGS).read_text("utf-8")
    later(SETTINGS, "# A comment.\n" + settings.replace("count_by: segments", "count_by: speakers"))
    workflow = graph()
    asked = lambda job: '"count_by"' in str(job.params.get("settings", ""))  # noqa: E731
    answers["a parameter and a comment in the settings"] = planned(workflow), downstream(workflow, asked)
    later(SETTINGS, settings)  # everything is as it was, and on record as made
    print(f"\n{json.dumps(answers)}")


if __name__ == "__main__":
    main()

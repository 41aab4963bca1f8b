"""The steps of the pipeline as Snakemake itself knows them, and what it has on record of their last run.

    python -m crosscase.run.steps --dry-run

writes them as JSON. It is a process of its own, since Snakemake takes over logging and settings of the one it is in;
``--dry-run`` tells the Snakefile that nothing will run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from .. import store
from ..core.findings import ConfigError, Finding
from ..publish.deposit.steps import Step

_RUNNER = "crosscase.run.notebook"
#: Begins the line that says why no step can be planned.
_REFUSED = "crosscase.run.steps: "
_MODULE = re.compile(r"python -m (crosscase[\w.]+)")


def read() -> list[Step]:
    """Return every step that a full run takes, in the order in which Snakemake could take them.

    Raises `ConfigError` where the project cannot be run as it is.
    """
    command = [sys.executable, "-m", "crosscase.run.steps", "--dry-run"]
    done = subprocess.run(command, cwd=store.project_root(), capture_output=True, text=True, check=False)
    if done.returncode:
        told = [line.strip() for line in done.stderr.splitlines() if line.startswith(_REFUSED)]
        message = told[0].removeprefix(_REFUSED) if told else "the steps cannot be planned"
        raise ConfigError(
            [Finding("Snakefile", message, "run `make check`, which says what is wrong", code="run.steps")]
        )
    return [Step(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def _jobs() -> list[dict[str, Any]]:
    from pathlib import Path

    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import (
        DAGSettings,
        OutputSettings,
        Quietness,
        ResourceSettings,
        StorageSettings,
        WorkflowSettings,
    )

    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        known = api.workflow(
            resource_settings=ResourceSettings(cores=1),
            storage_settings=StorageSettings(),
            workflow_settings=WorkflowSettings(),
            snakefile=Path("Snakefile"),
        )
        known.dag(DAGSettings())
        # What Snakemake's own `--summary` and `--dag` do before they print; it has no public call that hands the
        # graph over.
        workflow = known._workflow
        workflow._prepare_dag(forceall=False, ignore_incomplete=True, lock_warn_only=True, nolock=True)
        workflow._build_dag()
        jobs = [job for layer in workflow.dag.toposorted() for job in sorted(layer, key=_name) if job.output]
        return [_told(job, workflow) for job in jobs]


def _name(job: Any) -> str:
    return "/".join([job.rule.name, *map(str, job.wildcards)])


def _told(job: Any, workflow: Any) -> dict[str, Any]:
    params = {name: str(value) for name, value in job.params.items() if name != "paths"}
    command = " ".join((job.shellcmd or "").split())
    notebook = str(job.input.get("notebook", "")) if f"-m {_RUNNER}" in command else ""
    module = _MODULE.search(command)
    tool = notebook or (f"src/{module[1].replace('.', '/')}.py" if module else "src/crosscase/run/cli.py")
    record = workflow.persistence.metadata(job.output[0]) if not workflow.dag.needrun(job) else None
    times = (record.starttime, record.endtime) if record else (None, None)
    return {
        "name": _name(job),
        "rule": job.rule.name,
        "what": job.rule.docstring or "",
        "tool": tool,
        "command": command,
        "inputs": sorted({str(file) for file in job.input}),
        "outputs": sorted(
            {*map(str, job.output), *(str(file) for file in job.log if str(file).startswith("reports/"))}
        ),
        "settings": json.loads(params["settings"]) if "settings" in params else {},
        "began": times[0],
        "ended": times[1],
    }


def main() -> int:
    """Write the steps as one line of JSON."""
    told = sys.stdout
    sys.stdout = sys.stderr  # the Snakefile may print
    try:
        jobs = _jobs()
    except (
        Exception
    ) as error:  # what is wrong with data or settings; Snakemake and the Snakefile raise it in many forms
        print(f"{_REFUSED}{next(iter(str(error).splitlines()), type(error).__name__)}", file=sys.stderr)
        return 1
    print(json.dumps(jobs), file=told)
    return 0


if __name__ == "__main__":
    sys.exit(main())

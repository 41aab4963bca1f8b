"""Run one notebook of the pipeline: parameters checked first, text kept as text, the saved notebook repeatable.

    python -m crosscase.run_notebook NOTEBOOK SAVED_AS name=value ...

Values are read by the type of the notebook's default. An unknown, missing or mistyped parameter stops the run
before a kernel starts. A notebook that fails is saved up to the failing cell, as evidence.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from .findings import CompendiumError, Finding, ParameterError, did_you_mean, listed

#: What a kernel needs so that it gives the same bytes on every run and machine.
KERNEL_ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "1609459200",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
}
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_STARTS = 3  # a kernel that does not start (a port was taken) is tried again; nothing else is


def defaults_of(notebook: nbformat.NotebookNode, file: str) -> dict[str, Any]:
    """Return the parameters of a notebook with their default values, in order.

    Raises `ParameterError` when it has no cell tagged ``parameters``, or that cell is not plain assignments.
    """
    import ast

    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            values = {}
            for statement in ast.parse(cell.source).body:
                if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
                    raise ParameterError(
                        [
                            Finding(
                                file,
                                "the cell of parameters holds more than assignments",
                                "one plain `name = value` a line",
                            )
                        ]
                    )
                values[statement.targets[0].id] = ast.literal_eval(statement.value)
            return values
    raise ParameterError([Finding(file, "no cell is tagged 'parameters'", "tag the cell that gives the defaults")])


def checked_parameters(given: Mapping[str, str], defaults: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return the given parameters with the types of the defaults.

    Raises `ParameterError` with every unknown, missing and mistyped one. Text stays text: ``007`` is ``"007"``
    where the default is text. A list is written as JSON.
    """
    findings = []
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in defaults:
            findings.append(
                Finding(
                    file, f"'{name}' is not a parameter of this notebook", did_you_mean(name, defaults), column=name
                )
            )
            continue
        wanted = type(defaults[name])
        try:
            value = text if wanted is str else json.loads(text)
        except json.JSONDecodeError:
            value = text
        if type(value) is not wanted and not (wanted is float and type(value) is int):
            shown = {
                str: "text",
                int: "a whole number",
                float: "a number",
                bool: "true or false",
                list: "a list",
                dict: "a mapping",
            }
            message = f"'{text}' is not {shown.get(wanted, wanted.__name__)}"
            findings.append(Finding(file, message, f"the default is {json.dumps(defaults[name])}", column=name))
            continue
        values[name] = value
    for name in defaults:
        if name not in given:
            mend = f"give it: {name}=...; the notebook takes {listed(defaults, 20)}"
            findings.append(
                Finding(file, f"'{name}' is missing; the default would be used in silence", mend, column=name)
            )
    if findings:
        raise ParameterError(findings)
    return values


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, random ids, paths and addresses."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "outputs" in cell:
            cell["outputs"] = _joined_streams(cell["outputs"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _ADDRESS.sub("at 0x0", output["text"])
            for kind, value in output.get("data", {}).items():
                if isinstance(value, str) and kind.startswith("text/"):
                    output["data"][kind] = _ADDRESS.sub("at 0x0", value)
    return notebook


def _joined_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with neighbouring pieces of one stream as one: how a print is cut into messages is a matter of
    timing.
    """
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output["output_type"] == last["output_type"] == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def run(notebook_path: str, saved_as: str, given: Mapping[str, str]) -> None:
    """Execute a notebook with these parameters from the project's root and save it.

    Raises `ParameterError` before a kernel starts, and papermill's error when a cell fails; the notebook is
    saved in both success and failure of a cell.
    """
    from . import io

    source = nbformat.read(io.resolve(notebook_path), as_version=4)
    values = checked_parameters(given, defaults_of(source, notebook_path), notebook_path)

    os.environ.update(KERNEL_ENVIRONMENT)
    # Sockets as files in a folder of our own: no port to collide on, nothing to listen in on.
    runtime = tempfile.TemporaryDirectory(prefix="cc-")
    os.environ["JUPYTER_RUNTIME_DIR"] = runtime.name
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    logging.getLogger("papermill").setLevel(logging.ERROR)
    target = io.resolve(saved_as)
    work = target.parent / f".{target.stem}.running.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        for attempt in range(1, _STARTS + 1):
            try:
                papermill.execute_notebook(
                    str(io.resolve(notebook_path)),
                    str(work),
                    values,
                    kernel_name="python3",
                    cwd=str(io.project_root()),
                    config=Config({"KernelManager": {"transport": "ipc", "ip": f"{runtime.name}/k"}}),
                    progress_bar=False,
                    log_output=False,
                    record_timing=False,
                    start_timeout=120,
                )
                break
            except PapermillExecutionError:
                raise
            except RuntimeError as error:
                if attempt == _STARTS or "Kernel" not in str(error):
                    raise
                print(f"the kernel did not start ({error}); trying again", file=sys.stderr)
    finally:
        if work.is_file():
            done = normalised(nbformat.read(work, as_version=4))
            work.unlink()
            runtime.cleanup()
            io.write_bytes(saved_as, nbformat.writes(done).rstrip("\n").encode("utf-8") + b"\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if len(arguments) < 2 or any("=" not in part for part in arguments[2:]):
        print("usage: python -m crosscase.run_notebook NOTEBOOK SAVED_AS name=value ...", file=sys.stderr)
        return 2
    notebook, saved_as, *pairs = arguments
    try:
        run(notebook, saved_as, dict(pair.split("=", 1) for pair in pairs))
    except CompendiumError as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:  # a failing cell: its own traceback is in the saved notebook
        cause = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
        print(
            f"{Path(notebook).name} stopped: {cause}\n      the notebook as far as it ran: {saved_as}", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run one notebook of the pipeline: settings and paths checked first, text kept as text, the saved notebook repeatable.

    python -m crosscase.run.notebook NOTEBOOK SAVED_AS name=value ... '{"name": value, "paths": {"name": "file"}}'

Values are read by the type of the notebook's default. An unknown, missing or mistyped setting or path stops the run
before a kernel starts. A notebook that fails leaves a page of itself, the failing cell marked.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.findings import CompendiumError, Finding, ParameterError, did_you_mean, listed
from . import kernels
from .environment import KERNEL_ENVIRONMENT

if TYPE_CHECKING:
    import nbformat

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_STARTS = 3  # a kernel that does not start (a port was taken) is tried again; nothing else is
#: The cells that hold what a run may set: the files that are read and written, and what a person decides.
TAGS = ("paths", "parameters")
_KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a mapping",
}


def defaults_of(notebook: nbformat.NotebookNode, file: str) -> dict[str, Any]:
    """Return the settings and paths of a notebook with their default values, in order.

    Raises `ParameterError` when it has no cell tagged ``parameters``, or its cells are not plain assignments.
    """
    import ast

    values: dict[str, Any] = {}
    tagged = [cell for cell in notebook.cells if set(TAGS) & set(cell.metadata.get("tags", []))]
    if not any("parameters" in cell.metadata["tags"] for cell in tagged):
        raise ParameterError(
            [
                Finding(
                    file, "no cell is tagged 'parameters'", "tag the cell that gives the defaults", code="run.parameter"
                )
            ]
        )
    for statement in (one for cell in tagged for one in ast.parse(cell.source).body):
        if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
            message = "the cell of parameters holds more than assignments"
            raise ParameterError([Finding(file, message, "one plain `name = value` a line", code="run.parameter")])
        values[statement.targets[0].id] = ast.literal_eval(statement.value)
    return values


def given_by(arguments: Sequence[str]) -> dict[str, Any]:
    """Return what the arguments of a call set: ``name=value`` as text, and what stands in JSON mappings as it is."""
    given: dict[str, Any] = {}
    for argument in arguments:
        if argument.startswith("{"):
            given |= json.loads(argument)
        else:
            name, _, value = argument.partition("=")
            given[name] = value
    return given


def checked_parameters(given: Mapping[str, Any], defaults: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return what was given with the types of the defaults.

    Raises `ParameterError` with everything unknown, missing and mistyped, inside mappings too. Text stays text: ``007``
    is ``"007"`` where the default is text. A list or a mapping is written as JSON.
    """
    values, findings = dict(given), []
    for place, known in _levels(given, defaults):
        inside, had = f"{place}." if place else "", given[place] if place else given
        for name in had:
            if name not in known:
                message = f"'{inside}{name}' is not a parameter of this notebook"
                findings.append(
                    Finding(file, message, did_you_mean(name, known), column=f"{inside}{name}", code="run.parameter")
                )
                continue
            value = _typed(had[name], type(known[name]))
            if value is None:
                message = f"'{had[name]}' is not {_KINDS.get(type(known[name]), type(known[name]).__name__)}"
                mend = f"the default is {json.dumps(known[name])}"
                findings.append(Finding(file, message, mend, column=f"{inside}{name}", code="run.parameter"))
            elif not place:
                values[name] = value
        for name in known:
            if name not in had:
                mend = f"give it: {inside}{name}=...; the notebook takes {listed(known, 20)}"
                message = f"'{inside}{name}' is missing; the default would be used in silence"
                findings.append(Finding(file, message, mend, column=f"{inside}{name}", code="run.parameter"))
    if findings:
        raise ParameterError(findings)
    return values


def _levels(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the settings themselves and then each mapping among them, with its defaults."""
    yield "", defaults
    for name, known in defaults.items():
        if isinstance(known, dict) and isinstance(given.get(name), dict):
            yield name, known


def _typed(value: Any, wanted: type) -> Any:
    """Return a value with the wanted type; None where it has another."""
    if isinstance(value, str) and wanted is not str:
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return None
    return value if type(value) is wanted or (wanted is float and type(value) is int) else None


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, random ids, paths and addresses."""
    import nbformat

    from . import content

    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook["metadata"] = nbformat.from_dict({"kernelspec": kernelspec, "language_info": {"name": "python"}})
    notebook["nbformat_minor"] = 5
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = nbformat.from_dict(content.kept_metadata(cell))
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


def run(notebook_path: str, saved_as: str, given: Mapping[str, Any]) -> None:
    """Execute a notebook with these settings and paths from the project's root and save it.

    Raises `ParameterError` before a kernel starts, and papermill's error when a cell fails. What an earlier run saved
    is gone then, and the notebook up to that cell is a page (`page_of`).
    """
    import logging
    import tempfile

    import nbformat

    from .. import store
    from . import failing

    source = nbformat.read(store.resolve(notebook_path), as_version=4)
    values = checked_parameters(given, defaults_of(source, notebook_path), notebook_path)

    os.environ.update(KERNEL_ENVIRONMENT)
    if kernels.NURSERY in os.environ:
        os.environ[kernels.PROVISIONER] = "crosscase-forked"
    # Sockets as files in a folder of our own: no port to collide on, nothing to listen in on.
    runtime = tempfile.TemporaryDirectory(prefix="cc-", dir=kernels.folder())
    os.environ["JUPYTER_RUNTIME_DIR"] = runtime.name
    os.environ["IPYTHONDIR"] = (
        f"{runtime.name}/ipython"  # nobody's own settings of notebooks, and none of their history
    )
    logging.getLogger("papermill").setLevel(logging.ERROR)
    work = Path(runtime.name) / "running.ipynb"
    store.remove(saved_as)
    store.remove(page_of(saved_as))
    try:
        _execute(str(store.resolve(notebook_path)), work, values, runtime.name)
        done = normalised(nbformat.read(work, as_version=4))
        store.write_bytes(saved_as, nbformat.writes(done).rstrip("\n").encode("utf-8") + b"\n")
    except BaseException:
        if work.is_file():
            store.write_text(page_of(saved_as), failing.page(nbformat.read(work, as_version=4), notebook_path))
        raise
    finally:
        runtime.cleanup()


def page_of(saved_as: str) -> str:
    """Return where the page of a notebook that failed lies: among the logs, or, where it may hold words of a case that
    is not public, in the place of the saved notebook.
    """
    from .. import store

    if store.is_apart():
        return f"{saved_as.removesuffix('.ipynb')}.failed.html"
    return f"logs/{saved_as.removeprefix('reports/notebooks/').removesuffix('.ipynb')}.html"


def _execute(notebook: str, work: Path, values: Mapping[str, Any], runtime: str) -> None:
    """Let papermill execute a notebook into the file *work*; a kernel that does not start is tried again."""
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from .. import store

    for attempt in range(1, _STARTS + 1):
        try:
            papermill.execute_notebook(
                notebook,
                str(work),
                values,
                kernel_name="python3",
                cwd=str(store.project_root()),
                config=Config({"KernelManager": {"transport": "ipc", "ip": f"{runtime}/k"}}),
                extra_arguments=["--IPKernelApp.extensions=crosscase.run.failing"],
                progress_bar=False,
                log_output=False,
                record_timing=False,
                start_timeout=120,
                request_save_on_cell_execute=False,
            )
            return
        except PapermillExecutionError:
            raise
        except RuntimeError as error:
            if attempt == _STARTS or "Kernel" not in str(error):
                raise
            print(f"the kernel did not start ({error}); trying again", file=sys.stderr)


def _told(error: BaseException) -> str:
    """Return what the log may hold of an error: words of a case only where all that are read are public."""
    from .. import store
    from . import discreet

    if store.is_apart():
        return discreet.told_error(error)
    if isinstance(error, CompendiumError):
        return str(error)
    return f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"


def run_here(arguments: Sequence[str]) -> int:
    """Run a notebook in this process; return the exit code."""
    notebook, saved_as, *more = arguments
    kernels.at_work()
    try:
        run(notebook, saved_as, given_by(more))
    except CompendiumError as error:
        print(_told(error), file=sys.stderr)
        return 1
    except Exception as error:  # a failing cell: its own traceback is in the page among the logs
        from .. import store
        from . import failing

        page = page_of(saved_as)
        page = page if store.resolve(page).is_file() else ""
        print("\n".join(failing.told(notebook, _told(error), error, given_by(more), page)), file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line, as a fork of the nursery where there is one; return the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if len(arguments) < 2 or any("=" not in part and not part.startswith("{") for part in arguments[2:]):
        print("usage: python -m crosscase.run.notebook NOTEBOOK SAVED_AS name=value ...", file=sys.stderr)
        return 2
    asking = kernels.ask({"notebook": arguments}, streams=True)
    return run_here(arguments) if asking is None else kernels.answer(asking)


if __name__ == "__main__":
    sys.exit(main())

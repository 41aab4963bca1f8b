"""Run every notebook again under nbval; write nothing into the project.

    python -m crosscase.run.again [COMMAND ...]

Saved notebooks (reports/notebooks/) must give the same output cell by cell; one with a cell that was never executed
fails, because nbval would pass over it. The notebooks as committed must run with their default parameters, as
"Run All" in JupyterLab does; one whose saved run used those very parameters is proved by that and runs once. What they
write goes to a scratch folder, so the committed results stay as they are; of figures and tables only what a notebook
shows is made.

A command that is given runs at the same time and says what it says at once; what nbval says follows. `make test` gives
it the other tests: each of the two leaves the cores idle now and then, and both start notebooks from one nursery.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat

from .. import store
from . import kernels
from .environment import KERNEL_ENVIRONMENT
from .notebook import TAGS

#: What the client says where a kernel ended before it was ready.
_DIED = "Kernel died before replying"


def unexecuted(path: Path) -> list[int]:
    """Return the numbers of the code cells (from 1) of a saved notebook that were not executed."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        n
        for n, cell in enumerate(cells, 1)
        if cell.cell_type == "code" and cell.source.strip() and not cell.get("execution_count")
    ]


def assigned(path: Path, *tags: str) -> dict[str, object]:
    """Return the names and values that the cells with one of these tags assign; every value is a literal."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if {*tags} & {*cell.metadata.get("tags", [])}]
    statements = [one for cell in cells for one in ast.parse(cell.source).body if isinstance(one, ast.Assign)]
    return {
        one.targets[0].id: ast.literal_eval(one.value) for one in statements if isinstance(one.targets[0], ast.Name)
    }


def ran_as_committed(saved: Path, source: Path) -> bool:
    """Return whether a saved notebook is the committed one, run with its default settings and paths."""

    def cells(path: Path) -> list[tuple[str, str]]:
        found = nbformat.read(path, as_version=4).cells
        return [(c.cell_type, c.source) for c in found if "injected-parameters" not in c.metadata.get("tags", [])]

    default = assigned(source, *TAGS)
    return cells(saved) == cells(source) and default == {**default, **assigned(saved, "injected-parameters")}


def _what_to_run(root: Path) -> list[Path]:
    """Return the saved notebooks and the committed ones that none of them proves; none where one cannot be compared.

    Why not is printed.
    """
    notebooks = sorted((root / "reports" / "notebooks").rglob("*.ipynb"))
    if not notebooks:
        print("there is no saved notebook in reports/notebooks; run `make` first", file=sys.stderr)
        return []
    skipped = [(path, numbers) for path in notebooks if (numbers := unexecuted(path))]
    for path, numbers in skipped:
        print(f"{path.relative_to(root)}: cells {numbers} were never executed", file=sys.stderr)
    if skipped:
        return []
    sources = [
        source
        for source in sorted((root / "notebooks").glob("*.ipynb"))
        if not any(ran_as_committed(saved, source) for saved in notebooks if saved.name == source.name)
    ]
    return [*notebooks, *sources]


def main(beside: Sequence[str] = ()) -> int:
    """Compare all saved notebooks while the command *beside* runs, if any; return the exit code, 0 where both pass."""
    root = store.project_root()
    kernels.share()
    notebooks = _what_to_run(root)
    if not notebooks:
        return (subprocess.run(beside, check=False).returncode if beside else 0) or 1
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryFile() as said:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            # On two cores one of three waits while its kernel works; beside other tests one process is enough.
            *([] if beside else ["-n", "3", "--dist", "loadscope"]),
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            "filterwarnings=",  # those of our tests name pandas, which then loads for nothing
            "--nbval-sanitize-with",
            str(root / "tests" / "nbval_sanitize.cfg"),
            *map(str, notebooks),
        ]
        environment = {
            **os.environ,
            **KERNEL_ENVIRONMENT,
            kernels.PROVISIONER: "crosscase-forked",
            store.SCRATCH: scratch,
            "IPYTHONDIR": f"{scratch}/ipython",
            "CROSSCASE_ROOT": str(root),
        }
        if not beside:
            return subprocess.run(command, cwd=root, env=environment, check=False).returncode
        comparing = subprocess.Popen(command, cwd=root, env=environment, stdout=said, stderr=subprocess.STDOUT)
        code = subprocess.run(beside, check=False).returncode
        compared = comparing.wait()
        said.seek(0)
        told = said.read().decode("utf-8", "replace")
        print(f"Saved notebooks, run again:\n{told}", end="")
        if compared and (again := not_started(told, notebooks)):
            print(f"{len(again)} kernels did not start; once more:")
            command = [*command[: -len(notebooks)], *map(str, again)]
            compared = subprocess.run(command, cwd=root, env=environment, check=False).returncode
        return code or compared


def not_started(told: str, notebooks: Sequence[Path]) -> list[Path]:
    """Return the notebooks of a comparison whose kernels died before they answered, where nothing else failed.

    A machine under load can lose a kernel at its start; what a kernel that started said is never asked twice.
    """
    lines = [line for line in told.splitlines() if line.startswith(("ERROR ", "FAILED "))]
    if not lines or any(line.startswith("FAILED ") for line in lines) or _DIED not in told:
        return []
    return [path for path in notebooks if any(f"{path.parent.name}/{path.name}::" in line for line in lines)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run every notebook again under nbval; write nothing into the project.

    python -m crosscase.rerun_notebooks

Saved notebooks (reports/notebooks/) must give the same output cell by cell; one with a cell that was never executed
fails, because nbval would pass over it. The notebooks as committed must run with their default parameters, as
"Run All" in JupyterLab does. What they write goes to a scratch folder, so the committed results stay as they are.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from . import io
from .run_notebook import KERNEL_ENVIRONMENT


def unexecuted(path: Path) -> list[int]:
    """Return the numbers of the code cells (from 1) of a saved notebook that were not executed."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        n
        for n, cell in enumerate(cells, 1)
        if cell.cell_type == "code" and cell.source.strip() and not cell.get("execution_count")
    ]


def main() -> int:
    """Compare all saved notebooks; return the exit code."""
    root = io.project_root()
    notebooks = sorted((root / "reports" / "notebooks").rglob("*.ipynb"))
    if not notebooks:
        print("there is no saved notebook in reports/notebooks; run `make` first", file=sys.stderr)
        return 1
    skipped = [(path, numbers) for path in notebooks if (numbers := unexecuted(path))]
    for path, numbers in skipped:
        print(f"{path.relative_to(root)}: cells {numbers} were never executed", file=sys.stderr)
    if skipped:
        return 1
    sources = sorted((root / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            "-n",
            "2",
            "--dist",
            "loadscope",
            "-q",
            "-p",
            "no:cacheprovider",
            "--nbval-sanitize-with",
            str(root / "tests" / "nbval_sanitize.cfg"),
            *map(str, [*notebooks, *sources]),
        ]
        environment = {**os.environ, **KERNEL_ENVIRONMENT, io.SCRATCH: scratch, "CROSSCASE_ROOT": str(root)}
        return subprocess.run(command, cwd=root, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

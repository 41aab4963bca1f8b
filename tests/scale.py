"""How time and memory grow with the number of cases and of passages, and what the figures of forty cases take.

    make bench SCALE=1                            # all of it: half an hour
    make bench SCALE=1 SIZES="5x200 20x200"       # cases x passages of each
    make bench SCALE=1 SIZES="5x70 40x70" STAGES=figures

Corpora of known structure (tests/planted.py) are written into `../<this folder>-bench/scale/`, beside a copy of what
the pipeline needs, this folder as it stands; `PASSES=1` leaves two of the three passes out. Four stages, in order:

- *check*: `crosscase check`, as a user calls it.
- *clean*: the cells of notebook 01, case after case in one process, so that what starting a kernel takes is not in it:
  that is the same for a case of any length (half a second).
- *cross-case*: the cells of notebook 04 in one process.
- *figures*: the cells of every notebook over cases (20 to 36), each in a process of its own, one after another. Pages
  of single cases are not among them: a case more is a page more.

A row of the table: seconds on the clock, seconds of processor and the largest memory of one process in MB, for the
process of the stage with all that it waits for. The last two columns set its processor time beside that of the smaller
size above: as a whole, and for one passage (1 is linear; below it, what every size pays weighs less).
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
#: Sizes as (cases, passages of each): more cases of one length, more passages in twenty cases, and the figures.
BY_CASES = [(5, 200), (20, 200), (80, 200), (320, 200)]
BY_PASSAGES = [(20, 50), (20, 500), (20, 5_000), (20, 50_000)]
FIGURES = [(5, 70), (40, 70)]
COUNTED = ("check", "clean", "cross-case")
STAGES = (*COUNTED, "figures")
#: What other notebooks of `figures` need comes first: the published citations, and robustness, which stands at the foot
#: of many figures.
FIRST = ("03", "32")


class Cost(NamedTuple):
    """What one stage took: seconds on the clock, seconds of processor, and MB of the largest process."""

    wall: float
    processor: float
    memory: float


# --- a stage, in a process of its own ---------------------------------------------------------------


def run_cells(notebook: Path, settings: dict[str, object]) -> None:
    """Run the code cells of a notebook with these settings in place of its defaults; nothing is shown."""
    import IPython.display

    IPython.display.display = lambda *shown, **how: None
    names: dict[str, object] = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook.name, "exec"), names)
            names |= {name: value for name, value in settings.items() if name in names}


def import_libraries() -> None:
    """Load what drawing takes once, as the process does that the pipeline's kernels are forked from."""
    for name in ("matplotlib.pyplot", "scipy.cluster", "seaborn", "statsmodels.api"):
        importlib.import_module(name)


def stage(name: str) -> None:
    """Run a stage in the folder where we stand."""
    from crosscase import store

    ids = store.case_ids("all")
    if name == "clean":
        for case_id in ids:
            run_cells(Path("notebooks/01_clean.ipynb"), {"case_id": case_id})
    elif name == "cross-case":
        run_cells(Path("notebooks/04_cross_case.ipynb"), {"case_ids": ids})
    else:
        import_libraries()
        found = [one for one in Path("notebooks").glob("[023]?_*.ipynb") if one.name[0] != "0" or one.name[:2] in FIRST]
        every = sorted(found, key=lambda one: (one.name[:2] not in FIRST, one.name))
        for notebook in every:
            began, child = time.perf_counter(), os.fork()
            if not child:
                run_cells(notebook, {"case_ids": ids})
                os._exit(0)
            _, status, usage = os.wait4(child, 0)
            print(
                f"{notebook.name}\t{time.perf_counter() - began:.1f}\t{usage.ru_utime + usage.ru_stime:.1f}", flush=True
            )
            if status:
                raise SystemExit(f"{notebook.name} failed")


def measured(name: str, project: Path) -> Cost:
    """Run a stage in a copy of the project and return what it took. Raises `CalledProcessError` where it fails."""
    command = [sys.executable, str(Path(__file__).resolve()), "--stage", name]
    if name == "check":
        command = [sys.executable, "-m", "crosscase.run.cli", "check"]
    log, began = project.with_name(f"{project.name}.{name}.log"), time.perf_counter()
    with log.open("wb") as told:
        environment = {**os.environ, "PYTHONPATH": str(project / "src")}
        child = subprocess.Popen(command, cwd=project, env=environment, stdout=told, stderr=told)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, log.read_text(encoding="utf-8")[-2000:])
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


# --- the corpora and the table ----------------------------------------------------------------------


def corpus(cases: int, passages: int, passes: int, folder: Path) -> Path:
    """Write a copy of the project that holds this corpus, and return its folder."""
    from conftest import copy_of_project
    from planted import Plan, codes, write

    project = folder / f"{cases}x{passages}"
    shutil.rmtree(project, ignore_errors=True)
    shutil.rmtree(folder / "cases", ignore_errors=True)
    write(Plan(cases, passages, codes(), passes=passes), folder / "cases")
    copy_of_project(project, cases=folder / "cases", apart=False)
    shutil.rmtree(folder / "cases")
    return project


def rows(sizes: Sequence[tuple[int, int]], stages: Sequence[str], passes: int, folder: Path) -> Iterator[list[str]]:
    """Yield the lines of the table for sizes of one series, each beside the one before it."""
    before: dict[str, tuple[int, Cost]] = {}
    for cases, passages in sizes:
        project = corpus(cases, passages, passes, folder)
        wanted = [
            name for name in STAGES if name in stages or ("figures" in stages and name in ("clean", "cross-case"))
        ]
        for name in wanted:
            cost = measured(name, project)
            if name not in stages:
                continue
            growth = ["", ""]
            if name in before:
                n, then = before[name]
                times = cost.processor / then.processor
                growth = [f"{times:.2f}", f"{times * n / (cases * passages):.2f}"]
            before[name] = cases * passages, cost
            size = [name, f"{cases}", f"{passages:,}", f"{cases * passages:,}"]
            yield [*size, f"{cost.wall:.1f}", f"{cost.processor:.1f}", f"{cost.memory:.0f}", *growth]
        shutil.rmtree(project)


HEAD = "stage|cases|passages of each|passages|s|s of processor|MB|times the row above|for one passage".split("|")


def main() -> int:
    """Measure and print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(prog="make bench SCALE=1", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", metavar="CASESxPASSAGES", help="one series of sizes (default: all three)")
    parser.add_argument("--stages", nargs="+", choices=STAGES, metavar="STAGE", help=", ".join(STAGES))
    parser.add_argument("--passes", type=int, default=3, choices=(1, 3), help="coding passes of each case (default 3)")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage(options.stage)
        return 0
    series = [(BY_CASES, COUNTED), (BY_PASSAGES, COUNTED), (FIGURES, ("figures",))]
    if options.sizes:
        sizes = [tuple(map(int, size.split("x"))) for size in options.sizes]
        series = [(sizes, options.stages or COUNTED)]
    folder = ROOT.with_name(f"{ROOT.name}-bench") / "scale"
    folder.mkdir(parents=True, exist_ok=True)
    for line in (HEAD, ["---"] + ["---:"] * (len(HEAD) - 1)):
        print(f"| {' | '.join(line)} |")
    for sizes, stages in series:
        for line in rows(sizes, options.stages or stages, options.passes, folder):
            print(f"| {' | '.join(line)} |", flush=True)
    print(f"\n{options.passes} coding passes; {os.cpu_count()} cores; load now {os.getloadavg()[0]:.1f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long the compendium takes at this commit, beside another one.

    make bench                                          # this commit against 26118cb, all rows, three runs: hours
    make bench AGAINST=v0.1.0 RUNS=1 ROWS="check idle"

Both commits are checked out into `../<this folder>-bench/` (``here`` and ``there``), each with the environment that
its own Makefile sets up, which is not counted; what is not committed is not measured. The two run in turn (here,
there, here ...). The table on standard output holds medians: seconds on the clock, seconds of processor, the largest
memory of one process in MB, each with the ratio here/there. Rows: see ROWS. Only Linux tells what is needed (/proc).

Processor time is that of the whole machine while a command runs, as /proc/stat counts it: leave the machine alone. It
is not added up process by process, because notebooks run as forks of a process that is nobody's child and waits for
none of them (run/kernels.py): Linux drops the times of such forks, and those of others would count in two places.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import os
import platform
import resource
import select
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AGAINST = "26118cb"
SIDES = ("here", "there")
#: What a row measures, by the name that ROWS takes; in this order, for each leaves what the next one needs.
ROWS = {
    "cold": "cold `make`, environment ready",
    "idle": "`make` with nothing to do",
    "coding": "one coding of one case changed (or back again), `make`",
    "check": "`crosscase check`, the cases of the project",
    "large": "`crosscase check`, 20,000 passages, 142,000 codings, 43,000 links",
    "test": "`make test`",
}
LOOK = 0.05  # seconds between two looks at /proc
PATIENCE = 60  # seconds that what a command leaves running may take to end
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>


# --- what a command costs ---------------------------------------------------------------------------


@dataclass
class Cost:
    """What one run took: seconds on the clock, seconds of processor, and MB of the largest process."""

    wall: float
    processor: float
    memory: float


def processor_seconds() -> float:
    """Return the seconds that all processors of the machine have worked since it started."""
    fields = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:]
    user, nice, system, _, _, irq, softirq = (int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in fields[:7])
    return user + nice + system + irq + softirq


def _stat(process: int) -> tuple[int, int] | None:
    """Return the parent and the start of a process; None where it is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before it may hold anything
    return int(fields[1]), int(fields[19])


def _peak(process: int) -> float:
    """Return the largest memory that a process has had, in MB; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0.0)


@dataclass
class Tree:
    """All processes below this one, also those that their parents forgot, and the largest memory of one of them."""

    living: dict[int, tuple[int, int]] = field(default_factory=dict)
    strangers: set[int] = field(default_factory=set)
    memory: float = 0.0

    def look(self) -> None:
        """Note which processes of the tree are there, and what memory they have had."""
        names = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        for process in sorted(names - self.strangers):
            seen, known = _stat(process), self.living.get(process)
            if seen is None or (known and seen[1] != known[1]):
                names.discard(process)
            elif known or seen[0] in self.living or seen[0] == os.getpid():
                self.living[process] = seen
                self.memory = max(self.memory, _peak(process))
            else:
                self.strangers.add(process)
        self.strangers &= names
        self.living = {process: seen for process, seen in self.living.items() if process in names}

    def reaped(self, process: int, usage: resource.struct_rusage) -> None:
        """Note that a child of the bench itself has ended, with its largest memory."""
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        self.living.pop(process, None)


def measured(command: list[str], cwd: Path, log: Path) -> Cost:
    """Run a command, everything that it starts included; raise `CalledProcessError` where it fails."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "orphans cannot be adopted")
    tree, usage, status = Tree(), None, 0
    with log.open("wb") as told:
        before, worked = time.perf_counter(), processor_seconds()
        streams = {"stdin": subprocess.DEVNULL, "stdout": told, "stderr": told}
        child = subprocess.Popen(command, cwd=cwd, env=_environment(), **streams)
        ends = os.pidfd_open(child.pid)
        while usage is None:
            tree.look()
            if select.select([ends], [], [], LOOK)[0]:
                _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - before
    os.close(ends)
    child.returncode = os.waitstatus_to_exitcode(status)
    tree.reaped(child.pid, usage)
    tree.look()
    while tree.living:
        if time.perf_counter() - before - wall > PATIENCE:
            raise RuntimeError(f"{' '.join(command)} leaves processes behind: {sorted(tree.living)}")
        for process in [one for one, (parent, _) in tree.living.items() if parent == os.getpid()]:
            done, _, used = os.wait4(process, os.WNOHANG)
            if done:
                tree.reaped(process, used)
        time.sleep(LOOK)
        tree.look()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Cost(wall, processor_seconds() - worked, tree.memory)


def _environment() -> dict[str, str]:
    """Return the environment without what `make bench` itself has set, so that each side sees its own."""
    foreign = ("MAKE", "MFLAGS", "PYTHONPATH", "VIRTUAL_ENV", "CROSSCASE_", "JUPYTER_", "SNAKEMAKE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = str(ROOT / ".venv/bin")
    kept["PATH"] = os.pathsep.join(place for place in os.environ["PATH"].split(os.pathsep) if place != own)
    return kept


# --- the two sides ----------------------------------------------------------------------------------


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _git(*arguments: str, cwd: Path = ROOT) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Side:
    """A commit, checked out and set up in a folder of the bench."""

    name: str
    commit: str
    folder: Path
    logs: Path

    @property
    def large(self) -> Path:
        """A copy of this side in which the large invented case is the only one."""
        return self.folder.with_name(f"{self.folder.name}-large")

    def set_up(self) -> None:
        """Check the commit out and let its Makefile make the environment; what fits already is kept."""
        _say(f"setting up {self.name}: {self.commit[:9]} in {self.folder}")
        if not (self.folder / ".git").is_dir():
            _git("clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(self.folder))
        if not (self.folder / "Makefile").is_file() or _git("rev-parse", "HEAD", cwd=self.folder) != self.commit:
            _git("checkout", "--quiet", "--force", "--detach", self.commit, cwd=self.folder)
            _git("clean", "--quiet", "-fdx", "--exclude=.venv", cwd=self.folder)  # the record of another commit
            shutil.rmtree(self.large, ignore_errors=True)
        _git("checkout", "--quiet", "--force", "HEAD", "--", ".", cwd=self.folder)  # what a broken run left
        self.run(["make", ".venv/.ready"], "set-up")

    def run(self, command: list[str], row: str, cwd: Path | None = None) -> Cost:
        cost = measured(command, cwd or self.folder, self.logs / f"{row}.{self.name}.log")
        if command == ["make"]:
            self._regenerated.touch()
        return cost

    def crosscase(self, *arguments: str) -> list[str]:
        return [str(self.folder / ".venv/bin/crosscase"), *arguments]

    def forget(self) -> None:
        """Take away every record of what was computed, as `make clean` does."""
        for folder in (".snakemake", "logs"):
            shutil.rmtree(self.folder / folder, ignore_errors=True)

    def compute(self) -> None:
        """Let everything be computed once, not counted, where there is no record of it."""
        if not self._computed or self._believed.is_file():
            _say(f"computing everything once in {self.name}, not counted")
            self.forget()
            self.run(["make"], "before")

    def believe(self) -> None:
        """Take the committed results for computed where there is no record: enough for a run that does nothing."""
        if not self._computed:
            self.run(
                [str(self.folder / ".venv/bin/snakemake"), "--profile=profiles/default", "--cores=1", "--touch"],
                "before",
            )
            for mark in (self._regenerated, self._believed):
                mark.touch()

    @property
    def _computed(self) -> bool:
        return self._regenerated.is_file()

    @property
    def _regenerated(self) -> Path:
        return self.folder / ".snakemake/regenerated"  # earlier commits make everything anew where it is missing

    @property
    def _believed(self) -> Path:
        return self.folder / ".snakemake/believed"


# --- the rows ---------------------------------------------------------------------------------------


def _cold(side: Side) -> Cost:
    side.forget()
    return side.run(["make"], "cold")


def _idle(side: Side) -> Cost:
    side.believe()
    return side.run(["make"], "idle")


def _codings(side: Side) -> Iterator[tuple[Path, str, str]]:
    """Yield codings of the consensus that may become another one: the file, the line, and the line with another code.

    The code is of the same family, is new to the passage, and no link of the passage leans on the old one.
    """
    with (side.folder / "data/raw/codebook/codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    headings, family = {row["parent"] for row in rows}, {row["code_id"]: row["family"] for row in rows}
    for path in sorted((side.folder / "data/raw/cases").glob("*/codings.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            codings = list(csv.DictReader(file))
        with path.with_name("links.csv").open(encoding="utf-8", newline="") as file:
            parts = ("cause", "effect", "remedy")
            leaning = {(link["segment_id"], link[part]) for link in csv.DictReader(file) for part in parts}
        for row in codings:
            there = {other["code_id"] for other in codings if other["segment_id"] == row["segment_id"]}
            if row["coder"] != "consensus" or (row["segment_id"], row["code_id"]) in leaning:
                continue
            for code in family:
                if family[code] == family.get(row["code_id"]) and code not in there | headings:
                    start = f"{row['segment_id']},{row['code_id']},"
                    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                    line = next(one for one in lines if one.startswith(start) and one.endswith("consensus\n"))
                    yield path, line, line.replace(start, f"{row['segment_id']},{code},", 1)
                    break


def _turn(side: Side) -> None:
    """Change one coding, or change it back where it is changed already."""
    if _git("status", "--porcelain", "--", "data/raw", cwd=side.folder):
        _git("checkout", "--quiet", "HEAD", "--", "data/raw", cwd=side.folder)
        return
    for path, old, new in _codings(side):
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        try:
            side.run(side.crosscase("check"), "coding")
        except subprocess.CalledProcessError:
            path.write_text(before, encoding="utf-8")  # a finding or a claim leans on this one
        else:
            _say(f"{side.name}: {path.parent.name}, {old.strip()} becomes {new.strip()}")
            return
    raise RuntimeError("no coding may be changed without an error")


def _coding(side: Side) -> Cost:
    side.compute()
    _turn(side)
    return side.run(["make"], "coding")


def _coding_undone(side: Side) -> None:
    """Leave the side as committed, whatever the number of runs."""
    if _git("status", "--porcelain", "--", "data/raw", cwd=side.folder):
        _turn(side)
        side.run(["make"], "after")


def _check(side: Side) -> Cost:
    return side.run(side.crosscase("check"), "check")


def _large(side: Side) -> Cost:
    if not (side.large / "data/raw/cases/large/links.csv").is_file():
        from large import write_case

        shutil.rmtree(side.large, ignore_errors=True)
        _git("clone", "--quiet", "--shared", str(side.folder), str(side.large))
        shutil.rmtree(side.large / "data/raw/cases")
        shutil.rmtree(side.large / "config/corrections", ignore_errors=True)
        write_case(side.large)
    return side.run(side.crosscase("check"), "large", side.large)


def _test(side: Side) -> Cost:
    return side.run(["make", "test"], "test")


MEASURES: dict[str, Callable[[Side], Cost]] = {
    "cold": _cold,
    "idle": _idle,
    "coding": _coding,
    "check": _check,
    "large": _large,
    "test": _test,
}


def measure(row: str, sides: list[Side], runs: int) -> dict[str, Cost] | None:
    """Return the medians of a row by side, the sides in turn; None where a run fails, which is told."""
    found: dict[str, list[Cost]] = {side.name: [] for side in sides}
    try:
        for run in range(runs):
            for side in sides:
                cost = MEASURES[row](side)
                took = f"{cost.wall:.2f} s, processor {cost.processor:.2f} s"
                _say(f"{row}, run {run + 1} of {runs}, {side.name}: {took}")
                found[side.name].append(cost)
        if row == "coding":
            for side in sides:
                _coding_undone(side)
    except subprocess.CalledProcessError as error:
        _say(f"{row}: {' '.join(map(str, error.cmd))} failed; its words are in {sides[0].logs}")
        return None
    return {name: _median(costs) for name, costs in found.items()}


def _median(costs: list[Cost]) -> Cost:
    parts = ("wall", "processor", "memory")
    return Cost(*(statistics.median(getattr(cost, part) for cost in costs) for part in parts))


def table(rows: dict[str, dict[str, Cost] | None], here: str, there: str) -> str:
    """Return the medians as a Markdown table: a row a measurement."""
    parts = (("wall", "s", "{:.1f}"), ("processor", "s of processor", "{:.1f}"), ("memory", "MB in one", "{:.0f}"))
    titles = [f"{unit}, {title}" for _, unit, _ in parts for title in (there, here, "ratio")]
    lines = [["what", *titles], ["---"] + ["---:"] * len(titles)]
    for row, costs in rows.items():
        cells = [ROWS[row]]
        for part, _, form in parts:
            if costs is None:
                cells += ["failed", "failed", ""]
                continue
            now, then = (getattr(costs[side], part) for side in SIDES)
            cells += [form.format(then), form.format(now), f"{now / then:.2f}" if then else ""]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Measure what was asked for and print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure this commit against another.")
    parser.add_argument("--against", default=AGAINST, metavar="COMMIT", help=f"the other commit (default {AGAINST})")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs of each row and side (default 3)")
    known = list(ROWS)
    parser.add_argument("--rows", nargs="+", default=known, choices=known, metavar="ROW", help=", ".join(known))
    options = parser.parse_args()
    bench = ROOT.with_name(f"{ROOT.name}-bench")
    (bench / "logs").mkdir(parents=True, exist_ok=True)
    commits = [_git("rev-parse", f"{name}^{{commit}}") for name in ("HEAD", options.against)]
    if _git("status", "--porcelain"):
        _say("there are changes that are not committed; they are not measured")
    load = os.getloadavg()[0]
    sides = [Side(name, commit, bench / name, bench / "logs") for name, commit in zip(SIDES, commits, strict=True)]
    for side in sides:
        side.set_up()
    rows = {row: measure(row, sides, options.runs) for row in ROWS if row in options.rows}
    print(table(rows, *(commit[:7] for commit in commits)))
    runs = f"Medians of {options.runs} runs, the two in turn" if options.runs > 1 else "One run of each"
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    print(f"\n{runs}; {machine}; load before the start {load:.1f}.")
    return 0 if all(rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

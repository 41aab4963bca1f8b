"""Whether every output has its committed bytes wherever it is made: a run of the whole pipeline for each axis.

    make same                                     # every axis, one after the other: one to three minutes each
    make same AXES="folder order"                 # these
    make same AXES=together                       # all of them at once, in one run
    .venv/bin/python tests/same.py --mutations    # plants a fault for each axis in a copy: does the axis notice it?

Each run takes the last commit, without its outputs, into a folder of `../<this folder>-same/`, with the environment of
this project, and compares the SHA-256 of every output with the committed one. What is not committed is not tried. The
table on standard output has a row for each axis: files, how many are equal, seconds, and the first that is not.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.with_name(f"{ROOT.name}-same")
sys.path.insert(0, str(ROOT / "src"))

from crosscase.publish.verifying import compare  # noqa: E402
from crosscase.run.pages import with_part_of  # noqa: E402
from crosscase.run.verifying import OUTPUTS  # noqa: E402
from crosscase.store import committed as kept  # noqa: E402

#: What another person's shell may say. The Makefile sets some of it itself; `direct` goes without the Makefile.
FOREIGN = {
    "TZ": "XST-13:45",
    "PYTHONHASHSEED": "4242",
    "SOURCE_DATE_EPOCH": "86400",
    "MPLBACKEND": "svg",
    "OMP_NUM_THREADS": "4",
    "OPENBLAS_NUM_THREADS": "4",
    "PYTHONUTF8": "0",
    "PYTHONWARNINGS": "always",
    "LANGUAGE": "tr",
    "COLUMNS": "43",
    "FORCE_COLOR": "1",
}
#: No AVX2, FMA and AVX-512: for numpy (its groups of features are asked of itself), OpenBLAS, and the C library.
OLD_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-AVX512F,-AVX512CD,-AVX512BW,-AVX512DQ,-AVX512VL",
}
USER = 54321  # nobody has this number
ACCENTS = "Große Fälle, ünd 文件 'n more"


@dataclass(frozen=True)
class Axis:
    """How a run differs from a plain one: two cores, our shell, the tables as they are, through `make`."""

    title: str
    folder: str = ""  # its name, with what is hard in names
    foreign: bool = False  # another person's shell and settings of libraries, another umask
    direct: bool = False  # Snakemake itself is called
    user: bool = False  # somebody else's folder and run
    cores: int = 2
    shuffled: bool = False  # rows of raw tables, and the order in which a folder lists its files
    old: bool = False  # an old processor


AXES = {
    "again": Axis("a second run"),
    "folder": Axis("a folder with spaces and other letters", folder=ACCENTS),
    "user": Axis("another user", user=True),
    "surroundings": Axis("other time zone, language, umask, hash order; make", foreign=True),
    "direct": Axis("the same, Snakemake called directly", foreign=True, direct=True),
    "one": Axis("one core", cores=1),
    "four": Axis("four cores", cores=4),
    "order": Axis("rows and files shuffled", shuffled=True),
    "processor": Axis("no AVX2, FMA and AVX-512", old=True),
    "together": Axis("all of it at once, four cores", ACCENTS, True, True, True, 4, True, True),
}


class NotRun(Exception):
    """This machine cannot try an axis."""


# --- a copy of the project --------------------------------------------------------------------------


def copy_of(name: str, axis: Axis) -> Path:
    """Take the last commit into a folder of its own, without its outputs, and return the folder."""
    place = BENCH / name
    shutil.rmtree(place, ignore_errors=True)
    copy = place / (axis.folder or "copy")
    copy.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=copy, input=archive, check=True)
    for output in OUTPUTS:
        if (copy / output).is_dir():
            shutil.rmtree(copy / output)
        elif output != "README.md":  # people write the rest of it
            (copy / output).unlink()
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    for file in ("requirements.lock", "requirements-uv.lock", "pyproject.toml"):
        os.utime(copy / file, (0, 0))  # older than the environment: `make` does not set it up again
    page = (copy / "README.md").read_text(encoding="utf-8")
    marks = page.index("<!-- written by"), page.index("<!-- to here -->")
    mark = page[marks[0] : page.index("\n", marks[0])]
    (copy / "README.md").write_text(with_part_of(page, f"{mark}\nnot yet\n<!-- to here -->"), encoding="utf-8")
    return copy


#: Raw tables whose rows are a set: in whatever order they stand, every output is the same. The rows of the others are a
#: list that people put in order, and outputs list them so: passages as they are read; codes, frameworks and roles as
#: figures show them; who took part, how data were gathered, what was measured, literature and papers as printed.
SETS = (
    "cases/*/codings cases/*/links cases/*/readings cases/*/resolutions cases/*/claims"
    " codebook/crosswalk codebook/contrasts claim_regions"
).split()
#: What names rows of a raw table by their number, and so follows them: the log of changes, and the notebook with it.
BY_ROW = ("cleaning_log.csv", "01_clean.ipynb")


def shuffle_rows(copy: Path, seed: int = 1) -> None:
    """Put the rows of raw tables that are sets into another order, below their header."""
    for path in sorted(file for name in SETS for file in copy.glob(f"data/raw/{name}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        random.Random(f"{seed} {path.relative_to(copy)}").shuffle(rows)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        path.write_text(text.getvalue(), encoding="utf-8", newline="")


def without_rows(content: bytes) -> bytes:
    """Return a file that names rows by their number without numbers, its lines sorted."""
    return "\n".join(sorted(re.sub(r"\d+", "#", line) for line in content.decode("utf-8").splitlines())).encode()


#: Read by every Python of a run: folders list their files in another order.
SHUFFLED_FOLDERS = """
import os, random

listed, scanned = os.listdir, os.scandir


class Entries:
    def __init__(self, path):
        with scanned(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        random.Random(2).shuffle(found)
        self.left = iter(found)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.left)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def close(self):
        pass


def shuffled(path="."):
    names = sorted(listed(path))
    random.Random(2).shuffle(names)
    return names


os.listdir, os.scandir = shuffled, lambda path=".": Entries(path)
"""

#: What a person may have set for libraries and notebooks in the home folder.
HOME = {
    ".config/matplotlib/matplotlibrc": "font.size: 21\nfont.family: serif\naxes.grid: True\nsavefig.dpi: 33\n"
    "svg.fonttype: path\npdf.compression: 0\nlines.linewidth: 7\n",
    ".ipython/profile_default/startup/00-mine.py": "import pandas\npandas.set_option('display.max_rows', 4)\n",
    ".ipython/profile_default/ipython_config.py": "c.InlineBackend.rc = {'figure.dpi': 20}\n"
    "c.InteractiveShell.ast_node_interactivity = 'all'\n",
    ".config/snakemake/default/config.yaml": "printshellcmds: true\n",
}


def home_of(copy: Path) -> Path:
    """Make a home folder with somebody's own settings."""
    home = copy.with_name("home")
    for name, text in HOME.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


# --- one run ----------------------------------------------------------------------------------------


def surroundings(copy: Path, axis: Axis) -> dict[str, str]:
    """Return the environment of a run: this one, without what `make same` itself has set."""
    own = {"TZ", "LC_ALL", "HOME", *FOREIGN, *OLD_PROCESSOR, "NPY_DISABLE_CPU_FEATURES", "MPLCONFIGDIR"}
    strange = ("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "CROSSCASE_", "JUPYTER_", "SNAKEMAKE_", "XDG_", "LC_")
    env = {name: text for name, text in os.environ.items() if name not in own and not name.startswith(strange)}
    places = [str(copy / "src")]
    env["PATH"] = os.pathsep.join(one for one in env["PATH"].split(os.pathsep) if one != str(ROOT / ".venv/bin"))
    env["HOME"] = os.environ.get("HOME", "/")
    if axis.direct:
        env["PATH"] = os.pathsep.join([str(copy / ".venv/bin"), env["PATH"]])
    if axis.foreign:
        env |= FOREIGN | language() | {"HOME": str(home_of(copy))}
    if axis.user:
        env |= {"HOME": str(home_of(copy)), "USER": "somebody", "LOGNAME": "somebody"}
    if axis.shuffled:
        listing = copy.with_name("listing")
        listing.mkdir()
        (listing / "sitecustomize.py").write_text(SHUFFLED_FOLDERS, encoding="utf-8")
        places.append(str(listing))
    if axis.old:
        env |= OLD_PROCESSOR | {"NPY_DISABLE_CPU_FEATURES": numpy_features()}
    return env | {"PYTHONPATH": os.pathsep.join(places)}


def language() -> dict[str, str]:
    """Return a language with other signs and letters: Turkish where this machine can make it, else none."""
    place = BENCH / "languages"
    if not (place / "tr_TR.UTF-8").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        make = ["localedef", "--no-archive", "-i", "tr_TR", "-f", "UTF-8", str(place / "tr_TR.UTF-8")]
        try:
            subprocess.run(make, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return {"LC_ALL": "POSIX"}
    return {"LC_ALL": "tr_TR.UTF-8", "LOCPATH": str(place)}


def numpy_features() -> str:
    """Return what numpy chooses among when it starts; switched off, it takes what every processor can do."""
    from numpy._core._multiarray_umath import __cpu_dispatch__ as features

    return " ".join(features)


def as_somebody(copy: Path) -> list[str]:
    """Return what starts a command as another user, who then owns the copy. Raises `NotRun` where that cannot be."""
    if os.getuid() or not shutil.which("setpriv"):
        raise NotRun("needs root and setpriv")
    subprocess.run(["chown", "-R", f"{USER}:{USER}", str(copy.parent)], check=True)
    start = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    needed = [Path(sys.base_prefix).resolve(), ROOT, BENCH, (ROOT / ".venv").resolve()]
    closed = [up for place in needed for up in [*place.parents][::-1] if not up.stat().st_mode & 0o001]
    if not closed:
        return start
    if any(one != closed[0] for one in closed):
        raise NotRun(f"others may not enter {', '.join(sorted({str(one) for one in closed}))}")
    # Python lies in a folder that is closed to others: for this run only, that folder holds nothing else.
    open_it = (
        'set -e; hidden=$1; python=$2; held=$3; shift 3; mount --bind "$python" "$held"; '
        'mount -t tmpfs -o mode=755 none "$hidden"; (umask 022; mkdir -p "$python"); '
        'mount --bind "$held" "$python"; exec "$@"'
    )
    held = BENCH / "python"
    held.mkdir(exist_ok=True)
    try:
        subprocess.run(["unshare", "--mount", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise NotRun(f"others may not enter {closed[0]}, where Python lies") from None
    return ["unshare", "--mount", "sh", "-c", open_it, "sh", str(closed[0]), str(needed[0]), str(held), *start]


def run(copy: Path, axis: Axis, target: str = "") -> float:
    """Run the pipeline, or what one file needs; return the seconds. Raises `CalledProcessError` where it fails."""
    if axis.shuffled:
        shuffle_rows(copy)
    env = surroundings(copy, axis)
    if axis.direct:
        command = ["snakemake", "--profile", "profiles/default", "--cores", str(axis.cores), "--forceall"]
        command = [str(copy / ".venv/bin/snakemake"), *command[1:], *([target] if target else [])]
    else:
        command = ["make", f"CORES={axis.cores} {target}".rstrip()]
    if axis.user:
        command = [*as_somebody(copy), *command]
    with (BENCH / f"{copy.parent.name}.log").open("wb") as log:
        start = time.perf_counter()
        umask = 0o077 if axis.foreign else 0o022
        subprocess.run(command, cwd=copy, env=env, umask=umask, stdout=log, stderr=log, check=True)
        return time.perf_counter() - start


@dataclass
class Row:
    """An axis in the table."""

    name: str
    files: int = 0
    equal: int = 0
    seconds: float = 0.0
    first: str = ""
    others: list[str] = field(default_factory=list)
    ran: bool = True

    @property
    def well(self) -> bool:
        return not self.ran or (self.files > 0 and self.files == self.equal and not self.first)


def tried(name: str, committed: Mapping[str, bytes]) -> Row:
    """Run the whole pipeline on an axis and compare every output."""
    row = Row(name, files=len(committed))
    copy = copy_of(name, AXES[name])
    try:
        row.seconds = run(copy, AXES[name])
    except NotRun as why:
        return replace(row, first=f"not run: {why}", ran=False)
    except subprocess.CalledProcessError:
        return replace(row, first=f"the run failed; its words are in {BENCH / name}.log")
    made = kept.folder(copy, OUTPUTS)
    for file in sorted(committed.keys() | made.keys()):
        before, after = committed.get(file), made.get(file)
        if AXES[name].shuffled and file.endswith(BY_ROW) and before and after:
            before, after = without_rows(before), without_rows(after)
        if before is not None and after is not None and digest(before) == digest(after):
            row.equal += 1
        else:
            found = compare(file, before, after)
            row.others.append(f"{found.kind}: {file}: {found.what}")
    row.first = row.others[0] if row.others else ""
    if row.well:
        shutil.rmtree(copy.parent)
    return row


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def table(rows: list[Row]) -> str:
    """Return the axes as a Markdown table."""
    lines = [
        "| axis | what is other | files | equal | seconds | first difference |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        equal = f"{row.equal}" if row.ran else ""
        lines.append(
            f"| {row.name} | {AXES[row.name].title} | {row.files} | {equal} | {row.seconds:.0f} | {row.first} |"
        )
    return "\n".join(lines)


# --- faults that an axis must notice ----------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """A fault: in which file which text is replaced by which, and the output that shows it."""

    axis: str
    what: str
    file: str
    old: str
    new: str
    target: str = "reports/data_dictionary.md"


def _written(what: str) -> tuple[str, str, str]:
    """Return a fault by which every text that is written ends in the value of an expression."""
    old = '(text.rstrip("\\n") + "\\n")'
    return "src/crosscase/store/files.py", old, f'(text.rstrip("\\n") + "\\n" + str({what}) + "\\n")'


_PAGE = "crosscase dictionary {output.page:q}"
_CORES = "rules/check.smk", _PAGE, f"{_PAGE}; echo {{workflow.cores}} >> {{output.page:q}}"
_CODINGS = "data/processed/nursing_homes/codings.csv"
_UNSORTED = "in sorted(paths, key=lambda pair: (pair[0], pair[1].name)):", "in paths:"
_SUM = "(lambda x: float(x @ x).hex())(__import__('numpy').linspace(0.01, 3, 10007))"
FAULTS = [
    Fault("again", "a clock", *_written("__import__('time').time_ns()")),
    Fault("folder", "a path in a file", *_written("project_root()")),
    Fault("user", "the number of the user", *_written("os.getuid()")),
    Fault("surroundings", "a width of the screen", *_written("__import__('shutil').get_terminal_size()")),
    Fault("direct", "the order of a set", *_written("list({'a', 'b', 'c', 'd', 'e'})")),
    Fault("direct", "a local time", *_written("__import__('time').localtime(0)[3:5]")),
    Fault("one", "how many run at once", *_CORES),
    Fault("four", "how many run at once", *_CORES),
    Fault("order", "rows as they come", "src/crosscase/cases/clean.py", "    _order(", "    0 and _order(", _CODINGS),
    Fault("order", "files as a folder lists them", "src/crosscase/core/schemas.py", *_UNSORTED),
    Fault("processor", "all digits of a sum", *_written(_SUM)),
    Fault("together", "a path in a file", *_written("project_root()")),
]


def noticed(fault: Fault, number: int) -> bool:
    """Return whether an output with a fault in the code differs between a plain run and one on the axis."""
    made = []
    for kind, axis in (("plain", AXES["again"]), (fault.axis, AXES[fault.axis])):
        copy = copy_of(f"fault-{number}-{kind}", axis)
        code = (copy / fault.file).read_text(encoding="utf-8")
        if code.count(fault.old) != 1:
            raise RuntimeError(f"{fault.file} does not hold '{fault.old}' once any more; plant the fault elsewhere")
        (copy / fault.file).write_text(code.replace(fault.old, fault.new), encoding="utf-8")
        run(copy, axis, fault.target)
        made.append((copy / fault.target).read_bytes())
        shutil.rmtree(copy.parent)
    return made[0] != made[1]


def show_faults(names: list[str]) -> bool:
    """Plant every fault of these axes and print which were noticed; return whether all were."""
    print("| axis | fault | noticed |\n| --- | --- | --- |")
    well = True
    for number, fault in enumerate(FAULTS, 1):
        if fault.axis not in names:
            continue
        try:
            told = "yes" if noticed(fault, number) else "NO"
        except NotRun as why:
            told = f"not run: {why}"
        well = well and told != "NO"
        print(f"| {fault.axis} | {fault.what} | {told} |", flush=True)
    return well


def main() -> int:
    """Try the axes that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="make same", description="The same bytes wherever they are made?")
    apart = [name for name in AXES if name != "together"]
    parser.add_argument("--axes", nargs="+", choices=list(AXES), metavar="AXIS", help=", ".join(AXES))
    parser.add_argument("--mutations", action="store_true", help="does each axis notice a fault?")
    options = parser.parse_args()
    BENCH.mkdir(exist_ok=True)
    os.chdir(ROOT)
    if options.mutations:
        return 0 if show_faults(options.axes or list(AXES)) else 1
    if changed := kept.changed(["."]):
        print(f"not committed, so not tried: {', '.join(name for name, _ in changed[:5])}", file=sys.stderr)
    committed, rows = kept.committed(OUTPUTS), []
    for name in options.axes or apart:
        print(f"{name}: {AXES[name].title} ...", file=sys.stderr, flush=True)
        row = tried(name, committed)
        rows.append(row)
        told = f"{row.equal} of {row.files} equal in {row.seconds:.0f} s" if row.seconds else row.first
        print("\n".join([f"  {told}", *(f"  {line}" for line in row.others)]), file=sys.stderr, flush=True)
    print(table(rows))
    return 0 if all(row.well for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

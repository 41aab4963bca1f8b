"""What several tests share: a small codebook, and copies of the project that a test may spoil."""

from __future__ import annotations

import gc
import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Generator
from pathlib import Path

import pandas as pd
import pytest

from crosscase import store
from crosscase.core import evidence
from crosscase.run import kernels, tested

#: `make thorough`: larger samples, and whole pipelines.
THOROUGH = bool(os.environ.get("CROSSCASE_THOROUGH"))

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).resolve().parent / "data"


_BEGAN = time.time()
#: So many new objects, and Python looks for those that nobody uses. A figure has some 100,000; by default it is 700.
_NEW_OBJECTS = 200_000


#: `snakemake`, as a fork of the process that starts notebooks; where there is none, as usual.
_SNAKEMAKE = """#!{python}
import os, sys
from crosscase.run import kernels
asking = kernels.ask({{"program": ["snakemake.cli", *sys.argv[1:]]}}, streams=True)
if asking is None:
    os.execv(sys.executable, [sys.executable, "-m", "snakemake", *sys.argv[1:]])
sys.exit(kernels.answer(asking))
"""


def pytest_configure() -> None:
    """Let all tests that run the pipeline or notebooks start them from one process that has the libraries loaded."""
    kernels.share()
    gc.set_threshold(_NEW_OBJECTS)
    if folder := kernels.folder():
        program = Path(folder) / "programs/snakemake"
        if not program.is_file():
            program.parent.mkdir()
            program.write_text(_SNAKEMAKE.format(python=sys.executable), encoding="utf-8")
            program.chmod(0o755)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for nothing to throw away while all is loaded, nor later among what is loaded: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what came of a whole run, for the certificate of a deposit; a part of the tests is no run of them.

    pytest looks twice and Python once more for what nobody uses, which may tell of a file left open: once is enough.
    """
    gc.collect()
    gc.freeze()
    chosen, source = session.config.option, session.config.args_source
    told = session.config.pluginmanager.get_plugin("terminalreporter")
    partly = ("keyword", "markexpr", "collectonly", "deselect", "ignore", "lf", "maxfail")
    whole = source == pytest.Config.ArgsSource.TESTPATHS and not any(getattr(chosen, word, None) for word in partly)
    if told and whole and not hasattr(session.config, "workerinput"):
        counts = {word: len(told.stats.get(word, ())) for word in ("passed", "failed", "error", "skipped")}
        tested.keep(counts, time.time() - _BEGAN)


#: Tests that run the pipeline take longest: they begin first, so that no worker ends long after the other.
_FIRST = (
    "test_pipeline",
    "test_copies",
    "test_many_cases",
    "test_tutorial",
    "test_access",
    "test_cli",
    "test_explorer_browser",
    "test_figure_extremes",
    "test_presets",
    "test_figure_check",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests."""
    rank = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def whole(test):
    """Mark a test of a whole pipeline or of many cases, of whose promise `make test` asks something smaller."""
    return pytest.mark.thorough(pytest.mark.skipif(not THOROUGH, reason="takes long: `make thorough`")(test))


def codebook(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return codes from (code_id, family, valence, level)."""
    columns = ["code_id", "family", "parent", "label", "definition", "include_when", "exclude_when", "level", "valence"]
    frame = pd.DataFrame(
        [(c, f, "", c.replace("_", " ").capitalize(), "as named", "", "", level, v) for c, f, v, level in rows],
        columns=columns,
    )
    return frame.astype("str")


@pytest.fixture
def codes() -> pd.DataFrame:
    return codebook(
        ("distrust", "barrier", "", ""),
        ("no_time", "barrier", "", ""),
        ("meals", "enabler", "", ""),
        ("people_leave", "effect", "co-destruction", "citizens"),
        ("new_shop", "effect", "co-creation", "system"),
    )


def link(
    case: str, number: int, segment: str, cause: str, effect: str, status: str = "realised", **more: str
) -> dict[str, str]:
    """Return one clean link with what counting needs."""
    row = dict(
        case_id=case,
        link_id=f"{case}-l{number}",
        segment_id=segment,
        cause=cause,
        effect=effect,
        status=status,
        cause_segment_id="",
        remedy_segment_id="",
        remedy="",
        coder="A",
        cause_family="enabler" if cause == "meals" else "barrier",
        valence="co-creation" if effect == "new_shop" else "co-destruction",
        level="citizens",
        unit_id=case,
        phase="during",
        perspective="citizens",
        speaker="",
    )
    return {"episode": more.get("segment_id", segment), **row, **more}


def coding(case: str, segment: str, code: str, **more: str) -> dict[str, str]:
    """Return one clean coding with what counting needs."""
    family = {"meals": "enabler", "people_leave": "effect", "new_shop": "effect"}.get(code, "barrier")
    row = dict(
        case_id=case,
        segment_id=segment,
        code_id=code,
        label="",
        presence="present",
        coder="A",
        family=family,
        unit_id=case,
        phase="during",
        perspective="citizens",
        speaker="",
    )
    return {**row, **more}


def unit(case: str, **more: str) -> dict[str, str]:
    """Return one row of the table of cases."""
    return {**dict(case_id=case, unit=case, unit_id=case, label=case.capitalize()), **more}


def run(command: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project's environment in a folder and return what it said."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    if folder := kernels.folder():
        path = f"{folder}/programs{os.pathsep}{path}"
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, "PATH": path, **environment}, check=False
    )


def snakemake(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the pipeline of a copy of the project with its own code, and return what it said."""
    command = ["snakemake", "--profile", "profiles/default", "--cores", "2", *options]
    return run(command, folder, PYTHONPATH=str(folder / "src"))


@pytest.fixture(scope="session")
def git() -> None:
    """What a test that calls git asks for: an archive of the project may be tested where there is none."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed here")


def copy_of_project(target: Path, *, cases: Path | None = None, apart: bool = True) -> Path:
    """Copy what the pipeline needs to *target*, without results; *cases* takes the place of the five cases.

    One of the invented cases is confidential. With *apart* the copy takes in every case, as `private/` does.
    """
    names = "README.md Snakefile pyproject.toml requirements.lock config rules profiles notebooks schemas src".split()
    names += ["data/raw", "docs/example_case", "docs/example_export"]
    for name in names:
        source = ROOT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(
            source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        ) if source.is_dir() else shutil.copy(source, target / name)
    if cases:
        shutil.rmtree(target / "data/raw/cases")
        shutil.copytree(cases, target / "data/raw/cases")
        shutil.rmtree(target / "config/corrections")
        if (cases.parent / "corrections").is_dir():
            shutil.copytree(cases.parent / "corrections", target / "config/corrections")
        if apart:
            (target / store.access.MARK).write_text("Invented cases.\n", encoding="utf-8")
    return target


def evidence_of(name: str) -> pd.DataFrame:
    """Return the evidence file of a figure or table with what each passage says beside its id."""
    kept = pd.read_csv(ROOT / f"reports/{name}.evidence.csv", dtype=str, keep_default_na=False)
    case_ids = sorted(set(kept["case_id"]))
    material = store.read_material({"sources": "data/raw/sources.csv"}, case_ids, coder="consensus")
    return evidence.told(kept, material.segments, material.codings, material.documents)


def sources_folder() -> Path | None:
    """Return the reader's copies of the sources, where they lie beside the project or CROSSCASE_SOURCES says."""
    for place in (os.environ.get("CROSSCASE_SOURCES"), ROOT.parent / "shared" / "sources"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


@pytest.fixture(scope="session")
def sources() -> Path:
    folder = sources_folder()
    if folder is None:
        pytest.skip("the sources are not part of the project; set CROSSCASE_SOURCES to a folder with your copies")
    return folder


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the two invented cases, for `to_change`."""
    return copy_of_project(tmp_path_factory.mktemp("sound") / "project", cases=DATA / "cases")


def to_change(sound: Path, target: Path, *own: str, apart: bool = True) -> Path:
    """Return a project like *sound* whose data, and what else is its *own*, a test may change; the rest is that of
    *sound*. Without *apart* a confidential case in it is none of its own."""
    target.mkdir()
    for path in sound.iterdir():
        if path.name == store.access.MARK and not apart:
            continue
        if path.name not in ("data", *own):
            (target / path.name).symlink_to(path)
        elif path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copy(path, target)
    return target


def deep_workbook(*header: str) -> bytes:
    """Return a workbook of a few bytes with this header, whose only other cell is the last one of a sheet."""
    import xlsxwriter

    content, deep = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("codings")
    sheet.write_row(0, 0, header)
    sheet.write(1, 16_383, "x")
    book.close()
    # The library would go through a million rows to write it there.
    with zipfile.ZipFile(content) as made, zipfile.ZipFile(deep, "w", zipfile.ZIP_DEFLATED) as file:
        for name in made.namelist():
            part = made.read(name).replace(b'row r="2"', b'row r="1048576"')
            file.writestr(name, part.replace(b"XFD2", b"XFD1048576"))
    return deep.getvalue()

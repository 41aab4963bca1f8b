"""docs/your-own-case.md as somebody follows it: its commands are run, its cells filled in, its screens compared."""

import contextlib
import io
import re
import shlex
import subprocess
import sys

import pytest
import qda
from conftest import ROOT, copy_of_project, whole

from crosscase import store
from crosscase.cases.importing import decisions, detect, exports
from crosscase.run import cli
from crosscase.store.workbooks import Sheet

PAGE = (ROOT / "docs/your-own-case.md").read_text(encoding="utf-8")
#: What the figure of the page needs, and no more.
GOAL = "reports/figures/which_barriers.svg"


class Screen(io.StringIO):
    """A terminal of 100 columns."""

    def isatty(self):
        return True


def rows(page, n):
    """Return the cells of every row of a table of *n* columns, without header and rule."""
    found = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in page.splitlines() if "|" in line]
    return [cells for cells in found if len(cells) == n and not set("".join(cells)) <= set("- |")]


def steps(page):
    """Return the commands of the page with their screens, in their order."""
    blocks = re.findall(r"^```console\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    return [
        (command, screen)
        for block in blocks
        for command, screen in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE)
    ]


def fill(page):
    """Write into the workbook of decisions what the page says."""
    path = "private/import/falls_group.xlsx"
    frames = {name: table.frame.copy() for name, table in store.read_workbook(path, decisions.SHEETS).items()}
    told = [cells for cells in rows(page, 4) if cells[0] in frames]
    for sheet, row, column, cell in told:
        key = {"passages": "quote"}.get(sheet, decisions.KEYS[sheet][-1])
        here = frames[sheet][key] == row
        assert here.sum() == 1 and column in decisions.FILLED[sheet], (sheet, row, column)
        frames[sheet].loc[here, column] = cell
    store.write_workbook(path, [Sheet(name, frame) for name, frame in frames.items()], "filled")
    return told


def plain(screen):
    """Return a screen without colours, without empty lines, and without blanks at the end of lines."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen).splitlines()
    return [line.rstrip() for line in lines if line.strip()]


def do(command, folder, monkeypatch):
    """Do one step in the folder of the project; return what is seen."""
    if command == "make":
        run = [sys.executable, "-m", "crosscase.run.making", "--cores", "2", GOAL]
        return subprocess.run(run, cwd=folder, stderr=subprocess.PIPE, text=True, check=True).stderr
    place, _, words = command.rpartition("; ")
    monkeypatch.chdir(folder / place.removeprefix("cd "))
    program, *arguments = shlex.split(words)
    assert program.endswith(".venv/bin/crosscase")
    seen = Screen()
    with contextlib.redirect_stdout(seen), contextlib.redirect_stderr(seen):
        cli.main(arguments)
    return seen.getvalue()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project without any case."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "none/cases").mkdir(parents=True)
    return copy_of_project(folder / "project", cases=folder / "none/cases", apart=False)


@whole
def test_every_command_of_the_page_gives_the_screen_that_stands_there(project, monkeypatch):
    for name, value in dict(TERM="xterm-256color", COLUMNS="100", PYTHONPATH=str(project / "src")).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CI", raising=False)
    asked = steps(PAGE)
    assert [command.split()[1:2] for command, _ in asked].count(["import"]) == 2 and len(asked) == 6
    wrong = []
    for command, screen in asked:
        monkeypatch.chdir(project)
        if " import " in command and store.resolve("private/import").is_dir():
            assert len(fill(PAGE)) > 20
        found, expected = plain(do(command, project, monkeypatch)), plain(screen)
        if expected[:1] == ["…"]:  # the end of what is seen
            found, expected = found[1 - len(expected) :], expected[1:]
        if found != expected:
            wrong.append("\n".join([f"$ {command}", *found]))
        if command == "make":
            check_figure(project)
    assert not wrong, "\n\n".join(wrong)
    assert not (project / "private").exists() and list((project / "data/raw/cases").iterdir()) == []


def check_figure(project):
    """Compare the column of the figure with the page."""
    codes = store.read_codebook("data/raw/codebook/codes.csv", ["falls_group"]).set_index("label")["code_id"]
    header, cells, _ = store.read_rows("private/reports/figures/which_barriers.csv")
    found = [dict(zip(header, row, strict=True)) for _, row in cells]
    seen = {one["code_id"]: one["n_segments"] for one in found if one["unit"] and one["state"] == "present"}
    told = {codes[label]: n for label, n in rows(PAGE, 2) if label in codes}
    assert told == seen
    assert {one["code_id"] for one in found if one["state"] == "not covered"} >= {"blaming", "mistakes"}


def test_the_export_of_the_page_is_the_invented_corpus_as_a_project_and_as_a_spreadsheet(tmp_path):
    folder = ROOT / "docs/example_export"
    assert (folder / "clinic.qdpx").read_bytes() == qda.qdpx(corpus=qda.CLINIC)
    sheet = qda.spreadsheet(tmp_path / "clinic.xlsx", qda.CLINIC).read_bytes()
    assert (folder / "clinic.xlsx").read_bytes() == sheet
    told = []
    for project in (detect.read_project(folder / "clinic.qdpx"), exports.read_exports({"clinic.xlsx": sheet})):
        document = {one.id: one for one in project.documents}
        path = {one.id: one.path for one in project.codes}
        told.append(
            sorted(
                (document[one.document].name, one.quote or document[one.document].text[one.start : one.end])
                + (path[one.code], one.coder)
                for one in project.codings
            )
        )
    assert told[0] == told[1] and len(told[0]) == len(qda.CLINIC.codings)

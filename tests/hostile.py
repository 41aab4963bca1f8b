"""Files made to do harm, each given to an import and to the check: seconds, memory, and the sentence that refuses it.

    python tests/hostile.py [NAME ...]

prints a table. Wanted of each: under 5 seconds and 300 MB, no traceback, nothing written outside the folder. They are
made in a folder of the system's own, and removed again; the longest takes 2 GB there.
"""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import DATA, copy_of_project  # noqa: E402

CASE = "data/raw/cases/harbour-town"
HEADER = b"segment_id,code_id,label,presence,coder\n"
LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


def packed(members: dict[str, bytes], *, deflate: bool = True) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as file:
        for name, inside in members.items():
            file.writestr(name, inside)
    return content.getvalue()


def linked() -> bytes:
    content = io.BytesIO(packed({"project.qde": b"<Project/>"}))
    info = zipfile.ZipInfo("sources/a.txt")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "a") as file:
        file.writestr(info, "/etc/passwd")
    return content.getvalue()


def workbook(sheet: bytes, **more: bytes) -> bytes:
    """Return a workbook whose only sheet holds *sheet* in place of its cells."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("codings").write(0, 0, "segment_id")
    book.close()
    with zipfile.ZipFile(content) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    head, _, rest = parts["xl/worksheets/sheet1.xml"].partition(b"<sheetData>")
    tail = rest.partition(b"</sheetData>")[2]
    parts["xl/worksheets/sheet1.xml"] = head + (sheet or b"<sheetData></sheetData>") + tail
    return packed(parts | more)


def database(*lines: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        base = sqlite3.connect(path)
        for line in lines:
            base.execute(line)
        base.commit()
        base.close()
        return path.read_bytes()


TAGUETTE = (
    "CREATE TABLE alembic_version(version_num TEXT)",
    "CREATE TABLE projects(id INTEGER, name TEXT, description TEXT, created TEXT)",
    "CREATE TABLE documents(id INTEGER, name TEXT, description TEXT, filename TEXT, created TEXT, project_id INTEGER,"
    " text_direction TEXT, contents TEXT)",
    "CREATE TABLE tags(id INTEGER, project_id INTEGER, path TEXT, description TEXT)",
    "CREATE TABLE highlight_tags(highlight_id INTEGER, tag_id INTEGER)",
    "INSERT INTO projects VALUES(1, 'p', '', '')",
)
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
WIDE = b"".join(b"<c><v>1</v></c>" for _ in range(100_000))

#: The name that an import is given, what stands in it, and the file of a case that the check is given instead of it.
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip slip": ("town.qdpx", lambda: packed({"project.qde": b"<Project/>", "../evil.txt": b"x"}), "codings.xlsx"),
    "zip slip in a workbook": ("town.xlsx", lambda: workbook(b"", **{"../../evil.txt": b"x"}), "codings.xlsx"),
    "bomb": ("town.qdpx", lambda: packed({"project.qde": b"<Project>" + b" " * 300_000_000}), "codings.xlsx"),
    "bomb as a workbook": ("town.xlsx", lambda: workbook(b"<sheetData>" + b" " * 900_000_000), "codings.xlsx"),
    "bomb below the cap": ("town.xlsx", lambda: workbook(b"<sheetData>" + b" " * 190_000_000), "codings.xlsx"),
    "bomb of cells": (
        "town.xlsx",
        lambda: workbook(
            b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1'
            b"</v></c></row></sheetData>"
        ),
        "codings.xlsx",
    ),
    "shared strings": (
        "town.xlsx",
        lambda: workbook(b"<sheetData/>", **{"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 9_000_000}),
        "codings.xlsx",
    ),
    "nested archives": (
        "town.qdpx",
        lambda: packed({"project.qde": b"<Project/>", "sources/a.zip": packed({"b": b"c"})}),
        "codings.csv",
    ),
    "a link": ("town.qdpx", linked, "codings.csv"),
    "billion laughs": (
        "town.qdc",
        lambda: f"<?xml version='1.0'?><!DOCTYPE x [{LAUGHS}]><CodeBook>&a11;</CodeBook>".encode(),
        "case.yml",
    ),
    "laughs in a workbook": (
        "town.xlsx",
        lambda: packed({"xl/workbook.xml": f"<!DOCTYPE x [{LAUGHS}]><workbook>&a11;</workbook>".encode()}),
        "codings.xlsx",
    ),
    "laughs in YAML": (
        "town.csv",
        lambda: (
            b"a0: &a0 [x]\n"
            + b"".join(b"a%d: &a%d [%b]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12))
        ),
        "case.yml",
    ),
    "quadratic blow-up": (
        "town.qdc",
        lambda: f"<!DOCTYPE x [<!ENTITY a '{'a' * 50_000}'>]><CodeBook>{'&a;' * 50_000}</CodeBook>".encode(),
        "codings.csv",
    ),
    "another file": (
        "town.qdc",
        lambda: b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><CodeBook>&a;</CodeBook>",
        "case.yml",
    ),
    "an endless view": (
        "town.sqlite3",
        lambda: database(*TAGUETTE, f"CREATE VIEW highlights AS {ENDLESS} SELECT x AS id, 1 AS document_id FROM c"),
        "codings.csv",
    ),
    "a trigger": (
        "town.sqlite3",
        lambda: database(
            *TAGUETTE,
            "CREATE TABLE highlights(id INTEGER, document_id INTEGER)",
            "CREATE TRIGGER t AFTER INSERT ON tags BEGIN DELETE FROM projects; END",
        ),
        "codings.csv",
    ),
    "100,000 columns": (
        "town.csv",
        lambda: HEADER + b",".join(b"c%d" % n for n in range(100_000)) + b"\n",
        "codings.csv",
    ),
    "a header of 100,000": (
        "town.csv",
        lambda: HEADER.strip() + b"".join(b",c%d" % n for n in range(100_000)) + b"\n" + b"x," * 100_004 + b"x\n",
        "codings.csv",
    ),
    "100,000 columns in a sheet": (
        "town.xlsx",
        lambda: workbook(b"<sheetData><row>" + WIDE + b"</row></sheetData>"),
        "codings.xlsx",
    ),
    "formulas": (
        "town.csv",
        lambda: HEADER + b"=HYPERLINK(0),=cmd|'/C calc'!A0,@SUM(1),+1,-2\n" * 2000,
        "codings.csv",
    ),
    "a million quotation marks": ("town.csv", lambda: HEADER + b'"' * 5_000_001, "codings.csv"),
    "a line of 2 GB": ("town.csv", lambda: b"", "codings.csv"),
    "deep JSON": ("town.json", lambda: b"[" * 2_000_000, "case.yml"),
    "one long word": ("town.csv", lambda: HEADER + b"ht-001," + b"a" * 50_000_000 + b",,,A\n", "codings.csv"),
}


def costs(command: list[str], folder: Path) -> tuple[float, float, int, str]:
    """Run a command; return seconds of processor, MB at most, its code, and the last line that it said."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "CI": "1"}
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        took = used.ru_utime + used.ru_stime
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().strip().splitlines()
    wrong = "Traceback" in "\n".join(lines) or any("not foreseen" in one for one in lines)
    told = next((one.strip() for one in lines if one.startswith("  ")), lines[-1] if lines else "")
    return took, used.ru_maxrss / 1024, child.returncode, f"{'!! ' * wrong}{told}"


def lay(path: Path, name: str) -> None:
    if name != "a line of 2 GB":
        path.write_bytes(FILES[name][1]())
        return
    with path.open("wb") as file:
        file.write(HEADER)
        for _ in range(2000):
            file.write(b"a" * 1_000_000)


def main(names: list[str]) -> int:
    crosscase = [sys.executable, "-m", "crosscase.run.cli"]
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = copy_of_project(Path(scratch) / "project", cases=DATA / "cases")
        kept = {path.name: path.read_bytes() for path in (folder / CASE).iterdir()}
        print(f"{'file':28}{'command':9}{'s':>6}{'MB':>6}{'code':>6}  said")
        for name in names or FILES:
            file, _, place = FILES[name]
            for what in ("import", "check"):
                before = {path for path in folder.rglob("*") if "__pycache__" not in path.parts}
                target = folder.parent / file if what == "import" else folder / CASE / place
                (folder / CASE / "codings.csv").unlink() if what == "check" and place == "codings.xlsx" else None
                # In a process of its own: what a child once weighed counts from its parent on.
                subprocess.run([sys.executable, __file__, "--lay", name, str(target)], check=True)
                call = ["import", str(target), "--case", "garden"] if what == "import" else ["check", "harbour-town"]
                took, memory, code, said = costs([*crosscase, *call], folder)
                target.unlink()
                for one, content in kept.items():
                    (folder / CASE / one).write_bytes(content)
                left = {path for path in folder.rglob("*") if "__pycache__" not in path.parts} - before - {target}
                bad = took > 5 or memory > 300 or said.startswith("!!") or (code == 1 and bool(left))
                failed += bad
                print(f"{name:28}{what:9}{took:6.1f}{memory:6.0f}{code:6}  {'** ' * bad}{said[:110]}", flush=True)
                for path in sorted(left, reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
    print(f"{failed} beyond what is wanted")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lay"]:
        lay(Path(sys.argv[3]), sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))

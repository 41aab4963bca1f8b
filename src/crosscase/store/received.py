"""Tables and descriptions of a case as people send them: the file of each, whatever its ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from ..core import schemas
from ..core.findings import Finding
from ..core.reading import kinds
from ..core.reading.folder import Sorted, sort_files
from ..core.reading.grid import Grid, rows_of
from ..core.reading.tables import table_of, unreadable
from ..core.reading.text import decode, is_plain
from ..core.received import RawTable
from .casebook import casebook_in, tables_in
from .files import resolve
from .workbooks import first_sheet

#: A file of more bytes is no table that people coded: 142,000 codings are 5 million.
_MOST_BYTES = 40_000_000
_SAVE = "save it as 'CSV UTF-8' (Excel: Save as, CSV UTF-8; LibreOffice: character set UTF-8)"


def sorted_files(folder: str | Path) -> Sorted:
    """Return what the files of a case folder are."""
    place = resolve(folder)
    if not place.is_dir():
        return Sorted()
    names = [path.name for path in place.iterdir() if path.is_file()]
    found, book = sort_files(names), casebook_in(folder, names)
    if not book:
        return found
    in_book = dict.fromkeys(tables_in(f"{folder}/{book}"), book)
    unknown = tuple(name for name in found.unknown if name != book)
    return replace(found, tables=in_book | found.tables, unknown=unknown)


def table_file(folder: str | Path, table: str) -> str:
    """Return the file of a table of a case: ``codings.csv``, or ``codings.xlsx`` where that is there instead."""
    usual = f"{folder}/{table}.csv"
    return usual if resolve(usual).is_file() else f"{folder}/{sorted_files(folder).tables.get(table, f'{table}.csv')}"


def description_file(folder: str | Path) -> str:
    """Return the description of a case: ``case.yml``, or ``case.yaml`` where that is there instead."""
    usual = f"{folder}/case.yml"
    return usual if resolve(usual).is_file() else f"{folder}/{sorted_files(folder).description}"


def read_received(path: str | Path, table: str) -> RawTable:
    """Read one table of a case as people send it; nothing is raised.

    What is wrong is a finding, what was mended a change. The bytes decide, not the ending: CSV of any
    delimiter and encoding, .xlsx, .xls or .ods.
    """
    shown = str(path)
    try:
        if (size := resolve(path).stat().st_size) > _MOST_BYTES:
            message = f"the file is far larger than a table of a case ({size // 1_000_000:,} MB)"
            return unreadable(shown, message, "look whether it is the right file", code="file.too-large")
        content = resolve(path).read_bytes()
    except OSError as error:
        mend = "add the file; `crosscase new` writes an empty one with the right header"
        if isinstance(error, FileNotFoundError):
            return unreadable(shown, "the file is missing", mend, code="file.missing")
        return unreadable(
            shown, f"the file cannot be read ({error.strerror})", "mend its rights", code="file.unreadable"
        )
    kind, ending = kinds.kind_of(content), PurePath(shown).suffix.casefold()
    if kind in kinds.NO_TABLE:
        if kind == "empty":
            return unreadable(shown, *kinds.NO_TABLE[kind], row=1, code="file.empty")
        return unreadable(shown, *kinds.NO_TABLE[kind])
    if kind in kinds.WORKBOOKS:
        return _from_workbook(shown, content, table, kind, ending)
    decoded = decode(content)
    if decoded.problem:
        return unreadable(shown, decoded.problem, _SAVE, row=decoded.line, code="file.not-utf8")
    if "\x00" in decoded.text:
        return unreadable(
            shown,
            "the file holds NUL bytes; it is not a CSV text file",
            "export the table again as CSV UTF-8",
            code="file.nul",
        )
    if marks := kinds.merge_marks(decoded.text):
        lines = ", ".join(map(str, marks[:6]))
        where = f"row{'s' * (len(marks) > 1)} {lines}"
        mend = "keep the rows that are right, delete the marks <<<<<<<, ======= and >>>>>>>, and save"
        return unreadable(
            shown, f"marks of an unfinished merge (git) in {where}", mend, row=marks[0], code="file.merge-marks"
        )
    grid = rows_of(decoded, schemas.columns(f"raw/{table}"))
    ending = "".join(PurePath(shown.casefold()).suffixes)
    if ending not in (".csv", ".tsv", ".txt", ".tab"):
        grid = grid._replace(told=((f"a text with the ending {ending}", "a CSV"), *grid.told))
    read = table_of(shown, grid, table, plain=is_plain(decoded.text))
    if decoded.warning and len(read.frame.columns):
        mend = f"if letters look wrong there, {_SAVE}"
        told = decoded.warning
        warning = Finding(shown, told, mend, row=decoded.line, severity="warning", code="file.guessed-letters")
        read = RawTable(read.file, read.frame, (*read.findings, warning), read.changes)
    return read


def _from_workbook(shown: str, content: bytes, table: str, kind: str, ending: str) -> RawTable:
    """Read a table from a workbook: the sheet of its name, or else the first one."""
    what = kinds.WORKBOOKS[kind]
    wrong = not ending.startswith(f".{kind}"[:4])
    cells, problem, filled = first_sheet(content, table)
    if problem:
        message = f"it is {what} with the wrong ending, and cannot be read" if wrong else f"{what} that cannot be read"
        return unreadable(shown, f"{message} ({problem})", f"open it in a spreadsheet, and {_SAVE}")
    told = [(f"{what} with the ending {ending}" if wrong else what, "CSV")]
    if filled:
        told.append((f"{filled} cells that were merged with the one above", "its word in each of them"))
    return table_of(shown, Grid(cells, tuple(told)), table)

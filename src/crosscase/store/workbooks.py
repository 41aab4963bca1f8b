"""Workbooks on disk: sheets with drop-down lists out, what a person filled in back as text.

Every cell is written as text, so that none that begins with = + - or @ runs as a formula. The bytes depend on nothing
but the sheets.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.findings import CaseDataError, Finding
from ..core.received import RawTable
from .files import resolve, write_bytes

#: Widths of columns in letters.
_WIDTH = 18
#: A workbook of more bytes, packed or unpacked, is not one of ours.
_MOST_BYTES = 200_000_000
#: A sheet of more cells is not read.
_MOST_CELLS = 20_000_000
#: An .ods with more rows that are not written one by one is not read.
_MOST_REPEATED = 100_000
#: A workbook that unpacks to more than so many times its size holds nothing that people wrote.
_MOST_TIMES = 250
#: Rows below the prepared ones that still have drop-down lists.
_SPARE = 500


@dataclass(frozen=True)
class Sheet:
    """One sheet: a table with a header, or plain lines where *header* is False.

    ``widths`` in letters, by column. ``choices`` maps a column that a person fills to the values of its drop-down list;
    such a sheet may be filled below its last row too. ``others`` are those of these
    columns that take other words as well.
    """

    name: str
    frame: pd.DataFrame
    widths: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    header: bool = True
    others: Sequence[str] = ()


def write_workbook(path: str | Path, sheets: Sequence[Sheet], title: str) -> None:
    """Write a workbook (.xlsx) whole. Long drop-down lists stand on a hidden sheet ``lists``."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime.datetime(2021, 1, 1)})
    # Format "text": an id never becomes a date or a number, and what begins with = stays what it is.
    looks = {"valign": "top", "text_wrap": True, "num_format": "@", "quote_prefix": True}
    plain, bold = book.add_format(looks), book.add_format({**looks, "bold": True, "bottom": 1})
    pages = [book.add_worksheet(sheet.name) for sheet in sheets]
    lists = book.add_worksheet("lists")
    lists.hide()
    ranges: dict[tuple[str, ...], str] = {}
    for sheet, page in zip(sheets, pages, strict=True):
        columns = list(sheet.frame.columns)
        for place, column in enumerate(columns):
            page.set_column(place, place, sheet.widths.get(column, _WIDTH), plain)
        if sheet.header:
            page.freeze_panes(1, 0)
        rows = [columns] * sheet.header + sheet.frame.to_numpy().tolist()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if str(cell):
                    page.write_string(number, place, str(cell), bold if sheet.header and not number else plain)
        for column, values in sheet.choices.items():
            place = columns.index(column)
            page.data_validation(
                1,
                place,
                len(rows) + _SPARE,
                place,
                {
                    "validate": "list",
                    "source": _range(lists, ranges, tuple(values), plain),
                    "show_error": column not in sheet.others,
                    "error_title": column,
                    "error_message": "Choose from the list, or leave the cell empty.",
                },
            )
    book.close()
    write_bytes(path, content.getvalue())


def _range(lists: Any, ranges: dict[tuple[str, ...], str], values: tuple[str, ...], look: Any) -> str:
    """Return where a drop-down list stands on the hidden sheet, and write it there if it is new."""
    from xlsxwriter.utility import xl_col_to_name

    if values not in ranges:
        place = len(ranges)
        for number, value in enumerate(values):
            lists.write_string(number, place, value, look)
        letter = xl_col_to_name(place)
        ranges[values] = f"=lists!${letter}$1:${letter}${max(1, len(values))}"
    return ranges[values]


def sheet_place(path: str | Path, sheet: str) -> str:
    """Return how a message names a sheet of a workbook."""
    return f"{path}, sheet '{sheet}'"


def read_workbook(path: str | Path, sheets: Sequence[str]) -> dict[str, RawTable]:
    """Read these sheets of a workbook as text, by name; each frame is indexed by the row that a spreadsheet shows.

    A cell holds its value (not its formula) without spaces at its ends. Rows without any cell are left out. Raises
    `CaseDataError` for what is no workbook, or has not all these sheets.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    mend = "give the workbook that `crosscase recode` wrote, saved as .xlsx"
    try:
        content = resolve(path).read_bytes()
        if max(len(content), _unpacked(content)) > _MOST_BYTES:
            raise CaseDataError(
                [
                    Finding(
                        str(path),
                        "the workbook is far larger than one that was written here",
                        mend,
                        code="file.workbook",
                    )
                ]
            )
        book = CalamineWorkbook.from_object(io.BytesIO(content))
    except OSError as error:
        raise CaseDataError(
            [Finding(str(path), f"the file cannot be read ({error.strerror or error})", mend, code="file.workbook")]
        ) from None
    except (CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise CaseDataError(
            [Finding(str(path), f"this is not a workbook ({error})", mend, code="file.workbook")]
        ) from None
    missing = [name for name in sheets if name not in book.sheet_names]
    if missing:
        there = ", ".join(book.sheet_names)
        findings = [
            Finding(str(path), f"the sheet '{name}' is missing", f"{mend}; it has: {there}", code="file.workbook")
            for name in missing
        ]
        raise CaseDataError(findings)
    return {name: _raw(sheet_place(path, name), book.get_sheet_by_name(name)) for name in sheets}


def first_sheet(content: bytes, named: str) -> tuple[list[list[str]], str, int]:
    """Return the cells of the sheet *named*, or else of the first one with any, as text; why there are none; and how
    many cells were filled because they were merged with the one above.

    The first row that is returned is row 1 of the sheet, empty rows included.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if too_large(content):
            return [], "it is far too large", 0
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        names = sorted(book.sheet_names, key=lambda one: one.strip().casefold() != named)
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height and sheet.width * sheet.height > _MOST_CELLS:
                return [], f"the sheet '{name}' has {sheet.height} rows and {sheet.width} columns", 0
            cells = [[_shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if any(any(row) for row in cells):
                filled = _fill_merged(cells, sheet.merged_cell_ranges or ())
                return _narrowed(cells), "", filled
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError, NotImplementedError, KeyError) as error:
        return [], str(error).strip().split("\n")[0][:120] or "it is damaged", 0
    return [], "no sheet has a cell", 0


def _fill_merged(cells: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Put the word of a cell that is merged with those below it into each of them; return how many were filled.

    What is merged to the right is a heading or a total, and stays as it is.
    """
    filled = 0
    for (top, left), (bottom, right) in ranges:
        if left != right or bottom >= len(cells):
            continue
        for row in cells[top + 1 : bottom + 1]:
            if left < len(row) and cells[top][left] and not row[left]:
                row[left], filled = cells[top][left], filled + 1
    return filled


def _narrowed(cells: list[list[str]]) -> list[list[str]]:
    """Return rows without the empty columns at their right end and the empty rows at the bottom."""
    width = max(max((at for at, cell in enumerate(row, 1) if cell), default=0) for row in cells)
    last = max(at for at, row in enumerate(cells, 1) if any(row))
    return [row[:width] for row in cells[:last]]


def too_large(content: bytes) -> bool:
    """Return whether a workbook is larger, packed or unpacked, than one that is read, or says to be.

    A sheet whose last cell stands at its far end asks for the memory of every cell before it.
    """
    unpacked = _unpacked(content)
    if unpacked > _MOST_BYTES or len(content) > _MOST_BYTES or unpacked > _MOST_TIMES * max(len(content), 40_000):
        return True
    if not unpacked:
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        written = "content.xml" in packed.namelist() and _repeated(packed.read("content.xml")) > _MOST_REPEATED
        return written or any(_box(packed.read(name)) > _MOST_CELLS for name in sheets)


def _box(sheet: bytes) -> int:
    """Return how many cells lie between the first and the last one of a sheet, by the names of its cells (XFD12)."""
    cells = set(re.findall(rb'\br="([A-Z]{1,3})\d', sheet))
    width = max((sum((letter - 64) * 26**n for n, letter in enumerate(reversed(one))) for one in cells), default=0)
    return width * max(map(int, re.findall(rb'\br="[A-Z]{1,3}(\d{1,9})"', sheet)), default=0)


def _repeated(sheets: bytes) -> int:
    """Return how many rows of an .ods lie above the last word of their sheet only because one says it is repeated."""
    above = (sheet[: sheet.rfind(b"<text:p")] for sheet in sheets.split(b"</table:table>") if b"<text:p" in sheet)
    return sum(int(n) for rows in above for n in re.findall(rb'number-rows-repeated="(\d{1,9})"', rows))


def _unpacked(content: bytes) -> int:
    """Return how many bytes a packed file says to hold; 0 for one that is not packed."""
    packed = io.BytesIO(content)
    return sum(one.file_size for one in zipfile.ZipFile(packed).infolist()) if zipfile.is_zipfile(packed) else 0


def _raw(file: str, sheet: Any) -> RawTable:
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    header = rows[0] if rows else []
    known = [place for place, name in enumerate(header) if name and name not in header[:place]]
    kept = {number: [row[place] for place in known] for number, row in enumerate(rows[1:], 2) if any(row)}
    frame = pd.DataFrame(list(kept.values()), columns=[header[place] for place in known], index=list(kept), dtype="str")
    return RawTable(file, frame)


def _text(cell: Any) -> str:
    """Return a cell as text (`_shown`) without spaces at its ends."""
    return _shown(cell).replace("\u00a0", " ").strip()


def _shown(cell: Any) -> str:
    """Return a cell as text; a whole number without its fraction, a day without its hour, a truth as TRUE or FALSE."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return str(cell)

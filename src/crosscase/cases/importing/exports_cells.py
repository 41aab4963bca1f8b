"""The cells of an export as text, whatever the kind of file: .csv with any separator, .xlsx, .xls, .ods, .docx.

A cell is text without spaces at its ends; a whole number has no fraction, a date is written year-month-day.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass

from ...core.findings import CaseDataError, Finding
from .exports_sheets import Unreadable, sheets_of
from .exports_word import Unwritten, is_word, rows_of

#: Endings of the tables that are read.
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
TEXTS = (".csv", ".tsv", ".txt")
#: More bytes, packed or unpacked, are not an export of codings.
MOST_BYTES = 150_000_000
#: A line of a text with more bytes is none that a program wrote.
_LONGEST_LINE = 5_000_000
#: More columns are not either; a column a code needs some hundreds.
MOST_COLUMNS = 5_000
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or file. The first row is row 1. ``hidden``: rows of the file that a filter or a person
    hid; they are among the rows, and told with its first sheet.
    """

    file: str
    sheet: str
    rows: list[list[str]]
    hidden: int = 0


def refuse(file: str, message: str, mend: str) -> CaseDataError:
    """Return the error for a file that is not read, to be raised."""
    return CaseDataError([Finding(file, message, mend, code="import.file")])


def grids(file: str, content: bytes) -> list[Grid]:
    """Return the sheets of a file that hold anything. Raises `CaseDataError` for what cannot be read as a table."""
    if len(content) > MOST_BYTES:
        raise refuse(file, "the file is larger than an export of codings can be", "export the coded passages alone")
    if _has_endless_line(content):
        message = f"a line in it has more than {_LONGEST_LINE:,} bytes"
        raise refuse(file, message, "export the coded passages again, one row a passage")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        found = _sheets(file, content)
    else:
        found = [Grid(file, "", _records(file, _decoded(content)))]
    for grid in found:
        if max(map(len, grid.rows), default=0) > MOST_COLUMNS:
            message = f"the table has more than {MOST_COLUMNS:,} columns"
            raise refuse(file, message, "export one row a coded passage, with the codes in a column")
    found = [grid for grid in found if any(map(any, grid.rows))]
    if not found:
        raise refuse(file, "the file holds no cell", "export the coded passages again")
    return found


def _has_endless_line(content: bytes) -> bool:
    """Return whether a text has a line that is far too long; a packed workbook has no lines."""
    at = 0
    while content[:2] != b"PK" and content[:4] != b"\xd0\xcf\x11\xe0" and len(content) - at > _LONGEST_LINE:
        end = max(content.rfind(mark, at, at + _LONGEST_LINE) for mark in (b"\n", b"\r"))
        if end < 0:
            return True
        at = end + 1
    return False


def _sheets(file: str, content: bytes) -> list[Grid]:
    mend = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"
    unpacked = len(content)
    try:
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                unpacked = sum(one.file_size for one in packed.infolist())
                word = is_word(packed)
            if unpacked > MOST_BYTES or unpacked > 250 * max(len(content), 40_000):
                raise refuse(file, f"unpacked it would be {unpacked:,} bytes", "export the coded passages alone")
            if word:
                return [Grid(file, "", rows_of(content))]
        sheets, hidden = sheets_of(content, unpacked, MOST_COLUMNS)
        return [Grid(file, name, rows, 0 if n else hidden) for n, (name, rows) in enumerate(sheets)]
    except Unwritten as error:
        raise refuse(file, f"this document cannot be read ({error})", "save it as plain text (.txt, UTF-8)") from None
    except (Unreadable, zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refuse(file, f"this is not a workbook that can be read ({error})", mend) from None


def _decoded(content: bytes) -> str:
    """Return a text file as text: by its mark, as UTF-8, else as Windows writes it in western Europe."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _records(file: str, text: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)
    text = text.replace("\x00", "")
    if text.startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        mend = "look for a quotation mark that is not closed, or save it as .xlsx"
        raise refuse(file, f"this cannot be read as a table ({error})", mend) from None
    return [[cell.replace("\u00a0", " ").strip() for cell in row] for row in rows]


def _separator(text: str) -> str:
    """Return what stands between cells: what cuts the first rows into equally many, and into most."""
    first = text[:20_000]
    best = (0.0, 0, ",")
    for mark in _SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(first, newline=""), delimiter=mark) if any(row)][:20]
        except csv.Error:
            continue
        rows = rows[:-1] if len(rows) > 2 and len(text) > len(first) else rows  # the last one may be cut
        (width, n), *_ = Counter(map(len, rows)).most_common(1) or [(0, 0)]
        if width > 1:
            best = max(best, (round(n / len(rows), 2), width, mark))
    return best[2]

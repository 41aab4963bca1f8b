"""Tables on disk: read as text and by schema, written whole."""

from __future__ import annotations

import csv
import io as _io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ..core import schemas
from ..core.findings import CaseDataError, Finding, listed
from ..core.reading.grid import frame_of
from ..core.received import BESIDE_TABLES, CASE_TABLES, RawTable
from .files import resolve, write_bytes
from .received import read_received

#: Tables of all cases by whose names a case may bring its own.
SHARED = ("codes", "sources")
#: What a file holds none of that is read plainly: quoted cells, other line ends, lines without a cell.
_NOT_PLAIN = (b'"', b"\r", b"\x00", b"\n\n")

# --- tables -----------------------------------------------------------------------------------------


def read_rows(path: str | Path) -> tuple[list[str], list[tuple[int, list[str]]], list[Finding]]:
    """Read a CSV as text: header, rows with the number that a spreadsheet shows, and what is wrong with the file.

    A row number is the position of the record in the file (the header is 1), so a quoted line break inside a
    cell does not shift it. Blank lines keep their number and are left out.
    """
    shown = str(path)
    try:
        raw = resolve(path).read_bytes()
    except OSError as error:
        mend = "add the file; `crosscase new` writes an empty one with the right header"
        return [], [], [Finding(shown, f"the file cannot be read ({error.strerror})", mend, code="file.unreadable")]
    findings: list[Finding] = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        mend = "save it as 'CSV UTF-8' (Excel: Save as, CSV UTF-8; LibreOffice: character set UTF-8)"
        return [], [], [Finding(shown, f"line {line} is not UTF-8 text", mend, row=line, code="file.not-utf8")]
    if "\x00" in text:
        mend = "export the table again as CSV UTF-8"
        return [], [], [Finding(shown, "the file holds NUL bytes; it is not a CSV text file", mend, code="file.nul")]
    # A transcript pasted into a cell is longer than the module's limit of 131,072 letters, and no fault of the file.
    csv.field_size_limit(2**31 - 1)
    try:
        records = list(csv.reader(_io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        message, mend = f"the file is not a readable CSV ({error})", "look for an unclosed quotation mark"
        return [], [], [Finding(shown, message, mend, code="file.not-csv")]
    if not records or not any(records[0]):
        mend = "give it a header row and at least one row"
        return [], [], [Finding(shown, "the file is empty", mend, row=1, code="file.empty")]
    header = [name.strip() for name in records[0]]
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mend = "save it with commas between the columns"
        return [], [], [Finding(shown, "the columns are not separated by commas", mend, row=1, code="file.separator")]
    rows = []
    for number, record in enumerate(records[1:], 2):
        if not "".join(record).strip():
            continue
        if len(record) != len(header):
            message = f"the row has {len(record)} cells, the header has {len(header)}"
            mend = "look for a comma or a quotation mark too many or too few"
            findings.append(Finding(shown, message, mend, row=number, code="table.row-length", value=str(len(record))))
            record = (record + [""] * len(header))[: len(header)]
        rows.append((number, record))
    return header, rows, findings


def read_table(path: str | Path, table: str) -> pd.DataFrame:
    """Read a table of the compendium by its schema: exact columns, text first, then typed.

    Text columns hold an empty string where the cell is empty; numbers are nullable and missing there.
    Raises `CaseDataError` when columns differ from the schema or a number is none.
    """
    expected = schemas.columns(table)
    # What people send is mended while it is read.
    frame = None if table.startswith("raw/") else _read_plainly(path, expected)
    return _typed(_read_carefully(path, table) if frame is None else frame, path, table)


def _read_plainly(path: str | Path, expected: Sequence[str]) -> pd.DataFrame | None:
    """Return a table as `write_csv` leaves it where no cell is quoted, read by pandas; None for any other file.

    In such a file a comma is the end of a cell and a line a row, so that no row can be read in two ways.
    """
    try:
        raw = resolve(path).read_bytes()
        if not raw.startswith(f"{','.join(expected)}\n".encode()) or any(mark in raw for mark in _NOT_PLAIN):
            return None
        if {line.count(b",") for line in raw.splitlines()} != {len(expected) - 1}:
            return None
        frame = pd.read_csv(_io.BytesIO(raw), dtype="str", na_filter=False, low_memory=False, quoting=csv.QUOTE_NONE)
    except (OSError, ValueError):
        return None
    # A row of empty cells alone is no row; only one that begins with an empty cell can be that.
    return frame if all(map(str.strip, frame[expected[0]].tolist())) else None


def _read_carefully(path: str | Path, table: str) -> pd.DataFrame:
    expected = schemas.columns(table)
    header, rows, findings = _received(path, table) or read_rows(path)
    if not findings and header != expected and set(schemas.required_columns(table)) - set(header):
        missing = [column for column in expected if column not in header]
        findings.append(
            Finding(
                str(path),
                f"columns missing: {listed(missing)}",
                f"the table has: {listed(expected, 99)}",
                row=1,
                code="table.missing-column",
            )
        )
    if findings:
        raise CaseDataError(findings)
    return frame_of([record for _, record in rows], header).reindex(columns=expected, fill_value="")


def _typed(frame: pd.DataFrame, path: str | Path, table: str) -> pd.DataFrame:
    """Return a table of text with the types of its schema. Raises `CaseDataError` where a cell is not of its type."""
    for column, dtype in schemas.dtypes(table).items():
        if dtype == "boolean":
            wrong = sorted(set(frame[column]) - {"True", "False", ""})
            if wrong:
                raise CaseDataError(
                    [
                        Finding(
                            str(path),
                            f"'{wrong[0]}' is not True or False",
                            column=column,
                            code="cell.type",
                            value=wrong[0],
                        )
                    ]
                )
            frame[column] = frame[column].map({"True": True, "False": False, "": pd.NA}).astype("boolean")
        elif dtype != "str":
            try:
                frame[column] = pd.to_numeric(frame[column].replace("", pd.NA)).astype(dtype)
            except (ValueError, TypeError) as error:
                found = Finding(str(path), f"not a number: {error}", column=column, code="cell.type")
                raise CaseDataError([found]) from None
    return frame


def _received(path: str | Path, table: str) -> tuple[list[str], list[tuple[int, list[str]]], list[Finding]] | None:
    """Return a table of a case folder as `read_received` reads it, like `read_rows`; None for any other file."""
    name = table.removeprefix("raw/")
    # The codebook and the list of sources share the names of tables that a case may bring, and lie elsewhere.
    if (
        name == table
        or name not in (*CASE_TABLES, *BESIDE_TABLES)
        or (name in SHARED and "cases" not in Path(path).parts)
    ):
        return None
    raw = read_received(path, name)
    errors = [finding for finding in raw.findings if finding.severity == "error"]
    return list(raw.frame.columns), list(zip(raw.frame.index, raw.frame.to_numpy().tolist(), strict=True)), errors


def write_table(frame: pd.DataFrame, path: str | Path, table: str, *, exact: bool = False) -> None:
    """Write a table of the compendium: the schema's columns in order, UTF-8, LF, missing as empty cells.

    Fractions have six digits; *exact* writes all of them, for numbers that were read and not computed.

    Raises `ValueError` when columns differ from the schema or the primary key is not unique.
    """
    expected = schemas.columns(table)
    if set(frame.columns) != set(expected):
        raise ValueError(f"columns of '{table}' are {sorted(frame.columns)}, its schema says {sorted(expected)}")
    key = schemas.load(table).get("primaryKey") or []
    if key and frame.duplicated(key).any():
        raise ValueError(
            f"'{table}' has rows that share a key: {frame.loc[frame.duplicated(key), key].to_dict('records')[:3]}"
        )
    write_csv(frame[expected], path, digits=15 if exact else 6)


def write_csv(frame: pd.DataFrame, path: str | Path, *, digits: int = 6) -> None:
    """Write any frame as CSV: UTF-8, LF, missing as empty cells, fractions with six *digits*."""
    text = frame.to_csv(index=False, lineterminator="\n", na_rep="", float_format=f"%.{digits}g")
    write_bytes(path, text.encode("utf-8"))


# --- cases as received ------------------------------------------------------------------------------


def read_raw_table(path: str | Path, table: str = "") -> RawTable:
    """Read a table as text for checking; nothing is converted and nothing is raised.

    With the name of a *table* of a case it is read as people send it (`received.read_received`), else as a plain CSV.
    """
    if table:
        return read_received(path, table)
    header, rows, findings = read_rows(path)
    seen = [name for name in header if name]
    for name in sorted({name for name in seen if seen.count(name) > 1}):
        findings.append(
            Finding(
                str(path),
                f"the header names '{name}' twice",
                "keep one of the columns",
                row=1,
                column=name,
                code="table.column-twice",
                value=name,
            )
        )
    filled = [i for i, name in enumerate(header) if not name and any(row[i].strip() for _, row in rows)]
    for i in filled:
        mend = "give the column a name of the schema, or empty it"
        message = f"column {i + 1} has cells and no name"
        findings.append(Finding(str(path), message, mend, row=1, code="table.no-name", value=str(i + 1)))
    keep = [i for i, name in enumerate(header) if name and name not in header[:i]]
    cells = [row for _, row in rows] if len(keep) == len(header) else [[row[i] for i in keep] for _, row in rows]
    frame = pd.DataFrame(cells, columns=[header[i] for i in keep], index=[n for n, _ in rows], dtype="str")
    return RawTable(str(path), frame, tuple(findings))

"""From rows of cells to a table of the compendium: where the header is, what its names mean, what is no row of data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from .. import schemas
from ..findings import Finding, listed
from ..received import WHOLE_FILE, Change, RawTable
from .cells import mend_cells
from .grid import Grid, frame_of, plain_name
from .headings import column_of

#: How many lines may stand above a header.
_ABOVE = 10
#: A sheet coded with one column a code has some hundreds of columns.
_MOST_COLUMNS = 2_000
#: What a first column without a name, or with one of these, is called where it only counts rows.
_ROW_NAMES = ("", "unnamed:_0", "x", "rownames", "row_names", "index", "...1", "_1")
_TOTAL = re.compile(
    r"(?:grand )?(?:total|totals|sum|subtotal|mean|average|summe|gesamt|totale|totaal|totalt|sum total|count|n ?=)\b.*"
    r"|(?:note|notes|source|sources|legend|key|remark|anmerkung|quelle|nota|fonte)\b.*|[*†‡¹²].*",
    re.IGNORECASE | re.DOTALL,
)
_WIDE = re.compile(r"(?:code|codes|code_id|kode|codice|tag|label)_?\(?\d{1,3}\)?")


def table_of(file: str, grid: Grid, table: str, *, plain: bool = False) -> RawTable:
    """Return the cells of a file as a table *table* (``codings``), with every change and everything that is wrong.

    *plain* says that the file holds no odd letter, so that cells need no look at theirs. A file that cannot be the
    table has no column: what follows from that is not told.
    """
    changes = [Change(None, WHOLE_FILE, was, now, "how the file is written") for was, now in grid.told]
    if grid.problem:
        return _nothing(file, Finding(file, grid.problem, grid.mend, code="file.not-csv"), changes)
    if (width := max(map(len, grid.records), default=0)) > _MOST_COLUMNS:
        message = f"a row has {width:,} cells, far more than a table of a case"
        return _nothing(
            file, Finding(file, message, "look whether it is the right file", code="file.too-large"), changes
        )
    known = schemas.columns(f"raw/{table}")
    at = _header_at(grid.records, known)
    if at is None:
        return _no_header(file, grid.records, known, table, changes)
    above = [row for row in grid.records[:at] if any(cell.strip() for cell in row)]
    if above:
        said = listed((" ".join(cell for cell in row if cell)[:40] for row in above), 3)
        changes.append(
            Change(None, WHOLE_FILE, f"lines above the header: {said}", "none", "they are no part of the table")
        )
    header, renamed = _named(grid.records[at], known, at + 1)
    changes += renamed
    if wide := _wide(header, table):
        return _nothing(file, _one_row_a_segment(file, wide, at + 1), changes)
    rows = [(n, row) for n, row in enumerate(grid.records[at + 1 :], at + 2) if "".join(row).strip()]
    header, rows, dropped = _without_row_names(header, rows)
    changes += dropped
    rows, more, findings = _as_wide_as(header, rows, file)
    changes += more
    rows, found = _without_more_headers(header, rows, file)
    findings += found
    rows, found = _without_totals(header, rows, file, table)
    findings += found
    findings += _odd_header(header, rows, file, at + 1)
    keep = [i for i, name in enumerate(header) if name and name not in header[:i]]
    cells = [row for _, row in rows] if len(keep) == len(header) else [[row[i] for i in keep] for _, row in rows]
    frame = frame_of(cells, [header[i] for i in keep], [n for n, _ in rows])
    changes += mend_cells(frame, table, plain=plain)
    return RawTable(file, frame, tuple(findings), tuple(changes))


_FILL = "give it a header row and at least one row"


def _nothing(file: str, finding: Finding, changes: Sequence[Change] = ()) -> RawTable:
    return RawTable(file, pd.DataFrame(), (finding,), tuple(changes))


def unreadable(file: str, message: str, mend: str, row: int | None = None, code: str = "file.no-table") -> RawTable:
    """Return what stands for a table that cannot be read: no column, and one finding."""
    return _nothing(file, Finding(file, message, mend, row=row, code=code))


# --- the header -------------------------------------------------------------------------------------


def _header_at(records: Sequence[Sequence[str]], known: Sequence[str]) -> int | None:
    """Return the place of the header: the first line, or the one below it that names most columns; None for none."""

    def named(row: Sequence[str]) -> int:
        return len({column_of(cell, known)[0] for cell in row if cell.strip()} - {""})

    if records and named(records[0]) > 1:
        return 0
    hits = [named(row) for row in records[: _ABOVE + 1]]
    if not hits or max(hits) < 2:
        # Names with slips in them: more than half of the first row are near to one of ours.
        first = [plain_name(cell) for cell in records[0] if cell.strip()] if records else []
        near = [hit[0] for name in first if (hit := difflib.get_close_matches(name, known, n=1, cutoff=0.75))]
        if len(near) > 1 and 2 * len(near) > len(first) and len(set(near)) == len(near):
            return 0
        # One word of another language alone may be a cell.
        names = {*known, *(name.removesuffix("_id") for name in known)}
        hits = [len({plain_name(cell) for cell in row} & names) for row in records[: _ABOVE + 1]]
    if not hits or not max(hits):
        return next(
            (at for at, row in enumerate(records[:1]) if any(_WIDE.fullmatch(plain_name(c)) for c in row)), None
        )
    return 0 if hits[0] >= 2 else hits.index(max(hits))


def _no_header(
    file: str, records: Sequence[Sequence[str]], known: Sequence[str], table: str, changes: Sequence[Change]
) -> RawTable:
    if not any("".join(row).strip() for row in records):
        return _nothing(file, Finding(file, "the file is empty", _FILL, row=1, code="file.empty"))
    mend = f"write the names of the columns above the data: {','.join(known)}"
    message = f"no row of the first {_ABOVE} names a column of {table}"
    return _nothing(file, Finding(file, message, mend, row=1, code="table.no-header"), changes)


def _named(cells: Sequence[str], known: Sequence[str], row: int) -> tuple[list[str], list[Change]]:
    """Return the header with the names of the schema where a cell means one: Segment ID is segment_id."""
    taken = {cell.strip() for cell in cells}
    header, changes = [], []
    for cell in cells:
        name = cell.strip()
        meant, why = column_of(cell, known) if name and name not in known else ("", "")
        if meant and meant not in taken:
            taken.add(meant)
            changes.append(Change(row, meant, cell, meant, why))
            name = meant
        header.append(name)
    return header, changes


def _odd_header(header: Sequence[str], rows: Sequence[tuple[int, list[str]]], file: str, row: int) -> list[Finding]:
    """Return what is wrong with names: one that stands twice, and cells below none."""
    findings = []
    named = [name for name in header if name]
    for name in sorted({name for name in named if named.count(name) > 1}):
        findings.append(
            Finding(
                file,
                f"the header names '{name}' twice",
                "keep one of the columns",
                row=row,
                column=name,
                code="table.column-twice",
                value=name,
            )
        )
    for i, name in enumerate(header):
        if not name and any(cells[i].strip() for _, cells in rows):
            mend = "give the column a name of the schema, or empty it"
            message = f"column {i + 1} has cells and no name"
            findings.append(Finding(file, message, mend, row=row, code="table.no-name", value=str(i + 1)))
    return findings


def _wide(header: Sequence[str], table: str) -> list[str]:
    """Return the columns of codings that hold one code each: Code 1, Code 2 ...; none where there is a code_id."""
    found = [name for name in header if _WIDE.fullmatch(plain_name(name))]
    return found if table == "codings" and "code_id" not in header and len(found) > 1 else []


def _one_row_a_segment(file: str, wide: Sequence[str], row: int) -> Finding:
    message = f"one row a segment, with its codes side by side ({listed(wide, 3)}); here one row is one code"
    mend = (
        "write each code on a row of its own: segment_id,code_id,label,presence,coder; `crosscase import` reads a sheet"
        " with codes side by side"
    )
    return Finding(file, message, mend, row=row, code="table.codes-abreast")


# --- rows that are none -----------------------------------------------------------------------------


def _without_row_names(
    header: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]], list[Change]]:
    """Drop a first column that only counts rows, as R and pandas write it."""
    if not header or plain_name(header[0]) not in _ROW_NAMES or not rows:
        return header, rows, []
    counted = [row[0].strip() for _, row in rows]
    if not all(counted) or counted[0] not in ("0", "1"):
        return header, rows, []
    first = int(counted[0])
    if counted != [str(n) for n in range(first, first + len(counted))]:
        return header, rows, []
    told = Change(None, WHOLE_FILE, "a first column that counts rows", "none", "row names of R or pandas")
    return header[1:], [(n, row[1:]) for n, row in rows], [told]


def _as_wide_as(
    header: Sequence[str], rows: list[tuple[int, list[str]]], file: str
) -> tuple[list[tuple[int, list[str]]], list[Change], list[Finding]]:
    """Make every row as wide as the header: empty cells beyond it are dropped, any other difference is a finding."""
    width = len(header)
    if all(len(cells) == width for _, cells in rows):
        return rows, [], []
    made, findings, longer = [], [], 0
    for number, cells in rows:
        if len(cells) > width and not "".join(cells[width:]).strip():
            longer += 1
            cells = cells[:width]
        elif len(cells) != width:
            message = f"the row has {len(cells)} cells, the header has {width}"
            mend = "look for a comma or a quotation mark too many or too few"
            findings.append(Finding(file, message, mend, row=number, code="table.row-length", value=str(len(cells))))
            cells = (cells + [""] * width)[:width]
        made.append((number, cells))
    told = []
    if longer:
        was = f"empty cells beyond the header in {longer} row{'s' * (longer > 1)}"
        told = [Change(None, WHOLE_FILE, was, "none", "no column stands above them")]
    return made, told, findings


def _without_more_headers(
    header: Sequence[str], rows: list[tuple[int, list[str]]], file: str
) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    """Take out rows that repeat the header: two files were joined, one below the other; or a second row of names."""
    if rows and _names_again(header, rows[0][1]):
        number = rows[0][0]
        message = "a second row of names stands below the header"
        finding = Finding(file, message, f"delete row {number}", row=number, code="table.second-header")
        return rows[1:], [finding]
    names = [plain_name(one) for one in header]
    # Most rows begin otherwise: only those that begin alike are compared as a whole.
    begins = names[0][:2] if names else ""
    again = [
        n
        for n, cells in rows
        if begins and begins in cells[0][:6].casefold() and [plain_name(one) for one in cells] == names
    ]
    if not again:
        return rows, []
    message = f"a second header in {_listed(again)}: two files were joined"
    mend = f"delete {_listed(again)}; if the rows below it are another coder's, the column coder must say so"
    return [row for row in rows if row[0] not in again], [
        Finding(file, message, mend, row=again[0], code="table.second-header")
    ]


def _names_again(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Say whether a row names the columns above it once more, in other words or languages."""
    filled = [(name, cell) for name, cell in zip(header, cells, strict=False) if cell.strip()]
    again = sum(column_of(cell, [name])[0] == name and cell.strip() != name for name, cell in filled)
    return again > 1 and 2 * again >= len(filled)


def _without_totals(
    header: Sequence[str], rows: list[tuple[int, list[str]]], file: str, table: str
) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    """Take out totals and notes below the data: rows that lack cells which every row has, with a word that says so."""
    needed = [i for i, name in enumerate(header) if name in _must(table)]
    below: list[tuple[int, list[str]]] = []
    for number, cells in reversed(rows):
        filled = [cell.strip() for cell in cells if cell.strip()]
        lacks = [i for i in needed if not cells[i].strip()]
        if (
            not lacks
            or not filled
            or not (
                _TOTAL.fullmatch(filled[0])
                or (len(filled) == 1 and len(needed) > 2 and (cells[0].strip() or filled[0].isdecimal()))
            )
        ):
            break
        below.append((number, cells))
    if not below:
        return rows, []
    below.reverse()
    said = "; ".join(f"row {n}: '{' '.join(filter(None, cells))[:40]}'" for n, cells in below[:4])
    message = f"{'a total or note' if len(below) == 1 else 'totals or notes'} below the data ({said})"
    mend = f"delete {_listed([n for n, _ in below])}: totals are computed, notes belong into README.md"
    gone = {n for n, _ in below}
    return [row for row in rows if row[0] not in gone], [
        Finding(file, message, mend, row=below[0][0], code="table.total")
    ]


def _must(table: str) -> set[str]:
    fields: list[dict[str, Any]] = schemas.load(f"raw/{table}")["fields"]
    return {field["name"] for field in fields if field.get("constraints", {}).get("required")}


def _listed(numbers: Sequence[int]) -> str:
    return f"row{'s' * (len(numbers) > 1)} {listed(map(str, numbers), 6)}"

"""Readers of tables of coded passages: MAXQDA, ATLAS.ti, NVivo, Dedoose, Taguette, Label Studio, made by hand.

They differ in headers, in what stands in a cell and in how places are told, not in kind: a row is a passage with its
codes, or a coding. `read_table` reads one sheet into `Told`; codebooks come first, because they tell codes apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .exports_cells import Grid
from .exports_codes import told_apart
from .exports_headers import Header, header_of, is_yes, plain
from .exports_rows import Told, number, path_of, positions
from .model import Group

#: What NVivo writes before the name of a document or of a code.
_ROOTS = re.compile(r"^(?:Files|Internals|Externals|Fichiers|Dateien|Archivos|Nodes|Codes)\\+", re.IGNORECASE)
#: Where NVivo tells passages line by line below a document.
_NVIVO = re.compile(r"<(?P<document>.+?)>\s*-\s*§\s*(?P<n>\d+)\s.*")
_NVIVO_REFERENCE = re.compile(r"Reference\s+\d+\s*-.*", re.IGNORECASE)
_DASHES = re.compile(r"\s*(\d+)\s*[-\u2013]\s*(\d+)\s*")
#: The share of rows whose start and end are as long as the quotation, from which on they are positions of letters.
_MOST = 0.9


@dataclass
class Names:
    """The codebook that came along: each name with its place in the tree, and the groups of codes."""

    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)


def program_of(header: Header) -> str:
    """Return which program writes such headers."""
    words = {plain(name) for name in header.names}
    if "excerpt copy" in words or "media title" in words:
        return "Dedoose"
    if {"id", "document", "tag", "content"} <= words:
        return "Taguette"
    if {"document", "codes"} <= set(header.roles) and words & {"text content", "quotation content", "number of codes"}:
        return "ATLAS.ti"
    if {"group", "code", "start", "end", "quote"} <= set(header.roles):
        return "MAXQDA"
    if words & {"hierarchical name", "coded by initials", "node", "coded text"}:
        return "NVivo"
    return "a spreadsheet"


def is_codebook(header: Header) -> bool:
    """Return whether a table lists codes and no passages."""
    words = {plain(name) for name in header.names}
    listed = "code" in header.roles or ("name" in words and "comment" in header.roles)
    return listed and not {"quote", "document", "start"} & set(header.roles) and not header.flags


def read_codebook(grid: Grid, header: Header, told: Told, names: Names) -> None:
    """Read a list of codes with their definitions and groups. ``Theme: Code`` is a tree where ``Theme`` is a code."""
    place = header.roles.get("code", next((n for n, name in enumerate(header.names) if plain(name) == "name"), 0))
    rows = [row for row in grid.rows[header.row + 1 :] if place < len(row) and row[place]]
    listed = {row[place] for row in rows}
    grouped = [n for n, name in enumerate(header.names) if re.match(r"code groups?\b", plain(name))]
    for row in rows:
        name = row[place]
        above, _, own = name.partition(": ")
        path = (above, own) if own and above in listed else (name,) if grouped else path_of(name)
        names.paths.setdefault(name, path)
        told.code(path, header.cell(row, "comment"))
        for n in grouped:
            for group in filter(None, (one.strip() for one in row[n].split("\n")) if n < len(row) else ()):
                names.groups.setdefault(group, []).append(" > ".join(path))


def code_groups(names: Names) -> tuple[Group, ...]:
    """Return the groups of codes that a codebook names."""
    return tuple(Group(name, "code group", tuple(members)) for name, members in names.groups.items())


def read_table(grid: Grid, header: Header, told: Told, names: Names, coder: str) -> None:
    """Read a table of coded passages. *coder* stands for a row that names none."""
    program = program_of(header)
    told.doubts += [f"{grid.file}: {doubt}" for doubt in header.doubts]
    rows = [(n, row) for n, row in enumerate(grid.rows[header.row + 1 :], header.row + 2) if any(row)]
    spans = _positions(rows, header)
    known_ids = _ids(rows, header, program)
    above, filled, unsure = "", 0, []
    for n, row in rows:
        codes, sound = _codes(row, header, names)
        quote = _quote(header.cell(row, "quote"), program)
        document = _ROOTS.sub("", header.cell(row, "document"))
        filled += not document and bool(above) and bool(quote)
        document = above = document or above
        if not quote and not header.cell(row, "document") and not codes:
            told.read("rows", "neither words nor codes")
            continue
        id_ = told.document(document or (grid.sheet if len(grid.sheet) > 6 else "") or grid.file.rsplit(".", 1)[0])
        if group := header.cell(row, "group"):
            told.member(group, "document group", id_)
        if not codes:
            told.read("rows", "no code")
            continue
        told.read("rows")
        if not sound:
            unsure.append(n)
        start, end = spans.get(n, (None, None))
        place = _place(row, header) or ("" if quote else f"row {n}")
        passage = header.cell(row, "id") if known_ids else ""
        for code in dict.fromkeys(codes):
            more = dict(start=start, end=end, passage=passage, comment=_comment(row, header))
            more |= dict(coder=header.cell(row, "coder") or coder, created=header.cell(row, "created"))
            told.coding(id_, told.code(code), quote, place, **more)
    _say(told, grid.file, filled, unsure)


def _say(told: Told, file: str, filled: int, unsure: Sequence[int]) -> None:
    """Tell what was taken as meant, with the rows to look at."""
    if filled:
        told.doubts.append(f"{file}: {filled} rows without a document were read as of the document above")
    if unsure:
        rows = ", ".join(map(str, unsure[:10])) + (" and more" if len(unsure) > 10 else "")
        told.doubts.append(f"{file}: the codes of row {rows} cannot be told apart surely; look at them in the workbook")


def _codes(row: Sequence[str], header: Header, names: Names) -> tuple[list[tuple[str, ...]], bool]:
    """Return the codes of a row, each as its path, and whether they were told apart surely."""
    found, sound = [], True
    for place in header.numbered:
        found += [row[place]] if place < len(row) and row[place] else []
    flagged = [code for place, code in header.flags.items() if place < len(row) and is_yes(row[place])]
    found += flagged
    if not flagged and (cell := header.cell(row, "codes")):
        n = number(header.cell(row, "n_codes"))
        apart, sound = told_apart(cell, names.paths, n)
        found += apart
    if cell := header.cell(row, "code"):
        found += [cell] if cell in names.paths else [one for one in re.split(r"\s*[;\n]\s*", cell) if one]
    return [names.paths.get(one) or path_of(_ROOTS.sub("", one)) for one in found], sound


def _quote(cell: str, program: str) -> str:
    """Return the words of a passage; ATLAS.ti puts quotation marks around them."""
    if program == "ATLAS.ti" and len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].strip()
    return cell


def _place(row: Sequence[str], header: Header) -> str:
    parts = (header.cell(row, "place"), header.cell(row, "start"), header.cell(row, "end"), header.cell(row, "range"))
    return " ".join(part for part in parts if part)


def _comment(row: Sequence[str], header: Header) -> str:
    return header.cell(row, "comment")


def _positions(rows: Sequence[tuple[int, Sequence[str]]], header: Header) -> dict[int, tuple[int, int]]:
    """Return start and end of rows where they count letters: they are as long as the quotation in nearly all rows."""
    found: dict[int, tuple[int, int]] = {}
    asked = 0
    for n, row in rows:
        if both := _DASHES.fullmatch(header.cell(row, "range")):
            start, end = int(both[1]), int(both[2])
        else:
            first, last = number(header.cell(row, "start")), number(header.cell(row, "end"))
            if first is None or last is None:
                continue
            start, end = first, last
        asked += 1
        quote = header.cell(row, "quote")
        if quote and positions(None, start, end, quote):
            found[n] = (start, end)
    return found if asked and len(found) >= _MOST * asked else {}


def _ids(rows: Sequence[tuple[int, Sequence[str]]], header: Header, program: str) -> bool:
    """Return whether the ids of a table are those of passages, and not of codings."""
    if program in ("ATLAS.ti", "Taguette"):
        return "id" in header.roles
    counted = Counter(header.cell(row, "id") for _, row in rows)
    return bool(counted) and "" not in counted and max(counted.values()) > 1


def is_nvivo_text(grid: Grid) -> bool:
    """Return whether a sheet holds what NVivo tells of a code line by line."""
    return any(_NVIVO.fullmatch(cell) for row in grid.rows[:200] for cell in row[:2])


def read_nvivo_text(grid: Grid, told: Told, coder: str) -> None:
    """Read the passages of one code, as NVivo shows them; the code is named by a line ``Name: ...`` or by the file."""
    lines = [cell for row in grid.rows for cell in row if cell]
    named = next((line.partition(":")[2].strip() for line in lines[:5] if line.startswith("Name:")), "")
    code = path_of(_ROOTS.sub("", named or grid.file.rsplit(".", 1)[0]))
    document, at = "", 0
    quote: list[str] = []

    def keep() -> None:
        if document and quote:
            told.read("rows")
            words = " ".join(quote)
            told.coding(told.document(document), told.code(code), words, f"reference {at}", coder=coder)
        quote.clear()

    for line in lines:
        if head := _NVIVO.fullmatch(line):
            keep()
            document, at = _ROOTS.sub("", head["document"]), 0
        elif _NVIVO_REFERENCE.fullmatch(line):
            keep()
            at += 1
        elif document:
            quote.append(line)
    keep()


__all__ = ["Names", "code_groups", "header_of", "is_codebook", "read_codebook", "read_nvivo_text", "read_table"]

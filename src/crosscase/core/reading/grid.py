"""From the text of a file to its rows of cells: delimiter, hint lines, line ends, lines that are one quoted cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from .text import Decoded

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_HINT = re.compile(r'"?sep=(?P<mark>[^"\r\n]?)"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


class Grid(NamedTuple):
    """The cells of a file, record by record, the first one numbered *first* (1, unless lines stood above).

    ``told`` says in words what was done to read it: (what stood there, what is read). ``problem`` and ``mend`` say why
    it cannot be read.
    """

    records: list[list[str]]
    told: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    mend: str = ""


def frame_of(
    records: Sequence[Sequence[str]], columns: Sequence[str], index: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return records of one width as a table of text, in which equal cells of a column are one object.

    A table of millions of rows has few words: kept once, they take a fraction of the memory and are compared quickly.
    """
    cells = {
        number: list(map({}.setdefault, column, column)) for number, column in enumerate(zip(*records, strict=True))
    }
    frame = pd.DataFrame(cells or [], columns=None if cells else range(len(columns)), index=index, dtype="str")
    frame.columns = list(columns)
    return frame


@lru_cache(maxsize=2_000)
def plain_name(name: str) -> str:
    """Return a header cell as it is compared: small letters, _ between words, nothing that is not seen."""
    bare = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", name).strip().strip("\"'*:").strip()
    return re.sub(r"[\s\-./]+", "_", bare.casefold()).strip("_")


def rows_of(decoded: Decoded, known: Collection[str]) -> Grid:
    """Return the rows of a delimited text. *known* are the columns that its table may have.

    The delimiter is that under which most cells of the first lines are columns; a comma where none tells.
    """
    text = decoded.text
    told = [(decoded.was, decoded.now)] if decoded.was else []
    mark = ""
    if text[:5].casefold().lstrip('"').startswith("sep=") and (hint := _HINT.match(text)):
        text, mark = text[hint.end() :], hint["mark"]
        told.append((f"a first line 'sep={mark}'", "none"))
    if "\r" in text and "\n" not in text:
        told.append(("line ends CR", "LF"))
    names = set(known)
    lines = text[:20_000].splitlines()[:12]
    best = _delimiter(lines, mark or ",", names)
    if mark and not _recognised(lines, best, names):
        best = mark
    try:
        records = _records(text, best)
        if _quoted_whole(records, names):
            inside = max(_NAMES, key=lambda one: _recognised([records[0][0]], one, names))
            records = [next(csv.reader([row[0]], delimiter=inside), []) if row else [] for row in records]
            told.append(("every line as one quoted cell", "its cells"))
            best = ","
    except csv.Error as error:
        row = _broken_at(text, best)
        mend = f"look for an unclosed quotation mark in row {row} or the one above"
        return Grid([], tuple(told), f"the file is not a readable CSV from row {row} on ({error})", mend)
    if best != ",":
        told.append((f"{_NAMES.get(best, repr(best))} between the columns", "commas"))
    return Grid(records, tuple(told))


def _delimiter(lines: Sequence[str], usual: str, names: set[str]) -> str:
    """Return the delimiter under which most cells of these lines are names of columns; the *usual* one of several."""
    best, found = (usual, _recognised(lines, usual, names)) if usual in _NAMES else ("", -1)
    for one in _NAMES:
        # A line in which it does not stand is one cell, which is no more than a name.
        asked = [line for line in lines if one in line] if found > 0 else lines
        if one != usual and (n := _recognised(asked, one, names)) > found:
            best, found = one, n
    return best


def _records(text: str, delimiter: str) -> list[list[str]]:
    # A transcript pasted into a cell is longer than the module's limit of 131,072 letters, and no fault of the file.
    csv.field_size_limit(2**31 - 1)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))


def _broken_at(text: str, delimiter: str) -> int:
    """Return the row that is no row of cells."""
    rows, number = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter), 1
    try:
        for _ in rows:
            number += 1
    except csv.Error:
        pass
    return number


def _recognised(lines: Sequence[str], delimiter: str, names: set[str]) -> int:
    """Return how many cells of the best of these lines are names of columns under a delimiter."""
    most = 0
    for line in lines:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        most = max(most, len({plain_name(cell) for cell in cells} & names))
    return most


def _quoted_whole(records: list[list[str]], names: set[str]) -> bool:
    """Say whether every record is one cell that holds the cells of a line."""
    if not records or any(len(row) > 1 and any(row[1:]) for row in records) or not records[0]:
        return False
    first = records[0][0]
    return any(_recognised([first], mark, names) > 1 for mark in _NAMES if mark in first)

"""Cells of a table as people fill them: what each may hold is known from its schema, and a plain slip is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pandas as pd

from .. import schemas
from ..received import Change
from .grid import plain_name
from .text import is_plain, mended

#: Columns beside ``…_id`` whose cells are names: compared letter by letter, never read as text.
_NAMES = {"code_id", "cause", "effect", "remedy", "main_code", "coder", "head_anchor", "tail_anchor", "role"}
#: Columns with printed numbers, beside those whose schema says so.
NUMBERS = {"n", "n_invited", "n_events", "n_people", "minutes_total", "minutes_each", "value", "target"}
#: How spreadsheets of several languages, and people, say that a code is there.
_THERE = (
    "true",
    "wahr",
    "vrai",
    "verdadero",
    "vero",
    "waar",
    "sant",
    "sann",
    "sand",
    "yes",
    "ja",
    "oui",
    "si",
    "sì",
    "sí",
    "y",
    "1",
    "x",
    "✓",
    "✔",
)


def is_name(column: str) -> bool:
    """Say whether the cells of a column are ids, codes, coders or anchors."""
    return column in _NAMES or column.endswith("_id") or column.endswith("_ids")


def mend_cells(frame: pd.DataFrame, table: str, *, plain: bool = False) -> list[Change]:
    """Mend the cells of a table where they stand; return one change a cell.

    Mended are letters that nobody meant to write, an apostrophe in front of an id or a number, and a word of a closed
    list in other letters. *plain* says that no cell holds an odd letter.
    """
    changes: list[Change] = []
    for field in schemas.load(f"raw/{table}")["fields"]:
        column = field["name"]
        if column not in frame:
            continue
        allowed = field.get("constraints", {}).get("enum")
        bare = is_name(column) or column in NUMBERS or field["type"] != "string"
        words = list(dict.fromkeys(frame[column].tolist()))
        changes += _replace(frame, column, [w for w in words if w.startswith('="')], _without_formula)
        if plain and not bare and not allowed:
            continue
        if not plain and not is_plain("\n".join(words)):
            changes += _replace(frame, column, words, partial(mended, is_name=is_name(column)))
        if bare:
            changes += _replace(frame, column, [w for w in words if w.startswith("'")], _without_apostrophe)
        if column.endswith("_anchor"):
            changes += _replace(frame, column, [w for w in words if _CAPITALS.fullmatch(w)], _small)
        if field["type"] == "integer":
            changes += _replace(frame, column, [w for w in words if _WHOLE.fullmatch(w)], _without_fraction)
        if allowed and set(words) - {"", *allowed}:
            changes += _replace(frame, column, set(frame[column].tolist()) - {"", *allowed}, _of_list(column, allowed))
    return changes


def _replace(
    frame: pd.DataFrame, column: str, words: Iterable[str], mend: Callable[[str], tuple[str, str]]
) -> list[Change]:
    """Put what *mend* makes of words in their place; it returns a word and why it changed, or the word and nothing."""
    found = {word: told for word in words if (told := mend(word))[1] and told[0] != word}
    if not found:
        return []
    cells = frame[column]
    frame[column] = [found[cell][0] if cell in found else cell for cell in cells.tolist()]
    changed = cells[cells.isin(list(found))]
    return [Change(int(row), column, cell, *found[cell]) for row, cell in changed.items()]


def _without_apostrophe(cell: str) -> tuple[str, str]:
    bare = cell[1:].strip()
    return (bare, "a leading apostrophe, as a spreadsheet marks text") if bare and "'" not in bare else (cell, "")


#: Text that a program kept from becoming a number: ="007".
_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_CAPITALS = re.compile(r"(?=.*[A-F])[0-9A-Fa-f]{12}")
_WHOLE = re.compile(r"(\d+)[.,]0+")


def _without_formula(cell: str) -> tuple[str, str]:
    found = _FORMULA.fullmatch(cell.strip())
    return (found[1].replace('""', '"'), 'text that was written as a formula, ="..."') if found else (cell, "")


def _small(cell: str) -> tuple[str, str]:
    return cell.lower(), "the letters of an anchor are small"


def _without_fraction(cell: str) -> tuple[str, str]:
    found = _WHOLE.fullmatch(cell)
    return (found[1], "a whole number without its decimals") if found else (cell, "")


def _of_list(column: str, allowed: list[Any]) -> Callable[[str], tuple[str, str]]:
    """Return what mends a word of a closed list that is written in other letters."""
    meant = {plain_name(str(one)): str(one) for one in allowed}
    if column == "presence":
        meant |= dict.fromkeys(_THERE, "present")
    meant |= {name.replace("ised", "ized"): word for name, word in meant.items() if "ised" in name}

    def mend(cell: str) -> tuple[str, str]:
        now = meant.get(plain_name(cell))
        return (now, f"'{now}' in other letters or words") if now else (cell, "")

    return mend

"""Values that the results section prints: a number or a name with the cell that it stands in and what is behind it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ...core.findings import joined
from ..words import naming_thin, number_word, thin_note

#: A row is named by its key; of more rows than this only their number and the first are told.
_NAMED = 3


@dataclass(frozen=True)
class Value:
    """A value as the text prints it, and where it comes from.

    ``n`` is the number behind the words, for conditions and for singular and plural; None where it is a name.
    ``table``, ``row`` and ``column`` say the cell, or the rows that were counted; ``passages`` are the passages behind
    these as ``case_id:segment_id``, ``claims`` the claims of the ledger. ``link`` is where it leads in the text.
    """

    name: str
    text: str
    n: float | None = None
    table: str = ""
    row: str = ""
    column: str = ""
    passages: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    link: str = ""


class Values(dict[str, Value]):
    """The values that these data have, by name, and the tables that they are read from.

    *tables* are those of the pipeline, by a short name; *files* says where each is kept, *keys* its key columns. A
    table that is not there (its case is not read) is not among them, and neither are its values.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], files: Mapping[str, str], keys: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__()
        self.tables, self._files, self._keys = tables, files, keys

    def put(
        self,
        name: str,
        text: str,
        table: str,
        rows: pd.DataFrame,
        column: str,
        *,
        n: float | None = None,
        row: str = "",
        behind: Iterable[str] | None = None,
        link: str = "",
    ) -> None:
        """Keep a value that rests on *rows* and *column* of a table.

        *row* names the rows where their keys would not; *behind* are its passages where the rows do not list them. Thin
        cases are named where the text speaks of all cases or of none.
        """
        ids = rows["segment_ids"].tolist() if "segment_ids" in rows else []
        told = behind if behind is not None else (one for several in ids for one in str(several or "").split())
        claims = tuple(rows["claim_id"]) if "claim_id" in rows else ()
        place = row or _keys_of(rows, self._keys.get(table, ()))
        passages = tuple(dict.fromkeys(told))
        file = self._files.get(table, table)
        text = naming_thin(text, thin_note(self.tables["cases"]) if "cases" in self.tables else "")
        self[name] = Value(name, text, n, file, place, column, () if claims else passages, claims, link)


def _keys_of(rows: pd.DataFrame, keys: Sequence[str]) -> str:
    """Return the keys of rows as ``power_imbalance / nhs_ebcd; ...``, or, of many, how many and the first."""
    known = [key for key in keys if key in rows]
    named = [" / ".join(str(one) for one in record) for record in rows[known].itertuples(index=False, name=None)]
    if len(named) > _NAMED:
        return f"{len(named)} rows, the first {named[0]}"
    return "; ".join(named) or "no row"


# --- numbers and lists in words ---------------------------------------------------------------------


def small(n: float) -> str:
    """Return a number as a sentence holds it: in words up to ten, digits beyond, a fraction with one decimal."""
    if n != int(n):
        return f"{n:.1f}"
    return number_word(int(n)).lower() if abs(n) <= 10 else f"{int(n):,}"


def count(n: int, noun: str, plural: str = "") -> str:
    """Return ``no case``, ``one case``, ``five cases``."""
    return f"{small(n)} {noun if n < 2 else plural or noun + 's'}"


def of_all(k: int, n: int, noun: str, plural: str = "") -> str:
    """Return how many of all: ``all five cases``, ``both cases``, ``three of the five cases``, ``none of the five
    cases``.
    """
    many = plural or f"{noun}s"
    if k == n:
        return {0: f"no {noun}", 1: f"the one {noun}", 2: f"both {many}"}.get(n, f"all {small(n)} {many}")
    if n == 1:
        return f"not the one {noun}"
    return f"{small(k) if k else 'none'} of the {small(n)} {many}"


def part(k: int, n: int, plural: str) -> str:
    """Return what part it is, in words and numbers: ``most links (79 of 148)``, ``half of the links (4 of 8)``."""
    if n == 0 or k == 0:
        return f"none of the {plural}" + (f" (0 of {n:,})" if n else "")
    numbers = f" ({k:,} of {n:,})"
    if k == n:
        return f"all {plural} ({n:,})"
    return (f"most {plural}" if 2 * k > n else f"half of the {plural}" if 2 * k == n else f"some {plural}") + numbers


def percent(k: float, n: float) -> str:
    """Return a share as ``53%``; a part that rounds to nothing or to all does not read so."""
    share = 100 * k / n
    rounded = math.floor(share + 0.5)
    if 0 < share < 1 or (rounded == 100 and k < n):
        return "less than 1%" if share < 1 else "more than 99%"
    return f"{rounded}%"


def low(label: str) -> str:
    """Return a label as it stands within a sentence: its first letter small, unless it begins with an abbreviation."""
    return label if len(label) < 2 or label[1].isupper() else label[0].lower() + label[1:]


def quoted(labels: Sequence[str], noun: str = "code", most: int = 4) -> str:
    """Return labels of codes as a list in a sentence; of more than *most*, how many they are."""
    return joined([f"‘{low(one)}’" for one in labels]) if len(labels) <= most else count(len(labels), noun)


def named(labels: Sequence[str], noun: str = "case", most: int = 6) -> str:
    """Return names of cases as a list in a sentence; of more than *most*, how many they are."""
    return joined(labels) if len(labels) <= most else count(len(labels), noun)

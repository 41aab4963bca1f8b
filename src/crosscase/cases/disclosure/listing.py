"""What hiding does not answer and a person has to decide: each thing once, with the rows or cells that it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from ...core.findings import Finding
from ...core.kinds import KINDS
from .profiles import Profile
from .sheets import Cell, Sheet
from .words import Scanner

#: Kinds of what is listed, and the code of each among the kinds of findings, which say what it means.
CODES = {
    "share": "release.share",
    "one-person": "release.one-person",
    "step": "release.step",
    "small-group": "release.small-group",
    "quotation": "release.quotation",
    "transcript": "release.transcript",
    "date": "release.date",
    "name": "release.name",
    "place": "release.place",
    "capital": "release.capital",
    "number": "release.number",
    "earlier": "release.earlier",
}
#: Kinds that are found in open text. Left out, their cells are hidden; of the others rows are dropped.
OPEN_TEXT = ("quotation", "transcript", "date", "name", "place", "capital", "number")


@dataclass(frozen=True)
class Listed:
    """One thing to decide, over all tables: its kind, the words or the share that it is about, and where it stands.

    *drops* are the rows that go where it is left out: so many that what is missing tells no more than a hidden cell.
    With a link of one person go all rows with a small count of people, with a share of 0 % all rows of the table.
    """

    kind: str
    words: str
    places: tuple[Cell, ...] = ()
    drops: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Return what a decision names it by."""
        return self.kind, self.words

    @property
    def where(self) -> str:
        """Return the columns that it stands in."""
        return ", ".join(dict.fromkeys(f"{table}.{column}" for table, _, column in self.places))

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield it as the report of findings tells it, a place each, with the table."""
        code = CODES[self.kind]
        message, mend, *_ = KINDS[code]
        message = f"'{self.words}': {message}" if self.words else message
        for table, row, column in self.places:
            yield table, Finding(table, message, mend, row + 2, column, "warning", code=code, value=self.words)
        if not self.places:
            yield "", Finding("", message, mend, severity="warning", code=code, value=self.words)


def listed(
    sheets: Sequence[Sheet],
    profile: Profile,
    small: Collection[Cell],
    scanner: Scanner,
    *,
    known: Collection[str],
    passages: pd.DataFrame,
) -> list[Listed]:
    """Return what is to be decided about these tables, each thing once, by kind.

    *small* are the cells with small counts of people. *known* are texts that need no look: the words of the codebook
    and the compendium. *passages* are the clean segments of the cases that are not public: ``case_id``,
    ``perspective``, ``speaker``.
    """
    found: dict[tuple[str, str], list[Cell]] = {}
    for sheet in sheets:
        looked = [_shares(sheet), _of_one(sheet), _steps(sheet), _small_groups(sheet, profile, passages)]
        for one in (*looked, _texts(sheet, scanner, known)):
            for kind, words, place in one:
                found.setdefault((kind, words), []).append(place)
    kinds = list(CODES)
    made = (Listed(*key, tuple(dict.fromkeys(at)), _drops(key[0], at, sheets, small)) for key, at in found.items())
    return sorted(made, key=lambda one: (kinds.index(one.kind), one.words))


def _drops(
    kind: str, places: Sequence[Cell], sheets: Sequence[Sheet], small: Collection[Cell]
) -> tuple[tuple[str, int], ...]:
    tables = {table for table, _, _ in places}
    if kind in OPEN_TEXT:
        return ()
    if kind == "small-group":
        rows = {(table, row) for table, row, _ in places}
    elif kind == "one-person":
        rows = {(table, row) for table, row, _ in small if table in tables}
    else:
        rows = {(sheet.name, int(row)) for sheet in sheets if sheet.name in tables for row in sheet.own}
    return tuple(sorted(rows))


_Found = Iterator[tuple[str, str, Cell]]


def _shares(sheet: Sheet) -> _Found:
    for column in sheet.shares:
        value = pd.to_numeric(sheet.frame.loc[sheet.own, column], errors="coerce")
        for edge in (0, 1):
            yield from (("share", f"{edge:.0%}", (sheet.name, int(row), column)) for row in value.index[value == edge])


def _of_one(sheet: Sheet) -> _Found:
    if {"n_links", "n_speakers"} <= set(sheet.counts):
        told = (sheet.part["n_speakers"] == 1) & (sheet.part["n_links"] > 0)
        yield from (("one-person", "", (sheet.name, int(row), "n_speakers")) for row in sheet.part.index[told])


def _steps(sheet: Sheet) -> _Found:
    if sheet.name == "saturation":
        yield from (("step", "", (sheet.name, int(row), "mean")) for row in sheet.own)


def _small_groups(sheet: Sheet, profile: Profile, passages: pd.DataFrame) -> _Found:
    """Yield the rows of a perspective within a case whose labelled speakers are few."""
    if not {"perspective", "case_id"} <= set(sheet.frame):
        return
    spoken = passages[passages["speaker"] != ""].groupby(["case_id", "perspective"])["speaker"].nunique()
    small = {key for key, n in spoken.items() if n <= profile.high}
    for row in sheet.own:
        key = (str(sheet.frame.at[row, "case_id"]), str(sheet.frame.at[row, "perspective"]))
        if key in small:
            yield "small-group", " of ".join(reversed(key)), (sheet.name, int(row), "perspective")


def _texts(sheet: Sheet, scanner: Scanner, known: Collection[str]) -> _Found:
    for column in sheet.words:
        published = set(sheet.public[column].astype(str))
        for row, text in sheet.frame.loc[sheet.own, column].astype(str).items():
            if text and text not in known and text not in published:
                yield from ((hit.kind, hit.words, (sheet.name, int(row), column)) for hit in scanner.scan(text))

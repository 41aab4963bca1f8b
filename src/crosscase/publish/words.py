"""What captions share: how things are counted, what the data are, numbers with their words.

A caption says what is drawn, how it is counted, n, what blank and hatched mean, and what the data cannot say.
An alt text says the kind of chart and its main point in at most 150 characters, for each page. The rules that are
measured: `artwork.writing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import pandas as pd

from ..core.codebook import VALENCES
from ..core.counts import COUNTED, CountBy
from ..core.findings import joined
from ..core.numbers import NUMBER_WORDS
from ..core.units import THIN

_Asked = ParamSpec("_Asked")
_Told = TypeVar("_Told", bound="str | tuple[str, str]")

UNIT = {"segments": "passages of the sources", "speakers": "labelled speakers", "links": "links"}

#: The last words of every caption: where signs and limits are told (`reports/how_to_read.md`), and every passage.
HOW_TO_READ = "Signs, limits: ‘How to read these figures’; passages: explorer.html."


def passages_read(readings: pd.DataFrame, links: pd.DataFrame) -> str:
    """Return in a sentence how many passages one pass reads as co-destruction and as co-creation, and how many of them
    state no cause for it, so that what is told without a cause is not lost beside the links; empty without readings.
    """
    if readings.empty:
        return ""
    told = {}
    for valence in VALENCES:
        mine = readings[readings["valence"].isin([valence, "both"])]
        of = links[links["valence"] == valence]
        linked = {
            (case_id, one)
            for case_id, episode in zip(of["case_id"], of["episode"], strict=True)
            for one in episode.split()
        }
        keys = zip(mine["case_id"], mine["segment_id"], strict=True)
        told[valence] = len(mine), sum(key not in linked for key in keys)
    both = int((readings["valence"] == "both").sum())
    (harm, harm_alone), (good, good_alone) = told.values()
    return (
        f"Read passage by passage, {harm} of {len(readings)} tell of co-destruction and {good} of co-creation"
        f" ({both} of both); {harm_alone} and {good_alone} of them stand in no link of that kind."
    )


def n_of(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def number_word(number: int) -> str:
    """Return a number as it begins a sentence: ``Five`` up to ten, digits beyond, ``No`` for none."""
    words = {int(digits): word for word, digits in reversed(NUMBER_WORDS.items())} | {0: "no"}
    return words[number].capitalize() if number <= 10 else str(number)


def opening(text: str) -> str:
    """Return text that begins with a number as it begins a sentence: ``5 cases`` as ``Five cases``."""
    first, space, rest = text.partition(" ")
    return f"{number_word(int(first))}{space}{rest}" if first.isdecimal() else text


def few(labels: Sequence[str], word: str, most: int = 3) -> str:
    """Return labels in quotation marks as a list in a sentence, or, of more than *most*, how many *word*s they are."""
    return joined([f"‘{one}’" for one in labels]) if len(labels) <= most else n_of(len(labels), word)


def passages_of(table: pd.DataFrame) -> set[str]:
    return {one for ids in table["segment_ids"] for one in ids.split()}


def strongest(table: pd.DataFrame, count_by: CountBy) -> pd.Series | None:
    if table.empty or table[COUNTED[count_by]].max() == 0:
        return None
    return table.sort_values(COUNTED[count_by], ascending=False, kind="stable").iloc[0]


def what(cases: pd.DataFrame) -> str:
    """Return how many cases or units are laid side by side."""
    n, units = cases["case_id"].nunique(), len(cases)
    return n_of(n, "case") if n == units else f"{n_of(units, 'unit')} of {n_of(n, 'case')}"


def case_word(cases: pd.DataFrame) -> str:
    """Return what is laid side by side, one of it: case, or unit where a case has several."""
    return "case" if cases["case_id"].nunique() == len(cases) else "unit"


def all_of(cases: pd.DataFrame, *, thin: bool = True) -> str:
    """Return what is laid side by side as all of it: ``all 5 cases``, ``both cases``, ``the one case``; with the thin
    ones named unless *thin* is False (an alt text has no room).
    """
    _, _, rest = what(cases).partition(" ")
    told = {1: f"the one {rest}", 2: f"both {rest}"}.get(len(cases), f"all {what(cases)}")
    return told + thin_note(cases) if thin else told


def thin_note(cases: pd.DataFrame) -> str:
    """Return which cases have little in them, in brackets: `` (Our ward is thin)``; empty where none is, or was asked
    (`units.with_thin`).
    """
    thin, n = cases.attrs.get(THIN, ((), 0))
    if not thin:
        return ""
    some = "all of them" if len(thin) == n else f"{len(thin)} of them"
    named = joined(thin) if len(thin) <= 2 else some
    return f" ({named} {'is' if len(thin) == 1 else 'are'} thin)"


#: Where a text speaks of all cases, or of none: what is said there a thin case may have decided.
_OF_ALL = re.compile(
    r"\b(?:(?<!not )every|no) (?:case|unit)\b(?! was read)|\beverywhere\b|\bboth (?:cases|units)\b"
    r"|\b(?:all|each of|none of)(?: the)? (?:\d+|(?!the\b)[a-z]+) (?:cases|units)(?: of \d+ cases)?\b",
    re.IGNORECASE,
)


def naming_thin(text: str, note: str) -> str:
    """Return a text that names the thin cases (*note*, `thin_note`) where it first speaks of all cases or of none."""
    found = _OF_ALL.search(text)
    if not note or not found or note in text:
        return text
    return f"{text[: found.end()]}{note}{text[found.end() :]}"


def thin_in(findings: pd.DataFrame) -> str:
    """Return a sentence, with a blank behind it, on the thin cases that findings on all cases (``statement``) rest on;
    empty where there is none of either. It stands below a figure or table that lists the findings.
    """
    note = thin_note(findings)
    if not note or not any(_OF_ALL.search(one) for one in findings["statement"]):
        return ""
    return f"{note[2:-1]}: what is said of every case rests on little there. "


def names_thin(told: Callable[_Asked, _Told]) -> Callable[_Asked, _Told]:
    """Let a caption or paragraph name the thin cases where it speaks of all or none; one of the tables that it is told
    from has to know them (`units.THIN`). An alt text has no room for it.
    """

    @wraps(told)
    def named(*given: _Asked.args, **more: _Asked.kwargs) -> _Told:
        made = told(*given, **more)
        tables = [one for one in (*given, *more.values()) if isinstance(one, pd.DataFrame)]
        note = next(filter(None, map(thin_note, tables)), "")
        if isinstance(made, str):
            return cast("_Told", naming_thin(made, note))
        return cast("_Told", (naming_thin(made[0], note), *made[1:]))

    return named

"""The numerals of a running text, and which of them no claim covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from .anchors import index_of, tokens
from .expressions import DIGITS, WORD, printed_numbers

# --- coverage ---------------------------------------------------------------------------------------

# Numbers that say nothing of the study: citations, page numbers in citations, labels of speakers, headings, links.
_NO_CLAIM = [
    re.compile(r"\[\s*\d+(?:\s*[,–-]\s*\d+)*\s*\]"),
    re.compile(r"\((?:[^()]*[^\W\d_][^()]*?,?\s)?(?:19|20)\d\d[^()]*\)"),
    re.compile(r"\((?:NHS|Local government|Carer|Research|Community|Leader|Staff|Patients)[^()]*\)", re.IGNORECASE),
    re.compile(r"\(p\. \d+\)"),
    re.compile(r"(?m)^\s*#*\s*\d+(?:\.\d+)*\.\s"),
    re.compile(r"\b(?:Table|Figure|Case|case)\s\d+\b"),
    re.compile(r"(?<=,\s)(?:19|20)\d\d[a-z]?(?::\s?\d+(?:[-–]\d+)?)?"),
    re.compile(r"(?<=[^\W\d_])\d+|\d+(?=[^\W\d_])"),
    re.compile(r"https?://\S+|\b10\.\d{4,}/\S+"),
]
# "one" is mostly a pronoun, and "once" a conjunction; a claim may still be made of them.
_NOT_COUNTED = {"one", "once", "zero"}


class Numeral(NamedTuple):
    """A number in a running text: the token that it starts at, its value and how it is printed."""

    token: int
    value: Fraction
    printed: str


def numerals(text: str) -> list[Numeral]:
    """Return the numbers of a text that may state something of the study, each with its token position.

    Left out: citation numbers and years in citations, labels of speakers, numbers of headings, tables and figures,
    links, and the words one, once and zero.
    """
    blanked = text
    for pattern in _NO_CLAIM:
        blanked = pattern.sub(lambda match: re.sub(r"[\w]", "x", match.group()), blanked)
    found = []
    read, before = 0, 0  # how far the text is read, to the end of a word, and the tokens up to there
    for match in re.finditer(rf"{DIGITS.pattern}|{WORD.pattern}", blanked):
        word = match.group()
        if word.casefold() in _NOT_COUNTED or not (printed := printed_numbers(word)):
            continue
        end = max(text.rfind(" ", read, match.start()), read)
        before += len(tokens(text[read:end]))
        read = end
        found.append(Numeral(before + len(tokens(text[read : match.start()])), printed[0].value, word))
    return found


def uncovered(
    text: str, claims: pd.DataFrame, regions: Iterable[tuple[str, str, int]] = ()
) -> tuple[list[Numeral], int]:
    """Return the numerals of a source that no claim covers, and how many there are to cover.

    A claim covers a numeral inside its passage (found by its anchors) whose value is one of its printed numbers.
    *regions* (head anchor, tail anchor, length) limit the search to parts of the text; none means the whole.
    """
    index = index_of(text)
    spans = [index.locate(*region)[1:] for region in regions]
    wanted = [
        n
        for n in numerals(text)
        if not spans or any(a is not None and b is not None and a <= n.token < b for a, b in spans)
    ]
    covered: set[int] = set()
    places = []
    for row in claims.itertuples(index=False):
        _, start, end = index.locate(row.head_anchor, row.tail_anchor, int(row.n_tokens))
        if start is not None and end is not None:
            places.append((start, end, {number.value for number in printed_numbers(row.printed)}))
    for number, numeral in enumerate(wanted):
        if any(start <= numeral.token < end and numeral.value in values for start, end, values in places):
            covered.add(number)
    return [numeral for number, numeral in enumerate(wanted) if number not in covered], len(wanted)

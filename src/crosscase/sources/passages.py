"""A passage word for word: the stretch of a reader's copy between its two anchors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .anchors import AnchorIndex

_TOKEN = re.compile(r"[^\W_]+")
#: What stands right before or behind the words of a passage and belongs to it.
_BEFORE, _BEHIND = re.compile(r"[\"'“‘«(\[]+$"), re.compile(r"^[^\w\s]+")


class Passage(NamedTuple):
    """A passage in a copy: its words on one line, and the numbers of its first and last word in the copy, from 1."""

    text: str
    first: int
    last: int


class Copy:
    """One source in the reader's own copy, in its several readings (`reading.readings`); made once, asked often."""

    def __init__(self, readings: Sequence[str]) -> None:
        self._readings = list(readings)
        self._indexes = [AnchorIndex(text) for text in self._readings]
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def passage(self, head_anchor: str, tail_anchor: str, n_tokens: int) -> Passage | None:
        """Return the passage of these anchors, out of the plainest reading that holds both; None where none does."""
        for number, index in enumerate(self._indexes):
            result, start, end = index.locate(head_anchor, tail_anchor, n_tokens)
            if result == "found" and start is not None and end is not None:
                return Passage(self._words(number, start, end), start + 1, end)
        return None

    def _words(self, number: int, start: int, end: int) -> str:
        """Return the tokens from *start* to before *end* of one reading, as they are written there."""
        text = self._readings[number]
        if number not in self._spans:
            self._spans[number] = token_spans(text)
        spans = self._spans[number]
        first, last = spans[start][0], spans[end - 1][1]
        opened, closed = _BEFORE.search(text[:first]), _BEHIND.search(text[last:])
        first -= len(opened[0]) if opened else 0
        last += len(closed[0]) if closed else 0
        return " ".join(text[first:last].split())


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return where each token of a text (`anchors.tokens`) begins and ends in it.

    *text* has the form NFKC, as `reading.readings` gives it; a letter that casefold writes as several keeps its place.
    """
    folded: list[str] = []
    place: list[int] = []
    for number, letter in enumerate(text):
        for one in letter.casefold():
            folded.append(one)
            place.append(number)
    return [(place[found.start()], place[found.end() - 1] + 1) for found in _TOKEN.finditer("".join(folded))]

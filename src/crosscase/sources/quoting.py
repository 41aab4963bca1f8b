"""The words of a passage in the reader's own copy: what stands there between the two ends that its anchors prove."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pandas as pd

from .anchors import WIDTH, AnchorIndex, ends_in_any, index_of
from .reading import readings

#: A letter with the marks that belong to it, which may be letters of their own in a copy.
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
#: Letters from the expected length within which both ends are taken for one passage: about 40 tokens.
_SLACK = 300


class Copy:
    """A reader's copy of one source: its text, and its letters and digits alone with the place of each in the text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _letters(self) -> tuple[str, list[int], list[int]]:
        """The letters as anchors read them, and where each begins and ends."""
        letters, starts, ends = [], [], []
        for cluster in _CLUSTER.finditer(self.text):
            for letter in unicodedata.normalize("NFKC", cluster[0]).casefold():
                if letter.isalnum():
                    letters.append(letter)
                    starts.append(cluster.start())
                    ends.append(cluster.end())
        return "".join(letters), starts, ends

    def between(self, head: str, tail: str, length: int) -> str | None:
        """Return the text from the letters *head* to the letters *tail*, about *length* letters in all; None where they
        do not stand there so.

        Spaces and line breaks become one space; punctuation that touches an end belongs to it.
        """
        letters, starts, ends = self._letters
        spans = [
            (abs(last + len(tail) - first - length), first, last + len(tail))
            for first in _all(head, letters)
            if self._begins(starts[first])
            for last in _all(tail, letters)
            if last + len(tail) >= first + len(head) and self._finishes(ends[last + len(tail) - 1])
        ]
        near = [span for span in spans if span[0] <= 0.10 * length + _SLACK]
        if not near:
            return None
        _, first, last = min(near)
        return self._shown(starts[first], ends[last - 1])

    def from_letter(self, first: int, length: int) -> str:
        """Return the text of *length* letters from letter number *first* on."""
        _, starts, ends = self._letters
        return self._shown(starts[first], ends[min(first + length, len(ends)) - 1])

    def _begins(self, place: int) -> bool:
        return place == 0 or not self.text[place - 1].isalnum()

    def _finishes(self, place: int) -> bool:
        return place == len(self.text) or not self.text[place].isalnum()

    def _shown(self, start: int, end: int) -> str:
        """Return a stretch with the quotation marks and brackets before it and the punctuation behind it."""
        while start and (self.text[start - 1] in "\"'" or unicodedata.category(self.text[start - 1]) in ("Ps", "Pi")):
            start -= 1
        while end < len(self.text) and _closes(self.text[end]):
            end += 1
        shown = " ".join(self.text[start:end].split())
        return "".join(letter for letter in shown if unicodedata.category(letter) != "Cc")


def _closes(letter: str) -> bool:
    return unicodedata.category(letter) in ("Pe", "Pf", "Po")


def _all(part: str, letters: str) -> Iterator[int]:
    """Return every place of *part* in *letters*."""
    at = letters.find(part)
    while at >= 0:
        yield at
        at = letters.find(part, at + 1)


def quoted(segments: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return for each passage whether it is found in the reader's copies, and its words there.

    Uses ``case_id``, ``segment_id``, ``source_id``, ``head_anchor``, ``tail_anchor`` and ``n_tokens`` of *segments*;
    *texts* maps a source id to the text of the copy. One row per passage, in the order given: ``case_id``,
    ``segment_id``, ``result`` (see `anchors.verify`) and ``words``, empty where the passage is not found. The words are
    those of the copy as it stands; where page furniture tears one of the ends, those of the reading that has it whole.
    """
    books = {
        source_id: (Copy(text), [index_of(reading) for reading in readings(text)])
        for source_id, text in texts.items()
        if source_id in set(segments["source_id"])
    }
    rows = []
    for segment in segments.itertuples(index=False):
        result, words = "no anchor", ""
        if segment.head_anchor:
            result = "no source"
            if segment.source_id in books:
                result, words = _words(
                    *books[segment.source_id], segment.head_anchor, segment.tail_anchor, int(segment.n_tokens)
                )
        rows.append((segment.case_id, segment.segment_id, result, words))
    return pd.DataFrame(rows, columns=["case_id", "segment_id", "result", "words"])


def _words(
    copy: Copy, indexes: Sequence[AnchorIndex], head_anchor: str, tail_anchor: str, n_tokens: int
) -> tuple[str, str]:
    """Return whether one passage is found in a copy, and its words."""
    result, head, tail = ends_in_any(indexes, head_anchor, tail_anchor, n_tokens)
    if result != "found" or head is None or tail is None:
        return result, ""
    (index, start), (other, end) = head, tail
    width = min(WIDTH, n_tokens)
    ends = _joined(index.tokens[start : start + width]), _joined(other.tokens[end - width : end])
    length = len(_joined(index.tokens[start:end]))
    words = copy.between(*ends, length)
    if words is None:
        words = Copy(index.text).from_letter(len(_joined(index.tokens[:start])), length)
    return result, words


def _joined(run: Iterable[str]) -> str:
    return "".join(run)

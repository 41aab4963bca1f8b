"""Anchors: how a segment proves that its passage stands in a source, without quoting it.

Tokens of a text are its maximal runs of letters and digits after Unicode NFKC and casefold, soft hyphens left out. The
anchor of a run of tokens is the first 12 hexadecimal digits of the SHA-256 of the tokens, joined by single
spaces, as UTF-8. A segment carries the anchors of its passage's first and last 8 tokens and its length.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

#: How many tokens an anchor covers; a shorter passage uses all its tokens.
WIDTH = 8

#: Signs in a copy of a text that nobody sees: soft hyphens, spaces and joiners of no width, marks of byte order.
_UNPRINTED = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_TOKEN = re.compile(r"[^\W_]+")
#: The same for a text in ASCII, of which NFKC changes nothing: small letters, and a space for all else. It is faster.
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


_SOFT_BREAK = re.compile(r"\u00ad[ \t]*\r?\n[ \t]*")


def visible(text: str) -> str:
    """Return a text without the signs that nobody sees, which would cut a word in two: a soft hyphen, with the line
    break that it made, and spaces and joiners of no width.
    """
    return _UNPRINTED.sub("", _SOFT_BREAK.sub("", text))


class Anchors(NamedTuple):
    """The proof of one passage: anchors of its two ends and its length in tokens."""

    head_anchor: str
    tail_anchor: str
    n_tokens: int


def tokens(text: str) -> list[str]:
    """Return the tokens of *text*: NFKC, casefold, then the maximal runs of letters and digits.

    Soft hyphens and zero-width characters are left out first: they are not printed, and one copy of a text has them and
    another not.
    """
    if text.isascii():
        return text.translate(_ASCII).split()
    return _TOKEN.findall(unicodedata.normalize("NFKC", _UNPRINTED.sub("", text)).casefold())


def anchor(run: Sequence[str]) -> str:
    """Return the anchor of a run of tokens: 12 hexadecimal digits."""
    return _short(" ".join(run).encode("utf-8"))


def _short(run: bytes) -> str:
    return hashlib.sha256(run).hexdigest()[:12]


def anchors_of(passage: str) -> Anchors:
    """Return head anchor, tail anchor and length of a *passage*, read as `reading.readings` reads a copy.

    Raises `ValueError` when it has no token.
    """
    run = tokens(visible(passage))
    if not run:
        raise ValueError("the passage holds no letter and no digit")
    return Anchors(anchor(run[:WIDTH]), anchor(run[-WIDTH:]), len(run))


class AnchorIndex:
    """Where each anchor occurs in one text, for any width up to `WIDTH`; built once, asked often."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, tokens(text)
        self._starts: dict[int, dict[str, list[int]]] = {}

    def _at(self, width: int) -> dict[str, list[int]]:
        if width not in self._starts:
            starts: dict[str, list[int]] = defaultdict(list)
            encoded = [token.encode("utf-8") for token in self.tokens]
            whole = b" ".join(encoded)
            ends = list(accumulate(len(token) + 1 for token in encoded))
            for start, (first, last) in enumerate(zip([0, *ends], ends[width - 1 :], strict=False)):
                starts[_short(whole[first : last - 1])].append(start)
            self._starts[width] = starts
        return self._starts[width]

    def locate(self, head_anchor: str, tail_anchor: str, n_tokens: int) -> tuple[str, int | None, int | None]:
        """Say whether the passage is ``found``, ``moved`` or ``missing``, with its first token and its end.

        *found*: head and tail occur in that order and the span's length is within 10 % plus 40 tokens of
        *n_tokens* (page furniture may interrupt a passage). *moved*: only one end occurs, or both do but
        never that way. *missing*: neither occurs. Positions are token numbers, the end exclusive.
        """
        width = min(WIDTH, n_tokens)
        heads, tails = self._at(width).get(head_anchor, []), self._at(width).get(tail_anchor, [])
        slack = 0.10 * n_tokens + 40
        spans = [
            (abs(tail + width - head - n_tokens), head, tail + width)
            for head in heads
            for tail in tails
            if tail >= head and abs(tail + width - head - n_tokens) <= slack
        ]
        if spans:
            _, start, end = min(spans)
            return "found", start, end
        if heads or tails:
            return "moved", *((heads[0], None) if heads else (None, tails[0] + width))
        return "missing", None, None


@lru_cache(maxsize=64)
def index_of(text: str) -> AnchorIndex:
    """Return where each anchor occurs in a text: passages and claims are looked for in one copy."""
    return AnchorIndex(text)


def locate_in_any(
    indexes: Sequence[AnchorIndex], head_anchor: str, tail_anchor: str, n_tokens: int
) -> tuple[str, int | None, int | None]:
    """Return the best answer over the readings of one copy: found in any, else moved in any, else missing.

    A passage whose ends are found in two different readings (a hyphen falls one way at its head and another at its
    tail) is found when each reading has one end, in order and at the right distance.
    """
    result, head, tail = ends_in_any(indexes, head_anchor, tail_anchor, n_tokens)
    return result, head[1] if head else None, tail[1] if tail else None


#: A token number in one reading of a copy.
End = tuple[AnchorIndex, int]


def ends_in_any(
    indexes: Sequence[AnchorIndex], head_anchor: str, tail_anchor: str, n_tokens: int
) -> tuple[str, End | None, End | None]:
    """Return the best answer over the readings of one copy (`locate_in_any`), each end with the reading that has it."""
    answers: list[tuple[str, End | None, End | None]] = []
    for index in indexes:
        result, start, end = index.locate(head_anchor, tail_anchor, n_tokens)
        head, tail = (None if start is None else (index, start)), (None if end is None else (index, end))
        if result == "found":
            return result, head, tail
        answers.append((result, head, tail))
    slack = 0.10 * n_tokens + 40
    for head in (head for _, head, _ in answers if head):
        for tail in (tail for _, _, tail in answers if tail):
            if abs(tail[1] - head[1] - n_tokens) <= slack:
                return "found", head, tail
    return next((answer for answer in answers if answer[0] == "moved"), ("missing", None, None))


def verify(segments: pd.DataFrame, texts: Mapping[str, str | Sequence[str]]) -> pd.DataFrame:
    """Look for every anchored segment in the reader's own copies of the sources.

    Uses ``case_id``, ``segment_id``, ``source_id``, ``section``, ``head_anchor``, ``tail_anchor`` and ``n_tokens`` of
    *segments*; *texts* maps a source id to its text, or to several readings of it (`reading.readings`). One row per
    segment, in the order given, with ``result``: found, moved, missing, ``no source`` (its source is not among the
    texts) or ``no anchor`` (the case is not public). ``start`` and ``end`` are token numbers in the source.
    """
    index = {
        source_id: [index_of(t) for t in ([text] if isinstance(text, str) else text)]
        for source_id, text in texts.items()
    }
    rows = []
    for segment in segments.itertuples(index=False):
        if not segment.head_anchor:
            where: tuple[str, int | None, int | None] = ("no anchor", None, None)
        elif segment.source_id not in index:
            where = ("no source", None, None)
        else:
            where = locate_in_any(
                index[segment.source_id], segment.head_anchor, segment.tail_anchor, int(segment.n_tokens)
            )
        rows.append((segment.case_id, segment.segment_id, segment.source_id, segment.section, *where))
    frame = pd.DataFrame(rows, columns=["case_id", "segment_id", "source_id", "section", "result", "start", "end"])
    return frame.astype({"start": "Int64", "end": "Int64"})

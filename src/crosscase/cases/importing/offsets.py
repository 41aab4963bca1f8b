"""From the positions in a file to code points of the text, whatever unit the program counted in.

Programs count in characters, in UTF-16 units or in UTF-8 bytes, take a line end for one sign or two, and few say
which. Under the right unit passages begin and end where words and lines do, under a wrong one hardly ever; where the
program kept the quotation, it must be the same. The unit is found for each text by itself. Where two units fit equally
well and give different passages, and where none fits, there are no positions: never a wrong quotation in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .texts import plain

Span = tuple[int, int]

#: ASSUME: the least share of passages that must fit under a unit. Right units were seen at about 0.93, wrong ones
#: below 0.07.
LEAST = 0.7
#: ASSUME: the least where all units agree and only the text itself may be another one.
LEAST_AGREED = 0.5
#: ASSUME: by how much the share under a unit must be larger than under another one, where the two differ.
AHEAD = 0.3
#: ASSUME: by how many passages more a unit must fit than another one, where nothing else speaks for it.
_AHEAD_BY = 2
#: Passages from which unusual ways of counting are thought of, and a text needs no help of others.
ENOUGH = 10
#: Passages of a text that are heard on the unit of a project.
_HEARD = 100
#: Passages in a row that are looked at together: a text that was changed in one place fits before it and not after it.
_WINDOW = 10
#: ASSUME: the least share in such a row.
_LEAST_NEAR = 0.5
#: Letters of a name from which it can be a quotation.
_LEAST_HINT = 8
#: Scripts that write no space between words: a passage may end after any letter.
_NO_SPACES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True)
class Placed:
    """Where passages stand in ``text``, whose line ends are one sign each.

    ``spans`` are in the order asked for, None where a position is not known; ``unit`` names the unit that was found,
    the first of those that come to the same for this text; ``doubts`` are parts of sentences about what was not.
    """

    text: str
    spans: tuple[Span | None, ...]
    unit: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Unit:
    """A way to count: ``edges[i]`` is the position before the i-th character of the text. Names of ways that come to
    the same for this text stand together.
    """

    names: list[str]
    edges: np.ndarray

    @property
    def name(self) -> str:
        return self.names[0]

    def spans(self, positions: Sequence[Span]) -> list[Span | None]:
        """Return the characters between two positions each; None where a position is none of this unit."""
        if not positions:
            return []
        edges = self.edges
        starts, ends = np.asarray(positions, dtype=np.int64).T
        # Signs that count nothing stand outside of a passage at both of its ends.
        first = np.searchsorted(edges, starts, "right") - 1
        last = np.minimum(np.searchsorted(edges, ends, "left"), len(edges) - 1)
        sound = (first >= 0) & (starts < ends) & (edges[first] == starts) & (edges[last] == ends)
        pairs = zip(first.tolist(), last.tolist(), sound.tolist(), strict=True)
        return [(one, other) if good else None for one, other, good in pairs]


def place(
    text: str,
    spans: Sequence[tuple[int | None, int | None]],
    *,
    quotes: Sequence[str | None] = (),
    hints: Sequence[str] = (),
    inserted: Sequence[int] = (),
    marked: bool = False,
    likely: str = "",
) -> Placed:
    """Return where passages stand in *text*.

    *spans* are positions as the file has them. *quotes* are the passages' words as the program kept them: a position
    holds only where they are the same. *hints* may be words, shortened or not, or something else: they count if most
    fit. *inserted* are characters of *text* that the program never counted. *marked*: the file began with a byte order
    mark, which some count. *likely* is the unit of other texts of the project: it decides where this one says little.
    """
    known = {i: (start, end) for i, (start, end) in enumerate(spans) if start is not None and end is not None}
    asked = [i for i, (start, end) in known.items() if start < end]
    new = _without_returns(text)
    units = _units(
        text, inserted, marked, every=len(asked) >= ENOUGH or bool(likely) or any(quotes[i] for i in asked if quotes)
    )
    found = {unit.name: unit.spans([known[i] for i in asked]) for unit in units}
    if not asked:
        return Placed(plain(text), (None,) * len(spans))
    kept = [quotes[i] if quotes else None for i in asked]
    fits = _fits(text, found, kept, [hints[i] if hints else "" for i in asked])
    best = max(units, key=lambda unit: sum(fits[unit.name])).name
    helped = likely and next((unit.name for unit in units if likely in unit.names), "")
    if helped and sum(fits[helped]) >= sum(fits[best]) - (len(asked) < ENOUGH):
        best = helped
    agreed = all(found[unit.name] == found[best] for unit in units)
    least = LEAST_AGREED if agreed or best == helped else LEAST
    share = sum(fits[best]) / len(asked)
    if share < least:
        none = (
            "1 position fits no way of counting"
            if len(asked) == 1
            else f"{len(asked)} positions fit no way of counting"
        )
        return Placed(plain(text), (None,) * len(spans), "", (none,))
    unsure = _rivalled(found, fits, best, 0 if best == helped else 1 if all(kept) else _AHEAD_BY)
    drifted = _drifted(found[best], fits[best]) if not any(kept) else set()
    other = {n for n, quote in enumerate(kept) if quote and not fits[best][n]}
    out: list[Span | None] = [None] * len(spans)
    for n, i in enumerate(asked):
        span = found[best][n]
        if span and n not in unsure | drifted | other:
            out[i] = (int(new[span[0]]), int(new[span[1]]))
    invalid = {n for n, span in enumerate(found[best]) if span is None}
    return Placed(plain(text), tuple(out), best, _doubts(unsure, drifted, other - invalid, invalid - unsure))


def likely_unit(texts: Sequence[tuple[str, Sequence[tuple[int | None, int | None]], bool]]) -> str:
    """Return the unit that the texts of one project speak for together, empty where they do not say.

    Each text comes with the positions in it and whether a byte order mark began it. One program wrote them all, so what
    two passages of ten documents say counts as if it were said in one.
    """
    sets = [[(start, end) for start, end in spans if start is not None and end is not None] for _, spans, _ in texts]
    every = sum(map(len, sets)) >= ENOUGH
    total: Counter[str] = Counter()
    ahead: Counter[tuple[str, str]] = Counter()
    differ: set[tuple[str, str]] = set()
    for (text, _, marked), all_spans in zip(texts, sets, strict=True):
        spans = all_spans[:_HEARD]
        units = _units(text, (), marked, every)
        found = {unit.name: unit.spans(spans) for unit in units}
        fits = _fits(text, found, [None] * len(spans), [""] * len(spans))
        for one in units:
            total.update({name: sum(fits[one.name]) for name in one.names})
            for other in units:
                apart = [n for n, span in enumerate(found[one.name]) if span != found[other.name][n]]
                by = sum(fits[one.name][n] - fits[other.name][n] for n in apart)
                for pair in ((a, b) for a in one.names for b in other.names if apart):
                    differ.add(pair)
                    ahead[pair] += by
    if not total:
        return ""
    best = max(total, key=lambda name: total[name])
    return best if all(ahead[pair] >= _AHEAD_BY for pair in differ if pair[0] == best) else ""


def _doubts(unsure: set[int], drifted: set[int], other: set[int], invalid: set[int]) -> tuple[str, ...]:
    told = (
        (len(unsure), "fits two ways of counting", "fit two ways of counting"),
        (
            len(drifted - unsure),
            "stands where the text seems to be another",
            "stand where the text seems to be another",
        ),
        (
            len(other - unsure - drifted),
            "gives other words than the program kept",
            "give other words than the program kept",
        ),
        (len(invalid), "lies outside the text", "lie outside the text"),
    )
    return tuple(f"1 position {one}" if n == 1 else f"{n} positions {many}" for n, one, many in told if n)


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _without_returns(text: str) -> np.ndarray:
    """Return for each position in *text* the one in the text with one sign for a line end."""
    if "\r\n" not in text:
        return np.arange(len(text) + 1)
    codes = _codes(text)
    extra = np.zeros(len(codes), dtype=np.int64)
    extra[1:] = (codes[1:] == 10) & (codes[:-1] == 13)
    return np.arange(len(codes) + 1) - np.concatenate(([0], np.cumsum(extra)))


def _units(text: str, inserted: Sequence[int], marked: bool, every: bool) -> list[_Unit]:
    """Return the ways to count that differ for this text, the standard's first; unusual ones only if *every*."""
    codes = _codes(text)
    one = np.ones(len(codes), dtype=np.int64)
    letters = {
        "characters": (one, 1),
        "UTF-16 units": (one + (codes > 0xFFFF), 1),
        "UTF-8 bytes": (one + (codes > 0x7F) + (codes > 0x7FF) + (codes > 0xFFFF), 3),
    }
    feed, back = codes == 10, codes == 13
    pairs = np.zeros(len(codes), dtype=bool)
    pairs[:-1] = back[:-1] & feed[1:]
    alone = feed.copy()
    alone[1:] &= ~back[:-1]
    units: list[_Unit] = []
    for name, (widths, mark) in letters.items():
        for how, some, width in (("", None, 0), (", a line end as one", pairs, 0), (", a line end as two", alone, 2)):
            counted = widths.copy()
            if some is not None:
                counted[some] = width
            counted[list(inserted)] = 0
            edges = np.concatenate(([0], np.cumsum(counted)))
            for more, before in (("", 0), (", the mark counted", mark))[: 1 + marked]:
                if not every and (more or width == 2 or mark == 3):
                    continue
                same = next((unit for unit in units if np.array_equal(unit.edges, edges + before)), None)
                if same:
                    same.names.append(name + how + more)
                else:
                    units.append(_Unit([name + how + more], edges + before))
    return units


def _fits(
    text: str, found: dict[str, list[Span | None]], quotes: list[str | None], hints: list[str]
) -> dict[str, list[bool]]:
    """Return for each unit and passage whether it fits: by the quotation, else by hints that hold, else by words."""
    squeezed = [" ".join(quote.split()) if quote else "" for quote in quotes]
    words = [" ".join(hint.split()) for hint in hints]
    usable = [n for n, hint in enumerate(words) if len(hint) >= _LEAST_HINT and not quotes[n]]
    by_hint: dict[str, set[int]] = {
        name: {n for n in usable if (span := spans[n]) and _begins(text, span, words[n])}
        for name, spans in found.items()
    }
    hit = set().union(*by_hint.values())
    # A name that fits under no unit was given by the coder; if most are such, names are no quotations at all.
    told = hit if usable and max(map(len, by_hint.values())) >= LEAST * len(usable) else set()
    at_words: dict[Span, bool] = {}

    def fit(unit: str, n: int, span: Span | None) -> bool:
        if span is None:
            return False
        if squeezed[n]:
            return " ".join(text[span[0] : span[1]].split()) == squeezed[n]
        if n in told:
            return n in by_hint[unit]
        if span not in at_words:
            at_words[span] = _at_words(text, *span)
        return at_words[span]

    return {unit: [fit(unit, n, span) for n, span in enumerate(spans)] for unit, spans in found.items()}


def _begins(text: str, span: Span, hint: str) -> bool:
    """Return whether a passage is the words of a name, or begins with them where the name is shortened."""
    passage = " ".join(text[span[0] : min(span[1], span[0] + 4 * len(hint) + 40)].split())
    for end in ("...", "…", "[...]"):
        if hint.endswith(end):
            return passage.startswith(hint.removesuffix(end).rstrip())
    # A name that just stops is shortened too if it is long.
    return passage == hint or (len(hint) >= 30 and passage.startswith(hint))


def _at_words(text: str, start: int, end: int) -> bool:
    """Return whether a passage begins and ends as one that somebody marked: with a word or a line, cutting none."""
    first, last = text[start], text[end - 1]
    line_before = start == 0 or text[start - 1] in "\r\n"
    line_after = end == len(text) or text[end] in "\r\n" or last in "\r\n"
    begins = line_before or not (first.isspace() or (_in_word(text[start - 1]) and _in_word(first)))
    ends = line_after or not (last.isspace() or (_in_word(last) and _in_word(text[end])))
    return begins and ends


def _in_word(letter: str) -> bool:
    return letter.isalnum() and (letter < "\u0e00" or not any(low <= ord(letter) <= high for low, high in _NO_SPACES))


def _rivalled(found: dict[str, list[Span | None]], fits: dict[str, list[bool]], best: str, ahead_by: int) -> set[int]:
    """Return the passages for which another unit gives other words and fits nearly as well where the two differ.

    *ahead_by* is how many passages more the best must fit; 0: something else speaks for it, and a tie is enough.
    """
    unsure: set[int] = set()
    for name, spans in found.items():
        differ = [n for n, span in enumerate(spans) if span != found[best][n]]
        # What only lies outside of the text in the other unit is no other passage.
        if not differ or name == best:
            continue
        ours, theirs = (sum(fits[unit][n] for n in differ) for unit in (best, name))
        ahead = max(ahead_by, AHEAD * len(differ) if ahead_by or len(differ) >= ENOUGH else 0)
        if ours < LEAST_AGREED * len(differ) or ours - theirs < ahead:
            unsure |= {n for n in differ if spans[n] is not None}
    return unsure


def _drifted(spans: list[Span | None], fits: list[bool]) -> set[int]:
    """Return the passages in stretches of the text where most do not fit: there it is not the text that was coded."""
    order = sorted((n for n, span in enumerate(spans) if span), key=lambda n: spans[n] or (0, 0))
    if len(order) < 2 * _WINDOW:
        return set()
    good = np.concatenate(([0], np.cumsum([fits[n] for n in order])))
    windows = (good[_WINDOW:] - good[:-_WINDOW]) / _WINDOW
    bad = {k for first in np.flatnonzero(windows < _LEAST_NEAR) for k in range(first, first + _WINDOW)}
    return {order[k] for k in bad}

"""Which rows of an evidence file a word means: an id, a label of the codebook, or what a figure or table prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

#: The two axes of a place, in the order in which a call names them.
AXES = ("row", "column")

_MARKS = re.compile("[*\u2020\u2021\u2190\u2192]+")
_BRACKETS = re.compile(r"(?:not )?\(([^()]*)\)")
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2212": "-"})
#: What stands between the names in a printed cell that gives several.
_BETWEEN = ("; ", " - ", " and ")
#: What a table prints before or after a name, and what it adds in brackets or after a colon.
_BEFORE, _AFTER, _ADDED = ("not: ", "pass "), ": in all", re.compile(r" \([^()]*\)$|: .*$")
#: Words of a last line, which sums up all others.
_ALL = ("all", "all codes")


def folded(word: str) -> str:
    """Return a word as it is compared: without regard to case, line breaks, curled quotes, stars and daggers."""
    plain = " ".join(_MARKS.sub("", word.translate(_PLAIN)).split()).casefold().removesuffix(_AFTER)
    for before in _BEFORE:
        plain = plain.removeprefix(before)
    inside = _BRACKETS.fullmatch(plain)
    return inside[1] if inside else plain


class Places:
    """The rows of an evidence file by every word that names their place.

    *rows* are its rows, with ``row``, ``column``, ``row_label`` and ``column_label``. *names* gives the labels of
    codes, cases and units, *groups* what each code or element belongs to: the words of its family, its framework.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, str]],
        names: Mapping[str, str] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._names, self._groups = names or {}, groups or {}
        self._known = {folded(word) for pair in self._names.items() for word in pair}
        self._ids = {axis: [row[axis] for row in rows] for axis in AXES}
        #: The numbers of the rows of each id, by axis.
        self._rows: dict[str, dict[str, list[int]]] = {axis: defaultdict(list) for axis in AXES}
        for axis, ids in self._ids.items():
            for number, key in enumerate(ids):
                self._rows[axis][key].append(number)
        #: The ids that each word names, by axis, from the closest way of naming to the widest.
        self._named: dict[str, list[dict[str, set[str]]]] = {
            axis: [defaultdict(set), defaultdict(set), defaultdict(set)] for axis in AXES
        }
        self._of_group: dict[str, dict[str, set[str]]] = {axis: defaultdict(set) for axis in AXES}
        for axis in AXES:
            for key, label in {(row[axis], row[f"{axis}_label"]) for row in rows}:
                self._learn(axis, key, label)

    def _learn(self, axis: str, key: str, label: str) -> None:
        """Keep the words that name one place: it as a whole, its parts, and what stands beside a colon in these."""
        parts = key.split(" / ")
        ours = [self._names.get(part, part) for part in parts]
        whole = {key, label, " / ".join(ours)}
        several = {*parts, *ours, *label.split(" / ")}
        beside = set(chain.from_iterable(part.split(": ", 1) for part in several))
        for by_word, words in zip(self._named[axis], (whole, several, beside), strict=True):
            for word in words:
                by_word[folded(word)].add(key)
        for group in {group for part in parts for group in self._groups.get(part, ())}:
            self._of_group[axis][folded(group)].add(key)

    def meant(
        self, word: str, axis: str, among: Sequence[bool] | None = None, printed: Sequence[Mapping[str, str]] = ()
    ) -> list[bool]:
        """Return for each row of the file whether *word* means it, of those *among* (all, where None).

        A word names a place by its id or its label, else by that of a part of it (a place may be made of several,
        joined by `` / ``), on the *axis* asked for, else on the other: a table may print as a row what its evidence has
        as a column. Else it names a group, or is how one of the labels begins or ends, or lists several names, or names
        lines as *printed* (`_lines_of`), which are then meant by the first of their other cells that is a name. A known
        name behind which nothing stands means nothing.
        """
        among = [True] * len(self._ids[axis]) if among is None else among
        found = self._name(folded(word), axis, among)
        if not any(found) and folded(word) not in self._known:
            lines = [self._line(line, axis, among) for line in _lines_of(folded(word), printed)]
            found = [any(each) for each in zip(*lines, strict=True)] if lines else found
        return found

    def _name(self, word: str, axis: str, among: Sequence[bool], widely: bool = True) -> list[bool]:
        """Return the rows that a word names, by itself, as a list, or without what is added to it."""
        ways = [lambda: self._one(word, axis, among, widely), lambda: self._several(word, axis, among, widely)]
        ways += [lambda: self._one(folded(_ADDED.sub("", word)), axis, among, widely)]
        return next((found for way in ways if any(found := way())), [False] * len(among))

    def _one(self, word: str, axis: str, among: Sequence[bool], widely: bool) -> list[bool]:
        """Return the rows that a single name means; *widely*: also as a group, or as an end of one label."""
        for on, keys in self._ways(word, axis, widely):
            rows = [row for key in keys for row in self._rows[on][key] if among[row]]
            if rows:
                found = [False] * len(among)
                for row in rows:
                    found[row] = True
                return found
        return list(among) if widely and word in _ALL else [False] * len(among)

    def _ways(self, word: str, axis: str, widely: bool) -> Iterator[tuple[str, set[str]]]:
        """Return the ids that a name may mean and their axis, the closest way first."""
        axes = (axis, *(other for other in AXES if other != axis))
        close = [(on, by_word) for on in axes for by_word in self._named[on]]
        wide = [(on, self._of_group[on]) for on in axes] if widely else []
        for on, by_word in [*close, *wide]:
            if word and word in by_word:
                yield on, by_word[word]
        for on in axes if widely and word and word not in self._known else ():
            parts = self._named[on][1]
            longer = [part for part in parts if part.startswith(f"{word} ") or part.endswith(f" {word}")]
            if len(longer) == 1:
                yield on, parts[longer[0]]

    def _several(self, word: str, axis: str, among: Sequence[bool], widely: bool) -> list[bool]:
        """Return the rows that a list of names means together; none where one of them is no name at all.

        A name that is known, and behind which nothing stands here, adds nothing.
        """
        for mark in _BETWEEN:
            names = [folded(name) for name in word.split(mark)]
            if len(names) > 1:
                found = [self._one(name, axis, among, widely) for name in names]
                if all(any(rows) or name in self._known for name, rows in zip(names, found, strict=True)):
                    return [any(each) for each in zip(*found, strict=True)]
        return [False] * len(among)

    def _line(self, line: Mapping[str, str], axis: str, among: Sequence[bool]) -> list[bool]:
        """Return the rows that a line of a printed table means: by its first two cells together, else by the first cell
        after these that is a name.
        """
        (heading, first), *others = line.items()
        words = [f"{heading} {first}: {others[0][1]}" if others else "", *(cell for _, cell in others)]
        found = (self._name(folded(word), axis, among, widely=False) for word in words if word)
        return next((rows for rows in found if any(rows)), [False] * len(among))


def _lines_of(word: str, printed: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the lines that a word names: those that begin with it, else the only one that holds it (no numbers)."""
    first = [line for line in printed if folded(next(iter(line.values()))) == word]
    if first or any(letter.isdigit() for letter in word):
        return first
    holding = [line for line in printed if any(folded(cell) == word for cell in line.values())]
    return holding if len(holding) == 1 else []

"""What two copies of a file differ in: numbers within a tolerance, texts letter by letter, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

#: Numbers are equal enough where they differ by less than this share of the larger one: two machines add up fractions
#: in another order, and tables keep six digits. Whole numbers are counts and must be equal.
TOLERANCE = 1e-6
#: Fractions below this are noise of machines around 0.
NOISE = 1e-12

Kind = Literal["equal", "close", "different", "missing", "extra"]

#: A number in a text: with a decimal point, and no part of a word, a version or an id.
_FRACTION = re.compile(r"(?<![\w.#/-])-?\d+\.\d+(?:[eE][+-]?\d+)?(?!\w|\.\d)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_BEFORE, _AFTER = 20, 40  # letters that a quotation shows around the first one that differs


@dataclass(frozen=True)
class Difference:
    """How a file that was made differs from the committed one.

    ``kind`` is *equal* (the same bytes), *close* (equal numbers and pictures within the tolerance, other bytes),
    *different*, *missing* (committed, not made) or *extra* (made, not committed). ``what`` names the first place in one
    sentence, without a full stop; empty where equal. ``largest`` is the largest difference of a number as a share of
    the larger one, ``pixels`` the share (0 to 1) of a picture's dots that differ; None where there are none to compare.
    """

    name: str
    kind: Kind
    what: str = ""
    largest: float | None = None
    pixels: float | None = None


class Broken(Exception):
    """A file cannot be read as what its ending says."""


@dataclass
class Found:
    """What a comparison has found so far: the first place of each kind, and the largest difference of a number."""

    different: list[str] = field(default_factory=list)
    close: list[str] = field(default_factory=list)
    largest: float | None = None
    pixels: float | None = None

    def differs(self, what: str) -> None:
        self.different.append(what)

    def number(self, committed: float, made: float, where: str, *, absolute: float = NOISE) -> None:
        """Compare two numbers; they are close within `TOLERANCE` of the larger one or within *absolute*."""
        apart, larger = abs(committed - made), max(abs(committed), abs(made))
        share = apart / larger if apart > NOISE else 0.0
        self.largest = max(self.largest or 0.0, share)
        if apart:
            places = self.close if apart <= max(absolute, TOLERANCE * larger) else self.different
            places.append(f"{where}: committed {committed:.12g}, made {made:.12g}")

    def cell(self, committed: str, made: str, where: str) -> None:
        """Compare two cells of a table: as numbers where both are and one is a fraction, else as texts."""
        both = committed, made
        if all(map(_NUMBER.fullmatch, both)) and any(set(".eE") & set(one) for one in both):
            self.number(float(committed), float(made), where)
        elif committed.isdecimal() and made.isdecimal():
            self._whole(committed, made, where)
        else:
            self.text(committed, made, where)

    def _whole(self, committed: str, made: str, where: str) -> None:
        apart, larger = abs(int(committed) - int(made)), max(int(committed), int(made))
        self.largest = max(self.largest or 0.0, apart / larger if apart else 0.0)
        if committed != made:
            self.differs(f"{where}: committed {committed}, made {made}")

    def text(self, committed: str, made: str, where: str) -> None:
        """Compare two texts: fractions within the tolerance, everything else letter by letter."""
        pairs = list(zip(_FRACTION.findall(committed), _FRACTION.findall(made), strict=False))
        if committed != made and _FRACTION.sub("0.0", committed) != _FRACTION.sub("0.0", made):
            self.differs(f"{where}: {quoted(committed, made)}")
            return
        for before, after in pairs:
            self.number(float(before), float(after), where)

    def verdict(self, name: str, committed: bytes, made: bytes) -> Difference:
        """Return what was found as one sentence; where nothing was, the bytes around the contents differ."""
        places = self.different or self.close
        if not places:
            places = [f"equal content, written otherwise from {byte_place(committed, made)} on"]
        n = len(places) - 1
        what = places[0] + (f"; {n} more place{'s' if n > 1 else ''}" if n else "")
        return Difference(name, "different" if self.different else "close", what, self.largest, self.pixels)


def quoted(committed: str, made: str) -> str:
    """Return two texts as they are quoted: from a little before the first letter that differs."""
    at = next((n for n, (a, b) in enumerate(zip(committed, made, strict=False)) if a != b), None)
    at = min(len(committed), len(made)) if at is None else at
    return f"committed {_excerpt(committed, at)}, made {_excerpt(made, at)}"


def _excerpt(text: str, at: int) -> str:
    start, end = max(0, at - _BEFORE), at + _AFTER
    if len(text) <= _BEFORE + _AFTER:
        start, end = 0, len(text)
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[start:end])
    return f"'{'…' if start else ''}{shown}{'…' if end < len(text) else ''}'"


def byte_place(committed: bytes, made: bytes) -> str:
    """Return where two files differ first: the byte, counted from 1."""
    at = next((n for n, (a, b) in enumerate(zip(committed, made, strict=False), 1) if a != b), None)
    return f"byte {at or min(len(committed), len(made)) + 1:,}"


def lines(found: Found, committed: Sequence[str], made: Sequence[str], where: str = "") -> None:
    """Compare two texts line by line; the place of a difference is the number of its line."""
    before = f"{where}, " if where else ""
    for number, (a, b) in enumerate(zip(committed, made, strict=False), 1):
        found.text(a, b, f"{before}line {number}")
    if len(committed) != len(made):
        found.differs(f"{before}{len(committed)} lines are committed, {len(made)} made")

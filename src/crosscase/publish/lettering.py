"""Type on a figure: how wide and high it is set, and labels broken on lines that fit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from . import style

NARROWEST = 4.2  # mm, width of a column of a matrix that still holds two digits and a star


LINE = 1.25  # line to line of a label on several lines, in sizes of its type


#: How much wider bold type is set than `width_of` says.
BOLD = 1.2


def width_of(names: Sequence[str], size: float) -> float:
    """Return the width in mm that the longest of these texts takes at this size in pt."""
    return max((sum(map(_advance, name)) for name in names if name), default=0.0) * size


@lru_cache(maxsize=None)
def _advance(character: str) -> float:
    """Return the width in mm of a character for each pt of its size, without kerning, which only draws closer."""
    font = get_font(style.own_font())
    font.set_size(100, 72)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100 * 25.4 / 72


def wrapped(text: str, width: int) -> str:
    """Return a label on as many lines as it needs."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def fitted(text: str, width_mm: float, size: float) -> str:
    """Return a label on as many lines as it needs to stay within a width in mm, at this size in pt.

    It is broken between words; a single word that is wider stays whole: ask `width_of` what the label takes.
    """
    lines: list[str] = []
    for word in text.split(" "):  # wider spaces within a line stay as they are
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of([longer.strip()], size) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(line.strip() for line in lines)


def turned(names: Sequence[str], column_mm: float, size: float, *, air_mm: float = 1.0) -> list[str]:
    """Return labels for turned column heads: on as many lines, side by side, as a column holds with air to the next."""
    most = max(1, int((column_mm - air_mm) / (1.2 * size * 25.4 / 72)))
    for lines in range(most, 1, -1):
        heads = [fitted(name, max(width_of(names, size) / lines * 1.25, 18), size) for name in names]
        if max((head.count("\n") + 1 for head in heads), default=1) <= most:
            return heads
    return list(names)


def narrowest(texts: Sequence[str], size: float) -> float:
    """Return the least width in mm of a column whose cells hold these texts."""
    return max(NARROWEST, width_of(texts, size) + 0.9)


def label_width(names: Sequence[str], size: float, width_mm: float, needed_mm: float) -> float:
    """Return the width in mm of a column of row labels: on one line each where *needed_mm* of the width stay free, else
    what is left, and at least two fifths."""
    return min(width_of(names, size) + 3, max(0.4 * width_mm, width_mm - needed_mm))


def lines_of(names: Sequence[str]) -> list[str]:
    """Return every line of these labels, for `width_of`."""
    return [line for name in names for line in name.split("\n")]


def height_of(names: Sequence[str], size: float) -> float:
    """Return the height in mm that the tallest of these labels takes at this size in pt, with a little air."""
    lines = max((name.count("\n") + 1 for name in names), default=0)
    return lines * LINE * size * 25.4 / 72 + 0.8 if lines else 0.0

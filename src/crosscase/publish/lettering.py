"""Type on a figure: how wide and high it is set, and labels broken on lines that fit."""

from __future__ import annotations

import pathlib
import textwrap
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from . import style

NARROWEST = 4.2  # mm, width of a column of a matrix that still holds two digits and a star


LINE = 1.25  # line to line of a label on several lines, in sizes of its type


#: The size at which type is measured, in pt.
_AT = 100

#: How much wider bold type is set than `width_of` says.
BOLD = 1.2
#: A raster sets type up to so much wider than its outlines.
SET_WIDER = 1.04


def width_of(names: Sequence[str], size: float) -> float:
    """Return the width in mm that the longest of these texts takes at this size in pt."""
    return max((sum(map(_advance, name)) for name in names if name), default=0.0) * size


@lru_cache(maxsize=None)
def _advance(character: str) -> float:
    """Return the width in mm of a character for each pt of its size, without kerning, which only draws closer."""
    font = get_font(style.own_font())
    font.set_size(_AT, 72)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / _AT * 25.4 / 72


def set_width(text: str, size: float, *, bold: bool = False, oblique: bool = False) -> float:
    """Return the width in pt that a line takes as it is set at this size in pt, from its first letter's origin to where
    a next would stand, with kerning."""
    return _set(text, bold, oblique)[0] * size


def ink_of(text: str, size: float, *, bold: bool = False, oblique: bool = False) -> tuple[float, float, float, float]:
    """Return the box in pt around the ink of a line set at this size in pt, from the origin of its first letter, with
    heights above the base line; nothing wide and high where there is no ink."""
    x0, y0, x1, y1 = (value * size for value in _set(text, bold, oblique)[1])
    return x0, y0, x1, y1


_Box = tuple[float, float, float, float]


@lru_cache(maxsize=4096)
def _set(text: str, bold: bool, oblique: bool) -> tuple[float, _Box]:
    """Return the width of a line and the box around its ink, for each pt of its size."""
    look = ("Bold" if bold else "") + ("Oblique" if oblique else "")
    file = pathlib.Path(style.own_font())
    font = get_font(str(file.with_stem(f"{file.stem}-{look}") if look else file))
    font.set_size(_AT, 72)
    places, shapes, _ = text_to_path.get_glyphs_with_font(font, f"{text}|")  # the last place is where the line ends
    outlines = {glyph: points[codes != Path.CLOSEPOLY] for glyph, (points, codes) in shapes.items()}
    boxes = [_placed(outlines[glyph], x, y) for glyph, x, y, _ in places[:-1] if len(outlines[glyph])]
    x0, y0, x1, y1 = zip(*boxes, strict=True) if boxes else ((0,),) * 4
    return places[-1][1] / _AT, (min(x0) / _AT, min(y0) / _AT, max(x1) / _AT, max(y1) / _AT)


def _placed(points: np.ndarray, x: float, y: float) -> _Box:
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return x + x0, y + y0, x + x1, y + y1


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


def headings(labels: Sequence[str], cell: float, size: style.Preset) -> tuple[list[str], bool, float]:
    """Return column headings (upright where they fit, else turned), whether they are turned, and their height in mm."""
    if width_of([word for text in labels for word in text.split()], size.smallest) <= cell - 1:
        flat = [fitted(text, cell - 1, size.smallest) for text in labels]
        if max(text.count("\n") for text in flat) < 5:
            return flat, False, height_of(flat, size.smallest) + 1
    heads = turned(labels, cell, size.smallest)
    return heads, True, SET_WIDER * width_of(lines_of(heads), size.smallest) + 2

"""A matrix of stories: the barrier each begins with, for whom the harm was, what came of it and what repaired it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import labels
from ...publish import signs, style
from ...publish.drawing import new_figure, placed, saying
from ...publish.lettering import BOLD, LINE, fitted, lines_of, width_of
from ...publish.pages import heights_on_pages, numbered
from ...publish.style import INK, MM, PRESETS, QUIET, RULE, Preset
from .cells import barriers_of, cells, levels_of, repairs
from .published import beginnings

_EDGE, _PAD, _DISC, _HEAD = 1.0, 0.7, 2.4, 8.2  # mm: margin, air in a row, a disc, the heads of columns
_BESIDE, _GAP = 0.5, 2.1  # mm, between a disc and its name and between marks (a star or dagger stands in the gap)
_KEY = 3.9  # mm, a line of the key
_NUMBER = 4.0  # mm, above a page that has a number
#: A row of more lines of marks is broken, so that it can go on on the next page.
_LINES = 12
#: What a star and a dagger behind a name mean.
_SIGNS = {"*": "* in one coding only", "†": "† in text of two cases"}


@dataclass(frozen=True)
class _Mark:
    """A story in a cell: its name, what came of it there, and whether its passages tell of power."""

    name: str
    outcome: str
    power: bool


@dataclass(frozen=True)
class _Grid:
    """Widths in mm: of the names of barriers, of each column of marks and of what repaired; marks across a column."""

    label: float
    right: float
    widths: tuple[float, ...]
    across: tuple[int, ...]
    step: float
    pitch: float

    def left(self, at: int) -> float:
        return self.label + sum(self.widths[:at])


@dataclass(frozen=True)
class _Row:
    """A row (or a part of a long one): its name and what repaired it on their lines, its marks by column, its height
    in mm."""

    name: str
    repaired: str
    marks: Sequence[Sequence[_Mark]]
    tall: float


def stories_figure(
    table: pd.DataFrame, codes: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]], *, preset: str = "bmc"
) -> list[Figure]:
    """Draw each story as a mark with its name: rows by the barrier it begins with, columns by whom the harm was for.

    *table* is `compute.stories`, *descriptions* case_id to case.yml in the order of figures. The disc says what came of
    the story in that cell (`publish.signs`), a frame that its passages tell of power; at the right what repaired it; in
    the key how each case began. One page, or more where the rows do not fit.
    """
    size = PRESETS[preset]
    found = cells(table, codes, descriptions)
    if found.empty:
        return [saying("No passage tells that a barrier led to harm.", size)]
    with style.applied(size):
        grid, rows = _laid_out(found, codes, size)
        foot = _KEY * len(_key_lines(_marks(rows), descriptions, size)) + 2
        room = size.highest - _HEAD - foot
        parts = heights_on_pages([[row.tall for row in rows]], 0, room)
        above = _NUMBER if len(parts) > 1 else 0.0
        if above:
            parts = heights_on_pages([[row.tall for row in rows]], 0, room - above)
        pages = []
        for ((_, here),) in parts:
            key = _key_lines(_marks(rows[here]), descriptions, size)
            pages.append(_page(rows[here], grid, levels_of(found), key, above, size))
        return numbered(pages, size)


def _laid_out(found: pd.DataFrame, codes: pd.DataFrame, size: Preset) -> tuple[_Grid, list[_Row]]:
    """Return the widths that make the figure lowest, and the rows in them."""
    names, told = labels(codes), repairs(found, codes)
    barriers, levels = barriers_of(found, codes), levels_of(found)
    marks: dict[tuple[str, str], list[_Mark]] = {}
    for one in found.itertuples():
        marks.setdefault((one.barrier, one.level), []).append(_Mark(one.letter, one.outcome, one.power_told == "yes"))
    filled = [[marks.get((barrier, level), []) for level in levels] for barrier in barriers]
    step = _DISC + _BESIDE + width_of([one.rstrip("*†") for one in found["letter"]], size.smallest) + _GAP
    pitch = max(3.5, size.smallest * LINE * 25.4 / 72 + 0.3)
    share = size.double / 170
    best: tuple[float, _Grid, list[_Row]] | None = None
    for label, right in product(range(28, 54, 2), range(24, 46, 2)):
        grid = _grid(filled, levels, label * share, right * share, step, pitch, size)
        if grid is None:
            continue
        rows: list[_Row] = []
        for barrier, row in zip(barriers, filled, strict=True):
            rows += _rows(names[barrier], told[barrier], row, grid, size)
        high = sum(row.tall for row in rows)
        if best is None or high <= best[0] + 1e-6:  # of several, the one with the widest names
            best = high, grid, rows
    assert best is not None  # the narrowest names leave room for a mark in each column
    return best[1], best[2]


def _grid(
    filled: Sequence[Sequence[Sequence[_Mark]]],
    levels: Sequence[str],
    label: float,
    right: float,
    step: float,
    pitch: float,
    size: Preset,
) -> _Grid | None:
    """Return the columns for these widths: room goes, mark by mark, where it spares most lines; None: no room."""
    room = size.double - 2 * _EDGE - label - right
    least = [max(step + 1.0, BOLD * width_of([level], size.smallest) + 2.5) for level in levels]
    across = [max(1, int((wide - 1.0) / step)) for wide in least]
    if sum(least) > room:
        return None

    def width(at: int) -> float:
        return max(least[at], across[at] * step + 1.0)

    def lines() -> int:
        return sum(_lines(row, across) for row in filled)

    while sum(map(width, range(len(levels)))) + step <= room:
        now, gains = lines(), []
        for at in range(len(levels)):
            across[at] += 1
            gains.append((now - lines(), max(len(row[at]) for row in filled) / across[at], -at))
            across[at] -= 1
        across[-max(gains)[2]] += 1
    spare = (room - sum(map(width, range(len(levels))))) / len(levels)
    return _Grid(label, right, tuple(width(at) + spare for at in range(len(levels))), tuple(across), step, pitch)


def _lines(row: Sequence[Sequence[_Mark]], across: Sequence[int]) -> int:
    """Return how many lines of marks a row needs."""
    return max(math.ceil(len(marks) / n) for marks, n in zip(row, across, strict=True))


def _rows(name: str, told: Sequence[str], marks: Sequence[Sequence[_Mark]], grid: _Grid, size: Preset) -> list[_Row]:
    """Return the row of a barrier, in parts of at most `_LINES` lines of marks; its name stands at each part."""
    named = fitted(name, (grid.label - 2), size.smallest)
    repaired = lines_of([_hung(one, grid.right - 3, size.smallest) for one in told])
    written = int(_LINES * grid.pitch / (size.smallest * LINE * 25.4 / 72))
    parts = max(math.ceil(_lines(marks, grid.across) / _LINES), math.ceil(len(repaired) / written), 1)
    rows = []
    for part in range(parts):
        here = [some[_LINES * part * n : _LINES * (part + 1) * n] for some, n in zip(marks, grid.across, strict=True)]
        beside = "\n".join(repaired[written * part : written * (part + 1)])
        high = max(
            grid.pitch * _lines(here, grid.across),
            _words_high(named, size),
            _words_high(beside, size),
        )
        rows.append(_Row(named, beside, here, high + _PAD))
    return rows


def _words_high(text: str, size: Preset) -> float:
    """Return the height in mm of a text on its lines, closer than `height_of`, as rows have air of their own."""
    return size.smallest * 25.4 / 72 * (1.18 * text.count("\n") + 1.2)


def _hung(text: str, width: float, points: float) -> str:
    """Return a text on its lines, all but the first set in a little."""
    return fitted(text, 0.96 * (width - 1.5), points).replace("\n", "\n  ")


def _page(
    rows: Sequence[_Row],
    grid: _Grid,
    levels: Sequence[str],
    key: Sequence[Sequence[tuple[float, str, str]]],
    above: float,
    size: Preset,
) -> Figure:
    """Draw the rows of one page under the heads of their columns, with *above* mm left free for its number."""
    high = sum(row.tall for row in rows)
    foot = _KEY * len(key) + 2
    figure = new_figure(size.double, above + _HEAD + high + foot)
    wide = size.double - 2 * _EDGE
    ax = placed(figure, _EDGE, above + _HEAD, wide, high, gid="stories")
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.axis("off")
    _heads(ax, grid, levels, size)
    top = 0.0
    for number, row in enumerate(rows):
        strong = not number
        ax.plot([0, wide], [top, top], color=QUIET if strong else RULE, linewidth=0.8 if strong else 0.5, clip_on=False)
        first = top + _PAD / 2 + grid.pitch / 2
        look: dict[str, Any] = dict(fontsize=size.smallest, linespacing=1.1, va="top")
        # The first line of words stands level with the first line of marks.
        at = first - size.smallest * 25.4 / 72 / 2
        ax.text(0, at, row.name, gid="barrier", **look)
        ax.text(grid.left(len(levels)) + 1.5, at, row.repaired, gid="repaired", **look)
        for column, marks in enumerate(row.marks):
            for place, mark in enumerate(marks):
                line, turn = divmod(place, grid.across[column])
                _mark(ax, grid.left(column) + 1.0 + turn * grid.step, first + line * grid.pitch, mark, size)
        top += row.tall
    ax.plot([0, wide], [top, top], color=QUIET, linewidth=0.8, clip_on=False)
    for column in range(len(levels) + 1):
        ax.plot([grid.left(column)] * 2, [0, high], color=RULE, linewidth=0.5, zorder=0)
    _key(figure, key, foot, size)
    return figure


def _heads(ax: Axes, grid: _Grid, levels: Sequence[str], size: Preset) -> None:
    """Write the heads of the columns: for whom the harm was."""
    look: dict[str, Any] = dict(fontsize=size.smallest, va="center", clip_on=False)
    ax.text(0, -2.2, "A story begins with", gid="head", color=QUIET, **look)
    ax.text(grid.left(0) + 1, -5.6, "and there is harm to", gid="head", color=QUIET, **look)
    for at, level in enumerate(levels):
        told = level.capitalize() or "Nobody named"
        ax.text(grid.left(at) + 1, -2.2, told, weight="bold", gid="level", **look)
    ax.text(grid.left(len(levels)) + 1.5, -2.2, "What repaired it", gid="head", color=QUIET, **look)


def _mark(ax: Axes, x: float, y: float, mark: _Mark, size: Preset) -> None:
    """Draw one story with its left edge at *x* and its middle at *y*: its disc, its name, and a frame for power."""
    signs.plot_outcome(ax, x + _DISC / 2, y, mark.outcome, _DISC, clip_on=False)
    ax.text(x + _DISC + _BESIDE, y + 0.05, mark.name, va="center", fontsize=size.smallest, gid="story")
    if mark.power:
        wide = _DISC + _BESIDE + width_of([mark.name], size.smallest) + 0.7
        _frame(ax, x - 0.4, y, wide, size)


def _frame(ax: Axes, x: float, y: float, wide: float, size: Preset) -> None:
    look: dict[str, Any] = dict(
        facecolor="white", edgecolor=INK, linewidth=max(0.6, size.line), clip_on=False, zorder=1
    )
    ax.add_artist(Rectangle((x, y - 1.55), wide, 3.1, gid="power", **look))


def _marks(rows: Sequence[_Row]) -> list[_Mark]:
    return [mark for row in rows for marks in row.marks for mark in marks]


def _key_lines(
    marks: Sequence[_Mark], descriptions: Mapping[str, Mapping[str, Any]], size: Preset
) -> list[list[tuple[float, str, str]]]:
    """Return the lines of the key of these marks: place in mm, sign (empty for words alone) and words of each entry.

    First the signs, then, on lines of their own, the letter of each case that is here and how it began.
    """
    shown = {mark.outcome for mark in marks}
    entries = [(one, told) for one, told in signs.NAMES["co-destruction"].items() if one in shown]
    if any(mark.power for mark in marks):
        entries.append(("power", "power told of"))
    written, here = "".join(mark.name for mark in marks), {mark.name.rstrip("*†") for mark in marks}
    entries += [("", told) for sign, told in _SIGNS.items() if sign in written]
    cases = [("", told) for told in beginnings(descriptions).values() if told.partition(" ")[0] in here]
    return [line for some in (entries, cases) for line in _filled(some, size)]


def _filled(entries: Sequence[tuple[str, str]], size: Preset) -> list[list[tuple[float, str, str]]]:
    lines: list[list[tuple[float, str, str]]] = [[]]
    x, width = 0.0, size.double - 2 * _EDGE
    for sign, text in entries:
        told = 0.0 if not sign else 6.1 if sign == "power" else _DISC + 1.2
        wide = told + 1.02 * width_of([text], size.smallest) + 3
        if lines[-1] and x + wide - 3 > 0.98 * width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, sign, text))
        x += wide
    return lines


def _key(figure: Figure, lines: Sequence[Sequence[tuple[float, str, str]]], high: float, size: Preset) -> None:
    """Draw the key at the foot."""
    wide, total = size.double - 2 * _EDGE, figure.get_size_inches()[1] / MM
    ax = placed(figure, _EDGE, total - high, wide, high, gid="key")
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.axis("off")
    for number, line in enumerate(lines):
        y = 1.5 + _KEY * (number + 0.5)
        for x, sign, text in line:
            if sign == "power":
                _frame(ax, x + 0.3, y, 4.6, size)
                x += 6.1
            elif sign:
                signs.plot_outcome(ax, x + _DISC / 2, y, sign, _DISC, clip_on=False)
                x += _DISC + 1.2
            ax.text(x, y, text, va="center", fontsize=size.smallest, gid="key")

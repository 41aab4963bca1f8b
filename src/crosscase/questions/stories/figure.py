"""Stories as marks: how each ended, by how it began and whether power is told of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from ...publish import style
from ...publish.drawing import letters, new_figure, placed, saying
from ...publish.lettering import BOLD, fitted, height_of, width_of
from ...publish.matrix import CELL
from ...publish.pages import numbered
from ...publish.style import MM, PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import BEGAN, ENDINGS, FEARED, HARM, MET, STOPPED, began
from .published import case_labels, marked

_LABEL, _EDGE, _GAP, _SUBHEAD = 27.0, 1.0, 1.2, 4.4  # mm: names of rows, margin, between marks, lower headings
_NUMBER = 4.0  # mm, above a page that has a number
_ROWS = {
    HARM: "Harm happened, no remedy told",
    MET: "Harm happened and was met",
    STOPPED: "Harm was stopped",
    FEARED: "Harm was only feared",
}
_SIGNS = {"*": "* told by one of two passes only", "†": "† in text that another case shares"}
#: A column: how it began, and whether power is told of.
_Column = tuple[str, bool]


@dataclass(frozen=True)
class _Layout:
    """Where things stand, in mm: the columns with their widths and marks across, the size of marks."""

    columns: tuple[_Column, ...]
    widths: tuple[float, ...]
    across: tuple[int, ...]
    mark: float

    def left(self, at: int) -> float:
        return sum(self.widths[:at])

    def first(self, at: int) -> float:
        """Return the left edge of the first mark in each line of a column, whose marks stand in its middle."""
        return self.left(at) + (self.widths[at] - self.across[at] * (self.mark + _GAP) + _GAP) / 2


@dataclass(frozen=True)
class _Plan:
    """A page: its marks by field, the layout, the names of columns and rows, the heights of both in mm, its key."""

    fields: Mapping[tuple[str, _Column], Sequence[tuple[str, str]]]
    layout: _Layout
    heads: Sequence[str]
    names: Sequence[str]
    tall: Sequence[float]
    titled: float
    key: Sequence[Sequence[tuple[float, str, str]]]

    @property
    def head(self) -> float:
        return self.titled + _SUBHEAD + 1.5

    @property
    def height(self) -> float:
        return self.head + sum(self.tall) + 4 + CELL * len(self.key)


def plotted(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return what the figure shows: the stories with their printed name (``story``) and whether power is told."""
    short = marked(table, list(descriptions))
    told = [_told(bool(power)) for power in table["power"]]
    shown = table.assign(story=table["story_id"].map(short).astype("str"), power_told=told)
    kept = "story story_id case_id began power_told ending shown_by shared n_links n_segments n_speakers segment_ids"
    return shown[kept.split()]


def stories_figure(
    table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]], *, preset: str = "bmc"
) -> list[Figure]:
    """Draw each story as a mark with its name: rows by how it ended, columns by how it began and whether power is told.

    *table* is `compute.stories`. One page; where stories are so many that they do not fit, one page for some of the
    cases each.
    """
    size = PRESETS[preset]
    if table.empty:
        return [saying("No passage tells that a barrier led to harm.", size)]
    shown, case_ids = plotted(table, descriptions), list(descriptions)
    columns = [(way, told) for way in _ways(table, descriptions) for told in (True, False)]
    with style.applied(size):
        for n in range(1, len(case_ids) + 1):
            parts = [case_ids[len(case_ids) * at // n : len(case_ids) * (at + 1) // n] for at in range(n)]
            plans = [_planned(shown[shown["case_id"].isin(part)], part, columns, descriptions, size) for part in parts]
            above = _NUMBER if n > 1 else 0.0
            if all(above + plan.height <= size.highest for plan in plans):
                break
        return numbered([_drawn(plan, above, _shades(descriptions), size) for plan in plans], size)


def _ways(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the beginnings of the cases or their units, and of stories of a whole case, in order."""
    found = set(table["began"])
    for about in descriptions.values():
        found |= {began(part.get("initiation") or about["initiation"]) for part in about["units"]}
    return [way for way in BEGAN if way in found]


def _fields(shown: pd.DataFrame) -> dict[tuple[str, _Column], list[tuple[str, str]]]:
    """Return the marks of each field of the figure: case and name of each story, in the order of the table."""
    fields: dict[tuple[str, _Column], list[tuple[str, str]]] = {}
    for one in shown.itertuples():
        column = (one.began, one.power_told == "yes")
        fields.setdefault((one.ending, column), []).append((one.case_id, one.story))
    return fields


def _laid_out(
    fields: Mapping[tuple[str, _Column], Sequence[tuple[str, str]]], columns: Sequence[_Column], size: Preset
) -> _Layout:
    """Return the layout that is lowest: room goes, mark by mark, to the column that makes a row higher."""
    names = [name for some in fields.values() for _, name in some]
    mark = max(CELL, width_of(names, size.smallest) + 1.6)
    step = mark + _GAP
    room = size.double - 2 * _EDGE - _LABEL
    # A heading stands above two columns, broken between its words.
    titled = {way: (BOLD * width_of(_head(way).split(), size.smallest) + 2.5) / 2 for way, _ in columns}
    least = {
        (way, told): max(width_of([_told(told)], size.smallest) + 1.2, step + _GAP, titled[way])
        for way, told in columns
    }
    across = {column: max(1, int((wide - _GAP) / step)) for column, wide in least.items()}

    def width(column: _Column) -> float:
        return max(least[column], across[column] * step + _GAP)

    def lines() -> list[int]:
        return [_lines(fields, ending, across) for ending in ENDINGS]

    while sum(map(width, columns)) + step <= room:
        now = sum(lines())
        gains = []
        for column in columns:
            across[column] += 1
            gains.append((now - sum(lines()), _highest(fields, column, across), -columns.index(column), column))
            across[column] -= 1
        across[max(gains)[-1]] += 1
    spare = (room - sum(map(width, columns))) / len(columns)
    widths = tuple(width(column) + spare for column in columns)
    return _Layout(tuple(columns), widths, tuple(across[column] for column in columns), mark)


def _lines(fields: Mapping[tuple[str, _Column], Sequence], ending: str, across: Mapping[_Column, int]) -> int:
    """Return how many lines of marks a row needs."""
    return max(1, *(math.ceil(len(fields.get((ending, column), ())) / n) for column, n in across.items()))


def _highest(fields: Mapping[tuple[str, _Column], Sequence], column: _Column, across: Mapping[_Column, int]) -> float:
    """Return how many lines of marks a column needs in its fullest field, before it grew."""
    return max(len(fields.get((ending, column), ())) / (across[column] - 1) for ending in ENDINGS)


def _planned(
    shown: pd.DataFrame,
    case_ids: Sequence[str],
    columns: Sequence[_Column],
    descriptions: Mapping[str, Mapping[str, Any]],
    size: Preset,
) -> _Plan:
    """Return what the page for some of the cases holds, and where."""
    fields = _fields(shown)
    layout = _laid_out(fields, columns, size)
    across = dict(zip(layout.columns, layout.across, strict=True))
    heads = []
    for at, way in enumerate(dict.fromkeys(way for way, _ in columns)):
        heads.append(fitted(_head(way), (sum(layout.widths[2 * at : 2 * at + 2]) - 1.5) / BOLD, size.smallest))
    names = [fitted(_ROWS[ending], _LABEL - 2, size.smallest) for ending in ENDINGS]
    tall = [
        max(_lines(fields, ending, across) * (CELL + _GAP) + _GAP, height_of([name], size.smallest) + 1)
        for ending, name in zip(ENDINGS, names, strict=True)
    ]
    key = _key_lines(case_ids, descriptions, shown, size)
    return _Plan(fields, layout, heads, names, tall, height_of(heads, size.smallest), key)


def _drawn(plan: _Plan, above: float, shade: Mapping[str, str], size: Preset) -> Figure:
    """Draw a page, with *above* mm left free for its number."""
    layout, high = plan.layout, sum(plan.tall)
    figure = new_figure(size.double, above + plan.height)
    ax = placed(figure, _EDGE, above + plan.head, size.double - 2 * _EDGE, high, gid="stories")
    ax.set(xlim=(-_LABEL, sum(layout.widths)), ylim=(high, 0))
    ax.axis("off")
    _rules(ax, plan)
    _words(ax, plan, size)
    top = 0.0
    for ending, tall in zip(ENDINGS, plan.tall, strict=True):
        for at, column in enumerate(layout.columns):
            for number, (case_id, name) in enumerate(plan.fields.get((ending, column), ())):
                line, turn = divmod(number, layout.across[at])
                x = layout.first(at) + turn * (layout.mark + _GAP)
                _mark(ax, x, top + _GAP + line * (CELL + _GAP), layout.mark, name, shade[case_id], size)
        top += tall
    _key(figure, plan.key, shade, size)
    return figure


def _head(way: str) -> str:
    return way.capitalize()


def _told(power: bool) -> str:
    return "yes" if power else "no"


def _shades(descriptions: Mapping[str, Any]) -> dict[str, str]:
    """Return the shade of each case; with more cases than shades they come again, and the letter tells them apart."""
    ramp = RAMPS["neutral"]
    return {case_id: ramp[number % len(ramp)] for number, case_id in enumerate(descriptions)}


def _mark(ax: Axes, x: float, y: float, wide: float, name: str, shade: str, size: Preset) -> None:
    """Draw one story: a rounded mark in the shade of its case, with its name; *x* and *y* are its upper left corner."""
    look: dict[str, Any] = dict(facecolor=shade, edgecolor=QUIET, linewidth=size.line, gid="mark")
    ax.add_patch(FancyBboxPatch((x, y), wide, CELL, boxstyle=f"round,pad=0,rounding_size={CELL / 2}", **look))
    ink: dict[str, Any] = dict(color=style.readable_on(shade), fontsize=size.smallest, gid="story")
    ax.text(x + wide / 2, y + CELL * 0.53, name, ha="center", va="center", **ink)


def _rules(ax: Axes, plan: _Plan) -> None:
    """Draw the lines between rows and between columns; stronger ones part the beginnings."""
    look: dict[str, Any] = dict(clip_on=False, zorder=0)
    layout, tall = plan.layout, plan.tall
    wide, high, top = sum(layout.widths), sum(tall), 0.0
    for number, row in enumerate([0.0, *tall]):
        top += row
        edge = number in (0, len(tall))
        ax.plot([-_LABEL, wide], [top, top], color=QUIET if edge else RULE, linewidth=0.8 if edge else 0.5, **look)
    for at in range(len(layout.columns) + 1):
        x, strong = layout.left(at), at % 2 == 0
        rise = -(_SUBHEAD + plan.titled) if strong else -_SUBHEAD + 0.6
        ax.plot([x, x], [rise, high], color=QUIET if strong else RULE, linewidth=0.5, **look)


def _words(ax: Axes, plan: _Plan, size: Preset) -> None:
    """Write the names of rows and columns."""
    layout, upper, lower = plan.layout, -_SUBHEAD - plan.titled / 2, -_SUBHEAD / 2 + 0.2
    look: dict[str, Any] = dict(fontsize=size.smallest, clip_on=False, va="center", linespacing=1.1)
    for at, text in enumerate(plan.heads):
        middle = (layout.left(2 * at) + layout.left(2 * at + 2)) / 2
        ax.text(middle, upper, text, ha="center", weight="bold", gid="began", **look)
    for at, (_, told) in enumerate(layout.columns):
        x = layout.left(at) + layout.widths[at] / 2
        ax.text(x, lower, _told(told), ha="center", gid="power", **look)
    ax.text(-_LABEL, upper, "How it began", ha="left", color=QUIET, **look)
    ax.text(-_LABEL, lower, "Power is told of", ha="left", color=QUIET, **look)
    top = 0.0
    for name, high in zip(plan.names, plan.tall, strict=True):
        ax.text(-_LABEL, top + high / 2, name, ha="left", gid="ending", **look)
        top += high


def _key_lines(
    case_ids: Sequence[str], descriptions: Mapping[str, Mapping[str, Any]], shown: pd.DataFrame, size: Preset
) -> list[list[tuple[float, str, str]]]:
    """Return the lines of the key: place in mm, case (empty for a sign) and words of each entry."""
    order, named = list(descriptions), case_labels(descriptions)
    entries = [(case_id, f"{letters(order.index(case_id))}  {named[case_id]}") for case_id in case_ids]
    written = "".join(shown["story"])
    entries += [("", told) for sign, told in _SIGNS.items() if sign in written]
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for case_id, text in entries:
        wide = (CELL + 1.5) * bool(case_id) + width_of([text], size.smallest) + 4
        if lines[-1] and x + wide > 0.96 * (size.double - 2 * _EDGE):
            lines.append([])
            x = 0.0
        lines[-1].append((x, case_id, text))
        x += wide
    return lines


def _key(
    figure: Figure, lines: Sequence[Sequence[tuple[float, str, str]]], shade: Mapping[str, str], size: Preset
) -> None:
    """Draw the key at the foot: the shade and letter of each case, and what the signs mean."""
    high = CELL * len(lines)
    total = figure.get_size_inches()[1] / MM
    ax = placed(figure, _EDGE, total - high - 1, size.double - 2 * _EDGE, high, gid="key")
    ax.set(xlim=(0, size.double - 2 * _EDGE), ylim=(high, 0))
    ax.axis("off")
    for number, line in enumerate(lines):
        y = CELL * (number + 0.5)
        for x, case_id, text in line:
            if case_id:
                box: dict[str, Any] = dict(facecolor=shade[case_id], edgecolor=QUIET, linewidth=size.line)
                form = "round,pad=0,rounding_size=1.6"
                ax.add_patch(FancyBboxPatch((x, y - 1.6), CELL, 3.2, boxstyle=form, **box))
            ax.text(x + (CELL + 1.5) * bool(case_id), y, text, va="center", fontsize=size.smallest, gid="key")

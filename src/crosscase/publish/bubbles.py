"""Bubbles: a table of causes by effects whose discs have the area of what is counted and the signs of what came of it.

The area of a disc or ring stands for a count. A filled disc says that all of it happened, a disc in a ring how much of
it did, a half-filled one that none did and a remedy met it or some of it, an empty ring that all was only feared
(`signs`). A number stands in it, or beside where it is small, half filled or of two areas. Blank means that nothing is
stated. Rows and columns come in the order in which they are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import hypot, sqrt
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from . import signs, style
from .drawing import new_figure, placed
from .lettering import BOLD, NARROWEST, fitted, height_of, label_width, lines_of, turned, width_of
from .matrix import name_columns, name_rows
from .pages import heights_on_pages, numbered, pages_of
from .style import INK, MM, PRESETS, RAMPS, Preset

_LEFT, _BETWEEN, _GAP, _MARGIN = 1.0, 1.6, 5.0, 8.0  # mm: left edge, between groups, above a part, for totals
_ROW, _CELL = 5.4, 10.0  # mm, the greatest height of a row and width of a column
_ONE, _LEAST = 2.3, 1.3  # mm, the greatest diameter for a count of one, and the least of any disc
_KEY, _AREA = 5.0, 7.0  # mm: a line of the key, and the greatest disc with the air around it
_WIDER, _AIR = 1.04, 0.3  # how much wider a raster sets type than its outlines; mm between a disc and its number
_GRID = RAMPS["neutral"][0]
_IN_PART = "in part"  # the sign of the key for a disc in a ring


@dataclass(frozen=True)
class Disc:
    """A count, how much of it happened, how much a remedy met, and what stands in the disc or beside it."""

    n: int
    happened: int
    met: int
    said: str

    @property
    def outcome(self) -> str:
        """What its fill says (`signs.OUTCOMES`): happened where some did, else met where some was, else feared."""
        return "happened" if self.happened else "met" if self.met else "feared"

    @property
    def share(self) -> float:
        """The part of the area that is filled or half filled, above 0 to 1; 1 also where all was only feared."""
        return min(1.0, (self.happened or self.met or self.n) / self.n)


@dataclass(frozen=True)
class Group:
    """Columns under a heading, with the colours of what stands in them."""

    title: str
    ramp: str
    columns: Sequence[str]


@dataclass(frozen=True)
class Part:
    """Rows under a heading, by groups of columns; *lead* stands before the headings of the groups."""

    title: str
    rows: Sequence[str]
    groups: Sequence[Group]
    lead: str = ""

    @property
    def columns(self) -> list[tuple[str, Group]]:
        """Every column with its group."""
        return [(column, group) for group in self.groups for column in group.columns]

    def cut(self, columns: slice) -> Part:
        """Return the part with some of its columns, counted over all groups."""
        kept = {column for column, _ in self.columns[columns]}
        groups = [replace(group, columns=[one for one in group.columns if one in kept]) for group in self.groups]
        return replace(self, groups=[group for group in groups if group.columns])


@dataclass(frozen=True)
class Legend:
    """What the key says: what area counts, what the number is, and further signs with their meaning; and what totals
    at the margins are called, with those of rows and columns.
    """

    counted: str
    number: str = ""
    more: Sequence[tuple[str, str]] = ()
    totals: str = ""
    of_rows: Mapping[str, int] = field(default_factory=dict)
    of_columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Piece:
    """A part of a page with its sizes in mm and the heads of its columns."""

    part: Part
    cell: float
    heads: Mapping[str, str]
    head: float


@dataclass(frozen=True)
class _Page:
    """What all pages share: the names of rows on their lines, sizes in mm, the discs by row and column."""

    size: Preset
    names: Mapping[str, str]
    label: float
    row: float
    one: float
    discs: Mapping[tuple[str, str], Disc]
    legend: Legend

    @property
    def most(self) -> int:
        """The highest count."""
        return max((disc.n for disc in self.discs.values()), default=1)

    def diameter(self, n: int) -> float:
        """Return the diameter of a count in mm; a count far below the highest keeps a size that can be read."""
        return max(_LEAST, self.one * sqrt(n))


def bubble_pages(
    parts: Sequence[Part], cells: pd.DataFrame, names: Mapping[str, str], legend: Legend, *, preset: str
) -> list[Figure]:
    """Draw parts of rows below each other; one page or more, as rows and columns fit.

    *cells* has a row for each disc: ``row``, ``column``, ``n`` (its area), ``happened`` and ``met`` (how much of it did
    and was) and ``said`` (what stands in or beside it). *names* are those of rows and columns. All pages have one
    measure of area.
    """
    size = PRESETS[preset]
    discs = {
        (one.row, one.column): Disc(int(one.n), int(one.happened), int(one.met), one.said)
        for one in cells.itertuples()
        if one.n > 0
    }
    with style.applied(size):
        every = [row for part in parts for row in part.rows]
        widest = max(len(part.columns) for part in parts)
        spare = _LEFT + _MARGIN * bool(legend.totals) + _BETWEEN * max(len(part.groups) for part in parts)
        beside = width_of([disc.said for disc in discs.values()], size.smallest)
        narrow = max(NARROWEST, _LEAST + _AIR + beside)
        label = _WIDER * label_width([names[row] for row in every], size.smallest, size.double, spare + narrow * widest)
        texts = {row: fitted(names[row], label / _WIDER - 2, size.smallest) for row in every}
        pieces = [
            _piece(part.cut(some), names, size.double - label - spare, size)
            for part in parts
            for some in pages_of(len(part.columns), narrow, size.double - label - spare)
        ]
        least = height_of(list(texts.values()), size.smallest) - 0.4
        head = max(piece.head for piece in pieces)
        below = _KEY * (len(_key_lines(parts, legend, size, discs)) + 0.7) + 4.5 * bool(legend.totals)
        free = size.highest - below - sum(piece.head for piece in pieces)
        row = min(max(_ROW, least), free / sum(len(piece.part.rows) for piece in pieces))
        if row < least:
            row = max(least, 4.6)
            laid = heights_on_pages([[row] * len(piece.part.rows) for piece in pieces], head, size.highest - below)
        else:
            laid = [[(number, slice(0, len(piece.part.rows))) for number, piece in enumerate(pieces)]]
        page = _Page(size, texts, label, row, _diameter(pieces, row, discs, size.smallest), discs, legend)
        drawn = []
        for blocks in laid:
            mine = [
                replace(pieces[at], part=replace(pieces[at].part, rows=list(pieces[at].part.rows)[rows]))
                for at, rows in blocks
            ]
            drawn.append(_draw(mine, page, parts, below))
        return numbered(drawn, size)


def _widths(part: Part, cell: float, size: Preset) -> list[float]:
    """Return the width in mm of each group: that of its columns, or more where its heading is wider."""
    return [
        max(cell * len(group.columns), BOLD * _WIDER * width_of([group.title], size.smallest) + 1)
        for group in part.groups
    ]


def _piece(part: Part, names: Mapping[str, str], room: float, size: Preset) -> _Piece:
    columns = [column for column, _ in part.columns]
    cell = min(_CELL, room / max(1, len(columns)))
    while cell > 1 and sum(_widths(part, cell, size)) > room:
        cell -= 0.1  # a heading that is wider than its columns takes from the others
    heads = turned([names[column] for column in columns], cell, size.smallest)
    high = _WIDER * width_of(lines_of(heads), size.smallest) + 2
    return _Piece(part, cell, dict(zip(columns, heads, strict=True)), high + _GAP)


def _diameter(pieces: Sequence[_Piece], row: float, discs: Mapping[tuple[str, str], Disc], points: float) -> float:
    """Return the diameter in mm of a count of one: as great as leaves every disc near its cell and free of the next."""
    most = min(_ONE, 6.4 / sqrt(max((disc.n for disc in discs.values()), default=1)))
    for piece in pieces:
        rows, columns = list(piece.part.rows), [column for column, _ in piece.part.columns]
        for at, one in enumerate(rows):
            for beside, column in enumerate(columns):
                n = _count(discs, one, column)
                if not n:
                    continue
                most = min(most, 1.2 * min(piece.cell, row) / sqrt(n))
                right = _count(discs, one, columns[beside + 1]) if beside + 1 < len(columns) else 0
                under = _count(discs, rows[at + 1], column) if at + 1 < len(rows) else 0
                for other, distance in ((right, piece.cell), (under, row)):
                    if other:
                        most = min(most, 2 * (distance - 0.5) / (sqrt(n) + sqrt(other)))
    # A number and its disc may reach out of their cell to the left, as far as nothing stands there.
    for piece in pieces:
        for group, row_of in product(piece.part.groups, piece.part.rows):
            for at, column in enumerate(group.columns):
                if disc := discs.get((row_of, column)):
                    left = discs.get((row_of, group.columns[at - 1])) if at else None
                    most = _reaching(most, disc, left, piece.cell, points, first=at == 0)
    return most


def _count(discs: Mapping[tuple[str, str], Disc], row: str, column: str) -> int:
    return discs[row, column].n if (row, column) in discs else 0


def _reaching(most: float, disc: Disc, left: Disc | None, cell: float, points: float, *, first: bool) -> float:
    """Return *most*, or less where a disc with its number would else reach the disc at its left."""
    while (wide := most * sqrt(disc.n)) > _LEAST:
        free = 1.0 if first else 2.0 if left is None else cell / 2 - max(_LEAST, most * sqrt(left.n)) / 2 - 0.3
        if left is not None and _beside(left, most * sqrt(left.n), points):
            free = 0.0
        if wide + _beside(disc, wide, points) <= cell + max(0.0, free):
            break
        most *= 0.97
    return most


def _beside(disc: Disc, diameter: float, points: float) -> float:
    """Return the room in mm that a number takes beside its disc; 0 where there is none or it stands in the disc."""
    wide, ring = width_of([disc.said], points), disc.share < 1
    # In a disc within a ring, a number of all would be taken for that of the disc.
    inside = disc.outcome != "met" and not ring and hypot(wide, 0.73 * points * 25.4 / 72) + 0.5 <= diameter
    return 0.0 if inside or not disc.said else _AIR * (1 + ring) + _WIDER * wide + _AIR


def _draw(pieces: Sequence[_Piece], page: _Page, parts: Sequence[Part], below: float) -> Figure:
    size, legend = page.size, page.legend
    tall = sum(piece.head + page.row * len(piece.part.rows) for piece in pieces) + below
    figure = new_figure(size.double, tall)
    top = 0.0
    for piece in pieces:
        top += piece.head
        _plot_piece(figure, piece, page, top, tall)
        top += page.row * len(piece.part.rows)
    if legend.totals and pieces[-1].part.rows[-1] == parts[-1].rows[-1]:
        _total_columns(figure, pieces[-1], page, top, tall)
    _plot_key(figure, page, _key_lines(parts, legend, size, page.discs))
    return figure


def _plot_piece(figure: Figure, piece: _Piece, page: _Page, top: float, tall: float) -> None:
    size, part = page.size, piece.part
    bold: dict[str, Any] = dict(weight="bold", fontsize=size.smallest)
    high, left = page.row * len(part.rows), _LEFT + page.label
    title_y = 1 - (top - piece.head + _GAP - 1.2) / tall
    figure.text(_LEFT / size.double, 1 - (top - 1.2) / tall, part.title, va="bottom", **bold)
    figure.text((left - 2) / size.double, title_y, part.lead, ha="right", va="bottom", **bold)
    x = left
    for group, wide in zip(part.groups, _widths(part, piece.cell, size), strict=True):
        ax = placed(figure, x, top, piece.cell * len(group.columns), high, gid=f"{part.title}:{group.title}")
        _plot_grid(ax, len(part.rows), len(group.columns))
        name_columns(ax, [piece.heads[column] for column in group.columns])
        ax.tick_params(axis="x", pad=3)  # a large disc of the first row reaches above it
        if x == left:
            name_rows(ax, [page.names[row] for row in part.rows])
        figure.text(x / size.double, title_y, group.title, va="bottom", gid="group", **bold)
        for at, row in enumerate(part.rows):
            for beside, column in enumerate(group.columns):
                if (row, column) in page.discs:
                    _plot_disc(ax, beside, at, page.discs[row, column], group.ramp, piece.cell, page)
        x += wide + _BETWEEN
    if page.legend.totals:
        middle = (x - _BETWEEN + _MARGIN / 2) / size.double
        look: dict[str, Any] = dict(ha="center", fontsize=size.smallest)
        figure.text(middle, 1 - (top - 0.8) / tall, page.legend.totals, rotation=90, va="bottom", **look)
        for number, row in enumerate(part.rows):
            y = 1 - (top + page.row * (number + 0.52)) / tall
            figure.text(middle, y, str(page.legend.of_rows[row]), va="center", gid="total", **look)


def _plot_grid(ax: Axes, rows: int, columns: int) -> None:
    ax.set(xlim=(0, columns), ylim=(rows, 0), xticks=[], yticks=[])
    ax.tick_params(length=0)
    ax.hlines(range(1, rows), 0, columns, color=_GRID, linewidth=0.5, zorder=0)
    ax.vlines(range(1, columns), 0, rows, color=_GRID, linewidth=0.5, zorder=0)
    for side in ax.spines.values():
        side.set(visible=True, color=style.RULE, zorder=0.5)


def _plot_disc(ax: Axes, column: int, row: int, disc: Disc, ramp: str, cell: float, page: _Page) -> None:
    diameter, points = page.diameter(disc.n), page.size.smallest
    wide = _beside(disc, diameter, points)
    inside = not wide
    # A number beside its disc stays in the cell: both move to the left as far as it needs.
    shift = max(0.0, diameter / 2 + wide - cell / 2) if wide else 0.0
    x, y = column + 0.5 - shift / cell, row + 0.5
    if disc.share < 1:
        signs.plot_share(ax, x, y, disc.outcome, diameter, disc.share, ramp, clip_on=False, zorder=3)
    else:
        signs.plot_outcome(ax, x, y, disc.outcome, diameter, ramp, clip_on=False, zorder=3)
    if not disc.said:
        return
    look: dict[str, Any] = dict(va="center", fontsize=points, gid="cell", zorder=4)
    if inside:
        ink = style.readable_on(RAMPS[ramp][3]) if disc.outcome == "happened" else INK
        ax.text(x, y + 0.02, disc.said, ha="center", color=ink, **look)
    else:
        air = _AIR * (1 + (disc.share < 1))
        ax.text(x + (diameter / 2 + air) / cell, y + 0.02, disc.said, ha="left", **look)


def _total_columns(figure: Figure, piece: _Piece, page: _Page, top: float, tall: float) -> None:
    """Write the totals of the columns below the last row."""
    size, y = page.size, 1 - (top + 2.4) / tall
    look: dict[str, Any] = dict(va="center", fontsize=size.smallest)
    x = _LEFT + page.label
    figure.text((x - 1.4) / size.double, y, page.legend.totals, ha="right", **look)
    for group, wide in zip(piece.part.groups, _widths(piece.part, piece.cell, size), strict=True):
        for number, column in enumerate(group.columns):
            at = (x + piece.cell * (number + 0.5)) / size.double
            figure.text(at, y, str(page.legend.of_columns[column]), ha="center", gid="total", **look)
        x += wide + _BETWEEN


def _examples(most: int) -> list[int]:
    """Return the counts that the key draws: one, the highest, and one between."""
    return sorted({1, max(1, round(most / 3)), most})


def _key_lines(
    parts: Sequence[Part], legend: Legend, size: Preset, discs: Mapping[tuple[str, str], Disc]
) -> list[list[tuple[str, str, float]]]:
    """Return the lines of the key: each a list of signs (``harm:outcome``, ``area`` or a letter), what they mean, and
    their widths in mm.
    """
    most = max((disc.n for disc in discs.values()), default=1)
    ramps = dict.fromkeys(group.ramp for part in parts for group in part.groups)
    told = [
        (f"{ramp}:{outcome}", text)
        for ramp in ramps
        for outcome, text in signs.NAMES[ramp].items()
        if (ramp, outcome) != ("co-creation", "met")  # a remedy meets harm
    ]
    if any(disc.share < 1 for disc in discs.values()):
        told.append((f"{next(iter(ramps))}:{_IN_PART}", "inner area: where it happened"))
    told.append(("area", legend.counted))
    told += [("2", legend.number)] * bool(legend.number) + list(legend.more)
    areas = sum(width_of([str(n)], size.smallest) + 0.55 * _AREA for n in _examples(most)) + 0.5 * _AREA
    lines: list[list[tuple[str, str, float]]] = [[]]
    for sign, text in told:
        wide = 4.5 + _WIDER * width_of([text], size.smallest) + (areas if sign == "area" else 0) + 3
        if lines[-1] and sum(one[2] for one in lines[-1]) + wide > size.double - 2:
            lines.append([])
        lines[-1].append((sign, text, wide))
    return lines


def _plot_key(figure: Figure, page: _Page, lines: Sequence[Sequence[tuple[str, str, float]]]) -> None:
    width, height = figure.get_size_inches() / MM
    small: dict[str, Any] = dict(fontsize=page.size.smallest, va="center")
    for number, line in enumerate(reversed(lines)):
        x, y = 2.0, (3.8 + _KEY * number) / height
        for sign, text, wide in line:
            ramp, _, outcome = sign.partition(":")
            if sign == "area":
                figure.text(x / width, y, text, **small)
                _areas(figure, page, x + width_of([text], page.size.smallest) + 2, y)
            elif outcome == _IN_PART:
                for look in signs.shared_disc("happened", 3.0, 0.4, ramp):
                    figure.add_artist(Line2D([(x + 1.5) / width], [y], transform=figure.transFigure, **look))
                figure.text((x + 4.2) / width, y, text, **small)
            elif outcome:
                look = signs.disc(outcome, 3.0, ramp)
                figure.add_artist(Line2D([(x + 1.5) / width], [y], transform=figure.transFigure, **look))
                figure.text((x + 4.2) / width, y, text, **small)
            else:
                figure.text((x + 1.5) / width, y, sign, ha="center", **small)
                figure.text((x + 4.2) / width, y, text, **small)
            x += wide


def _areas(figure: Figure, page: _Page, x: float, y: float) -> None:
    """Draw discs of one, of the most, and of a count between, with what they count."""
    width = page.size.double
    for n in _examples(page.most):
        diameter = page.diameter(n)
        at = [(x + diameter / 2) / width], [y]
        figure.add_artist(Line2D(*at, transform=figure.transFigure, **signs.disc("happened", diameter, "neutral")))
        figure.text((x + diameter + 0.8) / width, y, str(n), fontsize=page.size.smallest, va="center")
        x += diameter + 0.8 + width_of([str(n)], page.size.smallest) + 2

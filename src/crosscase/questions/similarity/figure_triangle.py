"""The shaded triangle of similarities of one family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...publish import style
from ...publish.drawing import placed
from ...publish.lettering import width_of
from ...publish.style import INK, RAMPS, RULE, Preset
from .compute import FAMILY_NAMES, square
from .figure_parts import HEAD, RAMP, Look, similarity_class

#: The measure that is drawn; the other one stands in the table of pairs.
MEASURE = "jaccard"
TITLE = "Jaccard similarity"


@dataclass(frozen=True)
class TrianglePlace:
    """Where a triangle stands, in mm: from the left, how wide a column and how high a row is.

    ``down`` and ``across`` are the slices of the rows and columns that the page shows. ``apart``: it stands without a
    dendrogram beside it, and so carries the name of its family and letters for its rows and columns; else the names
    of the cases stand on its diagonal.
    """

    family: str
    left: float
    cell: float
    row: float
    down: slice
    across: slice
    apart: bool = False


def plot_triangle(
    figure: Figure, top: float, place: TrianglePlace, table: pd.DataFrame, order: Sequence[str], look: Look
) -> None:
    """Draw a triangle *top* mm below the upper edge; *table* is `similarity.pairs`, *order* that of the units."""
    width, height = figure.get_size_inches() / style.MM
    size, down, across = look.size, place.down, place.across
    if place.apart:
        top_text: dict[str, Any] = dict(va="top", fontsize=size.text)
        figure.text(place.left / width, 1 - (top + 1.0) / height, TITLE, **top_text)
        x = place.left + width_of([TITLE], size.text) + 4
        figure.text(x / width, 1 - (top + 1.0) / height, FAMILY_NAMES[place.family], weight="bold", **top_text)
    wide, tall = place.cell * (across.stop - across.start), place.row * (down.stop - down.start)
    ax = placed(figure, place.left, top + HEAD, wide, tall, gid=f"{place.family}:{MEASURE}")
    ax.set(xlim=(across.start, across.stop), ylim=(down.stop, down.start))
    ax.set_axis_off()
    _plot_cells(ax, place, table, order, look)
    if place.apart:
        _name_cells(figure, top, place, [look.keys[unit] for unit in order], size)


def _plot_cells(ax: Axes, place: TrianglePlace, table: pd.DataFrame, order: Sequence[str], look: Look) -> None:
    """Draw the cells: a name (or letter) on the diagonal, below it shades and numbers, the most alike outlined, a dot
    where one source tells of both.
    """
    matrix = square(table, place.family, MEASURE, order)
    shared = square(table.assign(one=(table["sources"] != "").astype(float)), place.family, "one", order)
    most = table.loc[table["family"] == place.family, MEASURE].max()
    size, down, across = look.size, place.down, place.across
    wide = width_of(["0.00"], size.smallest) + 1 <= place.cell
    middle: dict[str, Any] = dict(ha="center", va="center", fontsize=size.smallest)
    # `add_artist` and not `add_patch`: the limits are set, and asking every cell for its own takes half of the time.
    for i in range(down.start, down.stop):
        for j in range(across.start, min(across.stop, i + 1)):
            value = matrix.iat[i, j]
            if i == j:
                _plot_diagonal(ax, i, order[i], place, look)
                continue
            if np.isnan(value):
                hatched: dict[str, Any] = dict(
                    facecolor="white", edgecolor=RULE, hatch="//////", linewidth=0, gid="missing"
                )
                ax.add_artist(Rectangle((j, i), 1, 1, **hatched))
                continue
            colour = RAMPS[RAMP][similarity_class(value)]
            ax.add_artist(Rectangle((j, i), 1, 1, facecolor=colour, edgecolor="white", linewidth=size.line))
            said = f"{value:.2f}" if wide else f"{value:.2f}".removeprefix("0") if value < 0.995 else "1"
            ax.text(j + 0.5, i + 0.52, said, color=style.readable_on(colour), gid="cell", **middle)
            if value >= most - 1e-9 and most > 0:
                outline: dict[str, Any] = dict(fill=False, edgecolor=INK, linewidth=3 * size.line, clip_on=False)
                ax.add_artist(Rectangle((j, i), 1, 1, zorder=5, gid="most alike", **outline))
            if shared.iat[i, j]:
                inset = min(1.6, 0.2 * place.cell)
                dot: dict[str, Any] = dict(
                    marker="o", markersize=2.2 if wide else 1.6, markeredgewidth=0, gid="one source"
                )
                ink = style.readable_on(colour)
                ax.plot(j + 1 - inset / place.cell, i + inset / place.row, color=ink, **dot)


def _plot_diagonal(ax: Axes, i: int, unit: str, place: TrianglePlace, look: Look) -> None:
    """Write a case on the diagonal, at the end of its row and on top of its column."""
    at: dict[str, Any] = dict(va="center", fontsize=look.size.smallest, gid="diagonal")
    if place.apart:
        ax.text(i + 0.5, i + 0.5, look.keys[unit], weight="bold", ha="center", **at)
    else:
        ax.text(i + 1.5 / place.cell, i + 0.5, look.names[unit], ha="left", linespacing=1.1, **at)


def _name_cells(figure: Figure, top: float, place: TrianglePlace, keys: Sequence[str], size: Preset) -> None:
    """Write the letters of rows and columns beside a triangle, where the page does not show its diagonal."""
    width, height = figure.get_size_inches() / style.MM
    down, across = place.down, place.across
    bold: dict[str, Any] = dict(weight="bold", fontsize=size.smallest)
    if across.start > 0 or down.start >= across.stop:
        for i in range(down.start, down.stop):
            y = 1 - (top + HEAD + place.row * (i - down.start + 0.5)) / height
            figure.text((place.left - 1.5) / width, y, keys[i], ha="right", va="center", **bold)
    if down.start > across.start:
        for j in range(across.start, min(across.stop, down.start)):
            x = (place.left + place.cell * (j - across.start + 0.5)) / width
            figure.text(x, 1 - (top + HEAD - 1.2) / height, keys[j], ha="center", va="bottom", **bold)

"""A matrix as a shaded table: its classes of shades, its cells, the names of its rows and columns.

Shades stand for fixed classes, never for the range of the data at hand: `PAIRS` for matrices of cause and effect,
`CODES` for matrices of codes by case. So panels and figures can be compared without a scale of their own; the
number stands in the cell. Blank means covered and not said, hatched not covered, a dash coded absent, a ring only
possible (feared, hoped for or said in general).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import style
from .style import QUIET, RAMPS, RULE

CELL = 4.6  # mm, height of a row of a matrix


STEPS = len(RAMPS["neutral"])


#: Where each of the five shades begins.
PAIRS = (1, 2, 3, 4, 5)


CODES = (1, 2, 4, 7, 12)


RING: dict[str, Any] = dict(
    marker="o", markersize=3, markerfacecolor="white", markeredgecolor=QUIET, markeredgewidth=0.6, linestyle="none"
)


def step(value: float, classes: Sequence[int]) -> int:
    """Return the number of the shade (0 to 4) of a count above 0."""
    return sum(value >= start for start in classes) - 1


def class_name(number: int, classes: Sequence[int]) -> str:
    """Return what a key says of a shade; the last is open, unless *classes* go on and say where it ends."""
    first = classes[number]
    if number == len(classes) - 1:
        return f"≥{first}"
    last = classes[number + 1] - 1
    return f"{first}" if first == last else f"{first}–{last}"


def plot_matrix(
    counts: pd.DataFrame,
    *,
    ax: Axes,
    ramp: str = "neutral",
    classes: Sequence[int] = PAIRS,
    texts: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    single: pd.DataFrame | None = None,
    shared: pd.DataFrame | None = None,
    state: pd.DataFrame | None = None,
) -> Axes:
    """Draw a matrix of counts as a shaded table into *ax*.

    *counts* has one row and column per code, in the order to draw; 0 is left blank, missing is hatched.
    *classes* says where each shade begins. *texts* (same shape) stands in the cells instead of the counts.
    *marks* (same shape, boolean) draws a corner where some of the cell's evidence was averted or mitigated.
    *single* (same shape, boolean) adds a star where only one of two separate passes shows the cell, also where it is
    blank or beside a ring or a dash. *shared* (same shape, boolean) adds a dagger where the cell rests on
    shared passages alone. *state* (same shape) draws a dash where it says ``absent``, a small ring where it says
    ``possible``.
    """
    values = counts.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    shade = np.array([[step(value, classes) + 1.0 if value > 0 else np.nan for value in row] for row in values])
    shade = shade.reshape(values.shape)
    colours = ListedColormap(RAMPS[ramp])
    norm = BoundaryNorm(np.arange(0.5, STEPS + 1), STEPS)
    # The mesh that seaborn's heatmap draws; that one also draws the whole figure each time, to look for labels that
    # meet, which takes most of the time of a figure with many panels.
    ax.pcolormesh(np.ma.masked_invalid(shade), cmap=colours, norm=norm)
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        if np.isnan(value):
            # No outline: the rules of the table are its edges.
            cell: dict[str, Any] = dict(fill=False, hatch="//////", edgecolor=RULE, linewidth=0)
            ax.add_artist(Rectangle((column, row), 1, 1, gid="not covered", **cell))
        elif value > 0:
            ink = style.readable_on(RAMPS[ramp][step(value, classes)])
            shown = f"{value:.0f}" if texts is None else str(texts.iat[row, column])
            shown += "†" if shared is not None and shared.iat[row, column] else ""
            shown += "*" if single is not None and single.iat[row, column] else ""
            ax.text(column + 0.5, row + 0.52, shown, ha="center", va="center", color=ink, gid="cell")
            if marks is not None and marks.iat[row, column]:
                corner = [(column + 0.98, row + 0.02), (column + 0.98, row + 0.40), (column + 0.60, row + 0.02)]
                ax.fill(*zip(*corner, strict=True), color=ink, linewidth=0, gid="remedied")
        else:
            star = single is not None and bool(single.iat[row, column])
            plot_unseen(ax, column + 0.5, row + 0.5, "" if state is None else state.iat[row, column], star)
    thin = mpl.rcParams["axes.linewidth"]  # that of the preset
    ax.hlines(range(1, counts.shape[0]), 0, counts.shape[1], color=RULE, linewidth=thin)
    ax.vlines(range(1, counts.shape[1]), 0, counts.shape[0], color=RULE, linewidth=thin)
    for side in ax.spines.values():
        side.set(visible=True, color=QUIET, linewidth=thin)
    ax.set(xlim=(0, counts.shape[1]), ylim=(counts.shape[0], 0))
    ax.tick_params(length=0)
    return ax


def plot_unseen(ax: Axes, x: float, y: float, state: str, star: bool, **look: Any) -> None:
    """Draw the signs of a cell without a number: a dash (*state* ``absent``) or a ring (``possible``), and a star
    beside it, or alone where one coding shows what the consensus does not. *look* is that of the letters.
    """
    if state == "possible":
        ax.plot(x, y, gid="possible", **RING)
        # The ring is 3 points wide and stands where a letter would.
        beside: dict[str, Any] = dict(xytext=(3, 0), textcoords="offset points", ha="left", annotation_clip=False)
        if star:
            ax.annotate("*", (x, y + 0.02), va="center", color=QUIET, gid="one pass", **beside, **look)
    elif letters := ("–" if state == "absent" else "") + ("*" if star else ""):
        gid = "absent" if state == "absent" else "one pass"
        ax.text(x, y + 0.02, letters, ha="center", va="center", color=QUIET, gid=gid, **look)


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Write the names of the rows of a matrix at its left."""
    ax.set_yticks(np.arange(len(names)) + 0.5, names, rotation=0)


def name_row(ax: Axes, at: int, name: str, size: float) -> None:
    """Write the name of the row *at*, left of a panel without an axis."""
    ax.annotate(
        name,
        (0, at + 0.5),
        xytext=(-4, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=size,
        linespacing=1.1,
        annotation_clip=False,
        gid="label",
    )


def name_columns(ax: Axes, names: Sequence[str], *, rotation: float = 90) -> None:
    """Write the names of the columns of a matrix above it, turned by *rotation* degrees."""
    ax.xaxis.tick_top()
    side = "center" if rotation in (0, 90) else "left"
    ax.set_xticks(np.arange(len(names)) + 0.5, names, rotation=rotation, ha=side, va="bottom")
    ax.tick_params(axis="x", length=0, pad=2)


COUNTED_WORD = {"segments": "Passages", "speakers": "Speakers", "links": "Links"}


def by_column(
    table: pd.DataFrame, columns: str, values: str, rows: Sequence[str], units: Sequence[str]
) -> pd.DataFrame:
    """Return *values* of a long table as a matrix: codes (*rows*) by *columns* (*units*), in this order.

    A cell of which the table says nothing is missing.
    """
    return table.pivot(index="code_id", columns=columns, values=values).reindex(index=list(rows), columns=list(units))


def cell_texts(figure: Figure) -> dict[str, dict[tuple[int, int], str]]:
    """Return the numbers that stand in the cells of each matrix of a figure: by axes, then (row, column)."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for ax in figure.axes:
        cells = {}
        for text in ax.texts:
            if text.get_gid() == "cell":
                x, y = text.get_position()
                cells[int(y), int(x)] = text.get_text()
        if cells:
            found[str(ax.get_gid())] = cells
    return found

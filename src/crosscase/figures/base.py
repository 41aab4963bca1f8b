"""What all figures are made of: sizes, matrices, labels, keys.

Shades stand for fixed classes, never for the range of the data at hand: `PAIRS` for matrices of cause and effect,
`CODES` for matrices of codes by case. So panels and figures can be compared without a scale of their own; the
number stands in the cell. Blank means covered and not said, hatched not covered, a ring coded absent.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextPath, text_to_path

from .. import style
from ..style import MM, QUIET, RAMPS, RULE, Preset

CELL = 4.6  # mm, height of a row of a matrix
NARROWEST = 4.2  # mm, width of a column of a matrix that still holds two digits and a star
LINE = 1.25  # line to line of a label on several lines, in sizes of its type
STEPS = len(RAMPS["neutral"])

#: Where each of the five shades begins.
PAIRS = (1, 2, 3, 4, 5)
CODES = (1, 2, 4, 7, 12)


def step(value: float, classes: Sequence[int]) -> int:
    """Return the number of the shade (0 to 4) of a count above 0."""
    return sum(value >= start for start in classes) - 1


def class_name(number: int, classes: Sequence[int]) -> str:
    first = classes[number]
    if number == len(classes) - 1:
        return f"≥{first}"
    last = classes[number + 1] - 1
    return f"{first}" if first == last else f"{first}–{last}"


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty figure of this size; it belongs to no window and no global state."""
    figure = Figure(figsize=(width_mm * MM, height_mm * MM))
    FigureCanvasAgg(figure)
    return figure


def plot_matrix(
    counts: pd.DataFrame,
    *,
    ax: Axes,
    ramp: str = "neutral",
    classes: Sequence[int] = PAIRS,
    texts: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    single: pd.DataFrame | None = None,
    state: pd.DataFrame | None = None,
) -> Axes:
    """Draw a matrix of counts as a shaded table into *ax*.

    *counts* has one row and column per code, in the order to draw; 0 is left blank, missing is hatched.
    *classes* says where each shade begins. *texts* (same shape) stands in the cells instead of the counts.
    *marks* (same shape, boolean) draws a corner where some of the cell's evidence was averted or mitigated.
    *single* (same shape, boolean) adds a star where only one of two independent passes shows the cell, also where it is blank.
    *state* (same shape) draws a small ring where it says ``absent``.
    """
    values = counts.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    shade = np.where(values > 0, np.vectorize(lambda value: step(value, classes))(np.nan_to_num(values)) + 1.0, np.nan)
    colours = ListedColormap(RAMPS[ramp])
    norm = BoundaryNorm(np.arange(0.5, STEPS + 1), STEPS)
    sns.heatmap(
        pd.DataFrame(shade, counts.index, counts.columns), ax=ax, cmap=colours, norm=norm, vmin=1, vmax=STEPS, cbar=False, xticklabels=False, yticklabels=False,
    )
    ax.set(xlabel="", ylabel="")
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        if np.isnan(value):
            ax.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="//////", edgecolor=RULE, linewidth=0, gid="not covered"))
        elif value > 0:
            ink = style.readable_on(RAMPS[ramp][step(value, classes)])
            shown = f"{value:.0f}" if texts is None else str(texts.iat[row, column])
            shown += "*" if single is not None and single.iat[row, column] else ""
            ax.text(column + 0.5, row + 0.52, shown, ha="center", va="center", color=ink, gid="cell")
            if marks is not None and marks.iat[row, column]:
                corner = [(column + 0.98, row + 0.02), (column + 0.98, row + 0.40), (column + 0.60, row + 0.02)]
                ax.fill(*zip(*corner, strict=True), color=ink, linewidth=0, gid="remedied")
        elif single is not None and single.iat[row, column]:
            ax.text(column + 0.5, row + 0.52, "*", ha="center", va="center", color=QUIET, gid="one pass")
        elif state is not None and state.iat[row, column] == "absent":
            ax.plot(column + 0.5, row + 0.5, gid="absent", **RING)
    ax.hlines(range(1, counts.shape[0]), 0, counts.shape[1], color=RULE, linewidth=0.5)
    ax.vlines(range(1, counts.shape[1]), 0, counts.shape[0], color=RULE, linewidth=0.5)
    for side in ax.spines.values():
        side.set(visible=True, color=QUIET, linewidth=0.5)
    ax.set(xlim=(0, counts.shape[1]), ylim=(counts.shape[0], 0))
    ax.tick_params(length=0)
    return ax


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    ax.set_yticks(np.arange(len(names)) + 0.5, names, rotation=0)


def name_columns(ax: Axes, names: Sequence[str], *, rotation: float = 90) -> None:
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(len(names)) + 0.5, names, rotation=rotation, ha="center" if rotation in (0, 90) else "left", va="bottom")
    ax.tick_params(axis="x", length=0, pad=2)


def width_of(names: Sequence[str], size: float) -> float:
    """Return the width in mm that the longest of these texts takes at this size in pt."""
    return max((_ink(name, size) for name in names if name), default=0) * 25.4 / 72


@cache
def _ink(text: str, size: float) -> float:
    """Return the width of a text's ink in pt: what it advances without the blank edges of its first and last character."""
    font = FontProperties(family="DejaVu Sans", size=size)
    text = text.strip()
    if not text:
        return 0.0
    return text_to_path.get_text_width_height_descent(text, font, False)[0] - _edges(text[0], size)[0] - _edges(text[-1], size)[1]


@cache
def _edges(character: str, size: float) -> tuple[float, float]:
    """Return the blank that a character leaves before and after its ink, in pt. Outlines are slow: each is drawn once."""
    font = FontProperties(family="DejaVu Sans", size=size)
    ink = TextPath((0, 0), character, prop=font).get_extents()
    return ink.x0, text_to_path.get_text_width_height_descent(character, font, False)[0] - ink.x1


def legend(figure: Figure, preset: Preset, y_mm: float, ramps: Sequence[tuple[str, str]], signs: Sequence[str] = (),
            classes: Sequence[int] = PAIRS, x_mm: float = 2) -> None:
    """Draw the key of the shades as small labelled squares, from the left, at a height in mm from the bottom."""
    width, height = figure.get_size_inches() / MM
    x = x_mm
    for title, ramp in ramps:
        figure.text(x / width, y_mm / height, title, fontsize=preset.smallest, va="center")
        x += width_of([title], preset.smallest) + 1.5
        names = [class_name(number, classes) for number in range(STEPS)]
        for name, colour in zip(names, RAMPS[ramp], strict=True):
            wide = max(4.4, width_of([name], preset.smallest) + 1.6)
            figure.add_artist(Rectangle((x / width, (y_mm - 1.9) / height), wide / width, 3.8 / height, facecolor=colour, edgecolor="white",
                                        linewidth=0.5, transform=figure.transFigure))
            figure.text((x + wide / 2) / width, y_mm / height, name, fontsize=preset.smallest, ha="center", va="center", color=style.readable_on(colour))
            x += wide
        x += 4
    for sign in signs:
        box = dict(xy=(x / width, (y_mm - 1.9) / height), width=4.4 / width, height=3.8 / height, linewidth=0.5, transform=figure.transFigure)
        if sign == "remedied":
            figure.add_artist(Rectangle(facecolor="white", edgecolor=QUIET, **box))
            points = [((x + 4.3) / width, (y_mm + 1.8) / height), ((x + 4.3) / width, (y_mm + 0.3) / height), ((x + 2.6) / width, (y_mm + 1.8) / height)]
            figure.add_artist(Polygon(points, closed=True, facecolor=style.INK, linewidth=0, transform=figure.transFigure))
        elif sign == "one pass":
            figure.text((x + 2.2) / width, y_mm / height, "*", fontsize=preset.text, ha="center", va="center")
        elif sign == "absent":
            figure.add_artist(Line2D([(x + 2.2) / width], [y_mm / height], transform=figure.transFigure, **RING))
        else:
            figure.add_artist(Rectangle(facecolor="white", edgecolor=RULE, hatch="//////", **box))
        figure.text((x + 6) / width, y_mm / height, SIGNS[sign], fontsize=preset.smallest, va="center")
        x += 6 + width_of([SIGNS[sign]], preset.smallest) + 4


SIGNS = {
    "one pass": "shown by one of two passes only",
    "remedied": "some averted or mitigated",
    "absent": "coded absent",
    "not covered": "not covered",
    "not asked": "not asked",
}
RING = dict(
    marker="o", markersize=3, markerfacecolor="white", markeredgecolor=QUIET, markeredgewidth=0.6, linestyle="none"
)
COUNTED_WORD = {"segments": "Passages", "speakers": "Speakers", "links": "Links"}


def placed(figure: Figure, left: float, top: float, width: float, height: float, **options: object) -> Axes:
    """Add axes at a place given in mm from the left and the top of the figure."""
    w, h = figure.get_size_inches() / MM
    return figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h), **options)


def wrapped(text: str, width: int) -> str:
    """Return a label on as many lines as it needs."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def fitted(text: str, width_mm: float, size: float) -> str:
    """Return a label on as many lines as it needs to stay within a width in mm, at this size in pt.

    It is broken between words; a single word that is wider stays whole: ask `width_of` what the label takes.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of([longer], size) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def lines_of(names: Sequence[str]) -> list[str]:
    """Return every line of these labels, for `width_of`."""
    return [line for name in names for line in name.split("\n")]


def height_of(names: Sequence[str], size: float) -> float:
    """Return the height in mm that the tallest of these labels takes at this size in pt, with a little air."""
    lines = max((name.count("\n") + 1 for name in names), default=0)
    return lines * LINE * size * 25.4 / 72 + 0.8 if lines else 0.0


def pages_of(n: int, each_mm: float, available_mm: float) -> list[slice]:
    """Split *n* rows (or columns) of a size in mm into the fewest pages that fit, as even as they can be.

    Returns the slice of each page, in order: ``[names[part] for part in pages_of(len(names), CELL, room)]``. A page holds
    at least one row, however little room there is; no rows are one empty page. For columns *each_mm* is `NARROWEST`.
    """
    most = max(1, int(available_mm / each_mm + 1e-6))
    number = max(1, math.ceil(n / most))
    ends = [round(n * page / number) for page in range(number + 1)]
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def by_column(table: pd.DataFrame, columns: str, values: str, rows: Sequence[str], units: Sequence[str]) -> pd.DataFrame:
    return table.pivot(index="code_id", columns=columns, values=values).reindex(index=list(rows), columns=list(units))


def letters(number: int) -> str:
    """Return A, B, ... Z, AA, AB ... for 0, 1, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_texts(figure: Figure) -> dict[str, Mapping[tuple[int, int], str]]:
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


def footnote(figure: Figure, preset: Preset, text: str, *, x_mm: float = 1) -> None:
    """Print a line at the foot of a figure, for what the claim of the picture rests on; wrapped to its width.

    The lines stand from 1 mm above the lower edge upwards: leave `footnote_height` there.
    """
    width, height = figure.get_size_inches() / MM
    for number, line in enumerate(reversed(_foot_lines(text, width, preset))):
        figure.text(x_mm / width, (2.2 + 3.2 * number) / height, line, fontsize=preset.smallest, va="center", color=QUIET, gid="note")


def footnote_height(text: str, width_mm: float, preset: Preset) -> float:
    """Return the height in mm that a footnote takes; 0 for none."""
    lines = _foot_lines(text, width_mm, preset)
    return 3.2 * len(lines) + 1.5 if lines else 0.0


def _foot_lines(text: str, width_mm: float, preset: Preset) -> list[str]:
    # A raster sets type up to 4 % wider than the outlines that `width_of` measures.
    return fitted(text, 0.96 * (width_mm - 2), preset.smallest).split("\n") if text else []

"""What all figures are made of: sizes, matrices, labels, keys.

Shades stand for fixed classes, never for the range of the data at hand: `PAIRS` for matrices of cause and effect,
`CODES` for matrices of codes by case. So panels and figures can be compared without a scale of their own; the
number stands in the cell. Blank means covered and not said, hatched not covered, a ring coded absent.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import Rectangle

from . import style
from .style import MM, QUIET, RAMPS, RULE, Preset

CELL = 4.6  # mm, height of a row of a matrix
NARROWEST = 4.2  # mm, width of a column of a matrix that still holds two digits and a star
LINE = 1.25  # line to line of a label on several lines, in sizes of its type
STEPS = len(RAMPS["neutral"])

#: Where each of the five shades begins.
PAIRS = (1, 2, 3, 4, 5)
CODES = (1, 2, 4, 7, 12)


RING = dict(
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
    *single* (same shape, boolean) adds a star where only one of two independent passes shows the cell, also where
    it is blank.
    *state* (same shape) draws a small ring where it says ``absent``.
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
            cell = dict(fill=False, hatch="//////", edgecolor=RULE, linewidth=0)
            ax.add_patch(Rectangle((column, row), 1, 1, gid="not covered", **cell))
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
    thin = mpl.rcParams["axes.linewidth"]  # that of the preset
    ax.hlines(range(1, counts.shape[0]), 0, counts.shape[1], color=RULE, linewidth=thin)
    ax.vlines(range(1, counts.shape[1]), 0, counts.shape[0], color=RULE, linewidth=thin)
    for side in ax.spines.values():
        side.set(visible=True, color=QUIET, linewidth=thin)
    ax.set(xlim=(0, counts.shape[1]), ylim=(counts.shape[0], 0))
    ax.tick_params(length=0)
    return ax


def name_rows(ax: Axes, names: Sequence[str]) -> None:
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
    ax.xaxis.tick_top()
    side = "center" if rotation in (0, 90) else "left"
    ax.set_xticks(np.arange(len(names)) + 0.5, names, rotation=rotation, ha=side, va="bottom")
    ax.tick_params(axis="x", length=0, pad=2)


#: How much wider bold type is set than `width_of` says.
BOLD = 1.2


def width_of(names: Sequence[str], size: float) -> float:
    """Return the width in mm that the longest of these texts takes at this size in pt."""
    return max((sum(map(_advance, name)) for name in names if name), default=0.0) * size


@lru_cache(maxsize=None)
def _advance(character: str) -> float:
    """Return the width in mm of a character for each pt of its size, without kerning, which only draws closer."""
    font = get_font(findfont("DejaVu Sans"))
    font.set_size(100, 72)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100 * 25.4 / 72


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
    for word in text.split(" "):  # wider spaces within a line stay as they are
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of([longer.strip()], size) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(line.strip() for line in lines)


def turned(names: Sequence[str], column_mm: float, size: float) -> list[str]:
    """Return labels for turned column heads: on as many lines, side by side, as a column holds, so heads are low."""
    most = max(1, int(column_mm / (1.2 * size * 25.4 / 72)))
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


def saying(told: str, preset: Preset, note: str = "") -> Figure:
    """Return a figure that has nothing to draw and says so, with its note at the foot."""
    with style.applied(preset):
        figure = new_figure(preset.double, 20 + footnote_height(note, preset.double, preset))
        look = dict(ha="center", va="center", fontsize=preset.text)
        figure.text(0.5, 0.6 if note else 0.5, told, **look)
        footnote(figure, preset, note)
    return figure


def by_column(
    table: pd.DataFrame, columns: str, values: str, rows: Sequence[str], units: Sequence[str]
) -> pd.DataFrame:
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
        figure.text(
            x_mm / width,
            (2.2 + 3.2 * number) / height,
            line,
            fontsize=preset.smallest,
            va="center",
            color=QUIET,
            gid="note",
        )


def footnote_height(text: str, width_mm: float, preset: Preset) -> float:
    """Return the height in mm that a footnote takes; 0 for none."""
    lines = _foot_lines(text, width_mm, preset)
    return 3.2 * len(lines) + 1.5 if lines else 0.0


def _foot_lines(text: str, width_mm: float, preset: Preset) -> list[str]:
    # A raster sets type up to 4 % wider than the outlines that `width_of` measures.
    return fitted(text, 0.96 * (width_mm - 2), preset.smallest).split("\n") if text else []

"""What all figures are made of: sizes, matrices, labels, keys.

Shades stand for fixed classes, never for the range of the data at hand: `PAIRS` for matrices of cause and effect,
`CODES` for matrices of codes by case. So panels and figures can be compared without a scale of their own; the
number stands in the cell. Blank means covered and not said, hatched not covered, a ring coded absent.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from .. import style
from ..style import MM, QUIET, RAMPS, RULE, Preset

CELL = 4.6  # mm, height of a row of a matrix
NARROWEST = 4.2  # mm, width of a column of a matrix that still holds two digits and a star
KEY_LINE = 5.0  # mm, from one line of a key to the next
LINE = 1.25  # line to line of a label on several lines, in sizes of its type
STEPS = len(RAMPS["neutral"])

#: Where each of the five shades begins.
PAIRS = (1, 2, 3, 4, 5)
CODES = (1, 2, 4, 7, 12)


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


def legend(
    figure: Figure,
    preset: Preset,
    y_mm: float,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str] = (),
    classes: Sequence[int] = PAIRS,
    x_mm: float = 2,
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw the key of the shades as small labelled squares, from the left, in `key_lines` lines.

    The lowest line stands *y_mm* above the lower edge, further ones `KEY_LINE` above each other. *names* renames signs.
    """
    told = {**SIGNS, **(names or {})}
    laid = _laid_out(preset, ramps, signs, classes, x_mm, told)
    for line, x, kind, item in laid:
        y = y_mm + KEY_LINE * (laid[-1][0] - line)
        if kind == "ramp":
            _ramp_key(figure, preset, x, y, *item, classes)
        else:
            _sign_key(figure, preset, x, y, item, told[item])


def key_lines(
    preset: Preset,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str] = (),
    classes: Sequence[int] = PAIRS,
    x_mm: float = 2,
    names: Mapping[str, str] | None = None,
) -> int:
    """Return on how many lines `legend` draws this key."""
    laid = _laid_out(preset, ramps, signs, classes, x_mm, {**SIGNS, **(names or {})})
    return laid[-1][0] + 1 if laid else 0


def _laid_out(
    preset: Preset,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str],
    classes: Sequence[int],
    x_mm: float,
    told: Mapping[str, str],
) -> list[tuple[int, float, str, Any]]:
    """Return line, place in mm, kind and content of each part of a key; what does not fit starts a new line."""
    parts: list[tuple[str, Any, float]] = [("ramp", one, _ramp_width(preset, one[0], classes)) for one in ramps]
    parts += [("sign", sign, 6 + width_of([told[sign]], preset.smallest)) for sign in signs]
    laid, line, x = [], 0, x_mm
    for kind, item, wide in parts:
        if x > x_mm and x + wide > preset.double - 1:
            line, x = line + 1, x_mm
        laid.append((line, x, kind, item))
        x += wide + 4
    return laid


def _steps(preset: Preset, classes: Sequence[int]) -> list[tuple[str, float]]:
    names = [class_name(number, classes) for number in range(STEPS)]
    return [(name, max(4.4, width_of([name], preset.smallest) + 1.6)) for name in names]


def _ramp_width(preset: Preset, title: str, classes: Sequence[int]) -> float:
    return width_of([title], preset.smallest) + 1.5 + sum(wide for _, wide in _steps(preset, classes))


def _ramp_key(
    figure: Figure, preset: Preset, x: float, y: float, title: str, ramp: str, classes: Sequence[int]
) -> None:
    width, height = figure.get_size_inches() / MM
    figure.text(x / width, y / height, title, fontsize=preset.smallest, va="center")
    x += width_of([title], preset.smallest) + 1.5
    for (name, wide), colour in zip(_steps(preset, classes), RAMPS[ramp], strict=True):
        swatch(figure, x, y, wide, facecolor=colour, edgecolor="white", linewidth=preset.line)
        ink = dict(fontsize=preset.smallest, color=style.readable_on(colour))
        figure.text((x + wide / 2) / width, y / height, name, ha="center", va="center", **ink)
        x += wide


def _sign_key(figure: Figure, preset: Preset, x: float, y: float, sign: str, told: str) -> None:
    width, height = figure.get_size_inches() / MM
    if sign == "remedied":
        swatch(figure, x, y, 4.4, facecolor="white", edgecolor=QUIET, linewidth=preset.line)
        points = [((x + right) / width, (y + up) / height) for right, up in ((4.3, 1.8), (4.3, 0.3), (2.6, 1.8))]
        figure.add_artist(Polygon(points, closed=True, facecolor=style.INK, linewidth=0, transform=figure.transFigure))
    elif sign == "one pass":
        figure.text((x + 2.2) / width, y / height, "*", fontsize=preset.text, ha="center", va="center")
    elif sign == "absent":
        figure.add_artist(Line2D([(x + 2.2) / width], [y / height], transform=figure.transFigure, **RING))
    else:
        swatch(figure, x, y, 4.4, facecolor="white", edgecolor=RULE, hatch="//////", linewidth=preset.line)
    figure.text((x + 6) / width, y / height, told, fontsize=preset.smallest, va="center")


def swatch(figure: Figure, x: float, y: float, wide: float, **options: Any) -> None:
    """Draw a square of a key: *x* is its left edge, *y* its middle, in mm from the lower left of the figure."""
    width, height = figure.get_size_inches() / MM
    place = ((x / width, (y - 1.9) / height), wide / width, 3.8 / height)
    figure.add_artist(Rectangle(*place, transform=figure.transFigure, **options))


SIGNS = {
    "one pass": "shown by one of two passes only",
    "remedied": "some averted or mitigated",
    "absent": "said not to occur",
    "not covered": "not covered",
    "not asked": "not asked",
    "no code": "no code leads there",
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


def pages_of(n: int, each_mm: float, available_mm: float) -> list[slice]:
    """Split *n* rows (or columns) of a size in mm into the fewest pages that fit, as even as they can be.

    Returns the slice of each page, in order: ``[names[part] for part in pages_of(len(names), CELL, room)]``. A page
    holds at least one row, however little room there is; no rows are one empty page. For columns *each_mm* is
    `narrowest` of what stands in their cells.
    """
    most = max(1, int(available_mm / each_mm + 1e-6))
    number = max(1, math.ceil(n / most))
    ends = [round(n * page / number) for page in range(number + 1)]
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def blocks_on_pages(
    sizes: Sequence[int], each_mm: float, gap_mm: float, available_mm: float
) -> list[list[tuple[int, slice]]]:
    """Split blocks of rows, each under a heading of *gap_mm*, into the fewest pages that fit, as even as they can be.

    *sizes* are the rows of each block. Returns, page by page, the number of each block that is on it and the slice of
    its rows. A block goes on on the next page under its heading again; a heading never stands alone.
    """
    return heights_on_pages([[each_mm] * size for size in sizes], gap_mm, available_mm)


def heights_on_pages(
    heights: Sequence[Sequence[float]], gap_mm: float, available_mm: float
) -> list[list[tuple[int, slice]]]:
    """Split blocks as `blocks_on_pages` does, where each row has a height of its own in mm."""
    pages, room = _filled(heights, gap_mm, available_mm), available_mm
    while len(pages) > 1 and room > gap_mm:  # the least height that needs no further page
        room -= 2
        tried = _filled(heights, gap_mm, room)
        if len(tried) > len(pages):
            break
        pages = tried
    return pages


def _filled(heights: Sequence[Sequence[float]], gap: float, room: float) -> list[list[tuple[int, slice]]]:
    pages: list[list[tuple[int, slice]]] = [[]]
    left = room
    for block, rows in enumerate(heights):
        for number, height in enumerate(rows):
            goes_on = bool(pages[-1]) and pages[-1][-1][0] == block
            if pages[-1] and left < height + (0 if goes_on else gap) - 1e-6:
                pages.append([])
                left, goes_on = room, False
            if goes_on:
                pages[-1][-1] = (block, slice(pages[-1][-1][1].start, number + 1))
            else:
                pages[-1].append((block, slice(number, number + 1)))
                left -= gap
            left -= height
    return pages


def numbered(pages: list[Figure], preset: Preset, *, x_mm: float = 1) -> list[Figure]:
    """Say on each of several pages, at its top and left, which one it is; a single page stays as it is."""
    for number, page in enumerate(pages, 1) if len(pages) > 1 else ():
        width, height = page.get_size_inches() / MM
        told = f"Page {number} of {len(pages)}"
        look = dict(va="top", color=QUIET, fontsize=preset.smallest)
        page.text(x_mm / width, 1 - 1 / height, told, gid="page", **look)
    return pages


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

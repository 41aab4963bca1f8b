"""Rows in groups beside blocks of columns: the layout of figures that lay published lists beside the cases, in pages
where needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..style import PRESETS, QUIET, RAMPS, Preset
from .base import (
    CELL,
    CODES,
    NARROWEST,
    fitted,
    footnote,
    footnote_height,
    height_of,
    legend,
    lines_of,
    name_columns,
    name_rows,
    new_figure,
    pages_of,
    placed,
    plot_matrix,
    step,
    width_of,
)

BRACKETS = 6.2  # mm, width of a column whose cells hold two digits in brackets


@dataclass(frozen=True)
class Block:
    """One matrix of a figure: a title, counts by row and column, and what marks its cells.

    ``single`` and ``state`` are as in `base.plot_matrix`, ``ramp`` the colours. Weaker evidence stands where *counts*
    have none: ``second`` shaded in grey, and where that has none ``aside`` in brackets.
    """

    title: str
    counts: pd.DataFrame
    ramp: str
    single: pd.DataFrame | None = None
    state: pd.DataFrame | None = None
    second: pd.DataFrame | None = None
    aside: pd.DataFrame | None = None


@dataclass(frozen=True)
class Layout:
    """What stands around the blocks: names of rows and columns, a column of text at the right, keys and lines at the
    foot.
    """

    names: Mapping[str, str]
    heads: Mapping[str, str]
    right: Mapping[str, str] = field(default_factory=dict)
    right_title: str = ""
    ramps: Sequence[tuple[str, str]] = ()
    signs: Sequence[str] = ()
    foot: str = ""
    widest_label: float = 86.0


def grouped_pages(
    groups: Sequence[tuple[str, Sequence[str]]], blocks: Sequence[Block], layout: Layout, *, preset: str
) -> list[Figure]:
    """Draw *groups* of rows (a heading and row ids) by *blocks* that share their columns; one figure a page.

    All blocks have the same columns (units), which are split over pages where they would be narrower than a number
    needs; rows are split where they would be taller than the preset allows, and a heading is printed again where its
    group goes on.
    """
    size = PRESETS[preset]
    ids = [row for _, rows in groups for row in rows]
    columns = list(blocks[0].counts.columns)
    with style.applied(size):
        names = {
            row: fitted(layout.names[row], min(layout.widest_label, size.double * 0.54), size.smallest) for row in ids
        }
        label = 1.04 * width_of(lines_of(list(names.values())), size.smallest) + 3
        right = (
            max(width_of([*layout.right.values(), *layout.right_title.split("\n")], size.smallest) + 2, 0)
            if layout.right
            else 0
        )
        row = max([CELL, *(height_of([name], size.smallest) for name in names.values())])
        between, left = 3.0, 1.0
        room = size.double - left - label - between * len(blocks) - right - 0.5
        pages = []
        narrowest = BRACKETS if any(block.aside is not None for block in blocks) else NARROWEST
        for part in pages_of(len(columns), narrowest * len(blocks), room):
            chosen = columns[part]
            cell = min(room / (len(blocks) * len(chosen)), 24.0)
            heads, turned = headings([layout.heads[one] for one in chosen], cell, size)
            gap = 4.5 if any(title for title, _ in groups) else 1.0
            aloft = (
                gap if max(width_of([title], size.smallest) * 1.15 for title, _ in groups) < left + label - 1 else 1.0
            )
            head = (
                6.5
                + (width_of(lines_of(heads), size.smallest) + 3 if turned else height_of(heads, size.smallest) + 1)
                - aloft
            )
            foot = keys_height(layout.ramps, layout.signs) + footnote_height(layout.foot, size.double, size) + 1
            for rows in _pages_of_rows(groups, row, gap, size.highest - head - foot):
                pages.append(
                    _page(
                        rows,
                        blocks,
                        layout,
                        chosen,
                        heads,
                        turned,
                        size,
                        names=names,
                        label=label,
                        right=right,
                        row=row,
                        cell=cell,
                        head=head,
                        foot=foot,
                        gap=gap,
                        left=left,
                        between=between,
                    )
                )
    return pages


def headings(labels: Sequence[str], cell: float, size: Preset) -> tuple[list[str], bool]:
    """Return the column headings on several lines where they fit, or to be turned."""
    if width_of([word for text in labels for word in text.split()], size.smallest) <= cell - 1:
        flat = [fitted(text, cell - 1, size.smallest) for text in labels]
        if max(text.count("\n") for text in flat) < 5:
            return flat, False
    lines = max(1, int((cell - 0.4) / (1.15 * size.smallest * 25.4 / 72)))
    widest = max(width_of(labels, size.smallest) / lines * 1.25, 18.0)
    return [text if lines == 1 else fitted(text, widest, size.smallest) for text in labels], True


def _pages_of_rows(
    groups: Sequence[tuple[str, Sequence[str]]], row: float, gap: float, available: float
) -> list[list[tuple[str, list[str]]]]:
    """Split the rows evenly over the fewest pages that hold them with their headings."""
    flat = [(title, one) for title, rows in groups for one in rows]
    for wanted in range(1, len(flat) + 1):
        pages = []
        for part in pages_of(len(flat), 1, -(-len(flat) // wanted)):
            page: list[tuple[str, list[str]]] = []
            for title, one in flat[part]:
                if page and page[-1][0] == title:
                    page[-1][1].append(one)
                else:
                    page.append((title, [one]))
            pages.append(page)
        if all(sum(gap + row * len(rows) for _, rows in page) <= available for page in pages):
            break
    return pages


def _page(
    groups: Sequence[tuple[str, Sequence[str]]],
    blocks: Sequence[Block],
    layout: Layout,
    columns: Sequence[str],
    heads: Sequence[str],
    turned: bool,
    size: Preset,
    *,
    names: Mapping[str, str],
    label: float,
    right: float,
    row: float,
    cell: float,
    head: float,
    foot: float,
    gap: float,
    left: float,
    between: float,
) -> Figure:
    wide = cell * len(columns)
    tall = head + sum(gap + row * len(rows) for _, rows in groups) + foot
    figure = new_figure(size.double, tall)
    y = head
    for number, (title, rows) in enumerate(groups):
        y += gap
        if title:
            figure.text(
                left / size.double, 1 - (y - 0.9) / tall, title, weight="bold", fontsize=size.smallest, va="bottom"
            )
        for at, block in enumerate(blocks):
            x = left + label + at * (wide + between)
            ax = placed(figure, x, y, wide, row * len(rows), gid=f"{title}:{block.title}")
            counts, single, state, second, aside = (
                None if frame is None else frame.loc[list(rows), list(columns)]
                for frame in (block.counts, block.single, block.state, block.second, block.aside)
            )
            weaker = _weaker(counts, state, second, aside)
            # Where weaker evidence stands, the star is printed behind its number.
            plot_matrix(
                counts,
                ax=ax,
                ramp=block.ramp,
                classes=CODES,
                single=None if single is None else single & (weaker == ""),
                state=state,
            )
            _print_weaker(ax, weaker, second, single, size)
            ax.set_xticks([])
            ax.set_yticks([])
            if at == 0:
                name_rows(ax, [names[one] for one in rows])
            if number == 0:
                _name_block(figure, ax, block.title, heads, turned, x + wide / 2, tall, size)
        if layout.right:
            x = left + label + len(blocks) * (wide + between) - between + 1.5
            for at, one in enumerate(rows):
                figure.text(
                    x / size.double,
                    1 - (y + row * (at + 0.52)) / tall,
                    layout.right[one],
                    va="center",
                    fontsize=size.smallest,
                    gid="right",
                )
            if number == 0:
                figure.text(
                    x / size.double,
                    1 - (head + gap - 1) / tall,
                    layout.right_title,
                    va="bottom",
                    fontsize=size.smallest,
                    linespacing=1.1,
                )
        y += row * len(rows)
    keys(figure, size, foot - 4.0, layout.ramps, layout.signs)
    footnote(figure, size, layout.foot)
    return figure


def _name_block(
    figure: Figure, ax: Axes, title: str, heads: Sequence[str], turned: bool, middle: float, tall: float, size: Preset
) -> None:
    if title:
        figure.text(
            middle / size.double,
            1 - 0.8 / tall,
            title,
            weight="bold",
            ha="center",
            va="top",
            fontsize=size.text,
            gid="block",
        )
    name_columns(ax, heads, rotation=90 if turned else 0)
    for text in ax.get_xticklabels():
        text.set_linespacing(1.1)


def _weaker(
    counts: pd.DataFrame, state: pd.DataFrame | None, second: pd.DataFrame | None, aside: pd.DataFrame | None
) -> pd.DataFrame:
    """Return what stands in cells without counts: ``second``, ``aside`` or nothing; a code that is said to be absent
    keeps its ring.
    """
    said = pd.DataFrame("", counts.index, counts.columns)
    blank = ~(counts.fillna(0) > 0) & (state != "absent" if state is not None else True)
    for name, frame in (("aside", aside), ("second", second)):
        if frame is not None:
            said = said.mask(blank & (frame.fillna(0) > 0), name)
    return said.mask(said == "aside", "(" + aside.astype("Int64").astype("str") + ")") if aside is not None else said


def _print_weaker(
    ax: Axes, weaker: pd.DataFrame, second: pd.DataFrame | None, single: pd.DataFrame | None, size: Preset
) -> None:
    for r, c in np.ndindex(weaker.shape):
        text, star = weaker.iat[r, c], "*" if single is not None and single.iat[r, c] else ""
        if text == "second":
            value = int(second.iat[r, c])
            shade = RAMPS["neutral"][step(value, CODES)]
            ax.add_patch(Rectangle((c, r), 1, 1, facecolor=shade, edgecolor="none", linewidth=0, zorder=1.5))
            ax.text(
                c + 0.5,
                r + 0.52,
                f"{value}{star}",
                ha="center",
                va="center",
                fontsize=size.text,
                color=style.readable_on(shade),
                gid="second",
            )
        elif text:
            ax.add_patch(Rectangle((c, r), 1, 1, facecolor="white", edgecolor="none", linewidth=0, zorder=1.5))
            ax.text(
                c + 0.5,
                r + 0.52,
                f"{text}{star}",
                ha="center",
                va="center",
                color=QUIET,
                fontsize=size.smallest,
                gid="aside",
            )


def keys(figure: Figure, size: Preset, top_mm: float, ramps: Sequence[tuple[str, str]], signs: Sequence[str]) -> None:
    """Draw the key of the shades and, on a line of its own, that of the signs; *top_mm* is the height of the first
    line.
    """
    if ramps:
        legend(figure, size, top_mm, ramps, [], CODES)
    if signs:
        legend(figure, size, top_mm - (4.8 if ramps else 0), [], signs, CODES)


def keys_height(ramps: Sequence[tuple[str, str]], signs: Sequence[str]) -> float:
    """Return the height in mm that `keys` takes."""
    return 4.8 * (bool(ramps) + bool(signs)) + 1.8

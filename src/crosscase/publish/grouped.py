"""Rows in groups beside blocks of columns: the layout of figures that lay published lists beside the cases, in pages
where needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import style
from .drawing import footnote, footnote_height, new_figure, placed
from .keys import KEY_LINE, key_lines, legend
from .lettering import BOLD, NARROWEST, fitted, height_of, lines_of, turned, width_of
from .matrix import CODES, name_columns, name_rows, plot_matrix, step
from .pages import heights_on_pages, pages_of
from .style import PRESETS, QUIET, RAMPS, Preset

SET_WIDER = 1.04  # a raster sets type up to so much wider than its outlines
_LEFT, _BETWEEN = 1.0, 3.0  # mm, at the left edge and between blocks
_ROW = 4.4  # mm, the least height of a row, a little lower than elsewhere, as the lists are long


@dataclass(frozen=True)
class Block:
    """One matrix of a figure: a title, counts by row and column, and what marks its cells.

    ``single`` and ``state`` are as in `matrix.plot_matrix`, ``ramp`` the colours. Weaker evidence stands where *counts*
    have none: ``second`` in grey with a plus, and where that has none ``aside`` in brackets.
    """

    title: str
    counts: pd.DataFrame
    ramp: str
    single: pd.DataFrame | None = None
    state: pd.DataFrame | None = None
    second: pd.DataFrame | None = None
    aside: pd.DataFrame | None = None

    def part(self, rows: Sequence[str], columns: Sequence[str]) -> Block:
        """Return some rows and columns of the block."""
        frames = ("counts", "single", "state", "second", "aside")
        cut = {name: getattr(self, name).loc[rows, columns] for name in frames if getattr(self, name) is not None}
        return replace(self, **cut)


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


@dataclass(frozen=True)
class _Measures:
    """Places and sizes in mm of one page, and the texts that were broken to fit them."""

    names: Mapping[str, str]
    heads: Sequence[str]
    turned: bool
    label: float
    row: float
    cell: float
    head: float
    foot: float
    gap: float
    raised: bool = False


def grouped_pages(
    groups: Sequence[tuple[str, Sequence[str]]], blocks: Sequence[Block], layout: Layout, *, preset: str
) -> list[Figure]:
    """Draw *groups* of rows (a heading and row ids) by *blocks* that share their columns; one figure a page.

    All blocks have the same columns (units), which are split over pages where they would be narrower than a number
    needs; rows are split where they would be taller than the preset allows, and a heading is printed again where its
    group goes on. The pages are not numbered yet (`pages.numbered`).
    """
    size = PRESETS[preset]
    columns = list(blocks[0].counts.columns)
    sides = len(blocks)
    with style.applied(size):
        widest = min(layout.widest_label, size.double * 0.54)
        names = {row: fitted(layout.names[row], widest, size.smallest) for _, rows in groups for row in rows}
        label = SET_WIDER * width_of(lines_of(list(names.values())), size.smallest) + 3
        row = max([_ROW, *(height_of([name], size.smallest) for name in names.values())])
        beside = [*layout.right.values(), *layout.right_title.split("\n")] if layout.right else []
        right = SET_WIDER * width_of(beside, size.smallest) + 2 if beside else 0.0
        room = size.double - _LEFT - label - _BETWEEN * sides - right - 0.5
        gap = 4.5 if any(title for title, _ in groups) else 1.0
        bold = SET_WIDER * 1.2 * width_of([title for title, _ in groups], size.smallest)
        aloft = gap if bold < label else 1.0  # the first heading stands beside the column heads where it is short
        lines = key_lines(size, layout.ramps, layout.signs, CODES)
        foot = KEY_LINE * lines + footnote_height(layout.foot, size.double, size) + 2.2
        least = max(_narrowest(block, size) for block in blocks)
        pages = []
        for part in pages_of(len(columns), least * sides, room):
            cell = min(room / (sides * len(columns[part])), 24.0)
            heads, turn, high = headings([layout.heads[one] for one in columns[part]], cell, size)
            measures = _Measures(names, heads, turn, label, row, cell, 5.0 + high - aloft, foot, gap)
            first = height_of(heads[:1], size.smallest) if turn else width_of(lines_of(heads[:1]), size.smallest)
            free = size.highest - measures.head - foot
            for page in heights_on_pages([[row] * len(rows) for _, rows in groups], gap, free):
                here = [(groups[block][0], list(groups[block][1])[rows]) for block, rows in page]
                # Where the first heading reaches the head of the first column, the heads stand above it.
                reaches = SET_WIDER * BOLD * width_of([here[0][0]] if here else [], size.smallest)
                raised = reaches > label + (cell - SET_WIDER * first) / 2
                pages.append(_page(here, blocks, layout, columns[part], replace(measures, raised=raised), size))
    return pages


def _narrowest(block: Block, size: Preset) -> float:
    """Return the least width in mm of the columns of a block."""
    full = [f"{value}*" for value in pd.unique(block.counts.to_numpy(dtype=object).ravel()) if not pd.isna(value)]
    weaker = _weaker(block.counts, block.state, block.second, block.aside)
    texts: dict[str, set[str]] = {"second": set(), "aside": set()}
    for r, c in np.ndindex(weaker.shape):
        if weaker.iat[r, c]:
            texts[weaker.iat[r, c]].add(_text(block, weaker.iat[r, c], r, c))
    by_size = ((size.text, [*full, *texts["second"]]), (size.smallest, texts["aside"]))
    return max(NARROWEST, *(width_of(list(some), points) + 0.6 for points, some in by_size))


def _text(block: Block, kind: str, r: int, c: int) -> str:
    """Return weaker evidence as its cell prints it."""
    star = "*" if block.single is not None and block.single.iat[r, c] else ""
    weaker = block.second if kind == "second" else block.aside
    assert weaker is not None  # it is of this kind
    return f"{weaker.iat[r, c]}+{star}" if kind == "second" else f"({weaker.iat[r, c]}){star}"


def headings(labels: Sequence[str], cell: float, size: Preset) -> tuple[list[str], bool, float]:
    """Return column headings (upright where they fit, else turned), whether they are turned, and their height in mm."""
    if width_of([word for text in labels for word in text.split()], size.smallest) <= cell - 1:
        flat = [fitted(text, cell - 1, size.smallest) for text in labels]
        if max(text.count("\n") for text in flat) < 5:
            return flat, False, height_of(flat, size.smallest) + 1
    heads = turned(labels, cell, size.smallest)
    return heads, True, SET_WIDER * width_of(lines_of(heads), size.smallest) + 2


def _page(
    groups: Sequence[tuple[str, Sequence[str]]],
    blocks: Sequence[Block],
    layout: Layout,
    columns: Sequence[str],
    measures: _Measures,
    size: Preset,
) -> Figure:
    row, gap, wide = measures.row, measures.gap, measures.cell * len(columns)
    signs = _signs_of([row for _, rows in groups for row in rows], blocks, layout, columns)
    spared = [key_lines(size, layout.ramps, some, CODES) for some in (layout.signs, signs)]
    foot = measures.foot - KEY_LINE * (spared[0] - spared[1])
    tall = measures.head + sum(gap + row * len(rows) for _, rows in groups) + foot
    figure = new_figure(size.double, tall)
    small: dict[str, Any] = dict(fontsize=size.smallest)
    x_right = _LEFT + measures.label + len(blocks) * (wide + _BETWEEN) - _BETWEEN + 1.5
    y = measures.head
    for number, (title, rows) in enumerate(groups):
        y += gap
        figure.text(_LEFT / size.double, 1 - (y - 0.9) / tall, title, weight="bold", va="bottom", **small)
        for at, block in enumerate(blocks):
            x = _LEFT + measures.label + at * (wide + _BETWEEN)
            ax = placed(figure, x, y, wide, row * len(rows), gid=f"{title}:{block.title}")
            _plot(ax, block.part(list(rows), list(columns)), size)
            if at == 0:
                name_rows(ax, [measures.names[one] for one in rows])
            if number == 0:
                place = ((x + wide / 2) / size.double, 1 - 0.8 / tall)
                figure.text(*place, block.title, weight="bold", ha="center", va="top", fontsize=size.text, gid="block")
                name_columns(ax, measures.heads, rotation=90 if measures.turned else 0)
                if measures.raised:
                    ax.tick_params(axis="x", pad=gap * 72 / 25.4)
        for at, one in enumerate(rows if layout.right else ()):
            place = (x_right / size.double, 1 - (y + row * (at + 0.52)) / tall)
            figure.text(*place, layout.right[one], va="center", gid="right", **small)
        y += row * len(rows)
    place = (x_right / size.double, 1 - (measures.head + gap - 1) / tall)
    figure.text(*place, layout.right_title, va="bottom", linespacing=1.1, **small)
    legend(figure, size, footnote_height(layout.foot, size.double, size) + 2.8, layout.ramps, signs, CODES)
    footnote(figure, size, layout.foot)
    return figure


def _signs_of(rows: Sequence[str], blocks: Sequence[Block], layout: Layout, columns: Sequence[str]) -> Sequence[str]:
    """Return the signs of the key that these rows and columns show."""
    here = [block.part(list(rows), list(columns)) for block in blocks]
    missing = any(bool(block.counts.isna().any(axis=None)) for block in here)
    starred = any(
        bool((block.single & block.counts.notna()).any(axis=None)) for block in here if block.single is not None
    )
    shown = {"no code": missing, "one pass": starred}
    return [sign for sign in layout.signs if shown.get(sign, True)]


def _plot(ax: Axes, block: Block, size: Preset) -> None:
    weaker = _weaker(block.counts, block.state, block.second, block.aside)
    # Where weaker evidence stands, the star is printed behind its number.
    stars = None if block.single is None else block.single & (weaker == "")
    plot_matrix(block.counts, ax=ax, ramp=block.ramp, classes=CODES, single=stars, state=block.state)
    ax.set(xticks=[], yticks=[])
    for r, c in np.ndindex(weaker.shape):
        kind = weaker.iat[r, c]
        if not kind:
            continue
        shade = "white"
        if kind == "second" and block.second is not None:
            shade = RAMPS["neutral"][step(block.second.iat[r, c], CODES)]
        ink, points = (style.readable_on(shade), size.text) if kind == "second" else (QUIET, size.smallest)
        ax.add_patch(Rectangle((c, r), 1, 1, facecolor=shade, edgecolor="none", linewidth=0, zorder=1.5))
        look: dict[str, Any] = dict(ha="center", va="center", color=ink, fontsize=points)
        ax.text(c + 0.5, r + 0.52, _text(block, kind, r, c), gid=kind, **look)


def _weaker(
    counts: pd.DataFrame, state: pd.DataFrame | None, second: pd.DataFrame | None, aside: pd.DataFrame | None
) -> pd.DataFrame:
    """Return what stands in cells without counts: *second*, *aside* or nothing; a ring of absence stays."""
    said = pd.DataFrame("", counts.index, counts.columns)
    blank = ~(counts.fillna(0) > 0) & (state != "absent" if state is not None else True)
    for kind, frame in (("aside", aside), ("second", second)):
        if frame is not None:
            said = said.mask(blank & (frame.fillna(0) > 0), kind)
    return said

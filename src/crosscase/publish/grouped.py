"""Rows in groups beside blocks of columns that are cases: the layout of figures that lay a published list beside the
cases, in pages where needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from . import style
from .case_heads import CaseHeads, row_height, turned_names
from .drawing import new_figure, placed
from .keys import KEY_LINE, key_lines, legend
from .lettering import BOLD, SET_WIDER, fitted, height_of, lines_of, narrowest, width_of
from .matrix import CODES, name_rows, plot_matrix
from .pages import heights_on_pages, pages_of
from .style import PRESETS, Preset

_LEFT, _BETWEEN = 1.0, 3.0  # mm, at the left edge and between blocks
_ROW, _TITLE, _AIR = 4.4, 5.0, 1.0  # mm: the greatest height of a row, of the title of a block, what a heading has more


@dataclass(frozen=True)
class Block:
    """One matrix of a figure: a title, counts by row and case, the ramp of its shades, and where only one of the two
    separate codings shows a cell or it rests on shared passages alone (``single``, ``shared``, as in
    `matrix.plot_matrix`).
    """

    title: str
    counts: pd.DataFrame
    ramp: str
    single: pd.DataFrame | None = None
    shared: pd.DataFrame | None = None


@dataclass(frozen=True)
class Layout:
    """What stands around the blocks: the names of rows, the cases (``unit``, ``label``, ``n_segments``) in the order of
    the columns, the documents that put cases under a bracket, and the key: ramps, and what each sign means.
    """

    names: Mapping[str, str]
    cases: pd.DataFrame
    documents: pd.DataFrame = field(default_factory=pd.DataFrame)
    ramps: Sequence[tuple[str, str]] = ()
    signs: Mapping[str, str] = field(default_factory=dict)
    widest_label: float = 86.0


@dataclass(frozen=True)
class _Measures:
    """What the pages share: names of rows on their lines, the heads of the cases, and sizes in mm."""

    names: Mapping[str, str]
    heads: CaseHeads
    label: float
    row: float
    cell: float
    gap: float
    head: float
    foot: float


def grouped_pages(
    groups: Sequence[tuple[str, Sequence[str]]], blocks: Sequence[Block], layout: Layout, *, preset: str
) -> list[Figure]:
    """Draw *groups* of rows (a heading and row ids) by *blocks* that share their columns; one figure a page.

    Cases are split over pages where their columns would be narrower than a number needs; rows are split where they
    would be taller than the preset allows, and a heading is printed again where its group goes on. The pages are not
    numbered yet (`pages.numbered`).
    """
    size = PRESETS[preset]
    cases, sides = layout.cases, len(blocks)
    with style.applied(size):
        widest = min(layout.widest_label, size.double * 0.54)
        names = {row: fitted(layout.names[row], widest, size.smallest) for _, rows in groups for row in rows}
        label = SET_WIDER * width_of(lines_of(list(names.values())), size.smallest) + 3
        room = size.double - _LEFT - label - _BETWEEN * (sides - 1) - 1
        daggers = "†" * any(block.shared is not None and block.shared.any(axis=None) for block in blocks)
        told = [f"{n}{daggers}*" for block in blocks for n in block.counts.stack().dropna().unique()]
        bare = cases.drop(columns="n_segments", errors="ignore")
        number, named, plain = (
            narrowest(told, size.smallest),
            *(height_of(turned_names(some, size), size.smallest) for some in (cases, bare)),
        )
        if max(number, named) * sides * len(cases) > room:  # no room for n beside the names
            cases, named = bare, plain
        across = pages_of(len(cases), max(number, named) * sides, room)
        cell = min(room / (sides * max(1, *(part.stop - part.start for part in across))), 24.0)
        heads = CaseHeads.of(cases, layout.documents, cell, size)
        foot = KEY_LINE * key_lines(size, layout.ramps, list(layout.signs), CODES, names=layout.signs) + 2.2
        dense, head = row_height(list(names.values()), size), _TITLE + heads.high
        gap = dense + _AIR if any(title for title, _ in groups) else 0.0
        free = size.highest - head - foot
        down = heights_on_pages([[dense] * len(rows) for _, rows in groups], gap, free)
        # As high as the pages allow, so that a short list is not dense for nothing.
        most = max(sum(rows.stop - rows.start for _, rows in page) for page in down)
        spare = (free - gap * max(map(len, down))) / max(most, 1)
        measures = _Measures(names, heads, label, max(dense, min(_ROW, spare)), cell, gap, head, foot)
        return [
            _page(
                [(groups[number][0], list(groups[number][1])[rows]) for number, rows in page],
                blocks,
                layout,
                cases["unit"].tolist()[part],
                measures,
                size,
            )
            for page in down
            for part in across
        ]


def _page(
    groups: Sequence[tuple[str, Sequence[str]]],
    blocks: Sequence[Block],
    layout: Layout,
    units: Sequence[str],
    measures: _Measures,
    size: Preset,
) -> Figure:
    """Draw one page: these groups of rows by these units, in each block."""
    row, gap, wide = measures.row, measures.gap, measures.cell * len(units)
    shown = _signs_of([row for _, rows in groups for row in rows], blocks, layout, units)
    lines = key_lines(size, layout.ramps, list(shown), CODES, names=shown)
    # The first heading stands beside the heads of the cases where it is no wider than the names of the rows.
    raised = not groups or BOLD * SET_WIDER * width_of([groups[0][0]], size.smallest) < measures.label
    body = sum(gap + row * len(rows) for _, rows in groups) - gap * raised
    tall = measures.head + body + KEY_LINE * lines + 2.2
    figure = new_figure(size.double, tall)
    bold: dict[str, Any] = dict(weight="bold", gid="block")
    for at, block in enumerate(blocks):
        x = _LEFT + measures.label + at * (wide + _BETWEEN)
        place = ((x + wide / 2) / size.double, 1 - 0.8 / tall)
        figure.text(*place, block.title, ha="center", va="top", fontsize=size.text, **bold)
        measures.heads.draw(figure, units, x, measures.cell, measures.head, size)
    y = measures.head - gap * raised
    for title, rows in groups:
        y += gap
        heading: dict[str, Any] = dict(weight="bold", va="bottom", fontsize=size.smallest)
        figure.text(_LEFT / size.double, 1 - (y - 0.7) / tall, title, **heading)
        for at, block in enumerate(blocks):
            x = _LEFT + measures.label + at * (wide + _BETWEEN)
            ax = placed(figure, x, y, wide, row * len(rows), gid=f"{title}:{block.title}")
            counts = block.counts.loc[list(rows), list(units)]
            single, shared = (
                None if cells is None else cells.loc[list(rows), list(units)] for cells in (block.single, block.shared)
            )
            plot_matrix(counts, ax=ax, ramp=block.ramp, classes=CODES, single=single, shared=shared)
            for text in ax.texts:
                text.set_fontsize(size.smallest)
            ax.set(xticks=[], yticks=[])
            if at == 0:
                name_rows(ax, [measures.names[one] for one in rows])
        y += row * len(rows)
    legend(figure, size, 2.8, layout.ramps, list(shown), CODES, names=shown)
    return figure


def _signs_of(rows: Sequence[str], blocks: Sequence[Block], layout: Layout, units: Sequence[str]) -> Mapping[str, str]:
    """Return the signs of the key that these rows and units show."""
    cut = (list(rows), list(units))
    missing = any(bool(block.counts.loc[cut].isna().any(axis=None)) for block in blocks)
    starred = any(
        bool((block.single.loc[cut] & block.counts.loc[cut].notna()).any(axis=None))
        for block in blocks
        if block.single is not None
    )
    shared = any(bool(block.shared.loc[cut].any(axis=None)) for block in blocks if block.shared is not None)
    shown = {"no code": missing, "one pass": starred, "shared": shared}
    return {sign: told for sign, told in layout.signs.items() if shown.get(sign, True)}

"""The literature: factors by effects that the same works report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import LEVELS
from ...publish import style
from ...publish.case_heads import row_height
from ...publish.drawing import new_figure, placed
from ...publish.lettering import fitted, height_of, label_width, lines_of, narrowest, turned, width_of
from ...publish.matrix import name_columns, name_rows, plot_matrix
from ...publish.pages import blocks_on_pages, numbered, pages_of
from ...publish.style import PRESETS, Preset

_LEFT, _GAP, _BETWEEN = 1.0, 4.6, 2.0  # mm: margin, heading of a block of rows, space between blocks of columns
_LEVEL = {"citizens": "citizens", "providers": "researchers/providers", "team": "team", "system": "system"}
_SIDE = {"antecedent": "Antecedents", "process": "Process barriers"}


@dataclass(frozen=True)
class _Layout:
    """What all pages share: names of rows, column heads and headings on their lines, and sizes in mm.

    ``effects`` are the columns in the order of the figure, ``across`` their split into pages.
    """

    size: Preset
    effects: pd.DataFrame
    across: Sequence[slice]
    names: Mapping[str, str]
    heads: Mapping[str, str]
    titles: Mapping[str, str]
    label: float
    row: float
    cell: float

    @classmethod
    def of(cls, factors: pd.DataFrame, effects: pd.DataFrame, printed: Sequence[str], size: Preset) -> _Layout:
        """Return the layout of these rows and columns, with *printed* texts in the cells."""
        longest = {r.factor_id: f"{r.factor_label} ({r.n_works_factor})" for r in factors.itertuples()}
        least = narrowest(printed, size.text)
        between = _BETWEEN * (effects["effect_level"].nunique() - 1) + 2
        label = label_width(list(longest.values()), size.smallest, size.double, _LEFT + between + least * len(effects))
        names = {one: fitted(name, label - 2, size.smallest) for one, name in longest.items()}
        room = size.double - _LEFT - label - between
        across = pages_of(len(effects), least, room)
        cell = room / max(1, *(len(effects[part]) for part in across))
        heads = [f"{r.effect_label} ({r.n_works_effect})" for r in effects.itertuples()]
        return cls(
            size,
            effects,
            across,
            names,
            dict(zip(effects.index, turned(heads, cell, size.smallest, air_mm=0), strict=True)),
            _titles(effects, across, cell, size),
            label,
            max(3.4, row_height(list(names.values()), size)),
            cell,
        )

    @property
    def head(self) -> float:
        """The height above the first block."""
        # The heads reach down beside the heading of the first block.
        heads = 1.04 * width_of(lines_of(list(self.heads.values())), self.size.smallest) + 3.5 - _GAP
        return heads + height_of(list(self.titles.values()), self.size.smallest)

    @property
    def foot(self) -> float:
        """The height below the last block."""
        return 1.0


def literature_figure(table: pd.DataFrame, *, preset: str = "bmc") -> list[Figure]:
    """Draw the published table's factors (rows) by effects (columns): which works report both.

    *table* is `literature.literature_matrix`. The shade counts the works; the cell prints their citation numbers,
    or the count where there are more than two. Rows and columns are grouped as in the published table. One page or
    more: factors and effects are split where they do not fit.
    """
    size = PRESETS[preset]
    levels = [level for level in LEVELS if level in set(table["effect_level"])]
    effects = table.drop_duplicates("effect_id")
    effects = pd.concat([effects[effects["effect_level"] == level] for level in levels]).set_index("effect_id")
    factors = table.drop_duplicates("factor_id")
    blocks = [
        (side, level, factors.loc[(factors["side"] == side) & (factors["level"] == level), "factor_id"].tolist())
        for side in _SIDE
        for level in LEVELS
    ]
    blocks = [block for block in blocks if block[2]]
    printed = table.assign(
        text=[
            n.replace(" ", ",") if len(n.split()) < 3 else f"n={k}"
            for n, k in zip(table["numbers"], table["n_works"], strict=True)
        ]
    )
    counts = table.pivot(index="factor_id", columns="effect_id", values="n_works")
    texts = printed.pivot(index="factor_id", columns="effect_id", values="text")
    with style.applied(size):
        layout = _Layout.of(factors, effects, list(printed["text"]), size)
        room = size.highest - layout.head - layout.foot
        pages = []
        for chosen in blocks_on_pages([len(ids) for *_, ids in blocks], layout.row, _GAP, room):
            here = [(*blocks[number][:2], blocks[number][2][rows]) for number, rows in chosen]
            pages += [_page(here, effects[columns], counts, texts, layout) for columns in layout.across]
    return numbered(pages, size)


def _titles(effects: pd.DataFrame, across: Sequence[slice], cell: float, size: Preset) -> dict[str, str]:
    """Return the heading of each level of effects: on one line where its columns are wide enough on some page."""
    titles = {level: fitted(_LEVEL[level].capitalize(), cell, size.smallest) for level in effects["effect_level"]}
    for part in across:
        for level, n in effects[part]["effect_level"].value_counts().items():
            whole = _LEVEL[level].capitalize()
            if width_of([whole], size.smallest) * 1.15 <= cell * int(n) + _BETWEEN:
                titles[level] = whole
    return titles


def _page(
    blocks: Sequence[tuple[str, str, list[str]]],
    effects: pd.DataFrame,
    counts: pd.DataFrame,
    texts: pd.DataFrame,
    layout: _Layout,
) -> Figure:
    """Draw one page: *blocks* of factors (side, level, ids) by these effects."""
    size, row, cell = layout.size, layout.row, layout.cell
    tall = layout.head + sum(_GAP + row * len(ids) for *_, ids in blocks) + layout.foot
    figure = new_figure(size.double, tall)
    small: dict[str, Any] = dict(fontsize=size.smallest)
    y = layout.head
    for number, (side, row_level, ids) in enumerate(blocks):
        y += _GAP
        title = f"{_SIDE[side]}: {_LEVEL[row_level]}"
        figure.text(_LEFT / size.double, 1 - (y - 1.0) / tall, title, weight="bold", va="bottom", **small)
        x = _LEFT + layout.label
        for level, part in effects.groupby("effect_level", sort=False):
            shown = part.index.tolist()
            ax = placed(figure, x, y, cell * len(shown), row * len(ids), gid=f"{side}:{row_level}:{level}")
            plot_matrix(counts.loc[ids, shown], ax=ax, ramp="neutral", texts=texts.loc[ids, shown])
            for text in ax.texts:
                text.set_fontsize(size.smallest)
            ax.set_xticks([])
            ax.set_yticks([])
            if number == 0:
                name_columns(ax, [layout.heads[effect] for effect in shown])
                at = ((x + cell * len(shown) / 2) / size.double, 1 - 0.8 / tall)
                look: dict[str, Any] = dict(weight="bold", ha="center", va="top", linespacing=1.1, **small)
                figure.text(*at, layout.titles[level], **look)
            if x == _LEFT + layout.label:
                name_rows(ax, [layout.names[one] for one in ids])
            x += cell * len(shown) + _BETWEEN
        y += row * len(ids)
    return figure

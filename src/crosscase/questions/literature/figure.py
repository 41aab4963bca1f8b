"""The literature: factors by effects that the same works report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import LEVELS
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.lettering import fitted, height_of, label_width, lines_of, narrowest, turned, width_of
from ...publish.matrix import name_columns, name_rows, plot_matrix
from ...publish.pages import blocks_on_pages, numbered, pages_of
from ...publish.style import PRESETS

_LEFT, _GAP, _BETWEEN = 1.0, 5.4, 2.0  # mm: margin, heading of a block of rows, space between blocks of columns
_LEVEL = {"citizens": "citizens", "providers": "researchers/providers", "team": "team", "system": "system"}
_SIDE = {"antecedent": "Antecedents", "process": "Process barriers"}
_TOLD = (
    "In a cell: citation number of the work that the table cites for both. "
    "In brackets: works cited for the row or column."
)


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
        (side, level, factors[(factors["side"] == side) & (factors["level"] == level)])
        for side in _SIDE
        for level in LEVELS
    ]
    blocks = [block for block in blocks if len(block[2])]
    printed = table.assign(
        text=[
            n.replace(" ", ",") if len(n.split()) < 3 else f"n={k}"
            for n, k in zip(table["numbers"], table["n_works"], strict=True)
        ]
    )
    counts = table.pivot(index="factor_id", columns="effect_id", values="n_works")
    texts = printed.pivot(index="factor_id", columns="effect_id", values="text")
    with style.applied(size):
        longest = {r.factor_id: f"{r.factor_label} ({r.n_works_factor})" for r in factors.itertuples()}
        least = narrowest(list(printed["text"]), size.text)
        between = _BETWEEN * (len(levels) - 1) + 2
        label = label_width(list(longest.values()), size.smallest, size.double, _LEFT + between + least * len(effects))
        names = {one: fitted(name, label - 2, size.smallest) for one, name in longest.items()}
        row = max(4.1, height_of(list(names.values()), size.smallest) + 0.3)
        room = size.double - _LEFT - label - between
        across = pages_of(len(effects), least, room)
        cell = room / max(1, *(len(effects[part]) for part in across))
        above = [f"{r.effect_label} ({r.n_works_effect})" for r in effects.itertuples()]
        heads = dict(zip(effects.index, turned(above, cell, size.smallest), strict=True))
        titles = {level: fitted(_LEVEL[level].capitalize(), cell, size.smallest) for level in levels}
        for part in across:
            shown = effects[part]["effect_level"]
            wide = {level: cell * int((shown == level).sum()) for level in shown.unique()}
            for level, width in wide.items():
                whole = _LEVEL[level].capitalize()
                if width_of([whole], size.smallest) * 1.15 <= width + _BETWEEN:
                    titles[level] = whole
        head = width_of(lines_of(list(heads.values())), size.smallest) + 5.8
        head += height_of(list(titles.values()), size.smallest)
        told = lines_of([fitted(_TOLD, 0.96 * (size.double - 2 * _LEFT), size.smallest)])
        foot = 5.6 + 3.4 * len(told)
        down = blocks_on_pages([len(part) for *_, part in blocks], row, _GAP, size.highest - head - foot)
        pages = []
        for chosen in down:
            for columns in across:
                tall = head + sum(_GAP + row * len(blocks[number][2][rows]) for number, rows in chosen) + foot
                figure = new_figure(size.double, tall)
                y = head
                for number, rows in chosen:
                    side, row_level, part = blocks[number]
                    ids = part["factor_id"].tolist()[rows]
                    y += _GAP
                    title = f"{_SIDE[side]}: {_LEVEL[row_level]}"
                    at: dict[str, Any] = dict(weight="bold", fontsize=size.smallest, va="bottom")
                    figure.text(_LEFT / size.double, 1 - (y - 1.0) / tall, title, **at)
                    x = _LEFT + label
                    for level in levels:
                        shown = effects[columns].index[effects[columns]["effect_level"] == level].tolist()
                        if not shown:
                            continue
                        gid = f"{side}:{row_level}:{level}"
                        ax = placed(figure, x, y, cell * len(shown), row * len(ids), gid=gid)
                        plot_matrix(counts.loc[ids, shown], ax=ax, ramp="neutral", texts=texts.loc[ids, shown])
                        ax.set_xticks([])
                        ax.set_yticks([])
                        if y == head + _GAP:
                            name_columns(ax, [heads[effect] for effect in shown])
                            middle = (x + cell * len(shown) / 2) / size.double
                            at = dict(weight="bold", ha="center", va="top", fontsize=size.smallest, linespacing=1.1)
                            figure.text(middle, 1 - 0.8 / tall, titles[level], **at)
                        if x == _LEFT + label:
                            name_rows(ax, [names[one] for one in ids])
                        x += cell * len(shown) + _BETWEEN
                    y += row * len(ids)
                for number, line in enumerate(told):
                    y_mm = foot - 5 - 3.4 * number
                    figure.text(_LEFT / size.double, y_mm / tall, line, fontsize=size.smallest, va="center")
                pages.append(figure)
    return numbered(pages, size)

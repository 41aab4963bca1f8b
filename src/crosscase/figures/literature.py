"""The literature: factors by effects that the same works report."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .. import style
from ..codebook import LEVELS
from ..style import PRESETS
from .base import name_columns, name_rows, new_figure, placed, plot_matrix, width_of, wrapped


def literature_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the published table's factors (rows) by effects (columns): which works report both.

    *table* is `literature.literature_matrix`. The shade counts the works; the cell prints their citation numbers,
    or the count where there are more than two. Rows and columns are grouped as in the published table.
    """
    size = PRESETS[preset]
    effects = table.drop_duplicates("effect_id")
    factors = table.drop_duplicates("factor_id")
    level_name = {"citizens": "citizens", "providers": "researchers/providers", "team": "team", "system": "system"}
    blocks = [
        (side, level, factors[(factors["side"] == side) & (factors["level"] == level)])
        for side in ("antecedent", "process") for level in LEVELS
    ]
    blocks = [block for block in blocks if len(block[2])]
    with style.applied(size):
        texts = [f"{r.factor_label} ({r.n_works_factor})" for r in factors.itertuples()]
        heads = [wrapped(f"{r.effect_label} ({r.n_works_effect})", 27) for r in effects.itertuples()]
        label = width_of(texts, size.smallest) + 3
        head = width_of([line for h in heads for line in h.split("\n")], size.smallest) + 9
        row, gap, foot, left, between = 4.1, 5.4, 9, 1, 2
        levels = [level for level in LEVELS if level in set(effects["effect_level"])]
        cell = (size.double - left - label - between * (len(levels) - 1) - 2) / len(effects)
        tall = head + row * len(factors) + gap * len(blocks) + foot
        figure = new_figure(size.double, tall)
        y = head + gap
        for side, row_level, part in blocks:
            x = left + label
            title = {"antecedent": "Antecedents", "process": "Process barriers"}[side]
            figure.text(left / size.double, 1 - (y - 1.0) / tall, f"{title}: {level_name[row_level]}", weight="bold", fontsize=size.smallest, va="bottom")
            for level in levels:
                chosen = effects[effects["effect_level"] == level]
                ids = chosen["effect_id"].tolist()
                cells = table[table["factor_id"].isin(part["factor_id"])]
                counts = cells.pivot(index="factor_id", columns="effect_id", values="n_works").loc[part["factor_id"], ids]
                printed = cells.assign(
                    text=[n.replace(" ", ",") if len(n.split()) < 3 else f"n={k}" for n, k in zip(cells["numbers"], cells["n_works"], strict=True)]
                ).pivot(index="factor_id", columns="effect_id", values="text").loc[part["factor_id"], ids]
                ax = placed(figure, x, y, cell * len(ids), row * len(part), gid=f"{side}:{row_level}:{level}")
                plot_matrix(counts, ax=ax, ramp="neutral", texts=printed)
                ax.set_xticks([])
                ax.set_yticks([])
                if y == head + gap:
                    name_columns(ax, [h for h, of in zip(heads, effects["effect_level"], strict=True) if of == level])
                    figure.text((x + cell * len(ids) / 2) / size.double, 1 - 0.8 / tall, level_name[level].capitalize(), weight="bold", ha="center",
                                va="top", fontsize=size.smallest)
                if x == left + label:
                    name_rows(ax, [f"{r.factor_label} ({r.n_works_factor})" for r in part.itertuples()])
                x += cell * len(ids) + between
            y += row * len(part) + gap
        told = "In a cell: citation number of the work that the table cites for both. In brackets: works cited for the row or column."
        figure.text(left / size.double, 4 / tall, told, fontsize=size.smallest, va="center")
    return figure

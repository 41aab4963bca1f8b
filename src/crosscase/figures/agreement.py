"""Agreement of two passes, code by code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..codebook import labels
from ..style import PRESETS, RAMPS
from .base import new_figure, placed, width_of


def agreement_figure(table: pd.DataFrame, codes: pd.DataFrame, *, passes: Sequence[str] = ("A", "B"), preset: str = "bmc") -> Figure:
    """Draw, for each code, the passages that both passes give it to, and those that only one does, with kappa and AC1.

    *table* is `agreement.by_code`. Barriers, power and dialogue roles stand left, enablers and effects right.
    """
    size = PRESETS[preset]
    names = labels(codes)
    titles = {"barrier": "Barriers", "power": "Power", "dialogue_role": "Dialogue roles", "enabler": "Enablers", "effect": "Effects"}
    sides = [[f for f in group if (table["family"] == f).any()] for group in (("barrier", "power", "dialogue_role"), ("enabler", "effect"))]
    parts = (("n_both", RAMPS["co-creation"][3], ""), ("n_first_only", RAMPS["co-destruction"][1], ""), ("n_second_only", RAMPS["co-destruction"][3], ""))
    reach = int((table["n_both"] + table["n_first_only"] + table["n_second_only"]).max())
    with style.applied(size):
        row, gap, head, foot, left, numbers, between = 3.7, 5.5, 3, 8, 1, 16, 4
        label = width_of([names[c] for c in table["code_id"]], size.smallest) + 2
        half = (size.double - 2 * left - between) / 2
        tall = head + max(sum(gap + row * int((table["family"] == f).sum()) for f in side) for side in sides) + foot
        figure = new_figure(size.double, tall)
        for side, families in enumerate(sides):
            x, y = left + side * (half + between), head
            for family in families:
                rows = table[table["family"] == family]
                y += gap
                top = 1 - (y - 1.0) / tall
                figure.text(x / size.double, top, titles[family], weight="bold", fontsize=size.smallest, va="bottom")
                if family == families[0]:
                    for name, shift in (("κ", numbers - 9.5), ("AC1", numbers - 0.5)):
                        figure.text((x + half - numbers + shift) / size.double, top, name, fontsize=size.smallest, ha="right", va="bottom")
                ax = placed(figure, x + label, y, half - label - numbers, row * len(rows), gid=family)
                start = np.zeros(len(rows))
                for column, colour, hatch in parts:
                    ax.barh(np.arange(len(rows)), rows[column], left=start, height=0.72, facecolor=colour, edgecolor="white", linewidth=0.4, hatch=hatch, gid=column)
                    start += rows[column].to_numpy(dtype=float)
                ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, reach * 1.02), xticks=[])
                ax.set_yticks(range(len(rows)), [names[c] for c in rows["code_id"]], fontsize=size.smallest)
                ax.tick_params(length=0, pad=1.5)
                sns.despine(ax=ax, bottom=True)
                for at, (k, a) in enumerate(zip(rows["kappa"], rows["ac1"], strict=True)):
                    height = 1 - (y + (at + 0.5) * row) / tall
                    for value, shift in ((k, numbers - 9.5), (a, numbers - 0.5)):
                        text = "–" if pd.isna(value) else f"{value:.2f}"
                        figure.text((x + half - numbers + shift) / size.double, height, text, fontsize=size.smallest, ha="right", va="center")
                y += row * len(rows)
        x = left + 1
        for (_, colour, _), name in zip(parts, ("both passes", f"pass {passes[0]} only", f"pass {passes[1]} only"), strict=True):
            figure.add_artist(Rectangle((x / size.double, 1.8 / tall), 5 / size.double, 3.4 / tall, facecolor=colour, linewidth=0, transform=figure.transFigure))
            figure.text((x + 6.2) / size.double, 3.5 / tall, f"Passages coded by {name}" if x < 3 else name, fontsize=size.smallest, va="center")
            x += 50 if x < 3 else 30
    return figure

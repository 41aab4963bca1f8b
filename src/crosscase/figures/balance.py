"""The balance of co-destruction and co-creation."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..codebook import STATUSES
from ..style import PRESETS, RAMPS
from .base import new_figure, placed, width_of, wrapped

STATUS_SHADE = {"realised": 3, "mitigated": 2, "averted": 1, "possible": 0}
STATUS_HATCH = {"realised": "", "mitigated": "", "averted": "", "possible": "////"}


def balance_figure(table: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the links of each case: co-destruction to the left, co-creation to the right, stacked by status.

    *table* is `matrices.balance`. The number stands in each part that is wide enough, the total at the end.
    """
    size = PRESETS[preset]
    units = cases["unit"].tolist()
    counts = table.set_index(["unit", "valence", "status"])["n_links"]
    totals = counts.groupby(level=["unit", "valence"]).sum()
    reach = max(int(totals.max()), 1)
    with style.applied(size):
        names = [wrapped(name, 22) for name in cases["label"]]
        label = width_of([line for name in names for line in name.split("\n")], size.text) + 4
        row, head, foot, left = 9.0, 8, 15, 1
        tall = head + row * len(units) + foot
        figure = new_figure(size.double, tall)
        wide = size.double - left - label - 3
        ax = placed(figure, left + label, head, wide, row * len(units), gid="balance")
        for at, unit in enumerate(units):
            for valence, sign in (("co-destruction", -1), ("co-creation", 1)):
                start = 0
                for status in STATUSES:
                    n = int(counts[unit, valence, status])
                    if not n:
                        continue
                    colour = RAMPS[valence][STATUS_SHADE[status]]
                    ax.barh(at, sign * n, left=sign * start, height=0.62, facecolor=colour, hatch=STATUS_HATCH[status],
                            edgecolor="white" if status != "possible" else RAMPS[valence][2], linewidth=0.5, gid=f"{unit}:{valence}:{status}")
                    if n >= reach * 0.025:
                        pad = dict(boxstyle="square,pad=0.1", facecolor=colour, edgecolor="none") if status == "possible" else None
                        ax.text(sign * (start + n / 2), at, f"{n}", ha="center", va="center", color=style.readable_on(colour), bbox=pad, gid="part")
                    start += n
                ax.text(sign * (start + reach * 0.02), at, f"{start}", ha="left" if sign > 0 else "right", va="center", weight="bold", gid="total")
        ax.axvline(0, color=style.INK, linewidth=0.8)
        ax.set(ylim=(len(units) - 0.5, -0.5), xlim=(-reach * 1.12, reach * 1.12), xticks=[])
        ax.set_yticks(range(len(units)), names, fontsize=size.text)
        ax.tick_params(length=0)
        sns.despine(ax=ax, left=True, bottom=True)
        middle = (left + label + wide / 2) / size.double
        for text, ha, shift in (("← Co-destruction", "right", -2), ("Co-creation →", "left", 2)):
            figure.text(middle + shift / size.double, 1 - 2 / tall, text, ha=ha, va="top", weight="bold", fontsize=size.text)
        for valence, y in (("co-destruction", 9.5), ("co-creation", 4)):
            x = left + 1
            figure.text(x / size.double, y / tall, f"{valence.capitalize()} links", fontsize=size.smallest, va="center")
            x += 32
            for status in [status for status in STATUSES if counts.xs((valence, status), level=("valence", "status")).sum()]:
                colour = RAMPS[valence][STATUS_SHADE[status]]
                figure.add_artist(Rectangle((x / size.double, (y - 1.9) / tall), 6 / size.double, 3.8 / tall, facecolor=colour, hatch=STATUS_HATCH[status],
                                            edgecolor="white" if status != "possible" else RAMPS[valence][2], linewidth=0.5, transform=figure.transFigure))
                figure.text((x + 7.5) / size.double, y / tall, status, fontsize=size.smallest, va="center")
                x += 29
    return figure

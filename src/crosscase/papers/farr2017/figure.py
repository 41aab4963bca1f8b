"""The figures of Farr (2017), drawn from data."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, lines_of, width_of
from ...publish.style import PRESETS, QUIET, RAMPS, Preset

_OPEN: dict[str, Any] = dict(facecolor="white", edgecolor=RAMPS["neutral"][2], hatch="//////", linewidth=0)


def issue_path_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the steps as rows: a bar where a number is printed, its end hatched and open where the number is only a
    lower bound.
    """
    size = PRESETS[preset]
    number = table.set_index("stage")["at_least"]
    reach = int(number.max())
    with style.applied(size):
        row, head, foot, left, right = 8.0, 8, 9, 1, 2
        names = [f"{'–' if pd.isna(one.step) else one.step}  {one.what}" for one in table.itertuples()]
        names = [fitted(name, 0.5 * size.double, size.text) for name in names]
        label = width_of(lines_of(names), size.text) + 5
        tall = head + row * len(table) + foot
        wide = size.double - left - label - right
        figure = new_figure(size.double, tall)
        ax = placed(figure, left + label, head, wide, row * len(table), gid="path")
        for at, one in enumerate(table.itertuples()):
            plot_step(ax, at, one, number, size)
            ax.text(reach * 1.65, at, f"{one.n_segments}", ha="right", va="center", fontsize=size.text, gid="passages")
        ax.axvline(0, color=style.INK, linewidth=0.8)
        ax.set(ylim=(len(table) - 0.5, -0.5), xlim=(0, reach * 1.65), xticks=[])
        ax.set_yticks(range(len(table)), names, fontsize=size.text, ha="left")
        ax.tick_params(axis="y", length=0, pad=label / 25.4 * 72 - 3)
        for side in ax.spines.values():
            side.set_visible(False)
        for x, text, ha in ((left + label, "Issues", "left"), (left + label + wide, "Passages", "right")):
            figure.text(x / size.double, 1 - 2 / tall, text, weight="bold", fontsize=size.text, ha=ha, va="top")
        swatch(figure, left, 3.5, 5, **_OPEN)
        small: dict[str, Any] = dict(fontsize=size.smallest, va="center")
        figure.text(
            (left + 6.5) / size.double, 3.5 / tall, "and perhaps more: the paper prints a least number", **small
        )
    return figure


def plot_step(ax: Axes, at: int, one: Any, number: pd.Series, size: Preset) -> None:
    """Draw one step (a row of `issue_path`) at height *at*; *number* holds the least number of each stage."""
    if pd.isna(one.at_least):
        ax.text(0.4, at, "no number printed", va="center", color=QUIET, fontsize=size.smallest, gid="none")
        return
    start = int(number["acted upon"]) if one.stage == "no action told" else 0
    colour = RAMPS["neutral"][4 if one.stage == "acted upon" else 2]
    ax.barh(at, one.at_least, left=start, height=0.58, color=colour, gid=one.stage)
    end, open_end = start + one.at_least, int(number.max()) * 0.09
    if not one.exact:
        ax.barh(at, open_end, left=end, height=0.58, gid="open end", **_OPEN)
        end += open_end
    told = one.printed or f"{'' if one.exact else 'at least '}{one.at_least}"
    ax.text(end + 0.5, at, told, va="center", weight="bold", fontsize=size.text, gid="number")

"""The figures of Farr (2017), drawn from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...core.crosswalk import GROUPS
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import fitted, height_of, label_width, lines_of, width_of
from ...publish.matrix import CODES, name_rows, plot_matrix
from ...publish.pages import blocks_on_pages, numbered
from ...publish.style import PRESETS, QUIET, RAMPS, Preset
from .compute import BEARINGS, CASES


def questions_figure(table: pd.DataFrame, names: Mapping[str, str], *, preset: str = "bmc") -> list[Figure]:
    """Draw the critical questions (rows) by case: passages that bear on them, and apart those that are only related.

    *table* is `questions`, *names* gives the labels of the cases. Hatched: no code leads from the question to passages.
    One page or more: questions are split where they do not fit.
    """
    size = PRESETS[preset]
    order = table.drop_duplicates("element_id")
    asked = order.set_index("element_id")["question"]
    titles = {"direct": "Bears on it", "related": "Only related"}
    ramps = {"direct": "co-creation", "related": "neutral"}
    key = [("Passages: bears on it", "co-creation"), ("only related", "neutral")]
    signs = [*["one pass"] * bool((table["shown_by"] != "").any()), "not covered"]
    told = {"not covered": "no code of this kind leads to the question"}
    with style.applied(size):
        gap, left, between = 4.9, 1, 3
        needed = left + between + 1 + 2 * len(CASES) * 11
        label = label_width(list(order["question"]), size.smallest, size.double, needed)
        texts = {one: fitted(text, label - 2, size.smallest) for one, text in asked.items()}
        row = max(4.5, height_of(list(texts.values()), size.smallest) + 0.4)
        cell = (size.double - left - label - between - 1) / (2 * len(CASES))
        heads = [fitted(names[case_id], cell - 1, size.smallest) for case_id in CASES]
        head = 6 + height_of(heads, size.smallest)
        foot = 8 + KEY_LINE * (key_lines(size, key, signs, CODES, names=told) - 1)
        groups = [
            (title, order.loc[order["element_group"] == one, "element_id"].tolist()) for one, title in GROUPS.items()
        ]
        groups = [(title, ids) for title, ids in groups if ids]
        pages = []
        for blocks in blocks_on_pages([len(ids) for _, ids in groups], row, gap, size.highest - head - foot):
            shown_groups = [(groups[number][0], groups[number][1][rows]) for number, rows in blocks]
            tall = head + sum(gap + row * len(ids) for _, ids in shown_groups) + foot
            figure = new_figure(size.double, tall)
            y = head
            for number, (title, ids) in enumerate(shown_groups):
                y += gap
                at: dict[str, Any] = dict(weight="bold", fontsize=size.smallest, va="bottom")
                figure.text(left / size.double, 1 - (y - 0.8) / tall, title, **at)
                for block, bearing in enumerate(BEARINGS):
                    part = table[(table["bearing"] == bearing) & table["element_id"].isin(ids)]
                    x = left + label + block * (cell * len(CASES) + between)
                    ax = placed(figure, x, y, cell * len(CASES), row * len(ids), gid=f"{title}:{bearing}")
                    plot_questions(ax, part, ids, ramps[bearing])
                    if block == 0:
                        name_rows(ax, [texts[one] for one in ids])
                    if number == 0:
                        _name_block(figure, titles[bearing], heads, x, y - 1, cell, size)
                y += row * len(ids)
            legend(figure, size, 3.2, key, signs, CODES, names=told)
            pages.append(figure)
    return numbered(pages, size)


def plot_questions(ax: Axes, part: pd.DataFrame, ids: list[str], ramp: str) -> None:
    """Draw the passages of some questions (*ids*, rows) by case; *part* holds their rows of one bearing."""
    wanted = dict(index="element_id", columns="case_id")
    counts = part.pivot(values="n_segments", **wanted).loc[ids, list(CASES)]
    shown = part.pivot(values="shown_by", **wanted).loc[ids, list(CASES)]
    plot_matrix(counts, ax=ax, ramp=ramp, classes=CODES, single=shown != "")
    ax.set_xticks([])
    ax.set_yticks([])


def _name_block(figure: Figure, title: str, heads: list[str], x: float, y: float, cell: float, size: Preset) -> None:
    """Write the title of a block of columns at the top of the page and the name of each case above its column.

    *x*, *y* and *cell* are mm: the left of the block, the foot of the names, the width of a column.
    """
    tall = figure.get_size_inches()[1] * 25.4
    middle = (x + cell * len(heads) / 2) / size.double
    figure.text(middle, 1 - 0.8 / tall, title, weight="bold", ha="center", va="top", fontsize=size.text)
    for column, text in enumerate(heads):
        at: dict[str, Any] = dict(ha="center", va="bottom", fontsize=size.smallest, linespacing=1.1)
        figure.text((x + cell * (column + 0.5)) / size.double, 1 - y / tall, text, **at)


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
        figure.text(
            left / size.double,
            3.5 / tall,
            "hatched: open end, the printed number is a lower bound",
            fontsize=size.smallest,
            va="center",
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
        look: dict[str, Any] = dict(facecolor="white", edgecolor=RAMPS["neutral"][2], hatch="//////", linewidth=0)
        ax.barh(at, open_end, left=end, height=0.58, gid="open end", **look)
        end += open_end
    told = one.printed or f"{'' if one.exact else 'at least '}{one.at_least}"
    ax.text(end + 0.5, at, told, va="center", weight="bold", fontsize=size.text, gid="number")

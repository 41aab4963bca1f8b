"""Codes by case, and by phase and case."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from .. import style
from ..codebook import PHASES, labels
from ..matrices import COUNTED, CountBy
from ..style import PRESETS, RAMPS
from .base import (
    CELL,
    CODES,
    COUNTED_WORD,
    by_column,
    legend,
    letters,
    name_columns,
    name_rows,
    new_figure,
    placed,
    plot_matrix,
    width_of,
    wrapped,
)


def codes_by_case_figure(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy = "segments", preset: str = "bmc"
) -> Figure:
    """Draw codes (rows, in the given order) by cases, with the number of cases at the right.

    *table* is `matrices.codes_by_case`. The bars at the right count the cases in which the code is present.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    counts = by_column(table, "unit", COUNTED[count_by], order, units)
    state = by_column(table, "unit", "state", order, units)
    single = by_column(table, "unit", "shown_by", order, units) != ""
    present = (state == "present").sum(axis=1)
    with style.applied(size):
        label = width_of([names[c] for c in order], size.smallest) + 4
        bars, foot, left = 30, 9, 1
        wide = size.double - left - label - bars - 8
        turn = len(units) > 8
        heads = [wrapped(name, 40 if turn else max(8, int(wide / len(units) / 1.6))) for name in cases["label"]]
        head = width_of(list(cases["label"]), size.smallest) + 4 if turn else 4 * max(h.count("\n") + 1 for h in heads) + 2
        tall = head + CELL * len(order) + foot
        figure = new_figure(size.double, tall)
        ax = placed(figure, left + label, head, wide, CELL * len(order), gid="matrix")
        plot_matrix(counts, ax=ax, ramp="co-destruction", classes=CODES, state=state, single=single)
        name_rows(ax, [names[c] for c in order])
        name_columns(ax, heads, rotation=90 if turn else 0)
        side = placed(figure, left + label + wide + 5, head, bars, CELL * len(order), gid="cases")
        y = np.arange(len(order)) + 0.5
        side.barh(y, present, height=0.62, color=RAMPS["neutral"][2])
        for at, n in zip(y, present, strict=True):
            side.text(n + 0.12, at, f"{n}", va="center", fontsize=size.smallest)
        side.set(ylim=(len(order), 0), xlim=(0, len(units) * 1.15), yticks=[], xticks=[])
        sns.despine(ax=side, bottom=True)
        side.xaxis.set_label_position("top")
        side.set_xlabel("Cases" if (cases["unit"] == cases["case_id"]).all() else "Units", labelpad=3, fontsize=size.smallest)
        legend(figure, size, 4, [(COUNTED_WORD[count_by], "co-destruction")], [
            *["one pass"] * bool(single.any(axis=None)), *[sign for sign in ("absent", "not covered") if (state == sign).any(axis=None)]
        ], CODES)
    return figure


def phase_profile_figure(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy = "segments", preset: str = "bmc"
) -> Figure:
    """Draw barriers (rows) by cases within each phase: three blocks with the same columns, keyed by letters.

    *table* is `matrices.phase_profile`.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    keys = [letters(i) for i in range(len(units))]
    with style.applied(size):
        label = width_of([names[c] for c in order], size.smallest) + 4
        gap, head, left = 3.5, 10, 1
        wide = (size.double - left - label - 2 * gap - 1) / len(PHASES)
        words = "   ".join(f"{key}  {name}" for key, name in zip(keys, cases["label"], strict=True))
        lines = textwrap.wrap(words, 118, break_long_words=False)
        foot = 9 + 4 * len(lines)
        tall = head + CELL * len(order) + foot
        figure = new_figure(size.double, tall)
        for block, phase in enumerate(PHASES):
            counts = by_column(table[table["phase"] == phase], "unit", COUNTED[count_by], order, units)
            x = left + label + block * (wide + gap)
            ax = placed(figure, x, head, wide, CELL * len(order), gid=phase)
            single = by_column(table[table["phase"] == phase], "unit", "shown_by", order, units) != ""
            plot_matrix(counts, ax=ax, ramp="co-destruction", classes=CODES, single=single)
            name_columns(ax, keys, rotation=0)
            ax.set_yticks([])
            if block == 0:
                name_rows(ax, [names[c] for c in order])
            figure.text((x + wide / 2) / size.double, 1 - 1 / tall, phase.capitalize(), weight="bold", ha="center", va="top", fontsize=size.text)
        for number, line in enumerate(lines):
            figure.text((left + 1) / size.double, (foot - 3.5 - 4 * number) / tall, line, fontsize=size.smallest, va="center")
        legend(figure, size, 3.5, [(COUNTED_WORD[count_by], "co-destruction")], ["one pass"] * bool((table["shown_by"] != "").any()), CODES)
    return figure

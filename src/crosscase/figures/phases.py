"""Barriers by phase and case."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from .. import style
from ..codebook import PHASES, labels
from ..matrices import COUNTED, CountBy
from ..style import PRESETS
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
)


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

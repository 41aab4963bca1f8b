"""One case: what led to what."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .. import style
from ..codebook import VALENCES, codes_of, labels
from ..matrices import COUNTED, CountBy
from ..style import PRESETS
from .base import CELL, COUNTED_WORD, legend, name_columns, name_rows, new_figure, placed, plot_matrix, width_of


def shown_codes(table: pd.DataFrame, codes: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Return the barriers, enablers and effects that have a link in the case, in codebook order."""
    linked = table[table["n_links"] > 0]
    causes, effects = set(linked["cause"]), set(linked["effect"])
    return (
        [c for c in codes_of(codes, "barrier") if c in causes],
        [c for c in codes_of(codes, "enabler") if c in causes],
        [c for c in codes_of(codes, "effect") if c in effects],
    )


def barrier_effects_figure(table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments", preset: str = "bmc") -> Figure:
    """Draw one case's causes (barriers above, enablers below) by effects (co-destruction left, co-creation right).

    *table* is `matrices.barrier_effects` of one case. Rows and columns without a link are left out; the caption
    names them. A corner marks cells where some link was averted or mitigated.
    """
    size = PRESETS[preset]
    barriers, enablers, effects = shown_codes(table, codes)
    names = labels(codes)
    valence = codes.set_index("code_id")["valence"]
    columns = {v: [e for e in effects if valence[e] == v] for v in VALENCES}
    counts = table.pivot(index="cause", columns="effect", values=COUNTED[count_by])
    single = table.assign(s=table["shown_by"] != "").pivot(index="cause", columns="effect", values="s")
    remedied = table.assign(r=table["n_averted"] + table["n_mitigated"] > 0).pivot(index="cause", columns="effect", values="r")
    with style.applied(size):
        label = width_of([names[c] for c in barriers + enablers], size.smallest) + 3
        head = width_of([names[e] for e in effects], size.smallest) + 8
        gap, foot, left, between = 6.0, 9, 1, 2.5
        cell = min(7.0, (size.double - left - label - between - 1) / max(1, len(effects)))
        tall = head + (len(barriers) + len(enablers)) * CELL + gap * bool(barriers and enablers) + foot
        figure = new_figure(size.double, tall)
        x = left + label
        for ramp in VALENCES:
            if not columns[ramp]:
                continue
            wide, y = cell * len(columns[ramp]), head
            for rows, family in ((barriers, "Barriers"), (enablers, "Enablers")):
                if not rows:
                    continue
                ax = placed(figure, x, y, wide, CELL * len(rows), gid=f"{family}:{ramp}")
                plot_matrix(counts.loc[rows, columns[ramp]], ax=ax, ramp=ramp, marks=remedied.loc[rows, columns[ramp]], single=single.loc[rows, columns[ramp]])
                if y == head:
                    name_columns(ax, [names[e] for e in columns[ramp]])
                else:
                    ax.set_xticks([])
                if x == left + label:
                    name_rows(ax, [names[c] for c in rows])
                    figure.text(left / size.double, 1 - (y - 1.4) / tall, family, weight="bold", fontsize=size.smallest, va="bottom")
                else:
                    ax.set_yticks([])
                y += CELL * len(rows) + gap
            title = ramp.capitalize()
            figure.text(x / size.double, 1 - 1 / tall, title, weight="bold", ha="left", va="top", fontsize=size.text)
            x += max(wide + between, 1.15 * width_of([title], size.text) + 3)
        legend(figure, size, 4, [(COUNTED_WORD[count_by], "co-destruction"), ("", "co-creation")],
                ["remedied", *["one pass"] * bool(single.loc[barriers + enablers, effects].any(axis=None))])
    return figure

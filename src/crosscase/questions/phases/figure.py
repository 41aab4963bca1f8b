"""Barriers by phase and case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import PHASES, labels
from ...core.counts import COUNTED, CountBy
from ...core.units import by_shared_alone
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import BOLD, fitted, height_of, label_width, lines_of, narrowest, turned, width_of
from ...publish.matrix import CELL, CODES, COUNTED_WORD, by_column, name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS, Preset
from ...publish.words import n_of, passages_of

_NAMES = {"possible": "only feared", "one pass": "in one coding only", "shared": "in text of two cases"}
_LEFT, _GAP, _TITLE, _TOTALS = 1.0, 3.5, 5.0, 6.0  # mm: margin, space between blocks, heading, row of totals


def phase_profile_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    order: Sequence[str],
    *,
    unseen: pd.DataFrame | None = None,
    shared: Collection[str] = (),
    count_by: CountBy = "segments",
    preset: str = "bmc",
) -> list[Figure]:
    """Draw barriers (rows) by cases within each phase: three blocks with the same columns, and their sums.

    *table* is `counts.phase_profile`; *unseen* (`counts.unseen` by code, phase and unit) has the barriers that are only
    feared or denied there, *shared* the passages that another case shares, for rings, dashes and daggers. The last row
    counts the passages of a case and phase that name any barrier, each once; the heading of a block sums them over the
    cases. One page or more: barriers and cases are split where they do not fit.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    keys = ["code_id", "phase", "unit"]
    table = table.assign(shared_only=by_shared_alone(table["segment_ids"], shared))
    if unseen is not None:
        table = table.merge(unseen, on=keys, how="left", validate="one_to_one")
    table = table.assign(state=table["state"].fillna("") if "state" in table else "")
    blocks = {phase: table[table["phase"] == phase] for phase in PHASES}
    counts = {phase: by_column(part, "unit", COUNTED[count_by], order, units) for phase, part in blocks.items()}
    single = {phase: by_column(part, "unit", "shown_by", order, units) != "" for phase, part in blocks.items()}
    daggers = {phase: by_column(part, "unit", "shared_only", order, units) for phase, part in blocks.items()}
    states = {phase: by_column(part, "unit", "state", order, units) for phase, part in blocks.items()}
    totals = {phase: [len(passages_of(part[part["unit"] == unit])) for unit in units] for phase, part in blocks.items()}
    drawn = table[table["code_id"].isin(order)]
    there = {
        "possible": (drawn["state"] == "possible").any(),
        "absent": (drawn["state"] == "absent").any(),
        "one pass": (drawn["shown_by"] != "").any(),
        "shared": drawn["shared_only"].any(),
    }
    signs = [sign for sign, seen in there.items() if seen]
    key = [(COUNTED_WORD[count_by], "neutral")]
    with style.applied(size):
        least = narrowest(
            [f"{n:.0f}{'†' * bool(there['shared'])}*" for n in table[COUNTED[count_by]].dropna().unique()], size.text
        )
        least = max(least, height_of(cases["label"].tolist()[:1], size.smallest))
        needed = _LEFT + 2 * _GAP + 1 + least * len(PHASES) * len(units)
        label = label_width([names[c] for c in order], size.smallest, size.double, needed) + 1
        texts = {code: fitted(names[code], label - 3, size.smallest) for code in order}
        row = max(CELL, height_of(list(texts.values()), size.smallest) + 0.4)
        room = (size.double - _LEFT - label - 2 * _GAP - 1) / len(PHASES)
        foot = _TOTALS + 6 + KEY_LINE * (key_lines(size, key, signs, CODES, names=_NAMES) - 1)
        pages = []
        across = pages_of(len(units), least, room)
        most = max(part.stop - part.start for part in across)
        heads = turned(cases["label"].tolist(), room / max(most, 1), size.smallest)
        head = _TITLE + 1.04 * width_of(lines_of(heads), size.smallest) + 2
        for down in pages_of(len(order), row, size.highest - head - foot):
            for part in across:
                listed, shown = list(order[down]), units[part]
                tall = head + row * len(listed) + foot
                figure = new_figure(size.double, tall)
                for block, phase in enumerate(PHASES):
                    x = _LEFT + label + block * (room + _GAP)
                    ax = placed(figure, x, head, room, row * len(listed), gid=phase)
                    mine, marks, told_of, twice = (
                        of[phase].loc[listed, shown] for of in (counts, single, states, daggers)
                    )
                    plot_matrix(mine, ax=ax, ramp="neutral", classes=CODES, single=marks, state=told_of, shared=twice)
                    name_columns(ax, heads[part])
                    ax.set_yticks([])
                    if block == 0:
                        name_rows(ax, [texts[code] for code in listed])
                    at: dict[str, Any] = dict(ha="center", va="top", fontsize=size.text, weight="bold")
                    titled = _title(phase, sum(totals[phase]), room, size)
                    figure.text((x + room / 2) / size.double, 1 - 1 / tall, titled, gid="phase", **at)
                    _totals(figure, totals[phase][part], x, room / len(shown), foot, size)
                y = (foot - _TOTALS / 2 - 0.4) / tall
                told: dict[str, Any] = dict(ha="right", va="center", fontsize=size.smallest, weight="bold")
                figure.text((_LEFT + label - 1.5) / size.double, y, "Passages that name a barrier", **told)
                legend(figure, size, 3.5, key, signs, CODES, names=_NAMES)
                pages.append(figure)
    return numbered(pages, size)


def _title(phase: str, total: int, room: float, size: Preset) -> str:
    """Return the heading of a block with its sum, in words where they fit within *room* mm."""
    told = f"{phase.capitalize()}: {n_of(total, 'passage')}"
    return told if BOLD * width_of([told], size.text) < room else f"{phase.capitalize()}: {total}"


def _totals(figure: Figure, totals: Sequence[int], x: float, wide: float, foot: float, size: Preset) -> None:
    """Print the sums below the columns of a block, which begin at *x* mm; *foot* is the room below them in mm."""
    tall = figure.get_size_inches()[1] * 25.4
    for number, n in enumerate(totals):
        place = (x + wide * (number + 0.5)) / size.double, (foot - _TOTALS / 2 - 0.4) / tall
        figure.text(*place, f"{n}", ha="center", va="center", fontsize=size.smallest, gid="total")

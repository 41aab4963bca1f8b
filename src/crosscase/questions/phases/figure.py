"""Barriers by phase and case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import PHASES, labels
from ...core.counts import COUNTED, CountBy
from ...publish import style
from ...publish.drawing import footnote, footnote_height, letters, new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import fitted, height_of, label_width, lines_of, narrowest, width_of
from ...publish.matrix import CELL, CODES, COUNTED_WORD, by_column, name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS, Preset

_LEFT, _GAP, _HEAD, _LINE = 1.0, 3.5, 10.0, 4.0  # mm: margin, space between blocks, head, a line of the key of letters


def phase_profile_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    order: Sequence[str],
    *,
    count_by: CountBy = "segments",
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw barriers (rows) by cases within each phase: three blocks with the same columns, keyed by letters.

    *table* is `counts.phase_profile`. A *note* is printed small at the foot. One page or more: barriers and cases are
    split where they do not fit; a case keeps its letter.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    keys = {unit: letters(number) for number, unit in enumerate(units)}
    labelled = dict(zip(units, cases["label"], strict=True))
    blocks = {phase: table[table["phase"] == phase] for phase in PHASES}
    counts = {phase: by_column(part, "unit", COUNTED[count_by], order, units) for phase, part in blocks.items()}
    single = {phase: by_column(part, "unit", "shown_by", order, units) != "" for phase, part in blocks.items()}
    signs = ["one pass"] * bool((table["shown_by"] != "").any())
    key = [(COUNTED_WORD[count_by], "co-destruction")]
    with style.applied(size):
        least = narrowest([f"{n:.0f}*" for n in table[COUNTED[count_by]].dropna().unique()], size.text)
        needed = _LEFT + 2 * _GAP + 1 + least * len(PHASES) * len(units)
        label = label_width([names[c] for c in order], size.smallest, size.double, needed) + 1
        texts = {code: fitted(names[code], label - 3, size.smallest) for code in order}
        row = max(CELL, height_of(list(texts.values()), size.smallest) + 0.4)
        room = (size.double - _LEFT - label - 2 * _GAP - 1) / len(PHASES)
        pages = []
        across = pages_of(len(units), least, room)
        told = [_key_of_cases(units[part], keys, labelled, size) for part in across]
        foot = 9 + KEY_LINE * (key_lines(size, key, signs, CODES) - 1) + footnote_height(note, size.double, size)
        foot += _LINE * max(map(len, told))
        for down in pages_of(len(order), row, size.highest - _HEAD - foot):
            for part, lines in zip(across, told, strict=True):
                listed, shown = list(order[down]), units[part]
                wide = room
                tall = _HEAD + row * len(listed) + foot
                figure = new_figure(size.double, tall)
                for block, phase in enumerate(PHASES):
                    x = _LEFT + label + block * (wide + _GAP)
                    ax = placed(figure, x, _HEAD, wide, row * len(listed), gid=phase)
                    cells = dict(single=single[phase].loc[listed, shown], classes=CODES)
                    plot_matrix(counts[phase].loc[listed, shown], ax=ax, ramp="co-destruction", **cells)
                    name_columns(ax, [keys[unit] for unit in shown], rotation=0)
                    ax.set_yticks([])
                    if block == 0:
                        name_rows(ax, [texts[code] for code in listed])
                    at: dict[str, Any] = dict(weight="bold", ha="center", va="top", fontsize=size.text)
                    figure.text((x + wide / 2) / size.double, 1 - 1 / tall, phase.capitalize(), **at)
                for number, line in enumerate(lines):
                    y = (foot - 3.5 - _LINE * number) / tall
                    figure.text((_LEFT + 1) / size.double, y, line, fontsize=size.smallest, va="center")
                legend(figure, size, 3.5 + footnote_height(note, size.double, size), key, signs, CODES)
                footnote(figure, size, note)
                pages.append(figure)
    return numbered(pages, size)


def _key_of_cases(units: Sequence[str], keys: dict[str, str], names: dict[str, str], size: Preset) -> list[str]:
    """Return the lines that say which letter stands for which case; a case is broken only where it fills a line."""
    room = 0.96 * (size.double - 2 * _LEFT - 1)
    lines: list[str] = []
    for unit in units:
        told = f"{keys[unit]}  {names[unit]}"
        longer = f"{lines[-1]}     {told}" if lines else told
        if lines and width_of([longer], size.smallest) <= room:
            lines[-1] = longer
        else:
            lines += (
                [told] if width_of([told], size.smallest) <= room else lines_of([fitted(told, room, size.smallest)])
            )
    return lines

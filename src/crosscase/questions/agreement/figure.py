"""Agreement of two passes, code by code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ...core.codebook import labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, label_width, width_of
from ...publish.pages import blocks_on_pages, numbered
from ...publish.style import PRESETS, RAMPS, Preset
from .coefficients import in_words

_TITLES = {
    "barrier": "Barriers",
    "power": "Power",
    "dialogue_role": "Dialogue roles",
    "enabler": "Enablers",
    "effect": "Effects",
}
_PARTS = (
    ("n_both", RAMPS["co-creation"][3]),
    ("n_first_only", RAMPS["co-destruction"][1]),
    ("n_second_only", RAMPS["co-destruction"][3]),
)
_HEAD, _FOOT, _LEFT, _GAP, _BETWEEN = 3.0, 8.0, 1.0, 5.5, 4.0  # mm


def agreement_figure(
    table: pd.DataFrame, codes: pd.DataFrame, *, passes: Sequence[str] = ("A", "B"), preset: str = "bmc"
) -> list[Figure]:
    """Draw, for each code, the passages that both passes give it to, and those that only one does, with kappa and AC1.

    *table* is `agreement.by_code`. Barriers, power and dialogue roles stand left, enablers and effects right; where
    they do not fit on one page, the families follow each other through the half pages of several, on one scale.
    """
    size = PRESETS[preset]
    families = [family for family in _TITLES if (table["family"] == family).any()]
    rows = [table[table["family"] == family] for family in families]
    reach = int((table["n_both"] + table["n_first_only"] + table["n_second_only"]).max())
    with style.applied(size):
        half = (size.double - 2 * _LEFT - _BETWEEN) / 2
        longest = {code: name.removeprefix("Power: ") for code, name in labels(codes).items()}
        longest = {code: name[:1].upper() + name[1:] for code, name in longest.items()}
        label = label_width([longest[c] for c in table["code_id"]], size.smallest, half, _numbers(size) + 15)
        names = {code: fitted(longest[code], label - 1.5, size.smallest) for code in table["code_id"]}
        row = max(3.7, height_of(list(names.values()), size.smallest) - 0.3)
        room = size.highest - _HEAD - _FOOT
        sides = [
            [n for n, family in enumerate(families) if (family in ("enabler", "effect")) == right]
            for right in (False, True)
        ]
        halves = [[(n, slice(0, len(rows[n]))) for n in side] for side in sides]
        if max(_height(side, row) for side in halves) > room:
            halves = blocks_on_pages([len(part) for part in rows], row, _GAP, room)
            if len(halves) % 2 and len(halves) > 1:  # fill the last page, too
                halves = _evened(rows, row, len(halves) + 1, room) or halves
        pages = []
        for start in range(0, len(halves), 2):
            chosen = halves[start : start + 2]
            tall = _HEAD + max(_height(side, row) for side in chosen) + _FOOT
            figure = new_figure(size.double, tall)
            for number, side in enumerate(chosen):
                x, y = _LEFT + number * (half + _BETWEEN), _HEAD
                for first, (family, part) in enumerate(side):
                    y += _GAP
                    shown = rows[family].iloc[part]
                    place = (x, y, label, half, row)
                    _family(figure, shown, _TITLES[families[family]], place, names, reach, size, heads=first == 0)
                    y += row * len(shown)
            _key(figure, passes, size, (half - label - _numbers(size)) / (reach * 1.02))
            pages.append(figure)
    return numbered(pages, size)


def _numbers(size: Preset) -> float:
    """Return the width in mm that kappa and AC1 take beside a bar."""
    return 2 * (width_of(["-0.00", "> 0.99"], size.smallest) + 1.5)


def _height(side: Sequence[tuple[int, slice]], row: float) -> float:
    return sum(_GAP + row * (part.stop - part.start) for _, part in side)


def _evened(rows: Sequence[pd.DataFrame], row: float, number: int, room: float) -> list[list[tuple[int, slice]]] | None:
    """Return the blocks in this number of half pages, or nothing where no height gives that number."""
    while room > _GAP + row:
        room -= row / 2
        halves = blocks_on_pages([len(part) for part in rows], row, _GAP, room)
        if len(halves) >= number:
            return halves if len(halves) == number else None
    return None


def _family(
    figure: Figure,
    rows: pd.DataFrame,
    title: str,
    place: tuple[float, ...],
    names: dict[str, str],
    reach: int,
    size: Preset,
    *,
    heads: bool,
) -> None:
    """Draw the codes of a family: name, bar in three parts, kappa and AC1."""
    x, y, label, half, row = place
    width, tall = size.double, figure.get_figheight() * 25.4
    ac1, numbers = half - 0.5, _numbers(size)
    kappa = ac1 - numbers / 2
    top = 1 - (y - 1.0) / tall
    figure.text(x / width, top, title, weight="bold", fontsize=size.smallest, va="bottom")
    if heads:
        for name, at in (("κ", kappa), ("AC1", ac1)):
            figure.text((x + at) / width, top, name, fontsize=size.smallest, ha="right", va="bottom")
    ax = placed(figure, x + label, y, half - label - numbers, row * len(rows), gid=rows["family"].iloc[0])
    start = np.zeros(len(rows))
    for column, colour in _PARTS:
        look: dict[str, Any] = dict(facecolor=colour, edgecolor="white", linewidth=size.line)
        ax.barh(np.arange(len(rows)), rows[column], left=start, height=0.72 * 3.7 / row, gid=column, **look)
        start += rows[column].to_numpy(dtype=float)
    ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, reach * 1.02), xticks=[])
    ax.set_yticks(range(len(rows)), [names[c] for c in rows["code_id"]], fontsize=size.smallest)
    ax.tick_params(length=0, pad=1.5)
    sns.despine(ax=ax, bottom=True)
    for number, values in enumerate(zip(rows["kappa"], rows["ac1"], strict=True)):
        height = 1 - (y + (number + 0.5) * row) / tall
        for value, at in zip(values, (kappa, ac1), strict=True):
            figure.text((x + at) / width, height, in_words(value), fontsize=size.smallest, ha="right", va="center")


def _key(figure: Figure, passes: Sequence[str], size: Preset, mm_each: float) -> None:
    """Draw the key: the three parts, and how long the bar of some passages is; *mm_each* is the length of one."""
    width, tall = size.double, figure.get_figheight() * 25.4
    x = _LEFT + 1
    parts = ("Passages coded by both passes", f"pass {passes[0]} only", f"pass {passes[1]} only")
    for (_, colour), name in zip(_PARTS, parts, strict=True):
        swatch(figure, x, 3.5, 5, facecolor=colour, linewidth=0)
        figure.text((x + 6.2) / width, 3.5 / tall, name, fontsize=size.smallest, va="center")
        x += 6.2 + width_of([name], size.smallest) + 5
    n = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * mm_each >= 5), 100)
    told = f"{n} {'passage' if n == 1 else 'passages'}"
    if x + n * mm_each + 1.2 + width_of([told], size.smallest) < width:
        swatch(figure, x, 3.5, n * mm_each, facecolor="white", edgecolor=style.INK, linewidth=size.line)
        figure.text((x + n * mm_each + 1.2) / width, 3.5 / tall, told, fontsize=size.smallest, va="center")

"""Agreement of two separate codings: every kind of code, and the codes on which they differ most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.codebook import labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, label_width, width_of
from ...publish.style import INK, PRESETS, RAMPS, Preset
from .coefficients import in_words
from .compute import differing

KINDS = {
    "barrier": "Barriers",
    "enabler": "Enablers",
    "effect": "Effects",
    "power": "Power",
    "dialogue_role": "Dialogue roles",
}
#: The parts of a bar: both codings, the first alone, the second alone.
_PARTS: dict[str, dict[str, Any]] = {
    "n_both": dict(facecolor=RAMPS["neutral"][3]),
    "n_first_only": dict(facecolor=RAMPS["neutral"][1]),
    "n_second_only": dict(facecolor="white"),
}
_HEAD, _FOOT, _LEFT, _BETWEEN, _ROW = 7.0, 9.0, 1.0, 4.0, 4.0  # mm


def agreement_figure(
    table: pd.DataFrame, codes: pd.DataFrame, *, passes: Sequence[str] = ("A", "B"), preset: str = "bmc"
) -> Figure:
    """Draw how many codings of each kind both have and one alone, and, with kappa, the codes on which they differ most.

    *table* is `agreement.by_code`. The bars of kinds show shares, those of codes passages on one scale.
    """
    size = PRESETS[preset]
    kinds = table.groupby("family")[list(_PARTS)].sum().reindex([one for one in KINDS if one in set(table["family"])])
    shown = differing(table)
    with style.applied(size):
        half = (size.double - 2 * _LEFT - _BETWEEN) / 2
        name_of = labels(codes)
        wide = width_of(["-0.00", "> 0.99"], size.smallest) + 2
        label = label_width([name_of[code] for code in shown["code_id"]], size.smallest, half, wide + 22)
        names = {code: fitted(name_of[code], label - 1.5, size.smallest) for code in shown["code_id"]}
        left = (len(shown) + 1) // 2
        parts = [part for part in (shown.iloc[:left], shown.iloc[left:]) if len(part)]
        heights = [np.array([_row_height(names[code], size) for code in part["code_id"]]) for part in parts]
        top = _HEAD + _ROW * len(kinds)
        tall = top + (5 + _HEAD + max(high.sum() for high in heights) if parts else 0) + _FOOT
        figure = new_figure(size.double, tall)
        _title(figure, _LEFT, 1, "All codes", size)
        _plot_kinds(figure, kinds, size)
        reach = 1
        if parts:
            most = " most" * (len(shown) < int((table["n_first_only"] + table["n_second_only"] > 0).sum()))
            told = f"Codes on which the codings differ{most} ({len(shown)} of {len(table)}), by passages"
            _title(figure, _LEFT, top + 5.5, told, size)
            reach = int(shown[list(_PARTS)].sum(axis=1).max())
        for number, (part, high) in enumerate(zip(parts, heights, strict=True)):
            place = _LEFT + number * (half + _BETWEEN), top + 5 + _HEAD, label, half - wide
            _plot_codes(figure, part, place, high, names, reach, size)
        _key(figure, passes, size, (half - wide - label) / (reach * 1.02) if parts else 0)
    return figure


def _row_height(name: str, size: Preset) -> float:
    """Return the height in mm of a row whose label stands on these lines."""
    return max(3.7, height_of([name], size.smallest) - 0.3)


def _title(figure: Figure, x: float, y: float, text: str, size: Preset) -> None:
    width, height = figure.get_size_inches() / style.MM
    figure.text(x / width, 1 - y / height, text, weight="bold", va="top", fontsize=size.text)


def _stack(ax: Axes, rows: pd.DataFrame, high: np.ndarray, size: Preset) -> np.ndarray:
    """Draw a bar in three parts for each row, from the top, in rows of these heights in mm; return their middles."""
    middle, start = np.cumsum(high) - high / 2, np.zeros(len(rows))
    for column, look in _PARTS.items():
        values = rows[column].to_numpy(dtype=float)
        drawn = np.flatnonzero(values > 0)
        more: dict[str, Any] = dict(height=2.7, edgecolor=RAMPS["neutral"][3], linewidth=size.line, gid=column, **look)
        ax.barh(middle[drawn], values[drawn], left=start[drawn], **more)
        start += values
    ax.set(ylim=(high.sum(), 0), xticks=[])
    ax.tick_params(length=0, pad=1.5)
    sns.despine(ax=ax, bottom=True)
    return middle


def _plot_kinds(figure: Figure, kinds: pd.DataFrame, size: Preset) -> None:
    """Draw the codings of each kind of code as shares, and how many of them both have."""
    width, height = figure.get_size_inches() / style.MM
    whole = kinds.sum(axis=1)
    told = [f"{both} of {n} in both" for both, n in zip(kinds["n_both"], whole, strict=True)]
    label = width_of(list(KINDS.values()), size.smallest) + 2
    wide = size.double - 2 * _LEFT - label - width_of(told, size.smallest) - 3
    ax = placed(figure, _LEFT + label, _HEAD, wide, _ROW * len(kinds), gid="kinds")
    middle = _stack(ax, kinds.div(whole.where(whole > 0, 1), axis=0), np.full(len(kinds), _ROW), size)
    ax.set(xlim=(0, 1.002))
    ax.set_yticks(middle, [KINDS[one] for one in kinds.index], fontsize=size.smallest)
    for at, text in zip(middle, told, strict=True):
        y = 1 - (_HEAD + at) / height
        figure.text((_LEFT + label + wide + 2) / width, y, text, va="center", fontsize=size.smallest, gid="told")


def _plot_codes(
    figure: Figure,
    rows: pd.DataFrame,
    place: tuple[float, ...],
    high: np.ndarray,
    names: Mapping[str, str],
    reach: int,
    size: Preset,
) -> None:
    """Draw codes: name, bar in three parts, kappa."""
    x, y, label, half = place
    width, height = figure.get_size_inches() / style.MM
    kappa = x + half + width_of(["> 0.99"], size.smallest) + 1
    figure.text(kappa / width, 1 - (y - 0.7) / height, "κ", fontsize=size.smallest, ha="right", va="bottom")
    ax = placed(figure, x + label, y, half - label, high.sum(), gid=f"codes:{'right' if x > _LEFT else 'left'}")
    middle = _stack(ax, rows, high, size)
    ax.set(xlim=(0, reach * 1.02))
    ax.set_yticks(middle, [names[code] for code in rows["code_id"]], fontsize=size.smallest)
    for at, value in zip(middle, rows["kappa"], strict=True):
        figure.text(
            kappa / width, 1 - (y + at) / height, in_words(value), fontsize=size.smallest, ha="right", va="center"
        )


def _key(figure: Figure, passes: Sequence[str], size: Preset, mm_each: float) -> None:
    """Draw the key: the three parts, and how long the bar of some passages of a code is; *mm_each* is the length of
    one (0: none is drawn).
    """
    width, tall = size.double, figure.get_figheight() * 25.4
    x = _LEFT + 1
    parts = ("in both codings", f"Coding {passes[0]} only", f"Coding {passes[1]} only")
    for look, name in zip(_PARTS.values(), parts, strict=True):
        swatch(figure, x, 3.5, 5, edgecolor=RAMPS["neutral"][3], linewidth=size.line, **look)
        figure.text((x + 6.2) / width, 3.5 / tall, name, fontsize=size.smallest, va="center")
        x += 6.2 + width_of([name], size.smallest) + 5
    n = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * mm_each >= 5), 100)
    told = f"length of {n} {'passage' if n == 1 else 'passages'} of a code"
    if mm_each and x + n * mm_each + 1.2 + width_of([told], size.smallest) < width:
        _scale_bar(figure, x, n * mm_each, size)
        figure.text((x + n * mm_each + 1.2) / width, 3.5 / tall, told, fontsize=size.smallest, va="center")


def _scale_bar(figure: Figure, x: float, long: float, size: Preset) -> None:
    """Draw a line with ends, *long* mm from *x*, at the height of the key."""
    width, tall = size.double, figure.get_figheight() * 25.4
    for xs, ys in (((x, x + long), (3.5, 3.5)), ((x, x), (2.7, 4.3)), ((x + long, x + long), (2.7, 4.3))):
        at = [one / width for one in xs], [one / tall for one in ys]
        look: dict[str, Any] = dict(color=INK, linewidth=size.line, transform=figure.transFigure)
        figure.add_artist(Line2D(*at, **look))

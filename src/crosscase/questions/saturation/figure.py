"""Saturation: codes seen as cases, and as passages, are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ...publish import style
from ...publish.drawing import letters, new_figure, placed
from ...publish.lettering import width_of
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import FAMILIES, MOST_LISTED, WORDS

DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (5, 1.2, 1.2, 1.2)), (0, (14, 3)))
#: With more cases than this, the lines within each case are drawn without labels.
MOST_LABELLED = 10
#: Widths and heights in mm: left of the panels, between them, right of them, above a row, above all rows.
LEFT, GAP, MARGIN, BETWEEN, HEAD = 12.0, 5.0, 31.0, 7.0, 5.0
#: Least and greatest height of a panel in mm, where the page allows it.
TALL = (24.0, 35.0)


@dataclass(frozen=True)
class _Rows:
    """What the rows share: the width and height of a panel in mm, and how the units are marked.

    ``marks`` is what stands at the end of the line of each unit, its label or a letter; empty: lines without names.
    """

    size: Preset
    units: Sequence[str]
    word: str
    marks: Mapping[str, str]
    wide: float
    tall: float

    def place(self, column: int, row: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a panel."""
        top = HEAD + BETWEEN + (self.tall + BETWEEN) * row
        return LEFT + (self.wide + GAP) * column, top, self.wide, self.tall


def saturation_figure(
    curves: pd.DataFrame, estimates: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc"
) -> Figure:
    """Draw the codes seen so far (height) as cases, all passages, and passages within each case are added: a row a
    family.

    *curves* and *estimates* are those of `saturation`. The axis of a row ends at the number of codes that the
    codebook has for it, drawn as a dashed line. The band runs from the lowest to the highest order; no band is drawn
    where the orders are too many to try.
    """
    size = PRESETS[preset]
    families = [family for family in FAMILIES if family in set(curves["family"])]
    units = cases["unit"].tolist()
    word = "case" if (cases["unit"] == cases["case_id"]).all() else "unit"
    with style.applied(size):
        labelled = len(units) <= MOST_LABELLED
        whole = labelled and width_of(list(cases["label"]), size.smallest) <= MARGIN - 4
        shown = cases["label"] if whole else [letters(number) for number in range(len(units))]
        marks = dict(zip(units, shown, strict=True)) if labelled else {}
        pairs = zip(marks.values(), cases["label"], strict=True) if labelled and not whole else ()
        key = [f"{mark}  {label}" for mark, label in pairs]
        across, columns = _key_columns(key, size) if key else (0.0, 1)
        deep = -(-len(key) // columns)
        foot = 13.0 + 3.4 * deep
        wanted = max(TALL[0], min(TALL[1], 3.1 * len(marks) + 3))  # names at the ends of lines keep their distance
        tall = min(wanted, (size.highest - HEAD - foot) / len(families) - BETWEEN)
        height = HEAD + (tall + BETWEEN) * len(families) + foot
        figure = new_figure(size.double, height)
        wide = (size.double - LEFT - 2 * GAP - MARGIN - 2) / 3
        rows = _Rows(size, units, word, marks, wide, tall)
        told = estimates.set_index(["family", "over", "unit"])
        for number, family in enumerate(families):
            last = number == len(families) - 1
            _plot_row(figure, rows, number, curves[curves["family"] == family], told.loc[family], last=last)
        for at, name in enumerate((f"{word.capitalize()}s added", "Passages added", f"Passages within a {word}")):
            middle = (LEFT + (wide + GAP) * at + wide / 2) / size.double
            figure.text(middle, 1 - 2 / height, name, weight="bold", ha="center", va="top")
        _legend(figure, size, 3.0 + 3.4 * deep, band=len(units) <= MOST_LISTED, thin="" if labelled else word)
        for number, line in enumerate(key):
            x, y = 1 + across * (number % columns), 2.2 + 3.4 * (deep - 1 - number // columns)
            look: dict[str, Any] = dict(fontsize=size.smallest, va="center", gid="key")
            figure.text(x / size.double, y / height, line, **look)
    return figure


def _plot_row(figure: Figure, rows: _Rows, number: int, mine: pd.DataFrame, told: pd.DataFrame, *, last: bool) -> None:
    """Draw the three panels of one family; *mine* are its curves, *told* its estimates by ``over`` and ``unit``."""
    size, units = rows.size, rows.units
    family = mine["family"].iloc[0]
    every = told.loc[("cases", "")]
    most = int(every["n_codes"])
    left_out = f"; {every['n_left_out']} left out" if every["n_left_out"] else ""
    title = f"{WORDS[family]} ({most} in the codebook{left_out})"
    width, height = figure.get_size_inches() / style.MM
    top = rows.place(0, number)[1]
    figure.text(LEFT / width, 1 - (top - 2.6) / height, title, weight="bold", va="center", gid="row")
    axes = [
        placed(figure, *rows.place(at, number), gid=f"{family}:{name}")
        for at, name in enumerate(("cases", "passages", "within"))
    ]
    for ax in axes:
        _set_axes(ax, most, size, named=ax is axes[0], last=last)
    axes[0].set_ylabel("Codes seen", labelpad=2)
    axes[0].yaxis.set_label_coords(-8.5 / rows.wide, 0.5)
    over = mine[mine["over"] == "cases"]
    _accumulated(axes[0], over, size, marker=len(units) <= 15)
    axes[0].set(xlim=(0.7 if len(units) > 1 else 0.5, len(units) + 0.3))
    _told(axes[0], over, most, f"last {rows.word}: +{every['last_step']:.1f}", size)
    pooled = mine[(mine["over"] == "passages") & (mine["unit"] == "")]
    _accumulated(axes[1], pooled, size, marker=False)
    if len(pooled) < 2:
        axes[1].set(xlim=(0.5, 1.5), xticks=[1])
    _told(axes[1], pooled, most, f"in one passage only: {int(told.loc[('passages', ''), 'n_once'])}", size)
    _within(axes[2], mine[(mine["over"] == "passages") & (mine["unit"] != "")], rows, most)


def _set_axes(ax: Axes, most: int, size: Preset, *, named: bool, last: bool) -> None:
    """Draw the line of the codebook and set the ticks: numbers at the left panel, and below the *last* row."""
    ax.axhline(most, color=QUIET, linewidth=2 * size.line, linestyle=(0, (3, 2)), gid="codebook")
    ax.set(ylim=(0, most * 1.04))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ticks = [tick for tick in ax.get_yticks() if 0 <= tick < 0.87 * most]
    ax.set_yticks([*ticks, most], [f"{tick:.0f}" for tick in (*ticks, most)] if named else [])
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.tick_params(length=2, pad=1.5)
    if not last:
        ax.set_xticklabels([])


def _accumulated(ax: Axes, over: pd.DataFrame, size: Preset, *, marker: bool) -> None:
    """Draw the mean over all orders, and the band from the lowest to the highest where it is known."""
    x = over["n_units"].to_numpy(dtype=float)
    if len(over) and over["low"].notna().all():
        low, high = over["low"].to_numpy(dtype=float), over["high"].to_numpy(dtype=float)
        ax.fill_between(
            x,
            low,
            high,
            facecolor=RAMPS["neutral"][0],
            edgecolor=RAMPS["neutral"][2],
            linewidth=size.line,
            gid="orders",
        )
    ax.plot(
        x,
        over["mean"],
        color=RAMPS["neutral"][4],
        linewidth=2.4 * size.line,
        marker="o" if marker or len(over) == 1 else "",
        markersize=3,
        clip_on=len(over) == 0 or over["mean"].iloc[0] > 0,
        gid="mean",
    )
    sns.despine(ax=ax)


def _told(ax: Axes, over: pd.DataFrame, most: int, text: str, size: Preset) -> None:
    """Print a line of text where the curve leaves room: below it, or above it where it stays low."""
    low = len(over) == 0 or over["mean"].iloc[-1] < most / 2
    ax.text(
        0.98,
        0.84 if low else 0.1,
        text,
        transform=ax.transAxes,
        ha="right",
        va="center",
        fontsize=size.smallest,
        gid="told",
    )


def _within(ax: Axes, inside: pd.DataFrame, rows: _Rows, most: int) -> None:
    """Draw one line a case, with its name beside its end; names keep 3 mm between them."""
    marks, size = rows.marks, rows.size
    longest = max(inside["n_units"].max() if len(inside) else 1, 1)
    ends = {}
    for number, unit in enumerate(rows.units):
        line = inside[inside["unit"] == unit]
        if line.empty:
            continue
        shade = RAMPS["neutral"][4 if number % 10 < 5 else 2] if marks else RAMPS["neutral"][2]
        point: dict[str, Any] = dict(marker="o", markersize=3, clip_on=False) if len(line) == 1 else {}
        ax.plot(
            line["n_units"],
            line["mean"],
            color=shade,
            linewidth=(2 if marks else 1) * size.line,
            linestyle=DASHES[number % 5] if marks else "-",
            **point,
            gid=f"unit:{unit}",
        )
        ends[unit] = (float(line["n_units"].iloc[-1]), float(line["mean"].iloc[-1]))
    ax.set(xlim=(0, longest * 1.02))
    sns.despine(ax=ax)
    height = ax.figure.get_figure(root=True).get_size_inches()[1]
    per_mm = most * 1.04 / (ax.get_position().height * height * 25.4)
    order = sorted((unit for unit in ends if unit in marks), key=lambda unit: (ends[unit][1], unit))
    heights = _spread([ends[unit][1] for unit in order], 3.1 * per_mm, most * 1.0)
    for unit, y in zip(order, heights, strict=True):
        ax.annotate(
            marks[unit],
            xy=ends[unit],
            xytext=(longest * 1.02 * 1.11, y),
            textcoords="data",
            va="center",
            ha="left",
            fontsize=size.smallest,
            annotation_clip=False,
            arrowprops=dict(arrowstyle="-", color=RULE, linewidth=size.line, shrinkA=0.5, shrinkB=1.5, relpos=(0, 0.5)),
            gid="name",
        )


def _spread(wanted: Sequence[float], apart: float, most: float) -> list[float]:
    """Return heights in rising order that stand at least *apart*, as near to those *wanted* as a sweep up and one
    down gives.
    """
    heights = list(wanted)
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + apart)
    if heights and heights[-1] > most:
        heights[-1] = most
        for at in range(len(heights) - 2, -1, -1):
            heights[at] = min(heights[at], heights[at + 1] - apart)
    return heights


def _key_columns(names: Sequence[str], size: Preset) -> tuple[float, int]:
    """Return the width in mm of a column of the key, and how many columns stand side by side."""
    wide = 1.05 * width_of(names, size.smallest) + 4
    return wide, max(1, int((size.double - 2) / wide))


def _legend(figure: Figure, size: Preset, y_mm: float, *, band: bool, thin: str) -> None:
    """Draw the key: mean, band and codebook line, and the thin lines where they carry no names."""
    height = figure.get_size_inches()[1] * 25.4
    x = 1.0
    parts = ["mean", *["band"] * band, "codebook", *["thin"] * bool(thin)]
    words = {
        "mean": "mean over all orders",
        "band": "lowest to highest order",
        "codebook": "codes in the codebook",
        "thin": f"a line for each {thin}",
    }
    for part in parts:
        if part == "band":
            figure.add_artist(
                Rectangle(
                    (x / size.double, (y_mm - 1.5) / height),
                    7 / size.double,
                    3 / height,
                    facecolor=RAMPS["neutral"][0],
                    edgecolor=RAMPS["neutral"][2],
                    linewidth=size.line,
                    transform=figure.transFigure,
                )
            )
        else:
            look: dict[str, Any] = dict(
                mean=dict(color=RAMPS["neutral"][4], linewidth=2.4 * size.line),
                codebook=dict(color=QUIET, linewidth=2 * size.line, linestyle=(0, (3, 2))),
                thin=dict(color=RAMPS["neutral"][2], linewidth=size.line),
            )[part]
            figure.add_artist(
                Line2D(np.array([x, x + 7]) / size.double, [y_mm / height] * 2, transform=figure.transFigure, **look)
            )
        figure.text((x + 8.5) / size.double, y_mm / height, words[part], fontsize=size.smallest, va="center")
        x += 8.5 + width_of([words[part]], size.smallest) + 5

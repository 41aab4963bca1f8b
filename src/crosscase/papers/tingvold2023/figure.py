"""The two homes of Tingvold et al. (2023), drawn side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import codes_of, labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import fitted, height_of, label_width, width_of
from ...publish.matrix import plot_unseen
from ...publish.pages import blocks_on_pages, numbered
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset

_BLOCKS = (
    (("barrier", "", "Barriers", "neutral"), ("enabler", "", "Enablers (what helped)", "neutral")),
    (
        ("effect", "co-destruction", "Harm (co-destruction)", "co-destruction"),
        ("effect", "co-creation", "Good (co-creation)", "co-creation"),
    ),
)


def homes_figure(
    table: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame, n_passages: Mapping[str, int], *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the passages with each code: the first home to the left of the line, the second to the right, both homes
    apart.

    *table* is `home_codes` with ``shown_by``; *n_passages* says how many passages each home has. Codes that no passage
    carries are left out. A dash marks what is coded absent, a ring what is only possible, a star what one of two
    codings shows. One page or more.
    """
    size = PRESETS[preset]
    names = labels(codes)
    one, two, both = of["unit_id"]
    called = dict(zip(of["unit_id"], of["label"], strict=True))
    cells = table.set_index(["code_id", "unit_id"])
    used = table.groupby("code_id").apply(lambda part: (part["state"] != "not coded").any())
    order = [code for code in codes_of(codes, "barrier", "enabler", "effect") if used.get(code, False)]
    family, valence = (table.drop_duplicates("code_id").set_index("code_id")[c] for c in ("family", "valence"))
    blocks = [
        [(title, ramp, [c for c in order if family[c] == f and valence[c] == v]) for f, v, title, ramp in side]
        for side in _BLOCKS
    ]
    blocks = [[block for block in side if block[2]] for side in blocks]
    reach = max(1, int(table.loc[table["unit_id"] != both, "n_segments"].max()))
    with style.applied(size):
        gap, left, between, apart = 6.0, 1.0, 4.0, 13.0 + 4 * max(0.0, size.smallest - 7)
        half = (size.double - 2 * left - between) / 2
        label = label_width([names[c] for c in order], size.smallest, half, apart + 15.5)
        texts = {code: fitted(names[code], label - 2, size.smallest) for code in order}
        row = max(3.9, height_of(list(texts.values()), size.smallest) - 0.4)
        wide = half - label - apart
        called = {
            unit: text.replace("Nursing home", "Home").replace("Both homes", "Both") for unit, text in called.items()
        }
        head = 3 + height_of([f"{called[one]}\nn"], size.smallest)
        signs = _signs(table)
        foot = 2.0 + KEY_LINE * key_lines(size, [], signs)
        room = size.highest - head - foot
        parts = [blocks_on_pages([len(found) for *_, found in side], row, gap, room) for side in blocks]
        pages = []
        for shown in zip_longest(*parts, fillvalue=[]):
            height = max(sum(gap + row * (part.stop - part.start) for _, part in side) for side in shown)
            tall = head + height + foot
            figure = new_figure(size.double, tall)
            for number, side in enumerate(shown):
                x, y = left + number * (half + between), head
                middle = x + label + wide / 2
                # Bold type is up to a sixth wider; the heads of the two homes must not meet.
                aside = max(wide / 4, 1.16 * width_of([called[one], called[two]], size.smallest) / 2 + 0.8)
                ends = ((middle - aside, one), (middle + aside, two), (x + half, both))
                heads = [(at, f"{called[unit]}\nn = {n_passages.get(unit, 0)}") for at, unit in ends]
                _name_homes(figure, heads, tall, size)
                for block, part in side:
                    title, ramp, found = blocks[number][block]
                    found = found[part]
                    y += gap
                    look: dict[str, Any] = dict(weight="bold", fontsize=size.smallest, va="bottom")
                    figure.text(x / size.double, 1 - (y - 1.2) / tall, title, **look)
                    ax = placed(figure, x + label, y, wide, row * len(found), gid=title)
                    plot_homes(
                        ax, [cells.loc[(code, unit)] for code in found for unit in (one, two)], ramp, reach, row, size
                    )
                    ax.set_yticks(range(len(found)), [texts[c] for c in found], fontsize=size.smallest)
                    place = (x + half - apart + 2, y, apart - 2, row * len(found))
                    side_ax = placed(figure, *place, gid=f"{title}: both")
                    plot_both(side_ax, [cells.loc[(code, both)] for code in found], ramp, size)
                    y += row * len(found)
            legend(figure, size, 2.6, [], signs)
            pages.append(figure)
    return numbered(pages, size)


def plot_homes(ax: Axes, cells: Sequence[pd.Series], ramp: str, reach: int, row: float, size: Preset) -> None:
    """Draw the bars of some codes: *cells* are rows of `home_codes`, two for each code, of which the first goes left
    and the second, hatched, to the right.

    *reach* is the longest bar of the figure, *row* the height of a row in mm.
    """
    n_rows = len(cells) // 2
    ax.set(xlim=(-reach * 1.32, reach * 1.32), ylim=(n_rows - 0.5, -0.5), xticks=[])
    for number, cell in enumerate(cells):
        at, unit, sign = number // 2, cell.name[1], 1 if number % 2 else -1
        n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
        if n:
            look: dict[str, Any] = dict(facecolor=RAMPS[ramp][3], height=0.68, linewidth=0)
            look |= dict(hatch="//////", edgecolor="white") if sign > 0 else {}
            ax.barh(at, sign * n, gid=unit, **look)
        elif cell["state"] == "absent":
            ax.text(sign * reach * 0.14, at, "–", gid="absent", ha="center", va="center", fontsize=size.smallest)
        elif cell["state"] == "possible":
            plot_unseen(ax, sign * reach * 0.14, at, "possible", bool(star), fontsize=size.smallest)
            continue
        if n or star:
            look = dict(ha="left" if sign > 0 else "right", va="center", fontsize=size.smallest)
            ax.text(sign * (n + reach * 0.05), at, f"{n or ''}{star}", gid=f"n:{unit}", **look)
    ax.axvline(0, color=style.INK, linewidth=0.7)
    ax.tick_params(length=0, pad=1.5)
    sns.despine(ax=ax, left=True, bottom=True)


def plot_both(ax: Axes, cells: Sequence[pd.Series], ramp: str, size: Preset) -> None:
    """Draw the boxes of what is told of both homes: *cells* are rows of `home_codes`, one for each code."""
    ax.set(xlim=(0, 1), ylim=(len(cells) - 0.5, -0.5), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(color=RULE, linewidth=size.line)
    for at, cell in enumerate(cells):
        n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
        if n:
            ax.add_artist(Rectangle((0.08, at - 0.4), 0.84, 0.8, facecolor=RAMPS[ramp][0], linewidth=0))
            look: dict[str, Any] = dict(ha="center", va="center", fontsize=size.smallest)
            ax.text(0.5, at, f"{n}{star}", gid="n:both", **look)
        else:
            plot_unseen(ax, 0.5, at, cell["state"], bool(star), fontsize=size.smallest)


def _name_homes(figure: Figure, places: Sequence[tuple[float, str]], tall: float, size: Preset) -> None:
    """Write names over columns, with n below: (mm from the left, text); the last one ends there."""
    look: dict[str, Any] = dict(va="top", fontsize=size.smallest)
    for number, (at, text) in enumerate(places):
        name, n = text.split("\n")
        side = "right" if number == len(places) - 1 else "center"
        figure.text(at / size.double, 1 - 1 / tall, name, weight="bold", ha=side, **look)
        below = 1 - (1 + height_of([name], size.smallest)) / tall
        figure.text(at / size.double, below, n, ha=side, color=QUIET, gid="n", **look)


def _signs(table: pd.DataFrame) -> list[str]:
    """Return the signs that the figure shows, for its key."""
    there = [sign for sign in ("absent", "possible") if (table["state"] == sign).any()]
    return there + ["one pass"] * bool((table["shown_by"] != "").any())

"""Pathways: barriers, the effects they led to and what met those, as three columns joined by bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import VALENCES, labels
from ...publish import signs, style
from ...publish.drawing import new_figure, placed, saying
from ...publish.keys import LETTERS, SIGNS
from ...publish.lettering import lines_of, width_of
from ...publish.pages import numbered
from ...publish.style import PRESETS, QUIET, RAMPS, Preset
from .compute import MET
from .figure_bands import Drawn, colour_of, plot_to_effects, plot_to_remedies, told_width
from .figure_parts import (
    BAR,
    HEAD,
    KEY,
    NUMBER,
    Node,
    columns_of,
    in_order,
    label_height,
    nodes_of,
    pages_of_pairs,
    set_tops,
    with_widths,
)


def pathways_figure(
    drawn: pd.DataFrame, bands: pd.DataFrame, codes: pd.DataFrame, *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the paths in pages: first those to co-destruction, with the remedies that met it, then those to co-creation.

    *drawn* is `pathways.pairs`, *bands* `pathways.bands`. Codes are ordered so that few bands cross. Where the paths
    of a valence do not fit one page, causes that share effects stay together and the rest goes to further pages; no
    path is left out.
    """
    size = PRESETS[preset]
    names, bands = labels(codes), with_widths(bands)
    with style.applied(size):
        pages: list[Figure] = []
        for valence in VALENCES:
            chosen = drawn[drawn["valence"] == valence]
            for part in pages_of_pairs(chosen, bands, names, size):
                pages.append(_page(part, bands, valence, names, size))
        return numbered(pages, size) or [
            saying("No path reaches the number of passages or cases from which it is drawn.", size)
        ]


def _page(chosen: pd.DataFrame, bands: pd.DataFrame, valence: str, names: Mapping[str, str], size: Preset) -> Figure:
    found, edges, mine = columns_of(chosen, bands)
    columns = in_order(found, edges)
    nodes = nodes_of(columns, chosen, mine, names, size)
    body = label_height(nodes)
    foot = KEY
    figure = new_figure(size.double, HEAD + body + foot)
    ax = placed(figure, 0, HEAD, size.double, body, gid=valence)
    ax.set(xlim=(0, size.double), ylim=(body, 0))
    ax.axis("off")
    set_tops(nodes, edges, body)
    remedies = bool(columns[2])
    wide = [width_of(lines_of([node.label for node in column.values()]), size.smallest) for column in nodes]
    left = 1.5 + wide[0] + 1.2
    right = size.double - 1.5 - wide[2] - 1.2 - BAR if remedies else size.double - 1.5 - wide[1] - 1.2 - BAR
    # With remedies the effects stand where both fields of bands keep their share; the first one carries most of them.
    bands_at, told = left + BAR + NUMBER, told_width(mine, columns, size)
    middle = bands_at + (right - told - bands_at - wide[1] - 2.4 - 2 * BAR) * 0.66 if remedies else right
    end = middle + BAR + 2.4 + wide[1] + BAR
    _plot_nodes(ax, nodes[0], left, "right", size)
    _plot_nodes(ax, nodes[1], middle, "left", size)
    if remedies:
        _plot_nodes(ax, nodes[2], right, "left", size)
    page = Drawn(valence, chosen, mine, columns, nodes, size)
    plot_to_effects(ax, page, left + BAR, middle)
    if remedies:
        plot_to_remedies(ax, page, end, right)
    heads = [
        (left + BAR, "right", _causes_word(chosen)),
        (middle, "left", "Harm" if valence == VALENCES[0] else "Good"),
    ]
    for x, ha, text in [*heads, *[(right, "left", "Met by")] * remedies]:
        figure.text(
            x / size.double, 1 - 5 / (HEAD + body + foot), text, ha=ha, va="top", weight="bold", fontsize=size.text
        )
    marks = ["shared"] * bool(chosen["several_by_shared"].any()) + ["one pass"] * bool((chosen["shown_by"] != "").any())
    _key(figure, page, sorted(set(mine["kind"]), key=("realised", MET, "possible").index), marks)
    return figure


def _causes_word(chosen: pd.DataFrame) -> str:
    families = chosen["cause_family"].value_counts()
    return "Enabler" if families.index[0] == "enabler" else "Barrier"


def _plot_nodes(ax: Axes, column: Mapping[str, Node], x: float, side: str, size: Preset) -> None:
    for code, node in column.items():
        ax.add_artist(
            Rectangle((x, node.top), BAR, node.height, facecolor=QUIET, linewidth=0, gid=f"node:{code}", zorder=4)
        )
        at = x - 1.2 if side == "right" else x + BAR + 1.2
        ax.text(
            at,
            node.top + node.height / 2,
            node.label,
            ha=side,
            va="center",
            fontsize=size.smallest,
            linespacing=1.15,
            gid="label",
            zorder=5,
        )


def _key(figure: Figure, page: Drawn, kinds: Sequence[str], marks: Sequence[str]) -> None:
    """Draw the key: what came of it, widths of bands, and what bold numbers and signs (*marks*) mean."""
    size, (width, height) = page.size, figure.get_size_inches() * 25.4
    ax = figure.add_axes((0, 0, 1, KEY / height), gid="key")
    ax.set(xlim=(0, width), ylim=(0, KEY))
    ax.axis("off")
    small: dict[str, Any] = dict(fontsize=size.smallest, va="center")
    x, y = 1.0, 8.3
    for kind in kinds:
        fill, edge = colour_of(kind, page.valence)
        word = signs.NAMES[page.valence][MET if kind == MET else signs.outcome_of(kind)]
        ax.add_artist(Rectangle((x, y - 1.35), 8, 2.7, facecolor=fill, edgecolor=edge, linewidth=0.5))
        ax.text(x + 9.5, y, word, **small)
        x += 9.5 + width_of([word], size.smallest) + 5
    widths = page.bands.drop_duplicates("n_segments").set_index("n_segments")["wide"].sort_index()
    ax.text(x, y, "Passages", **small)
    x += width_of(["Passages"], size.smallest) + 2.5
    for n in sorted({widths.index[0], widths.index[len(widths) // 2], widths.index[-1]}):
        ax.add_artist(Rectangle((x, y - widths[n] / 2), 5, widths[n], facecolor=RAMPS["neutral"][3], linewidth=0))
        ax.text(x + 6, y, str(n), **small)
        x += 6 + width_of([str(n)], size.smallest) + 3
    words = {"one pass": SIGNS["one pass"], "shared": "second case only by text that both share"}
    told = [("3", "bold", "passages, in two or more cases"), ("3", "normal", "in one case")]
    told += [(LETTERS[mark], "normal", words[mark]) for mark in marks]
    x, y = 1.0, 3.2
    for sign, weight, word in told:
        ax.text(x, y, sign, weight=weight, **small)
        ax.text(x + 2.4, y, word, **small)
        x += 2.4 + width_of([word], size.smallest) + 4

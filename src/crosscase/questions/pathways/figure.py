"""Pathways: barriers, the effects they led to and what met those, as three columns joined by bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import VALENCES, labels
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed, saying
from ...publish.keys import LETTERS, SIGNS
from ...publish.lettering import lines_of, width_of
from ...publish.matrix import PAIRS, class_name
from ...publish.pages import numbered
from ...publish.style import PRESETS, QUIET, RAMPS, Preset
from .compute import KINDS, MET
from .figure_bands import Drawn, colour_of, plot_to_effects, plot_to_remedies, told_width
from .figure_parts import (
    BAND,
    BAR,
    HATCH,
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
)


def pathways_figure(
    drawn: pd.DataFrame, bands: pd.DataFrame, codes: pd.DataFrame, *, preset: str = "bmc", note: str = ""
) -> list[Figure]:
    """Draw the paths in pages: first those to co-destruction, with the remedies that met it, then those to co-creation.

    *drawn* is `pathways.pairs`, *bands* `pathways.bands`. Codes are ordered so that few bands cross. Where the paths
    of a valence do not fit one page, causes that share effects stay together and the rest goes to further pages; no
    path is left out. *note* stands at the foot of the first page alone.
    """
    size = PRESETS[preset]
    names = labels(codes)
    with style.applied(size):
        pages: list[Figure] = []
        for valence in VALENCES:
            chosen = drawn[drawn["valence"] == valence]
            for part in pages_of_pairs(chosen, bands, names, size, note):
                pages.append(_page(part, bands, valence, names, size, "" if pages else note))
        return numbered(pages, size) or [
            saying("No path reaches the number of passages or cases from which it is drawn.", size, note)
        ]


def _page(
    chosen: pd.DataFrame, bands: pd.DataFrame, valence: str, names: Mapping[str, str], size: Preset, note: str
) -> Figure:
    found, edges, mine = columns_of(chosen, bands)
    columns = in_order(found, edges)
    nodes = nodes_of(columns, chosen, mine, names, size)
    body = label_height(nodes)
    foot = KEY + footnote_height(note, size.double, size)
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
        (middle, "left", "Co-destruction" if valence == VALENCES[0] else "Co-creation"),
    ]
    for x, ha, text in [*heads, *[(right, "left", "Met by")] * remedies]:
        figure.text(
            x / size.double, 1 - 5 / (HEAD + body + foot), text, ha=ha, va="top", weight="bold", fontsize=size.text
        )
    signs = ["shared"] * bool(chosen["several_by_shared"].any()) + ["one pass"] * bool((chosen["shown_by"] != "").any())
    _key(figure, size, valence, sorted(set(mine["kind"]), key=KINDS.index), foot, signs)
    if note:
        footnote(figure, size, note)
    return figure


def _causes_word(chosen: pd.DataFrame) -> str:
    families = chosen["cause_family"].value_counts()
    return "Enabler" if families.index[0] == "enabler" else "Barrier"


def _plot_nodes(ax: Axes, column: Mapping[str, Node], x: float, side: str, size: Preset) -> None:
    for code, node in column.items():
        ax.add_patch(
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


def _key(figure: Figure, size: Preset, valence: str, kinds: Sequence[str], foot: float, marks: Sequence[str]) -> None:
    """Draw the key: styles of bands, widths of bands, and what bold numbers and signs (*marks*) mean."""
    width, height = figure.get_size_inches() * 25.4
    low = foot - KEY
    words = {
        "realised": "realised (it happened)",
        "possible": "possible (feared, hoped for or general)",
        MET: "mitigated or averted by a remedy",
    }
    ax = figure.add_axes((0, low / height, 1, KEY / height), gid="key")
    ax.set(xlim=(0, width), ylim=(0, KEY))
    ax.axis("off")
    x, y = 1.0, 13.5
    for kind in kinds:
        fill, edge = colour_of(kind, valence)
        ax.add_patch(Rectangle((x, y - 1.35), 8, 2.7, facecolor=fill, edgecolor=edge, linewidth=0.5, hatch=HATCH[kind]))
        ax.text(x + 9.5, y, words[kind], fontsize=size.smallest, va="center")
        x += 9.5 + width_of([words[kind]], size.smallest) + 6
    x, y = 1.0, 8.3
    ax.text(x, y, "Passages", fontsize=size.smallest, va="center")
    x += width_of(["Passages"], size.smallest) + 2.5
    for number, wide in enumerate(BAND):
        name = class_name(number, PAIRS)
        ax.add_patch(Rectangle((x, y - wide / 2), 6, wide, facecolor=RAMPS[valence][3], linewidth=0))
        ax.text(x + 7, y, name, fontsize=size.smallest, va="center")
        x += 7 + width_of([name], size.smallest) + 3
    words = {"one pass": SIGNS["one pass"], "shared": "second case by shared passages only"}
    signs = [("3", "bold", "passages, in two or more cases"), ("3", "normal", "in one case")]
    signs += [(LETTERS[mark], "normal", words[mark]) for mark in marks]
    x, y = 1.0, 3.2
    for sign, weight, word in signs:
        ax.text(x, y, sign, fontsize=size.smallest, va="center", weight=weight)
        ax.text(x + 2.4, y, word, fontsize=size.smallest, va="center")
        x += 2.4 + width_of([word], size.smallest) + 4

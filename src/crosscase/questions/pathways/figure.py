"""Pathways: barriers, the effects they led to and what met those, as three columns joined by bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from ...core.codebook import VALENCES, labels
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed, saying
from ...publish.keys import SIGNS
from ...publish.lettering import lines_of, width_of
from ...publish.matrix import PAIRS, class_name
from ...publish.pages import numbered
from ...publish.style import PRESETS, QUIET, RAMPS, Preset
from .compute import KINDS, MET
from .figure_parts import (
    BAND,
    BAR,
    HATCH,
    HEAD,
    KEY,
    NUMBER,
    SLOT,
    Columns,
    Node,
    columns_of,
    in_order,
    inflow_of,
    label_height,
    label_widths,
    letter_key,
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
    path is left out.
    """
    size = PRESETS[preset]
    names = labels(codes)
    with style.applied(size):
        pages = []
        for valence in VALENCES:
            chosen = drawn[drawn["valence"] == valence]
            for part in pages_of_pairs(chosen, bands, names, size, note):
                pages.append(_page(part, bands, valence, names, size, note))
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
    bands_at, told = left + BAR + NUMBER, _told_width(mine, size)
    middle = bands_at + (right - told - bands_at - wide[1] - 2.4 - 2 * BAR) * 0.66 if remedies else right
    end = middle + BAR + 2.4 + wide[1] + BAR
    _plot_nodes(ax, nodes[0], left, "right", size)
    _plot_nodes(ax, nodes[1], middle, "left", size)
    if remedies:
        for node in nodes[1].values():
            node.taken["right"] = 0.0
        _plot_nodes(ax, nodes[2], right, "left", size)
    _plot_first(ax, chosen, mine, columns, nodes, left + BAR, middle, valence, size)
    if remedies:
        _plot_second(ax, mine, columns, nodes, end, right, size)
    heads = [
        (left + BAR, "right", _causes_word(chosen)),
        (middle, "left", "Co-destruction" if valence == VALENCES[0] else "Co-creation"),
    ]
    for x, ha, text in [*heads, *[(right, "left", "Met by")] * remedies]:
        figure.text(
            x / size.double, 1 - 5 / (HEAD + body + foot), text, ha=ha, va="top", weight="bold", fontsize=size.text
        )
    _key(
        figure, size, valence, sorted(set(mine["kind"]), key=KINDS.index), foot, bool((chosen["shown_by"] != "").any())
    )
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


def _colour(kind: str, valence: str) -> tuple[str, str]:
    """Return the fill and the edge of a band."""
    if kind == MET:
        return RAMPS["neutral"][4], "white"
    return (RAMPS[valence][3], "white") if kind == "realised" else (RAMPS[valence][0], RAMPS[valence][3])


def _ribbon(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    between: tuple[float, float],
    kind: str,
    valence: str,
    gid: str,
    zorder: float,
) -> None:
    """Draw a band along a curve that is level at both ends, from one distance below it to another: as wide on a slope
    as at its ends."""
    (x0, y0), (x1, y1) = start, end
    t = np.linspace(0, 1, 41)
    bend = (x1 - x0) * 0.45
    x = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * (x0 + bend) + 3 * (1 - t) * t**2 * (x1 - bend) + t**3 * x1
    y = (1 - t) ** 3 * y0 + 3 * (1 - t) ** 2 * t * y0 + 3 * (1 - t) * t**2 * y1 + t**3 * y1
    dx, dy = np.gradient(x), np.gradient(y)
    dy[[0, -1]] = 0.0
    long = np.hypot(dx, dy)
    upper, lower = (np.column_stack([x - dy / long * off, y + dx / long * off]) for off in between)
    fill, edge = _colour(kind, valence)
    outline = np.vstack([upper, lower[::-1]])
    ax.add_patch(
        Polygon(
            outline, closed=True, facecolor="none", edgecolor="white", linewidth=1.6, joinstyle="round", zorder=zorder
        )
    )
    ax.add_patch(
        Polygon(
            outline,
            closed=True,
            facecolor=fill,
            edgecolor=edge,
            linewidth=0.5,
            joinstyle="round",
            hatch=HATCH[kind],
            gid=gid,
            zorder=zorder + 0.1,
        )
    )


def _plot_first(
    ax: Axes,
    chosen: pd.DataFrame,
    mine: pd.DataFrame,
    columns: Columns,
    nodes: Sequence[Mapping[str, Node]],
    x0: float,
    x1: float,
    valence: str,
    size: Preset,
) -> None:
    """Draw the bands from causes to effects, with the number of passages where a pair begins."""
    causes, effects = ({code: n for n, code in enumerate(column)} for column in columns[:2])
    to_effect = mine[mine["remedy"] == ""]
    to_effect = to_effect.assign(
        wide=label_widths(to_effect), rank=to_effect["kind"].map({kind: n for n, kind in enumerate(KINDS)})
    )
    total = to_effect.groupby(["cause", "effect"])["wide"].sum()
    pairs = chosen.assign(a=chosen["cause"].map(causes), b=chosen["effect"].map(effects))
    inflow, key = inflow_of(mine), letter_key(mine[mine["remedy"] != ""])
    starts, ends = {}, {}
    for cause, group in pairs.sort_values(["a", "b"]).groupby("cause", sort=False):
        node = nodes[0][cause]
        y = node.top + (node.height - sum(max(SLOT, total[cause, effect]) for effect in group["effect"])) / 2
        for row in group.itertuples():
            slot = max(SLOT, total[cause, row.effect])
            starts[cause, row.effect] = y + (slot - total[cause, row.effect]) / 2
            bold = "bold" if row.n_cases > 1 else "normal"
            star = "*" if row.shown_by else ""
            ax.text(
                x0 + 0.7,
                y + slot / 2,
                f"{row.n_segments}{star}",
                va="center",
                fontsize=size.smallest,
                weight=bold,
                gid="passages",
                zorder=6,
            )
            y += slot
    for effect, group in pairs.sort_values(["b", "a"]).groupby("effect", sort=False):
        node = nodes[1][effect]
        y = node.top + (node.height - sum(inflow[effect, cause] for cause in group["cause"])) / 2
        for cause in group["cause"]:
            ends[cause, effect] = y + (inflow[effect, cause] - total[cause, effect]) / 2
            y += inflow[effect, cause]
            if (effect, cause) in key:
                _letter(ax, x1, y - inflow[effect, cause] / 2, key[effect, cause], size)
    drawn = to_effect.assign(a=to_effect["cause"].map(causes), b=to_effect["effect"].map(effects)).sort_values(
        ["a", "b", "rank"]
    )
    # Long bands lie on short ones, so that the eye can follow them; what met a remedy lies on top.
    fall = {key: abs(starts[key] - ends[key]) for key in starts}
    depth = {key: number for number, key in enumerate(sorted(fall, key=lambda key: (fall[key], key)))}
    down = {key: 0.0 for key in starts}
    for row in drawn.itertuples():
        pair = (row.cause, row.effect)
        half, low = total[pair] / 2, down[pair]
        level = 1 + depth[pair] / (len(depth) + 1) + (1.5 if row.kind == MET else 0)
        _ribbon(
            ax,
            (x0 + NUMBER, starts[pair] + half),
            (x1, ends[pair] + half),
            (low - half, low + row.wide - half),
            row.kind,
            valence,
            f"{row.cause}:{row.effect}:{row.kind}",
            level,
        )
        down[pair] += row.wide


def _plot_second(
    ax: Axes,
    mine: pd.DataFrame,
    columns: Columns,
    nodes: Sequence[Mapping[str, Node]],
    x0: float,
    x1: float,
    size: Preset,
) -> None:
    """Draw the bands from effects to the remedies that met them, with passages and status where a band ends."""
    causes, effects, remedies = ({code: n for n, code in enumerate(column)} for column in columns)
    met = mine[mine["remedy"] != ""]
    met = met.assign(
        wide=label_widths(met), a=met["effect"].map(effects), b=met["remedy"].map(remedies), c=met["cause"].map(causes)
    ).reset_index(drop=True)
    told = _told(met)
    text = _told_width(mine, size)
    starts, ends = {}, {}
    for effect, group in met.sort_values(["a", "b", "c", "status"]).groupby("effect", sort=False):
        node = nodes[1][effect]
        y = node.top + (node.height - (group["wide"] + 0.4).sum()) / 2
        for row in group.itertuples():
            starts[row.Index] = y
            y += row.wide + 0.4
    for remedy, group in met.sort_values(["b", "a", "c", "status"]).groupby("remedy", sort=False):
        node = nodes[2][remedy]
        y = node.top + (node.height - group["wide"].clip(lower=SLOT).sum()) / 2
        for row in group.itertuples():
            slot = max(SLOT, row.wide)
            ends[row.Index] = y + (slot - row.wide) / 2
            ax.text(
                x1 - 0.6,
                y + slot / 2,
                told[row.Index],
                ha="right",
                va="center",
                fontsize=size.smallest,
                gid="met",
                zorder=6,
            )
            y += slot
    for effect, group in met.groupby("effect", sort=False):
        low, high = min(starts[n] for n in group.index), max(starts[n] + met.at[n, "wide"] for n in group.index)
        ax.add_patch(
            Rectangle(
                (x0 - BAR, low),
                BAR,
                high - low,
                facecolor=RAMPS["neutral"][4],
                linewidth=0,
                zorder=4,
                gid=f"gate:{effect}",
            )
        )
    for row in met.itertuples():
        half = row.wide / 2
        _ribbon(
            ax,
            (x0, starts[row.Index] + half),
            (x1 - text, ends[row.Index] + half),
            (-half, half),
            MET,
            VALENCES[0],
            f"{row.effect}:{row.remedy}:{row.status}",
            2,
        )


def _letter(ax: Axes, x: float, y: float, letter: str, size: Preset) -> None:
    """Write the letter of a path where its bands reach the effect."""
    ax.text(
        x - 0.6,
        y,
        letter,
        ha="right",
        va="center",
        fontsize=size.smallest,
        gid="letter",
        zorder=7,
        bbox=dict(boxstyle="square,pad=0.1", facecolor="white", edgecolor="none"),
    )


def _told(met: pd.DataFrame) -> list[str]:
    """Return what stands at the end of each band to a remedy: passages, status, and the letter of the path where it
    has one."""
    key = letter_key(met)
    return [
        " ".join(filter(None, (str(row.n_segments), row.status, key.get((row.effect, row.cause)))))
        for row in met.itertuples()
    ]


def _told_width(mine: pd.DataFrame, size: Preset) -> float:
    return width_of(_told(mine[mine["remedy"] != ""]), size.smallest) + 1.6


def _key(figure: Figure, size: Preset, valence: str, kinds: Sequence[str], foot: float, starred: bool) -> None:
    """Draw the key: styles of bands, widths of bands, and what bold numbers and stars mean."""
    width, height = figure.get_size_inches() * 25.4
    low = foot - KEY
    words = {
        "realised": "realised (it happened)",
        "possible": "possible (feared, expected or claimed)",
        MET: "mitigated or averted by a remedy",
    }
    ax = figure.add_axes((0, low / height, 1, KEY / height), gid="key")
    ax.set(xlim=(0, width), ylim=(0, KEY))
    ax.axis("off")
    x, y = 1.0, 13.5
    for kind in kinds:
        fill, edge = _colour(kind, valence)
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
    signs = [("3", "bold", "passages, in two or more cases"), ("3", "normal", "in one case")] + [
        ("*", "normal", SIGNS["one pass"])
    ] * starred
    x, y = 1.0, 3.2
    for sign, weight, word in signs:
        ax.text(x, y, sign, fontsize=size.smallest, va="center", weight=weight)
        ax.text(x + 2.4, y, word, fontsize=size.smallest, va="center")
        x += 2.4 + width_of([word], size.smallest) + 4

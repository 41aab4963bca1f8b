"""How the barriers of Gheduzzi et al. changed between two versions, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import codes_of, labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.lettering import fitted, width_of
from ...publish.style import PRESETS, QUIET, RAMPS, Preset
from .versions import VERSIONS

_STROKES: dict[str, dict[str, Any]] = {
    "exact": dict(linewidth=2.0),
    "close": dict(linewidth=2.0),
    "broad": dict(linewidth=0.9),
    "narrow": dict(linewidth=0.9),
    "related": dict(linewidth=0.9, linestyle=(0, (2.5, 2))),
}


def versions_figure(
    table: pd.DataFrame, codes: pd.DataFrame, frameworks: pd.DataFrame, *, preset: str = "bmc"
) -> Figure:
    """Draw the earlier version's barriers (left) and the last version's (right), tied through our barriers (middle).

    *table* is `versions`. Small numbers beside a middle box count the passages of the earlier (left) and the last
    version (right) that carry the barrier. A barrier that neither list covers is left out.
    """
    size = PRESETS[preset]
    names = labels(codes)
    listed = {version: frameworks[frameworks["framework_id"] == framework] for version, framework in VERSIONS.items()}
    place = {version: {e: at for at, e in enumerate(part["element_id"])} for version, part in listed.items()}
    lines = table[table["element_id"] != ""]
    mapped = _in_order(lines, place, codes_of(codes, "barrier"))
    counts = table.drop_duplicates(["code_id", "version"]).set_index(["code_id", "version"])["n_segments"]
    with style.applied(size):
        head, foot = 11.0, 8.0
        row = min(7.6, (size.highest - head - foot) / max(1, len(mapped)))
        tall = head + row * len(mapped) + foot
        figure = new_figure(size.double, tall)
        ax = placed(figure, 0, 0, size.double, tall, gid="versions")
        ax.set(xlim=(0, size.double), ylim=(tall, 0))
        ax.axis("off")
        box = width_of([names[c] for c in mapped], size.smallest) + 4
        middle, side = size.double / 2, 0.2 * size.double
        ys = {code: head + row * (at + 0.5) for at, code in enumerate(mapped)}
        at = {}
        for version, part in listed.items():
            wanted = {
                e: lines.loc[(lines["version"] == version) & (lines["element_id"] == e), "code_id"].map(ys).mean()
                for e in part["element_id"]
            }
            at[version] = _spread(wanted, low=head + 6, high=head + row * len(mapped) - 6, gap=15)
            x = 1 if version == "earlier" else size.double - 1 - side
            for element, y in at[version].items():
                look: dict[str, Any] = dict(facecolor=RAMPS["neutral"][0], edgecolor=QUIET, linewidth=size.line)
                ax.add_artist(Rectangle((x, y - 5.6), side, 11.2, **look))
                text = fitted(part.set_index("element_id").at[element, "element_label"], side - 2, size.smallest)
                look = dict(ha="center", va="center", fontsize=size.smallest, linespacing=1.1)
                ax.text(x + side / 2, y, text, gid=version, **look)
        for line in lines.itertuples(index=False):
            left = line.version == "earlier"
            xs = (1 + side, middle - box / 2 - 7) if left else (size.double - 1 - side, middle + box / 2 + 7)
            heights = (at[line.version][line.element_id], ys[line.code_id])
            look = dict(color=RAMPS["neutral"][3], solid_capstyle="butt", **_STROKES[line.relation])
            ax.plot(xs, heights, gid=f"{line.relation}:{line.code_id}:{line.element_id}", **look)
        for code, y in ys.items():
            passages = {version: int(counts.get((code, version), 0)) for version in VERSIONS}
            _plot_barrier(ax, code, names[code], passages, middle, y, box, size)
        _name_columns(ax, middle, size)
        y = head + row * len(mapped) + 4
        _strokes_key(ax, y, size)
    return figure


def _in_order(lines: pd.DataFrame, place: Mapping[str, Mapping[str, int]], order: list[str]) -> list[str]:
    """Return the mapped barriers in the order of the last version's list, then the earlier one's, then codes'."""
    last = float("inf")  # after every element of a list

    def rank(code: str) -> tuple[float, float, int]:
        mine = lines[lines["code_id"] == code]
        first = {v: [place[v][e] for e in mine.loc[mine["version"] == v, "element_id"]] for v in VERSIONS}
        return min(first["last"], default=last), min(first["earlier"], default=last), order.index(code)

    return sorted(dict.fromkeys(lines["code_id"]), key=rank)


def _plot_barrier(
    ax: Axes, code: str, name: str, passages: Mapping[str, int], middle: float, y: float, box: float, size: Preset
) -> None:
    """Draw the box of a barrier of the codebook, *box* mm wide, with the *passages* of either version beside it."""
    look: dict[str, Any] = dict(facecolor="white", edgecolor=RAMPS["neutral"][4], linewidth=0.7)
    ax.add_artist(Rectangle((middle - box / 2, y - 2.5), box, 5, **look))
    ax.text(middle, y, name, ha="center", va="center", fontsize=size.smallest, gid="barrier")
    for version, x in (("earlier", middle - box / 2 - 3.5), ("last", middle + box / 2 + 3.5)):
        look = dict(ha="center", va="center", fontsize=size.smallest, color=style.INK)
        ax.text(x, y, f"{passages[version]}", gid=f"n:{version}:{code}", **look)


def _name_columns(ax: Axes, middle: float, size: Preset) -> None:
    """Write what the three columns of boxes hold."""
    look: dict[str, Any] = dict(va="top", weight="bold", fontsize=size.smallest, linespacing=1.25)
    ax.text(1, 1, "Earlier version (abstract\nand plain summary)", ha="left", **look)
    ax.text(middle, 1, "Barriers of the codebook,\nwith passages of either version", ha="center", **look)
    ax.text(size.double - 1, 1, "Last version\n(whole text)", ha="right", **look)


def _strokes_key(ax: Axes, y: float, size: Preset) -> None:
    """Draw what thick, thin and dashed lines mean, at *y* mm."""
    x = 2.0
    for relation, text in (("exact", "the same or nearly"), ("broad", "broader or narrower"), ("related", "related")):
        ax.plot((x, x + 9), (y, y), color=RAMPS["neutral"][3], **_STROKES[relation])
        ax.text(x + 10.5, y, text, va="center", fontsize=size.smallest)
        x += 15 + width_of([text], size.smallest) + 4


def _spread(wanted: Mapping[str, float], *, low: float, high: float, gap: float) -> dict[str, float]:
    """Return heights in the order of those wanted, at least *gap* apart and within *low* and *high* where there is
    room.
    """
    ranked = sorted(wanted, key=wanted.__getitem__)
    ys: list[float] = []
    for name in ranked:
        ys.append(max(wanted[name], ys[-1] + gap if ys else low))
    over = max(0.0, ys[-1] - high) if ys else 0.0
    for number in range(len(ys) - 1, -1, -1):
        ceiling = high if number == len(ys) - 1 else ys[number + 1] - gap
        ys[number] = min(ys[number], ceiling) if over else ys[number]
    return dict(zip(ranked, ys, strict=True))

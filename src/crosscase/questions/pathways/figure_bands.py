"""The bands of a page of pathways: from causes to effects, and from effects to the remedies that met them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from ...core.codebook import VALENCES
from ...publish import signs
from ...publish.lettering import width_of
from ...publish.style import RAMPS, Preset
from .compute import KINDS, MET
from .figure_parts import BAR, LETTER, NUMBER, SLOT, Columns, Node, inflow_of, letter_key

Pair = tuple[str, str]


@dataclass(frozen=True)
class Drawn:
    """What a page draws: pairs of cause and effect (`pathways.pairs`), their bands (`pathways.bands`), and the codes of
    the three columns in their order, with their places.
    """

    valence: str
    pairs: pd.DataFrame
    bands: pd.DataFrame
    columns: Columns
    nodes: Sequence[Mapping[str, Node]]
    size: Preset

    def ranks(self, column: int) -> dict[str, int]:
        """Return the place of each code of a column (0 causes, 1 effects, 2 remedies), from the top."""
        return {code: number for number, code in enumerate(self.columns[column])}

    def start_of(self, column: int, code: str, needed: float) -> float:
        """Return where so many mm begin that stand in the middle of a code."""
        node = self.nodes[column][code]
        return node.top + (node.height - needed) / 2

    @property
    def key(self) -> dict[Pair, str]:
        """The letter of each effect and cause that has one."""
        return letter_key(self.met, self.columns)

    @property
    def met(self) -> pd.DataFrame:
        """The bands to remedies."""
        return self.bands[self.bands["remedy"] != ""]


def colour_of(kind: str, valence: str) -> tuple[str, str]:
    """Return the fill and the edge of a band."""
    look = signs.bar(MET if kind == MET else signs.outcome_of(kind), valence)
    return look["facecolor"], look["edgecolor"]


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
    fill, edge = colour_of(kind, valence)
    outline = np.vstack([upper, lower[::-1]])
    ax.add_artist(
        Polygon(
            outline, closed=True, facecolor="none", edgecolor="white", linewidth=1.6, joinstyle="round", zorder=zorder
        )
    )
    ax.add_artist(
        Polygon(
            outline,
            closed=True,
            facecolor=fill,
            edgecolor=edge,
            linewidth=0.5,
            joinstyle="round",
            gid=gid,
            zorder=zorder + 0.1,
        )
    )


def plot_to_effects(ax: Axes, page: Drawn, x0: float, x1: float) -> None:
    """Draw the bands from causes, whose bars end at *x0*, to effects, whose bars begin at *x1*, with the number of
    passages where a pair begins.
    """
    to_effect = page.bands[page.bands["remedy"] == ""]
    to_effect = to_effect.assign(rank=to_effect["kind"].map({kind: n for n, kind in enumerate(KINDS)}))
    total = to_effect.groupby(["cause", "effect"])["wide"].sum()
    starts, ends = _at_causes(ax, page, total, x0), _at_effects(ax, page, total, x1)
    # Letters stand between the bands and the effects, clear of both.
    reach = x1 - LETTER * bool(page.key)
    drawn = to_effect.assign(
        a=to_effect["cause"].map(page.ranks(0)), b=to_effect["effect"].map(page.ranks(1))
    ).sort_values(["a", "b", "rank"])
    # Long bands lie on short ones, so that the eye can follow them; what met a remedy lies on top.
    fall = {pair: abs(starts[pair] - ends[pair]) for pair in starts}
    depth = {pair: number for number, pair in enumerate(sorted(fall, key=lambda pair: (fall[pair], pair)))}
    down = dict.fromkeys(starts, 0.0)
    for row in drawn.itertuples():
        pair = (row.cause, row.effect)
        half, low = total[pair] / 2, down[pair]
        _ribbon(
            ax,
            (x0 + NUMBER, starts[pair] + half),
            (reach, ends[pair] + half),
            (low - half, low + row.wide - half),
            row.kind,
            page.valence,
            f"{row.cause}:{row.effect}:{row.kind}",
            1 + depth[pair] / (len(depth) + 1) + (1.5 if row.kind == MET else 0),
        )
        down[pair] += row.wide


def _at_causes(ax: Axes, page: Drawn, total: pd.Series, x: float) -> dict[Pair, float]:
    """Return where the bands of each pair begin at its cause, and write its number of passages there."""
    starts = {}
    ranked = page.pairs.assign(a=page.pairs["cause"].map(page.ranks(0)), b=page.pairs["effect"].map(page.ranks(1)))
    for cause, group in ranked.sort_values(["a", "b"]).groupby("cause", sort=False):
        y = page.start_of(0, cause, sum(max(SLOT, total[cause, effect]) for effect in group["effect"]))
        for row in group.itertuples():
            slot = max(SLOT, total[cause, row.effect])
            starts[cause, row.effect] = y + (slot - total[cause, row.effect]) / 2
            said = f"{row.n_segments}{'†' * row.several_by_shared}{'*' if row.shown_by else ''}"
            look: dict[str, Any] = dict(
                va="center", fontsize=page.size.smallest, weight="bold" if row.n_cases > 1 else "normal"
            )
            ax.text(x + 0.7, y + slot / 2, said, gid="passages", zorder=6, **look)
            y += slot
    return starts


def _at_effects(ax: Axes, page: Drawn, total: pd.Series, x: float) -> dict[Pair, float]:
    """Return where the bands of each pair end at its effect, and write the letter of a pair that has one there."""
    ends = {}
    inflow, key = inflow_of(page.bands, page.columns), page.key
    ranked = page.pairs.assign(a=page.pairs["cause"].map(page.ranks(0)), b=page.pairs["effect"].map(page.ranks(1)))
    for effect, group in ranked.sort_values(["b", "a"]).groupby("effect", sort=False):
        y = page.start_of(1, effect, sum(inflow[effect, cause] for cause in group["cause"]))
        for cause in group["cause"]:
            ends[cause, effect] = y + (inflow[effect, cause] - total[cause, effect]) / 2
            y += inflow[effect, cause]
            if (effect, cause) in key:
                _letter(ax, x, y - inflow[effect, cause] / 2, key[effect, cause], page.size)
    return ends


def plot_to_remedies(ax: Axes, page: Drawn, x0: float, x1: float) -> None:
    """Draw the bands from effects, whose bars end at *x0*, to the remedies that met them, with passages and status
    where a band ends.
    """
    causes, effects, remedies = (page.ranks(column) for column in range(3))
    met = page.met
    met = met.assign(
        a=met["effect"].map(effects), b=met["remedy"].map(remedies), c=met["cause"].map(causes)
    ).reset_index(drop=True)
    starts, ends = {}, _at_remedies(ax, page, met, x1)
    for effect, group in met.sort_values(["a", "b", "c", "status"]).groupby("effect", sort=False):
        y = page.start_of(1, effect, (group["wide"] + 0.4).sum())
        for row in group.itertuples():
            starts[row.Index] = y
            y += row.wide + 0.4
    for effect, group in met.groupby("effect", sort=False):
        low, high = min(starts[n] for n in group.index), max(starts[n] + met.at[n, "wide"] for n in group.index)
        look: dict[str, Any] = dict(facecolor=RAMPS["neutral"][4], linewidth=0, zorder=4, gid=f"gate:{effect}")
        ax.add_artist(Rectangle((x0 - BAR, low), BAR, high - low, **look))
    text = told_width(page.bands, page.columns, page.size)
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


def _at_remedies(ax: Axes, page: Drawn, met: pd.DataFrame, x: float) -> dict[int, float]:
    """Return where each band ends at its remedy, by row of *met*, and write what is told of it there."""
    told, ends = _told(met, page.key), {}
    for remedy, group in met.sort_values(["b", "a", "c", "status"]).groupby("remedy", sort=False):
        y = page.start_of(2, remedy, group["wide"].clip(lower=SLOT).sum())
        for row in group.itertuples():
            slot = max(SLOT, row.wide)
            ends[row.Index] = y + (slot - row.wide) / 2
            look: dict[str, Any] = dict(ha="right", va="center", fontsize=page.size.smallest)
            ax.text(x - 0.6, y + slot / 2, told[row.Index], gid="met", zorder=6, **look)
            y += slot
    return ends


def _letter(ax: Axes, x: float, y: float, letter: str, size: Preset) -> None:
    """Write the letter of a path between the end of its bands and the effect."""
    ax.text(x - LETTER / 2, y, letter, ha="center", va="center", fontsize=size.smallest, gid="letter", zorder=7)


def _told(met: pd.DataFrame, key: Mapping[Pair, str]) -> list[str]:
    """Return what stands at the end of each band to a remedy: passages, status, and the letter of the path where it
    has one."""
    return [
        " ".join(filter(None, (str(row.n_segments), row.status, key.get((row.effect, row.cause)))))
        for row in met.itertuples()
    ]


def told_width(mine: pd.DataFrame, columns: Columns, size: Preset) -> float:
    """Return the width in mm of what stands at the ends of the bands to remedies."""
    met = mine[mine["remedy"] != ""]
    return width_of(_told(met, letter_key(met, columns)), size.smallest) + 1.6

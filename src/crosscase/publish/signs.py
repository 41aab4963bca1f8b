"""The signs of what came of something: it happened, a remedy met it, or it was only feared (of good: hoped for).

They mean the same in every figure. A disc: filled for what happened, filled in its lower half for what a remedy met, a
ring for what was only feared; a disc in a ring for what happened (or was met) among several. A part of a bar: dark,
pale, or white with an outline. Orange stands for harm and for nothing else, blue for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .lettering import width_of
from .style import MM, RAMPS, Preset

#: What came of it, the strongest first, with the statuses of a link that mean it.
OUTCOMES = {"happened": ("realised",), "met": ("mitigated", "averted"), "feared": ("possible",)}
#: What a key says of each, for harm and for good.
NAMES = {
    "co-destruction": {"happened": "harm happened", "met": "met by a remedy", "feared": "only feared"},
    "co-creation": {"happened": "good happened", "met": "met by a remedy", "feared": "only hoped for"},
}
_WHITE, _DOT = 0.15, 0.4  # mm: between a disc and the ring around it, and the least disc in a ring
#: A ring is filled with white: what is not filled at all, a printer takes for transparent.
_FILL = {"happened": "full", "met": "bottom", "feared": "full"}


def outcome_of(status: str) -> str:
    """Return what came of a link of this status: ``happened``, ``met`` or ``feared``."""
    return next(name for name, statuses in OUTCOMES.items() if status in statuses)


def strongest(statuses: Sequence[str]) -> str:
    """Return the strongest outcome among the statuses of several links; empty for none."""
    found = {outcome_of(status) for status in statuses}
    return next((name for name in OUTCOMES if name in found), "")


def disc(outcome: str, diameter_mm: float, ramp: str = "co-destruction", line: float = 0.7) -> dict[str, Any]:
    """Return how a disc of an outcome is drawn, as options of `Axes.plot` and `Line2D`; *line* is its outline in pt."""
    ink = RAMPS[ramp][3]
    return dict(
        marker="o",
        markersize=diameter_mm * 72 * MM - line,
        fillstyle=_FILL[outcome],
        markerfacecolor=ink if outcome != "feared" else "white",
        markerfacecoloralt="white",
        markeredgecolor=ink,
        markeredgewidth=line,
        linestyle="none",
    )


def plot_outcome(
    ax: Axes, x: float, y: float, outcome: str, diameter_mm: float, ramp: str = "co-destruction", **more: Any
) -> None:
    """Draw a disc at a place in the axes' own measure; its size is in mm whatever that measure is."""
    # `add_artist` of a line and not `plot`, which asks the axes for limits and colours: many discs are drawn.
    ax.add_artist(Line2D([x], [y], gid=f"outcome {outcome}", **disc(outcome, diameter_mm, ramp), **more))


def plot_share(
    ax: Axes,
    x: float,
    y: float,
    outcome: str,
    diameter_mm: float,
    share: float,
    ramp: str = "co-destruction",
    **more: Any,
) -> None:
    """Draw a disc of an outcome in a ring: the ring has the area of all, the disc *share* of it (0 to 1, not 1)."""
    around, inner = shared_disc(outcome, diameter_mm, share, ramp)
    ax.add_artist(Line2D([x], [y], gid="all", **around, **more))
    ax.add_artist(Line2D([x], [y], gid=f"outcome {outcome}", **inner, **more))


def shared_disc(
    outcome: str, diameter_mm: float, share: float, ramp: str = "co-destruction", line: float = 0.5
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a ring and the disc in it are drawn, as options of `Axes.plot` and `Line2D`.

    The line of the ring stands outside its area, so that white is left around a disc of nearly all; where less would be
    left than the eye tells apart, the disc is smaller than its share, and a dot too small to be seen is larger.
    """
    inner = max(_DOT, min(diameter_mm * sqrt(share), diameter_mm - 2 * _WHITE))
    around = disc("feared", diameter_mm + 2 * line / 72 / MM, ramp, line)
    return around, disc(outcome, inner, ramp, line if outcome == "met" else 0.0)


def bar(outcome: str, ramp: str = "co-destruction", line: float = 0.5) -> dict[str, Any]:
    """Return how a part of a bar of an outcome is drawn, as options of `Axes.barh` and `Rectangle`."""
    face = {"happened": RAMPS[ramp][3], "met": RAMPS[ramp][1], "feared": "white"}[outcome]
    return dict(facecolor=face, edgecolor=RAMPS[ramp][3], linewidth=line)


def key(
    figure: Figure, preset: Preset, y_mm: float, *, x_mm: float = 2, ramp: str = "co-destruction", mm: float = 3.0
) -> float:
    """Draw the key of the discs on one line, *y_mm* above the lower edge; return where the line ends, in mm."""
    width, height = figure.get_size_inches() / MM
    for outcome, told in NAMES[ramp].items():
        if ramp == "co-creation" and outcome == "met":
            continue  # a remedy meets harm
        at = [(x_mm + mm / 2) / width], [y_mm / height]
        figure.add_artist(Line2D(*at, transform=figure.transFigure, **disc(outcome, mm, ramp)))
        figure.text((x_mm + mm + 1.5) / width, y_mm / height, told, fontsize=preset.smallest, va="center")
        x_mm += mm + 1.5 + width_of([told], preset.smallest) + 4
    return x_mm

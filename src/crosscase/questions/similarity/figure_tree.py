"""The dendrogram of one family, with the names of its units and the stability of its branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...core.likeness import Tree
from ...publish import style
from ...publish.drawing import placed
from ...publish.lettering import width_of
from ...publish.style import INK, QUIET, Preset
from .compute import FAMILY_NAMES
from .figure_parts import HEAD, Look


@dataclass(frozen=True)
class TreePlace:
    """Where a dendrogram stands, in mm: from the left, how wide with its names, how high a row is.

    ``part`` is the slice of the leaves that the page shows; ``named``: the leaves carry letters and names.
    """

    family: str
    left: float
    wide: float
    row: float
    part: slice
    named: bool = False


def plot_tree(
    figure: Figure, top: float, place: TreePlace, tree: Tree, clusters: pd.DataFrame, order: Sequence[str], look: Look
) -> None:
    """Draw a dendrogram *top* mm below the upper edge.

    *clusters* is `similarity.clustering`; *order* lists the leaves from the top, and below them the units left out.
    """
    width, height = figure.get_size_inches() / style.MM
    size, part, row = look.size, place.part, place.row
    figure.text(
        (place.left + 0.5) / width,
        1 - (top + 1.0) / height,
        FAMILY_NAMES[place.family],
        weight="bold",
        va="top",
        fontsize=size.text,
    )
    left, tall = place.left + 3, row * (part.stop - part.start)
    branch = place.wide - 3 - (look.name_wide if place.named else 0)
    ax = placed(figure, left, top + HEAD, branch, tall, gid=f"tree:{place.family}")
    ax.set(xlim=(1.0, 0.0), ylim=(part.stop, part.start))
    ax.set_axis_off()
    at = {unit: number + 0.5 for number, unit in enumerate(order)}
    _plot_branches(ax, tree, clusters[clusters["family"] == place.family], at, place, branch, size)
    for unit in order[part] if place.named else ():
        y = 1 - (top + HEAD + row * (at[unit] - part.start)) / height
        x = left + branch + 1.5
        figure.text(x / width, y, look.keys[unit], weight="bold", va="center", fontsize=size.text, gid="key")
        named: dict[str, Any] = dict(va="center", fontsize=size.smallest, linespacing=1.1, gid="name")
        figure.text((x + look.key_wide) / width, y, look.names[unit], **named)
    _plot_scale(figure, left, top + HEAD + tall, branch, size)


def _plot_branches(
    ax: Axes,
    tree: Tree,
    clusters: pd.DataFrame,
    at: Mapping[str, float],
    place: TreePlace,
    branch: float,
    size: Preset,
) -> None:
    """Draw the forks, lowest first, each with the share of re-analyses in which its branch comes back; *at* is the
    height of each leaf, *branch* the width of the axes in mm.
    """
    part = place.part
    centre: dict[tuple[str, ...], float] = {(unit,): y for unit, y in at.items()}
    reach: dict[tuple[str, ...], float] = {(unit,): 0.0 for unit in at}
    counts = clusters.set_index("merge")
    lines: dict[str, Any] = dict(
        color=INK, linewidth=1.6 * size.line, solid_capstyle="projecting", clip_on=part != slice(0, len(at))
    )
    for number, (above, below, tall) in enumerate(tree.merges, 1):
        first, second = sorted((above, below), key=lambda side: min(at[unit] for unit in side))
        n_found, n_variants = int(counts.at[number, "n_found"]), int(counts.at[number, "n_variants"])
        last = number == len(tree.merges)
        ax.plot(
            [reach[first], tall, tall, reach[second]],
            [centre[first], centre[first], centre[second], centre[second]],
            gid="branch",
            **lines,
        )
        # Between the two leaves that it joins nothing else is drawn to the right of a fork.
        y = max(at[unit] for unit in first) + 0.5
        said = f"{whole_percent(n_found, n_variants)}%"
        fits = width_of([said], size.smallest) + 1.5 <= tall * branch or (place.named and place.row >= 7)
        if not last and fits and part.start < y < part.stop:
            ax.text(tall - 1.2 / branch, y, said, fontsize=size.smallest, ha="left", va="center", gid="stability")
        both = (*above, *below)
        centre[both], reach[both] = (centre[first] + centre[second]) / 2, tall
        if last and part.start < centre[both] < part.stop:
            ax.plot([tall, min(tall + 0.03, 1.0)], [centre[both]] * 2, **lines)


def _plot_scale(figure: Figure, left: float, foot: float, branch: float, size: Preset) -> None:
    """Draw the scale of a dendrogram: its edge stands *foot* mm below the upper edge."""
    width, height = figure.get_size_inches() / style.MM
    scale = placed(figure, left, foot, branch, 0.9, gid="scale")
    scale.set(xlim=(1, 0), ylim=(0, 1), yticks=[])
    scale.set_xticks([1, 0.5, 0], ["1", "0.5", "0"], fontsize=size.smallest)
    scale.tick_params(length=1.5, pad=1, width=size.line)
    for name in ("top", "left", "right", "bottom"):
        scale.spines[name].set_visible(name == "top")
    scale.xaxis.set_ticks_position("top")
    scale.tick_params(labeltop=False, labelbottom=True, top=True, bottom=False, direction="in")
    at = ((left + branch + 2.5) / width, 1 - (foot + 2.6) / height)
    figure.text(*at, "1 − similarity", fontsize=size.smallest, va="center", color=QUIET)


def whole_percent(part: int, whole: int) -> int:
    """Return a whole percentage: 100 only for all, 0 only for none."""
    if not part or part == whole:
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))

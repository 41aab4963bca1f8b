"""The maps of cases and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.codebook import labels
from ...core.likeness import FAMILIES
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.lettering import fitted, width_of
from ...publish.style import INK, PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import FAMILY_NAMES
from .correspondence import above_average, in_map
from .figure_parts import stacked_on_pages

# --- maps of cases and codes ------------------------------------------------------------------------

#: How a point is drawn: cases as squares, barriers and enablers by shape, effects by valence.
MARKS = {
    "case": ("s", INK),
    "barrier": ("o", RAMPS["neutral"][3]),
    "enabler": ("D", RAMPS["neutral"][3]),
    "co-destruction": ("v", RAMPS["co-destruction"][3]),
    "co-creation": ("^", RAMPS["co-creation"][3]),
}
_EFFECTS = (("co-destruction", "harm"), ("co-creation", "good"))
SIDE = 50.0  # mm, a column of labels at either side of a map
MAP = (36.0, 44.0)  # mm, least height of a map where pages are low, and where they are not
FRAME = 13.0  # mm, above and below a map: its heading and its scale
LABEL_LINE = 1.2  # line to line of a label, in sizes of its type


@dataclass(frozen=True)
class _Family:
    """What is drawn of one family: its points in the map, those of them that carry a label, and the height in mm of
    the map (0: none can be drawn).
    """

    family: str
    shown: pd.DataFrame
    told: Sequence[str]
    high: float


@dataclass(frozen=True)
class _Scale:
    """The map of a family in mm from its upper left corner: its sides, the distance that a mm stands for, the same
    along both axes, and what lies in its middle.
    """

    wide: float
    high: float
    per: float
    middle: np.ndarray

    @classmethod
    def of(cls, shown: pd.DataFrame, wide: float, high: float) -> _Scale:
        """Return the scale at which all points and the centre stand in the map, 4 mm from its edges."""
        x, y = shown["axis_1"].to_numpy(dtype=float), shown["axis_2"].to_numpy(dtype=float)
        low, up = np.minimum(0, [x.min(), y.min()]), np.maximum(0, [x.max(), y.max()])
        per = max((up[0] - low[0]) / (wide - 8), (up[1] - low[1]) / (high - 8))
        return cls(wide, high, per, (low + up) / 2)

    def at(self, point: Mapping[str, float]) -> tuple[float, float]:
        """Return where a point stands."""
        across = (point["axis_1"] - self.middle[0]) / self.per + self.wide / 2
        return across, self.high / 2 - (point["axis_2"] - self.middle[1]) / self.per

    def line(self, across: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the coordinates of places in mm."""
        x = self.middle[0] + (across - self.wide / 2) * self.per
        return x, self.middle[1] - (down - self.high / 2) * self.per


def correspondence_figure(
    points: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the map of cases and codes of each family (symmetric: rows and columns in principal coordinates).

    *points* is `correspondence.correspondence`. Labels stand at the sides, tied to their points: all cases, and the
    codes that contribute more than the average one, as many as there is room for. A family whose map cannot be drawn
    says so. Returns the pages.
    """
    size = PRESETS[preset]
    names = labels(codes) | dict(zip(cases["unit"], cases["label"], strict=True))
    valence = dict(zip(codes["code_id"], codes["valence"], strict=True))
    families = [family for family in FAMILIES if (points["family"] == family).any()]
    with style.applied(size):
        foot = 7.0
        room = size.highest - foot
        least = min(MAP[1], max(MAP[0], room / max(1, len(families)) - FRAME))
        chosen = [_chosen(points, family, names, (least, room - FRAME), size) for family in families]
        blocks = [(one.high + FRAME if one.high else 16.0, [one]) for one in chosen]
        figures = []
        for page in stacked_on_pages(blocks, room):
            figure = new_figure(size.double, sum(tall for tall, _ in page) + foot)
            top = 0.0
            for tall, (one,) in page:
                _plot_family(figure, size, points, one, names, valence, top)
                top += tall
            _map_key(figure, size, foot - 4, [one.family for _, (one,) in page if len(one.shown)])
            figures.append(figure)
    return figures


def _chosen(
    points: pd.DataFrame, family: str, names: Mapping[str, str], limits: tuple[float, float], size: Preset
) -> _Family:
    """Return what is drawn of a family in a map of at least and at most so many mm: labels as long as both sides have
    room.
    """
    least, most = limits
    shown = in_map(points, family)
    if shown.empty:
        return _Family(family, shown, [], 0.0)
    wanted = [
        *shown.loc[shown["kind"] == "case"].sort_values("ctr", ascending=False, kind="stable")["point"],
        *above_average(shown)["point"],
    ]
    told, sides = [], 0.0
    for name in wanted:
        tall = _label_height(names[name], size)
        if sides + tall > 2 * most - 6:
            break
        told.append(name)
        sides += tall
    return _Family(family, shown, told, min(most, max(least, sides / 2 + 6)))


def _label_height(label: str, size: Preset) -> float:
    return (fitted(label, SIDE - 4, size.smallest).count("\n") + 1) * LABEL_LINE * size.smallest * 25.4 / 72 + 0.5


def _plot_family(
    figure: Figure,
    size: Preset,
    points: pd.DataFrame,
    one: _Family,
    names: Mapping[str, str],
    valence: Mapping[str, str],
    top: float,
) -> None:
    """Draw the heading of a family and its map, or why there is none, *top* mm below the upper edge."""
    width, height = figure.get_size_inches() / style.MM
    head, mine = FAMILY_NAMES[one.family], points[points["family"] == one.family]
    figure.text(1.5 / width, 1 - (top + 1) / height, head, weight="bold", va="top", fontsize=size.text)
    if one.shown.empty:
        figure.text(1.5 / width, 1 - (top + 7) / height, _why_no_map(mine), va="top", fontsize=size.text)
        return
    share = mine.loc[mine["kind"] == "axis", "share"].iloc[:2].astype(float).tolist()
    said = f"across: {share[0]:.0%} of all differences; up: {share[1]:.0%}"
    x = (4.5 + width_of([head], size.text) * 1.12) / width
    figure.text(x, 1 - (top + 1) / height, said, va="top", fontsize=size.text)
    scale = _Scale.of(one.shown, size.double - 2 * SIDE - 2, one.high)
    ax = placed(figure, 1 + SIDE, top + 7, scale.wide, scale.high, gid=f"map:{one.family}")
    _set_axes(ax, scale, size)
    _plot_points(ax, one, valence, size)
    _plot_farthest(ax, one, size)
    _plot_labels(ax, one, scale, names, top + 7, size)


def _why_no_map(mine: pd.DataFrame) -> str:
    n = int(((mine["kind"] == "case") & (mine["why"] == "")).sum())
    if n >= 3:
        return "No map can be drawn: the cases do not differ in two directions."
    return (
        f"No map can be drawn: it takes three cases and two axes, and {n} {'case' if n == 1 else 'cases'} can "
        "be placed here."
    )


def _set_axes(ax: Axes, scale: _Scale, size: Preset) -> None:
    """Give a map its limits, the lines through the centre and a scale below; the other axis has the same."""
    middle, per, wide, high = scale.middle, scale.per, scale.wide, scale.high
    ax.set(
        xlim=(middle[0] - per * wide / 2, middle[0] + per * wide / 2),
        ylim=(middle[1] - per * high / 2, middle[1] + per * high / 2),
    )
    for spine in ax.spines.values():
        spine.set(color=RULE, linewidth=size.line)
    step = next((one for one in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if one / per >= 9), 10.0)
    ticks = np.arange(np.ceil(ax.get_xlim()[0] / step), np.floor(ax.get_xlim()[1] / step) + 1) * step
    ax.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in np.round(ticks, 6) + 0.0], fontsize=size.smallest)
    ax.set_yticks([])
    ax.tick_params(length=1.5, pad=1.5, width=size.line, color=RULE)
    ax.axhline(0, color=RULE, linewidth=size.line, zorder=0)
    ax.axvline(0, color=RULE, linewidth=size.line, zorder=0)


def _plot_points(ax: Axes, one: _Family, valence: Mapping[str, str], size: Preset) -> None:
    """Draw the points, cases last: hollow where the map shows them poorly, large where they carry a label."""
    told = set(one.told)
    ordered = one.shown.sort_values(["kind", "ctr"], ascending=[False, True], kind="stable")
    for point in ordered.to_dict("records"):
        case, labelled = point["kind"] == "case", point["point"] in told
        family = valence[point["point"]] if one.family == "effect" and not case else one.family
        shape, colour = MARKS["case" if case else family]
        poor = pd.notna(point["quality"]) and point["quality"] < 0.5
        ax.plot(
            point["axis_1"],
            point["axis_2"],
            marker=shape,
            markersize=5.5 if case else 4.2 if labelled else 2.6,
            markerfacecolor="white" if poor else colour,
            markeredgecolor=colour,
            markeredgewidth=1.4 * size.line,
            linestyle="none",
            zorder=5 if case else 4 if labelled else 3,
            gid=f"{point['kind']}:{'poor' if poor else 'good'}",
        )


def _plot_farthest(ax: Axes, one: _Family, size: Preset) -> None:
    """Tie to the centre the case that shapes the map most (all that do)."""
    placed_cases = one.shown[one.shown["kind"] == "case"]
    most = placed_cases[placed_cases["ctr"] >= placed_cases["ctr"].max() - 1e-9]
    for case in most.to_dict("records"):
        line: dict[str, Any] = dict(color=INK, linewidth=2.5 * size.line, zorder=2, gid="farthest")
        ax.plot([0, case["axis_1"]], [0, case["axis_2"]], **line)


def _plot_labels(ax: Axes, one: _Family, scale: _Scale, names: Mapping[str, str], top: float, size: Preset) -> None:
    """Write the labels at the sides of a map whose upper edge is *top*, and draw a line from each to its point."""
    width, height = ax.figure.get_figure(root=True).get_size_inches() / style.MM
    at = {point["point"]: scale.at(point) for point in one.shown.to_dict("records")}
    cases = set(one.shown.loc[one.shown["kind"] == "case", "point"])
    heights = {name: _label_height(names[name], size) for name in one.told}
    for side, column in _sides(one.told, at, heights, scale.wide, scale.high).items():
        left = side == "left"
        x = 1 + SIDE - 2 if left else 1 + SIDE + scale.wide + 2
        for name, middle in column:
            bold = name in cases
            ax.figure.text(
                x / width,
                1 - (top + middle) / height,
                fitted(names[name], (SIDE - 4) * (0.9 if bold else 1), size.smallest),
                fontsize=size.smallest,
                weight="bold" if bold else "normal",
                ha="right" if left else "left",
                va="center",
                linespacing=1.1,
                multialignment="right" if left else "left",
                gid="label",
            )
            px, py = at[name]
            across, down = np.array([x + (0.7 if left else -0.7) - 1 - SIDE, px]), np.array([middle, py])
            line: dict[str, Any] = dict(
                color=QUIET if bold else RULE, linewidth=size.line, zorder=1, clip_on=False, gid="leader"
            )
            ax.plot(*scale.line(across, down), **line)


def _sides(
    told: Sequence[str], at: Mapping[str, tuple[float, float]], heights: Mapping[str, float], wide: float, high: float
) -> dict[str, list[tuple[str, float]]]:
    """Return for either side the labels from above and the height of their middles in mm: near their points, apart
    from each other, lines uncrossed.
    """
    by_x = sorted(told, key=lambda name: (at[name][0], at[name][1], name))
    left = [name for name in by_x if at[name][0] < wide / 2]
    right = [name for name in by_x if name not in left]
    # Labels next to the middle change sides until both columns have room.
    while (
        left
        and sum(heights[name] for name in left) > high
        and sum(heights[n] for n in right) + heights[left[-1]] <= high
    ):
        right.insert(0, left.pop())
    while (
        right
        and sum(heights[name] for name in right) > high
        and sum(heights[n] for n in left) + heights[right[0]] <= high
    ):
        left.append(right.pop(0))
    found = {}
    for side, column in (("left", left), ("right", right)):
        edge = 0.0 if side == "left" else wide
        column = sorted(column, key=lambda name: (at[name][1], name))
        middles = _spread([at[name][1] for name in column], [heights[name] for name in column], high)
        for _ in column:
            changed = False
            for k in range(len(column) - 1):
                one, other = column[k], column[k + 1]
                if _cross((edge, middles[k]), at[one], (edge, middles[k + 1]), at[other]):
                    column[k], column[k + 1] = other, one
                    middles = _spread([at[name][1] for name in column], [heights[name] for name in column], high)
                    changed = True
            if not changed:
                break
        found[side] = list(zip(column, middles, strict=True))
    return found


def _spread(wanted: Sequence[float], heights: Sequence[float], high: float) -> list[float]:
    """Return the middles nearest to those wanted (least squares) at which labels of these heights stand in order
    without touching.
    """
    if not len(wanted):
        return []
    offsets = np.cumsum([0.0, *((one + other) / 2 for one, other in zip(heights, heights[1:], strict=False))])
    blocks: list[list[float]] = []  # mean, number
    for value in np.asarray(wanted, dtype=float) - offsets:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, n = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * n) / (blocks[-1][1] + n), blocks[-1][1] + n]
    level = np.concatenate([[mean] * int(n) for mean, n in blocks])
    lowest, highest = heights[0] / 2, high - heights[-1] / 2 - offsets[-1]
    return list(np.clip(level, lowest, max(highest, lowest)) + offsets)


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    def turn(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < -1e-9 and turn(c, d, a) * turn(c, d, b) < -1e-9


def _map_key(figure: Figure, size: Preset, y_mm: float, families: Sequence[str]) -> None:
    width, height = figure.get_size_inches() / style.MM
    kinds = [("case", "case")] if families else []
    kinds += [(family, family) for family in ("barrier", "enabler") if family in families]
    kinds += [(valence, told) for valence, told in _EFFECTS if "effect" in families]
    x = 3.0
    for kind, said in [*kinds, *([("poor", "hollow: its place says little")] if families else [])]:
        shape, colour = MARKS.get(kind, ("o", QUIET))
        figure.add_artist(
            Line2D(
                [x / width],
                [y_mm / height],
                marker=shape,
                markersize=4.5,
                markerfacecolor="white" if kind == "poor" else colour,
                markeredgecolor=colour,
                markeredgewidth=1.4 * size.line,
                linestyle="none",
                transform=figure.transFigure,
            )
        )
        figure.text((x + 2.2) / width, y_mm / height, said, fontsize=size.smallest, va="center")
        x += 2.2 + width_of([said], size.smallest) + 5
    if families:
        line: dict[str, Any] = dict(color=INK, linewidth=2.5 * size.line, transform=figure.transFigure)
        figure.add_artist(Line2D([(x - 1.5) / width, (x + 3.5) / width], [y_mm / height] * 2, **line))
        at = ((x + 5) / width, y_mm / height)
        figure.text(*at, "shapes the map most", fontsize=size.smallest, va="center")

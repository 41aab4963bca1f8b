"""The maps of cases and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.codebook import labels
from ...core.likeness import FAMILIES
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed
from ...publish.lettering import fitted, width_of
from ...publish.style import INK, PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import FAMILY_NAMES
from .correspondence import above_average, in_map
from .figure_parts import stacked_on_pages

# --- maps of cases and codes ------------------------------------------------------------------------

#: How a point is drawn: cases as squares, codes by family, effects by valence.
MARKS = {
    "case": ("s", INK),
    "barrier": ("o", RAMPS["co-destruction"][3]),
    "enabler": ("o", RAMPS["co-creation"][3]),
    "co-destruction": ("v", RAMPS["co-destruction"][3]),
    "co-creation": ("^", RAMPS["co-creation"][3]),
}
SIDE = 50.0  # mm, a column of labels at either side of a map
MAP = 55.0  # mm, least height of a map
FRAME = 15.0  # mm, above and below a map: its heading and its scale
LABEL_LINE = 1.2  # line to line of a label, in sizes of its type


def correspondence_figure(
    points: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc", note: str = ""
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
        foot = 8 + footnote_height(note, size.double, size)
        room = size.highest - foot
        blocks: list[Any] = []
        for family in families:
            shown = in_map(points, family)
            if shown.empty:
                blocks.append((16.0, [(family, shown, [], 0.0)]))
                continue
            most = room - FRAME
            wanted = [
                *shown.loc[shown["kind"] == "case"].sort_values("ctr", ascending=False, kind="stable")["point"],
                *above_average(shown)["point"],
            ]
            told, sides = [], 0.0
            for name in wanted:
                tall = _label_height(names[name], size)
                if sides + tall > 2 * most - 8:
                    break
                told.append(name)
                sides += tall
            high = min(most, max(MAP, sides / 2 + 8))
            blocks.append((high + FRAME, [(family, shown, told, high)]))
        figures = []
        for page in stacked_on_pages(blocks, room):
            figure = new_figure(size.double, sum(tall for tall, _ in page) + foot)
            top, drawn = 0.0, []
            for tall, parts in page:
                family, shown, told, high = parts[0]
                _plot_map(figure, size, points, family, shown, told, names, valence, top, high)
                drawn.append((family, shown))
                top += tall
            _map_key(figure, size, foot - 4, [family for family, shown in drawn if len(shown)])
            footnote(figure, size, note)
            figures.append(figure)
    return figures


def _label_height(label: str, size: Preset) -> float:
    return (fitted(label, SIDE - 4, size.smallest).count("\n") + 1) * LABEL_LINE * size.smallest * 25.4 / 72 + 0.5


def _plot_map(
    figure: Figure,
    size: Preset,
    points: pd.DataFrame,
    family: str,
    shown: pd.DataFrame,
    told: Sequence[str],
    names: Mapping[str, str],
    valence: Mapping[str, str],
    top: float,
    high: float,
) -> None:
    width, height = figure.get_size_inches() / style.MM
    figure.text(1.5 / width, 1 - (top + 1) / height, FAMILY_NAMES[family], weight="bold", va="top", fontsize=size.text)
    if shown.empty:
        n = int(((points["family"] == family) & (points["kind"] == "case") & (points["why"] == "")).sum())
        said = (
            f"No map can be drawn: it takes three cases and two axes, and {n} {'case' if n == 1 else 'cases'} can "
            "be placed here."
            if n < 3
            else ("No map can be drawn: the cases do not differ in two directions.")
        )
        figure.text(1.5 / width, 1 - (top + 7) / height, said, va="top", fontsize=size.text)
        return
    axes = points[(points["family"] == family) & (points["kind"] == "axis")]
    share = [float(axes["share"].iloc[k]) for k in (0, 1)]
    said = f"Axis 1 (across): {share[0]:.0%} of the inertia.  Axis 2 (up): {share[1]:.0%}."
    figure.text(
        (4.5 + width_of([FAMILY_NAMES[family]], size.text) * 1.12) / width,
        1 - (top + 1) / height,
        said,
        va="top",
        fontsize=size.text,
    )
    wide = size.double - 2 * SIDE - 2
    ax = placed(figure, 1 + SIDE, top + 7, wide, high, gid=f"map:{family}")
    x, y = shown["axis_1"].to_numpy(dtype=float), shown["axis_2"].to_numpy(dtype=float)
    low, up = np.minimum(0, [x.min(), y.min()]), np.maximum(0, [x.max(), y.max()])
    per = max(
        (up[0] - low[0]) / (wide - 8), (up[1] - low[1]) / (high - 8)
    )  # units of distance a mm, the same along both axes
    middle = (low + up) / 2
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
    at = {}
    for point in shown.sort_values(["kind", "ctr"], ascending=[False, True], kind="stable").to_dict("records"):
        shape, colour = MARKS[
            "case" if point["kind"] == "case" else valence[point["point"]] if family == "effect" else family
        ]
        poor = pd.notna(point["quality"]) and point["quality"] < 0.5
        big = 5.5 if point["kind"] == "case" else 4.2 if point["point"] in told else 2.6
        ax.plot(
            point["axis_1"],
            point["axis_2"],
            marker=shape,
            markersize=big,
            markerfacecolor="white" if poor else colour,
            markeredgecolor=colour,
            markeredgewidth=1.4 * size.line,
            linestyle="none",
            zorder=5 if point["kind"] == "case" else 4 if point["point"] in told else 3,
            gid=f"{point['kind']}:{'poor' if poor else 'good'}",
        )
        at[point["point"]] = (
            (point["axis_1"] - middle[0]) / per + wide / 2,
            high / 2 - (point["axis_2"] - middle[1]) / per,
        )
    heights = {name: _label_height(names[name], size) for name in told}
    cases_told = set(shown.loc[shown["kind"] == "case", "point"])
    for side, column in _sides(told, at, heights, wide, high).items():
        for name, middle_mm in column:
            bold = name in cases_told
            px, py = at[name]
            text = 1 + SIDE - 2 if side == "left" else 1 + SIDE + wide + 2
            figure.text(
                text / width,
                1 - (top + 7 + middle_mm) / height,
                fitted(names[name], (SIDE - 4) * (0.9 if bold else 1), size.smallest),
                fontsize=size.smallest,
                weight="bold" if bold else "normal",
                ha="right" if side == "left" else "left",
                va="center",
                linespacing=1.1,
                multialignment="right" if side == "left" else "left",
                gid="label",
            )
            ends = np.array([text + (0.7 if side == "left" else -0.7) - 1 - SIDE, px])
            ax.plot(
                middle[0] + (ends - wide / 2) * per,
                middle[1] - (np.array([middle_mm, py]) - high / 2) * per,
                color=QUIET if bold else RULE,
                linewidth=size.line,
                zorder=1,
                clip_on=False,
                gid="leader",
            )


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
    kinds += [(valence, f"effect: {valence}") for valence in ("co-destruction", "co-creation") if "effect" in families]
    x = 3.0
    for kind, said in [*kinds, *([("poor", "hollow: poorly shown (quality < 0.5)")] if families else [])]:
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

"""How alike the cases are: shaded triangles with their dendrogram, and maps of cases and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ...core.likeness import FAMILIES, Tree, drawn_tree
from ...publish import style
from ...publish.drawing import footnote, footnote_height, letters, new_figure, placed
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.pages import numbered, pages_of
from ...publish.style import INK, PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import FAMILY_NAMES, square
from .figure_parts import stacked_on_pages

#: Where each of the five shades of similarity begins, the same in every panel and figure.
CLASSES = (0.0, 0.2, 0.4, 0.6, 0.8)
RAMP = "neutral"
PANELS = {"jaccard": "Jaccard similarity", "bray_curtis": "1 − Bray–Curtis"}
GAP = 6.0  # mm, between the panels of one family
HEAD = 6.0  # mm, above the rows of a panel
AIR = 5.5  # mm, below them: the scale of the dendrogram


# --- similarity of pairs ----------------------------------------------------------------------------


def case_similarity_figure(
    table: pd.DataFrame,
    clusters: pd.DataFrame,
    by_case: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw for each family the dendrogram of the cases with the stability of its branches, and two triangles of
    similarity.

    *table* is `similarity.pairs`, *clusters* `similarity.clustering`, *by_case* `counts.codes_by_case`. Rows and
    columns are in leaf order; the letter on the diagonal names the column. Returns the pages: few cases stand on one,
    many take a page or more a panel.
    """
    size = PRESETS[preset]
    units = cases["unit"].tolist()
    keys = dict(zip(units, map(letters, range(len(units))), strict=True))
    families = [family for family in FAMILIES if (by_case["family"] == family).any()]
    trees = {family: drawn_tree(by_case, family) for family in families}
    orders = {family: [*found.order, *sorted(found.left_out)] for family, found in trees.items()}
    with style.applied(size):
        foot = 8 + footnote_height(note, size.double, size)
        room = size.highest - foot
        names = {unit: fitted(label, 38, size.smallest) for unit, label in zip(units, cases["label"], strict=True)}
        key_wide = width_of(list(keys.values()), size.text) + 2.5
        name_wide = width_of(lines_of(list(names.values())), size.smallest) + key_wide + 3
        cell = (size.double - 2 - 40 - name_wide - 2 * GAP) / (2 * len(units))
        row = max(7.0, height_of(list(names.values()), size.smallest) + 3.0)
        blocks = []
        if cell >= 4.4 and HEAD + row * len(units) + AIR <= room:
            for family in families:
                blocks.append(
                    (
                        HEAD + row * len(units) + AIR,
                        [
                            ("tree", family, 1.0, 40 + name_wide, row),
                            *_triangles(family, units, 41 + name_wide, min(cell, 14.0), row, size),
                        ],
                    )
                )
        else:
            # Many cases: the names stand beside the dendrogram, the triangles are named by letters alone.
            names = dict(zip(units, cases["label"], strict=True))
            name_wide = width_of(list(names.values()), size.smallest) + key_wide + 3
            side = 0.0 if 4.05 * len(units) <= size.double - 2 else key_wide + 1.5
            cell = min(9.0, max(4.05, (size.double - 2 - side) / len(units)))
            tall = min(7.0, max(4.05, (room - HEAD - AIR) / len(units)))
            leaf = min(7.0, max(4.6, (room - HEAD - AIR) / len(units)))
            for family in families:
                for part in pages_of(len(units), leaf, room - HEAD - AIR):
                    blocks.append(
                        (
                            HEAD + leaf * (part.stop - part.start) + AIR,
                            [("tree", family, 1.0, size.double - 2, leaf, part)],
                        )
                    )
                for measure in PANELS:
                    for across in pages_of(len(units), cell, size.double - 2 - side):
                        for down in pages_of(len(units), tall, room - HEAD - AIR):
                            if down.stop > across.start:
                                blocks.append(
                                    (
                                        HEAD + tall * (down.stop - down.start) + AIR,
                                        [("triangle", family, measure, 1 + side, cell, tall, down, across, True)],
                                    )
                                )
        figures = []
        for page in stacked_on_pages(blocks, room):
            figure = new_figure(size.double, sum(tall for tall, _ in page) + foot)
            top = 0.0
            for tall, parts in page:
                for kind, family, *place in parts:
                    if kind == "tree":
                        _plot_tree(
                            figure,
                            size,
                            trees[family],
                            clusters[clusters["family"] == family],
                            family,
                            orders[family],
                            names,
                            keys,
                            top,
                            *place,
                        )
                    else:
                        _plot_triangle(figure, size, table, family, orders[family], keys, top, *place)
                top += tall
            _similarity_key(figure, size, foot - 4, table)
            footnote(figure, size, note)
            figures.append(figure)
    return numbered(figures, size, x_mm=size.double - 1 - width_of(["Page 00 of 00"], size.smallest))


def _triangles(family: str, units: Sequence[str], left: float, cell: float, row: float, size: Preset) -> list[tuple]:
    whole = slice(0, len(units))
    apart = GAP + max(cell * len(units), width_of(list(PANELS.values()), size.text))
    return [
        ("triangle", family, measure, left + GAP + number * apart, cell, row, whole, whole, False)
        for number, measure in enumerate(PANELS)
    ]


def _plot_tree(
    figure: Figure,
    size: Preset,
    found: Tree,
    clusters: pd.DataFrame,
    family: str,
    order: Sequence[str],
    names: Mapping[str, str],
    keys: Mapping[str, str],
    top: float,
    left: float,
    wide: float,
    row: float,
    part: slice | None = None,
) -> None:
    part = part or slice(0, len(order))
    key_wide = width_of(list(keys.values()), size.text) + 2.5
    name_wide = width_of(lines_of(list(names.values())), size.smallest) + key_wide + 3
    width, height = figure.get_size_inches() / style.MM
    figure.text(
        (left + 0.5) / width,
        1 - (top + 1.0) / height,
        FAMILY_NAMES[family],
        weight="bold",
        va="top",
        fontsize=size.text,
    )
    branch = wide - name_wide - 3
    ax = placed(figure, left + 3, top + HEAD, branch, row * (part.stop - part.start), gid=f"tree:{family}")
    ax.set(xlim=(1.0, 0.0), ylim=(part.stop, part.start))
    ax.set_axis_off()
    at = {unit: number + 0.5 for number, unit in enumerate(order)}
    centre: dict[tuple[str, ...], float] = {(unit,): at[unit] for unit in order}
    reach: dict[tuple[str, ...], float] = {(unit,): 0.0 for unit in order}
    counts = clusters.set_index("merge")
    for number, (above, below, tall) in enumerate(found.merges, 1):
        first, second = sorted((above, below), key=lambda side: min(at[unit] for unit in side))
        n_found, n_variants = int(counts.at[number, "n_found"]), int(counts.at[number, "n_variants"])
        last = number == len(found.merges)
        dash = "solid" if last or 2 * n_found >= n_variants else (0, (2.5, 1.5))
        lines: dict[str, Any] = dict(
            color=INK, linewidth=1.6 * size.line, solid_capstyle="projecting", clip_on=part != slice(0, len(order))
        )
        # The dash tells of the branch: its fork is drawn in it.
        ax.plot(
            [reach[first], tall, tall, reach[second]],
            [centre[first], centre[first], centre[second], centre[second]],
            linestyle=dash,
            gid="branch",
            **lines,
        )
        # Between the two leaves that it joins nothing else is drawn to the right of a fork.
        y = max(at[unit] for unit in first) + 0.5
        said = f"in {n_found} of {n_variants}"
        fits = width_of([said], size.smallest) + 1.5 <= tall * branch or row >= 7
        if not last and fits and part.start < y < part.stop:
            ax.text(tall - 1.2 / branch, y, said, fontsize=size.smallest, ha="left", va="center", gid="stability")
        both = (*above, *below)
        centre[both], reach[both] = (centre[first] + centre[second]) / 2, tall
        if last and part.start < centre[both] < part.stop:
            ax.plot([tall, min(tall + 0.03, 1.0)], [centre[both]] * 2, **lines)
    for unit in order[part]:
        y = 1 - (top + HEAD + row * (at[unit] - part.start)) / height
        x = left + 3 + branch + 1.5
        figure.text(x / width, y, keys[unit], weight="bold", va="center", fontsize=size.text, gid="key")
        figure.text(
            (x + key_wide) / width, y, names[unit], va="center", fontsize=size.smallest, linespacing=1.1, gid="name"
        )
    foot = top + HEAD + row * (part.stop - part.start)
    scale = placed(figure, left + 3, foot, branch, 0.9, gid="scale")
    scale.set(xlim=(1, 0), ylim=(0, 1), yticks=[])
    scale.set_xticks([1, 0.5, 0], ["1", "0.5", "0"], fontsize=size.smallest)
    scale.tick_params(length=1.5, pad=1, width=size.line)
    for name in ("top", "left", "right", "bottom"):
        scale.spines[name].set_visible(name == "top")
    scale.xaxis.set_ticks_position("top")
    scale.tick_params(labeltop=False, labelbottom=True, top=True, bottom=False, direction="in")
    figure.text(
        (left + 3 + branch + 2.5) / width,
        1 - (foot + 2.6) / height,
        "1 − Jaccard",
        fontsize=size.smallest,
        va="center",
        color=QUIET,
    )


def _plot_triangle(
    figure: Figure,
    size: Preset,
    table: pd.DataFrame,
    family: str,
    order: Sequence[str],
    keys: Mapping[str, str],
    top: float,
    measure: str,
    left: float,
    cell: float,
    row: float,
    down: slice,
    across: slice,
    apart: bool,
) -> None:
    width, height = figure.get_size_inches() / style.MM
    matrix = square(table, family, measure, order)
    matrix = matrix if measure == "jaccard" else 1 - matrix
    shared = square(table.assign(one=(table["sources"] != "").astype(float)), family, "one", order)
    figure.text(left / width, 1 - (top + 1.0) / height, PANELS[measure], va="top", fontsize=size.text)
    if apart:
        figure.text(
            (left + width_of([PANELS[measure]], size.text) + 4) / width,
            1 - (top + 1.0) / height,
            FAMILY_NAMES[family],
            weight="bold",
            va="top",
            fontsize=size.text,
        )
    ax = placed(
        figure,
        left,
        top + HEAD,
        cell * (across.stop - across.start),
        row * (down.stop - down.start),
        gid=f"{family}:{measure}",
    )
    ax.set(xlim=(across.start, across.stop), ylim=(down.stop, down.start))
    ax.set_axis_off()
    wide = width_of(["0.00"], size.smallest) + 1 <= cell
    for i in range(down.start, down.stop):
        for j in range(across.start, min(across.stop, i + 1)):
            if i == j:
                ax.text(
                    j + 0.5,
                    i + 0.5,
                    keys[order[i]],
                    weight="bold",
                    ha="center",
                    va="center",
                    fontsize=size.smallest,
                    gid="diagonal",
                )
                continue
            value = matrix.iat[i, j]
            if np.isnan(value):
                ax.add_patch(
                    Rectangle(
                        (j, i), 1, 1, facecolor="white", edgecolor=RULE, hatch="//////", linewidth=0, gid="missing"
                    )
                )
                continue
            colour = RAMPS[RAMP][similarity_class(value)]
            ax.add_patch(Rectangle((j, i), 1, 1, facecolor=colour, edgecolor="white", linewidth=size.line))
            said = f"{value:.2f}" if wide else f"{value:.2f}".removeprefix("0") if value < 0.995 else "1"
            ax.text(
                j + 0.5,
                i + 0.52,
                said,
                ha="center",
                va="center",
                fontsize=size.smallest,
                color=style.readable_on(colour),
                gid="cell",
            )
            if shared.iat[i, j]:
                inset = min(1.1, 0.17 * cell)
                ax.plot(
                    j + 1 - inset / cell,
                    i + inset / row,
                    marker="o",
                    markersize=2.2 if wide else 1.6,
                    color=style.readable_on(colour),
                    markeredgewidth=0,
                    gid="one source",
                )
    if apart and across.start > 0 or apart and down.start >= across.stop:
        for i in range(down.start, down.stop):
            figure.text(
                (left - 1.5) / width,
                1 - (top + HEAD + row * (i - down.start + 0.5)) / height,
                keys[order[i]],
                weight="bold",
                ha="right",
                va="center",
                fontsize=size.smallest,
            )
    if apart and down.start > across.start:
        for j in range(across.start, min(across.stop, down.start)):
            figure.text(
                (left + cell * (j - across.start + 0.5)) / width,
                1 - (top + HEAD - 1.2) / height,
                keys[order[j]],
                weight="bold",
                ha="center",
                va="bottom",
                fontsize=size.smallest,
            )


def similarity_class(value: float) -> int:
    """Return the number of the shade (0 to 4) of a similarity."""
    return sum(round(float(value), 9) >= start for start in CLASSES) - 1


def _similarity_key(figure: Figure, size: Preset, y_mm: float, table: pd.DataFrame) -> None:
    width, height = figure.get_size_inches() / style.MM
    x = 2.0
    figure.text(x / width, y_mm / height, "Similarity", fontsize=size.smallest, va="center")
    x += width_of(["Similarity"], size.smallest) + 2
    for number, (start, colour) in enumerate(zip(CLASSES, RAMPS[RAMP], strict=True)):
        said = f"{start:g}–{CLASSES[number + 1]:g}" if number < 4 else "0.8–1"
        wide = width_of([said], size.smallest) + 2.4
        figure.add_artist(
            Rectangle(
                (x / width, (y_mm - 1.9) / height),
                wide / width,
                3.8 / height,
                facecolor=colour,
                edgecolor="white",
                linewidth=size.line,
                transform=figure.transFigure,
            )
        )
        figure.text(
            (x + wide / 2) / width,
            y_mm / height,
            said,
            fontsize=size.smallest,
            ha="center",
            va="center",
            color=style.readable_on(colour),
        )
        x += wide
    x += 4
    signs = []
    if (table["sources"] != "").any():
        signs.append(("one source", "both told by one source"))
    if table["jaccard"].isna().any():
        signs.append(("missing", "no common basis"))
    for sign, said in signs:
        box = dict(
            width=4.4 / width,
            height=3.8 / height,
            linewidth=size.line,
            transform=figure.transFigure,
            edgecolor=QUIET if sign == "one source" else RULE,
        )
        figure.add_artist(
            Rectangle(
                (x / width, (y_mm - 1.9) / height),
                facecolor="white",
                hatch="//////" if sign == "missing" else "",
                **box,
            )
        )
        if sign == "one source":
            figure.add_artist(
                Line2D(
                    [(x + 3.3) / width],
                    [(y_mm + 0.8) / height],
                    marker="o",
                    markersize=2.2,
                    color=INK,
                    markeredgewidth=0,
                    transform=figure.transFigure,
                )
            )
        figure.text((x + 6) / width, y_mm / height, said, fontsize=size.smallest, va="center")
        x += 6 + width_of([said], size.smallest) + 4
    if width - x > 8.5 + width_of(["branch in fewer than half of the variants"], size.smallest):
        figure.add_artist(
            Line2D(
                [x / width, (x + 7) / width],
                [y_mm / height] * 2,
                color=INK,
                linewidth=1.6 * size.line,
                linestyle=(0, (2.5, 1.5)),
                transform=figure.transFigure,
            )
        )
        figure.text(
            (x + 8.5) / width,
            y_mm / height,
            "branch in fewer than half of the variants",
            fontsize=size.smallest,
            va="center",
        )

"""How alike the cases are: a shaded triangle beside the dendrogram of each family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.likeness import FAMILIES, drawn_tree
from ...publish import style
from ...publish.drawing import new_figure
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.pages import numbered, pages_of
from ...publish.style import INK, PRESETS, RAMPS, RULE, Preset
from .figure_parts import CLASSES, HEAD, RAMP, Look, stacked_on_pages
from .figure_tree import TreePlace, plot_tree
from .figure_triangle import TITLE, TrianglePlace, plot_triangle

GAP = 1.5  # mm, from a dendrogram to its triangle
AIR = 6.0  # mm, below the rows of a panel: the scale of the dendrogram
LEAVES = (40.0, 66.0)  # mm, the least and the greatest width of a dendrogram beside a triangle
CELL = 15.0  # mm, the greatest width of a cell
#: A band of a page: its height in mm and the panels side by side in it.
Band = tuple[float, list[TreePlace | TrianglePlace]]


def case_similarity_figure(
    table: pd.DataFrame,
    clusters: pd.DataFrame,
    by_case: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
) -> list[Figure]:
    """Draw for each family the dendrogram of the cases with the stability of its branches, and the triangle of their
    similarities (Jaccard).

    *table* is `similarity.pairs`, *clusters* `similarity.clustering`, *by_case* `counts.codes_by_case`. Rows and
    columns are in leaf order; the name on the diagonal is that of its row and its column. Returns the pages: few cases
    stand on one, many take a page or more a panel, with letters on the diagonal.
    """
    size = PRESETS[preset]
    families = [family for family in FAMILIES if (by_case["family"] == family).any()]
    trees = {family: drawn_tree(by_case, family) for family in families}
    orders = {family: [*found.order, *sorted(found.left_out)] for family, found in trees.items()}
    with style.applied(size):
        foot = 8.0
        room = size.highest - foot
        look, bands = _beside_each_other(families, cases, room, size) or _one_by_one(families, cases, room, size)
        figures = []
        for page in stacked_on_pages(bands, room):
            figure = new_figure(size.double, sum(tall for tall, _ in page) + foot)
            top = 0.0
            for tall, panels in page:
                for place in panels:
                    order = orders[place.family]
                    if isinstance(place, TreePlace):
                        plot_tree(figure, top, place, trees[place.family], clusters, order, look)
                    else:
                        plot_triangle(figure, top, place, table, order, look)
                top += tall
            _key(figure, size, foot - 4, table)
            figures.append(figure)
    return numbered(figures, size, x_mm=size.double - 1 - width_of(["Page 00 of 00"], size.smallest))


def _beside_each_other(
    families: Sequence[str], cases: pd.DataFrame, room: float, size: Preset
) -> tuple[Look, list[Band]] | None:
    """Return one band a family, its triangle beside its dendrogram; None where there are too many cases for that."""
    look = Look.of(cases, [fitted(label, 38, size.smallest) for label in cases["label"]], size)
    n, names = len(cases), list(look.names.values())
    free = size.double - 2 - 2 * GAP - 1.05 * width_of(lines_of(names), size.smallest)
    cell = min(CELL, (free - LEAVES[0]) / n)
    row = max(6.2, height_of(names, size.smallest) + 1.0)
    if cell < 4.4 or HEAD + row * n + AIR > room:
        return None
    whole, tree_wide = slice(0, n), min(LEAVES[1], free - cell * n)
    bands: list[Band] = []
    for family in families:
        tree = TreePlace(family, 1.0, tree_wide, row, whole)
        triangle = TrianglePlace(family, 1.0 + tree_wide + GAP, cell, row, whole, whole)
        bands.append((HEAD + row * n + AIR, [tree, triangle]))
    return look, bands


def _one_by_one(families: Sequence[str], cases: pd.DataFrame, room: float, size: Preset) -> tuple[Look, list[Band]]:
    """Return a band or more a panel, for many cases: the names stand beside the dendrogram, the triangle is named by
    letters alone.
    """
    look = Look.of(cases, cases["label"].tolist(), size)
    n, free = len(cases), room - HEAD - AIR
    side = 0.0 if 4.05 * n <= size.double - 2 else look.key_wide + 1.5
    cell = min(9.0, max(4.05, (size.double - 2 - side) / n))
    tall = min(7.0, max(4.05, free / n))
    leaf = min(7.0, max(4.6, free / n))
    bands: list[Band] = []
    for family in families:
        for part in pages_of(n, leaf, free):
            place = TreePlace(family, 1.0, size.double - 2, leaf, part, named=True)
            bands.append((HEAD + leaf * (part.stop - part.start) + AIR, [place]))
        for across in pages_of(n, cell, size.double - 2 - side):
            for down in pages_of(n, tall, free):
                if down.stop > across.start:
                    panel = TrianglePlace(family, 1 + side, cell, tall, down, across, apart=True)
                    bands.append((HEAD + tall * (down.stop - down.start) + AIR, [panel]))
    return look, bands


def _key(figure: Figure, size: Preset, y_mm: float, table: pd.DataFrame) -> None:
    """Draw the key *y_mm* above the lower edge: shades, and the signs that some cell carries."""
    width, height = figure.get_size_inches() / style.MM
    small: dict[str, Any] = dict(fontsize=size.smallest, va="center")
    x = 2.0
    figure.text(x / width, y_mm / height, TITLE, **small)
    x += width_of([TITLE], size.smallest) + 2
    for number, (start, colour) in enumerate(zip(CLASSES, RAMPS[RAMP], strict=True)):
        said = f"{start:g}–{CLASSES[number + 1]:g}" if number < 4 else "0.8–1"
        wide = width_of([said], size.smallest) + 1.6
        swatch(figure, x, y_mm, wide, facecolor=colour, edgecolor="white", linewidth=size.line)
        at = ((x + wide / 2) / width, y_mm / height)
        figure.text(*at, said, ha="center", color=style.readable_on(colour), **small)
        x += wide
    x += 4
    if table["jaccard"].max() > 0:
        swatch(figure, x, y_mm, 4.4, facecolor="white", edgecolor=INK, linewidth=3 * size.line)
        x = _sign_said(figure, x, y_mm, "most alike", size)
    if (table["sources"] != "").any():
        dot: dict[str, Any] = dict(
            marker="o", markersize=2.2, color=INK, markeredgewidth=0, transform=figure.transFigure
        )
        figure.add_artist(Line2D([(x + 1.5) / width], [y_mm / height], **dot))
        x = _sign_said(figure, x - 3, y_mm, "told by one source", size)
    if table["jaccard"].isna().any():
        swatch(figure, x, y_mm, 4.4, facecolor="white", hatch="//////", edgecolor=RULE, linewidth=size.line)
        x = _sign_said(figure, x, y_mm, "no common basis", size)


def _sign_said(figure: Figure, x: float, y_mm: float, said: str, size: Preset) -> float:
    """Write what a sign at *x* mm means, and return where the next one stands."""
    width, height = figure.get_size_inches() / style.MM
    figure.text((x + 6) / width, y_mm / height, said, fontsize=size.smallest, va="center")
    return x + 6 + width_of([said], size.smallest) + 4

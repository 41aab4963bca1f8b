"""How alike the cases are: shaded triangles beside the dendrogram of each family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.likeness import FAMILIES, drawn_tree
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, width_of
from ...publish.pages import numbered, pages_of
from ...publish.style import INK, PRESETS, QUIET, RAMPS, RULE, Preset
from .figure_parts import CLASSES, HEAD, RAMP, Look, stacked_on_pages
from .figure_tree import DASH, TreePlace, plot_tree
from .figure_triangle import PANELS, TrianglePlace, plot_triangle

GAP = 6.0  # mm, between the panels of one family
AIR = 5.5  # mm, below the rows of a panel: the scale of the dendrogram
LEAVES = 40.0  # mm, of a dendrogram without its names beside triangles
#: A band of a page: its height in mm and the panels side by side in it.
Band = tuple[float, list[TreePlace | TrianglePlace]]


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
    families = [family for family in FAMILIES if (by_case["family"] == family).any()]
    trees = {family: drawn_tree(by_case, family) for family in families}
    orders = {family: [*found.order, *sorted(found.left_out)] for family, found in trees.items()}
    with style.applied(size):
        foot = 8 + footnote_height(note, size.double, size)
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
            footnote(figure, size, note)
            figures.append(figure)
    return numbered(figures, size, x_mm=size.double - 1 - width_of(["Page 00 of 00"], size.smallest))


def _beside_each_other(
    families: Sequence[str], cases: pd.DataFrame, room: float, size: Preset
) -> tuple[Look, list[Band]] | None:
    """Return one band a family, its triangles beside its dendrogram; None where there are too many cases for that."""
    look = Look.of(cases, [fitted(label, 38, size.smallest) for label in cases["label"]], size)
    n, tree_wide = len(cases), LEAVES + look.name_wide
    cell = (size.double - 2 - tree_wide - 2 * GAP) / (2 * n)
    row = max(7.0, height_of(list(look.names.values()), size.smallest) + 3.0)
    if cell < 4.4 or HEAD + row * n + AIR > room:
        return None
    whole, cell_wide = slice(0, n), min(cell, 14.0)
    apart = GAP + max(cell_wide * n, width_of(list(PANELS.values()), size.text))
    bands: list[Band] = []
    for family in families:
        panels: list[TreePlace | TrianglePlace] = [TreePlace(family, 1.0, tree_wide, row, whole)]
        for number, measure in enumerate(PANELS):
            left = 41 + look.name_wide + GAP + number * apart
            panels.append(TrianglePlace(family, measure, left, cell_wide, row, whole, whole))
        bands.append((HEAD + row * n + AIR, panels))
    return look, bands


def _one_by_one(families: Sequence[str], cases: pd.DataFrame, room: float, size: Preset) -> tuple[Look, list[Band]]:
    """Return a band or more a panel, for many cases: the names stand beside the dendrogram, the triangles are named by
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
            place = TreePlace(family, 1.0, size.double - 2, leaf, part)
            bands.append((HEAD + leaf * (part.stop - part.start) + AIR, [place]))
        for measure in PANELS:
            for across in pages_of(n, cell, size.double - 2 - side):
                for down in pages_of(n, tall, free):
                    if down.stop > across.start:
                        panel = TrianglePlace(family, measure, 1 + side, cell, tall, down, across, apart=True)
                        bands.append((HEAD + tall * (down.stop - down.start) + AIR, [panel]))
    return look, bands


def _key(figure: Figure, size: Preset, y_mm: float, table: pd.DataFrame) -> None:
    """Draw the key *y_mm* above the lower edge: shades, the signs that some cell carries, the dash of a branch."""
    width, height = figure.get_size_inches() / style.MM
    small: dict[str, Any] = dict(fontsize=size.smallest, va="center")
    x = 2.0
    figure.text(x / width, y_mm / height, "Similarity", **small)
    x += width_of(["Similarity"], size.smallest) + 2
    for number, (start, colour) in enumerate(zip(CLASSES, RAMPS[RAMP], strict=True)):
        said = f"{start:g}–{CLASSES[number + 1]:g}" if number < 4 else "0.8–1"
        wide = width_of([said], size.smallest) + 2.4
        swatch(figure, x, y_mm, wide, facecolor=colour, edgecolor="white", linewidth=size.line)
        at = ((x + wide / 2) / width, y_mm / height)
        figure.text(*at, said, ha="center", color=style.readable_on(colour), **small)
        x += wide
    x += 4
    if (table["sources"] != "").any():
        swatch(figure, x, y_mm, 4.4, facecolor="white", hatch="", edgecolor=QUIET, linewidth=size.line)
        dot: dict[str, Any] = dict(
            marker="o", markersize=2.2, color=INK, markeredgewidth=0, transform=figure.transFigure
        )
        figure.add_artist(Line2D([(x + 3.3) / width], [(y_mm + 0.8) / height], **dot))
        x = _sign_said(figure, x, y_mm, "both told by one source", size)
    if table["jaccard"].isna().any():
        swatch(figure, x, y_mm, 4.4, facecolor="white", hatch="//////", edgecolor=RULE, linewidth=size.line)
        x = _sign_said(figure, x, y_mm, "no common basis", size)
    said = "branch in fewer than half of the variants"
    if width - x > 8.5 + width_of([said], size.smallest):
        line: dict[str, Any] = dict(color=INK, linewidth=1.6 * size.line, linestyle=DASH, transform=figure.transFigure)
        figure.add_artist(Line2D([x / width, (x + 7) / width], [y_mm / height] * 2, **line))
        figure.text((x + 8.5) / width, y_mm / height, said, **small)


def _sign_said(figure: Figure, x: float, y_mm: float, said: str, size: Preset) -> float:
    """Write what a sign at *x* mm means, and return where the next one stands."""
    width, height = figure.get_size_inches() / style.MM
    figure.text((x + 6) / width, y_mm / height, said, fontsize=size.smallest, va="center")
    return x + 6 + width_of([said], size.smallest) + 4

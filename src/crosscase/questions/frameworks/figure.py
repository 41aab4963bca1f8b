"""Published frameworks: how many cases show each of their elements, and which framework knows which barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import labels
from ...core.crosswalk import SIGNS, short_name
from ...core.units import unit_word
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed
from ...publish.lettering import fitted, height_of, lines_of, turned, width_of
from ...publish.matrix import CELL, STEPS, name_columns, name_rows, plot_matrix
from ...publish.pages import heights_on_pages, numbered, pages_of
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import COUNTINGS, known_first

_STRIP = 4.4  # mm, side of the square of an element
_LEFT, _HEAD, _GAP = 1.0, 9.0, 3.4  # mm: margin, above the frameworks, between them
_BETWEEN, _BARS = 2.5, 26.0  # mm: between two kinds of frameworks, and the width of the bars
_LINE_NAMES = dict(zip(COUNTINGS, ("fitting codes", "+ wider", "+ related"), strict=True))
#: What hatched squares mean: in one line no code of that way of counting, in all three no code at all.
HATCHED = (
    "hatched: no code of this step leads there; in all three rows: no code at all, so the cases were not read for it"
)
#: What the key says of each relation.
SAID = {
    "exact": "same as an element",
    "close": "nearly the same",
    "broad": "part of a broader element",
    "narrow": "the framework holds only a narrower element",
    "related": "related",
}


@dataclass(frozen=True)
class _Strips:
    """What the frameworks of a figure share: the number of units, the totals beside the lines by framework and way of
    counting, the width in mm of the names, where the squares begin, and how many stand side by side.
    """

    size: Preset
    n: int
    told: Mapping[tuple[str, str], str]
    label: float
    x: float
    across: int

    @classmethod
    def of(cls, coverage: pd.DataFrame, n: int, size: Preset) -> _Strips:
        """Return how frameworks are drawn with the totals of *coverage*."""
        told = {
            (one.framework_id, one.counting): f"{one.n_shown} of {one.n_elements} ({one.n_shown_elsewhere})"
            for one in coverage.itertuples(index=False)
        }
        line = width_of(list(_LINE_NAMES.values()), size.smallest) + 2.5
        right = width_of([*told.values(), "elsewhere)"], size.smallest) + 2
        label = min(46.0, size.double * 0.3)
        across = max(5, int((size.double - _LEFT - label - line - right - 2) / _STRIP))
        return cls(size, n, told, label, _LEFT + label + line, across)


@dataclass(frozen=True)
class _Framework:
    """One framework: its name on its lines, the units of each element (rows, those shown in most first) by way of
    counting, and its height in mm.
    """

    framework_id: str
    name: str
    wide: pd.DataFrame
    high: float


def framework_coverage_figure(
    each: pd.DataFrame,
    coverage: pd.DataFrame,
    cases: pd.DataFrame,
    same_paper: pd.DataFrame,
    *,
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw, for each framework, one square an element with the number of cases that show it: three lines, one a way
    of counting.

    *each* is `frameworks.elements`, *coverage* `frameworks.coverage`. The elements of a framework keep their place in
    the three lines; those shown in most cases come first. Hatched: no code of this step leads there. At the right:
    shown elements, and in brackets those shown in a case of another paper; *same_paper* (`crosswalk.circular`) names
    the others.
    """
    size = PRESETS[preset]
    case_labels = cases.drop_duplicates("case_id").set_index("case_id")["label"].to_dict()
    titles = coverage.drop_duplicates("framework_id").set_index("framework_id")["framework_label"]
    key = (
        f"Number in a square: {unit_word(cases).lower()} (of {len(cases)}) that show the element; blank: none; "
        f"{HATCHED}."
    )
    foot_text = "\n".join(filter(None, (key, note)))
    with style.applied(size):
        strips = _Strips.of(coverage, len(cases), size)
        blocks = []
        for framework, part in each.groupby("framework_id", sort=False):
            lines = [titles[framework]]
            if read := _read_in(same_paper[same_paper["framework_id"] == framework], case_labels):
                lines.append(read)
            name = "\n".join(fitted(text, strips.label - 4, size.smallest) for text in lines)
            chunks = -(-part["element_id"].nunique() // strips.across)
            high = max(_STRIP * (3 * chunks) + 1.2 * (chunks - 1), height_of([name], size.smallest))
            blocks.append(_Framework(framework, name, _ranked(part), high))
        foot = footnote_height(foot_text, size.double, size) + 1
        figures = []
        for page in heights_on_pages([[block.high] for block in blocks], _GAP, size.highest - _HEAD - foot):
            figure = _coverage_page([blocks[number] for number, _ in page], strips, foot)
            footnote(figure, size, foot_text)
            figures.append(figure)
    return numbered(figures, size)


def _ranked(part: pd.DataFrame) -> pd.DataFrame:
    """Return the elements of a framework (rows) by way of counting, those shown in most units first."""
    wide = part.pivot(index="element_id", columns="counting", values="n_units")
    wide = wide.loc[part["element_id"].unique(), list(COUNTINGS)]
    return wide.loc[wide.fillna(-1).sort_values(list(COUNTINGS), ascending=False, kind="stable").index]


def _read_in(same_paper: pd.DataFrame, case_labels: Mapping[str, str]) -> str:
    """Return which of the cases come from a paper that drew up or used the framework; empty for none."""
    own = [case_labels[case_id] for case_id in same_paper["case_id"] if case_id in case_labels]
    if not own:
        return ""
    drawn_up = (same_paper["kind"] == "own list").any()
    cases = ", ".join(own) if len(own) < 4 else f"{len(own)} cases"
    return f"{'Drawn up' if drawn_up else 'Used'} in the paper of {cases}"


def _coverage_page(chosen: Sequence[_Framework], strips: _Strips, foot: float) -> Figure:
    """Draw the frameworks of one page under their heading."""
    size = strips.size
    tall = _HEAD + sum(block.high + _GAP for block in chosen) + foot
    figure = new_figure(size.double, tall)
    look: dict[str, Any] = dict(fontsize=size.smallest, va="bottom")
    heading, up = "Elements, those shown in most cases first", 1 - (_HEAD - 2.5) / tall
    figure.text(strips.x / size.double, up, heading, weight="bold", **look)
    figure.text((size.double - 1) / size.double, up, "Shown of all\n(elsewhere)", ha="right", linespacing=1.1, **look)
    y = _HEAD
    for block in chosen:
        look = dict(fontsize=size.smallest, va="top", linespacing=1.2, gid="framework")
        figure.text(_LEFT / size.double, 1 - y / tall, block.name, **look)
        _strip(figure, block, y, strips)
        y += block.high + _GAP
    return figure


def _strip(figure: Figure, block: _Framework, y: float, strips: _Strips) -> None:
    """Draw the squares of one framework in rows, three lines a row; the first row names the lines and tells the
    totals.
    """
    size = strips.size
    width, height = figure.get_size_inches() / style.MM
    for chunk, start in enumerate(range(0, len(block.wide), strips.across)):
        part = block.wide.iloc[start : start + strips.across]
        top = y + chunk * (3 * _STRIP + 1.2)
        place = (strips.x, top, _STRIP * len(part), _STRIP * len(COUNTINGS))
        ax = placed(figure, *place, gid=f"{block.framework_id}:{chunk}")
        ax.set(xlim=(0, len(part)), ylim=(len(COUNTINGS), 0), xticks=[], yticks=[])
        for row, counting in enumerate(COUNTINGS):
            for column, value in enumerate(part[counting]):
                _square(ax, column, row, value, strips.n, size)
            if chunk == 0:
                middle = 1 - (top + _STRIP * (row + 0.55)) / height
                look: dict[str, Any] = dict(ha="right", va="center", fontsize=size.smallest)
                figure.text((strips.x - 1.2) / width, middle, _LINE_NAMES[counting], **look)
                total = strips.told[block.framework_id, counting]
                figure.text((size.double - 1) / width, middle, total, gid="total", **look)
        for side in ax.spines.values():
            side.set(visible=True, color=QUIET, linewidth=size.line)


def _square(ax: Axes, column: int, row: int, value: float, n: int, size: Preset) -> None:
    if pd.isna(value):
        ax.add_patch(
            Rectangle(
                (column, row), 1, 1, facecolor="white", hatch="//////", edgecolor=RULE, linewidth=0, gid="no code"
            )
        )
    else:
        shade = RAMPS["neutral"][min(STEPS - 1, int(np.ceil(STEPS * value / n)) - 1)] if value else "white"
        ax.add_patch(Rectangle((column, row), 1, 1, facecolor=shade, edgecolor=RULE, linewidth=size.line))
        if value:
            ax.text(
                column + 0.5,
                row + 0.53,
                f"{value}",
                ha="center",
                va="center",
                fontsize=size.smallest,
                color=style.readable_on(shade),
                gid="cell",
            )


@dataclass(frozen=True)
class _Grid:
    """Barriers by frameworks: the kinds (`_kinds`), the names of barriers and frameworks on their lines, and the sizes
    in mm of the names of rows, of a row and of a cell.
    """

    size: Preset
    kinds: Sequence[tuple[str, list[str], bool]]
    names: Mapping[str, str]
    heads: Mapping[str, str]
    label: float
    row: float
    cell: float

    @property
    def head(self) -> float:
        """The height in mm above the rows."""
        return 1.04 * width_of(lines_of(list(self.heads.values())), self.size.smallest) + 8


def framework_barriers_figure(
    pairs: pd.DataFrame,
    known: pd.DataFrame,
    frameworks: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw barriers (rows, the least known first) by frameworks: the sign of the strongest relation, and how many
    cases show the barrier.

    *pairs* is `frameworks.barriers_in_frameworks`, *known* `frameworks.barriers_known`. Frameworks that list barriers
    stand left, of other kinds right. Blank: nothing in the framework fits; hatched: nobody judged.
    """
    size = PRESETS[preset]
    about = frameworks.drop_duplicates("framework_id").set_index("framework_id")
    kinds = _kinds(frameworks)
    strength = {relation: STEPS - number for number, relation in enumerate(SIGNS)}
    value = pairs["relation"].map({**strength, "none": 0}).astype("Float64")
    table = pairs.assign(value=value, sign=pairs["relation"].map(SIGNS).fillna(""))
    ranked = known_first(known)
    key = ";  ".join(f"{sign}\N{NO-BREAK SPACE}{SAID[relation]}" for relation, sign in SIGNS.items())
    key += ". Blank: nothing fits" + ("; hatched: not judged." if value.isna().any() else ".")
    foot_text = "\n".join(filter(None, (key, note)))
    with style.applied(size):
        names = {code: fitted(labels(codes)[code], 76, size.smallest) for code in ranked["code_id"]}
        label = width_of(lines_of(list(names.values())), size.smallest) + 3
        row = max(CELL, *(height_of([name], size.smallest) for name in names.values()))
        shown = [one for _, ids, _ in kinds for one in ids]
        cell = min((size.double - _LEFT - label - _BARS - 5 - _BETWEEN * len(kinds)) / len(shown), 14.0)
        titles = [
            short_name(title) if short else title
            for _, ids, short in kinds
            for title in about.loc[ids, "framework_label"]
        ]
        heads = dict(zip(shown, turned(titles, cell, size.smallest), strict=True))
        grid = _Grid(size, kinds, names, heads, label, row, cell)
        foot = footnote_height(foot_text, size.double, size) + 1.5
        figures = []
        for part in pages_of(len(ranked), row, size.highest - grid.head - foot):
            figure = _barriers_page(ranked.iloc[part], table, cases, grid, foot)
            footnote(figure, size, foot_text)
            figures.append(figure)
    return numbered(figures, size)


def _kinds(frameworks: pd.DataFrame) -> list[tuple[str, list[str], bool]]:
    """Return the frameworks that list barriers, which go by their short name, and the others: heading, ids, short."""
    with_barriers = set(frameworks.loc[frameworks["side"] == "barrier", "framework_id"])
    listed = list(dict.fromkeys(frameworks["framework_id"]))
    kinds = [
        ("Lists of barriers", [one for one in listed if one in with_barriers], True),
        ("Of another kind", [one for one in listed if one not in with_barriers], False),
    ]
    return [kind for kind in kinds if kind[1]]


def _barriers_page(chosen: pd.DataFrame, table: pd.DataFrame, cases: pd.DataFrame, grid: _Grid, foot: float) -> Figure:
    """Draw the barriers of one page: a matrix for each kind of frameworks, and the bars of the cases."""
    size, listed = grid.size, chosen["code_id"].tolist()
    body = grid.row * len(listed)
    tall = grid.head + body + foot
    figure = new_figure(size.double, tall)
    x = _LEFT + grid.label
    for number, (title, ids, _) in enumerate(grid.kinds):
        wide = table.pivot(index="code_id", columns="framework_id", values="value").loc[listed, ids]
        signs = table.pivot(index="code_id", columns="framework_id", values="sign").loc[listed, ids]
        ax = placed(figure, x, grid.head, grid.cell * len(ids), body, gid=title)
        plot_matrix(wide, ax=ax, ramp="neutral", texts=signs)
        name_columns(ax, [grid.heads[one] for one in ids], rotation=90)
        at = ((x + grid.cell * len(ids) / 2) / size.double, 1 - 0.8 / tall)
        figure.text(*at, title, ha="center", va="top", weight="bold", fontsize=size.text)
        if number:
            ax.set_yticks([])
        else:
            name_rows(ax, [grid.names[code] for code in listed])
        x += grid.cell * len(ids) + _BETWEEN
    side = placed(figure, x + 2, grid.head, _BARS - 4, body, gid="cases")
    _plot_bars(side, chosen["n_units"], len(cases), size)
    at = ((x + 2) / size.double, 1 - (grid.head - 1.5) / tall)
    look: dict[str, Any] = dict(va="bottom", fontsize=size.smallest, linespacing=1.1)
    figure.text(*at, f"{unit_word(cases)} that\nshow it", **look)
    return figure


def _plot_bars(ax: Axes, counts: pd.Series, most: int, size: Preset) -> None:
    """Draw how many of *most* units show each barrier."""
    at = np.arange(len(counts)) + 0.5
    ax.barh(at, counts, height=0.62, color=RAMPS["neutral"][2])
    for height, count in zip(at, counts, strict=True):
        ax.text(count + 0.02 * most, height, f"{count}", va="center", fontsize=size.smallest)
    ax.set(ylim=(len(counts), 0), xlim=(0, most * 1.25), yticks=[], xticks=[])
    sns.despine(ax=ax, bottom=True)

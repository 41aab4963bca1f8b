"""Published frameworks: how much of each the cases show, and which framework knows which barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...core.codebook import labels
from ...core.crosswalk import SIGNS, short_name
from ...core.units import unit_word
from ...publish import style
from ...publish.case_heads import row_height
from ...publish.drawing import new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, lines_of, turned, width_of
from ...publish.matrix import CELL, STEPS, name_columns, name_row, name_rows, plot_matrix
from ...publish.pages import heights_on_pages, numbered, pages_of
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import PARTS, known_first

_LEFT, _BARS, _BETWEEN = 1.0, 26.0, 2.5  # mm: margin, the bars of cases, between two kinds of frameworks
_KEY, _GAP, _TALL = 5.0, 5.4, 5.0  # mm: a line of a key, the heading of a kind of frameworks, the height of a bar
#: How a part of a bar is drawn, the firmest darkest.
_LOOKS: dict[str, dict[str, Any]] = {
    "fits": dict(facecolor=RAMPS["neutral"][4], edgecolor="white"),
    "wider": dict(facecolor=RAMPS["neutral"][2], edgecolor="white"),
    "related": dict(facecolor=RAMPS["neutral"][0], edgecolor="white"),
    "not shown": dict(facecolor="white", edgecolor=QUIET),
    "no code": dict(facecolor="white", edgecolor=RULE, hatch="//////"),
}
_TOLD = {
    "fits": "by a code that fits",
    "wider": "by a wider code only",
    "related": "by a related code only",
    "not shown": "in no case",
    "no code": "no code leads there",
}
#: What the key says of each relation.
SAID = {
    "exact": "the same",
    "close": "nearly the same",
    "broad": "part of a broader element",
    "narrow": "only a narrower element",
    "related": "only touched",
}


@dataclass(frozen=True)
class _Bars:
    """What the frameworks of a figure share: their names on their lines, the texts at their right by column, the parts
    that the key names, and in mm the widths of names, of a bar and of each column, and the heights of head and foot.
    """

    size: Preset
    names: Mapping[str, str]
    right: Mapping[str, Mapping[str, str]]
    shown: Sequence[str]
    label: float
    bar: float
    columns: Mapping[str, float]
    head: float
    foot: float

    @classmethod
    def of(cls, parts: pd.DataFrame, size: Preset) -> _Bars:
        """Return how the frameworks of `compute.parts` are drawn."""
        each = parts.drop_duplicates("framework_id").set_index("framework_id")
        fits = parts[parts["part"] == "fits"].set_index("framework_id")
        right = {
            "All\nelements": each["n_elements"].astype(str).to_dict(),
            "Fitting, in a case\nof another paper": {
                one.Index: f"{one.n_elsewhere} of {one.n}" if one.n else "–" for one in fits.itertuples()
            },
        }
        columns = {
            title: 1.2 * width_of([*title.split("\n"), *texts.values()], size.smallest) + 2
            for title, texts in right.items()
        }
        label = min(1.04 * width_of(list(each["framework_label"]), size.smallest) + 3, 0.36 * size.double)
        names = {one: _on_lines(name, label - 3, size) for one, name in each["framework_label"].items()}
        bar = size.double - _LEFT - label - sum(columns.values()) - 1
        shown = [part for part in PARTS if parts.loc[parts["part"] == part, "n"].sum()]
        foot = _KEY * len(_key_lines(shown, size)) + 1.5
        return cls(size, names, right, shown, label, bar, columns, 8.5, foot)

    def row(self, framework_id: str) -> float:
        """The height in mm of the row of a framework."""
        return max(_TALL, height_of([self.names[framework_id]], self.size.smallest)) + 1.6


def _on_lines(name: str, width_mm: float, size: Preset) -> str:
    """Return the name of a framework on lines that fit; its author and year in brackets stay together."""
    title, bracket, cited = name.rpartition(" (")
    if not title or width_of([name], size.smallest) <= width_mm:
        return fitted(name, width_mm, size.smallest)
    return "\n".join(fitted(part, width_mm, size.smallest) for part in (title, bracket.strip() + cited))


def framework_coverage_figure(parts: pd.DataFrame, *, preset: str = "bmc") -> list[Figure]:
    """Draw one bar for each framework, all its elements, divided by how firmly the cases show them.

    *parts* is `frameworks.parts`. At the right: all elements, and how many of those shown by a fitting code are shown
    in a case of another paper than that of the framework.
    """
    size = PRESETS[preset]
    kinds = _kinds(parts)
    with style.applied(size):
        bars = _Bars.of(parts, size)
        heights = [[bars.row(one) for one in ids] for _, ids, _ in kinds]
        figures = []
        for page in heights_on_pages(heights, _GAP, size.highest - bars.head - bars.foot):
            here = [(kinds[number][0], kinds[number][1][rows]) for number, rows in page]
            figures.append(_coverage_page(here, parts, bars))
    return numbered(figures, size)


def _coverage_page(kinds: Sequence[tuple[str, list[str]]], parts: pd.DataFrame, bars: _Bars) -> Figure:
    """Draw the frameworks of one page under their headings."""
    size = bars.size
    tall = bars.head + sum(_GAP + sum(map(bars.row, ids)) for _, ids in kinds) - _GAP + bars.foot
    figure = new_figure(size.double, tall)
    bold: dict[str, Any] = dict(weight="bold", va="bottom", fontsize=size.smallest, linespacing=1.1)
    x = {title: _LEFT + bars.label + bars.bar for title in bars.columns}
    for number, title in enumerate(bars.columns):
        x[title] += sum(list(bars.columns.values())[: number + 1])
        figure.text(x[title] / size.double, 1 - (bars.head - 1) / tall, title, ha="right", **bold)
    heading = "Elements that the cases show"
    figure.text((_LEFT + bars.label) / size.double, 1 - (bars.head - 1) / tall, heading, **bold)
    y = bars.head - _GAP
    for title, ids in kinds:
        y += _GAP
        figure.text(_LEFT / size.double, 1 - (y - 1) / tall, title, **bold)
        for one in ids:
            high = bars.row(one)
            ax = placed(figure, _LEFT + bars.label, y + (high - _TALL) / 2, bars.bar, _TALL, gid=f"bar:{one}")
            _bar(ax, parts[parts["framework_id"] == one].set_index("part"), bars)
            name_row(ax, 0, bars.names[one], size.smallest)
            for column, texts in bars.right.items():
                look: dict[str, Any] = dict(ha="right", va="center", fontsize=size.smallest, gid="total")
                figure.text(x[column] / size.double, 1 - (y + high / 2) / tall, texts[one], **look)
            y += high
    _key(figure, bars.shown, size)
    return figure


def _bar(ax: Axes, mine: pd.DataFrame, bars: _Bars) -> None:
    """Draw the parts of one framework side by side, each with its number."""
    whole, left = int(mine["n_elements"].iloc[0]), 0
    for part in PARTS:
        n = int(mine.at[part, "n"])
        if not n:
            continue
        look = _LOOKS[part]
        ax.barh(0.5, n, left=left, height=1, linewidth=bars.size.line, gid=part, **look)
        ink = style.readable_on(look["facecolor"])
        plate = dict(facecolor="white", edgecolor="none", pad=0.6) if "hatch" in look else None
        told: dict[str, Any] = dict(ha="center", va="center", color=ink, fontsize=bars.size.smallest, bbox=plate)
        if width_of([f"{n}"], bars.size.smallest) + 0.6 <= bars.bar * n / whole:
            ax.text(left + n / 2, 0.53, f"{n}", gid="cell", **told)
        left += n
    ax.set(xlim=(0, whole), ylim=(1, 0), xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set(visible=True, color=QUIET, linewidth=bars.size.line)


def _key_lines(shown: Sequence[str], size: Preset) -> list[list[str]]:
    """Return the parts of the key on lines that fit the page."""
    lines: list[list[str]] = [[]]
    used = 2.0
    for part in shown:
        wide = 10 + width_of([_TOLD[part]], size.smallest)
        if lines[-1] and used + wide > size.double - 1:
            lines.append([])
            used = 2.0
        lines[-1].append(part)
        used += wide
    return lines


def _key(figure: Figure, shown: Sequence[str], size: Preset) -> None:
    """Draw the key of the parts of a bar at the foot."""
    width, height = figure.get_size_inches() / style.MM
    lines = _key_lines(shown, size)
    for number, line in enumerate(lines):
        x, y = 2.0, 3.0 + _KEY * (len(lines) - 1 - number)
        for part in line:
            swatch(figure, x, y, 4.4, linewidth=size.line, **_LOOKS[part])
            figure.text((x + 6) / width, y / height, _TOLD[part], va="center", fontsize=size.smallest)
            x += 10 + width_of([_TOLD[part]], size.smallest)


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
    signs = [*SIGNS, *(["not judged"] if value.isna().any() else [])]
    with style.applied(size):
        names = {code: fitted(labels(codes)[code], 76, size.smallest) for code in ranked["code_id"]}
        label = width_of(lines_of(list(names.values())), size.smallest) + 3
        shown = [one for _, ids, _ in kinds for one in ids]
        cell = min((size.double - _LEFT - label - _BARS - 5 - _BETWEEN * len(kinds)) / len(shown), 14.0)
        titles = [
            short_name(title) if short else title
            for _, ids, short in kinds
            for title in about.loc[ids, "framework_label"]
        ]
        heads = dict(zip(shown, turned(titles, cell, size.smallest), strict=True))
        foot = _KEY * len(_relation_lines(signs, size)) + 1.5
        least = row_height(list(names.values()), size)
        grid = _Grid(size, kinds, names, heads, label, least, cell)
        free = size.highest - grid.head - foot
        parts = pages_of(len(ranked), least, free)
        # As high as the pages allow, so that a short list is not dense for nothing.
        most = max(part.stop - part.start for part in parts)
        grid = replace(grid, row=max(least, min(CELL, free / max(most, 1))))
        figures = []
        for part in parts:
            figure = _barriers_page(ranked.iloc[part], table, cases, grid, foot)
            _relations(figure, signs, size)
            figures.append(figure)
    return numbered(figures, size)


def _relation_lines(signs: Sequence[str], size: Preset) -> list[list[tuple[str, float]]]:
    """Return the relations that the key names, each with its place in mm, on lines that fit the page."""
    lines: list[list[tuple[str, float]]] = [[]]
    x = 2.0
    for sign in signs:
        wide = 9.5 + width_of([SAID.get(sign, sign)], size.smallest)
        if lines[-1] and x + wide > size.double + 2:
            lines.append([])
            x = 2.0
        lines[-1].append((sign, x))
        x += wide
    return lines


def _relations(figure: Figure, signs: Sequence[str], size: Preset) -> None:
    """Draw the key of the relations at the foot: shade, sign, what it means."""
    width, height = figure.get_size_inches() / style.MM
    lines = _relation_lines(signs, size)
    for number, line in enumerate(lines):
        y = 3.0 + _KEY * (len(lines) - 1 - number)
        for sign, x in line:
            if sign in SIGNS:
                shade = RAMPS["neutral"][STEPS - 1 - list(SIGNS).index(sign)]
                swatch(figure, x, y, 4.4, facecolor=shade, edgecolor="white", linewidth=size.line)
                ink: dict[str, Any] = dict(ha="center", va="center", color=style.readable_on(shade))
                figure.text((x + 2.2) / width, y / height, SIGNS[sign], fontsize=size.smallest, **ink)
            else:
                swatch(figure, x, y, 4.4, facecolor="white", edgecolor=RULE, hatch="//////", linewidth=size.line)
            figure.text((x + 6) / width, y / height, SAID.get(sign, sign), va="center", fontsize=size.smallest)


def _kinds(frameworks: pd.DataFrame) -> list[tuple[str, list[str], bool]]:
    """Return the frameworks that list barriers, which go by their short name, and the others: heading, ids, short."""
    lists = frameworks["side"].map(lambda side: "barrier" in side.split())
    with_barriers = set(frameworks.loc[lists, "framework_id"])
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
    look: dict[str, Any] = dict(va="bottom", weight="bold", fontsize=size.smallest, linespacing=1.1)
    word = "Cases" if unit_word(cases) == "Cases" else "Parts"
    figure.text(*at, f"{word} that\nshow it", **look)
    return figure


def _plot_bars(ax: Axes, counts: pd.Series, most: int, size: Preset) -> None:
    """Draw how many of *most* units show each barrier."""
    at = np.arange(len(counts)) + 0.5
    ax.barh(at, counts, height=0.62, color=RAMPS["neutral"][2])
    for height, count in zip(at, counts, strict=True):
        ax.text(count + 0.02 * most, height, f"{count}", va="center", fontsize=size.smallest)
    ax.set(ylim=(len(counts), 0), xlim=(0, most * 1.25), yticks=[], xticks=[])
    sns.despine(ax=ax, bottom=True)

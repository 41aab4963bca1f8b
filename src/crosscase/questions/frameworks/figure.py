"""Published frameworks: how many cases show each of their elements, and which framework knows which barrier."""

from __future__ import annotations

from collections.abc import Mapping

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
_LINE_NAMES = dict(zip(COUNTINGS, ("fitting codes", "+ wider", "+ related"), strict=True))
#: What the key says of each relation.
SAID = {
    "exact": "same as an element",
    "close": "nearly the same",
    "broad": "part of a broader element",
    "narrow": "the framework holds only a narrower element",
    "related": "related",
}


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
    the three lines; those shown in most cases come first. Hatched: no code leads there. At the right: shown elements,
    and in brackets those shown in a case of another paper; *same_paper* (`crosswalk.circular`) names the others.
    """
    size = PRESETS[preset]
    n = len(cases)
    names = cases.drop_duplicates("case_id").set_index("case_id")["label"].to_dict()
    key = (
        f"Number in a square: {unit_word(cases).lower()} (of {n}) that show the element; blank: none; hatched: no "
        "code leads there."
    )
    foot_text = f"{key} {note}".strip()
    with style.applied(size):
        line = width_of(list(_LINE_NAMES.values()), size.smallest) + 2.5
        told = {
            (one.framework_id, one.counting): f"{one.n_shown} of {one.n_elements} ({one.n_shown_elsewhere})"
            for one in coverage.itertuples(index=False)
        }
        right = width_of([*told.values(), "elsewhere)"], size.smallest) + 2
        left = 1.0
        label = min(46.0, size.double * 0.3)
        across = max(5, int((size.double - left - label - line - right - 2) / _STRIP))
        blocks = []
        for framework, part in each.groupby("framework_id", sort=False):
            wide = part.pivot(index="element_id", columns="counting", values="n_units").loc[
                part["element_id"].unique(), list(COUNTINGS)
            ]
            ranked = wide.fillna(-1).sort_values(list(COUNTINGS), ascending=False, kind="stable").index
            about = coverage[coverage["framework_id"] == framework].iloc[0]
            own = [
                names[case_id]
                for case_id in same_paper.loc[same_paper["framework_id"] == framework, "case_id"]
                if case_id in names
            ]
            drawn_up = (same_paper.loc[same_paper["framework_id"] == framework, "kind"] == "own list").any()
            read = (
                f"{'Drawn up' if drawn_up else 'Used'} in the paper of"
                f" {', '.join(own) if len(own) < 4 else f'{len(own)} cases'}"
            )
            lines = [fitted(text, label - 4, size.smallest) for text in (about["framework_label"], *[read] * bool(own))]
            name = "\n".join(lines)
            chunks = -(-len(ranked) // across)
            high = max(_STRIP * (3 * chunks) + 1.2 * (chunks - 1), height_of([name], size.smallest))
            blocks.append((framework, name, wide.loc[ranked], high))
        head, gap = 9.0, 3.4
        foot = footnote_height(foot_text, size.double, size) + 1
        figures = []
        for page in heights_on_pages([[block[3]] for block in blocks], gap, size.highest - head - foot):
            chosen = [blocks[number] for number, _ in page]
            tall = head + sum(block[3] + gap for block in chosen) + foot
            figure = new_figure(size.double, tall)
            x = left + label + line
            figure.text(
                x / size.double,
                1 - (head - 2.5) / tall,
                "Elements, those shown in most cases first",
                weight="bold",
                fontsize=size.smallest,
                va="bottom",
            )
            figure.text(
                (size.double - 1) / size.double,
                1 - (head - 2.5) / tall,
                "Shown of all\n(elsewhere)",
                fontsize=size.smallest,
                va="bottom",
                ha="right",
                linespacing=1.1,
            )
            y = head
            for framework, name, wide, high in chosen:
                figure.text(
                    left / size.double,
                    1 - y / tall,
                    name,
                    fontsize=size.smallest,
                    va="top",
                    linespacing=1.2,
                    gid="framework",
                )
                _strip(figure, framework, wide, x, y, across, n, told, tall, size)
                y += high + gap
            footnote(figure, size, foot_text)
            figures.append(figure)
    return numbered(figures, size)


def _strip(
    figure: Figure,
    framework: str,
    wide: pd.DataFrame,
    x: float,
    y: float,
    across: int,
    n: int,
    told: Mapping[tuple[str, str], str],
    tall: float,
    size: Preset,
) -> None:
    """Draw the squares of one framework in rows of *across*, three lines a row; the first row names the lines and
    tells the totals.
    """
    for chunk, start in enumerate(range(0, len(wide), across)):
        part = wide.iloc[start : start + across]
        top = y + chunk * (3 * _STRIP + 1.2)
        ax = placed(figure, x, top, _STRIP * len(part), _STRIP * len(COUNTINGS), gid=f"{framework}:{chunk}")
        ax.set(xlim=(0, len(part)), ylim=(len(COUNTINGS), 0), xticks=[], yticks=[])
        for row, counting in enumerate(COUNTINGS):
            for column, value in enumerate(part[counting]):
                _square(ax, column, row, value, n, size)
            if chunk == 0:
                middle = 1 - (top + _STRIP * (row + 0.55)) / tall
                figure.text(
                    (x - 1.2) / size.double,
                    middle,
                    _LINE_NAMES[counting],
                    ha="right",
                    va="center",
                    fontsize=size.smallest,
                )
                figure.text(
                    (size.double - 1) / size.double,
                    middle,
                    told[framework, counting],
                    ha="right",
                    va="center",
                    fontsize=size.smallest,
                    gid="total",
                )
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
    names = labels(codes)
    about = frameworks.drop_duplicates("framework_id").set_index("framework_id")
    has_barriers = set(frameworks.loc[frameworks["side"] == "barrier", "framework_id"])
    kinds = [
        ("Lists of barriers", [one for one in about.index if one in has_barriers]),
        ("Of another kind", [one for one in about.index if one not in has_barriers]),
    ]
    kinds = [(title, ids) for title, ids in kinds if ids]
    strength = {relation: STEPS - number for number, relation in enumerate(SIGNS)}
    value = pairs["relation"].map({**strength, "none": 0}).astype("Float64")
    table = pairs.assign(value=value, sign=pairs["relation"].map(SIGNS).fillna(""))
    ranked = known_first(known)
    key = ";  ".join(f"{sign}\N{NO-BREAK SPACE}{SAID[relation]}" for relation, sign in SIGNS.items())
    key += ". Blank: nothing fits" + ("; hatched: not judged." if value.isna().any() else ".")
    foot_text = f"{key} {note}".strip()
    with style.applied(size):
        left, between, bars = 1.0, 2.5, 26.0
        row_names = {code: fitted(names[code], 76, size.smallest) for code in ranked["code_id"]}
        label = width_of(lines_of(list(row_names.values())), size.smallest) + 3
        row = max(CELL, *(height_of([name], size.smallest) for name in row_names.values()))
        columns = sum(len(ids) for _, ids in kinds)
        cell = min((size.double - left - label - bars - 5 - between * len(kinds)) / columns, 14.0)
        shown = [one for _, ids in kinds for one in ids]
        titles = [about.at[one, "framework_label"] for one in shown]
        titles = [short_name(t) if one in has_barriers else t for one, t in zip(shown, titles, strict=True)]
        heads = dict(zip(shown, turned(titles, cell, size.smallest), strict=True))
        head = 1.04 * width_of(lines_of(list(heads.values())), size.smallest) + 8
        foot = footnote_height(foot_text, size.double, size) + 1.5
        figures = []
        for part in pages_of(len(ranked), row, size.highest - head - foot):
            chosen = ranked.iloc[part]
            codes_here = chosen["code_id"].tolist()
            tall = head + row * len(codes_here) + foot
            figure = new_figure(size.double, tall)
            x = left + label
            for number, (title, ids) in enumerate(kinds):
                wide = table.pivot(index="code_id", columns="framework_id", values="value").loc[codes_here, ids]
                signs = table.pivot(index="code_id", columns="framework_id", values="sign").loc[codes_here, ids]
                ax = placed(figure, x, head, cell * len(ids), row * len(codes_here), gid=title)
                plot_matrix(wide, ax=ax, ramp="neutral", texts=signs)
                name_columns(ax, [heads[one] for one in ids], rotation=90)
                figure.text(
                    (x + cell * len(ids) / 2) / size.double,
                    1 - 0.8 / tall,
                    title,
                    ha="center",
                    va="top",
                    weight="bold",
                    fontsize=size.text,
                )
                if number:
                    ax.set_yticks([])
                else:
                    name_rows(ax, [row_names[code] for code in codes_here])
                x += cell * len(ids) + between
            side = placed(figure, x + 2, head, bars - 4, row * len(codes_here), gid="cases")
            at = np.arange(len(codes_here)) + 0.5
            side.barh(at, chosen["n_units"], height=0.62, color=RAMPS["neutral"][2])
            for height, count in zip(at, chosen["n_units"], strict=True):
                side.text(count + 0.02 * len(cases), height, f"{count}", va="center", fontsize=size.smallest)
            side.set(ylim=(len(codes_here), 0), xlim=(0, len(cases) * 1.25), yticks=[], xticks=[])
            sns.despine(ax=side, bottom=True)
            figure.text(
                (x + 2) / size.double,
                1 - (head - 1.5) / tall,
                f"{unit_word(cases)} that\nshow it",
                va="bottom",
                fontsize=size.smallest,
                linespacing=1.1,
            )
            footnote(figure, size, foot_text)
            figures.append(figure)
    return numbered(figures, size)

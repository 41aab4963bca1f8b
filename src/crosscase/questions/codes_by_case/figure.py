"""Codes by case: in which cases each code is seen, on how many passages, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import VALENCES, labels
from ...core.counts import COUNTED, CountBy
from ...core.order import code_order
from ...publish import style
from ...publish.case_heads import CaseHeads, row_height, turned_names
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import BOLD, fitted, height_of, narrowest, width_of
from ...publish.matrix import CODES, COUNTED_WORD, by_column, name_rows, plot_matrix
from ...publish.pages import heights_on_pages, numbered, pages_of
from ...publish.style import MM, PRESETS, RAMPS, Preset

#: What a figure lists: a heading, the ramp of its cells, and codes in their order.
Group = tuple[str, str, Sequence[str]]

HEADINGS = {"co-destruction": "Harm (co-destruction)", "co-creation": "Good (co-creation)"}
_SIGNS = ("possible", "absent", "one pass", "shared", "not covered")
_NAMES = {"possible": "only feared or hoped for", "one pass": "in one coding only", "shared": "in text of two cases"}
_LEFT, _BETWEEN, _RIGHT = 1.0, 2.5, 1.5  # mm: left of the labels, left and right of what stands beside the cases
_CELL, _UPRIGHT = 24.0, 14.0  # mm: the widest column, and how wide it may be where the names of cases need less
_GAP, _LINE = 4.4, 3.4  # mm: the heading of a group, a line of a key


@dataclass(frozen=True)
class Beside:
    """What stands at the right of the cases: a heading, a key below it (options of a swatch, and what it means), the
    least and the greatest width in mm, and what draws it for the codes of a group, in rows of 1.
    """

    title: str
    least: float
    most: float
    plot: Callable[[Axes, Sequence[str], float, Preset], None]
    key: Sequence[tuple[Mapping[str, Any], str]] = ()

    @property
    def high(self) -> float:
        """The height in mm of the heading and its key."""
        return 5.0 + _LINE * len(self.key)


def groups_of(family: str, table: pd.DataFrame, codes: pd.DataFrame) -> list[Group]:
    """Return how `codes_by_case_figure` lists a family in the order of figures: effects as harm and as good."""
    if family == "effect":
        return [(HEADINGS[v], v, code_order(table, codes, family, valence=v)) for v in VALENCES]
    return [("", "neutral", code_order(table, codes, family))]


def in_cases(table: pd.DataFrame, cases: pd.DataFrame) -> Beside:
    """Return bars beside the rows: in how many of all cases each code is present."""
    per = table[table["state"] == "present"].groupby("code_id")["unit"].nunique()

    def plot(ax: Axes, listed: Sequence[str], _: float, size: Preset) -> None:
        shown = per.reindex(listed).fillna(0).astype(int)
        at = np.arange(len(listed)) + 0.5
        ax.barh(at, shown, height=0.62, color=RAMPS["neutral"][2])
        for y, n in zip(at, shown, strict=True):
            ax.text(n + 0.03 * len(cases), y, f"{n}", va="center", fontsize=size.smallest)
        ax.set(xlim=(0, len(cases) * 1.4))

    return Beside("Parts" if _parts(cases) else "Cases", 13, 13, plot)


def codes_by_case_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    groups: Sequence[Group],
    *,
    documents: pd.DataFrame | None = None,
    beside: Beside | None = None,
    count_by: CountBy = "segments",
    preset: str = "bmc",
    names: Mapping[str, str] | None = None,
) -> list[Figure]:
    """Draw codes (rows) by cases as a shaded table, with *beside* at its right (else in how many cases each is seen).

    *table* is `counts.codes_by_case`. A count is blank at 0 and hatched where the case was not read for the code; a
    ring says that it is only feared or general, a dash that the source denies it, a star that only one of the separate
    passes shows it, a dagger that it rests on shared passages alone; *names* renames these signs in the key. Cases of
    one of the *documents* stand under a bracket. One page or more: rows are split where they do not fit, and so are
    cases.
    """
    size = PRESETS[preset]
    documents = pd.DataFrame() if documents is None else documents
    beside = beside or in_cases(table, cases)
    with style.applied(size):
        shown = _signs(table, groups)
        sheet = _Sheet.of(table, codes, groups, cases, documents, beside, count_by, size, shown, names or {})
        heights = [[sheet.row] * len(listed) for *_, listed in groups]
        pages = [
            _page(table, [(*groups[block][:2], groups[block][2][rows]) for block, rows in down], cases[across], sheet)
            for down in heights_on_pages(heights, sheet.gap, size.highest - sheet.head - sheet.foot)
            for across in sheet.across
        ]
    return numbered(pages, size)


def _signs(table: pd.DataFrame, groups: Sequence[Group]) -> list[str]:
    """Return the signs that these rows show, in the order of the key."""
    mine = table[table["code_id"].isin([code for *_, listed in groups for code in listed])]
    there = {"one pass": (mine["shown_by"] != "").any(), "shared": mine["shared_only"].fillna(False).any()}
    return [sign for sign in _SIGNS if there.get(sign, (mine["state"] == sign).any())]


@dataclass(frozen=True)
class _Sheet:
    """What all pages share: what is counted, the key, the heads of the cases, the names of codes on their lines, the
    columns of each page, and in mm the widths of row names and of a column, and the heights of a row, of a heading,
    of the head and of the foot.
    """

    size: Preset
    count_by: CountBy
    beside: Beside
    key: Mapping[str, Any]
    heads: CaseHeads
    texts: Mapping[str, str]
    across: Sequence[slice]
    label: float
    cell: float
    row: float
    gap: float
    head: float
    foot: float

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        codes: pd.DataFrame,
        groups: Sequence[Group],
        cases: pd.DataFrame,
        documents: pd.DataFrame,
        beside: Beside,
        count_by: CountBy,
        size: Preset,
        signs: Sequence[str],
        names: Mapping[str, str],
    ) -> _Sheet:
        """Return how these groups and cases are laid out."""
        named, listed = labels(codes), [code for *_, some in groups for code in some]
        label = min(width_of([named[code] for code in listed], size.smallest) + 3, 0.38 * size.double)
        texts = {code: fitted(named[code], label - 2, size.smallest) for code in listed}
        cells = [f"{n:.0f}†*" for n in table[COUNTED[count_by]].dropna().unique()]
        least = max(narrowest(cells, size.smallest), height_of(turned_names(cases, size), size.smallest))
        room = size.double - _LEFT - label - _BETWEEN - beside.least - _RIGHT
        across = pages_of(len(cases), least, room)
        words = [word for name in cases["label"] for word in name.split()]
        most = min(_CELL, max(_UPRIGHT, width_of(words, size.smallest) + 1.1))
        cell = min(most, room / max(1, *(part.stop - part.start for part in across)))
        heads = CaseHeads.of(cases, documents, cell, size)
        ramps = list(dict.fromkeys(ramp for _, ramp, _ in groups))
        titled = [(COUNTED_WORD[count_by] if not n else "", ramp) for n, ramp in enumerate(ramps)]
        key: dict[str, Any] = dict(ramps=titled, signs=signs, classes=CODES, names={**_NAMES, **names})
        return cls(
            size,
            count_by,
            beside,
            key,
            heads,
            texts,
            across,
            label,
            cell,
            row_height(list(texts.values()), size),
            _GAP if any(title for title, *_ in groups) else 0.0,
            1.0 + max(heads.high, beside.high),
            2.0 + KEY_LINE * key_lines(size, **key),
        )


def _page(table: pd.DataFrame, groups: Sequence[Group], cases: pd.DataFrame, sheet: _Sheet) -> Figure:
    """Draw one page: these groups of rows by these cases."""
    size, units = sheet.size, cases["unit"].tolist()
    # The first heading stands beside the heads of the cases where it is no wider than the labels.
    raised = bool(groups) and BOLD * width_of([groups[0][0]], size.smallest) < sheet.label
    high = sum(sheet.row * len(listed) for *_, listed in groups) + sheet.gap * (len(groups) - raised)
    tall = sheet.head + high + sheet.foot
    figure = new_figure(size.double, tall)
    x = _LEFT + sheet.label
    aside = x + sheet.cell * len(units) + _BETWEEN
    wide = min(size.double - aside - _RIGHT, sheet.beside.most)
    bold: dict[str, Any] = dict(weight="bold", fontsize=size.smallest, va="bottom")
    sheet.heads.draw(figure, units, x, sheet.cell, sheet.head, size)
    _head(figure, aside, sheet)
    y = sheet.head
    for number, (title, ramp, listed) in enumerate(groups):
        y += 0 if raised and not number else sheet.gap
        figure.text(_LEFT / size.double, 1 - (y - 0.9) / tall, title, gid="group", **bold)
        down = sheet.row * len(listed)
        ax = placed(figure, x, y, sheet.cell * len(units), down, gid=f"cells:{title}")
        _plot_cells(ax, table, listed, units, ramp, sheet)
        ax = placed(figure, aside, y, wide, down, gid=f"beside:{title}")
        sheet.beside.plot(ax, listed, wide, size)
        ax.set(ylim=(len(listed), 0), yticks=[], xticks=[])
        sns.despine(ax=ax, bottom=True)
        y += down
    legend(figure, size, 2.6, **sheet.key)
    return figure


def _plot_cells(
    ax: Axes, table: pd.DataFrame, listed: Sequence[str], units: Sequence[str], ramp: str, sheet: _Sheet
) -> None:
    """Draw the shaded table of a group and name its rows."""
    counts, state, shown_by, shared = (
        by_column(table, "unit", column, listed, units)
        for column in (COUNTED[sheet.count_by], "state", "shown_by", "shared_only")
    )
    marks = dict(state=state, single=shown_by.fillna("") != "", shared=shared.fillna(False).astype(bool))
    plot_matrix(counts, ax=ax, ramp=ramp, classes=CODES, **marks)
    for text in ax.texts:
        text.set_fontsize(sheet.size.smallest)
    ax.set_xticks([])
    name_rows(ax, [sheet.texts[code] for code in listed])


def _head(figure: Figure, x: float, sheet: _Sheet) -> None:
    """Write the heading of what stands beside the cases and its key, from *x* mm on."""
    size, (_, tall) = sheet.size, figure.get_size_inches() / MM
    y = sheet.head - sheet.beside.high + 3.4
    small: dict[str, Any] = dict(fontsize=size.smallest)
    figure.text(x / size.double, 1 - y / tall, sheet.beside.title, weight="bold", va="bottom", **small)
    for number, (look, told) in enumerate(sheet.beside.key):
        up = tall - (y + _LINE * (number + 0.55))
        square = (x / size.double, (up - 1.2) / tall), 3.2 / size.double, 2.4 / tall
        figure.add_artist(Rectangle(*square, transform=figure.transFigure, **look))
        figure.text((x + 4.4) / size.double, up / tall, told, va="center", **small)


def _parts(cases: pd.DataFrame) -> bool:
    return bool((cases["unit"] != cases["case_id"]).any())

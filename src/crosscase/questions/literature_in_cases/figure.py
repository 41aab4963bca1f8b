"""The literature's factors by case, those of one code under one bracket, and what the cases add to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...core.codebook import labels
from ...core.units import by_shared_alone
from ...publish import style
from ...publish.case_heads import CaseHeads, row_height, turned_names
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import BOLD, fitted, height_of, lines_of, narrowest, width_of
from ...publish.matrix import CODES, name_row, plot_matrix
from ...publish.pages import heights_on_pages, numbered, pages_of
from ...publish.style import MM, PRESETS, QUIET, RULE, Preset

_LEFT, _GAP, _BRACKET, _TICK = 1.0, 5.0, 4.0, 1.0  # mm: margin, a heading, the room of a bracket, its ends
_FACTORS, _CODE = "Factors of the table (works)", "Our code"
_TITLES = {
    "fits": "Shown by a code that fits",
    "wider": "Shown by a wider code only",
    "added": "Added by the cases: no factor of the table holds or touches it",
}
_NAMES = {
    "possible": "only feared",
    "one pass": "in one coding only",
    "shared": "in text of two cases",
    "own list": "its paper's table",
    "not covered": "case not read for it",
}


@dataclass(frozen=True)
class _Row:
    """A finding: the code or codes that show it, the factors that they stand for (none for what the cases add), and by
    unit the passages (missing: not read for it), what is said of none, and whether one coding alone shows it or shared
    text alone.
    """

    code: str
    factors: Sequence[str]
    counts: pd.Series
    state: pd.Series
    single: pd.Series
    shared: pd.Series


@dataclass(frozen=True)
class _Sheet:
    """What all pages share: the heads of the cases, the signs of the key, and in mm the widths of factors, of codes and
    of a column, the height of a line, of the head and of the foot.
    """

    size: Preset
    heads: CaseHeads
    signs: Sequence[str]
    factors: float
    codes: float
    cell: float
    line: float
    head: float
    foot: float

    @property
    def x(self) -> float:
        """Where the columns of the cases begin, in mm."""
        return _LEFT + self.factors + _BRACKET + self.codes

    def lines(self, row: _Row) -> tuple[list[str], str]:
        """Return the factors of a row, and its code, on their lines."""
        factors = [fitted(name, self.factors - 1, self.size.smallest) for name in row.factors]
        return factors, fitted(row.code, self.codes - 3, self.size.smallest)

    def high(self, row: _Row) -> float:
        """The height of a row in mm."""
        factors, code = self.lines(row)
        return self.line * max(len(lines_of(factors)), code.count("\n") + 1) + (0.8 if len(factors) > 1 else 0.0)


def literature_in_cases_figure(
    table: pd.DataFrame,
    found: pd.DataFrame,
    beside: pd.DataFrame,
    added: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
    *,
    one_pass: pd.DataFrame | None = None,
    unseen: pd.DataFrame | None = None,
    shared: Collection[str] = (),
    documents: pd.DataFrame | None = None,
    preset: str = "bmc",
) -> list[Figure]:
    """Draw the findings (rows) by case: the factors that a code shows under one bracket, the code, its passages; below,
    the codes that no factor of the table even touches.

    *table* is `literature_in_cases.factors_by_case`, *found* its `findings`, *beside* `codes_beside_the_table`, *added*
    `additions`. *one_pass* (`literature_in_cases.one_pass`) adds the stars of the additions, *unseen* (`counts.unseen`
    by code and unit) rings and dashes, *shared* (passages that another case shares) daggers. Cases of one of the
    *documents* stand under a bracket, those of *own* carry a section sign. One page or more: rows and cases are split
    where they do not fit.
    """
    size = PRESETS[preset]
    names, units = labels(codes), cases["unit"].tolist()
    states = {} if unseen is None else unseen.set_index(["code_id", "unit"])["state"].to_dict()
    table, beside = (one.assign(shared=by_shared_alone(one["segment_ids"], shared)) for one in (table, beside))
    groups = [
        *(
            (_TITLES[bearing], _finding_rows(table, found, bearing, names, units, states))
            for bearing in ("fits", "wider")
        ),
        (_TITLES["added"], _added_rows(beside, added, one_pass, names, units, states)),
    ]
    groups = [group for group in groups if group[1]]
    titled = cases.assign(label=[f"{r.label}{'§' * (r.case_id in own)}" for r in cases.itertuples()])
    with style.applied(size):
        sheet, across = _sheet(groups, titled, own, pd.DataFrame() if documents is None else documents, size)
        heights = [[sheet.high(row) for row in rows] for _, rows in groups]
        pages = [
            _page([(groups[number][0], groups[number][1][rows]) for number, rows in down], units[part], sheet)
            for down in heights_on_pages(heights, _GAP, size.highest - sheet.head - sheet.foot + _GAP)
            for part in across
        ]
    return numbered(pages, size)


def _finding_rows(
    table: pd.DataFrame,
    found: pd.DataFrame,
    bearing: str,
    names: dict[str, str],
    units: Sequence[str],
    states: Mapping[tuple[str, str], str],
) -> list[_Row]:
    """Return the findings whose first factor has this bearing; all factors of one have the same passages."""
    rows = []
    for _, factors in found.groupby("finding", sort=False):
        first = factors.iloc[0]
        if first["bearing"] != bearing:
            continue
        mine = table[(table["bearing"] == bearing) & (table["factor_id"] == first["factor_id"])]
        cells = mine.set_index("unit").reindex(units)
        code = " / ".join(names[one] for one in first["codes"].split())
        # A code may fit one of its factors and be wider than the others.
        wider = ["wider: " if one != bearing else "" for one in factors["bearing"]]
        told = [f"{said}{one.label} ({one.n_works})" for said, one in zip(wider, factors.itertuples(), strict=True)]
        state = _states(first["codes"].split(), units, states)
        rows.append(_Row(code, told, cells["n_segments"], state, cells["shown_by"] != "", cells["shared"]))
    return rows


def _states(codes: Sequence[str], units: Sequence[str], states: Mapping[tuple[str, str], str]) -> pd.Series:
    """Return by unit what is said of codes that are not seen there: *absent* where one is denied, else *possible*."""
    told = [{states[code, unit] for code in codes if (code, unit) in states} for unit in units]
    return pd.Series([min(of, default="") for of in told], index=units)


def _added_rows(
    beside: pd.DataFrame,
    added: pd.DataFrame,
    one_pass: pd.DataFrame | None,
    names: dict[str, str],
    units: Sequence[str],
    states: Mapping[tuple[str, str], str],
) -> list[_Row]:
    """Return the codes that no factor even touches."""
    starred = set() if one_pass is None else set(zip(one_pass["code_id"], one_pass["unit"], strict=True))
    seen, daggers = (beside.pivot(index="code_id", columns="unit", values=one) for one in ("n_segments", "shared"))
    rows = []
    for code in added.loc[added["standing"] == "added", "code_id"]:
        single = pd.Series([(code, unit) in starred for unit in units], index=units)
        state = _states([code], units, states)
        rows.append(_Row(names[code], [], seen.loc[code, units], state, single, daggers.loc[code, units]))
    return rows


def _sheet(
    groups: Sequence[tuple[str, Sequence[_Row]]],
    cases: pd.DataFrame,
    own: set[str],
    documents: pd.DataFrame,
    size: Preset,
) -> tuple[_Sheet, list[slice]]:
    """Return how all pages are laid out, and the columns of each."""
    rows = [row for _, some in groups for row in some]
    wide = 1.04 * width_of([_FACTORS, *(name for row in rows for name in row.factors)], size.smallest) + 2
    factors = min(wide, 0.37 * size.double)
    codes = min(1.04 * width_of([row.code for row in rows], size.smallest) + 3, 0.29 * size.double)
    daggers = "†" * any(row.shared.any() for row in rows)
    cells = [f"{n}{daggers}*" for row in rows for n in row.counts.dropna()]
    least = max(narrowest(cells, size.smallest), height_of(turned_names(cases, size), size.smallest))
    room = size.double - _LEFT - factors - _BRACKET - codes - 1
    across = pages_of(len(cases), least, room)
    cell = min(room / max(1, *(part.stop - part.start for part in across)), 22.0)
    there = {
        "possible": any((row.state == "possible").any() for row in rows),
        "absent": any((row.state == "absent").any() for row in rows),
        "one pass": any(row.single.any() for row in rows),
        "shared": bool(daggers),
        "not covered": any(row.counts.isna().any() for row in rows),
        "own list": bool(own & set(cases["case_id"])),
    }
    signs = [sign for sign, seen in there.items() if seen]
    heads = CaseHeads.of(cases, documents, cell, size)
    foot = KEY_LINE * key_lines(size, [("Passages", "neutral")], signs, CODES, names=_NAMES) + 2.0
    line = row_height([""], size)
    return _Sheet(size, heads, signs, factors, codes, cell, line, 1.0 + heads.high, foot), across


def _page(groups: Sequence[tuple[str, Sequence[_Row]]], units: Sequence[str], sheet: _Sheet) -> Figure:
    """Draw one page: these groups of rows by these units."""
    size = sheet.size
    wide = sheet.factors + _BRACKET + sheet.codes
    # The first heading stands beside the heads of the cases where it is no wider than what stands left of them.
    raised = not groups or BOLD * width_of([groups[0][0]], size.smallest) < wide
    high = sum(_GAP + sum(map(sheet.high, rows)) for _, rows in groups) - _GAP * raised
    tall = sheet.head + high + sheet.foot
    figure = new_figure(size.double, tall)
    bold: dict[str, Any] = dict(weight="bold", fontsize=size.smallest, va="bottom")
    sheet.heads.draw(figure, units, sheet.x, sheet.cell, sheet.head, size)
    up = 1 - (sheet.head - 5.5) / tall
    figure.text(
        (_LEFT + sheet.factors) / size.double, up, _FACTORS, ha="right", color=QUIET, **{**bold, "weight": None}
    )
    figure.text((sheet.x - 1.5) / size.double, up, _CODE, ha="right", color=QUIET, **{**bold, "weight": None})
    y = sheet.head - _GAP * raised
    for title, rows in groups:
        y += _GAP
        figure.text(_LEFT / size.double, 1 - (y - 0.9) / tall, title, gid="group", **bold)
        for number, row in enumerate(rows):
            _draw(figure, row, units, y, sheet, edges=(number == 0, number == len(rows) - 1))
            y += sheet.high(row)
    legend(figure, size, 2.6, [("Passages", "neutral")], sheet.signs, CODES, names=_NAMES)
    return figure


def _draw(
    figure: Figure, row: _Row, units: Sequence[str], y: float, sheet: _Sheet, *, edges: tuple[bool, bool]
) -> None:
    """Draw a finding, *y* mm below the upper edge: its factors, the bracket over several, its code, its cells.

    *edges* says whether it is the first and the last of its group, whose outer line is darker.
    """
    size, high = sheet.size, sheet.high(row)
    width, tall = figure.get_size_inches() / MM
    factors, code = sheet.lines(row)
    ax = placed(figure, sheet.x, y, sheet.cell * len(units), high, gid=f"finding:{row.code}")
    counts, state, single, shared = (
        cells[list(units)].to_frame().T for cells in (row.counts, row.state, row.single, row.shared)
    )
    marks = dict(single=single.astype(bool), shared=shared.astype(bool), state=state)
    plot_matrix(counts, ax=ax, ramp="neutral", classes=CODES, **marks)
    for text in ax.texts:
        text.set_fontsize(size.smallest)
    ax.set(xticks=[], yticks=[])
    for side, outer in zip(("top", "bottom"), edges, strict=True):
        ax.spines[side].set(color=QUIET if outer else RULE, zorder=3 if outer else 2)
    name_row(ax, 0, code, size.smallest)
    step = sheet.line
    top = y + (high - step * len(lines_of(factors))) / 2
    at = top
    for name in factors:
        lines = name.count("\n") + 1
        look: dict[str, Any] = dict(ha="right", va="center", fontsize=size.smallest, linespacing=1.1, gid="factor")
        figure.text((_LEFT + sheet.factors) / width, 1 - (at + step * lines / 2) / tall, name, **look)
        at += step * lines
    if len(factors) > 1:
        x = _LEFT + sheet.factors + 1.2
        xs, ys = [x, x + _TICK, x + _TICK, x], [top + 0.5, top + 0.5, at - 0.5, at - 0.5]
        points = [one / width for one in xs], [1 - one / tall for one in ys]
        line = Line2D(*points, transform=figure.transFigure, color=QUIET, linewidth=2 * size.line, gid="bracket")
        figure.add_artist(line)

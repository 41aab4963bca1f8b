"""Codes by case: how many passages carry each code, and what share of the case's passages that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ...core.codebook import VALENCES, labels
from ...core.counts import COUNTED, CountBy
from ...core.order import code_order
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import BOLD, fitted, height_of, lines_of, narrowest, width_of
from ...publish.matrix import CELL, CODES, COUNTED_WORD, by_column, name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS, RAMPS, Preset

#: Where each shade of a share in percent begins.
SHARES = (1, 5, 10, 20, 40)
CLASSES = {"counts": CODES, "shares": SHARES}
_SIGNS = ("one pass", "shared", "absent", "possible", "not covered")
_BARS, _GAP, _BETWEEN, _LEFT, _TITLE = 13.0, 5.0, 3.0, 1.0, 4.5


def groups_of(family: str, table: pd.DataFrame, codes: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """Return how `codes_by_case_figure` lists a family: heading, ramp and codes in the order of figures."""
    if family == "effect":
        return [(v.capitalize(), v, code_order(table, codes, family, valence=v)) for v in VALENCES]
    return [("", "co-creation" if family == "enabler" else "co-destruction", code_order(table, codes, family))]


def codes_by_case_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    groups: Sequence[tuple[str, str, Sequence[str]]],
    *,
    count_by: CountBy = "segments",
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw codes (rows) by cases twice, as counts and as shares within the case, with the number of cases at the right.

    *table* is `counts.codes_by_case`; *groups* gives (heading, ramp, codes in their order). A count is blank at 0 and
    hatched where the case was not read for the code; a ring says that the source denies it, a question mark
    that it is only feared or general, a star that only one of the separate passes shows it, a dagger that it
    rests on shared passages alone. One page or more: rows are split where they do not fit, and so are cases, which
    are then drawn as counts only. *note* stands at the foot of the first page alone.
    """
    size = PRESETS[preset]
    names = labels(codes)
    rows = [(title, ramp, code) for title, ramp, listed in groups for code in listed]
    with style.applied(size):
        sheet = _Sheet.of(table, rows, names, cases, count_by, size, note)
        tall = size.highest - sheet.head - sheet.foot - _GAP * len(groups)
        pages: list[Figure] = []
        for down in pages_of(len(rows), sheet.row, tall):
            for across in pages_of(len(cases), sheet.least, sheet.room):
                figure = _page(table, rows[down], cases.iloc[across], len(cases), sheet)
                if not pages:
                    footnote(figure, size, note)
                    sheet = replace(sheet, foot=sheet.foot - footnote_height(note, size.double, size))
                pages.append(figure)
    return numbered(pages, size)


@dataclass(frozen=True)
class _Sheet:
    """What all pages share: what is counted, the panels, the names of codes and cases on their lines, and in mm the
    widths of row names, of the narrowest column and of a panel, and the heights of a row, the head and the foot.
    """

    size: Preset
    count_by: CountBy
    panels: Sequence[str]
    texts: Mapping[str, str]
    heads: Mapping[str, str]
    label: float
    least: float
    room: float
    row: float
    head: float
    foot: float

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        rows: Sequence[tuple[str, str, str]],
        names: Mapping[str, str],
        cases: pd.DataFrame,
        count_by: CountBy,
        size: Preset,
        note: str,
    ) -> _Sheet:
        """Return how these rows (heading, ramp, code) and cases are laid out."""
        label = min(width_of([names[code] for *_, code in rows], size.smallest) + 3, 0.38 * size.double)
        texts = {code: fitted(names[code], label - 2, size.smallest) for *_, code in rows}
        pairs = zip(cases["unit"], cases["label"], strict=True)
        heads = {unit: fitted(name, 44, size.smallest) for unit, name in pairs}
        cells = [f"{n:.0f}†*" for n in table[COUNTED[count_by]].dropna().unique()]
        least = max(narrowest(cells, size.text), height_of(list(heads.values()), size.smallest))
        room = size.double - _LEFT - label - 2 * _BETWEEN - _BARS - 3
        panels = ("counts", "shares") if 2 * least * len(cases) <= room else ("counts",)
        ramps = list(dict.fromkeys(ramp for _, ramp, _ in rows))
        there = {"one pass": True, "shared": table["shared_only"].any()}
        signs = [sign for sign in _SIGNS if there.get(sign, (table["state"] == sign).any())]
        lines = [key_lines(size, *_key(panel, ramps, signs, count_by)) for panel in panels]
        return cls(
            size,
            count_by,
            panels,
            texts,
            heads,
            label,
            least,
            room / len(panels),
            max(CELL, height_of(list(texts.values()), size.smallest) + 0.4),
            width_of(lines_of(list(heads.values())), size.smallest) + 3 + _TITLE,
            3.5 + KEY_LINE * sum(lines) + footnote_height(note, size.double, size),
        )


def _key(
    panel: str, ramps: Sequence[str], signs: Sequence[str], count_by: CountBy
) -> tuple[list[tuple[str, str]], Sequence[str], Sequence[int]]:
    """Return the key of a panel as `legend` takes it: titled ramps, signs and classes."""
    word = COUNTED_WORD[count_by] if panel == "counts" else "Share, %"
    titled = [(word if not n else "", ramp) for n, ramp in enumerate(ramps)]
    return titled, signs if panel == "counts" else (), CLASSES[panel]


def _page(
    table: pd.DataFrame, rows: Sequence[tuple[str, str, str]], cases: pd.DataFrame, n_cases: int, sheet: _Sheet
) -> Figure:
    """Draw one page: these rows (heading, ramp, code) by these cases, of *n_cases* in all."""
    size, units = sheet.size, cases["unit"].tolist()
    titles = list(dict.fromkeys((title, ramp) for title, ramp, _ in rows))
    named = any(title for title, _ in titles)
    tall = sheet.head + sheet.row * len(rows) + (_GAP * len(titles) if named else 0) + sheet.foot
    figure = new_figure(size.double, tall)
    wide = min(sheet.room, 9.0 * len(units))
    titled = {"counts": COUNTED_WORD[sheet.count_by], "shares": "Share, %"}
    apart = _BETWEEN + max(wide, BOLD * width_of(list(titled.values()), size.smallest))
    places = {name: _LEFT + sheet.label + n * apart for n, name in enumerate(sheet.panels)}
    bars = _LEFT + sheet.label + len(sheet.panels) * apart
    y = sheet.head
    signs: set[str] = set()
    for number, (title, ramp) in enumerate(titles):
        listed = [code for t, r, code in rows if (t, r) == (title, ramp)]
        high = sheet.row * len(listed)
        if named:
            y += _GAP
            at: dict[str, Any] = {"weight": "bold", "fontsize": size.smallest, "va": "bottom"}
            figure.text(_LEFT / size.double, 1 - (y - 1) / tall, title, **at)
        marked, values = _values(table, listed, units, sheet.count_by)
        for name in sheet.panels:
            ax = placed(figure, places[name], y, wide, high, gid=f"{name}:{title}")
            more = marked if name == "counts" else {}
            plot_matrix(values[name], ax=ax, ramp=ramp, classes=CLASSES[name], **more)
            if name == "counts":
                name_rows(ax, [sheet.texts[code] for code in listed])
            else:
                ax.set_yticks([])
            if number == 0:
                name_columns(ax, [sheet.heads[unit] for unit in units])
                ax.tick_params(axis="x", pad=2 + (_GAP * 72 / 25.4 if named else 0))
            else:
                ax.set_xticks([])
        _bars(figure, table, listed, (bars, y, _BARS, high), n_cases, size)
        marks = {"one pass": marked["single"], "shared": marked["shared"]}
        signs |= set(np.unique(marked["state"])) | {sign for sign, mark in marks.items() if mark.to_numpy().any()}
        y += high
    top: dict[str, Any] = {"weight": "bold", "fontsize": size.smallest, "va": "top"}
    last = (bars, "Units" if _parts(cases) else "Cases")
    for x, text in [*((places[name], titled[name]) for name in sheet.panels), last]:
        figure.text(x / size.double, 1 - 1 / tall, text, **top)
    y = sheet.foot + KEY_LINE - 4
    for panel in sheet.panels:
        shown = [sign for sign in _SIGNS if sign in signs]
        key = _key(panel, list(dict.fromkeys(ramp for _, ramp in titles)), shown, sheet.count_by)
        y -= KEY_LINE * key_lines(size, *key)
        legend(figure, size, y, *key)
    return figure


def _values(
    table: pd.DataFrame, listed: Sequence[str], units: Sequence[str], count_by: CountBy
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Return the signs of the cells (*state*, *single*, *shared*) and their values by panel; a share that is there is
    never 0.
    """
    state = by_column(table, "unit", "state", listed, units)
    single = by_column(table, "unit", "shown_by", listed, units) != ""
    shares = (100 * by_column(table, "unit", "share_of_segments", listed, units).astype("Float64")).round()
    shares = shares.mask((state == "present") & (shares < 1), 1)
    counts = by_column(table, "unit", COUNTED[count_by], listed, units)
    shared = by_column(table, "unit", "shared_only", listed, units).fillna(False).astype(bool)
    return {"state": state, "single": single, "shared": shared}, {"counts": counts, "shares": shares}


def _parts(cases: pd.DataFrame) -> bool:
    return bool((cases["unit"] != cases["case_id"]).any())


def _bars(
    figure: Figure,
    table: pd.DataFrame,
    listed: Sequence[str],
    place: tuple[float, float, float, float],
    n_cases: int,
    size: Preset,
) -> None:
    """Draw in how many of all cases each code is present, whatever cases the page shows."""
    per = table[table["state"] == "present"].groupby("code_id")["unit"].nunique()
    shown = per.reindex(listed).fillna(0).astype(int)
    ax = placed(figure, *place, gid="cases")
    y = np.arange(len(listed)) + 0.5
    ax.barh(y, shown, height=0.62, color=RAMPS["neutral"][2])
    for at, n in zip(y, shown, strict=True):
        ax.text(n + 0.03 * n_cases, at, f"{n}", va="center", fontsize=size.smallest)
    ax.set(ylim=(len(listed), 0), xlim=(0, n_cases * 1.4), yticks=[], xticks=[])
    sns.despine(ax=ax, bottom=True)

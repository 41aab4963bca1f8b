"""Codes by case: how many passages carry each code, and what share of the case's passages that is."""

from __future__ import annotations

from collections.abc import Sequence
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
from ...publish.lettering import BOLD, fitted, height_of, narrowest, width_of
from ...publish.matrix import CELL, CODES, COUNTED_WORD, by_column, name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS, RAMPS, Preset

#: Where each shade of a share in percent begins.
SHARES = (1, 5, 10, 20, 40)
CLASSES = {"counts": CODES, "shares": SHARES}
_SIGNS = ("one pass", "absent", "not covered")
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
    hatched where the case was not read for the code; a ring says that the source denies it, a star that only one
    independent pass shows it. One page or more: rows are split where they do not fit, and so are cases, which are then
    drawn as counts only.
    """
    size = PRESETS[preset]
    names = labels(codes)
    rows = [(title, ramp, code) for title, ramp, listed in groups for code in listed]
    with style.applied(size):
        label = min(width_of([names[code] for *_, code in rows], size.smallest) + 3, 0.38 * size.double)
        texts = {code: fitted(names[code], label - 2, size.smallest) for *_, code in rows}
        row_mm = max(CELL, height_of(list(texts.values()), size.smallest) + 0.4)
        pairs = zip(cases["unit"], cases["label"], strict=True)
        heads = {unit: fitted(name, 44, size.smallest) for unit, name in pairs}
        cells = [f"{n:.0f}*" for n in table[COUNTED[count_by]].dropna().unique()]
        least = max(narrowest(cells, size.text), height_of(list(heads.values()), size.smallest))
        head = width_of([line for text in heads.values() for line in text.split("\n")], size.smallest) + 3 + _TITLE
        room = size.double - _LEFT - label - 2 * _BETWEEN - _BARS - 3
        panels = ("counts", "shares") if 2 * least * len(cases) <= room else ("counts",)
        ramps = list(dict.fromkeys(ramp for _, ramp, _ in rows))
        signs = [sign for sign in _SIGNS if sign == "one pass" or (table["state"] == sign).any()]
        lines = [
            key_lines(size, _ramps(panel, ramps, count_by), signs if panel == "counts" else (), CLASSES[panel])
            for panel in panels
        ]
        foot = 3.5 + KEY_LINE * sum(lines) + footnote_height(note, size.double, size)
        tall = size.highest - head - foot - _GAP * len(groups)
        sizes = (label, row_mm, head, foot, room / len(panels))
        words = (texts, heads)
        pages = [
            _page(table, rows[down], cases.iloc[across], panels, sizes, words, len(cases), size, count_by, note)
            for down in pages_of(len(rows), row_mm, tall)
            for across in pages_of(len(cases), least, room / len(panels))
        ]
    return numbered(pages, size)


def _ramps(panel: str, ramps: Sequence[str], count_by: CountBy) -> list[tuple[str, str]]:
    """Return the titled ramps of the key of a panel."""
    word = COUNTED_WORD[count_by] if panel == "counts" else "Share, %"
    return [(word if not n else "", ramp) for n, ramp in enumerate(ramps)]


def _page(
    table: pd.DataFrame,
    rows: Sequence[tuple[str, str, str]],
    cases: pd.DataFrame,
    panels: Sequence[str],
    sizes: tuple[float, ...],
    words: tuple[dict[str, str], dict[str, str]],
    n_cases: int,
    size: Preset,
    count_by: CountBy,
    note: str,
) -> Figure:
    label, row_mm, head, foot, room = sizes
    texts, heads = words
    units = cases["unit"].tolist()
    titles = list(dict.fromkeys((title, ramp) for title, ramp, _ in rows))
    named = any(title for title, _ in titles)
    tall = head + row_mm * len(rows) + (_GAP * len(titles) if named else 0) + foot
    figure = new_figure(size.double, tall)
    wide = min(room, 9.0 * len(units))
    titled = {"counts": COUNTED_WORD[count_by], "shares": "Share, %"}
    apart = _BETWEEN + max(wide, BOLD * width_of(list(titled.values()), size.smallest))
    places = {name: _LEFT + label + n * apart for n, name in enumerate(panels)}
    bars = _LEFT + label + len(panels) * apart
    y = head
    signs: set[str] = set()
    for title, ramp in titles:
        listed = [code for t, r, code in rows if (t, r) == (title, ramp)]
        if named:
            y += _GAP
            at: dict[str, Any] = {"weight": "bold", "fontsize": size.smallest, "va": "bottom"}
            figure.text(_LEFT / size.double, 1 - (y - 1) / tall, title, **at)
        state = by_column(table, "unit", "state", listed, units)
        single = by_column(table, "unit", "shown_by", listed, units) != ""
        shares = (100 * by_column(table, "unit", "share_of_segments", listed, units).astype("Float64")).round()
        shares = shares.mask((state == "present") & (shares < 1), 1)
        counts = by_column(table, "unit", COUNTED[count_by], listed, units)
        drawn = {"counts": (counts, CODES), "shares": (shares, SHARES)}
        for name in panels:
            values, classes = drawn[name]
            ax = placed(figure, places[name], y, wide, row_mm * len(listed), gid=f"{name}:{title}")
            more = {"state": state, "single": single} if name == "counts" else {}
            plot_matrix(values, ax=ax, ramp=ramp, classes=classes, **more)
            if name == "counts":
                name_rows(ax, [texts[code] for code in listed])
            else:
                ax.set_yticks([])
            if title == titles[0][0] and ramp == titles[0][1]:
                name_columns(ax, [heads[unit] for unit in units])
                ax.tick_params(axis="x", pad=2 + (_GAP * 72 / 25.4 if named else 0))
            else:
                ax.set_xticks([])
        _bars(figure, table, listed, (bars, y, _BARS, row_mm * len(listed)), n_cases, size)
        signs |= set(np.unique(state)) | ({"one pass"} if single.to_numpy().any() else set())
        y += row_mm * len(listed)
    top: dict[str, Any] = {"weight": "bold", "fontsize": size.smallest, "va": "top"}
    for x, text in [(places[name], titled[name]) for name in panels] + [(bars, "Units" if _parts(cases) else "Cases")]:
        figure.text(x / size.double, 1 - 1 / tall, text, **top)
    ramps = list(dict.fromkeys(ramp for _, ramp in titles))
    y = foot + KEY_LINE - 4
    for panel in panels:
        shown = [sign for sign in _SIGNS if sign in signs] if panel == "counts" else []
        key = (_ramps(panel, ramps, count_by), shown, CLASSES[panel])
        y -= KEY_LINE * key_lines(size, *key)
        legend(figure, size, y, *key)
    footnote(figure, size, note)
    return figure


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

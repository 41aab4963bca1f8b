"""Robustness: in which variants of the data each headline finding holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...publish import style
from ...publish.drawing import new_figure, placed, saying
from ...publish.keys import legend
from ...publish.lettering import BOLD, fitted, height_of, width_of
from ...publish.matrix import name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS
from .declared import NONE

#: Where each shade of a share in percent begins; none is above 100.
SHARES = (1, 25, 50, 75, 100, 101)
_HEADS = {
    "coder": "Coding",
    "left_out": "Case left out",
    "count_by": "Count",
    "merged": "Merged",
    "evidence": "Evidence",
}
_MOST_CASES = 8
_WHOLE = "all"
_EACH = "each"
_RANDOM = "in random data, %"


def robustness_figure(
    summary: pd.DataFrame, by_choice: pd.DataFrame, names: Mapping[tuple[str, str], str], *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the share of re-analyses in which each finding holds under each choice other than that of the data as
    published; one page or more.

    *summary* is `robustness.summary`, *by_choice* `robustness.by_choice`, *names* (`words.choice_names`) the word
    for each choice and value. Groups of merged codes share one column, and with more than eight cases those left out
    as well. The last column is the share of random data sets that show a finding too; what is
    not claimed for that reason is marked in its words.
    """
    size = PRESETS[preset]
    if summary.empty:
        return [saying("No headline finding is declared.", size)]
    table = _few_columns(by_choice)
    shares = table.assign(share=_percent(table["n_holds"], table["n_variants"]))
    blocks = {choice: list(dict.fromkeys(table.loc[table["choice"] == choice, "value"])) for choice in _HEADS}
    # The first value of a choice is that of the data as published: what another one changes is what is asked.
    others = {choice: [value for value in values[1:] if value != "any"] for choice, values in blocks.items()}
    blocks = {choice: values for choice, values in others.items() if values} or blocks
    heads = {pair: name.removeprefix("without ") if pair[0] == "left_out" else name for pair, name in names.items()}
    heads |= {("merged", NONE): "no codes", ("merged", _EACH): "neighbouring codes"}
    with style.applied(size):
        between, left = 2.0, 1.0
        total = width_of(["Holds in", *(_count(row) for row in summary.itertuples())], size.smallest) + 1
        chance = cell = width_of(["00", _WHOLE], size.smallest) + 1.6
        wide = {  # a block of one or two columns keeps room for its heading
            choice: max(cell * len(values), BOLD * width_of([_HEADS[choice]], size.smallest) + 0.5)
            for choice, values in blocks.items()
        }
        label = size.double - left - total - chance - sum(wide.values()) - between * (len(blocks) + 1) - 1
        lines = {row.finding_id: fitted(_said(row), label - 2, size.smallest) for row in summary.itertuples()}
        shown = [heads[choice, value] for choice, values in blocks.items() for value in values]
        head = width_of([*shown, _RANDOM], size.smallest) + 7
        row_mm = max(4.6, height_of(list(lines.values()), size.smallest) + 0.2)
        foot = 8.5
        figures = []
        for rows in pages_of(len(summary), row_mm, size.highest - head - foot):
            part = summary.iloc[rows]
            tall = head + row_mm * len(part) + foot
            figure = new_figure(size.double, tall)
            x = left + label + between
            for choice, values in blocks.items():
                mine = shares[shares["choice"] == choice].pivot(index="finding_id", columns="value", values="share")
                table = mine.reindex(index=part["finding_id"], columns=values)
                ax = placed(figure, x, head, cell * len(values), row_mm * len(part), gid=choice)
                plot_matrix(table, ax=ax, classes=SHARES, texts=table.astype("str").replace("100", _WHOLE))
                name_columns(ax, [heads[choice, value] for value in values], rotation=90)
                first = choice == next(iter(blocks))
                name_rows(ax, [lines[finding] for finding in part["finding_id"]] if first else [])
                if not first:
                    ax.set_yticks([])
                at: dict[str, Any] = {"va": "top", "weight": "bold", "fontsize": size.smallest}
                figure.text(x / size.double, 1 - 1 / tall, _HEADS[choice], **at)
                x += wide[choice] + between
            for number, row in enumerate(part.itertuples()):
                y = 1 - (head + (number + 0.5) * row_mm) / tall
                figure.text(x / size.double, y, _count(row), fontsize=size.smallest, va="center", gid="total")
                at = {"ha": "center", "va": "center", "fontsize": size.smallest, "gid": "random"}
                figure.text((x + total + chance / 2) / size.double, y, _share_of_random(row), **at)
            at = {"va": "bottom", "weight": "bold", "fontsize": size.smallest}
            figure.text(x / size.double, 1 - (head - 1) / tall, "Holds in", **at)
            at = {"ha": "center", "va": "bottom", "rotation": 90, "fontsize": size.smallest}
            figure.text((x + total + chance / 2) / size.double, 1 - (head - 1) / tall, _RANDOM, **at)
            hatched = {"not asked": "changes nothing, or not asked"}
            legend(
                figure, size, foot - 4, [("Share of re-analyses, %", "neutral")], list(hatched), SHARES, names=hatched
            )
            figures.append(figure)
    return numbered(figures, size)


def _said(row: Any) -> str:
    """Return a finding as its row is named, without lists in brackets; what random data show as well is no claim."""
    told = re.sub(r" \(‘[^()]*\)", "", row.statement)
    return f"{told} (not claimed)" if pd.notna(row.n_random) and not row.claimed else told


def _count(row: Any) -> str:
    """Return in how many re-analyses a finding holds."""
    return f"{row.n_holds} of {row.n_variants}" if row.n_variants else "not asked"


def _share_of_random(row: Any) -> str:
    """Return the whole percentage of random data sets that show a finding; a dash where it was set against none."""
    if pd.isna(row.n_random) or not row.n_random:
        return "–"
    if 0 < 100 * row.n_random_holds < row.n_random:
        return "<1"
    (share,) = _percent(pd.Series([row.n_random_holds]), pd.Series([row.n_random]))
    return str(share).replace("100", _WHOLE)


def _percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return whole percentages: 100 only for all, 0 only for none."""
    rounded = (100 * part / whole).round().astype("Int64")
    return rounded.mask((part < whole) & (rounded == 100), 99).mask((part > 0) & (rounded == 0), 1)


def _few_columns(by_choice: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the groups of merged codes in one row, and the cases left out where there are many."""
    together = by_choice["choice"] == "merged"
    out = by_choice["choice"] == "left_out"
    if by_choice.loc[out, "value"].nunique() > _MOST_CASES + 1:
        together |= out
    value = by_choice["value"].where(~together | (by_choice["value"] == NONE), _EACH)
    counted = by_choice.assign(value=value).groupby(["finding_id", "choice", "value"], sort=False)
    return counted[["n_holds", "n_variants"]].sum().reset_index()

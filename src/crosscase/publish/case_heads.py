"""The heads of columns that are cases: their names, how many passages of each were read, and a bracket over those of
one paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .lettering import LINE, SET_WIDER, fitted, headings, height_of, lines_of, width_of
from .style import MM, QUIET, Preset

_N_LINE = 3.3  # mm, the line of n below upright names
_TICK = 1.0  # mm, how far the ends of a bracket reach down


def paper_name(documents: pd.DataFrame, source_ids: Sequence[str]) -> str:
    """Return documents as a text cites them: ``Farr 2017``, ``Tingvold & Olsvold 2023``, ``Gheduzzi et al. 2021``."""
    told = []
    about = documents.set_index("source_id")
    for one in source_ids:
        first, *others = [name.strip() for name in str(about.at[one, "authors"]).split(";")]
        names = [name.rpartition(" ")[0] or name for name in (first, *others)]
        by = " & ".join(names) if len(names) <= 2 else f"{names[0]} et al."
        told.append(f"{by} {about.at[one, 'year']}")
    return "; ".join(told)


def of_one_paper(cases: pd.DataFrame, documents: pd.DataFrame) -> list[tuple[list[str], str]]:
    """Return the runs of two or more neighbouring *cases* (their ``unit``) that share a listed document, and its name.

    Only *documents* count, as two cases may call their own sources alike. Uses ``unit`` and ``source_ids`` of *cases*;
    none without them.
    """
    if "source_ids" not in cases or documents.empty:
        return []
    listed = documents["source_id"].tolist()
    runs: list[tuple[list[str], list[str]]] = []
    for unit, ids in zip(cases["unit"], cases["source_ids"], strict=True):
        mine = [one for one in listed if one in str(ids).split()]
        common = [one for one in runs[-1][1] if one in mine] if runs else []
        if common:
            runs[-1] = [*runs[-1][0], unit], common
        else:
            runs.append(([unit], mine))
    return [(units, paper_name(documents, shared)) for units, shared in runs if len(units) > 1]


@dataclass(frozen=True)
class CaseHeads:
    """Column heads as they are drawn: *names* and *numbers* (``n = 70``) by unit, whether they are *turned*, the
    brackets, and the heights in mm of a bracket with its name and of all.
    """

    names: Mapping[str, str]
    numbers: Mapping[str, str]
    turned: bool
    brackets: Sequence[tuple[Sequence[str], str]]
    bracket: float
    high: float

    @classmethod
    def of(cls, cases: pd.DataFrame, documents: pd.DataFrame, cell: float, size: Preset) -> CaseHeads:
        """Return the heads of *cases* in columns of *cell* mm: upright where the names fit, else turned, with n behind
        the name. ``n_segments`` of *cases* is n; without it none is told.
        """
        units = cases["unit"].tolist()
        told = [f"n = {n}" for n in cases["n_segments"]] if "n_segments" in cases else [""] * len(units)
        labels = cases["label"].tolist()
        names, turned, high = headings(labels, cell, size)
        if turned:
            names, told = turned_names(cases, size), [""] * len(units)
            high = SET_WIDER * width_of(lines_of(names), size.smallest) + 2
        brackets = of_one_paper(cases, documents)
        above = [_above(name, len(mine) * cell, size) for mine, name in brackets]
        bracket = height_of([name for name in above if name], size.smallest) + _TICK + 0.8 if brackets else 0.0
        below = _N_LINE if any(told) else 0.0
        numbers = dict(zip(units, told, strict=True))
        return cls(dict(zip(units, names, strict=True)), numbers, turned, brackets, bracket, bracket + high + below)

    def draw(
        self, figure: Figure, units: Sequence[str], x_mm: float, cell: float, foot_mm: float, size: Preset
    ) -> None:
        """Draw the heads of *units* side by side from *x_mm* on; they end *foot_mm* below the upper edge."""
        width, height = figure.get_size_inches() / MM
        look: dict[str, Any] = dict(fontsize=size.smallest, ha="center", va="bottom", linespacing=1.1)
        below = _N_LINE if any(self.numbers.values()) else 0.0
        for at, unit in enumerate(units):
            x = (x_mm + (at + 0.5) * cell) / width
            y = foot_mm - below - 0.8
            # Upright names stand on one line, whether or not a letter hangs below it.
            how = dict(rotation=90) if self.turned else dict(va="baseline")
            up = y if self.turned else y - 0.22 * size.smallest / 72 / MM
            figure.text(x, 1 - up / height, self.names[unit], gid="case", **{**look, **how})
            if self.numbers[unit]:
                figure.text(x, 1 - (foot_mm - 0.8) / height, self.numbers[unit], color=QUIET, gid="n", **look)
        y = foot_mm - self.high + self.bracket
        for listed, name in self.brackets:
            places = [at for at, unit in enumerate(units) if unit in listed]
            if len(places) < 2:
                continue  # the others are on another page
            left, right = (x_mm + (at + side) * cell for at, side in ((places[0], 0.1), (places[-1], 0.9)))
            xs, ys = [left, left, right, right], [y, y - _TICK, y - _TICK, y]
            points = [one / width for one in xs], [1 - one / height for one in ys]
            figure.add_artist(Line2D(*points, transform=figure.transFigure, color=QUIET, linewidth=size.line))
            # On another page there may be less room for the name.
            told = _above(name, len(places) * cell, size)
            if height_of([told], size.smallest) <= self.bracket:
                middle = (left + right) / 2 / width
                figure.text(middle, 1 - (y - _TICK - 0.5) / height, told, gid="paper", **look)


def _above(name: str, width_mm: float, size: Preset) -> str:
    """Return the name of a paper on lines that fit above a bracket; empty where one word is wider than it."""
    there = fitted(name, width_mm - 1, size.smallest)
    return there if width_of(there.split("\n"), size.smallest) * SET_WIDER <= width_mm else ""


def turned_names(cases: pd.DataFrame, size: Preset) -> list[str]:
    """Return the names of *cases*, with n behind them, on the lines of a turned head; `height_of` is its width."""
    numbers = [f", n\u00a0=\u00a0{n}" for n in cases["n_segments"]] if "n_segments" in cases else [""] * len(cases)
    return [fitted(f"{name}{n}", 44, size.smallest) for name, n in zip(cases["label"], numbers, strict=True)]


def row_height(texts: Sequence[str], size: Preset) -> float:
    """Return the height in mm of the rows of a dense table: 3.3 mm at 7 pt, more where a label takes several lines."""
    lines = max((text.count("\n") + 1 for text in texts), default=1)
    return (lines * LINE + 0.09) * size.smallest / 72 / MM + (0.4 if lines > 1 else 0)

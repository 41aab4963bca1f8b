"""Configurations: the truth table as a matrix of dots, and the conservative solutions in the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...publish import style
from ...publish.drawing import new_figure
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .published import names_of

ROW = 4.2  # mm, height of a row with one line of text
#: So many tied models are drawn one by one; more are told in a line.
MOST_MODELS = 4


@dataclass
class _Row:
    """A line of the figure: a heading, or dots under conditions and outcomes with units beside them."""

    lead: str = ""
    dots: dict[str, str] = field(default_factory=dict)
    n: str = ""
    text: str = ""
    heading: bool = False
    tall: float = ROW


def configurations_figure(
    truth: pd.DataFrame, solutions: pd.DataFrame, table: pd.DataFrame, *, preset: str = "bmc"
) -> Figure | list[Figure]:
    """Draw the combinations that have units, a row each in the order of the units, and below them the conservative
    solutions for the presence of each outcome: those that assume nothing. All else stands in the tables.

    *truth*, *solutions* and *table* are `truth_table`, `solutions` and `calibrated` of `configurations`. A filled
    dot: the condition holds, or must; an open one: it does not, or must not; blank in a solution: it does not matter;
    ``1 of 2``: units of the row end differently. Several pages where one is too low.
    """
    size = PRESETS[preset]
    names = names_of(table)
    with style.applied(size):
        if truth.empty:
            figure = new_figure(size.double, 12)
            ax = _canvas(figure)
            ax.text(2, 5, solutions["told"].iloc[0], va="center", gid="told")
            return figure
        conditions = [name.lstrip("~") for name in truth["configuration"].iloc[0].split("*")]
        outcomes = truth["outcome"].unique().tolist()
        columns = _Columns.of(conditions, outcomes, names, size)
        wide = size.double - columns.right - 3
        rows = _truth_rows(truth, outcomes, list(dict.fromkeys(table["unit"])), names, size, wide)
        rows += _solution_rows(solutions, names, size, wide)
        foot = 8.0
        figures = []
        for page in _pages(rows, size.highest - columns.head - foot):
            height = columns.head + sum(row.tall for row in page) + foot
            figure = new_figure(size.double, height)
            ax = _canvas(figure)
            _name_columns(ax, columns, size)
            y = columns.head
            for row in page:
                _draw(ax, row, y, columns, size)
                y += row.tall
            ax.plot([1, size.double - 1], [columns.head] * 2, color=QUIET, linewidth=size.line)
            _legend(ax, height - foot + 4.5, page, size)
            figures.append(figure)
    return figures[0] if len(figures) == 1 else figures


#: How much more room bold type takes; outcomes are set bold.
SET_BOLD = 1.15


@dataclass(frozen=True)
class _Columns:
    """The columns of conditions, of the number of units and of outcomes: their names on their lines, and places in mm
    from the left.

    ``each`` is the width of a condition or outcome, ``n_at`` the middle of the numbers, ``right`` where the units
    begin, ``head`` the height above the rows.
    """

    heads: Mapping[str, str]
    bold: Sequence[str]
    turned: bool
    head: float
    place: Mapping[str, float]
    each: float
    n_at: float
    right: float

    @classmethod
    def of(cls, conditions: Sequence[str], outcomes: Sequence[str], names: Mapping[str, str], size: Preset) -> _Columns:
        """Return the columns; their names are turned where one is wider than its column."""
        lead, counts, side = 14.0, 8.0, 45.0
        room = size.double - lead - counts - side - 4
        each = min(20.0, room / (len(conditions) + len(outcomes)))
        wider = {name: SET_BOLD if name in outcomes else 1 for name in (*conditions, *outcomes)}
        heads = {name: fitted(names[name], (each - 1.5) / by, size.smallest) for name, by in wider.items()}
        turned = any(width_of(lines_of([heads[name]]), size.smallest) * by > each - 1 for name, by in wider.items())
        if turned:
            heads = {name: fitted(names[name], 40.0, size.smallest) for name in heads}
            head = SET_BOLD * width_of(lines_of(list(heads.values())), size.smallest) + 2
        else:
            head = height_of(list(heads.values()), size.smallest)
        place = {name: lead + each * (number + 0.5) for number, name in enumerate(conditions)}
        start = lead + each * len(conditions) + counts
        place |= {name: start + each * (number + 0.5) for number, name in enumerate(outcomes)}
        right = start + each * len(outcomes) + 2
        return cls(heads, outcomes, turned, 3 + head, place, each, start - counts / 2, right)


def _name_columns(ax: Axes, columns: _Columns, size: Preset) -> None:
    look: dict[str, Any] = dict(va="bottom", fontsize=size.smallest)
    y = columns.head - 1.2
    for name, x in columns.place.items():
        more: dict[str, Any] = dict(
            rotation=90 if columns.turned else 0, weight="bold" if name in columns.bold else "normal"
        )
        ax.text(x, y, columns.heads[name], ha="center", gid="head", linespacing=1.1, **more, **look)
    ax.text(columns.n_at, y, "n", ha="center", **look)
    ax.text(columns.right, y, "Case (or part of one)", ha="left", **look)


def _canvas(figure: Figure) -> Axes:
    """Return axes that cover the figure and count in mm from its upper left."""
    width, height = figure.get_size_inches() * 25.4
    ax = figure.add_axes((0, 0, 1, 1), gid="rows")
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


#: At most so many names of units stand beside a row; the others are counted.
MOST_NAMES = 5


def _named(units: str, names: dict[str, str], size: Preset, wide: float, lines: int = 3) -> str:
    """Return the names of units on at most three lines; what does not fit is counted."""
    return _fitted_names(tuple(names[unit] for unit in units.split()), size.smallest, wide, lines)


@lru_cache(maxsize=4096)
def _word_width(word: str, points: float) -> float:
    return width_of([word], points)


def _broken(text: str, points: float, wide: float) -> str:
    """Return a text on as many lines as it needs; words are measured one by one, and once, because many rows name the
    same units.
    """
    lines, used, space = [""], 0.0, _word_width("n n", points) - 2 * _word_width("n", points)
    for word in text.split(" "):
        longer = used + (space if lines[-1] else 0) + 1.03 * _word_width(word, points)
        if lines[-1] and longer > wide:
            lines.append(word)
            used = 1.03 * _word_width(word, points)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
            used = longer
    return "\n".join(lines)


@lru_cache(maxsize=1024)
def _fitted_names(told: tuple[str, ...], points: float, wide: float, lines: int) -> str:
    # A name that fits on a line is not broken.
    told = tuple(name.replace(" ", "\u00a0") if _word_width(name, points) < 0.9 * wide else name for name in told)
    for shown in range(min(len(told), MOST_NAMES), 0, -1):
        more = f" and {len(told) - shown} more" if shown < len(told) else ""
        text = _broken("; ".join(told[:shown]) + more, points, wide)
        if text.count("\n") < lines or shown == 1:
            return text.replace("\u00a0", " ")
    return ""


def _truth_rows(
    truth: pd.DataFrame, outcomes: Sequence[str], units: Sequence[str], names: dict[str, str], size: Preset, wide: float
) -> list[_Row]:
    """Return the combinations that have units, in the order of *units*."""
    first = truth[(truth["outcome"] == outcomes[0]) & (truth["n_units"] > 0)]
    ends = {(row["outcome"], row["row"]): _end(row) for row in truth.to_dict("records")}
    rows = []
    for row in sorted(first.to_dict("records"), key=lambda row: units.index(row["units"].split()[0])):
        text = _named(row["units"], names, size, wide)
        dots = _dots(row["configuration"]) | {outcome: ends[outcome, row["row"]] for outcome in outcomes}
        tall = max(ROW, height_of([text], size.smallest) + 1)
        rows.append(_Row(f"Row {row['row']}", dots, str(row["n_units"]), text, tall=tall))
    return rows


def _end(row: Mapping[str, Any]) -> str:
    """Return how the outcome of a combination is drawn: a dot, or in how many of its units it holds."""
    return f"{row['n_with']} of {row['n_units']}" if row["state"] == "contradiction" else row["state"]


def _dots(term: str) -> dict[str, str]:
    """Return how the condition of each part of a combination or term is drawn."""
    parts = [part for part in term.split("*") if part != "1"]
    return {part.lstrip("~"): "absent" if part.startswith("~") else "present" for part in parts}


def _solution_rows(solutions: pd.DataFrame, names: dict[str, str], size: Preset, wide: float) -> list[_Row]:
    rows: list[_Row] = []
    shown = solutions[(solutions["explains"] == "present") & (solutions["kind"] == "conservative")]
    for outcome, mine in shown.groupby("outcome", sort=False):
        if mine["solution"].iloc[0] == "":
            rows += [
                _Row(f"{names[outcome]}: no solution", heading=True, tall=ROW + 1.2),
                _Row(mine["told"].iloc[0]),
            ]
            continue
        rows.append(_Row(f"{names[outcome]}: what is enough here", heading=True, tall=ROW + 1.2))
        for row in mine[mine["model"] <= MOST_MODELS].to_dict("records"):
            text = _named(row["units"], names, size, wide)
            lead = f"Model {row['model']}" if row["n_models"] > 1 else ""
            dots = {**_dots(row["term"]), outcome: f"{row['coverage']:.2f}"}
            tall = max(ROW, height_of([text], size.smallest) + 1)
            rows.append(_Row(lead, dots, str(row["n_units"]), text, tall=tall))
        if mine["n_models"].iloc[0] > MOST_MODELS:
            rows.append(_Row(f"and {mine['n_models'].iloc[0] - MOST_MODELS} more tied models, in the table"))
    return rows


def _pages(rows: Sequence[_Row], room: float) -> list[list[_Row]]:
    """Split the rows into pages; a heading stays with the row that follows it."""
    pages: list[list[_Row]] = [[]]
    for number, row in enumerate(rows):
        need = row.tall + (rows[number + 1].tall if row.heading and number + 1 < len(rows) else 0)
        if pages[-1] and sum(one.tall for one in pages[-1]) + need > room:
            pages.append([])
        pages[-1].append(row)
    return pages


def _dot(ax: Axes, x: float, y: float, kind: str) -> None:
    # Open dots are filled white, because a figure for print has no transparency.
    ink = RAMPS["neutral"][4]
    look: dict[str, Any] = dict(marker="o", markersize=5, markeredgecolor=ink, markeredgewidth=0.8)
    ax.plot(x, y, markerfacecolor="white" if kind == "absent" else ink, linestyle="none", gid=kind, **look)


def _draw(ax: Axes, row: _Row, y: float, columns: _Columns, size: Preset) -> None:
    """Draw a row whose upper edge is *y*, and the rule below it."""
    middle = y + row.tall / 2
    small: dict[str, Any] = dict(va="center", fontsize=size.smallest)
    rule: dict[str, Any] = dict(color=RULE, linewidth=size.line)
    if row.heading:
        ax.text(1, y + row.tall - 2.3, row.lead, weight="bold", gid="heading", **small)
        ax.plot([1, ax.get_xlim()[1] - 1], [y + row.tall] * 2, **rule)
        return
    ax.text(1, middle, row.lead, color=QUIET, gid="lead", **small)
    for name, kind in row.dots.items():
        x = columns.place[name]
        if kind in ("present", "absent"):
            _dot(ax, x, middle, kind)
        else:
            ax.text(x, middle, kind, ha="center", gid="coverage" if "." in kind else "ends", **small)
    ax.text(columns.n_at, middle, row.n, ha="center", gid="n", **small)
    ax.text(columns.right, middle, row.text, ha="left", linespacing=1.15, gid="units", **small)
    ax.plot([1, ax.get_xlim()[1] - 1], [y + row.tall] * 2, **rule)


def _first_coverage(page: Sequence[_Row]) -> str:
    """Return the first coverage that a page prints, as an example for its key; empty where it prints none."""
    return next((kind for row in page for kind in row.dots.values() if "." in kind), "")


def _legend(ax: Axes, y: float, page: Sequence[_Row], size: Preset) -> None:
    """Draw the key at height *y*: the dots that the page shows, and its first coverage as example."""
    x, shown = 2.5, {kind for row in page for kind in row.dots.values()}
    named = {"present": "holds", "absent": "does not hold"}
    for kind, words in named.items():
        if kind in shown:
            _dot(ax, x, y, kind)
            ax.text(x + 2.5, y, words, va="center", fontsize=size.smallest)
            x += 2.5 + width_of([words], size.smallest) + 6
    if coverage := _first_coverage(page):
        told = f"{coverage}  share of the cases with the outcome (coverage)"
        ax.text(x - 2, y, told, va="center", fontsize=size.smallest)

"""Perspectives: what citizens and providers of each case name, side by side in split cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...core.codebook import SIDES, labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend, swatch
from ...publish.lettering import NARROWEST, fitted, height_of, lines_of, width_of
from ...publish.matrix import CELL, CODES, name_row, plot_unseen, step
from ...publish.pages import numbered, pages_of
from ...publish.style import MM, PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import GROUPS

#: The shade of the bars of each side; pale and dark tell them apart beside their place.
BAR = {"citizens": 1, "providers": 3}
HATCH = {"no voice": "xxxxx", "not covered": "//////"}
HEADING = {
    "citizens more often": "Citizens alone in more cases",
    "alike": "Citizens alone and providers alone in as many cases, or both together",
    "providers more often": "Providers alone in more cases",
}
# Widths in mm: of labels, of a case at most, of the bars, of the gap between blocks, of a turned head.
LABEL, WIDEST, BARS, GAP, TURNED = 49.0, 20.0, 18.0, 2.2, 42.0


#: What stands above the bars.
SIDE_HEAD = "Cases in\nwhich one\nside alone\nnames it"


@dataclass(frozen=True)
class _Row:
    """A line of the figure: a barrier, or the heading of a group of barriers."""

    code: str
    text: str

    @property
    def heading(self) -> bool:
        return not self.code


def perspectives_figure(
    summary: pd.DataFrame,
    profiled: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
) -> list[Figure]:
    """Draw barriers (rows, in the order of *summary*) by cases; each cell is split: citizens at the left, providers
    at the right, with the passages of each below its letter. Barriers that neither side names where both have a voice
    are left out.

    *summary* is `perspectives.summary`, *profiled* `perspectives.profile`. A number counts passages; a half is blank
    where its side has a voice and does not name the barrier, crossed where it has none. The bars at the right count
    the cases in which one side alone names it, of those in which both have a voice. Wider or longer
    tables go to further pages.
    """
    size = PRESETS[preset]
    names = labels(codes)
    summary = summary[summary["group"] != GROUPS[-1]]
    units = cases["unit"].tolist()
    counts = profiled.set_index(["code_id", "unit", "perspective"])
    cells = counts[counts.index.get_level_values("perspective").isin(SIDES)][
        ["n_segments", "state", "denied", "shown_by"]
    ].to_dict("index")
    with style.applied(size):
        voices = {
            (row.unit, row.perspective): int(row.n_of_perspective)
            for row in profiled.drop_duplicates(["unit", "perspective"]).itertuples()
        }
        told = {code: fitted(names[code], LABEL, size.smallest) for code in summary["code_id"]}
        label = width_of(lines_of(list(told.values())), size.smallest) + 2.4
        high = max(CELL, height_of(list(told.values()), size.smallest) + 0.8)
        side = GAP + BARS + 1
        rooms = [size.double - 1 - label - side, size.double - 2 - label]
        columns = _column_pages(units, rooms)
        narrow = min(WIDEST, *(rooms[min(number, 1)] / len(part) for number, part in enumerate(columns)))
        heads, turn = _heads(cases, narrow, size)
        high_heads = width_of(lines_of(heads), size.smallest) if turn else height_of(heads, size.smallest)
        head = max(high_heads, height_of([SIDE_HEAD], size.smallest)) + 10
        foot = 15.5
        pages = []
        for rows in _row_pages(summary, told, int((size.highest - head - foot) / high)):
            for number, part in enumerate(columns):
                place = cases.reset_index(drop=True).index[cases["unit"].isin(part)]
                page = new_figure(size.double, head + high * len(rows) + foot)
                wide = min(WIDEST, rooms[min(number, 1)] / len(part)) * len(part)
                ax = placed(page, 1 + label, head, wide, high * len(rows), gid="cells")
                _plot_cells(ax, rows, part, cells, size)
                _name(
                    ax,
                    rows,
                    [heads[i] for i in place],
                    [[voices.get((unit, side), 0) for side in SIDES] for unit in part],
                    turn,
                    size,
                    label,
                )
                if number == 0:
                    _plot_side(page, summary, rows, 1 + label + wide + GAP, head, high, size)
                _key(page, size, profiled)
                pages.append(page)
        return numbered(pages, size)


def _column_pages(units: Sequence[str], rooms: Sequence[float]) -> list[list[str]]:
    """Return the cases of each page; the first also holds the bars and totals and has less room."""
    most = max(1, int(rooms[0] / (2 * NARROWEST)))
    if len(units) <= most:
        return [list(units)]
    rest = units[most:]
    return [list(units[:most]), *(list(rest[part]) for part in pages_of(len(rest), 2 * NARROWEST, rooms[1]))]


def _row_pages(summary: pd.DataFrame, told: dict[str, str], most: int) -> list[list[_Row]]:
    """Return the lines of each page: barriers under the heading of their group, which is repeated where a group goes
    on."""
    pages: list[list[_Row]] = [[]]
    for group in GROUPS:
        mine = summary.loc[summary["group"] == group, "code_id"]
        for number, code in enumerate(mine):
            again = " (continued)" if number else ""
            if len(pages[-1]) + 1 + (number == 0) > most:
                pages.append([_Row("", HEADING[group] + again)])
            elif number == 0:
                pages[-1].append(_Row("", HEADING[group]))
            pages[-1].append(_Row(code, told[code]))
    return pages


def _heads(cases: pd.DataFrame, wide: float, size: Preset) -> tuple[list[str], bool]:
    """Return the names of cases on lines, and whether they are turned: they are where neighbours would nearly
    touch in columns of this width."""
    flat = [fitted(name, wide - 0.6, size.smallest) for name in cases["label"]]
    widths = [width_of(name.split("\n"), size.smallest) for name in flat]
    touch = any((one + other) / 2 > wide - 1.6 for one, other in zip(widths, widths[1:], strict=False))
    return (
        ([fitted(name, TURNED, size.smallest) for name in cases["label"]], True)
        if touch or max(widths) > 2 * wide
        else (flat, False)
    )


def _name(
    ax: Axes,
    rows: Sequence[_Row],
    heads: Sequence[str],
    voices: Sequence[Sequence[int]],
    turn: bool,
    size: Preset,
    label: float,
) -> None:
    """Write the names of rows, of cases, and of the sides with the number of passages of each."""
    for at, row in enumerate(rows):
        if row.heading:
            ax.annotate(
                row.text,
                (0, at + 0.62),
                xytext=(-(label - 1) / 25.4 * 72, 0),
                textcoords="offset points",
                va="center",
                fontsize=size.smallest,
                weight="bold",
                annotation_clip=False,
                gid="heading",
            )
        else:
            name_row(ax, at, row.text, size.smallest)
    for at, name in enumerate(heads):
        for half, letter in enumerate(("C", "P")):
            ax.annotate(
                f"{letter}\n{voices[at][half]}",
                (at + 0.25 + half / 2, 0),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=size.smallest,
                color=QUIET,
                linespacing=1.1,
                annotation_clip=False,
                gid="side",
            )
        ax.annotate(
            name,
            (at + 0.5, 0),
            xytext=(0, 22),
            textcoords="offset points",
            ha="center",
            va="bottom",
            rotation=90 if turn else 0,
            fontsize=size.smallest,
            linespacing=1.1,
            annotation_clip=False,
            gid="case",
        )


def _plot_cells(ax: Axes, rows: Sequence[_Row], units: Sequence[str], cells: dict, size: Preset) -> None:
    """Draw the split cells: a shade and a number where the side names the barrier, hatched where it cannot."""
    ax.set(xlim=(0, len(units)), ylim=(len(rows), 0), xticks=[], yticks=[])
    ax.axis("off")
    for at, row in enumerate(rows):
        if row.heading:
            continue
        for column, unit in enumerate(units):
            for half, side in enumerate(SIDES):
                cell, x = cells[row.code, unit, side], column + half / 2
                _plot_half(ax, x, at, side, cell, size)
            ax.add_artist(
                Rectangle((column, at), 1, 1, fill=False, edgecolor=QUIET, linewidth=0.5, zorder=3, clip_on=False)
            )
            ax.plot([column + 0.5] * 2, [at, at + 1], color=RULE, linewidth=0.5, zorder=2.5)


def _plot_half(ax: Axes, x: float, at: int, side: str, cell: dict, size: Preset) -> None:
    if cell["state"] in HATCH:
        ax.add_artist(
            Rectangle(
                (x, at), 0.5, 1, fill=False, hatch=HATCH[cell["state"]], edgecolor=RULE, linewidth=0, gid=cell["state"]
            )
        )
        return
    star = "*" if cell["shown_by"] else ""
    n = int(cell["n_segments"])
    if n:
        shade = RAMPS["neutral"][step(n, CODES)]
        ax.add_artist(Rectangle((x, at), 0.5, 1, facecolor=shade, linewidth=0, gid=f"named:{side}"))
        ax.text(
            x + 0.25,
            at + 0.52,
            f"{n}{star}",
            ha="center",
            va="center",
            fontsize=size.smallest,
            color=style.readable_on(shade),
            gid="cell",
        )
        if cell["denied"]:
            ax.text(x + 0.42, at + 0.3, "–", ha="center", va="center", fontsize=size.smallest, gid="absent")
    else:
        state = "absent" if cell["denied"] else cell["state"]
        plot_unseen(ax, x + 0.25, at + 0.5, state, bool(star), fontsize=size.smallest)


def _plot_side(
    figure: Figure, summary: pd.DataFrame, rows: Sequence[_Row], x: float, head: float, high: float, size: Preset
) -> None:
    """Draw the bars of cases in which one side alone names a barrier."""
    table = summary.set_index("code_id")
    reach = max(int(summary[["n_citizens_only", "n_providers_only"]].max(axis=None)), 1)
    bars = placed(figure, x, head, BARS, high * len(rows), gid="bars")
    bars.set(xlim=(-reach * 1.35, reach * 1.35), ylim=(len(rows), 0))
    bars.axis("off")
    for at, row in enumerate(rows):
        if row.heading:
            continue
        for sign, side in zip((-1, 1), SIDES, strict=True):
            n = int(table.at[row.code, f"n_{side}_only"])
            if n:
                bars.barh(at + 0.5, sign * n, height=0.62, color=RAMPS["neutral"][BAR[side]], gid=f"{row.code}:{side}")
                bars.text(
                    sign * (n + reach * 0.08),
                    at + 0.52,
                    f"{n}",
                    ha="left" if sign > 0 else "right",
                    va="center",
                    fontsize=size.smallest,
                    gid="alone",
                )
        bars.plot([0, 0], [at, at + 1], color=QUIET, linewidth=0.5)
    above: dict[str, Any] = dict(textcoords="offset points", va="bottom", fontsize=size.smallest, annotation_clip=False)
    for sign, side in zip((-1, 1), SIDES, strict=True):
        bars.annotate(side[0].upper(), (sign * reach * 0.5, 0), xytext=(0, 3), ha="center", color=QUIET, **above)
    bars.annotate(SIDE_HEAD, (0, 0), xytext=(0, 22), ha="center", linespacing=1.1, **above)


def _key(figure: Figure, size: Preset, profiled: pd.DataFrame) -> None:
    """Draw the key: shades, signs, and what the letters stand for."""
    width, height = figure.get_size_inches() / MM
    sides = profiled[profiled["perspective"].isin(SIDES)]
    signs = (
        ["not covered"] * bool((sides["state"] == "not covered").any())
        + ["absent"] * bool(sides["denied"].any())
        + ["possible"] * bool((sides["state"] == "possible").any())
        + ["one pass"] * bool((sides["shown_by"] != "").any())
    )
    legend(figure, size, 3.5, [("Passages", "neutral")], signs, CODES)
    y, told = 3.5 + KEY_LINE * key_lines(size, [("Passages", "neutral")], signs, CODES), "C citizens, P providers"
    figure.text(2 / width, y / height, f"{told}, with all passages of each", va="center", fontsize=size.smallest)
    if (sides["state"] == "no voice").any():
        x = 2 + width_of([f"{told}, with all passages of each"], size.smallest) + 5
        swatch(figure, x, y, 4.4, facecolor="white", edgecolor=RULE, hatch=HATCH["no voice"], linewidth=size.line)
        figure.text((x + 6) / width, y / height, "no voice in the case", va="center", fontsize=size.smallest)

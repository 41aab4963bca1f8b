"""Remedies: which remedy met which barrier and effect, in which reading; and what became of the harm, by barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ...core.codebook import REMEDIED, STATUSES, labels
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed, saying
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.matrix import CELL, name_row
from ...publish.pages import numbered, pages_of
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .figure import STATUS_HATCH, STATUS_SHADE

HARM = "co-destruction"
#: Widths in mm of the columns of words and of one reading, in a figure of 170 mm; wider figures stretch the words.
WORDS = {"remedy": 35.0, "cause": 35.0, "effect": 34.0, "case": 25.0}
READING, PAD = 13.5, 2.0
HEADS = {"remedy": "Remedy", "cause": "met the harm from", "effect": "and its effect", "case": "in"}
CASES_AT = 10 / 25.4 * 72  # pt, from the end of the bars to the number of cases
FILL = {"averted": "full", "mitigated": "left"}


#: The columns of words that hold a code.
NAMED = ("remedy", "cause", "effect")


@dataclass(frozen=True)
class _Row:
    """A harm that a remedy met: its words on their lines by column, its status, and the links of each reading."""

    words: Mapping[str, str]
    status: str
    counts: tuple[int, int, int]

    @property
    def kept(self) -> bool:
        """Whether the analysed pass keeps it."""
        return self.counts[0] > 0

    def high(self, size: Preset) -> float:
        """Return its height in mm."""
        return height_of(list(self.words.values()), size.smallest) + 1.0


def remedies_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    case_labels: Mapping[str, str],
    *,
    coder: str = "consensus",
    passes: Sequence[str] = ("A", "B"),
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw one row per harm that a reading says a remedy met, with a sign for each reading that says so.

    *table* is `balance.remedies`: what the analysed pass keeps comes first. A full square is a harm that was averted,
    a half one a harm that was mitigated; a number beside it counts links where there are several; blank: this reading
    states no such link. *case_labels* names the cases.
    """
    size = PRESETS[preset]
    names = labels(codes)
    with style.applied(size):
        wide = _widths(size)
        rows = [
            _Row(
                {
                    **{one: fitted(names[getattr(row, one)], wide[one], size.smallest) for one in NAMED},
                    "case": fitted(case_labels[row.case_id], wide["case"], size.smallest),
                },
                row.status,
                (row.n_links, row.n_first, row.n_second),
            )
            for row in table.itertuples()
        ]
        heads = [coder.capitalize() if len(coder) > 1 else f"Kept ({coder})", *(f"Pass {one}" for one in passes)]
        head, foot = 8.0, 7.5 + footnote_height(note, size.double, size)
        parts = _pages(rows, size.highest - head - foot, size)
        if len(parts) > 1:
            head += 3.5  # for the number of the page
            parts = _pages(rows, size.highest - head - foot, size)
        pages = []
        for part in parts:
            figure = _page(part, heads, head, foot, size)
            if note:
                footnote(figure, size, note)
            pages.append(figure)
        return numbered(pages, size) or [saying("No reading says that a remedy met a harm.", size, note)]


def _widths(size: Preset) -> dict[str, float]:
    """Return the widths in mm of the columns of words."""
    stretch = (size.double - 3 - 3 * READING) / (sum(WORDS.values()) + PAD * len(WORDS))
    return {column: width * stretch for column, width in WORDS.items()}


def _pages(rows: Sequence[_Row], room: float, size: Preset) -> list[list[_Row]]:
    """Return the rows of each page: as many as fit, with room for a heading where the block changes."""
    pages: list[list[_Row]] = []
    used, kept = 0.0, None
    for row in rows:
        high = row.high(size)
        need = high + (CELL + 1 if row.kept != kept else 0)
        if not pages or used + need > room:
            pages.append([])
            used, need = 0.0, high + CELL + 1
        pages[-1].append(row)
        used, kept = used + need, row.kept
    return pages


def _page(rows: Sequence[_Row], heads: Sequence[str], head: float, foot: float, size: Preset) -> Figure:
    """Draw the rows of one page under the heads of the columns of words and of the readings (*heads*)."""
    blocks = sum(number == 0 or row.kept != rows[number - 1].kept for number, row in enumerate(rows))
    body = sum(row.high(size) for row in rows) + (CELL + 1) * blocks
    tall = head + body + foot
    figure = new_figure(size.double, tall)
    ax = placed(figure, 0, head, size.double, body, gid="remedies")
    ax.set(xlim=(0, size.double), ylim=(body, 0))
    ax.axis("off")
    starts, x = {}, 1.5
    for column, width in _widths(size).items():
        starts[column] = x
        x += width + PAD
    columns = [size.double - 1.5 - READING * (len(heads) - number - 0.5) for number in range(len(heads))]
    look: dict[str, Any] = dict(va="center", fontsize=size.smallest)
    up = 1 - (head - 4.5) / tall
    for column, text in HEADS.items():
        figure.text(starts[column] / size.double, up, text, weight="bold", **look)
    for at, text in zip(columns, heads, strict=True):
        weight = "bold" if at == columns[0] else "normal"
        figure.text(at / size.double, up, text, ha="center", weight=weight, **look)
    kept: dict[str, Any] = dict(facecolor=RAMPS["neutral"][0], linewidth=0, zorder=0)
    ax.add_patch(Rectangle((columns[0] - READING / 2 + 0.4, 0), READING - 0.8, body, **kept))
    _plot_rows(ax, rows, starts, columns, f"Kept ({heads[0].lower()})", size)
    _key(figure, size, foot)
    return figure


def _plot_rows(
    ax: Axes,
    rows: Sequence[_Row],
    starts: Mapping[str, float],
    columns: Sequence[float],
    kept: str,
    size: Preset,
) -> None:
    """Draw the rows, a heading where the block changes (*kept* above what the analysed pass keeps), and a rule where
    the remedy does.
    """
    across = [1.5, size.double - 1.5]
    small: dict[str, Any] = dict(va="center", fontsize=size.smallest)
    or_both = " or both" if any(not row.kept and all(row.counts[1:]) for row in rows) else ""
    y, before = 0.0, None
    for row in rows:
        high = row.high(size)
        if before is None or row.kept != before.kept:
            text = kept if row.kept else f"Read by one pass{or_both} and not kept"
            ax.text(starts["remedy"], y + (CELL + 1) * 0.58, text, color=QUIET, gid="block", **small)
            y += CELL + 1
            ax.plot(across, [y, y], color=QUIET, linewidth=0.5)
            before = None
        elif row.words["remedy"] != before.words["remedy"]:
            ax.plot(across, [y, y], color=RULE, linewidth=0.5)
        again = before is not None and row.words["remedy"] == before.words["remedy"]
        middle = y + high / 2
        for column, text in row.words.items():
            if column != "remedy" or not again:
                ax.text(starts[column], middle, text, linespacing=1.1, gid=column, **small)
        for at, n in zip(columns, row.counts, strict=True):
            if n:
                ax.plot(at, middle, gid=row.status, **_style(row.status))
                if n > 1:
                    ax.text(at + 2.2, middle, str(n), **small)
        y, before = y + high, row


def _style(status: str) -> dict[str, Any]:
    return dict(
        marker="s",
        markersize=6.5,
        fillstyle=FILL[status],
        markerfacecolor=RAMPS["neutral"][4],
        markerfacecoloralt="white",
        markeredgecolor=RAMPS["neutral"][4],
        markeredgewidth=0.8,
        linestyle="none",
    )


def _key(figure: Figure, size: Preset, foot: float) -> None:
    width, height = figure.get_size_inches() * 25.4
    x, y = 3.0, foot - 4.0
    for status, word in zip(
        reversed(REMEDIED), ("averted: the harm did not happen", "mitigated: it was weakened"), strict=True
    ):
        figure.add_artist(Line2D([x / width], [y / height], transform=figure.transFigure, **_style(status)))
        figure.text((x + 2.5) / width, y / height, word, va="center", fontsize=size.smallest)
        x += 2.5 + width_of([word], size.smallest) + 7


def harm_figure(
    shares: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc", note: str = ""
) -> list[Figure]:
    """Draw the links of co-destruction of each barrier (rows), stacked by status, with the number of cases that state
    them.

    *shares* is `balance.shares`. Status is told by shade, hatch and the number in each part; the length of a row is
    its number of links.
    """
    size = PRESETS[preset]
    if not (shares["what"] == "barrier").any():
        return [saying("No passage states a harm that a barrier led to.", size, note)]
    names = labels(codes)
    table = shares[shares["what"] == "barrier"]
    order = list(dict.fromkeys(table["id"]))
    counts = table.set_index(["id", "status"])["n_links"].to_dict()
    total = table.drop_duplicates("id").set_index("id")["of"].to_dict()
    listed = table.groupby("id")["segment_ids"].agg(" ".join)
    told_in = {one: len({segment.partition(":")[0] for segment in ids.split()}) for one, ids in listed.items()}
    reach = max(total.values(), default=1)
    with style.applied(size):
        told = [fitted(names[one], 52, size.smallest) for one in order]
        label = width_of(lines_of(told), size.smallest) + 3
        high = max(CELL + 0.4, height_of(told, size.smallest) + 0.6)
        head, foot = 7.0, 8.0 + footnote_height(note, size.double, size)
        pages = []
        for rows in pages_of(len(order), high, size.highest - head - foot):
            part, texts = order[rows], told[rows]
            figure = new_figure(size.double, head + high * max(len(part), 1) + foot)
            wide = size.double - 1 - label - 20
            ax = placed(figure, 1 + label, head, wide, high * max(len(part), 1), gid="harm")
            ax.set(xlim=(0, reach * 1.08), ylim=(max(len(part), 1), 0))
            ax.axis("off")
            for at, one in enumerate(part):
                _stack(ax, at, one, counts, reach, size)
                name_row(ax, at, texts[at], size.smallest)
                _beside(ax, f"{told_in[one]}", (reach * 1.08, at + 0.5), (CASES_AT, 0), size, va="center", gid="cases")
            ax.plot([0, 0], [0, len(part)], color=QUIET, linewidth=0.5)
            _beside(ax, "Cases", (reach * 1.08, 0), (CASES_AT, 4), size, va="bottom")
            _beside(ax, "Links to a harm", (0, 0), (0, 4), size, va="bottom", ha="left")
            _status_key(
                figure, size, foot, [status for status in STATUSES if any(counts.get((one, status)) for one in order)]
            )
            if note:
                footnote(figure, size, note)
            pages.append(figure)
        return numbered(pages, size)


def _beside(
    ax: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], size: Preset, **more: str
) -> None:
    """Write a text outside the bars, *shift* pt from a place among them."""
    look: dict[str, Any] = {"ha": "center", "fontsize": size.smallest, **more}
    ax.annotate(text, at, xytext=shift, textcoords="offset points", annotation_clip=False, **look)


def _look(status: str) -> dict[str, Any]:
    """Return how the part of a bar looks that holds the links of a status."""
    edge = "white" if status != "possible" else RAMPS[HARM][2]
    shade = RAMPS[HARM][STATUS_SHADE[status]]
    return dict(facecolor=shade, hatch=STATUS_HATCH[status], edgecolor=edge, linewidth=0.5)


def _stack(ax: Axes, at: int, one: str, counts: Mapping[tuple[str, str], int], reach: int, size: Preset) -> None:
    start = 0
    for status in STATUSES:
        n = int(counts.get((one, status), 0))
        if not n:
            continue
        look = _look(status)
        ax.add_patch(Rectangle((start, at + 0.16), n, 0.68, gid=f"{one}:{status}", **look))
        colour = look["facecolor"]
        pad = dict(boxstyle="square,pad=0.1", facecolor=colour, edgecolor="none") if status == "possible" else None
        if n >= reach * 0.03:
            ax.text(
                start + n / 2,
                at + 0.52,
                f"{n}",
                ha="center",
                va="center",
                fontsize=size.smallest,
                color=style.readable_on(colour),
                bbox=pad,
                gid="part",
            )
        start += n


def _status_key(figure: Figure, size: Preset, foot: float, shown: Sequence[str]) -> None:
    width, height = figure.get_size_inches() * 25.4
    x, y = 2.0, foot - 4.5
    for status in shown:
        place = ((x / width, (y - 1.8) / height), 6 / width, 3.6 / height)
        figure.add_artist(Rectangle(*place, transform=figure.transFigure, **_look(status)))
        figure.text((x + 7.5) / width, y / height, status, fontsize=size.smallest, va="center")
        x += 7.5 + width_of([status], size.smallest) + 6

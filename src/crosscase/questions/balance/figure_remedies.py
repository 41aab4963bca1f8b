"""Remedies: which remedy met which barrier and effect, in which reading; and what became of the harm, by barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
HEADS = {"remedy": "Remedy", "cause": "met the barrier", "effect": "and its effect", "case": "in"}
FILL = {"averted": "full", "mitigated": "left"}


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
        stretch = (size.double - 3 - 3 * READING) / (sum(WORDS.values()) + PAD * len(WORDS))
        wide = {column: width * stretch for column, width in WORDS.items()}
        rows = [
            {
                "remedy": fitted(names[row.remedy], wide["remedy"], size.smallest),
                "cause": fitted(names[row.cause], wide["cause"], size.smallest),
                "effect": fitted(names[row.effect], wide["effect"], size.smallest),
                "case": fitted(case_labels[row.case_id], wide["case"], size.smallest),
                "status": row.status,
                "counts": (row.n_links, row.n_first, row.n_second),
                "kept": row.n_links > 0,
            }
            for row in table.itertuples()
        ]
        heights = [max(height_of([row[column]], size.smallest) for column in WORDS) + 1.0 for row in rows]
        head, foot = 8.0, 7.5 + footnote_height(note, size.double, size)
        heads = [coder.capitalize() if len(coder) > 1 else f"Kept ({coder})", *(f"Pass {one}" for one in passes)]
        parts = _pages(rows, heights, size.highest - head - foot)
        if len(parts) > 1:
            head += 3.5  # for the number of the page
            parts = _pages(rows, heights, size.highest - head - foot)
        pages = [
            _page([rows[i] for i in part], [heights[i] for i in part], wide, heads, head, foot, size, note)
            for part in parts
        ]
        return numbered(pages, size) or [saying("No reading says that a remedy met a harm.", size, note)]


def _pages(rows: Sequence[dict], heights: Sequence[float], room: float) -> list[list[int]]:
    """Return the rows of each page: as many as fit, with room for a heading where the block changes."""
    pages: list[list[int]] = []
    used, kept = 0.0, None
    for number, (row, high) in enumerate(zip(rows, heights, strict=True)):
        need = high + (CELL + 1 if row["kept"] != kept else 0)
        if not pages or used + need > room:
            pages.append([])
            used, need = 0.0, high + CELL + 1
        pages[-1].append(number)
        used, kept = used + need, row["kept"]
    return pages


def _page(
    rows: Sequence[dict],
    heights: Sequence[float],
    wide: Mapping[str, float],
    heads: Sequence[str],
    head: float,
    foot: float,
    size: Preset,
    note: str,
) -> Figure:
    blocks = sum(number == 0 or row["kept"] != rows[number - 1]["kept"] for number, row in enumerate(rows))
    body = sum(heights) + (CELL + 1) * blocks
    figure = new_figure(size.double, head + body + foot)
    ax = placed(figure, 0, head, size.double, body, gid="remedies")
    ax.set(xlim=(0, size.double), ylim=(body, 0))
    ax.axis("off")
    starts, x = {}, 1.5
    for column, width in wide.items():
        starts[column] = x
        x += width + PAD
    columns = [size.double - 1.5 - READING * (len(heads) - number - 0.5) for number in range(len(heads))]
    for column, text in HEADS.items():
        figure.text(
            starts[column] / size.double,
            1 - (head - 4.5) / (head + body + foot),
            text,
            va="center",
            fontsize=size.smallest,
            weight="bold",
        )
    for at, text in zip(columns, heads, strict=True):
        figure.text(
            at / size.double,
            1 - (head - 4.5) / (head + body + foot),
            text,
            va="center",
            ha="center",
            fontsize=size.smallest,
            weight="bold" if at == columns[0] else "normal",
        )
    ax.add_patch(
        Rectangle(
            (columns[0] - READING / 2 + 0.4, 0),
            READING - 0.8,
            body,
            facecolor=RAMPS["neutral"][0],
            linewidth=0,
            zorder=0,
        )
    )
    y = 0.0
    for number, (row, high) in enumerate(zip(rows, heights, strict=True)):
        before = rows[number - 1] if number else None
        if before is None or row["kept"] != before["kept"]:
            text = f"Kept ({heads[0].lower()})" if row["kept"] else "Read by an independent pass and not kept"
            ax.text(
                starts["remedy"],
                y + (CELL + 1) * 0.58,
                text,
                va="center",
                fontsize=size.smallest,
                color=QUIET,
                gid="block",
            )
            y += CELL + 1
            ax.plot([1.5, size.double - 1.5], [y, y], color=QUIET, linewidth=0.5)
            before = None
        elif row["remedy"] != before["remedy"]:
            ax.plot([1.5, size.double - 1.5], [y, y], color=RULE, linewidth=0.5)
        again = before is not None and row["remedy"] == before["remedy"]
        for column in WORDS:
            if column != "remedy" or not again:
                ax.text(
                    starts[column],
                    y + high / 2,
                    row[column],
                    va="center",
                    fontsize=size.smallest,
                    linespacing=1.1,
                    gid=column,
                )
        for at, n in zip(columns, row["counts"], strict=True):
            if n:
                _sign(ax, at, y + high / 2, row["status"])
                if n > 1:
                    ax.text(at + 2.2, y + high / 2, str(n), va="center", fontsize=size.smallest)
        y += high
    _key(figure, size, foot)
    if note:
        footnote(figure, size, note)
    return figure


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


def _sign(ax: Axes, x: float, y: float, status: str) -> None:
    ax.plot(x, y, gid=status, **_style(status))


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
                ax.annotate(
                    f"{told_in[one]}",
                    (reach * 1.08, at + 0.5),
                    xytext=(10 / 25.4 * 72, 0),
                    textcoords="offset points",
                    ha="center",
                    va="center",
                    fontsize=size.smallest,
                    annotation_clip=False,
                    gid="cases",
                )
            ax.plot([0, 0], [0, len(part)], color=QUIET, linewidth=0.5)
            ax.annotate(
                "Cases",
                (reach * 1.08, 0),
                xytext=(10 / 25.4 * 72, 4),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=size.smallest,
                annotation_clip=False,
            )
            ax.annotate(
                "Links to a harm",
                (0, 0),
                xytext=(0, 4),
                textcoords="offset points",
                va="bottom",
                fontsize=size.smallest,
                annotation_clip=False,
            )
            _status_key(
                figure, size, foot, [status for status in STATUSES if any(counts.get((one, status)) for one in order)]
            )
            if note:
                footnote(figure, size, note)
            pages.append(figure)
        return numbered(pages, size)


def _stack(ax: Axes, at: int, one: str, counts: Mapping[tuple[str, str], int], reach: int, size: Preset) -> None:
    start = 0
    for status in STATUSES:
        n = int(counts.get((one, status), 0))
        if not n:
            continue
        colour = RAMPS[HARM][STATUS_SHADE[status]]
        ax.add_patch(
            Rectangle(
                (start, at + 0.16),
                n,
                0.68,
                facecolor=colour,
                hatch=STATUS_HATCH[status],
                edgecolor="white" if status != "possible" else RAMPS[HARM][2],
                linewidth=0.5,
                gid=f"{one}:{status}",
            )
        )
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
        colour = RAMPS[HARM][STATUS_SHADE[status]]
        figure.add_artist(
            Rectangle(
                (x / width, (y - 1.8) / height),
                6 / width,
                3.6 / height,
                facecolor=colour,
                hatch=STATUS_HATCH[status],
                edgecolor="white" if status != "possible" else RAMPS[HARM][2],
                linewidth=0.5,
                transform=figure.transFigure,
            )
        )
        figure.text((x + 7.5) / width, y / height, status, fontsize=size.smallest, va="center")
        x += 7.5 + width_of([status], size.smallest) + 6

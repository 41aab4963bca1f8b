"""The balance of co-destruction and co-creation."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ...core.codebook import STATUSES
from ...publish import style
from ...publish.drawing import footnote, footnote_height, new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.pages import numbered, pages_of
from ...publish.style import MM, PRESETS, RAMPS, Preset

STATUS_SHADE = {"realised": 3, "mitigated": 2, "averted": 1, "possible": 0}
STATUS_HATCH = {"realised": "", "mitigated": "", "averted": "", "possible": "////"}


def balance_figure(table: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc", note: str = "") -> list[Figure]:
    """Draw the links of each case: co-destruction to the left, co-creation to the right, stacked by status.

    *table* is `counts.balance`. The number stands in each part that is wide enough, the total at the end. A *note* is
    printed small at the foot. One page or more, on one scale: cases are split where they do not fit.
    """
    size = PRESETS[preset]
    counts = table.set_index(["unit", "valence", "status"])["n_links"]
    totals = counts.groupby(level=["unit", "valence"]).sum()
    reach = max(int(totals.max()), 1)
    with style.applied(size):
        names = [fitted(name, 0.26 * size.double, size.text) for name in cases["label"]]
        label = width_of(lines_of(names), size.text) + 4
        row = max(9.0, height_of(names, size.text) + 1)
        head, foot, left = 8, 15 + footnote_height(note, size.double, size), 1
        wide = size.double - left - label - 3
        # The totals stand in bold beyond the longest bar; a mm of the bars is so many links.
        beyond = 1.2 * width_of([f"{reach}"], size.text) + 1.5
        per_mm = reach / (wide / 2 - beyond)
        pages = []
        for part in pages_of(len(cases), row, size.highest - head - foot):
            units = cases["unit"].tolist()[part]
            tall = head + row * len(units) + foot
            figure = new_figure(size.double, tall)
            ax = placed(figure, left + label, head, wide, row * len(units), gid="balance")
            for at, unit in enumerate(units):
                for valence, sign in (("co-destruction", -1), ("co-creation", 1)):
                    start = 0
                    for status in STATUSES:
                        n = int(counts[unit, valence, status])
                        if not n:
                            continue
                        look = _look(valence, status, size)
                        gid = f"{unit}:{valence}:{status}"
                        ax.barh(at, sign * n, left=sign * start, height=5.6 / row, gid=gid, **look)
                        if n / per_mm >= width_of([f"{n}"], size.text) + 0.6:
                            colour = look["facecolor"]
                            pad = dict(boxstyle="square,pad=0.1", facecolor=colour, edgecolor="none")
                            middle: dict[str, Any] = dict(
                                ha="center", va="center", bbox=pad if status == "possible" else None
                            )
                            at_x = sign * (start + n / 2)
                            ax.text(at_x, at, f"{n}", color=style.readable_on(colour), gid="part", **middle)
                        start += n
                    side = "left" if sign > 0 else "right"
                    end = sign * (start + per_mm)
                    ax.text(end, at, f"{start}", ha=side, va="center", weight="bold", gid="total")
            ax.axvline(0, color=style.INK, linewidth=0.8)
            ax.set(ylim=(len(units) - 0.5, -0.5), xlim=(-per_mm * wide / 2, per_mm * wide / 2), xticks=[])
            ax.set_yticks(range(len(units)), names[part], fontsize=size.text)
            ax.tick_params(length=0)
            sns.despine(ax=ax, left=True, bottom=True)
            centre = (left + label + wide / 2) / size.double
            for text, ha, shift in (("← Co-destruction", "right", -2), ("Co-creation →", "left", 2)):
                look = dict(ha=ha, va="top", weight="bold", fontsize=size.text)
                figure.text(centre + shift / size.double, 1 - 2 / tall, text, **look)
            _key(figure, counts, foot - 15, size)
            footnote(figure, size, note)
            pages.append(figure)
    return numbered(pages, size)


def _look(valence: str, status: str, size: Preset) -> dict[str, Any]:
    """Return how a part of a bar looks."""
    edge = "white" if status != "possible" else RAMPS[valence][2]
    shade = RAMPS[valence][STATUS_SHADE[status]]
    return dict(facecolor=shade, hatch=STATUS_HATCH[status], edgecolor=edge, linewidth=size.line)


def _key(figure: Figure, counts: pd.Series, above: float, size: Preset) -> None:
    """Draw the key of the statuses, one line a valence; *above* is the height in mm of what stands below it."""
    width, tall = figure.get_size_inches() / MM
    titles = {valence: f"{valence.capitalize()} links" for valence in ("co-destruction", "co-creation")}
    for (valence, title), y in zip(titles.items(), (above + 9.5, above + 4), strict=True):
        x = 2.0
        figure.text(x / width, y / tall, title, fontsize=size.smallest, va="center")
        x += width_of(list(titles.values()), size.smallest) + 4
        for status in STATUSES:
            if counts.xs((valence, status), level=("valence", "status")).sum():
                swatch(figure, x, y, 6, **_look(valence, status, size))
                figure.text((x + 7.5) / width, y / tall, status, fontsize=size.smallest, va="center")
                x += 7.5 + width_of(list(STATUSES), size.smallest) + 5

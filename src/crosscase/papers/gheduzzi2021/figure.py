"""Figure 1 of Gheduzzi et al. (2021), drawn from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from ...core.codebook import LEVELS, PERSPECTIVES, PHASES, STATUSES, VALENCES, labels
from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.lettering import fitted, width_of
from ...publish.pages import heights_on_pages, numbered
from ...publish.style import PRESETS, RAMPS, RULE, Preset

_LETTER = {"citizens": "C", "providers": "P", "researchers": "R", "mixed": "T", "authors": "A"}
_SIDE = {"co-destruction": "Harm", "co-creation": "Good"}
_CAME = {"realised": "happened", "mitigated": "mitigated", "averted": "averted"}
_NOT = {"co-destruction": "only feared", "co-creation": "only hoped for"}
_TELLER = {
    "citizens": "carers",
    "providers": "provider",
    "researchers": "researchers",
    "mixed": "project team",
    "authors": "authors of the study",
}
_LEVEL = {
    "citizens": "Citizens: the carers and those they care for",
    "providers": "Providers: the agency and its staff",
    "team": "Team: those who work together",
    "system": "System: the service and its reach",
}


#: In mm: square to square, its side, air below an effect; and how many squares stand in a row.
_PITCH, SIDE, PAD, PER_ROW = 4.5, 4.1, 1.3, 6


def plot_mark(ax: Axes, x: float, y: float, side: float, valence: str, status: str, text: str, *, size: float) -> None:
    """Draw one passage as a square into axes in mm: filled (happened), pale (mitigated), pale with a corner (averted),
    open (possible); *text* in a type of *size* pt."""
    ramp = RAMPS[valence]
    face = {"realised": ramp[3], "mitigated": ramp[1], "averted": ramp[1]}.get(status, "white")
    look: dict[str, Any] = dict(facecolor=face, edgecolor=ramp[3], linewidth=0.7)
    ax.add_artist(Rectangle((x, y), side, side, gid=f"{valence}:{status}", **look))
    if status == "averted":
        corner = [(x + side, y), (x + side, y + side * 0.42), (x + side * 0.58, y)]
        ax.add_artist(Polygon(corner, closed=True, facecolor=ramp[3], linewidth=0, gid="averted"))
    look = dict(ha="center", va="center", fontsize=size, color=style.readable_on(face))
    ax.text(x + side / 2, y + side / 2 + 0.08, text, gid="mark", **look)


def service_system_figure(
    marks: pd.DataFrame, about: pd.DataFrame, codes: pd.DataFrame, *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the effects (rows, by the level of the service system on which they fall) by phase; a square is a passage.

    *marks* is `service_system` with ``shown_by`` (`passes.with_pass`), *about* is `effects`. The letter in a square
    says who tells it; a star marks what one of two passes shows. At the right stand the causes, and the remedies that
    met the effect. One page or more: effects are split where they do not fit.
    """
    size = PRESETS[preset]
    names = labels(codes)
    left, head, title = 1.0, 6.5, 5.4
    line = 1.27 * size.smallest * 25.4 / 72
    with style.applied(size):
        total = marks.groupby(["effect", "phase"])["n_segments"].sum().unstack("phase").reindex(columns=list(PHASES))
        total = total.fillna(0)
        wide = {
            phase: max(
                width_of([phase.capitalize()], size.text) + 2, min(PER_ROW, int(total[phase].max())) * _PITCH + 3
            )
            for phase in PHASES
        }
        label = min(width_of([names[e] for e in about["effect"]], size.smallest) + 5, 0.28 * size.double)
        texts = {effect: fitted(names[effect], label - 3, size.smallest) for effect in about["effect"]}
        text_x = left + label + sum(wide.values()) + 1.5
        room = 0.95 * (size.double - text_x - 1)
        rows = [
            [
                _row(one, total, texts[one.effect], room, line, size)
                for one in about[about["level"] == level].itertuples()
            ]
            for level in LEVELS
        ]
        foot = 17
        heights = [[one[-1] for one in part] for part in rows]
        pages, above = [], 0.0
        chosen = heights_on_pages(heights, title, size.highest - head - foot)
        if len(chosen) > 1:  # the number of the page has a line of its own
            above = 4.0
            chosen = heights_on_pages(heights, title, size.highest - head - above - foot)
        for blocks in chosen:
            shown = [(LEVELS[number], rows[number][part]) for number, part in blocks]
            tall = above + head + sum(title + sum(one[-1] for one in part) for _, part in shown) + foot
            figure = new_figure(size.double, tall)
            ax = placed(figure, 0, 0, size.double, tall, gid="service system")
            ax.set(xlim=(0, size.double), ylim=(tall, 0))
            ax.axis("off")
            starts = _name_phases(ax, wide, left + label, above + 4.6)
            ax.text(left, above + 4.6, "Effect", weight="bold")
            ax.text(text_x, above + 4.6, "Brought about by (passages)", weight="bold")
            top = above + head
            for level, part in shown:
                band = Rectangle((left, top), size.double - 2 * left, 4.4, facecolor="#f0f0f4", linewidth=0, zorder=2)
                ax.add_artist(band)
                look: dict[str, Any] = dict(va="center", weight="bold", fontsize=size.smallest)
                ax.text(left + 1, top + 2.3, _LEVEL[level], gid="level", **look)
                top += title
                for effect, words, met, high in part:
                    middle = top + (high - PAD) / 2 + 0.4
                    _name_effect(ax, effect.valence, texts[effect.effect], left + 1, middle, size)
                    _name_causes(ax, words, met, text_x, middle, line, size)
                    for phase in PHASES:
                        here = marks[(marks["effect"] == effect.effect) & (marks["phase"] == phase)]
                        plot_marks(ax, here, starts[phase], middle, size=size.smallest)
                    top += high
                    ax.plot([left, size.double - left], [top - 0.25] * 2, color=RULE, linewidth=size.line)
            for phase in PHASES:
                ends = [above + head, top - 0.3]
                ax.plot([starts[phase] - 1.2] * 2, ends, color=RULE, linewidth=size.line, zorder=1)
            listed = [one[0].effect for _, part in shown for one in part]
            _service_system_key(ax, marks[marks["effect"].isin(listed)], left + 1, top + 4, size)
            pages.append(figure)
    return numbered(pages, size)


def _row(
    effect: Any, total: pd.DataFrame, name: str, room: float, line: float, size: Preset
) -> tuple[Any, list[str], list[str], float]:
    """Return an effect (a row of `effects`) with its causes and remedies in lines of *room* mm and its height in mm.

    *total* counts its passages by phase, *name* is its label in lines, *line* the height of one.
    """
    words = fitted(effect.brought_about_by, room, size.smallest).split("\n")
    met = fitted(f"Met by: {effect.met_by}", room, size.smallest).split("\n") if effect.met_by else []
    deep = int(-(-total.loc[effect.effect].max() // PER_ROW))
    lines = max(len(words) + len(met), name.count("\n") + 1)
    return effect, words, met, max(deep * _PITCH + 0.4, lines * line) + PAD


def _name_phases(ax: Axes, wide: Mapping[str, float], x: float, y: float) -> dict[str, float]:
    """Write the phases as heads of columns from *x* mm, each as *wide* as told, at height *y*; return where each
    column starts.
    """
    starts = {}
    for phase in PHASES:
        starts[phase] = x
        ax.text(x + wide[phase] / 2 - 0.5, y, phase.capitalize(), ha="center", weight="bold", gid="phase")
        x += wide[phase]
    return starts


def _name_effect(ax: Axes, valence: str, name: str, x: float, middle: float, size: Preset) -> None:
    """Write an effect in the colour of its valence, dark enough to be read."""
    colour = RAMPS[valence][3 if valence == "co-creation" else 4]
    ax.text(x, middle, name, gid="effect", va="center", fontsize=size.smallest, color=colour, linespacing=1.1)


def _name_causes(
    ax: Axes, words: list[str], met: list[str], x: float, middle: float, line: float, size: Preset
) -> None:
    """Write the lines of causes and, in italics, of remedies around *middle* mm."""
    for number, text in enumerate(words + met):
        y = middle + (number - (len(words) + len(met) - 1) / 2) * line
        slant = "italic" if number >= len(words) else "normal"
        ax.text(x, y, text, va="center", fontsize=size.smallest, style=slant, gid="causes")


def plot_marks(ax: Axes, here: pd.DataFrame, x: float, middle: float, *, size: float) -> None:
    """Draw the passages of one effect and phase (rows of `service_system`) as squares from *x* mm around *middle*."""
    squares = [mark for mark in here.itertuples(index=False) for _ in range(int(mark.n_segments))]
    deep = -(-len(squares) // PER_ROW)
    for number, mark in enumerate(squares):
        sx = x + number % PER_ROW * _PITCH
        sy = middle - deep * _PITCH / 2 + number // PER_ROW * _PITCH + (_PITCH - SIDE) / 2
        told = _LETTER[mark.perspective] + ("*" if mark.shown_by else "")
        plot_mark(ax, sx, sy, SIDE, mark.valence, mark.status, told, size=size)


def _service_system_key(ax: Axes, marks: pd.DataFrame, left: float, at: float, size: Preset) -> None:
    """Draw the key of the squares and letters, downwards from *at* mm."""
    step = width_of(list(_SIDE.values()), size.smallest) * 1.2 + 4
    for valence in VALENCES:
        x = left
        ax.text(x, at, _SIDE[valence], va="center", fontsize=size.smallest, weight="bold")
        x += step
        for status in [s for s in STATUSES if ((marks["valence"] == valence) & (marks["status"] == s)).any()]:
            plot_mark(ax, x, at - SIDE / 2, SIDE, valence, status, "", size=size.smallest)
            told = _CAME.get(status, _NOT[valence])
            ax.text(x + SIDE + 1.3, at, told, va="center", fontsize=size.smallest)
            x += SIDE + width_of([told], size.smallest) + 5
        at += 5
    told_by = [f"{_LETTER[p]}  {_TELLER[p]}" for p in PERSPECTIVES if (marks["perspective"] == p).any()]
    star = ["*  in one of two codings only"] * bool((marks["shown_by"] != "").any())
    ax.text(left, at, "Told by:  " + "    ".join([*told_by, *star]), va="center", fontsize=size.smallest)

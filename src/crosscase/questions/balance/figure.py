"""The balance of harm (co-destruction) and good (co-creation), case by case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...publish import signs, style
from ...publish.drawing import new_figure, placed
from ...publish.keys import swatch
from ...publish.lettering import fitted, height_of, lines_of, width_of
from ...publish.pages import numbered, pages_of
from ...publish.style import MM, PRESETS, QUIET, Preset

#: Which way the bar of a valence goes, and what stands above it.
SIDES = {"co-destruction": (-1, "← Harm (co-destruction)"), "co-creation": (1, "Good (co-creation) →")}
#: What the key says of each outcome; where both sides show one, a swatch of each stands before it.
_TOLD = {
    "happened": {"": "happened"},
    "met": {"": "met by a remedy"},
    "feared": {"co-destruction": "only feared", "co-creation": "only hoped for", "": "only feared or hoped for"},
}
_LEFT, _HEAD, _FOOT, _BAR = 1.0, 8.0, 7.0, 5.4  # mm: left edge, what stands above and below the bars, a bar
#: The number of one case and side by outcome: (unit, valence, outcome) to links.
_Counts = dict[tuple[str, str, str], int]


def balance_figure(table: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc") -> list[Figure]:
    """Draw the links of each case: harm to the left, good to the right, by what came of it.

    *table* is `counts.balance`. From the middle outwards: happened (dark), met by a remedy (pale: mitigated and averted
    together), only feared or hoped for (white). The number stands in each part that is wide enough, the total at the
    end, and the passages of a case (``n_segments`` of *cases*, where it is there) under its name. One page or more, on
    one scale: cases are split where they do not fit.
    """
    size = PRESETS[preset]
    counts = _counts(table)
    totals = [
        sum(n for (one, side, _), n in counts.items() if (one, side) == (unit, valence))
        for unit in cases["unit"]
        for valence in SIDES
    ]
    reach = max(*totals, 1)
    with style.applied(size):
        names = [fitted(name, 0.26 * size.double, size.text) for name in cases["label"]]
        read = [f"n = {n}" for n in cases["n_segments"]] if "n_segments" in cases else [""] * len(cases)
        label = max(width_of(lines_of(names), size.text), width_of(read, size.smallest)) + 4
        row = max(9.0, height_of(names, size.text) + height_of(read, size.smallest) + 1)
        wide = size.double - _LEFT - label - 3
        # The totals stand in bold beyond the longest bar; a mm of the bars is so many links.
        beyond = 1.2 * width_of([f"{reach}"], size.text) + 1.5
        per_mm = reach / (wide / 2 - beyond)
        pages = []
        for part in pages_of(len(cases), row, size.highest - _HEAD - _FOOT):
            units = cases["unit"].tolist()[part]
            figure = new_figure(size.double, _HEAD + row * len(units) + _FOOT)
            ax = placed(figure, _LEFT + label, _HEAD, wide, row * len(units), gid="balance")
            ax.set(ylim=(len(units) - 0.5, -0.5), xlim=(-per_mm * wide / 2, per_mm * wide / 2))
            ax.axis("off")
            for at, unit in enumerate(units):
                for valence in SIDES:
                    _side(ax, at, row, {k: n for k, n in counts.items() if k[:2] == (unit, valence)}, per_mm, size)
            ax.plot([0, 0], [-0.5, len(units) - 0.5], color=style.INK, linewidth=0.8)
            _name(ax, names[part], read[part], row, size)
            _heads(figure, _LEFT + label + wide / 2, size)
            _key(figure, counts, size)
            pages.append(figure)
    return numbered(pages, size)


def _counts(table: pd.DataFrame) -> _Counts:
    """Return the links of each unit and valence by what came of them, the strongest outcome first."""
    told = table.assign(outcome=table["status"].map(signs.outcome_of))
    found = told.groupby(["unit", "valence", "outcome"])["n_links"].sum().to_dict()
    places = ((unit, valence, one) for unit in dict.fromkeys(table["unit"]) for valence in SIDES for one in _TOLD)
    return {place: int(found.get(place, 0)) for place in places}


def _side(ax: Axes, at: int, row: float, parts: _Counts, per_mm: float, size: Preset) -> None:
    """Draw one side of one case: the parts of its bar from the middle outwards, and their total."""
    start, sign = 0, 1
    for (unit, valence, outcome), n in parts.items():
        sign = SIDES[valence][0]
        if not n:
            continue
        look = signs.bar(outcome, valence, max(0.5, size.line))
        ax.barh(at, sign * n, left=sign * start, height=_BAR / row, gid=f"{unit}:{valence}:{outcome}", **look)
        if n / per_mm >= width_of([f"{n}"], size.text) + 0.8:
            ink: dict[str, Any] = dict(ha="center", va="center", color=style.readable_on(look["facecolor"]))
            ax.text(sign * (start + n / 2), at + 0.02, f"{n}", gid="part", **ink)
        start += n
    side = "left" if sign > 0 else "right"
    ax.text(sign * (start + per_mm), at, f"{start}", ha=side, va="center", weight="bold", gid="total")


def _name(ax: Axes, names: Sequence[str], read: Sequence[str], row: float, size: Preset) -> None:
    """Write the name of each case at the left of its bars, and below it how many passages it has."""
    left = ax.get_xlim()[0]
    for at, (name, n) in enumerate(zip(names, read, strict=True)):
        # The air that `height_of` leaves around each is left out between the two.
        both = height_of([name], size.text) - 0.8, height_of([n], size.smallest) - 0.4 if n else 0.0
        top = at - sum(both) / 2 / row
        look: dict[str, Any] = dict(ha="right", va="center", linespacing=1.1, clip_on=False)
        shift: dict[str, Any] = dict(xytext=(-5, 0), textcoords="offset points", annotation_clip=False)
        ax.annotate(name, (left, top + both[0] / 2 / row), gid="case", fontsize=size.text, **shift, **look)
        if n:
            small: dict[str, Any] = dict(fontsize=size.smallest, color=QUIET, gid="n")
            ax.annotate(n, (left, top + (both[0] + both[1] / 2) / row), **small, **shift, **look)


def _heads(figure: Figure, middle_mm: float, size: Preset) -> None:
    """Say above the bars which way is harm and which is good."""
    width, tall = figure.get_size_inches() / MM
    for sign, text in SIDES.values():
        look: dict[str, Any] = dict(ha="left" if sign > 0 else "right", va="top", weight="bold", fontsize=size.text)
        figure.text((middle_mm + 2 * sign) / width, 1 - 2 / tall, text, gid="side", **look)


def _key(figure: Figure, counts: _Counts, size: Preset) -> None:
    """Draw the key on one line: for each outcome a swatch of each side that shows it, and its name."""
    width, tall = figure.get_size_inches() / MM
    x, y = 2.0, 3.0
    for outcome, told in _TOLD.items():
        shown = [
            valence
            for valence in SIDES
            if any(n for (_, side, one), n in counts.items() if (side, one) == (valence, outcome))
        ]
        if not shown:
            continue
        for valence in shown:
            swatch(figure, x, y, 5, **signs.bar(outcome, valence, max(0.5, size.line)))
            x += 5.6
        text = told[""] if len(shown) > 1 else told.get(shown[0], told[""])
        figure.text((x + 0.9) / width, y / tall, text, fontsize=size.smallest, va="center", gid="key")
        x += 0.9 + width_of([text], size.smallest) + 5

"""Dimensions of power: by case, and over all cases by phase, perspective and effect."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import PERSPECTIVES, PHASES, VALENCES, codes_of, labels
from ...publish import style
from ...publish.case_heads import CaseHeads
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import NARROWEST, SET_WIDER, fitted, height_of, lines_of, width_of
from ...publish.matrix import CODES, by_column, name_columns, name_rows, plot_matrix
from ...publish.pages import numbered, pages_of
from ...publish.style import MM, PRESETS, Preset

_PARTS = {
    "phase": ("At work (passages)", PHASES),
    "perspective": ("Told by (passages)", PERSPECTIVES),
    "effect": ("Effects told there", VALENCES),
}
_LINKS = (("Effects: harm", "co-destruction"), ("good", "co-creation"))
_NAMES = {"one pass": "in one coding only", "shared": "in text of two cases", "possible": "only feared"}
_HEADS = {"co-destruction": "harm", "co-creation": "good"}
#: What dimensions mean, in a few words; a label of the codebook says it for the others.
_MEANT = {
    "power_first": "somebody prevails",
    "power_second": "issues or people kept out",
    "power_third": "low standing seen as natural",
    "power_fourth": "who people are made into",
    "power_with": "strength of acting together",
}
_ROW = 7.0  # mm, height of a row
_LEFT, _BETWEEN = 1.0, 4.0  # mm, at the left edge and between matrices


def power_figure(
    table: pd.DataFrame,
    profile: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
) -> list[Figure]:
    """Draw the dimensions (rows) by case; below, on the first page, over all cases by phase, by perspective and by
    valence of effects stated beside.

    *table* is `power.power_by_case`, *profile* `power.profile`. A section sign marks cases whose paper
    uses the dimensions, a dagger what rests on shared passages alone.
    """
    size = PRESETS[preset]
    names = labels(codes)
    order = codes_of(codes, "power")
    lens = set(table.loc[table["lens"] == "uses the dimensions", "unit"])
    pairs = zip(cases["unit"], cases["label"], strict=True)
    titled = cases.assign(label=[f"{name}{'§' if unit in lens else ''}" for unit, name in pairs])
    counts, shown_by, state, shared = (
        by_column(table, "unit", value, order, cases["unit"].tolist())
        for value in ("n_segments", "shown_by", "state", "shared_only")
    )
    shared = shared.fillna(False).astype(bool)
    signs = [
        *["one pass"] * bool((shown_by != "").any(axis=None)),
        *["shared"] * bool(shared.any(axis=None)),
        *[sign for sign in ("absent", "possible", "not covered") if (state == sign).any(axis=None)],
        *["own list"] * bool(lens),
    ]
    with style.applied(size):
        rows = ["\n".join(fitted(one, 52, size.smallest) for one in _named(code, names[code])) for code in order]
        label = SET_WIDER * width_of(lines_of(rows), size.smallest) + 3
        row = max(_ROW, height_of(rows, size.smallest))
        room = size.double - _LEFT - label - 1
        figures = []
        for number, part in enumerate(pages_of(len(cases), NARROWEST, room)):
            units = cases["unit"].tolist()[part]
            cell = min(room / len(units), 26.0)
            heads = CaseHeads.of(titled[part], pd.DataFrame(), cell, size)
            high = heads.high
            first = number == 0
            ramps = [("Passages", "neutral"), *(_LINKS if first else ())]
            foot = KEY_LINE * key_lines(size, ramps, signs, CODES, names=_NAMES) + 2.2
            middle = 6 + high + row * len(order)
            tall = middle + (13.0 + _band_head(size) + row * len(order) if first else 0.0) + foot
            figure = new_figure(size.double, tall)
            ax = placed(figure, _LEFT + label, 6 + high, cell * len(units), row * len(order), gid="cases")
            plot_matrix(
                counts[units],
                ax=ax,
                ramp="neutral",
                classes=CODES,
                single=shown_by[units] != "",
                shared=shared[units],
                state=state[units],
            )
            name_rows(ax, rows)
            ax.set_xticks([])
            heads.draw(figure, units, _LEFT + label, cell, 6 + high, size)
            place = ((_LEFT + label) / size.double, 1 - 0.8 / tall)
            figure.text(*place, "Passages by case", weight="bold", va="top", fontsize=size.text)
            if first:
                _bands(figure, profile, order, rows, label, middle + 12.0 + _band_head(size), row, size)
            legend(figure, size, 2.8, ramps, signs, CODES, names=_NAMES)
            figures.append(figure)
    return numbered(figures, size)


def _named(code: str, label: str) -> list[str]:
    """Return the label of a dimension without the word that all begin with, and what it means where that is told."""
    return [label.removeprefix("Power: ").capitalize(), *([f"({_MEANT[code]})"] if code in _MEANT else [])]


def _band_head(size: Preset) -> float:
    """Return the height in mm of the turned names of the second row of matrices."""
    return (
        SET_WIDER
        * width_of([_HEADS.get(value, value) for _, values in _PARTS.values() for value in values], size.smallest)
        + 2
    )


def _bands(
    figure: Figure,
    profile: pd.DataFrame,
    order: list[str],
    rows: list[str],
    label: float,
    top: float,
    row: float,
    size: Preset,
) -> None:
    """Draw the second row of matrices: phases, perspectives, and links to effects with a ramp a valence."""
    tall = figure.get_size_inches()[1] / MM
    columns = sum(len(values) for _, values in _PARTS.values())
    cell = (size.double - _LEFT - label - 1 - _BETWEEN * (len(_PARTS) - 1)) / columns
    x = _LEFT + label
    for number, (part, (title, values)) in enumerate(_PARTS.items()):
        mine = profile[profile["part"] == part].pivot(index="code_id", columns="value", values="n")
        place = (x / size.double, 1 - (top - _band_head(size) - 1.5) / tall)
        told = fitted(title, (cell * len(values) + _BETWEEN) / 1.3, size.text)
        figure.text(*place, told, weight="bold", va="bottom", fontsize=size.text, linespacing=1.1)
        for at, piece in enumerate([[value] for value in values] if part == "effect" else [list(values)]):
            gid, ramp = (f"{part}:{piece[0]}", piece[0]) if part == "effect" else (part, "neutral")
            ax = placed(figure, x + at * cell, top, cell * len(piece), row * len(order), gid=gid)
            plot_matrix(mine.loc[order, piece], ax=ax, ramp=ramp, classes=CODES)
            name_columns(ax, [_HEADS.get(value, value) for value in piece], rotation=90)
            if number:
                ax.set_yticks([])
            else:
                name_rows(ax, rows)
        x += cell * len(values) + _BETWEEN

"""Dimensions of power: by case, and over all cases by phase, perspective and effect."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .. import style
from ..codebook import PERSPECTIVES, PHASES, VALENCES, codes_of, labels
from ..style import PRESETS, Preset
from .base import (
    CODES,
    NARROWEST,
    fitted,
    footnote,
    footnote_height,
    height_of,
    lines_of,
    name_columns,
    name_rows,
    new_figure,
    pages_of,
    placed,
    plot_matrix,
    width_of,
)
from .grouped import headings, keys, keys_height

_PARTS = {
    "phase": ("At work (passages)", PHASES),
    "perspective": ("Told by (passages)", PERSPECTIVES),
    "effect": ("Effects stated beside (links)", VALENCES),
}
_ROW = 7.0


def power_figure(
    table: pd.DataFrame,
    profile: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw the dimensions (rows) by case; below, on the first page, over all cases by phase, by perspective and by
    valence of effects stated beside.

    *table* is `power.power_by_case`, *profile* `power.profile`. A dagger marks cases whose paper uses the dimensions.
    """
    size = PRESETS[preset]
    names = labels(codes)
    order = codes_of(codes, "power")
    lens = set(table.loc[table["lens"] == "uses the dimensions", "unit"])
    lens_note = "†: the paper of the case uses the dimensions; silence elsewhere may be the lens of the paper."
    foot_text = f"{lens_note if lens else ''} {note}".strip()
    with style.applied(size):
        left, between = 1.0, 4.0
        row_names = [fitted(names[code].removeprefix("Power: ").capitalize(), 52, size.smallest) for code in order]
        label = width_of(lines_of(row_names), size.smallest) + 3
        row = max(_ROW, height_of(row_names, size.smallest))
        room = size.double - left - label - 1
        titles = {
            unit: f"{one}{'†' if unit in lens else ''}" for unit, one in zip(cases["unit"], cases["label"], strict=True)
        }
        signs = [
            *["one pass"] * bool((table["shown_by"] != "").any()),
            *[sign for sign in ("absent", "not covered") if (table["state"] == sign).any()],
        ]
        figures = []
        for number, part in enumerate(pages_of(len(cases), NARROWEST, room)):
            units = cases["unit"].tolist()[part]
            cell = min(room / len(units), 26.0)
            heads, turned = headings([titles[unit] for unit in units], cell, size)
            head = 6 + (width_of(lines_of(heads), size.smallest) + 3 if turned else height_of(heads, size.smallest) + 1)
            second = 13.0 + _band_head(size) + row * len(order) if number == 0 else 0.0
            ramps = [
                ("Passages", "neutral"),
                *(
                    [("Links to co-destruction", "co-destruction"), ("co-creation", "co-creation")]
                    if number == 0
                    else []
                ),
            ]
            foot = keys_height(ramps, signs) + footnote_height(foot_text, size.double, size) + 1
            tall = head + row * len(order) + second + foot
            figure = new_figure(size.double, tall)
            chosen = table[table["unit"].isin(units)]
            counts, single, state = (
                chosen.pivot(index="code_id", columns="unit", values=v).loc[order, units]
                for v in ("n_segments", "shown_by", "state")
            )
            ax = placed(figure, left + label, head, cell * len(units), row * len(order), gid="cases")
            plot_matrix(counts, ax=ax, ramp="neutral", classes=CODES, single=single != "", state=state)
            name_rows(ax, row_names)
            name_columns(ax, heads, rotation=90 if turned else 0)
            figure.text(
                (left + label) / size.double,
                1 - 0.8 / tall,
                "Passages by case",
                weight="bold",
                va="top",
                fontsize=size.text,
            )
            if number == 0:
                _bands(
                    figure,
                    profile,
                    order,
                    row_names,
                    left,
                    label,
                    head + row * len(order) + 12.0 + _band_head(size),
                    row,
                    between,
                    tall,
                    size,
                )
            keys(figure, size, foot - 4.0, ramps, signs)
            footnote(figure, size, foot_text)
            figures.append(figure)
    return figures


def _band_head(size: Preset) -> float:
    """Return the height in mm of the turned names of the second row of matrices."""
    return width_of([value for _, values in _PARTS.values() for value in values], size.smallest) + 2


def _bands(
    figure: Figure,
    profile: pd.DataFrame,
    order: list[str],
    row_names: list[str],
    left: float,
    label: float,
    top: float,
    row: float,
    between: float,
    tall: float,
    size: Preset,
) -> None:
    """Draw the second row of matrices: phases, perspectives, and links to effects with a ramp a valence."""
    columns = sum(len(values) for _, values in _PARTS.values())
    cell = (size.double - left - label - 1 - between * (len(_PARTS) - 1)) / columns
    x = left + label
    for place, (part, (title, values)) in enumerate(_PARTS.items()):
        wide = (
            profile[profile["part"] == part]
            .pivot(index="code_id", columns="value", values="n")
            .loc[order, list(values)]
        )
        figure.text(
            x / size.double,
            1 - (top - _band_head(size) - 1.5) / tall,
            fitted(title, cell * len(values) + between - 1, size.text),
            weight="bold",
            va="bottom",
            fontsize=size.text,
            linespacing=1.1,
        )
        for at, piece in enumerate([[value] for value in values] if part == "effect" else [list(values)]):
            ax = placed(
                figure,
                x + at * cell,
                top,
                cell * len(piece),
                row * len(order),
                gid=f"{part}:{piece[0]}" if part == "effect" else part,
            )
            plot_matrix(wide[piece], ax=ax, ramp=piece[0] if part == "effect" else "neutral", classes=CODES)
            name_columns(ax, piece, rotation=90)
            if place == 0:
                name_rows(ax, row_names)
            else:
                ax.set_yticks([])
        x += cell * len(values) + between

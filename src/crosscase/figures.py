"""Publication figures: tables of counts in, a figure out. Nothing is read, written or shown here.

Shades stand for fixed classes, never for the range of the data at hand: `PAIRS` for matrices of cause and effect,
`CODES` for matrices of codes by case. So panels and figures can be compared without a scale of their own; the
number stands in the cell. Blank means covered and not said, hatched not covered, a ring coded absent.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextPath

from . import style
from .codebook import LEVELS, PHASES, STATUSES, VALENCES, codes_of, labels
from .matrices import COUNTED, CountBy
from .style import MM, PRESETS, QUIET, RAMPS, RULE, Preset

_CELL = 4.6  # mm, height of a row of a matrix
_STEPS = len(RAMPS["neutral"])

#: Where each of the five shades begins.
PAIRS = (1, 2, 3, 4, 5)
CODES = (1, 2, 4, 7, 12)


def _step(value: float, classes: Sequence[int]) -> int:
    """Return the number of the shade (0 to 4) of a count above 0."""
    return sum(value >= start for start in classes) - 1


def _class_name(number: int, classes: Sequence[int]) -> str:
    first = classes[number]
    if number == len(classes) - 1:
        return f"≥{first}"
    last = classes[number + 1] - 1
    return f"{first}" if first == last else f"{first}–{last}"


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty figure of this size; it belongs to no window and no global state."""
    figure = Figure(figsize=(width_mm * MM, height_mm * MM))
    FigureCanvasAgg(figure)
    return figure


def plot_matrix(
    counts: pd.DataFrame,
    *,
    ax: Axes,
    ramp: str = "neutral",
    classes: Sequence[int] = PAIRS,
    texts: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    single: pd.DataFrame | None = None,
    state: pd.DataFrame | None = None,
) -> Axes:
    """Draw a matrix of counts as a shaded table into *ax*.

    *counts* has one row and column per code, in the order to draw; 0 is left blank, missing is hatched.
    *classes* says where each shade begins. *texts* (same shape) stands in the cells instead of the counts.
    *marks* (same shape, boolean) draws a corner where some of the cell's evidence was averted or mitigated.
    *single* (same shape, boolean) adds a star where only one of two independent passes shows the cell, also where it is blank.
    *state* (same shape) draws a small ring where it says ``absent``.
    """
    values = counts.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    shade = np.where(values > 0, np.vectorize(lambda value: _step(value, classes))(np.nan_to_num(values)) + 1.0, np.nan)
    colours = ListedColormap(RAMPS[ramp])
    norm = BoundaryNorm(np.arange(0.5, _STEPS + 1), _STEPS)
    sns.heatmap(
        pd.DataFrame(shade, counts.index, counts.columns), ax=ax, cmap=colours, norm=norm, vmin=1, vmax=_STEPS, cbar=False, xticklabels=False, yticklabels=False,
    )
    ax.set(xlabel="", ylabel="")
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        if np.isnan(value):
            ax.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="//////", edgecolor=RULE, linewidth=0, gid="not covered"))
        elif value > 0:
            ink = style.readable_on(RAMPS[ramp][_step(value, classes)])
            shown = f"{value:.0f}" if texts is None else str(texts.iat[row, column])
            shown += "*" if single is not None and single.iat[row, column] else ""
            ax.text(column + 0.5, row + 0.52, shown, ha="center", va="center", color=ink, gid="cell")
            if marks is not None and marks.iat[row, column]:
                corner = [(column + 0.98, row + 0.02), (column + 0.98, row + 0.40), (column + 0.60, row + 0.02)]
                ax.fill(*zip(*corner, strict=True), color=ink, linewidth=0, gid="remedied")
        elif single is not None and single.iat[row, column]:
            ax.text(column + 0.5, row + 0.52, "*", ha="center", va="center", color=QUIET, gid="one pass")
        elif state is not None and state.iat[row, column] == "absent":
            ax.plot(column + 0.5, row + 0.5, gid="absent", **_RING)
    ax.hlines(range(1, counts.shape[0]), 0, counts.shape[1], color=RULE, linewidth=0.5)
    ax.vlines(range(1, counts.shape[1]), 0, counts.shape[0], color=RULE, linewidth=0.5)
    for side in ax.spines.values():
        side.set(visible=True, color=QUIET, linewidth=0.5)
    ax.set(xlim=(0, counts.shape[1]), ylim=(counts.shape[0], 0))
    ax.tick_params(length=0)
    return ax


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    ax.set_yticks(np.arange(len(names)) + 0.5, names, rotation=0)


def name_columns(ax: Axes, names: Sequence[str], *, rotation: float = 90) -> None:
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(len(names)) + 0.5, names, rotation=rotation, ha="center" if rotation in (0, 90) else "left", va="bottom")
    ax.tick_params(axis="x", length=0, pad=2)


def width_of(names: Sequence[str], size: float) -> float:
    """Return the width in mm that the longest of these texts takes at this size in pt."""
    font = FontProperties(family="DejaVu Sans", size=size)
    return max((TextPath((0, 0), name, prop=font).get_extents().width for name in names if name), default=0) * 25.4 / 72


def legend(figure: Figure, preset: Preset, y_mm: float, ramps: Sequence[tuple[str, str]], signs: Sequence[str] = (),
            classes: Sequence[int] = PAIRS, x_mm: float = 2) -> None:
    """Draw the key of the shades as small labelled squares, from the left, at a height in mm from the bottom."""
    width, height = figure.get_size_inches() / MM
    x = x_mm
    for title, ramp in ramps:
        figure.text(x / width, y_mm / height, title, fontsize=preset.smallest, va="center")
        x += width_of([title], preset.smallest) + 1.5
        names = [_class_name(number, classes) for number in range(_STEPS)]
        for name, colour in zip(names, RAMPS[ramp], strict=True):
            wide = max(4.4, width_of([name], preset.smallest) + 1.6)
            figure.add_artist(Rectangle((x / width, (y_mm - 1.9) / height), wide / width, 3.8 / height, facecolor=colour, edgecolor="white",
                                        linewidth=0.5, transform=figure.transFigure))
            figure.text((x + wide / 2) / width, y_mm / height, name, fontsize=preset.smallest, ha="center", va="center", color=style.readable_on(colour))
            x += wide
        x += 4
    for sign in signs:
        box = dict(xy=(x / width, (y_mm - 1.9) / height), width=4.4 / width, height=3.8 / height, linewidth=0.5, transform=figure.transFigure)
        if sign == "remedied":
            figure.add_artist(Rectangle(facecolor="white", edgecolor=QUIET, **box))
            points = [((x + 4.3) / width, (y_mm + 1.8) / height), ((x + 4.3) / width, (y_mm + 0.3) / height), ((x + 2.6) / width, (y_mm + 1.8) / height)]
            figure.add_artist(Polygon(points, closed=True, facecolor=style.INK, linewidth=0, transform=figure.transFigure))
        elif sign == "one pass":
            figure.text((x + 2.2) / width, y_mm / height, "*", fontsize=preset.text, ha="center", va="center")
        elif sign == "absent":
            figure.add_artist(Line2D([(x + 2.2) / width], [y_mm / height], transform=figure.transFigure, **_RING))
        else:
            figure.add_artist(Rectangle(facecolor="white", edgecolor=RULE, hatch="//////", **box))
        figure.text((x + 6) / width, y_mm / height, _SIGNS[sign], fontsize=preset.smallest, va="center")
        x += 6 + width_of([_SIGNS[sign]], preset.smallest) + 4


_SIGNS = {"one pass": "shown by one of two passes only", "remedied": "some averted or mitigated", "absent": "coded absent", "not covered": "not covered"}
_RING = dict(marker="o", markersize=3, markerfacecolor="none", markeredgecolor=QUIET, markeredgewidth=0.6, linestyle="none")
_COUNTED_WORD = {"segments": "Passages", "speakers": "Speakers", "links": "Links"}


def placed(figure: Figure, left: float, top: float, width: float, height: float, **options: object) -> Axes:
    """Add axes at a place given in mm from the left and the top of the figure."""
    w, h = figure.get_size_inches() / MM
    return figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h), **options)


def wrapped(text: str, width: int) -> str:
    """Return a label on as many lines as it needs."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


# --- one case ---------------------------------------------------------------------------------------


def shown_codes(table: pd.DataFrame, codes: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Return the barriers, enablers and effects that have a link in the case, in codebook order."""
    linked = table[table["n_links"] > 0]
    causes, effects = set(linked["cause"]), set(linked["effect"])
    return (
        [c for c in codes_of(codes, "barrier") if c in causes],
        [c for c in codes_of(codes, "enabler") if c in causes],
        [c for c in codes_of(codes, "effect") if c in effects],
    )


def barrier_effects_figure(table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments", preset: str = "bmc") -> Figure:
    """Draw one case's causes (barriers above, enablers below) by effects (co-destruction left, co-creation right).

    *table* is `matrices.barrier_effects` of one case. Rows and columns without a link are left out; the caption
    names them. A corner marks cells where some link was averted or mitigated.
    """
    size = PRESETS[preset]
    barriers, enablers, effects = shown_codes(table, codes)
    names = labels(codes)
    valence = codes.set_index("code_id")["valence"]
    columns = {v: [e for e in effects if valence[e] == v] for v in VALENCES}
    counts = table.pivot(index="cause", columns="effect", values=COUNTED[count_by])
    single = table.assign(s=table["shown_by"] != "").pivot(index="cause", columns="effect", values="s")
    remedied = table.assign(r=table["n_averted"] + table["n_mitigated"] > 0).pivot(index="cause", columns="effect", values="r")
    with style.applied(size):
        label = width_of([names[c] for c in barriers + enablers], size.smallest) + 3
        head = width_of([names[e] for e in effects], size.smallest) + 8
        gap, foot, left, between = 6.0, 9, 1, 2.5
        cell = min(7.0, (size.double - left - label - between - 1) / max(1, len(effects)))
        tall = head + (len(barriers) + len(enablers)) * _CELL + gap * bool(barriers and enablers) + foot
        figure = new_figure(size.double, tall)
        x = left + label
        for ramp in VALENCES:
            if not columns[ramp]:
                continue
            wide, y = cell * len(columns[ramp]), head
            for rows, family in ((barriers, "Barriers"), (enablers, "Enablers")):
                if not rows:
                    continue
                ax = placed(figure, x, y, wide, _CELL * len(rows), gid=f"{family}:{ramp}")
                plot_matrix(counts.loc[rows, columns[ramp]], ax=ax, ramp=ramp, marks=remedied.loc[rows, columns[ramp]], single=single.loc[rows, columns[ramp]])
                if y == head:
                    name_columns(ax, [names[e] for e in columns[ramp]])
                else:
                    ax.set_xticks([])
                if x == left + label:
                    name_rows(ax, [names[c] for c in rows])
                    figure.text(left / size.double, 1 - (y - 1.4) / tall, family, weight="bold", fontsize=size.smallest, va="bottom")
                else:
                    ax.set_yticks([])
                y += _CELL * len(rows) + gap
            title = ramp.capitalize()
            figure.text(x / size.double, 1 - 1 / tall, title, weight="bold", ha="left", va="top", fontsize=size.text)
            x += max(wide + between, 1.15 * width_of([title], size.text) + 3)
        legend(figure, size, 4, [(_COUNTED_WORD[count_by], "co-destruction"), ("", "co-creation")],
                ["remedied", *["one pass"] * bool(single.loc[barriers + enablers, effects].any(axis=None))])
    return figure


# --- across cases -----------------------------------------------------------------------------------


def _wide(table: pd.DataFrame, columns: str, values: str, rows: Sequence[str], units: Sequence[str]) -> pd.DataFrame:
    return table.pivot(index="code_id", columns=columns, values=values).reindex(index=list(rows), columns=list(units))


def codes_by_case_figure(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy = "segments", preset: str = "bmc"
) -> Figure:
    """Draw codes (rows, in the given order) by cases, with the number of cases at the right.

    *table* is `matrices.codes_by_case`. The bars at the right count the cases in which the code is present.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    counts = _wide(table, "unit", COUNTED[count_by], order, units)
    state = _wide(table, "unit", "state", order, units)
    single = _wide(table, "unit", "shown_by", order, units) != ""
    present = (state == "present").sum(axis=1)
    with style.applied(size):
        label = width_of([names[c] for c in order], size.smallest) + 4
        bars, foot, left = 30, 9, 1
        wide = size.double - left - label - bars - 8
        turn = len(units) > 8
        heads = [wrapped(name, 40 if turn else max(8, int(wide / len(units) / 1.6))) for name in cases["label"]]
        head = width_of(list(cases["label"]), size.smallest) + 4 if turn else 4 * max(h.count("\n") + 1 for h in heads) + 2
        tall = head + _CELL * len(order) + foot
        figure = new_figure(size.double, tall)
        ax = placed(figure, left + label, head, wide, _CELL * len(order), gid="matrix")
        plot_matrix(counts, ax=ax, ramp="co-destruction", classes=CODES, state=state, single=single)
        name_rows(ax, [names[c] for c in order])
        name_columns(ax, heads, rotation=90 if turn else 0)
        side = placed(figure, left + label + wide + 5, head, bars, _CELL * len(order), gid="cases")
        y = np.arange(len(order)) + 0.5
        side.barh(y, present, height=0.62, color=RAMPS["neutral"][2])
        for at, n in zip(y, present, strict=True):
            side.text(n + 0.12, at, f"{n}", va="center", fontsize=size.smallest)
        side.set(ylim=(len(order), 0), xlim=(0, len(units) * 1.15), yticks=[], xticks=[])
        sns.despine(ax=side, bottom=True)
        side.xaxis.set_label_position("top")
        side.set_xlabel("Cases" if (cases["unit"] == cases["case_id"]).all() else "Units", labelpad=3, fontsize=size.smallest)
        legend(figure, size, 4, [(_COUNTED_WORD[count_by], "co-destruction")], [
            *["one pass"] * bool(single.any(axis=None)), *[sign for sign in ("absent", "not covered") if (state == sign).any(axis=None)]
        ], CODES)
    return figure


def phase_profile_figure(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy = "segments", preset: str = "bmc"
) -> Figure:
    """Draw barriers (rows) by cases within each phase: three blocks with the same columns, keyed by letters.

    *table* is `matrices.phase_profile`.
    """
    size = PRESETS[preset]
    names = labels(codes)
    units = cases["unit"].tolist()
    keys = [_letters(i) for i in range(len(units))]
    with style.applied(size):
        label = width_of([names[c] for c in order], size.smallest) + 4
        gap, head, left = 3.5, 10, 1
        wide = (size.double - left - label - 2 * gap - 1) / len(PHASES)
        words = "   ".join(f"{key}  {name}" for key, name in zip(keys, cases["label"], strict=True))
        lines = textwrap.wrap(words, 118, break_long_words=False)
        foot = 9 + 4 * len(lines)
        tall = head + _CELL * len(order) + foot
        figure = new_figure(size.double, tall)
        for block, phase in enumerate(PHASES):
            counts = _wide(table[table["phase"] == phase], "unit", COUNTED[count_by], order, units)
            x = left + label + block * (wide + gap)
            ax = placed(figure, x, head, wide, _CELL * len(order), gid=phase)
            single = _wide(table[table["phase"] == phase], "unit", "shown_by", order, units) != ""
            plot_matrix(counts, ax=ax, ramp="co-destruction", classes=CODES, single=single)
            name_columns(ax, keys, rotation=0)
            ax.set_yticks([])
            if block == 0:
                name_rows(ax, [names[c] for c in order])
            figure.text((x + wide / 2) / size.double, 1 - 1 / tall, phase.capitalize(), weight="bold", ha="center", va="top", fontsize=size.text)
        for number, line in enumerate(lines):
            figure.text((left + 1) / size.double, (foot - 3.5 - 4 * number) / tall, line, fontsize=size.smallest, va="center")
        legend(figure, size, 3.5, [(_COUNTED_WORD[count_by], "co-destruction")], ["one pass"] * bool((table["shown_by"] != "").any()), CODES)
    return figure


def _letters(number: int) -> str:
    """Return A, B, ... Z, AA, AB ... for 0, 1, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


_STATUS_SHADE = {"realised": 3, "mitigated": 2, "averted": 1, "possible": 0}
_STATUS_HATCH = {"realised": "", "mitigated": "", "averted": "", "possible": "////"}


def balance_figure(table: pd.DataFrame, cases: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the links of each case: co-destruction to the left, co-creation to the right, stacked by status.

    *table* is `matrices.balance`. The number stands in each part that is wide enough, the total at the end.
    """
    size = PRESETS[preset]
    units = cases["unit"].tolist()
    counts = table.set_index(["unit", "valence", "status"])["n_links"]
    totals = counts.groupby(level=["unit", "valence"]).sum()
    reach = max(int(totals.max()), 1)
    with style.applied(size):
        names = [wrapped(name, 22) for name in cases["label"]]
        label = width_of([line for name in names for line in name.split("\n")], size.text) + 4
        row, head, foot, left = 9.0, 8, 15, 1
        tall = head + row * len(units) + foot
        figure = new_figure(size.double, tall)
        wide = size.double - left - label - 3
        ax = placed(figure, left + label, head, wide, row * len(units), gid="balance")
        for at, unit in enumerate(units):
            for valence, sign in (("co-destruction", -1), ("co-creation", 1)):
                start = 0
                for status in STATUSES:
                    n = int(counts[unit, valence, status])
                    if not n:
                        continue
                    colour = RAMPS[valence][_STATUS_SHADE[status]]
                    ax.barh(at, sign * n, left=sign * start, height=0.62, facecolor=colour, hatch=_STATUS_HATCH[status],
                            edgecolor="white" if status != "possible" else RAMPS[valence][2], linewidth=0.5, gid=f"{unit}:{valence}:{status}")
                    if n >= reach * 0.025:
                        pad = dict(boxstyle="square,pad=0.1", facecolor=colour, edgecolor="none") if status == "possible" else None
                        ax.text(sign * (start + n / 2), at, f"{n}", ha="center", va="center", color=style.readable_on(colour), bbox=pad, gid="part")
                    start += n
                ax.text(sign * (start + reach * 0.02), at, f"{start}", ha="left" if sign > 0 else "right", va="center", weight="bold", gid="total")
        ax.axvline(0, color=style.INK, linewidth=0.8)
        ax.set(ylim=(len(units) - 0.5, -0.5), xlim=(-reach * 1.12, reach * 1.12), xticks=[])
        ax.set_yticks(range(len(units)), names, fontsize=size.text)
        ax.tick_params(length=0)
        sns.despine(ax=ax, left=True, bottom=True)
        middle = (left + label + wide / 2) / size.double
        for text, ha, shift in (("← Co-destruction", "right", -2), ("Co-creation →", "left", 2)):
            figure.text(middle + shift / size.double, 1 - 2 / tall, text, ha=ha, va="top", weight="bold", fontsize=size.text)
        for valence, y in (("co-destruction", 9.5), ("co-creation", 4)):
            x = left + 1
            figure.text(x / size.double, y / tall, f"{valence.capitalize()} links", fontsize=size.smallest, va="center")
            x += 32
            for status in [status for status in STATUSES if counts.xs((valence, status), level=("valence", "status")).sum()]:
                colour = RAMPS[valence][_STATUS_SHADE[status]]
                figure.add_artist(Rectangle((x / size.double, (y - 1.9) / tall), 6 / size.double, 3.8 / tall, facecolor=colour, hatch=_STATUS_HATCH[status],
                                            edgecolor="white" if status != "possible" else RAMPS[valence][2], linewidth=0.5, transform=figure.transFigure))
                figure.text((x + 7.5) / size.double, y / tall, status, fontsize=size.smallest, va="center")
                x += 29
    return figure


def literature_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the published table's factors (rows) by effects (columns): which works report both.

    *table* is `literature.literature_matrix`. The shade counts the works; the cell prints their citation numbers,
    or the count where there are more than two. Rows and columns are grouped as in the published table.
    """
    size = PRESETS[preset]
    effects = table.drop_duplicates("effect_id")
    factors = table.drop_duplicates("factor_id")
    level_name = {"citizens": "citizens", "providers": "researchers/providers", "team": "team", "system": "system"}
    blocks = [
        (side, level, factors[(factors["side"] == side) & (factors["level"] == level)])
        for side in ("antecedent", "process") for level in LEVELS
    ]
    blocks = [block for block in blocks if len(block[2])]
    with style.applied(size):
        texts = [f"{r.factor_label} ({r.n_works_factor})" for r in factors.itertuples()]
        heads = [wrapped(f"{r.effect_label} ({r.n_works_effect})", 27) for r in effects.itertuples()]
        label = width_of(texts, size.smallest) + 3
        head = width_of([line for h in heads for line in h.split("\n")], size.smallest) + 9
        row, gap, foot, left, between = 4.1, 5.4, 9, 1, 2
        levels = [level for level in LEVELS if level in set(effects["effect_level"])]
        cell = (size.double - left - label - between * (len(levels) - 1) - 2) / len(effects)
        tall = head + row * len(factors) + gap * len(blocks) + foot
        figure = new_figure(size.double, tall)
        y = head + gap
        for side, row_level, part in blocks:
            x = left + label
            title = {"antecedent": "Antecedents", "process": "Process barriers"}[side]
            figure.text(left / size.double, 1 - (y - 1.0) / tall, f"{title}: {level_name[row_level]}", weight="bold", fontsize=size.smallest, va="bottom")
            for level in levels:
                chosen = effects[effects["effect_level"] == level]
                ids = chosen["effect_id"].tolist()
                cells = table[table["factor_id"].isin(part["factor_id"])]
                counts = cells.pivot(index="factor_id", columns="effect_id", values="n_works").loc[part["factor_id"], ids]
                printed = cells.assign(
                    text=[n.replace(" ", ",") if len(n.split()) < 3 else f"n={k}" for n, k in zip(cells["numbers"], cells["n_works"], strict=True)]
                ).pivot(index="factor_id", columns="effect_id", values="text").loc[part["factor_id"], ids]
                ax = placed(figure, x, y, cell * len(ids), row * len(part), gid=f"{side}:{row_level}:{level}")
                plot_matrix(counts, ax=ax, ramp="neutral", texts=printed)
                ax.set_xticks([])
                ax.set_yticks([])
                if y == head + gap:
                    name_columns(ax, [h for h, of in zip(heads, effects["effect_level"], strict=True) if of == level])
                    figure.text((x + cell * len(ids) / 2) / size.double, 1 - 0.8 / tall, level_name[level].capitalize(), weight="bold", ha="center",
                                va="top", fontsize=size.smallest)
                if x == left + label:
                    name_rows(ax, [f"{r.factor_label} ({r.n_works_factor})" for r in part.itertuples()])
                x += cell * len(ids) + between
            y += row * len(part) + gap
        told = "In a cell: citation number of the work that the table cites for both. In brackets: works cited for the row or column."
        figure.text(left / size.double, 4 / tall, told, fontsize=size.smallest, va="center")
    return figure


def agreement_figure(table: pd.DataFrame, codes: pd.DataFrame, *, passes: Sequence[str] = ("A", "B"), preset: str = "bmc") -> Figure:
    """Draw, for each code, the passages that both passes give it to, and those that only one does, with kappa and AC1.

    *table* is `agreement.by_code`. Barriers, power and dialogue roles stand left, enablers and effects right.
    """
    size = PRESETS[preset]
    names = labels(codes)
    titles = {"barrier": "Barriers", "power": "Power", "dialogue_role": "Dialogue roles", "enabler": "Enablers", "effect": "Effects"}
    sides = [[f for f in group if (table["family"] == f).any()] for group in (("barrier", "power", "dialogue_role"), ("enabler", "effect"))]
    parts = (("n_both", RAMPS["co-creation"][3], ""), ("n_first_only", RAMPS["co-destruction"][1], ""), ("n_second_only", RAMPS["co-destruction"][3], ""))
    reach = int((table["n_both"] + table["n_first_only"] + table["n_second_only"]).max())
    with style.applied(size):
        row, gap, head, foot, left, numbers, between = 3.7, 5.5, 3, 8, 1, 16, 4
        label = width_of([names[c] for c in table["code_id"]], size.smallest) + 2
        half = (size.double - 2 * left - between) / 2
        tall = head + max(sum(gap + row * int((table["family"] == f).sum()) for f in side) for side in sides) + foot
        figure = new_figure(size.double, tall)
        for side, families in enumerate(sides):
            x, y = left + side * (half + between), head
            for family in families:
                rows = table[table["family"] == family]
                y += gap
                top = 1 - (y - 1.0) / tall
                figure.text(x / size.double, top, titles[family], weight="bold", fontsize=size.smallest, va="bottom")
                if family == families[0]:
                    for name, shift in (("κ", numbers - 9.5), ("AC1", numbers - 0.5)):
                        figure.text((x + half - numbers + shift) / size.double, top, name, fontsize=size.smallest, ha="right", va="bottom")
                ax = placed(figure, x + label, y, half - label - numbers, row * len(rows), gid=family)
                start = np.zeros(len(rows))
                for column, colour, hatch in parts:
                    ax.barh(np.arange(len(rows)), rows[column], left=start, height=0.72, facecolor=colour, edgecolor="white", linewidth=0.4, hatch=hatch, gid=column)
                    start += rows[column].to_numpy(dtype=float)
                ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, reach * 1.02), xticks=[])
                ax.set_yticks(range(len(rows)), [names[c] for c in rows["code_id"]], fontsize=size.smallest)
                ax.tick_params(length=0, pad=1.5)
                sns.despine(ax=ax, bottom=True)
                for at, (k, a) in enumerate(zip(rows["kappa"], rows["ac1"], strict=True)):
                    height = 1 - (y + (at + 0.5) * row) / tall
                    for value, shift in ((k, numbers - 9.5), (a, numbers - 0.5)):
                        text = "–" if pd.isna(value) else f"{value:.2f}"
                        figure.text((x + half - numbers + shift) / size.double, height, text, fontsize=size.smallest, ha="right", va="center")
                y += row * len(rows)
        x = left + 1
        for (_, colour, _), name in zip(parts, ("both passes", f"pass {passes[0]} only", f"pass {passes[1]} only"), strict=True):
            figure.add_artist(Rectangle((x / size.double, 1.8 / tall), 5 / size.double, 3.4 / tall, facecolor=colour, linewidth=0, transform=figure.transFigure))
            figure.text((x + 6.2) / size.double, 3.5 / tall, f"Passages coded by {name}" if x < 3 else name, fontsize=size.smallest, va="center")
            x += 50 if x < 3 else 30
    return figure


def cell_texts(figure: Figure) -> dict[str, Mapping[tuple[int, int], str]]:
    """Return the numbers that stand in the cells of each matrix of a figure: by axes, then (row, column)."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for ax in figure.axes:
        cells = {}
        for text in ax.texts:
            if text.get_gid() == "cell":
                x, y = text.get_position()
                cells[int(y), int(x)] = text.get_text()
        if cells:
            found[str(ax.get_gid())] = cells
    return found

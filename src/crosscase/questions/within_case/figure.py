"""One case: what led to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import VALENCES, codes_of, labels
from ...core.counts import COUNTED, CountBy
from ...publish import style
from ...publish.drawing import new_figure, placed, saying
from ...publish.keys import KEY_LINE, SIGNS, key_lines, legend
from ...publish.lettering import fitted, height_of, label_width, lines_of, narrowest, turned, width_of
from ...publish.matrix import CELL, COUNTED_WORD, PAIRS, name_columns, name_rows, plot_matrix, step
from ...publish.pages import blocks_on_pages, numbered, pages_of
from ...publish.style import INK, PRESETS, RAMPS, Preset

_LEFT, _GAP, _BETWEEN = 1.0, 6.0, 2.5  # mm: margin, heading of a block of rows, space between the two blocks of columns


def shown_codes(table: pd.DataFrame, codes: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Return the barriers, enablers and effects that have a link in the case, in codebook order."""
    linked = table[table["n_links"] > 0]
    causes, effects = set(linked["cause"]), set(linked["effect"])
    return (
        [c for c in codes_of(codes, "barrier") if c in causes],
        [c for c in codes_of(codes, "enabler") if c in causes],
        [c for c in codes_of(codes, "effect") if c in effects],
    )


def barrier_effects_figure(
    table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments", preset: str = "bmc"
) -> list[Figure]:
    """Draw one case's causes (barriers above, enablers below) by effects (co-destruction left, co-creation right).

    *table* is `counts.barrier_effects` of one case. Rows and columns without a link are left out; the caption
    names them. A corner marks cells where some link was averted or mitigated. One page or more: causes and effects are
    split where they do not fit.
    """
    size = PRESETS[preset]
    barriers, enablers, effects = shown_codes(table, codes)
    if not effects:
        return [saying("No passage states a link.", size)]
    valence = codes.set_index("code_id")["valence"]
    columns = [(effect, ramp) for ramp in VALENCES for effect in effects if valence[effect] == ramp]
    families = [(name, listed) for name, listed in (("Barriers", barriers), ("Enablers", enablers)) if listed]
    cells = _Cells.of(table, count_by)
    with style.applied(size):
        least = narrowest([f"{n:.0f}*" for n in table[COUNTED[count_by]].unique()], size.text)
        names = labels(codes)
        needed = _LEFT + _BETWEEN + 1 + least * len(columns)
        label = label_width([names[c] for c in barriers + enablers], size.smallest, size.double, needed)
        texts = {code: fitted(names[code], label - 2, size.smallest) for code in barriers + enablers}
        row = max(CELL, height_of(list(texts.values()), size.smallest) + 0.4)
        room = size.double - _LEFT - label - _BETWEEN - 1
        across = pages_of(len(columns), least, room)
        cell = min(7.0, room / max(1, *(len(columns[part]) for part in across)))
        heads = turned([names[effect] for effect, _ in columns], cell, size.smallest)
        texts |= dict(zip((effect for effect, _ in columns), heads, strict=True))
        layout = _Layout(size, texts, label, row, cell, width_of(lines_of(heads), size.smallest) + 9)
        shown = (barriers + enablers, [effect for effect, _ in columns])
        signs = [
            *["remedied"] * bool(cells.remedied.loc[shown].any(axis=None)),
            *["one pass"] * bool(cells.single.loc[shown].any(axis=None)),
        ]
        key = [(f"{COUNTED_WORD[count_by]}, to co-destruction", "co-destruction"), ("to co-creation", "co-creation")]
        told = {"remedied": f"{SIGNS['remedied']} (white on dark)"} if cells.on_dark(columns) else {}
        foot = 9 + KEY_LINE * (key_lines(size, key, signs, names=told) - 1)
        # The first block of a page stands under the head; only a second one needs a heading of its own.
        free = size.highest - layout.head - foot + _GAP
        pages = []
        for blocks in blocks_on_pages([len(listed) for _, listed in families], row, _GAP, free):
            rows = [(families[number][0], families[number][1][part]) for number, part in blocks]
            for part in across:
                figure = _page(rows, columns[part], cells, layout, foot)
                legend(figure, size, 4, key, signs, names=told)
                pages.append(figure)
    return numbered(pages, size)


@dataclass(frozen=True)
class _Cells:
    """What stands in the cells, causes by effects: counts, whether a link was averted or mitigated, and whether one
    pass alone shows it.
    """

    counts: pd.DataFrame
    remedied: pd.DataFrame
    single: pd.DataFrame

    @classmethod
    def of(cls, table: pd.DataFrame, count_by: CountBy) -> _Cells:
        """Return the cells of `counts.barrier_effects`."""
        marked = table.assign(met=table["n_averted"] + table["n_mitigated"] > 0, one=table["shown_by"] != "")
        columns = (COUNTED[count_by], "met", "one")
        return cls(*(marked.pivot(index="cause", columns="effect", values=column) for column in columns))

    def on_dark(self, columns: Sequence[tuple[str, str]]) -> bool:
        """Return whether some corner stands in a cell so dark that it is drawn white; *columns* are (effect, ramp)."""
        counts = (
            (ramp, n) for effect, ramp in columns for n in self.counts[effect][self.remedied[effect].astype(bool)]
        )
        return any(n > 0 and style.readable_on(RAMPS[ramp][step(n, PAIRS)]) != INK for ramp, n in counts)


@dataclass(frozen=True)
class _Layout:
    """The names of rows and columns on their lines, and in mm the widths of row names and of a cell, the heights of a
    row and of the head.
    """

    size: Preset
    texts: Mapping[str, str]
    label: float
    row: float
    cell: float
    head: float


def _page(
    rows: Sequence[tuple[str, list[str]]],
    effects: Sequence[tuple[str, str]],
    cells: _Cells,
    layout: _Layout,
    foot: float,
) -> Figure:
    """Draw one page: families of causes (name, codes) by effects (code, ramp)."""
    size, row = layout.size, layout.row
    tall = layout.head + row * sum(len(listed) for _, listed in rows) + _GAP * max(0, len(rows) - 1) + foot
    figure = new_figure(size.double, tall)
    x = _LEFT + layout.label
    for ramp in VALENCES:
        columns = [effect for effect, of in effects if of == ramp]
        if not columns:
            continue
        wide, y = layout.cell * len(columns), layout.head
        for number, (family, listed) in enumerate(rows):
            ax = placed(figure, x, y, wide, row * len(listed), gid=f"{family}:{ramp}")
            marked = dict(marks=cells.remedied.loc[listed, columns], single=cells.single.loc[listed, columns])
            plot_matrix(cells.counts.loc[listed, columns], ax=ax, ramp=ramp, **marked)
            if number == 0:
                name_columns(ax, [layout.texts[effect] for effect in columns])
            else:
                ax.set_xticks([])
            if x == _LEFT + layout.label:
                name_rows(ax, [layout.texts[code] for code in listed])
                at = (_LEFT / size.double, 1 - (y - 1.4) / tall)
                figure.text(*at, family, weight="bold", fontsize=size.smallest, va="bottom")
            else:
                ax.set_yticks([])
            y += row * len(listed) + _GAP
        title = ramp.capitalize()
        figure.text(x / size.double, 1 - 1 / tall, title, weight="bold", va="top", fontsize=size.text)
        x += max(wide + _BETWEEN, 1.15 * width_of([title], size.text) + 3)
    return figure

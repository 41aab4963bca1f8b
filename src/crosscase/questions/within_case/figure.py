"""One case: what led to what."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import VALENCES, codes_of, labels
from ...core.counts import COUNTED, CountBy
from ...publish import style
from ...publish.drawing import new_figure, placed, saying
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import fitted, height_of, label_width, lines_of, narrowest, turned, width_of
from ...publish.matrix import CELL, COUNTED_WORD, name_columns, name_rows, plot_matrix
from ...publish.pages import blocks_on_pages, numbered, pages_of
from ...publish.style import PRESETS

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
    valence = codes.set_index("code_id")["valence"]
    effects = [effect for ramp in VALENCES for effect in effects if valence[effect] == ramp]
    names = labels(codes)
    counts = table.pivot(index="cause", columns="effect", values=COUNTED[count_by])
    single = table.assign(s=table["shown_by"] != "").pivot(index="cause", columns="effect", values="s")
    remedied = table.assign(r=table["n_averted"] + table["n_mitigated"] > 0)
    remedied = remedied.pivot(index="cause", columns="effect", values="r")
    if not effects:
        return [saying("No passage states a link.", size)]
    families = [(name, listed) for name, listed in (("Barriers", barriers), ("Enablers", enablers)) if listed]
    with style.applied(size):
        least = narrowest([f"{n:.0f}*" for n in table[COUNTED[count_by]].unique()], size.text)
        needed = _LEFT + _BETWEEN + 1 + least * len(effects)
        label = label_width([names[c] for c in barriers + enablers], size.smallest, size.double, needed)
        texts = {code: fitted(names[code], label - 2, size.smallest) for code in barriers + enablers}
        row = max(CELL, height_of(list(texts.values()), size.smallest) + 0.4)
        room = size.double - _LEFT - label - _BETWEEN - 1
        across = pages_of(len(effects), least, room)
        cell = min(7.0, room / max(1, *(len(effects[part]) for part in across)))
        heads = dict(zip(effects, turned([names[effect] for effect in effects], cell, size.smallest), strict=True))
        head = width_of(lines_of(list(heads.values())), size.smallest) + 9
        met = remedied.loc[barriers + enablers, effects].any(axis=None)
        signs = [
            *["remedied"] * bool(met),
            *["one pass"] * bool(single.loc[barriers + enablers, effects].any(axis=None)),
        ]
        key = [(COUNTED_WORD[count_by], "co-destruction"), ("", "co-creation")]
        foot = 9 + KEY_LINE * (key_lines(size, key, signs) - 1)
        # The first block of a page stands under the head; only a second one needs a heading of its own.
        down = blocks_on_pages([len(listed) for _, listed in families], row, _GAP, size.highest - head - foot + _GAP)
        pages = []
        for blocks in down:
            for part in across:
                rows = [(families[number][0], families[number][1][rows]) for number, rows in blocks]
                tall = head + row * sum(len(listed) for _, listed in rows) + _GAP * max(0, len(rows) - 1) + foot
                figure = new_figure(size.double, tall)
                x = _LEFT + label
                for ramp in VALENCES:
                    columns = [effect for effect in effects[part] if valence[effect] == ramp]
                    if not columns:
                        continue
                    wide, y = cell * len(columns), head
                    for number, (family, listed) in enumerate(rows):
                        ax = placed(figure, x, y, wide, row * len(listed), gid=f"{family}:{ramp}")
                        marked = dict(marks=remedied.loc[listed, columns], single=single.loc[listed, columns])
                        plot_matrix(counts.loc[listed, columns], ax=ax, ramp=ramp, **marked)
                        if number == 0:
                            name_columns(ax, [heads[effect] for effect in columns])
                        else:
                            ax.set_xticks([])
                        if x == _LEFT + label:
                            name_rows(ax, [texts[code] for code in listed])
                            at = 1 - (y - 1.4) / tall
                            figure.text(
                                _LEFT / size.double, at, family, weight="bold", fontsize=size.smallest, va="bottom"
                            )
                        else:
                            ax.set_yticks([])
                        y += row * len(listed) + _GAP
                    title = ramp.capitalize()
                    figure.text(x / size.double, 1 - 1 / tall, title, weight="bold", va="top", fontsize=size.text)
                    x += max(wide + _BETWEEN, 1.15 * width_of([title], size.text) + 3)
                legend(figure, size, 4, key, signs)
                pages.append(figure)
    return numbered(pages, size)

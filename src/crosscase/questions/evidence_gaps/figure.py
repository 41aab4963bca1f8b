"""The evidence gap map: barriers by harms, over all cases."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import VALENCES, labels
from ...publish.bubbles import Group, Legend, Part, bubble_pages
from ...publish.drawing import saying
from ...publish.keys import LETTERS
from ...publish.style import PRESETS
from .compute import totals


def evidence_gaps_figure(table: pd.DataFrame, codes: pd.DataFrame, *, preset: str = "bmc") -> list[Figure]:
    """Draw barriers (rows) by harms (columns, by whom they befell) as bubbles; *table* is `compute.gaps`.

    The number is that of cases where there are two or more, with a dagger where fewer are left without shared passages.
    """
    if table.empty:
        return [saying("No case was coded with a barrier and a harm.", PRESETS[preset])]
    harms = table.drop_duplicates("effect")
    groups = [
        Group(str(level).capitalize(), VALENCES[0], part["effect"].tolist())
        for level, part in harms.groupby("level", sort=False)
    ]
    part = Part("Barrier", list(dict.fromkeys(table["cause"])), groups, lead="Harm to")
    dagger = LETTERS["shared"]
    said = [
        f"{row.n_cases}{dagger * bool(row.several_by_shared)}" if row.n_cases > 1 else "" for row in table.itertuples()
    ]
    named = {"cause": "row", "effect": "column", "n_segments": "n"}
    named |= {"n_segments_happened": "happened", "n_segments_met": "met"}
    cells = table.rename(columns=named).assign(said=said)
    legend = Legend(
        counted="Area: passages",
        number="cases, where more than one" if any(said) else "",
        more=[(dagger, "second case only by text that both share")] if table["several_by_shared"].any() else [],
        totals="Passages",
        of_rows=totals(table, "cause"),
        of_columns=totals(table, "effect"),
    )
    return bubble_pages([part], cells, labels(codes), legend, preset=preset)

"""One case: what led to what."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import VALENCES, codes_of, labels
from ...core.counts import COUNTED, CountBy
from ...publish.bubbles import Group, Legend, Part, bubble_pages
from ...publish.drawing import saying
from ...publish.keys import LETTERS, SIGNS
from ...publish.signs import OUTCOMES
from ...publish.style import PRESETS

_TITLES = {"co-destruction": "Harm", "co-creation": "Good"}
#: What each family is drawn with first, and the heading of its rows.
_FAMILIES = {"barrier": (VALENCES, "Barrier"), "enabler": (VALENCES[::-1], "Enabler")}
_COUNTED = {"segments": "passages", "speakers": "labelled speakers", "links": "links"}


def parts_of(table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments") -> list[Part]:
    """Return what is drawn: barriers by what they led to, then enablers; codes with most evidence first.

    *table* is `counts.barrier_effects` of one case. Only codes with a count have a row or a column, and a family only
    columns of its own.
    """
    counted = COUNTED[count_by]
    shown, parts = table[table[counted] > 0], []
    for family, (valences, title) in _FAMILIES.items():
        mine = shown[shown["cause_family"] == family]
        groups = [
            Group(_TITLES[valence], valence, _ranked(of, "effect", counted, codes_of(codes, "effect")))
            for valence in valences
            if len(of := mine[mine["valence"] == valence])
        ]
        if groups:
            parts.append(Part(title, _ranked(mine, "cause", counted, codes_of(codes, family)), groups))
    return parts


def _ranked(shown: pd.DataFrame, column: str, counted: str, listed: list[str]) -> list[str]:
    """Return the codes of a column, those with the highest sum of counts first; ties in codebook order."""
    total = shown.groupby(column)[counted].sum().to_dict()
    return sorted(total, key=lambda code: (-total[code], listed.index(code)))


def _came(shown: pd.DataFrame, outcome: str, counted: str) -> pd.Series:
    """Return how much of each count (a column of `counts.COUNTED`) had this outcome."""
    if counted != COUNTED["links"]:
        return shown[f"{counted}_{outcome}"]
    return shown[[f"n_{status}" for status in OUTCOMES[outcome]]].sum(axis="columns")


def barrier_effects_figure(
    table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments", preset: str = "bmc"
) -> list[Figure]:
    """Draw one case's barriers and, below them, its enablers by what they led to, as bubbles.

    *table* is `counts.barrier_effects` of one case, with ``shown_by``. A number stands where the count is two or more,
    a star where one of two codings alone shows the link. One page or more, as causes and effects fit.
    """
    parts = parts_of(table, codes, count_by=count_by)
    if not parts:
        return [saying("No passage states a link.", PRESETS[preset])]
    counted, star = COUNTED[count_by], LETTERS["one pass"]
    shown = table[table[counted] > 0]
    happened, met = (_came(shown, outcome, counted) for outcome in ("happened", "met"))
    said = [
        (str(n) if n > 1 else "") + star * bool(one) for n, one in zip(shown[counted], shown["shown_by"], strict=True)
    ]
    cells = pd.DataFrame(
        dict(row=shown["cause"], column=shown["effect"], n=shown[counted], happened=happened, met=met, said=said),
    )
    legend = Legend(
        counted=f"Area: {_COUNTED[count_by]}",
        number=f"{_COUNTED[count_by]}, where more than one" if (shown[counted] > 1).any() else "",
        more=[(star, SIGNS["one pass"])] if (shown["shown_by"] != "").any() else [],
    )
    return bubble_pages(parts, cells, labels(codes), legend, preset=preset)

"""The critical questions by case: passages that hinder, passages that help."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.crosswalk import GROUPS
from ...publish.grouped import Block, Layout, grouped_pages
from ...publish.pages import numbered
from ...publish.style import PRESETS
from .compute import SPEAKS

_RAMPS = {"hinders": "co-destruction", "helps": "co-creation"}
_TITLES = {"hinders": "Hinders", "helps": "Helps"}


def critical_questions_figure(
    table: pd.DataFrame, cases: pd.DataFrame, own: set[str], *, preset: str = "bmc", note: str = ""
) -> list[Figure]:
    """Draw the questions (rows) by case: left the passages that hinder, right those that help.

    *table* is `critical_questions.answers`; *own* holds the cases of the paper that asks, marked with a dagger. A
    number counts passages with a code that fits; where there is none, passages with a wider or related code stand in
    brackets. Hatched: no code leads there.
    """
    order = table.drop_duplicates("element_id")
    units = cases["unit"].tolist()

    def wide(part: pd.DataFrame, values: str) -> pd.DataFrame:
        return part.pivot(index="element_id", columns="unit", values=values).loc[order["element_id"], units]

    blocks = []
    for side in SPEAKS:
        mine = table[table["speaks"] == side]
        fits = mine[mine["bearing"] == "fits"]
        unasked = (
            mine.assign(out=mine["state"].isin(["no code", "not covered"]))
            .groupby(["element_id", "unit"])["out"]
            .all()
            .unstack("unit")
            .loc[order["element_id"], units]
        )
        weaker = (
            mine[mine["bearing"] != "fits"]
            .groupby(["element_id", "unit"])["n_segments"]
            .sum()
            .unstack("unit")
            .loc[order["element_id"], units]
        )
        counts = wide(fits, "n_segments").fillna(0).mask(unasked)
        blocks.append(Block(_TITLES[side], counts, _RAMPS[side], single=wide(fits, "shown_by") != "", aside=weaker))
    groups = [
        (title, order.loc[order["element_group"] == group, "element_id"].tolist()) for group, title in GROUPS.items()
    ]
    other = [one for one in order["element_id"] if one not in {element for _, ids in groups for element in ids}]
    layout = Layout(
        names=order.set_index("element_id")["question"].to_dict(),
        heads={
            unit: f"{label}{'†' if case_id in own else ''}"
            for unit, label, case_id in zip(cases["unit"], cases["label"], cases["case_id"], strict=True)
        },
        ramps=[("Passages: hinders", "co-destruction"), ("helps", "co-creation")],
        widest_label=91,
        signs=[
            *["one pass"] * bool((table["shown_by"] != "").any()),
            *["no code"] * any(bool(block.counts.isna().any(axis=None)) for block in blocks),
        ],
        foot=(
            "(n): only passages with a wider or related "
            f"code.{' †: a case of the paper that asks.' if own & set(cases['case_id']) else ''} {note}"
        ).strip(),
    )
    pages = grouped_pages(
        [(title, ids) for title, ids in [*groups, ("Others", other)] if ids], blocks, layout, preset=preset
    )
    return numbered(pages, PRESETS[preset])

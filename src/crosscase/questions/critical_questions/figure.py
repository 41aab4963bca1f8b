"""The critical questions by case: passages that hinder, passages that help."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
from matplotlib.figure import Figure

from ...core.crosswalk import GROUPS
from ...core.units import by_shared_alone
from ...publish.grouped import Block, Layout, grouped_pages
from ...publish.pages import numbered
from ...publish.style import PRESETS
from .compute import SPEAKS, within_reach

_TITLES = {"hinders": "Hinders", "helps": "Helps"}


def critical_questions_figure(
    table: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
    *,
    shared: Collection[str] = (),
    documents: pd.DataFrame | None = None,
    preset: str = "bmc",
) -> list[Figure]:
    """Draw the questions that a code fits (rows) by case: left the passages that hinder, right those that help.

    *table* is `critical_questions.answers`; *own* holds the cases of the paper that asks, marked with a section sign. A
    number counts passages with a code that fits the question. Hatched: no code fits it on that side, or the case was
    not read for those that do. A dagger: on *shared* passages alone. Cases of one of the *documents* stand under a
    bracket.
    """
    table = table[table["element_id"].isin(within_reach(table))]
    order = table.drop_duplicates("element_id")
    units = cases["unit"].tolist()
    fits = table[table["bearing"] == "fits"]
    fits = fits.assign(shared_only=by_shared_alone(fits["segment_ids"], shared))
    blocks = []
    for side in SPEAKS:
        mine = fits[fits["speaks"] == side]
        counts, shown_by, daggers = (
            mine.pivot(index="element_id", columns="unit", values=values).loc[order["element_id"], units]
            for values in ("n_segments", "shown_by", "shared_only")
        )
        blocks.append(Block(_TITLES[side], counts, "neutral", single=shown_by != "", shared=daggers))
    groups = [
        (title, order.loc[order["element_group"] == group, "element_id"].tolist()) for group, title in GROUPS.items()
    ]
    other = [one for one in order["element_id"] if one not in {element for _, ids in groups for element in ids}]
    layout = Layout(
        names=order.set_index("element_id")["question"].to_dict(),
        cases=cases.assign(label=[f"{one.label}{'§' * (one.case_id in own)}" for one in cases.itertuples()]),
        documents=pd.DataFrame() if documents is None else documents,
        ramps=[("Passages", "neutral")],
        signs={
            "one pass": "in one coding only",
            "shared": "in text of two cases",
            "no code": "no code fits on this side",
            **({"own list": "the paper of the case asks the questions"} if own & set(cases["case_id"]) else {}),
        },
        widest_label=91,
    )
    pages = grouped_pages(
        [(title, ids) for title, ids in [*groups, ("Others", other)] if ids], blocks, layout, preset=preset
    )
    return numbered(pages, PRESETS[preset])

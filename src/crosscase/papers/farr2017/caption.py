"""The figures and tables of Farr (2017) in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of
from .compute import CASES


def issue_path_caption(table: pd.DataFrame, label: str) -> tuple[str, str]:
    """Return caption and alt text of the path from issues raised to issues acted on."""
    by = table.set_index("stage")
    raised, acted, rest = (by.loc[stage] for stage in ("discussed", "acted upon", "no action told"))
    bound = (
        ""
        if raised["exact"]
        else (
            f"‘{raised['printed']}’ is at least {raised['at_least']} whole issues; no share is drawn, because its"
            f" denominator is only a lower bound: at most {acted['printed']} in {raised['at_least']} were acted upon. "
        )
    )
    caption = (
        f"**Of {raised['printed']} issues raised with staff {acted['printed']} were acted upon; of"
        f" {'' if rest['exact'] else 'at least '}{rest['at_least']} no action is told ({label}).** Steps as Farr (2017)"
        f" tells them, numbers as printed. {bound}‘Acted upon’ is the paper's word and says neither how well nor for"
        " how long. Which issues were left, and whether they are those that stayed hard, is not said. For the local"
        f" government case the paper prints no such numbers. {HOW_TO_READ}"
    )
    alt = (
        f"Bars of a path in {int(table['step'].notna().sum())} steps: {raised['printed']} issues raised with staff,"
        f" {acted['printed']} acted upon, at least {rest['at_least']} of which no action is told."
    )
    return caption, alt


def cmo_caption(table: pd.DataFrame, names: Mapping[str, str], n_shared: int) -> str:
    """Return the caption of the table of contexts, mechanisms and outcomes."""
    per = joined([f"{names[case_id]}, {int((table['case_id'] == case_id).sum())}" for case_id in CASES])
    remedied, harm = (
        int((table["barrier"] != "").sum()),
        int(((table["barrier"] == "") & (table["valence"] == "co-destruction")).sum()),
    )
    return (
        "**Context, mechanism and outcome in the two cases of Farr (2017).** From the links (stated causes and"
        " effects), not copied: the paper aims at such patterns and prints no table of them."
        f" {len(table)} rows ({per})."
        " Context: the phase in which it was at work, and the barrier. Mechanism: the enabler that a passage says led"
        f" to the outcome, or the remedy that weakened or stopped a barrier's effect ({remedied}"
        f" row{'s' * (remedied != 1)}; there the outcome is the harm that was met). A barrier in brackets is coded in"
        f" the same passage, which does not link it to the outcome. {harm} rows show an enabler that did harm."
        " ‘Possible’: only feared, hoped for or general. An empty cell: none in the passage. At least"
        f" {n_shared} passages speak of both cases and count in each. {HOW_TO_READ}"
    )


def what_we_see(path: pd.DataFrame, cmo: pd.DataFrame) -> str:
    """Return in a paragraph what the paper prints, what the data give in its place, and where they differ.

    *path* is `issue_path`, *cmo* is `context_mechanism_outcome`.
    """
    told = [*_issues_seen(path)]
    if cmo.empty:
        told.append("The paper prints no table of context, mechanism and outcome, and no link gives a row of one.")
        return " ".join(told)
    remedied = int((cmo["barrier"] != "").sum())
    harm = int(((cmo["barrier"] == "") & (cmo["valence"] == "co-destruction")).sum())
    single = int((cmo["shown_by"] != "").sum())
    told.append(
        "The paper prints no table of context, mechanism and outcome; the links give"
        f" {n_of(len(cmo), 'row')}: {remedied} with a remedy, {harm} in which an enabler did harm, {single} shown by"
        " one of the two codings alone."
    )
    return " ".join(told)


def _issues_seen(path: pd.DataFrame) -> list[str]:
    """Return the sentence on the issues of which no action is told; none where the path does not number them."""
    by = path.set_index("stage")
    if not {"discussed", "acted upon", "no action told"} <= set(by.index):
        return ["The steps from issues raised to issues acted on are not numbered."]
    raised, acted, rest = (by.loc[stage] for stage in ("discussed", "acted upon", "no action told"))
    exact = "" if rest["exact"] else "at least "
    share = "" if rest["exact"] else ", and no share can be given of a number that is only a lower bound"
    return [
        f"Of the issues raised with staff the paper prints '{raised['printed']}' and of those acted upon"
        f" '{acted['printed']}': of {exact}{rest['at_least']} no action is told{share}."
    ]

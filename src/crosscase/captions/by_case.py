"""Codes by case, and by phase and case; the practitioner's table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..codebook import PHASES, labels
from ..matrices import CountBy
from .base import PASSES, READING, UNIT, n_of, passages_of, what


def barriers_by_case(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy) -> tuple[str, str]:
    """Return caption and alt text of the barrier by case matrix."""
    names = labels(codes)
    shown = table[(table["family"] == "barrier") & (table["state"] == "present")]
    per = shown.groupby("code_id")["unit"].nunique()
    everywhere = [names[c] for c in order if per.get(c, 0) == len(cases)]
    alone = [c for c in order if per.get(c, 0) == 1]
    caption = (
        f"**Barriers to co-production across {what(cases)}.** Each number counts the {UNIT[count_by]} in which the barrier was coded; the bars count the "
        f"cases that show it, and the rows are ordered by them. {n_of(len(passages_of(shown)), 'passage')} carry a barrier. Blank: the case was read for the barrier and nobody "
        f"names it; ring: the source says that it did not occur; hatched: the case was not read for it. {PASSES} Cases differ in length and in what their authors asked, so compare "
        f"where a barrier is seen before how often: with {what(cases)} no test of a difference is made. {READING}"
    )
    point = f"{'; '.join(everywhere).lower()} in all" if everywhere else f"none in all; {names[order[0]].lower()} in {per.get(order[0], 0)}"
    alt = f"Shaded table of {len(order)} barriers by {what(cases)}: {point}; {n_of(len(alone), 'barrier')} in one only."
    return caption, alt


def phase_profile(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy) -> tuple[str, str]:
    """Return caption and alt text of the phase profile."""
    shown = table[table["n_segments"] > 0]
    passages = {phase: len(passages_of(shown[shown["phase"] == phase])) for phase in PHASES}
    barriers = {phase: shown.loc[shown["phase"] == phase, "code_id"].nunique() for phase in PHASES}
    told = "; ".join(f"{phase} {passages[phase]} passages and {barriers[phase]} barriers" for phase in PHASES)
    caption = (
        f"**When barriers were at work, in {what(cases)}.** Rows as in the figure of barriers by case; the three blocks are the phases before, during and after the "
        f"collaboration, each with one column a case (letters below). Each number counts the {UNIT[count_by]} with the barrier in that phase ({told}). The phase is when the "
        f"thing told was at work, not when it was said. Blank: none. {PASSES} A phase can be empty because it was quiet or because the study did not look at it. {READING}"
    )
    most = max(PHASES, key=lambda phase: passages[phase])
    alt = f"Shaded table of barriers by phase and case: most passages {most} the collaboration ({', '.join(f'{p} {passages[p]}' for p in PHASES)})."
    return caption, alt


def barriers_in_practice(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the practitioner's table."""
    met = int((table["met_by"] != "").sum())
    return (
        f"**Barriers in practice: what {what(cases)} teach.** {len(table)} barriers, those seen in most cases first. Numbers in brackets count passages. 'Led to' holds effects that happened or were "
        f"weakened, 'could lead to' those that a remedy stopped or that people feared or expected, 'met by' the remedies that stopped or weakened an effect ({n_of(met, 'barrier')} have one). "
        f"An empty cell means that no source tells of it, not that nothing helps. {PASSES} {READING}"
    )

"""Codes by case: barriers, effects, enablers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core import honest
from ...core.codebook import labels
from ...core.counts import CountBy
from ...publish.words import READING, STARS, UNIT, n_of, passages_of, what

_PLURAL = {"barrier": "barriers", "enabler": "enablers", "effect": "effects"}
_TITLES = {
    "barrier": "Barriers to co-production across {}.",
    "enabler": "What helped co-production across {}.",
    "effect": "What followed, across {}.",
}


def _basis(cases: pd.DataFrame) -> str:
    decision = honest.may_show(len(cases), "unit" if (cases["unit"] != cases["case_id"]).any() else "case")
    return (
        "Cases differ in length and in what their authors asked, so compare where a code is seen before how often. "
        f"{decision.reason}"
    )


def codes_by_case(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    order: Sequence[str],
    family: str,
    *,
    count_by: CountBy,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of a figure of codes by case."""
    names = labels(codes)
    shown = table[(table["family"] == family) & (table["state"] == "present")]
    per = shown.groupby("code_id")["unit"].nunique()
    everywhere = [names[c] for c in order if per.get(c, 0) == len(cases)]
    alone = [c for c in order if per.get(c, 0) == 1]
    absent = int(((table["family"] == family) & (table["state"] == "absent")).sum())
    caption = (
        f"**{_TITLES[family].format(what(cases))}** Left: the {UNIT[count_by]} in which the {family} was coded. Beside"
        f" it, where the cases fit on one page: their share of the passages of that case in which any {family} was"
        " coded, in percent; one passage can carry several, so a column can exceed 100. Right: in how many cases; the"
        f" rows are ordered by them. {n_of(len(passages_of(shown)), 'passage')} carry {_PLURAL[family]}. Seen in every"
        f" case: {'; '.join(everywhere) or 'none'}; in one case only: {len(alone)} of {len(order)}. Blank: the case was"
        f" read for it and nobody names it; ring: the source only says that it did not occur ({absent or 'none'} here);"
        f" hatched: the case was not read for it. {STARS} {_basis(cases)} {note + ' ' if note else ''}{READING}"
    )
    first = f"{names[order[0]].lower()} in {per.get(order[0], 0)}"
    point = (
        f"{' and '.join(everywhere).lower()} in all"
        if 0 < len(everywhere) < 3
        else (
            f"{len(everywhere)} in all, among them {names[order[0]].lower()}" if everywhere else f"none in all; {first}"
        )
    )
    alt = f"Shaded table of {len(order)} {_PLURAL[family]} by {what(cases)}: {point}; {len(alone)} in one only."
    return caption, alt


def codes_in_cases(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of codes in cases."""
    return (
        f"**In which cases each code is seen, and on how much evidence.** {n_of(len(table), 'code')} of {what(cases)}: "
        "barriers, enablers and effects, of each kind those seen in most cases first. 'Of' counts the cases that were "
        "read for the code; a case that the source says is free of it counts as not showing it. The Wilson interval "
        "is that of a share of cases, as if these were drawn from more of their kind; they were not, so it says no "
        f"more than how little {len(cases)} cases can tell. In brackets: share of the passages of the case with a "
        f"code of the same kind. {_basis(cases)} {READING}"
    )

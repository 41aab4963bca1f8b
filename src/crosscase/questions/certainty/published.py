"""The draft of GRADE-CERQual as it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...publish.drawing import letters
from ...publish.words import n_of
from .compute import KINDS

#: Widths of the table in Word and LaTeX, in mm; they fill a landscape page.
CERTAINTY_WIDTHS = (56, 45, 20, 48, 20, 27, 26, 25)

#: The columns of `published`; the last is for people and stays empty.
OVERALL = "Overall assessment (to be made by people)"
COLUMNS = [
    "Finding",
    "Adequacy of data",
    "Adequacy: concern (draft)",
    "Coherence",
    "Coherence: concern (draft)",
    "Methodological limitations",
    "Relevance",
    OVERALL,
]


def statements(table: pd.DataFrame) -> dict[str, str]:
    """Return the finding in words for each id."""
    return dict(zip(table["finding_id"], table["statement"], strict=True))


def keys_of(case_ids: Sequence[str]) -> dict[str, str]:
    """Return the letter of each case, in this order."""
    return {case_id: letters(number) for number, case_id in enumerate(case_ids)}


def published(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the draft as it is printed; letters stand for the cases (`keys_of`), as the caption says."""
    key = keys_of(list(descriptions))
    named = {case_id: about["label"] for case_id, about in descriptions.items()}
    rows = []
    for one in table.itertuples():
        cases = ", ".join(key[case_id] for case_id in one.case_ids.split())
        left = f"left to people{f': {cases}' if cases else ''}"
        words = (one.statement, _data(one), one.adequacy_concern, _agreement(one, named), one.coherence_concern)
        rows.append((*words, left, left, one.overall))
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def _data(one: Any) -> str:
    """Return the adequacy of data in words: ``10 passages of 5 cases, 6 speakers: 4 quotations, 6 findings``."""
    if not one.n_segments:
        return "no passage behind it"
    kinds = [n_of(n, kind.replace("_", " ")) for kind, column in KINDS.items() if (n := getattr(one, column))]
    of = f"{n_of(one.n_segments, 'passage')} of {n_of(one.n_cases, 'case')}"
    return f"{of}, {n_of(one.n_speakers, 'labelled speaker')}: {', '.join(kinds)}"


def _agreement(one: Any, named: Mapping[str, str]) -> str:
    """Return the coherence in words: variants, passes against it, cases that turn it, random data."""
    if not one.n_variants:
        return "cannot be asked"
    told = [f"holds in {one.n_holds} of {n_of(one.n_variants, 'variant')}"]
    if not pd.isna(one.as_published) and not one.as_published:
        told.append("not as published")
    if one.readers_against:
        against = ", ".join(reader(part) for part in one.readers_against.split())
        told.append(f"holds in fewer than half of the variants of: {against}")
    if one.hangs_on:
        cases = [named.get(part, part) for part in one.hangs_on.split()]
        told.append(f"turns without {' or '.join([', '.join(cases[:-1]), cases[-1]]) if len(cases) > 1 else cases[0]}")
    if not pd.isna(one.n_random):
        told.append(f"random data show it too in {one.n_random_holds} of {one.n_random}")
    return "; ".join(told)


def reader(coder: str) -> str:
    """Return a pass in words."""
    return f"pass {coder}" if len(coder) == 1 else coder

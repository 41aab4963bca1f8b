"""The table of cases as it is printed: what was studied, how, and how much was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...publish.signs import OUTCOMES
from ...publish.words import HOW_TO_READ, what

#: Widths of the table in Word and LaTeX, in mm; they fill a landscape page.
CASES_WIDTHS = (36, 32, 29, 48, 23, 16, 16, 15, 32, 20)
COLUMNS = [
    "Case",
    "Country and sector",
    "How it began",
    "Study",
    "Published in",
    "Passages",
    "Speakers",
    "Barriers seen",
    "Most told of (passages)",
    "Links to harm: happened, met, feared",
]


def cases_table(
    by_case: pd.DataFrame,
    balance: pd.DataFrame,
    cases: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    codes: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Return a row a case (or unit of analysis), in their order.

    *by_case* is `counts.codes_by_case`, *balance* `counts.balance`. "Most told of" are the three barriers with most
    passages, with ties where these are not many; passages of several barriers count for each. The last column
    counts links to harm that happened, was met by a remedy, was only feared (`signs.OUTCOMES`).
    """
    names, cited = labels(codes), {row.source_id: _cited(row.authors, row.year) for row in sources.itertuples()}
    shown = by_case[(by_case["state"] == "present") & (by_case["family"] == "barrier")]
    harm = balance[balance["valence"] == VALENCES[0]]
    rows = []
    for case in cases.itertuples():
        about = descriptions[case.case_id]
        mine = shown[shown["unit"] == case.unit]
        told = harm[harm["unit"] == case.unit].groupby("status")["n_links"].sum()
        came = [sum(told.get(status, 0) for status in statuses) for statuses in OUTCOMES.values()]
        most = [f"{names[one.code_id]} ({one.n_segments})" for one in _most_told(mine).itertuples()]
        rows.append(
            (
                f"{case.label}: {case.title}",
                f"{case.country}; {case.sector}",
                case.initiation,
                " ".join(str(about["study_design"]).split()),
                "; ".join(cited.get(source_id, source_id) for source_id in case.source_ids.split()),
                f"{case.n_segments}",
                f"{case.n_speakers}",
                f"{len(mine)}",
                "; ".join(most) or "none",
                " · ".join(f"{n}" for n in came),
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def _cited(authors: str, year: Any) -> str:
    """Return a source as texts cite it: ``Farr 2017``, ``Tingvold and Olsvold 2023``, ``Gheduzzi et al. 2021``."""
    named: Sequence[str] = [author.split()[0].rstrip(",") for author in authors.split(";") if author.strip()]
    who = " and ".join(named) if len(named) < 3 else f"{named[0]} et al."
    return f"{who} {year}"


def _most_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the three rows with most passages, with all that tie with the third where that makes no more than five."""
    ranked = rows.sort_values("n_segments", ascending=False, kind="stable")
    if len(ranked) <= 3:
        return ranked
    tied = ranked[ranked["n_segments"] >= ranked["n_segments"].iloc[2]]
    return tied if len(tied) <= 5 else ranked[ranked["n_segments"] > ranked["n_segments"].iloc[2]]


def caption(cases: pd.DataFrame) -> str:
    """Return the caption of the table of cases."""
    return (
        f"**The {what(cases).removeprefix('1 ')}: what was studied, how, and how much was read.** Passages are those"
        " read as evidence, speakers those that the source labels. Barriers seen are told of as there, not only feared."
        " Links (stated causes and effects) to harm are counted by what came of it: it happened, a remedy met it, or"
        f" it was only feared. {HOW_TO_READ}"
    )

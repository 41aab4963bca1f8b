"""The summary of findings as it is printed, with the draft of GRADE-CERQual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.findings import joined

#: The columns of `summary_of_findings`; the last is for people and stays empty.
OVERALL = "Methods, relevance, overall confidence (for people)"
COLUMNS = [
    "Finding",
    "Cases behind it",
    "Passages",
    "Speakers",
    "Holds in re-analyses",
    "Random data sets that show it",
    "Adequacy: concern (draft)",
    "Coherence: concern (draft)",
    OVERALL,
]
#: Widths of the table in Word and LaTeX, in mm; they fill a landscape page.
SUMMARY_WIDTHS = (58, 44, 17, 17, 22, 22, 20, 40, 27)


def statements(table: pd.DataFrame) -> dict[str, str]:
    """Return the finding in words for each id."""
    return dict(zip(table["finding_id"], table["statement"], strict=True))


def summary_of_findings(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row a finding of `compute.certainty`, as readers of guidelines know it; people fill the last column."""
    named = {case_id: about["label"] for case_id, about in descriptions.items()}
    rows = []
    for one in table.itertuples():
        behind = [named[case_id] for case_id in one.case_ids.split()]
        whole = f"all {len(behind)}" if len(behind) == len(named) > 2 else "; ".join(behind)
        held = f"{one.n_holds} of {one.n_variants}" if one.n_variants else "cannot be asked"
        held += " (not as published)" if not pd.isna(one.as_published) and not one.as_published else ""
        random = "not asked" if pd.isna(one.n_random) else f"{one.n_random_holds} of {one.n_random}"
        random += " (not claimed)" if not pd.isna(one.claimed) and not one.claimed and not pd.isna(one.n_random) else ""
        rows.append(
            (
                one.statement,
                whole or "none",
                f"{one.n_segments}",
                f"{one.n_speakers}",
                held,
                random,
                one.adequacy_concern,
                _coherence(one, named),
                one.overall,
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def _coherence(one: Any, named: Mapping[str, str]) -> str:
    """Return the concern about coherence and what stands behind it: the coding against it, the case that turns it."""
    against = [reader(part) for part in one.readers_against.split()]
    told = [f"holds in under half of the re-analyses of {joined(against)}"] if against else []
    if one.hangs_on:
        told.append(f"not without {' or '.join(named.get(part, part) for part in one.hangs_on.split())}")
    return f"{one.coherence_concern} ({'; '.join(told)})" if told else one.coherence_concern


def reader(coder: str) -> str:
    """Return who read, in words."""
    return f"coding {coder}" if len(coder) == 1 else coder

"""What captions share: how things are counted, what the data are, numbers with their words.

A caption says what is drawn, how it is counted, n, what blank and hatched mean, and what the data cannot say.
An alt text says the kind of chart and its main point in about 150 characters.
"""

from __future__ import annotations

import pandas as pd

from ..core.counts import COUNTED, CountBy

UNIT = {"segments": "passages of the sources", "speakers": "labelled speakers", "links": "links"}

READING = (
    "The data are a machine-assisted reading of published text, not the original teams' coding of their transcripts; "
    "counts of passages measure what was reported and coded, not how common it is."
)

PASSES = (
    "A star marks what only one of the two independent coding passes shows; a case that one pass alone has read has"
    " none."
)

#: The same for a figure, whose cells may hold a star and no number.
STARS = f"{PASSES[:-1]}. A star without a number: the consensus does not keep it."


def n_of(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def passages_of(table: pd.DataFrame) -> set[str]:
    return {one for ids in table["segment_ids"] for one in ids.split()}


def strongest(table: pd.DataFrame, count_by: CountBy) -> pd.Series | None:
    if table.empty or table[COUNTED[count_by]].max() == 0:
        return None
    return table.sort_values(COUNTED[count_by], ascending=False, kind="stable").iloc[0]


def what(cases: pd.DataFrame) -> str:
    """Return how many cases or units are laid side by side."""
    n, units = cases["case_id"].nunique(), len(cases)
    return n_of(n, "case") if n == units else f"{n_of(units, 'unit')} of {n_of(n, 'case')}"

"""How firmly a figure's headline findings hold, in a few words for its caption: in how many re-analyses, and whether
random data would show them too.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from .honest import may_claim

#: What the column ``fails_with`` of the findings adds to the name of a choice that is that of the data as published.
AS_PUBLISHED = ", as published"
_HOLDS = {True: "holds", False: "does not hold as published; holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return the findings of a figure, each in how many re-analyses it holds, and which random data show as well; empty
    where it makes none.

    Under which choices a finding does not hold stands in the figure and table of robustness.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    return " ".join(
        f"{row.statement}: {_HOLDS.get(row.as_published, 'cannot be asked of these data; holds')} in"
        f" {row.n_holds} of {row.n_variants} re-analyses{_beside_chance(row)}."
        for row in mine.itertuples()
    )


def _beside_chance(row: Any) -> str:
    """Return in how many random data sets a finding holds as well; empty where it was set against none."""
    return "" if pd.isna(row.n_random) else f"; {may_claim(int(row.n_random_holds), int(row.n_random)).told}"

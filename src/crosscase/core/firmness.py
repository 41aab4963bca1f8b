"""How firmly a figure's headline findings hold, in a few words for its caption: in how many re-analyses, and whether
random data would show them too.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from .honest import may_claim

#: What the column ``fails_with`` of the findings adds to the name of a choice that is that of the data as published.
AS_PUBLISHED = ", as published"
#: A choice in that column: ``coding B (1 of 9)``.
_CHOICE = re.compile(r"(?:^|; )([^;]+?) \((\d+) of (\d+)\)")
#: A finding that holds in more than half is told with the choice under which it holds in at most so large a share.
_SELDOM = 0.25
_HOLDS = {True: "holds", False: "does not hold as published; holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return the findings of a figure, each in how many re-analyses it holds, and which random data show as well; empty
    where it makes none.

    Of one that holds in more than half, the choice under which it holds least is named where that is seldom; all others
    stand in the figure and table of robustness.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    return " ".join(
        f"{row.statement}: {_HOLDS.get(row.as_published, 'cannot be asked of these data; holds')} in"
        f" {row.n_holds} of {row.n_variants} re-analyses{_seldom(row)}{_beside_chance(row)}."
        for row in mine.itertuples()
    )


def _seldom(row: Any) -> str:
    """Return the choice under which a finding that mostly holds hardly does: `` (3 of 34 by speakers)``; else"
    " nothing."""
    turns = getattr(row, "fails_with", "")
    told = [(name, int(n), int(of)) for name, n, of in _CHOICE.findall(turns if isinstance(turns, str) else "")]
    told = [one for one in told if not one[0].endswith(AS_PUBLISHED) and one[1] <= _SELDOM * one[2]]
    if not told or 2 * row.n_holds <= row.n_variants:
        return ""
    name, n, of = min(told, key=lambda one: (one[1] / one[2], -one[2]))
    return f" ({n or 'none'} of {of} {name if name.startswith(('without ', 'by ')) else f'with {name}'})"


def _beside_chance(row: Any) -> str:
    """Return in how many random data sets a finding holds as well; empty where it was set against none."""
    return "" if pd.isna(row.n_random) else f"; {may_claim(int(row.n_random_holds), int(row.n_random)).told}"

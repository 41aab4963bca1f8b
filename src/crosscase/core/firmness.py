"""What stands at the foot of a figure: in how many variants its headline findings hold, and whether random data would
show them too.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from .honest import may_claim

_AS_PUBLISHED = {True: "holds", False: "does not hold; it holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return what stands at the foot of a figure: its findings, in how many variants they hold, and which random data
    show as well; empty where it makes none.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    if mine.empty:
        return ""
    told = " ".join(
        f"{row.statement}: {_AS_PUBLISHED.get(row.as_published, 'cannot be asked of these data; it holds')} in"
        f" {row.n_holds} of {row.n_variants} variants{_in_none(row)}{_beside_chance(row)}."
        for row in mine.itertuples()
    )
    return f"{told} Variants: another pass, a case less, another count, codes merged, other evidence."


def _in_none(row: Any) -> str:
    """Return the choices under which a finding never holds while it does under others; empty where there is none."""
    turns = getattr(row, "fails_with", "")
    never = re.findall(r"(?:^|; )([^;]+?) \(0 of \d+\)", turns if isinstance(turns, str) else "")
    return f" (none: {', '.join(never)})" if never else ""


def _beside_chance(row: Any) -> str:
    """Return in how many random data sets a finding holds as well; empty where it was set against none."""
    return "" if pd.isna(row.n_random) else f"; {may_claim(int(row.n_random_holds), int(row.n_random)).told}"

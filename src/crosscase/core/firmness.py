"""What stands at the foot of a figure: in how many variants its headline findings hold, and whether random data would
show them too.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from .honest import may_claim

#: What the column ``fails_with`` adds to the name of a choice that is that of the data as published.
AS_PUBLISHED = ", as published"
#: A choice in that column: ``pass B (1 of 9)``.
_CHOICE = re.compile(r"(?:^|; )([^;]+?) \((\d+) of (\d+)\)")
#: Up to so many choices under which a finding holds at times are named.
_NAMED = 3
_HOLDS = {True: "holds", False: "does not hold; it holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return what stands at the foot of a figure: its findings, in how many variants they hold, and which random data
    show as well; empty where it makes none.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    if mine.empty:
        return ""
    told = " ".join(
        f"{row.statement}: {_HOLDS.get(row.as_published, 'cannot be asked of these data; it holds')} in"
        f" {row.n_holds} of {row.n_variants} variants{_less_often(row)}{_beside_chance(row)}."
        for row in mine.itertuples()
    )
    return f"{told} Variants: another pass, a case less, another count, codes merged, other evidence."


def _less_often(row: Any) -> str:
    """Return the choices under which a finding holds never, or in less than half of the variants while it does in more
    under others; empty where there is none.

    Those of the data as published are left out; of those under which it holds at times, more than a few are counted.
    """
    turns = getattr(row, "fails_with", "")
    told = _CHOICE.findall(turns if isinstance(turns, str) else "")
    chosen = [(name, int(n), int(of)) for name, n, of in told if not name.endswith(AS_PUBLISHED)]
    never = [name for name, n, _ in chosen if not n]
    rarely = [f"{_with(name)} in {n} of {of}" for name, n, of in chosen if n]
    if len(rarely) > _NAMED:
        rarely = [f"in less than half under {len(rarely)} {'other ' if never else ''}choices"]
    said = [*([f"none: {', '.join(never)}"] if never else []), *([", ".join(rarely)] if rarely else [])]
    return f" ({'; '.join(said)})" if said else ""


def _with(name: str) -> str:
    """Return a choice as it stands in a sentence."""
    return name if name.startswith(("without ", "by ", "however ")) else f"with {name}"


def _beside_chance(row: Any) -> str:
    """Return in how many random data sets a finding holds as well; empty where it was set against none."""
    return "" if pd.isna(row.n_random) else f"; {may_claim(int(row.n_random_holds), int(row.n_random)).told}"

"""What stands at the foot of a figure: in how many variants its headline findings hold."""

from __future__ import annotations

import pandas as pd

_AS_PUBLISHED = {True: "holds", False: "does not hold; it holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return what stands at the foot of a figure: its findings and in how many variants they hold; empty where it
    makes none.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    if mine.empty:
        return ""
    told = " ".join(
        f"{row.statement}: {_AS_PUBLISHED.get(row.as_published, 'cannot be asked of these data; it holds')} in"
        f" {row.n_holds} of {row.n_variants} variants."
        for row in mine.itertuples()
    )
    return f"{told} Variants: another pass, a case less, another count, codes merged."

"""The literature: factors by effects that the same works report."""

from __future__ import annotations

import pandas as pd


def literature(table: pd.DataFrame, cited: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the literature's factor by effect matrix."""
    factors, effects = table["factor_id"].nunique(), table["effect_id"].nunique()
    pairs = int((table["n_works"] > 0).sum())
    numbers = {n for numbers in cited["numbers"] for n in numbers.split()}
    top = table.sort_values("n_works", ascending=False, kind="stable").iloc[0]
    caption = (
        f"**Shortcomings of public involvement in the literature.** The {factors} antecedents and process barriers"
        f" (rows) by the {effects} negative effects (columns) of Table 1 of Gheduzzi et al. (2021), drawn anew from"
        " data. A cell prints the citation numbers of the works that the table cites for both; in brackets, how many"
        f" works it cites for the row or column; {cited['work_id'].nunique()} works under {len(numbers)} citation"
        " numbers, works listed under two numbers counted once. Blank: no work is cited for both. That a work reports"
        " both does not mean that it links them. The grey shading of the printed table (factors from co-production"
        " studies) is lost in the text that was read and is not shown."
    )
    alt = (
        f"Shaded table of {factors} published factors by {effects} effects: {pairs} of {len(table)} pairs share a work,"
        f" none more than {int(top['n_works'])}."
    )
    return caption, alt

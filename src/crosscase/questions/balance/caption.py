"""The balance of co-destruction and co-creation."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import REMEDIED, VALENCES
from ...publish.words import READING, what


def balance(table: pd.DataFrame, cases: pd.DataFrame, by_pass: pd.DataFrame, *, note: str = "") -> tuple[str, str]:
    """Return caption and alt text of the balance of co-destruction and co-creation.

    *by_pass* is `passes.links_by_pass`: the links of each valence in each independent pass. *note* says what the
    claim of the figure rests on.
    """
    total = table.groupby("valence")["n_links"].sum()
    harm = table[table["valence"] == "co-destruction"]
    remedied = int(harm.loc[harm["status"].isin(REMEDIED), "n_links"].sum())
    both = table.groupby(["unit", "valence"])["n_links"].sum().unstack("valence")
    coexist = int(((both[list(VALENCES)] > 0).all(axis=1)).sum())
    alone = by_pass.pivot(index="coder", columns="valence", values="n_links")
    told = "; ".join(
        f"pass {coder} by itself has {row['co-destruction']} and {row['co-creation']}"
        for coder, row in alone.iterrows()
        if row.sum()
    )
    told = f"{told[0].upper()}{told[1:]}." if told else ""
    caption = (
        f"**Co-destruction and co-creation in {what(cases)}.** Links (cause to effect) by the valence of the effect and"
        " by status: realised, mitigated or averted by a remedy, or possible (feared, expected or claimed in general)."
        f" {int(total['co-destruction'])} links of co-destruction, of which {remedied} were mitigated or averted, and"
        f" {int(total['co-creation'])} of co-creation; {coexist} of {len(cases)} show both. {told} A link is one"
        " statement in one passage; a part too narrow for its number stands in the data. The lengths compare what the"
        " sources report, not how well a case went: a study of failure reports failures."
        f" {note + ' ' if note else ''}{READING}"
    )
    alt = (
        f"Diverging bars for {what(cases)}: {int(total['co-destruction'])} co-destruction links ({remedied} mitigated "
        f"or averted) against {int(total['co-creation'])} of co-creation; {coexist} show both."
    )
    return caption, alt

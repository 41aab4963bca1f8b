"""What became of the harm, in words: over all links, by case, and what the balance can and cannot say."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import REMEDIED, STATUSES
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin, what


@names_thin
def harm_told(shares: pd.DataFrame, over_cases: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the sentences on shares that stand below the balance: by status over all links, the range over cases, and
    what may be said of cases."""
    units = shares[shares["what"] == "unit"]
    if units.empty:
        return "No link of co-destruction was coded."
    total = units["n_links"].sum()
    parts = []
    for status in STATUSES:
        mine = units[units["status"] == status]
        span = f" ({mine['share'].min():.0%} to {mine['share'].max():.0%} by case)" if len(mine) > 1 else ""
        parts.append(f"{mine['n_links'].sum() / total:.0%} {status}{span}")
    told = over_cases.set_index("measure")["told"]
    word = "case" if (cases["unit"] == cases["case_id"]).all() else "unit"
    met = (
        f" {word.capitalize()}s in which a harm was met: {told['cases with a harm met']} that tell of harm."
        if "cases with a harm met" in told
        else ""
    )
    means = [
        f" Mean over {word}s of the {measure}: {told[measure]}."
        for measure in ("share of harms met", "share of harms realised")
        if measure in told and over_cases.set_index("measure")["low"].notna()[measure]
    ]
    good = told["good minus harm"]
    good = f"Good against harm (share of links): {good}." if good.startswith("p =") else good
    return (
        f"Of the links of co-destruction, {joined(parts)}. Links of one passage or {word} are not independent, so "
        f"their shares carry no interval.{met}{''.join(means)} "
        f"{good}"
    )


@names_thin
def shares_table(shares: pd.DataFrame, cases: pd.DataFrame, least: int) -> str:
    """Return the caption of the table of shares."""
    told = shares[shares["what"] == "unit"]
    total, happened = (int(part["n_links"].sum()) for part in (told, told[told["status"] == "realised"]))
    met = int(told.loc[told["status"].isin(REMEDIED), "n_links"].sum())
    came = (
        f"Of {n_of(total, 'link')} to harm in {what(cases)}, {happened} {'says' if happened == 1 else 'say'} that it"
        f" happened and {met} that a remedy met it."
        if total
        else f"No link to harm is told of in {what(cases)}."
    )
    return (
        f"**{came}** A link is a stated cause and effect; harm is co-destruction. Rows: barriers, then cases, which"
        " also count the few links that start from an enabler. Realised: it happened; mitigated: it happened, but"
        " weaker; averted: a remedy stopped it; possible: only feared. In brackets the share of the row's links, where"
        f" there are {least} or more. Links of one passage, speaker or case are not independent, so no interval is"
        f" given. Blank: none. {HOW_TO_READ}"
    )


def balance_limits(table: pd.DataFrame, shares: pd.DataFrame) -> str:
    """Return what the balance can and cannot say, with its numbers."""
    kept = int(table["n_links"].sum()) if len(table) else 0
    total = int(shares.loc[shares["what"] == "unit", "n_links"].sum())
    return (
        "They can say that harm and good are told side by side, which harms happened and which were feared, and in "
        f"{kept} of {total} links of co-destruction what a source says kept the harm away. "
        "They cannot say how often harm was prevented: a harm that never came is seldom written down, readers differ "
        "on what counts as one, and nobody reports the remedies that were tried in vain. "
        "A longer bar is a longer story, not a worse case."
    )

"""What became of the harm, and which remedy met which barrier and effect."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import REMEDIED, STATUSES, labels
from ...core.findings import joined
from ...publish.words import READING, n_of, what
from .compute import NOT_READ_TWICE
from .met import ROWS


def harm_told(shares: pd.DataFrame, over_cases: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the sentences on shares that the caption of the balance gets: by status over all links, the range over
    cases, and what may be said of cases."""
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


def extended(caption: str, told: str) -> str:
    """Return a caption with further sentences before what every caption says of the data."""
    return caption.replace(READING, f"{told} {READING}")


def remedies(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    coder: str,
    passes: Sequence[str] = ("A", "B"),
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the figure of remedies. *table* is `balance.remedies`."""
    names = labels(codes)
    kept = table[table["n_links"] > 0]
    barriers = kept.groupby("remedy")["cause"].nunique()
    most = barriers[barriers == barriers.max()].index if len(barriers) else []
    first, second, own = int(table["n_first"].sum()), int(table["n_second"].sum()), int(table["n_links"].sum())
    both = int((kept["read_by"] == " and ".join(passes)).sum())
    several = (
        f"{joined([names[one] for one in most])} met most barriers ({barriers.max()}); "
        if len(most) and barriers.max() > 1
        else ""
    )
    readings = (
        f"pass {passes[0]} read {first}, pass {passes[1]} {second}; both passes state {both} of the "
        f"{n_of(len(kept), 'kept row')}"
    )
    if len(table) and (table["read_by"] == NOT_READ_TWICE).all():
        readings = "all in cases that one pass only has read, so that nobody could disagree"
    enabled = set(codes.loc[codes["family"] == "enabler", "code_id"])
    from_enabler = int(kept.loc[kept["cause"].isin(enabled), "n_links"].sum())
    readings += f"; {from_enabler} of the {n_of(own, 'link')} start{'s' * (from_enabler == 1)} from an enabler" * (
        from_enabler > 0
    )
    caption = (
        f"**What kept harm from happening, in {what(cases)}, and who reads it so.** One row per harm that a reading "
        "says a remedy met, by remedy. Full square: averted, the harm did not happen; half square: mitigated, it "
        "was weakened; a number counts links where there are several. "
        f"Blank: this reading states no such link. {n_of(own, 'link')} {'is' if own == 1 else 'are'} kept ({coder}), "
        f"{readings}. This is the finding that depends most on the reader: whether a harm that did "
        f"not happen was about to happen is seldom said in so many words. {several}{len(kept)} rows of "
        f"{n_of(kept['case_id'].nunique(), 'case')} are instances to read, not evidence that a remedy works: what "
        f"failed to help is hardly ever reported. {ROWS} {note + ' ' if note else ''}{READING}"
    )
    alt = (
        f"Chart of {len(table)} harms met by a remedy, by reading: {own} links in the {coder}, {first} in pass "
        f"{passes[0]}, {second} in pass {passes[1]}; most are read by one pass only."
    )
    if len(table) and (table["read_by"].isin(passes)).mean() <= 0.5:
        alt = alt.replace("; most are read by one pass only", "")
    return caption, alt[:200]


def harm(shares: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = "") -> tuple[str, str]:
    """Return caption and alt text of the figure of harm by barrier. *shares* is `balance.shares`."""
    names = labels(codes)
    table = shares[shares["what"] == "barrier"]
    order = list(dict.fromkeys(table["id"]))
    met = table[table["status"].isin(REMEDIED) & (table["n_links"] > 0)]
    realised = int(table.loc[table["status"] == "realised", "n_links"].sum())
    total = int(table["n_links"].sum())
    caption = (
        f"**What became of the harm that each barrier led to, in {what(cases)}.** Links from a barrier to an effect "
        "of co-destruction: realised, mitigated or averted by a remedy, or possible (feared, hoped for or "
        f"general). {total} links of {n_of(len(order), 'barrier')}; {realised} realised, "
        f"{int(met['n_links'].sum())} mitigated or averted, at {n_of(met['id'].nunique(), 'barrier')}. The column at "
        "the right counts the cases that state a link. The lengths compare what is reported. Links of one passage "
        "are not independent: no interval is given for a share of links. "
        f"Blank: a barrier without a row leads to no harm in any passage. {note + ' ' if note else ''}{READING}"
    )
    point = f": most from {names[order[0]].lower()} ({table['of'].iloc[0]})" if order else ""
    met_n = int(met["n_links"].sum())
    alt = (
        f"Stacked bars of links to a harm for {len(order)} barriers{point}; {realised} of {total} realised, {met_n} "
        "mitigated or averted."
    )
    return caption, alt[:200]


def shares_table(shares: pd.DataFrame, cases: pd.DataFrame, least: int) -> str:
    """Return the caption of the table of shares."""
    return (
        f"**What became of the harm, by barrier and by case, in {what(cases)}.** Links of co-destruction by status, "
        f"in brackets the share of the row's links where there are {least} or more. Rows of cases also count links "
        "that start from an enabler. "
        f"Links of one passage, speaker or case are not independent, so no interval is given. Blank: none. {READING}"
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

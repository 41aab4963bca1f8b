"""The evidence gap map, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, few, n_of, names_thin, number_word, passages_of, what


@names_thin
def evidence_gaps(
    table: pd.DataFrame, links: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the figure; *table* is `compute.gaps`, *links* those that it was made from."""
    if table.empty:
        nothing = f"No barrier and no harm to lay against each other are seen in {what(cases)}."
        return f"**{nothing}** {HOW_TO_READ}", nothing
    stated = table[table["n_links"] > 0]
    barriers, harms, several = table["cause"].nunique(), table["effect"].nunique(), int((stated["n_cases"] > 1).sum())
    compared = cases["case_id"].nunique() > 1
    if stated.empty:
        takeaway = f"No source states that any of {n_of(barriers, 'barrier')} led to any of {n_of(harms, 'harm')}."
    else:
        own = several - int(stated["several_by_shared"].sum())
        again = f", and {several or 'none'} in more than one case" if compared else ""
        again += f" ({own or 'none'} without shared text)" if compared and own < several else ""
        verb = "is" if len(stated) == 1 else "are"
        takeaway = (
            f"Of {n_of(len(table), 'pair')} of a barrier and a harm, {len(stated)} {verb} stated by some source{again}."
        )
    good = int(((links["cause_family"] == "barrier") & (links["valence"] != VALENCES[0])).sum())
    undrawn = f"{number_word(good)} link{'s' * (good != 1)} to good {'is' if good == 1 else 'are'} not"
    number = "; number: cases" if several else ""
    parts = [
        f"**{takeaway}** Barriers by harm, in {what(cases)}:"
        f" {n_of(int(stated['n_links'].sum()), 'link')} (stated cause and effect),"
        f" {n_of(len(passages_of(stated)), 'passage')}.",
        f"Area: passages; disc in a ring: those in which it happened (half-filled: only met by a remedy){number}. Blank"
        " is a gap: both are seen, yet nobody states that one led to the other.",
        f"{undrawn} drawn." if good else "",
        note,
        HOW_TO_READ,
    ]
    return " ".join(part for part in parts if part), _alt(table, labels(codes), barriers, harms, several, compared)


def _alt(table: pd.DataFrame, names: Mapping[str, str], barriers: int, harms: int, several: int, compared: bool) -> str:
    """Return the alt text, at most 150 characters: kind, data, takeaway."""
    stated = table[table["n_links"] > 0]
    again = f", {several} in several cases" if compared else ""
    alt = (
        f"Bubbles of {n_of(barriers, 'barrier')} by {n_of(harms, 'harm')}: {len(stated)} of {n_of(len(table), 'pair')}"
        f" stated{again}"
    )
    if stated.empty:
        return f"{alt}."
    top = stated.loc[stated["n_segments"].idxmax()]
    most = f"; most often: {names[top['cause']].lower()} to {names[top['effect']].lower()}"
    return f"{alt}{most if len(alt + most) < 150 else ''}."


@names_thin
def what_we_see(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how many pairs are stated, which most widely, what came of them, what is bare.

    *table* is `compute.gaps`.
    """
    stated = table[table["n_links"] > 0]
    if stated.empty:
        return f"No source of {what(cases)} states that a barrier led to harm."
    names = labels(codes)
    told = [
        f"The sources of {what(cases)} state {len(stated)} of {n_of(len(table), 'pair')} of a barrier and a harm;"
        f" {len(table) - len(stated)} are gaps."
    ]
    if cases["case_id"].nunique() > 1:
        told.append(_most_widely(stated, names))
    kinds = stated["outcome"].value_counts()
    came = [
        f"{kinds[outcome]} {word}"
        for outcome, word in (
            ("happened", "in which the harm happened somewhere"),
            ("met", "in which a remedy weakened or stopped it wherever it came"),
            ("feared", "in which it was only feared"),
        )
        if outcome in kinds
    ]
    told.append(f"Of the stated pairs there {'is' if kinds.iloc[0] == 1 == len(came) else 'are'} {joined(came)}.")
    bare = {
        column: [names[code].lower() for code in dict.fromkeys(table[column]) if code not in set(stated[column])]
        for column in ("cause", "effect")
    }
    if bare["cause"]:
        told.append(f"No harm is stated to have followed {few(bare['cause'], 'barrier', most=4)}.")
    if bare["effect"]:
        told.append(f"No barrier is stated to have led to {few(bare['effect'], 'harm', most=4)}.")
    return " ".join(told)


def _most_widely(stated: pd.DataFrame, names: Mapping[str, str]) -> str:
    several, most = int((stated["n_cases"] > 1).sum()), int(stated["n_cases"].max())
    if not several:
        return "None of them stands in more than one case."
    top = stated[stated["n_cases"] == most]
    widest = [f"from ‘{names[one.cause]}’ to ‘{names[one.effect]}’" for one in top.itertuples()]
    which = joined(widest) if len(widest) <= 3 else n_of(len(widest), "pair")
    by_shared = int(stated["several_by_shared"].sum())
    shared = f"; {by_shared} of them only by text that cases share" if by_shared else ""
    verb = "stands" if several == 1 else "stand"
    return f"{several} {verb} in more than one case{shared}; most widely ({n_of(most, 'case')}): {which}."


def limits(table: pd.DataFrame) -> str:
    """Return what the map can and cannot say, with its numbers."""
    stated = table[table["n_links"] > 0]
    once = int((stated["n_segments"] == 1).sum())
    return (
        "It can say where a source states that a barrier led to a harm, and where none does. It cannot say why a place"
        " is blank: that nothing happened, that nobody looked, or that it was not written. A blank between a barrier"
        " and a harm that are told often is more telling than one between two that are told once; "
        f"{once} of {n_of(len(stated), 'stated pair')} rest{'s' * (len(stated) == 1)} on a single passage. A disc in a"
        " ring leaves open what came of the others: some were met by a remedy, some only feared; the data beside the"
        " figure count both."
    )

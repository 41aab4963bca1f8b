"""The draft of GRADE-CERQual in words."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin, thin_in
from .compute import CONCERNS, NOT_RATED, rules

_PARTS = {"adequacy_concern": "adequacy of data", "coherence_concern": "coherence"}
#: Up to so many findings are named in a sentence.
_NAMED = 3


@names_thin
def what_we_see(table: pd.DataFrame) -> str:
    """Return the answer in a paragraph: which concerns the rules propose, and for which findings least and most."""
    n = len(table)
    if not n:
        return "No headline finding is declared, so there is none whose certainty could be judged."
    minor, _, serious = CONCERNS
    parts = []
    for column, word in _PARTS.items():
        count = table[column].value_counts()
        listed = [f"{concern} for {count[concern]}" for concern in (*CONCERNS, NOT_RATED) if count.get(concern)]
        parts.append(f"concern about {word} is {joined(listed)}")
    firm = table[(table[list(_PARTS)] == minor).all(axis=1)]
    weak = table[(table[list(_PARTS)] == serious).any(axis=1)]
    return (
        f"Of {n_of(n, 'finding')}, by the rules of the draft, {'; '.join(parts)}. None or a minor one in both:"
        f" {_these(firm)}. A serious one in either: {_these(weak)}. No overall assessment is made: that is for people."
    )


def _these(part: pd.DataFrame) -> str:
    """Return which findings these are: each in words where they are few, else how many."""
    if part.empty:
        return "no finding"
    if len(part) > _NAMED:
        return n_of(len(part), "finding")
    return "; ".join(f"“{statement}”" for statement in part["statement"])


def rules_told() -> str:
    """Return the rules by which the draft proposes a concern, as a list in Markdown."""
    rows = rules().itertuples(index=False, name=None)
    return "\n".join(f"- *{component}*, {concern}: {when}." for component, concern, when in rows)


def summary_of_findings(table: pd.DataFrame) -> str:
    """Return the caption of the table of findings."""
    firm = (table[list(_PARTS)] == CONCERNS[0]).all(axis=1).sum()
    return (
        f"**Summary of findings: {firm} of {n_of(len(table), 'finding')} with no more than minor concern in what can be"
        " counted.** Passages and labelled speakers stand behind a finding; a re-analysis asks it again of other data"
        " (one coding, a case less, another count, merged codes, less evidence). The draft follows GRADE-CERQual (Lewin"
        " et al. 2018): adequacy of data and coherence get a concern by rule, printed in the notebook on certainty; the"
        " numbers in the rules are conventions. Methodological limitations, relevance and the overall confidence are"
        f" for people to judge, and the column for them is empty. {thin_in(table)}{HOW_TO_READ}"
    )


def limits(table: pd.DataFrame) -> str:
    """Return what the draft can and cannot say."""
    first_hand = int((table["n_quotations"] + table["n_field_notes"]).sum())
    passages = int(table["n_segments"].sum())
    kinds = (
        f" Of the passages behind these findings, {first_hand} of {passages} are quotations or field notes, counted"
        " once for each finding; the others are what authors report or conclude."
        if passages
        else ""
    )
    return (
        "The draft says how much stands behind a finding and how easily our own choices turn it. It does not say"
        " whether the studies were sound, nor whether they fit another place; and many passages are no proof that a"
        f" source saw well.{kinds} A concern by rule is a reason to look, not a verdict; a finding without one may"
        " still be wrong, above all where one language model has read every case."
    )

"""The draft of GRADE-CERQual in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.findings import joined
from ...publish.words import READING, n_of
from .compute import CONCERNS, NOT_RATED, THRESHOLDS, rules
from .published import keys_of

_PARTS = {"adequacy_concern": "adequacy of data", "coherence_concern": "coherence"}
#: Up to so many findings are named in a sentence, and so many cases described in the caption.
_NAMED, _DESCRIBED = 3, 12


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


def certainty(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the caption of the draft."""
    at = THRESHOLDS
    return (
        f"**A draft for judging confidence in {n_of(len(table), 'finding')} (GRADE-CERQual, Lewin et al. 2018).**"
        " Adequacy of data and coherence are filled from the data, and a concern is proposed by rule: about adequacy"
        f" none or minor from {at.cases} cases, {at.passages} passages, {at.speakers} labelled speakers and"
        f" {at.first_hand} quotations or field notes, serious below {at.least_cases} cases or {at.least_passages}"
        " passages or without any quotation or field note; about coherence none or minor where a finding holds as"
        f" published and in {at.holds:.0%} of the variants, no pass is against it and no single case turns it,"
        f" serious where it does not hold as published, holds in less than {at.least_holds:.0%} or random data show it"
        " as well; else moderate. A pass is against a finding that holds in less than half of the variants of that"
        " pass; a case turns one that does so without it and not with it. The numbers are conventions, not CERQual's."
        " Methodological limitations and relevance are left to people: to judge are the designs and settings of the"
        f" studies behind a finding ({_studies(table, descriptions)}), and that the coding is one by a language model"
        f" of published text. The overall assessment is to be made by people; the program never makes it. {READING}"
    )


def _studies(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return which letter stands for which case with its country, sources and design; where they stand if many."""
    if len(descriptions) > _DESCRIBED:
        return "letters stand for the cases in their order; certainty.csv describes each"
    key = keys_of(list(descriptions))
    return "; ".join(
        f"{key[case_id]} {about['label']}: {about['country']}, {', '.join(about['sources'])}, "
        + " ".join(str(about["study_design"]).split())
        for case_id, about in descriptions.items()
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

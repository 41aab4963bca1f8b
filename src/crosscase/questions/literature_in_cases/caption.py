"""The literature's factors by case, and what the cases add."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import labels
from ...core.crosswalk import RELATIONS
from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import HOW_TO_READ, all_of, case_word, few, n_of, names_thin, opening, what

#: Up to so many codes are named in a sentence; more are counted.
_NAMED = 8


def _own(own: set[str], cases: pd.DataFrame) -> str:
    """Return whose paper drew the table up; empty where it is that of no case."""
    named = _own_cases(own, cases)
    return (
        f"The table was drawn up by the paper of {joined(named)}, whose own case is no independent evidence."
        if named
        else ""
    )


def _own_cases(own: set[str], cases: pd.DataFrame) -> list[str]:
    label = cases.drop_duplicates("case_id").set_index("case_id")["label"]
    return [label[case_id] for case_id in label.index if case_id in own]


@names_thin
def literature_in_cases(
    found: pd.DataFrame,
    totals: pd.DataFrame,
    added: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
    *,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the factors by case; *found* is `literature_in_cases.findings`, *totals*
    `totals`, *added* `additions`, *note* how firmly it holds.
    """
    n, unreached = len(totals), int(totals["n_related"].isna().sum())
    touched_factors = int((totals["n_related"] > 0).sum()) - len(found)
    new = int((added["standing"] == "added").sum())
    touched = len(added) - new
    named = _own_cases(own, cases)
    away = int((totals["n_wider_elsewhere"].fillna(0) > 0).sum())
    of_own = (
        f" Without {joined(named)} (§), whose paper drew the table up, {away or 'none'} would be shown."
        if named
        else ""
    )
    shown = f"{_shown(found, n, cases)}; {_adds(new, cases)}"
    related = f"{touched} {'barrier or harm' if touched == 1 else 'barriers and harms'}"
    caption = (
        f"**{shown}.** Left: factors of Table 1 of Gheduzzi et al. (2021); in brackets, the works it cites. Those that"
        " one and the same code shows stand under one bracket and count once: their passages are the same. Passages of"
        " a wider code may be about another part of it. In the tables only:"
        f" {n_of(touched_factors, 'factor')} that related codes touch, {unreached} that no code reaches, {related} that"
        f" related factors touch.{of_own} {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = f"Table of published factors by case. {shown}."
    return caption, alt


def _shown(found: pd.DataFrame, n: int, cases: pd.DataFrame) -> str:
    """Return as a clause how many of *n* factors are shown, and how many findings that makes."""
    verb, findings = "shows" if len(cases) == 1 else "show", found["finding"].nunique()
    once = f", which count as {n_of(findings, 'finding')}" if findings < len(found) else ""
    return f"{opening(what(cases))} {verb} {len(found) or 'none'} of {n_of(n, 'published factor')}{once}"


def _adds(new: int, cases: pd.DataFrame) -> str:
    """Return as a clause how many barriers and harms the cases add."""
    they = "it adds" if len(cases) == 1 else "they add"
    return f"{they} {new or 'no'} {'barrier or harm' if new == 1 else 'barriers and harms'}"


@names_thin
def what_we_see(
    found: pd.DataFrame,
    totals: pd.DataFrame,
    added: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
) -> str:
    """Return the answer in a paragraph: how many factors the cases show, how firmly, and what they add.

    *found* is `literature_in_cases.findings`, *totals* `totals`, *added* `additions`.
    """
    word, n_cases = f"{case_word(cases)}s", len(cases)
    these, show = (f"this {word[:-1]}", "shows") if n_cases == 1 else (f"these {word}", "show")
    ways = ("fits", "wider", "related")
    fits, wider, related = (int((totals[f"n_{name}"] > 0).sum()) for name in ways)
    unreached = int(totals["n_related"].isna().sum())
    beyond = f" To {unreached} no code leads, so these could not be looked for." if unreached else ""
    if not related:
        told = [f"{these.capitalize()} {show} none of the {len(totals)} factors of the published table.{beyond}"]
    else:
        told = [
            f"Of the {len(totals)} factors of the published table, {these} {show} {fits} by a code that fits,"
            f" {wider} if wider codes count as well, and {related} if related ones do.{beyond}"
        ]
        findings = found["finding"].nunique()
        if findings < len(found):
            told.append(
                f"Several factors rest on one and the same code: the {len(found)} by fitting or wider codes count as"
                f" {n_of(findings, 'finding')}."
            )
        mine = int(cases["case_id"].isin(own).sum())
        if mine == n_cases:
            told.append(f"The table comes from the paper that studied {these}: no independent evidence.")
        elif mine:
            away = [int((totals[f"n_{name}_elsewhere"] > 0).sum()) for name in ways]
            told.append(
                f"Without the {word[:-1] if mine == 1 else f'{mine} {word}'} that the table's own paper studied, these"
                f" numbers are {joined(map(str, away))}."
            )
        everywhere = int((totals["n_fits"] == n_cases).sum())
        if n_cases > 1:
            told.append(
                f"By a code that fits, {n_of(everywhere, 'factor') if everywhere else 'no factor'}"
                f" {'is' if everywhere < 2 else 'are'} shown in {all_of(cases)}."
            )
    return " ".join([*told, _added(added, labels(codes), n_cases, word)])


def _added(added: pd.DataFrame, names: dict[str, str], n_cases: int, word: str) -> str:
    """Return in words what the cases add to the published table; *added* is `literature_in_cases.additions`."""
    adds = f"{word[:-1]} adds" if n_cases == 1 else f"{word} add"
    if added.empty:
        return f"The {adds} nothing: no barrier or harm told there is missing from the table."

    new = added.loc[added["standing"] == "added", "code_id"]
    named = f" ({few(new.map(names), 'code', _NAMED)})" if 0 < len(new) <= _NAMED else ""
    most = int(added["n_units"].max())
    told = (
        f"The {adds} {len(added)} {'barrier or harm' if len(added) == 1 else 'barriers and harms'} that the table"
        f" does not hold: {len(new) or 'none'} that no factor even touches{named},"
        f" {len(added) - len(new) or 'none'} that only related factors touch."
    )
    if n_cases == 1:
        return told
    if most == 1:
        return f"{told} Each of these stands in one {word[:-1]} only."
    widest = added.loc[added["n_units"] == most, "code_id"]
    return f"{told} Told most widely ({most} of {n_cases} {word}): {few(widest.map(names), 'code', _NAMED)}."


@names_thin
def literature_in_cases_table(totals: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the caption of the published table of factors."""
    return (
        f"**The literature's factors in {what(cases)}.** {len(totals)} factors of Table 1 of Gheduzzi et al. "
        "(2021). Works: works that the table cites for the factor. Numbers in brackets behind a case count "
        f"passages, each told at its strongest. {RELATIONS} "
        f"{_own(own, cases)} Blank: not shown. {HOW_TO_READ}"
    )


@names_thin
def literature_added_table(added: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the caption of the published table of additions."""
    return (
        f"**What {what(cases)} add to the published table of shortcomings.** "
        f"{len(added)} barriers and effects of co-destruction that no factor holds, those that no factor "
        f"even touches first. Numbers in brackets behind a case count passages. {_own(own, cases)} "
        f"Enablers and effects of co-creation are outside the table. {HOW_TO_READ}"
    )


def literature_in_cases_say(totals: pd.DataFrame, added: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return what the data can and cannot say about the literature's factors, with the numbers."""
    shown = {name: int((totals[f"n_{name}"] > 0).sum()) for name in ("fits", "wider", "related")}
    return (
        f"They can say that {shown['fits']} of {len(totals)} factors are shown by a code that fits, "
        f"{shown['wider']} if wider codes count and {shown['related']} if related ones do: most of the published "
        "labels are narrower than our codes, so "
        f"for these the passages have to be read. They name {len(added)} barriers and effects that the table "
        "does not hold; some of them may stand in works that it cites. They cannot say that a factor no case "
        f"shows is wrong. {_own(own, cases)} "
        f"{may_show(len(cases)).reason}"
    )

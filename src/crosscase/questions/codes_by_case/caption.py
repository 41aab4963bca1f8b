"""Codes by case: barriers, effects, enablers."""

from __future__ import annotations

import pandas as pd

from ...core import honest
from ...core.codebook import VALENCES, labels
from ...core.counts import CountBy
from ...core.findings import joined
from ...core.order import code_order
from ...publish.words import (
    HOW_TO_READ,
    READING,
    SHARED,
    STARS_BESIDE,
    UNIT,
    all_of,
    case_word,
    few,
    n_of,
    passages_of,
    what,
)

_PLURAL = {"barrier": "barriers", "enabler": "enablers", "effect": "effects"}
_TITLES = {
    "barrier": "Barriers to co-production across {}.",
    "enabler": "What helped co-production across {}.",
    "effect": "What followed, across {}.",
}


def _basis(cases: pd.DataFrame) -> str:
    decision = honest.may_show(len(cases), "unit" if (cases["unit"] != cases["case_id"]).any() else "case")
    return (
        "Cases differ in length and in what their authors asked, so compare where a code is seen before how often. "
        f"{decision.reason}"
    )


def codes_by_case(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    family: str,
    *,
    count_by: CountBy,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of a figure of codes by case, of one family."""
    names, order = labels(codes), code_order(table, codes, family)
    shown = table[(table["family"] == family) & (table["state"] == "present")]
    per = shown.groupby("code_id")["unit"].nunique()
    everywhere = [names[c] for c in order if per.get(c, 0) == len(cases)]
    alone = [c for c in order if per.get(c, 0) == 1]
    said = table.loc[table["family"] == family, "state"].value_counts()
    absent, possible = (int(said.get(state, 0)) for state in ("absent", "possible"))
    daggers = f" {SHARED}" if (shown["shared_only"]).any() else ""
    caption = (
        f"**{_TITLES[family].format(what(cases))}** Left: the {UNIT[count_by]} in which the {family} was coded. Beside"
        f" it, where the cases fit on one page: their share of the passages of that case in which any {family} was"
        " coded, in percent; one passage can carry several, so a column can exceed 100. Right: in how many cases; the"
        f" rows are ordered by them. {n_of(len(passages_of(shown)), 'passage')} carry {_PLURAL[family]}. Seen in every"
        f" case: {'; '.join(everywhere) or 'none'}; in one case only: {len(alone)} of {len(order)}. Blank: the case was"
        f" read for it and nobody names it; ring: the source only says that it did not occur ({absent or 'none'} here);"
        f" question mark: only feared, hoped for or general ({possible or 'none'} here), so not seen; hatched:"
        f" the case was not read for it. {STARS_BESIDE}{daggers} {_basis(cases)} {note + ' ' if note else ''}{READING}"
    )
    first = f"{names[order[0]].lower()} in {per.get(order[0], 0)}"
    point = (
        f"{' and '.join(everywhere).lower()} in all"
        if 0 < len(everywhere) < 3
        else (
            f"{len(everywhere)} in all, among them {names[order[0]].lower()}" if everywhere else f"none in all; {first}"
        )
    )
    alt = f"Shaded table of {len(order)} {_PLURAL[family]} by {what(cases)}: {point}; {len(alone)} in one only."
    return caption, alt


def codes_in_cases(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of codes in cases."""
    return (
        f"**In which cases each code is seen, and on how much evidence.** {n_of(len(table), 'code')} of {what(cases)}: "
        "barriers, enablers and effects, of each kind those seen in most cases first. 'Of' counts the cases that were "
        "read for the code; a case that the source says is free of it counts as not showing it. A count of cases "
        "carries no interval, because nobody drew them from more of their kind. In brackets: share of the passages of "
        f"the case with a code of the same kind. {_basis(cases)} {HOW_TO_READ}"
    )


def what_we_see(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: which codes all share, which stand alone, and what silence is made of.

    *table* is `codes_in_cases`, a row per code.
    """
    if not table["n_cases"].any():
        return f"No passage of {what(cases)} carries a barrier, an enabler or an effect, so nothing is shared."
    n, word = len(cases), case_word(cases)
    if n == 1:
        most = table[table["n_segments"] == table["n_segments"].max()]["label"].tolist()
        return (
            f"One {word} shares nothing with others. It shows {_of_each(table, table['n_cases'] > 0)}; most passages"
            f" carry {few(most, 'code')} ({table['n_segments'].max()}{' each' * (len(most) > 1)})."
        )
    everywhere, alone, nowhere = (table["n_cases"] == number for number in (n, 1, 0))
    everyone = all_of(cases)
    told = [
        f"{everyone.capitalize()} show {_of_each(table, everywhere, named=True)}."
        if everywhere.any()
        else f"No code is seen in {everyone}.",
        f"Seen in one {word} only: {_of_each(table, alone)}"
        f"{f'; in none: {_of_each(table, nowhere)}' if nowhere.any() else ''}.",
    ]
    widest = table[(table["family"] == "barrier") & table["n_cases"].between(2, n - 1)]
    if len(widest):
        top = widest[widest["n_cases"] == widest["n_cases"].max()]
        next_to = "Short of all, the" if (everywhere & (table["family"] == "barrier")).any() else "The"
        are = "barrier seen most widely is" if len(top) == 1 else "barriers seen most widely are"
        told.append(
            f"{next_to} {are} {few(top['label'].tolist(), 'barrier')} (in {top['n_cases'].max()} of {n}"
            f"{' each' * (len(top) > 1)})."
        )
    valence = table["code_id"].map(codes.set_index("code_id")["valence"])
    harm, good = (int((table["n_cases"].gt(1) & (valence == one)).sum()) for one in VALENCES)
    if harm or good:
        shared = joined([text for many, text in ((harm, "what went wrong"), (good, "what went well")) if many])
        told.append(
            f"Of the effects that more than one {word} tells, {harm} {'is' if harm == 1 else 'are'} harm"
            f" (co-destruction) and {good} good (co-creation), so {shared} is shared."
        )
    return " ".join([*told, *_silence(table, n, word)])


def _of_each(table: pd.DataFrame, chosen: pd.Series, *, named: bool = False) -> str:
    """Return how many codes of each family are chosen, of how many: ``1 of 27 barriers and 0 of 18 enablers``."""
    told = []
    for family, part in table.groupby("family", sort=False):
        mine = part.loc[chosen[part.index], "label"].tolist()
        names = f" ({few(mine, str(family))})" if named and 0 < len(mine) <= 3 else ""
        told.append(f"{len(mine)} of {n_of(len(part), str(family))}{names}")
    return joined(told)


def codes_limits(cases: pd.DataFrame) -> str:
    """Return what the codes by case can and cannot say."""
    word = case_word(cases)
    return (
        f"They say in which {word}s a code was seen and how much of the telling it takes. They do not say that a"
        " barrier was missing where nobody names it, that a barrier told of often was stronger, or that others would"
        f" show the same: {word}s are chosen because they are told in detail, not drawn from all."
    )


def _silence(table: pd.DataFrame, n: int, word: str) -> list[str]:
    """Return in a sentence what stands behind a code that is not seen in a case; nothing where all are seen in all."""
    unseen = n * len(table) - int(table["n_cases"].sum())
    possible, denied = int(table["n_possible"].sum()), int(table["n_absent"].sum())
    unread = int((n - table["n_covered"]).sum())
    silent = unseen - possible - denied - unread
    known = [
        f"{n_of(number, 'time')} {reason}"
        for number, reason in (
            (possible, "it is only feared, hoped for or said in general"),
            (denied, "the source says that it did not occur"),
            (unread, f"the {word} was not read for it"),
        )
        if number
    ]
    if silent:
        known.append(f"in {silent} nobody names it" if known else "nobody names it")
    rest = joined(known)
    return [f"Where a code is not seen in a {word} ({n_of(unseen, 'time')}), {rest}."] if unseen else []

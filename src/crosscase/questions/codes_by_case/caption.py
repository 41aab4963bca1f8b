"""Codes by case: barriers, effects, enablers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.counts import CountBy
from ...core.findings import joined
from ...core.order import code_order
from ...publish.words import HOW_TO_READ, UNIT, all_of, case_word, few, n_of, names_thin, number_word, passages_of, what

_PLURAL = {"barrier": "barriers", "enabler": "enablers", "effect": "effects"}
_HELD = {"barrier": "a barrier", "enabler": "an enabler (what helped)", "effect": "an effect"}
_SHADES = {"effect": " Orange: harm (co-destruction); blue: good (co-creation)."}


@names_thin
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
    order = code_order(table, codes, family)
    shown = table[(table["family"] == family) & (table["state"] == "present")]
    headline, short = (shared_by(shown, order, labels(codes), cases, family, named=named) for named in (True, False))
    caption = (
        f"**{headline}.** A number in a shaded cell: {UNIT[count_by]} in which {_HELD[family]} is seen; n: passages"
        f" read in a {case_word(cases)}.{_SHADES.get(family, '')} Ring: only feared, hoped for or said in general, not"
        f" counted. Bars: in how many {case_word(cases)}s; the rows are ordered by them."
        f" {n_of(len(passages_of(shown)), 'passage')} carry {_PLURAL[family]}. {case_word(cases).capitalize()}s differ"
        " in what their authors asked, so compare where something is seen before how often."
        f" {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    return (
        caption,
        f"Shaded table of {n_of(len(order), family)} by {what(cases)}: {short[:1].lower()}{short[1:]}.",
    )


def shared_by(
    shown: pd.DataFrame,
    order: Sequence[str],
    names: Mapping[str, str],
    cases: pd.DataFrame,
    family: str,
    *,
    named: bool,
) -> str:
    """Return as a clause how many codes of a family all cases show (two or fewer by name where *named*), and how many
    one case alone.

    *shown* has a row per code and case that shows it, *order* is every code of the family.
    """
    everyone = all_of(cases, thin=named)
    n, per = len(cases), shown.groupby("code_id")["unit"].nunique()
    if n < 2:
        return f"{everyone[:1].upper() + everyone[1:]} shows {len(per)} of {n_of(len(order), family)}"
    everywhere = [names[code] for code in order if per.get(code, 0) == n]
    alone = sum(per.get(code, 0) == 1 for code in order)
    one = f"{alone or 'none'} of {len(order)} in one only"
    if not everywhere:
        return f"No {family} is seen in {everyone}, {one}"
    are = "is" if len(everywhere) == 1 else "are"
    if len(everywhere) > 2 or not named:
        kind = family if len(everywhere) == 1 else _PLURAL[family]
        return f"{number_word(len(everywhere))} {kind} {are} seen in {everyone}, {one}"
    return f"{joined([f'‘{name}’' for name in everywhere])} {are} seen in {everyone}, {one}"


@names_thin
def codes_in_cases(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of codes in cases."""
    return (
        f"**In which {case_word(cases)}s each code is seen, and on how much evidence.** {n_of(len(table), 'code')} of"
        f" {what(cases)}: barriers, enablers (what helped) and effects; of each kind those seen in most first. ‘Of’"
        " counts those that were read for the code. Links: stated causes and effects, the code being one of the two."
        f" In brackets: share of the passages of the {case_word(cases)} with a code of the same kind. {HOW_TO_READ}"
    )


@names_thin
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
        f"{everyone[:1].upper() + everyone[1:]} show {_of_each(table, everywhere, named=True)}."
        if everywhere.any()
        else f"No code is seen in {everyone}.",
        f"Seen in one {word} only: {_of_each(table, alone)}"
        f"{f'; in none: {_of_each(table, nowhere)}' if nowhere.any() else ''}.",
    ]
    widest = table[(table["family"] == "barrier") & table["n_cases"].between(2, n - 1)]
    if len(widest):
        top = widest[widest["n_cases"] == widest["n_cases"].max()]
        names = few(top["label"].tolist(), "barrier")
        say = f"the barrier{'s' * (len(top) > 1)} seen most widely {'is' if len(top) == 1 else 'are'} {names}"
        say = f"most widely seen are {names}" if len(top) > 3 else say  # a number of barriers, not their names
        say = (
            f"Short of all, {say}"
            if (everywhere & (table["family"] == "barrier")).any()
            else f"{say[:1].upper()}{say[1:]}"
        )
        told.append(f"{say} (in {top['n_cases'].max()} of {n}{' each' * (len(top) > 1)}).")
    valence = table["code_id"].map(codes.set_index("code_id")["valence"])
    harm, good = (int((table["n_cases"].gt(1) & (valence == one)).sum()) for one in VALENCES)
    if harm or good:
        shared = joined([text for many, text in ((harm, "what went wrong"), (good, "what went well")) if many])
        told.append(
            f"Of the effects that more than one {word} tells, {harm} {'is' if harm == 1 else 'are'} harm"
            f" (co-destruction) and {good} good (co-creation), so {shared} {'are' if harm and good else 'is'} shared."
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

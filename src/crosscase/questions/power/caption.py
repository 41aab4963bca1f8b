"""Dimensions of power by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import HOW_TO_READ, case_word, n_of, names_thin, passages_of, what

_DIMENSIONS = (
    "The dimensions are those that Farr (2017) brings together from Lukes (2005), Digeser (1992), Haugaard (2012), and"
    " Allen, Forst and Haugaard (2014)."
)


def _lens(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    lens = set(table.loc[table["lens"] == "uses the dimensions", "unit"])
    named = [label for unit, label in zip(cases["unit"], cases["label"], strict=True) if unit in lens]
    if not named:
        return "No paper of these cases names the dimensions, so silence may be what the paper did not look for."
    return (
        f"Only the paper of {joined(named)} (§) uses the dimensions; silence elsewhere may be what a paper did not look"
        " for."
    )


@names_thin
def power(
    table: pd.DataFrame, profile: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of power by case; *table* is `power.power_by_case`, *profile* `power.profile`."""
    names = labels(codes)
    shown = table[table["state"] == "present"]
    per = shown.groupby("code_id")["unit"].nunique()
    order = table["code_id"].unique()
    effects = profile[profile["part"] == "effect"].groupby("value")["n"].sum()
    harm, good = (effects.get(valence, 0) for valence in VALENCES)
    shared = shown[shown["shared_only"].fillna(False).astype(bool)].groupby("code_id")["unit"].nunique()
    headline = _headline(per, shared, names, order, cases)
    caption = (
        f"**{headline}** {n_of(len(passages_of(shown)), 'passage')} of {what(cases)} carry a"
        f" dimension of power; numbers count passages, above by case, below over all cases. {_DIMENSIONS} Effects told"
        " there: links (stated causes and effects) of the same passages to harm"
        f" ({harm}) and good ({good}), counted with each dimension; that they stand together does not make power their"
        f" cause. {_lens(table, cases)} {note} {HOW_TO_READ}"
    )
    counts = ", ".join(f"{_short(names[code])} {per.get(code, 0)}" for code in order)
    alt = f"Shaded tables of power in {what(cases)}; cases that show it: {counts}."
    if len(alt) > 150:
        most = headline.partition(";")[0].partition(" (")[0].rstrip(".")
        alt = f"Shaded tables of {n_of(len(order), 'dimension')} of power by case, phase and speaker. {most}."[:150]
    return " ".join(caption.split()), alt


def _headline(
    per: pd.Series, shared: pd.Series, names: Mapping[str, str], order: Sequence[str], cases: pd.DataFrame
) -> str:
    """Return what the figure shows in a sentence: in how many cases (*per*) the dimension told of most widely is seen,
    and in how many of these by text alone that cases share (*shared*).
    """
    if per.empty:
        return f"No passage of {what(cases)} tells of power."
    top = [code for code in order if per.get(code, 0) == per.max()]
    most = [f"‘{_short(names[code])}’" for code in top]
    by_shared = sum(int(shared.get(code, 0)) for code in top)
    dagger = f" ({by_shared} of {per.max() * len(top)} by shared text alone)" if by_shared else ""
    few = [code for code in order if 0 < per.get(code, 0) < 3]
    rest = f"; {len(few)} of {len(order)} dimensions in one or two cases" if few and per.max() > 2 else ""
    return f"Power is told of most widely as {joined(most)}, in {per.max()} of {what(cases)}{dagger}{rest}."


@names_thin
def power_table(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the published table of power."""
    return (
        f"**Dimensions of power in {what(cases)}: who tells of them, when they were at work, what stands beside them.**"
        f" One row for each dimension and each case that tells of it. {_DIMENSIONS} {_lens(table, cases)} Numbers in"
        " brackets count passages, or links (stated causes and effects) for effects; an effect in the passage is not"
        f" said to come from the dimension. {HOW_TO_READ}"
    )


def _short(label: str) -> str:
    return label.removeprefix("Power: ").lower()


def power_say(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return what the data can and cannot say about power, with the numbers."""
    names = labels(codes)
    shown = table[table["state"] == "present"]
    told = "; ".join(
        f"{_short(names[code])} in {(shown['code_id'] == code).sum()} of {len(cases)}"
        for code in table["code_id"].unique()
    )
    return (
        f"They can say where a paper tells of a dimension: {told}. They cannot say that power was at rest where "
        f"nobody tells of it. {_lens(table, cases)} Nor can they say that power caused what stands beside it in "
        "a passage. "
        f"{may_show(len(cases)).reason}"
    )


@names_thin
def what_we_see(
    table: pd.DataFrame, told: pd.DataFrame, profile: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> str:
    """Return the answer in a paragraph: which dimensions are told of where, by whom, and what stands beside them.

    *table* is `compute.power_by_case`, *told* `compute.power_told`, *profile* `compute.profile`.
    """
    lens = _lens(table, cases).replace(" (§)", "")
    shown = table[table["state"] == "present"]
    if shown.empty:
        return f"No passage of {what(cases)} carries a dimension of power. {lens}"
    names = {code: f"‘{_short(name)}’" for code, name in labels(codes).items()}
    order, word = list(dict.fromkeys(table["code_id"])), case_word(cases)
    per = shown.groupby("code_id")["unit"].nunique().reindex(order, fill_value=0)
    most, least = (_told_in([names[code] for code in order if per[code] == n], n) for n in (per.max(), per.min()))
    sentences = [
        f"Each of the {len(order)} dimensions is told of in {per.max()} of {what(cases)}."
        if per.max() == per.min()
        else f"Of {what(cases)}, {most} and {least}."
    ]
    wide = shown.groupby("unit")["code_id"].nunique()
    named = zip(cases["unit"], cases["label"], strict=True)
    complete = [label for unit, label in named if wide.get(unit) == len(order)]
    sentences.append(f"All dimensions are told of in {joined(complete)}." if complete else f"No {word} tells of all.")
    by = {side: len(passages_of(told[told["perspective"] == side])) for side in dict.fromkeys(told["perspective"])}
    first = [side for side in by if by[side] == max(by.values())]
    sentences.append(
        f"Of {n_of(len(passages_of(told)), 'passage')} on power, the largest part is told by {joined(first)}"
        f" ({max(by.values())}{' each' * (len(first) > 1)})."
    )
    return " ".join([*sentences, *_beside(profile, names), lens])


def _told_in(named: list[str], n: int) -> str:
    """Return in how many cases dimensions are told of, each by itself: ``4 tell of each of ‘a’ and ‘b’``."""
    return f"{n or 'none'} {'tells' if n < 2 else 'tell'} of {'each of ' * (len(named) > 1)}{joined(named)}"


def _beside(profile: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return in a sentence beside which dimensions harm or good outweighs; nothing where no passage states a link."""
    links = profile[profile["part"] == "effect"].pivot(index="code_id", columns="value", values="n")
    links = links.loc[list(dict.fromkeys(profile["code_id"])), list(VALENCES)]
    harm, good = (links[valence] for valence in VALENCES)
    told = [
        f"{word} beside {joined([names[code] for code in links.index[which]])}"
        for which, word in ((harm > good, "more harm than good"), (good > harm, "more good than harm"))
        if which.any()
    ]
    if not harm.sum() + good.sum():
        return []
    weigh = " and ".join(told) or "as much harm as good beside each"
    return [f"The links that the same passages state tell {weigh}; that does not make power their cause."]

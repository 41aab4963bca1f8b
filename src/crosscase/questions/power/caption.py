"""Dimensions of power by case."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import PASSES, READING, STARS_BESIDE, case_word, n_of, passages_of, what

_DIMENSIONS = (
    "The dimensions are those that farr2017 brings together: overt decision and conflict, agenda and exclusion, and "
    "what is taken for granted (Lukes 2005), the shaping of subjects (Digeser 1992; Haugaard 2012), and "
    "power with (Allen, Forst and Haugaard 2014)."
)


def _lens(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    lens = set(table.loc[table["lens"] == "uses the dimensions", "unit"])
    named = [label for unit, label in zip(cases["unit"], cases["label"], strict=True) if unit in lens]
    if not named:
        return "No paper of these cases names the dimensions, so silence may be the lens of the paper."
    return (
        f"Marked with a dagger: the paper of {joined(named)} uses the dimensions; the others do not name them all, "
        "so their silence may be the lens of the paper and not quiet."
    )


def power(
    table: pd.DataFrame, profile: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of power by case; *table* is `power.power_by_case`, *profile* `power.profile`."""
    names = labels(codes)
    shown = table[table["state"] == "present"]
    per = shown.groupby("code_id")["unit"].nunique()
    order = table["code_id"].unique()
    counts = "; ".join(f"{_short(names[code])} {per.get(code, 0)}" for code in order)
    effects = profile[profile["part"] == "effect"].groupby("value")["n"].sum()
    caption = (
        f"**Dimensions of power in {what(cases)}.** Each number counts passages that carry the dimension"
        f" ({n_of(len(passages_of(shown)), 'passage')}); cases that show each, of {len(cases)}: {counts}. {_DIMENSIONS}"
        " Below, over all cases: when the power was at work, who tells it, and how many links to effects of"
        f" co-destruction ({effects.get('co-destruction', 0)}) and of co-creation ({effects.get('co-creation', 0)}) the"
        " same passages state (one that carries two dimensions counts with each); a passage that carries a dimension"
        f" and states an effect does not make one the cause of the other. {_lens(table, cases)} Blank: the case was"
        " read for the dimension and nobody tells of it; ring: the source says that it did not occur; question mark:"
        " only feared, hoped for or general; hatched: the case was not read for it."
        f" {STARS_BESIDE} {may_show(len(cases)).reason} {note} {READING}"
    )
    alt = f"Shaded tables of dimensions of power; of {what(cases)} show: {counts}."
    return " ".join(caption.split()), alt


def power_table(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the published table of power."""
    return (
        f"**Dimensions of power in {what(cases)}: who tells of them, when they were at work, what the passages "
        f"lead to.** One row per dimension and case that tells of it. {_DIMENSIONS} {_lens(table, cases)} "
        "Numbers in brackets count "
        "passages, or links for effects; an effect stated in the passage is not said to come from the "
        f"dimension. Blank: none. {PASSES} {READING}"
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


def what_we_see(
    table: pd.DataFrame, told: pd.DataFrame, profile: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> str:
    """Return the answer in a paragraph: which dimensions are told of where, by whom, and what stands beside them.

    *table* is `compute.power_by_case`, *told* `compute.power_told`, *profile* `compute.profile`.
    """
    lens = _lens(table, cases).removeprefix("Marked with a dagger: ")
    lens = f"{lens[:1].upper()}{lens[1:]}"
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

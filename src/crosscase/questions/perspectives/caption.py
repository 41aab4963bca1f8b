"""Who reports which barrier, and where citizens and providers disagree."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, all_of, case_word, few, n_of, names_thin, opening, what
from .compute import GROUPS


@names_thin
def perspectives(
    summary: pd.DataFrame, answers: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the figure of perspectives.

    *summary* is `perspectives.summary`, *answers* `perspectives.answers`.
    """
    named_as = cases.set_index("unit")["label"]
    voices = (
        answers.drop_duplicates("unit")
        .set_index("unit")[["n_of_perspective_citizens", "n_of_perspective_providers"]]
        .astype(int)
    )
    heard = voices[(voices > 0).all(axis=1)]
    silent = [
        f"{named_as[unit]}: no {'citizens' if row.iloc[0] == 0 else 'providers'}"
        for unit, row in voices.iterrows()
        if (row == 0).any()
    ]
    direct = int(answers["direct"].sum())
    missing = f" ({'; '.join(silent)})" if silent else ""
    denials = "never" if not direct else "once" if direct == 1 else f"{direct} times"
    counted = {
        answer: int((answers["answer"] == answer).sum()) for answer in ("both", "citizens only", "providers only")
    }
    alone = counted["citizens only"] + counted["providers only"]
    unnamed = int((summary["group"] == GROUPS[-1]).sum())
    left = f" {opening(n_of(unnamed, 'barrier'))} named by neither there are left out." if unnamed else ""
    claimed = "not claimed" not in note
    caption = (
        f"**{_headline(counted, len(heard), cases, claimed=claimed)}** Passages told by citizens (C) and by providers"
        " (P); below the letters all passages of the side. Crossed: the case prints none of it, so nothing is"
        f" known{missing}. Bars count the {case_word(cases)}s in which one side alone names the barrier. Both"
        f" name {counted['both']}, citizens alone {counted['citizens only']}, providers alone"
        f" {counted['providers only']}; {denials} does one side deny what the other names.{left} Silence is not"
        f" disagreement: authors choose what they quote. {reason(summary)} {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = (
        f"Split cells of barriers by {what(cases)}, citizens and providers:"
        f" {counted['both']} named by both, {alone} by one side alone."
    )
    return " ".join(caption.split()), alt


def _headline(counted: Mapping[str, int], heard: int, cases: pd.DataFrame, *, claimed: bool) -> str:
    """Return what the figure shows in a sentence: how often both sides name a barrier; that chance would do as much is
    said in it where that is so.
    """
    named = sum(counted.values())
    if not heard:
        return f"In no {case_word(cases)} do citizens and providers both have a voice."
    if not named:
        return "Where both sides have a voice, neither names a barrier."
    where = f"in {all_of(cases)}" if heard == len(cases) else f"in {heard} of {what(cases)}"
    chance = "" if claimed else ", no fewer than chance allows"
    both = counted["both"] or "none"
    return f"Where both sides are heard ({where}), both name {both} of {n_of(named, 'barrier')}, case by case{chance}."


def reason(summary: pd.DataFrame) -> str:
    """Return the smallest p with the number of tests; nothing where none may be shown."""
    if summary.empty:
        return ""
    if summary["p"].notna().any():
        least = summary.loc[summary["p"].astype(float).idxmin()]
        return f"The smallest of {least['n_tests']} tests of the difference of shares: {least['told']}."
    return ""


@names_thin
def perspectives_table(summary: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of perspectives."""
    return (
        f"**Barriers by who names them, in {what(cases)}.** The first columns count the cases in which citizens "
        f"alone, both or providers alone name the barrier, of those in which both have a voice; 'neither' is named "
        f"by other "
        f"perspectives only, or in another case. The difference is the citizens' share of their passages in a case "
        f"minus the providers', averaged over these cases. The last columns count passages of each perspective over "
        f"all cases. "
        f"0: none. {reason(summary)} {HOW_TO_READ}".replace("  ", " ")
    )


def perspectives_limits(answers: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return what the perspectives can and cannot say, with their numbers."""
    voices = (
        answers.drop_duplicates("unit")
        .set_index("unit")[["n_of_perspective_citizens", "n_of_perspective_providers"]]
        .astype(int)
    )
    heard = voices[(voices > 0).all(axis=1)]
    least = f" The thinnest voice is {int(heard.min(axis=None))} passages." if len(heard) else ""
    return (
        f"They can say which barriers a side names in {len(heard)} of {len(cases)} cases, those that print both "
        f"sides, and that a barrier told by one side only would be missed by asking the other.{least} "
        "They cannot say that the silent side disagrees, nor that it would stay silent if asked: passages are what "
        "authors chose to print. What authors and mixed groups report belongs to no side and is counted apart."
    )


@names_thin
def what_we_see(summary: pd.DataFrame, answers: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: where both sides speak, what they both name, what one alone, what is denied.

    *summary* is `compute.summary`, *answers* `compute.answers`.
    """
    if summary.empty:
        return f"Nobody in {what(cases)} names a barrier, so there is nothing to agree or disagree on."
    names, label, word = labels(codes), cases.set_index("unit")["label"], case_word(cases)
    voices = answers.drop_duplicates("unit").set_index("unit")
    voices = voices[["n_of_perspective_citizens", "n_of_perspective_providers"]].astype(int) > 0
    heard = voices.index[voices.all(axis=1)]
    if heard.empty:
        return (
            f"In {all_of(cases)} citizens or providers have no voice, so nothing can be said of where they disagree."
            f" {opening(n_of(len(summary), 'barrier'))} {'is' if len(summary) == 1 else 'are'} named."
        )
    silent = [
        f"{label[unit]} without {'either' if not row.any() else 'citizens' if row.iloc[1] else 'providers'}"
        for unit, row in voices.iterrows()
        if not row.all()
    ]
    where = f"{len(heard)} of {what(cases)} ({joined(silent)})" if silent else all_of(cases)
    count = answers["answer"].value_counts().reindex(["both", "citizens only", "providers only"], fill_value=0)
    told = [
        f"Citizens and providers both have a voice in {where}.",
        f"There, counting each barrier in each {word} where either side names it, both name"
        f" {count['both'] or 'none'} of {count.sum()}, citizens alone {count['citizens only']} and providers alone"
        f" {count['providers only']}."
        if count.sum()
        else "There neither side names a barrier.",
        *(_most_alone(summary, names, side, word) for side in ("citizens", "providers")),
    ]
    elsewhere = int((summary["group"] == GROUPS[-1]).sum())
    if elsewhere:
        told.append(
            f"Of {n_of(len(summary), 'barrier')} that anybody names, neither side names {elsewhere} where both speak."
        )
    direct = answers[answers["direct"]]
    denials = [f"‘{names[row.code_id]}’ ({label[row.unit]})" for row in direct.itertuples()]
    denied = joined(denials) if len(denials) <= 3 else n_of(len(denials), "time")
    told.append(
        f"One side denies what the other names: {denied}."
        if denials
        else "Nowhere does one side deny what the other names: they differ by silence."
        if count.sum() > count["both"]
        else "Nowhere does one side deny what the other names."
    )
    return " ".join(filter(None, told))


def _most_alone(summary: pd.DataFrame, names: Mapping[str, str], side: str, word: str) -> str:
    """Return in a sentence what one side names alone in most cases; empty where it names nothing alone."""
    alone = summary[f"n_{side}_only"]
    if not alone.max():
        return ""
    top = [names[code] for code in summary.loc[alone == alone.max(), "code_id"]]
    return (
        f"What {side} alone name in most {word}s: {few(top, 'barrier')}"
        f" ({alone.max()} of {summary['n_comparable'].max()}{' each' * (len(top) > 1)})."
    )

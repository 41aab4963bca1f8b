"""Barriers by phase and case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import PHASES, labels
from ...core.counts import CountBy
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, UNIT, case_word, few, n_of, names_thin, passages_of, what

#: Up to so many barriers are named in a sentence; more are counted.
_NAMED = 5


@names_thin
def phase_profile(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    order: Sequence[str],
    *,
    count_by: CountBy,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the phase profile; *note* says how firmly it holds."""
    shown = table[table["n_segments"] > 0]
    passages = {phase: len(passages_of(shown[shown["phase"] == phase])) for phase in PHASES}
    barriers = {phase: shown.loc[shown["phase"] == phase, "code_id"].nunique() for phase in PHASES}
    most = [phase for phase in PHASES if passages[phase] == max(passages.values())]
    told = "; ".join(f"{phase}, {n_of(barriers[phase], 'barrier')}" for phase in PHASES)
    caption = (
        f"**{_headline(most, passages)}** Barriers by phase and case, {what(cases)}; a number counts the"
        f" {UNIT[count_by]} that name the barrier at work in that phase, whenever said ({told}). Below and beside"
        " the names of the phases: passages that name any barrier, each once. A phase can be empty because it was quiet"
        f" or because the study did not look at it. {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = (
        f"Shaded table of {n_of(len(order), 'barrier')} by phase and case; passages:"
        f" {', '.join(f'{phase} {passages[phase]}' for phase in PHASES)}."
    )
    return caption, alt


def _headline(most: Sequence[str], passages: Mapping[str, int]) -> str:
    """Return what the figure shows in a sentence: the phase that is told most of."""
    total = sum(passages.values())
    if not total:
        return "No passage names a barrier in any phase."
    if len(most) > 1:
        return f"Barriers are told of as often {joined(most)} the collaboration."
    return f"Barriers are told of most often {most[0]} the collaboration: {passages[most[0]]} of {total} passages."


@names_thin
def what_we_see(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: which phase is told most, which barriers mark each phase.

    *table* is `counts.phase_profile`.
    """
    shown = table[table["n_segments"] > 0]
    if shown.empty:
        return f"No passage of {what(cases)} names a barrier, so no phase can be told."
    names, word = labels(codes), case_word(cases)
    passages = {phase: len(passages_of(shown[shown["phase"] == phase])) for phase in PHASES}
    most = [phase for phase in PHASES if passages[phase] == max(passages.values())]
    told = [
        f"Passages that name a barrier tell most often of the time {joined(most)} the collaboration:"
        f" {joined([f'{passages[phase]} of {phase}' for phase in PHASES])}."
    ]
    if len(cases) > 1:
        by_unit = shown.groupby(["unit", "phase"])["segment_ids"].agg(lambda ids: len(set(" ".join(ids).split())))
        by_unit = by_unit.unstack("phase", fill_value=0).reindex(columns=list(PHASES), fill_value=0)
        agree = int((by_unit[most].max(axis=1) == by_unit.max(axis=1)).sum())
        naming = f"the {n_of(len(by_unit), word)} that {'names' if len(by_unit) == 1 else 'name'} a barrier"
        told.append(f"That is so in {'each' if agree == len(by_unit) else agree} of {naming}.")
    phases_of = shown.groupby("code_id", sort=False)["phase"].agg(set)
    everywhere = int((phases_of.map(len) == len(PHASES)).sum())
    alone = {phase: [names[code] for code, of in phases_of.items() if of == {phase}] for phase in PHASES}
    told.append(
        f"Of {n_of(len(phases_of), 'barrier')} named, {everywhere or 'none'}"
        f" {'is' if everywhere == 1 else 'are'} told of every phase and"
        f" {_of_one({phase: listed for phase, listed in alone.items() if listed})}."
    )
    if len(cases) > 1:
        widest = [_widest(shown[shown["phase"] == phase], names, phase) for phase in PHASES if passages[phase]]
        told.append(f"Seen in most {word}s: {'; '.join(widest)}.")
    return " ".join(told)


def _of_one(alone: Mapping[str, Sequence[str]]) -> str:
    """Return how many barriers are told of one phase only, and which where they are few; *alone* has no empty phase."""
    if len(alone) == 1:
        ((phase, listed),) = alone.items()
        named = f" ({few(listed, 'barrier', most=_NAMED)})" if len(listed) <= _NAMED else ""
        return f"{len(listed)} {phase} it only{named}"
    listed = [f"{phase} it, {few(some, 'barrier', most=_NAMED)}" for phase, some in alone.items()]
    in_brackets = f" ({'; '.join(listed)})" if listed else ""
    return f"{sum(map(len, alone.values())) or 'none'} of one only{in_brackets}"


def _widest(part: pd.DataFrame, names: Mapping[str, str], phase: str) -> str:
    """Return which barriers of a phase are seen in most cases: ``before it, ‘Lack of trust’ (3)``."""
    per = part.groupby("code_id")["unit"].nunique()
    top = [names[code] for code in per.index[per == per.max()]]
    return f"{phase} it, {few(top, 'barrier', most=_NAMED)} ({per.max()}{' each' * (len(top) > 1)})"


def phases_limits(table: pd.DataFrame) -> str:
    """Return what the phases can and cannot say."""
    shown = table[table["n_segments"] > 0]
    during = len(passages_of(shown[shown["phase"] == "during"]))
    return (
        "They say which phase a source tells of when it names a barrier. Studies of co-production watch the"
        f" collaboration itself most closely, so how much of the telling falls there ({during} of"
        f" {n_of(len(passages_of(shown)), 'passage')}) says as much about where researchers stood as about when"
        " barriers arise."
    )

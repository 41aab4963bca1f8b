"""Saturation: codes seen as cases and passages are added."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin, what
from .compute import WORDS


def _word(cases: pd.DataFrame) -> str:
    return "case" if (cases["unit"] == cases["case_id"]).all() else "unit"


def _left_out(over: pd.DataFrame) -> str:
    n = int(over.loc["all", "n_left_out"])
    return f"{n_of(n, 'code')} that not every case was read for {'is' if n == 1 else 'are'} left out. " if n else ""


@names_thin
def saturation(estimates: pd.DataFrame, cases: pd.DataFrame, *, note: str = "") -> tuple[str, str]:
    """Return caption and alt text of the accumulation curves."""
    over = estimates[estimates["over"] == "cases"].set_index("family")
    pooled = estimates[(estimates["over"] == "passages") & (estimates["unit"] == "")].set_index("family")
    word, every = _word(cases), over.loc["all"]
    base = int(every["n_codes"] - every["n_left_out"])
    kinds = over.drop(index="all").iterrows()
    steps = joined([f"{row.last_step:.1f} {WORDS[family].lower()}" for family, row in kinds])
    seen = f"all {base}" if every["n_seen"] == base else f"{every['n_seen']} of {base}"
    headline = (
        f"{what(cases).capitalize()} {'shows' if len(cases) == 1 else 'show'} {seen} codes"
        if len(cases) == 1
        else f"The {word} read last adds {every['last_step']:.1f} codes on average, over all orders, among them {steps}"
    )
    caption = (
        f"**{headline}.** Left: codes seen in 1 to {what(cases)}, over all orders; in the end {seen}. Middle: the same"
        f" mean as the {n_of(int(pooled.loc['all', 'n_units']), 'passage')} of all {word}s are added one by one"
        f" (rarefaction). Right: within each {word}. {_left_out(over)}The codebook is closed and was made from what it"
        " codes: that a curve comes near its end does not show that nothing else exists. Passages of a paper are"
        f" neither alike nor independent, and {word}s differ in length and question: compare shapes, not heights."
        f" {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    added = f"; the last {word} adds {every['last_step']:.1f} on average" if len(cases) > 1 else ""
    return caption, f"Line charts of codes seen as {word}s and passages are added: {seen} codes{added}."


@names_thin
def what_we_see(estimates: pd.DataFrame, single: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: what the last case added, and which cases have codes of their own.

    *single* is `saturation.single_codes`.
    """
    over = estimates[estimates["over"] == "cases"].set_index("family")
    passages = estimates[(estimates["over"] == "passages") & (estimates["unit"] == "")].set_index("family").loc["all"]
    every, word, n = over.loc["all"], _word(cases), len(cases)
    base = int(every["n_codes"] - every["n_left_out"])
    read = "" if every["n_left_out"] == 0 else f" for which every {word} was read"
    if not every["n_seen"]:
        return f"No passage shows a code, so nothing can be said of another {word}."
    seen = f"all {base}" if every["n_open"] == 0 else f"{every['n_seen']} of the {base}"
    if n == 1:
        told = [f"The one {word} shows {seen} codes; what another would add cannot be told from it."]
    elif not every["n_once"]:
        told = [
            f"Together the {n} {word}s show {seen} codes{read}, and none in one {word} only: the last adds nothing."
        ]
    else:
        steps = joined(
            f"{row.last_step:.1f} {WORDS[family].lower()}" for family, row in over.drop(index="all").iterrows()
        )
        told = [
            f"Together the {n} {word}s show {seen} codes{read}; {every['n_once']} of these would be missing had the one"
            f" {word} that shows them not been read.",
            f"The {word} read last adds {every['last_step']:.1f} codes on average, over all orders, among them"
            f" {steps}.",
            _own(single[single["n_not_covered"] == 0], cases, word),
        ]
    alone = int(passages["n_once"])
    return " ".join(
        [
            *told,
            f"Read passage by passage, {n_of(alone, 'code') if alone else 'no code'}"
            f" {'rests' if alone < 2 else 'rest'} on a single passage.",
            "The codebook is closed: to come near its end shows that it fits what was read, not that nothing else"
            " exists.",
        ]
    )


def _own(single: pd.DataFrame, cases: pd.DataFrame, word: str) -> str:
    """Return which cases have codes of their own: all of them, or those that do, and where the most are."""
    counted = single["case_label"].value_counts(sort=False)
    most = counted[counted == counted.max()]
    if len(counted) == len(cases):
        who = f"Every {word} has at least one code of its own"
    else:
        have = "has a code of its own" if len(counted) == 1 else "have codes of their own"
        who = f"Only {joined(counted.index)} {have}"
    if len(counted) == 1 or len(most) == len(counted):
        return f"{who}."
    return f"{who}; {joined(most.index)} {'has' if len(most) == 1 else 'have'} the most ({most.iloc[0]})."


@names_thin
def saturation_table(estimates: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of estimates."""
    over = estimates[estimates["over"] == "cases"].set_index("family")
    word = _word(cases)
    beyond = [
        WORDS[family].lower()
        for family, row in over.iterrows()
        if pd.notna(row["chao2"]) and row["chao2"] > row["n_codes"] - row["n_left_out"]
    ]
    more = (
        f"For {joined(beyond)} Chao2 exceeds what the codebook holds: it speaks of codes that nobody has written yet. "
        if beyond
        else ""
    )
    told = (
        ""
        if over["chao2_low"].isna().all()
        else f"Chao2 stands with its 95 % range, which treats the {len(cases)} {word}s as alike and independent. "
    )
    return (
        f"**Would another {word} have shown more codes?** Codes seen in {what(cases)}, those seen in one or two "
        f"only, and the mean number that the last {word} read added over all orders. Chao2 and the jackknives of first "
        f"and second order estimate how many codes a larger set of such {word}s would show. They assume {word}s that "
        f"are alike and independent and coded alike; these {word}s were picked, differ in length and question, and may "
        f"share a source. {more}{_left_out(over)}{told}The codebook is closed: no more codes than it holds can be "
        f"seen. Blank last cell: no code is seen in one {word} only. {HOW_TO_READ}"
    )

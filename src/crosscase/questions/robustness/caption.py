"""Robustness of the headline findings."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...core.honest import ONE_IN
from ...publish.words import HOW_TO_READ, READING, n_of
from .compute import turning
from .declared import DIMENSIONS

_TURNS = {
    "coder": "who read",
    "left_out": "a case less",
    "count_by": "the way of counting",
    "merged": "codes taken together",
    "evidence": "what counts as evidence",
}
#: Up to so many findings are named in a sentence; more are counted.
_NAMED = 3

_CHOICES = (
    "A variant is one combination of a coding pass, a case left out or none, a way of counting, and a set of "
    "neighbouring codes merged or a choice of evidence or neither (config/robustness.yaml); these two are not "
    "combined, and variants with equal data for a finding count once"
)
_RANDOM = (
    "What random data might show as well is asked of 999 random data sets with the margins of these (how often each "
    "code is told and how much each case tells; how many passages each side has): a finding is claimed only where at "
    "most one in 20 of them shows it too. Plain facts of these cases are set against nothing"
)
_LIMITS = (
    "A finding that holds in every variant does not hang on these choices; it is no probability, the variants are not "
    "independent, and nothing is said of other cases, other coders or other codebooks."
)


def _unasked(summary: pd.DataFrame) -> str:
    n = int((summary["n_variants"] == 0).sum())
    what = "1 finding that" if n == 1 else f"{n} findings that"
    return f", or because nothing here answers it ({what} cannot be asked of these data)" if n else ""


def robustness(summary: pd.DataFrame, *, bound: str = "") -> tuple[str, str]:
    """Return caption and alt text of the figure of robustness; *bound* (`words.bound`) says what was not built."""
    told = summary[summary["n_variants"] > 0]
    firm = int((told["n_holds"] == told["n_variants"]).sum())
    away = int((~told["as_published"].fillna(True)).sum())
    drawn = told[told["n_random"].notna()]
    unclaimed = int((~drawn["claimed"]).sum())
    caption = (
        f"**Which findings survive other choices.** {n_of(len(told), 'headline finding')} by the choices that make a"
        " variant. A number is the percentage of the variants with that choice in which the finding holds ('all':"
        f" every one); 'holds in' gives the counts; all sets of merged codes share a column. {_CHOICES}."
        f" {bound + ' ' if bound else ''}{firm} of {len(told)} hold in every variant;"
        f" {away or 'none'} {'fails' if away in (0, 1) else 'fail'} in the data as published."
        " Blank: holds in none; hatched: the choice leaves the data of the finding as they are, or it is not asked, as"
        f" when it speaks of a case that is left out{_unasked(summary)}. Variants in which it cannot be asked are in no"
        " count."
        f" Last column: the percentage of random data sets that show it too. {_RANDOM}. Of"
        f" {n_of(len(drawn), 'finding')} so asked, {unclaimed or 'none'} {'is' if unclaimed < 2 else 'are'} not"
        f" claimed, and marked so. {_LIMITS}"
        f" {READING}"
    )
    shaky = told.assign(share=told["n_holds"] / told["n_variants"]).sort_values("share", kind="stable")
    point = "" if shaky.empty else f"; the least firm in {shaky.iloc[0]['n_holds']} of {shaky.iloc[0]['n_variants']}"
    alt = (
        f"Shaded table of {len(told)} findings by the choices behind them: {firm} hold in every variant{point};"
        f" {unclaimed or 'none'} not claimed."
    )
    return caption, alt


def what_we_see(summary: pd.DataFrame, by_choice: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how many findings hold throughout, with which choice the others turn.

    *summary* and *by_choice* are those of `robustness`.
    """
    told = summary[summary["n_variants"] > 0]
    unasked = len(summary) - len(told)
    rest = f"These data cannot answer {n_of(unasked, 'declared finding')}." if unasked else ""
    if told.empty:
        return rest or "No finding is declared."
    firm, away = told["n_holds"] == told["n_variants"], int((~told["as_published"].fillna(True)).sum())
    said = [
        f"Of {n_of(len(told), 'headline finding')}, {int(firm.sum()) or 'none'} {'holds' if firm.sum() < 2 else 'hold'}"
        f" in every variant of the data; {away or 'none'} {'fails' if away < 2 else 'fail'} in the data as published."
    ]
    if not firm.all():
        share = told["n_holds"] / told["n_variants"]
        least = told[share == share.min()]
        named = joined(f"“{row.statement}” ({row.n_holds} of {row.n_variants} variants)" for row in least.itertuples())
        said.append(
            f"The least firm: {named}." if len(least) <= _NAMED else f"The lowest place is shared by {len(least)}."
        )
        said.append(_turns(told.loc[~firm, "finding_id"], by_choice))
    said.append(_beside_chance(told))
    return " ".join(text for text in (*said, rest) if text)


def _beside_chance(told: pd.DataFrame) -> str:
    """Return in words which findings random data of the same size show as well, so that they are not claimed."""
    drawn = told[told["n_random"].notna()]
    if drawn.empty:
        return ""
    out = drawn[~drawn["claimed"]]
    if out.empty and len(drawn) == 1:
        return "The one that holds and that random data might show as well goes beyond them."
    holding = f"Of the {len(drawn)} that hold and that random data might show as well,"
    if out.empty:
        return f"{holding} every one goes beyond random data of the same size."
    named = joined(
        f"“{row.statement}” (random data show it in {row.n_random_holds} of {row.n_random})" for row in out.itertuples()
    )
    return f"{holding} {len(out)} {'is' if len(out) == 1 else 'are'} not claimed: {named}."


def _turns(shaky: pd.Series, by_choice: pd.DataFrame) -> str:
    """Return in words with which choices the findings turn that do not always hold (*shaky*, their ids)."""
    turns = turning(by_choice[by_choice["finding_id"].isin(shaky)])
    counted, n = turns.groupby("choice")["finding_id"].nunique(), turns["finding_id"].nunique()
    if not n:
        return "No single choice turns any of them."
    parts = joined(f"{counted[name]} with {_TURNS[name]}" for name in DIMENSIONS if name in counted)
    several = " (some with more than one)" if counted.sum() > n else ""
    return (
        f"Of the {len(shaky)} that do not always hold, {n} {'turns' if n == 1 else 'turn'} with a choice, holding in"
        f" less than half of the variants under one of its values and in more under another: {parts}{several}."
    )


def robustness_table(summary: pd.DataFrame, *, bound: str = "") -> str:
    """Return the caption of the table of headline findings."""
    return (
        f"**Headline findings and the re-analyses in which they hold.** {n_of(len(summary), 'finding')}, declared in "
        "config/robustness.yaml. A re-analysis takes one of the two separate codings or the consensus, a case less or "
        "none, one way of counting, and codes merged or less evidence or neither; those with equal data count once. "
        f"{bound + ' ' if bound else ''}‘Turns with’ names choices under which the finding holds in less than half of "
        "the re-analyses while it holds in more under another; empty: no single choice does. ‘Random data’: in how "
        f"many random data sets with the same margins it holds too; what more than one in {ONE_IN} show is not "
        "claimed; empty: a plain fact, or not true as published. Re-analyses are not independent: their share is no "
        f"probability. {HOW_TO_READ}"
    )

"""Robustness of the headline findings."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin, thin_in
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


def robustness(summary: pd.DataFrame, *, bound: str = "") -> tuple[str, str]:
    """Return caption and alt text of the figure of robustness; *bound* (`words.bound`) says what was not built."""
    told = summary[summary["n_variants"] > 0]
    firm = int((told["n_holds"] == told["n_variants"]).sum())
    away = int((~told["as_published"].fillna(True)).sum())
    drawn = told[told["n_random"].notna()]
    unclaimed = int((~drawn["claimed"]).sum())
    unasked = int((summary["n_variants"] == 0).sum())
    caption = (
        f"**{_headline(firm, len(told), unclaimed, len(drawn))}** Each finding was asked again under every combination"
        " of a coding, a case left out or none, a way of counting, and merged codes or less evidence. A cell:"
        " the percentage of re-analyses with that choice in which it holds; the choices of the data as"
        " published have no column. Blank: in none. Hatched: the choice changes"
        f" nothing, or is not asked{f' ({unasked} cannot be asked at all)' if unasked else ''}."
        f" {away or 'None'} {'fails' if away in (0, 1) else 'fail'} as published. Last column: the percentage of random"
        f" data sets that show it too; a dash: a plain fact, set against none. {bound + ' ' if bound else ''}Holding"
        f" throughout is no probability and says nothing of other cases. {thin_in(summary)}{HOW_TO_READ}"
    )
    alt = (
        f"Shaded table of {n_of(len(told), 'finding')} by the choices behind them: {firm} always hold;"
        f" {unclaimed or 'none'} not claimed."
    )
    return caption, alt


def _headline(firm: int, told: int, unclaimed: int, drawn: int) -> str:
    """Return in a sentence how many findings hold throughout, and how many random data show as well."""
    if not told:
        return "No finding can be asked of these data."
    holds = f"{firm} of {n_of(told, 'headline finding')} {'hold' if firm != 1 else 'holds'} in every re-analysis"
    against = (
        f"; {unclaimed or 'none'} of {drawn} set against random data {'is' if unclaimed < 2 else 'are'} not claimed"
    )
    return f"{holds}{against if drawn else ''}."


@names_thin
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
        f" in every re-analysis; {away or 'none'} {'fails' if away < 2 else 'fail'} in the data as published."
    ]
    if not firm.all():
        share = told["n_holds"] / told["n_variants"]
        least = told[share == share.min()]
        named = joined(
            f"“{row.statement}” ({row.n_holds} of {row.n_variants} re-analyses)" for row in least.itertuples()
        )
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
        f" less than half of the re-analyses under one of its values and in more under another: {parts}{several}."
    )


def robustness_table(summary: pd.DataFrame, *, bound: str = "") -> str:
    """Return the caption of the table of headline findings."""
    return (
        f"**Headline findings and the re-analyses in which they hold.** {n_of(len(summary), 'finding')}, declared in"
        f" config/robustness.yaml. {bound + ' ' if bound else ''}'Turns with' names choices under which a finding holds"
        " in less than half of the re-analyses while it holds in more under another; empty: no single choice does; 'as"
        " published': the choice is that of the data as published. 'Random data' is empty for a plain fact, or where a"
        f" finding does not hold as published. {thin_in(summary)}{HOW_TO_READ}"
    )

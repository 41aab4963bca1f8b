"""The practitioner's table in words."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, all_of, case_word, few, n_of, names_thin, what

#: Up to so many barriers are named in a sentence; more are counted.
_NAMED = 6


@names_thin
def what_we_see(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: the widest barriers, how many led to harm, and for which a remedy is told."""
    word, n = f"{case_word(cases)}s", len(cases)
    if table.empty:
        return f"None of these {word} tells of a barrier, so there is nothing to pin to the wall."
    most = int(table["n_cases"].max())
    widest = table[table["n_cases"] == most]
    told = [_widest(table, widest, cases) if n > 1 else f"The {word[:-1]} tells of {n_of(len(table), 'barrier')}."]
    led = table["led_to"] != ""
    feared = ~led & (table["could_lead_to"] != "")
    ways = (
        (int(led.sum()), "to a harm that came about, if only in part"),
        (int(feared.sum()), "only to harm that was stopped or feared"),
        (int((~led & ~feared).sum()), "to no harm"),
    )
    traced = joined(f"{number} {said}" for number, said in ways if number)
    told.append(f"The sources trace {traced if (led | feared).any() else 'none of them to a harm'}.")
    met = table["met_by"] != ""
    if not met.any():
        return " ".join([*told, "No source tells of a remedy for any of them."])
    named = f": {joined(f'‘{one}’' for one in table.loc[met, 'barrier'])}" if met.sum() <= _NAMED else ""
    told.append(f"A remedy is told for {n_of(int(met.sum()), 'barrier')}{named}.")
    bare = widest.loc[widest["met_by"] == "", "barrier"]
    if most > 1 and len(bare):
        told.append(
            f"No source tells what would meet {few(bare, 'barrier', _NAMED)}, though no barrier is seen more widely."
        )
    return " ".join(told)


def _widest(table: pd.DataFrame, widest: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return which barriers are seen in most cases, and how many in one only."""
    most, alone = int(table["n_cases"].max()), int((table["n_cases"] == 1).sum())
    n, word = len(cases), case_word(cases)
    where = all_of(cases) if most == n else f"{most} of {n} {word}s, and none in more"
    once = f"; {alone or 'none'} {'is' if alone < 2 else 'are'} told in one {word} only" if most > 1 else ""
    stars = widest["seen_in"].iloc[0].count("*") if len(widest) == 1 else 0
    doubt = f" (in {stars} of them by one reading only)" if stars else ""
    named = few(widest["barrier"], "barrier", _NAMED) if len(widest) <= _NAMED else str(len(widest))
    return (
        f"Of {n_of(len(table), 'barrier')}, {named} {'is' if len(widest) == 1 else 'are'} seen in {where}{doubt}{once}."
    )


@names_thin
def barriers_in_practice(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the practitioner's table."""
    met = int((table["met_by"] != "").sum())
    return (
        f"**Barriers in practice: what {what(cases)} report.** {len(table)} barriers, those seen in most cases first."
        " Numbers in brackets count passages. 'Led to' holds effects that happened or were weakened, 'could lead to'"
        " those that a remedy stopped or that are feared, hoped for or general, 'met by' the remedies that stopped or"
        f" weakened an effect ({n_of(met, 'barrier')} have one). An empty cell means that no source tells of it, not"
        f" that nothing helps. {HOW_TO_READ}"
    )

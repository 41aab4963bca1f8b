"""The practitioner's table in words."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...core.units import unit_word
from ...publish.words import PASSES, READING, n_of, what

#: Up to so many barriers are named in a sentence; more are counted.
_NAMED = 6


def _few(labels: pd.Series, word: str = "") -> str:
    """Return barriers by name where they are few, else their number and *word*."""
    if len(labels) > _NAMED:
        return f"{len(labels)}{word}"
    return joined(labels.str[:1].str.lower() + labels.str[1:])


def what_we_see(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: the widest barriers, how many led to harm, and for which a remedy is told."""
    word, n = unit_word(cases).lower(), len(cases)
    if table.empty:
        return f"None of these {word} tells of a barrier, so there is nothing to pin to the wall."
    most = int(table["n_cases"].max())
    widest = table[table["n_cases"] == most]
    told = [_widest(table, widest, n, word) if n > 1 else f"The {word[:-1]} tells of {n_of(len(table), 'barrier')}."]
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
    told.append(f"A remedy is told for {int(met.sum())}: {_few(table.loc[met, 'barrier'], ' barriers')}.")
    bare = widest.loc[widest["met_by"] == "", "barrier"]
    if most > 1 and len(bare):
        told.append(f"No source tells what would meet {_few(bare, ' others')}, though no barrier is seen more widely.")
    return " ".join(told)


def _widest(table: pd.DataFrame, widest: pd.DataFrame, n: int, word: str) -> str:
    """Return which barriers are seen in most cases, and how many in one only."""
    most, alone = int(table["n_cases"].max()), int((table["n_cases"] == 1).sum())
    every = f"both {word}" if n == 2 else f"all {n} {word}"
    where = every if most == n else f"{most} of {n} {word}, and none in more"
    once = f"; {alone or 'none'} {'is' if alone < 2 else 'are'} told in one {word[:-1]} only" if most > 1 else ""
    stars = widest["seen_in"].iloc[0].count("*") if len(widest) == 1 else 0
    doubt = f" (in {stars} of them by one reading only)" if stars else ""
    return (
        f"Of {n_of(len(table), 'barrier')}, {_few(widest['barrier'])} {'is' if len(widest) == 1 else 'are'} seen in"
        f" {where}{doubt}{once}."
    )


def barriers_in_practice(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the practitioner's table."""
    met = int((table["met_by"] != "").sum())
    return (
        f"**Barriers in practice: what {what(cases)} report.** {len(table)} barriers, those seen in most cases first."
        " Numbers in brackets count passages. 'Led to' holds effects that happened or were weakened, 'could lead to'"
        " those that a remedy stopped or that people feared or expected, 'met by' the remedies that stopped or"
        f" weakened an effect ({n_of(met, 'barrier')} have one). An empty cell means that no source tells of it, not"
        f" that nothing helps. {PASSES} {READING}"
    )

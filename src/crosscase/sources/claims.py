"""The claims ledger: does what a source prints about itself add up?

A claim is a number, a list, a name or a word that a source prints, held as text. Each is classed as *reproduced*
(recomputed from our tables), *consistent* (agrees with what is printed elsewhere), *inconsistent* (cannot agree with it
as printed) or *not checkable*, and told is whether its check can fail at all.
Computed in exact fractions; a printed number stands for every value that rounds to it, half up or half down. The test
of means and percentages is GRIM (Brown and Heathers 2017). "Inconsistent" speaks of what is printed, not of
the study.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from . import listed
from .expressions import (
    TABLE_CALL,
    ClaimError,
    Printed,
    evaluate,
    from_tables,
    grim_mean,
    grim_percent,
    printed_numbers,
    show,
)
from .listed import LIST_CHECKS, NAME_CHECKS, TEXT_CHECKS
from .strength import can_fail

VERDICTS = ("inconsistent", "consistent", "reproduced", "not checkable")


# --- the ledger -------------------------------------------------------------------------------------


def judge(claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ledger with ``verdict``, ``recomputed``, ``why``, ``can_fail`` and ``hardly_because``: one row per
    claim, in the order given.

    Uses ``case_id``, ``claim_id``, ``printed``, ``unit``, ``check``, ``using`` and ``reason`` of *claims*; *tables* are
    the clean tables that a check may count in. A claim id is looked up in the claim's own case first, then in the
    others (two cases may share a source). Raises `ClaimError` when a row cannot be read.
    """
    rows = []
    everywhere = single_numbers(claims)
    texts_everywhere = dict(zip(claims["claim_id"], claims["printed"], strict=True))
    own: dict[str, tuple[dict[str, Fraction], dict[str, str]]] = {}
    for row in claims.itertuples():
        numbers, words = own.setdefault(row.case_id, ({}, {}))
        words[row.claim_id] = row.printed
        if (number := _single_number(row.check, row.printed)) is not None:
            numbers[row.claim_id] = number
    for row in claims.itertuples():
        numbers, words = own[row.case_id]
        single, texts = ChainMap(numbers, everywhere), ChainMap(words, texts_everywhere)
        try:
            verdict, recomputed, why = _verdict(row, single, texts, tables)
        except ClaimError as error:
            raise ClaimError(f"{row.claim_id}: {error}") from None
        strength = can_fail(row.claim_id, row.check, row.using, row.unit, verdict)
        rows.append((row.Index, verdict, recomputed, why, *strength))
    columns = ["at", "verdict", "recomputed", "why", "can_fail", "hardly_because"]
    return claims.join(pd.DataFrame(rows, columns=columns).set_index("at").astype("str"))


def single_numbers(claims: pd.DataFrame) -> dict[str, Fraction]:
    """Return the value of each claim that prints one number; names, words and lists are none."""
    cells = (claims[column].tolist() for column in ("claim_id", "check", "printed"))
    numbers = {claim: _single_number(check, printed) for claim, check, printed in zip(*cells, strict=True)}
    return {claim: number for claim, number in numbers.items() if number is not None}


def _single_number(check: str, printed: str) -> Fraction | None:
    found = [] if check in TEXT_CHECKS else printed_numbers(printed)
    return found[0].value if len(found) == 1 else None


def ledger(claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the judged claims, inconsistent ones first, then by case and claim."""
    judged = judge(claims, tables)
    order = {verdict: number for number, verdict in enumerate(VERDICTS)}
    return judged.sort_values(
        ["verdict", "case_id", "claim_id"], key=lambda c: c.map(order) if c.name == "verdict" else c, kind="stable"
    ).reset_index(drop=True)


#: Widths of the published ledger in Word and LaTeX, in mm.
LEDGER_WIDTHS = (24, 22, 22, 26, 56, 26, 24, 67)


def published(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger as it is printed: verdict, whether the check can fail, claim, where it stands, what it states,
    as printed, what it was set against, why.
    """
    return pd.DataFrame(
        {
            "Verdict": judged["verdict"],
            "Can fail": [
                f"{strength}: {because}" if because else strength
                for strength, because in zip(judged["can_fail"], judged["hardly_because"], strict=True)
            ],
            "Claim": judged["claim_id"],
            "Source, section": judged["source_id"] + ", " + judged["section"],
            "States": judged["states"],
            "Printed": judged["printed"],
            "Set against": judged["recomputed"],
            "Why": [
                why if verdict == "not checkable" or not reason else f"{why} ({reason})"
                for why, reason, verdict in zip(judged["why"], judged["reason"], judged["verdict"], strict=True)
            ],
        }
    )


def passages_behind(judged: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence file of the ledger: one row per claim and claim that it is checked against (itself
    included).
    """
    doi = sources.set_index("source_id")["doi"]
    about = judged.drop_duplicates("claim_id").set_index("claim_id")
    rows = []
    for claim in judged.itertuples(index=False):
        for other in dict.fromkeys([claim.claim_id, *re.findall(r"[a-z0-9]+-c\d+", claim.using)]):
            told = claim if other == claim.claim_id else about.loc[other]
            rows.append(
                (
                    claim.claim_id,
                    claim.verdict,
                    claim.states,
                    claim.verdict,
                    claim.case_id,
                    other,
                    told.source_id,
                    doi.get(told.source_id, ""),
                    told.section,
                    told.states,
                    told.printed,
                )
            )
    columns = [
        "row",
        "column",
        "row_label",
        "column_label",
        "case_id",
        "claim_id",
        "source_id",
        "doi",
        "section",
        "states",
        "printed",
    ]
    return pd.DataFrame(rows, columns=columns)


def problems(claims: pd.DataFrame, beside: Sequence[pd.DataFrame] = ()) -> list[tuple[int, str, str]]:
    """Return what cannot be read in a ledger as received: (index label, column, message), all at once.

    *beside* holds claims of other cases that a row may name.
    """
    known = pd.concat([claims, *beside]) if len(beside) else claims
    single, texts = single_numbers(known), dict(zip(known["claim_id"], known["printed"], strict=True))
    found = []
    for row in claims.itertuples():
        if row.check == "none":
            if not row.reason:
                found.append((row.Index, "reason", "a claim that is not checked gives no reason"))
            continue
        if not row.using:
            found.append((row.Index, "using", f"the check '{row.check}' takes something, and the cell is empty"))
        if row.check not in (*TEXT_CHECKS, "within") and len(printed_numbers(row.printed)) != 1:
            found.append(
                (row.Index, "printed", f"'{row.printed}' is not one number, so it cannot be checked by '{row.check}'")
            )
        if row.using:
            found += [(row.Index, *problem) for problem in _unreadable(row, single, texts)]
    return found


def _unreadable(row: Any, single: Mapping[str, Fraction], texts: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return what cannot be read in what a check takes: (column, message)."""
    if row.check in (*TEXT_CHECKS, "parts", "within", "share_of"):
        return listed.problems(row.check, row.printed, row.using, texts)
    try:
        if row.check == "table":
            if not TABLE_CALL.fullmatch(row.using.strip()):
                raise ClaimError(
                    f"'{row.using}' is not count(table; ...), sum(table.column; ...) or distinct(table.column; ...)"
                )
        else:
            for part in row.using.split() if row.check == "same" else [row.using]:
                evaluate(part, single)
    except ClaimError as error:
        return [("using", str(error))]
    return []


def _verdict(
    row: Any, single: Mapping[str, Fraction], texts: Mapping[str, str], tables: Mapping[str, pd.DataFrame]
) -> tuple[str, str, str]:
    """Return verdict, what the check gives and why, for one claim."""
    if row.check == "none":
        return "not checkable", "", row.reason
    if row.check in LIST_CHECKS:
        return _as_printed(listed.check_list(row.check, row.printed, row.using, texts))
    if row.check in NAME_CHECKS:
        return _as_printed(listed.check_name(row.check, row.printed, row.using, texts))
    if row.check == "within":
        return _as_printed(listed.check_within(row.printed, row.using, texts))
    if row.check == "share_of":
        return _as_printed(listed.check_share(row.printed, row.using, texts))
    found = printed_numbers(row.printed)
    if len(found) != 1:
        raise ClaimError(f"'{row.printed}' is not one number, so it cannot be checked by '{row.check}'")
    if row.check == "parts":
        return _as_printed(listed.check_parts(found[0], row.using, texts))
    return _number_verdict(row, found[0], single, tables)


def _as_printed(judgement: listed.Judgement) -> tuple[str, str, str]:
    return ("consistent" if judgement.holds else "inconsistent"), judgement.recomputed, judgement.why


def _number_verdict(
    row: Any, printed: Printed, single: Mapping[str, Fraction], tables: Mapping[str, pd.DataFrame]
) -> tuple[str, str, str]:
    if row.check in ("percent_of", "mean_of"):
        n = evaluate(row.using, single)
        possible = (
            (grim_percent if row.check == "percent_of" else grim_mean)(printed, int(n)) if n.denominator == 1 else None
        )
        if possible is None:
            return "not checkable", f"n = {show(n)}", "n is too large for the printed decimals to tell"
        what = "a percentage" if row.check == "percent_of" else "a mean of whole numbers"
        word = "can" if possible else "cannot"
        return (
            ("consistent" if possible else "inconsistent"),
            f"n = {show(n)}",
            f"{what} of {show(n)} {word} print as {row.printed}",
        )
    if row.check == "same":
        others = [claim for claim in row.using.split() if evaluate(claim, single) != printed.value]
        said = ", ".join(f"{claim} prints {show(single[claim])}" for claim in row.using.split())
        return ("inconsistent" if others else "consistent"), said, f"the same fact in another place: {said}"
    value = from_tables(row.using, tables) if row.check == "table" else evaluate(row.using, single)
    fits = {"at_most": printed.value <= value, "at_least": printed.value >= value}.get(
        row.check, printed.low <= value <= printed.high
    )
    good = "reproduced" if row.check == "table" else "consistent"
    relation = {"at_most": "must not exceed", "at_least": "must reach"}.get(row.check)
    why = f"{relation} {row.using} = {show(value)}" if relation else f"{row.using} comes to {show(value)}"
    return (good if fits else "inconsistent"), show(value), why

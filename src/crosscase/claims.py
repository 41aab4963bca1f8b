"""The claims ledger: does what a source prints about itself add up?

A claim is a number that a source prints, held as text. Each is classed as *reproduced* (recomputed from our tables),
*consistent* (agrees with other printed numbers), *inconsistent* (cannot agree with them as printed) or *not checkable*.
Computed in exact fractions; a printed number stands for every value that rounds to it, half up or half down. The test
of means and percentages is GRIM (Brown and Heathers 2017). "Inconsistent" speaks of the printed numbers, not of the
study.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from .anchors import AnchorIndex, tokens
from .clean import NUMBER_WORDS

VERDICTS = ("inconsistent", "consistent", "reproduced", "not checkable")

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


class Printed(NamedTuple):
    """A printed number: its exact value and the number of decimals that it was printed with."""

    value: Fraction
    decimals: int

    @property
    def low(self) -> Fraction:
        return self.value - Fraction(1, 2 * 10**self.decimals)

    @property
    def high(self) -> Fraction:
        return self.value + Fraction(1, 2 * 10**self.decimals)


def printed_numbers(text: str) -> list[Printed]:
    """Return the numbers of a printed text, in order: digits (1,250 and 50.5 read as such) and number words."""
    found = []
    for match in re.finditer(rf"{_DIGITS.pattern}|{_WORD.pattern}", text):
        word = match.group().casefold()
        if word in NUMBER_WORDS:
            found.append(Printed(Fraction(NUMBER_WORDS[word]), 0))
        elif word[0] in "0123456789":
            plain = word.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", word) else word.replace(",", ".")
            if plain.count(".") <= 1:
                found.append(Printed(Fraction(plain), len(plain.partition(".")[2])))
    return found


def grim_mean(mean: Printed, n: int, items: int = 1) -> bool | None:
    """Say whether a mean of *n* whole numbers (each the sum of *items*) can print like this; None: cannot tell.

    Informative only while n × items is below 10 to the power of the decimals.
    """
    return _reachable(mean, n * items, Fraction(1), mean.decimals)


def grim_percent(percent: Printed, n: int) -> bool | None:
    """Say whether a percentage of *n* can print like this; None: n is too large to tell."""
    return _reachable(percent, n, Fraction(100), percent.decimals + 2)


def _reachable(printed: Printed, n: int, scale: Fraction, digits: int) -> bool | None:
    if n <= 0 or n >= 10**digits:
        return None
    least = math.ceil(printed.low * n / scale)
    return least * scale / n <= printed.high


# --- expressions ------------------------------------------------------------------------------------

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_TABLE_CALL = re.compile(r"(count|sum)\(\s*([a-z_]+)(?:\.([a-z_]+))?\s*((?:;[^;]*)*)\)")


class ClaimError(ValueError):
    """An expression of the ledger names something that is not there; the message says what."""


def evaluate(expression: str, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of sums, differences, products and quotients of claims and whole numbers.

    A claim is named by its id, with its dashes: ``p4c-c003 + p4c-c004``. Raises `ClaimError`.
    """
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match.group(), f"claim{len(names)}")

    plain = re.sub(r"[a-z0-9]+-c\d+", name, expression)
    back = {short: claim for claim, short in names.items()}

    def walk(node: ast.AST) -> Fraction:
        match node:
            case ast.Expression(body=body):
                return walk(body)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                second = walk(right)
                if isinstance(op, ast.Div) and second == 0:
                    raise ClaimError(f"'{expression}' divides by zero")
                return _OPERATORS[type(op)](walk(left), second)
            case ast.Constant(value=int(value)):
                return Fraction(value)
            case ast.Name(id=short) if short in back:
                if back[short] not in values:
                    raise ClaimError(f"'{back[short]}' is no claim with one number")
                return values[back[short]]
        raise ClaimError(f"'{expression}' is not a sum, difference, product or quotient of claims")

    try:
        return walk(ast.parse(plain, mode="eval"))
    except SyntaxError:
        raise ClaimError(f"'{expression}' cannot be read") from None


def from_tables(expression: str, tables: Mapping[str, pd.DataFrame]) -> Fraction:
    """Return a count of rows or a sum of a column of our tables: ``count(segments; kind=quotation)``.

    ``count(table; column=value; ...)`` or ``sum(table.column; column=value; ...)``. Raises `ClaimError`.
    """
    match = _TABLE_CALL.fullmatch(expression.strip())
    if not match or match[2] not in tables or (match[1] == "sum") != bool(match[3]):
        raise ClaimError(f"'{expression}' is not count(table; ...) or sum(table.column; ...) of a table that is there")
    frame = tables[match[2]]
    for part in filter(None, (piece.strip() for piece in match[4].split(";"))):
        column, equals, value = part.partition("=")
        if not equals or column.strip() not in frame.columns:
            raise ClaimError(f"'{column.strip()}' is not a column of {match[2]}")
        frame = frame[frame[column.strip()].astype("str") == value.strip()]
    if match[1] == "count":
        return Fraction(len(frame))
    if match[3] not in frame.columns:
        raise ClaimError(f"'{match[3]}' is not a column of {match[2]}")
    return sum((Fraction(str(value)) for value in frame[match[3]].dropna()), Fraction(0))


# --- the ledger -------------------------------------------------------------------------------------


def judge(claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ledger with ``verdict``, ``recomputed`` and ``why``: one row per claim, in the order given.

    Uses ``case_id``, ``claim_id``, ``printed``, ``check``, ``using`` and ``reason`` of *claims*; *tables* are the clean
    tables that a check may count in. A claim id is looked up in the claim's own case first, then in the others (two
    cases may share a source). Raises `ClaimError` when a row cannot be read.
    """
    rows = []
    everywhere = single_numbers(claims)
    for case_id in claims["case_id"].unique():
        single = {**everywhere, **single_numbers(claims[claims["case_id"] == case_id])}
        for row in claims[claims["case_id"] == case_id].itertuples():
            try:
                rows.append((row.Index, *_verdict(row, printed_numbers(row.printed), single, tables)))
            except ClaimError as error:
                raise ClaimError(f"{row.claim_id}: {error}") from None
    judged = pd.DataFrame(rows, columns=["at", "verdict", "recomputed", "why"]).set_index("at").astype("str")
    return claims.join(judged)


def single_numbers(claims: pd.DataFrame) -> dict[str, Fraction]:
    """Return the value of each claim that prints one number."""
    numbers = {row.claim_id: printed_numbers(row.printed) for row in claims.itertuples(index=False)}
    return {claim: found[0].value for claim, found in numbers.items() if len(found) == 1}


def ledger(claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the judged claims, inconsistent ones first, then by case and claim."""
    judged = judge(claims, tables)
    order = {verdict: number for number, verdict in enumerate(VERDICTS)}
    return judged.sort_values(
        ["verdict", "case_id", "claim_id"], key=lambda c: c.map(order) if c.name == "verdict" else c, kind="stable"
    ).reset_index(drop=True)


#: Widths of the published ledger in Word and LaTeX, in mm.
LEDGER_WIDTHS = (26, 24, 28, 66, 22, 26, 75)


def published(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger as it is printed: verdict, claim, where it stands, what it states, as printed,
    recomputed, why.
    """
    return pd.DataFrame(
        {
            "Verdict": judged["verdict"],
            "Claim": judged["claim_id"],
            "Source, section": judged["source_id"] + ", " + judged["section"],
            "States": judged["states"],
            "Printed": judged["printed"],
            "Recomputed": judged["recomputed"],
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


def problems(claims: pd.DataFrame) -> list[tuple[int, str, str]]:
    """Return what cannot be read in a ledger as received: (index label, column, message), all at once."""
    single = single_numbers(claims)
    found = []
    for row in claims.itertuples():
        if row.check == "none":
            if not row.reason:
                found.append((row.Index, "reason", "a claim that is not checked gives no reason"))
            continue
        if not row.using:
            found.append((row.Index, "using", f"the check '{row.check}' takes something, and the cell is empty"))
        if len(printed_numbers(row.printed)) != 1:
            found.append(
                (row.Index, "printed", f"'{row.printed}' is not one number, so it cannot be checked by '{row.check}'")
            )
        try:
            if row.check == "table":
                if not _TABLE_CALL.fullmatch(row.using.strip()):
                    raise ClaimError(f"'{row.using}' is not count(table; ...) or sum(table.column; ...)")
            elif row.using:
                for part in row.using.split() if row.check == "same" else [row.using]:
                    evaluate(part, single)
        except ClaimError as error:
            found.append((row.Index, "using", str(error)))
    return found


def _verdict(
    row: tuple, found: list[Printed], single: Mapping[str, Fraction], tables: Mapping[str, pd.DataFrame]
) -> tuple[str, str, str]:
    if row.check == "none":
        return "not checkable", "", row.reason
    if len(found) != 1:
        raise ClaimError(f"'{row.printed}' is not one number, so it cannot be checked by '{row.check}'")
    printed = found[0]
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
    relation = {"at_most": "must not exceed", "at_least": "must reach"}.get(row.check, "is recomputed as")
    return (good if fits else "inconsistent"), show(value), f"{relation} {row.using} = {show(value)}"


def show(value: Fraction) -> str:
    """Return a fraction as a reader writes it: 51, 50.25, 67 1/3 as 67.33."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0").rstrip(".")


# --- coverage ---------------------------------------------------------------------------------------

# Numbers that say nothing of the study: citations, page numbers in citations, labels of speakers, headings, links.
_NO_CLAIM = [
    re.compile(r"\[\s*\d+(?:\s*[,–-]\s*\d+)*\s*\]"),
    re.compile(r"\((?:[^()]*[^\W\d_][^()]*?,?\s)?(?:19|20)\d\d[^()]*\)"),
    re.compile(r"\((?:NHS|Local government|Carer|Research|Community|Leader|Staff|Patients)[^()]*\)", re.IGNORECASE),
    re.compile(r"\(p\. \d+\)"),
    re.compile(r"(?m)^\s*#*\s*\d+(?:\.\d+)*\.\s"),
    re.compile(r"\b(?:Table|Figure|Case|case)\s\d+\b"),
    re.compile(r"(?<=,\s)(?:19|20)\d\d[a-z]?(?::\s?\d+(?:[-–]\d+)?)?"),
    re.compile(r"(?<=[^\W\d_])\d+|\d+(?=[^\W\d_])"),
    re.compile(r"https?://\S+|\b10\.\d{4,}/\S+"),
]
# "one" is mostly a pronoun, and "once" a conjunction; a claim may still be made of them.
_NOT_COUNTED = {"one", "once", "zero"}


class Numeral(NamedTuple):
    """A number in a running text: the token that it starts at, its value and how it is printed."""

    token: int
    value: Fraction
    printed: str


def numerals(text: str) -> list[Numeral]:
    """Return the numbers of a text that may state something of the study, each with its token position.

    Left out: citation numbers and years in citations, labels of speakers, numbers of headings, tables and figures,
    links, and the words one, once and zero.
    """
    blanked = text
    for pattern in _NO_CLAIM:
        blanked = pattern.sub(lambda match: re.sub(r"[\w]", "x", match.group()), blanked)
    found = []
    for match in re.finditer(rf"{_DIGITS.pattern}|{_WORD.pattern}", blanked):
        word = match.group()
        if word.casefold() in _NOT_COUNTED or not printed_numbers(word):
            continue
        found.append(Numeral(len(tokens(text[: match.start()])), printed_numbers(word)[0].value, word))
    return found


def uncovered(
    text: str, claims: pd.DataFrame, regions: Iterable[tuple[str, str, int]] = ()
) -> tuple[list[Numeral], int]:
    """Return the numerals of a source that no claim covers, and how many there are to cover.

    A claim covers a numeral inside its passage (found by its anchors) whose value is one of its printed numbers.
    *regions* (head anchor, tail anchor, length) limit the search to parts of the text; none means the whole.
    """
    index = AnchorIndex(text)
    spans = [index.locate(*region)[1:] for region in regions]
    wanted = [
        n
        for n in numerals(text)
        if not spans or any(a is not None and b is not None and a <= n.token < b for a, b in spans)
    ]
    covered: set[int] = set()
    places = []
    for row in claims.itertuples(index=False):
        _, start, end = index.locate(row.head_anchor, row.tail_anchor, int(row.n_tokens))
        if start is not None and end is not None:
            places.append((start, end, {number.value for number in printed_numbers(row.printed)}))
    for number, numeral in enumerate(wanted):
        if any(start <= numeral.token < end and numeral.value in values for start, end, values in places):
            covered.add(number)
    return [numeral for number, numeral in enumerate(wanted) if number not in covered], len(wanted)

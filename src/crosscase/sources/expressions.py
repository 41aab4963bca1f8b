"""Printed numbers and the expressions that recompute them."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ..core.numbers import NUMBER_WORDS, read_number

DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_NUMBER_OR_WORD = re.compile(rf"{DIGITS.pattern}|{WORD.pattern}")


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
    """Return the numbers of a printed text, in order: digits (1,250, 50.5 and 12,5 read as such) and number words.

    Claims and running text are read as English prints numbers: a comma with three digits behind it groups thousands.
    """
    return list(_printed(text))


@lru_cache(maxsize=4096)
def _printed(text: str) -> tuple[Printed, ...]:
    """Return what `printed_numbers` does; every case reads the claims of all others, which it may name."""
    found = []
    for match in _NUMBER_OR_WORD.finditer(text):
        word = match.group().casefold()
        if word in NUMBER_WORDS:
            found.append(Printed(Fraction(NUMBER_WORDS[word]), 0))
        elif word[0] in "0123456789" and (plain := read_number(word, decimal=".").value):
            found.append(Printed(Fraction(plain), len(plain.partition(".")[2])))
    return tuple(found)


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
TABLE_CALL = re.compile(r"(count|sum|distinct)\(\s*([a-z_]+)(?:\.([a-z_]+))?\s*((?:;[^;]*)*)\)")


CLAIM_ID = re.compile(r"[a-z0-9]+-c\d+")


class ClaimError(ValueError):
    """An expression of the ledger names something that is not there; the message says what."""


def evaluate(expression: str, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of sums, differences, products and quotients of claims and whole numbers.

    A claim is named by its id, with its dashes: ``p4c-c003 + p4c-c004``. Raises `ClaimError`.
    """
    if (alone := expression.strip()) in values:
        return values[alone]
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match.group(), f"claim{len(names)}")

    plain = CLAIM_ID.sub(name, expression)
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
    """Return a count of rows, a sum or a number of different values of our tables: ``count(segments; kind=quotation)``.

    ``count(table; column=value; ...)``, ``sum(table.column; column=value; ...)`` or ``distinct(table.column; ...)``;
    an empty cell is no value. Raises `ClaimError`.
    """
    match = TABLE_CALL.fullmatch(expression.strip())
    if not match or match[2] not in tables or (match[1] != "count") != bool(match[3]):
        raise ClaimError(
            f"'{expression}' is not count(table; ...), sum(table.column; ...) or distinct(table.column; ...) of a table"
            " that is there"
        )
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
    if match[1] == "distinct":
        return Fraction(frame[match[3]].replace("", None).nunique())
    return sum((Fraction(str(value)) for value in frame[match[3]].dropna()), Fraction(0))


def show(value: Fraction) -> str:
    """Return a fraction as a reader writes it: 51, 50.25, 67 1/3 as 67.33."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0").rstrip(".")

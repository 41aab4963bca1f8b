"""Boolean minimisation of one outcome, and the assumptions that a solution makes about combinations without a unit.

A parsimonious solution takes some logical remainders to show the outcome. Where the one for the presence and the one
for the absence of an outcome take the same remainder, they contradict each other (contradictory simplifying
assumptions; Yamasaki and Rihoux 2009). The enhanced standard analysis (Schneider and Wagemann 2012, chapter 8) does
without these remainders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

KINDS = ("conservative", "parsimonious", "enhanced")

Model = list[dict[str, int]]


def setqca_table(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> Any:
    """Return setqca's truth table; a row whose units end differently is a contradiction, whatever its consistency."""
    from setqca.truth_table import build_truth_table

    return build_truth_table(
        data, outcome=outcome, conditions=list(conditions), inclusion_cutoff=1.0, exclusion_cutoff=1e-9
    )


def minimised(
    data: pd.DataFrame, outcome: str, conditions: Sequence[str], kind: str, without: Iterable[int] = ()
) -> list[Model]:
    """Return every tied shortest solution for *outcome*: a list of terms each, a term being the value that each
    condition must have.

    *kind* is conservative (remainders are not used; also called complex), parsimonious (a remainder may be taken to
    show the outcome where that shortens the solution) or enhanced (the same, without the `contradictory_rows`).
    *without* are further rows, by their number, that may not be taken. Contradictions count as not showing the
    outcome. Fewest terms first, then fewest conditions (exact; Quine 1952, McCluskey 1956; `setqca`). Empty where no
    row shows the outcome.
    """
    shown, free = _minterms(tuple(map(tuple, data[[*conditions, outcome]].to_numpy().tolist())))
    if not shown:
        return []
    barred = set(without) | (contradictory_rows(data, outcome, conditions) if kind == "enhanced" else set())
    usable = frozenset() if kind == "conservative" else free - {row - 1 for row in barred}
    return [
        [{name: bit for name, bit in zip(conditions, term, strict=True) if bit is not None} for term in model]
        for model in _shortest(shown, usable, len(conditions))
    ]


# A solution and its variants ask for the same tables and minimisations again and again.


@lru_cache(maxsize=1024)
def _minterms(rows: tuple[tuple[int, ...], ...]) -> tuple[frozenset[int], frozenset[int]]:
    """Return which combinations show the outcome and which have no unit; a row is a unit, its last cell the outcome."""
    if not rows:
        return frozenset(), frozenset()
    names = [f"c{number}" for number in range(len(rows[0]))]
    found = setqca_table(pd.DataFrame(rows, columns=names), names[-1], names[:-1])
    return frozenset(found.positive_minterms), frozenset(found.remainder_minterms)


@lru_cache(maxsize=1024)
def _shortest(shown: frozenset[int], usable: frozenset[int], width: int) -> list[list[tuple[int | None, ...]]]:
    from setqca.minimize import minimize

    models = minimize(set(shown), dont_cares=set(usable), width=width)
    return [[tuple(term.pattern) for term in model.implicants] for model in models]


def expression(terms: Sequence[Mapping[str, int]]) -> str:
    """Return terms in the notation of the method: ``A*~B + C`` (and, not, or)."""
    return " + ".join("*".join(name if value else f"~{name}" for name, value in term.items()) or "1" for term in terms)


def holds(cells: np.ndarray, conditions: Sequence[str], term: Mapping[str, int]) -> np.ndarray:
    """Return which rows of 0 and 1 have a term."""
    at = [conditions.index(name) for name in term]
    return (cells[:, at] == list(term.values())).all(axis=1)


def assumed_rows(data: pd.DataFrame, conditions: Sequence[str], models: Iterable[Model]) -> set[int]:
    """Return the numbers of the remainders that at least one of the models takes to show what it explains.

    The number of a row is that of the truth table: its conditions read as binary digits, plus 1.
    """
    every = list(product((0, 1), repeat=len(conditions)))
    filled = {tuple(row) for row in data[list(conditions)].to_numpy().tolist()}
    terms = [term for model in models for term in model]
    held = (
        np.any([holds(np.array(every), conditions, term) for term in terms], axis=0) if terms else [False] * len(every)
    )
    return {number for number, row in enumerate(every, 1) if held[number - 1] and row not in filled}


def assumed_both_ways(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> dict[int, str]:
    """Return, for each remainder that a parsimonious solution uses, what it is taken to show: present, absent, both."""
    present, absent = _taken(data, outcome, conditions, ())
    return {
        row: "both" if row in present & absent else "present" if row in present else "absent"
        for row in sorted(present | absent)
    }


def contradictory_rows(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> set[int]:
    """Return the remainders that a solution for the presence of *outcome* and one for its absence both assume.

    Every tied parsimonious solution counts. Without these rows the solutions may turn to others and contradict each
    other there; this is repeated until they do not, and the rows of all rounds are returned.
    """
    barred: set[int] = set()
    while True:
        present, absent = _taken(data, outcome, conditions, barred)
        if not present & absent:
            return barred
        barred |= present & absent


def _taken(
    data: pd.DataFrame, outcome: str, conditions: Sequence[str], without: Iterable[int]
) -> tuple[set[int], set[int]]:
    """Return the remainders that solutions for the presence, and for the absence, of an outcome take."""
    present, absent = (
        assumed_rows(data, conditions, minimised(one, outcome, conditions, "parsimonious", without))
        for one in (data, data.assign(**{outcome: 1 - data[outcome]}))
    )
    return present, absent

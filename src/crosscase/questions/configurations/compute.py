"""Configurations: which combinations of conditions go with which outcome (crisp-set qualitative comparative analysis,
Ragin 1987).

The calibration is declared in config/configurations.yaml and checked before anything runs. Minimisation is that of
the library `setqca`. With a few units this is a demonstration of the method: it can show which combinations occur and
where equal ones end differently; it cannot test that a combination brings an outcome about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from .calibration import conditions_of, constant_sets, memberships, outcomes_of
from .minimising import (
    KINDS,
    assumed_both_ways,
    assumed_rows,
    contradictory_rows,
    expression,
    holds,
    minimised,
    setqca_table,
)

#: Up to so many different rows every way to share out an outcome is minimised.
MOST_ROWS = 10


# --- the truth table --------------------------------------------------------------------------------


STATES = {"1": "present", "0": "absent", "C": "contradiction", "R": "remainder"}


def truth_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return every combination of the conditions that vary, for each outcome; combinations of most units first.

    One row per outcome and combination. ``present`` and ``absent`` list the conditions; ``n_units`` counts the units
    in the row, ``n_with`` those of them that show the outcome; ``consistency`` is their share (0 to 1, missing for a
    remainder). ``state``: *present* or *absent* (all units of the row agree), *contradiction* (they do not),
    *remainder* (no unit). ``assumed`` is what parsimonious solutions take a remainder to show: *present*, *absent*,
    *both* (one solution the one, another the other) or *neither*; missing for a row with units. ``contradictory``
    marks the remainders that the enhanced solutions do without (`minimising.contradictory_rows`). Empty where fewer
    than two units can be placed, or no condition varies. *table* is `calibrated`.
    """
    data, _ = memberships(table)
    conditions = conditions_of(table, data)
    columns = [
        "outcome",
        "row",
        "configuration",
        "present",
        "absent",
        "n_units",
        "units",
        "n_with",
        "consistency",
        "state",
        "assumed",
        "contradictory",
    ]
    if len(data) < 2 or not conditions:
        return pd.DataFrame(columns=columns)
    rows = []
    for outcome in outcomes_of(table):
        # An outcome that all units share, or none, is not minimised, so nothing is assumed for it.
        asked = outcome not in constant_sets(data)
        assumed = assumed_both_ways(data, outcome, conditions) if asked else {}
        barred = contradictory_rows(data, outcome, conditions) if asked else set()
        for found in setqca_table(data, outcome, conditions).rows:
            named = dict(zip(conditions, found.configuration, strict=True))
            with_outcome = int(data.loc[list(found.cases), outcome].sum()) if found.frequency else 0
            rows.append(
                dict(
                    outcome=outcome,
                    row=found.minterm + 1,
                    configuration="*".join(name if value else f"~{name}" for name, value in named.items()),
                    present=" ".join(name for name, value in named.items() if value),
                    absent=" ".join(name for name, value in named.items() if not value),
                    n_units=found.frequency,
                    units=" ".join(found.cases),
                    n_with=with_outcome,
                    consistency=with_outcome / found.frequency if found.frequency else pd.NA,
                    state=STATES[found.outcome],
                    assumed=pd.NA if found.frequency else assumed.get(found.minterm + 1, "neither"),
                    contradictory=found.minterm + 1 in barred,
                )
            )
    order = {name: number for number, name in enumerate(outcomes_of(table))}
    made = pd.DataFrame(rows, columns=columns).astype({"consistency": "Float64"})
    return made.sort_values(
        ["outcome", "n_units", "row"],
        ascending=[True, False, True],
        key=lambda c: c.map(order) if c.name == "outcome" else c,
    ).reset_index(drop=True)


# --- solutions --------------------------------------------------------------------------------------


def solutions(table: pd.DataFrame) -> pd.DataFrame:
    """Return all tied solutions for the presence and for the absence of each outcome, one row per model and term.

    ``explains`` is present or absent; ``model`` numbers the ``n_models`` tied solutions of the ``kind``; ``solution``
    is the whole, ``term`` one of its alternatives, both in the notation of `expression`. ``consistency`` is the share
    of the units with the term that show the outcome, ``coverage`` the share of the units with the outcome that have
    the term, ``unique_coverage`` the share that no other term of the model covers; ``solution_coverage`` that of the
    whole. ``units`` lists the units with the term. ``assumed`` lists the rows without a unit that the model takes to
    show what it explains, ``n_assumed`` counts them, ``n_contradictory`` those of them that a solution of the kind for
    the opposite takes as well. Where there is no solution, one row with an empty one says why in ``told``.
    """
    data, _ = memberships(table)
    conditions = conditions_of(table, data)
    rows = []
    for outcome, explains, kind in product(outcomes_of(table), ("present", "absent"), KINDS):
        here = dict(outcome=outcome, explains=explains, kind=kind)
        why = why_no_solution(data, outcome, conditions)
        asked = data if why else data.assign(**{outcome: data[outcome] == (explains == "present")}).astype(int)
        models = [] if why else minimised(asked, outcome, conditions, kind)
        opposite = [] if why else minimised(asked.assign(**{outcome: 1 - asked[outcome]}), outcome, conditions, kind)
        against = assumed_rows(data, conditions, opposite)
        if not models:
            told = why or f"No combination shows the outcome {explains} without a contradiction."
            rows.append(dict(here, model=0, n_models=0, solution="", term="", units="", assumed="", told=told))
        for number, model in enumerate(models, 1):
            taken = assumed_rows(data, conditions, [model])
            about = dict(
                n_assumed=len(taken), assumed=" ".join(map(str, sorted(taken))), n_contradictory=len(taken & against)
            )
            for row in _terms(model, asked, outcome, conditions):
                rows.append(dict(here, model=number, n_models=len(models), **row, **about, told=""))
    columns = ["outcome", "explains", "kind", "model", "n_models", "solution", "term", *_FRACTIONS]
    made = pd.DataFrame(rows, columns=[*columns, "n_units", "units", *_ASSUMED, "told"])
    whole = dict.fromkeys(("n_units", "n_assumed", "n_contradictory"), "Int64")
    return made.astype({**dict.fromkeys(_FRACTIONS, "Float64"), **whole})


_FRACTIONS = ("consistency", "coverage", "unique_coverage", "solution_coverage")
_ASSUMED = ("n_assumed", "assumed", "n_contradictory")


def _terms(
    model: Sequence[Mapping[str, int]], data: pd.DataFrame, outcome: str, conditions: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what `solutions` tells of each term of one model, which explains where *outcome* is 1 in *data*."""
    cells, shows = data[conditions].to_numpy(), data[outcome].to_numpy() == 1
    held = np.array([holds(cells, conditions, term) for term in model])
    rows = []
    for term, mine in zip(model, held, strict=True):
        alone = mine & (held.sum(axis=0) == 1)
        rows.append(
            dict(
                solution=expression(model),
                term=expression([term]),
                consistency=(mine & shows).sum() / mine.sum(),
                coverage=(mine & shows).sum() / shows.sum(),
                unique_coverage=(alone & shows).sum() / shows.sum(),
                solution_coverage=(held.any(axis=0) & shows).sum() / shows.sum(),
                n_units=int(mine.sum()),
                units=" ".join(data.index[mine]),
            )
        )
    return rows


def why_no_solution(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> str:
    """Return why nothing can be minimised; empty where it can."""
    if len(data) < 2:
        return f"Too few units: {len(data)} can be placed, and one alone cannot be compared."
    if outcome in (constant := constant_sets(data)):
        return (
            f"{'Every unit shows' if constant[outcome] else 'No unit shows'} the outcome, so nothing tells the units "
            "apart."
        )
    return "" if conditions else "No condition varies between the units."


def necessity(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each outcome, present and absent, whether each condition or its absence is there whenever the
    outcome is.

    One row per outcome, ``explains``, condition and value. ``consistency`` is the share of the units with the outcome
    that have the condition (1: necessary in these units), ``coverage`` the share of the units with the condition that
    have the outcome, ``relevance`` the relevance of necessity (Schneider and Wagemann 2012): near 0 where nearly
    every unit has the condition anyway. Rows of outcomes or conditions that do not vary are left out.
    """
    data, _ = memberships(table)
    constant = constant_sets(data) if len(data) > 1 else dict.fromkeys(data.columns, 0)
    rows = []
    for outcome, explains, name, value in product(outcomes_of(table), (1, 0), conditions_of(table, data), (1, 0)):
        if outcome in constant:
            continue
        shows, has = data[outcome] == explains, data[name] == value
        both = (shows & has).sum()
        rows.append(
            dict(
                outcome=outcome,
                explains="present" if explains else "absent",
                condition=name if value else f"~{name}",
                n_units=int(both),
                units=" ".join(data.index[shows & has]),
                consistency=both / shows.sum(),
                coverage=both / has.sum(),
                relevance=(~has).sum() / (~(shows & has)).sum(),
            )
        )
    return pd.DataFrame(
        rows, columns=["outcome", "explains", "condition", "n_units", "units", "consistency", "coverage", "relevance"]
    )

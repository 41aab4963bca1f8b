"""What the solutions hang on: other calibrations, and outcomes given at will."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from .calibration import calibrated, cells_of, conditions_of, memberships, outcomes_of, placed_by_unit, sets_of
from .compute import MOST_ROWS, why_no_solution
from .minimising import expression, minimised, setqca_table

# --- how much so few units can carry ----------------------------------------------------------------


def _simplicity(models: Sequence[Sequence[Mapping[str, int]]]) -> tuple[int, int] | None:
    """Return the number of terms and of conditions in all of the shortest solutions; None where there is none."""
    return (len(models[0]), sum(map(len, models[0]))) if models else None


def chance(table: pd.DataFrame) -> pd.DataFrame:
    """Count, over every way to give an outcome to some of the units and not to others, how often a solution as simple
    appears.

    One row per outcome that varies: ``n_ways`` (2 to the power of the units, less the two ways without variation),
    ``n_free`` of them without a contradiction, ``n_as_simple`` of these with a parsimonious solution of no more terms
    and no more conditions than that of the outcome. This describes how easily these conditions fit anything; it is no
    p-value, because nobody drew the units. Empty counts where the units fill more than `MOST_ROWS` rows. *table* is
    `calibrated`.
    """
    data, _ = memberships(table)
    conditions = conditions_of(table, data)
    rows = [outcome for outcome in outcomes_of(table) if not why_no_solution(data, outcome, conditions)]
    if not rows:
        return pd.DataFrame(columns=["outcome", "n_units", "n_rows", "n_ways", "n_free", "n_as_simple"])
    cells = data.groupby(list(conditions), sort=True).ngroup()
    n_rows = cells.nunique()
    found: list[tuple[int, int]] = []
    if n_rows <= MOST_ROWS:
        for bits in product((0, 1), repeat=n_rows):
            if 0 < sum(bits) < n_rows:
                found.append(
                    _simplicity(
                        minimised(
                            data.assign(_any=cells.map(dict(enumerate(bits)))), "_any", conditions, "parsimonious"
                        )
                    )
                    or (0, 0)
                )
    made = []
    for outcome in rows:
        own = _simplicity(minimised(data, outcome, conditions, "parsimonious"))
        as_simple = sum(one[0] <= own[0] and one[1] <= own[1] for one in found) if own and found else pd.NA
        made.append(
            dict(
                outcome=outcome,
                n_units=len(data),
                n_rows=n_rows,
                n_ways=2 ** len(data) - 2 if len(data) <= 62 else pd.NA,
                n_free=2**n_rows - 2 if n_rows <= 62 else pd.NA,
                n_as_simple=as_simple,
            )
        )
    return pd.DataFrame(made).astype({"n_ways": "Int64", "n_free": "Int64", "n_as_simple": "Int64"})


#: The variant without the passages that stand as evidence in two cases.
SHARED_OUT = "without text that two cases share"


def variants(
    calibration: Mapping[str, Any],
    codings: pd.DataFrame,
    links: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]] | None = None,
    shared: Collection[str] = (),
) -> pd.DataFrame:
    """Return the parsimonious solution for the presence of each outcome when one decision is taken differently, or
    one unit is left out.

    One row per outcome and variant, the declared calibration first: each threshold that bears on the outcome one
    lower and one higher, each condition with its wider codes, the passages that two cases share left out (*shared*,
    `units.shared_passages`; no such row without them), each unit left out. ``n_changed`` counts the memberships that
    the variant changes (missing for a unit left out). ``solution`` joins tied solutions with `` or ``; it is empty
    where there is none. ``same`` says that it is the declared one. ``n_contradictions`` counts the rows whose units
    end differently.
    """
    placed, skipped = placed_by_unit(codings, links, cases), not_covered or {}
    cells = {
        one["id"]: pd.DataFrame(cells_of(one, *placed, cases, skipped)).astype({"member": "Int64"})
        for one in sets_of(calibration)
    }
    outcomes = [one["id"] for one in calibration["outcomes"]]
    whole = pd.concat(cells.values(), ignore_index=True)
    rows = [_outcome_row("as declared", whole, outcome, 0) for outcome in outcomes]
    for one in sets_of(calibration):
        tried = [
            (f"{one['id']} from {one['at_least'] + by} on", {**one, "at_least": one["at_least"] + by})
            for by in (-1, 1)
            if one.get("at_least", 0) + by >= 1 and "at_least" in one
        ]
        if one.get("wider"):
            tried.append(
                (f"{one['id']} with {', '.join(one['wider'])}", {**one, "codes": [*one["codes"], *one["wider"]]})
            )
        for name, changed in tried:
            other = pd.DataFrame(cells_of(changed, *placed, cases, skipped)).astype({"member": "Int64"})
            n_changed = int((other["member"].fillna(-1) != cells[one["id"]]["member"].fillna(-1)).sum())
            table = pd.concat(
                [other if set_id == one["id"] else part for set_id, part in cells.items()], ignore_index=True
            )
            rows += [
                _outcome_row(name, table, outcome, n_changed)
                for outcome in outcomes
                if one["role"] == "condition" or outcome == one["id"]
            ]
    if shared:
        own = [frame[~(frame["case_id"] + ":" + frame["segment_id"]).isin(shared)] for frame in (codings, links)]
        other = calibrated(calibration, own[0], own[1], cases, skipped)
        turned = other.loc[other["member"].fillna(-1) != whole["member"].fillna(-1), "set_id"]
        rows += [
            _outcome_row(SHARED_OUT, other, outcome, int((~turned.isin(set(outcomes) - {outcome})).sum()))
            for outcome in outcomes
        ]
    for unit, label in zip(cases["unit"], cases["label"], strict=True):
        rows += [_outcome_row(f"without {label}", whole[whole["unit"] != unit], outcome, pd.NA) for outcome in outcomes]
    table = pd.DataFrame(rows).astype({"n_changed": "Int64"})
    declared = table[table["variant"] == "as declared"].set_index("outcome")["solution"]
    return table.assign(same=(table["solution"] == table["outcome"].map(declared)) & (table["solution"] != ""))


def kept(tried: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return in words how often the parsimonious solutions come back in `variants`."""
    told = []
    for outcome, mine in tried[tried["variant"] != "as declared"].groupby("outcome", sort=False):
        felt, left = mine[mine["n_changed"].fillna(0) > 0], mine[mine["n_changed"].isna()]
        told.append(
            f"for ‘{names[outcome]}’ in {int(felt['same'].sum())} of {len(felt)} other calibrations that change a"
            f" membership, and in {int(left['same'].sum())} of {len(left)} with a unit left out"
        )
    return f"The same parsimonious solution comes back {'; '.join(told)}." if told else ""


def _outcome_row(name: str, table: pd.DataFrame, outcome: str, n_changed: Any) -> dict[str, Any]:
    """Return the row of `variants` for one calibrated table and outcome."""
    if table.empty:
        return dict(outcome=outcome, variant=name, n_units=0, n_changed=n_changed, n_contradictions=0, solution="")
    data, _ = memberships(table)
    conditions = conditions_of(table, data)
    why = why_no_solution(data, outcome, conditions)
    models = [] if why else minimised(data, outcome, conditions, "parsimonious")
    clash = 0 if why else len(setqca_table(data, outcome, conditions).contradictions())
    return dict(
        outcome=outcome,
        variant=name,
        n_units=len(data),
        n_changed=n_changed,
        n_contradictions=clash,
        solution=" or ".join(map(expression, models)),
    )

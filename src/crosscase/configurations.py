"""Configurations: which combinations of conditions go with which outcome (crisp-set qualitative comparative analysis,
Ragin 1987).

The calibration is declared in config/configurations.yaml and checked before anything runs. Minimisation is that of
the library `setqca`. A set of a few units can show which combinations occur and where equal ones end differently; it
cannot test that a combination brings an outcome about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from .codebook import STATUSES, VALENCES, codes_of
from .findings import Finding, did_you_mean, joined
from .matrices import EVIDENCE, by_unit

FILE = "config/configurations.yaml"
#: What each rule needs, and what it may have besides.
RULES = {
    "passages": (("codes", "at_least"), ("wider",)),
    "links": (("statuses", "at_least"), ("valence",)),
    "more_links": (("valence",), ("statuses",)),
    "initiation": (("any_of",), ()),
}
_PARTS = {part for needed, more in RULES.values() for part in (*needed, *more)}
KINDS = ("conservative", "parsimonious")
#: Up to so many different rows every way to share out an outcome is minimised.
MOST_ROWS = 10


# --- the declared calibration -----------------------------------------------------------------------


def sets_of(calibration: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions and then the outcomes, each with its ``role``."""
    return [{**one, "role": role[:-1]} for role in ("conditions", "outcomes") for one in calibration[role]]


def check(
    calibration: Mapping[str, Any],
    codebook: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    file: str = FILE,
) -> list[Finding]:
    """Return what is wrong with a calibration whose keys fit their schema: names used twice, parts that a rule lacks
    or does not know, unknown codes.

    *codebook* holds the codes, *descriptions* the case.yml of the chosen cases; a way to begin that none of them
    names is a warning.
    """
    codes = codes_of(codebook, *codebook["family"].unique())
    told = [
        about
        for case in descriptions.values()
        for about in (case, *(case.get("units") or []))
        if isinstance(about, Mapping)
    ]
    initiations = [str(about["initiation"]) for about in told if about.get("initiation")]
    findings, seen, began = [], {}, list(dict.fromkeys(initiations))
    for role in ("conditions", "outcomes"):
        for number, one in enumerate(calibration[role]):
            place = f"{role}.{number}"
            if one["id"] in seen:
                findings.append(
                    Finding(
                        file,
                        f"'{one['id']}' names {seen[one['id']]} as well",
                        "give each condition and outcome an id of its own",
                        column=f"{place}.id",
                    )
                )
            seen.setdefault(one["id"], place)
            needed, more = RULES[one["rule"]]
            for part in needed:
                if part not in one:
                    findings.append(
                        Finding(
                            file,
                            f"'{part}' is missing",
                            f"the rule '{one['rule']}' needs {' and '.join(needed)}",
                            column=place,
                        )
                    )
            for part in sorted(_PARTS & set(one) - {*needed, *more}):
                findings.append(
                    Finding(
                        file,
                        f"'{part}' is no part of the rule '{one['rule']}'",
                        f"it takes {', '.join((*needed, *more))}; take '{part}' out",
                        column=f"{place}.{part}",
                    )
                )
            for part in ("codes", "wider"):
                for code in one.get(part, []):
                    if code not in codes:
                        findings.append(
                            Finding(
                                file,
                                f"'{code}' is not a code of the codebook",
                                did_you_mean(code, codes),
                                column=f"{place}.{part}",
                            )
                        )
            for value in one.get("any_of", []):
                if value not in began:
                    findings.append(
                        Finding(
                            file,
                            f"no case or unit began '{value}'",
                            did_you_mean(value, began),
                            column=f"{place}.any_of",
                            severity="warning",
                        )
                    )
    return findings


def calibrated(
    calibration: Mapping[str, Any],
    codings: pd.DataFrame,
    links: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the membership of every unit in every condition and outcome, with the passages that decide it.

    One row per set and unit, in the order of the calibration and of *cases* (`compare.case_table` for the
    calibration's unit of analysis). ``member`` is 1, 0, or missing where the case was not read for a code of the set
    and what was read does not reach the threshold. ``value`` counts passages or links, ``against`` the links of the
    other valence; both are missing where the rule counts nothing. ``near`` says that one passage or link more or
    fewer would turn the cell. Counts and ``segment_ids`` are those of the passages that were counted, on both sides
    where links are weighed.
    """
    placed = _placed(codings, links, cases)
    table = pd.DataFrame(
        [row for one in sets_of(calibration) for row in _cells(one, *placed, cases, not_covered or {})]
    )
    return table.astype({column: "Int64" for column in ("value", "against", "at_least", "member")})


Placed = dict[str, pd.DataFrame]


def _placed(codings: pd.DataFrame, links: pd.DataFrame, cases: pd.DataFrame) -> tuple[Placed, Placed]:
    """Return the codings (present) and the links of each unit."""
    frames = by_unit(codings[codings["presence"] == "present"], cases).assign(link_id=""), by_unit(links, cases)
    found = [dict(list(frame.groupby("unit"))) for frame in frames]
    return tuple(
        {unit: parts.get(unit, frame.iloc[:0]) for unit in cases["unit"]}
        for parts, frame in zip(found, frames, strict=True)
    )


def _cells(
    one: Mapping[str, Any],
    codings: Placed,
    links: Placed,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]],
) -> list[dict[str, Any]]:
    """Return the rows of `calibrated` for one condition or outcome."""
    rows = []
    for unit in cases.to_dict("records"):
        value = against = threshold = member = pd.NA
        near, counted = False, links[unit["unit"]].iloc[:0]
        if one["rule"] == "passages":
            coded = codings[unit["unit"]]
            counted = coded[coded["code_id"].isin(one["codes"])]
            value, threshold = counted["segment_id"].nunique(), one["at_least"]
            unread = set(one["codes"]) & set(not_covered.get(unit["case_id"], ()))
            member = pd.NA if unread and value < threshold else int(value >= threshold)
            near, reading = value in (threshold - 1, threshold), f"{value} of at least {threshold} passages"
        elif one["rule"] == "initiation":
            member, reading = int(unit["initiation"] in one["any_of"]), f"began {unit['initiation']}"
        else:
            mine = links[unit["unit"]]
            counted = mine[mine["status"].isin(one.get("statuses", STATUSES))]
            if one["rule"] == "links":
                counted = counted[counted["valence"].isin([one["valence"]] if "valence" in one else VALENCES)]
                value, threshold = len(counted), one["at_least"]
                member, near, reading = (
                    int(value >= threshold),
                    value in (threshold - 1, threshold),
                    f"{value} of at least {threshold} links",
                )
            else:
                value = int((counted["valence"] == one["valence"]).sum())
                against = len(counted) - value
                member, near, reading = (
                    int(value > against),
                    value - against in (0, 1),
                    f"{value} against {against} links",
                )
        rows.append(
            dict(
                role=one["role"],
                set_id=one["id"],
                set_label=one["label"],
                case_id=unit["case_id"],
                unit=unit["unit"],
                label=unit["label"],
                rule=one["rule"],
                value=value,
                against=against,
                at_least=threshold,
                member=member,
                near=bool(near),
                reading=reading,
                **_behind(counted),
            )
        )
    return rows


def _behind(counted: pd.DataFrame) -> dict[str, Any]:
    """Return the counts of the passages behind one cell."""
    passages = sorted(set(counted["case_id"] + ":" + counted["segment_id"]))
    voiced = counted[counted["speaker"] != ""]
    numbers = (
        len(set(counted["link_id"]) - {""}),
        len(passages),
        len(set(voiced["case_id"] + ":" + voiced["speaker"])),
        counted["case_id"].nunique(),
    )
    return dict(zip(EVIDENCE, (*numbers, " ".join(passages)), strict=True))


def memberships(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the units (rows) by sets (columns) as 0 and 1, and the units left out because a membership is unknown."""
    wide = table.pivot(index="unit", columns="set_id", values="member").loc[
        table["unit"].unique(), table["set_id"].unique()
    ]
    whole = wide.notna().all(axis=1)
    return wide[whole].astype(int).rename_axis(index=None, columns=None), wide.index[~whole].tolist()


def constant_sets(data: pd.DataFrame) -> dict[str, int]:
    """Return the sets that hold in every unit or in none, with that value; a condition among them explains nothing
    and is dropped.
    """
    return {name: int(data[name].iloc[0]) for name in data.columns if len(data) and data[name].nunique() == 1}


def _conditions(table: pd.DataFrame, data: pd.DataFrame) -> list[str]:
    """Return the conditions of a calibrated table that vary in its `memberships`, as declared."""
    constant = constant_sets(data)
    return [name for name in table.loc[table["role"] == "condition", "set_id"].unique() if name not in constant]


def _outcomes(table: pd.DataFrame) -> list[str]:
    """Return the outcomes of a calibrated table, as declared."""
    return table.loc[table["role"] == "outcome", "set_id"].unique().tolist()


# --- the truth table --------------------------------------------------------------------------------


def _truth(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> Any:
    """Return setqca's truth table; a row whose units end differently is a contradiction, whatever its consistency."""
    from setqca.truth_table import build_truth_table

    return build_truth_table(
        data, outcome=outcome, conditions=list(conditions), inclusion_cutoff=1.0, exclusion_cutoff=1e-9
    )


STATES = {"1": "present", "0": "absent", "C": "contradiction", "R": "remainder"}


def truth_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return every combination of the conditions that vary, for each outcome; combinations of most units first.

    One row per outcome and combination. ``present`` and ``absent`` list the conditions; ``n_units`` counts the units
    in the row, ``n_with`` those of them that show the outcome; ``consistency`` is their share (0 to 1, missing for a
    remainder). ``state``: *present* or *absent* (all units of the row agree), *contradiction* (they do not),
    *remainder* (no unit). Empty where fewer than two units can be placed, or no condition varies. *table* is
    `calibrated`.
    """
    data, _ = memberships(table)
    conditions = _conditions(table, data)
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
    ]
    if len(data) < 2 or not conditions:
        return pd.DataFrame(columns=columns)
    rows = []
    for outcome in _outcomes(table):
        for found in _truth(data, outcome, conditions).rows:
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
                )
            )
    order = {name: number for number, name in enumerate(_outcomes(table))}
    made = pd.DataFrame(rows, columns=columns).astype({"consistency": "Float64"})
    return made.sort_values(
        ["outcome", "n_units", "row"],
        ascending=[True, False, True],
        key=lambda c: c.map(order) if c.name == "outcome" else c,
    ).reset_index(drop=True)


# --- solutions --------------------------------------------------------------------------------------


def minimised(data: pd.DataFrame, outcome: str, conditions: Sequence[str], kind: str) -> list[list[dict[str, int]]]:
    """Return every tied shortest solution for *outcome*: a list of terms each, a term being the value that each
    condition must have.

    *kind* is conservative (remainders are not used; also called complex) or parsimonious (a remainder may be taken to
    show the outcome where that shortens the solution). Contradictions count as not showing the outcome. Fewest terms
    first, then fewest conditions (exact; Quine 1952, McCluskey 1956; `setqca`). Empty where no row shows the outcome.
    """
    found = _truth(data, outcome, conditions)
    if not found.positive_minterms:
        return []
    models = found.minimize(include_remainders=kind == "parsimonious")
    return [
        [
            {name: bit for name, bit in zip(conditions, term.pattern, strict=True) if bit is not None}
            for term in model.implicants
        ]
        for model in models
    ]


def expression(terms: Sequence[Mapping[str, int]]) -> str:
    """Return terms in the notation of the method: ``A*~B + C`` (and, not, or)."""
    return " + ".join("*".join(name if value else f"~{name}" for name, value in term.items()) or "1" for term in terms)


def _holds(cells: np.ndarray, conditions: Sequence[str], term: Mapping[str, int]) -> np.ndarray:
    """Return which rows of 0 and 1 have a term."""
    at = [conditions.index(name) for name in term]
    return (cells[:, at] == list(term.values())).all(axis=1)


def solutions(table: pd.DataFrame) -> pd.DataFrame:
    """Return all tied solutions for the presence and for the absence of each outcome, one row per model and term.

    ``explains`` is present or absent; ``model`` numbers the ``n_models`` tied solutions of the ``kind``; ``solution``
    is the whole, ``term`` one of its alternatives, both in the notation of `expression`. ``consistency`` is the share
    of the units with the term that show the outcome, ``coverage`` the share of the units with the outcome that have
    the term, ``unique_coverage`` the share that no other term of the model covers; ``solution_coverage`` that of the
    whole. ``units`` lists the units with the term. ``n_assumed`` counts the remainders that the model takes to show
    the outcome. Where there is none, one row with an empty solution says why in ``told``.
    """
    data, _ = memberships(table)
    conditions = _conditions(table, data)
    rows = []
    for outcome, explains, kind in product(_outcomes(table), ("present", "absent"), KINDS):
        here = dict(outcome=outcome, explains=explains, kind=kind)
        why = _no_solution(data, outcome, conditions)
        models = (
            []
            if why
            else minimised(
                data.assign(**{outcome: data[outcome] == (explains == "present")}).astype(int),
                outcome,
                conditions,
                kind,
            )
        )
        if not models:
            told = why or f"No combination shows the outcome {explains} without a contradiction."
            rows.append(dict(here, model=0, n_models=0, solution="", term="", units="", told=told))
            continue
        cells, shows = data[conditions].to_numpy(), (data[outcome] == (explains == "present")).to_numpy()
        filled = {tuple(row) for row in cells}
        empty = np.array([row for row in product((0, 1), repeat=len(conditions)) if row not in filled]).reshape(
            -1, len(conditions)
        )
        for number, model in enumerate(models, 1):
            held = np.array([_holds(cells, conditions, term) for term in model])
            assumed = int(np.any([_holds(empty, conditions, term) for term in model], axis=0).sum())
            for term, mine in zip(model, held, strict=True):
                alone = mine & (held.sum(axis=0) == 1)
                rows.append(
                    dict(
                        here,
                        model=number,
                        n_models=len(models),
                        solution=expression(model),
                        term=expression([term]),
                        consistency=(mine & shows).sum() / mine.sum(),
                        coverage=(mine & shows).sum() / shows.sum(),
                        unique_coverage=(alone & shows).sum() / shows.sum(),
                        solution_coverage=(held.any(axis=0) & shows).sum() / shows.sum(),
                        n_units=int(mine.sum()),
                        units=" ".join(data.index[mine]),
                        n_assumed=assumed,
                        told="",
                    )
                )
    columns = [
        "outcome",
        "explains",
        "kind",
        "model",
        "n_models",
        "solution",
        "term",
        "consistency",
        "coverage",
        "unique_coverage",
        "solution_coverage",
        "n_units",
        "units",
        "n_assumed",
        "told",
    ]
    made = pd.DataFrame(rows, columns=columns)
    numbers = {column: "Float64" for column in ("consistency", "coverage", "unique_coverage", "solution_coverage")}
    return made.astype({**numbers, "n_units": "Int64", "n_assumed": "Int64"})


def _no_solution(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> str:
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
    for outcome, explains, name, value in product(_outcomes(table), (1, 0), _conditions(table, data), (1, 0)):
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
    conditions = _conditions(table, data)
    rows = [outcome for outcome in _outcomes(table) if not _no_solution(data, outcome, conditions)]
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


def variants(
    calibration: Mapping[str, Any],
    codings: pd.DataFrame,
    links: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the parsimonious solution for the presence of each outcome when one decision is taken differently, or
    one unit is left out.

    One row per outcome and variant, the declared calibration first: each threshold that bears on the outcome one
    lower and one higher, each condition with its wider codes, each unit left out. ``n_changed`` counts the
    memberships that the variant changes (missing for a unit left out). ``solution`` joins tied solutions with `` or
    ``; it is empty where there is none. ``same`` says that it is the declared one. ``n_contradictions`` counts the
    rows whose units end differently.
    """
    placed, skipped = _placed(codings, links, cases), not_covered or {}
    cells = {
        one["id"]: pd.DataFrame(_cells(one, *placed, cases, skipped)).astype({"member": "Int64"})
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
            other = pd.DataFrame(_cells(changed, *placed, cases, skipped)).astype({"member": "Int64"})
            n_changed = int((other["member"].fillna(-1) != cells[one["id"]]["member"].fillna(-1)).sum())
            table = pd.concat(
                [other if set_id == one["id"] else part for set_id, part in cells.items()], ignore_index=True
            )
            rows += [
                _outcome_row(name, table, outcome, n_changed)
                for outcome in outcomes
                if one["role"] == "condition" or outcome == one["id"]
            ]
    for unit, label in zip(cases["unit"], cases["label"], strict=True):
        rows += [_outcome_row(f"without {label}", whole[whole["unit"] != unit], outcome, pd.NA) for outcome in outcomes]
    table = pd.DataFrame(rows).astype({"n_changed": "Int64"})
    declared = table[table["variant"] == "as declared"].set_index("outcome")["solution"]
    return table.assign(same=(table["solution"] == table["outcome"].map(declared)) & (table["solution"] != ""))


def kept(tried: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return in words how often the parsimonious solutions come back in `variants`: what stands at the foot of the
    figure.
    """
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
    conditions = _conditions(table, data)
    why = _no_solution(data, outcome, conditions)
    models = [] if why else minimised(data, outcome, conditions, "parsimonious")
    clash = 0 if why else len(_truth(data, outcome, conditions).contradictions())
    return dict(
        outcome=outcome,
        variant=name,
        n_units=len(data),
        n_changed=n_changed,
        n_contradictions=clash,
        solution=" or ".join(map(expression, models)),
    )


# --- in words ---------------------------------------------------------------------------------------


def _in_labels(variant: str, names: Mapping[str, str]) -> str:
    """Return a variant of the calibration in words: ``power_uneven with exclusion`` as ``'Power is uneven' with
    exclusion``.
    """
    set_id, _, change = variant.partition(" ")
    return f"'{names.get(set_id, set_id)}' {change}".replace("_", " ").strip()


def in_words(solution: str, names: Mapping[str, str]) -> str:
    """Return a solution or term in words: conditions joined by ``and``, alternatives by ``; or``, absence as ``not
    (...)``.
    """

    def literal(text: str) -> str:
        name = names.get(text.lstrip("~"), text.lstrip("~"))
        name = name[:1].lower() + name[1:]
        return f"not ({name})" if text.startswith("~") else name

    return "; or ".join(" and ".join(map(literal, term.split("*"))) for term in solution.split(" + "))


def names_of(table: pd.DataFrame) -> dict[str, str]:
    """Return what figures print for each set and each unit of `calibrated`."""
    return dict(zip(table["set_id"], table["set_label"], strict=True)) | dict(
        zip(table["unit"], table["label"], strict=True)
    )


def published_truth(truth: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the truth table as it is printed: a row a combination, a column a condition (1, 0), the units, and each
    outcome as 1, 0, contradiction (C) or remainder (?).
    """
    names = names_of(table)
    outcomes = _outcomes(table)
    rows = []
    for row in truth[truth["outcome"] == outcomes[0]].to_dict("records") if len(truth) else ():
        told = {names[name.lstrip("~")]: 0 if name.startswith("~") else 1 for name in row["configuration"].split("*")}
        ends = {}
        for outcome in outcomes:
            cell = truth[(truth["outcome"] == outcome) & (truth["row"] == row["row"])].iloc[0]
            sign = {"present": "1", "absent": "0", "contradiction": "C", "remainder": "?"}[cell["state"]]
            ends[names[outcome]] = sign if row["n_units"] < 2 else f"{sign} ({cell['n_with']} of {cell['n_units']})"
        rows.append(
            {
                "Row": row["row"],
                **told,
                "Units": "; ".join(names[unit] for unit in row["units"].split()),
                "n": row["n_units"],
                **ends,
            }
        )
    if not rows:
        return pd.DataFrame(
            {"Row": ["–"], "Units": ["Too few units, or no condition that varies: there is no truth table."]}
        )
    return pd.DataFrame(rows)


def published_solutions(found: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the solutions as they are printed, one row per model and term, in words."""
    names = names_of(table)
    rows = []
    for row in found.to_dict("records"):
        outcome = (
            names[row["outcome"]]
            if row["explains"] == "present"
            else f"Not: {names[row['outcome']][:1].lower()}{names[row['outcome']][1:]}"
        )
        if not row["solution"]:
            rows.append(
                {
                    "Outcome": outcome,
                    "Solution": row["kind"],
                    "Model": "none",
                    "Term": row["told"],
                    "Units": "",
                    "Consistency": "",
                    "Coverage": "",
                    "Alone": "",
                    "Remainders used": "",
                }
            )
            continue
        rows.append(
            {
                "Outcome": outcome,
                "Solution": row["kind"],
                "Model": f"{row['model']} of {row['n_models']}",
                "Term": in_words(row["term"], names),
                "Units": "; ".join(names[unit] for unit in row["units"].split()),
                "Consistency": f"{row['consistency']:.2f}",
                "Coverage": f"{row['coverage']:.2f}",
                "Alone": f"{row['unique_coverage']:.2f}",
                "Remainders used": str(row["n_assumed"]),
            }
        )
    return pd.DataFrame(rows)


#: Widths of the published table of solutions in Word and LaTeX, in mm.
SOLUTION_WIDTHS = (38, 26, 18, 62, 45, 22, 20, 16, 20)


def truth_widths(printed: pd.DataFrame) -> list[float]:
    """Return the widths of the published truth table in mm; they fill a landscape page."""
    given = {"Row": 10.0, "n": 8.0, "Units": 70.0}
    rest = (267.0 - sum(given.get(name, 0) for name in printed.columns)) / max(
        1, sum(name not in given for name in printed.columns)
    )
    return [given.get(name, rest) for name in printed.columns]


def what_it_says(
    table: pd.DataFrame, truth: pd.DataFrame, found: pd.DataFrame, odds: pd.DataFrame, tried: pd.DataFrame
) -> str:
    """Return, as text for the end of the notebook, what the units can and cannot say about configurations."""
    names = names_of(table)
    data, _ = memberships(table)
    lines = []
    for outcome in _outcomes(table):
        mine = found[
            (found["outcome"] == outcome) & (found["explains"] == "present") & (found["kind"] == "parsimonious")
        ]
        if mine["solution"].iloc[0] == "":
            lines.append(f"{names[outcome]}: {mine['told'].iloc[0]}")
            continue
        told = ". Or as well: ".join(in_words(text, names) for text in mine["solution"].unique())
        lines.append(f"{names[outcome]}, in these {len(data)} units: {told}.")
    return "\n\n".join([*lines, *limits(table, truth, odds, tried)])


def _declared_clashes(tried: pd.DataFrame, outcome: str) -> int:
    """Return the number of contradictions of an outcome under the declared calibration."""
    return int(
        tried.loc[(tried["variant"] == "as declared") & (tried["outcome"] == outcome), "n_contradictions"].iloc[0]
    )


def limits(table: pd.DataFrame, truth: pd.DataFrame, odds: pd.DataFrame, tried: pd.DataFrame) -> list[str]:
    """Return what so few units cannot support, one sentence or two a line."""
    names = names_of(table)
    data, unknown = memberships(table)
    lines = []
    if unknown:
        lines.append(
            "Left out, because they were not read for a code of a condition: "
            f"{', '.join(names[unit] for unit in unknown)}."
        )
    for name, value in constant_sets(data).items():
        lines.append(
            f"'{names[name]}' holds in {'every unit' if value else 'no unit'} and tells nothing apart; it takes no "
            "part."
        )
    if len(truth):
        one = truth[truth["outcome"] == truth["outcome"].iloc[0]]
        filled, conditions = int((one["n_units"] > 0).sum()), len(one["configuration"].iloc[0].split("*"))
        lines.append(
            f"{conditions} conditions make {len(one)} combinations; {len(data)} units fill {filled} of them and "
            f"leave {len(one) - filled} as logical remainders. A parsimonious solution "
            "assumes what such units would have shown; the conservative one does not, and mostly describes the units "
            "one by one."
        )
        clashes = truth[truth["state"] == "contradiction"]
        for row in clashes.to_dict("records"):
            lines.append(
                f"A contradiction for '{names[row['outcome']]}': "
                f"{' and '.join(names[u] for u in row['units'].split())} share every condition and end differently "
                f"({row['n_with']} of {row['n_units']} show it)."
            )
    counts = ["n_ways", "n_units", "n_free", "n_as_simple"]
    for (ways, units, free, simple), rows in odds[odds["n_as_simple"].notna()].groupby(counts, sort=False):
        easy = (
            "Where there is no contradiction, such a solution is mostly there to be found. "
            if simple > 0.5 * free
            else ""
        )
        about = [f"'{names[one]}'" for one in rows["outcome"]]
        lines.append(
            f"Of the {ways:.0f} ways to give an outcome to some of these {units:.0f} units and not to others, "
            f"{free:.0f} make no contradiction with these conditions, and {simple:.0f} have a parsimonious solution as "
            f"simple as that for {joined(about)} or simpler. {easy}This is a share of "
            "possible tables; it is no probability that the solution is wrong."
        )
    for outcome, mine in tried[tried["variant"] != "as declared"].groupby("outcome", sort=False):
        decisions, left = mine[mine["n_changed"].notna()], mine[mine["n_changed"].isna()]
        felt = decisions[decisions["n_changed"] > 0]
        lines.append(
            f"'{names[outcome]}': the parsimonious solution is the same in {int(felt['same'].sum())} of {len(felt)} "
            "variants of the calibration that change a membership, and in "
            f"{int(left['same'].sum())} of {len(left)} with one unit left out."
        )
        clash = decisions.loc[decisions["n_contradictions"] > _declared_clashes(tried, outcome), "variant"]
        if len(clash):
            lines.append(
                f"'{names[outcome]}': a contradiction comes with {'; '.join(_in_labels(one, names) for one in clash)}."
            )
    near = int(table["near"].sum())
    lines.append(
        f"{near} of the {len(table)} memberships would turn with one passage or link more or fewer. The conditions "
        "were declared by people who knew the cases; units of one case are not independent."
    )
    return lines

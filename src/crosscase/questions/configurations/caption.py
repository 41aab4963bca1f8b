"""Configurations: truth table and solutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, READING, n_of, what
from .calibration import constant_sets, memberships, outcomes_of, sets_of
from .published import assumptions, contradictory, demonstration, in_words, names_of
from .variants import kept


def _rules(table: pd.DataFrame, declared: Mapping[str, Any] | None = None) -> str:
    """Return how membership was decided, in a sentence; *declared* adds which links were compared."""
    about = {one["id"]: one for one in sets_of(declared)} if declared else {}
    told = []
    for set_id, mine in table.groupby("set_id", sort=False):
        first = mine.iloc[0]
        name = f"'{first['set_label'][:1].lower()}{first['set_label'][1:]}'"
        rule = about.get(set_id, {})
        mine_of = f" of {rule['valence']}" if "valence" in rule else ""
        status = f" ({' or '.join(rule['statuses'])})" if "statuses" in rule else ""
        if first["rule"] in ("passages", "links"):
            told.append(f"{name} from {n_of(int(first['at_least']), first['rule'][:-1])}{mine_of}{status} on")
        elif first["rule"] == "more_links":
            told.append(
                f"{name} where links{mine_of or ' of one valence'}{status} outnumber those of the other valence"
            )
        else:
            told.append(f"{name} by how the unit began")
    return "; ".join(told)


def _sizes(truth: pd.DataFrame, table: pd.DataFrame) -> str:
    data, _ = memberships(table)
    if truth.empty:
        return f"{n_of(len(data), 'unit')} can be placed. "
    one = truth[truth["outcome"] == truth["outcome"].iloc[0]]
    filled, clash = int((one["n_units"] > 0).sum()), truth.loc[truth["state"] == "contradiction", "row"].nunique()
    contradict = (
        "No combination contradicts itself" if not clash else f"In {n_of(clash, 'combination')} units end differently"
    )
    return (
        f"{n_of(len(data), 'unit')} fill {filled} of {len(one)} combinations; the other {len(one) - filled} are logical"
        f" remainders. {contradict}. "
    )


def _dropped(table: pd.DataFrame) -> str:
    data, unknown = memberships(table)
    names = names_of(table)
    constant = [f"'{names[name]}'" for name in constant_sets(data)] if len(data) > 1 else []
    told = (
        f"Left out, because {'it tells' if len(constant) == 1 else 'they tell'} no unit from another: "
        f"{', '.join(constant)}. "
        if constant
        else ""
    )
    return told + (
        f"Not placed, because they were not read for a code: {', '.join(names[unit] for unit in unknown)}. "
        if unknown
        else ""
    )


def _both_ways(truth: pd.DataFrame, solutions: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return for each outcome with a solution which remainders are assumed both ways."""
    told = {outcome: assumptions(truth, solutions, outcome) for outcome in solutions["outcome"].unique()}
    return "".join(f"‘{names[outcome]}’: {text[:1].lower()}{text[1:]} " for outcome, text in told.items() if text)


def configurations(
    truth: pd.DataFrame,
    solutions: pd.DataFrame,
    table: pd.DataFrame,
    odds: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    declared: Mapping[str, Any] | None = None,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the truth table and solutions; *declared* is config/configurations.yaml."""
    names = names_of(table)
    share = ""
    if len(odds) and pd.notna(odds["n_as_simple"].iloc[0]):
        row = odds.iloc[0]
        share = (
            f"Of the {row['n_ways']} ways to give an outcome to some of these units and not to others, "
            f"{row['n_as_simple']} have a solution as simple as that for "
            f"'{names[row['outcome']][:1].lower()}{names[row['outcome']][1:]}' or simpler: a share of possible "
            "tables, no probability. "
        )
    caption = (
        f"**Conditions and outcomes in {what(cases)}: a method shown.** {demonstration(table)} Above, the truth table: "
        f"one row per combination of conditions that has units; the table holds the others. Membership is declared: "
        f"{_rules(table, declared)}. 'Met' is mitigated or "
        f"averted by a remedy. {_sizes(truth, table)}"
        f"{_dropped(table)}Below, all solutions for the presence of each outcome (crisp-set QCA): each line is a "
        "term that suffices in these units; a filled dot must hold, an open one must not. Blank: it does not "
        "matter. Conservative solutions use no remainder, parsimonious ones assume how remainders would end; "
        "enhanced ones do so without the remainders that solutions for the presence and for the absence both assume "
        f"(contradictory simplifying assumptions, Schneider and Wagemann 2012). {_both_ways(truth, solutions, names)}"
        "Tied solutions are all given. The number is the coverage: the share of the units with the "
        "outcome that have the term; consistency is 1 by construction. Solutions for the absence of each outcome "
        f"stand in the table. {share}Nothing here shows that a combination brings an outcome about, "
        f"and units of one case are not independent. {READING}"
    )
    # No solution stands in the alternative text: it is read without the sentence that this is a demonstration.
    alt = (
        f"Dot matrix of conditions by combination for {what(cases)}, a demonstration of the method, with the solutions "
        f"for {n_of(solutions['outcome'].nunique(), 'outcome')} below."
    )
    return f"{caption} {note}".strip() if note else caption, alt


def what_we_see(
    truth: pd.DataFrame, solutions: pd.DataFrame, table: pd.DataFrame, odds: pd.DataFrame, tried: pd.DataFrame
) -> str:
    """Return the answer in a paragraph: the combinations seen, what the method returns for each outcome, which of its
    assumptions contradict each other, and what it hangs on. It says first that this is no finding.

    *table* is `calibration.calibrated`, *odds* `variants.chance`, *tried* `variants.variants`.
    """
    names, (data, _) = names_of(table), memberships(table)
    if truth.empty:
        why = solutions["told"].iloc[0] if len(data) < 2 else "No condition varies between the units."
        return f"There is no combination to compare. {why}"
    one = truth[truth["outcome"] == truth["outcome"].iloc[0]]
    filled, conditions = int((one["n_units"] > 0).sum()), len(one["configuration"].iloc[0].split("*"))
    clash = truth.loc[truth["state"] == "contradiction", "row"].nunique()
    if clash:
        end = f"in {n_of(clash, 'combination')} units that share every condition end differently"
    elif filled < len(data):
        end = "units that share every condition end alike"
    else:
        end = "no two units share every condition, so none could contradict another"
    told = [
        demonstration(table),
        f"The {len(data)} units fill {filled} of the {len(one)} combinations of {n_of(conditions, 'condition')};"
        f" {end}.",
    ]
    told += [_account(truth, solutions, outcome, data, names) for outcome in outcomes_of(table)]
    found = solutions[(solutions["explains"] == "present") & (solutions["kind"] == "parsimonious")]
    solved = set(found.loc[found["solution"] != "", "outcome"])
    counted = odds[odds["n_as_simple"].notna() & odds["outcome"].isin(solved)]
    for (free, simple), rows in counted.groupby(["n_free", "n_as_simple"], sort=False):
        about = joined([f"‘{names[outcome]}’" for outcome in rows["outcome"]])
        told.append(
            f"As simple an account as that of {about} can be had for {simple} of the {free} ways to give these"
            f" combinations an outcome{', so that there is one says little' if 2 * simple > free else ''}."
        )
    return " ".join([*told, kept(tried[tried["outcome"].isin(solved)], names)]).strip()


def _account(
    truth: pd.DataFrame, solutions: pd.DataFrame, outcome: str, data: pd.DataFrame, names: Mapping[str, str]
) -> str:
    """Return what the method returns for the presence of an outcome: the parsimonious solution, its contradictory
    assumptions and the solution without them; or why there is none.
    """
    mine = solutions[(solutions["outcome"] == outcome) & (solutions["explains"] == "present")]
    parsimonious, enhanced = (mine[mine["kind"] == kind] for kind in ("parsimonious", "enhanced"))
    if not parsimonious["solution"].iloc[0]:
        told = parsimonious["told"].iloc[0]
        return f"‘{names[outcome]}’: {told[:1].lower()}{told[1:]}"
    ways, kept_ways = ([in_words(text, names) for text in one["solution"].unique()] for one in (parsimonious, enhanced))
    tied = f" (one of {len(ways)} equally short)" if len(ways) > 1 else ""
    told = [
        f"‘{names[outcome]}’ holds in {int(data[outcome].sum())} of {len(data)} units; the parsimonious"
        f" solution{tied} is: {ways[0]}.",
        assumptions(truth, solutions, outcome),
    ]
    if contradictory(truth, outcome):
        more = f", one of {len(kept_ways)} equally short" if len(kept_ways) > 1 else ""
        told.append(f"Without these rows the solution (enhanced{more}) is: {kept_ways[0]}.")
    else:
        told.append("The enhanced solution is the same.")
    return " ".join(told)


def configurations_truth(
    truth: pd.DataFrame, table: pd.DataFrame, cases: pd.DataFrame, *, declared: Mapping[str, Any] | None = None
) -> str:
    """Return the caption of the published truth table."""
    return (
        f"**Truth table of {what(cases)}: a method shown.** {demonstration(table)} 1: the condition or outcome holds, "
        "0: it does not; C: units of the row end differently; ?: no unit (logical remainder). Brackets: units of the "
        "row with the outcome; behind ?, what parsimonious solutions assume: 1 and 0 marks an assumption that "
        "contradicts another, which the enhanced solutions do without. "
        f"Where a condition or outcome holds is declared (config/configurations.yaml). {_sizes(truth, table)}"
        f"{_dropped(table)}{HOW_TO_READ}"
    )


def configurations_solutions(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the published solutions; what so few units cannot support: `published.what_it_says`."""
    return (
        f"**Which combinations of conditions go with which outcome, in {what(cases)}: a method shown.** "
        f"{demonstration(table)} One row per term of every tied solution (crisp-set QCA, exact minimisation). Coverage:"
        " share of the units with the outcome that have the term; covered by it alone: share that no other term of the "
        "model covers; assumed: combinations without a unit that the model takes to show the outcome; both ways: those "
        "of them that a solution of the same kind for the opposite takes as well; enhanced parsimonious: without such "
        "combinations (Schneider and Wagemann 2012). "
        "What so few cannot support, and how far the solutions hang on the calibration, stands in the notebook. "
        f"Nothing here shows that a combination brings an outcome about. {HOW_TO_READ}"
    )

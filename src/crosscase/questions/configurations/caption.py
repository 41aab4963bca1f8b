"""Configurations: truth table and solutions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin, what
from .calibration import constant_sets, memberships, outcomes_of
from .published import assumptions, contradictory, demonstration, in_words, names_of
from .variants import kept


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


def configurations(truth: pd.DataFrame, solutions: pd.DataFrame, table: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the truth table and solutions."""
    data, _ = memberships(table)
    n = f"{n_of(len(data), 'unit')} (cases or parts of one)"
    outcomes = solutions["outcome"].nunique()
    if truth.empty:
        caption = f"**A method shown and no finding: {n} make no truth table.** {_dropped(table)}{HOW_TO_READ}"
        return caption, "Text in place of a table: there are too few cases, or no condition that varies."
    one = truth[truth["outcome"] == truth["outcome"].iloc[0]]
    filled, conditions = int((one["n_units"] > 0).sum()), len(one["configuration"].iloc[0].split("*"))
    clash = truth.loc[truth["state"] == "contradiction", "row"].nunique()
    end = f"in {clash} of these they end differently" if clash else "in none of these do they end differently"
    left = len(one) - filled
    others = (
        f"{n_of(left, 'combination')} that no unit shows (logical remainders) {'stands' if left == 1 else 'stand'} in"
        " the table. "
    )
    caption = (
        f"**A method shown and no finding: {n} show {filled} of {n_of(len(one), 'combination')} of"
        f" {n_of(conditions, 'condition')}; {end}.** From how many passages or links (stated causes and effects) on a"
        " condition or outcome holds is declared in config/configurations.yaml."
        f" {others if left else ''}{_dropped(table)}Below, what is enough for each outcome by crisp-set qualitative"
        " comparative analysis (conservative solutions, which assume nothing of remainders): a line for each set of"
        " conditions; blank: it does not matter. Consistency (share of a line's units that show the outcome) is 1 by"
        " construction. Shorter solutions (parsimonious), which assume how remainders would end, stand in the table."
        " Nothing here shows that a combination brings an outcome about; units of one case are not independent."
        f" {HOW_TO_READ}"
    )
    # No solution stands in the alternative text: it is read without the sentence that this is a demonstration.
    alt = (
        f"Dot matrix of {n_of(conditions, 'condition')} and {n_of(outcomes, 'outcome')} in {len(data)} cases or parts"
        " of cases: a demonstration, no finding."
    )
    return caption, alt


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


@names_thin
def configurations_truth(truth: pd.DataFrame, table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the published truth table."""
    return (
        f"**Truth table of {what(cases)}: a method shown.** {demonstration(table)} 1: the condition or outcome holds, "
        "0: it does not; C: units of the row end differently; ?: no unit (logical remainder). Brackets: units of the "
        "row with the outcome; behind ?, what parsimonious solutions assume: 1 and 0 marks an assumption that "
        "contradicts another, which the enhanced solutions do without. "
        f"Where a condition or outcome holds is declared (config/configurations.yaml). {_sizes(truth, table)}"
        f"{_dropped(table)}{HOW_TO_READ}"
    )


@names_thin
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

"""Configurations in words and as they are printed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.findings import joined
from ...publish.words import n_of
from .calibration import constant_sets, memberships, outcomes_of

#: What the solutions are called in print.
KIND_NAMES = {"conservative": "conservative", "parsimonious": "parsimonious", "enhanced": "enhanced parsimonious"}

# --- in words ---------------------------------------------------------------------------------------


def demonstration(table: pd.DataFrame) -> str:
    """Return the sentence that stands with every output of this question: it shows a method and finds nothing."""
    return f"A demonstration of the method on {n_of(len(memberships(table)[0]), 'unit')} and no finding."


def contradictory(truth: pd.DataFrame, outcome: str) -> list[int]:
    """Return the rows without a unit that solutions for the presence and for the absence of *outcome* both assume."""
    return sorted(truth.loc[(truth["outcome"] == outcome) & truth["contradictory"].astype(bool), "row"])


def free_pairs(found: pd.DataFrame, outcome: str) -> tuple[int, int]:
    """Return how many pairs of parsimonious solutions, one for the presence and one for the absence of *outcome*, share
    no assumed row, and how many pairs there are.
    """
    mine = found[(found["outcome"] == outcome) & (found["kind"] == "parsimonious") & (found["solution"] != "")]
    present, absent = (
        [set(rows.split()) for rows in mine[mine["explains"] == side].drop_duplicates("model")["assumed"]]
        for side in ("present", "absent")
    )
    return sum(not one & other for one in present for other in absent), len(present) * len(absent)


def assumptions(truth: pd.DataFrame, found: pd.DataFrame, outcome: str) -> str:
    """Return in a sentence or two which remainders are assumed both ways for *outcome*; empty without a solution."""
    mine = found[(found["outcome"] == outcome) & (found["kind"] == "parsimonious")]
    if not (mine["solution"] != "").any():
        return ""
    left = int(((truth["outcome"] == outcome) & (truth["state"] == "remainder")).sum())
    if not left:
        return "Every combination has a unit, so nothing is assumed."
    sides = mine[mine["solution"] != ""]["explains"].unique()
    if len(sides) == 1:
        other = "absence" if sides[0] == "present" else "presence"
        return f"Its {other} has no solution, so no other solution contradicts what is assumed."
    rows = contradictory(truth, outcome)
    if not rows:
        return "No remainder is assumed both ways."
    clear, pairs = free_pairs(found, outcome)
    paired = f" {clear} of the {pairs} pairs of tied solutions share no such row." if pairs > 1 else ""
    return (
        f"{len(rows)} of {n_of(left, 'combination')} without a unit ({'row' if len(rows) == 1 else 'rows'}"
        f" {joined([str(row) for row in rows])}) {'is' if len(rows) == 1 else 'are'} assumed both ways: to show the"
        f" outcome by a solution for its presence, and not to show it by one for its absence.{paired}"
    )


def _in_labels(variant: str, names: Mapping[str, str]) -> str:
    """Return a variant of the calibration in words: ``power_uneven with exclusion`` as ``'Power is uneven' with
    exclusion``.
    """
    set_id, _, change = variant.partition(" ")
    return f"'{names[set_id]}' {change}".replace("_", " ") if set_id in names else variant


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


#: What parsimonious solutions take a remainder to show, as the truth table prints it.
ASSUMED = {"present": " (1)", "absent": " (0)", "both": " (1 and 0)", "neither": ""}


def published_truth(truth: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the truth table as it is printed: a row a combination, a column a condition (1, 0), the units, and each
    outcome as 1, 0, contradiction (C) or remainder (?), with what parsimonious solutions take a remainder to show.
    """
    names = names_of(table)
    outcomes = outcomes_of(table)
    rows = []
    for row in truth[truth["outcome"] == outcomes[0]].to_dict("records") if len(truth) else ():
        told = {names[name.lstrip("~")]: 0 if name.startswith("~") else 1 for name in row["configuration"].split("*")}
        ends = {}
        for outcome in outcomes:
            cell = truth[(truth["outcome"] == outcome) & (truth["row"] == row["row"])].iloc[0]
            sign = {"present": "1", "absent": "0", "contradiction": "C", "remainder": "?"}[cell["state"]]
            if cell["state"] == "remainder":
                taken = "both" if cell["contradictory"] else cell["assumed"]
                ends[names[outcome]] = f"{sign}{ASSUMED[taken]}"
            else:
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
                    "Solution": KIND_NAMES[row["kind"]],
                    "Model": "none",
                    "Term": row["told"],
                    "Units": "",
                    "Consistency": "",
                    "Coverage": "",
                    "Covered by it alone": "",
                    "Assumed combinations": "",
                    "Assumed both ways": "",
                }
            )
            continue
        rows.append(
            {
                "Outcome": outcome,
                "Solution": KIND_NAMES[row["kind"]],
                "Model": f"{row['model']} of {row['n_models']}",
                "Term": in_words(row["term"], names),
                "Units": "; ".join(names[unit] for unit in row["units"].split()),
                "Consistency": f"{row['consistency']:.2f}",
                "Coverage": f"{row['coverage']:.2f}",
                "Covered by it alone": f"{row['unique_coverage']:.2f}",
                "Assumed combinations": str(row["n_assumed"]),
                "Assumed both ways": str(row["n_contradictory"]),
            }
        )
    return pd.DataFrame(rows)


#: Widths of the published table of solutions in Word and LaTeX, in mm.
SOLUTION_WIDTHS = (34, 26, 15, 52, 40, 22, 18, 14, 21, 25)


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
    lines = [f"{demonstration(table)} The lines below are what the method returns; none of them is claimed."]
    for outcome in outcomes_of(table):
        mine = found[(found["outcome"] == outcome) & (found["explains"] == "present")].set_index("kind")
        if mine.loc[["enhanced"], "solution"].iloc[0] == "":
            lines.append(f"{names[outcome]}: {mine.loc[['enhanced'], 'told'].iloc[0]}")
            continue
        for kind in ("parsimonious", "enhanced"):
            ways = mine.loc[[kind], "solution"].unique()
            told = ". Or as well: ".join(in_words(text, names) for text in ways)
            lines.append(f"{names[outcome]}, {KIND_NAMES[kind]}, in these {len(data)} units: {told}.")
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
            "one by one. The enhanced one drops assumptions that contradict each other; what it still assumes, nobody "
            "has seen either."
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
            "other calibrations that change a membership, and in "
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

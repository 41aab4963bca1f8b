"""Findings and choices in words, and the table of them as it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.codebook import labels
from ...core.findings import joined
from .declared import CODE_SETTINGS, MOST_CASES, NONE
from .kinds import COUNTS, KINDS


def in_units(text: str, cases: pd.DataFrame) -> str:
    """Return a text that speaks of cases; of units where a case is laid out by several."""
    if (cases["unit"] == cases["case_id"]).all():
        return text
    return re.sub(r"(?<!\{)\b([Cc])ase(s?)\b", lambda word: f"{'U' if word[1] == 'C' else 'u'}nit{word[2]}", text)


def _places(cases: pd.DataFrame) -> dict[str, str]:
    """Return the name of each case; one that is laid out by units goes by the names of these."""
    return {case_id: joined(part["label"]) for case_id, part in cases.groupby("case_id")}


def statement(about: Mapping[str, Any], codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return a finding in words."""
    names = labels(codes)
    places = _places(cases)
    told = {}
    order = list(dict.fromkeys(cases["case_id"]))
    for key, value in about.items():
        if key == "cases":  # as figures have them, and those that are not there last
            value = sorted(value, key=lambda case: order.index(case) if case in order else len(order))
        if key == "codes":
            told[key] = joined([f"‘{names.get(code, code)}’" for code in value])
        elif key in CODE_SETTINGS:
            told[key] = names.get(value, value)
        else:
            told[key] = (
                joined([places.get(case, f"{case} (not among these)") for case in value]) if key == "cases" else value
            )
    if "codes" in told:
        told["subject"] = f"{told['what']} ({told['codes']})" if told.get("what") else told["codes"]
    return in_units(KINDS[about["kind"]].sentence, cases).format(**told)


def bound(cases: pd.DataFrame) -> str:
    """Return in words which combinations are left out because cases are very many; empty where all are built."""
    if cases["case_id"].nunique() <= MOST_CASES:
        return ""
    return (
        f"With more than {MOST_CASES} cases, a case is left out only while no codes are merged and all evidence counts."
    )


def published(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of headline findings as it is printed."""
    yes = {True: "yes", False: "no"}
    return pd.DataFrame(
        {
            "Finding": table["statement"],
            "As published": [
                yes.get(holds, "not asked") + (f": {found}" if found != yes.get(holds) else "")
                for holds, found in zip(table["as_published"], table["found"], strict=True)
            ],
            "Holds in re-analyses": [
                f"{row.n_holds} of {row.n_variants}" if row.n_variants else "cannot be asked"
                for row in table.itertuples()
            ],
            "Random data": [_beside_chance(row) for row in table.itertuples()],
            "Turns with": table["fails_with"],
            "Figure": table["figure"],
        }
    )


def _beside_chance(row: Any) -> str:
    """Return in how many random data sets a finding holds as well, and whether that leaves it to be claimed."""
    if pd.isna(row.n_random):
        return ""
    return f"in {row.n_random_holds} of {row.n_random}{'' if row.claimed else ': not claimed'}"


#: Widths of that table in Word and LaTeX, in mm.
PUBLISHED_WIDTHS = (78, 44, 32, 30, 50, 33)

#: What a choice of evidence does, in words.
EVIDENCE = {
    "all": "all evidence",
    "shared_out": "shared passages out",
    "happened": "only what happened",
    "two_passages": "at least two passages",
    "no_interpretation": "authors' conclusions out",
}


def choice_name(choice: str, value: str, cases: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return the value of a choice in words."""
    if choice == "coder":
        return value if value == "consensus" else f"coding {value}"
    if choice == "left_out":
        places = _places(cases)
        return "no case left out" if value == NONE else f"without {places.get(value, value)}"
    if choice == "count_by":
        return f"by {COUNTS[value]}" if value in COUNTS else "however counted"
    if choice == "evidence":
        return EVIDENCE[value]
    return "no codes merged" if value == NONE else " with ".join(labels(codes)[code] for code in value.split(" + "))


def choice_names(by_choice: pd.DataFrame, cases: pd.DataFrame, codes: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the word for every choice and value, and for a case less where cases are many."""
    pairs = by_choice[["choice", "value"]].drop_duplicates().itertuples(index=False, name=None)
    return {(choice, value): choice_name(choice, value, cases, codes) for choice, value in pairs} | {
        ("left_out", "each"): "a case less"
    }

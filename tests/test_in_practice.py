"""The practitioner's table in words: the widest barriers, what they led to, and what met them."""

import pandas as pd
from conftest import unit

from crosscase.questions.in_practice import caption

CASES = pd.DataFrame([unit("a"), unit("b")])


def seen(*rows, cases=CASES):
    """Return what the notebook says first of rows of barrier, places, led to, could lead to and met by."""
    columns = ["barrier", "seen_in", "led_to", "could_lead_to", "met_by"]
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return caption.what_we_see(table.assign(n_cases=table["seen_in"].str.count(";") + 1), cases)


def test_what_we_see_names_the_widest_barrier_and_what_no_source_has_met():
    assert seen(
        ("Distrust", "A (during); B* (before)", "Loss (1)", "", ""),
        ("No time", "A (after)", "", "Fear (1)", "Meals (1)"),
    ) == (
        "Of 2 barriers, ‘Distrust’ is seen in both cases (in 1 of them by one reading only); 1 is told in one case"
        " only. The sources trace 1 to a harm that came about, if only in part and 1 only to harm that was stopped or"
        " feared. A remedy is told for 1 barrier: ‘No time’. No source tells what would meet ‘Distrust’, though"
        " no barrier is seen more widely."
    )
    met = seen(("Distrust", "A (during); B (before)", "Loss (1)", "", "Meals (1)"))
    assert "reading" not in met and "No source" not in met


def test_what_we_see_names_every_barrier_that_ties_or_counts_them():
    said = seen(("Distrust", "A (during)", "", "", ""), ("No time", "B (during)", "", "", ""))
    assert said.startswith("Of 2 barriers, ‘Distrust’ and ‘No time’ are seen in 1 of 2 cases, and none in more.")
    assert said.endswith("The sources trace none of them to a harm. No source tells of a remedy for any of them.")
    assert "Of 9 barriers, 9 are seen in 1 of 2 cases" in seen(*[(f"X{n}", "A (during)", "", "", "") for n in range(9)])


def test_what_we_see_of_one_case_compares_nothing_and_of_none_says_so():
    said = seen(("Distrust", "A (during)", "Loss (1)", "", "Meals (1)"), cases=CASES[:1])
    assert (
        said.startswith("The case tells of 1 barrier. The sources trace 1 to a harm")
        and "A remedy is told for 1 barrier: ‘Distrust’." in said
    )
    assert seen() == "None of these cases tells of a barrier, so there is nothing to pin to the wall."

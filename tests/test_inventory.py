"""What arrived and what cleaning changed, in words."""

import pandas as pd

from crosscase.cases import inventory
from crosscase.core import schemas
from crosscase.core.received import RawCase, RawTable

NONE = pd.DataFrame(columns=schemas.columns("findings"), dtype="str")
KINDS = schemas.allowed("raw/segments", "kind")


def case(case_id, *kinds, **tables):
    rows = {"segments": pd.DataFrame({"kind": kinds}, dtype="str")}
    rows |= {name: pd.DataFrame({"x": range(n)}) for name, n in {"codings": 2, "links": 1, **tables}.items()}
    return RawCase(case_id, "", {}, {name: RawTable(name, frame) for name, frame in rows.items()})


def told(*cases, findings=NONE):
    return inventory.what_arrived(inventory.inventory(cases), inventory.kinds(cases), findings)


def test_what_arrived_is_told_of_all_cases_with_those_at_either_end_and_what_is_not_at_hand():
    text = told(
        case("a", "quotation", "finding", "finding", participants=1, data_collection=1),
        case("b", "interpretation", participants=1),
        case("c", "field_note"),
    )
    assert text.startswith("Three cases arrived with 5 passages, 6 codings and 3 links")
    assert "largest number of passages is 3 (a), the smallest 1 (b and c)" in text
    assert "2 of 5 are quotations or documented statements" in text and "nothing else is at hand of b." in text
    assert (
        "Not at hand: readings of a, b and c; participants of c; data collection of b and c; indicators of a, b and c."
        in text
    )
    assert text.endswith("The check warns of nothing.")


def test_one_case_is_compared_with_none_and_a_warning_is_counted():
    full = case("a", "quotation", readings=1, participants=1, data_collection=1, indicators=1)
    warned = pd.DataFrame([dict.fromkeys(NONE.columns, "x")])
    text = told(full, findings=warned)
    assert text.startswith("One case arrived with 1 passage, 2 codings and 1 link")
    assert "largest" not in text and "Each optional table is at hand everywhere." in text
    assert text.endswith("One warning of the check should be read before the results.")
    assert "Each case has 1 passage." in told(full, case("b", "finding"))


def log(*rows):
    return pd.DataFrame(rows, columns=["table", "column", "rule"], dtype="str")


def test_what_was_changed_names_the_rules_and_the_tables_that_came_through():
    text = inventory.what_was_changed(
        log(("segments", "role", "alias"), ("segments", "role", "alias"), ("indicators", "value_number", "number")), "A"
    )
    assert text == (
        "Three values of A changed: 2 were mapped to the codebook by the table of aliases and 1 was read as a number"
        " from printed text. Most changes (2) are in role of segments. Codings and links stand as received."
    )
    tied = inventory.what_was_changed(
        log(("segments", "role", "alias"), ("codings", "code_id", "alias"), ("links", "cause", "correction")), "A"
    )
    assert "Most changes (1 each) are in code_id of codings, cause of links and role of segments." in tied
    assert tied.endswith("Segments, codings and links were all changed somewhere.")


def test_a_case_that_needed_nothing_says_so():
    assert inventory.what_was_changed(log(), "A") == "Nothing had to be harmonised in A: its tables stand as received."


def test_every_rule_of_the_log_has_its_words():
    assert set(inventory._DID) == set(schemas.allowed("cleaning_log", "rule"))

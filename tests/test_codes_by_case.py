"""Codes by case: what the cases share, as the notebook says it."""

import pandas as pd
from conftest import coding, link, unit

from crosscase.core import counts
from crosscase.questions.codes_by_case import caption, compute

NO_LINKS = pd.DataFrame([link("a", 1, "a-1", "distrust", "people_leave")]).iloc[:0]
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("b", "b-1", "distrust"),
        coding("b", "b-2", "no_time"),
        coding("a", "a-2", "people_leave"),
        coding("b", "b-3", "people_leave"),
        coding("b", "b-4", "meals", presence="absent"),
    ]
)


def seen(codings, codes, *names, skipped=None):
    cases = pd.DataFrame([unit(name) for name in names])
    by_case = counts.codes_by_case(codings, NO_LINKS, codes, cases, skipped or {}).assign(shown_by="")
    table = compute.codes_in_cases(by_case, codes, cases, ["barrier", "enabler", "effect"])
    return caption.what_we_see(table, codes, cases)


def test_what_we_see_says_what_is_shared_what_stands_alone_and_what_silence_is(codes):
    assert seen(CODINGS, codes, "a", "b", skipped={"a": ["meals"]}) == (
        "Both cases show 1 of 2 barriers (‘Distrust’), 0 of 1 enabler and 1 of 2 effects (‘People leave’). Seen in one"
        " case only: 1 of 2 barriers, 0 of 1 enabler and 0 of 2 effects; in none: 0 of 2 barriers, 1 of 1 enabler and 1"
        " of 2 effects. Of the effects that more than one case tells, 1 is harm (co-destruction) and 0 good"
        " (co-creation), so what went wrong is shared. Where a code is not seen in a case (5 times), 1 time the source"
        " says that it did not occur, 1 time the case was not read for it and in 3 nobody names it."
    )


def test_what_is_only_feared_is_not_called_silence(codes):
    feared = pd.DataFrame([*CODINGS.to_dict("records"), coding("a", "a-3", "no_time", presence="possible")])
    assert seen(feared, codes, "a", "b").endswith(
        "(5 times), 1 time it is only feared, hoped for or said in general, 1 time the source says that it did not"
        " occur and in 3 nobody names it."
    )


def test_what_we_see_turns_where_nothing_is_shared_and_names_those_seen_most_widely(codes):
    told = seen(CODINGS[CODINGS["case_id"] == "b"], codes, "a", "b")
    assert told.startswith("No code is seen in both cases. Seen in one case only: 2 of 2 barriers")
    assert "more than one" not in told
    assert " The barrier seen most widely is ‘Distrust’ (in 2 of 3). " in seen(CODINGS, codes, "a", "b", "c")


def test_what_we_see_of_one_case_shares_nothing_and_of_no_coding_says_so(codes):
    assert seen(CODINGS[CODINGS["case_id"] == "b"], codes, "b") == (
        "One case shares nothing with others. It shows 2 of 2 barriers, 0 of 1 enabler and 1 of 2 effects; most"
        " passages carry ‘Distrust’, ‘No time’ and ‘People leave’ (1 each)."
    )
    assert seen(CODINGS.iloc[:0], codes, "a", "b").startswith("No passage of 2 cases carries a barrier")

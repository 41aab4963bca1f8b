"""The cases side by side, in words."""

import pandas as pd
from conftest import coding, link

from crosscase.core import counts, units
from crosscase.questions.side_by_side import caption, published


def told(codings, links, codes, units=(("a", "a"), ("b", "b")), not_covered=None):
    cases = pd.DataFrame(
        [
            dict(case_id=case, unit=unit, unit_id=unit.partition("/")[2] or case, label=unit.upper())
            for case, unit in units
        ]
    )
    given = [
        pd.DataFrame(rows or [empty]).iloc[: len(rows)]
        for rows, empty in ((codings, coding("a", "1", "distrust")), (links, link("a", 1, "1", "meals", "new_shop")))
    ]
    by_case = counts.codes_by_case(*given, codes, cases, not_covered or {})
    phases, balance = counts.phase_profile(given[0], codes, cases), counts.balance(given[1], cases)
    return caption.what_we_see(by_case, phases, balance, codes, cases)


HARM = link("a", 1, "1", "distrust", "people_leave")
GOOD = link("b", 2, "2", "meals", "new_shop")


def test_what_is_shared_and_what_one_case_shows_alone_are_named(codes):
    coded = [coding("a", "1", "distrust"), coding("a", "2", "no_time"), coding("b", "1", "distrust", phase="before")]
    text = told(coded, [HARM, GOOD], codes)
    assert text == (
        "Two cases lie side by side here. Of 2 barriers of the codebook all are coded: every case shows ‘distrust’, and"
        " ‘no time’ is seen in one alone. Most passages with a barrier tell of the phase during (2 of 3, counted"
        " for each barrier), and this phase leads in 1 of 2 cases. No case tells of both harm and good; more links"
        " lead to harm than to good in A."
    )


def test_a_barrier_that_a_case_was_not_read_for_is_shared_by_the_others(codes):
    coded = [coding(case, "1", "distrust") for case in "ab"]
    three = (("a", "a"), ("b", "b"), ("c", "c"))
    assert "no barrier is seen in every case" in told(coded, [], codes, three)
    assert "every case shows ‘distrust’" in told(coded, [], codes, three, {"c": ["distrust"]})


def test_nothing_coded_one_case_and_ties_have_their_sentences(codes):
    assert told([], [], codes) == (
        "Two cases lie side by side here. No barrier of the codebook is coded in any case. No passage states a link to"
        " harm or to good."
    )
    alone = told([coding("a", "1", "distrust")], [HARM, link("a", 2, "1", "meals", "new_shop")], codes, (("a", "a"),))
    assert alone.startswith("There is one case only. It shows 1 of the 2 barriers of the codebook; nothing")
    assert alone.endswith("The case tells of both harm and good; nowhere do more links lead to harm than to good.")
    tied = told([coding("a", "1", "distrust"), coding("a", "1", "distrust", phase="before")], [GOOD], codes)
    assert "As many passages with a barrier tell of the phases before and during." in tied


def test_units_are_called_units(codes):
    text = told([coding("a", "1", "distrust", unit_id="x")], [], codes, (("a", "a/x"), ("a", "a/y")))
    assert text.startswith("Two units of 1 case lie side by side here.") and "no barrier is seen in every unit" in text


def test_the_table_of_cases_says_what_was_read_and_what_came_of_the_harm(codes):
    coded = [coding("a", f"{n}", code) for code, times in (("distrust", 4), ("no_time", 1)) for n in range(times)]
    links = [
        link("a", n, "1", "distrust", "people_leave", status)
        for n, status in enumerate(("realised", "mitigated", "averted", "possible", "possible"))
    ]
    about = dict(title="T", label="Alder", country="Norway", sector="care", initiation="top-down", access="public")
    about |= dict(units=[dict(id="a", label="Alder")], study_design="interviews\n over a year")
    cases = units.case_table(
        {"a": about, "b": about | dict(label="Birch", units=[dict(id="b", label="Birch")])},
        pd.DataFrame(coded).assign(source_id="x2020"),
        pd.DataFrame(coded),
        pd.DataFrame(links),
    )
    by_case = counts.codes_by_case(pd.DataFrame(coded), pd.DataFrame(links), codes, cases, {})
    sources = pd.DataFrame([dict(source_id="x2020", authors="Ek A; Ås B", year=2020)])
    printed = published.cases_table(
        by_case, counts.balance(pd.DataFrame(links), cases), cases, {"a": about, "b": about}, codes, sources
    )
    assert printed.to_numpy().tolist() == [
        ["Alder: T", "Norway; care", "top-down", "interviews over a year", "Ek and Ås 2020", "5", "0", "2"]
        + ["Distrust (4); No time (1)", "1 · 2 · 2"],
        ["Birch: T", "Norway; care", "top-down", "interviews over a year", "", "0", "0", "0", "none", "0 · 0 · 0"],
    ]
    assert len(published.CASES_WIDTHS) == len(published.COLUMNS) and sum(published.CASES_WIDTHS) <= 267
    assert published.caption(cases).startswith("**The 2 cases:")

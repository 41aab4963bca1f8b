"""Cross-case: the table of cases and the practitioner's table."""

import pandas as pd
from conftest import coding, link, unit

from crosscase.core import likeness, order, units
from crosscase.questions.codes_by_case import compute as codes_by_case
from crosscase.questions.in_practice import compute as in_practice

ABOUT = dict(
    title="A title",
    label="Case",
    country="X",
    sector="Y",
    initiation="top-down",
    access="public",
    units=[dict(id="a", label="Case")],
)
EMPTY = pd.DataFrame([coding("a", "a-1", "distrust"), coding("b", "b-1", "distrust")])
LINKS = pd.DataFrame([link("a", 1, "a-1", "distrust", "people_leave")])


def table(unit_of_analysis="case", **descriptions):
    segments = EMPTY.assign(source_id="x2020")
    return units.case_table(descriptions, segments, EMPTY, LINKS, unit_of_analysis=unit_of_analysis)


def test_two_cases_with_one_label_are_told_apart_by_a_number():
    assert table(a=ABOUT, b=ABOUT)["label"].tolist() == ["Case", "Case (2)"]


def test_units_are_compared_where_a_case_has_several():
    parts = {**ABOUT, "units": [dict(id="one", label="One", initiation="bottom-up"), dict(id="two", label="Two")]}
    cases = table("unit", a=parts, b=ABOUT)
    assert cases[["unit", "label", "initiation"]].values.tolist() == [
        ["a/one", "One", "bottom-up"],
        ["a/two", "Two", "top-down"],
        ["b", "Case", "top-down"],
    ]
    assert table("case", a=parts)["unit"].tolist() == ["a"]


def test_neighbours_show_the_same_and_cases_of_one_source_stand_together():
    told = [("a", ["x"], "pq"), ("b", ["y"], "rs"), ("c", ["z"], "pqr"), ("d", ["y", "w"], "p"), ("e", ["w"], "qrs")]
    order = likeness.seriated(told)
    # a and c are most alike; b, d and e are joined by their sources, though d is more like a in what it shows.
    assert order == ["a", "c", "b", "e", "d"]
    assert likeness.seriated(told[::-1]) == order and likeness.seriated([]) == []
    chain = [("m", ["1"], "ab"), ("n", ["2"], "abcd"), ("k", ["3"], "cdef"), ("j", ["4"], "efgh")]
    assert likeness.seriated(chain) == ["j", "k", "n", "m"]


def test_counts_of_a_case_are_its_own():
    assert table(a=ABOUT, b=ABOUT)[["n_segments", "n_codings", "n_links"]].values.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_the_practitioners_table_tells_where_what_and_what_met_it(codes):
    codings = pd.DataFrame(
        [
            coding("a", "a-1", "distrust", speaker="Ann"),
            coding("a", "a-2", "distrust", phase="before"),
            coding("b", "b-1", "distrust"),
            coding("b", "b-2", "no_time"),
            coding("b", "b-3", "no_time", presence="absent"),
        ]
    )
    links = pd.DataFrame(
        [
            link("a", 1, "a-1", "distrust", "people_leave"),
            link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
            link("b", 3, "b-1", "distrust", "people_leave", "mitigated", remedy="meals"),
            link("b", 4, "b-1", "distrust", "new_shop"),
        ]
    )
    found = in_practice.barriers_in_practice(codings, links, codes, pd.DataFrame([unit("a"), unit("b")]))
    assert found["code_id"].tolist() == ["distrust", "no_time"]
    first = found.iloc[0]
    assert first[["n_cases", "n_segments", "n_speakers"]].tolist() == [2, 3, 1]
    assert first["seen_in"] == "A (before, during); B (during)"
    assert (
        first["led_to"] == "People leave (2)"
        and first["could_lead_to"] == "People leave (1)"
        and first["met_by"] == "Meals (2)"
    )
    assert first["segment_ids"] == "a:a-1 a:a-2 b:b-1"
    assert found.iloc[1][["n_segments", "led_to", "met_by"]].tolist() == [1, "", ""]


def test_a_star_marks_what_only_one_pass_links_to_the_barrier(codes):
    both = [coding("a", f"a-{n}", "distrust", coder=c) for n in (1, 2) for c in "AB"]
    links = [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "new_shop", valence="co-destruction"),
    ]
    passes = [*links, link("a", 3, "a-1", "distrust", "people_leave", coder="B")]
    found = in_practice.barriers_in_practice(
        pd.DataFrame(both[::2]),
        pd.DataFrame(links),
        codes,
        pd.DataFrame([unit("a")]),
        all_links=pd.DataFrame(passes),
        all_codings=pd.DataFrame(both),
    )
    assert found.at[0, "led_to"] == "New shop* (1); People leave (1)"


def test_what_most_passages_tell_stands_first_and_two_links_of_one_passage_are_one():
    links = [link("a", n, "a-1", "distrust", "people_leave") for n in (1, 2)]
    links += [link(case, 3, f"{case}-2", "distrust", "new_shop") for case in "ab"]
    names = {"people_leave": "People leave", "new_shop": "Shop"}
    assert order.told(pd.DataFrame(links), "effect", names) == "Shop (2); People leave (1)"


def test_a_star_stands_behind_the_case_or_the_remedy_that_one_pass_shows_and_behind_no_other(codes):
    codings = pd.DataFrame([coding(case, f"{case}-1", "distrust", coder=c) for case in "ab" for c in "AB"])
    links = [
        link("a", 1, "a-1", "distrust", "people_leave", "averted", remedy="meals"),
        link("b", 2, "b-9", "distrust", "new_shop", valence="co-destruction"),
    ]
    passes = [*links, link("a", 3, "a-1", "distrust", "people_leave", coder="B")]
    by_case = pd.DataFrame(
        [
            dict(code_id="distrust", unit="a", shown_by="", shared_only=True),
            dict(code_id="distrust", unit="b", shown_by="B", shared_only=False),
        ]
    )
    row = in_practice.barriers_in_practice(
        codings[codings["coder"] == "A"],
        pd.DataFrame(links),
        codes,
        pd.DataFrame([unit("a"), unit("b")]),
        by_case=by_case,
        all_links=pd.DataFrame(passes),
        all_codings=codings,
    ).iloc[0]
    assert row["seen_in"] == "A† (during); B* (during)"
    assert row[["led_to", "could_lead_to", "met_by"]].tolist() == ["New shop* (1)", "People leave (1)", "Meals* (1)"]
    # The passages behind a row are those with the barrier and those with a link that starts from it.
    assert row["segment_ids"] == "a:a-1 b:b-1 b:b-9"


def test_figures_list_first_what_most_cases_show(codes):
    states = pd.DataFrame(
        [
            dict(code_id="distrust", unit="a", state="present", n_segments=9),
            dict(code_id="distrust", unit="b", state="not coded", n_segments=0),
            dict(code_id="no_time", unit="a", state="present", n_segments=1),
            dict(code_id="no_time", unit="b", state="present", n_segments=1),
        ]
    )
    assert order.barrier_order(states, codes) == ["no_time", "distrust"]


STATES = pd.DataFrame(
    [
        dict(
            code_id=code,
            family=family,
            unit=u,
            state=state,
            n_segments=n,
            n_speakers=n,
            n_links=0,
            share_of_segments=share,
            segment_ids=ids,
        )
        for code, family, u, state, n, share, ids in (
            ("distrust", "barrier", "a", "present", 3, 0.75, "a:a-1 a:a-2 a:a-3"),
            ("distrust", "barrier", "b", "absent", 0, 0.0, ""),
            ("no_time", "barrier", "a", "present", 1, 0.25, "a:a-1"),
            ("no_time", "barrier", "b", "not covered", pd.NA, pd.NA, ""),
            ("people_leave", "effect", "a", "not coded", 0, 0.0, ""),
            ("people_leave", "effect", "b", "present", 1, 1.0, "b:b-1"),
            ("new_shop", "effect", "a", "present", 1, 1.0, "a:a-1"),
            ("new_shop", "effect", "b", "present", 1, 0.5, "b:b-1"),
        )
    ]
)
TWO = pd.DataFrame([unit("a"), unit("b")])


def test_a_code_is_counted_in_the_cases_that_were_read_for_it(codes):
    found = codes_by_case.codes_in_cases(STATES, codes, TWO, ["barrier"]).set_index("code_id")
    assert found.loc["distrust", ["n_cases", "n_covered", "n_absent", "n_segments"]].tolist() == [1, 2, 1, 3]
    assert found.loc["no_time", ["n_cases", "n_covered", "n_absent"]].tolist() == [1, 1, 0]
    assert (
        found.at["distrust", "in_cases"] == "A 3 (75%)" and found.at["distrust", "segment_ids"] == "a:a-1 a:a-2 a:a-3"
    )


def test_a_code_that_no_case_was_read_for_has_no_share(codes):
    nobody = STATES[STATES["code_id"] == "no_time"].assign(state="not covered")
    found = codes_by_case.codes_in_cases(
        pd.concat([STATES[STATES["code_id"] == "distrust"], nobody]), codes, TWO, ["barrier"]
    )
    assert found.set_index("code_id").loc["no_time", ["n_cases", "n_covered"]].tolist() == [0, 0]
    printed = codes_by_case.published_codes(found)
    assert printed["Cases"].tolist() == ["1 of 2", "0 of 0"]
    assert len(printed.columns) == len(codes_by_case.CODES_WIDTHS) and not any("interval" in one for one in printed)


def test_effects_are_listed_by_valence(codes):
    assert order.code_order(STATES, codes, "effect") == ["new_shop", "people_leave"]
    assert order.code_order(STATES, codes, "effect", valence="co-destruction") == ["people_leave"]


def test_side_by_side_counts_the_cases_that_show_a_code_and_not_those_read_for_it(codes):
    wide = codes_by_case.side_by_side(STATES, codes, TWO, "barrier")
    assert wide["cases"].to_dict() == {"Distrust": 1, "No time": 1} and wide.loc["Distrust", ["A", "B"]].tolist() == [
        3,
        0,
    ]


def test_cases_in_which_nobody_names_a_barrier_give_an_empty_practitioners_table(codes):
    found = in_practice.barriers_in_practice(pd.DataFrame([coding("a", "a-1", "meals")]), LINKS.iloc[:0], codes, TWO)
    assert found.empty and list(in_practice.published_practice(found))[:2] == ["Barrier", "Cases"]

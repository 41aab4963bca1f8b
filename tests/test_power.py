"""Dimensions of power by case: what is told, when and by whom, what stands beside, and the lens of the paper."""

import pandas as pd
from conftest import codebook, coding, link, unit
from test_frameworks import many_cases, real

from crosscase.core import counts, crosswalk
from crosscase.publish import matrix
from crosscase.questions.power import caption as power_caption
from crosscase.questions.power import compute as power
from crosscase.questions.power import figure as power_figure

CODES = codebook(
    ("power_first", "power", "", ""),
    ("power_second", "power", "", ""),
    ("power_with", "power", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b")])
LENS = pd.DataFrame([dict(framework_id=power.FRAMEWORK, case_id="b", kind="lens")])


def of_power(case, segment, code, **more):
    return coding(case, segment, code, **{"family": "power", **more})


ROWS = pd.DataFrame(
    [
        of_power("a", "1", "power_first", phase="before", perspective="citizens"),
        of_power("a", "2", "power_first"),
        of_power("b", "1", "power_with"),
        of_power("b", "2", "power_first", presence="absent"),
    ]
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "1", "distrust", "people_leave", "possible"),
        link("a", 2, "2", "distrust", "people_leave"),
        link("a", 3, "2", "distrust", "new_shop"),
        link("a", 4, "9", "distrust", "new_shop"),
    ]
)


def by_case():
    return power.power_by_case(
        counts.codes_by_case(ROWS, LINKS, CODES, CASES, {"b": ["power_second"]}).assign(shown_by=""), LENS
    )


def test_the_state_and_the_lens_of_every_dimension_and_case_are_told():
    found = by_case().set_index(["code_id", "unit"])
    assert found["state"].to_dict() == {
        ("power_first", "a"): "present",
        ("power_first", "b"): "absent",
        ("power_second", "a"): "not coded",
        ("power_second", "b"): "not covered",
        ("power_with", "a"): "not coded",
        ("power_with", "b"): "present",
    }
    assert (
        found["lens"].to_dict()["power_with", "b"] == "uses the dimensions"
        and found["lens"].to_dict()["power_with", "a"] == "does not name them"
    )


def test_effects_beside_a_dimension_are_those_of_its_passages_by_status():
    found = power.power_effects(ROWS, LINKS, CASES).set_index(["code_id", "unit", "effect"])
    assert found[["n_links", "n_segments", "n_realised", "n_possible"]].to_dict("index") == {
        ("power_first", "a", "new_shop"): dict(n_links=1, n_segments=1, n_realised=1, n_possible=0),
        ("power_first", "a", "people_leave"): dict(n_links=2, n_segments=2, n_realised=1, n_possible=1),
    }


def test_a_dimension_said_not_to_occur_is_told_by_nobody_and_stands_beside_no_effect():
    links = pd.concat([LINKS, pd.DataFrame([link("b", 5, "2", "distrust", "people_leave")])])
    told = power.power_told(ROWS, CASES)
    assert told[["code_id", "unit", "phase", "perspective", "n_segments"]].to_numpy().tolist() == [
        ["power_first", "a", "before", "citizens", 1],
        ["power_first", "a", "during", "citizens", 1],
        ["power_with", "b", "during", "citizens", 1],
    ]
    assert set(power.power_effects(ROWS, links, CASES)["unit"]) == {"a"}
    found = power.profile(ROWS, links, CODES).set_index(["code_id", "part", "value"])["n"]
    assert found["power_first", "effect", "co-destruction"] == 2


def test_passages_of_two_cases_are_two_even_under_one_number():
    rows = pd.concat([ROWS, pd.DataFrame([of_power("b", "1", "power_first", phase="before")])])
    found = power.profile(rows, LINKS, CODES).set_index(["code_id", "part", "value"])["n"]
    assert found["power_first", "phase", "before"] == 2


def test_a_paper_that_uses_another_framework_does_not_use_the_dimensions():
    other = pd.concat([LENS, pd.DataFrame([dict(framework_id="isaacs1999", case_id="a", kind="lens")])])
    table = counts.codes_by_case(ROWS, LINKS, CODES, CASES, {}).assign(shown_by="")
    assert power.power_by_case(table, other).groupby("unit")["lens"].first().to_dict() == {
        "a": "does not name them",
        "b": "uses the dimensions",
    }


def test_cases_without_power_give_empty_tables_and_a_figure():
    nothing = ROWS.iloc[:0]
    effects = power.power_effects(nothing, LINKS, CASES)
    profile = power.profile(nothing, LINKS, CODES)
    assert len(effects) == 0 and "n_averted" in effects and profile["n"].sum() == 0
    table = power.power_by_case(
        counts.codes_by_case(nothing, LINKS, CODES, CASES, {}).assign(shown_by=""), LENS.iloc[:0]
    )
    assert matrix.cell_texts(power_figure.power_figure(table, profile, CODES, CASES)[0]) == {}


def profile():
    return power.profile(ROWS, LINKS, CODES)


def test_the_profile_counts_passages_by_phase_and_perspective_and_links_by_valence():
    found = profile().set_index(["code_id", "part", "value"])["n"].to_dict()
    assert [found["power_first", "phase", value] for value in ("before", "during", "after")] == [1, 1, 0]
    assert found["power_first", "effect", "co-destruction"] == 2 and found["power_first", "effect", "co-creation"] == 1


def test_the_figure_marks_the_lens_and_keeps_blank_ring_and_hatch_apart():
    page = power_figure.power_figure(by_case(), profile(), CODES, CASES.assign(n_segments=[9, 8]))[0]
    cells = matrix.cell_texts(page)
    assert cells["cases"] == {(0, 0): "2", (2, 1): "1"} and cells["phase"] == {(0, 0): "1", (0, 1): "1", (2, 1): "1"}
    panel = next(ax for ax in page.axes if ax.get_gid() == "cases")
    heads = [text.get_text() for text in page.texts if text.get_gid() in ("case", "n")]
    assert heads == ["A", "n = 9", "B§", "n = 8"]
    assert [patch.get_xy() for patch in panel.patches if patch.get_gid() == "not covered"] == [(1, 1)]
    assert "the paper of the case uses this list" in [text.get_text() for text in page.texts]


def test_what_rests_on_shared_text_alone_carries_a_dagger_and_the_headline_says_it():
    rows = pd.concat([ROWS, pd.DataFrame([of_power("b", "3", "power_first")])])
    counted = counts.codes_by_case(rows, LINKS, CODES, CASES, {}, shared={"a:1", "a:2", "b:1"}).assign(shown_by="")
    table = power.power_by_case(counted, LENS)
    page = power_figure.power_figure(table, profile(), CODES, CASES)[0]
    assert matrix.cell_texts(page)["cases"] == {(0, 0): "2†", (0, 1): "1", (2, 1): "1†"}
    assert "in text of two cases" in [text.get_text() for text in page.texts]
    caption, alt = power_caption.power(table, profile(), CODES, CASES)
    assert "in 2 of 2 cases (1 of 2 by shared text alone)" in caption and len(alt) <= 150


def test_forty_cases_go_on_over_pages_and_every_case_is_drawn_once():
    cases = many_cases(40)
    rows = pd.DataFrame([of_power(case, "1", "power_first") for case in cases["case_id"]])
    table = power.power_by_case(counts.codes_by_case(rows, LINKS.iloc[:0], CODES, cases, {}).assign(shown_by=""), LENS)
    pages = power_figure.power_figure(table, profile(), CODES, cases)
    assert max(page.get_size_inches()[1] * 25.4 for page in pages) <= 225
    assert sum(len(matrix.cell_texts(page)["cases"]) for page in pages) == 40


def test_the_published_row_says_who_tells_when_and_what_stands_beside():
    printed = power.published_power(
        by_case(), power.power_told(ROWS, CASES), power.power_effects(ROWS, LINKS, CASES), CODES, CASES
    )
    assert printed.iloc[0].tolist() == [
        "Power first",
        "A",
        "2",
        "citizens (2)",
        "before (1); during (1)",
        "People leave (2); New shop (1)",
    ]
    assert printed.iloc[1].tolist()[:3] == ["Power first", "B §", "said not to occur"]


def test_the_caption_says_that_silence_may_be_the_lens():
    caption, alt = power_caption.power(by_case(), profile(), CODES, CASES, note="Holds in 9 of 9 re-analyses.")
    assert "silence elsewhere may be what a paper did not look for" in caption and "Holds in 9 of 9" in caption
    assert len(caption.split()) <= 150 and 40 <= len(alt) <= 150 and alt.endswith(".")


def test_farr_did_not_observe_overt_conflict_in_the_hospital_and_names_power_with_in_both_cases():
    # Farr (2017): the first dimension was not observed in the breast cancer case; power with is the paper's term for
    # what grew in its cases.
    given = real()
    codings = given["codings"][given["codings"]["code_id"].isin(["power_first", "power_with"])]
    here = codings[codings["case_id"] == "nhs_ebcd"]
    assert set(here.loc[here["code_id"] == "power_first", "presence"]) == {"absent"}
    lens = crosswalk.cases_of_paper(
        crosswalk.circular(
            given["frameworks"],
            {"nhs_ebcd": ["farr2017"], "local_government": ["farr2017"], "nursing_homes": ["tingvold2023"]},
        ),
        power.FRAMEWORK,
    )
    assert lens == {"nhs_ebcd", "local_government"}


def seen(rows=ROWS, links=LINKS, cases=CASES):
    by_unit = counts.codes_by_case(rows, links, CODES, cases, {}).assign(shown_by="")
    table = power.power_by_case(by_unit, LENS)
    told, profile = power.power_told(rows, cases), power.profile(rows, links, CODES)
    return power_caption.what_we_see(table, told, profile, CODES, cases)


def test_what_we_see_says_where_power_is_told_by_whom_and_what_stands_beside():
    assert seen() == (
        "Of 2 cases, 1 tells of each of ‘power first’ and ‘power with’ and none tells of ‘power second’. No case tells"
        " of all. Of 3 passages on power, the largest part is told by citizens (3). The links that the same passages"
        " state tell more harm than good beside ‘power first’; that does not make power their cause. Only the paper"
        " of B uses the dimensions; silence elsewhere may be what a paper did not look for."
    )


def test_what_we_see_of_power_turns_with_what_stands_beside_and_with_ties():
    good = LINKS.assign(valence="co-creation", segment_id=["1", "2", "2", "9"])
    assert "tell more good than harm beside ‘power first’" in seen(links=good)
    every = pd.DataFrame([of_power("a", "1", code) for code in ("power_first", "power_second", "power_with")])
    told = seen(every, LINKS.iloc[3:], CASES[:1])
    assert told.startswith("Each of the 3 dimensions is told of in 1 of 1 case. All dimensions are told of in A. Of 1")
    assert "links" not in told and "No paper of these cases names the dimensions" in told
    even = seen(links=LINKS.iloc[1:3])
    assert "tell as much harm as good beside each" in even


def test_what_we_see_without_power_says_so():
    assert seen(ROWS.iloc[3:]).startswith(
        "No passage of 2 cases carries a dimension of power. Only the paper of B uses"
    )

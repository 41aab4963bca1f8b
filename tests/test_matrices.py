"""Matrices: counts worked out by hand on small frames."""

import pandas as pd
import pytest
from conftest import coding, link, unit

from crosscase.core import counts, passes, units
from crosscase.core.findings import CodebookError


def frame(*rows):
    return pd.DataFrame(list(rows))


LINKS = frame(
    link("a", 1, "a-1", "distrust", "people_leave", speaker="Ann"),
    link("a", 2, "a-2", "distrust", "people_leave", "averted", speaker="Ann"),
    link("a", 3, "a-2", "distrust", "people_leave", "possible", speaker="Ann"),
    link("a", 4, "a-3", "meals", "new_shop"),
)


def test_a_cell_counts_links_passages_and_labelled_speakers(codes):
    table = counts.barrier_effects(LINKS, codes, case_id="a").set_index(["cause", "effect"])
    cell = table.loc[("distrust", "people_leave")]
    assert cell[["n_links", "n_segments", "n_speakers", "n_cases", "segment_ids"]].tolist() == [
        3,
        2,
        1,
        1,
        "a:a-1 a:a-2",
    ]
    assert cell[["n_realised", "n_mitigated", "n_averted", "n_possible"]].tolist() == [1, 0, 1, 1]
    assert table.loc[("meals", "new_shop"), ["n_links", "n_segments", "n_speakers"]].tolist() == [1, 1, 0]


def test_a_barrier_nobody_named_stays_in_the_matrix_as_zero(codes):
    table = counts.barrier_effects(LINKS, codes, case_id="a")
    assert table[["cause", "effect", "n_segments"]].to_numpy().tolist() == [
        ["distrust", "people_leave", 2],
        ["distrust", "new_shop", 0],
        ["no_time", "people_leave", 0],
        ["no_time", "new_shop", 0],
        ["meals", "people_leave", 0],
        ["meals", "new_shop", 1],
    ]


@pytest.mark.parametrize(("count_by", "number"), [("segments", 2), ("speakers", 1), ("links", 3)])
def test_what_a_number_counts_is_a_choice(codes, count_by, number):
    table = counts.barrier_effects(LINKS, codes, case_id="a")
    assert table[counts.COUNTED[count_by]].iloc[0] == number


def test_the_order_of_rows_changes_nothing(codes):
    shuffled = LINKS.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(
        counts.barrier_effects(LINKS, codes, case_id="a"), counts.barrier_effects(shuffled, codes, case_id="a")
    )
    pd.testing.assert_frame_equal(counts.barrier_effects_detail(LINKS), counts.barrier_effects_detail(shuffled))


def test_a_case_without_links_has_a_matrix_of_zeros(codes):
    table = counts.barrier_effects(LINKS.iloc[:0], codes, case_id="a")
    assert len(table) == 6 and table["n_links"].sum() == 0 and (table["segment_ids"] == "").all()


def test_a_link_with_an_unknown_code_is_refused_and_the_nearest_is_named(codes):
    with pytest.raises(CodebookError, match="'distrsut' is not a barrier or enabler(.|\n)*'distrust'"):
        counts.barrier_effects(frame(link("a", 1, "a-1", "distrsut", "people_leave")), codes, case_id="a")


def test_the_detail_keeps_phase_perspective_and_status_apart():
    rows = frame(
        link("a", 1, "a-1", "distrust", "people_leave"), link("a", 2, "a-1", "distrust", "people_leave", phase="after")
    )
    detail = counts.barrier_effects_detail(rows)
    assert detail[["phase", "n_links"]].values.tolist() == [["after", 1], ["during", 1]]


def test_the_same_segment_id_in_two_cases_is_two_passages():
    rows = frame(coding("a", "s-1", "distrust"), coding("b", "s-1", "distrust"))
    assert counts.evidence(rows, ["code_id"])[["n_segments", "n_cases"]].values.tolist() == [[2, 2]]


CASES = frame(unit("a"), unit("b"))
CODINGS = frame(
    coding("a", "a-1", "distrust", speaker="Ann"),
    coding("a", "a-2", "distrust", phase="before"),
    coding("a", "a-2", "no_time"),
    coding("b", "b-1", "no_time", presence="absent"),
    coding("b", "b-1", "meals"),
)


def by_case(codes, codings=CODINGS, cases=CASES, skipped=None):
    table = counts.codes_by_case(codings, LINKS, codes, cases, skipped or {})
    return table.set_index(["code_id", "unit"])


def test_present_absent_not_coded_and_not_covered_are_four_things(codes):
    table = by_case(codes, skipped={"b": ["distrust"]})
    assert table["state"].unstack().loc[["distrust", "no_time", "meals"]].values.tolist() == [
        ["present", "not covered"],
        ["present", "absent"],
        ["not coded", "present"],
    ]
    assert table.loc[("meals", "a"), "n_segments"] == 0
    assert pd.isna(table.loc[("distrust", "b"), "n_segments"])


def test_what_is_only_feared_is_possible_and_what_is_denied_as_well_is_absent(codes):
    feared = frame(
        coding("a", "a-3", "meals", presence="possible"),
        coding("b", "b-2", "no_time", presence="possible"),
        coding("b", "b-2", "meals", presence="possible"),
    )
    table = by_case(codes, pd.concat([CODINGS, feared], ignore_index=True))
    assert table["state"].unstack().loc[["no_time", "meals"]].values.tolist() == [
        ["present", "absent"],
        ["possible", "present"],
    ]
    assert table.loc[("meals", "a"), "n_segments"] == 0 and table.loc[("meals", "b"), "n_segments"] == 1


def test_a_cell_rests_on_shared_passages_when_no_other_stands_behind_it(codes):
    table = counts.codes_by_case(CODINGS, LINKS, codes, CASES, {}, shared={"a:a-2", "b:b-1"}).set_index(
        ["code_id", "unit"]
    )
    assert table["shared_only"].unstack().loc[["distrust", "no_time", "meals"]].values.tolist() == [
        [False, False],
        [True, False],
        [False, True],
    ]


def test_passages_of_two_cases_are_shared_where_they_begin_or_end_with_the_same_words():
    rows = [
        ("a", "a-1", "s", "h1", "t3"),
        ("a", "a-2", "s", "h4", "t4"),
        ("a", "a-3", "s", "h5", "t5"),
        ("b", "b-1", "s", "h1", "t1"),
        ("b", "b-2", "s", "h2", "t2"),
        ("b", "b-3", "s", "h3", "t3"),
        ("b", "b-4", "s", "h4", "t9"),
        ("b", "b-5", "other", "h5", "t5"),
        ("c", "c-1", "s", "", ""),
        ("c", "c-2", "s", "", ""),
    ]
    segments = pd.DataFrame(rows, columns=["case_id", "segment_id", "source_id", "head_anchor", "tail_anchor"])
    # a-1 is the run b-1 to b-3, a-2 begins as b-4 does; a-3 stands in another source, and no anchor is no word.
    assert units.shared_passages(segments) == {"a:a-1", "a:a-2", "b:b-1", "b:b-2", "b:b-3", "b:b-4"}


def test_two_cases_are_one_where_the_second_stands_on_shared_passages():
    ids = pd.Series(["a:1 b:1", "a:1 a:2 b:1", "a:2 b:2", "a:1", ""])
    assert units.several_by_shared(ids, {"a:1", "b:1"}).tolist() == [True, True, False, False, False]


def test_a_share_is_of_the_passages_with_a_code_of_the_same_family(codes):
    table = by_case(codes)
    assert table.loc[("distrust", "a"), ["n_segments", "share_of_segments"]].tolist() == [2, 1.0]
    assert table.loc[("no_time", "a"), "share_of_segments"] == 0.5
    assert pd.isna(table.loc[("distrust", "b"), "share_of_segments"])


def test_an_unrelated_case_changes_no_number_of_another(codes):
    more = pd.concat([CODINGS, frame(coding("c", "c-1", "distrust"))], ignore_index=True)
    before, after = by_case(codes), by_case(codes, more, frame(unit("a"), unit("b"), unit("c")))
    pd.testing.assert_frame_equal(before, after.loc[before.index], check_dtype=False)


def test_a_passage_about_the_whole_case_counts_for_each_of_its_units():
    cases = frame(unit("a", unit="a/one", unit_id="one"), unit("a", unit="a/two", unit_id="two"), unit("b"))
    rows = frame(
        coding("a", "a-1", "distrust", unit_id="one"),
        coding("a", "a-2", "distrust"),
        coding("b", "b-1", "distrust", unit_id="ward"),
    )
    placed = counts.by_unit(rows, cases)
    assert sorted(zip(placed["segment_id"], placed["unit"], strict=True)) == [
        ("a-1", "a/one"),
        ("a-2", "a/one"),
        ("a-2", "a/two"),
        ("b-1", "b"),
    ]


def test_the_phase_profile_has_every_barrier_phase_and_case(codes):
    table = counts.phase_profile(CODINGS, codes, CASES)
    assert len(table) == 2 * 3 * 2
    counted = table.set_index(["code_id", "phase", "unit"])["n_segments"]
    assert (
        counted[("distrust", "before", "a")] == 1
        and counted[("distrust", "during", "a")] == 1
        and counted[("distrust", "after", "a")] == 0
    )


def test_the_balance_counts_links_by_valence_and_status():
    counted = counts.balance(LINKS, CASES).set_index(["unit", "valence", "status"])["n_links"]
    assert counted["a"].loc["co-destruction"].to_dict() == {"realised": 1, "mitigated": 0, "averted": 1, "possible": 1}
    assert counted["a"].loc["co-creation", "realised"] == 1 and counted["b"].sum() == 0


def test_only_the_chosen_pass_is_analysed_and_a_case_with_one_pass_by_that():
    rows = frame(
        coding("a", "a-1", "distrust"), coding("a", "a-2", "no_time", coder="B"), coding("b", "b-1", "meals", coder="C")
    )
    chosen = passes.coders(rows, "B")
    assert chosen == {"a": "B", "b": "C"}
    assert passes.of_pass(rows, chosen)["segment_id"].tolist() == ["a-2", "b-1"]
    links = frame(link("a", 1, "a-1", "distrust", "people_leave"))
    assert passes.of_pass(links, chosen).empty


def test_a_case_without_the_chosen_pass_is_analysed_by_its_fullest_one():
    rows = frame(
        *(coding("a", f"a-{n}", "distrust", coder="B") for n in (1, 2)),
        coding("a", "a-1", "no_time"),
        coding("b", "b-1", "no_time"),
    )
    assert passes.coders(rows, "consensus") == {"a": "B", "b": "A"}


def test_what_one_pass_shows_is_told_beside_the_count(codes):
    table = counts.barrier_effects(LINKS, codes, case_id="a")
    shown = frame(dict(cause="distrust", effect="people_leave", shown_by="B"))
    marked = passes.with_pass(table, shown).set_index(["cause", "effect"])["shown_by"]
    assert marked["distrust", "people_leave"] == "B" and (marked == "").sum() == 5

"""Headline findings in every variant of the data: what is varied, what each kind asks, and what a figure prints
of it.
"""

from functools import cache

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link, unit

from crosscase import store
from crosscase.core import firmness
from crosscase.core.units import shared_passages
from crosscase.questions.robustness import caption as robustness_caption
from crosscase.questions.robustness import choices as robustness_choices
from crosscase.questions.robustness import compute as robustness
from crosscase.questions.robustness import declared as robustness_declared
from crosscase.questions.robustness import kinds as robustness_kinds
from crosscase.questions.robustness import words as robustness_words

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("blame", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b"), unit("c")])
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("b", "b-1", "distrust"),
        coding("c", "c-1", "blame"),
        coding("c", "c-2", "no_time", speaker="S"),
        coding("a", "a-1", "distrust", coder="B"),
        coding("b", "b-1", "distrust", coder="B"),
        coding("c", "c-1", "distrust", coder="B"),
        coding("c", "c-3", "distrust", presence="absent"),
    ]
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
        link("b", 1, "b-1", "distrust", "new_shop"),
        link("c", 1, "c-1", "blame", "people_leave"),
        link("a", 1, "a-1", "distrust", "people_leave", coder="B"),
    ]
)


def passage(case, number, kind="finding", **more):
    """Return one passage with what choices of evidence ask."""
    own = dict(source_id="paper", head_anchor=f"{case}{number}", tail_anchor=f"{case}{number}", n_tokens=30)
    return {**dict(case_id=case, segment_id=f"{case}-{number}", kind=kind), **own, **more}


SEGMENTS = pd.DataFrame([passage(case, number) for case in "abc" for number in (1, 2, 3)])
DECLARED = {
    "leave_one_case_out": True,
    "passes": ["A", "B"],
    "count_by": ["segments", "cases"],
    "merge": [["distrust", "blame"]],
    "evidence": ["all"],
    "findings": [{"id": "trust", "figure": "map", "kind": "seen_in_every_case", "code": "distrust"}],
}


def varied(codings=CODINGS, links=LINKS, declared=DECLARED, *, segments=SEGMENTS, cases=CASES):
    own = codings is CODINGS and links is LINKS and segments is SEGMENTS and cases is CASES
    if own and {**declared, "findings": DECLARED["findings"]} == DECLARED:
        return list(as_declared())
    return robustness_choices.variants(codings, links, segments, CODES, cases, declared, coder="A")


@cache
def as_declared():
    """Return the variants of the data and choices of all tests, which no finding changes: they are made once."""
    return robustness_choices.variants(CODINGS, LINKS, SEGMENTS, CODES, CASES, DECLARED, coder="A")


def declaring(*findings, **choices):
    """Return a declaration of findings (x, y, ...), with other choices than those of all tests."""
    listed = [{"id": name, "figure": "map", **one} for name, one in zip("xyz", findings, strict=False)]
    return {**DECLARED, **choices, "findings": listed}


def asked(**finding):
    return robustness.ask(declaring(finding), varied(), CASES)


def summed(declared, made):
    """Return the summary of findings over variants."""
    return robustness.summary(robustness.ask(declared, made, CASES), declared, CODES, CASES, made[0][1], seed=1)


def answers(table):
    return dict(zip(zip(*(table[c] for c in robustness.DIMENSIONS), strict=True), table["holds"], strict=True))


def test_every_combination_of_the_choices_is_one_variant_and_the_published_data_come_first():
    made = varied()
    choices = [tuple(choice.values()) for choice, _ in made]
    assert len(set(choices)) == len(choices) == 2 * 4 * 2 * 2
    assert made[0][0] == {
        "coder": "A",
        "left_out": "none",
        "count_by": "segments",
        "merged": "none",
        "evidence": "all",
    }


def test_merged_codes_and_a_choice_of_evidence_are_not_combined():
    made = varied(declared={**DECLARED, "evidence": ["happened", "all", "two_passages"], "count_by": ["segments"]})
    choices = [(choice["merged"], choice["evidence"]) for choice, _ in made if choice["left_out"] == "none"]
    merge = "distrust + blame"
    assert choices == 2 * [("none", "all"), ("none", "happened"), ("none", "two_passages"), (merge, "all")]


#: Passages 1 of cases a and b are one stretch of the paper; c's looks like them and is of another source.
SHARED = pd.DataFrame(
    [
        passage("a", 1, head_anchor="x", tail_anchor="y"),
        passage("b", 1, head_anchor="x", tail_anchor="y"),
        passage("c", 1, head_anchor="x", tail_anchor="y", source_id="other"),
        passage("a", 2, head_anchor="", tail_anchor=""),
        passage("b", 2, head_anchor="", tail_anchor=""),
        passage("a", 3, kind="interpretation"),
    ]
)
#: In case a distrust is told in passages 1 to 3, no_time once there and once in b; a link rests on passage 1 by its
#: cause alone.
TOLD = pd.DataFrame(
    [coding("a", f"a-{n}", "distrust") for n in (1, 2, 3)]
    + [coding("a", "a-2", "no_time"), coding("b", "b-1", "distrust"), coding("b", "b-2", "distrust")]
    + [coding("b", "b-2", "no_time")]
)
STATED = pd.DataFrame(
    [
        link("a", 1, "a-2", "distrust", "people_leave", episode="a-1 a-2"),
        link("a", 2, "a-2", "no_time", "people_leave", "possible"),
        link("a", 3, "a-3", "distrust", "people_leave", "mitigated", remedy="meals"),
        link("b", 1, "b-2", "distrust", "people_leave", "averted", remedy="meals"),
    ]
)


def test_passages_are_shared_where_two_cases_hold_one_stretch_of_a_source():
    assert shared_passages(SHARED) == {"a:a-1", "b:b-1"}
    assert shared_passages(SHARED[SHARED["case_id"] != "b"]) == set()


@pytest.mark.parametrize(
    ("evidence", "codings", "links"),
    [
        ("all", ["a-1", "a-2", "a-3", "a-2", "b-1", "b-2", "b-2"], ["a-2", "a-2", "a-3", "b-2"]),
        ("shared_out", ["a-2", "a-3", "a-2", "b-2", "b-2"], ["a-2", "a-3", "b-2"]),
        ("happened", ["a-1", "a-2", "a-3", "a-2", "b-1", "b-2", "b-2"], ["a-2", "a-3"]),
        ("two_passages", ["a-1", "a-2", "a-3", "b-1", "b-2"], ["a-2", "a-3"]),
        ("no_interpretation", ["a-1", "a-2", "a-2", "b-1", "b-2", "b-2"], ["a-2", "a-2", "b-2"]),
    ],
)
def test_a_choice_of_evidence_takes_out_what_it_says(evidence, codings, links):
    declared = {**DECLARED, "evidence": ["all", evidence] if evidence != "all" else ["all"]}
    made = varied(TOLD, STATED, declared, segments=SHARED)
    kept = next(variant for choice, variant in made if choice["evidence"] == evidence and choice["left_out"] == "none")
    assert [one.partition(":")[2] for one in kept.codings["passage"]] == codings
    assert [one.partition(":")[2] for one in kept.links["passage"]] == links


def test_a_link_that_rests_on_a_shared_passage_falls_with_it():
    made = varied(TOLD, STATED, {**DECLARED, "evidence": ["shared_out"]}, segments=SHARED)
    (kept,) = (
        variant for choice, variant in made if tuple(choice.values()) == ("A", "none", "none", "shared_out", "segments")
    )
    assert kept.links["cause"].tolist() == ["no_time", "distrust", "distrust"]


def test_a_merge_or_a_pass_that_does_not_touch_the_finding_adds_no_variant():
    # Pass B reads no_time and distrust as A does and blame otherwise; no_time and blame are merged.
    rows = [coding(case, f"{case}-1", "distrust", coder=one) for case in "ab" for one in "AB"]
    rows += [coding("c", "c-1", "no_time", coder=one) for one in "AB"]
    rows += [coding("c", "c-2", "blame", coder="A"), coding("b", "b-2", "blame", coder="B")]
    kinds = [dict(kind="seen_in_most_cases", code=code) for code in ("distrust", "blame")]
    kinds.append(dict(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=1))
    declared = declaring(*kinds, merge=[["no_time", "blame"]], evidence=["all", "happened", "shared_out"])
    made = varied(pd.DataFrame(rows), LINKS[LINKS["coder"] == "A"], declared)
    table = robustness.ask(declared, made, CASES)
    found = summed(declared, made).set_index("finding_id")["n_variants"].to_dict()
    # x: four times the units alone. y: A, B and A merged are three data; without a as well; without b A alone, B (none)
    # and merged (c, for either); without c A (none), B (b), merged with no_time, which is not here, as before.
    # z: pass A alone states the link, and in case a alone: two data each, and one without a.
    assert found == {"x": 4, "y": 3 + 3 + 2 + 2, "z": 3 * 2 + 1}
    shown = robustness.by_choice(table).groupby(["finding_id", "choice"])["value"].agg(list)
    assert shown["x", "coder"] == ["A"] and shown["x", "merged"] == ["none"] and shown["x", "evidence"] == ["all"]
    assert shown["y", "coder"] == ["A", "B"] and shown["y", "merged"] == ["none", "no_time + blame"]
    assert shown["z", "left_out"] == ["none", "a", "b", "c"] and shown["z", "merged"] == ["none"]


def test_a_group_of_which_one_code_only_occurs_leaves_the_data_as_they_are():
    frame = CODINGS.assign(unit=CODINGS["case_id"])
    codings, links = robustness_choices.merged(frame, LINKS, ["gossip", "distrust"])
    assert (
        codings["code_id"].tolist() == frame.drop_duplicates(["case_id", "segment_id", "code_id"])["code_id"].tolist()
    )
    assert links["cause"].tolist() == LINKS["cause"].tolist()


def test_variants_with_equal_data_count_once_within_each_value_of_a_choice():
    rows = [("A", "none", 1, True), ("A", "x", 2, False), ("A", "y", 2, False), ("B", "none", 1, True)]
    rows += [("B", "x", 3, True), ("B", "y", 2, False)]
    asked_of = pd.DataFrame(rows, columns=["coder", "left_out", "data", "holds"]).astype({"holds": "boolean"})
    asked_of = asked_of.assign(finding_id="f", count_by="any", merged="none", evidence="all")
    table = robustness.by_choice(asked_of).set_index(["choice", "value"])[["n_holds", "n_variants"]]
    assert table.loc["coder"].to_numpy().tolist() == [[1, 2], [2, 3]]
    assert table.loc["left_out"].to_numpy().tolist() == [[1, 1], [1, 2], [0, 1]]


def test_a_finding_turns_where_a_choice_turns_it():
    table = asked(kind="seen_in_every_case", code="distrust")
    found = answers(table)
    merged = "distrust + blame"
    assert found == {
        ("A", "none", "any", "none", "all"): False,
        ("A", "none", "any", merged, "all"): True,
        ("A", "a", "any", "none", "all"): False,
        ("A", "a", "any", merged, "all"): True,
        ("A", "b", "any", "none", "all"): False,
        ("A", "b", "any", merged, "all"): True,
        ("A", "c", "any", "none", "all"): True,
        ("A", "c", "any", merged, "all"): True,
        **{("B", out, "any", group, "all"): True for out in ("none", "a", "b", "c") for group in ("none", merged)},
    }


def test_a_merged_code_is_found_under_the_first_of_its_group_and_a_passage_counts_once():
    both = pd.DataFrame([coding("a", "a-1", "distrust"), coding("a", "a-1", "blame")]).assign(unit="a")
    codings, links = robustness_choices.merged(both, LINKS, ["distrust", "blame"])
    assert codings["code_id"].tolist() == ["distrust"] and set(links["cause"]) == {"distrust"}


def test_what_cannot_be_asked_counts_neither_for_nor_against():
    table = asked(kind="co_destruction_outweighs", cases=["a"])
    assert (
        table.loc[table["left_out"] == "a", "holds"].isna().all()
        and table.loc[table["count_by"] == "cases", "holds"].isna().all()
    )
    # Asked by passages, with all cases or without b or c, of two passes; merged codes do not touch a valence. Not
    # asked: without a (two passes), and by cases (two passes and no case left out or one of three).
    declared = declaring(dict(kind="co_destruction_outweighs", cases=["a"]))
    row = summed(declared, varied(declared=declared)).iloc[0]
    assert (row["n_variants"], row["n_not_asked"]) == (2 * 3, 2 + 2 * 4)


def test_the_summary_counts_the_variants_and_names_the_choice_that_turns_a_finding():
    declared = declaring(dict(kind="seen_in_every_case", code="distrust"))
    row = summed(declared, varied(declared=declared)).iloc[0]
    # Merged with blame, pass A shows it where pass B does; without case c it is seen in both others however read.
    assert (row["as_published"], row["found"], row["n_holds"], row["n_variants"]) == (False, "2 of 3 cases", 4, 7)
    assert row["statement"] == "‘Distrust’ is seen in every case" and row["segment_ids"] == "a:a-1 b:b-1"
    assert row["fails_with"] == ""


@pytest.mark.parametrize(
    ("finding", "holds", "told"),
    [
        (dict(kind="seen_in_most_cases", code="distrust"), True, "2 of 3 cases"),
        (dict(kind="seen_in_most_cases", code="blame"), False, "1 of 3 cases"),
        (dict(kind="seen_in_one_case_only", family="barrier", at_least=2), True, "2 of 3 codes"),
        (dict(kind="seen_in_one_case_only", family="barrier", at_least=3), False, "2 of 3 codes"),
        (dict(kind="most_in_phase", phase="during"), True, "before 0, during 4, after 0"),
        (dict(kind="most_in_phase", phase="before"), False, "before 0, during 4, after 0"),
        (dict(kind="every_case_shows_both"), False, "0 of 3 cases"),
        (dict(kind="co_destruction_outweighs", cases=["a", "c"]), True, "in A and C"),
        (dict(kind="co_destruction_outweighs", cases=["a"]), False, "in A and C"),
        (dict(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=1), True, "1 of 3 cases"),
        (dict(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=2), False, "1 of 3 cases"),
        (dict(kind="most_alike", cases=["a", "b"]), True, "yes"),
        (dict(kind="most_alike", cases=["a", "c"]), False, "another pair is as alike"),
        (dict(kind="most_alike", cases=["a", "d"]), None, "one of them is not here"),
        (dict(kind="more_alike_in", family="barrier", than="effect"), None, "no pair can be compared"),
        (dict(kind="more_alike_in", family="barrier", than="barrier"), False, "not by both measures"),
        (dict(kind="set_apart", family="barrier", cases=["c"]), True, "yes"),
        (dict(kind="set_apart", family="barrier", cases=["a"]), False, "the last branches are others"),
        (dict(kind="few_remedied", at_most_one_in=3), True, "1 of 3 links"),
        (dict(kind="few_remedied", at_most_one_in=4), False, "1 of 3 links"),
        (dict(kind="none_in_every_case", family="barrier"), True, "the most is 2 of 3 cases"),
        (dict(kind="none_in_every_case", family="power"), None, "no power is coded"),
        (
            dict(kind="most_told_effect", effect="people_leave", valence="co-destruction"),
            None,
            "no effect of this valence",
        ),
        (dict(kind="only_in_cases", code="distrust", cases=["a", "b"]), True, "in A and B"),
        (dict(kind="only_in_cases", code="distrust", cases=["a"]), False, "in A and B"),
        (dict(kind="only_in_cases", code="distrust", cases=["d"]), None, "none of the named cases is here"),
        (dict(kind="each_in_cases", codes=["distrust", "blame"], at_least=1), True, "2 of 2 codes"),
        (dict(kind="each_in_cases", codes=["distrust", "blame"], at_least=2), False, "1 of 2 codes"),
        (dict(kind="harm_pairs_of_one_case", percent=100), True, "2 of 2 pairs"),
        (dict(kind="mostly_one_side"), None, "no case gives both sides a voice"),
        (dict(kind="named_only_by", code="distrust", side="citizens"), None, "no case gives both sides a voice"),
    ],
)
def test_each_kind_of_finding_holds_and_fails(finding, holds, told):
    first = asked(**finding).iloc[0]
    assert (first["holds"] if holds is not None else pd.isna(first["holds"])) == (
        True if holds is None else holds
    ) and first["told"] == told


@pytest.mark.parametrize(
    ("finding", "behind"),
    [
        (dict(kind="most_alike", cases=["a", "b"]), "a:a-1 b:b-1"),
        (dict(kind="set_apart", family="barrier", cases=["c"]), "a:a-1 b:b-1 c:c-1 c:c-2"),
    ],
)
def test_the_passages_behind_a_likeness_are_those_that_it_compares(finding, behind):
    assert asked(**finding)["segment_ids"].iloc[0] == behind


SIDES = [
    coding("a", "a-1", "distrust", perspective="citizens"),
    coding("a", "a-2", "distrust", perspective="providers"),
    coding("a", "a-3", "no_time", perspective="providers"),
    coding("b", "b-1", "blame", perspective="citizens"),
    coding("b", "b-2", "no_time", perspective="providers"),
    coding("c", "c-1", "no_time", perspective="citizens"),
    coding("c", "c-2", "no_time", perspective="authors"),
]


@pytest.mark.parametrize(
    ("finding", "holds", "told"),
    [
        # In case a as many barriers are named by one side as by both, in b all by one; nobody speaks for providers in
        # c.
        (dict(kind="mostly_one_side"), False, "1 of 2 cases"),
        (
            dict(kind="named_only_by", code="no_time", side="providers"),
            True,
            "citizens in 0, providers in 2 of 2 cases",
        ),
        (
            dict(kind="named_only_by", code="distrust", side="citizens"),
            False,
            "citizens in 1, providers in 1 of 2 cases",
        ),
    ],
)
def test_sides_are_compared_where_both_are_heard(finding, holds, told):
    first = robustness.ask(declaring(finding), varied(pd.DataFrame(SIDES)), CASES).iloc[0]
    assert (bool(first["holds"]), first["told"]) == (holds, told)


def test_a_pair_that_two_cases_state_is_no_pair_of_one_case():
    more = pd.concat([LINKS, pd.DataFrame([link("b", 2, "b-2", "blame", "people_leave")])])
    declared = declaring(dict(kind="harm_pairs_of_one_case", percent=51))
    first = robustness.ask(declared, varied(links=more), CASES).iloc[0]
    assert (bool(first["holds"]), first["told"]) == (False, "1 of 2 pairs")


def test_a_finding_about_several_codes_names_them_and_reports_each_unknown_one():
    about = {"id": "x", "figure": "map", "kind": "each_in_cases", "codes": ["distrust", "no_time"], "at_least": 2}
    assert robustness_words.statement(about, CODES, CASES) == (
        "‘Distrust’ and ‘No time’ are each seen in at least 2 cases"
    )
    named = about | {"what": "Barriers beyond the list"}
    assert robustness_words.statement(named, CODES, CASES) == (
        "Barriers beyond the list (‘Distrust’ and ‘No time’) are each seen in at least 2 cases"
    )
    declared = {**DECLARED, "findings": [named]}
    assert robustness_declared.check(declared, CODES) == []
    assert robustness.ask(declared, varied(), CASES)["holds"].equals(
        robustness.ask({**DECLARED, "findings": [about]}, varied(), CASES)["holds"]
    )
    wrong = {**DECLARED, "findings": [about | {"codes": ["distrus", "no_tim"]}]}
    assert [one.message for one in robustness_declared.check(wrong, CODES)] == [
        "'distrus' is not a code of the codebook",
        "'no_tim' is not a code of the codebook",
    ]


def test_speakers_are_counted_by_case_and_passages_without_one_add_none():
    rows = [coding("a", "1", "distrust"), coding("b", "1", "distrust")]
    rows += [coding(case, "2", "distrust", speaker="Ann") for case in "ab"]
    frame = pd.DataFrame(rows).assign(unit=lambda f: f["case_id"])
    for count_by, number in (("segments", 4), ("speakers", 2), ("cases", 2)):
        made = robustness_kinds.Variant(frame, LINKS, CODES, ("a", "b"), count_by=count_by)
        assert made.amount(made.codings) == number, count_by


def test_a_case_left_out_takes_its_links_along():
    table = asked(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=1)
    told = table[(table["coder"] == "A") & (table["merged"] == "none")].set_index("left_out")["told"]
    assert told.to_dict() == {"none": "1 of 3 cases", "a": "0 of 2 cases", "b": "1 of 2 cases", "c": "1 of 2 cases"}


def test_an_enabler_that_leads_to_harm_makes_no_pair_of_a_barrier():
    more = pd.concat([LINKS, pd.DataFrame([link("b", 2, "b-2", "meals", "people_leave")])])
    made = varied(links=more)
    assert robustness_kinds.harm_pairs_of_one_case(made[0][1], percent=100).told == "2 of 2 pairs"


def test_a_choice_under_which_a_finding_holds_in_half_of_the_variants_does_not_turn_it():
    asked_of = pd.DataFrame(
        [
            dict(finding_id="x", coder=coder, left_out=out, data=n, holds=holds)
            for n, (coder, out, holds) in enumerate(
                (("A", "none", True), ("A", "a", True), ("B", "none", True), ("B", "a", False)), start=1
            )
        ]
    )
    asked_of = asked_of.assign(count_by="any", merged="none", evidence="all").astype({"holds": "boolean"})
    assert robustness.fails_with(asked_of, CASES, CODES) == ""
    never = asked_of.assign(holds=(asked_of["coder"] == "A").astype("boolean"))
    assert robustness.fails_with(never, CASES, CODES) == "coding B (0 of 2)"


def test_a_choice_of_the_data_as_published_that_turns_a_finding_is_said_to_be_that_and_comes_last():
    asked_of = pd.DataFrame(
        [
            dict(finding_id="x", coder=coder, left_out=out, data=n, holds=(coder, out) in (("A", "none"), ("B", "a")))
            for n, (coder, out) in enumerate(
                (("A", "none"), ("A", "a"), ("A", "b"), ("B", "none"), ("B", "a"), ("C", "b")), start=1
            )
        ]
    )
    asked_of = asked_of.assign(count_by="any", merged="none", evidence="all").astype({"holds": "boolean"})
    said = robustness.fails_with(asked_of, CASES, CODES)
    assert said.endswith("; coding A, as published (1 of 3)")
    assert said.startswith("coding C (0 of 1); ") and "no case left out" not in said


def first_variant(codings, links=LINKS):
    """Return the data as published."""
    return varied(codings, links)[0][1]


def test_merged_effects_of_links_stand_under_the_first_as_well():
    _, links = robustness_choices.merged(CODINGS.assign(unit="a"), LINKS, ["new_shop", "people_leave"])
    assert set(links["effect"]) == {"new_shop"} and links["cause"].tolist() == LINKS["cause"].tolist()


def test_as_much_good_as_harm_does_not_outweigh():
    links = pd.concat([LINKS, pd.DataFrame([link("c", 2, "c-2", "meals", "new_shop")])])
    found = robustness_kinds.co_destruction_outweighs(first_variant(CODINGS, links), cases=["a"])
    assert (found.holds, found.places) == (True, ("a",))


def test_a_side_is_heard_where_it_tells_of_anything_and_not_of_barriers_alone():
    rows = [
        coding("a", "a-1", "distrust", perspective="citizens"),
        coding("a", "a-2", "meals", perspective="providers"),
    ]
    found = robustness_kinds.mostly_one_side(first_variant(pd.DataFrame(rows)))
    assert (found.holds, found.told) == (True, "1 of 1 cases")


def test_a_dimension_of_power_that_one_case_shows_is_nothing_that_it_adds():
    rows = [coding("a", "a-1", "distrust"), coding("b", "b-1", "no_time"), coding("c", "c-1", "power", family="power")]
    assert robustness_kinds.every_case_adds(first_variant(pd.DataFrame(rows))).told == "2 of 3 cases"


def test_a_case_that_lacks_a_pass_is_read_by_the_analysed_one_there():
    rows = [
        coding("a", "a-1", "no_time", coder="B"),
        coding("a", "a-1", "distrust", coder="A"),
        coding("b", "b-1", "distrust", coder="C"),
        coding("b", "b-1", "blame", coder="A"),
        coding("c", "c-1", "blame", coder="B"),
    ]
    made = varied(pd.DataFrame(rows), declared={**DECLARED, "passes": ["C"]})
    by_pass = {choice["coder"]: variant.codings for choice, variant in reversed(made) if choice["left_out"] == "none"}
    told = {one: frame[["unit", "code_id"]].to_numpy().tolist() for one, frame in by_pass.items()}
    assert told["C"][0] == ["a", "distrust"] and ["b", "distrust"] in told["C"] and ["c", "blame"] in told["C"]
    assert ["b", "blame"] in told["A"] and ["b", "distrust"] not in told["A"]


def test_a_phase_with_as_many_passages_as_another_is_not_the_one_with_most():
    rows = [coding("a", "a-1", "distrust"), coding("a", "a-2", "distrust", phase="after")]
    assert robustness_kinds.most_in_phase(first_variant(pd.DataFrame(rows)), phase="during").holds is False


def test_half_of_the_cases_are_not_most_of_them():
    table = asked(kind="seen_in_most_cases", code="distrust").set_index("left_out")
    row = table[(table["coder"] == "A") & (table["merged"] == "none")].loc["a"]
    assert (row["told"], bool(row["holds"])) == ("1 of 2 cases", False)


def test_a_misspelt_declaration_is_one_report_with_every_problem():
    declared = {
        **DECLARED,
        "merge": [["distrust", "blam"], ["blame", "meals"]],
        "findings": [
            {"id": "x", "figure": "map", "kind": "seen_in_every_cases", "code": "distrust"},
            {"id": "x", "figure": "map", "kind": "seen_in_most_cases", "cod": "distrust"},
            {"id": "y", "figure": "map", "kind": "seen_in_most_cases", "code": "distrus"},
        ],
    }
    told = "\n".join(str(finding) for finding in robustness_declared.check(declared, CODES))
    for part in (
        "'blam' is not a code",
        "blame, meals are of different kinds",
        "'seen_in_every_cases' is not a kind",
        "two findings are called 'x'",
        "'code' is missing",
        "'cod' is not a setting",
        "'distrus' is not a code",
    ):
        assert part in told, part
    assert robustness_declared.check(DECLARED, CODES) == []


#: What the summary says of a finding that is set against no random data.
PLAIN = dict(n_random=pd.NA, n_random_holds=pd.NA, claimed=True)


def test_the_note_of_a_figure_says_in_how_many_variants_its_claims_hold():
    table = pd.DataFrame(
        [
            dict(
                figure="map",
                statement="Distrust: seen in every case",
                as_published=True,
                n_holds=57,
                n_variants=64,
                **PLAIN,
            ),
            dict(
                figure="map",
                statement="Blame: seen in every case",
                as_published=False,
                n_holds=3,
                n_variants=64,
                fails_with="pass B (1 of 9); without A (0 of 8); shared passages out (0 of 4)",
                **PLAIN,
            ),
            dict(figure="other", statement="None", as_published=True, n_holds=1, n_variants=1, **PLAIN),
        ]
    )
    assert firmness.note(table, "map") == (
        "Distrust: seen in every case: holds in 57 of 64 re-analyses. Blame: seen in every case: does not hold as"
        " published; holds in 3 of 64 re-analyses."
    )
    assert firmness.note(table, "nothing") == ""


def test_a_finding_that_no_variant_can_be_asked_is_no_claim_and_print_says_in_how_many_it_holds():
    table = pd.DataFrame(
        [
            dict(
                figure="map",
                statement="One",
                as_published=True,
                found="2 of 2",
                n_holds=3,
                n_variants=4,
                fails_with="",
                **PLAIN,
            ),
            dict(
                figure="map",
                statement="Two",
                as_published=None,
                found="-",
                n_holds=0,
                n_variants=0,
                fails_with="",
                **PLAIN,
            ),
        ]
    ).astype({"as_published": "boolean"})
    assert "One: holds in 3 of 4" in firmness.note(table, "map") and "Two" not in firmness.note(table, "map")
    printed = robustness_words.published(table.iloc[:1])
    assert printed[["As published", "Holds in re-analyses"]].to_numpy().tolist() == [["yes: 2 of 2", "3 of 4"]]


def test_every_declared_finding_is_printed_with_the_figure_that_claims_it():
    table = store.read_table(ROOT / "data/processed/cross_case/robustness.csv", "robustness")
    declared = store.read_declared(robustness_declared.FILE)
    assert table["finding_id"].tolist() == [about["id"] for about in declared["findings"]]
    for row in table.itertuples():
        caption = (ROOT / f"reports/figures/{row.figure}.caption.md").read_text(encoding="utf-8")
        told = firmness.note(table, row.figure)
        assert told in caption and f"in {row.n_holds} of {row.n_variants} re-analyses" in told


def test_the_published_numbers_are_those_of_the_variants():
    table = store.read_table(ROOT / "data/processed/cross_case/robustness.csv", "robustness").set_index("finding_id")
    asked_of = store.read_table(ROOT / "data/processed/cross_case/robustness_variants.csv", "robustness_variants")
    different = asked_of[asked_of["holds"].notna()].drop_duplicates(["finding_id", "data"])
    counted = different.groupby("finding_id")["holds"].agg(["sum", "size"]).loc[table.index]
    assert (counted["sum"] == table["n_holds"]).all() and (counted["size"] == table["n_variants"]).all()


def test_what_the_last_case_adds_and_what_each_case_adds_follow_the_data():
    # Pass A: no_time and blame are seen in case c alone, distrust in a and b.
    adds = asked(kind="last_case_adds", at_least=1).set_index(["coder", "left_out", "merged"])
    assert (
        adds.loc[("A", "none", "none"), ["holds", "told"]].tolist() == [False, "0.7 codes"]
        and adds.loc[("A", "a", "none"), "holds"]
    )
    every = answers(asked(kind="every_case_adds"))
    assert not every["A", "none", "any", "none", "all"] and every["A", "a", "any", "none", "all"]


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (dict(kind="seen_in_every_case", code=["distrust"]), "'['distrust']' is a list at 'code'"),
        (dict(kind="most_alike", cases="a"), "'a' is no list at 'cases'"),
        (dict(kind="most_alike", cases=["a"]), "most_alike is about two cases, not 1"),
        (dict(kind="more_alike_in", family="effects", than="barrier"), "'effects' is not a family"),
        (
            dict(kind="link_in_cases", cause="people_leave", effect="new_shop", at_least=1),
            "'people_leave' cannot be the cause of this finding",
        ),
        (
            dict(kind="most_told_effect", effect="new_shop", valence="co-destruction"),
            "'new_shop' cannot be the effect of this finding",
        ),
        (
            dict(kind="named_only_by", code="meals", side="citizens"),
            "'meals' cannot be the code of this finding",
        ),
        (dict(kind="only_in_cases", code="meals", cases=["nursing_home"]), "'nursing_home' has no folder"),
        (dict(kind="only_in_cases", code="meals", cases=["a", "gone"]), "'gone' has no folder"),
        (dict(kind="every_case_adds", at_leest=3), "'at_leest' is not a setting of every_case_adds"),
        (dict(kind="every_case_adds", figure="mapp"), "there is no figure 'mapp'"),
    ],
)
def test_a_wrong_setting_is_told_with_the_finding_that_holds_it(finding, told):
    declared = {**DECLARED, "findings": [{"id": "x", "figure": "map", **finding}]}
    (found,) = robustness_declared.check(declared, CODES, folders=["a", "nursing_homes"], figures=["map"])
    assert told in found.message and found.column == "x" and found.mend
    assert found.severity == ("warning" if "gone" in told else "error")


def test_a_finding_about_the_cases_of_another_copy_is_no_mistake():
    declared = {
        **DECLARED,
        "findings": [{"id": "x", "figure": "map", "kind": "only_in_cases", "code": "meals", "cases": ["far", "away"]}],
    }
    assert robustness_declared.check(declared, CODES, folders=["a"], figures=["map"]) == []


def test_a_group_that_is_merged_twice_is_told():
    declared = {**DECLARED, "merge": [["distrust", "blame"], ["blame", "distrust"]]}
    assert [one.message for one in robustness_declared.check(declared, CODES)] == ["blame, distrust are merged twice"]


def test_with_very_many_cases_one_is_left_out_only_while_no_codes_are_merged_and_that_is_said():
    declared = {**DECLARED, "evidence": ["all", "happened"]}

    def choices(n):
        cases = pd.DataFrame([unit(f"k{number:02}") for number in range(n)])
        return cases, [choice for choice, _ in varied(cases=cases, declared=declared)]

    few, every = choices(robustness_declared.MOST_CASES)
    many, bounded = choices(robustness_declared.MOST_CASES + 1)
    assert robustness_words.bound(few) == "" and len(every) == 2 * (robustness_declared.MOST_CASES + 1) * 2 * 3
    assert len(bounded) == 2 * (3 + robustness_declared.MOST_CASES + 1) * 2
    less = [one for one in bounded if one["left_out"] != "none"]
    assert {(one["merged"], one["evidence"]) for one in less} == {("none", "all")}
    summary = summed({**DECLARED, "findings": []}, varied())
    for told in (
        robustness_caption.robustness(summary, bound=robustness_words.bound(many))[0],
        robustness_caption.robustness_table(summary, bound=robustness_words.bound(many)),
    ):
        assert "a case is left out only while no codes are merged and all evidence counts" in told


def seen(rows, choices=()):
    """Return what the notebook says first of findings (id, holds as published, n_holds, n_variants) and choices."""
    summary = pd.DataFrame(rows, columns=["finding_id", "as_published", "n_holds", "n_variants"])
    summary = summary.assign(
        **PLAIN, statement=summary["finding_id"], as_published=summary["as_published"].astype("boolean")
    )
    columns = ["finding_id", "choice", "value", "n_holds", "n_variants"]
    return robustness_caption.what_we_see(summary, pd.DataFrame(list(choices), columns=columns))


def test_what_we_see_names_the_least_firm_finding_and_the_choices_that_turn_some():
    rows = [("One", True, 4, 4), ("Two", True, 2, 4), ("Three", False, 3, 4), ("Four", pd.NA, 0, 0)]
    choices = [
        ("Two", "coder", "A", 2, 2),
        ("Two", "coder", "B", 0, 2),
        ("Two", "left_out", "a", 0, 1),
        ("Two", "left_out", "none", 2, 3),
        ("Three", "coder", "A", 2, 2),
        ("Three", "coder", "B", 1, 2),
    ]
    assert seen(rows, choices) == (
        "Of 3 headline findings, 1 holds in every re-analysis; 1 fails in the data as published. The least"
        " firm: “Two” (2 of 4 re-analyses). Of the 2 that do not always hold, 1 turns with a choice, holding in less"
        " than half of the re-analyses under one of its values and in more under another: 1 with who read and 1 with"
        " a case less (some with more than one). These data cannot answer 1 declared finding."
    )
    assert seen(rows[:3], choices[4:]).endswith("No single choice turns any of them.")
    never = [("Two", "coder", "A", 0, 2), ("Two", "coder", "B", 0, 2), ("Three", "coder", "A", 2, 2)]
    assert seen(rows[:3], never).endswith("No single choice turns any of them.")


def test_what_we_see_is_true_where_all_hold_where_many_tie_and_where_none_can_be_asked():
    assert seen([("One", True, 4, 4), ("Two", True, 2, 2)]) == (
        "Of 2 headline findings, 2 hold in every re-analysis; none fails in the data as published."
    )
    assert "The lowest place is shared by 4." in seen([(name, True, 1, 4) for name in "abcd"])
    assert seen([("One", pd.NA, 0, 0)]) == "These data cannot answer 1 declared finding."
    assert seen([]) == "No finding is declared."

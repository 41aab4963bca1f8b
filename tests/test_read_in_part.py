"""A pass that has read a sample is compared on what it has read; elsewhere it has not found nothing."""

import pandas as pd
import pytest
from conftest import codebook, coding, link, unit

from crosscase.core import counts, passes
from crosscase.core.material import Material
from crosscase.core.received import RawCase, RawTable
from crosscase.questions.agreement import compute as agreement
from crosscase.questions.balance import compute as balance
from crosscase.questions.pathways import compute as pathways
from crosscase.questions.robustness import choices
from crosscase.questions.robustness import compute as robustness
from crosscase.questions.similarity import compute as similarity
from crosscase.run import checking

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b")])
#: Case a has four passages, case b two. A has read all; H has read a-1 and a-2, and nothing of b.
SEGMENTS = pd.DataFrame(
    [
        {
            "case_id": case,
            "segment_id": f"{case}-{n}",
            "source_id": "s",
            "section": "1",
            "kind": "finding",
            "speaker": "",
        }
        for case, n in [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 1), ("b", 2)]
    ]
).assign(paraphrase="p")


def reading(case, segment, coder):
    return {
        "case_id": case,
        "segment_id": segment,
        "coder": coder,
        "main_code": "distrust",
        "valence": "both",
        "status": "realised",
    }


READINGS = pd.DataFrame(
    [reading(row.case_id, row.segment_id, "A") for row in SEGMENTS.itertuples()]
    + [reading("a", "a-1", "H"), reading("a", "a-2", "H")]
)
MADE_BY_A = [
    coding("a", "a-1", "distrust"),
    coding("a", "a-2", "no_time"),
    coding("a", "a-3", "meals"),
    coding("a", "a-4", "people_leave"),
    coding("b", "b-1", "distrust"),
    coding("b", "b-2", "new_shop"),
]
MADE_BY_H = [coding("a", "a-1", "distrust", coder="H"), coding("a", "a-2", "meals", coder="H")]
CODINGS = pd.DataFrame([*MADE_BY_A, *MADE_BY_H])
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave", "averted", remedy="meals"),
        link("a", 2, "a-2", "no_time", "people_leave", "averted", remedy="meals"),
        link("a", 3, "a-3", "no_time", "new_shop"),
        link("a", 4, "a-1", "distrust", "new_shop", episode="a-1 a-3"),
        link("a", 5, "a-4", "distrust", "people_leave", "mitigated", remedy="meals"),
        link("a", 6, "a-1", "distrust", "people_leave", "averted", remedy="meals", coder="H"),
    ]
)


def material(**more):
    given = dict(
        codes=CODES,
        segments=SEGMENTS,
        all_codings=CODINGS,
        all_links=LINKS,
        documents=pd.DataFrame(),
        coder="A",
        passes=("A", "H"),
        all_readings=READINGS,
        cases=CASES,
    )
    return Material(**{**given, **more})


def ids(rows, coder):
    mine = rows[rows["coder"] == coder]
    return mine["link_id" if "link_id" in rows else "segment_id"].tolist()


def test_agreement_is_told_of_the_passages_that_both_have_read():
    both = passes.read_twice(SEGMENTS, CODINGS, READINGS, passes=("A", "H"))
    assert both["segment_id"].tolist() == ["a-1", "a-2"]
    table = agreement.summary(CODINGS, LINKS, READINGS, both, CODES, passes=("A", "H")).set_index("what")
    counted = ["n", "n_both", "n_first_only", "n_second_only"]
    assert table.loc["barrier", counted].tolist() == [2, 1, 1, 0]
    assert table.loc["enabler", counted].tolist() == [2, 0, 0, 1]
    # Link 4 rests on a passage that H has not read, so H could not state it.
    assert table.loc["link: cause and effect", counted].tolist() == [2, 1, 1, 0]
    assert table.loc["reading: status", "n"] == 2


def test_a_pass_without_any_reading_in_a_case_that_it_coded_has_read_the_whole_case():
    earlier = READINGS[READINGS["coder"] == "A"]
    assert len(passes.read_twice(SEGMENTS, CODINGS, earlier, passes=("A", "H"))) == 4
    assert len(passes.read_twice(SEGMENTS, CODINGS, passes=("A", "H"))) == 4
    others = passes.read_twice(SEGMENTS, CODINGS, READINGS[READINGS["coder"] == "H"], passes=("A", "H"))
    assert others["segment_id"].tolist() == ["a-1", "a-2"]


def test_a_star_judges_only_passages_that_both_have_read():
    m = material()
    assert ids(m.compared_codings, "A") == ["a-1", "a-2", "b-1", "b-2"]
    assert ids(m.compared_links, "A") == ["a-l1", "a-l2"]
    single = passes.one_pass_only(
        counts.by_unit(m.compared_codings, CASES), ["code_id", "unit"], passes=m.passes, read=m.compared_codings
    )
    # A alone codes meals on a-3 and people_leave on a-4, which H has not read: no star for either.
    assert single.values.tolist() == [["meals", "a", "H"], ["no_time", "a", "A"]]
    paths = pathways.paths(m.links, CODES, **m.every_pass).set_index(["cause", "effect", "remedy"])["shown_by"]
    assert paths[("no_time", "people_leave", "meals")] == "A"
    assert paths[("no_time", "new_shop", "")] == paths[("distrust", "new_shop", "")] == ""


def test_with_whole_passes_everything_is_compared():
    other = pd.DataFrame([*MADE_BY_A, *(dict(row, coder="H") for row in MADE_BY_A)])
    read = pd.concat([READINGS[READINGS["coder"] == "A"].assign(coder=coder) for coder in "AH"])
    m = material(all_codings=other, all_readings=read)
    pd.testing.assert_frame_equal(m.compared_codings, other)
    pd.testing.assert_frame_equal(m.completed_codings, other)


def test_a_remedy_outside_the_sample_is_read_by_one_pass_and_not_denied_by_the_other():
    m = material()
    table = balance.remedies(m.links, m.compared_links, m.compared_codings, CODES, passes=m.passes)
    told = {(row.cause, row.status): row.read_by for row in table.itertuples()}
    assert told == {
        ("distrust", "averted"): "A and H",
        ("no_time", "averted"): "A",
        ("distrust", "mitigated"): balance.NOT_READ_TWICE,
    }


def test_a_sample_does_not_take_the_place_of_the_pass_that_is_analysed():
    assert material(coder="consensus").chosen == {"a": "A", "b": "A"}
    assert material(coder="H").chosen == {"a": "H", "b": "A"}
    unread = READINGS[READINGS["segment_id"] != "a-4"]
    # Where nobody has read the whole case, the pass that has coded most of it is taken.
    assert material(coder="consensus", all_readings=unread).chosen == {"a": "A", "b": "A"}


def test_where_a_person_has_not_read_a_variant_takes_the_analysed_pass():
    m = material()
    assert ids(m.completed_codings, "H") == ["a-1", "a-2", "a-3", "a-4", "b-1", "b-2"]
    mine = m.completed_codings[m.completed_codings["coder"] == "H"]
    assert mine["code_id"].tolist() == ["distrust", "meals", "meals", "people_leave", "distrust", "new_shop"]
    # Of link 2 H has read the passage and states none; 4 rests on one that H has not read.
    assert ids(m.completed_links, "H") == ["a-l6", "a-l3", "a-l4", "a-l5"]
    declared = {
        "leave_one_case_out": False,
        "passes": ["A", "H"],
        "count_by": ["segments"],
        "merge": [],
        "evidence": ["all"],
    }
    declared["findings"] = [{"id": "x", "figure": "f", "kind": "seen_in_every_case", "code": "distrust"}]
    segments = m.segments.assign(source_id="s", head_anchor="", tail_anchor="")
    frames = m.completed_codings, m.completed_links, segments
    made = choices.variants(*frames, CODES, CASES, declared, coder="A")
    asked = robustness.ask(declared, made, CASES)
    assert asked[["coder", "holds"]].values.tolist() == [["A", True], ["H", True]]
    profiles = similarity.passes(m.completed_codings, CODES, CASES, coder="A", independent=["A", "H"], not_covered={})
    assert list(profiles) == ["A", "H"]


def received(readings):
    frames = {"segments": SEGMENTS, "codings": CODINGS, "readings": readings}
    mine = {name: frame[frame["case_id"] == "a"].drop(columns="case_id") for name, frame in frames.items()}
    return {"a": RawCase("a", "a", {}, {name: RawTable(name, frame) for name, frame in mine.items()})}


def test_a_sample_beside_the_only_pass_of_a_case_asks_for_no_other_setting():
    config = {"coder": "consensus"}
    assert checking._coder_findings([], config, received(READINGS)) == []
    whole = READINGS[READINGS["coder"] == "A"]
    (told,) = checking._coder_findings([], config, received(whole))
    assert told.severity == "warning" and told.message.startswith("A and H have read the case, and no coding is by")
    assert "add its rows with 'consensus' as coder" in told.mend


# --- declared in case.yml ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("all", None),
        (1.0, None),
        (["a-1", "a-3"], {"a-1", "a-3"}),
        (["1"], {"a-1", "a-2", "a-3", "a-4"}),  # all of the section
        (0.5, {"a-1", "a-2"}),  # of a share: what it has coded
    ],
)
def test_what_a_pass_has_read_is_declared_as_all_a_list_of_passages_or_sections_or_a_share(told, read):
    m = material(all_readings=None, declared={"a": {"H": told}})
    assert m.read["a", "H"] == (None if read is None else frozenset(read))
    assert m.read["a", "A"] is None and ("b", "H") not in m.read


def test_agreement_and_stars_go_by_what_is_declared_also_without_readings():
    declared = {"a": {"H": ["a-1", "a-2"]}}
    both = passes.read_twice(SEGMENTS, CODINGS, None, passes=("A", "H"), declared=declared)
    assert both["segment_id"].tolist() == ["a-1", "a-2"]
    m, by_readings = material(all_readings=None, declared=declared), material()
    for name in ("compared_codings", "compared_links", "completed_codings", "completed_links"):
        pd.testing.assert_frame_equal(getattr(m, name), getattr(by_readings, name))
    assert m.chosen == {"a": "A", "b": "A"}


def test_a_case_without_the_pass_that_is_asked_for_is_read_by_its_fullest_one():
    twice = pd.DataFrame([*MADE_BY_A, *MADE_BY_H, coding("b", "b-1", "meals", coder="consensus")])
    assert passes.coders(twice, "consensus") == {"a": "A", "b": "consensus"}
    assert passes.coders(twice.iloc[::-1], "consensus") == {"a": "A", "b": "consensus"}
    of_both = robustness_variants(twice, coder="consensus")
    # In the variant of H, case b, which H has not read, is that of the analysed pass.
    assert of_both == {"consensus": {"a": 4, "b": 1}, "A": {"a": 4, "b": 2}, "H": {"a": 2, "b": 1}}


def robustness_variants(codings, *, coder):
    declared = dict(passes=["A", "H"], evidence=[], merge=[], leave_one_case_out=False, count_by=["cases"])
    made = choices.variants(
        codings, LINKS, SEGMENTS.assign(head_anchor="", tail_anchor=""), CODES, CASES, declared, coder=coder
    )
    return {about["coder"]: variant.codings.groupby("case_id").size().to_dict() for about, variant in made}

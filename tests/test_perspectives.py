"""Perspectives: who names which barrier, and when two sides can be said to disagree."""

import numpy as np
import pandas as pd
import pytest
from conftest import codebook, coding, unit

from crosscase.questions.perspectives import caption as perspectives_caption
from crosscase.questions.perspectives import compute as perspectives
from crosscase.questions.perspectives import figure as perspectives_figure

CODES = codebook(("distrust", "barrier", "", ""), ("no_time", "barrier", "", ""), ("meals", "enabler", "", ""))
CASES = pd.DataFrame([unit("a"), unit("b")])


def segment(case, number, perspective, speaker=""):
    return dict(case_id=case, segment_id=f"{case}-{number}", unit_id=case, perspective=perspective, speaker=speaker)


# In case a both sides speak, in case b only providers and the authors.
SEGMENTS = pd.DataFrame(
    [
        segment("a", 1, "citizens", "P1"),
        segment("a", 2, "citizens", "P2"),
        segment("a", 3, "providers"),
        segment("b", 1, "providers"),
        segment("b", 2, "authors"),
    ]
)
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust", speaker="P1"),
        coding("a", "a-3", "distrust", presence="absent", perspective="providers"),
        coding("a", "a-2", "meals", speaker="P2"),
        coding("b", "b-1", "no_time", perspective="providers"),
        coding("b", "b-2", "distrust", perspective="authors"),
    ]
)


def profiled(codings=CODINGS, segments=SEGMENTS, cases=CASES, skipped=None, **more):
    return perspectives.profile(codings, segments, CODES, cases, skipped or {}, **more)


def cell(table, code, perspective, unit_id):
    row = table.set_index(["code_id", "perspective", "unit"]).loc[(code, perspective, unit_id)]
    return (
        row["state"],
        None if pd.isna(row["n_segments"]) else int(row["n_segments"]),
        None if pd.isna(row["share"]) else float(row["share"]),
    )


def answers(**options):
    table = perspectives.answers(profiled(**options))
    return table.set_index(["code_id", "unit"])["answer"].to_dict()


def test_a_share_divides_by_the_passages_of_that_perspective_in_the_case():
    table = profiled()
    assert len(table) == 2 * 5 * 2
    assert cell(table, "distrust", "citizens", "a") == ("present", 1, 0.5)
    assert cell(table, "no_time", "citizens", "a") == ("not coded", 0, 0.0)


def test_silent_denied_without_a_voice_and_not_covered_are_four_things():
    table = profiled(skipped={"b": ["distrust"]})
    assert cell(table, "no_time", "providers", "a") == ("not coded", 0, 0.0)
    assert cell(table, "distrust", "providers", "a") == ("absent", 0, 0.0)
    assert cell(table, "no_time", "citizens", "b") == ("no voice", None, None)
    assert cell(table, "distrust", "providers", "b") == ("not covered", None, None)


def test_a_side_without_a_voice_neither_agrees_nor_disagrees():
    assert answers() == {
        ("distrust", "a"): "citizens only",
        ("no_time", "a"): "neither",
        ("distrust", "b"): "one side has no voice",
        ("no_time", "b"): "one side has no voice",
    }
    table = perspectives.answers(profiled())
    assert table.loc[table["unit"] == "b", "difference"].isna().all()


def test_a_denial_of_what_the_other_side_names_is_direct_disagreement():
    table = perspectives.answers(profiled()).set_index(["code_id", "unit"])
    assert table.loc[("distrust", "a"), ["denied_by", "direct"]].tolist() == ["providers", True]
    own = pd.concat(
        [CODINGS[CODINGS["presence"] == "present"], pd.DataFrame([coding("a", "a-2", "distrust", presence="absent")])]
    )
    table = perspectives.answers(profiled(codings=own)).set_index(["code_id", "unit"])
    assert table.loc[("distrust", "a"), ["denied_by", "direct"]].tolist() == ["citizens", False]


@pytest.mark.parametrize(
    ("citizens", "providers", "answer"),
    [(1, 1, "both"), (1, 0, "citizens only"), (0, 1, "providers only"), (0, 0, "neither")],
)
def test_who_names_a_barrier_where_both_speak(citizens, providers, answer):
    rows = (
        [coding("a", "a-1", "no_time")] * citizens
        + [coding("a", "a-3", "no_time", perspective="providers")] * providers
        + [coding("a", "a-2", "meals")]
    )
    assert answers(codings=pd.DataFrame(rows))["no_time", "a"] == answer


def test_a_side_that_denies_what_only_it_names_disagrees_with_nobody():
    rows = [
        coding("a", "a-1", "distrust", presence="absent"),
        coding("a", "a-3", "distrust", perspective="providers"),
        coding("a", "a-3", "no_time", perspective="providers"),
        coding("a", "a-4", "no_time", perspective="providers", presence="absent"),
    ]
    table = perspectives.answers(profiled(codings=pd.DataFrame(rows))).set_index(["code_id", "unit"])
    assert table["direct"].to_dict() == {
        ("distrust", "a"): True,
        ("no_time", "a"): False,
        ("distrust", "b"): False,
        ("no_time", "b"): False,
    }


def test_speakers_of_both_sides_are_added_and_two_silent_sides_differ_by_nothing():
    rows = [
        coding("a", "a-1", "distrust", speaker="P1"),
        coding("a", "a-3", "distrust", speaker="N1", perspective="providers"),
    ]
    table = perspectives.answers(profiled(codings=pd.DataFrame(rows))).set_index(["code_id", "unit"])
    assert table.loc[("distrust", "a"), "n_speakers"] == 2
    assert table.loc[("distrust", "a"), "difference"] == pytest.approx(1 / 2 - 1)
    assert table.loc[("no_time", "a"), "answer"] == "neither" and table.loc[("no_time", "a"), "difference"] == 0


def test_a_star_needs_a_pass_that_shows_the_barrier_and_not_one_that_denies_it():
    other = CODINGS.assign(coder="B", presence="absent")
    table = profiled(all_codings=pd.concat([CODINGS, other])).set_index(["code_id", "perspective", "unit"])
    assert table.loc[("distrust", "citizens", "a"), "shown_by"] == "A"
    assert table.loc[("distrust", "providers", "a"), "shown_by"] == ""


CODES_OF_GROUPS = codebook(*[(code, "barrier", "", "") for code in ("aims", "blame", "costs", "doubt", "envy")])


def test_cases_in_which_nobody_names_a_barrier_give_an_empty_table():
    table = profiled(codings=CODINGS[CODINGS["family"] == "enabler"])
    found = perspectives.summary(perspectives.answers(table), table, seed=1)
    assert found.empty and perspectives.published(found, CODES).empty


def test_barriers_are_grouped_by_who_names_them_and_cases_with_one_voice_are_not_compared():
    """Cases a and b give both sides a voice, c only the authors."""
    cases = pd.DataFrame([unit("a"), unit("b"), unit("c")])
    sides = ("citizens", "providers")
    segments = [segment(case, n, side) for case in "ab" for n, side in enumerate(sides)] + [segment("c", 0, "authors")]
    told = dict(aims="a0 a1", blame="a0 b1", costs="a1", doubt="a0 a1 b0 b1", envy="c0")
    codings = pd.DataFrame(
        [
            coding(p[0], f"{p[0]}-{p[1]}", code, perspective="authors" if p[0] == "c" else sides[int(p[1])])
            for code, places in told.items()
            for p in places.split()
        ]
    )
    table = perspectives.profile(codings, pd.DataFrame(segments), CODES_OF_GROUPS, cases, {})
    found = perspectives.summary(perspectives.answers(table), table, seed=1)
    columns = ["code_id", "group", "n_comparable", "n_both", "n_citizens_only", "n_providers_only", "n_neither"]
    assert found[columns].to_numpy().tolist() == [
        # blame: named in as many cases as doubt, in fewer passages.
        ["doubt", "alike", 2, 2, 0, 0, 0],
        ["blame", "alike", 2, 0, 1, 1, 0],
        ["aims", "alike", 2, 1, 0, 0, 1],
        ["costs", "providers more often", 2, 0, 0, 1, 1],
        ["envy", "not named where both sides speak", 2, 0, 0, 0, 2],
    ]
    assert found["difference"].tolist() == [0, 0, 0, -0.5, 0]


def test_the_order_of_rows_changes_nothing():
    mixed = profiled(codings=CODINGS.sample(frac=1, random_state=1), segments=SEGMENTS.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(profiled(), mixed)


def simulated(n):
    """n cases: citizens name distrust in both of their passages, providers never."""
    cases, segments, codings = [], [], []
    for name in (f"c{i:02d}" for i in range(n)):
        cases.append(unit(name))
        segments += [segment(name, 1, "citizens"), segment(name, 2, "citizens"), segment(name, 3, "providers")]
        codings += [
            coding(name, f"{name}-1", "distrust"),
            coding(name, f"{name}-2", "distrust"),
            coding(name, f"{name}-3", "no_time", perspective="providers"),
        ]
    cases = pd.DataFrame(cases)
    table = perspectives.profile(pd.DataFrame(codings), pd.DataFrame(segments), CODES, cases, {})
    found = perspectives.answers(table)
    return perspectives.summary(found, table, seed=1), found, table, cases


def test_five_cases_get_a_reason_and_no_p_value():
    summary, found, _, cases = simulated(5)
    assert (
        summary["p"].isna().all()
        and summary["n_tests"].isna().all()
        and summary["told"].str.startswith("No p-value").all()
    )
    assert "p (adjusted)" not in perspectives.published(summary, CODES)
    caption, _ = perspectives_caption.perspectives(summary, found, CODES, cases)
    assert "p = " not in caption and "p-value" not in caption


def test_the_printed_table_tells_who_names_it_alone_and_signs_the_difference():
    summary, *_ = simulated(5)
    columns = ["Citizens only", "Both", "Providers only", "Mean difference of shares", "Citizens", "Providers"]
    assert perspectives.published(summary, CODES).set_index("Barrier")[columns].to_numpy().tolist() == [
        [5, 0, 0, "+1.00", 10, 0],
        [0, 0, 5, "−1.00", 0, 5],
    ]


def test_twelve_cases_get_an_exact_p_value_with_the_number_of_tests():
    summary, found, _, cases = simulated(12)
    # All twelve differences have one sign: 2 of 2**12 flips are as extreme; two barriers are tested.
    assert summary["p"].astype(float).tolist() == pytest.approx([2 * 2 / 2**12] * 2) and summary[
        "n_tests"
    ].tolist() == [2, 2]
    assert summary.set_index("code_id").loc["distrust", ["group", "n_citizens_only", "difference"]].tolist() == [
        "citizens more often",
        12,
        1.0,
    ]
    assert "p (adjusted)" in perspectives.published(summary, CODES)
    caption, _ = perspectives_caption.perspectives(summary, found, CODES, cases)
    assert "The smallest of 2 tests" in caption and "p = 0.000977" in caption


def test_each_half_of_a_cell_shows_its_side():
    table = profiled(skipped={"b": ["distrust"]})
    summary = perspectives.summary(perspectives.answers(table), table, seed=1)
    (page,) = perspectives_figure.perspectives_figure(summary, table, CODES, CASES)
    ax = next(ax for ax in page.axes if ax.get_gid() == "cells")
    assert summary["code_id"].tolist() == ["distrust", "no_time"]
    # Rows: heading, distrust; no_time is named by no side where both speak. Columns: case a from 0, b from 1; citizens
    # are the left half.
    assert {
        tuple(np.floor(np.array(text.get_position()) * 4).astype(int)): text.get_text()
        for text in ax.texts
        if text.get_gid() == "cell"
    } == {(1, 6): "1"}
    assert [(patch.get_x(), patch.get_y()) for patch in ax.patches if patch.get_gid() == "no voice"] == []
    assert [(patch.get_x(), patch.get_y()) for patch in ax.patches if patch.get_gid() == "not covered"] == [
        (1.0, 1),
        (1.5, 1),
    ]
    assert [text.get_position()[0] for text in ax.texts if text.get_gid() == "absent"] == [0.75]
    assert [text.get_text() for text in ax.texts if text.get_gid() == "side"][:2] == ["C\n2", "P\n1"]
    bars = next(ax for ax in page.axes if ax.get_gid() == "bars")
    assert [(patch.get_gid(), patch.get_width()) for patch in bars.patches] == [("distrust:citizens", -1)]


def test_many_cases_and_codes_go_to_pages_that_show_every_cell_once():
    codes = codebook(
        *[
            (f"barrier_{i:02d}_with_a_long_name_that_takes_sixty_characters_altogether"[:60], "barrier", "", "")
            for i in range(20)
        ]
    )
    cases = pd.DataFrame(
        [
            unit(f"c{i:02d}", label=f"A case with a name of sixty characters, in a far away town {i:02d}")
            for i in range(16)
        ]
    )
    segments = pd.DataFrame(
        [segment(case, number, side) for case in cases["unit"] for number, side in enumerate(("citizens", "providers"))]
    )
    codings = pd.DataFrame(
        [
            coding(row.case_id, row.segment_id, code, perspective=row.perspective)
            for row in segments.itertuples()
            for code in codes["code_id"][:: 1 if row.perspective == "citizens" else 2]
        ]
    )
    table = perspectives.profile(codings, segments, codes, cases, {})
    summary = perspectives.summary(perspectives.answers(table), table, seed=1)
    pages = perspectives_figure.perspectives_figure(summary, table, codes, cases)
    assert all(
        np.isclose(page.get_size_inches()[0] * 25.4, 170) and page.get_size_inches()[1] * 25.4 <= 225.001
        for page in pages
    )
    drawn = [
        text
        for page in pages
        for ax in page.axes
        if ax.get_gid() == "cells"
        for text in ax.texts
        if text.get_gid() == "cell"
    ]
    assert len(pages) > 2 and len(drawn) == len(codings)


def test_the_caption_names_the_cases_without_a_voice_and_how_firmly_the_finding_holds():
    table = profiled()
    found = perspectives.answers(table)
    caption, alt = perspectives_caption.perspectives(
        perspectives.summary(found, table, seed=1), found, CODES, CASES, note="Holds in 3 of 4 variants."
    )
    assert "(B: no citizens)" in caption and "once does one side deny" in caption and len(caption.split()) <= 150
    assert "Holds in 3 of 4 variants. Signs" in caption and 40 <= len(alt) <= 150


def seen(codings=CODINGS, segments=SEGMENTS, cases=CASES):
    table = profiled(codings, segments, cases)
    answered = perspectives.answers(table)
    return perspectives_caption.what_we_see(perspectives.summary(answered, table, seed=1), answered, CODES, cases)


def test_what_we_see_says_where_both_speak_who_names_alone_and_what_is_denied():
    assert seen() == (
        "Citizens and providers both have a voice in 1 of 2 cases (B without citizens). There, counting each barrier in"
        " each case where either side names it, both name none of 1, citizens alone 1 and providers alone 0. What"
        " citizens alone name in most cases: ‘Distrust’ (1 of 1). Of 2 barriers that anybody names, neither side names"
        " 1 where both speak. One side denies what the other names: ‘Distrust’ (A)."
    )


def test_what_we_see_turns_where_the_sides_agree_and_where_none_denies():
    both = pd.DataFrame(
        [coding("a", f"a-{n}", "distrust", perspective=p) for n, p in ((1, "citizens"), (3, "providers"))]
    )
    told = seen(both, cases=CASES[:1], segments=SEGMENTS[SEGMENTS["case_id"] == "a"])
    assert told == (
        "Citizens and providers both have a voice in the one case. There, counting each barrier in each case where"
        " either side names it, both name 1 of 1, citizens alone 0 and providers alone 0. Nowhere does one side deny"
        " what the other names."
    )
    assert seen(both[:1]).endswith("they differ by silence.")


def test_what_we_see_without_a_voice_or_a_barrier_says_so():
    one_side = SEGMENTS[SEGMENTS["perspective"] != "citizens"]
    assert seen(CODINGS.iloc[3:4], one_side).startswith("In both cases citizens or providers have no voice")
    assert seen(CODINGS.iloc[2:3]).startswith("Nobody in 2 cases names a barrier")

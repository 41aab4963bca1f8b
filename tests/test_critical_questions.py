"""The critical questions by case: what hinders, what helps, and what a declared tie may say."""

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link, unit
from test_frameworks import many_cases, real

from crosscase import store
from crosscase.core import evidence
from crosscase.core.received import RawTable
from crosscase.papers.farr2017 import checks as farr2017_checks
from crosscase.publish import matrix
from crosscase.publish.artwork import writing
from crosscase.questions.critical_questions import caption as critical_questions_caption
from crosscase.questions.critical_questions import compute as critical_questions
from crosscase.questions.critical_questions import figure as critical_questions_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("power_first", "power", "", ""),
    ("power_with", "power", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
    ("mover", "dialogue_role", "", ""),
)
CASES = pd.DataFrame([unit("a"), unit("b")])


def element(element_id, framework_id=critical_questions.FRAMEWORK, group="changes"):
    return dict(
        framework_id=framework_id,
        element_id=element_id,
        element_label=f"{element_id.capitalize()}?",
        element_group=group,
        side="question",
    )


FRAMEWORKS = pd.DataFrame(
    [
        element("trust"),
        element("time", group="social interaction"),
        element("unions"),
        element("shop"),
        element("over", "power_dimensions", "domination"),
        element("with", "power_dimensions", "collective power"),
    ]
)


def relation(code, element_id, kind, framework_id=critical_questions.FRAMEWORK):
    return dict(code_id=code, framework_id=framework_id, element_id=element_id, relation=kind, note="")


CROSSWALK = pd.DataFrame(
    [
        relation("distrust", "trust", "close"),
        relation("meals", "trust", "broad"),
        relation("no_time", "time", "narrow"),
        relation("meals", "time", "related"),
        relation("mover", "trust", "close"),
        relation("power_first", "over", "exact", "power_dimensions"),
        relation("power_with", "with", "exact", "power_dimensions"),
    ]
)
DECLARED = pd.DataFrame(
    [
        dict(element_id=e, code_id=c, relation=r)
        for e, c, r in (
            ("trust", "people_leave", "related"),
            ("trust", "power_with", "close"),
            ("trust", "power_first", "broad"),
            ("shop", "new_shop", "close"),
        )
    ]
)
WALK = critical_questions.question_codes(CROSSWALK, DECLARED, CODES, FRAMEWORKS)


def answers(*rows, every=None, not_covered=None):
    frame = pd.DataFrame(rows)
    nothing = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")]).iloc[:0]
    found = critical_questions.answers(
        frame, nothing, frame if every is None else pd.DataFrame(every), WALK, FRAMEWORKS, CASES, not_covered or {}
    )
    return found


def by_place(table):
    return table.set_index(["element_id", "unit", "speaks", "bearing"]).sort_index()


def test_barriers_harm_and_domination_hinder_enablers_good_and_power_with_help():
    assert critical_questions.kinds(CODES, CROSSWALK, FRAMEWORKS).to_dict() == {
        "distrust": "barrier",
        "no_time": "barrier",
        "meals": "enabler",
        "power_first": "domination",
        "power_with": "collective power",
        "people_leave": "co-destruction",
        "new_shop": "co-creation",
    }
    assert WALK[WALK["element_id"] == "trust"].set_index("code_id")["speaks"].to_dict() == {
        "distrust": "hinders",
        "meals": "helps",
        "people_leave": "hinders",
        "power_with": "helps",
        "power_first": "hinders",
    }


def test_one_passage_may_hinder_and_help_and_is_told_once_a_side_at_its_strongest():
    found = by_place(
        answers(
            coding("a", "1", "distrust"),
            coding("a", "1", "people_leave"),
            coding("a", "1", "meals"),
            coding("a", "2", "people_leave"),
        )
    )
    assert found.loc[("trust", "a", "hinders", "fits"), ["n_segments", "code_ids"]].tolist() == [1, "distrust"]
    assert found.loc[("trust", "a", "hinders", "related"), ["n_segments", "segment_ids"]].tolist() == [1, "a:2"]
    assert found.loc[("trust", "a", "helps", "fits"), "n_segments"] == 1


def test_no_code_not_covered_and_not_shown_are_three_things():
    found = by_place(answers(coding("a", "1", "distrust"), not_covered={"b": ["no_time"]}))
    states = found["state"].to_dict()
    assert len(found) == 4 * 2 * 2 * 3
    assert (
        states["unions", "a", "helps", "fits"] == "no code"
        and states["time", "b", "hinders", "wider"] == "not covered"
        and states["time", "a", "hinders", "wider"] == "not shown"
    )
    assert (
        pd.isna(found.loc[("unions", "a", "helps", "fits"), "n_segments"])
        and found.loc[("time", "a", "hinders", "wider"), "n_segments"] == 0
    )


def test_the_codes_of_most_passages_are_told_first():
    found = by_place(
        answers(coding("a", "1", "distrust"), coding("a", "2", "power_first"), coding("a", "3", "power_first"))
    )
    assert found.loc[("trust", "a", "hinders", "fits"), "code_ids"] == "power_first distrust"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("distrust", "a"), ("meals", "b")], "both sides"),
        ([("distrust", "a"), ("distrust", "b")], "hindered only"),
        ([("meals", "b")], "helped only"),
        ([("people_leave", "a")], "touched only"),
        ([("no_time", "a")], "no case answers"),
    ],
)
def test_a_verdict_is_the_sides_on_which_cases_speak(rows, expected):
    found = critical_questions.verdicts(answers(*(coding(case, "1", code) for code, case in rows)), {"a"}).set_index(
        "element_id"
    )
    assert found.loc["trust", "verdict"] == expected and found.loc["unions", "verdict"] == "cannot be asked"
    assert found.loc["trust", "n_units_elsewhere"] == len(
        {case for code, case in rows if case == "b" and expected not in ("touched only", "no case answers")}
    )


def test_a_case_that_only_touches_a_question_does_not_answer_it_elsewhere():
    found = critical_questions.verdicts(answers(coding("a", "1", "distrust"), coding("b", "1", "people_leave")), {"a"})
    trust = found.set_index("element_id").loc["trust"]
    assert trust.tolist() == ["hindered only", 1, 0, 1, 0]


def test_a_side_is_not_covered_only_where_no_code_of_it_was_read_for():
    for skipped, state in ((["distrust"], "not shown"), (["distrust", "power_first"], "not covered")):
        found = by_place(answers(coding("a", "1", "meals"), not_covered={"b": skipped}))
        assert found.loc[("trust", "b", "hinders", "fits"), "state"] == state


def test_a_dimension_that_comes_close_to_an_element_speaks_as_it_does_and_a_wider_tie_says_nothing():
    for kind, told in (("close", "domination"), ("broad", None)):
        walk = CROSSWALK.assign(relation=CROSSWALK["relation"].where(CROSSWALK["code_id"] != "power_first", kind))
        assert critical_questions.kinds(CODES, walk, FRAMEWORKS).get("power_first") == told


def test_a_question_without_an_answer_says_so_in_print():
    table = answers(coding("a", "1", "distrust"), coding("a", "2", "distrust"), coding("b", "1", "no_time"))
    printed = critical_questions.published_answers(table, CODES, CASES, {"a"}).set_index("Question")
    assert printed.loc["Trust?"].tolist() == ["1 of 2 (0 of 1)", "A (2): Distrust", "", ""]
    assert printed.loc["Time?"].tolist() == ["no direct answer", "", "", "hinders, wider: B (1)"]
    assert printed.iloc[:, 0].to_dict()["Unions?"].startswith("no case answers: no code")
    assert printed.loc["Shop?"].iloc[0] == "no case answers"


def test_the_figure_counts_passages_with_a_fitting_code_and_leaves_out_questions_that_none_fits():
    every = [
        coding("a", "1", "people_leave"),
        coding("a", "1", "meals"),
        coding("a", "1", "meals", coder="B"),
        coding("a", "2", "distrust", coder="B"),
        coding("b", "1", "new_shop"),
        coding("b", "1", "new_shop", coder="B"),
        coding("b", "2", "meals", coder="B"),
    ]
    rows = [coding("a", "1", "people_leave"), coding("a", "1", "meals"), coding("b", "1", "new_shop")]
    table = answers(*rows, every=every)
    assert critical_questions.within_reach(table) == ["trust", "shop"]
    page = critical_questions_figure.critical_questions_figure(table, CASES, {"b"})[0]
    assert matrix.cell_texts(page) == {"Changes:Helps": {(0, 0): "1", (1, 1): "1"}}
    hinders, helps = page.axes
    assert [text.get_text() for text in hinders.texts] == ["*"] and "*" in [text.get_text() for text in helps.texts]
    assert {patch.get_xy() for patch in hinders.patches if patch.get_gid() == "not covered"} == {(0, 1), (1, 1)}
    names = [text.get_text() for text in page.texts if text.get_gid() == "case"]
    assert names == ["A", "B§"] * 2
    page = critical_questions_figure.critical_questions_figure(table, CASES, set(), shared={"b:1"})[0]
    assert matrix.cell_texts(page) == {"Changes:Helps": {(0, 0): "1", (1, 1): "1†"}}
    assert "in text of two cases" in [text.get_text() for text in page.texts]


def test_cases_too_many_for_a_page_go_on_over_the_next():
    cases = many_cases(9)
    rows = pd.DataFrame([coding(case, "1", "distrust") for case in cases["case_id"]])
    nothing = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")]).iloc[:0]
    table = critical_questions.answers(rows, nothing, rows, WALK, FRAMEWORKS, cases, {})
    questions = table.assign(
        question=table["question"].map(
            lambda text: f"{text} And what does a question of more than sixty characters do?"
        )
    )
    pages = critical_questions_figure.critical_questions_figure(questions, cases, set())
    assert len(pages) > 1 and max(page.get_size_inches()[1] * 25.4 for page in pages) <= 195.01
    assert sum(len(cells) for page in pages for cells in matrix.cell_texts(page).values()) == 9


def captioned(*rows, own=("a",), cases=CASES):
    table = answers(*rows)
    table = table[table["unit"].isin(cases["unit"])]
    verdicts = critical_questions.verdicts(table, set(own))
    caption, alt = critical_questions_caption.critical_questions(table, verdicts, cases, set(own))
    assert writing.check_caption(caption) == [] and writing.check_alt(alt, 1) == []
    return caption


def test_the_caption_begins_with_the_questions_that_are_answered_and_counts_those_not_drawn():
    caption = captioned(coding("a", "1", "distrust"), coding("b", "1", "meals"))
    assert writing.headline(caption) == ("Two cases speak to 1 of 4 critical questions on power: some code fits 2.")
    assert "In the table only: 2 questions that no code fits" in caption
    assert "§: the paper of A asks the questions; a case of another paper answers 1 of the 1." in caption
    assert "§" not in captioned(coding("a", "1", "distrust"), own=())
    nobody = captioned(coding("a", "1", "no_time"), cases=CASES[:1])
    assert writing.headline(nobody) == "One case speaks to none of 4 critical questions on power."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (dict(element_id="trust", code_id="power_with"), []),
        (dict(element_id="thrust", code_id="power_with"), ["'thrust' is not a question of farr2017_questions"]),
        (dict(element_id="trust", code_id="power_width"), ["'power_width' is not a code"]),
        (
            dict(element_id="trust", code_id="meals"),
            ["'meals' is of the family enabler; only effects and power stand here"],
        ),
        (dict(element_id="over", code_id="new_shop"), ["'over' is not a question of farr2017_questions"]),
    ],
)
def test_a_declared_tie_names_a_question_and_an_effect_or_a_dimension_of_power(row, message):
    raw = RawTable("data/raw/papers/farr2017/question_codes.csv", pd.DataFrame([row], index=[2], dtype="str"), ())
    found = farr2017_checks.check_question_codes(raw, FRAMEWORKS, CROSSWALK, CODES)
    assert [one.message.partition(" in data/")[0] for one in found] == message


def test_a_tie_may_not_stand_in_the_crosswalk_as_well():
    raw = RawTable(
        "question_codes.csv", pd.DataFrame([dict(element_id="trust", code_id="power_with")], index=[2], dtype="str"), ()
    )
    twice = pd.concat([CROSSWALK, pd.DataFrame([relation("power_with", "trust", "close")])])
    assert [one.row for one in farr2017_checks.check_question_codes(raw, FRAMEWORKS, twice, CODES)] == [2]


def test_the_ties_that_the_paper_prints_between_questions_and_dimensions_are_declared():
    # Farr (2017), section on realist social theory, ties four questions to dimensions: conflicting priorities first,
    # managerial agendas second, unpaid work third, rhetoric fourth.
    declared = store.read_table(ROOT / "data/raw/papers/farr2017/question_codes.csv", "raw/farr2017_question_codes")
    printed = {
        ("farr_agendas_and_control", "power_first"),
        ("farr_agendas_and_control", "power_second"),
        ("farr_unpaid_substitution", "power_third"),
        ("farr_rhetoric", "power_fourth"),
    }
    assert printed <= set(declared[["element_id", "code_id"]].itertuples(index=False, name=None))
    given = real()
    raw = store.read_raw_table("data/raw/papers/farr2017/question_codes.csv")
    assert farr2017_checks.check_question_codes(raw, given["frameworks"], given["crosswalk"], given["codes"]) == []


def test_the_numbers_of_the_published_figure_follow_from_its_evidence():
    behind = pd.read_csv(ROOT / "reports/figures/critical_questions.evidence.csv", dtype=str, keep_default_na=False)
    built = store.read_table(ROOT / "data/processed/cross_case/critical_questions.csv", "critical_questions")
    counted = evidence.counts(behind).set_index(["row", "column"])["n_segments"].to_dict()
    assert counted == {
        (row["element_id"], f"{row['unit']} / {row['speaks']} / {row['bearing']}"): row["n_segments"]
        for row in built[built["n_segments"] > 0].to_dict("records")
    }


def seen(*rows, own=(), cases=CASES):
    """Return what the notebook says first of these codings."""
    table = answers(*rows)
    table = table[table["unit"].isin(cases["unit"])]
    verdicts = critical_questions.verdicts(table, set(own))
    return critical_questions_caption.what_we_see(table, verdicts, cases, set(own))


def test_what_we_see_counts_the_questions_by_side_and_names_those_that_every_case_speaks_to():
    assert seen(coding("a", "1", "distrust"), coding("a", "2", "new_shop"), coding("b", "1", "meals")) == (
        "Passages with a code that fits speak to 2 of the 4 questions: to 1 from both sides, to 1 with what helps alone"
        " and to 0 with what hinders alone. Both cases speak to ‘Trust?’. Of the rest, 1 question is only touched by"
        " wider or related codes and 1 question is out of reach, because no code of the codebook leads there."
    )
    said = seen(coding("a", "1", "distrust"), coding("b", "2", "new_shop"))
    assert "No question meets a fitting code in more than one of the 2 cases." in said and "‘" not in said
    assert "1 question is met by no passage" in said


def test_what_we_see_sets_the_cases_of_the_asking_paper_apart():
    rows = coding("a", "1", "distrust"), coding("b", "1", "meals"), coding("a", "2", "new_shop")
    assert "paper" not in seen(*rows)
    assert seen(*rows, own="a").endswith(
        "The questions come from the paper of 1 case among these; without it, 1 of the 2 still has a passage with a"
        " code that fits."
    )
    assert seen(*rows, own="ab").endswith(
        "All these cases are of the paper that asks, so none of this is independent of it."
    )


def test_what_we_see_claims_nothing_where_no_code_fits_and_compares_nothing_in_one_case():
    assert seen(coding("a", "1", "no_time"), own="a") == (
        "No passage has a code that fits any of the 4 questions. Of these, 1 question is only touched by wider or"
        " related codes, 2 questions are met by no passage and 1 question is out of reach, because no code of the"
        " codebook leads there."
    )
    said = seen(coding("a", "1", "distrust"), cases=CASES[:1])
    assert said.startswith("Passages with a code that fits speak to 1 of the 4 questions") and "‘" not in said

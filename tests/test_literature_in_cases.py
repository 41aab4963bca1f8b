"""The literature's factors in the cases, what the cases add, and both without the case of the table's own paper."""

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link, unit
from matplotlib.lines import Line2D
from test_frameworks import many_cases, real

from crosscase import store
from crosscase.core import counts, crosswalk, evidence, literature
from crosscase.publish import matrix
from crosscase.publish.artwork import writing
from crosscase.questions.literature_in_cases import caption as literature_in_cases_caption
from crosscase.questions.literature_in_cases import compute as literature_in_cases
from crosscase.questions.literature_in_cases import figure as literature_in_cases_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("far_away", "barrier", "", ""),
    ("no_word", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b"), unit("c")])
OWN = {"a"}
TABLE = literature_in_cases.FRAMEWORK
FACTORS = (
    ("ant_doubt", "antecedent", "citizens"),
    ("ant_haste", "antecedent", "system"),
    ("pro_noise", "process", "team"),
    ("eff_loss", "effect", "citizens"),
)
FRAMEWORKS = pd.DataFrame(
    [
        dict(
            framework_id=TABLE,
            framework_label="The table",
            element_id=f,
            element_label=f.capitalize(),
            element_group="",
            side="barrier",
        )
        for f, _, _ in FACTORS
    ]
)
SHORTCOMINGS = pd.DataFrame([dict(factor_id=f, side=side, level=level) for f, side, level in FACTORS])
CITED = pd.DataFrame(
    [
        dict(factor_id="ant_doubt", work_id="one"),
        dict(factor_id="ant_doubt", work_id="two"),
        dict(factor_id="eff_loss", work_id="one"),
    ]
)
CROSSWALK = pd.DataFrame(
    [
        dict(code_id=code, framework_id=TABLE, element_id=element, relation=kind, note="")
        for code, element, kind in (
            ("distrust", "ant_doubt", "exact"),
            ("no_time", "ant_haste", "narrow"),
            ("far_away", "ant_haste", "related"),
            ("no_word", "", "none"),
        )
    ]
)
NO_LINKS = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")]).iloc[:0]
ROWS = pd.DataFrame(
    [
        coding("a", "1", "distrust"),
        coding("b", "1", "distrust"),
        coding("a", "2", "no_time"),
        coding("b", "2", "far_away"),
        coding("c", "1", "far_away"),
        coding("a", "3", "no_word"),
        coding("c", "2", "people_leave"),
    ]
)


def factors(rows=ROWS):
    elements = crosswalk.elements_by_case(rows, NO_LINKS, rows, CROSSWALK, FRAMEWORKS, CASES, {})
    return literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)


def beside(rows=ROWS):
    return literature_in_cases.codes_beside_the_table(rows, NO_LINKS, CROSSWALK, CODES, CASES, OWN)


def test_a_factor_carries_its_side_its_level_and_the_works_that_report_it():
    found = factors().drop_duplicates("factor_id").set_index("factor_id")[["side", "level", "n_works"]]
    assert found.loc["ant_doubt"].tolist() == ["antecedent", "citizens", 2] and found.loc["pro_noise", "n_works"] == 0


def test_a_factor_of_the_framework_that_the_table_lacks_is_an_error():
    with pytest.raises(KeyError, match="ant_haste"):
        literature_in_cases.factors_by_case(
            crosswalk.elements_by_case(ROWS, NO_LINKS, ROWS, CROSSWALK, FRAMEWORKS, CASES, {}),
            SHORTCOMINGS[SHORTCOMINGS["factor_id"] != "ant_haste"],
            CITED,
        )


def test_every_count_is_given_without_the_case_of_the_tables_own_paper():
    found = literature_in_cases.totals(factors(), OWN).set_index("factor_id")
    assert found.loc["ant_doubt"].tolist() == [2, 1, 2, 1, 2, 1]
    assert found.loc["ant_haste", ["n_wider", "n_wider_elsewhere", "n_related", "n_related_elsewhere"]].tolist() == [
        1,
        0,
        3,
        2,
    ]
    assert pd.isna(found.loc["ant_haste", "n_fits"]) and found.loc["pro_noise"].isna().all()


def test_a_work_cited_twice_for_a_factor_is_one_work():
    twice = pd.concat([CITED, CITED.iloc[:1]])
    elements = crosswalk.elements_by_case(ROWS, NO_LINKS, ROWS, CROSSWALK, FRAMEWORKS, CASES, {})
    found = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, twice).drop_duplicates("factor_id")
    assert found["n_works"].tolist() == [2, 0, 0, 1]


def test_in_print_the_cases_of_other_papers_are_out_of_those_only():
    printed = literature_in_cases.published_factors(factors(), CASES, OWN)
    assert printed["Cases (without its own)"].tolist() == ["2 of 3 (1 of 2)", "no fitting code", "no code", "no code"]
    added = literature_in_cases.additions(beside(), CASES)
    printed = literature_in_cases.published_additions(added, beside(), CODES, CASES, OWN)
    assert printed["Cases (without its own)"].tolist() == ["1 of 3 (0 of 2)", "2 of 3 (2 of 2)", "1 of 3 (1 of 2)"]


def test_a_code_said_not_to_occur_adds_nothing():
    rows = pd.concat([ROWS, pd.DataFrame([coding("b", "8", "no_word", presence="absent")])])
    pd.testing.assert_frame_equal(beside(rows), beside())


def test_what_most_cases_add_stands_first():
    rows = pd.concat([ROWS, pd.DataFrame([coding(case, "9", "queues") for case in "ab"])])
    codes = pd.concat([CODES, codebook(("queues", "barrier", "", ""))], ignore_index=True)
    table = literature_in_cases.codes_beside_the_table(rows, NO_LINKS, CROSSWALK, codes, CASES, OWN)
    found = literature_in_cases.additions(table, CASES)
    assert found[["code_id", "n_units"]].to_numpy().tolist() == [
        ["queues", 2],
        ["no_word", 1],
        ["far_away", 2],
        ["people_leave", 1],
    ]


def test_a_code_is_held_held_in_part_touched_or_added():
    assert literature_in_cases.standing(CROSSWALK, CODES).to_dict() == {
        "distrust": "held",
        "no_time": "in part",
        "far_away": "touched",
        "no_word": "added",
        "people_leave": "added",
    }


def test_what_the_cases_add_is_what_no_factor_holds_and_some_case_shows():
    found = literature_in_cases.additions(beside(), CASES)
    assert found[["code_id", "standing", "n_units", "n_units_elsewhere", "units"]].to_dict("records") == [
        dict(code_id="no_word", standing="added", n_units=1, n_units_elsewhere=0, units="a"),
        dict(code_id="far_away", standing="touched", n_units=2, n_units_elsewhere=2, units="b c"),
        dict(code_id="people_leave", standing="added", n_units=1, n_units_elsewhere=1, units="c"),
    ]
    assert len(literature_in_cases.additions(beside(ROWS.iloc[:2]), CASES)) == 0


#: Two factors of one wider code, one of which shares its label with a factor that no case shows.
MORE = pd.concat([CROSSWALK, pd.DataFrame([{**CROSSWALK.iloc[1].to_dict(), "element_id": "pro_noise"}])])


def test_factors_that_one_code_shows_are_one_finding_and_labels_that_are_shared_tell_their_level():
    twins = FRAMEWORKS.assign(element_label=["Doubt", "Haste", "Haste", "Loss"])
    elements = crosswalk.elements_by_case(ROWS, NO_LINKS, ROWS, MORE, twins, CASES, {})
    table = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)
    found = literature_in_cases.findings(table)
    assert found.to_numpy().tolist() == [
        [1, "fits", "distrust", "ant_doubt", "Doubt", 2],
        [2, "wider", "no_time", "ant_haste", "Haste, system", 0],
        [2, "wider", "no_time", "pro_noise", "Haste, team", 0],
    ]
    # A code that fits one factor and is wider than another still tells of the same passages.
    both = pd.concat(
        [MORE, pd.DataFrame([{**CROSSWALK.iloc[0].to_dict(), "element_id": "eff_loss", "relation": "narrow"}])]
    )
    elements = crosswalk.elements_by_case(ROWS, NO_LINKS, ROWS, both, FRAMEWORKS, CASES, {})
    table = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)
    found = literature_in_cases.findings(table)
    assert found[["finding", "bearing", "factor_id"]].to_numpy().tolist()[:2] == [
        [1, "fits", "ant_doubt"],
        [1, "wider", "eff_loss"],
    ]
    (page,) = drawn(table)
    assert [text.get_text() for text in page.texts if text.get_gid() == "factor"][1] == "wider: Eff_loss (1)"


def drawn(table, rows=ROWS, **more):
    added = literature_in_cases.additions(beside(rows), CASES)
    found = literature_in_cases.findings(table)
    return literature_in_cases_figure.literature_in_cases_figure(
        table, found, beside(rows), added, CODES, CASES, OWN, **more
    )


def test_the_figure_puts_factors_of_one_code_under_one_bracket_with_its_passages_once():
    elements = crosswalk.elements_by_case(ROWS, NO_LINKS, ROWS, MORE, FRAMEWORKS, CASES, {})
    (page,) = drawn(literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED))
    assert matrix.cell_texts(page) == {
        "finding:Distrust": {(0, 0): "1", (0, 1): "1"},
        "finding:No time": {(0, 0): "1"},
        "finding:No word": {(0, 0): "1"},
        "finding:People leave": {(0, 2): "1"},
    }
    assert [text.get_text() for text in page.texts if text.get_gid() == "factor"] == [
        "Ant_doubt (2)",
        "Ant_haste (0)",
        "Pro_noise (0)",
    ]
    assert len([one for one in page.findobj(Line2D) if one.get_gid() == "bracket"]) == 1
    assert [text.get_text() for text in page.texts if text.get_gid() == "case"] == ["A§", "B", "C"]


def test_shared_text_carries_a_dagger_and_a_star_stands_beside_a_ring():
    rows = pd.concat([ROWS, pd.DataFrame([coding("c", "7", "distrust", presence="possible")])], ignore_index=True)
    every = pd.concat([rows, *(rows.assign(coder=one) for one in "AB"), pd.DataFrame([coding("c", "7", "distrust")])])
    unseen = counts.unseen(rows, ["code_id", "unit"], CASES)
    assert unseen.to_numpy().tolist() == [["distrust", "c", "possible"]]
    elements = crosswalk.elements_by_case(rows, NO_LINKS, every, MORE, FRAMEWORKS, CASES, {})
    table = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)
    (page,) = drawn(table, unseen=unseen, shared={"a:1"})
    cells = next(ax for ax in page.axes if ax.get_gid() == "finding:Distrust")
    assert matrix.cell_texts(page)["finding:Distrust"] == {(0, 0): "1†", (0, 1): "1"}
    assert [line.get_gid() for line in cells.lines] == ["possible"]
    assert [text.get_text() for text in cells.texts if text.get_gid() == "one pass"] == ["*"]
    assert {"only feared", "in text of two cases"} <= {text.get_text() for text in page.texts}


def test_nothing_added_leaves_its_group_out_and_nothing_at_all_still_draws():
    (page,) = drawn(factors(ROWS.iloc[:2]), ROWS.iloc[:2])
    assert [text.get_text() for text in page.texts if text.get_gid() == "group"] == ["Shown by a code that fits"]
    nothing = pd.DataFrame([coding("b", "1", "meals")])
    (page,) = drawn(factors(nothing), nothing)
    assert matrix.cell_texts(page) == {}


def test_many_cases_and_long_labels_are_split_into_pages_that_fit():
    cases = many_cases(40)
    rows = pd.DataFrame([coding(case, "1", code) for case in cases["case_id"] for code in ("distrust", "no_word")])
    long = FRAMEWORKS.assign(
        element_label=FRAMEWORKS["element_label"] + " with a label that needs many more characters"
    )
    table = literature_in_cases.factors_by_case(
        crosswalk.elements_by_case(rows, NO_LINKS, rows, MORE, long, cases, {}), SHORTCOMINGS, CITED
    )
    held = literature_in_cases.codes_beside_the_table(rows, NO_LINKS, MORE, CODES, cases, set())
    added = literature_in_cases.additions(held, cases)
    found = literature_in_cases.findings(table)
    pages = literature_in_cases_figure.literature_in_cases_figure(
        table, found, held, added, CODES, cases, set(), preset="nature"
    )
    assert len(pages) > 1 and max(page.get_size_inches()[1] * 25.4 for page in pages) <= 170.01
    assert sum(len(cells) for page in pages for cells in matrix.cell_texts(page).values()) == 80


def captioned(rows=ROWS, own=OWN, cases=CASES, walk=CROSSWALK):
    elements = crosswalk.elements_by_case(rows, NO_LINKS, rows, walk, FRAMEWORKS, cases, {})
    table = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)
    held = literature_in_cases.codes_beside_the_table(rows, NO_LINKS, walk, CODES, cases, own)
    totals, added = literature_in_cases.totals(table, own), literature_in_cases.additions(held, cases)
    found = literature_in_cases.findings(table)
    caption, alt = literature_in_cases_caption.literature_in_cases(found, totals, added, cases, own)
    assert writing.check_caption(caption) == [] and writing.check_alt(alt, 1) == []
    return caption


def test_the_caption_counts_factors_and_findings_and_tells_whose_table_it_is():
    caption = captioned(walk=MORE)
    assert writing.headline(caption) == (
        "Three cases show 3 of 4 published factors, which count as 2 findings; they add 2 barriers and harms."
    )
    assert (
        "In the tables only: 0 factors that related codes touch, 1 that no code reaches, 1 barrier or harm that related"
        " factors touch. Without A (§), whose paper drew the table up, 1 would be shown." in caption
    )
    assert writing.headline(captioned()).startswith("Three cases show 2 of 4 published factors; they add 2")
    nothing = captioned(pd.DataFrame([coding("a", "1", "meals")]), cases=CASES[:1], own=set())
    assert writing.headline(nothing) == "One case shows none of 4 published factors; it adds no barriers and harms."
    assert "§" not in nothing


def test_the_printed_table_has_its_49_factors_in_the_printed_order():
    # Gheduzzi et al. (2021), Table 1: 24 antecedents, 9 process barriers and 16 effects.
    given = real()
    shortcomings, references = (
        store.read_table(ROOT / f"data/raw/literature/{name}.csv", f"raw/{name}")
        for name in ("shortcomings", "references")
    )
    elements = crosswalk.elements_by_case(
        given["codings"], given["links"], given["codings"], given["crosswalk"], given["frameworks"], given["cases"], {}
    )
    found = literature_in_cases.factors_by_case(elements, shortcomings, literature.citations(shortcomings, references))
    assert found["factor_id"].unique().tolist() == shortcomings["factor_id"].tolist()
    assert found.drop_duplicates("factor_id")["side"].value_counts().to_dict() == {
        "antecedent": 24,
        "process": 9,
        "effect": 16,
    }


@pytest.mark.parametrize(
    ("name", "table", "row"),
    [("literature_in_cases", "literature_in_cases", "factor_id"), ("literature_added", "literature_added", "code_id")],
)
def test_the_numbers_of_the_published_tables_follow_from_their_evidence(name, table, row):
    behind = pd.read_csv(ROOT / f"reports/tables/{name}.evidence.csv", dtype=str, keep_default_na=False)
    built = store.read_table(ROOT / f"data/processed/cross_case/{table}.csv", table)
    if name == "literature_added":
        built = built[built["standing"].isin(["touched", "added"])]
    place = [
        f"{one['unit']} / {one['bearing']}" if "bearing" in one else one["unit"] for one in built.to_dict("records")
    ]
    told = {
        (one, where): n for one, where, n in zip(built[row], place, built["n_segments"].fillna(0), strict=True) if n > 0
    }
    assert evidence.counts(behind).set_index(["row", "column"])["n_segments"].to_dict() == told


def seen(rows=ROWS, own=OWN, cases=CASES):
    """Return what the notebook says first of these codings."""
    elements = crosswalk.elements_by_case(rows, NO_LINKS, rows, CROSSWALK, FRAMEWORKS, cases, {})
    table = literature_in_cases.factors_by_case(elements, SHORTCOMINGS, CITED)
    held = literature_in_cases.codes_beside_the_table(rows, NO_LINKS, CROSSWALK, CODES, cases, own)
    totals, added = literature_in_cases.totals(table, own), literature_in_cases.additions(held, cases)
    found = literature_in_cases.findings(table)
    return literature_in_cases_caption.what_we_see(found, totals, added, CODES, cases, own)


def test_what_we_see_counts_factors_by_how_firmly_they_are_shown_and_names_what_the_cases_add():
    assert seen() == (
        "Of the 4 factors of the published table, these cases show 1 by a code that fits, 2 if wider codes count as"
        " well, and 2 if related ones do. To 2 no code leads, so these could not be looked for. Without the case that"
        " the table's own paper studied, these numbers are 1, 1 and 2. By a code that fits, no factor is shown in all"
        " 3 cases. The cases add 3 barriers and harms that the table does not hold: 2 that no factor even touches (‘No"
        " word’ and ‘People leave’), 1 that only related factors touch. Told most widely (2 of 3 cases): ‘Far away’."
    )
    said = seen(ROWS[(ROWS["code_id"] != "far_away") | (ROWS["case_id"] != "b")], own={"z"})
    assert "Each of these stands in one case only." in said and "own paper" not in said
    everywhere = pd.concat([ROWS, pd.DataFrame([coding("c", "9", "distrust")])])
    assert "By a code that fits, 1 factor is shown in all 3 cases." in seen(everywhere)


def test_what_we_see_is_true_where_nothing_is_shown_or_added_or_all_cases_are_the_tables_own():
    said = seen(pd.DataFrame([coding("b", "1", "meals")]))
    assert said.startswith("These cases show none of the 4 factors of the published table. To 2 no code leads")
    assert said.endswith("The cases add nothing: no barrier or harm told there is missing from the table.")
    assert "show 0 by a code that fits, 0 if wider codes count as well, and 1 if related ones do." in seen(
        pd.DataFrame([coding("b", "1", "far_away")])
    )
    one = CASES[CASES["unit"] == "a"]
    said = seen(ROWS[ROWS["case_id"] == "a"], cases=one)
    assert "The table comes from the paper that studied this case: no independent evidence." in said
    assert "all 1" not in said and "most widely" not in said and said.endswith("only related factors touch.")


def test_what_one_pass_alone_shows_is_found_by_code_and_unit():
    rows = pd.concat([ROWS.assign(coder="A"), ROWS[ROWS["case_id"] != "b"].assign(coder="B")])
    rows = pd.concat([rows, pd.DataFrame([coding("b", "7", "meals", coder="B")])])
    found = literature_in_cases.one_pass(rows, CASES)
    assert found.sort_values(["code_id", "unit"]).to_numpy().tolist() == [
        ["distrust", "b", "A"],
        ["far_away", "b", "A"],
        ["meals", "b", "B"],
    ]

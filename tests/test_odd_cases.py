"""Odd but lawful inputs: a single case, no links, no second reading. Figures stay clean and say what they
cannot tell.
"""

import pandas as pd
import pytest
from conftest import codebook, coding, link, unit
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from test_figure_extremes import measured

from crosscase import store
from crosscase.core import counts as core_counts
from crosscase.core import firmness, passes
from crosscase.publish import grouped, saving
from crosscase.questions.balance import compute as balance
from crosscase.questions.balance import met
from crosscase.questions.codes_by_case import figure as codes_by_case_figure
from crosscase.questions.pathways import caption as pathways_caption
from crosscase.questions.pathways import compute as pathways
from crosscase.questions.perspectives import compute as perspectives
from crosscase.questions.perspectives import figure as perspectives_figure
from crosscase.questions.robustness import caption as robustness_caption
from crosscase.questions.robustness import choices
from crosscase.questions.robustness import compute as robustness
from crosscase.questions.robustness import figure as robustness_figure
from crosscase.questions.robustness import words as robustness_words
from crosscase.questions.similarity import compute as similarity
from crosscase.questions.similarity import figure as similarity_figure
from crosscase.questions.within_case import figure as within_case_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
ONE = pd.DataFrame([unit("a", label="A village")])
CODINGS = pd.DataFrame(
    [coding("a", "a-1", code) for code in ("distrust", "meals", "people_leave")]
    + [coding("a", "a-2", "no_time", perspective="providers")]
)
LINKS = pd.DataFrame([link("a", 1, "a-1", "distrust", "people_leave"), link("a", 2, "a-1", "meals", "new_shop")])
NO_LINKS = LINKS.iloc[:0]
SEGMENTS = CODINGS[["case_id", "unit_id", "segment_id", "perspective", "speaker"]].drop_duplicates()
DECLARED = {
    "leave_one_case_out": True,
    "passes": ["consensus", "A"],
    "count_by": ["segments", "speakers", "cases"],
    "merge": [],
    "evidence": ["all", "shared_out", "happened", "two_passages", "no_interpretation"],
    "findings": [],
}


def by_case():
    return core_counts.codes_by_case(CODINGS, LINKS, CODES, ONE, {}).assign(shown_by="")


def asked(*findings, links=LINKS, codings=CODINGS, cases=ONE):
    """Return the answers and the summary of findings about a single case."""
    declared = {**DECLARED, "findings": [dict(id=f"f{n}", figure="map", **one) for n, one in enumerate(findings)]}
    passages = SEGMENTS.assign(kind="finding", source_id="paper", head_anchor="", tail_anchor="", n_tokens=9)
    made = choices.variants(codings, links, passages, CODES, cases, declared, coder="consensus")
    answers = robustness.ask(declared, made, cases)
    return answers, robustness.summary(answers, declared, CODES, cases, made[0][1], seed=1)


def test_the_heads_of_a_single_case_do_not_touch():
    groups = codes_by_case_figure.groups_of("barrier", by_case(), CODES)
    measured(codes_by_case_figure.codes_by_case_figure(by_case(), CODES, ONE, groups), "bmc")


def test_titles_of_triangles_of_one_case_do_not_touch():
    clusters = similarity.clustering(by_case(), {})
    pairs = similarity.pairs(by_case(), CODINGS, SEGMENTS.assign(source_id="paper"), CODES, ONE)
    measured(similarity_figure.case_similarity_figure(pairs, clusters, by_case(), ONE), "bmc")


def test_the_words_above_the_bars_of_perspectives_stay_on_the_page():
    table = perspectives.profile(CODINGS, SEGMENTS, CODES, ONE, {})
    summary = perspectives.summary(perspectives.answers(table), table, seed=1)
    measured(perspectives_figure.perspectives_figure(summary, table, CODES, ONE), "bmc")


def test_the_headings_of_a_single_pass_and_of_no_case_less_do_not_touch():
    answers, summary = asked(dict(kind="most_in_phase", phase="during"), dict(kind="seen_in_every_case", code="meals"))
    table = robustness.by_choice(answers)
    measured(
        robustness_figure.robustness_figure(summary, table, robustness_words.choice_names(table, ONE, CODES)), "bmc"
    )


@pytest.mark.parametrize(
    "finding",
    [
        dict(kind="seen_in_every_case", code="distrust"),
        dict(kind="seen_in_one_case_only", family="barrier", at_least=1),
        dict(kind="every_case_shows_both"),
        dict(kind="every_case_adds"),
        dict(kind="harm_pairs_of_one_case", percent=66),
        dict(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=1),
    ],
)
def test_a_finding_that_sets_cases_side_by_side_is_not_asked_of_one(finding):
    answers, summary = asked(finding)
    assert answers["holds"].isna().all() and set(answers["told"]) == {"a single case cannot be compared"}
    assert firmness.note(summary, "map") == ""
    assert robustness_words.published(summary).iloc[0]["Holds in re-analyses"] == "cannot be asked"
    assert "(1 cannot be asked at all)" in robustness_caption.robustness(summary)[0]


def test_a_finding_about_more_cases_than_there_are_is_not_asked():
    two = pd.DataFrame([unit("a"), unit("b")])
    answers, _ = asked(
        dict(kind="link_in_cases", cause="distrust", effect="people_leave", at_least=3),
        dict(kind="each_in_cases", codes=["distrust"], at_least=3),
        cases=two,
    )
    assert answers["holds"].isna().all() and set(answers["told"]) == {"there are fewer than 3 cases"}


def test_few_harms_remedied_is_not_said_where_no_harm_is_told():
    answers, _ = asked(dict(kind="few_remedied", at_most_one_in=10), links=NO_LINKS)
    assert answers["holds"].isna().all()


def test_a_finding_that_only_some_variants_can_ask_says_so_in_the_note():
    row = dict(figure="map", statement="X", as_published=pd.NA, n_holds=1, n_variants=2, n_random=pd.NA)
    table = pd.DataFrame([row]).astype({"as_published": "boolean"})
    assert firmness.note(table, "map").startswith("X: cannot be asked of these data; holds in 1 of 2 re-analyses.")


def test_tables_and_figures_without_a_link_are_whole_and_say_it():
    shares = balance.shares(NO_LINKS, CODES, ONE)
    assert len(balance.published_shares(shares, CODES, ONE).columns) == len(balance.SHARES_WIDTHS)
    matrix = core_counts.barrier_effects(NO_LINKS, CODES, case_id="a").assign(shown_by="")
    (page,) = within_case_figure.barrier_effects_figure(matrix, CODES)
    assert [text.get_text() for text in page.texts] == ["No passage states a link."]
    paths = pathways.paths(NO_LINKS, CODES, all_links=NO_LINKS, all_codings=CODINGS)
    assert "Nothing is drawn: 0 pairs" in pathways_caption.pathways(paths, CODES, ONE)[0]


def test_remedies_of_cases_read_once_are_not_set_against_a_pass_that_read_nothing():
    links = LINKS.assign(status="averted", remedy="meals").iloc[:1]
    table = met.met_harms(links, links, CODINGS)
    assert set(table["first"]) | set(table["second"]) == {balance.NOT_READ_TWICE}


def test_two_cases_that_call_their_own_sources_alike_do_not_share_one():
    two = pd.DataFrame([unit("a"), unit("b")])
    codings = pd.concat([CODINGS, CODINGS.assign(case_id="b", unit_id="b")], ignore_index=True)
    segments = codings[["case_id", "unit_id", "segment_id", "speaker"]].drop_duplicates()
    table = core_counts.codes_by_case(codings, LINKS, CODES, two, {}).assign(shown_by="")
    for source, told in (("interviews", ""), ("paper2020", "paper2020")):
        found = similarity.pairs(
            table, codings, segments.assign(source_id=source), CODES, two, documents=["paper2020", "other2021"]
        )
        assert set(found["sources"]) == {told}


def test_no_declared_finding_gives_a_figure_that_says_so():
    answers, summary = asked()
    assert summary.empty and robustness_words.published(summary).empty
    table = robustness.by_choice(answers)
    (page,) = robustness_figure.robustness_figure(summary, table, robustness_words.choice_names(table, ONE, CODES))
    assert [text.get_text() for text in page.texts] == ["No headline finding is declared."]
    assert robustness_caption.robustness(summary) and robustness_caption.robustness_table(summary)


def test_the_pass_that_is_analysed_is_named_and_not_the_one_that_was_asked_for():
    chosen = passes.coders(CODINGS, "consensus")
    assert passes.analysed(chosen, "consensus") == "A"
    assert passes.analysed({"a": "A", "b": "consensus"}, "consensus") == "consensus"
    found = similarity.passes(CODINGS, CODES, ONE, coder="consensus", independent=["A", "B"], not_covered={})
    assert list(found) == ["A"]


def test_a_figure_with_fewer_pages_than_before_leaves_no_old_page(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    monkeypatch.chdir(tmp_path)
    page = Figure(figsize=(1, 1))
    FigureCanvasAgg(page)
    for pages in (12, 3, 1):
        about = dict(data=ONE, caption="**Pages.**", alt="Pages.")
        saving.save_figure([page] * pages, "reports/figures/map.svg", **about)
        saving.save_figure([page] * 2, "reports/figures/map_of_all.svg", **about)
        for ending in ("svg", "pdf", "png"):
            assert len(list((tmp_path / "reports/figures").glob(f"map.*{ending}"))) == pages
            assert len(list((tmp_path / "reports/figures").glob(f"map_of_all.*{ending}"))) == 2
        assert len(store.read_gallery()["figures/map"].pictures) == pages


def test_a_heading_wider_than_its_labels_does_not_run_into_the_name_of_the_first_case():
    counts = pd.DataFrame({"a": [1]}, index=["x"])
    layout = grouped.Layout(names={"x": "Short"}, cases=pd.DataFrame([unit("a", label="A village")]))
    rows = [("Barriers that no factor of the table holds", ["x"])]
    measured(grouped.grouped_pages(rows, [grouped.Block("Passages", counts, "neutral")], layout, preset="bmc"), "bmc")


def test_each_page_of_grouped_rows_has_the_signs_of_its_own_cells_in_its_key():
    rows = [f"r{number}" for number in range(80)]
    counts = pd.DataFrame({"a": [1] * 80}, index=rows, dtype="Int64")
    counts.loc["r79"] = pd.NA
    village = pd.DataFrame([unit("a", label="A village")])
    layout = grouped.Layout(names={row: row for row in rows}, cases=village, signs={"no code": "no code leads there"})
    pages = grouped.grouped_pages([("", rows)], [grouped.Block("Passages", counts, "neutral")], layout, preset="bmc")
    said = ["no code leads there" in [text.get_text() for text in page.texts] for page in pages]
    assert said == [False] * (len(pages) - 1) + [True] and len(pages) > 1


def test_a_finding_names_every_unit_of_a_case_and_says_which_case_is_not_there():
    cases = pd.DataFrame(
        [dict(case_id="a", unit=f"a/{n}", unit_id=n, label=f"Home {n}") for n in ("1", "2")] + [unit("b", label="Bee")]
    )
    about = dict(id="x", figure="map", kind="co_destruction_outweighs", cases=["a", "gone"])
    told = robustness_words.statement(about, CODES, cases)
    assert told.startswith("Harm outweighs good in Home 1 and Home 2 and gone (not among these) only")
    every = robustness_words.statement(
        dict(id="y", figure="map", kind="seen_in_every_case", code="meals"), CODES, cases
    )
    assert every == "‘Meals’ is seen in every unit"
    assert robustness_words.choice_name("left_out", "a", cases, CODES) == "without Home 1 and Home 2"

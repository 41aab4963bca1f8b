"""The pages of figures and tables: each stands there once, numbered, with what lies beside it."""

import re

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.core.findings import ConfigError
from crosscase.publish import gallery, numbering, reading
from crosscase.publish.tables import title_and_note
from crosscase.run import pages

QUESTIONS = [
    ("Which codes do the cases share?", ["tables/codes_in_cases", "figures/bear"]),
    ("How do they balance?", ["figures/balance"]),
]
PAGES = (gallery.MAIN, gallery.SUPPLEMENT)


def item(name, pictures=(), alts=()):
    endings = ("pdf", "svg", "csv") if name.startswith("figures/") else ("csv", "docx", "tex")
    return store.Item(name, f"**{name}.**", alts or ["An alt text."] * len(pictures), pictures, endings)


ITEMS = {
    one.name: one
    for one in (
        item(
            "figures/zebra", ("figures/zebra.png", "figures/zebra.p2.png"), ("Map. Page 1 of 2.", "Map. Page 2 of 2.")
        ),
        item("figures/balance", ("figures/balance.png",)),
        item("figures/bear", ("figures/bear.png",)),
        item("tables/codes_in_cases"),
        item("tables/ant"),
    )
}


def headings(page):
    return re.findall(r"^#+ (?:<a id=\S+></a>)?(.+)$", page, flags=re.MULTILINE)


def test_every_figure_and_table_stands_on_one_of_the_pages_once(monkeypatch):
    monkeypatch.chdir(ROOT)
    main = pages.publication()
    text = "\n".join((ROOT / "reports" / page).read_text(encoding="utf-8") for page in PAGES)
    items = store.read_gallery()
    assert len(items) > 30 and len(re.findall("<a id=", text)) == len(items)
    for one in items.values():
        # A table of the main text stands between its title and its note.
        shown = one.name in main and one.name.startswith("tables/")
        told = title_and_note(one.caption)[1] if shown else one.caption
        assert text.count(told) == 1 and all(alt and alt in text for alt in one.alts), one.name


@pytest.mark.parametrize("page", [*PAGES, "how_to_read.md"])
def test_every_link_of_a_page_leads_to_a_file(page):
    text = (ROOT / "reports" / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    assert links and [link for link in links if not (ROOT / "reports" / link).is_file()] == []


def test_the_main_page_shows_what_is_declared_in_its_order_and_the_supplement_the_rest_under_its_questions():
    main = ["tables/ant", "figures/zebra", "figures/not_drawn_here"]
    table = pd.DataFrame({"Who": ["a | b"], "n": ["12"]})
    page = gallery.page(
        gallery.MAIN, ITEMS, QUESTIONS, main, {"tables/ant": table}, {"figures/zebra": "explorer.html#codes"}
    )
    assert page.count("[explorer](explorer.html#codes)") == 1
    assert headings(page) == ["Figures and tables", "Table 1", "Figure 1"]
    assert "| Who | n |\n| :--- | ---: |\n| a \\| b | 12 |" in page
    assert "![Map. Page 2 of 2.](figures/zebra.p2.png)" in page and "[Word](tables/ant.docx)" in page
    rest = gallery.page(gallery.SUPPLEMENT, ITEMS, QUESTIONS, main)
    assert headings(rest) == ["Supplement", QUESTIONS[0][0], "Table S1", "Figure S1", QUESTIONS[1][0], "Figure S2"]
    assert '<a id="figures-balance"></a>Figure S2' in rest and "[data](figures/balance.csv)" in rest


def test_what_has_no_question_stands_at_the_end_in_the_order_of_names():
    page = gallery.page(gallery.SUPPLEMENT, ITEMS, QUESTIONS)
    assert headings(page)[-4:] == ["Figure S2", gallery.OTHERS, "Figure S3", "Table S2"]
    assert gallery.page(gallery.SUPPLEMENT, {}).count("## ") == 0


def test_a_number_is_given_once_and_what_is_not_there_leaves_no_gap():
    names = ["figures/a", "tables/a", "figures/b", "figures/c", "figures/a"]
    assert numbering.numbers(names, ["figures/c", "figures/gone", "figures/a"]) == {
        "figures/c": "Figure 1",
        "figures/a": "Figure 2",
        "tables/a": "Table S1",
        "figures/b": "Figure S1",
    }


def test_a_name_in_the_main_text_that_no_notebook_publishes_is_told_with_the_nearest():
    (finding,) = numbering.check_main(["figures/balance", "figures/balanc"], ["figures/balance"])
    assert "figures/balanc'" in finding.message and "figures/balance" in finding.mend


def test_what_is_declared_is_published_and_more_figures_than_a_journal_takes_are_refused(tmp_path, monkeypatch):
    assert len(pages.publication()) == 10
    (tmp_path / "publication.schema.yaml").write_text((ROOT / "config/publication.schema.yaml").read_text())
    many = tmp_path / "publication.yaml"
    many.write_text("main: [" + ", ".join(f"figures/f{n}" for n in range(8)) + "]\n")
    with pytest.raises(ConfigError):
        store.read_declared(many)


def test_every_figure_and_table_of_the_comparison_stands_under_a_question():
    listed = {name for _, names in pages.questions() for name in names}
    assert listed == {name for name in store.read_gallery() if name.count("/") == 1}


def test_how_to_read_says_how_many_cases_there_are_and_why_five_have_no_p_value():
    def cases(n):
        return pd.DataFrame({"case_id": list("abcdefgh")[:n], "unit": list("abcdefgh")[:n]})

    five, eight = reading.how_to_read(cases(5)), reading.how_to_read(cases(8))
    assert "published texts of 5 cases" in five and "No p-value" in five and "0.0625" in five
    assert "published texts of 8 cases" in eight and "No p-value" not in eight


def test_how_to_read_says_which_cases_people_coded():
    both = pd.DataFrame({"case_id": ["a", "b"], "unit": ["a", "b"], "label": ["Ay", "Bee"]})
    page = reading.how_to_read(both, {"a": {"A": "model"}, "b": {"A": "person", "B": "person"}}, "consensus")
    assert "published texts of 1 case" in page and "People coded 1 case: Bee (A, B)." in page
    alone = reading.how_to_read(both.iloc[1:], {"b": {"A": "person"}}, "A")
    assert "language model" not in alone and "no `A`, the" in alone


def test_what_is_left_of_a_case_or_paper_that_is_not_chosen_any_more_leaves_the_pages(monkeypatch):
    monkeypatch.chdir(ROOT)
    chosen = ["figures/balance", "figures/place4carers/barrier_effects"]
    assert headings(pages.gallery(gallery.MAIN, chosen))[1:] == ["Figure 1"]
    assert headings(pages.gallery(gallery.SUPPLEMENT, chosen))[1:] == [gallery.OTHERS, "Figure S1"]


def test_the_comparison_comes_first_and_each_question_with_what_its_notebook_publishes():
    asked = pages.questions()
    assert asked[0][0] == "Which barriers, enablers and effects do the cases share?"
    assert dict(asked)["Which dimensions of power do the cases show?"] == [
        "figures/power_by_case",
        "tables/power_by_case",
    ]
    assert asked[-1][0].startswith("Does") and all(heading.endswith("?") for heading, _ in asked)


def test_a_figure_leads_to_what_the_explorer_shows_of_it(monkeypatch):
    monkeypatch.chdir(ROOT)
    page = pages.gallery(gallery.SUPPLEMENT, ["figures/effects_by_case", "figures/place4carers/barrier_effects"])
    assert re.findall(r"\[explorer\]\((\S+)\)", page) == [
        "explorer.html#codes",
        "explorer.html#effects?case=place4carers",
    ]


def test_the_first_page_says_what_the_results_say_first_and_leaves_the_rest_as_it_is():
    page = f"# Title\n\n{pages._BEGINS}\nold\n{pages._ENDS}\n\nBelow.\n"
    results = (
        "# Results\n\n> A draft.\n\n## First\n\nFew share it ([Figure 1](#figures-a), [S2](supplement.md#b),"
        " [x](https://doi.org/1)).\n\nMore.\n"
    )
    told = "Few share it ([Figure 1](reports/results.md#figures-a), [S2](reports/supplement.md#b), [x](https://doi.org/1))."
    made = pages.first_page(page, results)
    assert made == page.replace("old", told) and pages.first_page(made, results) == made
    assert pages.first_page(page, results, "![a](b.png)") == page.replace("old", f"![a](b.png)\n\n{told}")
    for spoilt in (page.replace(pages._ENDS, ""), page + pages._BEGINS):
        with pytest.raises(ConfigError, match="computed paragraph"):
            pages.first_page(spoilt, results)


def test_the_first_page_as_it_stands_is_the_one_that_the_results_give(monkeypatch):
    monkeypatch.chdir(ROOT)
    page, results = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "reports/results.md"))
    assert (
        pages.first_page(page, results, pages.first_figure()) == page and "which_barriers.png" in pages.first_figure()
    )

"""The page of all figures and tables: each stands there once, under its question, with what lies beside it."""

import re

from conftest import ROOT

from crosscase import gallery, io


def test_every_figure_and_table_stands_on_the_page_once():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    items = io.read_gallery()
    assert len(items) > 30 and len(re.findall("^### ", page, flags=re.MULTILINE)) == len(items)
    for item in items.values():
        assert page.count(item.caption) == 1 and (not item.alt or item.alt in page), item.name


def test_every_link_of_the_page_leads_to_a_file():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) > 100 and [link for link in links if not (ROOT / "reports" / link).is_file()] == []


def test_what_has_no_question_stands_at_the_end_and_pages_follow_each_other():
    items = {
        name: gallery.Item(name, f"**{name}.**", "An alt text.", pictures)
        for name, pictures in (
            ("figures/zebra", ("figures/zebra.png", "figures/zebra.p2.png")),
            ("figures/balance", ("figures/balance.png",)),
        )
    }
    page = gallery.page(items)
    assert page.index("### Figure balance") < page.index(gallery.OTHERS) < page.index("### Figure zebra")
    assert (
        "![An alt text. Page 2 of 2.](figures/zebra.p2.png)" in page and "![An alt text.](figures/balance.png)" in page
    )


def test_a_question_without_figures_is_left_out():
    assert "## " not in gallery.page({})


def test_the_page_begins_with_every_headline_finding_and_the_variants_in_which_it_holds():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    table = io.read_table(ROOT / "data/processed/cross_case/robustness.csv", "robustness")
    first = page[: page.index(gallery.QUESTIONS[0][0])]
    for row in table.itertuples():
        assert f"| {row.n_holds} of {row.n_variants} variants | {row.figure} |" in first and row.statement in first


def test_every_figure_and_table_of_the_comparison_stands_under_a_question():
    listed = {name for _, names in gallery.QUESTIONS for name in names}
    assert listed == {name for name in io.read_gallery() if name.count("/") == 1}


def test_a_bar_in_a_finding_does_not_break_the_table():
    row = {"Finding": "a | b", "As published": "yes", "Holds in": "1 of 2 variants", "Figure": "map"}
    assert "| a \\| b | yes | 1 of 2 variants | map |" in gallery.page({}, [row])


def test_what_is_left_of_a_case_or_paper_that_is_not_chosen_any_more_leaves_the_page():
    names = ("figures/balance", "figures/agreement", "tables/agreement", "figures/my_case/barrier_effects")
    gone = ("figures/gone/barrier_effects", "figures/papers/farr2017/map")
    items = {name: gallery.Item(name, f"**{name}.**") for name in (*names, *gone, "tables/papers/larsen2020/data")}
    kept = gallery.chosen(items, ["my_case", "papers/larsen2020"], ["agreement"])
    assert list(kept) == ["figures/balance", "figures/my_case/barrier_effects", "tables/papers/larsen2020/data"]
    assert gallery.chosen(items) == items

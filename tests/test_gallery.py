"""The page of all figures and tables: each stands there once, under its question, with what lies beside it."""

import re

import pandas as pd
from conftest import ROOT

from crosscase import store
from crosscase.publish import gallery
from crosscase.run import pages

QUESTIONS = [
    ("Which codes do the cases share?", ["tables/codes_in_cases"]),
    ("How do they balance?", ["figures/balance"]),
]


def test_every_figure_and_table_stands_on_the_page_once():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    items = store.read_gallery()
    assert len(items) > 30 and len(re.findall("^### ", page, flags=re.MULTILINE)) == len(items)
    for item in items.values():
        assert page.count(item.caption) == 1 and (not item.alt or item.alt in page), item.name


def test_every_link_of_the_page_leads_to_a_file():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", page)
    files = [link for link in links if not link.startswith("#")]
    assert len(files) > 100 and [link for link in files if not (ROOT / "reports" / link).is_file()] == []
    headings = {f"#{line[4:].lower().replace(' ', '-')}" for line in page.splitlines() if line.startswith("### ")}
    assert {link for link in links if link.startswith("#")} <= headings


def test_what_has_no_question_stands_at_the_end_and_pages_follow_each_other():
    items = {
        name: store.Item(name, f"**{name}.**", "An alt text.", pictures)
        for name, pictures in (
            ("figures/zebra", ("figures/zebra.png", "figures/zebra.p2.png")),
            ("figures/balance", ("figures/balance.png",)),
        )
    }
    page = gallery.page(items, QUESTIONS)
    assert page.index("### Figure balance") < page.index(gallery.OTHERS) < page.index("### Figure zebra")
    assert (
        "![An alt text. Page 2 of 2.](figures/zebra.p2.png)" in page and "![An alt text.](figures/balance.png)" in page
    )


def test_a_question_without_figures_is_left_out():
    assert "## " not in gallery.page({})


def test_the_page_begins_with_every_headline_finding_and_the_variants_in_which_it_holds():
    page = (ROOT / "reports/README.md").read_text(encoding="utf-8")
    table = store.read_table(ROOT / "data/processed/cross_case/robustness.csv", "robustness")
    first = page[: page.index(pages.questions()[0][0])]
    for row in table.itertuples():
        assert (
            re.search(
                rf"\| {row.n_holds} of {row.n_variants} variants \|[^|]*\| \[{row.figure}\]\(#figure-{row.figure}\) \|",
                first,
            )
            and row.statement in first
        )


def test_every_figure_and_table_of_the_comparison_stands_under_a_question():
    listed = {name for _, names in pages.questions() for name in names}
    assert listed == {name for name in store.read_gallery() if name.count("/") == 1}


def test_a_bar_in_a_finding_does_not_break_the_table():
    row = {"Finding": "a | b", "As published": "yes", "Holds in": "1 of 2 variants", "Random data": "", "Figure": "map"}
    assert "| a \\| b | yes | 1 of 2 variants |  | [map](#figure-map) |" in gallery.page({}, findings=[row])


def test_the_page_says_what_cases_share_and_what_each_shows_alone():
    cases = pd.DataFrame({"unit": ["a", "b"], "label": ["Alder", "Birch"]})
    by_case = pd.DataFrame(
        [
            ("trust", "barrier", "a", "present", 3),
            ("trust", "barrier", "b", "present", 1),
            ("time", "barrier", "a", "not coded", 0),
            ("time", "barrier", "b", "present", 4),
            ("harm", "effect", "a", "absent", 0),
            ("harm", "effect", "b", "present", 2),
        ],
        columns=["code_id", "family", "unit", "state", "n_segments"],
    )
    balance = pd.DataFrame(
        [
            ("a", "co-creation", "possible", 2),
            ("b", "co-destruction", "realised", 3),
            ("b", "co-destruction", "averted", 1),
        ],
        columns=["unit", "valence", "status", "n_links"],
    )
    told = gallery.at_a_glance(by_case, balance, cases, {"trust": "Distrust", "time": "No time", "harm": "Harm"})
    assert "- Barriers: in all 2 ‘Distrust’; in one only 1 of 2." in told
    assert "- Effects: in all 2 none; in one only 1 of 1." in told
    assert "| Alder | 1 | Distrust (3) | none | 0 (0) | 2 (0) |" in told
    assert "| Birch | 2 | No time (4); Distrust (1) | No time | 4 (3) | 0 (0) |" in told


def test_each_item_stands_once_with_its_own_files_and_what_has_no_question_in_the_order_of_names():
    names = ("figures/zebra", "tables/codes_in_cases", "figures/ant", "figures/balance")
    items = {
        name: store.Item(name, f"**{name}.**", *(("An alt text.", (f"{name}.png",)) if "figures" in name else ()))
        for name in names
    }
    page = gallery.page(items, QUESTIONS)
    assert re.findall("^### (.+)$", page, flags=re.MULTILINE) == [
        "Table codes_in_cases",
        "Figure balance",
        "Figure ant",
        "Figure zebra",
    ]
    table, figure = page[: page.index("### Figure")], page[page.index("### Figure balance") :]
    for ending, where, elsewhere in (("docx", table, figure), ("tex", table, figure), ("svg", figure, table)):
        assert f".{ending})" in where and f".{ending})" not in elsewhere
    assert "[data](figures/balance.csv)" in figure and "[CSV](tables/codes_in_cases.csv)" in table


def test_what_is_left_of_a_case_or_paper_that_is_not_chosen_any_more_leaves_the_page(monkeypatch):
    monkeypatch.chdir(ROOT)
    whole = pages.gallery()
    assert "### Figure power_by_case" in whole and "### Figure place4carers/barrier_effects" in whole
    some = pages.gallery(["figures/balance", "figures/place4carers/barrier_effects"])
    assert re.findall("^### (.+)$", some, flags=re.MULTILINE) == [
        "Figure balance",
        "Figure place4carers/barrier_effects",
    ]


def test_the_comparison_comes_first_and_each_question_with_what_its_notebook_publishes():
    asked = pages.questions()
    assert asked[0][0] == "Which barriers, enablers and effects do the cases share?"
    assert dict(asked)["Which dimensions of power do the cases show?"] == [
        "figures/power_by_case",
        "tables/power_by_case",
    ]
    assert asked[-1][0].startswith("Does") and all(heading.endswith("?") for heading, _ in asked)

"""Which barriers, where, and what came of them: bands, outcomes, brackets and the words around them."""

import pandas as pd
from conftest import codebook, coding, link, unit
from matplotlib.colors import to_hex

from crosscase.core import counts
from crosscase.publish import case_heads, signs
from crosscase.questions.codes_by_case import bands, caption_barriers, figure_barriers

CODES = codebook(
    *((name, "barrier", "", "") for name in ("distrust", "no_time", "silence", "distance", "custom")),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
SOURCES = {"a": "x", "b": "x", "c": "y", "d": "own"}
CASES = pd.DataFrame([unit(name, n_segments=7, source_ids=ids) for name, ids in SOURCES.items()])
SEEN = [("distrust", "abc"), ("silence", "d"), ("distance", "a"), ("custom", "cd")]
CODINGS = pd.DataFrame([coding(case, f"{case}-{code}", code) for code, where in SEEN for case in where])
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-distrust", "distrust", "people_leave"),
        link("b", 2, "b-distrust", "distrust", "people_leave", "mitigated"),
        link("c", 3, "c-distrust", "distrust", "people_leave", "averted"),
        link("d", 4, "d-silence", "silence", "people_leave", "possible"),
        link("d", 5, "d-silence", "silence", "new_shop"),
    ]
)
PAPERS = pd.DataFrame(
    [
        dict(source_id="x", authors="Farr M", year="2017"),
        dict(source_id="y", authors="Tingvold L; Olsvold N", year="2023"),
        dict(source_id="z", authors="Van Dam E; Bo A; Ek C", year="2021"),
    ]
)


def made(codings=CODINGS, links=LINKS, cases=CASES):
    table = counts.codes_by_case(codings, links, CODES, cases, {}).assign(shown_by="")
    banded = bands.bands(table, CODES, cases)
    return table, CODES, cases, banded, bands.harms(links, banded["code_id"])


def told(*tables, **more):
    return caption_barriers.which_barriers(*tables, count_by="segments", **more)


def test_barriers_stand_in_bands_and_those_of_one_case_by_case():
    *_, banded, _ = made()
    assert banded.to_dict("split")["data"] == [
        ["distrust", "most", 3],
        ["custom", "some", 2],
        ["distance", "one", 1],
        ["silence", "one", 1],
        ["no_time", "none", 0],
    ]
    headings = [figure_barriers.heading(banded, band, CASES) for band in bands.BANDS]
    assert headings == [
        "In 3 of 4 cases: 1 barrier",
        "In 2 of 4 cases: 1 barrier",
        "In one case only: 2 barriers",
        "In no case: 1 barrier",
    ]


def test_a_heading_says_where_a_band_is_seen_in_any_number_of_cases():
    say = figure_barriers._where
    assert [say("case", *some) for some in ((1, 1, 1), (2, 2, 2), (12, 12, 12), (12, 7, 11), (5, 4, 5))] == [
        "In the one case",
        "In both cases",
        "In all 12 cases",
        "In 7 to 11 of 12 cases",
        "In 4 or 5 of 5 cases",
    ]


def test_a_bar_holds_what_happened_what_a_remedy_met_and_what_was_feared_and_no_good():
    tables = made()
    (page,) = figure_barriers.which_barriers_figure(*tables, documents=PAPERS)
    drawn = [
        (patch.get_gid(), patch.get_width(), to_hex(patch.get_facecolor()))
        for ax in page.axes
        if str(ax.get_gid()).startswith("beside:")
        for patch in ax.patches
    ]
    shade = {one: to_hex(signs.bar(one)["facecolor"]) for one in signs.OUTCOMES}
    assert drawn == [(one, n, shade[one]) for one, n in (("happened", 1), ("met", 2), ("feared", 1))]
    headings = [text.get_text() for text in page.texts if text.get_gid() == "group"]
    assert [heading.partition(":")[0] for heading in headings] == [
        "In 3 of 4 cases",
        "In 2 of 4 cases",
        "In one case only",
        "In no case",
    ]
    assert [text.get_text() for text in page.texts if text.get_gid() in ("n", "paper")] == ["n = 7"] * 4 + ["Farr 2017"]


def test_a_star_stands_beside_a_number_and_beside_a_ring():
    table, *rest = made()
    table.loc[(table["code_id"] == "distrust") & (table["state"] == "not coded"), "state"] = "possible"
    table.loc[table["state"].isin(["present", "possible"]), "shown_by"] = "A"
    (page,) = figure_barriers.which_barriers_figure(table, *rest)
    texts = [text.get_text() for ax in page.axes for text in ax.texts]
    rings = sum(line.get_gid() == "possible" for ax in page.axes for line in ax.lines)
    assert "1*" in texts and texts.count("*") == rings == (table["state"] == "possible").sum() > 0


def test_a_bracket_joins_neighbours_of_a_listed_paper_alone():
    assert case_heads.of_one_paper(CASES, PAPERS) == [(["a", "b"], "Farr 2017")]
    own = CASES.assign(source_ids="own")
    assert case_heads.of_one_paper(own, PAPERS) == [] == case_heads.of_one_paper(CASES.iloc[[0, 2, 1]], PAPERS)
    assert case_heads.paper_name(PAPERS, ["y", "z"]) == "Tingvold & Olsvold 2023; Van Dam et al. 2021"


def test_the_data_hold_each_cell_and_each_outcome_once():
    table, *_, banded, harm = made()
    data = bands.plotted(table, banded, harm)
    assert len(data) == 5 * (4 + 3) and not data.duplicated(["code_id", "unit", "outcome"]).any()
    assert data["code_id"].drop_duplicates().tolist() == banded["code_id"].tolist()
    assert data.loc[data["outcome"] != "", "n_links"].tolist()[:3] == [1, 2, 0]
    assert data.loc[data["unit"] != "", "n_links"].isna().all()


def test_the_caption_begins_with_what_the_data_show():
    caption, alt = told(*made(), bracket=True)
    head = "No barrier is seen in all 4 cases, 2 of 5 in one only; of 4 harms laid to barriers, 1 happened unmet."
    assert caption.startswith(f"**{head}**") and alt.endswith(head) and len(alt) <= 150
    assert "(1), was met by a remedy, weakened or averted (2) or only feared (1)" in caption
    assert "a bracket joins cases of one paper" in caption and "Rows of one case stand together." in caption
    everywhere = CODINGS[CODINGS["case_id"].isin(["a", "b"])]
    caption, alt = told(*made(everywhere, LINKS[LINKS["status"] == "realised"], CASES.iloc[:2]))
    assert caption.startswith(
        "**‘Distrust’ is seen in both cases, 1 of 5 in one only; the one harm that they led to happened."
    )
    assert "One barrier is seen in both cases" in alt and "bracket" not in caption


def test_the_caption_of_one_case_and_of_no_harm_says_so():
    caption, _ = told(*made(CODINGS[CODINGS["case_id"] == "a"], LINKS.iloc[:0], CASES.iloc[:1]))
    assert caption.startswith("**The one case shows 2 of 5 barriers; no harm is told of them.**")
    assert "No bar: no passage states a harm" in caption and "stand together" not in caption


def test_the_paragraph_names_the_barriers_that_most_harm_is_told_of():
    *_, harm = made()
    assert caption_barriers.what_came(harm, CODES) == (
        "Passages state 4 harms that a barrier led to: 1 happened, 2 met a remedy, 1 was only feared. Most are told of"
        " ‘Distrust’ (3), and most that happened as well (1)."
    )
    assert caption_barriers.what_came(bands.harms(LINKS.iloc[:0], ["distrust"]), CODES).startswith("No passage states")

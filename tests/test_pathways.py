"""Pathways: what leads to what and what met it, in an order that the eye can follow."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from conftest import codebook, coding, link, unit

from crosscase.core.findings import CodebookError
from crosscase.publish.style import PRESETS
from crosscase.questions.pathways import caption as pathways_caption
from crosscase.questions.pathways import compute as pathways
from crosscase.questions.pathways import figure as pathways_figure
from crosscase.questions.pathways import figure_parts as pathways_figure_parts
from crosscase.questions.pathways import order as pathways_order

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("visits", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("worry", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
        link("b", 3, "b-1", "distrust", "people_leave", "mitigated", remedy="meals", speaker="P1"),
        link("b", 4, "b-1", "no_time", "people_leave", "possible"),
        link("a", 5, "a-3", "meals", "new_shop"),
    ]
)
CODINGS = pd.DataFrame([coding("a", "a-1", "distrust"), coding("b", "b-1", "no_time")])
CASES = pd.DataFrame([unit("a"), unit("b")])
# Figure 1 of Barth, Mutzel and Juenger (2004), Simple and efficient bilayer cross counting: 12 crossings.
BARTH = [
    ("n0", "s0"),
    ("n1", "s1"),
    ("n1", "s2"),
    ("n2", "s0"),
    ("n2", "s3"),
    ("n2", "s4"),
    ("n3", "s0"),
    ("n3", "s2"),
    ("n4", "s3"),
    ("n5", "s2"),
    ("n5", "s4"),
]


def found(links=LINKS, **options):
    return pathways.paths(links, CODES, all_links=links, all_codings=CODINGS, **options)


def drawn(links=LINKS, **options):
    pairs = pathways.pairs(links, found(links, **options), all_links=links, all_codings=CODINGS)
    return pairs, pathways.bands(links, pairs)


def test_a_path_counts_its_links_by_status_and_names_its_passages():
    table = found()
    shown = table[
        [
            "cause",
            "effect",
            "remedy",
            "n_realised",
            "n_mitigated",
            "n_averted",
            "n_possible",
            "n_links",
            "n_segments",
            "n_speakers",
            "n_cases",
            "drawn",
            "segment_ids",
        ]
    ]
    assert shown.to_numpy().tolist() == [
        ["distrust", "people_leave", "", 1, 0, 0, 0, 1, 1, 0, 1, True, "a:a-1"],
        ["distrust", "people_leave", "meals", 0, 1, 1, 0, 2, 2, 1, 2, True, "a:a-2 b:b-1"],
        ["no_time", "people_leave", "", 0, 0, 0, 1, 1, 1, 0, 1, False, "b:b-1"],
        ["meals", "new_shop", "", 1, 0, 0, 0, 1, 1, 0, 1, False, "a:a-3"],
    ]
    assert table[["pair_n_segments", "pair_n_cases", "cause_n_effects", "cause_n_cases", "effect_n_causes"]].iloc[
        0
    ].tolist() == [3, 2, 1, 2, 2]


def test_the_order_of_rows_changes_nothing():
    pd.testing.assert_frame_equal(found(), found(LINKS.sample(frac=1, random_state=3)))


def test_a_star_belongs_to_the_path_that_one_pass_shows():
    both = pd.concat([LINKS, LINKS[LINKS["remedy"] == ""].assign(coder="B")])
    codings = pd.concat([CODINGS, CODINGS.assign(coder="B")])
    table = pathways.paths(LINKS, CODES, all_links=both, all_codings=codings)
    assert table.set_index(["cause", "remedy"])["shown_by"].to_dict() == {
        ("distrust", ""): "",
        ("distrust", "meals"): "A",
        ("no_time", ""): "",
        ("meals", ""): "",
    }


def test_two_links_of_one_passage_are_two_links_of_a_status():
    twice = pd.concat([LINKS, pd.DataFrame([link("a", 6, "a-1", "distrust", "people_leave")])])
    first = found(twice).iloc[0]
    assert first[["remedy", "n_realised", "n_links", "n_segments"]].tolist() == ["", 2, 2, 1]


def test_a_harm_met_by_no_named_remedy_has_no_band_to_a_remedy():
    _, bands = drawn(LINKS.assign(remedy=LINKS["remedy"].where(LINKS["case_id"] == "a", "")))
    assert bands[["kind", "remedy", "status", "n_links"]].to_numpy().tolist() == [
        ["realised", "", "", 1],
        ["met", "", "", 2],
        ["met", "meals", "averted", 1],
    ]


def test_the_reach_of_a_barrier_is_its_kinds_of_harm_their_passages_once_and_those_that_were_met():
    more = [
        link("a", 6, "a-1", "distrust", "worry"),
        link("a", 7, "a-4", "distrust", "new_shop"),
        link("b", 8, "b-2", "meals", "worry"),
    ]
    reached = pathways.reach(found(pd.concat([LINKS, pd.DataFrame(more)])), CODES)
    columns = ["barrier", "effects", "cases", "passages", "met"]
    assert reached[columns].to_numpy().tolist() == [["Distrust", 2, 2, 3, 1], ["No time", 1, 1, 1, 0]]


def test_the_printed_paths_say_what_became_of_the_effect_where_and_how_far_the_cause_reaches():
    both = pd.concat([LINKS, LINKS[LINKS["remedy"] == ""].assign(coder="B")])
    codings = pd.concat([CODINGS, CODINGS.assign(coder="B")])
    table = pathways.paths(LINKS, CODES, all_links=both, all_codings=codings)
    assert pathways.published_paths(table, CODES, CASES).to_numpy().tolist() == [
        ["Distrust", "People leave", "", "realised 1", "1", 1, 0, "A", "1 (2)"],
        ["Distrust", "People leave*", "Meals", "mitigated 1, averted 1", "2", 2, 1, "A; B", "1 (2)"],
        ["No time", "People leave", "", "possible 1", "1", 1, 0, "B", "1 (1)"],
        ["Meals (enabler)", "New shop", "", "realised 1", "1", 1, 0, "A", "1 (1)"],
    ]


def test_an_unknown_remedy_is_refused():
    with pytest.raises(CodebookError, match="'bribes' is not a remedy"):
        found(LINKS.assign(remedy="bribes"))


def test_more_passages_are_asked_for_where_too_many_pairs_would_be_drawn_but_never_all_left_out():
    assert found(at_least=1).drop_duplicates(["cause", "effect"])["drawn"].tolist() == [True, True, True]
    fewer = found(at_least=1, most_pairs=1)
    assert fewer[fewer["valence"] == "co-destruction"].drop_duplicates("cause")[
        ["cause", "drawn_from", "drawn"]
    ].to_numpy().tolist() == [["distrust", 2, True], ["no_time", 2, False]]
    assert fewer.loc[fewer["valence"] == "co-creation", "drawn"].tolist() == [True]


def test_the_published_crossings_are_counted():
    north, south = [f"n{i}" for i in range(6)], [f"s{i}" for i in range(5)]
    assert pathways_order.crossings(north, south, BARTH) == 12
    assert pathways_order.crossings(south, north, [(b, a) for a, b in BARTH]) == 12


@pytest.mark.parametrize(("m", "n"), [(2, 2), (3, 4), (5, 3)])
def test_a_complete_bipartite_graph_has_its_known_crossings_in_any_order(m, n):
    up, down = [f"a{i}" for i in range(m)], [f"b{i}" for i in range(n)]
    assert pathways_order.crossings(up, down, [(a, b) for a in up for b in down]) == m * (m - 1) * n * (n - 1) // 4


def test_untangling_finds_the_fewest_crossings_of_small_graphs():
    north, south = [f"n{i}" for i in range(6)], [f"s{i}" for i in range(5)]
    # 3 is the least over all 6! x 5! orders of the published graph.
    assert pathways_order.crossings(*pathways_order.untangled([north, south], [dict.fromkeys(BARTH, 1.0)]), BARTH) == 3
    part = [(a, b) for a, b in BARTH if a not in ("n4", "n5") and b != "s4"]
    fewest = min(
        pathways_order.crossings(up, down, part) for up in permutations(north[:4]) for down in permutations(south[:4])
    )
    assert (
        pathways_order.crossings(*pathways_order.untangled([north[:4], south[:4]], [dict.fromkeys(part, 1.0)]), part)
        == fewest
    )


def test_what_can_be_drawn_without_a_crossing_is():
    # A caterpillar: its barycentre order has none (Eades and Wormald 1994).
    edges = [("a", "w"), ("a", "x"), ("b", "x"), ("b", "y"), ("c", "y"), ("c", "z")]
    order = pathways_order.untangled([["c", "a", "b"], ["y", "w", "z", "x"]], [dict.fromkeys(edges, 1.0)])
    assert pathways_order.crossings(*order, edges) == 0
    assert order == pathways_order.untangled(
        [["c", "a", "b"], ["y", "w", "z", "x"]], [dict.fromkeys(reversed(edges), 1.0)]
    )


def test_each_pair_starts_with_its_passages_and_each_remedy_ends_with_its_status():
    pages = pathways_figure.pathways_figure(*drawn(), CODES)
    assert [page.axes[0].get_gid() for page in pages] == ["co-destruction"]
    ax = pages[0].axes[0]
    assert [(text.get_text(), text.get_weight()) for text in ax.texts if text.get_gid() == "passages"] == [
        ("3", "bold")
    ]
    assert [text.get_text() for text in ax.texts if text.get_gid() == "met"] == ["1 averted", "1 mitigated"]
    ribbons = {
        patch.get_gid(): bool(patch.get_hatch()) for patch in ax.patches if (patch.get_gid() or "").count(":") == 2
    }
    assert ribbons == {
        "distrust:people_leave:realised": False,
        "distrust:people_leave:met": False,
        "people_leave:meals:averted": False,
        "people_leave:meals:mitigated": False,
    }


def test_letters_join_the_halves_of_a_path_where_several_causes_were_met():
    more = pd.concat(
        [LINKS, pd.DataFrame([link("b", 6, "b-2", "no_time", "people_leave", "averted", remedy="visits")])]
    )
    ax = pathways_figure.pathways_figure(*drawn(more), CODES)[0].axes[0]
    down = sorted((text.get_position()[1], text.get_text()) for text in ax.texts if text.get_gid() == "letter")
    assert [letter for _, letter in down] == ["a", "b"]
    bands = [patch for patch in ax.patches if (patch.get_gid() or "").endswith((":realised", ":met"))]
    clear = max(patch.get_xy()[:, 0].max() for patch in bands)
    assert all(text.get_position()[0] > clear for text in ax.texts if text.get_gid() == "letter")
    ends = {text.get_text()[-1] for text in ax.texts if text.get_gid() == "met"}
    assert ends == {"a", "b"}


def test_a_band_is_as_wide_on_a_slope_as_at_its_ends():
    ax = pathways_figure.pathways_figure(*drawn(), CODES)[0].axes[0]
    outline = next(patch for patch in ax.patches if patch.get_gid() == "people_leave:meals:averted").get_xy()[:82]
    widths = np.hypot(*(outline[:41] - outline[::-1][:41]).T)
    assert widths == pytest.approx(np.full(41, pathways_figure_parts.PASSAGE), abs=0.01)


def test_a_band_is_as_wide_as_its_passages_are_many_and_never_capped():
    bands = pd.DataFrame({"n_segments": [1, 5, 30]})
    wide = pathways_figure_parts.with_widths(bands)["wide"]
    assert (wide / wide[0]).tolist() == pytest.approx([1, 5, 30])
    assert wide[2] == pytest.approx(pathways_figure_parts.WIDEST)


def test_without_paths_the_figure_says_so():
    empty = drawn(LINKS.iloc[:1])
    (page,) = pathways_figure.pathways_figure(*empty, CODES)
    assert "No path reaches" in page.texts[0].get_text()


def many(n):
    codes = codebook(
        *[
            (f"barrier_{i:02d}_with_a_long_name_that_takes_sixty_characters_altogether"[:60], "barrier", "", "")
            for i in range(n)
        ],
        ("meals", "enabler", "", ""),
        *[
            (
                f"harm_{i:02d}_with_a_long_name_that_takes_sixty_characters_in_all_of_it"[:60],
                "effect",
                "co-destruction",
                "citizens",
            )
            for i in range(20)
        ],
    )
    barriers, harms = (
        codes.loc[codes["family"] == "barrier", "code_id"],
        codes.loc[codes["family"] == "effect", "code_id"].tolist(),
    )
    rows = [
        link(
            "a",
            2 * i + j,
            f"a-{2 * i + j}",
            code,
            harms[i % 20],
            "averted" if j else "realised",
            remedy="meals" if j else "",
        )
        for i, code in enumerate(barriers)
        for j in (0, 1)
    ]
    return codes, pd.DataFrame(rows)


def test_many_codes_with_long_labels_go_to_pages_that_fit_and_show_every_pair_once():
    codes, links = many(26)
    table = pathways.paths(links, codes, all_links=links, all_codings=CODINGS)
    pairs = pathways.pairs(links, table, all_links=links, all_codings=CODINGS)
    pages = pathways_figure.pathways_figure(pairs, pathways.bands(links, pairs), codes)
    assert len(pages) > 1 and all(page.get_size_inches()[1] * 25.4 <= PRESETS["bmc"].highest + 0.001 for page in pages)
    numbers = [text for page in pages for text in page.axes[0].texts if text.get_gid() == "passages"]
    assert len(pairs) == 26 and len(numbers) == 26
    for page in pages:
        page.canvas.draw()
        ax = page.axes[0]
        boxes = [text.get_window_extent() for text in ax.texts if text.get_gid() == "label"]
        assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[i + 1 :])


def test_the_caption_says_how_many_paths_are_left_to_the_table_and_what_blank_means():
    caption, alt = pathways_caption.pathways(found(), CODES, CASES)
    assert caption.startswith("**Of 3 pairs of cause and effect, 2 are stated in one case only: most paths are")
    assert "that 2 passages or more state, 1 of 3 pairs (3 passages), and 1 of 1 path with a remedy" in caption
    assert "Blank" in caption and caption.endswith("passages: explorer.html.") and len(caption.split()) <= 150
    assert 40 <= len(alt) <= 150


@pytest.mark.parametrize(("n_single", "most"), [(1, False), (2, False), (3, True)])
def test_most_paths_are_a_cases_own_only_where_more_than_half_of_the_pairs_are(n_single, most):
    rows = [link("a", n, f"a-{n}", "distrust", effect) for n, effect in enumerate(("people_leave", "new_shop"))]
    rows += [link("a", n + 2, f"a-{n + 2}", cause, "people_leave") for n, cause in enumerate(("no_time", "meals"))]
    rows += [{**row, "case_id": "b", "link_id": f"b-{row['link_id']}"} for row in rows[n_single:]]
    links = pd.DataFrame(rows)
    table = pathways.paths(links, CODES, all_links=links, all_codings=CODINGS)
    caption, _ = pathways_caption.pathways(table, CODES, CASES)
    told = f"Of 4 pairs of cause and effect, {n_single} {'is' if n_single == 1 else 'are'} stated in one case only"
    assert caption.startswith(f"**{told}") and ("own story" in caption) == most


def seen(links=LINKS, cases=CASES):
    table = found(links)
    return pathways_caption.what_we_see(table, pathways.reach(table, CODES), CODES, cases)


def test_what_we_see_says_what_several_cases_state_which_barrier_leads_furthest_and_what_met_harm():
    assert seen() == (
        "The passages state 3 pairs of cause and effect, 1 of them in more than one case; the most widely told (2 of 2"
        " cases): from ‘Distrust’ to ‘People leave’. Most kinds of harm are told after ‘Distrust’ and ‘No time’ (1 of 1"
        " each). Of 2 pairs that end in harm, 1 has a remedy that is said to have weakened or stopped it, most often"
        " ‘Meals’ (2 links); 1 of the 1 path to a remedy is told in more than one case. Two of 3 pairs rest on one"
        " passage alone."
    )


def test_what_we_see_turns_where_no_remedy_is_told_and_no_pair_comes_back():
    told = seen(LINKS.iloc[[0, 3]].assign(remedy=""))
    assert "2 pairs of cause and effect, none of them in more than one case." in told
    assert "No remedy is said to have met the harm of any of 2 pairs." in told and "told after" in told
    good = seen(LINKS.iloc[4:], CASES[:1])
    assert good == "The passages state 1 pair of cause and effect. One of 1 pair rests on one passage alone."


def test_what_we_see_without_a_link_says_so():
    assert seen(LINKS.iloc[:0]) == "No passage of 2 cases states a link, so there is no path to follow."

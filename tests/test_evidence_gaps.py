"""The evidence gap map: what is stated, what came of it, and what nobody states."""

import pandas as pd
import pytest
from conftest import codebook, coding, link, unit
from test_figure_extremes import many_codes, measured

from crosscase.core.findings import CodebookError
from crosscase.publish import bubbles
from crosscase.questions.evidence_gaps import caption, compute, figure

CODES = codebook(
    ("no_time", "barrier", "", ""),
    ("distrust", "barrier", "", ""),
    ("unseen", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("strain", "effect", "co-destruction", "providers"),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("worry", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
LEVEL = {"strain": "providers", "new_shop": "system"}
LINKS = pd.DataFrame(
    [
        {**row, "level": LEVEL.get(row["effect"], "citizens")}
        for row in (
            link("a", 1, "a-1", "distrust", "people_leave", "possible"),
            link("a", 2, "a-2", "distrust", "people_leave"),
            link("b", 3, "b-1", "distrust", "people_leave", "mitigated", remedy="meals"),
            link("b", 4, "b-1", "distrust", "strain", "possible"),
            link("b", 5, "b-2", "distrust", "new_shop"),
            link("b", 6, "b-2", "meals", "worry"),
        )
    ]
)
CODINGS = pd.DataFrame([coding("a", "a-9", "no_time", presence="possible"), coding("b", "b-9", "worry")])
CASES = pd.DataFrame([unit("a"), unit("b")])


def found(links=LINKS, **more):
    return compute.gaps(links, CODINGS, CODES, **more)


def test_every_pair_of_a_seen_barrier_and_a_seen_harm_has_a_row_and_a_gap_has_zeros():
    shown = found()[["cause", "effect", "level", "outcome", "n_links", "n_segments", "n_cases", "segment_ids"]]
    assert shown.to_numpy().tolist() == [
        ["distrust", "people_leave", "citizens", "happened", 3, 3, 2, "a:a-1 a:a-2 b:b-1"],
        ["distrust", "worry", "citizens", "", 0, 0, 0, ""],
        ["distrust", "strain", "providers", "feared", 1, 1, 1, "b:b-1"],
        ["no_time", "people_leave", "citizens", "", 0, 0, 0, ""],
        ["no_time", "worry", "citizens", "", 0, 0, 0, ""],
        ["no_time", "strain", "providers", "", 0, 0, 0, ""],
    ]


def test_a_total_counts_a_passage_once():
    assert compute.totals(found(), "cause") == {"distrust": 3, "no_time": 0}
    assert compute.totals(found(), "effect") == {"people_leave": 3, "worry": 0, "strain": 1}


def test_the_order_of_rows_changes_nothing_and_an_unknown_code_is_refused():
    pd.testing.assert_frame_equal(found(), found(LINKS.sample(frac=1, random_state=3)))
    with pytest.raises(CodebookError, match="'distrsut' is not a barrier"):
        found(LINKS.assign(cause="distrsut"))


def test_a_second_case_by_shared_text_alone_is_marked():
    assert found(shared={"a:a-1", "a:a-2"})["several_by_shared"].tolist() == [True, *[False] * 5]
    assert not found(shared={"a:a-1"})["several_by_shared"].any()


def drawn(table):
    (page,) = figure.evidence_gaps_figure(table, CODES)
    discs = {
        (ax.get_gid().split(":")[1], int(line.get_xdata()[0]), int(line.get_ydata()[0])): line.get_gid()
        for ax in page.axes
        for line in ax.lines
        if str(line.get_gid()).startswith("outcome")
    }
    numbers = [text.get_text() for ax in page.axes for text in ax.texts if text.get_gid() == "cell"]
    return page, discs, numbers


def test_the_map_shows_what_came_of_a_pair_the_cases_where_there_are_several_and_nothing_in_a_gap():
    page, discs, numbers = drawn(found(shared={"a:a-1", "a:a-2"}))
    assert discs == {("Citizens", 0, 0): "outcome happened", ("Providers", 0, 0): "outcome feared"}
    assert numbers == ["2†"]
    assert [text.get_text() for text in page.texts if text.get_gid() == "total"] == ["3", "0", "3", "0", "1"]
    key = [text.get_text() for text in page.texts]
    assert {"harm happened", "cases, where more than one", "second case only by text that both share"} <= set(key)
    _, _, alone = drawn(found(LINKS[LINKS["case_id"] == "a"]))
    assert alone == []


def test_area_and_not_width_counts_passages_and_no_disc_touches_the_next():
    cells = pd.DataFrame([dict(row="r", column=f"c{n}", n=n, happened=n, met=0, said="") for n in (4, 9)])
    part = bubbles.Part("Rows", ["r"], [bubbles.Group("Columns", "co-destruction", ["c4", "c9"])])
    names = {code: code for code in ("r", "c4", "c9")}
    (page,) = bubbles.bubble_pages([part], cells, names, bubbles.Legend("Area: passages"), preset="bmc")
    small, large = (
        line.get_markersize() + line.get_markeredgewidth()
        for line in page.axes[0].lines
        if str(line.get_gid()).startswith("outcome")
    )
    assert large / small == pytest.approx(3 / 2)
    assert (small + large) / 2 * 25.4 / 72 < page.axes[0].get_position().width * 170 / 2


def discs_of(*counted):
    """Draw a row of discs, each a count with how much happened and was met; return their signs and areas."""
    columns = [f"c{number}" for number in range(len(counted))]
    cells = [
        dict(row="r", column=column, n=n, happened=happened, met=met, said="")
        for column, (n, happened, met) in zip(columns, counted, strict=True)
    ]
    part = bubbles.Part("Rows", ["r"], [bubbles.Group("Columns", "co-destruction", columns)])
    names = {code: code for code in ("r", *columns)}
    (page,) = bubbles.bubble_pages([part], pd.DataFrame(cells), names, bubbles.Legend("Area: passages"), preset="bmc")
    found = {}
    for line in page.axes[0].lines:
        # The line of a ring around a disc stands outside its area.
        edge = line.get_markeredgewidth() * (-1 if line.get_gid() == "all" else 1)
        found.setdefault(int(line.get_xdata()[0]), {})[line.get_gid()] = (line.get_markersize() + edge) ** 2
    return [found[number] for number in range(len(columns))]


def test_the_disc_in_a_ring_has_the_area_of_what_happened_and_the_ring_that_of_all():
    some, none_of_it, every, met, feared, nearly = discs_of(
        (8, 3, 3), (6, 0, 2), (4, 4, 0), (4, 0, 4), (4, 0, 0), (9, 8, 1)
    )
    one = every["outcome happened"] / 4
    assert some == {"all": pytest.approx(8 * one), "outcome happened": pytest.approx(3 * one)}
    assert none_of_it == {"all": pytest.approx(6 * one), "outcome met": pytest.approx(2 * one)}
    assert [met, feared] == [{"outcome met": pytest.approx(4 * one)}, {"outcome feared": pytest.approx(4 * one)}]
    assert nearly["outcome happened"] < nearly["all"]


def test_the_areas_add_up_to_the_passages_in_which_harm_happened_and_no_passage_counts_twice():
    table = found()
    assert table["n_segments_happened"].tolist() == [1, 0, 0, 0, 0, 0]
    assert table["n_segments_met"].tolist() == [1, 0, 0, 0, 0, 0]
    again = pd.concat(
        [LINKS, LINKS.iloc[[1]].assign(link_id="a-9"), LINKS.iloc[[0]].assign(status="realised", link_id="a-8")]
    )
    happened = again[(again["status"] == "realised") & (again["cause"] == "distrust") & (again["level"] == "citizens")]
    assert found(again)["n_segments_happened"].sum() == happened["segment_id"].nunique() == 2


def told(table, cases=CASES, links=LINKS, **more):
    return caption.evidence_gaps(table, links, CODES, cases, **more)


def test_the_caption_begins_with_what_is_stated_and_says_what_a_gap_is():
    text, alt = told(found(shared={"a:a-1"}), note="It holds in 3 of 4 re-analyses.")
    assert text == (
        "**Of 6 pairs of a barrier and a harm, 2 are stated by some source, and 1 in more than one case.** Barriers by"
        " harm, in 2 cases: 4 links (stated cause and effect), 3 passages. Area: passages; disc in a"
        " ring: those in which it happened (half-filled: only met by a remedy); number: cases. Blank is a gap: both are"
        " seen, yet nobody states that one led to the other. One link to good is not drawn. It"
        " holds in 3 of 4 re-analyses. Signs, limits: ‘How to read these figures’; passages: explorer.html."
    )
    shared = told(found(shared={"a:a-1", "a:a-2"}), note="word " * 58)[0]
    assert "1 in more than one case (none without shared text).**" in shared
    assert len(shared.split()) <= 150  # as long as a note of two findings
    assert alt == (
        "Bubbles of 2 barriers by 3 harms: 2 of 6 pairs stated, 1 in several cases; most often: distrust to people"
        " leave."
    )


def test_the_caption_turns_with_one_case_and_without_a_link():
    one = LINKS[LINKS["case_id"] == "a"]
    text, alt = told(found(one), CASES[:1], one)
    assert text.startswith("**Of 4 pairs of a barrier and a harm, 1 is stated by some source.**")
    assert "number: cases" not in text and "not drawn" not in text and "several" not in alt
    enabled = LINKS[LINKS["cause"] == "meals"]
    text, alt = told(found(enabled), CASES, enabled)
    assert text.startswith("**No source states that any of 1 barrier led to any of 1 harm.**")
    assert alt == "Bubbles of 1 barrier by 1 harm: 0 of 1 pair stated, 0 in several cases."
    assert (
        caption.what_we_see(found(enabled), CODES, CASES) == "No source of 2 cases states that a barrier led to harm."
    )
    bare = compute.gaps(LINKS.iloc[:0], CODINGS.iloc[:0], CODES)
    assert (
        told(bare, CASES, LINKS.iloc[:0])[1] == "No barrier and no harm to lay against each other are seen in 2 cases."
    )
    (page,) = figure.evidence_gaps_figure(bare, CODES)
    assert "No case was coded" in page.texts[0].get_text()


def test_what_we_see_names_what_is_told_most_widely_and_what_is_bare():
    assert caption.what_we_see(found(shared={"a:a-1", "a:a-2"}), CODES, CASES) == (
        "The sources of 2 cases state 2 of 6 pairs of a barrier and a harm; 4 are gaps. 1 stands in more than one case;"
        " 1 of them only by text that cases share; most widely (2 cases): from ‘Distrust’ to ‘People leave’. Of the"
        " stated pairs there are 1 in which the harm happened somewhere and 1 in which it was only feared. No harm is"
        " stated to have followed ‘no time’. No barrier is stated to have led to ‘worry’."
    )
    assert "None of them stands in more than one case." in caption.what_we_see(
        found(LINKS[LINKS["case_id"] == "b"]), CODES, CASES
    )


def test_the_limits_count_the_pairs_that_rest_on_one_passage():
    assert "1 of 2 stated pairs rest on a single passage" in caption.limits(found())


def many(codes, n_cases):
    """Links of many cases between all barriers and harms of a codebook, in lumps as real ones come."""
    barriers = codes.loc[codes["family"] == "barrier", "code_id"].tolist()
    harms = codes.loc[codes["valence"] == "co-destruction", "code_id"].tolist()
    status = ("realised", "mitigated", "averted", "possible")
    places = (
        (n, f"k{n % n_cases}", barriers[n * n % 97 % len(barriers)], harms[n * n % 89 % len(harms)]) for n in range(600)
    )
    rows = [link(case, n, f"{case}-{n}", cause, effect, status[n % 4]) for n, case, cause, effect in places]
    read = pd.DataFrame([coding("k0", "k0-0", code) for code in barriers + harms])
    return compute.gaps(pd.DataFrame(rows), read, codes)


def test_thirty_barriers_and_twenty_harms_stand_on_one_page():
    codes = codebook(
        *((f"barrier_{n:02}", "barrier", "", "") for n in range(30)),
        *((f"harm_{n:02}", "effect", "co-destruction", ("citizens", "team", "system")[n % 3]) for n in range(20)),
    )
    codes = codes.assign(label="Weak coordination of partners " + codes["code_id"].str[-2:])
    assert measured(figure.evidence_gaps_figure(many(codes, 5), codes, preset="bmc"), "bmc") == 1


def test_long_labels_and_forty_cases_go_to_pages_that_fit_and_nothing_meets():
    codes = many_codes(80)
    pages = figure.evidence_gaps_figure(many(codes, 40), codes, preset="mdpi")
    assert measured(pages, "mdpi") > 1
    for ax in pages[0].axes:
        ax.figure.canvas.draw()
        discs = [line for line in ax.lines if str(line.get_gid()).startswith("outcome")]
        for kind in (discs, [text for text in ax.texts if text.get_gid() == "cell"]):
            boxes = [item.get_window_extent() for item in kind]
            assert boxes and not any(one.overlaps(two) for n, one in enumerate(boxes) for two in boxes[n + 1 :])

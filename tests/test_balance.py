"""Balance: what became of the harm, what may be said of cases, and which reading says that a remedy met it."""

import pandas as pd
import pytest
from conftest import codebook, coding, link, unit

from crosscase.core import counts
from crosscase.publish import words
from crosscase.questions.balance import caption as balance_caption
from crosscase.questions.balance import caption_harm, met
from crosscase.questions.balance import compute as balance
from crosscase.questions.balance import figure as balance_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("visits", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b")])
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
        link("a", 3, "a-3", "meals", "new_shop"),
        link("b", 4, "b-1", "no_time", "people_leave", "possible"),
        link("b", 5, "b-2", "meals", "people_leave"),
    ]
)
# Two passes and a consensus: A reads two remedies, B one, the consensus keeps the one that both read.
READINGS = pd.concat(
    [
        LINKS.assign(coder="A"),
        pd.DataFrame([link("b", 6, "b-1", "no_time", "people_leave", "mitigated", remedy="visits", coder="A")]),
        LINKS.assign(coder="B"),
        LINKS.assign(coder="consensus"),
    ],
    ignore_index=True,
)
CODINGS = pd.DataFrame(
    [coding(case, f"{case}-1", "distrust", coder=coder) for case in "ab" for coder in ("A", "B", "consensus")]
)


def remedies():
    return balance.remedies(LINKS, READINGS, CODINGS, CODES)


def test_shares_of_status_divide_by_the_links_to_harm_and_cases_count_enablers_too():
    table = balance.shares(LINKS, CODES, CASES)
    assert len(table) == 4 * 4
    shown = table[table["n_links"] > 0]
    assert shown[["what", "id", "status", "n_links", "of", "share", "segment_ids"]].to_numpy().tolist() == [
        ["barrier", "distrust", "realised", 1, 2, 0.5, "a:a-1"],
        ["barrier", "distrust", "averted", 1, 2, 0.5, "a:a-2"],
        ["barrier", "no_time", "possible", 1, 1, 1.0, "b:b-1"],
        ["unit", "a", "realised", 1, 2, 0.5, "a:a-1"],
        ["unit", "a", "averted", 1, 2, 0.5, "a:a-2"],
        ["unit", "b", "realised", 1, 2, 0.5, "b:b-2"],
        ["unit", "b", "possible", 1, 2, 0.5, "b:b-1"],
    ]
    assert not {"low", "high"} & set(table.columns)


def test_a_share_of_cases_that_nobody_sampled_has_no_interval_and_two_cases_have_no_range():
    table = balance.over_cases(LINKS, CASES, seed=1).set_index("measure")
    assert table.loc["cases with a harm met", ["estimate", "told"]].tolist() == [0.5, "1 of 2"]
    assert table[["low", "high", "p", "n_tests"]].isna().all(axis=None)
    assert table["told"].drop("cases with a harm met").str.startswith("No p-value").all()
    assert float(table.loc["share of harms met", "estimate"]) == 0.25 and float(
        table.loc["good minus harm", "estimate"]
    ) == pytest.approx((-1 / 3 - 1) / 2)


def test_two_links_of_one_passage_are_two_in_a_share():
    two = pd.concat([LINKS, pd.DataFrame([link("a", 6, "a-1", "distrust", "people_leave")])])
    table = balance.shares(two, CODES, CASES).set_index(["id", "status"])
    assert table.loc[("distrust", "realised"), ["n_links", "of", "n_segments"]].tolist() == [2, 3, 1]
    assert table.loc[("a", "averted"), "share"] == pytest.approx(1 / 3)


def test_a_harm_is_met_when_mitigated_or_averted_and_a_case_without_harm_takes_no_part():
    links = pd.concat(
        [
            LINKS.assign(status=LINKS["status"].replace("possible", "mitigated")),
            pd.DataFrame([link("c", 7, "c-1", "meals", "new_shop")]),
        ]
    )
    table = balance.over_cases(links, pd.DataFrame([unit("a"), unit("b"), unit("c")]), seed=1).set_index("measure")
    assert table.loc["cases with a harm met", ["estimate", "n_units"]].tolist() == [1, 2]
    assert table.loc["share of harms met", ["estimate", "n_units"]].tolist() == [0.5, 2]
    assert table.loc["share of harms realised", ["estimate", "n_units"]].tolist() == [0.5, 2]
    # a: 1 of 3 links to good, b: none of 2, c: 1 of 1.
    good = table.loc["good minus harm"]
    assert good["n_units"] == 3 and float(good["estimate"]) == pytest.approx((-1 / 3 - 1 + 1) / 3)


def test_twelve_cases_get_a_range_and_an_exact_p_value():
    names = [f"c{number:02d}" for number in range(12)]
    rows = [
        link(
            name,
            number,
            f"{name}-{number}",
            "distrust",
            "people_leave",
            "averted" if number == 0 and name < "c06" else "realised",
            remedy="meals" if number == 0 and name < "c06" else "",
        )
        for name in names
        for number in (0, 1)
    ]
    table = balance.over_cases(pd.DataFrame(rows), pd.DataFrame([unit(name) for name in names]), seed=1).set_index(
        "measure"
    )
    assert (
        float(table.loc["good minus harm", "p"]) == pytest.approx(2 / 2**12)
        and int(table.loc["good minus harm", "n_tests"]) == 1
    )
    met = table.loc["share of harms met"]
    assert 0 < met["low"] < met["estimate"] == 0.25 < met["high"] < 0.5


def test_a_remedy_stands_with_what_each_reading_says_of_it():
    table = remedies()
    columns = [
        "case_id",
        "cause",
        "remedy",
        "status",
        "n_links",
        "n_segments",
        "n_first",
        "n_second",
        "read_by",
        "segment_ids",
        "all_segment_ids",
    ]
    assert table[columns].to_numpy().tolist() == [
        ["a", "distrust", "meals", "averted", 1, 1, 1, 1, "A and B", "a:a-2", "a:a-2"],
        ["b", "no_time", "visits", "mitigated", 0, 0, 1, 0, "A", "", "b:b-1"],
    ]


def test_a_remedy_that_only_a_pass_beside_the_two_reads_is_not_listed():
    third = link("b", 8, "b-1", "no_time", "people_leave", "averted", remedy="meals", coder="trial")
    more = pd.concat([READINGS, pd.DataFrame([third])], ignore_index=True)
    pd.testing.assert_frame_equal(remedies(), balance.remedies(LINKS, more, CODINGS, CODES))


def test_a_case_with_one_pass_is_not_said_to_depend_on_it():
    alone = balance.remedies(LINKS, LINKS, CODINGS[CODINGS["coder"] == "A"], CODES)
    assert alone["read_by"].tolist() == [balance.NOT_READ_TWICE]


def test_the_order_of_rows_changes_nothing():
    mixed = balance.remedies(
        LINKS.sample(frac=1, random_state=1), READINGS.sample(frac=1, random_state=2), CODINGS, CODES
    )
    pd.testing.assert_frame_equal(remedies(), mixed)
    pd.testing.assert_frame_equal(
        balance.shares(LINKS, CODES, CASES), balance.shares(LINKS.sample(frac=1, random_state=1), CODES, CASES)
    )


def test_the_matrix_of_remedies_shows_kept_links_and_those_of_both_passes():
    assert balance.remedy_matrix(remedies(), CODES).to_dict("index") == {
        "Meals": {"Distrust": "1 (1, 1)", "No time": ""},
        "Visits": {"Distrust": "", "No time": "0 (1, 0)"},
    }


def test_a_share_of_few_links_is_not_printed():
    five = pd.concat(
        [LINKS] + [pd.DataFrame([link("a", 10 + n, f"a-{10 + n}", "distrust", "people_leave")]) for n in range(3)]
    )
    printed = balance.published_shares(balance.shares(five, CODES, CASES), CODES, CASES).set_index("Barrier or case")
    assert printed.loc["Distrust", ["Links", "Realised", "Averted"]].tolist() == [5, "4 (80%)", "1 (20%)"]
    assert printed.loc["No time", "Possible"] == "1"


def test_a_case_with_two_statuses_is_one_case_in_print():
    printed = balance.published_shares(balance.shares(LINKS, CODES, CASES), CODES, CASES).set_index("Barrier or case")
    assert printed.loc["Distrust", ["Kind", "Links", "Cases", "Passages"]].tolist() == ["barrier", 2, 1, 2]


def test_each_side_is_stacked_from_the_middle_by_what_came_of_it_and_a_remedy_is_one_part():
    links = pd.concat([LINKS, pd.DataFrame([link("a", 6, "a-1", "no_time", "people_leave", "mitigated")])])
    cases = CASES.assign(n_segments=[7, 12])
    (page,) = balance_figure.balance_figure(counts.balance(links, cases), cases)
    ax = page.axes[0]
    bars = [(bar.get_gid(), bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert bars == [
        ("a:co-destruction:happened", 0, -1),
        ("a:co-destruction:met", -1, -2),
        ("a:co-creation:happened", 0, 1),
        ("b:co-destruction:happened", 0, -1),
        ("b:co-destruction:feared", -1, -1),
    ]
    said = {gid: [t.get_text() for t in ax.texts if t.get_gid() == gid] for gid in ("part", "total", "n")}
    assert said == {"part": ["1", "2", "1", "1", "1"], "total": ["3", "1", "2", "0"], "n": ["n = 7", "n = 12"]}
    key = [text.get_text() for text in page.texts if text.get_gid() == "key"]
    assert key == ["happened", "met by a remedy", "only feared"]


def test_the_caption_of_the_balance_begins_with_which_way_it_tips_and_turns_with_the_data():
    caption, alt = balance_caption.balance(counts.balance(LINKS, CASES), CASES, note="X: holds in 3 of 4 re-analyses.")
    assert caption == (
        "**More harm than good is told of A and B.** Links (a stated cause"
        " and effect): 4 to harm (2 happened, 1 met by a remedy, 1 only feared) and 1 to good (1 happened, 0 only hoped"
        " for), in 2 cases. n: passages. Lengths compare what the sources report, not how well a case went: a study of"
        f" failure reports failures. X: holds in 3 of 4 re-analyses. {words.HOW_TO_READ}"
    )
    assert alt == (
        "Diverging bars of 2 cases: 4 statements of harm at the left, 1 of good at the right; more harm in 2."
    )

    def tips(links, cases=CASES):
        return balance_caption.balance(counts.balance(links, cases), cases)[0].split("**")[1]

    good = pd.DataFrame([link("b", n, "b-3", "meals", "new_shop") for n in (7, 8, 9)])
    assert tips(pd.concat([LINKS, good])) == "More harm than good is told of A, and more good than harm of B."
    assert tips(good) == "More good than harm is told of B."
    assert tips(LINKS[LINKS["link_id"].isin(["a-l1", "a-l3"])]) == (
        "Harm and good are told of equally often in both cases."
    )
    assert tips(LINKS.iloc[:0]) == "No passage of 2 cases states harm or good."
    many = [f"c{n}" for n in range(7)]
    links = pd.DataFrame([link(one, n, f"{one}-1", "no_time", "people_leave") for n, one in enumerate(many[:5])])
    assert tips(links, pd.DataFrame([unit(one) for one in many])) == "More harm than good is told of 5 of 7 cases."


def test_what_stands_below_the_balance_gives_no_interval_for_links():
    shares, over = balance.shares(LINKS, CODES, CASES), balance.over_cases(LINKS, CASES, seed=1)
    told = caption_harm.harm_told(shares, over, CASES)
    assert (
        "50% realised (50% to 50% by case)" in told
        and "their shares carry no interval" in told
        and "Cases in which a harm was met: 1 of 2 that tell of harm." in told
        and "Wilson" not in told
    )
    caption = caption_harm.shares_table(shares, CASES, 5)
    assert caption.startswith("**Of 4 links to harm in 2 cases, 2 say that it happened and 1 that a remedy met it.**")


def test_a_sentence_begins_with_a_number_in_words_up_to_ten():
    begun = [words.opening(text) for text in ("5 cases tell", "6 units of 5 cases", "10 cases", "11 cases", "0 links")]
    assert begun == ["Five cases tell", "Six units of 5 cases", "Ten cases", "11 cases", "No links"]
    assert words.opening("Each case") == "Each case"


def test_many_labels_are_counted_and_few_are_quoted():
    assert words.few(["Lack of time, money or staff", "Blaming"], "barrier") == (
        "‘Lack of time, money or staff’ and ‘Blaming’"
    )
    assert words.few(list("abcd"), "barrier") == "4 barriers"


def seen(links=LINKS, cases=CASES):
    found = balance.remedies(links, links, CODINGS[CODINGS["coder"] == "A"], CODES)
    by_status = counts.balance(links, cases)
    return balance_caption.what_we_see(by_status, balance.shares(links, CODES, cases), found, CODES, cases)


def test_what_we_see_weighs_harm_and_good_and_turns_with_the_data():
    assert seen() == (
        "Two cases tell of 4 links to harm (co-destruction) and 1 to good (co-creation). Both sides are told of in 1 of"
        " 2, and more harm than good is told of A and B. Of the harm, 2 of 4 links say that it happened and tell of no"
        " remedy, 1 that a remedy weakened or stopped it, and 1 that it was only feared. It is traced"
        " most often to ‘Distrust’ (2). Which remedy met which harm hangs"
        " on the reader: of 1 such reading, 1 stands in the analysed pass."
    )
    assert seen(LINKS.iloc[:0]) == "No passage states a link, so nothing can be weighed."
    good = seen(LINKS[LINKS["effect"] == "new_shop"], CASES[:1])
    assert good.startswith("One case tells of 0 links to harm") and "nowhere is more harm than good told" in good
    even = LINKS[LINKS["link_id"].isin(["a-l1", "a-l3"])]
    assert "Both sides are told of in 1 of 2, and nowhere is more harm than good told." in seen(even)


def test_a_harm_that_some_pass_reads_as_met_is_a_row_with_what_each_pass_has():
    kept = pd.DataFrame(
        [
            link("a", 1, "a-2", "distrust", "people_leave", "mitigated", remedy="meals", episode="a-1 a-2"),
            link("a", 2, "a-3", "distrust", "people_leave"),
            link("a", 3, "a-4", "distrust", "people_leave"),
        ]
    )
    alone = pd.DataFrame(
        [
            link("a", 4, "a-2", "distrust", "people_leave"),
            link("a", 5, "a-2", "distrust", "people_leave", "averted", remedy="meals", coder="B"),
            link("a", 6, "a-3", "distrust", "people_leave", "averted", remedy="meals", coder="B"),
            link("a", 7, "a-4", "meals", "new_shop", "mitigated", remedy="meals", coder="B"),
        ]
    )
    read = pd.DataFrame([coding("a", "a-9", "distrust", coder=coder) for coder in ("A", "B")])
    table = met.met_harms(kept, alone, read)
    assert table[["segment_id", "kept", "first", "second", "segment_ids"]].values.tolist() == [
        ["a-2", "mitigated by meals", "realised", "averted by meals", "a:a-1 a:a-2"],
        ["a-3", "realised", "no such link", "averted by meals", "a:a-3"],
    ]
    told = met.caption(table, kept, CASES, CODES)
    assert told.startswith(
        "**1 account of a harm that a remedy met, in 1 of 2 cases: 1 mitigated (it happened, but weaker), 0"
    )
    assert "(1 link in all)" in told and "1 more, at the end, is read so by a separate coding only." in told
    assert "In 0 of 2 rows the consensus and both" in told and told.endswith(words.HOW_TO_READ)
    assert len(told.split()) <= 150
    said = [("a-1", "", "author"), ("a-2", "Nurse 3", "staff"), ("a-3", "Nurse 3", "nurse")]
    segments = pd.DataFrame(
        [
            dict(case_id="a", segment_id=one, speaker=speaker, role=role, paraphrase=f"Told in {one}.")
            for one, speaker, role in said
        ]
    )
    printed = met.published(table, CODES, CASES, segments)
    assert printed.to_numpy().tolist() == [
        [
            "Meals",
            "Distrust → People leave",
            "mitigated",
            "A",
            "Told in a-1. (a-1) Told in a-2. (a-2)",
            "authors; Nurse 3 (staff)",
            "Consensus; Coding A: happened; Coding B: averted by meals",
        ],
        [
            "Meals",
            "Distrust → People leave",
            "averted",
            "A",
            "Told in a-3. (a-3)",
            "Nurse 3",
            "Coding B; Consensus: happened; Coding A: no such link",
        ],
    ]
    assert met.by_remedy(table)["remedies"].tolist() == ["meals", "meals"]
    assert met.remedy_names(table.assign(first="averted by visits; averted by meals", kept=met.NO_LINK), CODES) == {
        "visits+meals": "Visits; Meals"
    }
    assert list(printed.columns) == list(met.COLUMNS) and sum(met.WIDTHS) <= 267 and len(met.WIDTHS) == 7


def test_a_harm_that_one_coding_alone_has_read_is_not_said_to_be_read_otherwise_by_the_other():
    kept = pd.DataFrame([link("a", 1, "a-2", "distrust", "people_leave", "mitigated", remedy="meals")])
    table = met.met_harms(kept, kept.iloc[:0], CODINGS[CODINGS["coder"] == "A"])
    assert table[["first", "second"]].values.tolist() == [[balance.NOT_READ_TWICE] * 2]
    segments = pd.DataFrame([dict(case_id="a", segment_id="a-2", speaker="", role="author", paraphrase="So it was.")])
    printed = met.published(table, CODES, CASES, segments, coder="A")
    assert printed["Read so by"].tolist() == ["Analysed coding; read once only"]


def test_the_joint_display_says_which_remedy_met_harm_in_most_cases_and_when_none_did():
    one = dict(cause="distrust", effect="people_leave", first=met.NO_LINK, second=met.NO_LINK, segment_ids="")
    rows = [("a", "averted by meals"), ("b", "mitigated by meals; averted by visits"), ("b", "mitigated by meals")]

    def said(rows):
        table = pd.DataFrame([dict(one, case_id=case, segment_id=str(n), kept=k) for n, (case, k) in enumerate(rows)])
        return met.caption(table, LINKS, CASES, CODES)

    assert "Of 2 remedies, ‘Meals’ met harm in 2 cases, no other in as many." in said(rows)
    assert "Of 2 remedies, none is told of in more than one case." in said(rows[1:])
    assert "remedies, " not in said(rows[:1])
    none = met.met_harms(LINKS.assign(status="realised", remedy=""), LINKS.iloc[:0], CODINGS)
    assert met.caption(none, LINKS, CASES, CODES).startswith("**No passage of 2 cases says that a remedy met a harm.**")
    assert met.published(none, CODES, CASES, pd.DataFrame(columns=["case_id", "segment_id"])).empty


def test_passages_are_counted_by_what_they_are_read_as():
    readings = pd.DataFrame(
        [
            dict(case_id="a", unit_id="a", segment_id=f"a-{n}", speaker="", valence=valence, status=status)
            for n, valence, status in ((1, "both", "realised"), (2, "both", "realised"), (3, "neither", "possible"))
        ]
    )
    table = balance.read_as(readings, pd.DataFrame([unit("a")])).set_index(["valence", "status"])
    assert table.loc[("both", "realised"), ["n_segments", "segment_ids"]].tolist() == [2, "a:a-1 a:a-2"]
    assert table["n_segments"].sum() == 3 and len(table) == 16


def test_what_is_told_without_a_link_is_counted_beside_the_links():
    readings = pd.DataFrame(
        [
            dict(case_id="a", segment_id=f"a-{n}", valence=valence)
            for n, valence in ((1, "co-destruction"), (2, "both"), (3, "both"), (4, "neither"))
        ]
    )
    links = pd.DataFrame(
        [
            link("a", 1, "a-2", "distrust", "people_leave", episode="a-1 a-2"),
            link("a", 2, "a-4", "meals", "new_shop"),
        ]
    )
    assert words.passages_read(readings, links) == (
        "Read passage by passage, 3 of 4 tell of co-destruction and 2 of co-creation (2 of both); 1 and 2 of them stand"
        " in no link of that kind."
    )
    assert words.passages_read(readings.iloc[:0], links) == ""

"""Saturation, against published answers: vegan's specpool of the Barro Colorado plots, iNEXT's spiders, every order
by hand.
"""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from conftest import codebook, coding, unit

from crosscase.core import counts, honest
from crosscase.publish.artwork import writing
from crosscase.publish.words import HOW_TO_READ
from crosscase.questions.saturation import caption as saturation_caption
from crosscase.questions.saturation import compute as saturation
from crosscase.questions.saturation import figure as saturation_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("far_away", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
)
CASES = pd.DataFrame([unit("a"), unit("b"), unit("c")])
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("a", "a-1", "meals"),
        coding("a", "a-2", "distrust"),
        coding("b", "b-1", "distrust"),
        coding("b", "b-1", "no_time"),
        coding("b", "b-2", "people_leave"),
        coding("c", "c-1", "no_time", presence="absent"),
    ]
)
SEGMENTS = pd.DataFrame(
    [dict(case_id=s[0], segment_id=s, unit_id=s[0], speaker="") for s in ("a-1", "a-2", "b-1", "b-2", "c-1")]
)
NO_LINKS = pd.DataFrame(
    columns=["case_id", "link_id", "segment_id", "cause", "effect", "unit_id", "speaker"], dtype="str"
)

# Spiders of girdled hemlock plots (Sackett et al. 2011), the example that iNEXT ships (Hsieh, Ma and Chao 2016).
GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12


def tables(codings=CODINGS, skipped=None, cases=CASES):
    by_case = counts.codes_by_case(codings, NO_LINKS, CODES, cases, skipped or {})
    return (
        by_case,
        saturation.curves(by_case, SEGMENTS, codings, CODES, cases),
        saturation.estimates(by_case, SEGMENTS, codings, CODES, cases),
    )


def test_rarefaction_is_that_of_inext_on_the_girdled_spiders():
    # iNEXT 3.0.2, order 0, at 1, 10, 50, 100, 167 and 168 individuals.
    mean = saturation.rarefied(GIRDLED, 168)
    assert np.round(mean[[0, 9, 49, 99, 166, 167]], 6).tolist() == [
        1.0,
        6.478617,
        15.030098,
        20.459426,
        25.928571,
        26.0,
    ]


def test_chao2_is_that_of_vegan_on_the_barro_colorado_plots():
    # vegan, specpool(BCI): 225 species in 50 plots, 21 in one plot and 19 in two; chao 236.3732 (s.e. 6.54361), jack1
    # 245.58, jack2 247.8722.
    found = honest.chao2(225, 21, 19, 50, word="plot")
    assert round(found.estimate, 4) == 236.3732
    first, second = saturation.jackknife(225, 21, 19, 50)
    assert (round(first, 2), round(second, 4)) == (245.58, 247.8722)
    # The log-normal range with that standard error (Chao 1987).
    unseen, spread = (
        found.estimate - 225,
        np.exp(1.959964 * np.sqrt(np.log(1 + (6.54361 / (found.estimate - 225)) ** 2))),
    )
    assert np.allclose([found.low, found.high], [225 + unseen / spread, 225 + unseen * spread], atol=1e-3)


@pytest.mark.parametrize(
    ("seen", "once", "twice", "n", "estimate", "low", "high"),
    [(26, 12, 4, 168, 43.893, 30.511, 96.971), (37, 14, 4, 252, 61.403, None, None)],
)
def test_chao_is_that_of_inext_on_both_spider_samples(seen, once, twice, n, estimate, low, high):
    # iNEXT, ChaoRichness(spider): Girdled 43.893 (95 % range 30.511 to 96.971), Logged 61.403.
    found = honest.chao2(seen, once, twice, n)
    assert round(found.estimate, 3) == estimate
    assert low is None or (round(found.low, 3), round(found.high, 3)) == (low, high)


def test_chao2_without_codes_seen_twice_takes_the_bias_corrected_form():
    assert honest.chao2(5, 4, 0, 4).estimate == 5 + 3 / 4 * 4 * 3 / 2
    assert honest.chao2(5, 0, 0, 8).low == honest.chao2(5, 0, 0, 8).high == 5


def test_the_range_without_codes_seen_twice_has_the_variance_of_the_bias_corrected_form():
    # 10 codes, 4 of them in one of 8 cases: 7/8 x 4 x 3 / 2 unseen; variance as iNEXT and SpadeR take it (Chao 1987).
    found, a = honest.chao2(10, 4, 0, 8), 7 / 8
    variance = a * 4 * 3 / 2 + a**2 * 4 * 7**2 / 4 - a**2 * 4**4 / (4 * 15.25)
    spread = np.exp(1.959964 * np.sqrt(np.log(1 + variance / 5.25**2)))
    assert found.estimate == 15.25 and np.allclose([found.low, found.high], [10 + 5.25 / spread, 10 + 5.25 * spread])


def test_no_range_of_an_estimate_is_given_for_fewer_than_six_cases_nor_over_passages():
    five, six, passages = (
        honest.chao2(20, 5, 4, 5),
        honest.chao2(20, 5, 4, 6),
        honest.chao2(20, 5, 4, 300, word="passage", independent=False),
    )
    assert five.low is None and "5 cases allow no sign-flip p below 0.0625" in five.told
    assert six.low < six.estimate < six.high and "95 % range" in six.told
    assert passages.low is None and passages.told == "No range is given: the passages are not independent."
    assert np.isnan(honest.chao2(3, 3, 0, 1).estimate)


def test_counts_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="not part of 3"):
        honest.chao2(3, 3, 1, 5)
    with pytest.raises(ValueError, match="seen in 1 to 4 units"):
        saturation.rarefied([5], 4)


def test_mean_low_and_high_are_those_of_every_order_tried_one_by_one():
    shown = [{"a", "b"}, {"b"}, {"c", "d", "e"}, set(), {"a", "e"}]
    seen = np.array([[len(set().union(*order[: n + 1])) for n in range(5)] for order in permutations(shown)])
    low, high = saturation.over_orders(shown)
    assert low.tolist() == seen.min(axis=0).tolist() and high.tolist() == seen.max(axis=0).tolist()
    assert np.allclose(saturation.rarefied([2, 2, 1, 1, 2], 5), seen.mean(axis=0))


def test_the_orders_of_many_cases_are_not_listed_and_the_mean_still_stands():
    assert saturation.over_orders([{"a"}] * 16) is None
    assert np.allclose(saturation.rarefied([16], 16), 1)


def test_curves_and_estimates_count_codes_over_cases_and_over_passages():
    _, curves, estimates = tables()
    over = curves[(curves["family"] == "barrier") & (curves["over"] == "cases")]
    assert over[["n_units", "mean", "low", "high"]].round(4).values.tolist() == [
        [1, 1.0, 0, 2],
        [2, 1.6667, 1, 2],
        [3, 2.0, 2, 2],
    ]
    pooled = curves[(curves["family"] == "barrier") & (curves["over"] == "passages") & (curves["unit"] == "")]
    assert pooled["mean"].round(4).tolist() == [0.8, 1.3, 1.6, 1.8, 2.0] and pooled["low"].isna().all()
    row = estimates.set_index(["family", "over", "unit"]).loc[("barrier", "cases", "")]
    assert row[["n_codes", "n_left_out", "n_seen", "n_open", "n_once", "n_twice"]].tolist() == [3, 0, 2, 1, 1, 1]
    assert (
        round(row["last_step"], 4) == 0.3333
        and round(row["chao2"], 4) == round(2 + 2 / 3 / 2, 4)
        and pd.isna(row["chao2_low"])
    )
    assert curves.groupby("over").size().to_dict() == {"cases": 12, "passages": 40}


def test_a_code_that_a_case_was_not_read_for_is_left_out_and_not_absent():
    _, curves, estimates = tables(skipped={"c": ["distrust"]})
    row = estimates.set_index(["family", "over", "unit"])
    assert row.loc[("barrier", "cases", ""), ["n_left_out", "n_seen", "n_open"]].tolist() == [1, 1, 1]
    assert (
        row.loc[("barrier", "passages", "c"), "n_left_out"] == 1
        and row.loc[("barrier", "passages", "a"), "n_left_out"] == 0
    )
    assert "1 code that not every case was read for is left out" in saturation_caption.saturation(estimates, CASES)[0]


def test_passages_of_two_cases_are_two_even_under_one_number_and_carry_no_range_however_many():
    codings = pd.DataFrame([coding(case, "1", code) for case, code in (("a", "distrust"), ("b", "distrust"))])
    segments = pd.DataFrame(
        [dict(case_id=case, segment_id=str(n), unit_id=case, speaker="") for case in "ab" for n in range(1, 5)]
    )
    cases = CASES.iloc[:2]
    for skipped, left_out in (({}, 0), ({"b": ["far_away"]}, 1)):
        by_case = counts.codes_by_case(codings, NO_LINKS, CODES, cases, skipped)
        found = saturation.estimates(by_case, segments, codings, CODES, cases).set_index(["family", "over", "unit"])
        pooled = found.loc[("barrier", "passages", "")]
        assert pooled[["n_units", "n_left_out", "n_seen", "n_once", "n_twice"]].tolist() == [8, left_out, 1, 0, 1]
        assert pooled["chao2"] == 1 and pd.isna(pooled["chao2_low"]) and "not independent" in pooled["told"]
    curves = saturation.curves(by_case, segments, codings, CODES, cases)
    pooled = curves[(curves["family"] == "barrier") & (curves["over"] == "passages") & (curves["unit"] == "")]
    # Two of eight passages carry the one code: one passage shows it with chance 2/8, two with 1 - 6/8 x 5/7.
    assert pooled["mean"].round(6).tolist()[:2] == [0.25, round(1 - 30 / 56, 6)] and len(pooled) == 8


def test_codes_of_one_case_alone_are_listed_with_their_passages():
    by_case, _, estimates = tables(skipped={"c": ["meals"]})
    single = saturation.single_codes(by_case, CODES, CASES)
    assert single[["code_id", "unit", "n_not_covered", "segment_ids"]].values.tolist() == [
        ["meals", "a", 1, "a:a-1"],
        ["no_time", "b", 0, "b:b-1"],
        ["people_leave", "b", 0, "b:b-2"],
    ]
    printed = saturation.published(estimates, single, CASES).set_index("Codes")
    assert (
        printed.loc["Barriers", "Seen in one case only"] == "B: no time"
        and printed.loc["All codes", "Seen in one case only"] == "A 1; B 2"
    )


def test_the_printed_estimates_leave_out_what_a_case_was_not_read_for():
    by_case, _, estimates = tables(skipped={"c": ["far_away"]})
    printed = saturation.published(estimates, saturation.single_codes(by_case, CODES, CASES), CASES).set_index("Codes")
    columns = ["In the codebook", "Seen", "In one case only", "In two cases", "Added by the last case", "Chao2"]
    # Three codes in one case, one in two: 4 + 2/3 x 9/2 = 7.
    assert printed.loc["All codes", columns].tolist() == [4, 4, 3, 1, "1.0", "7.0"]
    assert printed.loc["Barriers", columns[:4]].tolist() == [2, 2, 1, 1]


def test_shuffled_rows_and_units_in_the_place_of_cases_change_no_curve():
    first = tables()[1]
    pd.testing.assert_frame_equal(first, tables(CODINGS.sample(frac=1, random_state=3))[1])
    homes = pd.DataFrame(
        [unit("a"), unit("b", unit="b/east", unit_id="b/east"), unit("b", unit="b/west", unit_id="b/west"), unit("c")]
    )
    assert tables(cases=homes)[1]["unit"].unique().tolist() == ["", "a", "b/east", "b/west", "c"]


@pytest.mark.parametrize("n", [1, 3, 12, 40])
def test_the_figure_names_its_lines_and_ends_its_axes_at_the_codebook(n):
    cases = pd.DataFrame(
        [unit(f"c{i:02d}", label=f"An association for older people in a far away place {i:02d}") for i in range(n)]
    )
    rows = [
        coding(case, f"{case}-{s}", code)
        for case in cases["unit"]
        for s, code in enumerate(("distrust", "meals", "people_leave"))
        if (s + len(case)) % 2 or case > "c01"
    ]
    codings = pd.DataFrame(rows)
    segments = pd.DataFrame(
        [dict(case_id=c, segment_id=f"{c}-{s}", unit_id=c, speaker="") for c in cases["unit"] for s in range(3)]
    )
    by_case = counts.codes_by_case(codings, NO_LINKS, CODES, cases, {})
    curves, estimates = (
        saturation.curves(by_case, segments, codings, CODES, cases),
        saturation.estimates(by_case, segments, codings, CODES, cases),
    )
    drawn = saturation_figure.saturation_figure(curves, estimates, cases)
    width, height = drawn.get_size_inches() * 25.4
    assert np.isclose(width, 170) and height <= 195
    panels = {ax.get_gid(): ax for ax in drawn.axes}
    assert len(panels) == 12 and [
        line.get_ydata()[0] for line in panels["barrier:cases"].lines if line.get_gid() == "codebook"
    ] == [3]
    names = [text.get_text() for text in panels["barrier:within"].texts if text.get_gid() == "name"]
    assert sorted(names) == ([chr(65 + i) for i in range(n)] if n <= 10 else [])
    bands = [part for part in panels["all:cases"].collections if part.get_gid() == "orders"]
    assert len(bands) == (n <= saturation.MOST_LISTED)
    assert ("95 % range" in saturation_caption.saturation_table(estimates, cases)) == (n >= 6)
    caption, alt = saturation_caption.saturation(estimates, cases, note="Holds.")
    assert caption.endswith(f" Holds. {HOW_TO_READ}") and ("read last adds" in caption) == (n > 1)
    assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)


def seen(codings=CODINGS, skipped=None, cases=CASES):
    """Return what the notebook says first of these codings."""
    by_case, _, estimates = tables(codings, skipped, cases)
    return saturation_caption.what_we_see(estimates, saturation.single_codes(by_case, CODES, cases), cases)


CLOSED = "The codebook is closed: to come near its end shows that it fits what was read, not that nothing else exists."


def test_what_we_see_tells_what_the_last_case_added_and_which_cases_have_codes_of_their_own():
    assert seen() == (
        "Together the 3 cases show 4 of the 5 codes; 3 of these would be missing had the one case that shows them not"
        " been read. The case read last adds 1.0 codes on average, over all orders, among them 0.3 barriers,"
        " 0.3 enablers and 0.3 effects. Only A and B have codes of their own; B has the most (2). Read passage by"
        " passage, 3 codes rest on"
        f" a single passage. {CLOSED}"
    )
    more = pd.concat([CODINGS, pd.DataFrame([coding("c", "c-1", "far_away")])])
    said = seen(more)
    assert "show all 5 codes;" in said and "Every case has at least one code of its own; B has the most (2)." in said
    assert "show all 4 codes for which every case was read;" in seen(skipped={"c": ["far_away"]})


def test_what_we_see_is_true_of_cases_that_share_every_code_of_one_case_and_of_none():
    shared = pd.DataFrame([coding(case, f"{case}-1", "distrust") for case in "abc"])
    assert "and none in one case only: the last adds nothing." in seen(shared) and "of its own" not in seen(shared)
    one = CASES[CASES["unit"] == "b"]
    said = seen(CODINGS[CODINGS["case_id"] == "b"], cases=one)
    assert said.startswith("The one case shows 3 of the 5 codes; what another would add cannot be told from it.")
    assert seen(CODINGS.iloc[:0]) == "No passage shows a code, so nothing can be said of another case."

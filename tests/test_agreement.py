"""Agreement: published answers, tables worked out by hand, and what is told as missing."""

import math
from collections import Counter

import krippendorff
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link

from crosscase import store
from crosscase.core import honest, passes
from crosscase.publish.artwork import writing
from crosscase.questions.agreement import caption as agreement_caption
from crosscase.questions.agreement import coefficients as agreement_coefficients
from crosscase.questions.agreement import compute as agreement

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
)


def readers(both, one, other, neither):
    """Return the decisions of two readers from a two by two table."""
    counts = [both, one, other, neither]
    return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


def test_krippendorffs_canonical_example_has_a_nominal_alpha_of_0_743():
    # Four observers, twelve units, missing values (Krippendorff 2011, Computing Krippendorff's alpha-reliability).
    x = np.nan
    data = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3],
        [x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x],
    ]
    assert krippendorff.alpha(reliability_data=data, level_of_measurement="nominal") == pytest.approx(0.743, abs=5e-4)


def test_krippendorffs_example_of_two_observers_and_binary_data():
    # Ten units, two observers (Krippendorff 2011, section A): alpha = 0.095.
    one = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0])
    other = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    assert agreement_coefficients.alpha(one, other) == pytest.approx(0.095, abs=5e-4)


def test_gwets_example_where_kappa_fails_and_ac1_does_not():
    # 118, 5, 2, 0 (Gwet 2002): agreement 0.944, kappa below zero, AC1 0.941.
    one, other = readers(118, 5, 2, 0)
    assert agreement_coefficients.percent_agreement(one, other) == pytest.approx(0.944)
    assert agreement_coefficients.kappa(one, other) == pytest.approx(-0.0234, abs=5e-4)
    assert agreement_coefficients.ac1(one, other) == pytest.approx(0.9408, abs=5e-4)


def test_cohens_kappa_of_a_two_by_two_table_by_hand():
    # 20, 5, 10, 15: observed 0.70, expected 0.50, kappa 0.40.
    assert agreement_coefficients.kappa(*readers(20, 5, 10, 15)) == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("one", "other", "jaccard", "masi"),
    [
        ("ab", "ab", 0, 0),
        ("ab", "abc", 1 / 3, 1 - 2 / 3 * 2 / 3),
        ("ab", "bc", 2 / 3, 1 - 1 / 3 * 1 / 3),
        ("ab", "cd", 1, 1),
        ("", "a", 1, 1),
        ("", "", 0, 0),
    ],
)
def test_set_distances_are_those_of_passonneau(one, other, jaccard, masi):
    pair = frozenset(one), frozenset(other)
    assert agreement_coefficients.jaccard_distance(*pair) == pytest.approx(jaccard)
    assert agreement_coefficients.masi_distance(*pair) == pytest.approx(masi)


def test_the_set_alpha_of_single_codes_is_the_nominal_alpha():
    one, other = readers(6, 3, 2, 9)
    pairs = [(frozenset([a]), frozenset([b])) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    assert agreement_coefficients.set_alpha(pairs) == pytest.approx(agreement_coefficients.alpha(one, other))


@pytest.mark.parametrize("table", [(118, 5, 2, 0), (20, 5, 10, 15), (3, 1, 0, 30), (1, 0, 0, 9)])
def test_coefficients_from_counts_are_those_of_single_decisions(table):
    one, other = readers(*table)
    found = agreement_coefficients.coefficients(*table[:3], sum(table))
    singly = {
        "percent_agreement": agreement_coefficients.percent_agreement,
        "kappa": agreement_coefficients.kappa,
        "alpha": agreement_coefficients.alpha,
        "ac1": agreement_coefficients.ac1,
    }
    for name, figure in singly.items():
        assert float(found[name]) == pytest.approx(figure(one, other)), name


def test_a_range_holds_the_figure_and_is_narrow_where_readers_always_agree():
    counts = np.array([[1, 0, 0]] * 12 + [[0, 1, 0]] * 3 + [[0, 0, 1]] * 3 + [[0, 0, 0]] * 40)
    told = agreement_coefficients.ranges(counts, 1, seed=1)
    value = float(agreement_coefficients.coefficients(12, 3, 3, 58)["kappa"])
    assert told["kappa_low"] < value < told["kappa_high"] and told["kappa_low"] > 0.4
    same = agreement_coefficients.ranges(np.array([[1, 0, 0]] * 5 + [[0, 0, 0]] * 5), 1, seed=1)
    assert same["kappa_low"] == same["kappa_high"] == 1


def test_a_code_that_both_always_give_has_no_kappa():
    assert math.isnan(agreement_coefficients.kappa(*readers(5, 0, 0, 0))) and math.isnan(
        agreement_coefficients.alpha(*readers(5, 0, 0, 0))
    )


SEGMENTS = pd.DataFrame({"case_id": "a", "segment_id": [f"a-{n}" for n in range(1, 5)]})
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("a", "a-1", "distrust", coder="B"),
        coding("a", "a-2", "distrust"),
        coding("a", "a-2", "no_time", coder="B"),
        coding("a", "a-3", "distrust", presence="absent"),
        coding("a", "a-3", "meals", coder="B"),
        coding("a", "a-4", "distrust", coder="consensus"),
    ]
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-1", "distrust", "people_leave", "possible", coder="B"),
        link("a", 3, "a-2", "distrust", "people_leave"),
        link("a", 4, "a-2", "no_time", "people_leave", coder="B"),
    ]
)


READINGS = pd.DataFrame(
    [
        dict(case_id="a", segment_id=f"a-{n}", coder=coder, main_code=main, valence=valence, status=status)
        for n, coder, main, valence, status in (
            (1, "A", "distrust", "co-destruction", "realised"),
            (1, "B", "distrust", "co-destruction", "mitigated"),
            (2, "A", "distrust", "co-destruction", "possible"),
            (2, "B", "no_time", "both", "possible"),
            (3, "A", "meals", "neither", "realised"),
            (3, "B", "meals", "neither", "realised"),
            (4, "A", "meals", "neither", "realised"),
        )
    ]
)


def test_readings_are_compared_passage_by_passage_where_both_passes_read():
    table = agreement.summary(CODINGS, LINKS, READINGS, SEGMENTS, CODES, seed=1).set_index("what")
    rows = table.loc[["reading: main code", "reading: valence", "reading: status"]]
    assert rows[["n", "n_both", "n_first_only"]].values.tolist() == [[3, 2, 1], [3, 2, 1], [3, 2, 1]]
    # main code: observed 2/3; expected (2 x 1 + 0 x 1 + 1 x 1) / 9 = 1/3.
    assert table.loc["reading: main code", "kappa"] == pytest.approx(0.5)
    assert table.loc["reading: main code", "kappa_low"] <= 0.5 <= table.loc["reading: main code", "kappa_high"]


def test_presence_and_episode_are_compared_where_both_passes_have_the_code_or_the_link():
    codings = pd.concat(
        [
            CODINGS,
            pd.DataFrame([coding("a", "a-4", "meals"), coding("a", "a-4", "meals", presence="possible", coder="B")]),
        ]
    )
    links = LINKS.assign(episode=["a-1", "a-1 a-2", "a-2", "a-2"])
    table = agreement.summary(codings, links, READINGS, SEGMENTS, CODES).set_index("what")
    assert table.loc["presence, where both give the code", ["n", "n_both"]].tolist() == [2, 1]
    assert table.loc["enabler", "n_both"] == 1
    assert table.loc["link: passages of the episode, where both state the link", ["n", "n_both"]].tolist() == [1, 0]


@pytest.mark.parametrize("kinds", [2, 3, 7])
def test_quick_coefficients_are_those_of_single_decisions(kinds):
    random = np.random.default_rng(kinds)
    one, other = random.integers(0, kinds, (2, 40))
    other[:25] = one[:25]
    quick = agreement_coefficients.nominal(one, other, kinds)
    slow = {name: getattr(agreement_coefficients, name)(one, other) for name in agreement_coefficients.COEFFICIENTS}
    assert quick == pytest.approx(slow)


def test_the_table_by_code_counts_passages_of_both_passes_and_no_other():
    table = agreement.by_code(CODINGS, SEGMENTS, CODES).set_index("code_id")
    assert table.index.tolist() == ["distrust", "no_time", "meals"]
    assert table.loc[
        "distrust", ["n", "n_both", "n_first_only", "n_second_only", "prevalence", "percent_agreement"]
    ].tolist() == [4, 1, 1, 0, 0.375, 0.75]
    assert table.loc["no_time", ["n_both", "n_first_only", "n_second_only"]].tolist() == [0, 0, 1]


def test_the_summary_tells_links_by_cause_effect_pair_and_status():
    table = agreement.summary(CODINGS, LINKS, READINGS, SEGMENTS, CODES, seed=1).set_index("what")
    assert table.loc["barrier", ["n", "n_used", "n_both", "n_first_only", "n_second_only"]].tolist() == [4, 2, 1, 1, 1]
    assert table.loc["barrier", ["same_set", "positive_agreement"]].tolist() == [0.5, 0.5]
    assert (
        table.loc["link: cause", "n_both"] == 1
        and table.loc["link: effect", "n_both"] == 2
        and table.loc["link: cause and effect", "n_both"] == 1
    )
    assert table.loc["link: status, where both state the link", ["n", "n_both"]].tolist() == [1, 0]


def test_the_interval_depends_on_the_seed_of_its_name_and_on_nothing_else():
    first = agreement.summary(CODINGS, LINKS, READINGS, SEGMENTS, CODES, seed=1)
    again = agreement.summary(
        CODINGS.sample(frac=1, random_state=3), LINKS, READINGS.sample(frac=1, random_state=4), SEGMENTS, CODES, seed=1
    )
    pd.testing.assert_frame_equal(first, again)
    assert honest.seed_of("a", 1) != honest.seed_of("b", 1) != honest.seed_of("b", 2)


def test_only_what_one_of_two_passes_shows_depends_on_the_pass():
    table = passes.one_pass_only(CODINGS[CODINGS["presence"] == "present"], ["case_id", "code_id"])
    assert table.values.tolist() == [["a", "meals", "B"], ["a", "no_time", "B"]]
    assert passes.read_twice(SEGMENTS, CODINGS)["segment_id"].tolist() == ["a-1", "a-2", "a-3", "a-4"]
    assert passes.read_twice(SEGMENTS, CODINGS[CODINGS["coder"] == "B"]).empty
    alone = CODINGS[CODINGS["coder"] == "A"]
    assert passes.one_pass_only(alone, ["case_id", "code_id"]).empty


def test_the_page_of_the_passes_tells_what_the_data_give():
    page = (ROOT / "docs/passes.md").read_text(encoding="utf-8")
    told = {cells[0]: cells[-3:] for line in page.splitlines() if len(cells := line.strip("| ").split(" | ")) == 7}
    table = pd.read_csv(ROOT / "data/processed/agreement/agreement.csv")
    for row in table.itertuples():
        pooled = pd.notna(row.positive_agreement)
        either = row.n_both + row.n_first_only + (row.n_second_only if pooled else 0)
        score = f"{row.positive_agreement:.2f}" if pooled else "–"
        assert told[row.what] == [f"{row.n_both} of {either}", score, f"{row.kappa:.2f}"]
    links = store.read_cases(store.case_ids("all"), "links")
    harm = links[links["valence"] == "co-destruction"]
    met = harm[harm["status"].isin(["averted", "mitigated"])].groupby("coder").size()
    assert f"pass A states {met['A']} such links, pass B {met['B']}, the consensus keeps {met['consensus']};" in page
    kept = links[links["coder"] == "consensus"]
    assert f"**{int(kept['episode'].str.contains(' ').sum())} links rest on more than one passage.**" in page
    lowest = pd.read_csv(ROOT / "data/processed/agreement/by_code.csv").nsmallest(3, "kappa")
    said = ", ".join(f"`{row.code_id}` {row.kappa:.2f}" for row in lowest.itertuples())
    assert f"The lowest kappas: {said}." in page


def test_the_page_of_the_passes_counts_the_barriers_that_lead_nowhere():
    page = (ROOT / "docs/passes.md").read_text(encoding="utf-8")
    case_ids = store.case_ids("all")
    codings, links = (store.read_cases(case_ids, name).query("coder == 'consensus'") for name in ("codings", "links"))
    told = links["cause_segment_id"].where(links["cause_segment_id"] != "", links["segment_id"])
    ends = set(zip(told, links["cause"], strict=True))
    barriers = codings[(codings["family"] == "barrier") & (codings["presence"] != "absent")]
    alone = barriers[[key not in ends for key in zip(barriers["segment_id"], barriers["code_id"], strict=True)]]
    assert f"of {len(barriers)} now {len(alone)} do not" in page
    reasons = pd.read_csv(ROOT / "docs/barriers_without_a_link.csv", dtype=str)
    keys = ["case_id", "segment_id", "code_id", "presence"]
    same = reasons[keys].merge(alone[keys], on=keys, how="outer", indicator=True, validate="one_to_one")
    assert same["_merge"].eq("both").all() and reasons["note"].notna().all()
    for reason, n in reasons["reason"].value_counts().items():
        assert f"({n})" in page or f"For {n} a" in page, reason
    for case_id in case_ids:
        n, without = ((frame["case_id"] == case_id).sum() for frame in (barriers, alone))
        assert f"  | {case_id} | " in page and page.split(f"  | {case_id} | ")[1].split("\n")[0].endswith(
            f" {n}, {without} |"
        )


def seen(codings=CODINGS, links=LINKS):
    """Return what the notebook says first of two passes."""
    summary = agreement.summary(codings, links, READINGS.iloc[:0], SEGMENTS, CODES)
    return agreement_caption.what_we_see(summary, agreement.by_code(codings, SEGMENTS, CODES), CODES, ("A", "B"))


def test_a_coefficient_that_falls_short_of_one_never_prints_as_one():
    told = [agreement_coefficients.in_words(value) for value in (1.0, 0.9951, 0.994, 0.5, -0.004, float("nan"))]
    assert told == ["1.00", "> 0.99", "0.99", "0.50", "-0.00", "–"]


def test_what_we_see_counts_what_both_passes_give_and_names_the_codes_that_hang_on_the_reader():
    assert seen() == (
        "Coding A and Coding B read 4 passages; of the 4 codes that either gives, both give 1. They agree most on"
        " barriers (positive agreement 0.50) and least on enablers (0.00). Of 3 links that either states, both state 1,"
        " 0 of these with the same status. Of 3 codes, 2 are given by one coding alone more often than by both: ‘No"
        " time’ (both 0, A only 0, B only 1) and ‘Meals’ (both 0, A only 0, B only 1)."
    )


def test_what_we_see_is_true_of_passes_that_agree_throughout_and_of_passes_that_code_nothing():
    same = pd.concat([CODINGS[CODINGS["coder"] == "A"].assign(coder=coder) for coder in "AB"])
    assert seen(same, LINKS.iloc[:0]) == (
        "Coding A and Coding B read 4 passages; of the 2 codes that either gives, both give 2. No code is given by one"
        " coding alone more often than by both."
    )
    assert seen(CODINGS[CODINGS["presence"] == "absent"], LINKS.iloc[:0]).startswith(
        "Neither Coding A nor Coding B gives a code in 4 passages."
    )


def apart(*differences):
    """Return a row of `agreement.by_code` for each number of passages in which the codings differ."""
    rows = [dict(code_id=f"c{at:03}", n_first_only=n, n_second_only=0) for at, n in enumerate(differences)]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("differences", "shown"),
    [
        ([0, 1, 3], ["c002", "c001"]),  # most first; what does not differ is left out
        ([0, 0], []),
        ([1] * 39 + [2], ["c039", *(f"c{at:03}" for at in range(39))]),
        ([1] * 40 + [2, 3], ["c041", "c040"]),  # 42 differ: those that differ once are all there or not at all
        ([5] * 41, [f"c{at:03}" for at in range(40)]),
    ],
)
def test_the_codes_that_differ_most_are_drawn_and_none_of_many_alike_is_picked(differences, shown):
    assert agreement.differing(apart(*differences))["code_id"].tolist() == shown


def test_the_caption_counts_what_both_codings_give_and_keeps_the_rules():
    summary = agreement.summary(CODINGS, LINKS, READINGS.iloc[:0], SEGMENTS, CODES)
    by_code = agreement.by_code(CODINGS, SEGMENTS, CODES)
    made_by = {"A": Counter(model=1), "B": Counter(model=1)}
    caption, alt = agreement_caption.agreement(summary, by_code, ("A", "B"), made_by)
    assert caption.startswith(
        "**Two separate codings (Coding A and Coding B, before consensus) agree on 1 of 4 codes given to 4 passages.**"
    )
    assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)


@pytest.mark.parametrize(
    ("kinds", "who", "alike"),
    [
        (["model", "model"], "One large language model made both codings from one codebook", True),
        (["person", "person"], "People made both codings from one codebook", False),
        (
            ["model", "person"],
            "Coding A: a large language model (1 case); B: people (1 case); both",
            False,
        ),
    ],
)
def test_the_caption_says_who_made_the_codings(kinds, who, alike):
    coders = {SEGMENTS["case_id"].iloc[0]: dict(zip("AB", kinds, strict=True))}
    made_by = agreement.made_by(SEGMENTS, coders, ("A", "B"))
    summary = agreement.summary(CODINGS, LINKS, READINGS.iloc[:0], SEGMENTS, CODES)
    caption, _ = agreement_caption.agreement(summary, agreement.by_code(CODINGS, SEGMENTS, CODES), ("A", "B"), made_by)
    assert who in caption and ("may agree more than two human teams" in caption) == alike
    assert ("not how far people would agree" in agreement_caption.agreement_table(("A", "B"), made_by)) == alike
    assert not writing.check_caption(caption)

"""Findings against random data with the same margins: what is shuffled, what may be claimed, what is told of it.

And what the answer to a finding hangs on: variants that hold the same data for it are asked once. `make thorough`
draws more sets of data than the two and five by which every kind is asked and answered.
"""

import numpy as np
import pandas as pd
import pytest
from conftest import THOROUGH, codebook, coding, link, unit
from test_robustness import DECLARED, declaring, passage

from crosscase.core import firmness, honest
from crosscase.core.codebook import SIDES
from crosscase.questions.robustness import caption, choices, compute, figure, nulls, words
from crosscase.questions.robustness.kinds import KINDS
from crosscase.questions.robustness.variant import Variant

BARRIERS, ENABLERS = [f"b{n}" for n in range(8)], [f"n{n}" for n in range(4)]
HARMS, GOODS = [f"h{n}" for n in range(4)], [f"g{n}" for n in range(4)]
FAMILY = (
    dict.fromkeys(BARRIERS, "barrier") | dict.fromkeys(ENABLERS, "enabler") | dict.fromkeys(HARMS + GOODS, "effect")
)
CODES = codebook(
    *((code, "barrier", "", "") for code in BARRIERS),
    *((code, "enabler", "", "") for code in ENABLERS),
    *((code, "effect", "co-destruction", "citizens") for code in HARMS),
    *((code, "effect", "co-creation", "system") for code in GOODS),
)
CASES = pd.DataFrame([unit(name) for name in "abcd"])
FINDINGS = [
    dict(kind="seen_in_every_case", code="b0"),
    dict(kind="seen_in_most_cases", code="b1"),
    dict(kind="none_in_every_case", family="barrier"),
    dict(kind="seen_in_one_case_only", family="barrier", at_least=2),
    dict(kind="most_in_phase", phase="during"),
    dict(kind="every_case_shows_both"),
    dict(kind="co_destruction_outweighs", cases=["a", "b"]),
    dict(kind="link_in_cases", cause="b0", effect="h0", at_least=2),
    dict(kind="most_told_effect", effect="h0", valence="co-destruction"),
    dict(kind="most_alike", cases=["a", "b"]),
    dict(kind="more_alike_in", family="effect", than="barrier"),
    dict(kind="set_apart", family="barrier", cases=["a", "b"]),
    dict(kind="few_remedied", at_most_one_in=3),
    dict(kind="last_case_adds", at_least=1),
    dict(kind="every_case_adds"),
    dict(kind="only_in_cases", code="b2", cases=["a", "b"]),
    dict(kind="each_in_cases", codes=["b0", "n1"], at_least=3),
    dict(kind="mostly_one_side"),
    dict(kind="named_only_by", code="b0", side="providers"),
    dict(kind="harm_pairs_of_one_case", percent=60),
]


def invented(seed, n_passages=7, n_links=8):
    """Return codings and links of two passes and passages of four cases, drawn by *seed*."""
    rng = np.random.default_rng(seed)
    codings, links, segments = [], [], []
    for case in "abcd":
        for number in range(n_passages):
            shared = dict(head_anchor="x", tail_anchor="y") if number == 0 and case in "ab" else {}
            segments.append(passage(case, number, kind=rng.choice(["finding", "interpretation"]), **shared))
            place = dict(
                perspective=rng.choice([*SIDES, "authors"]),
                phase=rng.choice(["before", "during", "after"]),
                speaker=rng.choice(["", "S", "T"]),
            )
            for code in rng.choice(list(FAMILY), size=4, replace=False):
                for coder in "AB" if rng.random() < 0.8 else "A":
                    codings.append(coding(case, f"{case}-{number}", code, family=FAMILY[code], coder=coder, **place))
        for number in range(n_links):
            cause, effect = rng.choice(BARRIERS[:3] + ENABLERS[:1]), rng.choice(HARMS[:2] + GOODS[:1])
            where, status = f"{case}-{rng.integers(n_passages)}", rng.choice(["realised", "possible", "averted"])
            told = dict(
                valence="co-destruction" if effect in HARMS else "co-creation", speaker=rng.choice(["", "S", "T"])
            )
            for coder in "AB" if rng.random() < 0.8 else "A":
                links.append(link(case, number, where, cause, effect, status, coder=coder, **told))
    return pd.DataFrame(codings), pd.DataFrame(links), pd.DataFrame(segments)


def varied(seed, declared):
    codings, links, segments = invented(seed)
    return choices.variants(codings, links, segments, CODES, CASES, declared, coder="A")


def published(codings, links=None):
    """Return invented codings and links as the data as published."""
    links = invented(1)[1].iloc[:0] if links is None else links
    placed = [frame.assign(unit=frame["case_id"]) for frame in (pd.DataFrame(codings), links)]
    return Variant(*placed, CODES, tuple(dict.fromkeys(placed[0]["unit"])))


# --- what an answer hangs on ------------------------------------------------------------------------


@pytest.mark.thorough
def test_variants_with_the_same_data_for_a_finding_give_the_same_answer_to_it():
    assert {one["kind"] for one in FINDINGS} == set(KINDS)
    merge = [["b0", "b1"], ["b2", "b3"], ["h0", "h1"], ["g0", "g1"]]
    evidence = ["all", "shared_out", "happened", "two_passages", "no_interpretation"]
    counted = dict(count_by=["segments", "speakers", "cases"], merge=merge, evidence=evidence, leave_one_case_out=False)
    found: dict[str, int] = dict.fromkeys(KINDS, 0)
    for seed in range(8 if THOROUGH else 2):
        made = varied(seed, {**DECLARED, **counted})
        for one in FINDINGS:
            kind, settings = KINDS[one["kind"]], {name: value for name, value in one.items() if name != "kind"}
            answers = {}
            for _, variant in made:
                answer = kind.answer(variant, settings)
                first = answers.setdefault(kind.data(variant, settings), answer)
                assert (first.holds, first.told, first.places) == (answer.holds, answer.told, answer.places), one
            assert len(answers) < len(made), one
            found[one["kind"]] += len({answer.holds for answer in answers.values()} - {None})
    assert min(found.values()) > 0  # each kind was asked and answered


def told(case, number, code, **more):
    return coding(case, f"{case}-{number}", code, family=FAMILY[code], **more)


def stated(case, number, cause, effect, *status, **more):
    valence = "co-destruction" if effect in HARMS else "co-creation"
    return link(case, number, f"{case}-{number}", cause, effect, *status, valence=valence, **more)


BASE = (
    [told("a", 1, "b0"), told("a", 2, "b0", perspective="providers"), told("b", 1, "h0"), told("b", 1, "g0")],
    [stated("a", 1, "b0", "h0"), stated("b", 1, "b1", "g0", speaker="S")],
)


@pytest.mark.parametrize(
    ("finding", "changes", "leaves"),
    [
        (dict(kind="seen_in_every_case", code="b0"), told("b", 3, "b0"), told("a", 3, "b0")),
        (dict(kind="each_in_cases", codes=["b0", "n1"], at_least=1), told("b", 3, "n1"), told("b", 3, "n2")),
        (dict(kind="seen_in_one_case_only", family="barrier", at_least=1), told("b", 3, "b0"), told("b", 3, "n1")),
        (dict(kind="every_case_adds"), told("a", 3, "n1"), told("a", 3, "b0")),
        (dict(kind="last_case_adds", at_least=1), told("a", 3, "n1"), told("a", 3, "b0")),
        (dict(kind="most_in_phase", phase="during"), told("a", 1, "b1", phase="after"), told("a", 1, "b1")),
        (dict(kind="every_case_shows_both"), stated("a", 3, "b0", "g0"), stated("a", 3, "b1", "h1")),
        (dict(kind="co_destruction_outweighs", cases=["a"]), stated("a", 3, "b0", "h0"), stated("a", 1, "b1", "h0")),
        (
            dict(kind="link_in_cases", cause="b0", effect="h0", at_least=1),
            stated("b", 3, "b0", "h0"),
            stated("a", 3, "b0", "h0"),
        ),
        (dict(kind="most_told_effect", effect="h0", valence="co-destruction"), told("b", 3, "h0"), told("b", 3, "g0")),
        (
            dict(kind="few_remedied", at_most_one_in=9),
            stated("a", 1, "b0", "h0", "averted"),
            stated("a", 1, "b2", "h3"),
        ),
        (dict(kind="harm_pairs_of_one_case", percent=9), stated("b", 3, "b0", "h0"), stated("b", 3, "b0", "g0")),
        (dict(kind="most_alike", cases=["a", "b"]), told("a", 3, "b0"), stated("a", 3, "b0", "h0")),
        (dict(kind="more_alike_in", family="barrier", than="effect"), told("a", 3, "b0"), told("a", 3, "n1")),
        (dict(kind="set_apart", family="barrier", cases=["a"]), told("a", 3, "b0"), told("a", 3, "h0")),
        # Citizens of b are heard already, and now its providers as well; what else they tell of is no barrier.
        (
            dict(kind="mostly_one_side"),
            told("b", 3, "h1", perspective="providers"),
            told("a", 3, "h1", perspective="providers"),
        ),
        (
            dict(kind="mostly_one_side"),
            told("a", 3, "b1", perspective="providers"),
            told("a", 3, "b1", perspective="authors"),
        ),
        (
            dict(kind="named_only_by", code="b1", side="providers"),
            told("a", 3, "b1", perspective="providers"),
            told("a", 3, "b2", perspective="providers"),
        ),
    ],
)
def test_a_finding_is_asked_again_where_its_data_differ_and_not_where_other_data_do(finding, changes, leaves):
    codings, links = BASE

    def data(*more):
        variant = published(
            [*codings, *(row for row in more if "code_id" in row)],
            pd.DataFrame([*links, *(row for row in more if "cause" in row)]),
        )
        kind, settings = KINDS[finding["kind"]], {name: value for name, value in finding.items() if name != "kind"}
        return kind.data(variant, settings)

    assert data(leaves) == data() != data(changes)


def test_the_side_that_names_a_barrier_is_part_of_what_a_finding_about_sides_hangs_on():
    rows = [told("a", 1, "b0"), told("a", 2, "n0", perspective="providers")]
    other = [told("a", 1, "b0", perspective="providers"), told("a", 2, "n0")]
    for kind, settings in (("mostly_one_side", {}), ("named_only_by", dict(code="b0", side="citizens"))):
        one, two = (KINDS[kind].data(published(each), settings) for each in (rows, other))
        assert one != two


# --- what is shuffled, and what stays -----------------------------------------------------------------

WITH_NULL = [one for one in FINDINGS if KINDS[one["kind"]].null]


def test_kinds_about_likeness_spread_sides_and_pairs_have_random_data_and_plain_facts_none():
    assert {one["kind"] for one in WITH_NULL} == {
        *("most_alike", "more_alike_in", "set_apart"),
        *("none_in_every_case", "seen_in_one_case_only", "every_case_adds", "last_case_adds", "only_in_cases"),
        *("mostly_one_side", "named_only_by"),
        "harm_pairs_of_one_case",
    }


@pytest.mark.thorough
def test_data_that_nobody_shuffles_give_the_answer_of_the_finding():
    said = {one["kind"]: set() for one in WITH_NULL}
    for seed in range(12 if THOROUGH else 5):
        codings, links, _ = invented(seed, n_passages=3 + seed % 5, n_links=3 + seed)
        variant = published(codings[codings["coder"] == "A"], links[links["coder"] == "A"])
        for one in WITH_NULL:
            kind, settings = KINDS[one["kind"]], {name: value for name, value in one.items() if name != "kind"}
            expected = kind.answer(variant, settings).holds
            if expected is not None:
                assert bool(kind.null(variant, **settings)(lambda values: values)) == expected, (seed, one)
                said[one["kind"]].add(expected)
    assert all(said.values()) and {True, False} in said.values()


def test_shuffled_units_keep_how_often_a_code_is_told_and_how_much_a_unit_tells():
    codings, _, _ = invented(3)
    told = nulls._told(published(codings[codings["coder"] == "A"]), "barrier")
    rng = np.random.default_rng(1)
    first, other = told.counts(lambda values: values), told.counts(rng.permutation)
    assert (first != other).any()
    for axis in (0, 1):
        assert (first.sum(axis=axis) == other.sum(axis=axis)).all()
    assert (told.profiles(rng.permutation).shares >= 0).all() and told.base.tolist() == [
        codings[(codings["coder"] == "A") & (codings["family"] == "barrier") & (codings["case_id"] == case)][
            "segment_id"
        ].nunique()
        for case in "abcd"
    ]


def test_a_passage_that_changes_sides_takes_all_its_codes_along():
    # Passage 1 names b0 and b1 and is of citizens, passage 2 names b2 and is of providers; swapped, sides swap whole.
    rows = [coding("a", "a-1", code, family="barrier", perspective="citizens") for code in ("b0", "b1")]
    rows += [coding("a", "a-2", "b2", family="barrier", perspective="providers")]
    rows += [coding("a", "a-3", "b3", family="barrier", perspective="authors")]
    ((side, named),), barriers = nulls._voices(published(rows))
    assert side.tolist() == [SIDES.index("citizens"), SIDES.index("providers")]
    assert [[barriers[at] for at in np.flatnonzero(row)] for row in named] == [["b0", "b1"], ["b2"]]
    only = nulls.named_only_by(published(rows), code="b2", side="citizens")
    assert only(lambda values: values[::-1]) is True and only(lambda values: values) is False


# --- what may be claimed --------------------------------------------------------------------------------


def claimed(finding, variant, seed=1):
    """Return whether a finding that holds may be claimed."""
    one = {"id": "x", **finding}
    settings = {name: value for name, value in finding.items() if name != "kind"}
    assert KINDS[finding["kind"]].answer(variant, settings).holds is True
    return honest.may_claim(*compute.in_random_data(one, variant, seed=seed)).claimed


def planted(pattern):
    """Return codings of barriers, effects and enablers: *pattern* gives the numbers of the codes of each case, each of
    which three passages carry.
    """
    return [
        coding(case, f"{case}-{number}-{again}", family[number % len(family)], family=FAMILY[family[0]])
        for case, numbers in pattern.items()
        for number in numbers
        for family in (BARRIERS, ENABLERS, HARMS + GOODS)
        for again in range(3)
    ]


#: Three cases tell of one thing and three of another, or each of its own.
APART = dict.fromkeys("abc", [0, 1]) | dict.fromkeys("def", [2, 3])
EACH = {case: [number] for number, case in enumerate("abcd")}
#: Cases a and b tell of the same, the others of what nobody else tells.
ALIKE = {"a": [0, 1], "b": [0, 1], "c": [2], "d": [3]}


@pytest.mark.parametrize(
    ("finding", "pattern"),
    [
        (dict(kind="most_alike", cases=["a", "b"]), ALIKE),
        (dict(kind="set_apart", family="barrier", cases=["a", "b", "c"]), APART),
        (dict(kind="only_in_cases", code="b0", cases=["a", "b", "c"]), APART),
        (dict(kind="seen_in_one_case_only", family="barrier", at_least=2), EACH),
        (dict(kind="every_case_adds"), EACH),
        (dict(kind="last_case_adds", at_least=1), EACH),
    ],
)
def test_likeness_and_spread_that_are_planted_are_claimed(finding, pattern):
    assert claimed(finding, published(planted(pattern)))


def test_cases_with_the_same_effects_and_no_common_barrier_are_claimed_to_be_more_alike_in_effects():
    # Each barrier is told eight times and in one case; shuffled, the cases would share them more than their effects.
    rows = [coding(case, f"{case}-{n}", f"h{n}", family="effect") for case in "abcd" for n in range(4)]
    rows += [
        coding(case, f"{case}-{n}", f"b{at}", family="barrier") for at, case in enumerate("abcd") for n in range(8)
    ]
    assert claimed(dict(kind="more_alike_in", family="effect", than="barrier"), published(rows))


def test_density_alone_makes_cases_alike_and_sparsity_makes_codes_of_one_case_and_neither_is_claimed():
    # Effects are told often and barriers seldom, each at random over the cases.
    rng = np.random.default_rng(5)
    rows = [coding("abcd"[rng.integers(4)], f"x-{n}", f"h{n % 4}", family="effect") for n in range(80)]
    rows += [coding("abcd"[n % 4], f"y-{n}", f"b{n % 8}", family="barrier") for n in rng.permutation(10)]
    variant = published(sorted(rows, key=lambda row: row["case_id"]))
    assert not claimed(dict(kind="more_alike_in", family="effect", than="barrier"), variant)
    assert not claimed(dict(kind="seen_in_one_case_only", family="barrier", at_least=3), variant)


def sides(cases, named):
    """Return passages of either side, ten each in each case; *named* gives the barrier of side and number."""
    return [
        coding(case, f"{case}-{side}-{n}", named(side, n), family="barrier", perspective=side)
        for case in cases
        for side in SIDES
        for n in range(10)
    ]


def test_a_barrier_that_one_side_names_throughout_is_claimed_and_one_that_it_names_once_is_not():
    own = published(sides("ab", lambda side, n: "b0" if side == "providers" else "b1"))
    assert claimed(dict(kind="named_only_by", code="b0", side="providers"), own)
    assert claimed(dict(kind="mostly_one_side"), own)
    once = published(sides("ab", lambda side, n: "b0" if side == "providers" and n == 0 else f"b{1 + n % 2}"))
    assert not claimed(dict(kind="named_only_by", code="b0", side="providers"), once)
    seldom = published(
        [
            row
            for row in sides("ab", lambda side, n: f"b{n % 4 + 4 * (side == SIDES[0])}")
            if row["segment_id"][-1] < "4"
        ]
    )
    assert not claimed(dict(kind="mostly_one_side"), seldom)


def pairs(unit_of):
    return pd.DataFrame(
        [link("abcd"[unit_of(n)], n, f"{n}", BARRIERS[n % 4], "h0", valence="co-destruction") for n in range(24)]
    )


def test_pairs_that_one_case_states_again_and_again_are_claimed_and_pairs_stated_once_are_not():
    finding = dict(kind="harm_pairs_of_one_case", percent=75)
    codings = planted(ALIKE)
    assert claimed(finding, published(codings, pairs(lambda n: n % 4)))
    once = pairs(lambda n: n % 4).iloc[:4]
    assert not claimed(finding, published(codings, once))


def test_a_finding_is_claimed_where_at_most_one_in_twenty_random_data_sets_shows_it():
    assert honest.may_claim(49, 999) == honest.Claim(True, "49 of 999 random data sets show it")
    assert honest.may_claim(50, 999) == honest.Claim(False, "50 of 999 random data sets show it, so it is not claimed")
    assert [honest.may_claim(0, n).claimed for n in (0, 18, 19)] == [False, False, True]
    for wrong in ((2, 1), (-1, 5)):
        with pytest.raises(ValueError, match="random data sets cannot show"):
            honest.may_claim(*wrong)


def test_random_data_are_drawn_by_name_and_those_that_cannot_be_asked_are_in_no_count():
    def first_is_low(shuffle):
        first = shuffle(np.arange(10))[0]
        return None if first == 9 else bool(first < 3)

    found = honest.in_random_data(first_is_low, name="x", seed=1)
    assert found == honest.in_random_data(first_is_low, name="x", seed=1)
    assert found != honest.in_random_data(first_is_low, name="y", seed=1)
    # Of 999 draws about 900 can be asked, of which about 300 are low: within five standard deviations.
    assert 850 < found[1] < 950 and 230 < found[0] < 370


# --- how it is told -------------------------------------------------------------------------------------


def test_the_summary_says_what_is_claimed_and_sets_nothing_against_random_data_that_does_not_hold():
    declared = declaring(
        dict(kind="every_case_adds"),
        dict(kind="seen_in_one_case_only", family="barrier", at_least=9),
        dict(kind="seen_in_every_case", code="b0"),
        evidence=["all"],
        merge=[],
    )
    codings = pd.DataFrame(planted({"a": [0], "b": [1], "c": [2], "d": [3]}))
    made = choices.variants(codings, invented(1)[1], invented(1)[2], CODES, CASES, declared, coder="A")
    answers = compute.ask(declared, made, CASES)
    table = compute.summary(answers, declared, CODES, CASES, made[0][1], seed=1)
    assert table["claimed"].tolist() == [True, False, False]
    assert table["n_random"].tolist()[0] == 999 and table["n_random"].isna().tolist() == [False, True, True]
    assert table.at[0, "n_random_holds"] < 50


#: One finding that goes beyond random data, one that does not, a plain fact and one that does not hold.
TABLE = pd.DataFrame(
    [
        ("One", True, 4, 4, 999, 3, True),
        ("Two", True, 2, 4, 999, 431, False),
        ("Three", True, 4, 4, pd.NA, pd.NA, True),
        ("Four", False, 1, 4, pd.NA, pd.NA, False),
    ],
    columns=["statement", "as_published", "n_holds", "n_variants", "n_random", "n_random_holds", "claimed"],
).assign(figure="map", found="yes", fails_with="", finding_id=list("wxyz"))


def test_what_random_data_show_too_is_told_beside_the_finding():
    assert firmness.note(TABLE, "map") == (
        "One: holds in 4 of 4 re-analyses; 3 of 999 random data sets show it. Two: holds in 2 of 4 re-analyses; 431 of"
        " 999 random data sets show it, so it is not claimed. Three: holds in 4 of 4 re-analyses. Four: does not hold"
        " as published; holds in 1 of 4 re-analyses."
    )
    printed = words.published(TABLE)
    assert printed["Random data"].tolist() == ["in 3 of 999", "in 431 of 999: not claimed", "", ""]
    assert len(printed.columns) == len(words.PUBLISHED_WIDTHS)
    told, alt = caption.robustness(TABLE)
    assert "1 of 2 set against random data is not claimed" in told and "1 not claimed" in alt
    nothing = pd.DataFrame(columns=["finding_id", "choice", "value", "n_holds", "n_variants"])
    assert caption.what_we_see(TABLE, nothing).endswith(
        "Of the 2 that hold and that random data might show as well, 1 is not claimed: “Two” (random data show it in"
        " 431 of 999)."
    )
    assert "every one goes beyond random data" not in caption.what_we_see(TABLE, nothing)
    beyond = caption.what_we_see(TABLE.iloc[[0, 2]], nothing)
    assert beyond.endswith("The one that holds and that random data might show as well goes beyond them.")


def test_the_figure_marks_what_is_not_claimed_and_says_how_many_random_data_sets_show_it():
    rows = [(one, "coder", "A", 1, 1) for one in TABLE["finding_id"]]
    by_choice = pd.DataFrame(rows, columns=["finding_id", "choice", "value", "n_holds", "n_variants"])
    rest = [by_choice.assign(choice=choice, value="none") for choice in ("left_out", "merged")]
    rest += [by_choice.assign(choice="evidence", value="all"), by_choice.assign(choice="count_by", value="segments")]
    by_choice = pd.concat([by_choice, *rest], ignore_index=True)
    called = {(choice, value): value for choice, value in zip(by_choice["choice"], by_choice["value"], strict=True)}
    (page,) = figure.robustness_figure(TABLE, by_choice, called)
    assert [text.get_text() for text in page.texts if text.get_gid() == "random"] == ["<1", "43", "–", "–"]
    (first,) = (ax for ax in page.axes if ax.get_gid() == "coder")
    assert [text.get_text() for text in first.get_yticklabels()] == ["One", "Two (not claimed)", "Three", "Four"]

"""The ledger of claims: known answers, no false alarm on true tables, planted disagreements found, one verdict
a row.

`make thorough` asks of 10,000 true tables; else of a few of them.
"""

import random
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from conftest import THOROUGH

from crosscase.sources import claims, claims_caption, listed, numerals
from crosscase.sources.expressions import ClaimError, Printed, grim_mean, grim_percent, printed_numbers

TABLES = 10_000 if THOROUGH else 1_500


def one(text):
    return printed_numbers(text)[0]


@pytest.mark.parametrize(
    ("mean", "n", "possible"),
    [("5.27", 43, False), ("5.19", 28, False), ("5.19", 32, True), ("1.03", 40, True), ("5.2", 43, None)],
)
def test_grim_vectors_of_brown_and_heathers_and_the_float_trap(mean, n, possible):
    assert grim_mean(one(mean), n) is possible


@pytest.mark.parametrize(
    ("percent", "n", "possible"),
    [("71%", 43, False), ("72%", 43, True), ("28%", 7, False), ("29%", 7, True), ("71%", 100, None)],
)
def test_a_percentage_that_no_count_of_n_gives_is_seen(percent, n, possible):
    assert grim_percent(one(percent), n) is possible


def rounded(value: Fraction, decimals: int, half_up: bool) -> str:
    """Print a value with so many decimals, halves up or down."""
    scaled = value * 10**decimals
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and half_up)
    text = str(whole).rjust(decimals + 1, "0")
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def ledger(*rows):
    return of_cases([rows]).assign(case_id="a")


def of_cases(cases):
    """Return the ledgers of several cases as one; rows may leave out what stands last."""
    columns = ["case_id", "claim_id", "printed", "check", "using", "reason"]
    told = [(f"case{number}", *(*row, "", "")[:5]) for number, rows in enumerate(cases) for row in rows]
    return pd.DataFrame(told, columns=columns).assign(unit="")


def verdicts(*rows, tables=None):
    return claims.judge(ledger(*rows), tables or {})["verdict"].tolist()


@pytest.mark.thorough
def test_true_tables_raise_no_alarm():
    chance = random.Random(34600)
    tables = []
    for _ in range(TABLES):
        n, items, decimals = chance.randint(1, 99), chance.randint(1, 3), chance.randint(0, 2)
        parts = [chance.randint(0, 40) for _ in range(chance.randint(2, 5))]
        total, count = sum(chance.randint(0, 9) for _ in range(n * items)), chance.randint(0, n)
        half_up = chance.random() < 0.5
        mean, percent = (
            rounded(Fraction(total, n), decimals, half_up),
            rounded(Fraction(100 * count, n), decimals, half_up),
        )
        tables.append(
            (
                ("a-c1", str(n), "none"),
                ("a-c2", str(total), "none"),
                ("a-c3", mean, "arithmetic", "a-c2 / a-c1"),
                ("a-c4", mean, "mean_of", "a-c1"),
                ("a-c5", f"{percent}%", "percent_of", "a-c1"),
                ("a-c6", str(sum(parts)), "arithmetic", " + ".join(map(str, parts))),
                ("a-c7", str(count), "at_most", "a-c1"),
                ("a-c8", str(n), "same", "a-c1"),
            )
        )
    # Each table is a case of its own: all are judged at once, each by its own claims.
    judged = claims.judge(of_cases(tables), {})
    assert len(judged) == 8 * TABLES and "inconsistent" not in set(judged["verdict"])


def test_planted_disagreements_are_found_wherever_the_check_can_tell():
    chance = random.Random(1)
    planted = []
    for _ in range(2_000):
        n, percent = chance.randint(2, 80), str(chance.randint(0, 100))
        if percent not in percents_of(n):
            planted.append((("a-c1", str(n), "none"), ("a-c2", f"{percent}%", "percent_of", "a-c1")))
    judged = claims.judge(of_cases(planted), {})
    assert len(planted) > 500 and set(judged["verdict"].tolist()[1::2]) == {"inconsistent"}


@cache
def percents_of(n):
    """Return what may be printed of some of *n*, in whole percent."""
    return {rounded(Fraction(100 * k, n), 0, up) for k in range(n + 1) for up in (True, False)}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (("a-c9", "17", "arithmetic", "a-c1 + a-c2"), "consistent"),
        (("a-c9", "18", "arithmetic", "a-c1 + a-c2"), "inconsistent"),
        (("a-c9", "51", "arithmetic", "201 / 4"), "inconsistent"),
        (("a-c9", "50", "arithmetic", "201 / 4"), "consistent"),
        (("a-c9", "six", "same", "a-c1"), "consistent"),
        (("a-c9", "seven", "same", "a-c1"), "inconsistent"),
        (("a-c9", "over 12", "at_least", "a-c2"), "consistent"),
        (("a-c9", "12", "at_most", "a-c2"), "inconsistent"),
        (("a-c9", "2", "table", "count(people; role=carer)"), "reproduced"),
        (("a-c9", "3", "table", "count(people; role=carer)"), "inconsistent"),
        (("a-c9", "9", "table", "sum(people.n; role=carer)"), "reproduced"),
        (("a-c9", "30 to 85", "none", "", "no second number"), "not checkable"),
    ],
)
def test_each_check_has_its_verdict(row, verdict):
    people = pd.DataFrame({"role": ["carer", "carer", "staff"], "n": [4, 5, 6]})
    assert verdicts(("a-c1", "six", "none"), ("a-c2", "11", "none"), row, tables={"people": people})[2] == verdict


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (("a-c1", "3", "arithmetic", "a-c7 + 1"), "using", "'a-c7' is no claim"),
        (("a-c1", "3", "arithmetic", "2 +"), "using", "cannot be read"),
        (("a-c1", "3", "arithmetic", "__import__('os')"), "using", "is not a sum"),
        (("a-c1", "3 to 4", "same", "a-c1"), "printed", "is not one number"),
        (("a-c1", "3", "none"), "reason", "gives no reason"),
        (("a-c1", "3", "table", "len(people)"), "using", "is not count(table"),
        (("a-c1", "3", "same"), "using", "the cell is empty"),
        (("a-c1", "3", "arithmetic", "1 / 0"), "using", "divides by zero"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(row, column, told):
    found = claims.problems(ledger(row))
    assert found[0][1] == column and told in found[0][2]


def test_an_unreadable_row_never_gets_a_verdict():
    with pytest.raises(ClaimError, match="a-c1: 'a-c7' is no claim"):
        claims.judge(ledger(("a-c1", "3", "same", "a-c7")), {})


def test_two_cases_may_use_the_same_claim_ids():
    both = pd.concat(
        [
            ledger(("a-c1", "3", "none"), ("a-c2", "3", "same", "a-c1")),
            ledger(("a-c1", "4", "none"), ("a-c2", "4", "same", "a-c1")).assign(case_id="b"),
        ],
        ignore_index=True,
    )
    assert claims.judge(both, {})["verdict"].tolist() == ["not checkable", "consistent"] * 2


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twenty-one interviews", [21]),
        ("1,250 and 50.5", [1250, Fraction(101, 2)]),
        ("8–10", [8, 10]),
        ("none at all", []),
        ("88%", [88]),
    ],
)
def test_numbers_are_read_as_digits_or_words(text, values):
    assert [number.value for number in printed_numbers(text)] == values


def test_a_printed_number_stands_for_what_rounds_to_it():
    assert (Printed(Fraction(51), 0).low, Printed(Fraction(51), 0).high) == (Fraction(101, 2), Fraction(103, 2))


def test_citations_labels_and_headings_are_no_claims():
    text = (
        "2.1. Method\nEight homes [3,5-7] took part (Ann, 2010: 43; Bob, 2012), said one (NHS Staff 18). See Table 3."
        " Of 12 people, three left Place4Carers."
    )
    assert [numeral.printed for numeral in numerals.numerals(text)] == ["Eight", "12", "three"]


def test_a_numeral_is_covered_by_a_claim_in_whose_passage_it_stands():
    from crosscase.sources.anchors import anchors_of

    text = (
        "We went to eight homes in the north of the country. There we spoke with twelve nurses and with two managers of"
        " the homes."
    )
    made = anchors_of("We went to eight homes in the north of the country")._asdict()
    frame = pd.DataFrame([dict(printed="eight", **made), dict(printed="two", **made)])
    left, total = numerals.uncovered(text, frame)
    assert [numeral.printed for numeral in left] == ["twelve", "two"] and total == 3


def seen(*rows):
    """Return what the notebook says first of judged claims: source, what is stated, printed, verdict; then, where the
    row has them, the claim that it names, whether the check can fail, and why hardly.
    """
    columns = ["source_id", "states", "printed", "verdict", "using", "can_fail", "hardly_because"]
    told = [(*row, *("", "no check" if row[3] == "not checkable" else "yes", "")[len(row) - 4 :]) for row in rows]
    frame = pd.DataFrame(told, columns=columns)
    return claims_caption.what_we_see(frame.assign(claim_id=[f"a-c{n}" for n in range(len(frame))]))


def test_what_we_see_tells_each_disagreement_by_what_it_states():
    rows = [
        ("ann2019", "people asked", "three", "inconsistent", "a-c1"),
        ("ann2019", "people asked", "4", "inconsistent", "a-c0"),
        ("bob2020", "minutes", "50", "inconsistent"),
        ("bob2020", "hours", "2", "consistent", "a-c9", "hardly", "a bound on one side"),
        ("bob2020", "rooms", "1", "not checkable"),
    ]
    assert seen(*rows) == (
        "Of 5 claims that 2 sources print about themselves (numbers, lists, names, words), 1 agrees with what is"
        " printed elsewhere and none with what our tables give; 1 cannot be checked. Of the 4 checks made, 3 can fail"
        " and 1 hardly can: a bound on one side (1). As printed, 3 cannot agree with others: in ann2019, people asked"
        " (three and 4); in bob2020, minutes (50). That speaks of what is printed, not of the study; the rows tell of"
        " 2 disagreements."
    )
    assert "others: 6 in ann2019 and 3 in bob2020." in seen(*rows[:2] * 3, *rows[2:3] * 3)


def test_what_we_see_is_true_of_a_ledger_without_disagreement_and_of_none():
    assert seen(("ann2019", "people", "3", "reproduced")) == (
        "Of 1 claim that 1 source prints about itself (numbers, lists, names, words), none agrees with what is printed"
        " elsewhere and 1 with what our tables give; none cannot be checked. Of the 1 check made, 1 can fail and none"
        " hardly can. None disagrees with another as printed."
    )
    assert seen().startswith("Nothing that a source prints about itself has been noted")
    assert "Nothing was checked. None disagrees" in seen(("ann2019", "people", "3", "not checkable"))


def test_rows_that_name_one_another_tell_of_one_disagreement():
    wrong = pd.DataFrame({"claim_id": ["a-c1", "a-c2", "a-c3", "a-c4"], "using": ["a-c9", "a-c1", "a-c2 a-c1", "a-c9"]})
    assert claims_caption.disagreements(wrong) == 2
    assert claims_caption.disagreements(wrong[:0]) == 0
    chain = pd.DataFrame({"claim_id": ["a-c1", "a-c2", "a-c3"], "using": ["a-c3", "a-c1", "a-c9"]})
    assert claims_caption.disagreements(chain) == 1


# --- lists, names, words ----------------------------------------------------------------------------

LIST = ("a-c1", "Fear; lack of trust; mistakes", "none", "", "to be named")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        # The number of parts: as a list, by the claim that prints it; an item named twice is one; a place left out.
        (("a-c9", "three", "parts", "fear; mistakes; pride"), "consistent"),
        (("a-c9", "four", "parts", "fear; mistakes; pride"), "inconsistent"),
        (("a-c9", "three", "parts", "a-c1"), "consistent"),
        (("a-c9", "two", "parts", "a-c1"), "inconsistent"),
        (("a-c9", "three", "parts", "fear; Fears; mistakes"), "inconsistent"),
        (("a-c9", "three", "parts", "first; second; third"), "consistent"),
        (("a-c9", "three", "parts", "first; second; fourth"), "inconsistent"),
        # One list in two places: order, case, hyphens, apostrophes and a last s do not count; another word does.
        (("a-c9", "mistake; fear; Lack-of-trust", "same_list", "a-c1"), "consistent"),
        (("a-c9", "mistakes; fear; insufficient level of trust", "same_list", "a-c1"), "inconsistent"),
        (("a-c9", "mistakes; fear", "same_list", "a-c1"), "inconsistent"),
        (("a-c9", "fear; lack of trust; mistakes; pride", "same_list", "a-c1"), "inconsistent"),
        (("a-c9", "mistakes; fear", "part_of", "a-c1"), "consistent"),
        (("a-c9", "mistakes; pride", "part_of", "a-c1"), "inconsistent"),
        (("a-c9", "pride; haste", "none_of", "a-c1"), "consistent"),
        (("a-c9", "pride; fear", "none_of", "a-c1"), "inconsistent"),
        (("a-c9", "fear; lack of trust; mistakes", "same_list", "a-c1 a-c2"), "inconsistent"),
        # One name, one word: an accent or a letter makes another.
        (("a-c9", "VAL-BELLA", "same_name", "a-c3"), "consistent"),
        (("a-c9", "Val Belle", "same_name", "a-c3"), "inconsistent"),
        (("a-c9", "Val Bellà", "same_name", "a-c3"), "inconsistent"),
        (("a-c9", "Inductive", "same_word", "a-c4"), "consistent"),
        (("a-c9", "deductive", "same_word", "a-c4"), "inconsistent"),
        # A page and the pages of its work, from either side; pages printed short.
        (("a-c9", "1590", "within", "a-c5"), "consistent"),
        (("a-c9", "1577", "within", "a-c5"), "consistent"),
        (("a-c9", "1595", "within", "a-c5"), "inconsistent"),
        (("a-c9", "1576", "within", "a-c5"), "inconsistent"),
        (("a-c9", "30 to 36", "within", "a-c6"), "consistent"),
        (("a-c9", "30 to 35", "within", "a-c6"), "inconsistent"),
        (("a-c9", "29", "share_of", "a-c6"), "consistent"),
        (("a-c9", "37", "share_of", "a-c6"), "inconsistent"),
        (("a-c9", "2", "table", "distinct(works.work)"), "reproduced"),
        (("a-c9", "3", "table", "distinct(works.work)"), "inconsistent"),
    ],
)
def test_each_check_of_what_is_no_numeral_has_its_verdict(row, verdict):
    works = pd.DataFrame({"work": ["ann2019", "bob2020", "ann2019", ""]})
    others = [
        LIST,
        ("a-c2", "Fear; mistakes", "none", "", "to be named"),
        ("a-c3", "Val Bella", "none", "", "to be named"),
        ("a-c4", "inductive", "none", "", "to be named"),
        ("a-c5", "1577–94", "none", "", "to be named"),
        ("a-c6", "over 36", "none", "", "to be named"),
    ]
    assert verdicts(*others, row, tables={"works": works})[-1] == verdict
    assert not claims.problems(ledger(*others, row))


def test_a_list_told_differently_says_what_stands_where():
    judged = claims.judge(ledger(LIST, ("a-c2", "fear; blame", "same_list", "a-c1")), {})
    assert judged.loc[1, "recomputed"] == "1 of 4 items in both"
    assert judged.loc[1, "why"] == "only here: blame. only in a-c1: lack of trust; mistakes"


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        ("29", "over 36", "at most 80.6 %"),
        ("over 29", "36", "at least 80.5 %"),
        ("29", "fewer than 36", "at least 80.5 %"),
        ("27", "36", "75.0 %"),
    ],
)
def test_a_share_of_a_bound_is_a_bound_rounded_away_from_where_the_share_lies(part, whole, told):
    assert listed.check_share(part, "a-c1", {"a-c1": whole}).recomputed == told


def test_nothing_follows_from_two_bounds_that_pull_apart():
    with pytest.raises(ClaimError, match="nothing follows"):
        listed.check_share("over 29", "a-c1", {"a-c1": "over 36"})


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (("a-c9", "fear; pride", "same_list", "a-c7"), "using", "'a-c7' is no claim"),
        (("a-c9", "Bella", "same_name", "a-c7"), "using", "'a-c7' is no claim"),
        (("a-c9", "; ", "part_of", "a-c1"), "printed", "is no list"),
        (("a-c9", "some", "parts", "fear; pride"), "printed", "is not one number"),
        (("a-c9", "two", "parts", " ; "), "using", "lists nothing"),
        (("a-c9", "12", "within", "a-c1"), "using", "one must be a number, one a range"),
        (("a-c9", "12", "share_of", "a-c1"), "using", "is no share"),
        (("a-c9", "12", "same", "a-c2"), "using", "is no claim with one number"),
    ],
)
def test_a_row_on_lists_or_names_that_cannot_be_read_is_told(row, column, told):
    named = ("a-c2", "Home4All", "same_name", "a-c2")
    found = claims.problems(ledger(LIST, named, row))
    assert [(at, message) for index, at, message in found if index == 2][0][0] == column
    assert any(told in message for _, _, message in found), found


def test_the_digit_of_a_name_is_no_number_to_count_with():
    frame = ledger(("a-c1", "Home4All", "same_name", "a-c2"), ("a-c2", "home4all", "same_name", "a-c1"))
    assert claims.single_numbers(frame) == {}


# --- checks that hardly can fail --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "strength"),
    [
        (("a-c9", "17", "arithmetic", "a-c1 + a-c2"), ("yes", "")),
        (("a-c9", "6", "same", "a-c1"), ("yes", "")),
        (("a-c9", "two", "parts", "fear; pride"), ("yes", "")),
        (("a-c9", "four", "arithmetic", "1 + 1 + 1 + 1"), ("hardly", "a sum of ones")),
        (("a-c9", "17", "arithmetic", "8 + 9"), ("hardly", "numbers put there by hand")),
        (("a-c9", "7", "arithmetic", "a-c1 + 1"), ("hardly", "one claim and a sum of ones")),
        (("a-c9", "12", "arithmetic", "2 * a-c1"), ("yes", "")),
        (("a-c9", "6", "arithmetic", "a-c9 + a-c1 - a-c1"), ("hardly", "the claim is compared with itself")),
        (("a-c9", "fear; pride", "same_list", "a-c9"), ("hardly", "the claim is compared with itself")),
        (("a-c9", "5", "at_most", "a-c1"), ("hardly", "a bound on one side")),
        (("a-c9", "5", "share_of", "a-c1"), ("hardly", "a bound on one side")),
        # What has failed can fail.
        (("a-c9", "7", "at_most", "a-c1"), ("yes", "")),
        (("a-c9", "five", "arithmetic", "1 + 1 + 1 + 1"), ("yes", "")),
        (("a-c9", "5", "none", "", "no second number"), ("no check", "")),
        (("a-c9", "72%", "percent_of", "a-c1"), ("yes", "")),
        (("a-c9", "72%", "percent_of", "a-c3"), ("no check", "")),
    ],
)
def test_a_check_that_hardly_can_fail_says_so(row, strength):
    others = [("a-c1", "six", "none"), ("a-c2", "11", "none"), ("a-c3", "400", "none")]
    judged = claims.judge(ledger(*others, row), {}).iloc[-1]
    assert (judged["can_fail"], judged["hardly_because"]) == strength


def test_a_year_repeated_is_told_from_a_number_repeated():
    rows = [("a-c1", "2019", "none"), ("a-c2", "2019", "same", "a-c1"), ("a-c3", "2018", "same", "a-c1")]
    judged = claims.judge(ledger(*rows).assign(unit="year"), {})
    assert judged["hardly_because"].tolist() == ["", "a year repeated", ""]
    assert judged["can_fail"].tolist() == ["no check", "hardly", "yes"]


def test_the_published_ledger_says_which_checks_can_fail_and_why_hardly():
    rows = [("a-c1", "six", "none", "", "no second number"), ("a-c2", "5", "at_most", "a-c1")]
    judged = claims.judge(ledger(*rows).assign(source_id="ann2019", section="Methods", states="people"), {})
    printed = claims.published(judged)
    assert printed["Can fail"].tolist() == ["no check", "hardly: a bound on one side"]
    assert printed.shape[1] == len(claims.LEDGER_WIDTHS)
    assert "1 hardly can: a bound on one side (1)" in claims_caption.claims(judged)


def test_every_row_of_the_real_ledgers_can_be_read_and_judged_lists_and_names_without_tables():
    """The rows that need none of our tables; whether a case's own rows name claims that are there."""
    from crosscase import store

    cases = store.case_ids("all")
    frames = [
        store.read_table(f"{store.CASES}/{case_id}/claims.csv", "raw/claims").assign(case_id=case_id)
        for case_id in cases
        if store.resolve(f"{store.CASES}/{case_id}/claims.csv").is_file()
    ]
    everything = pd.concat(frames, ignore_index=True)
    assert everything["claim_id"].is_unique and claims.problems(everything) == []
    judged = claims.judge(everything[everything["check"] != "table"], {})
    assert set(judged["can_fail"]) == {"yes", "hardly", "no check"}
    assert (judged.loc[judged["verdict"] == "inconsistent", "can_fail"] == "yes").all()
    deductive = judged[judged["printed"].eq("deductive") & judged["check"].eq("same_word")]
    assert deductive["verdict"].tolist() == ["inconsistent"]
    assert judged.loc[judged["check"].eq("share_of"), "recomputed"].tolist() == ["at most 80.6 %"]

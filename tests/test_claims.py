"""The ledger of claims: known answers, no false alarm on true tables, planted disagreements found, one verdict
a row.
"""

import random
from fractions import Fraction

import pandas as pd
import pytest

from crosscase.sources import claims, claims_caption, numerals
from crosscase.sources.expressions import ClaimError, Printed, grim_mean, grim_percent, printed_numbers


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
    return pd.DataFrame(told, columns=columns)


def verdicts(*rows, tables=None):
    return claims.judge(ledger(*rows), tables or {})["verdict"].tolist()


def test_ten_thousand_true_tables_raise_no_alarm():
    chance = random.Random(34600)
    tables = []
    for _ in range(10_000):
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
    assert len(judged) == 80_000 and "inconsistent" not in set(judged["verdict"])


def test_planted_disagreements_are_found_wherever_the_check_can_tell():
    chance = random.Random(1)
    planted = found = 0
    for _ in range(2_000):
        n = chance.randint(2, 80)
        reachable = {rounded(Fraction(100 * k, n), 0, up) for k in range(n + 1) for up in (True, False)}
        percent = str(chance.randint(0, 100))
        if percent not in reachable:
            planted += 1
            found += (
                verdicts(("a-c1", str(n), "none"), ("a-c2", f"{percent}%", "percent_of", "a-c1"))[1] == "inconsistent"
            )
    assert planted > 500 and found == planted


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
    """Return what the notebook says first of judged claims: source, what is stated, printed, verdict."""
    return claims_caption.what_we_see(pd.DataFrame(rows, columns=["source_id", "states", "printed", "verdict"]))


def test_what_we_see_tells_each_disagreement_by_what_it_states():
    rows = [
        ("ann2019", "people asked", "three", "inconsistent"),
        ("ann2019", "people asked", "4", "inconsistent"),
        ("bob2020", "minutes", "50", "inconsistent"),
        ("bob2020", "hours", "2", "consistent"),
        ("bob2020", "rooms", "1", "not checkable"),
    ]
    assert seen(*rows) == (
        "Of 5 numbers that 2 sources print about themselves, 1 agrees with other printed numbers and none with what our"
        " tables give; 1 cannot be checked. As printed, 3 cannot agree with others: in ann2019, people asked (three and"
        " 4); in bob2020, minutes (50). That speaks of the printed numbers, not of the study; one slip can show in"
        " several rows."
    )
    assert "others: 6 in ann2019 and 3 in bob2020." in seen(*rows[:2] * 3, *rows[2:3] * 3)


def test_what_we_see_is_true_of_a_ledger_without_disagreement_and_of_none():
    assert seen(("ann2019", "people", "3", "reproduced")) == (
        "Of 1 number that 1 source prints about itself, none agrees with other printed numbers and 1 with what our"
        " tables give; none cannot be checked. None disagrees with another as printed."
    )
    assert seen().startswith("No number that a source prints about itself has been noted")

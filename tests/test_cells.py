"""Cells against schemas: our few rules give the verdicts of the Table Schema library, for every field we have."""

import random

import pytest

from crosscase.cases.cells import broken_cells, judge
from crosscase.core import schemas

#: Text that people and programs leave in cells, and text that only looks like a number or a truth value.
ODD = (
    *("", " ", "\t", "0", "1", "5", "-1", "+3", " 7 ", "1_000", "1 000", "12.0", "12,5", "1e3", "nan", "NaN", "inf"),
    *("-Infinity", "٣", "½", "0x10", "00", "True", "true", "TRUE", "FALSE", "yes", "NA", "null", "none", "x", "é"),
    *("\u00a0", "\u200b", "a\n", "a-1\n", "0123456789ab", "0123456789ab\n", "p1-a", "x" * 400, "9" * 5000),
)


def verdict(reader, cell):
    """Return the first rule that frictionless says a cell breaks; empty for none."""
    return next(iter(reader(cell)[1] or {}), "")


def reader_of(field):
    plain = {name: field[name] for name in ("name", "type", "constraints") if name in field}
    from frictionless import Schema

    return Schema.from_descriptor({"fields": [plain]}).fields[0].create_cell_reader()


def cells_for(field, rng):
    """Return odd text, the words of a field's rules, and both spoiled at random."""
    rules = field.get("constraints", {})
    words = [*map(str, rules.get("enum", ())), *(str(rules[one]) for one in ("minimum", "maximum") if one in rules)]
    words += ["0123456789abcdef"[rng.randrange(16)] * n for n in (1, 2, 3, 11, 12, 13, 19, 20, 21)]
    words += [piece for piece in rules.get("pattern", "").replace("(", "|").replace(")", "|").split("|") if piece]
    words += ["a-1", "a1-b2-3", "p4c-c001", "ant_trust", "p2-who", "patients; staff", "12; 14", "2019-07"]
    spoiled = []
    for word in [*words, *ODD] * 3:
        at = rng.randrange(len(word) + 1)
        spoiled.append(word[:at] + rng.choice(["", " ", "-", "_", "\n", ";", "A", "z", "9", "é"]) + word[at + 1 :])
    return [*ODD, *words, *spoiled]


@pytest.mark.parametrize("table", schemas.files())
def test_a_cell_of_any_table_gets_the_verdict_of_the_table_schema_library(table):
    rng = random.Random(table)
    for field in schemas.load(table)["fields"]:
        ours, theirs, cells = judge(field), reader_of(field), cells_for(field, rng)
        assert {cell: ours(cell) for cell in cells} == {cell: verdict(theirs, cell) for cell in cells}, field["name"]


FIELDS = (
    dict(name="n", type="number", constraints=dict(required=True, minimum=0, maximum=1.5)),
    dict(name="n", type="number", constraints=dict(enum=[0.5, 2])),
    dict(name="n", type="integer", constraints=dict(minimum=-1, maximum=7)),
    dict(name="n", type="integer", constraints=dict(enum=[0, 1])),
    dict(name="n", type="boolean", constraints=dict(required=True)),
    dict(name="n", type="string", constraints=dict(minLength=2, pattern="a|b+", enum=["bb", "a"])),
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field['type']}-{'-'.join(field['constraints'])}")
def test_rules_that_no_table_joins_yet_are_read_as_the_library_reads_them(field):
    ours, theirs = judge(field), reader_of(field)
    cells = [*ODD, *cells_for(field, random.Random(1)), "bb", "b", "ab", "bc", "0.5", "1.5", "1.51", "-0.1", "2.0", "8"]
    assert {cell: ours(cell) for cell in cells} == {cell: verdict(theirs, cell) for cell in cells}


@pytest.mark.parametrize(("kind", "rule"), [("string", "maxLength"), ("integer", "pattern"), ("boolean", "minimum")])
def test_a_rule_that_is_not_read_is_an_error_and_is_not_passed_over(kind, rule):
    with pytest.raises(ValueError, match=rule):
        judge(dict(name="n", type=kind, constraints={rule: 1}))


def test_only_texts_that_break_a_rule_are_told_and_each_once():
    field = dict(name="n", type="integer", constraints=dict(required=True, minimum=1))
    assert broken_cells(field, ["1", "x", "0", "", "x", "2"]) == {"x": "type", "0": "minimum", "": "required"}

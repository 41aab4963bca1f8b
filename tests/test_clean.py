"""Cleaning: what is harmonised, and that nothing changes without a line in the log."""

import pandas as pd
import pytest
from conftest import DATA, codebook

from crosscase.cases.clean import clean_case
from crosscase.cases.raw import repair
from crosscase.core import schemas
from crosscase.core.codebook import Codebook
from crosscase.core.numbers import read_printed
from crosscase.core.received import RawCase, RawTable

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
)
ROLES = pd.DataFrame(
    [("carer", "Carer", "citizens"), ("author", "Author", "authors")],
    columns=["role_id", "label", "perspective"],
    dtype="str",
)
ALIASES = pd.DataFrame(
    [("code", "suspicion", "distrust", ""), ("role", "caregiver", "carer", "")],
    columns=["field", "word", "means", "reason"],
    dtype="str",
)
BOOK = Codebook(CODES, ROLES, ALIASES, pd.DataFrame())


def raw(table: str, *rows: dict) -> RawTable:
    columns = schemas.columns(f"raw/{table}")
    frame = pd.DataFrame(
        [[row.get(c, "") for c in columns] for row in rows], columns=columns, index=range(2, len(rows) + 2), dtype="str"
    )
    return RawTable(f"data/raw/cases/a/{table}.csv", frame)


def case(corrections=None, **changes) -> RawCase:
    segment = (
        dict(
            segment_id="a-1",
            unit_id="a",
            source_id="s",
            section="1",
            kind="finding",
            role="caregiver",
            phase="before",
            paraphrase="A carer did not come at first.",
        )
        | changes
    )
    tables = {
        "segments": raw("segments", segment),
        "codings": raw(
            "codings",
            dict(segment_id="a-1", code_id="suspicion", coder="A"),
            dict(segment_id="a-1", code_id="people_leave", presence="present", coder="A"),
        ),
        "links": raw(
            "links",
            dict(
                link_id="a-l1", segment_id="a-1", cause="suspicion", effect="people_leave", status="realised", coder="A"
            ),
        ),
        "participants": raw(
            "participants",
            dict(
                unit_id="a", group="carers", role="carer", n="three", n_invited="about 20", source_id="s", section="1"
            ),
        ),
    }
    return RawCase("a", "data/raw/cases/a", {}, tables, corrections)


def changes(cleaned) -> list[tuple]:
    return list(
        cleaned.log[["table", "row", "column", "was", "now", "rule"]].astype(object).itertuples(index=False, name=None)
    )


def test_every_change_and_nothing_else_is_in_the_log():
    assert changes(clean_case(case(), BOOK)) == [
        ("segments", 2, "role", "caregiver", "carer", "alias"),
        ("codings", 2, "code_id", "suspicion", "distrust", "alias"),
        ("codings", 2, "presence", "", "present", "default"),
        ("links", 2, "cause", "suspicion", "distrust", "alias"),
        ("participants", 2, "n_invited_number", "about 20", "", "number"),
        ("participants", 2, "n_number", "three", "3", "number"),
    ]


def test_a_raw_value_differs_from_the_clean_one_only_where_the_log_says_so():
    dirty = case(speaker="  Ann\u00a0", corrections=None)
    cleaned = clean_case(dirty, BOOK)
    for name, table in dirty.tables.items():
        clean = cleaned.tables[name].set_axis(table.frame.index)
        logged = set(zip(*[cleaned.log.loc[cleaned.log["table"] == name, c] for c in ("row", "column")], strict=True))
        for column in table.frame.columns:
            before, after = table.frame[column], clean[column].map(lambda value: "" if pd.isna(value) else str(value))
            assert {(row, column) for row in before.index[before != after]} <= logged
    assert ("segments", 2, "speaker", "  Ann\u00a0", "Ann", "spaces") in changes(cleaned)


def test_links_carry_what_counting_needs():
    links = clean_case(case(speaker="Ann"), BOOK).tables["links"]
    assert links.loc[
        0, ["case_id", "cause", "cause_family", "valence", "level", "phase", "perspective", "speaker"]
    ].tolist() == [
        "a",
        "distrust",
        "barrier",
        "co-destruction",
        "citizens",
        "before",
        "citizens",
        "Ann",
    ]


def test_a_link_names_the_passages_of_its_story_in_reading_order():
    told = case()
    second = told.tables["segments"].frame.iloc[[0]].assign(segment_id="a-0")
    frame = pd.concat([told.tables["segments"].frame, second.set_axis([3])])
    links = told.tables["links"].frame.assign(cause_segment_id="a-0")
    more = {"segments": RawTable("segments.csv", frame), "links": RawTable("links.csv", links)}
    cleaned = clean_case(RawCase("a", "a", {}, {**told.tables, **more}, None), BOOK).tables["links"]
    assert cleaned.loc[0, "episode"] == "a-1 a-0"
    assert clean_case(case(), BOOK).tables["links"].loc[0, "episode"] == "a-1"


def test_rows_of_codings_readings_and_links_may_come_in_any_order():
    told = case()
    passages = [told.tables["segments"].frame.assign(segment_id=one) for one in ("a-9", "a-10", "a-2")]
    keys = [(coder, one) for coder in "AB" for one in ("a-9", "a-10", "a-2")]
    link = dict(cause="distrust", effect="people_leave", status="realised", coder="A")
    rows = {
        "codings": [
            dict(segment_id=one, code_id=code, coder=coder)
            for coder, one in keys
            for code in ("suspicion", "meals", "people_leave")
        ],
        "readings": [dict(segment_id=one, coder=coder, main_code="distrust") for coder, one in keys],
        "links": [dict(link_id=f"a-l{number}", segment_id="a-9", **link) for number in (2, 10)],
    }
    segments = RawTable("segments.csv", pd.concat(passages).set_axis([2, 3, 4]))

    def cleaned(order):
        tables = {name: raw(name, *order(found)) for name, found in rows.items()}
        return clean_case(RawCase("a", "a", {}, {"segments": segments, **tables}, None), BOOK).tables

    as_told, turned = cleaned(list), cleaned(lambda found: found[::-1])
    for name, frame in as_told.items():
        pd.testing.assert_frame_equal(frame, turned[name])
    codings = as_told["codings"][["coder", "segment_id", "code_id"]]
    assert codings.iloc[0].tolist() == ["A", "a-9", "distrust"] and codings.iloc[8].tolist()[1:] == [
        "a-2",
        "people_leave",
    ]
    assert as_told["links"]["link_id"].tolist() == ["a-l2", "a-l10"]


def test_a_table_that_the_case_does_not_have_is_empty_and_whole():
    tables = clean_case(case(), BOOK).tables
    assert tables["indicators"].empty and list(tables["indicators"].columns) == schemas.columns("indicators")


FIX = dict(
    table="segments",
    where={"segment_id": "a-1"},
    column="phase",
    was="before",
    now="during",
    reason="the memo says so",
    by="MK",
)


def test_a_correction_repairs_one_value_and_gives_its_reason():
    cleaned = clean_case(case([FIX]), BOOK)
    assert cleaned.tables["segments"].at[0, "phase"] == "during"
    row = cleaned.log[cleaned.log["rule"] == "correction"].iloc[0]
    assert row[["was", "now", "reason"]].tolist() == ["before", "during", "the memo says so"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"was": "after"}, "reads 'before', not 'after'"),
        ({"where": {"segment_id": "a-9"}}, "no row of segments.csv"),
        ({"table": "segment"}, "'segment' is not a table of this case"),
        ({"column": "fase"}, "'fase' is not a column of segments.csv"),
        ({"why": "x"}, "'why' is not a key"),
    ],
)
def test_a_correction_that_no_longer_fits_changes_nothing_and_is_told(change, message):
    repaired = repair(case([FIX | change]))
    assert message in str(repaired.findings[0]) and len(repaired.findings) == 1
    assert repaired.case.tables["segments"].frame.at[2, "phase"] == "before" and repaired.log == []


@pytest.mark.parametrize(
    ("printed", "column", "values"),
    [
        ("88%", "value", ["88"]),
        ("three", "n", ["3"]),
        ("Twenty-one", "n", ["21"]),
        ("1,250", "n", ["1250"]),
        ("over 36", "value", [""]),
        ("8–10", "n", [""]),
        ("45 to 80", "minutes_each", ["45", "80"]),
        ("51", "minutes_each", ["51"]),
        ("July 2019", "start", ["2019-07"]),
        ("2010", "end", ["2010"]),
        ("spring 2010", "end", [""]),
        ("", "n", [""]),
    ],
)
def test_a_printed_text_gives_a_number_only_where_it_plainly_is_one(printed, column, values):
    assert read_printed(printed, column)[0] == values


def test_the_invented_cases_are_where_the_end_to_end_test_looks():
    assert {path.name for path in (DATA / "cases").iterdir()} == {"harbour-town", "mill-lane"}

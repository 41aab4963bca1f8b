"""Reading what people really have: nothing changes without a row of the log, and nothing ends in a traceback.

`make thorough` asks of 10,000 generated tables and 2,000 spoilt cases; else of a few of them.
"""

import csv
import io
import random
import shutil
import subprocess
import sys

import pandas as pd
import pytest
import xlsxwriter
from conftest import DATA, THOROUGH

from crosscase import store
from crosscase.cases import check, clean
from crosscase.core.numbers import decimal_of, read_month, read_number, read_printed, read_range
from crosscase.core.reading import grid, kinds, text, yamls
from crosscase.core.reading.folder import sort_files
from crosscase.core.reading.grid import rows_of
from crosscase.core.reading.tables import table_of
from crosscase.core.received import WHOLE_FILE

HEADER = ["segment_id", "code_id", "label", "presence", "coder"]


def read(content, table="codings"):
    """Read bytes as a table of a case, without a disk."""
    decoded = text.decode(content)
    return table_of("x.csv", rows_of(decoded, HEADER), table, plain=text.is_plain(decoded.text))


def lines(*rows, mark=","):
    return "\n".join(mark.join(row) for row in (HEADER, *rows)) + "\n"


ROW = ["a-1", "distrust", "said so", "present", "A"]


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "count", "decimal", "value"),
    [
        ("12,5", True, "", "12.5"),
        ("12.5", True, "", "12.5"),
        ("0,045", False, "", "0.045"),
        (".5", False, "", "0.5"),
        ("45,2%", False, "", "45.2"),
        ("45 per cent", False, "", "45"),
        ("1 200", True, "", "1200"),
        ("1\u202f200,5", False, "", "1200.5"),
        ("1’200", False, "", "1200"),
        ("1,200.5", False, "", "1200.5"),
        ("1.200,5", False, "", "1200.5"),
        ("1.200.000", False, "", "1200000"),
        ("−3", False, "", "-3"),
        ("Twenty-one", True, "", "21"),
        # One mark and three digits: whole in a count, else as the column shows; else a comma groups.
        ("1.200", True, "", "1200"),
        ("1.200", True, ",", "1200"),
        ("1.200", True, ".", ""),
        ("1.200", False, "", ""),
        ("1.200", False, ",", "1200"),
        ("1.200", False, ".", "1.200"),
        ("1,200", False, "", "1200"),
        ("1,200", False, ",", "1.200"),
        ("1234.567", False, "", "1234.567"),
        ("about ten", True, "", ""),
        ("over 36", True, "", ""),
        ("1,20,0", True, "", ""),
        ("12.", True, "", ""),
        ("", True, "", ""),
    ],
)
def test_a_printed_number_is_read_by_one_rule(printed, count, decimal, value):
    assert read_number(printed, count=count, decimal=decimal).value == value


def test_what_can_be_two_numbers_is_named_and_not_read():
    assert read_number("1.200").ambiguous == "1200 or 1.2"
    assert decimal_of(["3,5", "1.200"]) == "," and decimal_of(["3.5", "3,5"]) == "" and decimal_of(["1,200"]) == ""


def test_ranges_and_months_are_read_as_printed():
    assert read_range("45–60") == read_range("between 45 and 60") == ("45", "60") and read_range("45") is None
    assert read_printed("7,5 to 10", "minutes_each") == (["7.5", "10"], "number")
    said = [
        "July 2019",
        "Sept. 2019",
        "Juli 2019",
        "août 2019",
        "2019-07-15",
        "2019",
        "2019-13",
        "Jul-19",
        "spring 2019",
    ]
    assert [read_month(one) for one in said] == [
        "2019-07",
        "2019-09",
        "2019-07",
        "2019-08",
        "2019-07",
        "2019",
        "",
        "",
        "",
    ]


# --- text and files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "was"),
    [
        ("é,b".encode(), ""),
        ("\ufeffé".encode(), ""),
        ("\ufeff\ufeffé".encode(), "2 byte order marks"),
        ("é,b".encode("utf-16"), "UTF-16"),
        ("segment_id,é".encode("utf-16-be"), "UTF-16"),
        ("é,b".encode("cp1252"), "Windows-1252"),
    ],
)
def test_an_encoding_is_known_by_its_bytes(content, was):
    decoded = text.decode(content)
    assert decoded.text[-1:] in ("é", "b") and "é" in decoded.text and decoded.was == was
    assert bool(decoded.warning) == (was == "Windows-1252")


def test_a_file_needs_no_look_at_its_letters_where_all_are_plain():
    odd = {letter for letter in map(chr, range(256)) if not text.is_plain(f"a{letter}b")}
    assert odd == {*map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 256)))}
    assert text.is_plain("R&D, A & B; &;") and not text.is_plain("R&amp;D") and not text.is_plain("&#8211;")


def test_the_delimiter_is_the_one_under_which_most_cells_are_columns():
    rng, names = random.Random(7), {"segment_id", "code_id", "text", "coder"}
    for _ in range(2_000):
        words = [*names, "a sentence", "", "x;y", "a, b"]
        lines = ["".join(f"{rng.choice(words)}{rng.choice(',;|')}" for _ in range(4)) for _ in range(rng.randint(0, 4))]
        usual = rng.choice([*grid._NAMES, ":"])
        best = max(grid._NAMES, key=lambda one: (grid._recognised(lines, one, names), one == usual))
        assert grid._delimiter(lines, usual, names) == best


def test_a_title_above_the_header_may_be_the_name_of_one_column():
    records = [["Section", ""], ["segment_id", "section"], ["a-1", "3.2"]]
    read = table_of("segments.csv", grid.Grid(records), "segments")
    assert list(read.frame.columns) == ["segment_id", "section"] and read.frame.index.tolist() == [3]


def test_bytes_that_are_no_text_are_a_problem():
    assert text.decode(bytes(range(256)) * 4).problem and text.decode(b"\xff\xfea").problem


@pytest.mark.parametrize(
    ("cell", "before"),
    [("RÃ©sident", "Résident"), ("didnâ€™t", "didn’t"), ("Résident", ""), ("naïve café", ""), ("Ærø Å", "")],
)
def test_text_decoded_twice_is_known_by_its_letters(cell, before):
    assert text.decoded_twice(cell) == before


def test_what_nobody_meant_to_write_is_mended_and_named():
    assert text.mended("a\u200b", is_name=True)[0] == "a" and text.mended("a\u200db", is_name=False)[0] == "a\u200db"
    assert text.mended("R&amp;D\x0bone", is_name=False)[0] == "R&D one"
    assert text.mended("mu\u0308ller", is_name=True) == ("müller", "letters and their accents joined (Unicode NFC)")
    assert text.mended("AT&T; no", is_name=False) == ("AT&T; no", "")
    assert text.look_alikes("А") == "Cyrillic А (U+0410) for A" and text.look_alikes("Ä") == ""


def test_files_are_known_by_bytes_and_names():
    assert kinds.kind_of(b"\xef\xbb\xbf<!DOCTYPE html><html>") == "html" and kinds.kind_of(b"%PDF-1.7") == "pdf"
    assert kinds.kind_of(b" \r\n") == "empty" and kinds.kind_of(b"a,b\n<b> , c\n") == "text"
    assert kinds.merge_marks("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n") == [2, 4, 6]
    assert kinds.merge_marks("a\n=======\nb\n") == []
    found = sort_files(
        ["Codings.XLSX", "links.csv", "links.xlsx", "~$links.xlsx", "Thumbs.db", "case.yaml", "plan.docx"]
    )
    assert found.tables == {"codings": "Codings.XLSX", "links": "links.csv"} and found.unknown == ("plan.docx",)
    assert found.twice == {"links": ["links.csv", "links.xlsx"]} and found.description == "case.yaml"


# --- tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_any_delimiter_is_read_and_logged(mark):
    table = read(lines(ROW, mark=mark).encode())
    assert table.frame.values.tolist() == [ROW] and len(table.changes) == 1 and not table.findings


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("sep=;\n" + lines(ROW, mark=";"), [2]),
        ("Codings\n\nof May\n" + lines(ROW), [5]),
        (lines(ROW).replace("\n", "\r"), [2]),
        ("\n".join('"' + line + '"' for line in lines(ROW).splitlines()), [2]),
        ('"","' + '","'.join(HEADER) + '"\n"1","' + '","'.join(ROW) + '"\n', [2]),
        (lines(ROW).replace("present,A", "present,A,,,"), [2]),
        (lines(ROW).replace("segment_id,code_id", "Segment ID,Code"), [2]),
    ],
    ids=["hint", "title", "cr", "quoted", "row names", "padded", "header words"],
)
def test_what_stands_around_the_cells_is_left_out_and_logged(content, rows):
    table = read(content.encode())
    assert table.frame.values.tolist() == [ROW] and list(table.frame) == HEADER and list(table.frame.index) == rows
    assert table.changes and not table.findings


@pytest.mark.parametrize(
    ("content", "told", "n_rows"),
    [
        (lines(ROW, HEADER, ROW), "a second header in row 3", 2),
        (lines(ROW, ["Total", "1", "", "", ""], ["* by A", "", "", "", ""]), "totals or notes below the data", 1),
        (lines(ROW, ["a", "b"]), "the row has 2 cells, the header has 5", 2),
        ("segment_id,Code 1,Code 2,coder\na-1,distrust,,A\n", "one row a segment", 0),
        ("a-1,distrust,,present,A\n", "names a column of codings", 0),
        ('segment_id,code_id,coder\na-1,"b,A\n', "not a readable CSV", 0),
    ],
)
def test_what_is_no_row_of_data_is_told_once(content, told, n_rows):
    table = read(content.encode())
    assert len(table.findings) == 1 and told in table.findings[0].message and len(table.frame) == n_rows


def workbook(rows, sheet="Sheet1"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("cover")
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(at, place, cell)
    return content.getvalue()


@pytest.fixture
def case(tmp_path, monkeypatch):
    """A sound case alone in a folder that counts as the project; return its folder."""
    (tmp_path / "Snakefile").touch()
    shutil.copytree(DATA / "cases/harbour-town", tmp_path / "data/raw/cases/harbour-town")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data/raw/cases/harbour-town"


@pytest.fixture(scope="module")
def book():
    return store.read_reference()[0]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_workbook_is_read_whatever_its_ending_says(case, ending):
    sound = store.read_raw_case("harbour-town").tables["codings"].frame
    content = workbook([list(sound.columns), *sound.values.tolist()])
    (case / "codings.csv").unlink()
    (case / f"codings{ending}").write_bytes(content)
    read = store.read_raw_case("harbour-town")
    pd.testing.assert_frame_equal(read.tables["codings"].frame, sound)
    assert read.unknown_files == () and read.tables["codings"].changes[0].column == WHOLE_FILE
    assert store.passes_of("harbour-town") == list(dict.fromkeys(sound["coder"]))


def test_two_tables_for_one_name_are_refused(case):
    (case / "codings.xlsx").write_bytes(workbook([HEADER, ROW]))
    assert ["two tables for 'codings'" in one.message for one in store.read_raw_case("harbour-town").findings] == [True]


def test_a_case_in_one_cause_is_told_once(case, book):
    frame = pd.read_csv(case / "codings.csv", dtype=str, keep_default_na=False)
    frame["segment_id"] = frame["segment_id"].mask(frame["segment_id"].duplicated(), "")
    frame.to_csv(case / "codings.csv", index=False)
    findings = check.check_case(store.read_raw_case("harbour-town"), book)
    assert ["merged cells" in one.message for one in findings] == [True]


def test_a_warning_about_a_cell_hides_no_error_of_it(case, book):
    path = case / "links.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ht-002", "ht-Ã©", 1), encoding="utf-8")
    said = [one.message for one in check.check_case(store.read_raw_case("harbour-town"), book)]
    assert any("mojibake" in one for one in said) and any("'ht-Ã©' has no row in segments.csv" in one for one in said)


def test_an_anchor_may_look_like_a_number(case, book):
    path = case / "segments.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[:2, "head_anchor"] = ["1e2735993531", "123456789012", "8.53036E+11"]
    frame.to_csv(path, index=False)
    findings = check.check_case(store.read_raw_case("harbour-town"), book)
    assert [(one.row, one.column) for one in findings] == [(4, "head_anchor")]


def test_a_link_is_stated_once_and_with_one_status(case, book):
    path = case / "links.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = frame[frame["status"] == "realised"].iloc[[0]]
    more = [row.assign(link_id="x-1"), row.assign(link_id="x-2", status="possible")]
    pd.concat([frame, *more]).to_csv(path, index=False)
    found = check.check_case(store.read_raw_case("harbour-town"), book)
    said, n = [one.message for one in found], len(frame) + 1
    assert len(said) == 2 and "the same statement twice" in said[0] and "and possible here" in said[1]
    assert [one.row for one in found] == [n + 1, n + 2] and all(f"row {row.index[0] + 2}" in one for one in said)


# --- YAML -------------------------------------------------------------------------------------------


def test_what_is_done_to_a_document_stays_with_who_read_it(tmp_path):
    file = tmp_path / "case.yml"
    file.write_text("units: [{id: quay}]\n", encoding="utf-8")
    store.read_yaml(file)["units"][0]["id"] = "another"
    assert store.read_yaml(file) == {"units": [{"id": "quay"}]}
    file.write_text("units: []\n", encoding="utf-8")
    assert store.read_yaml(file) == {"units": []}


def test_a_document_is_held_against_its_schema_and_every_library_stays_as_it_was():
    code = """
import sys
from crosscase.core.schemas import yaml_findings
found = yaml_findings({"a": 1}, {"type": "object", "additionalProperties": False, "properties": {"b": {}}}, "x.yml")
assert found[0].code == "key.unknown", found
assert None not in sys.modules.values() and "isoduration" not in sys.modules
import idna, isoduration
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "'a' stands twice, in lines 1 and 3"),
        ("a:\n\t- b\n", "a tab as indentation in line 2"),
        ("a: !!python/object/apply:os.system [x]\n", "a tag that would run code"),
        ("a: !secret x\n", "a tag: !secret"),
        ("a: &a [x, *a]\n", "stands within what it names"),
        ("a: " + "[" * 500 + "]" * 500, "nests more than"),
        ("a: 2019-13-45\n", "a value that YAML cannot read"),
        ("? [a, b]\n: c\n", "found unhashable key"),
        ("a: b: c\n", "a colon inside a text"),
    ],
)
def test_yaml_that_is_not_read_says_why(written, told):
    with pytest.raises(yamls.Unreadable, match=None) as error:
        yamls.read(written)
    assert told in error.value.message


def test_aliases_that_stay_small_are_read():
    assert yamls.read("a: &a [x, y]\nb: *a\n")[0] == {"a": ["x", "y"], "b": ["x", "y"]}


# --- nothing changes without a row, and nothing breaks ----------------------------------------------

_PIECES = [
    *(
        "a-1",
        "A",
        "distrust",
        "said so",
        "present",
        "PRESENT",
        "WAHR",
        "x",
        "1.200",
        "12,5",
        "'a-1",
        "NA",
        "#REF!",
        "01-mar",
    ),
    *(
        "é",
        "e\u0301",
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u200d",
        "\x0b",
        "\x00"[:0],
        "\u2028",
        "&amp;",
        "&lt",
        "Ã©",
        "А",
        "=",
        " ",
        "\u00a0",
    ),
    *(",", ";", "\t", "|", '"', "\n", "''", "sep=", "Total", "😀", "0", "-", "*"),
]


def made(rng):
    """Return a table with all sorts of cells, and the bytes of a file that holds it."""

    def cell():
        return "".join(rng.choice(_PIECES) for _ in range(rng.choice((0, 1, 1, 1, 2, 3))))

    rows = [[cell() for _ in HEADER] for _ in range(rng.randint(1, 8))]
    for row in rows:
        row[0], row[1], row[4] = row[0].strip() or "a", row[1].strip() or "c", row[4].strip() or "A"
    mark, encoding = rng.choice(",,,;\t|"), rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=mark,
        quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=rng.choice(("\n", "\r\n")),
    )
    writer.writerows([HEADER, *rows])
    return rows, out.getvalue().encode(encoding)


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(10 if THOROUGH else 1))
def test_reading_never_changes_a_value_without_a_row_of_the_log(part):
    rng = random.Random(f"tables {part}")
    for number in range(1000 if THOROUGH else 120):
        rows, content = made(rng)
        table = read(content)
        told = {}
        for change in table.changes:
            if change.row is not None:
                told.setdefault((change.row, change.column), []).append((change.was, change.now))
        gone = {row for one in table.findings for row in ([one.row] if one.row else [])}
        assert list(table.frame) == HEADER, (part, number)
        for at, row in enumerate(rows, 2):
            if at not in table.frame.index:
                assert gone, (part, number, at)  # a total or a note, told in a finding
                continue
            for column, cell in zip(HEADER, row, strict=True):
                now, steps = table.frame.at[at, column], told.pop((at, column), [])
                assert (steps[0][0] if steps else cell, steps[-1][1] if steps else cell) == (cell, now), (part, number)
                assert all(a[1] == b[0] for a, b in zip(steps, steps[1:], strict=False))
        assert not told


def spoilt(rng, content):
    """Return bytes with something wrong in them: bits, an end cut off, cells swapped, a piece put in."""
    what = rng.choice(("bits", "cut", "swap", "put", "lines"))
    data = bytearray(content)
    if what == "bits":
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif what == "cut":
        del data[rng.randrange(len(data)) :]
    elif what == "put":
        piece = rng.choice([*_PIECES, "\x00", "<<<<<<< HEAD\n", "- [", ": ", "&a ", "*a", "!!", "2019-07-01"]).encode()
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(data))
            data[at:at] = piece
    else:
        parts = bytes(data).split(b"," if what == "swap" else b"\n")
        rng.shuffle(parts) if what == "lines" else None
        if what == "swap" and len(parts) > 1:
            for _ in range(rng.randint(1, 8)):
                one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
                parts[one], parts[other] = parts[other], parts[one]
        data = bytearray((b"," if what == "swap" else b"\n").join(parts))
    return bytes(data)


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(20 if THOROUGH else 1))
def test_no_spoilt_case_ends_in_a_traceback(case, book, part):
    rng = random.Random(f"cases {part}")
    sound = {path: path.read_bytes() for path in sorted(case.iterdir())}
    for _ in range(100 if THOROUGH else 40):
        path = rng.choice(list(sound))
        path.write_bytes(spoilt(rng, sound[path]))
        received = store.read_raw_case("harbour-town")
        findings = check.check_case(received, book)
        if not any(one.severity == "error" for one in findings):
            clean.clean_case(received, book)
        path.write_bytes(sound[path])

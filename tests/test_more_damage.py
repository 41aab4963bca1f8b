"""Further damage of the kinds that people send: each is repaired with a row of the log, warned of or refused in words
that name the cause.

Every variant changes one thing in a sound case; it says which file, what stands there, and what stands there instead.
"""

import io
import re
import shutil
import unicodedata
import zipfile

import pytest
import xlsxwriter
from conftest import ROOT, deep_workbook

from crosscase import store
from crosscase.cases import check, clean
from crosscase.core.numbers import decimal_of, read_month, read_number
from crosscase.store.workbooks import first_sheet

SOUND = ROOT / "tests/data/cases/harbour-town"
DATA = (
    "unit_id,method,with_whom,n_events,n_people,minutes_total,minutes_each,start,end,source_id,section,note\n"
    "quay,interviews,residents,12,12,600,MINUTES,START,2019-08,invented2020,Methods,\n"
)
GROUPS = "unit_id,group,role,gender,n,n_invited,source_id,section,note\n"
PEOPLE = f"{GROUPS}quay,residents,community participant,,N,30,invented2020,Methods,\n"
C, L, S, Y, P, D = "codings.csv", "links.csv", "segments.csv", "case.yml", "participants.csv", "data_collection.csv"
TWO_ROWS = "ht-004,lack_of_resources,,present,A\nht-004,staff_strain,,present,A"
ACCENTS = ("Resident 1", "Résidente Århus")


def text_of(name):
    return {D: DATA, P: PEOPLE}.get(name) or (SOUND / name).read_text(encoding="utf-8")


def with_ids(make, *files):
    """Return these files with other ids of passages."""
    return {one: re.sub(r"ht-(\d{3})", lambda hit: make(int(hit[1])), text_of(one)) for one in files}


def put(name, old, new):
    """Return one file with a part of it changed."""
    assert old in text_of(name)
    return {name: text_of(name).replace(old, new)}


def days(day):
    """Return files whose ids are 1-1 to 1-5 in the passages, and what a spreadsheet makes of them in the codings."""
    return with_ids(lambda n: f"1-{n}", S, L) | with_ids(day, C)


def every_empty(word):
    return {one: text_of(one).replace(",,", f",{word},").replace(",,", f",{word},") for one in (S, C, L)}


def merged_workbook():
    """Return codings as a workbook in which the passage of each group is one merged cell."""
    content, last = io.BytesIO(), ""
    book = xlsxwriter.Workbook(content)
    sheet, rows = book.add_worksheet(), [line.split(",") for line in text_of(C).splitlines()]
    for at, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if place or cell != last:
                sheet.write_string(at, place, cell)
        last = cells[0]
    for first, bottom in ((1, 3), (6, 9)):
        sheet.merge_range(first, 0, bottom, 0, rows[first][0])
    for at in (5, 11, 13, 14):
        sheet.write_string(at, 0, rows[at][0])
    book.close()
    return content.getvalue()


#: What is changed, what is wanted, and what the findings or the log must say.
VARIANTS = {
    "utf-16 without its mark": ({C: text_of(C).encode("utf-16-le")}, "repair", ["UTF-16"]),
    "mac roman": ({S: text_of(S).replace(*ACCENTS).encode("mac-roman")}, "warn", ["Mac Roman", "Résidente Årh"]),
    "dos": ({S: text_of(S).replace(*ACCENTS).encode("cp850")}, "warn", ["DOS text", "Résidente Årh"]),
    "shift jis": ({S: text_of(S).replace("Resident 1", "住民一").encode("shift-jis")}, "refuse", ["not UTF-8"]),
    "mojibake of a mac": (put(S, "Resident 1", "R√©sident"), "warn", ["'Résident'"]),
    "a serial of a month": ({D: DATA.replace("START", "43647.0")}, "refuse", ["2019-07"]),
    "a serial of a range": ({D: DATA.replace("MINUTES", "43961")}, "refuse", ["(2020-05-10)", "5-10"]),
    "a time as share of a day": ({D: DATA.replace("MINUTES", "0.03125")}, "refuse", ["45 minutes"]),
    "a month first": ({D: DATA.replace("MINUTES", "May-10")}, "refuse", ["5-10"]),
    "fewer than none": ({P: PEOPLE.replace(",N,", ",-12,")}, "refuse", ["below 0"]),
    "a share of people": ({P: PEOPLE.replace(",N,", ",45%,")}, "refuse", ["is a share"]),
    "an odd number": ({P: PEOPLE.replace(",N,", ",12:30,")}, "warn", ["'12:30' is not read as a number"]),
    "other digits": ({P: PEOPLE.replace(",N,", ",٣٤,")}, "repair", ["٣٤ -> 34"]),
    "a total that is whole": (
        {P: PEOPLE + "quay,Gesamt,community participant,,9,,invented2020,Methods,\n"},
        "warn",
        ["'Gesamt' is called a total"],
    ),
    "1-Feb": (days(lambda n: f"01. {['Jan', 'Feb', 'Mrz', 'Apr', 'Mai'][n - 1]}"), "refuse", ["stands for '1-2'"]),
    "ids as serials": (days(lambda n: str([43831, 43862, 43891, 43922, 43952][n - 1])), "refuse", ["stands for '1-2'"]),
    "ids without zeros": (
        with_ids(lambda n: f"{n:03d}", S, L) | with_ids(str, C),
        "refuse",
        ["'2' stands for '002'", "in 14 rows"],
    ),
    "ids of ATLAS.ti": (with_ids(lambda n: f"1:{n}", S, C, L), "repair", ["1:5 -> 1_5"]),
    "ids as formulas": (with_ids(lambda n: f'"=""ht-{n:03d}"""', C), "repair", ['="ht-005" -> ht-005']),
    "merged in a workbook": ({C: None, "codings.xlsx": merged_workbook()}, "repair", ["5 cells that were merged"]),
    "merged phases": (put(S, ",during,", ",,"), "refuse", ["phase stands in the first row of each group", "merged"]),
    "a count in the last column": ({C: text_of(C) + ",,,,14\n"}, "refuse", ["a total or note", "row 16"]),
    "a header in German": (
        put(C, "segment_id,code_id,label,presence,coder", "Segment-ID,Kode,Bezeichnung,Vorhanden,Kodierer"),
        "repair",
        ["Kode -> code_id", "Kodierer -> coder"],
    ),
    "a header with slips": (
        put(C, "segment_id,code_id,label,presence,coder", "segmnet_id,cod_id,lable,presense,codder"),
        "refuse",
        ["rename 'segmnet_id'"],
    ),
    "a header in two languages": (
        put(C, "coder\n", "coder\nSegment,Kode,Bezeichnung,Vorhanden,Kodierer\n"),
        "refuse",
        ["a second row of names"],
    ),
    "codes below each other": (put(C, TWO_ROWS, 'ht-004,"lack_of_resources\nstaff_strain",,,A'), "refuse", ["several"]),
    "codes with a stranger": (
        put(C, TWO_ROWS, "ht-004,lack_of_resources; foo,,,A\nht-004,staff_strain,,,A"),
        "refuse",
        ["several codes in one cell", "'foo' is not a code"],
    ),
    "a failed formula in Italian": (put(S, "Resident 1", "#N/D"), "refuse", ["a formula failed"]),
    "a failed formula in Swedish": (put(S, "Resident 1", "#SAKNAS!"), "refuse", ["a formula failed"]),
    "NULL of a database": (every_empty("NULL"), "refuse", ["'NULL' stands in every empty cell"]),
    "a dash for nothing": (every_empty("-"), "refuse", ["'-' stands in every empty cell"]),
    "nobody coded": (
        {one: text_of(one).replace(",A\n", ",NA\n") for one in (C, L)},
        "warn",
        ["'NA' stands as coder", "nobody?"],
    ),
    "0 for a code": (put(C, "conflict,,absent", "conflict,,0"), "refuse", ["delete the row"]),
    "American spelling": (put(L, ",realised,", ",realized,"), "repair", ["realized -> realised"]),
    "there and not there": ({C: text_of(C) + "ht-003,conflict,,present,A\n"}, "refuse", ["presence 'absent' there"]),
    "one passage twice": (
        {
            S: text_of(S) + text_of(S).splitlines()[1].replace("ht-001", "ht-006") + "\n",
            C: text_of(C) + "ht-006,conflict,,absent,A\n",
        },
        "warn",
        ["counts twice"],
    ),
    "a second hand with another keyboard": (
        {C: text_of(C) + "ht-001,distrust,,,А\n"},
        "refuse",
        ["Cyrillic А (U+0410)"],
    ),
    "A and A.": ({C: text_of(C) + "ht-001,distrust,,,A.\n"}, "warn", ["coders 'A and A.'"]),
    "units that look alike": (
        put(Y, "label: The market", "label: The quаy"),
        "refuse",
        ["look alike: Cyrillic а"],
    ),
    "a copy beside": ({"segments (1).csv": text_of(S)}, "warn", ["segments.csv is"]),
    "a copy in its place": ({S: None, "segments - Kopie.csv": text_of(S)}, "refuse", ["'segments - Kopie.csv' lies"]),
    "two endings": ({S: None, "segments.csv.txt": text_of(S)}, "repair", [".csv.txt"]),
    "a description with two endings": ({Y: None, "case.yml.txt": text_of(Y)}, "repair", ["case.yml.txt -> case.yml"]),
    "a pointer behind a mark": (
        {S: "\ufeffversion https://git-lfs.github.com/spec/v1\r\noid sha256:1\r\nsize 1\r\n"},
        "refuse",
        ["Git LFS"],
    ),
    "a pointer for a description": ({Y: "version https://git-lfs.github.com/spec/v1\n"}, "refuse", ["Git LFS"]),
    "a page for a description": ({Y: "<!DOCTYPE html>\n<html></html>\n"}, "refuse", ["HTML page"]),
    "merge marks that were quoted": (
        put(C, "ht-003,conflict", '"<<<<<<< HEAD",,,,\n"=======",,,,\n">>>>>>> b",,,,\nht-003,conflict'),
        "refuse",
        ["in rows 10, 11, 12"],
    ),
    "merge marks in a description": (
        put(Y, "access: public", "<<<<<<< HEAD\naccess: public\n=======\naccess: restricted\n>>>>>>> b"),
        "refuse",
        ["unfinished merge"],
    ),
    "a colon in a title": (
        put(Y, '"Two projects in an invented harbour town"', "Two projects: a town"),
        "refuse",
        ["write title: 'Two projects: a town'"],
    ),
    "an open quotation mark": (put(Y, 'harbour town"', "harbour town"), "refuse", ["is never closed"]),
    "a no-break space": (put(Y, "  - {id: quay", "\u00a0\u00a0- {id: quay"), "refuse", ["no-break space (U+00A0)"]),
    "a key with a slip": (put(Y, "access: public", "acces: public"), "refuse", ["if it means 'access'"]),
}


@pytest.fixture(scope="module")
def book():
    return store.read_reference()[0]


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    shutil.copytree(SOUND, tmp_path / "data/raw/cases/harbour-town")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data/raw/cases/harbour-town"


@pytest.mark.parametrize(("files", "wanted", "says"), VARIANTS.values(), ids=VARIANTS)
def test_damage_of_a_known_kind_is_repaired_warned_of_or_refused(project, book, files, wanted, says):
    for name, content in files.items():
        if content is None:
            (project / name).unlink()
        else:
            (project / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    case = store.read_raw_case("harbour-town")
    findings = check.check_case(case, book)
    errors = [one for one in findings if one.severity == "error"]
    said = "\n".join(f"{one.message} {one.mend}" for one in findings)
    if not errors:
        log = clean.clean_case(case, book).log
        said += "\n" + "\n".join(f"{one.was} -> {one.now} {one.reason}" for one in log.itertuples(index=False))
    got = "refuse" if errors else "warn" if findings else "repair"
    assert got == wanted, said
    assert [one for one in says if one not in said] == [], said
    causes = {one.code for one in errors}
    # A column that is missing and one that is unknown are told both.
    assert len(causes) <= (2 if "is missing" in said else 1), said


@pytest.mark.parametrize(
    ("case_id", "says"),
    [
        ("all", "config/config.yaml"),
        ("none", "config/config.yaml"),
        ("CON", "Windows"),
        ("lpt1", "Windows"),
        ("Papers", "generated folders"),
        ("a" * 61, "61 letters"),
        ("Ærø", "such as Aero"),
    ],
)
def test_a_name_that_something_else_has_is_refused(case_id, says):
    from crosscase.core.ids import case_id_problem

    problem = case_id_problem(case_id)
    assert says in f"{problem.message} {problem.mend}"


def test_two_cases_that_differ_in_capitals_only_are_refused(project, book):
    shutil.copytree(project, project.parent / "Harbour-Town")
    cases = [store.read_raw_case(one) for one in ("Harbour-Town", "harbour-town")]
    (finding,) = check._one_folder(cases)
    assert "differ only in large and small letters" in finding.message


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1'234,5", "1234.5"),
        ("1´234", "1234"),
        ("٣٤", "34"),
        ("۱۲٫۵", "12.5"),
        ("１２", "12"),
        ("n = 12", "12"),
        ("(N=12)", "12"),
        ("2½", ""),
        ("1e3", ""),
    ],
)
def test_numbers_of_other_keyboards_are_read_or_left(printed, value):
    assert read_number(printed).value == value


def test_a_decimal_mark_of_other_digits_is_told():
    assert decimal_of(["۱۲٫۵"]) == "."


@pytest.mark.parametrize(
    ("printed", "month"),
    [("07/2019", "2019-07"), ("7.2019", "2019-07"), ("2019/7", "2019-07"), ("Jul-2019", "2019-07"), ("13/2019", "")],
)
def test_a_month_in_figures_is_read(printed, month):
    assert read_month(printed) == month


def test_a_file_in_another_normal_form_of_unicode_is_the_same_table(project, book):
    text = text_of(S).replace("Resident 1", "Résident")
    (project / S).write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    case = store.read_raw_case("harbour-town")
    assert check.check_case(case, book) == []
    assert clean.clean_case(case, book).tables["segments"]["speaker"].iloc[0] == "Résident"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("codings.xlsx", lambda: deep_workbook("segment_id"), "far too large"),
        ("codings.csv", lambda: b"segment_id,code_id\n" + b"a" * 40_000_001, "far larger than a table"),
        ("case.yml", lambda: b"[" * 1_999_999, "nests more than"),
        ("codings.csv", lambda: b"segment_id,code_id" + b",c" * 3000, "3,002 cells"),
    ],
)
def test_a_file_that_asks_for_all_memory_is_refused(project, book, name, content, says):
    if name == "codings.xlsx":
        (project / "codings.csv").unlink()
    (project / name).write_bytes(content())
    assert store.access_of("harbour-town") == ("" if name == "case.yml" else "public")
    said = [one.message for one in check.check_case(store.read_raw_case("harbour-town"), book)]
    assert any(says in one for one in said), said


# --- a sheet of LibreOffice says of most rows only how often they come ------------------------------

CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
EMPTY = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'


def sheet_of(name, words, *rows):
    first = f"<table:table-row>{''.join(map(CELL.format, words))}</table:table-row>"
    return f'<table:table table:name="{name}">{first}{"".join(rows)}</table:table>'


def ods(*sheets):
    names = "office table text".split()
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", kind)
        entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        file.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>')
        file.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return content.getvalue()


def test_a_sheet_that_ends_in_a_million_empty_rows_is_read():
    content = ods(sheet_of("codings", ["segment_id", "code_id"], EMPTY), sheet_of("notes", ["mine"], EMPTY))
    assert first_sheet(content, "codings")[:2] == ([["segment_id", "code_id"]], "")


def test_a_sheet_with_a_word_below_a_million_empty_rows_is_refused():
    last = f"<table:table-row>{CELL.format('x')}</table:table-row>"
    content = ods(sheet_of("codings", ["segment_id", "code_id"], EMPTY, last))
    assert first_sheet(content, "codings")[:2] == ([], "it is far too large")

"""The report of a check: one cause is told once, with its rows, a stable code and the way to mend it."""

import ast
import io
import json
import re
from dataclasses import astuple, replace
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT, to_change

from crosscase import store
from crosscase.cases import fixing
from crosscase.cases.check import check_case
from crosscase.core.findings import Finding, causes, listed_rows, report
from crosscase.core.kinds import AREAS, KINDS, page, rank
from crosscase.core.masking import masked
from crosscase.core.received import RawCase, RawTable
from crosscase.publish.report.page import page as report_page
from crosscase.run import checking, cli
from crosscase.run.commands import terminal
from crosscase.run.commands.check import Checked

SRC = ROOT / "src/crosscase"


def wrong(row, value, file="cases/x/codings.csv", column="code_id", **more):
    told = dict(code="unknown.code", value=value, mend=f"write {value}", nearest=value.upper())
    return Finding(file, f"'{value}' is no code", row=row, column=column, **{**told, **more})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([4], "row 4"),
        ([5, 4], "rows 4 and 5"),
        ([4, 4, 7, *range(12, 31)], "rows 4, 7 and 12 to 30"),
        ([1, 2, 3], "rows 1 to 3"),
        (range(2, 40, 2), "rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 7 more places"),
    ],
)
def test_rows_are_listed_as_a_reader_looks_for_them(rows, said):
    assert listed_rows(rows) == said


def test_one_value_in_many_rows_is_one_finding():
    said = report([wrong(row, "trst") for row in (12, 13, 14, 4)] + [wrong(9, "tme")])
    assert said.startswith(
        "Findings: 2 problems in cases/x/codings.csv\n  rows 4 and 12 to 14, column 'code_id': 'trst'"
    )
    assert "  row 9, column 'code_id': 'tme' is no code\n      to mend: write tme" in said


def test_many_values_of_one_kind_are_one_finding_that_names_them():
    (one,) = causes([wrong(row, f"w{row}") for row in range(2, 7)])
    assert one.rows == [2, 3, 4, 5, 6] and one.values == ["w2", "w3", "w4", "w5", "w6"]
    assert one.message == "'w2' is no code; 4 more are of the same kind: 'w3', 'w4', 'w5', 'w6'"
    assert one.mend == "write w2; 'w3' may mean 'W3', 'w4' may mean 'W4', 'w5' may mean 'W5', 'w6' may mean 'W6'"
    assert len(causes([wrong(row, f"w{row}") for row in range(2, 5)])) == 3


def test_one_word_in_several_places_of_a_case_is_told_once_and_another_folder_stays_apart():
    found = [wrong(3, "trst"), wrong(5, "trst", "cases/x/links.csv", "cause"), wrong(3, "trst", "cases/y/codings.csv")]
    here, there = causes(found)
    assert "row 3, column 'code_id': 'trst' is no code\n      also in links.csv row 5, column 'cause'" in str(here)
    assert there.first.file == "cases/y/codings.csv" and not there.also


def test_grouping_loses_no_finding_and_keeps_errors_from_warnings():
    found = [
        wrong(row, f"w{row % 5}", column=c, severity=s) for row in range(40) for c in "ab" for s in ("error", "warning")
    ]
    made = causes(found)
    kept = [one for cause in made for group in (cause, *cause.also) for one in group.findings]
    assert sorted(kept, key=repr) == sorted(found, key=repr)
    assert {one.severity for cause in made[:1] for one in cause.findings} == {"error"}


def test_what_has_no_code_is_grouped_only_where_it_says_the_same():
    found = [Finding("a.csv", f"message {n % 5}", row=n) for n in range(10)]
    assert len(causes(found)) == 5


# --- codes ------------------------------------------------------------------------------------------


def built(path):
    """Return where a module builds a finding, each with the codes that it may have."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name in ("Finding", "strange", "unreadable", "say") and node.args:
            given = [word.value for word in node.keywords if word.arg == "code"]
            given += {"strange": node.args[4:5], "say": node.args[:1], "unreadable": [None]}.get(name, [])
            yield f"{path.name}:{node.lineno}", given


def test_every_finding_has_a_code_and_every_code_is_documented():
    without, unknown = [], []
    for path in sorted(SRC.rglob("*.py")):
        for place, given in built(path):
            if not given:
                without.append(place)
            unknown += [one.value for one in given if isinstance(one, ast.Constant) and one.value not in KINDS]
    assert not without and not unknown
    source = "\n".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py") if path.name != "kinds.py")
    assert [code for code in KINDS if f'"{code}"' not in source] == []


def test_the_page_of_codes_is_that_of_the_list():
    assert (ROOT / "docs/findings.md").read_text(encoding="utf-8") == page()
    assert {code.split(".")[0] for code in KINDS} <= set(AREAS)


def test_what_keeps_others_from_being_seen_stands_first():
    order = ["file.not-utf8", "table.missing-column", "cell.form", "unknown.code", "link.not-coded", "no such code"]
    assert sorted(reversed(order), key=rank) == order


# --- what is not public -----------------------------------------------------------------------------

PRIVATE = ["data/raw/cases/x"]


def private(code="unknown.code", file="data/raw/cases/x/codings.csv", **more):
    told = dict(row=4, column="code_id", value="Anna", nearest="Annabel", allowed=("trust",))
    return Finding(
        file, "'Anna' is no code (Berta, Carla)", "if it means 'Annabel', write that", code=code, **{**told, **more}
    )


@pytest.mark.parametrize(
    "one",
    [
        private(),
        private("no.such.code"),
        private("unknown.unit", column="unit_id", allowed=("Berta",)),
        private("table.unknown-column", column="Anna", row=1),
        private("file.unread", "data/raw/cases/x/interview with Anna.docx", row=None, column=""),
        private("key.form", "data/raw/cases/x/case.yml", column="units.Anna.label"),
        private("key.unknown", "data/raw/cases/x/case.yml", column="Anna"),
        private("case.no-such-pass", "config/config.yaml", column="coder"),
        private("config.initiation", "config/configurations.yaml", column="any_of"),
    ],
)
def test_no_word_of_a_case_that_is_not_public_leaves_the_screen(one):
    one = replace(one, message=f"{one.message} in x")
    (kept,) = masked([one], PRIVATE)
    assert not {"Anna", "Berta", "Carla"} & set(re.findall(r"\w+", str(astuple(kept)))) and kept.row == one.row
    assert (kept.code, kept.severity) == (one.code, one.severity) and kept.message
    elsewhere = replace(
        one, file=one.file.replace("/x/", "/y/").replace("config/", "data/raw/cases/y/"), message="in y"
    )
    assert masked([elsewhere], PRIVATE) == [elsewhere] or one.code == "config.initiation"


def test_what_quotes_nothing_is_told_in_full():
    anchor = Finding(
        "data/raw/cases/x/segments.csv", "an anchor stands here", "empty it", 2, "head_anchor", code="anchor.not-public"
    )
    access = Finding(
        "data/raw/cases/x/case.yml", "'secret' is not allowed", "use one of", column="access", code="key.not-allowed"
    )
    assert masked([anchor, access], PRIVATE) == [anchor, access]


# --- the command ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(sound, tmp_path_factory):
    return to_change(sound, tmp_path_factory.mktemp("report") / "project")


@pytest.fixture
def found(project, monkeypatch):
    """Return the codes of the errors of harbour-town while some of its files read otherwise."""
    monkeypatch.chdir(project)
    book, _ = store.read_reference()

    def codes(**files):
        folder = project / "data/raw/cases/harbour-town"
        paths = {folder / name.replace("_", "."): content for name, content in files.items()}
        kept = {path: path.read_bytes() for path in paths}
        try:
            for path, content in paths.items():
                path.write_bytes(content(kept[path]))
            findings = check_case(store.read_raw_case("harbour-town"), book)
        finally:
            for path, content in kept.items():
                path.write_bytes(content)
        return [one.code for one in findings if one.severity == "error"]

    return codes


@pytest.fixture(scope="module")
def damaged(sound, tmp_path_factory):
    """Return a project whose public case misses a code and whose confidential one names somebody."""
    project = to_change(sound, tmp_path_factory.mktemp("damaged") / "project")
    cases = project / "data/raw/cases"
    for file, old, new in (
        ("harbour-town/codings.csv", "ht-004,lack_of_resources", "ht-004,lack_of_resource"),
        ("harbour-town/codings.csv", "ht-001,", " ht-001,"),
        ("mill-lane/codings.csv", "ml-001,", "Annabel,"),
        ("mill-lane/segments.csv", "ml-002,", "ml-002 ,"),
    ):
        path = cases / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return project


@pytest.fixture
def ask(damaged, capsys, monkeypatch):
    monkeypatch.chdir(damaged)

    def asked(*call):
        code = cli.main(["check", *call])
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return asked


def test_a_pipe_json_and_a_page_hold_back_what_is_not_public_and_say_so(ask, damaged):
    said = ask("--html", "dist/check.html", "--findings", "dist/found.csv")
    document = json.loads(ask("--json").out)
    page_text, table = ((damaged / f"dist/{name}").read_text(encoding="utf-8") for name in ("check.html", "found.csv"))
    assert said.code == 1 and "wrote dist/check.html" in said.out
    for text in (said.err, page_text, table, json.dumps(document)):
        assert "Annabel" not in text and "lack_of_resource'" in text.replace("&#39;", "'")
    assert "`--with-values`" in said.err and "left out of this page" in page_text and document["values_held_back"]
    shown = ask("--html", "dist/check.html", "--with-values")
    assert "'Annabel' has no row" in shown.err and "Annabel" in (damaged / "dist/check.html").read_text(
        encoding="utf-8"
    )
    refused = ask("--html", "check.html", "--with-values")
    assert (
        refused.code == 1 and "do not belong among the files" in refused.err and not (damaged / "check.html").exists()
    )


def test_json_gives_each_finding_the_same_keys_and_its_cause(ask):
    document = json.loads(ask("--json").out)
    (code,) = [one for one in document["findings"] if one["code"] == "unknown.code"]
    keys = "code severity file sheet row column message value allowed nearest mend cause".split()
    assert all(list(one) == keys for one in document["findings"])
    assert (code["value"], code["nearest"], code["row"], code["column"]) == (
        "lack_of_resource",
        "lack_of_resources",
        11,
        "code_id",
    )
    assert (
        "lack_of_trust" in code["allowed"] and max(one["cause"] for one in document["findings"]) == document["causes"]
    )


def test_the_page_stands_alone_and_gives_a_cell_as_text(tmp_path):
    cell = "<script>alert(1)</script>"
    text = report_page(["x"], [wrong(row, cell) for row in range(2, 2000)])
    assert "<script" not in text and "http" not in text.replace("http-equiv", "") and "&lt;script&gt;" in text
    assert "rows 2 to 1999" in text and "The first 500 are listed." in text and text.count("<article") == 1
    assert "no problem" in report_page(["x"], []).casefold()


def test_a_terminal_shows_what_a_person_can_read_and_all_when_asked():
    found = [wrong(row, "trst", column=f"column_{row}", mend=f"mend {row}") for row in range(2, 42)]

    def drawn(**more):
        stream = io.StringIO()
        terminal.draw(Checked(["x"], found, found, **more).told(), stream)
        return stream.getvalue()

    few, every = drawn(), drawn(everything=True)
    assert few.count("found:") == 15 and "25 more findings: `crosscase check --all`" in few
    assert every.count("found:") == 40 and "more findings" not in every and "40 problems to mend" in every


# --- repairs ----------------------------------------------------------------------------------------


def test_fix_writes_repaired_tables_beside_the_originals_and_changes_none(ask, damaged):
    cases = damaged / "data/raw/cases"
    before = {path: path.read_bytes() for path in cases.rglob("*") if path.is_file() and "repaired" not in path.parts}
    said = ask("--fix")
    assert before == {path: path.read_bytes() for path in before}
    mended = (cases / "harbour-town/repaired/codings.csv").read_text(encoding="utf-8")
    assert " ht-001" not in mended and "ht-001,distrust" in mended and "lack_of_resource," in mended
    assert "codings: 3 cells in rows 2 to 4, column 'segment_id': spaces at the ends of the cell" in said.out
    assert "not written" not in said.out and "Annabel" not in said.out
    assert sorted(path.name for path in (cases / "mill-lane/repaired").iterdir()) == ["repairs.csv", "segments.csv"]
    assert "repaired" not in ask().err


def test_fix_does_not_write_a_table_that_would_lose_cells_and_clears_what_is_out_of_date(ask, damaged):
    path = damaged / "data/raw/cases/mill-lane/segments.csv"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept.rstrip(b"\n") + b",one cell too many\n")
        said = ask("--fix", "mill-lane")
        assert "data/raw/cases/mill-lane, segments: not written" in said.out
        assert not list((path.parent / "repaired").iterdir())
    finally:
        path.write_bytes(kept)


def test_declared_corrections_are_not_in_the_repaired_tables():
    frame = pd.DataFrame({"segment_id": [" a", "b"], "label": ["x", "y"]}, index=[2, 3])
    case = RawCase(
        "x",
        "cases/x",
        {},
        {"codings": RawTable("cases/x/codings.csv", frame)},
        corrections=[dict(table="codings", where={"segment_id": "b"}, column="label", was="y", now="z", reason="r")],
    )
    made = fixing.fixed(case)
    assert made.tables["codings"].to_dict("list") == {"segment_id": ["a", "b"], "label": ["x", "y"]}
    assert [row["rule"] for row in made.log] == ["spaces"]


# --- one finding and none that follows --------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "content", "codes"),
    [
        ("case.yml", b"title: [\n", ["file.not-yaml"]),
        ("case.yml", b"\x00\xff", ["file.not-yaml"]),
        ("case.yml", b"- a\n", ["file.no-keys"]),
        ("case.yml", b"# nothing yet\n", ["file.no-keys"]),
        ("segments.csv", b"\xff\xfe\x00", ["file.not-utf8"]),
        ("segments.csv", b"version https://git-lfs\noid sha256:1\n", ["table.no-header"]),
        ("codings.csv", b"", ["file.empty"]),
        ("codings.csv", b"<!DOCTYPE html>\n<html>\n<p>a, b, c</p>\n", ["file.no-table"]),
        ("links.csv", b'link_id,"segment_id\n', ["file.not-csv"]),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding(found, file, content, codes):
    assert found(**{file.replace(".", "_"): lambda _: content}) == codes


def test_the_whole_check_says_no_more_of_a_file_that_cannot_be_read(sound, monkeypatch):
    monkeypatch.chdir(sound)
    path = sound / "data/raw/cases/harbour-town/segments.csv"
    kept = path.read_bytes()
    try:
        path.write_bytes(b"\xff\xfe\x00")
        assert [one.code for one in checking.all_findings()[1]] == ["file.not-utf8"]
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("codings.csv", "ht-004,lack_of_resources", "ht-004,lack_of_resource", ["unknown.code"]),
        ("codings.csv", "ht-004,", "ht-04,", ["unknown.segment"] * 2),
        ("case.yml", "units:", "units: 2\nnote:", ["key.form", "key.form"]),
        ("case.yml", "sources: ", "sources: word  # ", ["key.form"]),
        (
            "links.csv",
            "lack_of_resources,staff_strain,realised,",
            "lack_of_resources,staff_strain,realised,x",
            ["unknown.code"],
        ),
        ("links.csv", "ht-l004,ht-004,", "ht-l004,ht-004,,", ["table.row-length"]),
    ],
)
def test_what_follows_from_one_mistake_is_not_told_beside_it(found, file, old, new, codes):
    assert found(**{file.replace(".", "_"): lambda text: swapped(text, old, new)}) == codes


def test_a_mistake_of_its_own_is_told_beside_another(found):
    codings, links = (
        ("ht-001,distrust", "ht-001,distrst"),
        ("lack_of_resources,staff_strain", "lack_of_trust,staff_strain"),
    )
    wrong = found(codings_csv=lambda text: swapped(text, *codings), links_csv=lambda text: swapped(text, *links))
    assert wrong == ["unknown.code", "link.not-coded"] and found() == []


def swapped(text, old, new):
    assert old.encode() in text
    return text.replace(old.encode(), new.encode())


def test_what_was_repaired_is_told_without_words_where_these_are_held_back():
    log = [
        dict(table="codings", column="(file)", row=None, was="lines above: Anna", now="none", reason="no header"),
        dict(table="codings", column="Anna", row=3, was="a ", now="a", reason="spaces"),
        dict(table="codings", column="label", row=3, was="b ", now="b", reason="spaces"),
    ]
    assert fixing.told(log)[:2] == [
        "codings: lines above: Anna read as none (no header)",
        "codings: 1 cell in row 3, column 'Anna': spaces",
    ]
    assert fixing.told(log, words=False) == [
        "codings: no header",
        "codings: 1 cell in row 3, column '…': spaces",
        "codings: 1 cell in row 3, column 'label': spaces",
    ]

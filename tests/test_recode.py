"""A sample of passages to code anew: which are drawn, the workbook, and the way back of what a person filled in."""

import io
import pathlib
import re
import shutil
import zipfile
from functools import cache

import pandas as pd
import pytest
from conftest import to_change

from crosscase import store
from crosscase.cases import sample
from crosscase.run import checking, cli
from crosscase.sources.anchors import anchors_of

SEGMENTS = pd.DataFrame(
    [
        {"case_id": case, "segment_id": f"{case}-{n:03}", "kind": kind}
        for case, kinds in {"a": ["quotation"] * 21 + ["finding"] * 9, "b": ["finding"] * 2 + ["quotation"]}.items()
        for n, kind in enumerate(kinds)
    ]
)


def drawn(share, seed, segments=SEGMENTS):
    return sample.sample(segments, share, seed)["segment_id"].tolist()


def test_each_kind_of_passage_of_each_case_has_its_part_of_the_sample_and_each_case_at_least_one_passage():
    chosen = sample.sample(SEGMENTS, 0.2, 1)
    assert chosen.groupby(["case_id", "kind"]).size().to_dict() == {
        ("a", "finding"): 2,
        ("a", "quotation"): 4,
        ("b", "finding"): 1,
    }
    assert len(drawn(1.0, 1)) == len(SEGMENTS)
    assert len(drawn(0.01, 1)) == 2


def test_a_sample_depends_on_seed_and_ids_and_not_on_the_order_of_rows_or_on_other_cases():
    assert drawn(0.2, 1) == drawn(0.2, 1) != drawn(0.2, 2)
    shuffled = SEGMENTS.sample(frac=1, random_state=7)
    assert sorted(drawn(0.2, 1, shuffled)) == sorted(drawn(0.2, 1))
    assert drawn(0.2, 1, SEGMENTS[SEGMENTS["case_id"] == "a"]) == [one for one in drawn(0.2, 1) if one[0] == "a"]


# --- the workbook -----------------------------------------------------------------------------------


@pytest.fixture
def project(sound, tmp_path, monkeypatch):
    """A project with the two invented cases, that a test may change."""
    folder = to_change(sound, tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


def ask(capsys, *arguments):
    code = cli.main(["recode", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def cells(name, file="dist/recode.xlsx"):
    return _cells(file, pathlib.Path(file).read_bytes(), name).copy()


@cache
def _cells(file, content, name):
    """Return a sheet; a file whose bytes were read before is not read again."""
    return store.read_workbook(file, [name])[name].frame


def part(name, file="dist/recode.xlsx"):
    return zipfile.ZipFile(file).read(f"xl/worksheets/sheet{[*ORDER].index(name) + 1}.xml").decode()


ORDER = ("how to", "passages", "codings", "links", "readings", "codes", "lists")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_sample(project, capsys):
    files = []
    for number, seed in enumerate("113"):
        assert ask(capsys, "--share", "0.4", "--seed", seed, "--out", f"dist/{number}.xlsx")[0] == 0
        files.append(project / f"dist/{number}.xlsx")
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as packed:
        assert {one.date_time[0] for one in packed.infolist()} == {1980}
        assert set(re.findall(r"\d{4}-\d\d-\d\d", packed.read("docProps/core.xml").decode())) == {"2021-01-01"}
    assert cells("passages", files[0])["segment_id"].tolist() != cells("passages", files[2])["segment_id"].tolist()


def test_a_workbook_says_where_a_passage_stands_and_nothing_of_what_others_read_in_it(project, capsys):
    assert ask(capsys, "--share", "1")[1].splitlines()[0] == (
        "wrote 7 passages to code anew into dist/recode.xlsx: harbour-town 5, mill-lane 2"
    )
    passages = cells("passages")
    assert passages.columns.tolist() == [*sample.ABOUT]
    assert passages.loc[3].tolist() == [
        *("harbour-town", "ht-002", "invented2020", "Results", "quotation", "Resident 2"),
        "passage 2 of 4 from this section, 14 words",
    ]
    whole = "".join(
        zipfile.ZipFile("dist/recode.xlsx").read(name).decode()
        for name in zipfile.ZipFile("dist/recode.xlsx").namelist()
    )
    for case in ("harbour-town", "mill-lane"):
        for paraphrase in store.read_raw_table(f"data/raw/cases/{case}/segments.csv").frame["paraphrase"]:
            assert paraphrase not in whole
    filled = {name: cells(name) for name in ("codings", "links", "readings")}
    assert all((frame.drop(columns="segment_id") == "").all(axis=None) for frame in filled.values())
    assert {name: frame["segment_id"].value_counts().unique().tolist() for name, frame in filled.items()} == {
        name: [n] for name, n in sample.READY.items()
    }
    assert "docs/coding_manual.md" in whole
    assert cells("codes").columns.tolist()[2:] == ["label", "definition", "include_when", "exclude_when"]


def test_cells_offer_the_codes_words_and_passages_that_may_stand_there(project, capsys):
    ask(capsys, "--share", "1")
    columns = list(cells_of_lists())
    offered = {
        name: {
            letter: columns[ord(start) - 65]
            for letter, start in re.findall(r'sqref="([A-Z])2:\1\d+".*?<formula1>lists!\$([A-Z])\$1:', part(name))
        }
        for name in ("codings", "links", "readings")
    }
    book = store.read_codebook()
    ids = cells("passages")["segment_id"].tolist()
    families = {
        name: book.loc[book["family"].isin(name.split()), "code_id"].tolist()
        for name in ("barrier enabler", "effect", "enabler")
    }
    headings = set(book["parent"])
    families = {name: [code for code in codes if code not in headings] for name, codes in families.items()}
    every = [code for code in book["code_id"] if code not in headings]
    statuses = ["realised", "mitigated", "averted", "possible"]
    assert offered["codings"] == {"A": ids, "B": every, "D": ["present", "possible", "absent"]}
    assert offered["links"] == {
        **dict.fromkeys("ABC", ids),
        "D": families["barrier enabler"],
        "E": families["effect"],
        "F": statuses,
        "G": families["enabler"],
    }
    valences = ["co-destruction", "co-creation", "both", "neither"]
    assert offered["readings"] == {"A": ids, "B": every, "C": valences, "D": statuses}


def cells_of_lists():
    """Return the columns of the hidden sheet, each without empty cells."""
    frame = pd.DataFrame(raw_rows("lists"))
    return [[cell for cell in frame[column] if cell] for column in frame]


def raw_rows(name):
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path("dist/recode.xlsx").get_sheet_by_name(name).to_python()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path, text):
    store.write_workbook(tmp_path / "x.xlsx", [store.Sheet("passages", pd.DataFrame({"a": [text], "b": ["x"]}))], "x")
    sheet = zipfile.ZipFile(tmp_path / "x.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count('t="s"') == 4
    assert store.read_workbook(tmp_path / "x.xlsx", ["passages"])["passages"].frame.loc[2, "a"] == text.strip()
    assert 'quotePrefix="1"' in zipfile.ZipFile(tmp_path / "x.xlsx").read("xl/styles.xml").decode()


def test_with_copies_the_words_stand_beside_each_passage_and_a_confidential_case_has_none(project, tmp_path, capsys):
    segments = store.read_raw_table("data/raw/cases/harbour-town/segments.csv").frame
    said = "“One says that nine of the ten words here are invented and one is not.”"
    for column, value in zip(("head_anchor", "tail_anchor", "n_tokens"), anchors_of(said), strict=True):
        segments.loc[2, column] = str(value)
    store.write_csv(segments, "data/raw/cases/harbour-town/segments.csv")
    sources = store.read_raw_table("data/raw/sources.csv").frame
    store.write_csv(
        pd.concat([sources, sources.iloc[:1].assign(source_id="invented2020", file="inv.md")]), "data/raw/sources.csv"
    )
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies/inv.txt").write_text("Results. " + said.replace("of the", "of the\n") + " More.")
    code, out, _ = ask(capsys, "--share", "1", "--sources", str(tmp_path / "copies"))
    passages = cells("passages").set_index("segment_id")
    assert code == 0 and passages.loc["ht-001", "text"] == said
    assert passages.loc["ml-001", "text"] == ""
    assert "no words: mill-lane ml-001, look in interviews, section 'Interview 1'" in out
    code, _, err = ask(capsys, "--sources", str(tmp_path / "copies"), "--out", "data/recode.xlsx")
    assert code == 1 and "do not belong among the files of the project" in err
    assert not (project / "data/recode.xlsx").exists()


# --- the way back -----------------------------------------------------------------------------------

FILLED = {
    "codings": [
        ("ht-001", "distrust", "did not believe", ""),
        ("ht-001", "participation_lost", "", "present"),
        ("ht-002", "personal_contact", "", "present"),
        ("ht-004", "lack_of_resources", "", "possible"),
        ("ml-001", "lack_of_information", "", ""),
    ],
    "links": [
        ("ht-001", "", "", "distrust", "participation_lost", "averted", "personal_contact"),
        ("ht-001", "", "ht-002", "distrust", "participation_lost", "averted", "personal_contact"),
    ][1:],
    "readings": [
        ("ht-001", "distrust", "co-destruction", "averted"),
        ("ht-002", "personal_contact", "co-creation", "realised"),
        ("ht-004", "lack_of_resources", "co-destruction", "possible"),
        ("ml-001", "lack_of_information", "neither", "realised"),
    ],
}


def fill(rows=FILLED, changes=(), passages=None):
    """Fill a workbook: *rows* by sheet from row 2 on, then cells changed by (sheet, row, column, text)."""
    sheets = {name: cells(name).iloc[:0] for name in ("codings", "links", "readings")}
    frames = {name: pd.DataFrame(rows[name], columns=frame.columns) for name, frame in sheets.items()}
    frames["passages"] = cells("passages").reset_index(drop=True) if passages is None else passages
    for sheet, row, column, text in changes:
        frames[sheet].loc[row - 2, column] = text
    store.write_workbook("dist/filled.xlsx", [store.Sheet(name, frame) for name, frame in frames.items()], "x")
    return "dist/filled.xlsx"


@pytest.fixture(scope="module")
def whole(sound, tmp_path_factory):
    """The workbook with every passage of the sound project, which is made once."""
    file = tmp_path_factory.mktemp("whole") / "recode.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sound)
        assert cli.main(["recode", "--share", "1", "--out", str(file)]) == 0
    return file


@pytest.fixture
def workbook(project, whole):
    (project / "dist").mkdir()
    shutil.copy(whole, project / "dist")
    return project


def files(project):
    return {path.relative_to(project): path.read_bytes() for path in (project / "data/raw/cases").rglob("*.csv")}


def test_a_filled_workbook_comes_back_as_a_pass_that_the_check_accepts_and_every_other_row_keeps_its_bytes(
    workbook, capsys
):
    before = files(workbook)
    code, out, err = ask(capsys, "--read", fill())
    assert (code, err) == (0, "")
    after = files(workbook)
    folder = "data/raw/cases/harbour-town"
    for path, content in before.items():
        if path.name not in ("codings.csv", "links.csv", "readings.csv"):
            assert after[path] == content, path
    codings, links = (
        after[next(p for p in after if str(p) == f"{folder}/{name}.csv")] for name in ("codings", "links")
    )
    assert codings == before[next(p for p in before if str(p) == f"{folder}/codings.csv")] + (
        b"ht-001,distrust,did not believe,,H\nht-001,participation_lost,,present,H\n"
        b"ht-002,personal_contact,,present,H\nht-004,lack_of_resources,,possible,H\n"
    )
    header, *rows = links.decode().splitlines()
    assert header == "link_id,segment_id,cause,effect,status,remedy,coder,remedy_segment_id"
    assert rows[0] == "ht-l001,ht-001,distrust,participation_lost,averted,personal_contact,A,"
    assert rows[-1] == "ht-h001-1,ht-001,distrust,participation_lost,averted,personal_contact,H,ht-002"
    assert store.read_raw_table(f"{folder}/readings.csv").frame["coder"].tolist() == ["H"] * 3
    assert [one for one in checking.all_findings()[1] if one.severity == "error"] == []
    assert out.splitlines()[:4] == [
        "not read: harbour-town ht-003",
        "not read: harbour-town ht-005",
        "not read: mill-lane ml-002",
        "harbour-town: 3 of 5 passages read, codings 4, links 1, as pass H in data/raw/cases/harbour-town/",
    ]


def test_reading_a_workbook_again_replaces_its_rows_and_those_of_no_other_workbook_or_pass(workbook, capsys):
    ask(capsys, "--read", fill())
    once = files(workbook)
    assert ask(capsys, "--read", fill())[0] == 0 and files(workbook) == once
    # Another workbook, of one passage, leaves what the first one brought on the others.
    rows = {name: [row for row in FILLED[name] if row[0] == "ht-002"] for name in FILLED}
    passages = cells("passages").query("segment_id == 'ht-002'").reset_index(drop=True)
    change = [("codings", 2, "code_id", "conflict"), ("readings", 2, "main_code", "conflict")]
    assert ask(capsys, "--read", fill(rows, change, passages))[0] == 0
    changed = {str(path) for path, content in files(workbook).items() if content != once[path]}
    assert changed == {"data/raw/cases/harbour-town/codings.csv", "data/raw/cases/harbour-town/readings.csv"}
    codings = store.read_raw_table("data/raw/cases/harbour-town/codings.csv").frame
    mine = codings.loc[codings["coder"] == "H", ["segment_id", "code_id"]].values.tolist()
    assert mine == [
        ["ht-001", "distrust"],
        ["ht-001", "participation_lost"],
        ["ht-004", "lack_of_resources"],
        ["ht-002", "conflict"],
    ]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "message", "mend"),
    [
        ("passages", 2, "case_id", "harbor", "'harbor' is no case", "the cases are"),
        ("passages", 2, "segment_id", "ht-999", "'ht-999' is no passage of harbour-town", "not to be changed"),
        ("passages", 3, "segment_id", "ht-001", "'ht-001' stands here twice", "not to be changed"),
        ("codings", 2, "segment_id", "ht-01", "'ht-01' is no passage of this sample", "if it means 'ht-001'"),
        ("codings", 2, "segment_id", "", "the row names no passage", "choose the passage"),
        ("codings", 2, "code_id", "lack_of_trusst", "'lack_of_trusst' is not a code", "if it means 'lack_of_trust'"),
        ("codings", 2, "code_id", "", "the cell is empty", "A code of codes.csv"),
        ("codings", 3, "code_id", "distrust", "'distrust' means 'lack_of_trust', which row 2 gives", "keep one"),
        ("readings", 3, "segment_id", "ht-001", "'ht-001' with 'H' stands in row 2 already", ""),
        ("codings", 2, "presence", "maybe", "'maybe' is not one of present, possible, absent", "use one of"),
        ("codings", 2, "label", "=1+1", "'=1+1' would run as a formula", "begin with a letter"),
        ("links", 2, "segment_id", "ht-1", "'ht-1' is no passage of this sample", "ht-001"),
        ("links", 2, "remedy_segment_id", "ml-001", "'ml-001' is a passage of mill-lane", "one section"),
        ("links", 2, "cause", "participation_lost", "'participation_lost' is an effect", ""),
        ("links", 2, "cause", "", "the cell is empty", "A barrier or an enabler"),
        (
            "links",
            2,
            "effect",
            "distress",
            "'distress' is not coded on the segment 'ht-001' by coder H",
            "sheet 'codings'",
        ),
        ("links", 2, "status", "stopped", "'stopped' is not one of realised", "use one of"),
        ("links", 2, "remedy", "distress", "'distress' is an effect", "choose one from the list"),
        ("links", 2, "remedy", "", "a link that is averted names no remedy", "name the enabler"),
        ("readings", 2, "main_code", "conflict", "'conflict' is not coded on 'ht-001' by coder H", "sheet 'codings'"),
        ("readings", 2, "main_code", "", "the cell is empty", "The one code"),
        ("readings", 2, "valence", "bad", "'bad' is not one of co-destruction", "use one of"),
        ("readings", 2, "status", "done", "'done' is not one of realised", "use one of"),
    ],
)
def test_a_wrong_cell_is_told_with_its_sheet_row_and_column_and_nothing_is_written(
    workbook, capsys, sheet, row, column, text, message, mend
):
    before = files(workbook)
    code, out, err = ask(capsys, "--read", fill(changes=[(sheet, row, column, text)]))
    assert code == 1 and out == "" and files(workbook) == before
    block = err.split(f"dist/filled.xlsx, sheet '{sheet}'")[1].split("CaseDataError")[0]
    told = re.search(rf"  row {row}, column '{column}': (.*)\n +to mend: (.*)", block)
    assert told and told[1].startswith(message) and mend in told[2]
    assert err.rstrip().endswith("nothing was read into the cases.")


def test_every_problem_is_told_at_once_and_a_passage_with_codings_needs_its_reading(workbook, capsys):
    wrong = [("codings", 2, "code_id", "nonsense"), ("links", 2, "status", ""), ("readings", 5, "valence", "bad")]
    _, _, err = ask(capsys, "--read", fill(changes=wrong))
    assert [err.count(f"sheet '{name}'\n") for name in ("codings", "links", "readings")] == [1, 1, 1]
    _, _, err = ask(capsys, "--read", fill(changes=[("links", 2, "status", "possible")]))
    assert "row 2, column 'remedy': 'personal_contact' stands at a link that is possible" in err
    empty = [("readings", 3, column, "") for column in ("main_code", "valence", "status")]
    _, _, err = ask(capsys, "--read", fill(changes=empty))
    assert "row 3, column 'main_code': 'ht-002' is coded and has no reading" in err


def test_what_is_no_workbook_of_ours_is_refused(workbook, capsys):
    (workbook / "dist/x.xlsx").write_text("no workbook")
    assert "dist/x.xlsx\n  this is not a workbook" in ask(capsys, "--read", "dist/x.xlsx")[2]
    assert "the file cannot be read" in ask(capsys, "--read", "dist/none.xlsx")[2]
    store.write_workbook("dist/y.xlsx", [store.Sheet("codings", pd.DataFrame({"a": []}))], "x")
    assert "the sheet 'readings' is missing" in ask(capsys, "--read", "dist/y.xlsx")[2]
    frame = pd.DataFrame({"a": ["x"]})
    store.write_workbook("dist/z.xlsx", [store.Sheet(name, frame) for name in sample.SHEETS], "x")
    assert "sheet 'codings'\n  row 1: the column 'segment_id' is missing" in ask(capsys, "--read", "dist/z.xlsx")[2]


@pytest.mark.parametrize("coder", ["A", "B", "consensus"])
def test_a_workbook_takes_the_place_of_no_other_pass(workbook, capsys, coder):
    before = files(workbook)
    code, _, err = ask(capsys, "--read", fill(), "--coder", coder)
    assert code == 1 and f"pass {coder} was not read from a workbook" in err and files(workbook) == before


def test_a_pass_with_links_that_came_from_no_workbook_is_kept(workbook, capsys):
    path = workbook / "data/raw/cases/harbour-town/links.csv"
    path.write_text(path.read_text() + "ht-l009,ht-004,lack_of_resources,staff_strain,realised,,MK\n")
    code, _, err = ask(capsys, "--read", fill(), "--coder", "MK")
    assert code == 1 and "pass MK was not read from a workbook" in err


def test_a_table_with_other_line_ends_quotes_and_no_last_line_end_keeps_them(tmp_path):
    path = tmp_path / "codings.csv"
    old = '\ufeffsegment_id,code_id,coder\r\n"a-1","x",A\r\na-1,y,H\r\n"a-2","two\r\nlines",A'
    path.write_bytes(old.encode())
    rows = pd.DataFrame([{"segment_id": "a-1", "code_id": "z", "label": "", "presence": "possible", "coder": "H"}])
    store.replace_rows(path, "codings", rows, instead_of=lambda cells: cells["coder"] == "H")
    assert path.read_bytes().decode() == (
        '\ufeffsegment_id,code_id,coder,presence\r\n"a-1","x",A,\r\n"a-2","two\r\nlines",A,\r\na-1,z,H,possible\r\n'
    )


def test_a_workbook_that_unpacks_to_far_more_than_one_of_ours_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("xl/workbook.xml", b"0" * 201_000_000)
    (tmp_path / "x.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(Exception, match="far larger"):
        store.read_workbook(tmp_path / "x.xlsx", ["codings"])

"""Exports of coded passages: what each reader finds, the workbook of decisions, and the tables that come of it."""

import io
import json
import shutil
import zipfile
from collections import Counter

import pandas as pd
import pytest
import qda
import xlsxwriter
from conftest import ROOT, deep_workbook, to_change

from crosscase import store
from crosscase.cases.importing import decisions
from crosscase.cases.importing.exports import read_exports
from crosscase.cases.importing.exports_codes import told_apart
from crosscase.cases.importing.model import Code
from crosscase.cases.importing.stretches import passages_of
from crosscase.cases.importing.suggest import Suggester
from crosscase.core.findings import CaseDataError
from crosscase.run import cli
from crosscase.run.commands import importing
from crosscase.store.workbooks import Sheet, write_workbook

REAL = ROOT.parent / "shared" / "qda_files"


def real(*names):
    if not REAL.is_dir():
        pytest.skip("the files of other people's programs are not part of the project")
    return {name: (REAL / name).read_bytes() for name in names}


def csv(rows, mark=",", encoding="utf-8"):
    lines = (mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def codings(project):
    names = {one.id: one.name for one in project.codes}
    return [(one.document, names[one.code], one.quote, one.coder) for one in project.codings]


# --- real exports -----------------------------------------------------------------------------------


def test_a_maxqda_export_with_polish_headers_gives_the_counts_that_are_stated_of_it():
    project = read_exports(real("maxqda12_letters_coded_segments_pl.xls"))
    counted = Counter(one.code for one in project.codings)
    assert (project.program, len(project.documents), len(project.codings)) == ("MAXQDA", 39, 402)
    assert counted == dict(ROLE=98, PERSON=93, LOCAL=75, TYPE=39, MISC=38, DATE=35, INSTITUTION=24)
    assert all(one.closes for one in project.ledger)
    assert all(one.start is None for one in project.codings)  # they are numbers of paragraphs


def test_codes_of_an_atlasti_export_are_told_apart_by_its_codebook():
    files = real("atlasti_edgeai_quotations.csv", "atlasti_edgeai_codebook_full.csv")
    project = read_exports(files)
    assert (project.program, len(project.documents)) == ("ATLAS.ti", 1)
    assert len({one.passage for one in project.codings}) == 394
    assert len(project.codings) == 1465
    assert len(project.codes) == 466  # the 465 of the codebook, and one on a quotation that it lacks
    assert project.doubts == (
        "atlasti_edgeai_quotations.csv: the codes of row 2 cannot be told apart surely; look at them in the workbook",
    )
    assert {one.name: len(one.members) for one in project.groups}["Themes"] == 18


# --- invented exports -------------------------------------------------------------------------------


def test_names_that_hold_commas_are_told_apart_longest_first_and_by_their_number():
    names = {"Trust, lack of", "Trust", "lack of", "Time"}
    assert told_apart("Trust, lack of, Time", names, 2) == (["Trust, lack of", "Time"], True)
    assert told_apart("Trust, lack of, Time", names, 3) == (["Trust", "lack of", "Time"], True)
    assert told_apart("Trust, lack of, Time", names) == (["Trust, lack of", "Time"], True)
    assert told_apart("Time, of an old name, said twice", names, 2) == (["Time", "of an old name, said twice"], False)
    assert told_apart("x, y, Time", names, 3) == (["x", "y", "Time"], False)
    assert told_apart("a, b", ()) == (["a", "b"], True)


def test_the_same_row_twice_is_one_coding_and_equal_words_at_another_time_are_another_passage():
    rows = [["Document name", "Code", "Beginning", "End", "Segment", "Creation date"]]
    rows += [["d1", "A", "1", "1", "yes", at] for at in ("1.2.2020 10:00", "1.2.2020 10:00", "1.2.2020 10:05")]
    project = read_exports({"m.csv": csv(rows, ";")})
    assert len({one.passage for one in project.codings}) == len(project.codings) == 2
    assert ("the same row twice", 1) in next(one for one in project.ledger if one.kind == "codings").reasons


def test_a_german_maxqda_export_below_a_title_with_a_misspelt_header():
    rows = [
        ["Projekt Lesegarten", "", "", "", "", "", ""],
        ["Dokumentgruppe", "Dokumentnahme", "Code", "Anfang", "Ende", "Segment", "Autor"],
        ["Eltern", "Gespräch 2", r"Hürden\Zeit", "3", "3", "Abends geht es nie.", "K1"],
    ]
    project = read_exports({"a.csv": csv(rows, ";", "cp1252")})
    assert codings(project) == [("Gespräch 2", "Zeit", "Abends geht es nie.", "K1")]
    assert [one.path for one in project.codes] == [("Hürden",), ("Hürden", "Zeit")]
    assert [(one.name, one.members) for one in project.groups] == [("Eltern", ("Gespräch 2",))]
    assert project.doubts == ("a.csv: the header 'Dokumentnahme' is read as 'dokumentname'",)


def test_dedoose_tells_places_as_text_and_codes_in_columns():
    header = ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined"]
    header += [r"Code: Barriers\Time Applied", r"Code: Barriers\Time Weight", "Code: Hope Applied"]
    rows = [
        header,
        ["d1", "0-9", "ann", "No minute", "Time", "True", "3", "False"],
        ["d1", "20-26", "ben", "we try", "Hope", "False", "", "True"],
    ]
    project = read_exports({"d.csv": csv(rows)})
    assert project.program == "Dedoose"
    assert codings(project) == [("d1", "Time", "No minute", "ann"), ("d1", "Hope", "we try", "ben")]
    assert [(one.start, one.end) for one in project.codings] == [(0, 9), (20, 26)]


def test_places_that_do_not_fit_the_words_are_not_taken_for_positions():
    rows = [["Media Title", "Excerpt Range", "Excerpt Copy", "Codes Applied Combined"], ["d1", "3-4", "No minute", "A"]]
    assert [one.start for one in read_exports({"d.csv": csv(rows)}).codings] == [None]


def test_taguette_writes_a_row_a_tag_and_a_highlight_without_a_tag_is_counted():
    rows = [
        ["id", "document", "tag", "content"],
        ["1", "d1", "time", "No minute"],
        ["1", "d1", "hope", "No minute"],
        ["2", "d1", "", "we try"],
    ]
    project = read_exports({"t.csv": csv(rows)})
    assert project.program == "Taguette"
    assert [(one.passage, one.code) for one in project.codings] == [("1", "time"), ("1", "hope")]
    assert ("no code", 1) in next(one for one in project.ledger if one.kind == "rows").reasons


@pytest.mark.parametrize(
    "header, cells",
    [
        (["Interview", "Quote", "Code 1", "Code 2"], ["d1", "No minute", "Barriers->Time", "Hope"]),
        (["Interview", "Quote", "Barriers > Time", "Hope", "Fear"], ["d1", "No minute", "1", "1", "0"]),
        (["Interview", "Quote", "Barriers > Time", "Hope", "Fear"], ["d1", "No minute", "x", "x", ""]),
        (["Interview", "Quote", "Codes"], ["d1", "No minute", "Barriers->Time; Hope"]),
    ],
)
def test_tables_made_by_hand_in_several_ways(header, cells):
    project = read_exports({"h.csv": csv([header, cells, ["d1", "we try", *([""] * (len(cells) - 2))]])})
    assert codings(project) == [("d1", "Time", "No minute", ""), ("d1", "Hope", "No minute", "")]


def test_files_of_two_coders_without_a_column_of_coders_are_named_by_the_files():
    rows = [["document", "quote", "code"], ["d1", "No minute", "Time"]]
    project = read_exports({"ann.csv": csv(rows), "ben.csv": csv(rows)})
    assert [one.coder for one in project.codings] == ["ann", "ben"]


def test_nvivo_shows_the_passages_of_a_code_line_by_line():
    lines = [r"Name: Nodes\\Barriers\\Time", "", r"<Files\\d1> - § 2 references coded  [1.53% Coverage]"]
    lines += ["Reference 1 - 0.53% Coverage", "No minute", "at all", "Reference 2 - 1% Coverage", "Never"]
    project = read_exports({"Time.txt": "\n".join(lines).encode()})
    assert codings(project) == [("d1", "Time", "No minute at all", ""), ("d1", "Time", "Never", "")]


def word(*lines, table=()):
    """Return a Word document of these lines and, behind them, a table."""
    from docx import Document

    document, content = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    made = document.add_table(0, len(table[0])) if table else None
    for cells in table:
        for cell, words in zip(made.add_row().cells, cells, strict=True):
            cell.text = words
    document.save(content)
    return content.getvalue()


def test_the_passages_of_a_code_and_a_table_are_read_from_word_as_well():
    lines = [
        r"<Files\\d1> - § 1 reference coded  [1.53% Coverage]",
        "Reference 1 - 0.53% Coverage",
        "No minute",
        "at all",
    ]
    project = read_exports({"Time.docx": word(*lines)})
    assert (project.program, codings(project)) == ("NVivo", [("d1", "Time", "No minute at all", "")])
    rows = [["Document", "Quote", "Code"], ["d1", "No minute", "Time"]]
    assert codings(read_exports({"t.docx": word("Our coding", table=rows)})) == [("d1", "Time", "No minute", "")]
    with zipfile.ZipFile(io.BytesIO(word("x"))) as sound:
        parts = {name: sound.read(name) for name in sound.namelist()}
    cut = qda.zipped(parts | {"word/document.xml": parts["word/document.xml"][:-60]})
    body = parts["word/document.xml"]
    bomb = qda.zipped(parts | {"word/document.xml": body.replace(b"<w:t>x", b"<w:t>" + b"x " * 4_000_000)})
    wrong = {cut: "it is damaged", bomb: "far larger", word("x"): "no row is a header of coded passages"}
    for content, message in wrong.items():
        with pytest.raises(CaseDataError) as refused:
            read_exports({"a.docx": content})
        assert message in refused.value.findings[0].message and refused.value.findings[0].mend


def test_rows_that_a_filter_hides_are_read_and_told():
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    page = book.add_worksheet()
    for n, row in enumerate([["document", "quote", "code"], ["d1", "No minute", "Time"], ["d1", "we try", "Hope"]]):
        page.write_row(n, 0, row)
    page.set_row(2, None, None, {"hidden": True})
    page.set_row(9, None, None, {"hidden": True})  # an empty one is nobody's
    book.close()
    project = read_exports({"a.xlsx": content.getvalue()})
    assert len(project.codings) == 2
    assert project.doubts == ("a.xlsx: 1 row is hidden, perhaps by a filter; all rows are read",)


def label_studio():
    text = "\U0001f600 No minute, we try"
    label = [
        {"start": 3, "end": 12, "text": "No minute", "labels": ["Time", "Hope"]}
    ]  # JavaScript counts 2 for the face
    result = [{"id": "a", "type": "labels", "value": label[0]}, {"type": "choices", "value": {"choices": ["yes"]}}]
    result += [{"type": "relation", "from_id": "a", "to_id": "a", "labels": ["leads to"]}]
    task = {"id": 1, "data": {"text": text, "name": "d1"}, "annotations": [{"completed_by": 7, "result": result}]}
    return task, [["text", "name", "id", "label", "annotator"], [text, "d1", "1", json.dumps(label), "7"]]


def test_label_studio_as_json_and_as_table_counts_in_utf16_units():
    task, table = label_studio()
    one, other = read_exports({"l.json": json.dumps([task]).encode()}), read_exports({"l.csv": csv(table)})
    assert codings(one) == codings(other) == [("d1", "Time", "No minute", "7"), ("d1", "Hope", "No minute", "7")]
    assert [(c.start, c.end) for c in one.codings] == [(c.start, c.end) for c in other.codings] == [(2, 11)] * 2
    assert len(one.relations) == 1
    assert next(c for c in one.ledger if c.kind == "rows").read == 2


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("a.csv", b"", "the file holds no cell"),
        ("a.csv", csv([["x", "y"], ["1", "2"]]), "no row is a header of coded passages"),
        ("a.xlsx", b"PK\x03\x04 and no more", "this is not a workbook that can be read"),
        ("a.json", b'{"a": ', "this cannot be read as JSON"),
        ("a.json", b"[" * 5000, "it is nested too deeply"),
        ("a.json", b'{"a": 1}', "it holds no annotation"),
        ("a.csv", (",".join(["x"] * 100_000)).encode(), "more than 5,000 columns"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(name, content, message):
    with pytest.raises(CaseDataError) as refused:
        read_exports({name: content})
    assert message in refused.value.findings[0].message and refused.value.findings[0].mend


def test_a_small_workbook_whose_last_cell_is_the_last_of_a_sheet_is_refused_and_takes_no_memory():
    with pytest.raises(CaseDataError, match="columns|larger than what is in them"):
        read_exports({"a.xlsx": deep_workbook("document", "quote", "code")})


# --- suggestions ------------------------------------------------------------------------------------


def test_suggestions_name_the_words_in_common_and_nothing_where_nothing_is_alike():
    book = store.read_reference()[0]
    near = Suggester(book.codes, book.alias("code")).near
    assert near(Code("1", ("Barriers", "Mistrust of the council")))[0].code_id == "lack_of_trust"
    assert near(Code("1", ("distrust",)))[0].because == "config/aliases.csv has this word for it"
    assert near(Code("1", ("zzz",))) == []


# --- one corpus, three kinds of file ----------------------------------------------------------------

#: document, start, words, coder, codes.
CORPUS = [
    (
        "Talk 2",
        10,
        "There was never a minute to sit down, and so my neighbour gave up on it",
        "ann",
        ["No time", "Left"],
    ),
    ("Talk 2", 10, "There was never a minute to sit down, and so my neighbour gave up on it", "ben", ["No time"]),
    ("Talk 2", 120, "They brought soup each Friday \U0001f372", "ann", ["Soup"]),
    ("Talk 10", 4, "I would not tell the council a thing", "ann", ["Mistrust", "before it began"]),
    ("Talk 10", 90, "Nothing much", "ann", ["Chat"]),
]
DECIDED = {
    "No time": dict(decision="lack_of_resources"),
    "Left": dict(decision="withdrawal_x"),
    "Soup": dict(decision="own: Soup on Fridays", own_under="enablers_process", own_definition="A meal is given."),
    "Mistrust": dict(decision="Lack of trust"),
    "before it began": dict(decision="phase: before"),
    "Chat": dict(decision="leave out"),
}


_TRUST = dict(decision="lack_of_trust")


def table_rows():
    header = ["Document", "Start", "End", "Quote", "Coder", "Code"]
    rows = [(d, str(s), str(s + len(q)), q, who, c) for d, s, q, who, cs in CORPUS for c in cs]
    return [header, *map(list, rows)]


def as_files(folder):
    """Write the corpus as .xlsx, .csv and Hypothesis JSON; return the three paths."""
    rows = table_rows()
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    write_workbook(folder / "c.xlsx", [Sheet("Tabelle1", frame)], "corpus")
    (folder / "c.csv").write_bytes(csv(rows, ";", "utf-8-sig"))
    notes = []
    for document, start, quote, coder, tags in CORPUS:
        units = len(quote.encode("utf-16-le")) // 2
        selector = [{"type": "TextPositionSelector", "start": start, "end": start + units}]
        selector.append({"type": "TextQuoteSelector", "exact": quote})
        target = [{"source": "https://example.org/x", "selector": selector}]
        about = {"title": [document]}
        notes.append(
            {"user": f"acct:{coder}@example.org", "tags": tags, "target": target, "document": about, "text": ""}
        )
    (folder / "c.json").write_text(json.dumps({"annotations": notes[::-1]}), encoding="utf-8")
    # A workbook is read in a process of its own: where the kind of file does not matter, take the second.
    return [folder / name for name in ("c.xlsx", "c.csv", "c.json")]


@pytest.fixture
def project(sound, tmp_path, monkeypatch):
    folder = to_change(sound, tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


EFFECT = "participation_lost"


def right(access="public"):
    """Return what a person would decide."""
    return {
        "case": {"access": {"value": access}, "role": {"value": "carer"}, "phase": {"value": "during"}},
        "codes": {**DECIDED, "Left": dict(decision=EFFECT)},
    }


def fill(case_id="garden", access="public", **more):
    """Decide everything in the workbook, as a person would; *more* is sheet to {row key: {column: cell}}."""
    path = f"private/import/{case_id}.xlsx"
    sheets = store.read_workbook(path, decisions.SHEETS)
    given = {**right(access), **more}
    made = []
    for name, table in sheets.items():
        frame = table.frame.copy()
        key = {"passages": "segment_id"}.get(name, decisions.KEYS[name][-1])
        for row, cells in given.get(name, {}).items():
            for column, cell in cells.items():
                frame.loc[frame[key] == row, column] = cell
        made.append(Sheet(name, frame))
    store.write_workbook(path, made, "filled")


#: The workbooks that a first import writes in the sound project, by the file that is imported.
BEGUN = {}


def begin(file, case_id="garden"):
    """Import a file for the first time; where another test imported the same, its workbook is laid there."""
    key, path = (file.name, file.read_bytes(), case_id), f"private/import/{case_id}.xlsx"
    if key not in BEGUN:
        first = importing.import_([str(file)], case_id)
        assert first.began and not store.resolve(f"data/raw/cases/{case_id}").exists()
        BEGUN[key] = store.read_bytes(path)
    store.write_bytes(path, BEGUN[key])


def run(file, case_id="garden", **decided):
    begin(file, case_id)
    fill(case_id, **decided)
    answer = importing.import_([str(file)], case_id)
    assert not answer.findings, "\n".join(answer.complaints())
    return answer


def tables(case_id="garden"):
    folder = store.resolve(f"data/raw/cases/{case_id}")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def table(name, case_id="garden"):
    return store.read_raw_table(f"data/raw/cases/{case_id}/{name}.csv").frame


def test_one_corpus_as_xlsx_csv_and_annotations_gives_the_same_tables_byte_for_byte(project, tmp_path):
    made = []
    for file in as_files(tmp_path):
        run(file)
        found = tables()
        found.pop("import.md")  # it names the kind of file
        made.append(found)
        shutil.rmtree("data/raw/cases/garden")
        shutil.rmtree("private")
    assert made[0] == made[1] == made[2]
    assert sorted(made[0]) == ["case.yml", "codes.csv", "codings.csv", "links.csv", "segments.csv", "sources.csv"]


def test_the_tables_hold_what_was_decided_and_no_word_of_the_material(project, tmp_path):
    answer = run(as_files(tmp_path)[1])
    segments, made, links = table("segments"), table("codings"), table("links")
    assert segments[["segment_id", "source_id", "role", "phase"]].to_numpy().tolist() == [
        ["garden-001", "doc-01", "carer", "during"],
        ["garden-002", "doc-01", "carer", "during"],
        ["garden-003", "doc-02", "carer", "before"],
    ]
    assert made[["segment_id", "code_id", "coder"]].to_numpy().tolist() == [
        ["garden-001", "lack_of_resources", "A"],
        ["garden-001", EFFECT, "A"],
        ["garden-001", "lack_of_resources", "B"],
        ["garden-002", "soup_on_fridays", "A"],
        ["garden-003", "lack_of_trust", "A"],
    ]
    assert links[["link_id", "segment_id", "cause", "effect", "status", "coder"]].to_numpy().tolist() == [
        ["garden-d001", "garden-001", "lack_of_resources", EFFECT, "realised", "A"]
    ]
    assert table("codes")[["code_id", "family", "parent"]].to_numpy().tolist() == [
        ["soup_on_fridays", "enabler", "enablers_process"]
    ]
    whole = b"".join(tables().values()).decode()
    assert "soup each Friday" not in whole and "minute to sit" not in whole
    assert segments["n_tokens"].tolist() == ["16", "5", "8"]
    described = store.read_case("garden")
    assert "lack_of_trust" not in described["not_covered"] and "bureaucracy" in described["not_covered"]
    assert described["read"] == {"A": "all", "B": ["garden-001", "garden-002"]}
    assert all(one.closes for one in (*answer.ledger, *answer.made))
    kept = {one.kind: (one.read, one.kept) for one in answer.made}
    assert kept["passages"] == (4, 3) and kept["codings"] == (7, 5)


def test_what_a_coder_read_is_as_the_workbook_says(project, tmp_path):
    file = as_files(tmp_path)[1]
    answer = run(file, coders={"ben": {"read": "passages it coded"}})
    assert store.read_case("garden")["read"] == {"A": "all", "B": ["garden-001"]}
    fill(coders={"ben": {"read": "Talk 10"}})  # what it coded elsewhere it has read too
    importing.import_([str(file)], "garden")
    assert store.read_case("garden")["read"] == {"A": "all", "B": ["garden-001", "garden-003"]}
    fill(coders={"ben": {"read": "all"}})
    answer = importing.import_([str(file)], "garden")
    assert store.read_case("garden")["read"] == {"A": "all", "B": "all"}
    assert any("pass B has coded 1 of the 3 passages" in note for note in answer.notes)
    fill(coders={"ben": {"read": "doc-01; Talk 11"}})
    told = "\n".join(importing.import_([str(file)], "garden").complaints())
    assert "'Talk 11' is no document" in told and "doc-01" in told


def test_the_same_import_twice_gives_the_same_bytes_and_says_that_nothing_changed(project, tmp_path):
    file = as_files(tmp_path)[1]
    run(file)
    before, book = tables(), store.read_bytes("private/import/garden.xlsx")
    again = importing.import_([str(file)], "garden")
    assert tables() == before and store.read_bytes("private/import/garden.xlsx") == book
    assert "nothing changed in the case" in list(again.lines())


def test_the_first_workbook_has_the_same_bytes_each_time_and_suggests(project, tmp_path):
    file = as_files(tmp_path)[1]
    importing.import_([str(file)], "garden")
    first = store.read_bytes("private/import/garden.xlsx")
    shutil.rmtree("private")
    importing.import_([str(file)], "garden")
    assert store.read_bytes("private/import/garden.xlsx") == first
    codes = store.read_workbook("private/import/garden.xlsx", ["codes"])["codes"].frame.set_index("code")
    assert codes.at["Mistrust", "suggestion_1"].startswith("lack_of_trust = ")
    assert codes.at["Mistrust", "decision"] == ""
    assert store.read_bytes("private/.gitignore") == b"*\n"


def test_what_is_not_decided_is_told_by_row_and_nothing_is_written(project, tmp_path):
    file = as_files(tmp_path)[1]
    importing.import_([str(file)], "garden")
    answer = importing.import_([str(file)], "garden")
    told = "\n".join(answer.complaints())
    assert answer.code == 1 and "6 codes with codings are not decided (rows 2, 3, 4, 5, 6, 7)" in told
    assert "nobody has said who may see the case" in told
    assert not store.resolve("data/raw/cases/garden").exists()


@pytest.mark.parametrize(
    "sheet, key, cells, message",
    [
        ("codes", "Chat", dict(decision="lack of trusst"), "if it means 'lack_of_trust', write that"),
        ("codes", "Chat", dict(decision="own: Chatter"), "'Chatter' stands under no heading"),
        ("codes", "Chat", dict(decision="barriers_relations"), "is a heading; it is never applied"),
        ("codes", "Chat", dict(decision="phase: often"), "'often' is not a phase"),
        ("documents", "Talk 2", dict(role="carrer"), "if it means 'carer', write that"),
        ("coders", "ben", {"pass": "B two"}, "'B two' is not the name of a pass"),
        ("case", "access", dict(value="open"), "'open' is not an access"),
        ("case", "role", dict(value=""), "some passages have no role"),
        ("passages", "garden-001", dict(paraphrase=f"He says {CORPUS[0][2]}"), "takes 12 words in a row"),
        ("passages", "garden-001", dict(paraphrase="too short"), "shorter than 20 letters"),
    ],
)  # fmt: skip
def test_a_wrong_decision_is_a_finding_with_its_mend(project, tmp_path, sheet, key, cells, message):
    file = as_files(tmp_path)[1]
    begin(file)
    fill(**{sheet: {**right().get(sheet, {}), key: cells}})
    answer = importing.import_([str(file)], "garden")
    assert message in "\n".join(answer.complaints())
    assert not store.resolve("data/raw/cases/garden").exists()


def test_a_newer_export_keeps_ids_and_decisions_and_tells_what_changed(project, tmp_path):
    file = as_files(tmp_path)[1]
    said = "The neighbour left because no hour was free for the talk."
    run(file, passages={"garden-001": dict(paraphrase=said)})
    codings = table("codings")
    codings.loc[len(codings) + 2] = ["garden-001", "bureaucracy", "", "", "H"]  # another pass, made by hand
    store.write_csv(codings, "data/raw/cases/garden/codings.csv")
    rows = table_rows()
    rows.insert(1, ["Talk 2", "0", "9", "Good day.", "ann", "Mistrust"])
    rows = [row for row in rows if row[5] != "Soup"]
    file.write_bytes(csv(rows, ";", "utf-8-sig"))
    answer = importing.import_([str(file)], "garden")
    assert not answer.findings, "\n".join(answer.complaints())
    lines = list(answer.lines())
    assert "segments.csv: 1 new (garden-005); 1 gone (garden-002)" in lines
    assert "since the workbook was written: passages 1 new, 1 gone; all other decisions are kept" in lines
    segments = table("segments").set_index("segment_id")
    assert segments.index.tolist() == ["garden-005", "garden-001", "garden-003"]
    assert segments.at["garden-001", "paraphrase"] == said
    assert segments.at["garden-005", "paraphrase"] == "Not yet paraphrased; coded Lack of trust."
    assert "H" in table("codings")["coder"].tolist()


def test_passages_of_two_coders_that_overlap_are_one_where_the_settings_say_so(project, tmp_path):
    text = "No minute was free for it."
    marks = [("a", 0, 9), ("b", 3, 18), ("a", 19, 26)]
    rows = [["Document", "Start", "End", "Quote", "Coder", "Code"]]
    rows += [["d1", str(s), str(e), text[s:e], coder, "A"] for coder, s, e in marks]
    found = read_exports({"h.csv": csv(rows)})
    assert [(one.start, one.end, len(one.codings)) for one in passages_of(found)[0]] == [
        (0, 9, 1),
        (3, 18, 1),
        (19, 26, 1),
    ]
    file = tmp_path / "h.csv"
    file.write_bytes(csv(rows))
    assert any(one.startswith("2 passes share 0 of 3 passages") for one in run(file, codes={"A": _TRUST}).notes)
    assert [(one.start, one.end, len(one.codings)) for one in passages_of(found, 0.5)[0]] == [(0, 18, 2), (19, 26, 1)]


def test_memos_come_along_but_for_those_that_quote_or_are_left_out(project, tmp_path):
    files = as_files(tmp_path)
    given = json.loads(files[2].read_text(encoding="utf-8"))
    for note in ("Look at soup again.", f"She said: {CORPUS[0][2]}", "Private."):
        about = {
            "user": "acct:ann@example.org",
            "tags": [],
            "target": [{"source": "x"}],
            "document": {"title": ["Talk 2"]},
        }
        given["annotations"].append({**about, "text": note})
    files[2].write_text(json.dumps(given), encoding="utf-8")
    answer = run(files[2], memos={"Private.": dict(keep="leave out")})
    counted = next(one for one in answer.made if one.kind == "memos")
    assert (counted.kept, counted.reasons) == (1, (("it quotes a passage", 1), ("left out", 1)))
    page = store.resolve("data/raw/cases/garden/import.md").read_text(encoding="utf-8")
    assert "**doc-01.** Look at soup again." in page and "Private" not in page and "minute to sit" not in page


def test_a_case_yml_that_a_person_has_changed_stays_and_what_it_lacks_is_told(project, tmp_path):
    file = as_files(tmp_path)[1]
    run(file)
    path = store.resolve("data/raw/cases/garden/case.yml")
    path.write_text(path.read_text(encoding="utf-8").replace("country: to be written", "country: Norway"))
    file.write_bytes(csv([*table_rows(), ["Talk 3", "0", "5", "Never", "ann", "Mistrust"]], ";"))
    lines = list(importing.import_([str(file)], "garden").lines())
    assert "case.yml: add to sources: doc-03" in lines
    assert store.read_case("garden")["country"] == "Norway"


def test_the_command_says_what_it_did_and_refuses_what_is_not_there(project, tmp_path, capsys):
    file = as_files(tmp_path)[1]
    assert cli.main(["import", str(file), "--case", "garden"]) == 0
    said = capsys.readouterr().out
    assert "  codings: 7 read, 7 kept" in said and "wrote private/import/garden.xlsx" in said
    assert cli.main(["import", "nowhere.csv", "--case", "garden"]) == 1
    assert "there is no such file" in capsys.readouterr().err
    assert cli.main(["import", str(file), "--case", "Garden 1"]) == 1
    assert "is not a case id" in capsys.readouterr().err
    assert cli.main(["import", str(file), "--case", "garden", "--decisions", "data/raw/d.xlsx"]) == 1
    assert "do not belong among the files of the project" in capsys.readouterr().err


def test_a_workbook_of_other_files_is_refused(project, tmp_path):
    run(as_files(tmp_path)[1])
    other = tmp_path / "o.csv"
    other.write_bytes(csv([["document", "quote", "code"], ["d9", "Never", "Other"]]))
    with pytest.raises(CaseDataError, match="written for other files"):
        importing.import_([str(other)], "garden")


def test_a_confidential_case_gets_no_anchors_and_no_names_of_codes_and_git_passes_over_it(project, tmp_path):
    run(as_files(tmp_path)[1], access="confidential")
    assert b"\n*\n" in tables()[".gitignore"]
    segments = table("segments")
    assert (segments[["head_anchor", "tail_anchor", "n_tokens"]] == "").all(axis=None)
    assert (table("codings")["label"] == "").all()
    assert "Talk 2" not in b"".join(tables().values()).decode()


def test_groups_and_documents_give_unit_role_and_phase_and_the_nearest_goes_before(project, tmp_path):
    rows = [["Document group", "Document name", "Code", "Beginning", "End", "Segment"]]
    rows += [["Staff", "d1", "A", "1", "1", "one two three"], ["Staff", "d2", "A", "1", "1", "four five six"]]
    rows += [["Kin", "d3", "A", "1", "1", "seven eight nine"]]
    file = tmp_path / "m.csv"
    file.write_bytes(csv(rows))
    run(
        file,
        codes={"A": dict(decision="lack_of_trust")},
        groups={"Staff": dict(role="staff", unit="North side"), "Kin": dict(role="carer")},
        documents={"d2": dict(role="manager", source_id="talk")},
    )
    assert table("segments")[["source_id", "role", "unit_id"]].to_numpy().tolist() == [
        ["doc-01", "staff", "north_side"],
        ["talk", "manager", "north_side"],
        ["doc-03", "carer", "garden"],
    ]


def test_relations_become_links_and_what_has_no_cause_and_effect_is_counted(project, tmp_path):
    text = "No minute, so they left. Nothing."
    values = [(0, 9, "Time"), (11, 23, "Left"), (25, 32, "Time")]
    result = [
        {"id": str(n), "type": "labels", "value": {"start": s, "end": e, "text": text[s:e], "labels": [label]}}
        for n, (s, e, label) in enumerate(values)
    ]
    result += [{"type": "relation", "from_id": a, "to_id": b, "labels": ["leads to"]} for a, b in ("01", "02")]
    task = {"data": {"text": text, "name": "d1"}, "annotations": [{"result": result}]}
    file = tmp_path / "l.json"
    file.write_text(json.dumps([task]))
    codes = {"Time": dict(decision="lack_of_resources"), "Left": dict(decision=EFFECT)}
    answer = run(file, codes=codes, relations={"leads to": dict(decision="cause -> effect")})
    assert table("links")[["link_id", "segment_id", "cause_segment_id", "status"]].to_numpy().tolist() == [
        ["garden-r001", "garden-002", "garden-001", "realised"]
    ]
    counted = next(one for one in answer.made if one.kind == "relations")
    assert (counted.read, counted.kept, counted.reasons) == (
        2,
        1,
        (("no cause and effect of one pass stand behind it", 1),),
    )


# --- one corpus, projects and tables ----------------------------------------------------------------

_MEANS = {"No time": "lack_of_resources", "Distrust": "lack_of_trust", "Withdrawal": EFFECT}


def qda_files(folder):
    """Write the corpus of the readers of projects as projects and as tables; return the files."""
    rows = [["Document", "Start", "End", "Quote", "Coder", "Code"]]
    for document, words, code, coder, _ in qda.CODINGS:
        start, end = qda.span(document, words)
        rows.append([document, str(start), str(end), words, coder, f"{qda.FOLDER} > {code}"])
    (folder / "points.qdpx").write_bytes(qda.qdpx())
    (folder / "units.qdpx").write_bytes(qda.qdpx(utf16=True))
    (folder / "corpus.csv").write_bytes(csv(rows))
    write_workbook(folder / "corpus.xlsx", [Sheet("codings", pd.DataFrame(rows[1:], columns=rows[0]))], "corpus")
    tables = [folder / name for name in ("points.qdpx", "units.qdpx", "corpus.csv", "corpus.xlsx")]
    return [*tables, qda.qualcoder(folder), qda.taguette(folder / "corpus.sqlite3")]


def test_one_corpus_as_projects_and_as_tables_gives_the_same_tables_byte_for_byte(project, tmp_path):
    made = {}
    for file in qda_files(tmp_path):
        first = importing.import_([str(file)], "garden")
        assert first.began
        codes = store.read_workbook("private/import/garden.xlsx", ["codes"])["codes"].frame["code"]
        decided = {one: dict(decision=_MEANS.get(one.split(" > ")[-1], "")) for one in codes}
        fill(codes=decided, coders={"Kim": {"pass": "A"}, "Alex": {"pass": "B"}})
        answer = importing.import_([str(file)], "garden")
        assert not answer.findings, "\n".join(answer.complaints())
        made[file.name] = {name: content for name, content in tables().items() if name != "import.md"}
        shutil.rmtree("data/raw/cases/garden")
        shutil.rmtree("private")
    first = made["points.qdpx"]
    assert sorted(first) == ["case.yml", "codings.csv", "segments.csv", "sources.csv"] and first["codings.csv"]
    for name, found in made.items():
        assert {one: found.get(one) == first[one] for one in first} == dict.fromkeys(first, True), name

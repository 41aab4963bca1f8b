"""Projects of programs for qualitative data: one corpus in five files reads the same, counts close, positions are right
or not given, and a file made to do harm is refused in one sentence.
"""

import dataclasses
import io
import random
import sqlite3
import stat
import struct
import tempfile
import zipfile
import zlib

import pytest
import qda
from conftest import ROOT

from crosscase.cases.importing import detect, offsets, taguette
from crosscase.cases.importing.model import Counted, ledger_table
from crosscase.core.findings import CaseDataError

REAL = ROOT.parent / "shared" / "qda_files"


def counts(project):
    return {line.kind: (line.read, line.kept) for line in project.ledger if line.read}


def left(project, kind):
    return next((dict(line.reasons) for line in project.ledger if line.kind == kind), {})


def same(project, tree=True):
    """Return a project without its ids: what must be equal whatever program wrote it."""
    document = {one.id: one for one in project.documents}
    code = {one.id: one.path if tree else one.path[-1:] for one in project.codes if tree or one.codable}
    names = {one.id: one.name for one in project.documents}
    codings = []
    for one in project.codings:
        words = document[one.document].text[one.start : one.end]
        passage = one.passage.removeprefix(f"{one.document}:")
        comment = one.comment if tree else ""
        place = (names[one.document], one.start, one.end, words, passage)
        codings.append((*place, code[one.code], one.coder, one.created, comment))
    return (
        [(one.name, one.text, one.attributes) for one in project.documents],
        sorted((code[one.id], one.definition, one.codable) for one in project.codes if one.id in code),
        codings,
        [(one.text, one.title, names.get(one.about, one.about)) for one in project.memos],
        [(one.name, one.kind, [names[m] for m in one.members], one.attributes) for one in project.groups if tree],
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("qda")
    (folder / "plain.qdpx").write_bytes(qda.qdpx())
    (folder / "units.qdpx").write_bytes(qda.qdpx(utf16=True))
    qda.qualcoder(folder / "town.qda")
    qda.rqda(folder / "town.rqda")
    qda.taguette(folder / "town.sqlite3")
    return folder


@pytest.mark.parametrize("name", ["units.qdpx", "town.qda", "town.rqda", "town.sqlite3"])
def test_one_corpus_reads_the_same_from_every_program(files, name):
    tree = name != "town.sqlite3"  # Taguette has no folders, groups or comments
    expected = same(detect.read_project(files / "plain.qdpx"), tree)
    project = detect.read_project(files / name)
    assert same(project, tree) == expected
    assert project.doubts == ()
    assert all(line.closes for line in project.ledger)


def test_the_corpus_is_read_as_it_was_invented(files):
    project = detect.read_project(files / "plain.qdpx")
    documents, codes, codings, memos, groups = same(project)
    assert [name for name, _, _ in documents] == list(qda.TEXTS)
    assert [(c[0], c[3], c[5][-1], c[6], c[8]) for c in codings] == list(qda.CODINGS)
    assert (("Barriers",), "", False) in codes
    assert memos == [("Read it twice.", "", "Home two")]
    assert groups == [("Town", "Case", ["Home one", "Home two"], (("kind", "care home"),))]
    assert counts(project)["codings"] == (10, 10)
    assert counts(project)["selections"] == (10, 9)


def test_the_same_file_gives_the_same_project_twice_whatever_its_name(files):
    content = (files / "units.qdpx").read_bytes()
    assert detect.read_project("other.txt", content) == detect.read_project(files / "units.qdpx")
    inner = files / "town.qda" / "data.qda"
    assert detect.read_project(inner) == detect.read_project(files / "town.qda")


def test_deleted_rows_of_rqda_are_counted_and_not_used(files):
    project = detect.read_project(files / "town.rqda")
    assert counts(project)["documents"] == (3, 2)
    assert counts(project)["codes"] == (5, 4)
    assert left(project, "codings") == {"deleted in the program": 1}


REALS = {
    "qc132_demo_masked.qdpx": {"documents": 2, "codes": 262, "codings": 205, "selections": 158},
    "nvivo15mac_codebook_only.qdpx": {"documents": 2, "codes": 262},
    "qdc_openqda_example.qdc": {"codes": 44},
    "qdc_taguette141.qdc": {"codes": 3},
    "rqda_opcw_dg_statements.rqda": {"documents": 13, "codes": 2, "codings": 21, "selections": 21},
    "atlasti_target.qdpx": {"codes": 3},
    "atlasti_blank.qdpx": {},
}


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the real files, which are not part of the project")
@pytest.mark.parametrize("name", REALS)
def test_a_real_file_holds_what_is_known_of_it(name):
    project = detect.read_project(REAL / name)
    assert {kind: kept for kind, (_, kept) in counts(project).items()} == REALS[name]
    assert all(line.closes for line in project.ledger)
    assert all(one.start is not None for one in project.codings)
    assert project.doubts == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the real files, which are not part of the project")
def test_real_trees_repeated_names_and_a_damaged_file():
    project = detect.read_project(REAL / "nvivo15mac_codebook_only.qdpx")
    assert max(len(one.path) for one in project.codes) == 7
    assert len({one.path for one in project.codes if len(one.path) == 1}) == 3
    names = [one.name for one in project.codes]
    # Nine names stand in more than one branch, one of them in three: ten codes have the name of an earlier one.
    assert len({name for name in names if names.count(name) > 1}) == 9
    assert len(names) - len(set(names)) == 10
    assert len({one.path for one in project.codes}) == 262
    tree = detect.read_project(REAL / "qdc_openqda_example.qdc")
    assert [len(one.path) for one in tree.codes].count(1) == 4
    rqda = detect.read_project(REAL / "rqda_opcw_dg_statements.rqda")
    texts = {one.id: one.text for one in rqda.documents}
    assert all(texts[one.document][one.start : one.end] == one.quote for one in rqda.codings)
    assert left(rqda, "codings") == {"deleted in the program": 1}
    with pytest.raises(CaseDataError, match="damaged at line 132"):
        detect.read_project(REAL / "qdc_openqda_example_defect.qdc")


def project(sources="", codes="<Code guid='c' name='A'/>", more="", texts=None, ns="urn:QDA-XML:project:1.0"):
    xml = (
        f"<Project xmlns='{ns}'><CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{sources}</Sources>{more}</Project>"
    )
    return qda.zipped({"project.qde": xml, **(texts or {})})


def read(content, name="town.qdpx"):
    return detect.read_project(name, content)


CODING = "<Coding><CodeRef targetGUID='c'/></Coding>"


def text_source(*selections, text="We had no time. Nobody came back.", inner=""):
    some = "".join(
        f"<PlainTextSelection guid='s{n}' {attributes}>{CODING}</PlainTextSelection>"
        for n, attributes in enumerate(selections)
    )
    return f"<TextSource guid='d' name='D'><PlainTextContent>{text}</PlainTextContent>{some}{inner}</TextSource>"


def test_a_text_whose_positions_fit_no_unit_has_none_and_says_so():
    places = [f"startPosition='{at}' endPosition='{at + 6}'" for at in (1, 4, 17, 18, 19, 24)]
    result = read(project(text_source(*places)))
    assert [(one.start, one.end) for one in result.codings] == [(None, None)] * 6
    assert result.doubts == ("document 'D': 6 positions fit no way of counting; given without position",)
    assert counts(result)["codings"] == (6, 6)


def test_a_position_outside_of_the_text_is_not_given_and_the_others_are():
    words = ("We had", "no time", "Nobody", "came back")
    text = "We had no time. Nobody came back."
    places = [f"startPosition='{text.index(one)}' endPosition='{text.index(one) + len(one)}'" for one in words]
    result = read(project(text_source(*places, "startPosition='20' endPosition='900'")))
    assert [text[one.start : one.end] for one in result.codings[:4]] == list(words)
    assert result.codings[4].start is None
    assert "1 position lies outside the text" in result.doubts[0]


def test_a_position_that_gives_other_words_than_the_quotation_is_dropped():
    text = "We had no time. Nobody came back."
    placed = offsets.place(text, [(0, 6), (7, 14), (16, 22)], quotes=["We had", "no time", "came back"])
    assert placed.spans == ((0, 6), (7, 14), None)
    assert placed.doubts == ("1 position gives other words than the program kept",)


def test_a_text_that_was_changed_in_its_middle_keeps_the_positions_before():
    text = "ab cd " * 200
    whole = [(n * 6, n * 6 + 5) for n in range(100)]
    shifted = [(n * 6 + 1, n * 6 + 7) for n in range(100, 140)]
    placed = offsets.place(text, whole + shifted)
    assert placed.spans[:90] == tuple(whole[:90])
    assert set(placed.spans[-30:]) == {None}
    assert "seem" in placed.doubts[0]


def test_where_two_units_fit_and_differ_there_is_no_position():
    text = "\U0001f600 a b c d e f g h i j k l"
    placed = offsets.place(text, [(4, 5)])
    assert placed.spans == (None,)
    assert placed.doubts == ("1 position fits two ways of counting",)


@pytest.mark.parametrize("unit", ["characters", "UTF-16 units", "UTF-8 bytes", "characters, a line end as one"])
def test_the_unit_is_found_for_each_text(unit):
    text = "\U0001f600 naïve words\r\nstand here, \U0001f600 and more\r\nof them follow each other to the end"
    words = [w for w in text.split() if w.isalpha()]
    encode = {
        "characters": len,
        "UTF-16 units": lambda part: len(part.encode("utf-16-le")) // 2,
        "UTF-8 bytes": lambda part: len(part.encode()),
        "characters, a line end as one": lambda part: len(part.replace("\r\n", "\n")),
    }[unit]
    starts = [text.index(word) for word in words]
    spans = [(encode(text[:at]), encode(text[: at + len(word)])) for at, word in zip(starts, words, strict=True)]
    placed = offsets.place(text, spans)
    assert placed.unit == unit
    assert [placed.text[one[0] : one[1]] for one in placed.spans] == words
    assert "\r" not in placed.text


def test_little_coded_texts_are_read_in_the_unit_of_the_others():
    text = "\U0001f600 We had no time at all."
    one = "<PlainTextSelection guid='t' startPosition='3' endPosition='9'>" + CODING + "</PlainTextSelection>"
    thin = f"<TextSource guid='e' name='E'><PlainTextContent>{text}</PlainTextContent>{one}</TextSource>"
    assert read(project(thin)).codings[0].start is None
    many = "\U0001f600 one two three four five"
    places = [(3, 6), (7, 10), (11, 16), (17, 21), (22, 26)]
    rich = text_source(*(f"startPosition='{a}' endPosition='{b}'" for a, b in places), text=many)
    result = read(project(rich + thin))
    assert text[result.codings[-1].start : result.codings[-1].end] == "We had"


def test_codes_are_told_apart_by_id_and_folders_cannot_be_coded():
    codes = (
        "<Code guid='{AAAAAAAA-0000-4000-8000-000000000001}' name='Home' isCodable='false'><Code guid='x' name='Cost'/>"
        "</Code><Code guid='y' name='Cost' isCodable='true'/><Code guid='y' name='Again'/><Code name='No id'/>"
    )
    result = read(project(codes=codes, ns="urn:QDA-XML:codebook:0:4"))
    assert [(one.id, one.path, one.codable) for one in result.codes] == [
        ("aaaaaaaa-0000-4000-8000-000000000001", ("Home",), False),
        ("x", ("Home", "Cost"), True),
        ("y", ("Cost",), True),
    ]
    assert left(result, "codes") == {"with the id of another one": 1, "without an id": 1}


@pytest.mark.parametrize("ns", [" xmlns='urn:QDA-XML:codebook:1.0'", " xmlns='urn:QDA-XML:codebook:1:0'", ""])
def test_a_codebook_alone_brings_its_sets(ns):
    xml = (
        f"<CodeBook{ns}><Codes><Code guid='c' name='A'/></Codes>"
        "<Sets><Set guid='s' name='Group'><MemberCode guid='c'/><MemberCode guid='gone'/></Set></Sets></CodeBook>"
    )
    result = read(xml.encode(), "book.qdc")
    assert [(one.name, one.kind, one.members) for one in result.groups] == [("Group", "Set", ("c",))]
    assert left(result, "members") == {"not in the file": 1}


def test_what_is_not_used_is_counted_with_its_reason():
    rest = (
        f"<PDFSource guid='p' name='P'><PDFSelection guid='p1' page='1'>{CODING}</PDFSelection>"
        f"<PDFSelection guid='p2' page='1'><Representation><PlainTextContent>words</PlainTextContent></Representation>"
        f"{CODING}</PDFSelection></PDFSource>"
        f"<PictureSource guid='q' name='Q'><PictureSelection guid='q1'>{CODING}</PictureSelection></PictureSource>"
        f"<AudioSource guid='a' name='U'><AudioSelection guid='a1'>{CODING}</AudioSelection></AudioSource>"
        f"<VideoSource guid='v' name='V'><VideoSelection guid='v1'>{CODING}{CODING}</VideoSelection></VideoSource>"
    )
    strange = (
        "<PlainTextSelection guid='z' startPosition='0' endPosition='6'><Coding><CodeRef targetGUID='?'/></Coding>"
    )
    source = text_source(
        "startPosition='0' endPosition='6'",
        "startPosition='0' endPosition='6'",
        "startPosition='7' endPosition='7'",
        inner=CODING + strange + "</PlainTextSelection>",
    )
    result = read(project(source + rest))
    assert left(result, "codings") == {
        "of a code that is in no codebook": 1,
        "on a part of a picture": 1,
        "on a rectangle of a PDF page": 1,
        "on a selection of no length": 1,
        "on a stretch of a sound recording": 1,
        "on a stretch of a video": 2,
    }
    assert counts(result)["codings"] == (11, 4)
    kept = [(one.document, one.start, one.passage, one.quote) for one in result.codings]
    assert kept == [
        ("d", 0, "d:0-6", None),
        ("d", 0, "d:0-6", None),
        ("d", None, "d", None),
        ("p", None, "p2", "words"),
    ]
    assert counts(result)["documents"] == (5, 5)
    assert all(line.closes for line in result.ledger)
    table = ledger_table(result.ledger)
    assert (table.groupby("kind")["n"].sum() == table.groupby("kind")["read"].first()).all()


def test_several_codings_of_one_selection_are_one_passage():
    inner = f"<PlainTextSelection guid='s' startPosition='0' endPosition='6'>{CODING}{CODING}</PlainTextSelection>"
    result = read(project(text_source(inner=inner)))
    assert [one.passage for one in result.codings] == ["d:0-6", "d:0-6"]
    assert counts(result)["selections"] == (1, 1)


def test_transcripts_are_texts_and_their_sync_points_positions():
    points = "".join(f"<SyncPoint guid='y{at}' position='{at}'/>" for at in (0, 6))
    source = (
        "<AudioSource guid='a' name='U'><Transcript guid='t'>"
        f"<PlainTextContent>We had no time.</PlainTextContent>{points}"
        f"<TranscriptSelection guid='s' fromSyncPoint='y0' toSyncPoint='y6'>{CODING}</TranscriptSelection>"
        "</Transcript></AudioSource>"
    )
    result = read(project(source))
    assert [(one.document, one.start, one.end) for one in result.codings] == [("a", 0, 6)]
    assert result.documents[0].text == "We had no time."


def test_links_between_passages_and_codes_are_relations_and_notes_are_memos():
    selections = (
        "<PlainTextSelection guid='s' startPosition='0' endPosition='6'>"
        "<Coding guid='k'><CodeRef targetGUID='c'/></Coding><NoteRef targetGUID='n'/></PlainTextSelection>"
    )
    more = (
        "<Links><Link guid='l' name='leads to' direction='OneWay' originGUID='c' targetGUID='s'/>"
        "<Link name='with' direction='Associative' originGUID='k' targetGUID='c'/>"
        "<Link originGUID='d' targetGUID='c'/></Links>"
        "<Notes><Note guid='n' name='Why' creatingUser='u'><PlainTextContent>Because.</PlainTextContent></Note>"
        "<Note guid='m' plainTextPath='internal://gone.txt'/></Notes>"
    )
    result = read(project(text_source(inner=selections), more=more))
    assert [dataclasses.astuple(one) for one in result.relations] == [
        ("c", "d:0-6", "leads to", True),
        ("k", "c", "with", False),
    ]
    assert sum(left(result, "relations").values()) == 1
    assert [(one.text, one.title, one.about) for one in result.memos] == [("Because.", "Why", "d:0-6")]
    assert counts(result)["memos"] == (2, 1)


@pytest.mark.parametrize(
    "path",
    ["internal://a b.txt", "a b.txt", "relative:///a b.txt", "absolute:///C:/Kim/a b.txt", "internal://a%20b.txt"],
)
@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_every_form_of_a_path_leads_to_the_text_in_the_file(path, folder):
    source = f"<TextSource guid='d' plainTextPath='{path}'/>"
    result = read(project(source, texts={f"{folder}/a b.txt": b"\xef\xbb\xbfWords.\r\n", "sources/.root": b""}))
    assert result.documents[0].text == "Words.\n"
    assert result.documents[0].name.endswith(".txt")


def test_a_text_that_is_missing_or_in_an_unknown_encoding_leaves_its_codings_without_positions():
    selection = f"<PlainTextSelection guid='s' startPosition='0' endPosition='6'>{CODING}</PlainTextSelection>"
    gone = f"<TextSource guid='d' name='D' plainTextPath='internal://gone.txt'>{selection}</TextSource>"
    odd = f"<TextSource guid='e' name='E' plainTextPath='internal://e.txt'>{selection}</TextSource>"
    result = read(project(gone + odd, texts={"sources/e.txt": "café".encode("cp1252")}))
    assert [(one.text, one.id) for one in result.documents] == [(None, "d"), (None, "e")]
    assert [one.start for one in result.codings] == [None, None]
    assert any("UTF-8" in doubt for doubt in result.doubts)


def test_paragraphs_of_html_stand_on_lines_of_their_own():
    assert taguette.flat("\n<p>One &amp; <b>two</b></p><p>three</p>\n<p>four<br>five</p>") == (
        "One & two\nthree\nfour\nfive",
        [9, 20],
    )
    assert taguette.flat("a < b <unclosed") == ("a ", [])


def test_a_taguette_file_with_two_projects_asks_for_one(tmp_path):
    path = qda.taguette(tmp_path / "town.sqlite3")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO projects VALUES (2, 'Other', '')")
    connection.commit()
    connection.close()
    with pytest.raises(CaseDataError, match="2 projects"):
        detect.read_project(path)


def test_rows_with_an_id_that_stands_twice_are_counted_and_not_used(tmp_path):
    path = qda.rqda(tmp_path / "town.rqda")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO freecode VALUES ('Other', '', 1, 1)")
    connection.execute("INSERT INTO source VALUES ('Other', 1, 'x', '', '', 1)")
    connection.execute("INSERT INTO coding VALUES (1, 77, 'x', 0.0, 1.0, 1, 'Kim', '', '')")
    connection.commit()
    connection.close()
    result = detect.read_project(path)
    assert left(result, "codes") == {"deleted in the program": 1, "with the id of another one": 1}
    assert left(result, "documents") == {"deleted in the program": 1, "with the id of another one": 1}
    assert left(result, "codings") == {"deleted in the program": 1, "of a document that was deleted": 1}
    assert all(line.closes for line in result.ledger)


def test_a_project_that_is_still_open_is_not_read(tmp_path):
    path = qda.rqda(tmp_path / "town.rqda")
    (tmp_path / "town.rqda-wal").write_bytes(b"x")
    with pytest.raises(CaseDataError, match="close the project"):
        detect.read_project(path)


@pytest.mark.parametrize(
    ("name", "mend"),
    [("a.mx24", "MAXQDA"), ("a.mex", "MAXQDA"), ("a.nvp", "NVivo"), ("a.nvpx", "NVivo"), ("a.ATLPROJ", "ATLAS.ti")],
)
def test_a_file_that_only_its_program_reads_is_refused_with_the_export_to_make(name, mend):
    with pytest.raises(CaseDataError) as caught:
        detect.read_project(name, b"\x00\x01 encrypted")
    assert mend in caught.value.findings[0].mend
    assert ".qdpx" in caught.value.findings[0].mend or "QDPX" in caught.value.findings[0].mend


def linked():
    info = zipfile.ZipInfo("sources/a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = io.BytesIO(project())
    with zipfile.ZipFile(content, "a") as file:
        file.writestr(info, "/etc/passwd")
    return content.getvalue()


def overlapping():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", "<Project/>")
        file.writestr("sources/a.txt", "abc" * 1000)
        first = file.getinfo("sources/a.txt")
        for n in range(50):
            again = zipfile.ZipInfo(f"sources/{n}.txt")
            again.compress_type = zipfile.ZIP_DEFLATED
            for key in ("header_offset", "CRC", "compress_size", "file_size"):
                setattr(again, key, getattr(first, key))
            file.filelist.append(again)
    return content.getvalue()


def lying():
    """Return a file whose text says that it is small and unpacks to more."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b"a" * 1_000_000) for _ in range(20)) + packer.flush()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "project.qde", "<Project><Sources><TextSource guid='d' plainTextPath='a.txt'/></Sources></Project>"
        )
        info = zipfile.ZipInfo("sources/a.txt")
        info.compress_type = zipfile.ZIP_DEFLATED
        with file.open(info, "w"):
            pass
        info.compress_size, info.file_size = len(packed), 900_000
    data = content.getvalue()
    begins, directory = info.header_offset + 30 + len(info.filename), data.index(b"PK\x01\x02")
    out = bytearray(data[:begins] + packed + data[directory:])
    struct.pack_into("<L", out, out.rfind(b"PK\x05\x06") + 16, begins + len(packed))
    return bytes(out)


def doctype(inside, name="&a;"):
    codes = f"<Codes><Code guid='1' name='{name}'/></Codes>"
    return f"<?xml version='1.0'?><!DOCTYPE x [{inside}]><CodeBook>{codes}</CodeBook>"


LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
HARM = {
    "path out": (lambda: project(texts={"../evil.txt": b"x"}), "leads out"),
    "path out inside": (lambda: project(texts={"sources/../../evil.txt": b"x"}), "leads out"),
    "absolute path": (lambda: project(texts={"/tmp/evil.txt": b"x"}), "leads out"),
    "drive": (lambda: project(texts={"C:\\evil.txt": b"x"}), "leads out"),
    "backslashes": (lambda: project(texts={"sources\\..\\..\\evil.txt": b"x"}), "leads out"),
    "link": (linked, "a link"),
    "nested": (lambda: project(texts={"sources/more.zip": b"x"}), "another archive"),
    "archive as text": (
        lambda: project("<TextSource guid='d' plainTextPath='a.txt'/>", texts={"sources/a.txt": b"PK\x03\x04"}),
        "an archive in place of a text",
    ),
    "bomb": (lambda: project(texts={"sources/a.txt": b"a" * 20_000_000}), "times its size"),
    "bomb in the project": (lambda: qda.zipped({"project.qde": b"<Project>" + b" " * 20_000_000}), "times its size"),
    "over each other": (overlapping, "lie over each other"),
    "lies about its size": (lying, "damaged"),
    "two projects": (lambda: project(texts={"more.qde": b"<Project/>"}), "2 projects"),
    "no project": (lambda: qda.zipped({"a.txt": b"x"}), "without a project"),
    "breaks off": (lambda: qda.qdpx()[:300], "breaks off"),
    "laughs": (lambda: doctype(LAUGHS, "&a11;").encode(), "DOCTYPE"),
    "quadratic": (lambda: doctype(f"<!ENTITY a '{'a' * 10_000}'>", "&a;" * 1000).encode(), "DOCTYPE"),
    "outside": (lambda: doctype("<!ENTITY a SYSTEM 'file:///etc/passwd'>").encode(), "DOCTYPE"),
    "outside type": (lambda: b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><CodeBook/>", "DOCTYPE"),
    "deep": (lambda: b"<CodeBook><Codes>" + b"<Code guid='1' name='x'>" * 100_000, "deeper"),
    "long tag": (lambda: b"<CodeBook><Codes><Code name='" + b"a" * 5_000_000, "a tag in it"),
    "many attributes": (
        lambda: b"<CodeBook " + b" ".join(b"a%d='1'" % n for n in range(200_000)) + b"/>",
        "a tag in it",
    ),
    "other XML": (lambda: b"<html5/>", "no project or codebook"),
    "no XML": (lambda: b"<CodeBook><Codes></CodeBook>", "damaged at line 1"),
    "empty": (lambda: b"", "empty"),
    "web page": (lambda: b"<!DOCTYPE html><html>", "web page"),
    "pointer": (lambda: b"version https://git-lfs.github.com/spec/v1", "pointer"),
    "damaged database": (lambda: b"SQLite format 3\x00" + b"\x01" * 5000, "damaged"),
}


@pytest.mark.parametrize("name", HARM)
def test_a_file_made_to_do_harm_is_refused_in_one_sentence_and_leaves_nothing(name, tmp_path, monkeypatch):
    make, said = HARM[name]
    path = tmp_path / "in" / "town.qdpx"
    path.parent.mkdir()
    path.write_bytes(make())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with pytest.raises(CaseDataError) as caught:
        detect.read_project(path)
    assert len(caught.value.findings) == 1
    finding = caught.value.findings[0]
    assert said in finding.message
    assert finding.mend and finding.file == "town.qdpx"
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["town.qdpx"]


VIEW = "CREATE VIEW seen AS WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (VIEW, "a view"),
        ("CREATE TRIGGER t AFTER INSERT ON coding BEGIN DELETE FROM coding; END", "a trigger"),
        ("ALTER TABLE coding ADD COLUMN x AS (hex(zeroblob(1000000)))", "computed"),
        ("CREATE VIRTUAL TABLE f USING fts5(a)", "only code can read"),
        (f"CREATE TABLE wide ({', '.join(f'c{n}' for n in range(1500))})", "damaged"),
        ("DROP TABLE coding", "of no program"),
    ],
)
def test_a_database_that_does_more_than_hold_rows_is_refused(statement, said, tmp_path):
    path = qda.rqda(tmp_path / "town.rqda")
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CaseDataError, match=said):
        detect.read_project(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["town.rqda"]


def test_the_view_of_visible_codings_in_qualcoder_does_no_harm(tmp_path):
    folder = qda.qualcoder(tmp_path / "town.qda")
    connection = sqlite3.connect(folder / "data.qda")
    connection.execute("CREATE VIEW code_text_visible AS SELECT * FROM code_text")
    connection.execute("INSERT INTO code_image VALUES (1, 1, 1)")
    connection.commit()
    connection.close()
    result = detect.read_project(folder)
    assert counts(result)["codings"] == (11, 10)
    assert left(result, "codings") == {"on a part of a picture or PDF page": 1}


def test_a_very_long_line_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "town.qdc"
    with open(path, "wb") as file:
        file.write(b"<CodeBook ")
        file.truncate(2_000_000_000)
    with pytest.raises(CaseDataError, match="larger than"):
        detect.read_project(path)


def test_a_sound_file_cut_or_changed_anywhere_is_read_or_refused_and_never_breaks(files):
    some = random.Random(11)
    for name in ("plain.qdpx", "town.rqda", "town.sqlite3"):
        content = (files / name).read_bytes()
        for n in range(40):
            damaged = bytearray(content)
            for _ in range(some.choice((1, 3, 30))):
                damaged[some.randrange(len(damaged))] = some.randrange(256)
            if n % 4 == 0:
                damaged = damaged[: some.randrange(len(damaged))]
            try:
                result = detect.read_project(name, bytes(damaged))
            except CaseDataError as error:
                assert len(error.findings) == 1
            else:
                assert all(line.closes for line in result.ledger)


def test_what_a_file_is_shows_in_its_content(files):
    assert detect.kind_of("a.csv", b"id;text") == "text"
    assert detect.kind_of("a.dat", qda.qdpx()) == "project"
    assert detect.kind_of("a.qdpx", qda.zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})) == "table"
    assert detect.kind_of(files / "town.qda") == "project"
    assert detect.kind_of("a.mx24", b"\x00") == "project"


def test_a_line_of_the_ledger_closes_only_if_all_that_was_read_is_accounted_for():
    assert Counted("codings", 3, 2, (("deleted", 1),)).closes
    assert not Counted("codings", 3, 2).closes
    assert not Counted("codings", 3, 4).closes

"""One invented corpus as the files of several programs: same texts, codes, codings and cases, each in its own way.

Positions of the corpus are code points of texts with one sign for a line end. `CLINIC` is the one that the tutorial
imports (docs/your-own-case.md); its files in docs/example_export/ are written by `python tests/qda.py`.
"""

from __future__ import annotations

import html
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr


class Corpus(NamedTuple):
    """Texts by name of document; codes (name, whether it lies in the folder, definition); codings (document, words,
    code, coder, comment), the same words twice being one passage; a memo on a document; a case (name, documents,
    attributes); the name of the folder.
    """

    texts: dict[str, str]
    codes: tuple[tuple[str, bool, str], ...]
    codings: tuple[tuple[str, str, str, str, str], ...]
    memo: tuple[str, str]
    case: tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
    folder: str = "Barriers"

    def span(self, document: str, words: str) -> tuple[int, int]:
        start = self.texts[document].index(words)
        return start, start + len(words)


TEXTS = {
    "Home one": "A: We had no time to meet.\nB: Nobody came \U0001f600 back to us, not once.\n"
    "A: The café was closed, so the plan \U0001f600\U0001f600 changed again.\nB: We stopped asking.",
    "Home two": "\U0001f600 The list was long.\nNobody naïve would trust it & wait.\nThe manager said <no> twice.",
}
FOLDER = "Barriers"
CODES = (("No time", True, "Too little time."), ("Distrust", True, ""), ("Withdrawal", False, "People leave."))
CODINGS = (
    ("Home one", "We had no time to meet.", "No time", "Kim", "clear"),
    ("Home one", "Nobody came \U0001f600 back to us", "Distrust", "Kim", ""),
    ("Home one", "Nobody came \U0001f600 back to us", "Withdrawal", "Alex", ""),
    ("Home one", "The café was closed, so the plan", "No time", "Kim", ""),
    ("Home one", "changed again.\nB: We stopped", "Distrust", "Alex", ""),
    ("Home one", "We stopped asking.", "Withdrawal", "Kim", ""),
    ("Home two", "The list was long.", "No time", "Kim", ""),
    ("Home two", "Nobody naïve would trust it & wait.", "Distrust", "Kim", "doubt"),
    ("Home two", "said <no> twice", "Distrust", "Alex", ""),
    ("Home two", "long", "No time", "Alex", ""),
)
DATE = "2024-03-01T09:30:00"
MEMO = ("Home two", "Read it twice.")
CASE = ("Town", ("Home one", "Home two"), (("kind", "care home"),))
TOWN = Corpus(TEXTS, CODES, CODINGS, MEMO, CASE, FOLDER)
span = TOWN.span

_ASKED = "Nobody had asked what we wanted. I came twice and then I stayed at home."
_STAIRS = "The room was up two flights of stairs, and with my hip that was that for the winter."
_HOUR = "There was never a free hour for it, it came on top of the ward round. By spring two of us were worn out."
_MEANT = "Some of the members did not believe that we meant it. They had been promised things before."
_AMONG = "We planned the exercises among ourselves, that was quicker. Then half of the chairs were empty."
_RING = "Ringing people up. It is as simple as that."
_SHORT = "The nurse in charge left early because the ward was short of staff."
_WHO = "Members asked who decides, and no answer was given. One of them did not come back."
CLINIC = Corpus(
    {
        "Interview 1": f"Q: How did the group begin?\nA: {_ASKED}\nQ: Why did you try again?\nA: One of the nurses rang"
        f" me up herself. That made me try again.\nQ: Was that the end of it?\nA: No. {_STAIRS}",
        "Interview 2": f"Q: What was hard?\nA: {_HOUR}\nA: {_MEANT}\nA: {_AMONG}\nQ: And what helped?\nA: {_RING}",
        "Field notes": f"Meeting 3. Five came. Two said that they could not manage the stairs.\nMeeting 4. {_SHORT} The"
        f" plan was not discussed.\nMeeting 6. {_WHO}",
    },
    (
        ("Not asked", True, "Members are not asked, or not heard, before something is decided."),
        ("No time", True, "Staff or members lack the hours for it."),
        ("Mistrust", True, ""),
        ("Stairs and doors", True, "The building keeps people out."),
        ("Stayed away", False, "Members miss meetings or leave."),
        ("Worn out", False, "Staff are tired by it."),
        ("Personal call", False, "Somebody rings or visits in person."),
        ("At the start", False, "It tells of the time before the first meeting."),
        ("Good quote", False, "For the article."),
    ),
    (
        ("Interview 1", _ASKED, "Not asked", "coder 1", ""),
        ("Interview 1", _ASKED, "Stayed away", "coder 1", ""),
        ("Interview 1", _ASKED, "At the start", "coder 1", ""),
        ("Interview 1", "One of the nurses rang me up herself.", "Personal call", "coder 1", ""),
        ("Interview 1", _STAIRS, "Stairs and doors", "coder 1", ""),
        ("Interview 1", _STAIRS, "Stayed away", "coder 1", ""),
        ("Interview 2", _HOUR, "No time", "coder 1", ""),
        ("Interview 2", _HOUR, "Worn out", "coder 1", ""),
        ("Interview 2", _HOUR, "No time", "coder 2", ""),
        ("Interview 2", _HOUR, "Worn out", "coder 2", ""),
        ("Interview 2", _MEANT, "Mistrust", "coder 1", ""),
        ("Interview 2", _MEANT, "Mistrust", "coder 2", ""),
        ("Interview 2", _AMONG, "Not asked", "coder 1", ""),
        ("Interview 2", _AMONG, "Stayed away", "coder 1", ""),
        ("Interview 2", _AMONG, "Not asked", "coder 2", ""),
        ("Interview 2", _RING, "Personal call", "coder 1", ""),
        ("Interview 2", _RING, "Good quote", "coder 1", ""),
        ("Field notes", "Two said that they could not manage the stairs.", "Stairs and doors", "coder 1", ""),
        ("Field notes", _SHORT, "No time", "coder 1", ""),
        ("Field notes", _WHO, "Not asked", "coder 1", ""),
        ("Field notes", _WHO, "Stayed away", "coder 1", ""),
    ),
    ("Field notes", "Written on the evening of each meeting."),
    ("Staff", ("Interview 2",), ()),
    "What hindered us",
)


def _in_utf16(text: str, at: int) -> int:
    return len(text[:at].replace("\n", "\r\n").encode("utf-16-le")) // 2


def qde(utf16: bool = False, corpus: Corpus = TOWN) -> str:
    """Return the XML of the corpus; positions in code points or in UTF-16 units of texts with CRLF."""
    folder, case = corpus.folder, corpus.case
    coders = dict.fromkeys(coder for _, _, _, coder, _ in corpus.codings)
    guid = {
        name: f"{{0000000{n}-AAAA-4000-8000-00000000000{n}}}"
        for n, name in enumerate((folder, *(c[0] for c in corpus.codes)))
    }
    code = {
        name: f"<Code guid={quoteattr(guid[name])} name={quoteattr(name)} isCodable='true'>"
        + (f"<Description>{escape(text)}</Description>" if text else "")
        + "</Code>"
        for name, _, text in corpus.codes
    }
    inner = "".join(code[name] for name, inside, _ in corpus.codes if inside)
    outer = "".join(code[name] for name, inside, _ in corpus.codes if not inside)
    book = f"<Code guid={quoteattr(guid[folder])} name='{folder}' isCodable='false'>{inner}</Code>{outer}"
    sources = ""
    for number, (name, text) in enumerate(corpus.texts.items(), 1):
        path = f"internal://{number}.txt" if utf16 else f"{number}.txt"
        sources += f"<TextSource guid='d{number}' name={quoteattr(name)} plainTextPath='{path}'>"
        sources += f"<Description>{corpus.memo[1]}</Description>" if corpus.memo[0] == name else ""
        for n, (document, words, one, coder, comment) in enumerate(corpus.codings):
            if document == name:
                start, end = (_in_utf16(text, at) if utf16 else at for at in corpus.span(name, words))
                sources += (
                    f"<PlainTextSelection guid='s{n}' startPosition='{start}' endPosition='{end}'"
                    f" creatingUser='{coder}' creationDateTime='{DATE}'>"
                    + (f"<Description>{comment}</Description>" if comment else "")
                )
                sources += f"<Coding guid='k{n}'><CodeRef targetGUID={quoteattr(guid[one].lower())}/></Coding>"
                sources += "</PlainTextSelection>"
        sources += "</TextSource>"
    members = "".join(f"<SourceRef targetGUID='d{n}'/>" for n, name in enumerate(corpus.texts, 1) if name in case[1])
    values = "".join(
        f"<VariableValue><VariableRef targetGUID='v'/><TextValue>{value}</TextValue></VariableValue>"
        for _, value in case[2]
    )
    variables = "".join(f"<Variable guid='v' name='{name}'/>" for name, _ in case[2])
    users = "".join(f"<User guid='{one}' name='{one}'/>" for one in coders)
    return (
        "<?xml version='1.0' encoding='utf-8'?><Project xmlns='urn:QDA-XML:project:1.0' origin='Invented'>"
        f"<Users>{users}</Users>"
        f"<CodeBook><Codes>{book}</Codes></CodeBook><Variables>{variables}</Variables>"
        f"<Cases><Case guid='c' name='{case[0]}'>{values}{members}</Case></Cases><Sources>{sources}</Sources></Project>"
    )


def zipped(entries: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in entries.items():
            file.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)  # the same bytes at any time
    return content.getvalue()


def qdpx(utf16: bool = False, corpus: Corpus = TOWN) -> bytes:
    folder = "Sources" if utf16 else "sources"
    texts = {
        f"{folder}/{n}.txt": text.replace("\n", "\r\n").encode("utf-8-sig") if utf16 else text.encode()
        for n, text in enumerate(corpus.texts.values(), 1)
    }
    return zipped({"a name.qde" if utf16 else "project.qde": qde(utf16, corpus), **texts})


def base(path: Path, script: str, rows: dict[str, list[tuple]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(script)
    for table, some in rows.items():
        for row in some:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    return path


_DOCUMENT = {name: n for n, name in enumerate(TEXTS, 1)}
_CODE = {name: n for n, (name, _, _) in enumerate(CODES, 1)}

QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text);
CREATE TABLE code_cat (catid integer primary key, name text, memo text, supercatid integer);
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer);
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
                        owner text, date text, memo text);
CREATE TABLE code_image (imid integer primary key, id integer, cid integer);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text);
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
"""


def qualcoder(folder: Path) -> Path:
    """Write the corpus as a QualCoder project and return its folder."""
    rows = {
        "project": [("v8", DATE, "", "QualCoder 3.5")],
        "source": [
            (n, name, TEXTS[name], None, MEMO[1] if MEMO[0] == name else "", "Kim") for name, n in _DOCUMENT.items()
        ],
        "code_cat": [(1, FOLDER, "", None)],
        "code_name": [(_CODE[name], name, text, 1 if inside else None) for name, inside, text in CODES],
        "code_text": [
            (n, _CODE[code], _DOCUMENT[name], words, *span(name, words), coder, DATE.replace("T", " "), comment)
            for n, (name, words, code, coder, comment) in enumerate(CODINGS, 1)
        ],
        "cases": [(1, CASE[0], "", "Kim")],
        "case_text": [(n, 1, _DOCUMENT[name], 0, 0) for n, name in enumerate(CASE[1])],
        "attribute": [(1, *CASE[2][0][:1], "case", CASE[2][0][1], 1)],
    }
    base(folder / "data.qda", QUALCODER, rows)
    return folder


RQDA = """
CREATE TABLE source (name text, id integer, file text, memo text, owner text, status integer);
CREATE TABLE freecode (name text, memo text, id integer, status integer);
CREATE TABLE codecat (name text, catid integer, memo text, status integer);
CREATE TABLE treecode (cid integer, catid integer, status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
                     date text, memo text);
CREATE TABLE cases (name text, memo text, owner text, id integer, status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, status integer);
CREATE TABLE caseAttr (variable text, value text, caseID integer, status integer);
"""


def rqda(path: Path) -> Path:
    """Write the corpus as an RQDA project; one coding, one code and one document were deleted in it."""
    codings = [
        (
            _CODE[code],
            _DOCUMENT[name],
            words,
            *map(float, span(name, words)),
            1,
            coder,
            "Fri Mar  1 09:30:00 2024",
            comment,
        )
        for name, words, code, coder, comment in CODINGS
    ]
    memo = {name: MEMO[1] if MEMO[0] == name else None for name in TEXTS}
    rows = {
        "source": [(name, n, TEXTS[name], memo[name], "Kim", 1) for name, n in _DOCUMENT.items()]
        + [("x", 9, "x", "", "", 0)],
        "freecode": [(name, text, _CODE[name], 1) for name, _, text in CODES] + [("gone", "", 9, -1)],
        "codecat": [(FOLDER, 1, "", 1)],
        "treecode": [(_CODE[name], 1, 1) for name, inside, _ in CODES if inside],
        "coding": [*codings, (*codings[0][:5], -1, *codings[0][6:])],
        "cases": [(CASE[0], "", "Kim", 1, 1)],
        "caselinkage": [(1, _DOCUMENT[name], 1) for name in CASE[1]],
        "caseAttr": [(*CASE[2][0], 1, 1)],
    }
    return base(path, RQDA, rows)


TAGUETTE = """
CREATE TABLE projects (id integer primary key, name text, description text);
CREATE TABLE documents (id integer primary key, name text, description text, project_id integer, contents text);
CREATE TABLE tags (id integer primary key, project_id integer, path text, description text);
CREATE TABLE highlights (id integer primary key, document_id integer, start_offset integer, end_offset integer,
                         snippet text);
CREATE TABLE highlight_tags (highlight_id integer, tag_id integer);
CREATE TABLE commands (id integer primary key, date text, user_login text, payload text);
"""


def _in_html(text: str, at: int) -> int:
    """Return the UTF-8 bytes before a character, line ends not counted: they stand between paragraphs only."""
    return len(text[:at].replace("\n", "").encode())


def taguette(path: Path) -> Path:
    """Write the corpus as a Taguette project: paragraphs of HTML run into each other, an empty one stays empty."""

    def paragraphs(text: str) -> str:
        return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)

    rows = {
        "projects": [(1, "Invented", "")],
        "documents": [
            (n, name, MEMO[1] if MEMO[0] == name else "", 1, paragraphs(TEXTS[name])) for name, n in _DOCUMENT.items()
        ],
        "tags": [(_CODE[name], 1, name, text) for name, _, text in CODES],
        "highlights": [
            (n, _DOCUMENT[name], *(_in_html(TEXTS[name], at) for at in span(name, words)), paragraphs(words))
            for n, (name, words, _, _, _) in enumerate(CODINGS, 1)
        ],
        "highlight_tags": [(n, _CODE[code]) for n, (_, _, code, _, _) in enumerate(CODINGS, 1)],
        "commands": [
            (n, "2024-03-01 09:30:00.000000", coder, json.dumps({"type": "highlight_add", "highlight_id": n}))
            for n, (_, _, _, coder, _) in enumerate(CODINGS, 1)
        ],
    }
    return base(path, TAGUETTE, rows)


def spreadsheet(path: Path, corpus: Corpus) -> Path:
    """Write a corpus as a table that somebody kept by hand: a row a code on a passage."""
    import pandas as pd

    from crosscase.store.workbooks import Sheet, write_workbook

    inside = {name: f"{corpus.folder} > {name}" if folded else name for name, folded, _ in corpus.codes}
    rows = [(document, coder, words, inside[code]) for document, words, code, coder, _ in corpus.codings]
    frame = pd.DataFrame(rows, columns=["Document", "Coder", "Quotation", "Code"])
    widths = {"Document": 14, "Coder": 10, "Quotation": 90, "Code": 36}
    write_workbook(path, [Sheet("Coded passages", frame, widths)], "Coded passages")
    return path


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[1] / "docs/example_export"
    folder.mkdir(exist_ok=True)
    (folder / "clinic.qdpx").write_bytes(qdpx(corpus=CLINIC))
    spreadsheet(folder / "clinic.xlsx", CLINIC)

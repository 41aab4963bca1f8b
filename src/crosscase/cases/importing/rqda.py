"""RQDA: a SQLite file. Rows whose status is not 1 were deleted in the program; positions are stored as real numbers;
each coding keeps its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .database import Base
from .model import Code, Coding, Document, Group, Memo, Project
from .passages import Applied, Selection, settle
from .refusals import MOST_CODINGS
from .tally import TWICE, Tally
from .texts import id_of, text_of, when, whole

TABLES = ("source", "freecode", "coding")
_DELETED = "deleted in the program"


def read_project(base: Base) -> Project:
    """Return what an RQDA project holds. Ids are those of its tables, of categories ``category-1``."""
    tally, doubts, memos = Tally(), list[str](), list[Memo]()
    codes, groups = _codes(base, tally, memos)
    selections = _selections(base, tally)
    file_values = _values(base, tally, "fileAttr", "fileID")
    documents: list[Document] = []
    ids: set[str] = set()
    codings: list[Coding] = []
    n_selections = 0
    for key, name, text, memo, owner in _live(
        base, tally, "documents", "source", "id", "name", "file", "memo", "owner"
    ):
        one = id_of(key)
        if one in ids:
            tally.leave("documents", TWICE)
            continue
        ids.add(one)
        content = None if text is None else text_of(text)
        document = Document(one, text_of(name), content, tuple(file_values.pop(one, ())))
        done = settle(document, selections.pop(one, []), codes, tally)
        documents.append(done.document)
        codings += done.codings
        n_selections += done.n_selections
        doubts += done.doubts
        _memo(memos, tally, memo, "", one, owner)
    for left in selections.values():
        tally.leave("selections", "of a document that was deleted", len(left))
        tally.leave("codings", "of a document that was deleted", len(left))
    _other(base, tally, memos)
    case_values = _values(base, tally, "caseAttr", "caseID")
    known = {document.id for document in documents}
    groups += _groups(base, tally, memos, known, case_values)
    for values in (*file_values.values(), *case_values.values()):
        tally.leave("values of attributes", "of something that was deleted", len(values))
    project = Project(
        "RQDA",
        tuple(documents),
        tuple(codes.values()),
        tuple(codings),
        tuple(memos),
        (),
        tuple(groups),
        doubts=tuple(doubts),
    )
    return tally.closed(project, n_selections)


def _live(base: Base, tally: Tally, kind: str, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows that were not deleted; all are counted as read where *kind* names a line of the ledger."""
    for status, *row in base.rows(table, "status", *columns, most=MOST_CODINGS):
        if kind:
            tally.read(kind)
        if status is None or whole(status) == 1:
            yield tuple(row)
        elif kind:
            tally.leave(kind, _DELETED)


def _codes(base: Base, tally: Tally, memos: list[Memo]) -> tuple[dict[str, Code], list[Group]]:
    """Return categories, which are folders, and codes; a code in several categories stands at the root, and each
    category is a group then.
    """
    categories: dict[str, tuple[str, str]] = {}
    for key, name, memo in _live(base, tally, "codes", "codecat", "catid", "name", "memo"):
        if id_of(key) in categories:
            tally.leave("codes", TWICE)
        else:
            categories[id_of(key)] = (text_of(name), text_of(memo))
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for code, category in _live(base, tally, "", "treecode", "cid", "catid"):
        if id_of(category) in categories and id_of(category) not in inside[id_of(code)]:
            inside[id_of(code)].append(id_of(category))
    codes = {
        f"category-{key}": Code(f"category-{key}", (name,), memo.strip(), False)
        for key, (name, memo) in categories.items()
    }
    shared: defaultdict[str, list[str]] = defaultdict(list)
    for key, name, memo in _live(base, tally, "codes", "freecode", "id", "name", "memo"):
        one = id_of(key)
        if one in codes:
            tally.leave("codes", TWICE)
            continue
        above = inside[one]
        path = (categories[above[0]][0], text_of(name)) if len(above) == 1 else (text_of(name),)
        codes[one] = Code(one, path, text_of(memo).strip())
        for category in above if len(above) > 1 else ():
            shared[category].append(one)
    tally.read("groups", len(shared))
    tally.read("members", sum(map(len, shared.values())))
    return codes, [Group(categories[key][0], "Code category", tuple(members)) for key, members in shared.items()]


def _selections(base: Base, tally: Tally) -> dict[str, list[Selection]]:
    out: defaultdict[str, list[Selection]] = defaultdict(list)
    columns = ("cid", "fid", "seltext", "selfirst", "selend", "owner", "date", "memo")
    for number, row in enumerate(_live(base, tally, "codings", "coding", *columns), 1):
        tally.read("selections")
        key = f"selection-{number}"
        code = Applied(id_of(row[0]), text_of(row[5]), when(row[6]), text_of(row[7]).strip(), key)
        words = None if row[2] is None else text_of(row[2])
        out[id_of(row[1])].append(Selection(key, whole(row[3]), whole(row[4]), [code], words))
    return out


def _memo(memos: list[Memo], tally: Tally, text: object, title: str, about: str, coder: object) -> None:
    if words := text_of(text).strip():
        tally.read("memos")
        memos.append(Memo(words, title, about, text_of(coder)))


def _other(base: Base, tally: Tally, memos: list[Memo]) -> None:
    """Count codings that are not used and add journals, annotations and the project's memo."""
    for table, why in (("coding2", "a second list of codings, not used"), ("imageCoding", "on a part of a picture")):
        n = sum(1 for _ in _live(base, tally, "", table.casefold(), "cid"))
        tally.read("codings", n)
        tally.leave("codings", why, n)
    for row in base.rows("project", "memo"):
        _memo(memos, tally, row[0], "", "", "")
    for name, text, owner in _live(base, tally, "", "journal", "name", "journal", "owner"):
        _memo(memos, tally, text, text_of(name), "", owner)
    for document, text, owner in _live(base, tally, "", "annotation", "fid", "annotation", "owner"):
        _memo(memos, tally, text, "annotation", id_of(document), owner)


def _values(base: Base, tally: Tally, table: str, key: str) -> dict[str, list[tuple[str, str]]]:
    out: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, value, one in _live(base, tally, "values of attributes", table.casefold(), "variable", "value", key):
        if text_of(value):
            out[id_of(one)].append((text_of(name), text_of(value)))
        else:
            tally.leave("values of attributes", "empty")
    return out


def _groups(
    base: Base, tally: Tally, memos: list[Memo], documents: set[str], values: dict[str, list[tuple[str, str]]]
) -> list[Group]:
    """Return cases and categories of files with their documents."""
    groups = []
    kinds = (
        ("Case", "cases", "id", "caselinkage", "caseid"),
        ("File category", "filecat", "catid", "treefile", "catid"),
    )
    for kind, table, key, links, link in kinds:
        members: defaultdict[str, list[str]] = defaultdict(list)
        for group, document in _live(base, tally, "members", links, link, "fid"):
            one = id_of(document)
            if one not in documents:
                tally.leave("members", "not in the file")
            elif one in members[id_of(group)]:
                tally.leave("members", "another passage of the same document")
            else:
                members[id_of(group)].append(one)
        for group, name, memo, owner in _live(base, tally, "groups", table, key, "name", "memo", "owner"):
            one = id_of(group)
            _memo(memos, tally, memo, f"{kind.lower()}: {text_of(name)}", "", owner)
            attributes = tuple(values.pop(one, ())) if kind == "Case" else ()
            groups.append(Group(text_of(name), kind, tuple(members.pop(one, ())), attributes))
        for left in members.values():
            tally.leave("members", "of a group that was deleted", len(left))
    return groups

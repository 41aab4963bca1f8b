"""QualCoder: a folder ``.qda`` that holds a SQLite file. Categories stand beside codes and often have the
name of one. Each coding keeps its words, so every position is compared with them.
"""

from __future__ import annotations

from collections import defaultdict

from .database import Base
from .model import Code, Coding, Document, Group, Memo, Project
from .passages import Applied, Selection, settle
from .refusals import MOST_CODINGS
from .tally import TWICE, Tally
from .texts import id_of, text_of, when, whole

TABLES = ("source", "code_name", "code_text")
_DRAWN = ("gr_cdct_line_item", "gr_free_line_item")


def read_project(base: Base) -> Project:
    """Return what a QualCoder project holds. Ids are those of its tables, of categories ``category-1``."""
    tally, doubts = Tally(), list[str]()
    codes = _codes(base, tally)
    memos: list[Memo] = []
    values = _values(base, tally)
    selections = _selections(base, tally)
    documents: list[Document] = []
    ids: set[str] = set()
    codings: list[Coding] = []
    n_selections = 0
    for row in base.rows("source", "id", "name", "fulltext", "memo", "owner", "mediapath"):
        tally.read("documents")
        key, name = id_of(row[0]), text_of(row[1])
        if key in ids:
            tally.leave("documents", TWICE)
            continue
        ids.add(key)
        text = None if row[2] is None or (not row[2] and row[5]) else text_of(row[2])
        document = Document(key, name, text, tuple(values.pop(("file", key), ())))
        done = settle(document, selections.pop(key, []), codes, tally)
        documents.append(done.document)
        codings += done.codings
        n_selections += done.n_selections
        doubts += done.doubts
        _memo(memos, tally, row[3], "", key, row[4])
    for left in selections.values():
        tally.leave("selections", "of a document that was deleted", len(left))
        tally.leave("codings", "of a document that was deleted", len(left))
    _other_codings(base, tally)
    _memos(base, tally, memos)
    groups = _cases(base, tally, memos, values, {document.id for document in documents})
    for left_values in values.values():
        tally.leave("values of attributes", "of something that was deleted", len(left_values))
    for table in _DRAWN:
        n = sum(1 for _ in base.rows(table, "grid"))
        tally.read("relations", n)
        tally.leave("relations", "lines of a drawing, not read", n)
    project = Project(
        _program(base),
        tuple(documents),
        tuple(codes.values()),
        tuple(codings),
        tuple(memos),
        (),
        tuple(groups),
        doubts=tuple(doubts),
    )
    return tally.closed(project, n_selections)


def _program(base: Base) -> str:
    about = next((text_of(row[0]) for row in base.rows("project", "about")), "")
    return about if about.startswith("QualCoder") else "QualCoder"


def _codes(base: Base, tally: Tally) -> dict[str, Code]:
    """Return categories, which are folders, and codes by their ids."""
    above: dict[str, tuple[str, str, str]] = {}
    rows = [
        *(("category", *row, None) for row in base.rows("code_cat", "catid", "name", "supercatid", "memo")),
        *(("code", *row) for row in base.rows("code_name", "cid", "name", "catid", "memo", "supercid")),
    ]
    for kind, one, name, category, memo, code in rows:
        tally.read("codes")
        key = f"{kind}-{id_of(one)}"
        if key in above:
            tally.leave("codes", TWICE)
            continue
        parent = f"code-{id_of(code)}" if code is not None else f"category-{id_of(category)}"
        above[key] = (text_of(name), parent, text_of(memo))
    codes: dict[str, Code] = {}
    for key, (_, _, memo) in above.items():
        path: list[str] = []
        at, seen = key, set[str]()
        while at in above and at not in seen:
            seen.add(at)
            path.insert(0, above[at][0] or "(without a name)")
            at = above[at][1]
        codes[key.removeprefix("code-")] = Code(
            key.removeprefix("code-"), tuple(path), memo.strip(), key.startswith("code-")
        )
    return codes


def _selections(base: Base, tally: Tally) -> dict[str, list[Selection]]:
    """Return the codings of text by document, each a selection with its words."""
    out: defaultdict[str, list[Selection]] = defaultdict(list)
    columns = ("cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo", "ctid")
    for number, row in enumerate(base.rows("code_text", *columns, most=MOST_CODINGS), 1):
        tally.read("codings")
        tally.read("selections")
        key = f"selection-{id_of(row[8]) or number}"
        code = Applied(id_of(row[0]), text_of(row[5]), when(row[6]), text_of(row[7]).strip(), key)
        words = None if row[2] is None else text_of(row[2])
        out[id_of(row[1])].append(Selection(key, whole(row[3]), whole(row[4]), [code], words))
    return out


def _other_codings(base: Base, tally: Tally) -> None:
    for table, why in (
        ("code_image", "on a part of a picture or PDF page"),
        ("code_av", "on a stretch of a recording"),
    ):
        n = sum(1 for _ in base.rows(table, "cid"))
        tally.read("codings", n)
        tally.leave("codings", why, n)
        tally.read("selections", n)
        tally.leave("selections", why, n)


def _memo(memos: list[Memo], tally: Tally, text: object, title: str, about: str, coder: object) -> None:
    if words := text_of(text).strip():
        tally.read("memos")
        memos.append(Memo(words, title, about, text_of(coder)))


def _memos(base: Base, tally: Tally, memos: list[Memo]) -> None:
    """Add journals and the project's memo; annotations hang on passages without a code, so their document has them."""
    for row in base.rows("project", "memo"):
        _memo(memos, tally, row[0], "", "", "")
    for row in base.rows("journal", "name", "jentry", "owner"):
        _memo(memos, tally, row[1], text_of(row[0]), "", row[2])
    for row in base.rows("annotation", "fid", "memo", "owner"):
        _memo(memos, tally, row[1], "annotation", id_of(row[0]), row[2])


def _values(base: Base, tally: Tally) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return attributes by what they are of: (``file`` or ``case``, id)."""
    out: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, kind, value, key in base.rows("attribute", "name", "attr_type", "value", "id"):
        tally.read("values of attributes")
        if text_of(value):
            out[text_of(kind), id_of(key)].append((text_of(name), text_of(value)))
        else:
            tally.leave("values of attributes", "empty")
    return out


def _cases(
    base: Base,
    tally: Tally,
    memos: list[Memo],
    values: dict[tuple[str, str], list[tuple[str, str]]],
    documents: set[str],
) -> list[Group]:
    """Return cases with the documents that belong to them as a whole or in part."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for case, document in base.rows("case_text", "caseid", "fid"):
        tally.read("members")
        if id_of(document) not in documents:
            tally.leave("members", "not in the file")
        elif id_of(document) in members[id_of(case)]:
            tally.leave("members", "another passage of the same document")
        else:
            members[id_of(case)].append(id_of(document))
    groups = []
    for key, name, memo, owner in base.rows("cases", "caseid", "name", "memo", "owner"):
        tally.read("groups")
        _memo(memos, tally, memo, f"case: {text_of(name)}", "", owner)
        one = id_of(key)
        groups.append(Group(text_of(name), "Case", tuple(members.pop(one, ())), tuple(values.pop(("case", one), ()))))
    for left in members.values():
        tally.leave("members", "of a case that was deleted", len(left))
    return groups

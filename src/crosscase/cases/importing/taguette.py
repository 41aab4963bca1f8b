"""Taguette: a SQLite file with HTML documents, highlights and tags. Positions are UTF-8 bytes over the text between the
tags of HTML; each highlight keeps its words.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict

from .database import Base
from .model import Code, Coding, Document, Memo, Project
from .passages import Applied, Selection, settle
from .refusals import MOST_CODINGS, refused
from .tally import TWICE, Tally
from .texts import id_of, plain, text_of, when, whole

TABLES = ("documents", "highlights", "tags", "highlight_tags", "projects")
#: Elements that begin a line of their own.
_BLOCKS = frozenset(
    "p div br h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table thead tbody tfoot tr td th blockquote pre hr section".split()
)
_NAME = re.compile(r"/?\s*([A-Za-z][A-Za-z0-9]*)")


def read_project(base: Base) -> Project:
    """Return what the one project of a Taguette file holds. Ids are those of its tables."""
    projects = [row for row in base.rows("projects", "id", "name", "description", most=10_000)]
    if len(projects) > 1:
        message = f"it holds {len(projects)} projects"
        raise refused(base.name, message, "in Taguette open the one that you want and export it as SQLite 3 database")
    tally, doubts, memos = Tally(), list[str](), list[Memo]()
    codes = _codes(base, tally)
    selections = _selections(base, tally)
    documents: list[Document] = []
    ids: set[str] = set()
    codings: list[Coding] = []
    n_selections = 0
    for key, name, contents, about in base.rows("documents", "id", "name", "contents", "description"):
        tally.read("documents")
        one = id_of(key)
        if one in ids:
            tally.leave("documents", TWICE)
            continue
        ids.add(one)
        text, inserted = flat(text_of(contents))
        done = settle(Document(one, text_of(name), text), selections.pop(one, []), codes, tally, inserted=inserted)
        documents.append(done.document)
        codings += done.codings
        n_selections += done.n_selections
        doubts += done.doubts
        if words := text_of(about).strip():
            tally.read("memos")
            memos.append(Memo(words, "", one))
    for left in selections.values():
        tally.leave("selections", "of a document that was deleted", len(left))
        tally.leave("codings", "of a document that was deleted", sum(len(one.codes) for one in left))
    for _, _, about in projects:
        if words := text_of(about).strip():
            tally.read("memos")
            memos.append(Memo(words))
    project = Project(
        "Taguette",
        tuple(documents),
        tuple(codes.values()),
        tuple(codings),
        tuple(memos),
        doubts=tuple(doubts),
    )
    return tally.closed(project, n_selections)


def _codes(base: Base, tally: Tally) -> dict[str, Code]:
    rows: dict[str, tuple[str, str, str]] = {}
    for number, path, about, parent in base.rows("tags", "id", "path", "description", "parent_id"):
        tally.read("codes")
        if id_of(number) in rows:
            tally.leave("codes", TWICE)
        else:
            rows[id_of(number)] = (text_of(path) or "(without a name)", text_of(about).strip(), id_of(parent))
    codes = {}
    for key, (_, about, _) in rows.items():
        names: list[str] = []
        at, seen = key, set[str]()
        while at in rows and at not in seen:
            seen.add(at)
            names.insert(0, rows[at][0])
            at = rows[at][2]
        codes[key] = Code(key, tuple(names), about)
    return codes


def _selections(base: Base, tally: Tally) -> dict[str, list[Selection]]:
    """Return highlights with their tags by document; who made one stands in the log, where there is one."""
    who = _makers(base)
    found: dict[str, tuple[str, Selection]] = {}
    rows = base.rows("highlights", "id", "document_id", "start_offset", "end_offset", "snippet", most=MOST_CODINGS)
    for key, document, start, end, snippet in rows:
        tally.read("selections")
        if id_of(key) in found:
            tally.leave("selections", TWICE)
            continue
        words = None if snippet is None else flat(text_of(snippet))[0]
        one = Selection(f"highlight-{id_of(key)}", whole(start), whole(end), quote=words)
        found[id_of(key)] = (id_of(document), one)
    for highlight, tag in base.rows("highlight_tags", "highlight_id", "tag_id", most=MOST_CODINGS):
        tally.read("codings")
        key = id_of(highlight)
        if key in found:
            coder, date = who.get(key, ("", ""))
            found[key][1].codes.append(Applied(id_of(tag), coder, date, "", f"{key}-{id_of(tag)}"))
        else:
            tally.leave("codings", "of a highlight that was deleted")
    out: defaultdict[str, list[Selection]] = defaultdict(list)
    for document, one in found.values():
        out[document].append(one)
    return out


def _makers(base: Base) -> dict[str, tuple[str, str]]:
    """Return who first made each highlight, and when."""
    who: dict[str, tuple[str, str]] = {}
    for login, date, payload in base.rows("commands", "user_login", "date", "payload"):
        text = text_of(payload)
        if "highlight_add" not in text or len(text) > 100_000:
            continue
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict) and told.get("type") == "highlight_add":
            who.setdefault(id_of(told.get("highlight_id")), (text_of(login), when(date)))
    return who


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


def flat(content: str) -> tuple[str, list[int]]:
    """Return the text between the tags, and which of its line ends are not in the document.

    Paragraphs without white space between them would run into each other: a line end is put in, which the positions
    do not count.
    """
    parts: list[str] = []
    inserted: list[int] = []
    length, at, block = 0, 0, False
    # A parser of HTML sees one sign for a line end, and nothing before the first word or element.
    content = plain(content).lstrip(" \t\n\f")
    while at < len(content):
        opens = content.find("<", at)
        opens = len(content) if opens < 0 else opens
        if text := _unescaped(content[at:opens]):
            if block and parts and not parts[-1][-1].isspace() and not text[0].isspace():
                inserted.append(length)
                parts.append("\n")
                length += 1
            parts.append(text)
            length += len(text)
            block = False
        closes = content.find(">", opens)
        if closes < 0:
            break
        name = _NAME.match(content, opens + 1, min(closes, opens + 40))
        block = block or (name is not None and name[1].casefold() in _BLOCKS)
        at = closes + 1
    return "".join(parts), inserted

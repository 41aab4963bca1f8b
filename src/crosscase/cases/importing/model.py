"""What every reader returns, whatever program wrote the file: documents, codes, codings, and a ledger that closes.

Positions are code points of the document's text, from 0, the end not included. A reader that cannot tell the unit of a
file's positions says so in ``doubts`` and gives none: never a wrong quotation in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Document:
    """A text, or what stands for one: ``text`` is None where the file holds none (a PDF, a codebook alone)."""

    id: str
    name: str
    text: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Code:
    """A code with its place in the tree (``path``, from the root, its own name last); a folder is not codable."""

    id: str
    path: tuple[str, ...]
    definition: str = ""
    codable: bool = True

    @property
    def name(self) -> str:
        return self.path[-1]


@dataclass(frozen=True)
class Coding:
    """A code on a passage. ``start`` and ``end`` are None where they are unknown; ``quote`` is the text as the program
    kept it, None where it kept none. ``passage`` groups codings of one selection: all codings between the same two
    positions of a document have the same. A coding of a whole document has the document's id there. ``id`` is the
    program's own, empty where it gives none.
    """

    document: str
    code: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    coder: str = ""
    created: str = ""
    comment: str = ""
    passage: str = ""
    id: str = ""


@dataclass(frozen=True)
class Memo:
    """A note: on a document, a code, a passage (``about`` is its id) or the project (empty)."""

    text: str
    title: str = ""
    about: str = ""
    coder: str = ""


@dataclass(frozen=True)
class Relation:
    """A link that the coder drew between two codings, passages or codes (ids), with its name.

    ``directed`` is False where it says only that the two belong together: nothing leads to anything then.
    """

    source: str
    target: str
    name: str = ""
    directed: bool = True


@dataclass(frozen=True)
class Group:
    """A set or case of the program: its name, its kind in the file's own word, and the documents or codes in it."""

    name: str
    kind: str
    members: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Counted:
    """One line of the ledger: of this kind so many were read, so many kept, so many not, each with its reason."""

    kind: str
    read: int
    kept: int
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def closes(self) -> bool:
        return self.read == self.kept + sum(n for _, n in self.reasons)


@dataclass(frozen=True)
class Project:
    """What a file holds. ``doubts`` are sentences for the person who imports; ``program`` names what wrote the file."""

    program: str
    documents: tuple[Document, ...] = ()
    codes: tuple[Code, ...] = ()
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    relations: tuple[Relation, ...] = ()
    groups: tuple[Group, ...] = ()
    ledger: tuple[Counted, ...] = ()
    doubts: tuple[str, ...] = field(default=())


def records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a table of text as dictionaries; much quicker than `DataFrame.to_dict` for many rows."""
    columns = list(frame.columns)
    return [
        dict(zip(columns, row, strict=True)) for row in zip(*(frame[name].tolist() for name in columns), strict=True)
    ]


def ledger_table(ledger: Iterable[Counted]) -> pd.DataFrame:
    """Return the ledger as a table: a row per kind and reason; ``kept`` is a reason like the others, so sums close."""
    rows = [
        (one.kind, one.read, what, n)
        for one in ledger
        for what, n in (("kept", one.kept), *one.reasons)
        if n or what == "kept"
    ]
    return pd.DataFrame(rows, columns=["kind", "read", "what_became_of_it", "n"])

"""From rows to a project: every reader of exports tells its rows here, and the ledger is kept on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .model import Code, Coding, Counted, Document, Group, Memo, Project, Relation

#: What stands between the names of a path, in the programs that print one.
_BETWEEN = re.compile(r"\s*(?:\\+|->|\s>\s|\u2192)\s*")


def path_of(name: str) -> tuple[str, ...]:
    """Return the place of a code in its tree: ``Barriers\\Trust``, ``Barriers > Trust`` and ``Barriers->Trust``."""
    parts = tuple(" ".join(part.split()) for part in _BETWEEN.split(name.strip(" \\")))
    return tuple(part for part in parts if part) or (name.strip(),)


def number(cell: str) -> int | None:
    """Return a whole number that a cell holds, or None."""
    return int(cell) if re.fullmatch(r"\d{1,9}", cell) else None


@dataclass
class Told:
    """What the rows of exports have told so far. ``kinds`` counts what was read and what became of it."""

    program: str
    documents: dict[str, Document] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    groups: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    _seen: dict[tuple, Counter] = field(default_factory=dict)
    _read: Counter = field(default_factory=Counter)
    _left: dict[str, Counter] = field(default_factory=dict)

    def document(self, name: str, text: str | None = None) -> str:
        """Return the id of a document, which is its name; its text is kept where it comes along."""
        name = " ".join(name.split()) or "document without a name"
        known = self.documents.get(name)
        if known is None or (known.text is None and text is not None):
            self.documents[name] = Document(name, name, text)
        return name

    def code(self, path: Sequence[str], definition: str = "") -> str:
        """Return the id of a code, which is its path; the codes above it are told with it."""
        whole = tuple(path)
        for depth in range(1, len(whole) + 1):
            id_ = " > ".join(whole[:depth])
            self.codes.setdefault(id_, Code(id_, whole[:depth]))
        if definition and not self.codes[id_].definition:
            self.codes[id_] = Code(id_, whole, definition)
        return id_

    def member(self, name: str, kind: str, member: str) -> None:
        """Put a document into a group of the program."""
        members = self.groups.setdefault((kind, name), [])
        if member not in members:
            members.append(member)

    def read(self, kind: str, reason: str = "") -> None:
        """Count one thing of a kind: kept, or not and why."""
        self._read[kind] += 1
        if reason:
            self._left.setdefault(kind, Counter())[reason] += 1

    def coding(self, document: str, code: str, quote: str, place: str = "", **more: str | int | None) -> None:
        """Keep a coding. Without positions its passage is told by place and words; the same row again is not kept, and
        the same code once more on equal words, at another time, stands on another passage of equal words.
        """
        given = {name: value for name, value in more.items() if value not in ("", None)}
        if given.get("start") is None and not given.get("passage"):
            times = self._seen.setdefault((document, place, quote, code, given.get("coder")), Counter())
            times[str(given.get("created", ""))] += 1
            if times[str(given.get("created", ""))] > 1:
                self.read("codings", "the same row twice")
                return
            given["passage"] = f"{place}|{quote}|{len(times)}"
        self.read("codings")
        self.codings.append(Coding(document, code, quote=quote or None, **given))  # type: ignore[arg-type]

    def project(self) -> Project:
        """Return the project, with a ledger whose sums close."""
        for kind, things in (("documents", self.documents), ("codes", self.codes), ("memos", self.memos)):
            self._read[kind] += len(things) - self._read[kind] + sum(self._left.get(kind, Counter()).values())
        return Project(
            self.program,
            tuple(self.documents.values()),
            tuple(self.codes.values()),
            tuple(self.codings),
            tuple(self.memos),
            tuple(self.relations),
            tuple(Group(name, kind, tuple(members)) for (kind, name), members in self.groups.items()),
            tuple(self._ledger()),
            tuple(dict.fromkeys(self.doubts)),
        )

    def _ledger(self) -> Iterable[Counted]:
        for kind in ("rows", "documents", "codes", "codings", "memos", "relations"):
            reasons = self._left.get(kind, Counter())
            if n := self._read[kind]:
                yield Counted(kind, n, n - sum(reasons.values()), tuple(sorted(reasons.items())))


def positions(text: str | None, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """Return start and end in code points of *text* if they cut out *quote* there, as code points or as UTF-16 units.

    Without a text the numbers are believed when they are as long as the quotation. None: they do not fit.
    """
    units = len(quote.encode("utf-16-le")) // 2
    if text is None:
        return (start, end) if end - start in (len(quote), units) or not quote else None
    if not quote or text[start:end] == quote:
        return (start, end) if end <= len(text) else None
    raw = text.encode("utf-16-le")
    if raw[2 * start : 2 * end].decode("utf-16-le", errors="replace") == quote:
        before = len(raw[: 2 * start].decode("utf-16-le", errors="replace"))
        return before, before + len(quote)
    return None

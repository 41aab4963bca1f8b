"""From codings to passages: which codings stand on one stretch of a document, in reading order, with a lasting key.

The key is a digest, so that a newer export finds its passages again, and it says nothing of the words.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .model import Coding, Document, Project


@dataclass
class Passage:
    """A stretch of a document with the codings on it. ``quote`` is its words, empty where the file has none."""

    document: str
    start: int | None
    end: int | None
    quote: str
    codings: list[Coding] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    nth: int = 1

    @property
    def key(self) -> str:
        """What tells the passage from others in later exports: document, positions or, without them, words."""
        where = f"{self.start}-{self.end}" if self.start is not None else f"{self.nth}|{self.quote}"
        return hashlib.sha256(f"{self.document}|{where}".encode()).hexdigest()[:16]

    @property
    def words_key(self) -> str:
        """What is left of the key when positions have moved."""
        return hashlib.sha256(f"{self.document}|{self.quote}".encode()).hexdigest()[:16]

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"letters {self.start} to {self.end}" if self.start is not None else ""


def by_name(documents: Iterable[Document]) -> list[Document]:
    """Return documents by name, numbers in it as numbers: whatever order a file has them in."""
    return sorted(documents, key=lambda one: ([int(p) if p.isdigit() else 0 for p in _parts(one.name)], one.name))


def _parts(name: str) -> list[str]:
    return re.findall(r"\d+|\D+", name)


def passages_of(project: Project, same: float = 1.0) -> tuple[list[Passage], list[Coding]]:
    """Return the passages, document by document in reading order, and the codings that stand on a whole document.

    Where the positions of one document are known throughout, they give the order; else the file does. Passages of
    different coders that share the part *same* of the shorter one are one passage; 1: none but equal ones.
    """
    names = {one.id: one.name for one in project.documents}
    texts = {one.id: one.text for one in project.documents}
    found: dict[tuple, Passage] = {}
    whole: list[Coding] = []
    for coding in project.codings:
        if coding.start is None and (coding.passage == coding.document or not (coding.passage or coding.quote)):
            whole.append(coding)
            continue
        where = (coding.start, coding.end) if coding.start is not None else (coding.passage or coding.quote,)
        key = (coding.document, *where)
        if key not in found:
            text, start, end = texts.get(coding.document), coding.start, coding.end
            quote = coding.quote
            if quote is None:
                quote = text[start:end] if text is not None and start is not None else ""
            name = names.get(coding.document, coding.document)
            found[key] = Passage(name, start, end, " ".join(quote.split()))
        found[key].codings.append(coding)
        found[key].ids |= {one for one in (coding.passage, getattr(coding, "id", "")) if one}
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in found.values():
        by_document[passage.document].append(passage)
    named = {one.name: one.text for one in project.documents}
    ordered: list[Passage] = []
    for document in by_name({Document(name, name) for name in by_document}):
        several = by_document[document.name]
        if all(one.start is not None for one in several):
            several = _joined(sorted(several, key=lambda one: (one.start, one.end)), same, named.get(document.name))
        ordered += several
    times: Counter[tuple[str, str]] = Counter()
    for passage in ordered:
        times[passage.document, passage.quote] += 1
        passage.nth = times[passage.document, passage.quote]
    return ordered, whole


def _joined(several: Sequence[Passage], same: float, text: str | None) -> list[Passage]:
    """Join passages of different coders that share the part *same* of the shorter one; they come by their beginning."""
    found: list[Passage] = []
    for one in several:
        last = found[-1] if found and same < 1 else None
        if last is None or not _alike(last, one, same):
            found.append(one)
            continue
        start, end = min(last.start or 0, one.start or 0), max(last.end or 0, one.end or 0)
        longer = max(last, one, key=lambda passage: len(passage.quote)).quote
        last.quote = " ".join(text[start:end].split()) if text is not None else longer
        last.start, last.end = start, end
        last.codings += one.codings
        last.ids |= one.ids
    return found


def _alike(one: Passage, other: Passage, same: float) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    if {coding.coder for coding in one.codings} & {coding.coder for coding in other.codings}:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and shared >= same * min(one.end - one.start, other.end - other.start)


def ids_for(passages: Sequence[Passage], known: Mapping[str, str], words: Mapping[str, str], prefix: str) -> list[str]:
    """Return the id of each passage: that of an earlier import by its key, or by its words where positions have moved
    (*words*, for those that occurred once); a new one continues the numbers.
    """
    taken = set(known.values())
    numbers = [int(one.rsplit("-", 1)[1]) for one in taken if one.rsplit("-", 1)[-1].isdigit()]
    last = max(numbers, default=0)
    keys = {one.key for one in passages}
    counted = Counter(one.words_key for one in passages)
    here = {known[key] for key in keys if key in known}
    found = []
    for passage in passages:
        id_ = known.get(passage.key, "")
        moved = words.get(passage.words_key, "") if counted[passage.words_key] == 1 else ""
        if not id_ and moved and moved not in here:
            id_ = moved
        if not id_:
            last += 1
            id_ = f"{prefix}-{last:03d}"
        found.append(id_)
    return found

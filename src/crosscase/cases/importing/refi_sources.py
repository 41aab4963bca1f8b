"""The sources of a REFI-QDA project: texts, texts of PDF files and recordings, and the selections on them."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from .archive import Archive
from .markup import Node
from .model import Code, Coding, Document
from .offsets import likely_unit
from .passages import Applied, Selection, settle
from .tally import TWICE, Tally
from .texts import decoded, id_of, when, whole

SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
#: What holds the text of a source that is no text.
HOLDERS = ("Representation", "TextDescription", "Transcript")
#: Selections, and what they are if they select no text.
SELECTIONS = {
    "PlainTextSelection": "",
    "TranscriptSelection": "",
    "PDFSelection": "on a rectangle of a PDF page",
    "PictureSelection": "on a part of a picture",
    "AudioSelection": "on a stretch of a sound recording",
    "VideoSelection": "on a stretch of a video",
}
_MEMO = "on a memo"


def applied(node: Node, coder: str = "", created: str = "", comment: str = "") -> list[Applied]:
    """Return the codes of the codings in an element."""
    return [
        Applied(
            id_of(ref),
            one.get("creatingUser") or coder,
            when(one.get("creationDateTime") or created),
            comment,
            id_of(one.get("guid")),
        )
        for one in node.all("Coding")
        for ref in ([ref.get("targetGUID") for ref in one.all("CodeRef")] or [""])
    ]


@dataclass(slots=True)
class Made:
    """A selection with its element's name, its sync points, and its own words or where they lie, if it has any."""

    tag: str
    one: Selection
    points: tuple[str, str] = ("", "")
    words: str = ""
    path: str = ""


def selection(node: Node) -> Made:
    """Return what an element selects."""
    coder, created = node.get("creatingUser"), node.get("creationDateTime")
    own = node.first("Representation")
    words = own.words("PlainTextContent") if own else ""
    one = Selection(
        id_of(node.get("guid")),
        whole(node.get("startPosition")),
        whole(node.get("endPosition")),
        applied(node, coder, created, node.words("Description")),
        hint=node.get("name"),
    )
    points = (id_of(node.get("fromSyncPoint")), id_of(node.get("toSyncPoint")))
    return Made(node.tag, one, points, words, own.get("plainTextPath") if own else "")


class Sources:
    """Documents and codings of a project, gathered source by source."""

    def __init__(
        self, users: Mapping[str, str], codes: Mapping[str, Code], tally: Tally, archive: Archive | None
    ) -> None:
        self._users, self._codes, self._tally, self._archive = users, codes, tally, archive
        self.documents: list[Document] = []
        self.codings: list[Coding] = []
        #: From the id of a selection to its passage; ids of passages with a coding.
        self.passages: dict[str, str] = {}
        self.taken: set[str] = set()
        self.n_selections = 0
        self.doubts: list[str] = []
        #: Elements with a description, and the document that it is about.
        self.described: list[tuple[Node, str]] = []
        self._ids: set[str] = set()
        self._gathered: list[tuple[Document, list[Selection], bool]] = []

    def add(self, node: Node, attributes: tuple[tuple[str, str], ...]) -> None:
        """Add a source: the document that it is or whose text it holds, and further texts as documents of their own."""
        holders = [node] if node.tag == "TextSource" else node.all(*HOLDERS)
        document = id_of(node.get("guid")) or f"source-{len(self.documents) + 1}"
        name = self._name(node) or document
        self.described.append((node, document))
        first = holders[0] if holders else None
        loose = [] if first is node else node.kept
        self._add_text(document, name, node, first, loose, attributes)
        for number, holder in enumerate(holders[1:], 2):
            self._add_text(
                id_of(holder.get("guid")) or f"{document}-{number}", f"{name} ({number})", holder, holder, [], ()
            )

    def _name(self, node: Node) -> str:
        paths = (node.get("name").strip(), *(node.get(key) for key in ("plainTextPath", "path", "richTextPath")))
        return next(
            (PurePosixPath(path.replace("\\", "/")).name if n else path for n, path in enumerate(paths) if path), ""
        )

    def _add_text(
        self,
        document: str,
        name: str,
        node: Node,
        holder: Node | None,
        loose: list[Made],
        attributes: tuple[tuple[str, str], ...],
    ) -> None:
        self._tally.read("documents")
        if document in self._ids:
            self._tally.leave("documents", TWICE)
            self._leave_all([*(holder.kept if holder else []), *loose], "of a document with the id of another one")
            self._tally.leave("codings", "of a document with the id of another one", len(applied(node)))
            self._tally.leave("values of attributes", "of a document with the id of another one", len(attributes))
            return
        self._ids.add(document)
        content = self._content(holder) if holder else None
        text = None if content is None else decoded(content)
        if content is not None and text is None:
            self.doubts.append(f"document '{name}': its text is neither UTF-8 nor UTF-16 and was not read")
        points = (
            {id_of(one.get("guid")): whole(one.get("position")) for one in holder.all("SyncPoint")} if holder else {}
        )
        selections = []
        for made in [*(holder.kept if holder else []), *loose]:
            if kept := self._selection(made):
                if made.tag == "TranscriptSelection":
                    kept.start, kept.end = (points.get(point) for point in made.points)
                selections.append(kept)
        if codes := applied(node, node.get("creatingUser")):
            selections.append(Selection(document, None, None, codes, whole=True, text=False))
        if text is None and any(one.text for one in selections):
            self.doubts.append(f"document '{name}': no text of it is in the file, so its codings have no positions")
        marked = content is not None and content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._gathered.append((Document(document, name, text, attributes), selections, marked))

    def finish(self) -> None:
        """Settle the positions: what all texts say about the unit helps those in which little was coded."""
        texts = [
            (document.text, [(one.start, one.end) for one in selections if one.text], marked)
            for document, selections, marked in self._gathered
            if document.text is not None
        ]
        likely = likely_unit(texts)
        for document, selections, marked in self._gathered:
            self._settle(document, selections, marked, likely)
        self._gathered.clear()

    def _settle(self, document: Document, selections: list[Selection], marked: bool, likely: str) -> None:
        for one in selections:
            for code in one.codes:
                code.coder = self._users.get(id_of(code.coder), code.coder)
        done = settle(document, selections, self._codes, self._tally, marked=marked, likely=likely)
        self.documents.append(done.document)
        self.codings += done.codings
        self.passages.update(done.passages)
        self.taken |= {one.passage for one in done.codings}
        self.n_selections += done.n_selections
        self.doubts += done.doubts

    def _selection(self, made: Made) -> Selection | None:
        """Return a selection that is used: of text, or one that brings its own words."""
        why, one = SELECTIONS[made.tag], made.one
        if not why:
            return one
        words = made.words
        if made.path and not words and self._archive and (content := self._archive.text(made.path)) is not None:
            words = decoded(content) or ""
        if words:
            one.quote, one.text = words, False
            return one
        self._leave(one, why)
        return None

    def _leave(self, one: Selection, why: str) -> None:
        self._tally.leave("selections", why)
        self._tally.leave("codings", why, len(one.codes))

    def _leave_all(self, kept: list[Made], why: str) -> None:
        for made in kept:
            self._leave(made.one, why)

    def leave_notes(self, node: Node) -> None:
        """Count what was coded in a memo: memos are no documents."""
        self._leave_all(node.kept, _MEMO)
        self._tally.leave("codings", _MEMO, len(applied(node)))

    def _content(self, holder: Node) -> bytes | None:
        if (own := holder.first("PlainTextContent")) is not None:
            return "".join(own.text).encode("utf-8")
        path = holder.get("plainTextPath")
        return self._archive.text(path) if path and self._archive else None

    def words(self, node: Node) -> str:
        """Return the text of a memo, empty where the file holds none."""
        content = self._content(node)
        text = decoded(content) if content is not None else None
        return (text or node.words("Description")).strip()

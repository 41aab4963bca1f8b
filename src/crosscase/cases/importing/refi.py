"""REFI-QDA: projects (.qdpx) and codebooks (.qdc) as NVivo, ATLAS.ti, MAXQDA, QualCoder, Dedoose, Taguette and others
write them. Elements are known by name, whatever the namespace; codes by their ids, since names repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from . import markup, refi_sources
from .archive import Archive
from .markup import Node
from .model import Code, Group, Memo, Project, Relation
from .refi_sources import SELECTIONS, Sources
from .refusals import MOST_CODINGS, refused
from .tally import TWICE, Tally
from .texts import id_of

#: Elements that are read, and whether their text matters.
_KNOWN = {
    **dict.fromkeys(("Description", "PlainTextContent", "TextValue", "BooleanValue", "IntegerValue"), True),
    **dict.fromkeys(("FloatValue", "DateValue", "DateTimeValue"), True),
    **dict.fromkeys(("Project", "Users", "User", "CodeBook", "Codes", "Code", "Sets", "Set", "MemberCode"), False),
    **dict.fromkeys(("MemberSource", "MemberNote", "Variables", "Variable", "Cases", "Case", "VariableValue"), False),
    **dict.fromkeys(
        ("VariableRef", "SourceRef", "SelectionRef", "CodeRef", "NoteRef", "Coding", "Notes", "Note"), False
    ),
    **dict.fromkeys(("Sources", *refi_sources.SOURCES, *refi_sources.HOLDERS, "SyncPoint", *SELECTIONS), False),
    **dict.fromkeys(("Links", "Link", "Graphs", "Graph"), False),
}
_ATTRIBUTES = frozenset(
    (
        *("guid", "name", "isCodable", "targetGUID", "originGUID", "direction", "id", "origin", "basePath"),
        *("plainTextPath", "richTextPath", "path", "currentPath", "startPosition", "endPosition", "fromSyncPoint"),
        *("toSyncPoint", "position", "creatingUser", "creationDateTime"),
    )
)
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_NOT_REFI = "it is XML, but no project or codebook of REFI-QDA"
_EXPORT = "export the project as REFI-QDA (.qdpx), or the codebook as REFI-QDA codebook (.qdc)"


@dataclass
class _Found:
    """What is gathered on the way through a file."""

    tally: Tally = field(default_factory=Tally)
    doubts: list[str] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    #: Which notes hang where: (id of the note, id of what it is about), the latter as the file has it.
    noted: list[tuple[str, str]] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)


def read_project(archive: Archive) -> Project:
    """Return what a .qdpx file holds."""
    return _read(archive.chunks(), archive.name, archive)


def read_xml(chunks: Iterable[bytes], name: str) -> Project:
    """Return what a .qdc file (or a .qde file without its texts) holds."""
    return _read(chunks, name, None)


def _read(chunks: Iterable[bytes], name: str, archive: Archive | None) -> Project:
    found = _Found()
    root, unknown = markup.read(chunks, name, _KNOWN, _ATTRIBUTES, _taker(name, found))
    if root.tag not in ("Project", "CodeBook"):
        raise refused(name, _NOT_REFI, _EXPORT)
    for node in _under(root, "Users", "User"):
        found.users[id_of(node.get("guid"))] = node.get("name") or node.get("id")
    for node in _under(root, "Variables", "Variable"):
        found.variables[id_of(node.get("guid"))] = node.get("name")
    book = root if root.tag == "CodeBook" else root.first("CodeBook")
    for node in _under(book, "Codes", "Code"):
        _codes(node, (), found)
    sources = Sources(found.users, found.codes, found.tally, archive)
    for node in _under(root, "Sources", *refi_sources.SOURCES):
        attributes = _attributes(node, found)
        sources.add(node, attributes)
        found.noted += [(id_of(ref.get("targetGUID")), id_of(node.get("guid"))) for ref in node.all("NoteRef")]
    sources.finish()
    _descriptions(root, found, sources)
    _notes(root, found, sources)
    groups = _groups(root, book, found, sources)
    relations = _relations(root, found, sources)
    graphs = _under(root, "Graphs", "Graph")
    found.tally.read("drawings", len(graphs))
    found.tally.leave("drawings", "pictures of codes, not read", len(graphs))
    if unknown:
        names = ", ".join(f"{tag} ({n})" for tag, n in sorted(unknown.items())[:8])
        found.doubts.append(f"elements that are not part of REFI-QDA were passed over: {names}")
    project = Project(
        root.get("origin") or "REFI-QDA",
        tuple(sources.documents),
        tuple(found.codes.values()),
        tuple(sources.codings),
        tuple(found.memos),
        tuple(relations),
        tuple(groups),
        doubts=(*found.doubts, *sources.doubts),
    )
    return found.tally.closed(project, sources.n_selections)


def _taker(name: str, found: _Found) -> Callable[[Node, Node], bool]:
    """Return what makes selections of elements as soon as they end, so that no tree of them stands in memory."""
    n_codings = 0

    def taken(node: Node, above: Node) -> bool:
        nonlocal n_codings
        if node.tag == "Coding":
            n = max(1, len(node.all("CodeRef")))
            found.tally.read("codings", n)
            n_codings += n
            if n_codings > MOST_CODINGS:
                raise refused(name, f"it holds more than {MOST_CODINGS:,} codings, more than this import takes")
        if node.tag not in SELECTIONS:
            return False
        found.tally.read("selections")
        guid = id_of(node.get("guid"))
        refs = [(ref, guid) for ref in node.all("NoteRef")]
        refs += [(ref, guid) for coding in node.all("Coding") for ref in coding.all("NoteRef")]
        found.noted += [(id_of(ref.get("targetGUID")), about) for ref, about in refs]
        made = refi_sources.selection(node)
        if own := node.first("Representation"):
            # The words of a rectangle may be selected once more: it is one selection.
            for inner in own.kept:
                made.one.codes += inner.one.codes
                found.tally.leave("selections", "joined with another one of the same words")
        above.kept.append(made)
        return True

    return taken


def _under(node: Node | None, folder: str, *tags: str) -> list[Node]:
    return [one for part in node.all(folder) for one in part.all(*tags)] if node else []


def _codes(node: Node, above: tuple[str, ...], found: _Found) -> None:
    found.tally.read("codes")
    guid = id_of(node.get("guid"))
    name = node.get("name").strip() or "(without a name)"
    path = (*above, name)
    if not guid:
        found.tally.leave("codes", "without an id")
    elif guid in found.codes:
        found.tally.leave("codes", TWICE)
    else:
        codable = node.get("isCodable").strip().casefold() not in ("false", "0")
        found.codes[guid] = Code(guid, path, node.words("Description"), codable)
        found.noted += [(id_of(ref.get("targetGUID")), guid) for ref in node.all("NoteRef")]
    for one in node.all("Code"):
        _codes(one, path, found)


def _attributes(node: Node, found: _Found) -> tuple[tuple[str, str], ...]:
    """Return the variables of a source or case with their values, empty ones left out."""
    out = []
    for one in node.all("VariableValue"):
        ref = one.first("VariableRef")
        guid = id_of(ref.get("targetGUID")) if ref else ""
        value = next((words for tag in _VALUES if (words := one.words(tag))), "")
        found.tally.read("values of attributes")
        if value:
            out.append((found.variables.get(guid, guid), value))
        else:
            found.tally.leave("values of attributes", "empty")
    return tuple(out)


def _descriptions(root: Node, found: _Found, sources: Sources) -> None:
    """Make memos of what was written about the project and about documents."""
    for node, about in [(root, ""), *((node, document) for node, document in sources.described)]:
        if words := node.words("Description"):
            found.tally.read("memos")
            found.memos.append(Memo(words, "", about, found.users.get(id_of(node.get("creatingUser")), "")))


def _notes(root: Node, found: _Found, sources: Sources) -> None:
    """Make a memo of every note, at each place where it hangs."""
    for node in root.all("NoteRef"):
        found.noted.append((id_of(node.get("targetGUID")), ""))
    places: dict[str, list[str]] = {}
    for note, about in found.noted:
        places.setdefault(note, []).append(about)
    known = {*found.codes, *(document.id for document in sources.documents)}
    for node in _under(root, "Notes", "Note"):
        guid = id_of(node.get("guid"))
        text = sources.words(node)
        title = node.get("name").strip()
        coder = found.users.get(id_of(node.get("creatingUser")), "")
        for about in places.pop(guid, [""]):
            found.tally.read("memos")
            about = sources.passages.get(about, about)
            if not text:
                found.tally.leave("memos", "empty, or its text is not in the file")
            elif about and about not in known and about not in sources.taken:
                found.tally.leave("memos", "about something that is not used")
            else:
                found.memos.append(Memo(text, title, about, coder))
        sources.leave_notes(node)
    for left in places.values():
        found.tally.read("memos", len(left))
        found.tally.leave("memos", "named, but not in the file", len(left))


def _groups(root: Node, book: Node | None, found: _Found, sources: Sources) -> list[Group]:
    documents = {document.id for document in sources.documents}
    sets = list(dict.fromkeys([*_under(root, "Sets", "Set"), *_under(book, "Sets", "Set")]))
    groups = []
    for node in [*sets, *_under(root, "Cases", "Case")]:
        found.tally.read("groups")
        members: list[str] = []
        lost: Counter[str] = Counter()
        refs = node.all("MemberCode", "MemberSource", "MemberNote", "SourceRef", "CodeRef", "SelectionRef")
        for ref in refs:
            guid = id_of(ref.get("targetGUID", "guid"))
            if guid in documents or guid in found.codes:
                members.append(guid)
            else:
                what = {"MemberNote": "a memo", "SelectionRef": "a passage"}.get(ref.tag, "not in the file")
                lost[what] += 1
        found.tally.read("members", len(refs))
        for why, n in lost.items():
            found.tally.leave("members", why, n)
        if words := node.words("Description"):
            found.tally.read("memos")
            found.memos.append(Memo(words, f"{node.tag.lower()}: {node.get('name')}", ""))
        groups.append(Group(node.get("name"), node.tag, tuple(members), _attributes(node, found)))
    return groups


def _relations(root: Node, found: _Found, sources: Sources) -> list[Relation]:
    ends = {one.id for one in sources.codings if one.id} | set(found.codes)
    relations = []
    for node in _under(root, "Links", "Link"):
        found.tally.read("relations")
        origin, target = (id_of(node.get(name)) for name in ("originGUID", "targetGUID"))
        origin, target = (sources.passages.get(one, one) for one in (origin, target))
        if all(one in ends or one in sources.taken for one in (origin, target)):
            directed = node.get("direction").casefold() not in ("associative", "bidirectional")
            relations.append(Relation(origin, target, node.get("name"), directed))
        else:
            found.tally.leave("relations", "between something else than passages and codes that are used")
    return relations

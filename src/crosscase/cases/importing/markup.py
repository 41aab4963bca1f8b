"""XML read piece by piece into small nodes, with nothing that a document could make the reader do.

A document type is refused as soon as it begins, and with it every entity: no bomb, no file from elsewhere. Depth,
number and size of elements are bounded, since a file may be made to fill memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from xml.parsers import expat

from .refusals import MOST_TEXT, refused

_MOST_DEPTH = 100
_MOST_NODES = 1_500_000
#: Nodes kept at once; selections are handed on as soon as they end.
_MOST_KEPT = 200_000
#: Bytes of one tag with its attributes.
_MOST_TAG = 1_000_000


class Node:
    """An element: its name and its attributes, both without namespace, its elements, its text."""

    __slots__ = ("tag", "attributes", "nodes", "text", "kept")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.nodes: list[Node] = []
        self.text: list[str] = []
        #: What a selection became: a list of whatever the reader made of it.
        self.kept: list[Any] = []

    def all(self, *tags: str) -> list[Node]:
        return [node for node in self.nodes if node.tag in tags]

    def first(self, tag: str) -> Node | None:
        return next((node for node in self.nodes if node.tag == tag), None)

    def get(self, *names: str) -> str:
        """Return the first of these attributes that is there, empty where none is."""
        return next((self.attributes[name] for name in names if name in self.attributes), "")

    def words(self, tag: str) -> str:
        """Return the text of the first element of this name, empty where there is none."""
        node = self.first(tag)
        return "".join(node.text).strip() if node else ""


def local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    def __init__(
        self, name: str, known: Mapping[str, bool], attributes: Collection[str], taken: Callable[[Node, Node], bool]
    ) -> None:
        self.name = name
        self.known = known
        self.attributes = attributes
        self.taken = taken
        self.root: Node | None = None
        self.stack: list[Node | None] = []
        self.unknown: Counter[str] = Counter()
        self.n_nodes = self.n_kept = self.n_letters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.n_nodes += 1
        if self.n_nodes > _MOST_NODES or self.n_kept > _MOST_KEPT or len(self.stack) >= _MOST_DEPTH:
            raise refused(self.name, "it holds more elements, or deeper ones, than a project of interviews has")
        tag = local(tag)
        above = self.stack[-1] if self.stack else None
        if self.stack and (above is None or tag not in self.known):
            if above is not None:
                self.unknown[tag] += 1
            self.stack.append(None)
            return
        node = Node(tag, {key: value for name, value in attributes.items() if (key := local(name)) in self.attributes})
        self.root = self.root or node
        self.n_kept += 1
        self.stack.append(node)

    def end(self, tag: str) -> None:
        node = self.stack.pop()
        above = self.stack[-1] if self.stack else None
        if node is None or above is None:
            return
        if self.taken(node, above):
            self.n_kept -= 1 + _size(node)
        else:
            above.nodes.append(node)

    def data(self, text: str) -> None:
        if self.stack and (node := self.stack[-1]) is not None and self.known.get(node.tag):
            self.n_letters += len(text)
            if self.n_letters > MOST_TEXT:
                raise refused(self.name, "its texts are larger than this import takes")
            node.text.append(text)

    def refuse(self, *_: object) -> None:
        message = "it brings a document type (DOCTYPE) or entities of its own, which no project needs"
        raise refused(self.name, message)


def _size(node: Node) -> int:
    return sum(1 + _size(one) for one in node.nodes)


def read(
    chunks: Iterable[bytes],
    name: str,
    known: Mapping[str, bool],
    attributes: Collection[str],
    taken: Callable[[Node, Node], bool],
) -> tuple[Node, Counter[str]]:
    """Return the root, and how many elements of names that are not *known* were passed over.

    *known* says of each element whether its text matters; of its attributes only these *attributes* are kept. *taken*
    is asked at the end of each element, with the one above it, whether it was dealt with and need not be kept.
    """
    reader = _Reader(name, known, attributes, taken)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    for handler in ("StartDoctypeDecl", "EntityDecl", "UnparsedEntityDecl", "ExternalEntityRef", "SkippedEntity"):
        setattr(parser, f"{handler}Handler", reader.refuse)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _MOST_TAG:
                raise refused(name, "a tag in it is longer than a megabyte")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = expat.errors.messages.get(error.code, "damaged")
        message = f"its XML is damaged at line {error.lineno}, sign {error.offset + 1} ({what})"
        raise refused(name, message) from error
    except (LookupError, ValueError) as error:
        raise refused(name, "its XML is written in an encoding that cannot be read") from error
    if reader.root is None:
        raise refused(name, "it holds no element")
    return reader.root, reader.unknown

"""SVG and Word: the elements of a drawing, the paragraphs and parts of a document."""

from __future__ import annotations

import io as memory
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from .found import Broken, Found
from .pictures import picture

#: Points by which a place in a drawing may differ: a fifth of the thinnest line.
PLACE = 0.1
#: Attributes that hold places; a colour is no number.
_PLACES = frozenset("d x y x1 x2 y1 y2 cx cy r width height points transform viewBox".split())
_NUMBERS = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NAMED = re.compile(r"#([\w:.-]+)")


def _tree(content: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError) as error:
        raise Broken(f"no XML: {error}") from None


def drawing(found: Found, committed: bytes, made: bytes, where: str = "") -> None:
    """Compare two SVG, or any two XML documents, element by element.

    Ids that parts of the drawing refer to are compared by where they stand: matplotlib makes them from the numbers of a
    path, so that another machine may call them otherwise.
    """
    old, new = _tree(committed), _tree(made)
    names = {key: _ids(tree) for key, tree in (("old", old), ("new", new))}
    place = where or "the drawing"
    for number, (a, b) in enumerate(zip(old.iter(), new.iter(), strict=False), 1):
        told = f"{place}, element {number} ({_word(a)})"
        if a.tag != b.tag or set(a.attrib) != set(b.attrib) or len(a) != len(b):
            found.differs(f"{told}: committed {_sketch(a)}, made {_sketch(b)}")
            return
        for key in a.attrib:
            _attribute(found, _named(a, key, names["old"]), _named(b, key, names["new"]), key, f"{told}, {key}")
        for part in ("text", "tail"):
            found.text((getattr(a, part) or "").strip(), (getattr(b, part) or "").strip(), told)


def _ids(tree: ElementTree.Element) -> dict[str, str]:
    """Return a name for each id that the drawing itself refers to, by its place among all."""
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    used = {name for element in tree.iter() for value in element.attrib.values() for name in _NAMED.findall(value)}
    return {name: f"id-{number}" for number, name in enumerate(dict.fromkeys(ids), 1) if name in used}


def _named(element: ElementTree.Element, key: str, names: dict[str, str]) -> str:
    """Return an attribute in which such ids are called by their place."""
    value = element.attrib[key]
    if key == "id":
        return names.get(value, value)
    return _NAMED.sub(lambda match: f"#{names.get(match[1], match[1])}", value)


def _attribute(found: Found, committed: str, made: str, key: str, where: str) -> None:
    if key not in _PLACES:
        found.text(committed, made, where)
        return
    if _NUMBERS.sub("0", committed).split() != _NUMBERS.sub("0", made).split():
        found.text(committed, made, where)
        return
    for a, b in zip(_NUMBERS.findall(committed), _NUMBERS.findall(made), strict=True):
        found.number(float(a), float(b), where, absolute=PLACE)


def _word(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _sketch(element: ElementTree.Element) -> str:
    return f"<{_word(element)}> with {len(element)} parts and {', '.join(sorted(element.attrib)) or 'nothing said'}"


# --- Word -------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(found: Found, committed: bytes, made: bytes) -> None:
    """Compare two DOCX part by part: the text by paragraphs first, then the whole XML, pictures as pictures."""
    old, new = _parts(committed), _parts(made)
    for name in sorted(set(old) ^ set(new)):
        found.differs(f"part {name} is {'missing' if name in old else 'not committed'}")
    for name in sorted(set(old) & set(new), key=lambda part: (part != "word/document.xml", part)):
        if old[name] == new[name]:
            continue
        if name.endswith(".png"):
            picture(found, old[name], new[name], f"part {name}")
        elif name.endswith((".xml", ".rels")):
            so_far = len(found.different), len(found.close)
            _paragraphs(found, old[name], new[name], name)
            if so_far == (len(found.different), len(found.close)):
                drawing(found, old[name], new[name], f"part {name}")
        else:
            found.differs(f"part {name} holds other bytes")


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(memory.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception as error:  # the library raises what it meets: BadZipFile, zlib.error, EOFError, struct.error ...
        raise Broken(f"no Word document: {error}") from None


def _paragraphs(found: Found, committed: bytes, made: bytes, part: str) -> None:
    old, new = (list(_texts(_tree(one))) for one in (committed, made))
    for number, (a, b) in enumerate(zip(old, new, strict=False), 1):
        found.text(a, b, f"part {part}, paragraph {number}")
    if len(old) != len(new):
        found.differs(f"part {part}: {len(old)} paragraphs are committed, {len(new)} made")


def _texts(tree: ElementTree.Element) -> Iterator[str]:
    for paragraph in tree.iter(f"{_W}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))

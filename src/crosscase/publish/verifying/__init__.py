"""Two copies of an output compared: the same bytes, the same numbers and pictures, or what differs and by how much.

Pure functions on bytes: a file as committed, and the same file as this machine made it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from . import markup, pictures, values
from .found import Broken, Difference, Found, byte_place, lines

__all__ = ["Difference", "compare"]


def _text(found: Found, committed: bytes, made: bytes) -> None:
    lines(found, values.decoded(committed).splitlines(), values.decoded(made).splitlines())


def _json(found: Found, committed: bytes, made: bytes) -> None:
    values.values(found, values.parsed(committed), values.parsed(made))


def _notebook(found: Found, committed: bytes, made: bytes) -> None:
    values.notebook(found, values.parsed(committed), values.parsed(made))


#: How a kind of file is compared; every other one as text.
_BY_ENDING: dict[str, Callable[[Found, bytes, bytes], None]] = {
    ".csv": values.table,
    ".json": _json,
    ".ipynb": _notebook,
    ".svg": markup.drawing,
    ".pdf": pictures.pdf,
    ".png": pictures.picture,
    ".docx": markup.word,
}
#: Pictures in dots: they hold dots and no numbers to compare.
_DOTS = (".pdf", ".png")


def compare(name: str, committed: bytes | None, made: bytes | None) -> Difference:
    """Return how a file that was *made* differs from the *committed* one; None where there is none.

    *name* decides by its ending how the two are compared: tables, JSON and notebooks by cells, SVG by its elements, PDF
    and PNG as pictures, Word by its parts, everything else by lines.
    """
    if committed is None and made is None:
        raise ValueError(f"there is nothing to compare of {name}")
    if made is None:
        return Difference(name, "missing", "committed, and not there")
    if committed is None:
        return Difference(name, "extra", "there, and not committed")
    ending = PurePosixPath(name).suffix.lower()
    if committed == made:
        dots = ending in _DOTS
        return Difference(name, "equal", largest=None if dots else 0.0, pixels=0.0 if dots else None)
    found = Found()
    try:
        _BY_ENDING.get(ending, _text)(found, committed, made)
    except Broken as error:
        place = byte_place(committed, made)
        return Difference(name, "different", f"differs from {place} on and cannot be read ({error})")
    return found.verdict(name, committed, made)

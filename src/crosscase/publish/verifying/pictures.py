"""Pictures in dots and pages of a PDF: dot by dot, with room for how another machine smooths an edge."""

from __future__ import annotations

import io as memory
from typing import TYPE_CHECKING

from .found import Broken, Found, lines

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

#: A dot may be as light or dark as those next to it, and this much (of 255) more: the edge of a letter that is smoothed
#: otherwise, or stands half a dot beside its place. A stroke that is new, gone or a dot thicker is beyond it.
SHADE = 24
#: Dots per inch at which a page of a PDF is looked at: a letter of 7 pt is 20 dots high.
DPI = 200


def picture(found: Found, committed: bytes, made: bytes, where: str = "") -> None:
    """Compare two PNG."""
    old, new = _opened(committed), _opened(made)
    _dots(found, [(old, new)], [where], old.info.get("dpi", (0, 0))[0])


def _opened(content: bytes) -> Image:
    from PIL import Image

    try:
        image = Image.open(memory.BytesIO(content))
        image.load()
    except Exception as error:  # the library raises what it meets: OSError, SyntaxError, zlib.error, struct.error ...
        raise Broken(f"no picture: {type(error).__name__}") from None
    flat = image.convert("RGBA")
    flat.info["dpi"] = image.info.get("dpi", (0, 0))
    return flat


def pdf(found: Found, committed: bytes, made: bytes) -> None:
    """Compare two PDF: number and size of their pages, their text, and each page as a picture."""
    (old, old_text), (new, new_text) = _pages(committed), _pages(made)
    if len(old) != len(new):
        found.differs(f"{len(old)} pages are committed, {len(new)} made")
    for number, (before, after) in enumerate(zip(old_text, new_text, strict=False), 1):
        lines(found, before.splitlines(), after.splitlines(), f"page {number}, text")
    both = list(zip(old, new, strict=False))
    _dots(found, both, [f"page {n}" for n in range(1, len(both) + 1)], DPI)


def _pages(content: bytes) -> tuple[list[Image], list[str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        try:
            pages = [document[number] for number in range(len(document))]
            drawn = [page.render(scale=DPI / 72, fill_color=(255, 255, 255, 255)).to_pil() for page in pages]
            return [one.convert("RGBA") for one in drawn], [page.get_textpage().get_text_bounded() for page in pages]
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Broken(f"no PDF: {error}") from None


def _dots(found: Found, both: list[tuple[Image, Image]], where: list[str], dpi: float) -> None:
    """Compare pairs of pictures; the share of dots that differ is of all of them together."""
    import numpy as np

    apart = total = 0
    for (old, new), place in zip(both, where, strict=True):
        before = f"{place}, " if place else ""
        if old.size != new.size:
            found.differs(f"{before}{_size(old)} dots are committed, {_size(new)} made")
            continue
        a, b = np.asarray(old), np.asarray(new)
        other = (a != b).any(axis=-1)
        apart, total = apart + int(other.sum()), total + other.size
        if not other.any():
            continue
        seen = _beyond(old, b) | _beyond(new, a)
        shown = seen if seen.any() else other
        share = f"{other.mean():.4%} of the dots differ"
        told = f"{before}{_region(shown, dpi)}: {share}{'' if seen.any() else ', none so that it is seen'}"
        (found.different if seen.any() else found.close).append(told)
    if total:
        found.pixels = max(found.pixels or 0.0, apart / total)


def _beyond(image: Image, dots: np.ndarray) -> np.ndarray:
    """Return which dots are lighter or darker than every neighbour of their place in an image, by more than `SHADE`."""
    import numpy as np
    from PIL import ImageFilter

    darkest = np.asarray(image.filter(ImageFilter.MinFilter(3))).astype(np.int16)
    lightest = np.asarray(image.filter(ImageFilter.MaxFilter(3))).astype(np.int16)
    there = dots.astype(np.int16)
    return np.any((there < darkest - SHADE) | (there > lightest + SHADE), axis=-1)


def _region(marked: np.ndarray, dpi: float) -> str:
    """Return where dots are marked: in mm from the left and from the top, in dots where the resolution is not known."""
    import numpy as np

    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    scale, unit = (25.4 / dpi, "mm") if dpi > 1 else (1.0, "dots")
    spans = [f"{side[0] * scale:.0f} to {(side[-1] + 1) * scale:.0f} {unit}" for side in (columns, rows)]
    return f"{spans[0]} from the left and {spans[1]} from the top"


def _size(image: Image) -> str:
    return f"{image.size[0]} × {image.size[1]}"

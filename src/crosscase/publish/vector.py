"""A page as SVG and PDF: the same bytes on every run, and no more of them than the picture needs."""

from __future__ import annotations

import hashlib
import io as memory
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from .selectable import described, lines_set

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What a format says of the time and the program that made it.
_ABOUT = {"svg": ("Date", "Creator"), "pdf": ("CreationDate", "Creator", "Producer")}
#: Tables of a font by which a program sets type. In a PDF the type is set: each glyph stands at its place.
_SETTING = ("GDEF", "GPOS", "GSUB", "MATH", "kern")
#: Characters that figures are mostly written with: Latin letters of Europe, Greek ones, punctuation, arrows and signs.
_USUAL = [
    *range(0x20, 0x180),
    *range(0x370, 0x400),
    *range(0x2010, 0x2040),
    *range(0x2190, 0x2200),
    *range(0x2200, 0x2270),
]
#: How often a font was embedded in this process.
_met: dict[Any, int] = {}
#: Met more often, a font is made small, which takes as long as is saved in about as many uses.
_FEW = 5

#: An element that matplotlib names itself: p(ath to clip by), m(ark), h(atch).
_NAMED = re.compile(r' id="([mph][0-9a-f]{10})"')


def drawn(page: Figure, name: str, *, title: str, description: str) -> dict[str, bytes]:
    """Return a page as ``svg`` and ``pdf``; *name* decides the ids in the SVG, which tells *title* and *description*.

    The SVG holds its text as text (`selectable`), the PDF with the typeface.
    """
    from .style import plain

    pdf = as_pdf(page)
    with plain({"svg.hashsalt": name, "svg.fonttype": "none"}):
        svg = numbered(compact(lines_set(_saved(page, "svg").decode("utf-8"))), name)
    return {"svg": described(svg, name, title, description).encode("utf-8"), "pdf": pdf}


def as_pdf(page: Figure) -> bytes:
    """Return a page as PDF, its fonts embedded as TrueType."""
    from .style import plain

    with plain({"pdf.fonttype": 42}), _fonts_of_outlines():
        return _saved(page, "pdf")


def _saved(page: Figure, ending: str) -> bytes:
    buffer = memory.BytesIO()
    page.savefig(buffer, format=ending, dpi=600, metadata=dict.fromkeys(_ABOUT[ending]))
    return buffer.getvalue()


@contextmanager
def _fonts_of_outlines() -> Iterator[None]:
    """Embed fonts by `_subset`: in less time, and with what is seen as it is."""
    from matplotlib.backends import _backend_pdf_ps

    whole = _backend_pdf_ps.get_glyphs_subset
    _backend_pdf_ps.get_glyphs_subset = lambda file, glyphs: _subset(whole, file, glyphs)  # type: ignore[assignment]
    try:
        yield
    finally:
        _backend_pdf_ps.get_glyphs_subset = whole


def _subset(whole: Callable[..., Any], file: Any, glyphs: Collection[int]) -> Any:
    """Return what matplotlib's *whole* returns for a font and some of its glyphs, by their numbers; the same bytes.

    A program that sets type needs more tables of a font than a page whose type is set: fontTools spends most of its
    time on those, so they go first. Where a process draws many figures, glyphs are taken, after some time, from a small
    font that holds what figures are written with.
    """
    _met[file] = _met.get(file, 0) + 1
    small, number = _small(whole, file) if _met[file] > _FEW else (b"", {})
    if not number.keys() >= set(glyphs):
        with _loaded_as(_without_setting):
            return whole(file, glyphs)
    with _loaded_as(lambda load, _, *options: load(memory.BytesIO(small), *options)):
        made = whole(file, {number[glyph] for glyph in glyphs})

    @contextmanager
    def found() -> Iterator[Any]:
        with made as subset:
            places = {glyph: subset.glyph_index_map[number[glyph]] for glyph in glyphs}
            yield subset._replace(glyph_index_map=places)

    return found()


@cache
def _small(whole: Callable[..., Any], file: Any) -> tuple[bytes, dict[int, int]]:
    """Return a font of the characters that figures are mostly written with, and the number there of each glyph."""
    from matplotlib.font_manager import get_font

    known = get_font(file).get_charmap()
    with _loaded_as(_without_setting), whole(file, {known[one] for one in _USUAL if one in known}) as subset:
        buffer = memory.BytesIO()
        subset.font.save(buffer, reorderTables=False)
        return buffer.getvalue(), dict(subset.glyph_index_map)


def _without_setting(load: Callable[..., Any], *about: Any) -> Any:
    font = load(*about)
    for table in _SETTING:
        if table in font:
            del font[table]
    return font


@contextmanager
def _loaded_as(reading: Callable[..., Any]) -> Iterator[None]:
    """Let fontTools load a font by *reading*, which is given what loads otherwise."""
    from fontTools import subset

    load = subset.load_font
    subset.load_font = lambda *about: reading(load, *about)
    try:
        yield
    finally:
        subset.load_font = load


def compact(svg: str) -> str:
    """Return an SVG of matplotlib's with the same picture in fewer bytes.

    Places are kept to a hundredth of a point (a third of a dot at 2,400 dpi), and white space between elements goes.
    """
    text = re.sub(r"(?m)^ +", "", svg)
    return re.sub(r"<[^>]*>", lambda tag: _compact_tag(tag[0]), text)


def numbered(svg: str, name: str) -> str:
    """Return an SVG whose clips, marks and hatches are numbered in the order in which they stand.

    matplotlib names them by a hash of their places to the last bit, and that bit hangs on the Python and the C library
    that computed it. Two figures in one page share no name, for each ends with a hash of the figure's.
    """
    own = hashlib.sha256(name.encode("utf-8")).hexdigest()[:6]
    met: dict[str, str] = {}
    for told in _NAMED.finditer(svg):
        met.setdefault(told[1], f"{told[1][0]}{len(met) + 1}-{own}")
    return re.sub(r"\b[mph][0-9a-f]{10}\b", lambda told: met.get(told[0], told[0]), svg)


def _compact_tag(tag: str) -> str:
    tag = re.sub(r' d="([^"]*)"', _path, tag)
    return re.sub(r' [xy]="[^"]*"|(?:translate|rotate)\([^)]*\)', lambda place: _rounded(place[0]), tag)


def _path(path: re.Match[str]) -> str:
    return ' d="{}"'.format(re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(_rounded(path[1]).split())))


def _rounded(numbers: str) -> str:
    return re.sub(r"-?\d+\.\d{3,}", _hundredth, numbers)


def _hundredth(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # + 0.0: never -0

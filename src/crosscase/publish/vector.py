"""A page as SVG and PDF: the same bytes on every run, and no more of them than the picture needs."""

from __future__ import annotations

import io as memory
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What a format says of the time and the program that made it.
_ABOUT = {"svg": ("Date", "Creator"), "pdf": ("CreationDate", "Creator", "Producer")}
#: Tables of a font by which a program sets type. In a PDF the type is set: each glyph stands at its place.
_SETTING = ("GDEF", "GPOS", "GSUB", "MATH", "kern")


def drawn(page: Figure, name: str) -> dict[str, bytes]:
    """Return a page as ``svg`` and ``pdf``; *name* decides the ids of shapes that an SVG draws again."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": name, "pdf.fonttype": 42, "svg.fonttype": "path"}):
        with _fonts_of_outlines():
            pdf = _saved(page, "pdf")
        return {"svg": compact(_saved(page, "svg")), "pdf": pdf}


def _saved(page: Figure, ending: str) -> bytes:
    buffer = memory.BytesIO()
    page.savefig(buffer, format=ending, dpi=600, metadata=dict.fromkeys(_ABOUT[ending]))
    return buffer.getvalue()


@contextmanager
def _fonts_of_outlines() -> Iterator[None]:
    """Embed fonts without the tables for setting type: what fontTools spends most of its time on, font by font.

    The glyphs and their hints, so what is seen, stay as they are.
    """
    from fontTools import subset

    load = subset.load_font

    def loaded(*arguments, **options):  # noqa: ANN002, ANN003, ANN202
        font = load(*arguments, **options)
        for table in _SETTING:
            if table in font:
                del font[table]
        return font

    subset.load_font = loaded
    try:
        yield
    finally:
        subset.load_font = load


def compact(svg: bytes) -> bytes:
    """Return an SVG of matplotlib's with the same picture in two thirds of the bytes.

    Places are kept to a hundredth of a point (a third of a dot at 2,400 dpi); glyphs, which stand in units of their
    font, as they are. White space goes, and a glyph says its place by x and y.
    """
    text = svg.decode("utf-8")
    text = re.sub(r' d="([^"]*)"', _path, text)
    text = re.sub(r' [xy]="[^"]*"|translate\([^)]*\)', lambda place: _rounded(place[0]), text)
    text = re.sub(r'(<use [^>]*?) transform="translate\((\S+) (\S+)\)"/>', r'\1 x="\2" y="\3"/>', text)
    text = re.sub(r'(<use [^>]*? x="[^"]*") y="0"/>', r"\1/>", text)
    text = _short_names(text)
    return re.sub(r"(?m)^ +", "", text).encode("utf-8")


def _short_names(text: str) -> str:
    """Return an SVG whose glyphs are named by a letter for their font and their number, wherever they stand.

    Where such a name is taken by something else, all keep their own.
    """
    fonts = list(dict.fromkeys(re.findall(r'xlink:href="#([A-Za-z][\w-]*-)[0-9a-f]+"', text)))
    short = {font: "fghijklmn"[number] for number, font in enumerate(fonts[:9])}
    if re.search(rf'id="[{"".join(short.values()) or "f"}][0-9a-f]+"', text):
        return text
    for font, letter in short.items():
        text = re.sub(rf'(?<=["#]){re.escape(font)}([0-9a-f]+)(?=")', rf"{letter}\1", text)
    return text


def _path(path: re.Match[str]) -> str:
    return ' d="{}"'.format(re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(_rounded(path[1]).split())))


def _rounded(numbers: str) -> str:
    return re.sub(r"-?\d+\.\d{3,}", _hundredth, numbers)


def _hundredth(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # + 0.0: never -0

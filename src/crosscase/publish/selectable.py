"""Text of an SVG as text: it can be selected and read aloud, and is as wide where the typeface is not installed."""

from __future__ import annotations

import re
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from . import style
from .lettering import set_width

#: The typeface of the figures, and what is nearest to it where it is not installed.
FAMILIES = f"'{style.FAMILY}',Verdana,sans-serif"
_LINE = re.compile(r'<text style="([^"]*)"([^>]*)>([^<]+)</text>')
_OF_STYLE = ("font-size", "font-weight", "font-style", "text-anchor", "fill", "opacity")


def described(svg: str, name: str, title: str, description: str) -> str:
    """Return an SVG as a picture with a title and a description, which screen readers and browsers tell.

    *name* makes their ids those of this picture alone, on a page that holds several.
    """
    ids = quoteattr(f"{name}-title {name}-desc")
    told = (
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>\n"
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(description)}</desc>\n"
    )
    start = re.compile(r"<svg ([^>]*)>\s*")
    about = f'role="img" aria-labelledby={ids} font-family="{FAMILIES}"'
    return start.sub(lambda root: f"<svg {root[1]} {about}>\n{told}", svg, count=1)


def lines_set(svg: str) -> str:
    """Return an SVG whose lines of text say how long they are in the typeface of the figures (``textLength``).

    A program that shows it in another typeface draws the letters closer or wider, so that a line neither leaves its
    place nor meets another. A formula stays as it is: each of its letters has a place of its own.
    """
    return _LINE.sub(_line, svg)


def _line(line: re.Match[str]) -> str:
    said = dict(part.split(": ", 1) for part in line[1].split("; "))
    families = said.pop("font-family").split(", ")
    if families[0].strip("'") != style.FAMILY:
        return line[0]  # its measures are not known
    text = unescape(line[3])
    size = float(said["font-size"].removesuffix("px"))
    bold, oblique = said.get("font-weight") == "700", "font-style" in said
    about = {name: said[name] for name in _OF_STYLE if name in said} | {"font-size": f"{size:g}"}
    about["textLength"] = f"{set_width(text, size, bold=bold, oblique=oblique):.2f}".rstrip("0").rstrip(".")
    about["lengthAdjust"] = "spacingAndGlyphs"
    if text != " ".join(text.split()):
        about["xml:space"] = "preserve"
    place = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", line[2])
    told = "".join(f' {name}="{value}"' for name, value in about.items())
    return f"<text{place}{told}>{line[3]}</text>"

"""Measure an SVG as matplotlib writes it."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

from .measure import PT, Drawing

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PAINT = ("fill", "stroke", "stroke-width", "opacity", "fill-opacity", "stroke-opacity")
#: How a glyph is named: by its font or the letter that stands for it, and its number.
_OF_GLYPH = re.compile(r"#(?:.+-|[f-n])[0-9a-f]+")
_GLYPH = 100.0  # matplotlib outlines type at this size and scales it


def read_svg(content: bytes) -> Drawing:
    """Measure an SVG as matplotlib writes it: size, lines, sizes of type, transparency.

    Raises `ValueError` where the file is none.
    """
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise ValueError(f"it cannot be read as SVG ({error})") from None
    units = {"pt": 1 / PT, "mm": 1.0, "in": 25.4, "px": 25.4 / 96, "": 25.4 / 96}
    sides = []
    for side in ("width", "height"):
        said = re.fullmatch(r"([0-9.]+)([a-z]*)", root.get(side, "0"))
        if said is None or said[2] not in units:
            raise ValueError(f"it does not say its {side}")
        sides.append(float(said[1]) * units[said[2]])
    width, height = sides
    drawing = Drawing(width, height)
    view = [float(part) for part in root.get("viewBox", "0 0 0 0").split()]
    _walk(root, drawing, drawing.width * PT / view[2] if view[2] else 1.0)
    return drawing


def _walk(element: ElementTree.Element, drawing: Drawing, scale: float) -> None:
    scale *= _scale_of(element.get("transform", ""))
    tag = element.tag.removeprefix(_SVG)
    style = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    style = {key.strip(): value.strip() for key, value in style.items()}
    value = {**{name: element.attrib[name] for name in (*_PAINT, "font-size") if element.get(name)}, **style}
    drawing.transparent |= float(value.get("opacity", 1)) < 1 or any(
        float(value.get(f"{part}-opacity", 1)) < 1 and value.get(part) != "none" for part in ("fill", "stroke")
    )
    # What <use> repeats brings its own line width; a clip path is not drawn.
    if tag == "clipPath":
        return
    if (
        tag in ("path", "rect", "line", "circle", "ellipse", "polyline", "polygon")
        and value.get("stroke", "none") != "none"
    ):
        drawing.lines.add(round(float(value.get("stroke-width", 1)) * scale, 3))
    if tag == "use" and _OF_GLYPH.fullmatch(element.get(_HREF, "")) and "style" not in element.attrib:
        drawing.text_sizes.add(round(scale * _GLYPH, 2))
    if tag == "text":
        points = re.match(r"[0-9.]+", value.get("font-size", "16"))
        drawing.text_sizes.add(round(float(points[0] if points else 16) * scale, 2))
    for child in element:
        _walk(child, drawing, scale)


def _scale_of(transform: str) -> float:
    """Return by how much a transform enlarges."""
    total = 1.0
    for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", transform):
        parts = [float(part) for part in re.split(r"[ ,]+", numbers.strip())]
        if name == "scale":
            total *= math.sqrt(abs(parts[0] * parts[-1]))
        elif name == "matrix":
            total *= math.sqrt(abs(parts[0] * parts[3] - parts[1] * parts[2]))
    return total

"""Measure an SVG as `vector` writes it: its text is text, in the typeface of the figures."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

import numpy as np

from .. import style
from ..lettering import ink_of, set_width
from .measure import EVERYWHERE, PT, Box, Drawing, Label, common_part

_SVG = "{http://www.w3.org/2000/svg}"
_PAINT = ("fill", "stroke", "stroke-width", "opacity", "fill-opacity", "stroke-opacity")
_TYPE = ("font-family", "font-size", "font-weight", "font-style", "text-anchor")
_SHAPES = ("path", "rect", "line", "circle", "ellipse", "polyline", "polygon")


@dataclass
class Picture(Drawing):
    """What was measured in an SVG, and what it says of itself.

    ``title`` and ``description`` are empty where it does not name them as its own; ``role`` is that of the picture.
    ``texts`` are its labels with all their lines; ``loose`` are lines that another typeface would set over their place.
    """

    title: str = ""
    description: str = ""
    role: str = ""
    texts: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """Where an element stands: its matrix to the page, what cuts it off, and the type that it takes over."""

    matrix: np.ndarray
    clip: Box = EVERYWHERE
    type: tuple[tuple[str, str], ...] = ()

    @property
    def scale(self) -> float:
        return math.sqrt(abs(float(np.linalg.det(self.matrix[:2, :2]))))

    def corners(self, box: Box) -> np.ndarray:
        """Return the corners of a box of the element on the page."""
        x0, y0, x1, y1 = box
        points = np.array([(x0, y0, 1), (x1, y0, 1), (x1, y1, 1), (x0, y1, 1)])
        return (points @ self.matrix.T)[:, :2]


def read_svg(content: bytes) -> Picture:
    """Measure an SVG: size, lines, labels, sizes of type, transparency, title and description.

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
    picture = Picture(width, height, role=root.get("role", ""))
    named = root.get("aria-labelledby", "").split()
    told = {child.tag.removeprefix(_SVG): child.text or "" for child in root if child.get("id") in named}
    picture.title, picture.description = told.get("title", ""), told.get("desc", "")
    view = [float(part) for part in root.get("viewBox", "0 0 0 0").split()]
    scale = picture.width * PT / view[2] if view[2] else 1.0
    # From the upper left and down, to the lower left and up.
    page = np.array([[scale, 0, 0], [0, -scale, picture.height * PT], [0, 0, 1]])
    _Reader(picture, dict(_clips(root))).walk(root, _Place(page))
    return picture


def _clips(root: ElementTree.Element) -> Iterator[tuple[str, Box]]:
    """Return each clip path as it is referred to, and the box around it."""
    for clip in root.iter(f"{_SVG}clipPath"):
        for shape in clip:
            x, y, width, height = (float(shape.get(side, 0)) for side in ("x", "y", "width", "height"))
            numbers = [float(one) for one in re.findall(r"-?[0-9.]+(?:e-?\d+)?", shape.get("d", ""))]
            xs, ys = numbers[::2] or [x, x + width], numbers[1::2] or [y, y + height]
            yield f"url(#{clip.get('id')})", (min(xs), min(ys), max(xs), max(ys))


class _Reader:
    """Goes through the elements of an SVG and measures them."""

    def __init__(self, picture: Picture, clips: Mapping[str, Box]) -> None:
        self.picture, self.clips = picture, clips

    def walk(self, element: ElementTree.Element, above: _Place) -> None:
        tag = element.tag.removeprefix(_SVG)
        # What <use> repeats brings its own line width; a clip path is not drawn.
        if tag == "clipPath":
            return
        said = _said(element)
        place = self._place(element, said, above)
        self.picture.transparent |= float(said.get("opacity", 1)) < 1 or any(
            float(said.get(f"{part}-opacity", 1)) < 1 and said.get(part) != "none" for part in ("fill", "stroke")
        )
        if tag in _SHAPES and said.get("stroke", "none") != "none":
            self.picture.lines.add(round(float(said.get("stroke-width", 1)) * place.scale, 3))
        if tag == "text":
            self._text(element, place)
            return
        if tag == "g" and (lines := [child for child in element if child.tag == f"{_SVG}text"]):
            self.picture.texts.append(" ".join(map(_text_of, lines)))
        for child in element:
            self.walk(child, place)

    def _place(self, element: ElementTree.Element, said: Mapping[str, str], above: _Place) -> _Place:
        transform, own = element.get("transform"), tuple((name, said[name]) for name in _TYPE if name in said)
        place = above
        if transform or own:
            matrix = above.matrix @ _matrix(transform) if transform else above.matrix
            place = _Place(matrix, above.clip, (*above.type, *own))
        clip = self.clips.get(said.get("clip-path", ""))
        if clip is None:
            return place
        corners = place.corners(clip)
        box = (*corners.min(axis=0), *corners.max(axis=0))
        return replace(place, clip=common_part(place.clip, box))

    def _text(self, element: ElementTree.Element, place: _Place) -> None:
        letters = list(element.iter(f"{_SVG}tspan"))  # of a formula
        of_letters = ((letter, self._place(letter, _said(letter), place)) for letter in letters)
        parts = [self._line(*part) for part in of_letters] or [self._line(element, place)]
        corners = np.concatenate([corners for corners, _ in parts])
        text = _text_of(element)
        if not text:
            return
        if letters:
            low, high = corners.min(axis=0), corners.max(axis=0)
            corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
        elif "textLength" not in element.attrib or style.FAMILY not in dict(place.type).get("font-family", ""):
            self.picture.loose.append(text)
        sizes = {round(size, 2) for _, size in parts}
        self.picture.labels.append(Label(text, min(sizes), corners, place.clip))
        self.picture.text_sizes |= sizes

    def _line(self, element: ElementTree.Element, place: _Place) -> tuple[np.ndarray, float]:
        """Return the corners of the ink of a line of text on the page, and its size in pt."""
        kind, text = dict(place.type), element.text or ""
        points = re.match(r"[0-9.]+", kind.get("font-size", "16"))
        size = float(points[0]) if points else 16.0
        look = {"bold": kind.get("font-weight") in ("bold", "700"), "oblique": "font-style" in kind}
        wide = set_width(text, size, **look)
        length = float(element.get("textLength", wide))
        x0, y0, x1, y1 = ink_of(text, size, **look)
        start = float(element.get("x", 0)) - {"middle": length / 2, "end": length}.get(kind.get("text-anchor", ""), 0)
        base, by = float(element.get("y", 0)), length / wide if wide else 1.0
        return place.corners((start + x0 * by, base - y1, start + x1 * by, base - y0)), size * place.scale


def _text_of(element: ElementTree.Element) -> str:
    return "".join(part.strip("\n") for part in element.itertext()).strip()


def _said(element: ElementTree.Element) -> dict[str, str]:
    """Return what an element says of its paint and type, in attributes or in its style."""
    parts = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    names = (*_PAINT, *_TYPE, "clip-path")
    attributes = {name: element.attrib[name] for name in names if element.get(name)}
    return attributes | {key.strip(): value.strip() for key, value in parts}


def _matrix(transform: str) -> np.ndarray:
    """Return a transform as a matrix."""
    whole = np.eye(3)
    for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", transform):
        parts = [float(part) for part in re.split(r"[ ,]+", numbers.strip())]
        if name == "scale":
            whole = whole @ np.diag([parts[0], parts[-1], 1])
        elif name == "translate":
            whole = whole @ _moved(*parts)
        elif name == "rotate":
            turn, centre = math.radians(parts[0]), parts[1:] or [0.0, 0.0]
            cos, sin = math.cos(turn), math.sin(turn)
            turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
            whole = whole @ _moved(*centre) @ turned @ _moved(*(-value for value in centre))
        elif name == "matrix":
            a, b, c, d, e, f = parts
            whole = whole @ np.array([[a, c, e], [b, d, f], [0, 0, 1]])
    return whole


def _moved(x: float, y: float = 0.0) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])

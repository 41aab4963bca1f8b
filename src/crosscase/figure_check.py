"""Measure the files of a figure, and say where they break the artwork rules of a journal.

Nothing is taken from the figure as it was drawn: the bytes of the SVG, PDF and PNG are read. Most is measured in the
PDF, since it holds type as type and lines as lines: matplotlib 3.11 writes every glyph, also rotated, Greek or
mathematical ones, as text of an embedded font (TrueType, Type 42), and a glyph that no font has in the font LastResort.
In the SVG type is drawn as outlines under a matrix that holds its size; there size, lines and transparency are
measured, while fonts, overlap and clipping are those of the PDF, drawn by the same commands.

What counts as a line is what is stroked. A hatched cell without an outline has no line but those of its hatch, which is
a pattern with lines of its own; a line of width 0, which a printer draws as thin as it can, is reported.
"""

from __future__ import annotations

import io
import math
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import numpy as np
from fontTools.ttLib import TTFont
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt
from PIL import Image

from .findings import Finding
from .style import Preset

PT = 72 / 25.4  # points in a mm
#: A width or height may differ from the rule by so many mm: half a raster dot and rounding.
SIZE_TOLERANCE = 0.2
#: Ink of two labels, or of a label and an edge, may meet by so many pt: side bearings, and rounding of positions.
INK_TOLERANCE = 0.3
#: A shape or line may lose so many pt at the edge of its panel: half of a thick line.
_CUT = 1.0
#: What stands beside each figure.
COMPANIONS = (".csv", ".caption.md", ".alt.txt")
PICTURES = ("svg", "pdf", "png")

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Alpha = tuple[float, float]  # of lines and of areas: 1 is opaque
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass
class Label:
    """One line of text as it was shown: its characters, type size in pt and the box of its ink, which may be turned."""

    text: str
    size: float
    corners: np.ndarray  # four points, in pt from the lower left of the page
    clip: Box

    @property
    def box(self) -> Box:
        return (*self.corners.min(axis=0), *self.corners.max(axis=0))


@dataclass
class Drawing:
    """What was measured in a vector file: size in mm, labels, widths of lines in pt, and what else rules speak of."""

    width: float
    height: float
    labels: list[Label] = field(default_factory=list)
    text_sizes: set[float] = field(default_factory=set)
    lines: set[float] = field(default_factory=set)
    outside: list[Box] = field(default_factory=list)
    cut: list[Box] = field(default_factory=list)
    colours: set[str] = field(default_factory=set)
    fonts: dict[str, str] = field(default_factory=dict)  # name: what is wrong with it, or nothing
    transparent: bool = False


# --- PDF --------------------------------------------------------------------------------------------


class _Font:
    """The ink of each glyph of an embedded TrueType font, in thousandths of its size."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        spec = resolve1(spec)
        self.name = literal_name(spec.get("BaseFont", "?"))
        self.kind = literal_name(spec["Subtype"])
        inner = resolve1(resolve1(spec["DescendantFonts"])[0]) if "DescendantFonts" in spec else spec
        self.kind = literal_name(inner["Subtype"]) if inner is not spec else self.kind
        program = resolve1(resolve1(inner.get("FontDescriptor")) or {}).get("FontFile2")
        self._data, self._glyphs, self._ids = b"", [], b""
        if program is not None:
            font = TTFont(io.BytesIO(resolve1(program).get_data()), lazy=True)
            self._data, self._glyphs = font.reader["glyf"], font["loca"]
            self._scale = 1000 / font["head"].unitsPerEm
            ids = resolve1(inner.get("CIDToGIDMap"))
            self._ids = ids.get_data() if hasattr(ids, "get_data") else b""

    @property
    def fault(self) -> str:
        if self.name.partition("+")[2].startswith("LastResort"):
            return "a character is missing in the font"
        if self.kind == "Type3":
            return "it is a Type 3 font"
        if not self._glyphs:
            return "it is not embedded as TrueType"
        return ""

    def ink(self, cid: int) -> Box | None:
        """Return the box of a glyph's ink; nothing for a space, and a capital's box where the font is not TrueType."""
        if not self._glyphs:
            return (0, -200, 600, 750)
        glyph = struct.unpack_from(">H", self._ids, 2 * cid)[0] if self._ids else cid
        if glyph + 1 >= len(self._glyphs) or self._glyphs[glyph] == self._glyphs[glyph + 1]:
            return None
        _, *box = struct.unpack_from(">5h", self._data, self._glyphs[glyph])
        return tuple(value * self._scale for value in box)


class _Device(PDFTextDevice):
    """Collects what the interpreter paints."""

    def __init__(self, manager: PDFResourceManager, drawing: Drawing) -> None:
        super().__init__(manager)
        self.drawing = drawing
        self.page: Box = (0, 0, drawing.width * PT, drawing.height * PT)
        self.fonts: dict[int, _Font] = {}
        self.clip = EVERYWHERE
        self.glyphs: list[tuple[Matrix, float, str, Box | None]] = []

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate):  # noqa: ANN001, ANN201
        known = self.fonts.get(id(font))
        ink = known.ink(cid) if known else (0, -200, 600, 750)
        try:
            text = font.to_unichr(cid)
        except Exception:  # a font without a table of characters: its ink still counts
            text = "?"
        self.glyphs.append((matrix, fontsize, text, ink))
        return font.char_width(cid) * fontsize * scaling

    def end_label(self) -> None:
        """Put the glyphs shown since the text object began into one label."""
        glyphs, self.glyphs = self.glyphs, []
        if not any(ink for *_, ink in glyphs):
            return
        a, b, c, d, *_ = glyphs[0][0]
        back = np.linalg.inv(np.array([[a, b], [c, d]]) / math.sqrt(abs(a * d - b * c)))
        points, sizes = [], []
        for matrix, size, _, ink in glyphs:
            if ink is None:
                continue
            sizes.append(size * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])))
            x0, y0, x1, y1 = (value * size / 1000 for value in ink)
            points += [apply_matrix_pt(matrix, point) for point in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        level = np.array(points) @ back
        (x0, y0), (x1, y1) = level.min(axis=0), level.max(axis=0)
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) @ np.linalg.inv(back)
        text = "".join(text for _, _, text, _ in glyphs)
        self.drawing.labels.append(Label(text, min(sizes), corners, self.clip))
        self.drawing.text_sizes |= {round(size, 3) for size in sizes}


class _Interpreter(PDFPageInterpreter):
    """Follows what pdfminer leaves aside: clip paths, patterns, colour spaces, transparency, line widths of markers."""

    device: _Device
    inherited: tuple[Any, Box, Alpha] | None = None
    in_pattern = False

    def init_resources(self, resources: Any) -> None:
        super().init_resources(resources)
        for name, spec in (resolve1(resources.get("Font")) or {}).items():
            font = _Font(spec)
            self.device.fonts[id(self.fontmap[name])] = font
            self.device.drawing.fonts[font.name] = font.fault

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.kept: list[tuple[Box, Alpha]] = []
        self.clip, self.alpha = EVERYWHERE, (1.0, 1.0)
        self.graphicstate.linewidth = 1.0  # the default of the format; pdfminer has 0
        if self.inherited:
            self.graphicstate, self.clip, self.alpha = self.inherited

    def subinterp(self) -> _Interpreter:
        inner = super().subinterp()
        inner.inherited = (self.graphicstate.copy(), self.clip, self.alpha)  # a form starts as its page stands
        inner.in_pattern = self.in_pattern
        return inner

    def do_q(self) -> None:
        super().do_q()
        self.kept.append((self.clip, self.alpha))

    def do_Q(self) -> None:
        super().do_Q()
        if self.kept:
            self.clip, self.alpha = self.kept.pop()

    # painting

    def _box(self) -> Box | None:
        points = [
            apply_matrix_pt(self.ctm, (segment[i], segment[i + 1]))
            for segment in self.curpath
            for i in range(1, len(segment) - 1, 2)
        ]
        if not points:
            return None
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _paint(self, *, stroke: bool, fill: bool) -> None:
        self.device.drawing.transparent |= (stroke and self.alpha[0] < 1) or (fill and self.alpha[1] < 1)
        width = self.graphicstate.linewidth * math.sqrt(abs(self.ctm[0] * self.ctm[3] - self.ctm[1] * self.ctm[2]))
        box = self._box()
        if stroke and box:
            self.device.drawing.lines.add(round(width, 3))
        if box and not self.in_pattern:
            grown = width / 2 if stroke else 0
            if max(box[2] - box[0], box[3] - box[1]) > 0 and _beyond(box, self.clip) > _CUT:
                self.device.drawing.cut.append(box)
            box = _common((box[0] - grown, box[1] - grown, box[2] + grown, box[3] + grown), self.clip)
            if box[0] < box[2] and box[1] < box[3] and _beyond(box, self.device.page) > 0.1:
                self.device.drawing.outside.append(box)

    def do_S(self) -> None:
        self._paint(stroke=True, fill=False)
        super().do_S()

    def do_f(self) -> None:
        self._paint(stroke=False, fill=True)
        super().do_f()

    def do_f_a(self) -> None:
        self._paint(stroke=False, fill=True)
        super().do_f_a()

    def do_B(self) -> None:
        self._paint(stroke=True, fill=True)
        super().do_B()

    def do_B_a(self) -> None:
        self._paint(stroke=True, fill=True)
        super().do_B_a()

    def do_W(self) -> None:
        box = self._box()
        if box:
            self.clip = _common(self.clip, box)

    do_W_a = do_W

    def do_BT(self) -> None:
        super().do_BT()
        self.device.drawing.transparent |= self.alpha[1] < 1
        self.device.clip = self.clip

    def do_ET(self) -> None:
        super().do_ET()
        if not self.in_pattern:
            self.device.end_label()

    # colour and transparency

    def do_k(self, c: Any, m: Any, y: Any, k: Any) -> None:
        self.device.drawing.colours.add("DeviceCMYK")
        super().do_k(c, m, y, k)

    def do_K(self, c: Any, m: Any, y: Any, k: Any) -> None:
        self.device.drawing.colours.add("DeviceCMYK")
        super().do_K(c, m, y, k)

    def do_cs(self, name: Any) -> None:
        self._colour_space(name)
        super().do_cs(name)

    def do_CS(self, name: Any) -> None:
        self._colour_space(name)
        super().do_CS(name)

    def _colour_space(self, name: Any) -> None:
        spec = (resolve1(self.resources.get("ColorSpace")) or {}).get(literal_name(name), name)
        self.device.drawing.colours |= set(_spaces(spec))

    def do_gs(self, name: Any) -> None:
        state = resolve1(resolve1(self.resources.get("ExtGState"))[literal_name(name)])
        mixed = literal_name(resolve1(state["BM"])) if "BM" in state else "Normal"
        masked = "SMask" in state and getattr(resolve1(state["SMask"]), "name", "") != "None"
        self.device.drawing.transparent |= masked or mixed not in ("Normal", "Compatible")
        self.alpha = (float(state.get("CA", self.alpha[0])), float(state.get("ca", self.alpha[1])))

    def do_Do(self, name: Any) -> None:
        drawn = resolve1(self.xobjmap[literal_name(name)])
        if "ColorSpace" in drawn:
            self.device.drawing.colours |= set(_spaces(drawn["ColorSpace"]))
        self.device.drawing.transparent |= "SMask" in drawn or "Group" in drawn
        super().do_Do(name)

    def do_scn(self) -> None:
        self._pattern()
        super().do_scn()

    def do_SCN(self) -> None:
        self._pattern()
        super().do_SCN()

    def _pattern(self) -> None:
        """Read the tile of a hatch once: its lines are lines of the figure."""
        name = getattr(self.argstack[-1], "name", None) if self.argstack else None
        patterns = resolve1(self.resources.get("Pattern")) or {}
        if name is None or name not in patterns or name in self.device.patterns:
            return
        self.device.patterns.add(name)
        tile = resolve1(patterns[name])
        if not hasattr(tile, "get_data"):  # a shading has no lines
            return
        inner = self.subinterp()
        inner.inherited, inner.in_pattern = None, True
        matrix = resolve1(tile.get("Matrix", (1, 0, 0, 1, 0, 0)))
        inner.render_contents(resolve1(tile["Resources"]), [tile], ctm=tuple(matrix))
        self.device.set_ctm(self.ctm)


def _spaces(spec: Any) -> Iterator[str]:
    """Return the names of a colour space and of those that it is made of."""
    spec = resolve1(spec)
    parts = spec if isinstance(spec, list) else [spec]
    names = {"RGB": "DeviceRGB", "G": "DeviceGray", "CMYK": "DeviceCMYK"}
    yield names.get(literal_name(parts[0]), literal_name(parts[0]))
    if literal_name(parts[0]) in ("Indexed", "Pattern") and len(parts) > 1:
        yield from _spaces(parts[1])


def read_pdf(content: bytes) -> Drawing:
    """Measure the first page of a PDF. Raises `ValueError` where the file is none, or has several pages."""
    try:
        pages = list(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(content)))))
    except Exception as error:
        raise ValueError(f"it cannot be read as PDF ({error})") from None
    if len(pages) != 1:
        raise ValueError(f"it has {len(pages)} pages, a figure has one")
    page = pages[0]
    x0, y0, x1, y1 = page.mediabox
    drawing = Drawing((x1 - x0) / PT, (y1 - y0) / PT)
    drawing.transparent = "Group" in page.attrs
    manager = PDFResourceManager()
    device = _Device(manager, drawing)
    device.patterns = set()
    _Interpreter(manager, device).process_page(page)
    return drawing


# --- SVG and PNG ------------------------------------------------------------------------------------

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PAINT = ("fill", "stroke", "stroke-width", "opacity", "fill-opacity", "stroke-opacity")
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
        number, unit = re.fullmatch(r"([0-9.]+)([a-z]*)", root.get(side, "0")).groups()
        sides.append(float(number) * units[unit])
    drawing = Drawing(*sides)
    view = [float(part) for part in root.get("viewBox", "0 0 0 0").split()]
    _walk(root, drawing, drawing.width * PT / view[2] if view[2] else 1.0)
    return drawing


def _walk(element: ElementTree.Element, drawing: Drawing, scale: float) -> None:
    scale *= _scale_of(element.get("transform", ""))
    tag = element.tag.removeprefix(_SVG)
    style = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    style = {key.strip(): value.strip() for key, value in style.items()}
    value = {**{name: element.get(name) for name in (*_PAINT, "font-size") if element.get(name)}, **style}
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
    if tag == "use" and re.fullmatch(r"#.+-[0-9a-f]+", element.get(_HREF, "")) and "style" not in element.attrib:
        drawing.text_sizes.add(round(scale * _GLYPH, 2))
    if tag == "text":
        drawing.text_sizes.add(round(float(re.match(r"[0-9.]+", value.get("font-size", "16")).group()) * scale, 2))
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


@dataclass
class Raster:
    """A raster file: pixels across and down, dots per inch (0 where the file does not say) and mode."""

    across: int
    down: int
    dpi: float
    mode: str
    transparent: bool


def read_png(content: bytes) -> Raster:
    """Read what a PNG says of itself. Raises `ValueError` where it is none."""
    try:
        picture = Image.open(io.BytesIO(content))
    except OSError as error:
        raise ValueError(f"it cannot be read as PNG ({error})") from None
    dpi = picture.info.get("dpi", (0, 0))
    return Raster(*picture.size, min(dpi), picture.mode, "transparency" in picture.info or picture.mode.endswith("A"))


# --- boxes ------------------------------------------------------------------------------------------


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _beyond(box: Box, frame: Box) -> float:
    """Return how far a box reaches out of a frame; 0 or less when it lies within."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])


def overlapping(labels: list[Label]) -> list[tuple[Label, Label]]:
    """Return the pairs of labels whose ink overlaps by more than the tolerance, whichever way they are turned."""
    if len(labels) < 2:
        return []
    boxes = np.array([label.box for label in labels])
    low, high = boxes[:, :2], boxes[:, 2:]
    near = np.ones((len(labels), len(labels)), dtype=bool)
    for axis in (0, 1):
        near &= (
            np.minimum.outer(high[:, axis], high[:, axis]) - np.maximum.outer(low[:, axis], low[:, axis])
            > INK_TOLERANCE
        )
    pairs = ((labels[i], labels[j]) for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True))
    return [(one, other) for one, other in pairs if _depth(one.corners, other.corners) > INK_TOLERANCE]


def _depth(one: np.ndarray, other: np.ndarray) -> float:
    """Return how deep two turned boxes lie in each other (separating axes); 0 or less when they do not touch."""
    depth = math.inf
    for corners in (one, other):
        for start, end in ((0, 1), (1, 2)):
            edge = corners[end] - corners[start]
            length = np.hypot(*edge)
            if length == 0:
                continue
            normal = np.array([-edge[1], edge[0]]) / length
            a, b = one @ normal, other @ normal
            depth = min(depth, min(a.max(), b.max()) - max(a.min(), b.min()))
    return float(depth)


# --- the rules --------------------------------------------------------------------------------------


def check_figure(name: str, files: Mapping[str, bytes], preset: Preset) -> list[Finding]:
    """Measure all files of a figure against a preset.

    *name* is its path without an ending, *files* holds the content of each file by its ending (``.svg``, ``.p2.pdf``,
    ``.caption.md`` …).
    """
    found = [
        Finding(
            name + ending,
            "the file is missing" if ending not in files else "the file is empty",
            "write the figure with io.save_figure",
        )
        for ending in COMPANIONS
        if not files.get(ending, b"").strip()
    ]
    pages = sorted(
        {ending.rpartition(".")[0] for ending in files if ending.rpartition(".")[2] in PICTURES},
        key=lambda page: (len(page), page),
    )
    for page in pages:
        found += _check_page(name, page, files, preset)
    return found


def _check_page(name: str, page: str, files: Mapping[str, bytes], preset: Preset) -> list[Finding]:
    found: list[Finding] = []
    heights = {}
    readers = {"svg": (read_svg, _check_svg), "pdf": (read_pdf, check_pdf), "png": (read_png, _check_png)}
    for kind in PICTURES:
        ending = f"{page}.{kind}"
        file = name + ending
        if ending not in files:
            found.append(Finding(file, "the file is missing", "write the figure with io.save_figure"))
            continue
        content = files[ending]
        if len(content) > preset.megabytes * 1e6:
            message = f"the file has {len(content) / 1e6:.1f} MB, at most {preset.megabytes:g} MB are taken"
            found.append(Finding(file, message, "draw fewer elements, or split the figure into pages"))
        read, check = readers[kind]
        try:
            measured = read(content)
        except ValueError as error:
            found.append(Finding(file, str(error), "write the figure again"))
            continue
        width, height = (measured.across, measured.down) if kind == "png" else (measured.width, measured.height)
        if kind == "png":
            dots = measured.dpi or preset.dpi
            width, height = width / dots * 25.4, height / dots * 25.4
        heights[kind] = height
        found += [
            Finding(file, message, mend)
            for message, mend in [*check_size(width, height, preset), *check(measured, preset)]
        ]
    if heights and max(heights.values()) - min(heights.values()) > SIZE_TOLERANCE:
        told = ", ".join(f"{kind.upper()} {height:.1f} mm" for kind, height in heights.items())
        found.append(Finding(name + page, f"its files differ in height: {told}", "write all three from one figure"))
    return found


Faults = list[tuple[str, str]]


def check_size(width: float, height: float, preset: Preset) -> Faults:
    found = []
    if min(abs(width - preset.single), abs(width - preset.double)) > SIZE_TOLERANCE:
        found.append(
            (
                f"it is {width:.1f} mm wide, not {preset.single:g} or {preset.double:g} mm",
                "take the width from the preset",
            )
        )
    if height > preset.highest + SIZE_TOLERANCE:
        found.append((f"it is {height:.1f} mm high, at most {preset.highest:g} mm are taken", "split it into pages"))
    return found


def _check_text(sizes: set[float], preset: Preset) -> Faults:
    found = []
    if sizes and min(sizes) < preset.smallest - 0.02:
        found.append(
            (f"its smallest text is {min(sizes):.2g} pt, {preset.smallest:g} pt is the least", "use preset.smallest")
        )
    if sizes and max(sizes) > preset.largest + 0.02:
        found.append((f"its largest text is {max(sizes):.3g} pt, {preset.largest:g} pt is the most", "use preset.text"))
    return found


def _check_lines(lines: set[float], preset: Preset) -> Faults:
    if lines and min(lines) < preset.line - 0.01:
        return [(f"its thinnest line is {min(lines):.2g} pt, {preset.line:g} pt is the least", "use preset.line")]
    return []


_SEE_THROUGH = ("something in it is transparent", "draw in a plain colour instead of one with alpha")


def _check_svg(drawing: Drawing, preset: Preset) -> Faults:
    return [
        *_check_text(drawing.text_sizes, preset),
        *_check_lines(drawing.lines, preset),
        *[_SEE_THROUGH] * drawing.transparent,
    ]


def check_pdf(drawing: Drawing, preset: Preset) -> Faults:
    found = [
        *_check_text(drawing.text_sizes, preset),
        *_check_lines(drawing.lines, preset),
        *[_SEE_THROUGH] * drawing.transparent,
    ]
    if strange := sorted(drawing.colours - {"DeviceRGB", "DeviceGray", "Pattern"}):
        found.append((f"it has colours in {', '.join(strange)}, {preset.colour} is asked for", "draw in RGB"))
    for font, fault in sorted(drawing.fonts.items()):
        if fault:
            found.append(
                (
                    f"font {font.partition('+')[2] or font}: {fault}",
                    "write with pdf.fonttype 42, in a font that has the characters",
                )
            )
    page = (0.0, 0.0, drawing.width * PT, drawing.height * PT)
    for label in drawing.labels:
        if (out := _beyond(label.box, page)) > 0.1:
            found.append(
                (
                    f"the text '{label.text}' reaches {out / PT:.1f} mm beyond the page",
                    "leave more room, or wrap the label",
                )
            )
        elif _beyond(label.box, label.clip) > INK_TOLERANCE:
            found.append(
                (f"the text '{label.text}' is cut at the edge of its panel", "leave more room, or do not clip it")
            )
    if drawing.outside:
        out = max(_beyond(box, page) for box in drawing.outside)
        found.append(
            (f"{len(drawing.outside)} shapes or lines reach up to {out / PT:.1f} mm beyond the page", "leave more room")
        )
    if drawing.cut:
        found.append(
            (f"{len(drawing.cut)} shapes or lines are cut at the edge of their panel", "widen the panel's limits")
        )
    pairs = overlapping(drawing.labels)
    for one, other in pairs[:5]:
        found.append((f"the labels '{one.text}' and '{other.text}' overlap", "wrap or move one, or leave more room"))
    if len(pairs) > 5:
        found.append((f"{len(pairs) - 5} more pairs of labels overlap", "leave more room"))
    return found


def _check_png(raster: Raster, preset: Preset) -> Faults:
    found = []
    if raster.dpi < preset.dpi - 0.5:
        told = f"{raster.dpi:.0f} dpi" if raster.dpi else "no resolution"
        found.append((f"it says {told}, {preset.dpi} dpi are asked for", "save it with io.save_figure"))
    if raster.transparent:
        found.append(_SEE_THROUGH)
    elif raster.mode not in ("RGB", "L"):
        found.append((f"its colours are {raster.mode}, {preset.colour} is asked for", "save it with io.save_figure"))
    return found

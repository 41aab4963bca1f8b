"""Measure the first page of a PDF."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Mapping
from typing import Any

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

from .measure import CUT, EVERYWHERE, PT, Alpha, Box, Drawing, Label, Matrix, beyond, common_part

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
            if max(box[2] - box[0], box[3] - box[1]) > 0 and beyond(box, self.clip) > CUT:
                self.device.drawing.cut.append(box)
            box = common_part((box[0] - grown, box[1] - grown, box[2] + grown, box[3] + grown), self.clip)
            if box[0] < box[2] and box[1] < box[3] and beyond(box, self.device.page) > 0.1:
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
            self.clip = common_part(self.clip, box)

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

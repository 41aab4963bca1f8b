"""What a PDF shows as type: the ink of each glyph, and glyphs shown together as one label."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from fontTools.ttLib import TTFont
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt

from .measure import EVERYWHERE, PT, Box, Drawing, Label, Matrix


class Font:
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
        """What is wrong with the font for print; nothing where it is well."""
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


class Device(PDFTextDevice):
    """Collects the glyphs that the interpreter shows, and puts them into labels."""

    def __init__(self, manager: PDFResourceManager, drawing: Drawing) -> None:
        super().__init__(manager)
        self.drawing = drawing
        self.page: Box = (0, 0, drawing.width * PT, drawing.height * PT)
        self.fonts: dict[int, Font] = {}
        self.clip = EVERYWHERE
        self.patterns: set[str] = set()  # tiles that were read
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

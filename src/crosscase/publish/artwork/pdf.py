"""Measure the first page of a PDF."""

from __future__ import annotations

import io

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from .measure import PT, Drawing
from .pdf_colours import Colours
from .pdf_labels import Device


class _Interpreter(Colours):
    """Follows a whole page: shapes, colours, and the tiles of hatches."""

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
    device = Device(manager, drawing)
    _Interpreter(manager, device).process_page(page)
    return drawing

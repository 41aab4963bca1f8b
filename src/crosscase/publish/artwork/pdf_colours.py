"""What a PDF is coloured with: colour spaces, opacity, masks and ways of mixing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name

from .pdf_shapes import Shapes


class Colours(Shapes):
    """Follows colours too: the spaces they are given in, and whether anything lets shine through what is below."""

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


def _spaces(spec: Any) -> Iterator[str]:
    """Return the names of a colour space and of those that it is made of."""
    spec = resolve1(spec)
    parts = spec if isinstance(spec, list) else [spec]
    names = {"RGB": "DeviceRGB", "G": "DeviceGray", "CMYK": "DeviceCMYK"}
    yield names.get(literal_name(parts[0]), literal_name(parts[0]))
    if literal_name(parts[0]) in ("Indexed", "Pattern") and len(parts) > 1:
        yield from _spaces(parts[1])

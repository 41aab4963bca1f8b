"""What a PDF paints: lines and areas, where they lie and what cuts them off."""

from __future__ import annotations

import math
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt

from .measure import CUT, EVERYWHERE, Alpha, Box, Matrix, beyond, common_part
from .pdf_labels import Device, Font
from .pdf_tokens import Plain


class Shapes(Plain):
    """Follows what is painted, and what pdfminer leaves aside of it: clip paths, widths of lines, opacity."""

    device: Device
    inherited: tuple[Any, Box, Alpha] | None = None
    in_pattern = False

    def init_resources(self, resources: Any) -> None:
        super().init_resources(resources)
        for name, spec in (resolve1(resources.get("Font")) or {}).items():
            font = Font(spec)
            self.device.fonts[id(self.fontmap[name])] = font
            self.device.drawing.fonts[font.name] = font.fault

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.kept: list[tuple[Box, Alpha]] = []
        self.clip, self.alpha = EVERYWHERE, (1.0, 1.0)
        self.graphicstate.linewidth = 1.0  # the default of the format; pdfminer has 0
        if self.inherited:
            self.graphicstate, self.clip, self.alpha = self.inherited

    def subinterp(self) -> Shapes:
        inner = super().subinterp()
        assert isinstance(inner, Shapes)  # pdfminer makes one of the same class
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

    def _box(self) -> Box | None:
        points = [
            apply_matrix_pt(self.ctm, (float(segment[i]), float(segment[i + 1])))
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

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

import math
from collections.abc import Mapping

import numpy as np

from ...core.findings import Finding
from ..style import Preset
from .measure import INK_TOLERANCE, PT, SIZE_TOLERANCE, Drawing, Label, beyond
from .pdf import read_pdf
from .png import Raster, read_png
from .svg import read_svg

#: What stands beside each figure.
COMPANIONS = (".csv", ".caption.md", ".alt.txt")
PICTURES = ("svg", "pdf", "png")


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
        if (out := beyond(label.box, page)) > 0.1:
            found.append(
                (
                    f"the text '{label.text}' reaches {out / PT:.1f} mm beyond the page",
                    "leave more room, or wrap the label",
                )
            )
        elif beyond(label.box, label.clip) > INK_TOLERANCE:
            found.append(
                (f"the text '{label.text}' is cut at the edge of its panel", "leave more room, or do not clip it")
            )
    if drawing.outside:
        out = max(beyond(box, page) for box in drawing.outside)
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

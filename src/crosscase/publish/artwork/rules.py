"""Measure the files of a figure, and say where they break the artwork rules of a journal.

Nothing is taken from the figure as it was drawn: the bytes of the SVG, of the PDF and of the preview (a PNG) are read,
and those of the files for print (`check_print`). Most is measured in the PDF, since it holds type as type and lines as
lines: matplotlib 3.11 writes every glyph, also rotated, Greek or mathematical ones, as text of an embedded font
(TrueType, Type 42), and a glyph that no font has in the font LastResort. In the SVG type is drawn as outlines under a
matrix that holds its size; there size, lines and transparency are measured, while fonts, overlap and clipping are those
of the PDF, drawn by the same commands.

What counts as a line is what is stroked. A hatched cell without an outline has no line but those of its hatch, which is
a pattern with lines of its own; a line of width 0, which a printer draws as thin as it can, is reported.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ...core.findings import Finding
from ..raster import PREVIEW_DPI
from ..style import Preset
from .dots import Raster, read_raster
from .measure import INK_TOLERANCE, PT, SIZE_TOLERANCE, Drawing, Label, beyond
from .pdf import read_pdf
from .svg import read_svg

#: What stands beside each figure.
COMPANIONS = (".csv", ".caption.md", ".alt.txt")
PICTURES = ("svg", "pdf", "png")
#: What is wrong with a file: each fault, and how to mend it.
Faults = list[tuple[str, str]]


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
            "write the figure with saving.save_figure",
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
    for kind in PICTURES:
        file = f"{name}{page}.{kind}"
        if f"{page}.{kind}" not in files:
            found.append(Finding(file, "the file is missing", "write the figure with saving.save_figure"))
            continue
        content = files[f"{page}.{kind}"]
        found += [Finding(file, *fault) for fault in _check_megabytes(content, preset)]
        try:
            (width, height), faults = _measured(kind, content, preset)
        except ValueError as error:
            found.append(Finding(file, str(error), "write the figure again"))
            continue
        heights[kind] = height
        found += [Finding(file, *fault) for fault in [*check_size(width, height, preset), *faults]]
    if heights and max(heights.values()) - min(heights.values()) > SIZE_TOLERANCE:
        told = ", ".join(f"{kind.upper()} {height:.1f} mm" for kind, height in heights.items())
        found.append(Finding(name + page, f"its files differ in height: {told}", "write all three from one figure"))
    return found


def _measured(kind: str, content: bytes, preset: Preset) -> tuple[tuple[float, float], Faults]:
    """Return width and height in mm of one file of a page, and what is wrong with it beside its size."""
    if kind == "png":
        preview = read_raster(content)
        return preview.size(PREVIEW_DPI), check_preview(preview)
    drawing = read_svg(content) if kind == "svg" else read_pdf(content)
    return (drawing.width, drawing.height), (_check_svg if kind == "svg" else check_pdf)(drawing, preset)


def check_print(file: str, content: bytes, preset: Preset, dpi: int) -> list[Finding]:
    """Measure one file for print, a PDF or a picture of at least *dpi* dots an inch, against a preset."""
    faults = _check_megabytes(content, preset)
    try:
        if file.endswith(".pdf"):
            drawing = read_pdf(content)
            size, more = (drawing.width, drawing.height), check_pdf(drawing, preset)
        else:
            picture = read_raster(content)
            size, more = picture.size(dpi), check_picture(picture, preset, dpi)
    except ValueError as error:
        return [Finding(file, str(error), "write it again with `crosscase print`")]
    # A width that is another journal's: the figures were drawn for that one.
    wide = "set figure_preset in config/config.yaml to this journal and run `make`"
    sizes = [(message, wide) for message, _ in check_size(*size, preset)]
    return [Finding(file, *fault) for fault in [*faults, *sizes, *more]]


def _check_megabytes(content: bytes, preset: Preset) -> Faults:
    if len(content) <= preset.megabytes * 1e6:
        return []
    message = f"the file has {len(content) / 1e6:.1f} MB, at most {preset.megabytes:g} MB are taken"
    return [(message, "draw fewer elements, or split the figure into pages")]


def check_size(width: float, height: float, preset: Preset) -> Faults:
    """Measure width and height in mm: one or two columns wide, and no higher than the page allows."""
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
    """Measure a page of a PDF: type, lines, colours, fonts, and what is cut, overlaps or reaches beyond the page."""
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


def check_preview(picture: Raster) -> Faults:
    """Measure a preview: dots enough for a screen and not more, which git would keep, in plain colours or a palette."""
    mend = "save it with saving.save_figure"
    found = _check_dots(picture, PREVIEW_DPI, mend)
    if picture.dpi > PREVIEW_DPI + 0.5:
        found.append((f"it says {picture.dpi:.0f} dpi, a preview has {PREVIEW_DPI} dpi", mend))
    return found + _check_colours(picture, ("RGB", "L", "P"), "RGB or a palette", mend)


def check_picture(picture: Raster, preset: Preset, dpi: int) -> Faults:
    """Measure a picture for print: its dots an inch, its colours, and whether a TIFF is one picture in LZW."""
    mend = "write it again with `crosscase print`"
    found = [*_check_dots(picture, dpi, mend), *_check_colours(picture, (preset.colour,), preset.colour, mend)]
    if picture.kind == "tif" and picture.compression != "tiff_lzw":
        found.append((f"it is compressed as {picture.compression or 'nothing known'}, LZW is asked for", mend))
    if picture.pages != 1:
        found.append((f"it holds {picture.pages} pictures, a page has one", mend))
    return found


def _check_dots(picture: Raster, dpi: int, mend: str) -> Faults:
    if picture.dpi >= dpi - 0.5:
        return []
    told = f"{picture.dpi:.0f} dpi" if picture.dpi else "no resolution"
    return [(f"it says {told}, {dpi} dpi are asked for", mend)]


def _check_colours(picture: Raster, modes: Sequence[str], asked: str, mend: str) -> Faults:
    if picture.transparent:
        return [_SEE_THROUGH]
    if picture.mode not in modes:
        return [(f"its colours are {picture.mode}, {asked} is asked for", mend)]
    return []

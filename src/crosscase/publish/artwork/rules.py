"""Measure the files of a figure, and say where they break the artwork rules of a journal.

Nothing is taken from the figure as it was drawn: the bytes of the SVG, of the PDF and of the preview (a PNG) are read,
and those of the files for print (`check_print`). In PDF and SVG alike type is read as type: matplotlib 3.11 writes into
the PDF every glyph, also rotated, Greek or mathematical ones, as text of an embedded font (TrueType, Type 42), and a
glyph that no font has in the font LastResort; the SVG holds lines of text without a font, whose ink is that of the
typeface of the figures. Fonts, colours, and shapes that are cut or lie beyond the page are measured in the PDF, drawn
by the same commands. What a figure says in words stands beside it: `writing`.

What counts as a line is what is stroked. A hatched cell without an outline has no line but those of its hatch, which is
a pattern with lines of its own; a line of width 0, which a printer draws as thin as it can, is reported.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...core.findings import Finding
from ..raster import PREVIEW_DPI
from ..style import FAMILY, Preset
from .dots import Raster, read_raster
from .measure import INK_TOLERANCE, PT, SIZE_TOLERANCE, Drawing, Label, beyond
from .pdf import read_pdf
from .svg import Picture, read_svg
from .writing import Faults, caption_height, check_alt, check_caption, check_text_of_picture, headline

#: What stands beside each figure.
COMPANIONS = (".csv", ".caption.md", ".alt.txt")
PICTURES = ("svg", "pdf", "png")
_AGAIN = "write the figure with saving.save_figure"


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


def check_figure(name: str, files: Mapping[str, bytes], preset: Preset, names: Sequence[str] = ()) -> list[Finding]:
    """Measure all files of a figure against a preset.

    *name* is its path without an ending, *files* holds the content of each file by its ending (``.svg``, ``.p2.pdf``,
    ``.caption.md`` …). *names* are labels of cases and codes, which are taken as they are, whatever words they have.
    """
    found = [
        Finding(
            name + ending,
            "the file is missing" if ending not in files else "the file is empty",
            _AGAIN,
            code="figure.file",
        )
        for ending in COMPANIONS
        if not files.get(ending, b"").strip()
    ]
    pages = sorted(
        {ending.rpartition(".")[0] for ending in files if ending.rpartition(".")[2] in PICTURES},
        key=lambda page: (len(page), page),
    )
    caption, alt = (files.get(ending, b"").decode("utf-8").strip() for ending in (".caption.md", ".alt.txt"))
    told = _Told(caption, alt, names)
    if caption:
        found += [Finding(f"{name}.caption.md", *fault, code="figure.rule") for fault in check_caption(caption, names)]
    if alt:
        found += [Finding(f"{name}.alt.txt", *fault, code="figure.rule") for fault in check_alt(alt, len(pages), names)]
    for number, page in enumerate(pages):
        found += _check_page(name, page, files, preset, told.of_page(number))
    return found


@dataclass(frozen=True)
class _Told:
    """What is told in words: of a figure in its caption and its alt texts, with labels that are taken as they are."""

    caption: str
    alt: str
    names: Sequence[str]

    def of_page(self, number: int) -> _Told:
        """Return the same with the alt text of one page, by its number from 0; empty where there is none."""
        return replace(self, alt="".join(self.alt.splitlines()[number : number + 1]))


def _check_page(name: str, page: str, files: Mapping[str, bytes], preset: Preset, told: _Told) -> list[Finding]:
    found: list[Finding] = []
    heights = {}
    for kind in PICTURES:
        file = f"{name}{page}.{kind}"
        if f"{page}.{kind}" not in files:
            found.append(Finding(file, "the file is missing", _AGAIN, code="figure.file"))
            continue
        content = files[f"{page}.{kind}"]
        found += [Finding(file, *fault, code="figure.rule") for fault in _check_megabytes(content, preset)]
        try:
            (width, height), faults = _measured(kind, content, preset, told)
        except ValueError as error:
            found.append(Finding(file, str(error), "write the figure again", code="figure.file"))
            continue
        heights[kind] = height
        found += [Finding(file, *fault, code="figure.rule") for fault in [*check_size(width, height, preset), *faults]]
    if heights and max(heights.values()) - min(heights.values()) > SIZE_TOLERANCE:
        differ = ", ".join(f"{kind.upper()} {height:.1f} mm" for kind, height in heights.items())
        found.append(
            Finding(
                name + page,
                f"its files differ in height: {differ}",
                "write all three from one figure",
                code="figure.rule",
            )
        )
    if heights and told.caption:
        found += [
            Finding(name + page, *fault, code="figure.rule")
            for fault in check_on_page(max(heights.values()), told.caption, preset)
        ]
    return found


def _measured(kind: str, content: bytes, preset: Preset, told: _Told) -> tuple[tuple[float, float], Faults]:
    """Return width and height in mm of one file of a page, and what is wrong with it beside its size."""
    if kind == "png":
        preview = read_raster(content)
        return preview.size(PREVIEW_DPI), check_preview(preview)
    if kind == "svg":
        picture = read_svg(content)
        return (picture.width, picture.height), [*check_svg(picture, preset), *_check_told(picture, told)]
    drawing = read_pdf(content)
    return (drawing.width, drawing.height), check_pdf(drawing, preset)


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
        return [Finding(file, str(error), "write it again with `crosscase print`", code="figure.file")]
    # A width that is another journal's: the figures were drawn for that one.
    wide = "set figure_preset in config/config.yaml to this journal and run `make`"
    sizes = [(message, wide) for message, _ in check_size(*size, preset)]
    return [Finding(file, *fault, code="figure.rule") for fault in [*faults, *sizes, *more]]


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


def check_on_page(height: float, caption: str, preset: Preset) -> Faults:
    """Measure whether a figure of this height in mm and its caption stand on a page together."""
    below = caption_height(caption, preset)
    if height + below <= preset.page + SIZE_TOLERANCE:
        return []
    message = f"it is {height:.1f} mm high and its caption {below:.1f} mm, a page holds {preset.page:g} mm of both"
    return [(message, "shorten the caption, or lower the figure")]


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


def check_svg(picture: Picture, preset: Preset) -> Faults:
    """Measure a page of an SVG: type, lines, labels, and whether its text is text that it also tells in words."""
    found = _check_drawing(picture, preset)
    if picture.role != "img" or not picture.title.strip() or not picture.description.strip():
        found.append(("it has no title and description that are named as its own", _AGAIN))
    if not picture.labels:
        found.append(("it has no text that can be selected", _AGAIN))
    for text in picture.loose[:5]:
        message = f"the text '{text}' does not say how long it is in {FAMILY}"
        found.append((message, "draw within style.applied, and write it with saving.save_figure"))
    return found


def _check_told(picture: Picture, told: _Told) -> Faults:
    """Say where an SVG tells other words than its caption and alt text do, or words that need explaining."""
    found = []
    if told.caption and picture.title and picture.title != headline(told.caption):
        found.append((f"its title is '{picture.title}', not the first sentence of the caption", _AGAIN))
    if told.alt and picture.description and picture.description != told.alt:
        found.append((f"its description is '{picture.description}', not the alt text of the page", _AGAIN))
    return [*found, *check_text_of_picture(picture.texts, told.caption, told.names)]


def _check_drawing(drawing: Drawing, preset: Preset) -> Faults:
    return [
        *_check_text(drawing.text_sizes, preset),
        *_check_lines(drawing.lines, preset),
        *[_SEE_THROUGH] * drawing.transparent,
        *_check_labels(drawing),
    ]


def check_pdf(drawing: Drawing, preset: Preset) -> Faults:
    """Measure a page of a PDF: type, lines, colours, fonts, and what is cut, overlaps or reaches beyond the page."""
    found = _check_drawing(drawing, preset)
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
    if drawing.outside:
        out = max(beyond(box, page) for box in drawing.outside)
        found.append(
            (f"{len(drawing.outside)} shapes or lines reach up to {out / PT:.1f} mm beyond the page", "leave more room")
        )
    if drawing.cut:
        found.append(
            (f"{len(drawing.cut)} shapes or lines are cut at the edge of their panel", "widen the panel's limits")
        )
    return found


def _check_labels(drawing: Drawing) -> Faults:
    """Say which labels reach beyond the page, are cut or overlap."""
    found = []
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

"""How figures look: journal presets, fonts, palettes and the text colour that can be read on a shade."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from matplotlib.font_manager import fontManager

MM = 1 / 25.4
#: Dots per inch of a picture for print where a guide asks for fewer or gives no number.
HOUSE_DPI = 600
#: Height of figure and caption together, in mm, where a guide gives none: BMC's, which an A4 page holds.
HOUSE_PAGE = 225


@dataclass(frozen=True)
class Preset:
    """What a family of journals asks of a figure.

    ``single`` and ``double`` are the widths of one and of both columns, ``page`` the height that a figure and its
    caption take together, ``highest`` that of the figure above a caption of 150 words, in mm.
    ``text`` is the type that figures use, ``smallest`` and ``largest`` its limits, ``line`` the thinnest line, in pt.
    ``raster`` is the kind of file for a picture in dots (png, or tif compressed by LZW), ``dpi`` its resolution in dots
    per inch, ``megabytes`` the greatest size of a file, ``colour`` the mode of colour.
    """

    single: float
    double: float
    page: float
    highest: float
    text: float
    smallest: float
    largest: float
    line: float = 0.5
    raster: Literal["png", "tif"] = "tif"
    dpi: int = HOUSE_DPI
    megabytes: float = 10
    colour: str = "RGB"


# Where the numbers come from. The house's own, where a guide gives none or a looser one: text never under 7 pt, lines
# never under 0.5 pt, `HOUSE_DPI` for the raster (what combinations of lines, shades and lettering need; the PDF is the
# line art, and the better file wherever a journal takes it), TIFF, 10 MB, type of 8 pt, no type above 12 pt, a page of
# `HOUSE_PAGE`. The highest figure leaves room on that page for a caption of 150 words (up to 29 mm; `caption_height`).
# No guide forbids transparency outright, but a printer's software flattens it as it likes: nothing here is transparent.
PRESETS = {
    # BMC, "Preparing your manuscript: preparing figures" (biomedcentral.com, as of 2024): 85 and 170 mm, 225 mm for
    # figure and legend together, about 300 dpi, lines above 0.25 pt, fonts embedded, 10 MB. Type: no number
    # ("legible"); its older page on types of figures (2012) asked for 8 pt in labels and lines of 0.5 pt. Raster: both
    # PNG and TIFF are taken ("File formats", same site); PNG, the smaller one.
    "bmc": Preset(single=85, double=170, page=225, highest=195, text=8, smallest=7, largest=12, raster="png"),
    # MDPI, "Instructions for authors" (mdpi.com, 2024): 300 dpi or 1000 pixels across, RGB with 8 bits; TIFF, JPEG, EPS
    # and PDF are preferred. Widths, height, type in figures, lines and file size: no number. The house's widths, and a
    # height that leaves room for a caption on the house's page.
    "mdpi": Preset(single=85, double=170, page=HOUSE_PAGE, highest=170, text=8, smallest=7, largest=12),
    # SAGE, "Artwork guidelines" (sagepub.com, 2024): 300 dpi, line art 800 dpi or vector, so 800 dpi for the raster;
    # TIFF; type "should not vary too much"; size: "the dimensions of the journal". Widths, height, type, lines and file
    # size: no number, so as for MDPI.
    "sage": Preset(single=85, double=170, page=HOUSE_PAGE, highest=170, text=8, smallest=7, largest=12, dpi=800),
    # Springer, "Artwork and illustrations guidelines" (springer.com, 2024): 84 and 174 mm, at most 234 mm high (large
    # journals), lettering 8 to 12 pt, lines of at least 0.1 mm (0.3 pt), combination art 600 dpi in TIFF, RGB with 8
    # bits. File size: no number. Its height is that of the type area, so that the caption is to fit in it, too.
    "springer": Preset(single=84, double=174, page=234, highest=204, text=8, smallest=8, largest=12),
    # Elsevier, "Artwork sizing" and "Artwork types" (elsevier.com, 2024): 90 and 190 mm, at most 240 mm high, 7 pt and
    # not below 6 pt in sub- and superscripts, lines of 0.1 to 1.5 pt, RGB; graphs as TIFF, 1000 dpi for line art and
    # 500 dpi for combinations: these figures are both, so 1000 dpi. File size: no number. Its height is that of the
    # type area, so that the caption is to fit in it, too.
    "elsevier": Preset(single=90, double=190, page=240, highest=210, text=8, smallest=7, largest=12, dpi=1000),
    # Nature, "Building and exporting figure panels" and "Our specifications" (research-figure-guide.nature.com, 2024):
    # 89 and 183 mm, at most 170 mm so that the legend fits below, type 5 to 7 pt, TrueType 2 or 42, RGB, 300 dpi (450
    # preferred). Lines, kind of raster and file size: no number there. Six points, as five are hard to read in print.
    "nature": Preset(single=89, double=183, page=HOUSE_PAGE, highest=170, text=7, smallest=6, largest=7),
}

# One hue a valence, five steps from pale to dark. A step has the same lightness in every ramp (CIELAB L* 92, 75, 60, 43
# and 25), so that it is the same grey in print; neighbours differ by a CIEDE2000 of 10 or more also without one kind of
# cone (tests/test_palette.py). In grey the two hues are one: they never stand for anything that a heading or a place
# does not say, too.
RAMPS = {
    "co-destruction": ("#fde3cf", "#f2a871", "#e07226", "#b43f00", "#721d00"),
    "co-creation": ("#dbeaf6", "#99bdd8", "#5197c8", "#1f68ad", "#1a3975"),
    "neutral": ("#e8e8ee", "#b7b7c8", "#8e8ead", "#626289", "#373761"),
}
INK = "#1a1a1a"
QUIET = "#6b6b6b"
RULE = "#c9c9c9"


#: The typeface of all figures, as it ships with matplotlib.
FAMILY = "DejaVu Sans"


@cache
def own_font() -> str:
    """Return the file of the typeface of all figures, and let no other be found under its name.

    A machine may have the typeface among its own fonts, in another version with other numbers for its glyphs: what
    is written must not depend on that.
    """
    _read_once()
    folder = Path(mpl.get_data_path(), "fonts", "ttf")
    fontManager.ttflist = [entry for entry in fontManager.ttflist if entry.name != FAMILY]
    for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"):
        fontManager.addfont(folder / f"{name}.ttf")
    return str(folder / "DejaVuSans.ttf")


@cache
def _read_once() -> None:
    """Let matplotlib read the file of a font once: up to 3.11 it goes to the file again for every glyph."""
    load = font_manager._get_font.__wrapped__  # type: ignore[attr-defined]

    @lru_cache(64)
    def loaded(*files: object, **how: object) -> object:
        opened = io.open
        io.open = _in_memory  # what FT2Font opens a file with
        try:
            return load(*files, **how)
        finally:
            io.open = opened

    font_manager._get_font = loaded  # type: ignore[attr-defined]
    if hasattr(os, "register_at_fork"):  # as matplotlib does with its own: a font is of one process
        os.register_at_fork(after_in_child=loaded.cache_clear)


class _Content(io.BytesIO):
    name: Any


def _in_memory(file: Any, *how: Any, **more: Any) -> Any:
    if how != ("rb",) or more:
        return open(file, *how, **more)
    with open(file, "rb") as stream:
        content = _Content(stream.read())
    content.name = file  # matplotlib asks where a font lies
    return content


@contextmanager
def applied(preset: Preset) -> Iterator[None]:
    """Draw within a preset: DejaVu Sans (it ships with matplotlib), the preset's text and line sizes."""
    settings: dict[Any, Any] = {
        "font.family": FAMILY,
        "font.size": preset.text,
        "axes.labelsize": preset.text,
        "axes.titlesize": preset.text,
        "xtick.labelsize": preset.smallest,
        "ytick.labelsize": preset.smallest,
        "legend.fontsize": preset.smallest,
        "axes.linewidth": preset.line,
        "lines.linewidth": 2 * preset.line,
        "patch.linewidth": preset.line,
        "hatch.linewidth": preset.line,
        "xtick.major.width": preset.line,
        "ytick.major.width": preset.line,
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "figure.dpi": 100,
        "savefig.facecolor": "white",
    }
    own_font()
    with plain(settings):
        yield


@contextmanager
def plain(settings: Mapping[Any, Any]) -> Iterator[None]:
    """Draw or save with these settings of matplotlib and its own defaults, whatever a ``matplotlibrc`` here says."""
    with mpl.rc_context({**mpl.rcParamsDefault, "backend": mpl.rcParams["backend"], **settings}):
        yield


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2): 0 black, 1 white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2): 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(shade: str) -> str:
    """Return black-ish or white, whichever is read better on a shade; never below a ratio of 4.5 here."""
    return max((INK, "#ffffff"), key=lambda ink: contrast(ink, shade))

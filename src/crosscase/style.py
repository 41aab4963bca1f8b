"""How figures look: journal presets, fonts, palettes and the text colour that can be read on a shade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.colors import to_rgb

MM = 1 / 25.4


@dataclass(frozen=True)
class Preset:
    """A journal's artwork rules: widths and greatest height in mm, text in pt, raster in dots per inch."""

    single: float
    double: float
    highest: float
    text: float
    smallest: float
    line: float
    dpi: int


PRESETS = {"bmc": Preset(single=85, double=170, highest=225, text=8, smallest=7, line=0.5, dpi=600)}

# One hue a valence, five steps from pale to dark; each step is also darker than the one before in greyscale.
RAMPS = {
    "co-destruction": ("#fde3cf", "#fdb27a", "#f07f33", "#c14a09", "#7f2704"),
    "co-creation": ("#dcebf7", "#a6cbe6", "#5a9fd0", "#1f68ad", "#08306b"),
    "neutral": ("#e6e6ec", "#bfbfd0", "#8f8fae", "#5f5f86", "#32325c"),
}
INK = "#1a1a1a"
QUIET = "#6b6b6b"
RULE = "#c9c9c9"


@contextmanager
def applied(preset: Preset) -> Iterator[None]:
    """Draw within a preset: DejaVu Sans (it ships with matplotlib), the preset's text and line sizes."""
    settings = {
        "font.family": "DejaVu Sans",
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

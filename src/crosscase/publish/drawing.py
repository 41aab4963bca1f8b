"""What a figure is laid out with, in mm: its page, its panels, the letters of panels, the lines at its foot."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from . import style
from .lettering import fitted
from .style import MM, QUIET, Preset


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty figure of this size; it belongs to no window and no global state."""
    figure = Figure(figsize=(width_mm * MM, height_mm * MM))
    FigureCanvasAgg(figure)
    return figure


def placed(figure: Figure, left: float, top: float, width: float, height: float, **options: Any) -> Axes:
    """Add axes at a place given in mm from the left and the top of the figure."""
    w, h = figure.get_size_inches() / MM
    return figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h), **options)


def saying(told: str, preset: Preset, note: str = "") -> Figure:
    """Return a figure that has nothing to draw and says so, with its note at the foot."""
    with style.applied(preset):
        figure = new_figure(preset.double, 20 + footnote_height(note, preset.double, preset))
        look: dict[str, Any] = dict(ha="center", va="center", fontsize=preset.text)
        figure.text(0.5, 0.6 if note else 0.5, told, **look)
        footnote(figure, preset, note)
    return figure


def letters(number: int) -> str:
    """Return A, B, ... Z, AA, AB ... for 0, 1, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def footnote(figure: Figure, preset: Preset, text: str, *, x_mm: float = 1) -> None:
    """Print a line at the foot of a figure, for what the claim of the picture rests on; wrapped to its width.

    A line break in *text* begins a new line. The lines stand from 1 mm above the lower edge upwards: leave
    `footnote_height` there.
    """
    width, height = figure.get_size_inches() / MM
    for number, line in enumerate(reversed(_foot_lines(text, width, preset))):
        figure.text(
            x_mm / width,
            (2.2 + 3.2 * number) / height,
            line,
            fontsize=preset.smallest,
            va="center",
            color=QUIET,
            gid="note",
        )


def footnote_height(text: str, width_mm: float, preset: Preset) -> float:
    """Return the height in mm that a footnote takes; 0 for none."""
    lines = _foot_lines(text, width_mm, preset)
    return 3.2 * len(lines) + 1.5 if lines else 0.0


def _foot_lines(text: str, width_mm: float, preset: Preset) -> list[str]:
    # A raster sets type up to 4 % wider than the outlines that `width_of` measures.
    broken = [fitted(part, 0.96 * (width_mm - 2), preset.smallest) for part in text.split("\n") if part]
    return [line for part in broken for line in part.split("\n")]

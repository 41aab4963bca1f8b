"""The key of a figure: shades, signs and what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from . import style
from .lettering import width_of
from .matrix import PAIRS, RING, STEPS, class_name
from .style import MM, QUIET, RAMPS, RULE, Preset

KEY_LINE = 5.0  # mm, from one line of a key to the next


def legend(
    figure: Figure,
    preset: Preset,
    y_mm: float,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str] = (),
    classes: Sequence[int] = PAIRS,
    x_mm: float = 2,
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw the key of the shades as small labelled squares, from the left, in `key_lines` lines.

    The lowest line stands *y_mm* above the lower edge, further ones `KEY_LINE` above each other. *names* renames signs.
    """
    told = {**SIGNS, **(names or {})}
    laid = _laid_out(preset, ramps, signs, classes, x_mm, told)
    for line, x, kind, item in laid:
        y = y_mm + KEY_LINE * (laid[-1][0] - line)
        if kind == "ramp":
            title, ramp = item
            _ramp_key(figure, preset, x, y, title, ramp, classes)
        else:
            _sign_key(figure, preset, x, y, item, told[item])


def key_lines(
    preset: Preset,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str] = (),
    classes: Sequence[int] = PAIRS,
    x_mm: float = 2,
    names: Mapping[str, str] | None = None,
) -> int:
    """Return on how many lines `legend` draws this key."""
    laid = _laid_out(preset, ramps, signs, classes, x_mm, {**SIGNS, **(names or {})})
    return laid[-1][0] + 1 if laid else 0


def _laid_out(
    preset: Preset,
    ramps: Sequence[tuple[str, str]],
    signs: Sequence[str],
    classes: Sequence[int],
    x_mm: float,
    told: Mapping[str, str],
) -> list[tuple[int, float, str, Any]]:
    """Return line, place in mm, kind and content of each part of a key; what does not fit starts a new line."""
    parts: list[tuple[str, Any, float]] = [("ramp", one, _ramp_width(preset, one[0], classes)) for one in ramps]
    parts += [("sign", sign, 6 + width_of([told[sign]], preset.smallest)) for sign in signs]
    laid, line, x = [], 0, x_mm
    for kind, item, wide in parts:
        if x > x_mm and x + wide > preset.double - 1:
            line, x = line + 1, x_mm
        laid.append((line, x, kind, item))
        x += wide + 4
    return laid


def _steps(preset: Preset, classes: Sequence[int]) -> list[tuple[str, float]]:
    names = [class_name(number, classes) for number in range(STEPS)]
    return [(name, max(4.4, width_of([name], preset.smallest) + 1.6)) for name in names]


def _ramp_width(preset: Preset, title: str, classes: Sequence[int]) -> float:
    return width_of([title], preset.smallest) + 1.5 + sum(wide for _, wide in _steps(preset, classes))


def _ramp_key(
    figure: Figure, preset: Preset, x: float, y: float, title: str, ramp: str, classes: Sequence[int]
) -> None:
    width, height = figure.get_size_inches() / MM
    figure.text(x / width, y / height, title, fontsize=preset.smallest, va="center")
    x += width_of([title], preset.smallest) + 1.5
    for (name, wide), colour in zip(_steps(preset, classes), RAMPS[ramp], strict=True):
        swatch(figure, x, y, wide, facecolor=colour, edgecolor="white", linewidth=preset.line)
        ink: dict[str, Any] = dict(fontsize=preset.smallest, color=style.readable_on(colour))
        figure.text((x + wide / 2) / width, y / height, name, ha="center", va="center", **ink)
        x += wide


def _sign_key(figure: Figure, preset: Preset, x: float, y: float, sign: str, told: str) -> None:
    width, height = figure.get_size_inches() / MM
    if sign == "remedied":
        swatch(figure, x, y, 4.4, facecolor="white", edgecolor=QUIET, linewidth=preset.line)
        points = [((x + right) / width, (y + up) / height) for right, up in ((4.3, 1.8), (4.3, 0.3), (2.6, 1.8))]
        figure.add_artist(Polygon(points, closed=True, facecolor=style.INK, linewidth=0, transform=figure.transFigure))
    elif sign in LETTERS:
        figure.text((x + 2.2) / width, y / height, LETTERS[sign], fontsize=preset.text, ha="center", va="center")
    elif sign == "possible":
        figure.add_artist(Line2D([(x + 2.2) / width], [y / height], transform=figure.transFigure, **RING))
    else:
        swatch(figure, x, y, 4.4, facecolor="white", edgecolor=RULE, hatch="//////", linewidth=preset.line)
    figure.text((x + 6) / width, y / height, told, fontsize=preset.smallest, va="center")


def swatch(figure: Figure, x: float, y: float, wide: float, **options: Any) -> None:
    """Draw a square of a key: *x* is its left edge, *y* its middle, in mm from the lower left of the figure."""
    width, height = figure.get_size_inches() / MM
    place = ((x / width, (y - 1.9) / height), wide / width, 3.8 / height)
    figure.add_artist(Rectangle(*place, transform=figure.transFigure, **options))


#: Signs that are a letter in the cell.
LETTERS = {"one pass": "*", "absent": "–", "shared": "†", "own list": "§"}
SIGNS = {
    "one pass": "in one of two codings only",
    "remedied": "some met by a remedy",
    "shared": "only in text that another case shares",
    "absent": "said not to occur",
    "possible": "only feared or hoped for",
    "not covered": "case not read for it",
    "not asked": "not asked",
    "no code": "no code leads there",
    "own list": "the paper of the case uses this list",
}

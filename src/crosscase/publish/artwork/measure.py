"""What is measured in a vector file: labels, lines, size."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

PT = 72 / 25.4  # points in a mm
#: A width or height may differ from the rule by so many mm: half a raster dot and rounding.
SIZE_TOLERANCE = 0.2
#: Ink of two labels, or of a label and an edge, may meet by so many pt: side bearings, and rounding of positions.
INK_TOLERANCE = 0.3
#: A shape or line may lose so many pt at the edge of its panel: half of a thick line.
CUT = 1.0

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Alpha = tuple[float, float]  # of lines and of areas: 1 is opaque
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass
class Label:
    """One line of text as it was shown: its characters, type size in pt and the box of its ink, which may be turned."""

    text: str
    size: float
    corners: np.ndarray  # four points, in pt from the lower left of the page
    clip: Box

    @property
    def box(self) -> Box:
        """The upright box around its ink."""
        return (*self.corners.min(axis=0), *self.corners.max(axis=0))


@dataclass
class Drawing:
    """What was measured in a vector file: size in mm, labels, widths of lines in pt, and what else rules speak of."""

    width: float
    height: float
    labels: list[Label] = field(default_factory=list)
    text_sizes: set[float] = field(default_factory=set)
    lines: set[float] = field(default_factory=set)
    outside: list[Box] = field(default_factory=list)
    cut: list[Box] = field(default_factory=list)
    colours: set[str] = field(default_factory=set)
    fonts: dict[str, str] = field(default_factory=dict)  # name: what is wrong with it, or nothing
    transparent: bool = False


# --- boxes ------------------------------------------------------------------------------------------


def common_part(one: Box, other: Box) -> Box:
    """Return what two boxes share; its sides are turned round where they share nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def beyond(box: Box, frame: Box) -> float:
    """Return how far a box reaches out of a frame; 0 or less when it lies within."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])

"""Read what a raster file says of itself."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image


@dataclass
class Raster:
    """A raster file: pixels across and down, dots per inch (0 where the file does not say) and mode."""

    across: int
    down: int
    dpi: float
    mode: str
    transparent: bool


def read_png(content: bytes) -> Raster:
    """Read what a PNG says of itself. Raises `ValueError` where it is none."""
    try:
        picture = Image.open(io.BytesIO(content))
    except OSError as error:
        raise ValueError(f"it cannot be read as PNG ({error})") from None
    dpi = picture.info.get("dpi", (0, 0))
    return Raster(*picture.size, min(dpi), picture.mode, "transparency" in picture.info or picture.mode.endswith("A"))

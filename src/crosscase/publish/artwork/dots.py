"""Read what a file of a picture in dots says of itself: PNG or TIFF."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image
from PIL.TiffImagePlugin import X_RESOLUTION, Y_RESOLUTION, TiffImageFile


@dataclass
class Raster:
    """A picture in dots: how many across and down, how many an inch (0 where the file does not say), and its colours.

    ``kind`` is png or tif, ``mode`` that of Pillow (RGB, P for a palette, L for greys …), ``compression`` that of a
    TIFF.
    """

    across: int
    down: int
    dpi: float
    kind: str
    mode: str
    transparent: bool
    pages: int = 1
    compression: str = ""

    def size(self, dpi: float) -> tuple[float, float]:
        """Return width and height in mm; *dpi* counts where the file names no resolution."""
        dots = self.dpi or dpi
        return self.across / dots * 25.4, self.down / dots * 25.4


def read_raster(content: bytes) -> Raster:
    """Read what a PNG or TIFF says of itself. Raises `ValueError` where it is none, or breaks off."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # a tag that cannot be read
            picture = Image.open(io.BytesIO(content), formats=("PNG", "TIFF"))
            kind = {"PNG": "png", "TIFF": "tif"}[str(picture.format)]
            pages = getattr(picture, "n_frames", 1)
            picture.load()
    except (OSError, SyntaxError, ValueError, KeyError, UserWarning) as error:
        raise ValueError(f"it cannot be read as PNG or TIFF ({error})") from None
    dpi, compression = float(min(picture.info.get("dpi", (0, 0)))), ""
    if isinstance(picture, TiffImageFile):
        compression = str(picture.info.get("compression", ""))
        dpi = dpi if {X_RESOLUTION, Y_RESOLUTION} <= set(picture.tag_v2) else 0.0  # else Pillow says 1
    transparent = "transparency" in picture.info or picture.mode.endswith(("A", "a"))
    return Raster(*picture.size, dpi, kind, picture.mode, transparent, pages, compression)

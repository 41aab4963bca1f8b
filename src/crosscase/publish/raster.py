"""Pictures in dots, made from a page of a PDF: the preview that git keeps and the files that a journal asks for."""

from __future__ import annotations

import io as memory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

#: Dots per inch of the preview that stands beside SVG and PDF, and its colours: the flat shades and the grey edges of
#: type of these figures need no more.
PREVIEW_DPI, PREVIEW_COLOURS = 200, 64
#: The same of a picture in an executed notebook, which holds it as text: 170 mm are as wide as the notebook's column.
SCREEN_DPI, SCREEN_COLOURS = 120, 32


def raster(pdf: bytes, dpi: int, *, ending: str = "png", colours: int = 0) -> bytes:
    """Return the first page of a PDF as a picture without transparency; its resolution stands in the file.

    *ending* is png or tif (compressed by LZW). The picture is in RGB; a PNG of so many *colours* (at most 256) has a
    palette, which makes it small.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[0].render(scale=dpi / 72, fill_color=(255, 255, 255, 255), rev_byteorder=True)
        picture = bitmap.to_pil().convert("RGB")
    finally:
        document.close()
    buffer = memory.BytesIO()
    if ending == "tif":
        picture.save(buffer, format="tiff", compression="tiff_lzw", dpi=(dpi, dpi))
    else:
        (_in_few(picture, colours) if colours else picture).save(buffer, format="png", dpi=(dpi, dpi))
    return buffer.getvalue()


def _in_few(picture: Image, colours: int) -> Image:
    """Return a picture with a palette of its commonest colours; every other takes the nearest of them.

    Colours that differ by less than 8 of 256 in red, green and blue count as one, and their mean stands for them. This
    takes half the time of Pillow's median cut, and a flat shade keeps its colour.
    """
    import numpy as np
    from PIL import Image

    dots = np.asarray(picture)
    coarse = (dots >> 3).astype(np.uint16)
    kind = (coarse[..., 0] << 10 | coarse[..., 1] << 5 | coarse[..., 2]).ravel()
    count = np.bincount(kind, minlength=1 << 15)
    seen = np.flatnonzero(count)
    commonest = count.argmax()  # most of a page is white: its sum is what the others leave
    others = np.flatnonzero(kind != commonest)
    kind_of, dots_of = kind[others], dots.reshape(-1, 3)[others]
    sums = np.zeros((1 << 15, 3))
    for band, total in enumerate(np.reshape(picture.histogram(), (3, 256)) @ np.arange(256)):
        sums[:, band] = np.bincount(kind_of, weights=dots_of[:, band], minlength=1 << 15)
        sums[commonest, band] = total - sums[:, band].sum()
    means = np.rint(sums[seen] / count[seen, None])
    palette = means[np.argsort(-count[seen], kind="stable")[:colours]]
    nearest = np.zeros(1 << 15, dtype=np.uint8)
    nearest[seen] = ((means[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)
    few = Image.fromarray(nearest[kind].reshape(dots.shape[:2]), "P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few

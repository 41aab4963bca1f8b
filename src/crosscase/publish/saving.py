"""Figures and tables written for print, with what stands beside them."""

from __future__ import annotations

import io as memory
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..store.files import target_of, write_bytes, write_text
from ..store.tables import write_csv

if TYPE_CHECKING:
    from matplotlib.figure import Figure


#: Dots per inch of the preview that stands beside SVG and PDF; `crosscase print` makes what a journal asks for.
PREVIEW_DPI = 200


def save_figure(
    fig: Figure | Sequence[Figure],
    path: str | Path,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str,
    evidence: pd.DataFrame | None = None,
) -> list[bytes]:
    """Write a figure as SVG and PDF, with a preview, its plotted data, caption, alt text and evidence beside it.

    *path* ends in ``.svg``; the other files share its stem. A figure in pages (a list) becomes ``name.svg``,
    ``name.p2.svg`` and so on, and pages of an earlier run that are no more are removed. *evidence*
    (`evidence.passages`) becomes ``.evidence.csv``, which `crosscase trace` reads. The preview is a PNG of
    `PREVIEW_DPI`, made from the PDF, so that each page is drawn once for each of the two formats and no more. Returns
    the previews. Nothing in the files depends on time or machine.
    """
    import matplotlib as mpl

    stem = str(path).removesuffix(".svg")
    pages = list(fig) if isinstance(fig, Sequence) else [fig]
    previews, written = [], set()
    for number, page in enumerate(pages, 1):
        name = stem if number == 1 else f"{stem}.p{number}"
        with mpl.rc_context({"svg.hashsalt": Path(name).name, "pdf.fonttype": 42, "svg.fonttype": "path"}):
            made = {ending: _drawn(page, ending) for ending in ("svg", "pdf")}
        made["png"] = raster(made["pdf"], PREVIEW_DPI)
        for ending, content in made.items():
            write_bytes(f"{name}.{ending}", content)
            written.add(f"{name}.{ending}")
        previews.append(made["png"])
    for old in target_of(stem).parent.glob(f"{Path(stem).name}.p[0-9]*.*"):
        if str(Path(stem).parent / old.name) not in written:
            old.unlink()
    write_csv(data, f"{stem}.csv")
    write_text(f"{stem}.caption.md", caption)
    write_text(f"{stem}.alt.txt", alt)
    if evidence is not None:
        write_csv(evidence, f"{stem}.evidence.csv")
    return previews


def _drawn(page: Figure, ending: str) -> bytes:
    """Return a page in a vector format, without the time or the program that made it."""
    about = {"svg": ("Date", "Creator"), "pdf": ("CreationDate", "Creator", "Producer")}[ending]
    buffer = memory.BytesIO()
    page.savefig(buffer, format=ending, dpi=600, metadata=dict.fromkeys(about))
    return buffer.getvalue()


def raster(pdf: bytes, dpi: int, *, ending: str = "png", colours: int = 256) -> bytes:
    """Return the first page of a PDF as a picture without transparency; its resolution stands in the file.

    *ending* is png or tiff (LZW, RGB). A PNG keeps so many *colours*, 0 for all of RGB: the flat shades and the
    grey edges of type of these figures need no more.
    """
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=dpi / 72, fill_color=(255, 255, 255, 255), rev_byteorder=True).to_pil()
    picture = picture.convert("RGB")
    document.close()
    buffer = memory.BytesIO()
    if ending == "tiff":
        picture.save(buffer, format="tiff", compression="tiff_lzw", dpi=(dpi, dpi))
    else:
        few = (
            picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE) if colours else picture
        )
        few.save(buffer, format="png", dpi=(dpi, dpi), optimize=False)
    return buffer.getvalue()


def save_table(
    frame: pd.DataFrame,
    path: str | Path,
    *,
    caption: str,
    widths_mm: Sequence[float],
    evidence: pd.DataFrame | None = None,
) -> None:
    """Write a published table as CSV, Word and LaTeX with equal cells, and its caption and evidence beside it.

    *path* ends in ``.csv``; the other files share its stem.
    """
    from . import tables as publish_tables

    stem = str(path).removesuffix(".csv")
    write_csv(frame, f"{stem}.csv")
    write_bytes(f"{stem}.docx", publish_tables.as_docx(frame, caption, widths_mm=widths_mm))
    write_text(f"{stem}.tex", publish_tables.as_latex(frame, caption, f"tab:{Path(stem).name}", widths_mm=widths_mm))
    write_text(f"{stem}.caption.md", caption)
    if evidence is not None:
        write_csv(evidence, f"{stem}.evidence.csv")


def preview(fig: object) -> None:
    """Nothing; for notebooks that still ask for it."""

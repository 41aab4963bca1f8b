"""Figures and tables written to `reports/`, with what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..core.evidence import by_id
from ..store.files import is_scratch, write_bytes, write_text
from ..store.published import remove_pages
from ..store.tables import write_csv
from .artwork.writing import headline
from .raster import PREVIEW_COLOURS, PREVIEW_DPI, SCREEN_COLOURS, SCREEN_DPI, raster
from .vector import as_pdf, drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_figure(
    fig: Figure | Sequence[Figure],
    path: str | Path,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str | Sequence[str],
    evidence: pd.DataFrame | None = None,
) -> list[bytes]:
    """Write a figure as SVG and PDF, with a preview, its plotted data, caption, alt text and evidence beside it.

    *path* ends in ``.svg``; the other files share its stem. A figure in pages (a list) becomes ``name.svg``,
    ``name.p2.svg`` and so on, and pages of an earlier run that are no more are removed. *alt* is a text for each page,
    or one for all (`alt_texts`); ``.alt.txt`` holds a line a page, and the SVG tells it, below its title, the first
    sentence of the caption. *evidence*
    (`evidence.passages`) becomes ``.evidence.csv``, which names passages by id (`evidence.by_id`) and which `crosscase
    trace` reads. The preview is a PNG of
    `PREVIEW_DPI`, made from the PDF, so that each page is drawn once for each of the two formats and no more; what a
    journal asks of a picture in dots is made by `crosscase print`. Returns the pages as a notebook shows them; where
    what is written is thrown away, nothing else is made of them. Nothing in the files depends on time or machine.
    """
    pages = list(fig) if isinstance(fig, Sequence) else [fig]
    alts = alt_texts(alt, len(pages))
    if is_scratch():
        return [_on_screen(as_pdf(page)) for page in pages]
    stem = str(path).removesuffix(".svg")
    shown, written = [], set()
    for number, (page, told) in enumerate(zip(pages, alts, strict=True), 1):
        name = stem if number == 1 else f"{stem}.p{number}"
        made = drawn(page, Path(name).name, title=headline(caption), description=told)
        made["png"] = raster(made["pdf"], PREVIEW_DPI, colours=PREVIEW_COLOURS)
        for ending, content in made.items():
            write_bytes(f"{name}.{ending}", content)
            written.add(f"{name}.{ending}")
        shown.append(_on_screen(made["pdf"]))
    remove_pages(stem, but=written)
    write_csv(data, f"{stem}.csv")
    write_text(f"{stem}.caption.md", caption)
    write_text(f"{stem}.alt.txt", "\n".join(alts))
    if evidence is not None:
        write_csv(by_id(evidence), f"{stem}.evidence.csv")
    return shown


def _on_screen(pdf: bytes) -> bytes:
    return raster(pdf, SCREEN_DPI, colours=SCREEN_COLOURS)


def alt_texts(alt: str | Sequence[str], pages: int) -> list[str]:
    """Return the alt text of each page, each on one line: those given, or the one given, which then says the page too.

    Raises `ValueError` where the texts given are more or fewer than the pages.
    """
    if isinstance(alt, str):
        alt = [alt] if pages == 1 else [f"{alt} Page {number} of {pages}." for number in range(1, pages + 1)]
    if len(alt) != pages:
        raise ValueError(f"a figure of {pages} pages has {pages} alt texts, not {len(alt)}")
    return [" ".join(one.split()) for one in alt]


def save_table(
    frame: pd.DataFrame,
    path: str | Path,
    *,
    caption: str,
    widths_mm: Sequence[float],
    evidence: pd.DataFrame | None = None,
) -> None:
    """Write a published table as CSV, Word and LaTeX with equal cells, and its caption and evidence beside it.

    *path* ends in ``.csv``; the other files share its stem. The first sentence of the caption, in bold, is the title
    above the table, the rest the note below it (`tables.title_and_note`). *widths_mm*: how wide each column may be at
    most on a turned page; the page is turned only where the table needs it (`tables.layout`). Nothing is made where
    what is written is thrown away.
    """
    if is_scratch():
        return
    from .tables_latex import as_latex
    from .tables_word import as_docx

    stem = str(path).removesuffix(".csv")
    write_csv(frame, f"{stem}.csv")
    write_bytes(f"{stem}.docx", as_docx(frame, caption, widths_mm=widths_mm))
    write_text(f"{stem}.tex", as_latex(frame, caption, f"tab:{Path(stem).name}", widths_mm=widths_mm))
    write_text(f"{stem}.caption.md", caption)
    if evidence is not None:
        write_csv(by_id(evidence), f"{stem}.evidence.csv")

"""Figures and tables written for print, with what stands beside them."""

from __future__ import annotations

import io as _io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..store.files import target_of, write_bytes, write_text
from ..store.tables import write_csv

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_figure(
    fig: Figure | Sequence[Figure],
    path: str | Path,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str,
    evidence: pd.DataFrame | None = None,
    dpi: int = 600,
) -> None:
    """Write a figure as SVG, PDF and PNG, with its plotted data, caption, alt text and evidence beside it.

    *path* ends in ``.svg``; the other files share its stem. A figure in pages (a list) becomes ``name.svg``,
    ``name.p2.svg`` and so on, and pages of an earlier run that are no more are removed. *evidence*
    (`evidence.passages`) becomes ``.evidence.csv``, which `crosscase trace` reads. The raster is RGB, as journals ask.
    Nothing in the files depends on time or machine.
    """
    import matplotlib as mpl

    stem = str(path).removesuffix(".svg")
    pages = list(fig) if isinstance(fig, Sequence) else [fig]
    metadata: dict[str, Mapping[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    written = set()
    for number, page in enumerate(pages, 1):
        name = stem if number == 1 else f"{stem}.p{number}"
        with mpl.rc_context({"svg.hashsalt": Path(name).name, "pdf.fonttype": 42, "svg.fonttype": "path"}):
            for ending, about in metadata.items():
                buffer = _io.BytesIO()
                page.savefig(buffer, format=ending, dpi=dpi, metadata=about)
                write_bytes(f"{name}.{ending}", buffer.getvalue())
        write_bytes(f"{name}.png", _rgb_png(page, dpi))
        written |= {f"{name}.{ending}" for ending in ("svg", "pdf", "png")}
    for old in target_of(stem).parent.glob(f"{Path(stem).name}.p[0-9]*.*"):
        if str(Path(stem).parent / old.name) not in written:
            old.unlink()
    write_csv(data, f"{stem}.csv")
    write_text(f"{stem}.caption.md", caption)
    write_text(f"{stem}.alt.txt", alt)
    if evidence is not None:
        write_csv(evidence, f"{stem}.evidence.csv")


def _rgb_png(fig: Figure, dpi: int) -> bytes:
    """Return a figure as a PNG without transparency; its resolution stands in the file."""
    from PIL import Image

    buffer = _io.BytesIO()
    fig.savefig(buffer, format="rgba", dpi=dpi)
    width = int(fig.get_figwidth() * dpi)  # as the renderer rounds it
    pixels = buffer.getvalue()
    picture = Image.frombuffer("RGBA", (width, len(pixels) // (4 * width)), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    out = _io.BytesIO()
    picture.save(out, format="png", dpi=(dpi, dpi))
    return out.getvalue()


def preview(fig: Figure | Sequence[Figure], dpi: int = 110) -> Any:
    """Return a small picture of a figure (its first page) for a notebook; the figure itself is written by
    `save_figure`.
    """
    from IPython.display import Image

    buffer = _io.BytesIO()
    first = fig[0] if isinstance(fig, Sequence) else fig
    first.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return Image(data=buffer.getvalue(), format="png")


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

"""What a notebook shows and writes at once: text, figures and tables, with their captions as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from . import saving, tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def text(markdown: str) -> None:
    """Show text in Markdown as it is read."""
    from IPython.display import Markdown, display

    display(Markdown(markdown))


def figure(
    pages: Figure | Sequence[Figure],
    path: str,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str | Sequence[str],
    behind: pd.DataFrame | None = None,
) -> None:
    """Write a figure (`saving.save_figure`) and show its pages and its caption. *behind*: the passages behind it."""
    from IPython.display import Image, display

    for picture in saving.save_figure(pages, path, data=data, caption=caption, alt=alt, evidence=behind):
        display(Image(data=picture, format="png"))
    text(caption)


def table(
    frame: pd.DataFrame,
    path: str,
    *,
    caption: str,
    widths_mm: Sequence[float],
    behind: pd.DataFrame | None = None,
    first: int = 12,
) -> None:
    """Write a table (`saving.save_table`) and show its title, its first rows and its note."""
    saving.save_table(frame, path, caption=caption, widths_mm=widths_mm, evidence=behind)
    title, note = tables.title_and_note(caption)
    more = f"The first {first} of {len(frame)} rows." if len(frame) > first else ""
    text("\n\n".join([f"**{title}**", tables.as_markdown(frame, first), f"{note} {more}".strip()]))

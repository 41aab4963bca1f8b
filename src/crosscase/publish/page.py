"""What a notebook shows and writes at once: text, figures and tables, with their captions as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from . import saving

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
    """Write a table (`saving.save_table`) and show its first rows and its caption."""
    from IPython.display import display

    saving.save_table(frame, path, caption=caption, widths_mm=widths_mm, evidence=behind)
    with pd.option_context("display.max_colwidth", None):  # a cell is read whole
        display(frame.head(first))
    more = f" The first {first} of {len(frame)} rows." if len(frame) > first else ""
    text(caption + more)

"""Rows and columns split into pages that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from .style import MM, QUIET, Preset, applied


def pages_of(n: int, each_mm: float, available_mm: float) -> list[slice]:
    """Split *n* rows (or columns) of a size in mm into the fewest pages that fit, as even as they can be.

    Returns the slice of each page, in order: ``[names[part] for part in pages_of(len(names), CELL, room)]``. A page
    holds at least one row, however little room there is; no rows are one empty page. For columns *each_mm* is
    `narrowest` of what stands in their cells.
    """
    most = max(1, int(available_mm / each_mm + 1e-6))
    number = max(1, math.ceil(n / most))
    ends = [round(n * page / number) for page in range(number + 1)]
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def blocks_on_pages(
    sizes: Sequence[int], each_mm: float, gap_mm: float, available_mm: float
) -> list[list[tuple[int, slice]]]:
    """Split blocks of rows, each under a heading of *gap_mm*, into the fewest pages that fit, as even as they can be.

    *sizes* are the rows of each block. Returns, page by page, the number of each block that is on it and the slice of
    its rows. A block goes on on the next page under its heading again; a heading never stands alone.
    """
    return heights_on_pages([[each_mm] * size for size in sizes], gap_mm, available_mm)


def heights_on_pages(
    heights: Sequence[Sequence[float]], gap_mm: float, available_mm: float
) -> list[list[tuple[int, slice]]]:
    """Split blocks as `blocks_on_pages` does, where each row has a height of its own in mm."""
    pages, room = _filled(heights, gap_mm, available_mm), available_mm
    while len(pages) > 1 and room > gap_mm:  # the least height that needs no further page
        room -= 2
        tried = _filled(heights, gap_mm, room)
        if len(tried) > len(pages):
            break
        pages = tried
    return pages


def _filled(heights: Sequence[Sequence[float]], gap: float, room: float) -> list[list[tuple[int, slice]]]:
    pages: list[list[tuple[int, slice]]] = [[]]
    left = room
    for block, rows in enumerate(heights):
        for number, height in enumerate(rows):
            goes_on = bool(pages[-1]) and pages[-1][-1][0] == block
            if pages[-1] and left < height + (0 if goes_on else gap) - 1e-6:
                pages.append([])
                left, goes_on = room, False
            if goes_on:
                pages[-1][-1] = (block, slice(pages[-1][-1][1].start, number + 1))
            else:
                pages[-1].append((block, slice(number, number + 1)))
                left -= gap
            left -= height
    return pages


def numbered(pages: list[Figure], preset: Preset, *, x_mm: float = 1) -> list[Figure]:
    """Say on each of several pages, at its top and left, which one it is; a single page stays as it is."""
    for number, page in enumerate(pages, 1) if len(pages) > 1 else ():
        width, height = page.get_size_inches() / MM
        told = f"Page {number} of {len(pages)}"
        look: dict[str, Any] = dict(va="top", color=QUIET, fontsize=preset.smallest)
        with applied(preset):
            page.text(x_mm / width, 1 - 1 / height, told, gid="page", **look)
    return pages

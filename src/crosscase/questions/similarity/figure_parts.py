"""What the figures of similarity share."""

from __future__ import annotations

from collections.abc import Sequence


def stacked_on_pages(blocks: Sequence[tuple[float, list]], room: float) -> list[list[tuple[float, list]]]:
    """Return blocks (height, parts) on as few pages as hold them in order."""
    pages: list[list[tuple[float, list]]] = []
    for block in blocks:
        if pages and sum(tall for tall, _ in pages[-1]) + block[0] <= room:
            pages[-1].append(block)
        else:
            pages.append([block])
    return pages

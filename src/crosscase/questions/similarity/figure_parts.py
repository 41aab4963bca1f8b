"""What the figures of similarity share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ...publish.drawing import letters
from ...publish.lettering import lines_of, width_of
from ...publish.style import Preset

#: Where each of the five shades of similarity begins, the same in every panel and figure.
CLASSES = (0.0, 0.2, 0.4, 0.6, 0.8)
RAMP = "neutral"
HEAD = 6.0  # mm, above the rows of a panel


@dataclass(frozen=True)
class Look:
    """How units are named in every panel: by a letter, and by their label as it is broken for the panel."""

    size: Preset
    keys: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, cases: pd.DataFrame, names: Sequence[str], size: Preset) -> Look:
        """Return the look of *cases* with these *names*, one a unit."""
        units = cases["unit"].tolist()
        keys = dict(zip(units, map(letters, range(len(units))), strict=True))
        return cls(size, keys, dict(zip(units, names, strict=True)))

    @property
    def key_wide(self) -> float:
        """The width in mm of a letter with the space behind it."""
        return width_of(list(self.keys.values()), self.size.text) + 2.5

    @property
    def name_wide(self) -> float:
        """The width in mm of a letter and a name beside a dendrogram."""
        return width_of(lines_of(list(self.names.values())), self.size.smallest) + self.key_wide + 3


def similarity_class(value: float) -> int:
    """Return the number of the shade (0 to 4) of a similarity."""
    return sum(round(float(value), 9) >= start for start in CLASSES) - 1


def stacked_on_pages(blocks: Sequence[tuple[float, list]], room: float) -> list[list[tuple[float, list]]]:
    """Return blocks (height, parts) on as few pages as hold them in order."""
    pages: list[list[tuple[float, list]]] = []
    for block in blocks:
        if pages and sum(tall for tall, _ in pages[-1]) + block[0] <= room:
            pages[-1].append(block)
        else:
            pages.append([block])
    return pages

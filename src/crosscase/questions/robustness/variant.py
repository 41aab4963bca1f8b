"""One variant of the data: codings and links as the choices leave them, how to count, and what an answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ...core.likeness import Profiles, profiles_of

#: What a variant may count, and the words for it.
COUNTS = {"segments": "passages", "speakers": "speakers", "cases": "cases"}


@dataclass(frozen=True)
class Variant:
    """The data as one combination of choices leaves them: present codings and links by unit, and how to count.

    Both frames are kept `light`, because thousands of answers are cut from them.
    """

    codings: pd.DataFrame
    links: pd.DataFrame
    codes: pd.DataFrame
    units: tuple[str, ...]
    count_by: str = "segments"
    replaced: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("codings", "links"):
            object.__setattr__(self, name, light(getattr(self, name)))

    def code(self, code_id: str) -> str:
        """Return the code that stands for *code_id* here: of a merged set, the first that occurs."""
        return self.replaced.get(code_id, code_id)

    def amount(self, frame: pd.DataFrame) -> int:
        """Count a frame of codings or links as this variant counts."""
        return frame[self.counted].nunique()

    @property
    def counted(self) -> str:
        """The column whose different values are counted."""
        return {"cases": "unit", "speakers": "voice"}.get(self.count_by, "passage")

    @cached_property
    def _arrays(self) -> dict[tuple[str, str], np.ndarray]:
        return {}

    def array(self, table: str, column: str) -> np.ndarray:
        """Return a column of ``codings`` or ``links`` as plain values: thousands of slices are cut from it."""
        place = table, column
        if place not in self._arrays:
            self._arrays[place] = getattr(self, table)[column].to_numpy(dtype=object)
        return self._arrays[place]

    @cached_property
    def profiles(self) -> dict[str, Profiles]:
        """What each unit shows of the codes of each family."""
        places = pd.DataFrame({"unit": self.units, "case_id": [unit.split("/")[0] for unit in self.units]})
        return profiles_of(self.codings, self.codes, places, {})


#: What an answer may ask of a coding or a link.
_ASKED = (
    "case_id unit unit_id segment_id code_id family phase perspective presence cause effect valence status episode"
).split()


def light(frame: pd.DataFrame) -> pd.DataFrame:
    """Return codings or links with what an answer may ask, as categories, and the keys that are counted.

    ``passage`` is ``case_id:segment_id``, ``link`` ``case_id:link_id``; ``voice`` is ``case_id:speaker``, missing where
    no speaker is labelled.
    """
    if "passage" in frame:
        return frame
    case_id = frame["case_id"].astype("str")
    keys = {
        "passage": case_id + ":" + frame["segment_id"].astype("str"),
        "voice": (case_id + ":" + frame["speaker"]).where(frame["speaker"] != ""),
    }
    if "link_id" in frame:
        keys["link"] = case_id + ":" + frame["link_id"].astype("str")
    return frame[[column for column in _ASKED if column in frame]].assign(**keys).astype("category")


@dataclass(frozen=True)
class Answer:
    """Whether a finding holds in a variant (None: it cannot be asked there), what was found, and the passages behind
    it.

    Where cases were found, ``told`` is empty and ``places`` lists them.
    """

    holds: bool | None
    told: str
    behind: pd.DataFrame | None = None
    places: tuple[str, ...] = ()

    @property
    def segment_ids(self) -> str:
        """The passages as ``case_id:segment_id``, sorted."""
        if self.behind is None or self.behind.empty:
            return ""
        return " ".join(sorted(set(self.behind["passage"])))

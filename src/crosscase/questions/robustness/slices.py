"""What the answer to each kind of finding hangs on: the rows and columns of the data that it looks at.

Each function returns a value that is equal for two variants exactly where they hold the same data for the finding. Two
such variants can only give one answer, so they are asked once and counted once. Choices that leave a finding's rows as
they are (another pass that reads them alike, a merge of codes it does not speak of) add nothing to its count.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ...core.codebook import HAPPENED, REMEDIED, SIDES, VALENCES, codes_of
from ...core.likeness import FAMILIES
from .variant import Variant

#: The different rows of some columns; the order and the number of equal rows say nothing.
Slice = frozenset[tuple[object, ...]]


def _rows(variant: Variant, table: str, chosen: np.ndarray | None, *columns: str) -> Slice:
    """Return the different rows of these columns of ``codings`` or ``links``, of those *chosen* (None: of all).

    A passage whose speaker is not labelled has no voice, and is no row where voices are counted.
    """
    arrays = [variant.array(table, column) for column in columns]
    rows = zip(*(array.tolist() if chosen is None else array[chosen].tolist() for array in arrays), strict=True)
    if "voice" not in columns:
        return frozenset(rows)
    at = columns.index("voice")
    return frozenset(row for row in rows if isinstance(row[at], str))


def _among(array: np.ndarray, values: Collection[str]) -> np.ndarray:
    """Return which values of an array are among these."""
    return np.fromiter((value in values for value in array.tolist()), dtype=bool, count=len(array))


def _families(variant: Variant, *families: str) -> np.ndarray:
    """Return which codings are of these families."""
    return _among(variant.array("codings", "family"), families)


def _code(variant: Variant, code: str) -> np.ndarray:
    """Return which codings are of the code, or of the one that stands for it."""
    return variant.array("codings", "code_id") == variant.code(code)


def _harm(variant: Variant) -> np.ndarray:
    """Return which links lead to harm."""
    return variant.array("links", "valence") == VALENCES[0]


def units_of_code(variant: Variant, *, code: str, **_: object) -> Slice:
    """The units that show the code."""
    return _rows(variant, "codings", _code(variant, code), "unit")


def units_of_codes(variant: Variant, *, codes: Sequence[str], **_: object) -> Slice:
    """The units that show each of the codes."""
    return frozenset((code, *row) for code in codes for row in units_of_code(variant, code=code))


def family_by_unit(variant: Variant, *, family: str, **_: object) -> Slice:
    """Which codes of the family each unit shows."""
    return _rows(variant, "codings", _families(variant, family), "unit", "code_id")


def compared_by_unit(variant: Variant, **_: object) -> Slice:
    """Which barriers, enablers and effects each unit shows."""
    return _rows(variant, "codings", _families(variant, *FAMILIES), "unit", "code_id")


def codes_by_unit(variant: Variant, **_: object) -> Slice:
    """Which codes of any family each unit shows."""
    return _rows(variant, "codings", None, "unit", "code_id")


def barriers_by_phase(variant: Variant, **_: object) -> Slice:
    """What is counted of barriers in each phase; with cases, the barriers that each shows in it."""
    counted = ("unit", "code_id") if variant.count_by == "cases" else (variant.counted,)
    return _rows(variant, "codings", _families(variant, "barrier"), "phase", *counted)


def valences_by_unit(variant: Variant, **_: object) -> Slice:
    """Which valences of links each unit states."""
    return _rows(variant, "links", None, "unit", "valence")


def valences_counted(variant: Variant, **_: object) -> Slice:
    """What is counted of each valence of links in each unit."""
    return _rows(variant, "links", None, "unit", "valence", variant.counted)


def units_of_pair(variant: Variant, *, cause: str, effect: str, **_: object) -> Slice:
    """The units that tell that the link happened."""
    stated = variant.array("links", "cause") == variant.code(cause)
    stated &= variant.array("links", "effect") == variant.code(effect)
    return _rows(variant, "links", stated & _among(variant.array("links", "status"), HAPPENED), "unit")


def effects_counted(variant: Variant, *, valence: str, **_: object) -> Slice:
    """What is counted of each effect of the valence."""
    codes = variant.codes
    mine = {variant.code(code) for code in codes["code_id"].to_numpy()[(codes["valence"] == valence).to_numpy()]}
    return _rows(variant, "codings", _among(variant.array("codings", "code_id"), mine), "code_id", variant.counted)


def harms_met(variant: Variant, **_: object) -> Slice:
    """The links to a harm, and whether each tells it averted or mitigated."""
    rows = _rows(variant, "links", _harm(variant), "link", "status")
    return frozenset((link, status in REMEDIED) for link, status in rows)


def harm_pairs_by_unit(variant: Variant, **_: object) -> Slice:
    """The pairs of a barrier and a harm that each unit states."""
    barriers = _among(variant.array("links", "cause"), set(codes_of(variant.codes, "barrier")))
    return _rows(variant, "links", _harm(variant) & barriers, "unit", "cause", "effect")


def profiles(variant: Variant, **_: object) -> Slice:
    """The passages of each unit that carry each barrier, enabler and effect."""
    return _rows(variant, "codings", _families(variant, *FAMILIES), "unit", "code_id", "passage")


def profiles_of_two(variant: Variant, *, family: str, than: str) -> Slice:
    """The passages of each unit that carry each code of two families."""
    return _rows(variant, "codings", _families(variant, family, than), "unit", "code_id", "passage")


def profiles_of_family(variant: Variant, *, family: str, **_: object) -> Slice:
    """The passages of each unit that carry each code of the family."""
    return _rows(variant, "codings", _families(variant, family), "unit", "code_id", "passage")


def sides(variant: Variant, **_: object) -> Slice:
    """Which side is heard in each unit, and which barriers it names there."""
    return _heard(variant) | _rows(variant, "codings", _named(variant), "unit", "perspective", "code_id")


def sides_of_code(variant: Variant, *, code: str, **_: object) -> Slice:
    """Which side is heard in each unit, and which names the barrier there."""
    named = _rows(variant, "codings", _named(variant) & _code(variant, code), "unit", "perspective")
    return _heard(variant) | frozenset((*row, "names it") for row in named)


def _heard(variant: Variant) -> Slice:
    return _rows(variant, "codings", _among(variant.array("codings", "perspective"), SIDES), "unit", "perspective")


def _named(variant: Variant) -> np.ndarray:
    """Return which codings are barriers that citizens or providers name."""
    return _among(variant.array("codings", "perspective"), SIDES) & _families(variant, "barrier")

"""Random data for the findings that such data might show as well: what is shuffled, and what stays as it is.

Each function takes the data as published and the settings of a finding, and returns a function that lays the data out
anew with a *shuffle* (of an array) and tells whether the statement holds there; None where it cannot be told. The
door of `core.honest` draws and decides.

- Likeness and spread: the units are shuffled over the codings of each family. How often each code is told and how much
  each unit tells stay fixed, as in null models of ecology (Gotelli 2000).
- Sides: within each unit the perspective is shuffled over the passages of citizens and providers. A passage stays
  whole, with all its codes, and each side keeps its number of passages.
- Pairs: the units are shuffled over the links from a barrier to a harm. How often each pair is stated and how many
  links each unit states stay fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...core.codebook import SIDES, VALENCES, codes_of
from ...core.honest import Shuffle
from ...core.likeness import FAMILIES, Profiles
from . import likeness
from .variant import Variant

Redrawn = Callable[[Shuffle], bool | None]


@dataclass(frozen=True)
class _Told:
    """The codings of one family, one each of a unit, a code and a passage, as numbers of a unit and of a code.

    ``base``: the passages of each unit that carry the family, 1 for none.
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    unit: np.ndarray
    code: np.ndarray
    base: np.ndarray

    def counts(self, shuffle: Shuffle) -> np.ndarray:
        """Return how many codings of each code (column) each unit (row) has once the units are shuffled."""
        shape = len(self.units), len(self.codes)
        return np.bincount(shuffle(self.unit) * shape[1] + self.code, minlength=shape[0] * shape[1]).reshape(shape)

    def profiles(self, shuffle: Shuffle) -> Profiles:
        """Return what each unit then shows; the passages that shares divide by stay."""
        counts = self.counts(shuffle)
        return Profiles(
            self.units, self.codes, counts > 0, np.ones_like(counts, dtype=bool), counts / self.base[:, None]
        )


def _told(variant: Variant, family: str) -> _Told:
    units, codes = tuple(sorted(variant.units)), tuple(codes_of(variant.codes, family))
    rows = variant.codings.loc[variant.codings["family"] == family, ["unit", "code_id", "passage"]].astype("str")
    rows = rows.drop_duplicates()
    place = {unit: number for number, unit in enumerate(units)}
    number = {code: at for at, code in enumerate(codes)}
    passages = rows[["unit", "passage"]].drop_duplicates()["unit"].map(place).to_numpy(dtype=int)
    return _Told(
        units,
        codes,
        rows["unit"].map(place).to_numpy(dtype=int),
        rows["code_id"].map(number).to_numpy(dtype=int),
        np.maximum(np.bincount(passages, minlength=len(units)), 1),
    )


def _each(variant: Variant, families: Sequence[str]) -> dict[str, _Told]:
    """Return the codings of these families, as far as the codebook has codes of them."""
    return {family: _told(variant, family) for family in families if codes_of(variant.codes, family)}


def most_alike(variant: Variant, *, cases: Sequence[str]) -> Redrawn:
    told = _each(variant, FAMILIES)
    return lambda shuffle: likeness.most_alike({family: one.profiles(shuffle) for family, one in told.items()}, cases)


def more_alike_in(variant: Variant, *, family: str, than: str) -> Redrawn:
    told = _each(variant, (family, than))
    return lambda shuffle: likeness.more_alike_in(
        {name: one.profiles(shuffle) for name, one in told.items()}, family, than
    )


def set_apart(variant: Variant, *, family: str, cases: Sequence[str]) -> Redrawn:
    told = _told(variant, family)
    return lambda shuffle: likeness.set_apart({family: told.profiles(shuffle)}, family, cases)


def none_in_every_case(variant: Variant, *, family: str) -> Redrawn:
    told = _told(variant, family)
    return lambda shuffle: not (told.counts(shuffle) > 0).all(axis=0).any()


def seen_in_one_case_only(variant: Variant, *, family: str, at_least: int) -> Redrawn:
    told = _told(variant, family)
    return lambda shuffle: _alone(told.counts(shuffle)).sum() >= at_least


def last_case_adds(variant: Variant, *, at_least: int) -> Redrawn:
    told = _each(variant, variant.codes["family"].unique())
    least = at_least * len(variant.units)
    return lambda shuffle: sum(_alone(one.counts(shuffle)).sum() for one in told.values()) >= least


def every_case_adds(variant: Variant) -> Redrawn:
    told = _each(variant, FAMILIES)

    def holds(shuffle: Shuffle) -> bool:
        counts = np.hstack([one.counts(shuffle) for one in told.values()])
        return bool((counts[:, _alone(counts)] > 0).any(axis=1).all())

    return holds


def only_in_cases(variant: Variant, *, code: str, cases: Sequence[str]) -> Redrawn:
    told = _told(variant, variant.codes.set_index("code_id").at[code, "family"])
    known = np.array([unit.split("/")[0] in cases for unit in told.units])
    at = told.codes.index(code)
    return lambda shuffle: bool(((told.counts(shuffle)[:, at] > 0) == known).all())


def _alone(counts: np.ndarray) -> np.ndarray:
    """Return for each code (column) whether one unit alone has it."""
    return (counts > 0).sum(axis=0) == 1


def _voices(variant: Variant) -> tuple[list[tuple[np.ndarray, np.ndarray]], list[str]]:
    """Return for each unit in which both sides are heard the side of each passage (its place in `SIDES`) and which
    barriers (columns) the passage names; and the barriers.
    """
    barriers = codes_of(variant.codes, "barrier")
    told = variant.codings[variant.codings["perspective"].isin(SIDES)]
    found = []
    for _, mine in told.groupby(told["unit"].astype("str")):
        passages = mine.drop_duplicates("passage").set_index("passage")["perspective"].astype("str")
        if passages.nunique() < len(SIDES):
            continue
        named = np.zeros((len(passages), len(barriers)), dtype=bool)
        for passage, code in zip(mine["passage"].tolist(), mine["code_id"].tolist(), strict=True):
            if code in barriers:
                named[passages.index.get_loc(passage), barriers.index(code)] = True
        found.append((passages.map(SIDES.index).to_numpy(dtype=int), named))
    return found, barriers


def mostly_one_side(variant: Variant) -> Redrawn:
    voices, _ = _voices(variant)

    def holds(shuffle: Shuffle) -> bool:
        for side, named in voices:
            one, other = _by_side(shuffle(side), named)
            if (one ^ other).sum() <= (one & other).sum():
                return False
        return True

    return holds


def named_only_by(variant: Variant, *, code: str, side: str) -> Redrawn:
    voices, barriers = _voices(variant)
    at, wanted = barriers.index(code), SIDES.index(side)

    def holds(shuffle: Shuffle) -> bool:
        names = np.array([_by_side(shuffle(side_of), named[:, [at]]) for side_of, named in voices])[:, :, 0]
        return bool(names[:, wanted].any() and not names[:, 1 - wanted].any())

    return holds


def _by_side(side: np.ndarray, named: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which barriers each of the two sides names."""
    return named[side == 0].any(axis=0), named[side == 1].any(axis=0)


def harm_pairs_of_one_case(variant: Variant, *, percent: int) -> Redrawn:
    harm = variant.links[variant.links["valence"] == VALENCES[0]]
    harm = harm[harm["cause"].isin(codes_of(variant.codes, "barrier"))]
    pair = harm.groupby(["cause", "effect"], observed=True).ngroup().to_numpy()
    unit = harm["unit"].astype("str").map({one: at for at, one in enumerate(variant.units)}).to_numpy(dtype=int)
    shape = int(pair.max()) + 1, len(variant.units)

    def holds(shuffle: Shuffle) -> bool:
        stated = np.bincount(pair * shape[1] + shuffle(unit), minlength=shape[0] * shape[1]).reshape(shape) > 0
        return bool(100 * (stated.sum(axis=1) == 1).sum() >= percent * shape[0])

    return holds

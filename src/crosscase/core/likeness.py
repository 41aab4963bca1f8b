"""How alike units are: profiles, dissimilarities and trees.

Presence is compared with Jaccard's coefficient (Jaccard 1901), shares within the case with the dissimilarity of Bray
and Curtis (1957). Units are clustered by average linkage (Sokal and Michener 1958) and ordered by their leaves
(Bar-Joseph, Gifford and Jaakkola 2001).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from .codebook import codes_of

Measure = Literal["jaccard", "bray_curtis"]

#: The families that are compared, in the order of figures.
FAMILIES = ("barrier", "enabler", "effect")
MEASURES: tuple[Measure, ...] = ("jaccard", "bray_curtis")
#: The dendrogram that is drawn; the other measure and linkages are variants.
DRAWN: tuple[Measure, str] = ("jaccard", "average")
LINKAGES = ("average", "complete", "single")


@dataclass(frozen=True)
class Profiles:
    """What each unit (row) shows of each code (column) of one family.

    ``shown``: coded present. ``covered``: the case was read for the code. ``shares``: passages with the code divided
    by the unit's passages with any code of the family (0 to 1), 0 where nobody said it. A passage can carry several
    codes, so the shares of a unit need not sum to 1.
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    shown: np.ndarray
    covered: np.ndarray
    shares: np.ndarray

    def without(self, number: int) -> Profiles:
        """Return the profiles with one code less; shares keep their base."""
        keep = [at for at in range(len(self.codes)) if at != number]
        codes = tuple(self.codes[at] for at in keep)
        return replace(
            self, codes=codes, shown=self.shown[:, keep], covered=self.covered[:, keep], shares=self.shares[:, keep]
        )


def profiles_of(
    placed: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, not_covered: Mapping[str, Sequence[str]]
) -> dict[str, Profiles]:
    """Return the profiles of each family straight from the codings of one pass, quickly enough for many variants of
    the data.

    They are those of `profiles` for the `counts.codes_by_case` of the same codings. *placed* holds the codings with
    ``unit``, as `counts.by_unit` returns them; absent ones are passed over. Uses ``unit`` and ``case_id`` of
    *cases*.
    """
    present = placed[placed["presence"] == "present"]
    passages: dict[tuple[str, str], set[tuple[str, str]]] = {}
    base: dict[tuple[str, str], set[tuple[str, str]]] = {}
    columns = [present[name].tolist() for name in ("unit", "case_id", "segment_id", "code_id", "family")]
    for unit, case_id, segment_id, code, family in zip(*columns, strict=True):
        passages.setdefault((unit, code), set()).add((case_id, segment_id))
        base.setdefault((unit, family), set()).add((case_id, segment_id))
    units = tuple(sorted(cases["unit"]))
    skipped = dict(zip(cases["unit"], (set(not_covered.get(case_id, ())) for case_id in cases["case_id"]), strict=True))
    found = {}
    for family in FAMILIES:
        listed = tuple(codes_of(codes, family))
        if listed:
            counts = np.array([[len(passages.get((unit, code), ())) for code in listed] for unit in units])
            covered = np.array([[code not in skipped[unit] for code in listed] for unit in units]) | (counts > 0)
            total = np.array([[max(len(base.get((unit, family), ())), 1)] for unit in units])
            found[family] = Profiles(units, listed, counts > 0, covered, counts / total)
    return found


def profiles(table: pd.DataFrame, family: str) -> Profiles:
    """Return what each unit shows of the codes of one family; units in alphabetical order, so that the order of cases
    changes nothing.

    Uses ``code_id``, ``family``, ``unit``, ``state`` and ``share_of_segments`` of *table* (`counts.codes_by_case`).
    """
    chosen = table[table["family"] == family]
    codes, units = tuple(dict.fromkeys(chosen["code_id"])), tuple(sorted(dict.fromkeys(chosen["unit"])))
    places = pd.MultiIndex.from_product([units, codes])
    ordered = chosen.set_index(["unit", "code_id"]).reindex(places)
    shape = (len(units), len(codes))
    state = ordered["state"].to_numpy(dtype=object).reshape(shape)
    shares = ordered["share_of_segments"].astype("Float64").to_numpy(dtype=float, na_value=0.0).reshape(shape)
    return Profiles(units, codes, state == "present", state != "not covered", np.nan_to_num(shares))


def dissimilarities(given: Profiles, measure: Measure) -> np.ndarray:
    """Return the dissimilarity of every two units (0 to 1): 1 − Jaccard, or Bray–Curtis; missing where there is no
    common basis.

    Jaccard: codes that both show, divided by codes that either shows. Bray–Curtis: sum of the differences of shares
    divided by the sum of the shares. Both over the codes that both units were read for.
    """
    basis = given.covered[:, None, :] & given.covered[None, :, :]
    one, other = given.shown[:, None, :] & basis, given.shown[None, :, :] & basis
    either = (one | other).sum(axis=2)
    comparable = one.any(axis=2) & other.any(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        if measure == "jaccard":
            found = 1 - (one & other).sum(axis=2) / either
        else:
            left, right = given.shares[:, None, :] * basis, given.shares[None, :, :] * basis
            found = np.abs(left - right).sum(axis=2) / (left + right).sum(axis=2)
    found = np.where(comparable, np.round(found, 12), np.nan)
    np.fill_diagonal(found, 0.0)
    return found


# --- clustering -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tree:
    """A dendrogram: ``order`` of its leaves, ``merges`` as (left leaves, right leaves, height), and units
    ``left_out`` of it.
    """

    order: tuple[str, ...]
    merges: tuple[tuple[tuple[str, ...], tuple[str, ...], float], ...]
    left_out: tuple[str, ...]

    @property
    def branches(self) -> frozenset[frozenset[str]]:
        return frozenset(frozenset((*left, *right)) for left, right, _ in self.merges)


def tree(matrix: np.ndarray, units: Sequence[str], linkage: str, *, ordered: bool = True) -> Tree:
    """Cluster units by a dissimilarity matrix (rows and columns as *units*).

    A unit without a dissimilarity to some other cannot be placed: the one that lacks most is left out, until none is
    missing. With *ordered* the leaves are turned so that neighbours are alike (optimal leaf order), the
    alphabetically first of the two ends above.
    """
    from scipy.cluster import hierarchy  # half a second that every check of the data would pay
    from scipy.spatial.distance import squareform

    keep, left_out = list(range(len(units))), []
    while keep and np.isnan(matrix[np.ix_(keep, keep)]).any():
        lacking = np.isnan(matrix[np.ix_(keep, keep)]).sum(axis=1)
        worst = max(range(len(keep)), key=lambda at: (lacking[at], at))
        left_out.append(units[keep.pop(worst)])
    names = [units[at] for at in keep]
    if len(names) < 2:
        return Tree(tuple(names), (), tuple(sorted(left_out)))
    # Slow to import, and the check of what is declared needs the names of this module only.

    joined = hierarchy.linkage(squareform(matrix[np.ix_(keep, keep)], checks=False), linkage, optimal_ordering=ordered)
    members: list[tuple[str, ...]] = [(name,) for name in names]
    merges = []
    for left, right, height, _ in joined:
        merges.append((members[int(left)], members[int(right)], float(height)))
        members.append(members[int(left)] + members[int(right)])
    order = members[-1]
    if order[0] > order[-1]:
        merges = [(right[::-1], left[::-1], height) for left, right, height in merges]
        order = order[::-1]
    return Tree(order, tuple(merges), tuple(sorted(left_out)))


def seriated(units: Sequence[tuple[str, Sequence[str], Collection[str]]]) -> list[str]:
    """Return units in the order of figures: neighbours show the same things, and those of one source stand together.

    Each is (unit, its sources, what it shows). Units that share a source, directly or through others, are clustered
    first; within and between such groups leaves are ordered by 1 − Jaccard (optimal leaf order, see `tree`), the
    alphabetically first of the two ends first. Two units that show nothing have nothing in common.
    """
    given = sorted(units, key=lambda one: one[0])
    n = len(given)
    apart, group = np.zeros((n, n)), list(range(n))
    for one, other in combinations(range(n), 2):
        (_, mine, left), (_, theirs, right) = given[one], given[other]
        either = len(set(left) | set(right))
        apart[one, other] = apart[other, one] = 1 - len(set(left) & set(right)) / either if either else 1.0
        if set(mine) & set(theirs):
            group = [group[one] if at == group[other] else at for at in group]
    for one, other in combinations(range(n), 2):
        if group[one] != group[other]:  # more than any two of one group can be apart
            apart[one, other] = apart[other, one] = apart[one, other] + 2
    return list(tree(apart, [unit for unit, *_ in given], DRAWN[1]).order)


def drawn_tree(table: pd.DataFrame, family: str) -> Tree:
    """Return the dendrogram of one family that figures draw: 1 − Jaccard, average linkage."""
    measure, linkage = DRAWN
    given = profiles(table, family)
    return tree(dissimilarities(given, measure), given.units, linkage)

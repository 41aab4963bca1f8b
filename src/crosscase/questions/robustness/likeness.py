"""Findings about likeness: which cases are most alike, in what, and which stand apart from all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from ...core.likeness import DRAWN, MEASURES, Profiles, dissimilarities, tree


def most_alike(found: Mapping[str, Profiles], pair: Sequence[str]) -> bool | None:
    """Tell whether this pair of units is the most alike of all, in barriers, enablers and effects, by Jaccard and by
    Bray–Curtis.

    *found* is `likeness.profiles_of`. False where another pair is as alike. A family in which no pair can be compared
    tells nothing; None where none tells, one of the two is not there, or there is no other pair.
    """
    told = None
    for given in found.values():
        if not set(pair) < set(given.units):
            return None
        i, j = (given.units.index(unit) for unit in pair)
        for measure in MEASURES:
            matrix = dissimilarities(given, measure)
            if np.isnan(matrix[np.triu_indices(len(matrix), 1)]).all():
                continue
            told = True
            others = [matrix[a, b] for a, b in combinations(range(len(given.units)), 2) if {a, b} != {i, j}]
            if np.isnan(matrix[i, j]) or not all(np.isnan(other) or matrix[i, j] < other for other in others):
                return False
    return told


def more_alike_in(found: Mapping[str, Profiles], more: str, less: str) -> bool | None:
    """Tell whether units resemble each other more in the codes of one family than in those of another, on average
    over pairs, by both measures.

    None where it cannot be told, because no pair can be compared.
    """
    upper = np.triu_indices(len(found[more].units), 1)
    holds = True
    for measure in MEASURES:
        means = []
        for family in (more, less):
            values = dissimilarities(found[family], measure)[upper]
            if np.isnan(values).all():
                return None
            means.append(np.nanmean(values))
        holds &= bool(means[0] < means[1])
    return holds


def set_apart(found: Mapping[str, Profiles], family: str, together: Sequence[str]) -> bool | None:
    """Tell whether the codes of a family part these units from all others: they are one of the two last branches of
    the dendrogram, by both measures.

    None where it cannot be told, because one of them is not there, or nobody is left on the other side.
    """
    given = found[family]
    if not set(together) < set(given.units):
        return None
    for measure in MEASURES:
        grown = tree(dissimilarities(given, measure), given.units, DRAWN[1])
        if not grown.merges or set(together) not in [set(side) for side in grown.merges[-1][:2]]:
            return False
    return True

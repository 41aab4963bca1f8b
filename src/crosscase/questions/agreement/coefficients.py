"""Coefficients of agreement of two readers, and their ranges over resampled passages.

Cohen's kappa (Cohen 1960, by statsmodels), Krippendorff's alpha (2004; by the package krippendorff), Gwet's AC1 (2008),
and for sets alpha with the distances of Jaccard and MASI (Passonneau 2006).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import krippendorff
import numpy as np

#: Resamples of passages behind an interval.
RESAMPLES = 1000


def in_words(value: float) -> str:
    """Return a coefficient with two decimals, below 1 never as 1; a dash where it is not defined."""
    if math.isnan(value):
        return "–"
    return "> 0.99" if value < 1 and f"{value:.2f}" == "1.00" else f"{value:.2f}"


# --- two readers, one decision a passage ------------------------------------------------------------


def percent_agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of units on which both readers decide alike (0 to 1)."""
    return float(np.mean(one == other))


def _numbered(one: np.ndarray, other: np.ndarray) -> tuple[int, np.ndarray]:
    """Return how many kinds two readers name, and their decisions by the kind's number from 0, a row a reader."""
    kinds, coded = np.unique(np.concatenate([one, other]), return_inverse=True)
    return len(kinds), coded.reshape(2, -1)


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Return Cohen's kappa of two readers; missing where both always decide the same one way."""
    from statsmodels.stats.inter_rater import cohens_kappa  # it takes as long to load as all else here

    n_kinds, (mine, yours) = _numbered(one, other)
    if n_kinds < 2:
        return float("nan")
    table = np.bincount(mine * n_kinds + yours, minlength=n_kinds**2).reshape(n_kinds, n_kinds)
    return float(cohens_kappa(table, return_results=False))


def alpha(one: np.ndarray, other: np.ndarray) -> float:
    """Return Krippendorff's nominal alpha of two readers; missing where there is one value only."""
    n_kinds, decisions = _numbered(one, other)
    if n_kinds < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=decisions.astype(float), level_of_measurement="nominal"))


def ac1(one: np.ndarray, other: np.ndarray) -> float:
    """Return Gwet's AC1 of two readers (Gwet 2008); 1 where both always decide the same one way."""
    kinds = np.unique(np.concatenate([one, other]))
    if len(kinds) < 2:
        return 1.0
    share = [(np.mean(one == kind) + np.mean(other == kind)) / 2 for kind in kinds]
    chance = sum(p * (1 - p) for p in share) / (len(kinds) - 1)
    return float((percent_agreement(one, other) - chance) / (1 - chance))


# --- two readers, a set of codes a passage ----------------------------------------------------------


def jaccard_distance(one: frozenset, other: frozenset) -> float:
    """Return 1 minus the shared part of two sets; 0 for two empty ones."""
    return 0.0 if one == other else 1 - len(one & other) / len(one | other)


def masi_distance(one: frozenset, other: frozenset) -> float:
    """Return the MASI distance of two sets: Jaccard, weighed by how they overlap (Passonneau 2006).

    The weight is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not.
    """
    if one == other:
        return 0.0
    weight = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - weight * len(one & other) / len(one | other)


def set_alpha(
    pairs: Sequence[tuple[frozenset, frozenset]], distance: Callable[[frozenset, frozenset], float] = masi_distance
) -> float:
    """Return Krippendorff's alpha of two readers for sets, with the given distance; missing where all sets are
    equal.
    """
    kinds = sorted({s for pair in pairs for s in pair}, key=sorted)
    if len(kinds) < 2:
        return float("nan")
    place = {kind: number for number, kind in enumerate(kinds)}
    between = np.array([[distance(a, b) for b in kinds] for a in kinds])
    coded = np.array([[place[a], place[b]] for a, b in pairs])
    return set_alpha_of(coded, between)


def set_alpha_of(coded: np.ndarray, between: np.ndarray) -> float:
    observed = between[coded[:, 0], coded[:, 1]].mean()
    counts = np.bincount(coded.ravel(), minlength=len(between)).astype(float)
    n = counts.sum()
    expected = counts @ between @ counts / (n * (n - 1))
    return float(1 - observed / expected) if expected else float("nan")


# --- intervals over resampled passages --------------------------------------------------------------

#: The coefficients of yes-or-no decisions, in the order of the tables.
COEFFICIENTS = ("percent_agreement", "kappa", "alpha", "ac1")


def coefficients(both: np.ndarray, one: np.ndarray, other: np.ndarray, n: np.ndarray | int) -> dict[str, np.ndarray]:
    """Return the four coefficients of two-by-two tables given by their counts, for many tables at once.

    *both*, *one* and *other* count decisions that both readers, only the first and only the second made, of *n*.
    Missing where a coefficient is not defined. The same figures as `percent_agreement`, `kappa`, `alpha` and `ac1` of
    single decisions.
    """
    both, one, other, n = (np.asarray(part, dtype=float) for part in (both, one, other, n))
    p1, p2, observed = (both + one) / n, (both + other) / n, 1 - (one + other) / n
    made, left_out = 2 * both + one + other, 2 * n - (2 * both + one + other)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = p1 * p2 + (1 - p1) * (1 - p2)
        kappas = np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
        disagreement = 2 * made * left_out / (2 * n * (2 * n - 1))
        alphas = np.where(disagreement > 0, 1 - (1 - observed) / disagreement, np.nan)
        share = (p1 + p2) / 2
        chance = 2 * share * (1 - share)
        ac1s = (observed - chance) / (1 - chance)
    return {"percent_agreement": observed, "kappa": kappas, "alpha": alphas, "ac1": ac1s}


def ranges(counts: np.ndarray, decisions: int, seed: int) -> dict[str, float]:
    """Return the 2.5th and 97.5th percentile of each coefficient over resampled passages (``kappa_low``, ``kappa_high``
    ...).

    *counts* has a row per passage: decisions that both, only the first and only the second reader made on it, of
    *decisions* possible ones. Resamples in which a coefficient is not defined are left out of its range.
    """
    random = np.random.default_rng(seed)
    n = len(counts)
    drawn = random.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) @ counts
    found = coefficients(drawn[:, 0], drawn[:, 1], drawn[:, 2], n * decisions)
    told: dict[str, Any] = {}
    for name, values in found.items():
        known = values[~np.isnan(values)]
        low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
        told |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return told


def nominal(one: np.ndarray, other: np.ndarray, n_kinds: int) -> dict[str, float]:
    """Return the four coefficients of two readers who each name one of *n_kinds* kinds, given as numbers from 0.

    The same figures as `percent_agreement`, `kappa`, `alpha` and `ac1`, fast enough to be asked a thousand times.
    """
    n = len(one)
    mine, yours = np.bincount(one, minlength=n_kinds), np.bincount(other, minlength=n_kinds)
    observed, both = float(np.mean(one == other)), mine + yours
    used = int((both > 0).sum())
    if used < 2:
        return {"percent_agreement": observed, "kappa": float("nan"), "alpha": float("nan"), "ac1": 1.0}
    expected = float(mine @ yours) / n**2
    apart = 1 - float(both @ (both - 1)) / (2 * n * (2 * n - 1))
    share = both / (2 * n)
    chance = float((share * (1 - share)).sum()) / (used - 1)
    return {
        "percent_agreement": observed,
        "kappa": (observed - expected) / (1 - expected) if expected < 1 else float("nan"),
        "alpha": 1 - (1 - observed) / apart,
        "ac1": (observed - chance) / (1 - chance),
    }


def nominal_ranges(one: np.ndarray, other: np.ndarray, seed: int) -> dict[str, float]:
    """Return the 2.5th and 97.5th percentile of each coefficient over resampled passages, for readers who each name one
    kind a passage. Resamples in which a coefficient is not defined are left out of its range.
    """
    n_kinds, (a, b) = _numbered(one, other)
    random = np.random.default_rng(seed)
    chosen = random.integers(0, len(a), (RESAMPLES, len(a)))
    found = [nominal(a[drawn], b[drawn], n_kinds) for drawn in chosen]
    told: dict[str, float] = {}
    for name in COEFFICIENTS:
        known = [one[name] for one in found if not np.isnan(one[name])]
        low, high = np.percentile(known, [2.5, 97.5]) if known else (np.nan, np.nan)
        told |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return told

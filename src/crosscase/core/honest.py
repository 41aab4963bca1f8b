"""Honest statistics: what may be shown for a given number of units, and the only door to tests and intervals.

The unit of inference is the case (or unit of analysis), never the passage. `may_show` decides; every function here asks
it, so a p-value or a bootstrap range for fewer than six units cannot be had. No other module of the package imports a
statistical library or draws at random for that purpose, which a test checks. Seeds come from the global seed and the
name of the output.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

#: With fewer units than this no p-value and no bootstrap range is computed: five allow no sign-flip p below 2 / 2**5.
MINIMUM_UNITS = 6
#: Up to here all sign flips are enumerated; beyond, so many are drawn.
_EXACT_UP_TO = 70_000
DRAWS = 9_999
#: How many random data sets a finding is set against, and one in how many of them may show it if it is to be claimed.
RANDOM_SETS = 999
ONE_IN = 20

#: Puts the values of an array in another order.
Shuffle = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Decision:
    """What may be shown for so many units, and why, in words that stand in a caption."""

    n_units: int
    tests: bool
    ranges: bool
    reason: str


def may_show(n_units: int, word: str = "case") -> Decision:
    """Decide whether tests and bootstrap ranges may be shown for *n_units* cases (or what *word* says).

    Raises `ValueError` for a negative number.
    """
    if n_units < 0:
        raise ValueError(f"the number of units cannot be {n_units}")
    if n_units >= MINIMUM_UNITS:
        smallest = 2 / 2**n_units
        reason = (
            f"Tests and ranges treat the {n_units} {word}s as the units; passages within a {word} are not independent. "
            f"The smallest sign-flip p that {n_units} {word}s allow is {smallest:.3g}."
        )
        return Decision(n_units, True, True, reason)
    if n_units < 2:
        why = "a single one cannot be compared" if n_units else "there is none"
    else:
        why = f"{n_units} {word}s allow no sign-flip p below {2 / 2**n_units:.4g}, whatever they show"
    reason = f"No p-value and no bootstrap range is given: the {word} is the unit of inference and {why}."
    return Decision(n_units, False, False, reason)


def seed_of(name: str, global_seed: int) -> int:
    """Return the seed of an output: a hash of the global seed and the output's name."""
    return int.from_bytes(hashlib.sha256(f"{global_seed}:{name}".encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Tested:
    """A test over units. ``p`` is None where it may not be shown; ``told`` is what a caption or cell prints."""

    statistic: float
    p: float | None
    n_units: int
    n_tests: int
    method: str
    told: str


@dataclass(frozen=True)
class Range:
    """An estimate over units with its range; ``low`` and ``high`` are None where they may not be shown."""

    estimate: float
    low: float | None
    high: float | None
    n_units: int
    told: str


def sign_flip(differences: Sequence[float], *, name: str, seed: int, n_tests: int = 1, word: str = "case") -> Tested:
    """Test whether the mean of one difference per unit is 0 by flipping signs (Fisher 1935), two-sided.

    *differences* holds one number a unit; missing ones (a unit that cannot tell) are left out and do not count. Exact
    while all flips can be listed, else from 9,999 draws. *n_tests* is the number of tests made, this one included;
    ``p`` is adjusted for them (Bonferroni).
    """
    values = np.asarray([value for value in differences if not pd.isna(value)], dtype=float)
    decision = may_show(len(values), word)
    mean = float(values.mean()) if len(values) else float("nan")
    if not decision.tests:
        return Tested(mean, None, len(values), n_tests, "none", decision.reason)
    n = len(values)
    if 2**n <= _EXACT_UP_TO:
        flips, method, extra = _every_flip(n), "exact sign flips", 0
    else:
        flips = np.random.default_rng(seed_of(name, seed)).choice((1, -1), size=(DRAWS, n))
        method, extra = f"{DRAWS} random sign flips", 1
    means = np.abs(flips @ values / n)
    p = (np.count_nonzero(means >= abs(mean) - 1e-12) + extra) / (len(flips) + extra)
    return _told(mean, p, n, n_tests, method, word)


@lru_cache(maxsize=4)
def _every_flip(n: int) -> np.ndarray:
    """Return every choice of 1 and -1 for *n* units, a row each."""
    return 1 - 2 * (np.arange(2**n)[:, None] >> np.arange(n - 1, -1, -1) & 1)


def bootstrap(values: Sequence[float], *, name: str, seed: int, word: str = "case") -> Range:
    """Return the mean of one number per unit with its 95 % percentile bootstrap range over units (Efron 1979).

    Missing values are left out and do not count as units.
    """
    numbers = np.asarray([value for value in values if not pd.isna(value)], dtype=float)
    decision = may_show(len(numbers), word)
    mean = float(numbers.mean()) if len(numbers) else float("nan")
    if not decision.ranges:
        return Range(mean, None, None, len(numbers), decision.reason)
    rng = np.random.default_rng(seed_of(name, seed))
    means = numbers[rng.integers(0, len(numbers), size=(DRAWS, len(numbers)))].mean(axis=1)
    low, high = (float(edge) for edge in np.quantile(means, (0.025, 0.975)))
    told = f"{mean:.2f} (95 % bootstrap range over {len(numbers)} {word}s {low:.2f} to {high:.2f})"
    return Range(mean, low, high, len(numbers), told)


def in_random_data(holds: Callable[[Shuffle], bool | None], *, name: str, seed: int) -> tuple[int, int]:
    """Return in how many random data sets a statement holds, and in how many it could be asked (of `RANDOM_SETS`).

    *holds* lays the data out anew with the shuffle it is given and answers; None where it cannot be asked there. It
    says what is shuffled and what stays fixed: the margins, such as how often each code is told and how much each case
    tells (null models with fixed margins: Gotelli 2000, Ecology 81:2606; permutation with fixed margins: Good 2005,
    Permutation, Parametric and Bootstrap Tests of Hypotheses). Draws are independent of each other.
    """
    rng = np.random.default_rng(seed_of(name, seed))
    answers = [holds(rng.permutation) for _ in range(RANDOM_SETS)]
    told = [bool(answer) for answer in answers if answer is not None]
    return sum(told), len(told)


@dataclass(frozen=True)
class Claim:
    """Whether a finding that holds goes beyond random data and may be claimed, and the sentence that says it."""

    claimed: bool
    told: str


def may_claim(n_holds: int, n_random: int) -> Claim:
    """Decide whether a finding that *n_holds* of *n_random* random data sets show too may be claimed.

    It may where at most one in `ONE_IN` shows it, the data themselves counted as one that does (Good 2005): 49 of 999.
    With fewer than 19 random data sets nothing may be claimed. Nothing is said of how likely the finding is. Raises
    `ValueError` unless 0 <= n_holds <= n_random.
    """
    if not 0 <= n_holds <= n_random:
        raise ValueError(f"{n_holds} of {n_random} random data sets cannot show a finding")
    claimed = ONE_IN * (n_holds + 1) <= n_random + 1
    told = f"{n_holds} of {n_random} random data sets show it"
    return Claim(claimed, told if claimed else f"{told}, so it is not claimed")


def chao2(seen: int, once: int, twice: int, n_units: int, *, word: str = "case", independent: bool = True) -> Range:
    """Return the Chao2 estimate of how many kinds a larger set of units would show, a lower bound (Chao 1987).

    *seen* counts the kinds seen, *once* and *twice* those seen in exactly one and exactly two of *n_units* units. Where
    no kind was seen twice the bias-corrected form stands. The 95 % range (log-normal, Chao 1987) is given for six units
    or more, and only where the units are *independent*. Missing for fewer than two units. Raises `ValueError` when the
    counts contradict each other.
    """
    if min(seen, once, twice, n_units) < 0 or once + twice > seen:
        raise ValueError(f"{once} kinds seen once and {twice} seen twice are not part of {seen}")
    decision = may_show(n_units, word)
    if n_units < 2:
        return Range(float("nan"), None, None, n_units, decision.reason)
    share = (n_units - 1) / n_units
    if twice:
        ratio = once / twice
        unseen = share * once * ratio / 2
        variance = twice * (share / 2 * ratio**2 + share**2 * ratio**3 + share**2 / 4 * ratio**4)
    else:
        unseen = share * once * (once - 1) / 2
        less = share**2 * once**4 / (4 * (seen + unseen)) if seen else 0
        variance = unseen + share**2 * once * (2 * once - 1) ** 2 / 4 - less
    estimate = seen + unseen
    if not independent:
        return Range(estimate, None, None, n_units, f"No range is given: the {word}s are not independent.")
    if not decision.ranges:
        return Range(estimate, None, None, n_units, decision.reason)
    spread = float(np.exp(1.959964 * np.sqrt(np.log1p(max(variance, 0.0) / unseen**2)))) if unseen else 1.0
    low, high = seen + unseen / spread, seen + unseen * spread
    treats = f"which treats the {n_units} {word}s as alike and independent"
    return Range(estimate, low, high, n_units, f"{estimate:.1f} (95 % range {low:.1f} to {high:.1f}, {treats})")


def _told(statistic: float, p: float, n_units: int, n_tests: int, method: str, word: str) -> Tested:
    """Return a test with its p adjusted for the number of tests (Bonferroni), and its sentence."""
    adjusted = min(1.0, p * n_tests)
    beside = "the only test made" if n_tests == 1 else f"adjusted for {n_tests} tests (Bonferroni)"
    told = f"p = {adjusted:.3g} ({method} over {n_units} {word}s; {beside})"
    return Tested(statistic, adjusted, n_units, n_tests, method, told)

"""Honest statistics: fewer than six units give no p-value and no bootstrap range, by no way in."""

import ast
import math
import re

import numpy as np
import pytest
from conftest import ROOT

from crosscase.core import honest

# Darwin's fifteen pairs of maize, differences in eighths of an inch, as Fisher (1935, The Design of Experiments) gives
# them;
# his randomisation test finds 863 of 32,768 flips with a sum of at least 314.
MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]


def test_the_sign_flip_test_gives_fishers_answer_for_darwins_maize():
    found = honest.sign_flip(MAIZE, name="maize", seed=1)
    assert sum(MAIZE) == 314 and found.method == "exact sign flips" and found.p == 2 * 863 / 2**15


def test_sign_flips_are_exact_where_they_can_be_listed():
    found = honest.sign_flip([1, 2, 3, 4, 5, 6], name="six", seed=1)
    assert found.p == 2 / 64 and found.method == "exact sign flips" and found.told.startswith("p = 0.0312")


def test_a_sign_flip_test_gives_what_scipy_gives():
    differences = [3.1, 4.0, -1.2, 6.9, -2.5, 2.2, 2.4]
    from scipy import stats

    other = stats.permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert honest.sign_flip(differences, name="x", seed=1).p == pytest.approx(other.pvalue)


@pytest.mark.parametrize("n", range(honest.MINIMUM_UNITS))
def test_fewer_than_six_units_give_no_p_value_and_no_range(n):
    values = [float(i + 1) for i in range(n)]
    told = [honest.sign_flip(values, name="x", seed=1), honest.bootstrap(values, name="x", seed=1)]
    assert told[0].p is None and told[1].low is None and told[1].high is None
    assert all(one.told.startswith("No p-value and no bootstrap range is given") for one in told)


def test_the_reason_for_five_is_the_smallest_p_they_allow():
    assert "5 cases allow no sign-flip p below 0.0625" in honest.may_show(5).reason


def test_a_unit_that_cannot_tell_does_not_count_as_a_unit():
    found = honest.sign_flip([1, 2, 3, 4, 5, math.nan], name="x", seed=1)
    assert found.p is None and found.n_units == 5


def test_a_unit_that_cannot_tell_makes_no_sixth_for_a_range():
    found = honest.bootstrap([1, 2, 3, 4, 5, math.nan], name="x", seed=1)
    assert found.low is None and (found.estimate, found.n_units) == (3, 5)


def test_six_units_say_the_smallest_p_they_allow_and_drawn_flips_count_the_data_as_one_of_them():
    assert "that 6 cases allow is 0.0312" in honest.may_show(6).reason
    # None of 9,999 drawn flips of twenty differences of one sign is as extreme: p is 1 of 10,000, never 0.
    found = honest.sign_flip(range(1, 21), name="x", seed=1)
    assert found.method == "9999 random sign flips" and found.p == 1 / 10_000


def test_the_number_of_tests_is_told_and_counts():
    one, many = (honest.sign_flip([1, 2, 3, 4, 5, 6, 7, 8], name="x", seed=1, n_tests=n) for n in (1, 27))
    assert many.p == min(1, 27 * one.p) and "adjusted for 27 tests" in many.told and "the only test made" in one.told


def test_a_seed_belongs_to_a_name():
    assert honest.seed_of("a", 1) == honest.seed_of("a", 1) != honest.seed_of("b", 1) != honest.seed_of("b", 2)
    first, again, other = (
        honest.bootstrap([math.sqrt(i) for i in range(12)], name=name, seed=1) for name in ("a", "a", "b")
    )
    assert first == again and first.low != other.low


def test_a_bootstrap_range_of_zeros_and_ones_ends_at_the_binomial_quantiles():
    # The mean of 40 draws from as many ones as zeros is binomial: 14 and 26 of 40 at 2.5 and 97.5 % (15 and 25 at 5 %).
    found = honest.bootstrap([0.0, 1.0] * 20, name="coins", seed=1)
    assert (found.low, found.high) == (14 / 40, 26 / 40)
    from scipy import stats

    assert stats.binom.ppf([0.025, 0.975], 40, 0.5).tolist() == [14, 26]


def test_no_other_module_tests_or_resamples():
    """Agreement resamples passages, which the design asks for and its captions say; everything else goes through this
    door.
    """
    rooms = ROOT / "src/crosscase"
    doors = {"core/honest.py", "questions/agreement/coefficients.py", "questions/agreement/compute.py"}
    assert all((rooms / door).is_file() for door in doors)
    for path in rooms.rglob("*.py"):
        if path.relative_to(rooms).as_posix() in doors:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = [module + alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)]
            assert not [
                name for name in names if name.startswith(("scipy.stats", "statsmodels", "random", "numpy.random"))
            ], path
            assert not (isinstance(node, ast.Attribute) and node.attr in ("random", "default_rng", "RandomState")), path


PRINTED_P = re.compile(r"(?<![A-Za-z])[pP]\s?[=<≤]\s?0?[.,]\d")


def test_nothing_that_is_printed_of_the_five_cases_holds_a_p_value_or_a_bootstrap_range():
    """Agreement alone resamples, passages and not cases, as its caption says; what a source prints about itself is
    quoted in claims.csv.
    """
    printed = [
        path for path in (ROOT / "reports").rglob("*") if path.suffix in (".md", ".txt", ".csv", ".tex", ".ipynb")
    ]
    assert len(printed) > 100
    for path in printed:
        text = path.read_text(encoding="utf-8")
        if path.stem.split(".")[0] not in ("claims", "07_claims"):
            assert not PRINTED_P.search(text), path
        if "agreement" not in path.name:
            assert "bootstrap range over" not in text, path


def test_a_test_that_is_printed_would_be_found():
    assert PRINTED_P.search(honest.sign_flip(range(1, 9), name="x", seed=1).told)

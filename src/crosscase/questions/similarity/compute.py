"""How alike the cases are, and what sets them apart: similarity of pairs, clustering, correspondence analysis.

Presence is compared with Jaccard's coefficient (Jaccard 1901), shares within the case with the dissimilarity of Bray
and Curtis (1957). A code that one of two cases was not read for is left out of that pair; a pair in which either case
shows nothing that both were read for has no common basis and is missing, not 0. Cases are clustered by average
linkage (Sokal and Michener 1958) and ordered by their leaves (Bar-Joseph, Gifford and Jaakkola 2001). How far a
branch can be trusted is told without drawing at random: the tree is built again in every variant of what was decided,
and each branch says in how many of them it comes back. Correspondence analysis follows Greenacre (1984, 2017).

Frames with the columns of `counts.codes_by_case` come in; "unit" is the case, or the unit where units are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from ...core.codebook import codes_of
from ...core.counts import by_unit
from ...core.likeness import (
    FAMILIES,
    LINKAGES,
    MEASURES,
    Profiles,
    dissimilarities,
    drawn_tree,
    profiles,
    profiles_of,
    tree,
)
from ...core.passes import analysed, coders, of_pass

FAMILY_NAMES = {"barrier": "Barriers", "enabler": "Enablers", "effect": "Effects"}
MEASURE_NAMES = {"jaccard": "Jaccard", "bray_curtis": "Bray–Curtis"}


# --- pairs ------------------------------------------------------------------------------------------


def pairs(
    table: pd.DataFrame,
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    documents: Collection[str] | None = None,
) -> pd.DataFrame:
    """Compare every two units in each family.

    One row per family and pair, in the order of *cases*. ``jaccard`` (similarity) and ``bray_curtis`` (dissimilarity),
    both 0 to 1, are missing where the pair has no common basis. ``n_common_basis`` counts the codes that both were read
    for, ``n_left_out`` the others; ``n_shared``, ``n_only_a`` and ``n_only_b`` count codes, listed in ``shared``,
    ``only_a``, ``only_b`` in codebook order. ``sources`` lists the sources that tell of both, for then one team asked
    the questions; only *documents* (ids of data/raw/sources.csv) count, where they are given, since two cases may call
    their unpublished sources by the same word. The counts of passages and speakers are those behind the codes of the
    common basis in either unit.
    """
    case_of = dict(zip(cases["unit"], cases["case_id"], strict=True))
    placed = by_unit(codings[codings["presence"] == "present"], cases)
    passages, voices = _behind(placed, "segment_id"), _behind(placed[placed["speaker"] != ""], "speaker")
    shared = segments if documents is None else segments[segments["source_id"].isin(set(documents))]
    told = by_unit(shared, cases).groupby("unit")["source_id"].agg(set).to_dict()
    order = {code: number for number, code in enumerate(codes_of(codes, *FAMILIES))}
    rows = []
    for family in [family for family in FAMILIES if (table["family"] == family).any()]:
        given = profiles(table, family)
        at = {unit: number for number, unit in enumerate(given.units)}
        found = {measure: dissimilarities(given, measure) for measure in MEASURES}
        columns = sorted(range(len(given.codes)), key=lambda number: order[given.codes[number]])
        for a, b in combinations(cases["unit"], 2):
            i, j = at[a], at[b]
            basis = [n for n in columns if given.covered[i, n] and given.covered[j, n]]
            lists = _shared_and_own(given, i, j, basis)
            places = [(unit, given.codes[n]) for unit in (a, b) for n in basis]
            behind = set().union(*(passages.get(place, set()) for place in places))
            rows.append(
                dict(
                    family=family,
                    unit_a=a,
                    unit_b=b,
                    case_a=case_of[a],
                    case_b=case_of[b],
                    jaccard=1 - found["jaccard"][i, j],
                    bray_curtis=found["bray_curtis"][i, j],
                    **{f"n_{name}": len(listed) for name, listed in lists.items()},
                    n_common_basis=len(basis),
                    n_left_out=len(columns) - len(basis),
                    **{name: " ".join(listed) for name, listed in lists.items()},
                    sources=" ".join(sorted(told.get(a, set()) & told.get(b, set()))),
                    n_segments=len(behind),
                    n_speakers=len(set().union(*(voices.get(place, set()) for place in places))),
                    n_cases=len({one.partition(":")[0] for one in behind}),
                    segment_ids=" ".join(sorted(behind)),
                )
            )
    return pd.DataFrame(rows, columns=PAIRS)


#: The columns of `pairs`.
PAIRS = (
    "family unit_a unit_b case_a case_b jaccard bray_curtis n_shared n_only_a n_only_b n_common_basis n_left_out "
    "shared only_a only_b sources n_segments n_speakers n_cases segment_ids"
).split()


def _behind(placed: pd.DataFrame, column: str) -> dict[tuple[str, str], set[str]]:
    """Return what stands behind each unit and code, as ``case_id:`` and the value of a column of codings."""
    named = placed["case_id"] + ":" + placed[column]
    return named.groupby([placed["unit"], placed["code_id"]]).agg(set).to_dict()


def _shared_and_own(given: Profiles, i: int, j: int, basis: Sequence[int]) -> dict[str, list[str]]:
    """Return the codes of the common basis that both units show, only the first, and only the second."""
    return {
        "shared": [given.codes[n] for n in basis if given.shown[i, n] and given.shown[j, n]],
        "only_a": [given.codes[n] for n in basis if given.shown[i, n] and not given.shown[j, n]],
        "only_b": [given.codes[n] for n in basis if given.shown[j, n] and not given.shown[i, n]],
    }


def square(table: pd.DataFrame, family: str, column: str, units: Sequence[str]) -> pd.DataFrame:
    """Return a column of `pairs` as a symmetric matrix of units; missing on the diagonal and where there is no common
    basis.
    """
    chosen = table[table["family"] == family]
    at = {unit: number for number, unit in enumerate(units)}
    a, b = (chosen[name].map(at).to_numpy() for name in ("unit_a", "unit_b"))
    matrix = np.full((len(at), len(at)), np.nan)
    matrix[a, b] = matrix[b, a] = chosen[column].to_numpy(dtype=float, na_value=np.nan)
    return pd.DataFrame(matrix, index=list(units), columns=list(units))


def passes(
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    coder: str,
    independent: Sequence[str],
    not_covered: Mapping[str, Sequence[str]],
    analysed_in: Mapping[str, str] | None = None,
) -> dict[str, dict[str, Profiles]]:
    """Return `profiles_of` for the analysed pass and for each independent one, by the name of the pass.

    *codings* holds every pass. A pass that some case with several lacks is left out, and so is one that repeats
    another. *analysed_in* is the pass that is analysed in each case (default: `core.passes.coders`).
    """
    found: dict[str, dict[str, Profiles]] = {}
    seen: list[dict[str, str]] = []
    several = [set(part) for _, part in codings.groupby("case_id")["coder"] if part.nunique() > 1]
    lacking = {name for name in independent if any(name not in one for one in several)}
    for name in dict.fromkeys((coder, *independent)):
        if name != coder and name in lacking:
            continue
        chosen = dict(analysed_in) if analysed_in and name == coder else coders(codings, name)
        if chosen not in seen:
            seen.append(chosen)
            found[analysed(chosen, name)] = profiles_of(
                by_unit(of_pass(codings, chosen), cases), codes, cases, not_covered
            )
    return found


def variants(
    by_pass: Mapping[str, Mapping[str, Profiles]], family: str
) -> Iterator[tuple[dict[str, str], frozenset[str], frozenset[frozenset[str]]]]:
    """Yield every variant of the dendrogram of one family: what was chosen, which units it holds, its branches.

    Each coding pass of *by_pass* (`passes`) × no code left out, then each code that some unit shows × each measure ×
    each linkage. A branch counts only if it comes back when the units are taken in the opposite order, so that none
    rests on how a tie was broken.
    """
    for name, families in by_pass.items():
        given = families[family]
        for number in (None, *np.flatnonzero(given.shown.any(axis=0))):
            left = given if number is None else given.without(number)
            for measure in MEASURES:
                matrix = dissimilarities(left, measure)
                for linkage in LINKAGES:
                    there = tree(matrix, left.units, linkage, ordered=False)
                    back = tree(matrix[::-1, ::-1], left.units[::-1], linkage, ordered=False)
                    chosen = {
                        "pass": name,
                        "left_out": "" if number is None else given.codes[number],
                        "measure": measure,
                        "linkage": linkage,
                    }
                    yield chosen, frozenset(there.order), there.branches & back.branches


def clustering(table: pd.DataFrame, by_pass: Mapping[str, Mapping[str, Profiles]]) -> pd.DataFrame:
    """Return the merges of the dendrogram of each family, lowest first, with the variants in which each branch comes
    back.

    *table* is the analysed `counts.codes_by_case`, *by_pass* comes from `passes`. ``left`` and ``right`` list the
    units joined, from the top of the figure; ``height`` is 1 − Jaccard, averaged over their pairs. ``n_variants``
    counts the `variants` that hold the same units, ``n_found`` those in which the branch is there; ``found_by`` tells
    them apart by what was chosen. The last merge holds all units and is always there.
    """
    columns = ["family", "merge", "left", "right", "n_units", "height", "n_found", "n_variants", "found_by"]
    rows = []
    for family in [family for family in FAMILIES if (table["family"] == family).any()]:
        base = drawn_tree(table, family)
        same = (
            [
                (chosen, branches)
                for chosen, units, branches in variants(by_pass, family)
                if units == frozenset(base.order)
            ]
            if base.merges
            else []
        )
        for number, (left, right, height) in enumerate(base.merges, 1):
            branch = frozenset((*left, *right))
            told = []
            for key, name in (("measure", "{}"), ("linkage", "{} linkage"), ("pass", "coding {}")):
                for value in dict.fromkeys(chosen[key] for chosen, _ in same):
                    found = [branch in branches for chosen, branches in same if chosen[key] == value]
                    told.append(f"{name.format(MEASURE_NAMES.get(value, value))} {sum(found)} of {len(found)}")
            rows.append(
                (
                    family,
                    number,
                    " ".join(left),
                    " ".join(right),
                    len(branch),
                    height,
                    sum(branch in branches for _, branches in same),
                    len(same),
                    "; ".join(told),
                )
            )
    return pd.DataFrame(rows, columns=columns)

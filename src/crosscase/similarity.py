"""How alike the cases are, and what sets them apart: similarity of pairs, clustering, correspondence analysis.

Presence is compared with Jaccard's coefficient (Jaccard 1901), shares within the case with the dissimilarity of Bray
and Curtis (1957). A code that one of two cases was not read for is left out of that pair; a pair in which either case
shows nothing that both were read for has no common basis and is missing, not 0. Cases are clustered by average
linkage (Sokal and Michener 1958) and ordered by their leaves (Bar-Joseph, Gifford and Jaakkola 2001). How far a
branch can be trusted is told without drawing at random: the tree is built again in every variant of what was decided,
and each branch says in how many of them it comes back. Correspondence analysis follows Greenacre (1984, 2017).

Frames with the columns of `matrices.codes_by_case` come in; "unit" is the case, or the unit where units are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from .codebook import codes_of, labels
from .findings import CodebookError
from .matrices import analysed, by_unit, coders, of_pass

Measure = Literal["jaccard", "bray_curtis"]

#: The families that are compared, in the order of figures.
FAMILIES = ("barrier", "enabler", "effect")
FAMILY_NAMES = {"barrier": "Barriers", "enabler": "Enablers", "effect": "Effects"}
MEASURES: tuple[Measure, ...] = ("jaccard", "bray_curtis")
MEASURE_NAMES = {"jaccard": "Jaccard", "bray_curtis": "Bray–Curtis"}
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

    They are those of `profiles` for the `matrices.codes_by_case` of the same codings. *placed* holds the codings with
    ``unit``, as `matrices.by_unit` returns them; absent ones are passed over. Uses ``unit`` and ``case_id`` of
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

    Uses ``code_id``, ``family``, ``unit``, ``state`` and ``share_of_segments`` of *table* (`matrices.codes_by_case`).
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
    units, case_of = cases["unit"].tolist(), dict(zip(cases["unit"], cases["case_id"], strict=True))
    placed = by_unit(codings[codings["presence"] == "present"], cases)
    passages = (
        (placed["case_id"] + ":" + placed["segment_id"]).groupby([placed["unit"], placed["code_id"]]).agg(set).to_dict()
    )
    spoken = placed[placed["speaker"] != ""]
    voices = (
        (spoken["case_id"] + ":" + spoken["speaker"]).groupby([spoken["unit"], spoken["code_id"]]).agg(set).to_dict()
    )
    shared = segments if documents is None else segments[segments["source_id"].isin(set(documents))]
    told = by_unit(shared, cases).groupby("unit")["source_id"].agg(set).to_dict()
    order = codes_of(codes, *FAMILIES)
    rows = []
    for family in [family for family in FAMILIES if (table["family"] == family).any()]:
        given = profiles(table, family)
        at = {unit: number for number, unit in enumerate(given.units)}
        found = {measure: dissimilarities(given, measure) for measure in MEASURES}
        columns = sorted(range(len(given.codes)), key=lambda number: order.index(given.codes[number]))
        for a, b in combinations(units, 2):
            i, j = at[a], at[b]
            basis = [n for n in columns if given.covered[i, n] and given.covered[j, n]]
            lists = {
                "shared": [given.codes[n] for n in basis if given.shown[i, n] and given.shown[j, n]],
                "only_a": [given.codes[n] for n in basis if given.shown[i, n] and not given.shown[j, n]],
                "only_b": [given.codes[n] for n in basis if given.shown[j, n] and not given.shown[i, n]],
            }
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
    columns = [
        "family",
        "unit_a",
        "unit_b",
        "case_a",
        "case_b",
        "jaccard",
        "bray_curtis",
        "n_shared",
        "n_only_a",
        "n_only_b",
        "n_common_basis",
        "n_left_out",
        "shared",
        "only_a",
        "only_b",
        "sources",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(rows, columns=columns)


def square(table: pd.DataFrame, family: str, column: str, units: Sequence[str]) -> pd.DataFrame:
    """Return a column of `pairs` as a symmetric matrix of units; missing on the diagonal and where there is no common
    basis.
    """
    chosen = table[table["family"] == family]
    matrix = pd.DataFrame(np.nan, index=list(units), columns=list(units))
    for pair in chosen.to_dict("records"):
        matrix.loc[pair["unit_a"], pair["unit_b"]] = matrix.loc[pair["unit_b"], pair["unit_a"]] = pair[column]
    return matrix


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
    keep, left_out = list(range(len(units))), []
    while keep and np.isnan(matrix[np.ix_(keep, keep)]).any():
        lacking = np.isnan(matrix[np.ix_(keep, keep)]).sum(axis=1)
        worst = max(range(len(keep)), key=lambda at: (lacking[at], at))
        left_out.append(units[keep.pop(worst)])
    names = [units[at] for at in keep]
    if len(names) < 2:
        return Tree(tuple(names), (), tuple(sorted(left_out)))
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


def drawn_tree(table: pd.DataFrame, family: str) -> Tree:
    """Return the dendrogram of one family that figures draw: 1 − Jaccard, average linkage."""
    measure, linkage = DRAWN
    given = profiles(table, family)
    return tree(dissimilarities(given, measure), given.units, linkage)


def passes(
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    coder: str,
    independent: Sequence[str],
    not_covered: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, Profiles]]:
    """Return `profiles_of` for the analysed pass and for each independent one, by the name of the pass.

    *codings* holds every pass. A pass that some case with several lacks is left out, and so is one that repeats
    another.
    """
    found: dict[str, dict[str, Profiles]] = {}
    seen: list[dict[str, str]] = []
    for name in dict.fromkeys((coder, *independent)):
        try:
            chosen = coders(codings, name)
        except CodebookError:
            continue
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

    *table* is the analysed `matrices.codes_by_case`, *by_pass* comes from `passes`. ``left`` and ``right`` list the
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
            for key, name in (("measure", "{}"), ("linkage", "{} linkage"), ("pass", "pass {}")):
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


# --- correspondence analysis ------------------------------------------------------------------------


@dataclass(frozen=True)
class Correspondence:
    """A correspondence analysis. ``inertias`` are the principal inertias, largest first; ``rows`` and ``columns``
    hold the points.

    Columns of the points: ``mass`` (sums to 1), ``inertia`` (the point's part of the total), and for axis k
    ``axis_k`` (principal coordinate), ``ctr_k`` (its part of the axis, sums to 1 over the points) and ``cor_k`` (the
    axis's part of the point's inertia; missing at the centre).
    """

    inertias: np.ndarray
    rows: pd.DataFrame
    columns: pd.DataFrame


def correspondence_analysis(counts: pd.DataFrame) -> Correspondence:
    """Return the correspondence analysis of a table of counts (Greenacre 1984, 2017), by singular value
    decomposition.

    Rows and columns without a count are left out. The sign of an axis is free; here the row that lies farthest out on
    it is on the positive side, the first of those that lie equally far. Raises `ValueError` for negative or missing
    counts.
    """
    values = counts.to_numpy(dtype=float)
    if np.isnan(values).any() or (values < 0).any():
        raise ValueError("correspondence analysis takes counts: none missing, none negative")
    table = counts.loc[values.sum(axis=1) > 0, values.sum(axis=0) > 0]
    values = table.to_numpy(dtype=float)
    part = values / values.sum() if values.size else values
    row_mass, column_mass = part.sum(axis=1), part.sum(axis=0)
    expected = np.outer(row_mass, column_mass)
    residuals = (part - expected) / np.sqrt(expected)
    left, singular, right = (
        np.linalg.svd(residuals, full_matrices=False)
        if values.size
        else (np.zeros((len(table), 0)), np.zeros(0), np.zeros((0, 0)))
    )
    keep = (singular > 1e-8) & (
        np.arange(len(singular)) < min(table.shape) - 1 if len(singular) else np.zeros(0, dtype=bool)
    )
    left, singular, right = left[:, keep], singular[keep], right[keep].T
    rows, columns = left * singular / np.sqrt(row_mass)[:, None], right * singular / np.sqrt(column_mass)[:, None]
    for axis in range(len(singular)):
        reach = np.abs(rows[:, axis])
        sign = np.sign(rows[np.flatnonzero(reach >= reach.max() - 1e-9)[0], axis])
        rows[:, axis] *= sign
        columns[:, axis] *= sign
    inertias = singular**2
    return Correspondence(
        inertias, _points(rows, row_mass, inertias, table.index), _points(columns, column_mass, inertias, table.columns)
    )


def _points(principal: np.ndarray, mass: np.ndarray, inertias: np.ndarray, names: pd.Index) -> pd.DataFrame:
    """Return the points of `Correspondence`, one row per name, from principal coordinates (a column an axis)."""
    squares = principal**2
    distance = squares.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cor = np.where(distance[:, None] > 1e-12, squares / distance[:, None], np.nan)
    found = {"mass": mass, "inertia": mass * distance}
    for axis, inertia in enumerate(inertias):
        # Rounded, so that what is 0 but for the machine is 0 on every machine.
        found[f"axis_{axis + 1}"] = np.round(principal[:, axis], 10) + 0.0
        found[f"ctr_{axis + 1}"] = np.round(mass * squares[:, axis] / inertia, 10)
        found[f"cor_{axis + 1}"] = np.round(cor[:, axis], 10)
    return pd.DataFrame(found, index=names)


#: Why a point is not in the map.
NOBODY, NOT_COVERED, NOTHING = "shown by no case", "not covered in some case", "shows no code of the map"


def correspondence(table: pd.DataFrame, codings: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Map the units and the codes of each family: correspondence analysis of the passages with each code in each
    unit.

    One row per family and point. ``kind`` is *axis* (``inertia`` is the principal inertia, ``share`` its part of the
    total), *case* (a unit) or *code*. For points: ``mass``; ``inertia`` and ``share`` of the total; ``axis_1``,
    ``axis_2`` principal coordinates; ``ctr_1``, ``ctr_2`` contributions to the axes and ``ctr`` to the plane of both;
    ``cor_1``, ``cor_2`` and their sum ``quality`` (0 to 1). A code that some case was not read for, or nobody shows,
    is not in the map (``why`` says so) and has none of these; so with a map of fewer than two axes its second axis is
    missing. Counts of passages and speakers are those of the code over all units, or of the unit over the codes of
    the family.
    """
    placed = by_unit(codings[codings["presence"] == "present"], cases)
    placed = placed.assign(
        passage=placed["case_id"] + ":" + placed["segment_id"],
        voice=(placed["case_id"] + ":" + placed["speaker"]).where(placed["speaker"] != ""),
    )
    rows = []
    for family in [family for family in FAMILIES if (table["family"] == family).any()]:
        chosen = table[table["family"] == family]
        counts = (
            chosen.pivot(index="unit", columns="code_id", values="n_segments")
            .sort_index()
            .reindex(columns=list(dict.fromkeys(chosen["code_id"])))
        )
        states = chosen.pivot(index="unit", columns="code_id", values="state").reindex(
            index=counts.index, columns=counts.columns
        )
        skipped = (states == "not covered").any()
        complete = counts.loc[:, ~skipped].astype(float)
        result = correspondence_analysis(complete)
        total = result.inertias.sum()
        for axis, inertia in enumerate(result.inertias, 1):
            rows.append(
                dict(
                    family=family,
                    kind="axis",
                    point=f"axis {axis}",
                    inertia=inertia,
                    share=inertia / total,
                    why="",
                    n_segments=0,
                    n_speakers=0,
                    n_cases=0,
                    segment_ids="",
                )
            )
        mine = placed[placed["family"] == family]
        plane = result.inertias[:2].sum()
        for kind, points, key, names in (
            ("case", result.rows, "unit", cases["unit"]),
            ("code", result.columns, "code_id", counts.columns),
        ):
            groups = mine.groupby(key)
            behind = groups["passage"].agg(set).to_dict()
            voices = groups["voice"].nunique().to_dict()
            for name in names:
                ids = behind.get(name, set())
                row = dict(
                    family=family,
                    kind=kind,
                    point=name,
                    why="",
                    n_segments=len(ids),
                    n_speakers=voices.get(name, 0),
                    n_cases=len({one.partition(":")[0] for one in ids}),
                    segment_ids=" ".join(sorted(ids)),
                )
                if name in points.index:
                    found = points.loc[name].to_dict()
                    row |= {
                        column: found.get(column)
                        for column in ("mass", "inertia", "axis_1", "axis_2", "ctr_1", "ctr_2", "cor_1", "cor_2")
                    }
                    if total > 0:
                        row["share"] = row["inertia"] / total
                        row["ctr"] = (
                            sum(
                                found.get(f"ctr_{k + 1}", 0.0) * inertia
                                for k, inertia in enumerate(result.inertias[:2])
                            )
                            / plane
                        )
                        row["quality"] = found["cor_1"] + found.get("cor_2", 0.0)
                else:
                    row["why"] = NOTHING if kind == "case" else NOT_COVERED if skipped[name] else NOBODY
                rows.append(row)
    columns = [
        "family",
        "kind",
        "point",
        "mass",
        "inertia",
        "share",
        "axis_1",
        "axis_2",
        "ctr_1",
        "ctr_2",
        "ctr",
        "cor_1",
        "cor_2",
        "quality",
        "why",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    frame = pd.DataFrame(rows).reindex(columns=columns)
    numbers = columns[3:14]
    frame[numbers] = frame[numbers].astype("Float64")
    return frame


def in_map(points: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return the cases and codes of `correspondence` that a map of one family shows; empty where none can be drawn.

    A map needs two axes, and so three cases or more: two lie on a line, whatever they show.
    """
    chosen = points[(points["family"] == family) & (points["kind"] != "axis") & (points["why"] == "")]
    return chosen if chosen["axis_2"].notna().any() else chosen.iloc[:0]


def above_average(points: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of `in_map` that contribute more to the plane than the average code, the largest contribution
    first.
    """
    found = points[points["kind"] == "code"]
    return found[found["ctr"] > 1 / max(len(found), 1)].sort_values("ctr", ascending=False, kind="stable")


# --- as published -----------------------------------------------------------------------------------

#: Widths of the published tables in Word and LaTeX, in mm; they fill a landscape page.
PAIRS_WIDTHS = (19, 34, 17, 20, 58, 59, 60)
POINTS_WIDTHS = (20, 62, 14, 20, 16, 20, 19, 19, 19, 19, 19, 20)
#: With more units than this the table of pairs prints each unit's nearest ones only.
ALL_PAIRS_UP_TO = 10


def published_pairs(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, by_case: pd.DataFrame
) -> pd.DataFrame:
    """Return the pairs as they are printed: by family, most alike first, with the labels of the codes that both or
    one of them show.

    A star marks a code that only one of two independent passes shows in one of the two (``shown_by`` of *by_case*).
    With more than ten units a row stands only for the pair of a unit and the one most like it.
    """
    names, label_of = labels(codes), dict(zip(cases["unit"], cases["label"], strict=True))
    single = set(by_case.loc[by_case["shown_by"] != "", ["code_id", "unit"]].itertuples(index=False, name=None))
    shown = table.sort_values(["jaccard", "bray_curtis"], ascending=[False, True], kind="stable", na_position="last")
    shown = shown.sort_values("family", kind="stable", key=lambda column: column.map(FAMILIES.index))
    if len(cases) > ALL_PAIRS_UP_TO:
        ends = pd.concat([shown.assign(end=shown["unit_a"]), shown.assign(end=shown["unit_b"])]).sort_index(
            kind="stable"
        )
        nearest = ends.dropna(subset="jaccard").groupby(["family", "end"])["jaccard"].idxmax()
        shown = shown.loc[shown.index.isin(set(nearest))]
    rows = []
    for pair in shown.to_dict("records"):

        def told(listed: str, pair: dict = pair) -> str:
            starred = {code for code in listed.split() if {(code, pair["unit_a"]), (code, pair["unit_b"])} & single}
            return "; ".join(names[code] + "*" * (code in starred) for code in listed.split())

        rows.append(
            {
                "Codes": FAMILY_NAMES[pair["family"]],
                "Cases": f"{label_of[pair['unit_a']]} – {label_of[pair['unit_b']]}",
                "Jaccard": decimals(pair["jaccard"], 2),
                "1 − Bray–Curtis": decimals(1 - pair["bray_curtis"], 2),
                "In both": told(pair["shared"]),
                "Only in the first": told(pair["only_a"]),
                "Only in the second": told(pair["only_b"]),
            }
        )
    return pd.DataFrame(
        rows,
        columns=["Codes", "Cases", "Jaccard", "1 − Bray–Curtis", "In both", "Only in the first", "Only in the second"],
    )


def published_points(points: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the maps as they are printed: by family, cases first, then codes by contribution; points
    not in a map last.
    """
    names = labels(codes) | dict(zip(cases["unit"], cases["label"], strict=True))
    shown = points[points["kind"] != "axis"].copy()
    shown["rank"] = shown["family"].map(FAMILIES.index) * 4 + (shown["why"] != "") * 2 + (shown["kind"] == "code")
    shown = shown.sort_values("ctr", ascending=False, kind="stable", na_position="last").sort_values(
        "rank", kind="stable"
    )
    columns = {
        "mass": "Mass",
        "quality": "Quality",
        "share": "Inertia",
        "axis_1": "Axis 1",
        "ctr_1": "ctr 1",
        "cor_1": "cor 1",
        "axis_2": "Axis 2",
        "ctr_2": "ctr 2",
        "cor_2": "cor 2",
    }
    printed = pd.DataFrame(
        {
            "Codes": shown["family"].map(FAMILY_NAMES),
            "Case or code": shown["point"].map(names),
            "Passages": shown["n_segments"].astype(str),
        }
    )
    for column, name in columns.items():
        printed[name] = [decimals(value, 3) for value in shown[column]]
    left = (shown["why"] != "").to_numpy()
    printed.loc[left, "Case or code"] += " (" + shown.loc[left, "why"] + ")"
    return printed.reset_index(drop=True)


def decimals(value: float, digits: int) -> str:
    """Return a number as text with so many decimals, a dash where it is missing."""
    return "–" if pd.isna(value) else f"{round(float(value), 9) + 0.0:.{digits}f}"


# --- headline findings ------------------------------------------------------------------------------
# They take the codings of a variant of the data with ``unit``, as `matrices.by_unit` returns them, and take a few
# milliseconds.


def finding_most_alike(
    placed: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, pair: Sequence[str]
) -> bool | None:
    """Tell whether this pair of units is the most alike of all, in barriers, enablers and effects, by Jaccard and by
    Bray–Curtis.

    False where another pair is as alike. A family in which no pair can be compared tells nothing; None where none
    tells, one of the two is not there, or there is no other pair.
    """
    told = None
    for given in profiles_of(placed, codes, cases, {}).values():
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


def finding_more_alike_in(
    placed: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, more: str, less: str
) -> bool | None:
    """Tell whether units resemble each other more in the codes of one family than in those of another, on average
    over pairs, by both measures.

    None where it cannot be told, because no pair can be compared.
    """
    found = profiles_of(placed, codes, cases, {})
    upper = np.triu_indices(len(cases), 1)
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


def finding_set_apart(
    placed: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, family: str, together: Sequence[str]
) -> bool | None:
    """Tell whether the codes of a family part these units from all others: they are one of the two last branches of
    the dendrogram, by both measures.

    None where it cannot be told, because one of them is not there, or nobody is left on the other side.
    """
    given = profiles_of(placed, codes, cases, {})[family]
    if not set(together) < set(given.units):
        return None
    for measure in MEASURES:
        found = tree(dissimilarities(given, measure), given.units, DRAWN[1])
        if not found.merges or set(together) not in [set(side) for side in found.merges[-1][:2]]:
            return False
    return True

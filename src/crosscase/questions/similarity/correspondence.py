"""Maps of cases and codes: correspondence analysis (Greenacre 1984, 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...core.counts import by_unit
from ...core.likeness import FAMILIES

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
        counts, skipped = _counts(table[table["family"] == family])
        result = correspondence_analysis(counts.loc[:, ~skipped].astype(float))
        found = _axes(result)
        mine = placed[placed["family"] == family]
        for kind, points, key, names in (
            ("case", result.rows, "unit", cases["unit"]),
            ("code", result.columns, "code_id", counts.columns),
        ):
            behind = mine.groupby(key)["passage"].agg(set).to_dict()
            voices = mine.groupby(key)["voice"].nunique().to_dict()
            for name in names:
                row = dict(kind=kind, point=name, why="", **_evidence(behind.get(name, set()), voices.get(name, 0)))
                if name in points.index:
                    row |= _in_plane(points.loc[name], result.inertias)
                else:
                    row["why"] = NOTHING if kind == "case" else NOT_COVERED if skipped[name] else NOBODY
                found.append(row)
        rows += [dict(row, family=family) for row in found]
    frame = pd.DataFrame(rows).reindex(columns=["family", "kind", "point", *MEASURED, "why", *_evidence(set(), 0)])
    return frame.astype(dict.fromkeys(MEASURED, "Float64"))


#: What is known of a point in the map, and of an axis its inertia and share.
MEASURED = "mass inertia share axis_1 axis_2 ctr_1 ctr_2 ctr cor_1 cor_2 quality".split()


def _counts(chosen: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the passages of units (rows) by codes of one family, and which codes some unit was not read for."""
    counts = chosen.pivot(index="unit", columns="code_id", values="n_segments").sort_index()
    counts = counts.reindex(columns=list(dict.fromkeys(chosen["code_id"])))
    states = chosen.pivot(index="unit", columns="code_id", values="state")
    states = states.reindex(index=counts.index, columns=counts.columns)
    return counts, (states == "not covered").any()


def _axes(result: Correspondence) -> list[dict[str, Any]]:
    """Return the rows of the axes."""
    total = result.inertias.sum()
    return [
        dict(kind="axis", point=f"axis {axis}", inertia=inertia, share=inertia / total, why="", **_evidence(set(), 0))
        for axis, inertia in enumerate(result.inertias, 1)
    ]


def _in_plane(found: pd.Series, inertias: np.ndarray) -> dict[str, float | None]:
    """Return what is `MEASURED` of a point of `Correspondence`."""
    row = {column: found.get(column) for column in MEASURED if column in found or column.endswith(("_1", "_2"))}
    if inertias.sum() > 0:
        row["share"] = row["inertia"] / inertias.sum()
        parts = [found.get(f"ctr_{k + 1}", 0.0) * inertia for k, inertia in enumerate(inertias[:2])]
        row["ctr"] = sum(parts) / inertias[:2].sum()
        row["quality"] = found["cor_1"] + found.get("cor_2", 0.0)
    return row


def _evidence(passages: set[str], n_speakers: int) -> dict[str, Any]:
    """Return the columns of evidence of a point told by these passages."""
    return dict(
        n_segments=len(passages),
        n_speakers=n_speakers,
        n_cases=len({one.partition(":")[0] for one in passages}),
        segment_ids=" ".join(sorted(passages)),
    )


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

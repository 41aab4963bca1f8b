"""From declared conditions and outcomes to the membership of every unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core.codebook import STATUSES, VALENCES
from ...core.counts import EVIDENCE, by_unit

# --- the declared calibration -----------------------------------------------------------------------


def sets_of(calibration: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions and then the outcomes, each with its ``role``."""
    return [{**one, "role": role[:-1]} for role in ("conditions", "outcomes") for one in calibration[role]]


def calibrated(
    calibration: Mapping[str, Any],
    codings: pd.DataFrame,
    links: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the membership of every unit in every condition and outcome, with the passages that decide it.

    One row per set and unit, in the order of the calibration and of *cases* (`units.case_table` for the
    calibration's unit of analysis). ``member`` is 1, 0, or missing where the case was not read for a code of the set
    and what was read does not reach the threshold. ``value`` counts passages or links, ``against`` the links of the
    other valence; both are missing where the rule counts nothing. ``near`` says that one passage or link more or
    fewer would turn the cell. Counts and ``segment_ids`` are those of the passages that were counted, on both sides
    where links are weighed.
    """
    placed = placed_by_unit(codings, links, cases)
    table = pd.DataFrame(
        [row for one in sets_of(calibration) for row in cells_of(one, *placed, cases, not_covered or {})]
    )
    return table.astype({column: "Int64" for column in ("value", "against", "at_least", "member")})


Placed = dict[str, pd.DataFrame]


def placed_by_unit(codings: pd.DataFrame, links: pd.DataFrame, cases: pd.DataFrame) -> tuple[Placed, Placed]:
    """Return the codings (present) and the links of each unit."""
    frames = by_unit(codings[codings["presence"] == "present"], cases).assign(link_id=""), by_unit(links, cases)
    found = [dict(list(frame.groupby("unit"))) for frame in frames]
    of_codings, of_links = (
        {unit: parts.get(unit, frame.iloc[:0]) for unit in cases["unit"]}
        for parts, frame in zip(found, frames, strict=True)
    )
    return of_codings, of_links


def cells_of(
    one: Mapping[str, Any],
    codings: Placed,
    links: Placed,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]],
) -> list[dict[str, Any]]:
    """Return the rows of `calibrated` for one condition or outcome."""
    rows = []
    for unit in cases.to_dict("records"):
        value = against = threshold = member = pd.NA
        near, counted = False, links[unit["unit"]].iloc[:0]
        if one["rule"] == "passages":
            coded = codings[unit["unit"]]
            counted = coded[coded["code_id"].isin(one["codes"])]
            value, threshold = counted["segment_id"].nunique(), one["at_least"]
            unread = set(one["codes"]) & set(not_covered.get(unit["case_id"], ()))
            member = pd.NA if unread and value < threshold else int(value >= threshold)
            near, reading = value in (threshold - 1, threshold), f"{value} of at least {threshold} passages"
        elif one["rule"] == "initiation":
            member, reading = int(unit["initiation"] in one["any_of"]), f"began {unit['initiation']}"
        else:
            mine = links[unit["unit"]]
            counted = mine[mine["status"].isin(one.get("statuses", STATUSES))]
            if one["rule"] == "links":
                counted = counted[counted["valence"].isin([one["valence"]] if "valence" in one else VALENCES)]
                value, threshold = len(counted), one["at_least"]
                member, near, reading = (
                    int(value >= threshold),
                    value in (threshold - 1, threshold),
                    f"{value} of at least {threshold} links",
                )
            else:
                value = int((counted["valence"] == one["valence"]).sum())
                against = len(counted) - value
                member, near, reading = (
                    int(value > against),
                    value - against in (0, 1),
                    f"{value} against {against} links",
                )
        rows.append(
            dict(
                role=one["role"],
                set_id=one["id"],
                set_label=one["label"],
                case_id=unit["case_id"],
                unit=unit["unit"],
                label=unit["label"],
                rule=one["rule"],
                value=value,
                against=against,
                at_least=threshold,
                member=member,
                near=bool(near),
                reading=reading,
                **_behind(counted),
            )
        )
    return rows


def _behind(counted: pd.DataFrame) -> dict[str, Any]:
    """Return the counts of the passages behind one cell."""
    passages = sorted(set(counted["case_id"] + ":" + counted["segment_id"]))
    voiced = counted[counted["speaker"] != ""]
    numbers = (
        len(set(counted["link_id"]) - {""}),
        len(passages),
        len(set(voiced["case_id"] + ":" + voiced["speaker"])),
        counted["case_id"].nunique(),
    )
    return dict(zip(EVIDENCE, (*numbers, " ".join(passages)), strict=True))


def memberships(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the units (rows) by sets (columns) as 0 and 1, and the units left out because a membership is unknown."""
    wide = table.pivot(index="unit", columns="set_id", values="member").loc[
        table["unit"].unique(), table["set_id"].unique()
    ]
    whole = wide.notna().all(axis=1)
    return wide[whole].astype(int).rename_axis(index=None, columns=None), wide.index[~whole].tolist()


def constant_sets(data: pd.DataFrame) -> dict[str, int]:
    """Return the sets that hold in every unit or in none, with that value; a condition among them explains nothing
    and is dropped.
    """
    return {name: int(data[name].iloc[0]) for name in data.columns if len(data) and data[name].nunique() == 1}


def conditions_of(table: pd.DataFrame, data: pd.DataFrame) -> list[str]:
    """Return the conditions of a calibrated table that vary in its `memberships`, as declared."""
    constant = constant_sets(data)
    return [name for name in table.loc[table["role"] == "condition", "set_id"].unique() if name not in constant]


def outcomes_of(table: pd.DataFrame) -> list[str]:
    """Return the outcomes of a calibrated table, as declared."""
    return table.loc[table["role"] == "outcome", "set_id"].unique().tolist()

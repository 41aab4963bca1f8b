"""Larsen, Karlsen and Sagvaag 2020: the four phases of inquiry, the data collected, and who took which dialogue role
where.

The printed figure is not in the text that was read; what it shows is read from the prose. Frames in, frames or a figure
out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ...core.counts import grid
from ...core.findings import joined
from ...core.passes import one_pass_only, with_pass
from ..facts import exploded, listed_ids

CASE = "mental_health_unit"
GROUPS = ("patients", "staff", "leaders")
ROLES = ("mover", "follower", "opposer", "bystander")
#: Where a role was taken, and how a figure calls it.
PLACES = {
    "patients_present": "With patients, elsewhere",
    "dialogue_meeting": "Dialogue meeting",
    "backstage": "Backstage, no patients",
    "not_told": "Place not told",
}
#: Names of places in evidence; roles stay as the paper writes them.
NAMES = PLACES | {role: role for role in ROLES}
#: Places that say nothing of patients themselves: they are always where they are.
_NOT_OF_PATIENTS = ("patients_present", "backstage")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "a": 1, "the": 1}


def _numbers(printed: str) -> int | None:
    """Return a printed number, word or article as a number; None where it is no exact number."""
    return int(printed) if printed.isdigit() else _WORDS.get(printed)


# --- the four phases --------------------------------------------------------------------------------


def who_led_what(phases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per activity and group (every pair): whether the group leads, facilitates, takes part, and the
    three in words.

    Uses the raw table of phases, whose lists are separated by ``; ``. An empty ``part`` means that the source does not
    name the group.
    """
    rows = []
    for one in phases.sort_values(["phase", "step"]).to_dict("records"):
        for group in GROUPS:
            leads, facilitates, takes_part = (
                group in one[column].split("; ") for column in ("led_by", "facilitated_by", "took_part")
            )
            words = [
                word
                for said, word in ((leads, "leads"), (facilitates, "facilitates"), (takes_part, "takes part"))
                if said
            ]
            rows.append(
                {
                    column: one[column]
                    for column in (
                        "activity_id",
                        "phase",
                        "step",
                        "activity",
                        "segment_ids",
                        "source_id",
                        "section",
                        "note",
                    )
                }
                | dict(
                    group=group,
                    leads=leads,
                    facilitates=facilitates,
                    takes_part=takes_part,
                    part=joined(words) if words else "",
                    leader_stated=one["led_by"] != "",
                    n_segments=len(one["segment_ids"].split()),
                )
            )
    return pd.DataFrame(rows)


def parts_behind(table: pd.DataFrame) -> pd.DataFrame:
    """Return the filled cells of `who_led_what` with ``place`` (phase and activity) and ``told`` (the part in words),
    for the evidence file.
    """
    named = table[table["part"] != ""]
    place = "Phase " + named["phase"].astype("str") + ": " + named["activity"].str.lower()
    return named.assign(place=place, told=place + "; " + named["group"] + ": " + named["part"])


# --- the data collected -----------------------------------------------------------------------------


def data_collected(collection: pd.DataFrame, phases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per way of gathering data, in the order of the case's table, with who led it and the sum of a
    total's parts.

    Uses ``method`` of both tables and ``part_of`` of *phases*. ``n_events_in_parts`` is missing where a part has no
    printed number, ``agrees`` where total and parts cannot be compared; a printed article counts as one. Raises
    `KeyError` when *phases* names a method that *collection* does not hold.
    """
    strangers = sorted((set(phases["method"]) | set(phases["part_of"]) - {""}) - set(collection["method"]))
    if strangers:
        raise KeyError(f"phases.csv names methods that data_collection.csv does not hold: {'; '.join(strangers)}")
    led = phases.groupby("method")["led_by"].agg(lambda lists: "; ".join(dict.fromkeys(one for one in lists if one)))
    rows = []
    for one in collection.to_dict("records"):
        phase = re.match(r"phase (\d)", one["method"])
        parts = [_numbers(printed) for printed in phases.loc[phases["part_of"] == one["method"], "printed"]]
        total, known = _numbers(one["n_events"]), bool(parts) and None not in parts
        within = sum(n for n in parts if n is not None)
        rows.append(
            {
                column: one[column]
                for column in (
                    "method",
                    "with_whom",
                    "n_events",
                    "n_people",
                    "start",
                    "end",
                    "source_id",
                    "section",
                    "note",
                )
            }
            | dict(
                phase=int(phase[1]) if phase else None,
                led_by=led.get(one["method"], ""),
                n_parts=len(parts) or None,
                n_events_in_parts=within if known else None,
                agrees=within == total if known and total is not None else None,
            )
        )
    return pd.DataFrame(rows).astype(
        {"phase": "Int64", "n_parts": "Int64", "n_events_in_parts": "Int64", "agrees": "boolean"}
    )


#: Widths of the published table in Word and LaTeX, in mm.
DATA_WIDTHS = (12, 52, 42, 34, 16, 30, 14, 18, 49)


def published_data(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of data collected as it is printed; a cell is empty where the source says nothing."""

    def sum_of(one: pd.Series) -> str:
        if pd.isna(one["n_parts"]):
            return ""
        if pd.isna(one["n_events_in_parts"]):
            return f"{one['n_parts']} activities, not numbered"
        return f"{one['n_events_in_parts']} in {one['n_parts']} activities" + (
            "" if pd.isna(one["agrees"]) or one["agrees"] else " (disagrees)"
        )

    years = [
        " to ".join(dict.fromkeys(year for year in pair if year))
        for pair in zip(table["start"], table["end"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Phase": table["phase"].astype("str").replace("<NA>", "").fillna(""),
            "Way of gathering data": (
                table["method"]
                .str.replace(r"^phase \d: ", "", regex=True)
                .str.replace(r"^.", lambda first: first[0].upper(), regex=True)
            ),
            "With whom": table["with_whom"],
            "Led by co-researchers from": table["led_by"].str.replace("; ", ", "),
            "Events": table["n_events"],
            "Events by phase": [sum_of(one) for _, one in table.iterrows()],
            "People": table["n_people"],
            "Years": years,
            "Section": table["section"],
        }
    ).fillna("")


# --- who took which dialogue role where -------------------------------------------------------------


def _denied_or_held_back(codings: pd.DataFrame) -> pd.DataFrame:
    """Return codings of roles as the table of places knows them: a role that a group hesitated to take (possible)
    stands with those that it did not take (absent).
    """
    return codings.assign(presence=codings["presence"].replace("possible", "absent"))


def _as_codings(placing: pd.DataFrame) -> pd.DataFrame:
    return exploded(placing, ["group", "role", "place", "presence"])


def dialogue_roles(
    placing: pd.DataFrame, codings: pd.DataFrame, all_codings: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")
) -> pd.DataFrame:
    """Count the passages in which each group takes each dialogue role, by place; every triple is present.

    *codings* are those of the analysed pass: a row of *placing* that it does not code is left out. *all_codings* hold
    every pass and tell what only one of the independent *passes* shows. Counts are missing where the place says nothing
    of the group.
    """
    keys = ["case_id", "segment_id", "role", "presence"]
    given = _denied_or_held_back(codings).rename(columns={"code_id": "role"})
    found = _as_codings(placing).merge(given[keys].drop_duplicates(), on=keys, how="inner", validate="many_to_one")
    found["passage"] = found["case_id"] + ":" + found["segment_id"]
    cell = ["group", "role", "place"]
    table = grid(group=GROUPS, role=ROLES, place=list(PLACES))
    for presence, number, ids in (("present", "n_segments", "segment_ids"), ("absent", "n_absent", "absent_ids")):
        groups = found[found["presence"] == presence].groupby(cell)["passage"]
        table = table.merge(
            groups.agg(**{number: "nunique", ids: listed_ids}).reset_index(), on=cell, how="left", validate="one_to_one"
        )
        table[number], table[ids] = table[number].fillna(0).astype("Int64"), table[ids].fillna("")
    outside = (
        (table["group"] == "patients")
        & table["place"].isin(_NOT_OF_PATIENTS)
        & (table["n_segments"] + table["n_absent"] == 0)
    )
    table["state"] = "not coded"
    table["state"] = (
        table["state"]
        .mask(table["n_absent"] > 0, "absent")
        .mask(table["n_segments"] > 0, "present")
        .mask(outside, "not covered")
    )
    table[["n_segments", "n_absent"]] = table[["n_segments", "n_absent"]].mask(outside)
    by_pass = _as_codings(placing).merge(
        _denied_or_held_back(all_codings).rename(columns={"code_id": "role"})[[*keys, "coder"]], on=keys, how="inner"
    )
    single = one_pass_only(by_pass, cell, passes=passes, read=all_codings)
    return with_pass(table, single)


def unplaced(placing: pd.DataFrame, codings: pd.DataFrame) -> int:
    """Return how many codings of dialogue roles the table of groups and places does not hold; 0 for the consensus."""
    keys = ["case_id", "segment_id", "role", "presence"]
    mine = _denied_or_held_back(codings[codings["code_id"].isin(ROLES)])
    roles = mine.rename(columns={"code_id": "role"})[keys].drop_duplicates()
    placed = _as_codings(placing)[keys].drop_duplicates().assign(placed=True)
    return int(roles.merge(placed, on=keys, how="left")["placed"].isna().sum())


def places_behind(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and whether the role was taken there, with its passages, for the evidence file."""
    present = table.assign(presence="present")
    absent = table.assign(presence="absent", segment_ids=table["absent_ids"])
    return pd.concat([present, absent], ignore_index=True)[["group", "role", "place", "presence", "segment_ids"]]

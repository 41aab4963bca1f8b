"""Larsen, Karlsen and Sagvaag 2020: the four phases of inquiry, the data collected, and who took which dialogue role
where.

The printed figure is not in the text that was read; what it shows is read from the prose. Frames in, frames or a figure
out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..agreement import one_pass_only
from ..captions.base import READING, STARS, joined
from ..figures.base import (
    KEY_LINE,
    PAIRS,
    fitted,
    height_of,
    key_lines,
    legend,
    name_columns,
    name_rows,
    new_figure,
    placed,
    plot_matrix,
    width_of,
)
from ..matrices import grid, with_pass
from ..style import PRESETS, QUIET, RAMPS, RULE
from .facts import exploded, listed_ids

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


def phases_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the activities of the four phases (rows) by group: a dark cell leads, a middle one facilitates, a pale one
    takes part.

    *table* is `who_led_what`. The part stands in words in each cell; blank where the source does not name the group.
    """
    size = PRESETS[preset]
    shades = RAMPS["co-creation"]
    activities = table.drop_duplicates("activity_id")
    with style.applied(size):
        gap, head, foot, left = 3.2, 7, 9, 1
        titles = [f"Phase {phase}" for phase in activities["phase"].unique()]
        first = width_of(titles, size.text) * 1.2 + 4
        label = width_of(list(activities["activity"]), size.smallest) + 4
        cell = (size.double - left - first - label - 1) / len(GROUPS)
        # Words in bold are up to a sixth wider.
        bold = table.groupby("part")["leads"].any()
        parts = {
            part: fitted(part.capitalize(), (0.8 if bold[part] else 0.95) * cell, size.smallest) for part in bold.index
        }
        row = max(6.0, height_of(list(parts.values()), size.smallest) + 0.6)
        tall = head + row * len(activities) + gap * (len(titles) - 1) + foot
        figure = new_figure(size.double, tall)
        y = head
        for phase, part in table.groupby("phase", sort=True):
            names = part.drop_duplicates("activity_id")
            ax = placed(figure, left + first + label, y, cell * len(GROUPS), row * len(names), gid=f"phase {phase}")
            for at, activity in enumerate(names["activity_id"]):
                for column, group in enumerate(GROUPS):
                    one = part[(part["activity_id"] == activity) & (part["group"] == group)].iloc[0]
                    if not one["part"]:
                        continue
                    shade = shades[3] if one["leads"] else shades[1] if one["facilitates"] else shades[0]
                    ax.add_patch(Rectangle((column, at), 1, 1, facecolor=shade, linewidth=0, gid=f"{activity}:{group}"))
                    look = dict(ha="center", va="center", fontsize=size.smallest, linespacing=1.1)
                    look |= dict(color=style.readable_on(shade), weight="bold" if one["leads"] else "normal")
                    ax.text(column + 0.5, at + 0.52, parts[one["part"]], gid="cell", **look)
            ax.hlines(range(1, len(names)), 0, len(GROUPS), color=RULE, linewidth=size.line)
            ax.vlines(range(1, len(GROUPS)), 0, len(names), color=RULE, linewidth=size.line)
            for side in ax.spines.values():
                side.set(color=QUIET, linewidth=size.line)
            ax.set(xlim=(0, len(GROUPS)), ylim=(len(names), 0))
            name_rows(
                ax,
                [
                    f"{a}" + ("" if stated else " †")
                    for a, stated in zip(names["activity"], names["leader_stated"], strict=True)
                ],
            )
            ax.tick_params(length=0)
            if y == head:
                name_columns(ax, [group.capitalize() for group in GROUPS], rotation=0)
                for tick in ax.get_xticklabels():
                    tick.set(weight="bold", fontsize=size.text)
            else:
                ax.set_xticks([])
            figure.text(
                left / size.double,
                1 - (y + row / 2) / tall,
                f"Phase {phase}",
                weight="bold",
                fontsize=size.text,
                va="center",
            )
            y += row * len(names) + gap
        x = left + first + label
        for shade, words in (
            (shades[3], "leads"),
            (shades[1], "a facilitator comes from it"),
            (shades[0], "takes part"),
        ):
            figure.add_artist(
                Rectangle(
                    (x / size.double, 2.1 / tall),
                    5 / size.double,
                    3.8 / tall,
                    facecolor=shade,
                    linewidth=0,
                    transform=figure.transFigure,
                )
            )
            figure.text((x + 6.5) / size.double, 4 / tall, words, fontsize=size.smallest, va="center")
            x += 10 + width_of([words], size.smallest)
        figure.text(left / size.double, 4 / tall, "† who led is not stated", fontsize=size.smallest, va="center")
    return figure


def phases_caption(table: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the figure of the four phases."""
    activities = table.drop_duplicates("activity_id")
    unstated = int((~activities["leader_stated"]).sum())
    led = {
        phase: [g for g in GROUPS if (part.loc[part["group"] == g, "leads"]).any()]
        for phase, part in table.groupby("phase")
    }
    told = "; ".join(f"phase {phase}: {joined(groups) if groups else 'not stated'}" for phase, groups in led.items())
    caption = (
        f"**The four phases of inquiry: who led what.** {len(activities)} activities (rows) by the groups from which"
        " co-researchers, facilitators and participants came; read from the prose of Larsen et al. (2020) and drawn"
        f" anew from data, not the paper's figure, which is not in the text that was read. Led by ({told}). A cell says"
        " the part of a group; nothing is counted. Blank: the source does not name the group for the activity. †: the"
        f" source does not say who led it ({unstated} activities). In phase 4 facilitators (one employee, one earlier"
        " patient) supported the first seminar. The action researcher facilitated the whole inquiry and is not drawn."
        " The source numbers the phases; they are not the phases before, during and after of the other figures."
        f" {READING}"
    )
    alt = f"Table of {len(activities)} activities by patients, staff and leaders. Who led: {told}."
    return caption, alt


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
                n_events_in_parts=sum(parts) if known else None,
                agrees=sum(parts) == total if known and total is not None else None,
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


def data_caption(table: pd.DataFrame) -> str:
    """Return the caption of the table of data collected."""
    compared = table[table["agrees"].notna()]
    agree = (
        f"{int(compared['agrees'].sum())} of {len(compared)} totals that can be added up"
        f" agree{'s' if len(compared) == 1 else ''} with the parts"
    )
    return (
        f"**The data collected in the mental health unit.** {len(table)} ways of gathering data, as Larsen et al."
        " (2020) report them, put together anew from data. Numbers stand as printed, in figures or words; where the"
        f" text has only an article, one. 'Events by phase' adds up the activities that belong to a total ({agree}; the"
        " others are not numbered phase by phase). Overlaps between rows are not always told, so rows must not be"
        f" added up. An empty cell means that the source does not say it. {READING}"
    )


# --- who took which dialogue role where -------------------------------------------------------------


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
    given = codings.rename(columns={"code_id": "role"})
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
        all_codings.rename(columns={"code_id": "role"})[[*keys, "coder"]], on=keys, how="inner"
    )
    single = one_pass_only(by_pass, cell, passes=passes, read=all_codings)
    return with_pass(table, single)


def unplaced(placing: pd.DataFrame, codings: pd.DataFrame) -> int:
    """Return how many codings of dialogue roles the table of groups and places does not hold; 0 for the consensus."""
    keys = ["case_id", "segment_id", "role", "presence"]
    roles = codings[codings["code_id"].isin(ROLES)].rename(columns={"code_id": "role"})[keys].drop_duplicates()
    placed = _as_codings(placing)[keys].drop_duplicates().assign(placed=True)
    return int(roles.merge(placed, on=keys, how="left")["placed"].isna().sum())


def places_behind(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and whether the role was taken there, with its passages, for the evidence file."""
    present = table.assign(presence="present")
    absent = table.assign(presence="absent", segment_ids=table["absent_ids"])
    return pd.concat([present, absent], ignore_index=True)[["group", "role", "place", "presence", "segment_ids"]]


def dialogue_roles_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw one panel a group: dialogue roles (rows) by place. *table* is `dialogue_roles`."""
    size = PRESETS[preset]
    with style.applied(size):
        left, between, row = 1, 3, 7.5
        there = (("one pass", table["shown_by"] != ""), ("absent", table["state"] == "absent"))
        signs = [*[sign for sign, where in there if where.any()], "not covered"]
        told = {"not covered": "does not apply: patients are always where patients are"}
        foot = 9 + KEY_LINE * (key_lines(size, [("Passages", "neutral")], signs, PAIRS, names=told) - 1)
        label = width_of([role.capitalize() for role in ROLES], size.smallest) + 4
        head = width_of(list(PLACES.values()), size.smallest) + 9
        wide = (size.double - left - label - between * (len(GROUPS) - 1) - 1) / len(GROUPS)
        tall = head + row * len(ROLES) + foot
        figure = new_figure(size.double, tall)
        for panel, group in enumerate(GROUPS):
            part = table[table["group"] == group]
            counts, state, shown = (
                part.pivot(index="role", columns="place", values=v).loc[list(ROLES), list(PLACES)]
                for v in ("n_segments", "state", "shown_by")
            )
            x = left + label + panel * (wide + between)
            ax = placed(figure, x, head, wide, row * len(ROLES), gid=group)
            plot_matrix(counts, ax=ax, state=state, single=(shown != "") & (state != "not covered"))
            name_columns(ax, list(PLACES.values()))
            if panel == 0:
                name_rows(ax, [role.capitalize() for role in ROLES])
            else:
                ax.set_yticks([])
            figure.text(
                (x + wide / 2) / size.double,
                1 - 1 / tall,
                group.capitalize(),
                weight="bold",
                ha="center",
                va="top",
                fontsize=size.text,
            )
        legend(figure, size, 4, [("Passages", "neutral")], signs, PAIRS, names=told)
    return figure


def dialogue_roles_caption(table: pd.DataFrame, n_unplaced: int) -> tuple[str, str]:
    """Return caption and alt text of the figure of dialogue roles."""
    ids = {one for some in table["segment_ids"] for one in some.split()}
    absent = {one for some in table["absent_ids"] for one in some.split()}
    cells, missed = (
        table[table["state"] == "present"],
        joined(table.loc[table["n_absent"].fillna(0) > 0, "group"].unique()),
    )

    def roles(group: str, place: str) -> list[str]:
        return cells.loc[(cells["group"] == group) & (cells["place"] == place), "role"].tolist()

    unplaced_told = (
        f"{n_unplaced} codings of the analysed pass have no group and place in the table and are not drawn. "
        if n_unplaced
        else ""
    )
    caption = (
        "**Who took which dialogue role where, in the mental health unit.** Roles after Isaacs (rows) by place, one"
        " panel a group, drawn anew from data on Larsen et al. (2020), which prints no such table. A number counts the"
        f" passages in which the group takes the role there ({len(ids)} passages); ring: the authors say that {missed}"
        f" did not take it ({len(absent)} passages). A passage counts in every cell that it tells of. The leader of the"
        " dialogue meeting is one person, so his counts are passages about one event. Backstage: patients are not"
        " there. 'Place not told': neither the passage nor its sentence says where. Blank: nobody tells of it, which"
        f" does not mean that it did not happen. {unplaced_told}{STARS} {READING}"
    )
    alt = (
        f"Shaded tables of four dialogue roles by place: staff {joined(roles('staff', 'backstage'))} backstage and"
        f" {joined(roles('staff', 'patients_present'))} before patients; leaders in"
        f" {len(roles('leaders', 'dialogue_meeting'))} roles in the dialogue meeting."
    )
    return caption, alt

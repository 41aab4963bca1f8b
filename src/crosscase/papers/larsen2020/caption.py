"""The figures and tables of Larsen et al. (2020) in words."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of
from .compute import GROUPS, PLACES, ROLES


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
        f"**Who led in the four phases of inquiry: {told}.** {len(activities)} activities (rows) by the groups from"
        " which co-researchers, facilitators and participants came, read from the prose of Larsen et al. (2020); the"
        " paper's own figure is not in the text that was read. A cell says the part of a group; nothing is counted."
        " Blank: the source does not name the group for the activity. In phase 4 facilitators (one employee, one"
        f" earlier patient) supported the first seminar. Who led is not stated for {unstated}. The action researcher"
        " facilitated the whole inquiry and is not drawn. The phases are the source's, not before, during and after."
        f" {HOW_TO_READ}"
    )
    short = ", ".join(f"{phase} {'/'.join(groups) if groups else 'not stated'}" for phase, groups in led.items())
    alt = f"Shaded table of {len(activities)} activities by patients, staff and leaders. Who led by phase: {short}."
    return caption, alt


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
        f" added up. An empty cell means that the source does not say it. {HOW_TO_READ}"
    )


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
        f"{n_unplaced} codings have no group and place in the table and are not drawn. " if n_unplaced else ""
    )
    caption = (
        f"**Staff acted as {joined(roles('staff', 'backstage')) or 'none'} backstage and as"
        f" {joined(roles('staff', 'patients_present')) or 'none'} before patients.** Dialogue roles after Isaacs (1999)"
        " by place, one panel a group; Larsen et al. (2020) print no such table. A number counts the passages in which"
        f" the group takes the role there ({len(ids)} passages); a dash: the authors say that {missed} did not take it"
        f" or hesitated to ({len(absent)} passages). A passage counts in every cell that it tells of. The leader of the"
        " dialogue meeting is one person, so these passages tell of one event. Backstage: patients are not"
        f" there. ‘Place not told’: neither the passage nor its sentence says where. {unplaced_told}{HOW_TO_READ}"
    )
    alt = (
        f"Shaded tables of dialogue roles by place: staff {joined(roles('staff', 'backstage'))} backstage and as"
        f" {joined(roles('staff', 'patients_present'))} before patients; leaders in"
        f" {len(roles('leaders', 'dialogue_meeting'))} roles in the meeting."
    )
    return caption, alt


def what_we_see(led: pd.DataFrame, collected: pd.DataFrame, roles: pd.DataFrame) -> str:
    """Return in a paragraph what the paper prints, what the data give in its place, and where they differ.

    *led* is `who_led_what`, *collected* is `data_collected`, *roles* is `dialogue_roles`.
    """
    groups = {
        phase: [group for group in GROUPS if part.loc[part["group"] == group, "leads"].any()]
        for phase, part in led.groupby("phase")
    }
    lead = "; ".join(f"in phase {phase} {joined(who) if who else 'not stated'}" for phase, who in groups.items())
    activities = led.drop_duplicates("activity_id")
    unstated = int((~activities["leader_stated"]).sum())
    told = (
        f"The paper tells its phases of inquiry in prose; who led is, by the data, {lead}. Of {len(activities)}"
        f" activities {unstated or 'none'} {'stands' if unstated == 1 else 'stand'} without a leader."
    )
    return " ".join([told, _totals_seen(collected), _roles_seen(roles)])


def _totals_seen(table: pd.DataFrame) -> str:
    """Return the sentence on printed totals and whether they agree with what the phases print."""
    parts = table[table["n_parts"].notna()]
    summed = parts[parts["agrees"].notna()]
    if summed.empty:
        return "No total that the paper prints can be added up from the phases."
    wrong = summed.loc[~summed["agrees"].astype("bool"), "method"].tolist()
    verdict = f"the sum differs from the total of {joined(wrong)}" if wrong else "the sum is the printed total"
    return (
        f"Of {n_of(len(parts), 'way')} of gathering data that several activities make up, {len(summed)} can be added up"
        f" from the phases, and {verdict}."
    )


def _roles_seen(table: pd.DataFrame) -> str:
    """Return the sentences on who took which dialogue role where, and on roles that the source says were not taken."""
    seen = _as_roles(table[table["state"] == "present"])
    if not seen:
        return "The paper prints no table of dialogue roles, and none is coded."
    denied = _as_roles(table[table["n_absent"].fillna(0) > 0])
    told = f"The paper prints no table of dialogue roles; the data show {'; '.join(seen)}."
    return told + (f" Said not to have been taken, or only with hesitation: {'; '.join(denied)}." if denied else "")


def _as_roles(cells: pd.DataFrame) -> list[str]:
    """Return for each group the roles of these cells with their places: ``staff as opposer (backstage)``."""
    told = []
    for group in GROUPS:
        mine = cells[cells["group"] == group]
        places = {role: mine.loc[mine["role"] == role, "place"].tolist() for role in ROLES}
        named = [
            f"{role} ({' and '.join(PLACES[place].partition(',')[0].lower() for place in PLACES if place in found)})"
            for role, found in places.items()
            if found
        ]
        told += [f"{group} as {joined(named)}"] if named else []
    return told

"""Checks of the tables of Larsen et al. (2020)."""

from __future__ import annotations

import pandas as pd

from ...core.findings import Finding
from ...core.received import RawTable
from ..facts import Check, Known
from .compute import CASE, ROLES


def check_dialogue_roles(raw: RawTable, codings: pd.DataFrame, case_id: str) -> list[Finding]:
    """Check that the table of groups and places says of every passage what the codings of dialogue roles say, no more
    and no less.

    *codings* are those of one pass; only ``segment_id``, ``code_id`` and ``presence`` are read, an empty presence is
    present, a possible one (the group hesitated) stands as absent.
    """
    coded = {
        (one.segment_id, one.code_id, {"": "present", "possible": "absent"}.get(one.presence, one.presence))
        for one in codings[codings["code_id"].isin(ROLES)].itertuples(index=False)
    }
    findings, placed = [], set()
    for row, cells in zip(raw.frame.index, raw.frame.to_dict("records"), strict=True):
        for one in cells["segment_ids"].split():
            segment_id = one.partition(":")[2]
            placed.add((segment_id, cells["role"], cells["presence"]))
            if (segment_id, cells["role"], cells["presence"]) not in coded:
                message = f"'{cells['role']}' is not coded {cells['presence']} at {segment_id}"
                mend = f"mend the row, or the coding in data/raw/cases/{case_id}/codings.csv"
                findings.append(
                    Finding(
                        raw.file, message, mend, row=row, column="role", code="paper.not-coded", value=cells["role"]
                    )
                )
    for segment_id, role, presence in sorted(coded - placed):
        message = f"'{role}' is coded {presence} at {segment_id} and no row says of whom and where"
        mend = "add a row; place not_told where the passage does not tell it"
        findings.append(Finding(raw.file, message, mend, column="segment_ids", code="paper.no-row", value=role))
    return findings


def check_roles(raw: RawTable, known: Known) -> list[Finding]:
    """Check the table of groups and places against the consensus of the case (`check_dialogue_roles`)."""
    codings = known.of_case(CASE, "codings", "coder")
    return [] if codings is None else check_dialogue_roles(raw, codings[codings["coder"] == "consensus"], CASE)


#: The check of each table of the paper, beyond its form.
CHECKS: dict[str, Check] = {"larsen2020_dialogue_roles": check_roles}

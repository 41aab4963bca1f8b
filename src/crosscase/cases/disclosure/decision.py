"""The record of a decision: who let what out, when and why, for each thing that was listed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.findings import Finding, listed
from ...core.kinds import KINDS
from .listing import CODES, OPEN_TEXT, Listed
from .sheets import HIDDEN, Cell

SHARE, LEAVE_OUT = "share", "leave out"


@dataclass(frozen=True)
class Decided:
    """What was decided: rows to drop (table and row) and cells to hide, and what is wrong with the record."""

    rows: set[tuple[str, int]]
    cells: set[Cell]
    problems: Sequence[Finding]


def stands_for(tables: Mapping[str, Any], found: Sequence[Listed], settings: Mapping[str, Any]) -> str:
    """Return what changes when anything changes that was decided upon."""
    told = [[*one.key, one.places, one.drops] for one in found]
    text = json.dumps([{name: str(content) for name, content in tables.items()}, told, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def draft(cases: Sequence[str], profile: str, stamp: str, found: Sequence[Listed]) -> dict[str, Any]:
    """Return an empty record, to be filled by a person."""
    return {
        "who": "",
        "when": "",
        "cases": list(cases),
        "profile": profile,
        "why": "",
        "stands_for": stamp,
        "listed": [
            {"kind": one.kind, "words": one.words, "where": one.where, "n": len(one.places), "decision": "", "why": ""}
            for one in found
        ],
    }


def decided(record: Mapping[str, Any], stamp: str, found: Sequence[Listed], file: str) -> Decided:
    """Return what a record decides; it is checked against its schema before.

    A record of other data or rules, a thing without a decision and a decision without a reason are problems.
    """
    problems = []
    if record["stands_for"] != stamp:
        mend = "look at the new report, then write `crosscase release --again`, which drafts a new record"
        told = "the data, the rules or what was found have changed since this record was drafted"
        problems.append(Finding(file, told, mend, column="stands_for", code="release.changed"))
    given = {(one["kind"], one["words"]): one for one in record["listed"]}
    rows: set[tuple[str, int]] = set()
    cells: set[Cell] = set()
    open_ones = []
    for one in found:
        said = given.get(one.key, {})
        if not said.get("decision") or not str(said.get("why") or "").strip():
            open_ones.append(one)
        elif said["decision"] == LEAVE_OUT:
            rows |= set(one.drops)
            cells |= set(one.places) if one.kind in OPEN_TEXT else set()
    if open_ones:
        counted = {kind: sum(one.kind == kind for one in open_ones) for kind in CODES}
        kinds = [f"{KINDS[CODES[kind]].what} ({n})" for kind, n in counted.items() if n]
        told = f"{len(open_ones)} of {len(found)} things listed have no decision or no reason: {listed(kinds)}"
        mend = f"write `{SHARE}` or `{LEAVE_OUT}` under `decision`, and why under `why`, for each"
        problems.append(Finding(file, told, mend, column="listed", code="release.undecided"))
    return Decided(rows, cells, problems)


def record_to_share(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record as it goes with the release: without words that were left out, which it must not tell, and
    without how often each thing was found."""
    shown = [{name: value for name, value in one.items() if name != "n"} for one in record["listed"]]
    shown = [
        one | {"words": HIDDEN} if one["kind"] in OPEN_TEXT and one["decision"] == LEAVE_OUT else one for one in shown
    ]
    return {**{name: value for name, value in record.items() if name != "stands_for"}, "listed": shown}

"""Raw tables as received, and the corrections that a person declared for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from ..core.findings import Finding, did_you_mean, listed
from ..core.ids import ID_COLUMNS, plain_id
from ..core.received import RawCase


@dataclass(frozen=True)
class Repaired:
    """A case after its declared corrections: the case, one log row a change, and what did not fit."""

    case: RawCase
    log: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


_KEYS = ("table", "where", "column", "was", "now", "reason", "by")


def log_row(
    case_id: str, table: str, row: int | None, column: str, was: str, now: str, rule: str, reason: str
) -> dict[str, Any]:
    """Return one row of the cleaning log."""
    return dict(case_id=case_id, table=table, row=row, column=column, was=was, now=now, rule=rule, reason=reason)


def repair(case: RawCase) -> Repaired:
    """Trim cells, write ids without spaces, apply the declared corrections; every change is a log row.

    What reading mended is one as well.

    A correction names its table, the cells that find its rows (``where``), the column, the value that must
    still be there (``was``), the new one (``now``) and a reason. One that finds no row, or another value
    than ``was``, is a finding and changes nothing.
    """
    frames = {name: table.frame.copy() for name, table in case.tables.items()}
    log = _mended_on_reading(case)
    for name, frame in frames.items():
        for column in frame.columns:
            log += _trim(case.case_id, name, frame, column)
            log += _plain(case.case_id, name, frame, column) if column in ID_COLUMNS else []
    findings = []
    for number, item in enumerate(case.corrections or [], 1):
        problem = _apply(case, frames, item, log)
        if problem:
            message, mend = problem
            table = str(item.get("table", "")) if isinstance(item, dict) else ""
            message = f"correction {number}: {message}"
            findings.append(Finding(case.corrections_file, message, mend, code="correction", value=table))
    tables = {name: replace(table, frame=frames[name]) for name, table in case.tables.items()}
    return Repaired(replace(case, tables=tables), log, findings)


def _mended_on_reading(case: RawCase) -> list[dict[str, Any]]:
    """Return a log row for each value that reading mended, of the description and of every table."""
    read = [
        ("case", case.changes),
        *((name, table.changes) for name, table in (*case.tables.items(), *case.beside.items())),
    ]
    return [
        log_row(case.case_id, name, one.row, one.column, one.was, one.now, "reading", one.reason)
        for name, changes in read
        for one in changes
    ]


def _trim(case_id: str, table: str, frame: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    """Trim the cells of one column of *frame* where they stand; return the log rows."""
    cells = frame[column]
    trimmed = {cell: cell.replace("\u00a0", " ").strip() for cell in dict.fromkeys(cells.tolist())}
    changed = {cell: now for cell, now in trimmed.items() if now != cell}
    if not changed:
        return []
    frame[column] = [trimmed[cell] for cell in cells.tolist()]
    return [
        log_row(case_id, table, row, column, cell, changed[cell], "spaces", "spaces at the ends of the cell")
        for row, cell in cells[cells.isin(list(changed))].items()
    ]


def _plain(case_id: str, table: str, frame: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    """Write the ids of one column of *frame* without marks that part ids, where they stand; return the log rows."""
    cells = frame[column]
    plain = {cell: plain_id(cell) for cell in dict.fromkeys(cells.tolist())}
    changed = {cell: now for cell, now in plain.items() if now != cell}
    if not changed:
        return []
    frame[column] = [plain[cell] for cell in cells.tolist()]
    spaced = cells[cells.isin(list(changed))].items()
    reason = "an id has no spaces, commas or colons: they stand between ids"
    return [log_row(case_id, table, int(row), column, cell, plain_id(cell), "id", reason) for row, cell in spaced]


def _apply(
    case: RawCase, frames: dict[str, pd.DataFrame], item: Any, log: list[dict[str, Any]]
) -> tuple[str, str] | None:
    if not isinstance(item, dict) or not set(_KEYS[:6]) <= set(item) or not isinstance(item.get("where"), dict):
        return "it is not complete", f"give it the keys {listed(_KEYS)}"
    if not item["where"] or item["was"] is None:
        return (
            "it does not say which value must still be there (was), and in which rows (where)",
            "write was: with the value as it stands, '' for an empty cell, and where: {segment_id: ...}",
        )
    if unknown := sorted(set(map(str, item)) - set(_KEYS)):
        return f"'{unknown[0]}' is not a key of a correction", did_you_mean(unknown[0], _KEYS)
    table, column = str(item["table"]), str(item["column"])
    if table not in frames:
        return f"'{table}' is not a table of this case", did_you_mean(table, frames)
    frame = frames[table]
    for name in (column, *map(str, item["where"])):
        if name not in frame.columns:
            return f"'{name}' is not a column of {table}.csv", did_you_mean(name, frame.columns)
    where = {str(name): str(value) for name, value in item["where"].items()}
    where = {name: plain_id(value) if name in ID_COLUMNS else value for name, value in where.items()}
    rows = frame.index[(frame[list(where)] == list(where.values())).all(axis=1)]
    if len(rows) == 0:
        return (
            f"no row of {table}.csv has {item['where']}",
            "the raw table has changed; check the row and mend or remove the correction",
        )
    for row in rows:
        if frame.at[row, column] != str(item["was"]):
            return (
                f"row {row} of {table}.csv, column '{column}', reads '{frame.at[row, column]}', not '{item['was']}'",
                "the raw table has changed; look whether the correction is still needed",
            )
    for row in rows:
        log.append(
            log_row(
                case.case_id, table, row, column, str(item["was"]), str(item["now"]), "correction", str(item["reason"])
            )
        )
        frame.at[row, column] = str(item["now"])
    return None

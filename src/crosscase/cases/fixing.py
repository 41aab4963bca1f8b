"""What reading repairs in a case, as tables that a person may take over. Nothing that a person decides is in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ..core.findings import listed_rows
from ..core.masking import is_known
from ..core.received import WHOLE_FILE, RawCase
from .raw import repair


@dataclass(frozen=True)
class Fixed:
    """The repaired tables of one case by name; ``log`` has a row for each repair (`raw.log_row`).

    ``left`` are tables with repairs that are not among them: what cannot be read whole would lose cells. What reading
    made of case.yml is in the log only.
    """

    tables: dict[str, pd.DataFrame]
    log: list[dict[str, Any]]
    left: list[str]


def fixed(case: RawCase) -> Fixed:
    """Return the tables of a case that reading repaired, without its declared corrections."""
    repaired = repair(replace(case, corrections=None))
    received = {**case.tables, **case.beside}
    read = {**repaired.case.tables, **repaired.case.beside}
    changed = [name for name in dict.fromkeys(row["table"] for row in repaired.log) if name in read]
    left = [name for name in changed if any(one.severity == "error" for one in received[name].findings)]
    tables = {name: read[name].frame for name in changed if name not in left}
    return Fixed(tables, [row for row in repaired.log if row["table"] not in left], left)


def told(log: list[dict[str, Any]], *, words: bool = True) -> list[str]:
    """Return what was repaired, a line for each table, column and reason, with its rows and without the cells.

    Without *words* nothing that somebody wrote is named: no column of their own, and no line above a table.
    """
    rows: dict[tuple[str, str, str], list[int | None]] = {}
    for one in log:
        column = one["column"] if one["column"] != WHOLE_FILE else ""
        reason = one["reason"]
        if not column and words:
            reason = f"{one['was']} read as {one['now']} ({reason})"
        elif column and not words and not is_known(column, f"{one['table']}.csv"):
            column = "…"
        rows.setdefault((one["table"], column, reason), []).append(one["row"])
    lines = []
    for (table, column, reason), found in rows.items():
        where = listed_rows(row for row in found if row is not None)
        n = f"{len(found)} cell{'s' * (len(found) != 1)} in {where}" if where else ""
        place = ", ".join(part for part in (n, f"column '{column}'" if column else "") if part)
        lines.append(": ".join(part for part in (table if table != "case" else "case.yml", place, reason) if part))
    return lines

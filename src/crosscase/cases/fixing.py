"""What reading repairs in a case, as tables that a person may take over. Nothing that a person decides is in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ..core.findings import listed_rows
from ..core.received import RawCase
from .raw import repair


@dataclass(frozen=True)
class Fixed:
    """The repaired tables of one case by name; ``log`` has a row for each repair (`raw.log_row`).

    ``left`` are tables with repairs that are not among them: what cannot be read whole would lose cells.
    """

    tables: dict[str, pd.DataFrame]
    log: list[dict[str, Any]]
    left: list[str]


def fixed(case: RawCase) -> Fixed:
    """Return the tables of a case that reading repaired, without its declared corrections."""
    repaired = repair(replace(case, corrections=None))
    changed = list(dict.fromkeys(row["table"] for row in repaired.log))
    left = [name for name in changed if any(one.severity == "error" for one in case.tables[name].findings)]
    tables = {name: repaired.case.tables[name].frame for name in changed if name not in left}
    return Fixed(tables, [row for row in repaired.log if row["table"] in tables], left)


def told(log: list[dict[str, Any]]) -> list[str]:
    """Return what was repaired, a line for each table, column and reason, with its rows and without its words."""
    rows: dict[tuple[str, str, str], list[int | None]] = {}
    for one in log:
        rows.setdefault((one["table"], one["column"], one["reason"]), []).append(one["row"])
    lines = []
    for (table, column, reason), found in rows.items():
        where = listed_rows(row for row in found if row is not None)
        n = f"{len(found)} cell{'s' * (len(found) != 1)}"
        place = ", ".join(
            part for part in (f"{n} in {where}" if where else "", f"column '{column}'" if column else "") if part
        )
        lines.append(": ".join(part for part in (f"{table}.csv", place, reason) if part))
    return lines

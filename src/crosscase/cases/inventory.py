"""What arrived: rows of each raw table, case by case."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..core import schemas
from ..core.received import CASE_TABLES, RawCase


def inventory(cases: Sequence[RawCase]) -> pd.DataFrame:
    """Return one row per case and table with its number of rows; 0 where the case has no such table."""
    rows = [
        (case.case_id, table, len(case.tables[table].frame) if table in case.tables else 0)
        for case in cases
        for table in CASE_TABLES
    ]
    return pd.DataFrame(rows, columns=["case_id", "table", "n_rows"])


def side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """Return the inventory with one row a case and one column a table."""
    return table.pivot(index="case_id", columns="table", values="n_rows")[list(CASE_TABLES)].rename_axis(columns=None)


def kinds(cases: Sequence[RawCase]) -> pd.DataFrame:
    """Return how many passages of each kind a case has, one row a case."""
    order = schemas.allowed("raw/segments", "kind")
    counts = {case.case_id: case.tables["segments"].frame["kind"].value_counts() for case in cases}
    return pd.DataFrame(counts).T.reindex(columns=order).fillna(0).astype(int).rename_axis("case_id")

"""A case whose tables are the sheets of one workbook, ``<case_id>.xlsx`` in its folder."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..core.findings import CaseDataError
from ..core.received import CASE_TABLES, REQUIRED_TABLES, RawTable
from .files import resolve
from .workbooks import read_workbook, sheet_names

CASES = "data/raw/cases"


def casebook_file(case_id: str) -> str:
    """Return where the workbook of a case lies, if it has one."""
    return f"{CASES}/{case_id}/{case_id}.xlsx"


def has_casebook(case_id: str) -> bool:
    """Return whether a case has a workbook of its tables."""
    return resolve(casebook_file(case_id)).is_file()


def read_casebook(case_id: str, tables: Collection[str] = CASE_TABLES) -> dict[str, RawTable]:
    """Read these tables from the workbook of a case, those that have a sheet with a row; what is wrong is a finding.

    A table that has a file of its own is not for the caller to take from here.
    """
    path = casebook_file(case_id)
    try:
        names = {name.strip().casefold(): name for name in sheet_names(path)}
        found = read_workbook(path, [names[table] for table in tables if table in names])
    except CaseDataError as error:
        return {table: RawTable(path, pd.DataFrame(), tuple(error.findings)) for table in tables if table == "segments"}
    read = {table: found[names[table]] for table in tables if table in names}
    return {table: raw for table, raw in read.items() if len(raw.frame) or table in REQUIRED_TABLES}

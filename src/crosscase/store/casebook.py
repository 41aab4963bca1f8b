"""A case whose tables are the sheets of one workbook, ``<case_id>.xlsx`` in its folder."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path, PurePath

from ..core.received import CASE_TABLES, REQUIRED_TABLES
from .files import resolve

#: Endings of such a workbook, the usual one first.
_ENDINGS = (".xlsx", ".ods", ".xls", ".xlsm", ".xlsb")


def casebook_in(folder: str | Path, names: Iterable[str]) -> str:
    """Return the file among *names* that is named as its folder and is a workbook; empty for none."""
    case_id = PurePath(folder).name
    found = [name for name in names if PurePath(name).stem == case_id and PurePath(name).suffix.casefold() in _ENDINGS]
    return min(found, key=lambda name: _ENDINGS.index(PurePath(name).suffix.casefold()), default="")


def tables_in(path: str | Path) -> list[str]:
    """Return the tables that have a sheet in a workbook, and a row there or no case without them.

    Of a workbook that cannot be read they are those of every case, so that reading one tells what is wrong.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    from .workbooks import too_large

    try:
        content = resolve(path).read_bytes()
        if too_large(content):
            return list(REQUIRED_TABLES)
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        sheets = {name.strip().casefold(): book.get_sheet_by_name(name) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError, KeyError, NotImplementedError):
        return list(REQUIRED_TABLES)
    return [one for one in CASE_TABLES if one in REQUIRED_TABLES or (one in sheets and sheets[one].total_height > 1)]

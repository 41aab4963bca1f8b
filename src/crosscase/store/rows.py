"""Rows of a table as received, put in and taken out, while every other row keeps its bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from ..core import schemas
from .files import resolve, write_bytes


def replace_rows(
    path: str | Path, table: str, rows: pd.DataFrame, *, instead_of: Callable[[Mapping[str, str]], bool]
) -> None:
    """Take out the rows for which *instead_of* is true of the cells, and add *rows* at the end.

    *rows* has the columns of the raw *table*. Every other row stays letter by letter; a column that the file lacks is
    added, empty, where *rows* fill it. A file that is not there is made if there are rows. Expects a file that
    `crosscase check` can read.
    """
    file = resolve(path)
    if not file.is_file() and rows.empty:
        return
    raw = file.read_bytes().decode("utf-8") if file.is_file() else ",".join(schemas.columns(f"raw/{table}")) + "\n"
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    records = _records(raw.removeprefix(mark))
    end = "\r\n" if records[0].endswith("\r\n") else "\n"
    header = [name.strip() for name in _cells(records[0])]
    more = [name for name in rows.columns if name not in header and (rows[name] != "").any()]
    kept = []
    for record in records[1:]:
        cells = _cells(record)
        if not any(cells) or not instead_of(dict(zip(header, cells, strict=False))):
            kept.append(_longer(record, [""] * len(more), end))
    added = [_line([row.get(name, "") for name in (*header, *more)], end) for row in rows.to_dict("records")]
    write_bytes(path, (mark + "".join([_longer(records[0], more, end), *kept, *added])).encode("utf-8"))


def _records(text: str) -> list[str]:
    """Return the records of a CSV with their line ends; a quoted cell may hold line breaks."""
    found, open_ = [""], False
    for line in io.StringIO(text, newline=""):
        found[-1] += line
        open_ ^= line.count('"') % 2 == 1
        if not open_ and line.endswith("\n"):
            found.append("")
    return [record for record in found if record]


def _cells(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="")), [])


def _line(cells: Iterable[str], end: str) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator=end).writerow(cells)
    return line.getvalue()


def _longer(record: str, cells: list[str], end: str) -> str:
    """Return a record with more cells, and with a line end where the last one of a file has none."""
    text = record.rstrip("\r\n")
    return (text + "".join(f",{cell}" for cell in cells) if text else "") + (record[len(text) :] or end)

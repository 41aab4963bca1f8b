"""What one look at a case found: findings, the cells that they speak of, and tables with what was meant in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ...core import schemas
from ...core.findings import Finding
from ...core.received import RawTable

#: A cell: the file, the row as a spreadsheet shows it, the column.
Cell = tuple[str, int, str]


@dataclass
class Told:
    """The tables of a case under a look: ``frames`` by name, to be changed where what was meant is plain.

    ``findings`` grow; ``cells`` are those of errors, so that no other check repeats them; ``broken`` are tables that
    nothing more can be said of.
    """

    files: Mapping[str, str]
    frames: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)
    cells: set[Cell] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    _words: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def words(self, table: str, column: str) -> list[str]:
        """Return the different cells of a column, in order, without the empty one; kept until the column changes."""
        if (table, column) not in self._words:
            self._words[table, column] = words(self.frames[table], column)
        return self._words[table, column]

    def replace(self, table: str, column: str, cells: Iterable[str]) -> None:
        """Go on with other cells in a column."""
        self.frames[table][column] = cells
        self._words.pop((table, column), None)

    def say(
        self,
        code: str,
        table: str,
        message: str,
        mend: str,
        *,
        column: str = "",
        row: int | None = None,
        rows: Iterable[int] = (),
        severity: str = "error",
    ) -> None:
        """Add a finding of the kind *code* about a cell, or about the cells of *rows* in a column."""
        file, rows = self.files[table], list(rows)
        at = row if row is not None else (rows[0] if rows else None)
        frame = self.frames[table]
        value = str(frame.at[at, column]) if column in frame and at in frame.index else ""
        self.findings.append(Finding(file, message, mend, at, column, severity, code=code, value=value))
        if severity == "error":
            self.cells |= {(file, one, column) for one in ([row] if row is not None else rows)}

    def put(self, table: str, column: str, meant: Mapping[str, str]) -> None:
        """Go on with what was meant in place of words of a column."""
        self.replace(table, column, [meant.get(cell, cell) for cell in self.frames[table][column].tolist()])

    def rows(self, table: str, column: str, word: str) -> list[int]:
        """Return the rows that hold a word."""
        cells = self.frames[table][column]
        return [int(row) for row in cells.index[cells == word]]


def columns_of(table: str, frame: pd.DataFrame) -> list[dict]:
    """Return the fields of a table's schema that the frame has."""
    return [one for one in schemas.load(f"raw/{table}")["fields"] if one["name"] in frame]


def words(frame: pd.DataFrame, column: str) -> list[str]:
    """Return the different cells of a column, in order, without the empty one."""
    return [word for word in dict.fromkeys(frame[column].tolist()) if word]


def rows_in_words(rows: list[int], most: int = 6) -> str:
    """Return rows as a message names them: row 3; rows 3, 4 and 7; rows 3, 4, 7 and 12 more."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = ", ".join(map(str, rows[:most]))
    return f"rows {shown}" + (f" and {len(rows) - most} more" if len(rows) > most else "")


def files_of(tables: Mapping[str, RawTable]) -> dict[str, str]:
    """Return the file of each table."""
    return {name: table.file for name, table in tables.items()}

"""SQLite files of other programs: looked through before a row is read; rows come by the names of columns."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from ...store import foreign
from .refusals import MOST_CODINGS, MOST_DATABASE, MOST_TEXTS, refused

#: ASSUME: the rows of one table beside the codings.
_MOST_ROWS = 2 * MOST_CODINGS
_DAMAGED = "this is a database that is damaged, or not one of a program that is known here"


class Base:
    """A database that was found sound. *name* stands in messages."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = name
        connection.text_factory = lambda value: value.decode("utf-8", "replace")
        self._connection = connection
        self._columns = self._checked()
        self._budget = MOST_TEXTS

    def _checked(self) -> dict[str, list[str]]:
        """Return the tables with their columns; refuse what makes a database do something when it is read."""
        objects = self._connection.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(2_000)
        tables = {name for kind, name, _ in objects if kind == "table"}
        for kind, name, sql in objects:
            # QualCoder keeps a view of the codings by coders who are shown; it is not read.
            known = kind == "view" and str(name).endswith("_visible") and str(name).removesuffix("_visible") in tables
            if kind == "trigger" or (kind == "view" and not known):
                raise refused(
                    self.name, f"this database holds a {kind}, which no program for qualitative data needs here"
                )
            if kind == "table" and " ".join(str(sql).split()[:2]).upper() == "CREATE VIRTUAL":
                raise refused(self.name, "this database holds a table that only code can read")
        columns = {}
        for table in tables:
            found = self._connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
            if any(hidden for _, hidden in found):
                raise refused(self.name, "this database holds columns that are computed when they are read")
            columns[str(table).casefold()] = [str(name) for name, _ in found]
        return columns

    def has(self, *tables: str) -> bool:
        return all(table in self._columns for table in tables)

    def rows(self, table: str, *columns: str, most: int = _MOST_ROWS) -> Iterator[tuple[Any, ...]]:
        """Give these columns of a table in the order in which the rows were written; None where one is missing.

        A table that is missing has no rows.
        """
        if table not in self._columns:
            return
        there = {name.casefold(): name for name in self._columns[table]}
        asked = ", ".join(
            f'"{there[column.casefold()]}"' if column.casefold() in there else "NULL" for column in columns
        )
        for n, row in enumerate(self._connection.execute(f'SELECT {asked} FROM "{table}"')):
            if n >= most:
                raise refused(
                    self.name, f"its table '{table}' has more than {most:,} rows, more than this import takes"
                )
            self._budget -= sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._budget < 0:
                raise refused(self.name, "its texts are larger than this import takes")
            yield row


@contextlib.contextmanager
def opened(path: str, name: str, content: bytes | None = None) -> Iterator[Base]:
    """Give a database to read from; refuse one that is damaged, too large, or still in use."""
    size = len(content) if content is not None else foreign.size_of(path)
    if size > MOST_DATABASE:
        raise refused(name, f"it is larger than {MOST_DATABASE // 1_000_000} MB")
    if content is None and any(foreign.has_content(f"{path}{end}") for end in ("-wal", "-journal")):
        message = "the program that made it has changes that are not yet in the file"
        raise refused(name, message, "close the project in that program, then import it again")
    try:
        with foreign.database(path, content) as connection:
            yield Base(connection, name)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise refused(name, _DAMAGED) from error

"""Files of other programs: opened to be read, never changed, and never trusted.

A database is read from a copy in a temporary folder that is removed at once, so that nothing is written beside the
file of the person who imports.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

#: Steps of a query, in millions, before it is stopped: a whole project of 100,000 codings takes about ten.
_MOST_STEPS = 300
#: Bytes of one value of a database.
_MOST_VALUE = 64_000_000
_MOST_COLUMNS = 500


def size_of(path: str | Path) -> int:
    """Return the bytes of a file."""
    return Path(path).stat().st_size


def head_of(path: str | Path, most: int) -> bytes:
    """Return how a file begins."""
    with open(path, "rb") as file:
        return file.read(most)


@contextlib.contextmanager
def opened(path: str | Path, content: bytes | None = None) -> Iterator[BinaryIO]:
    """Give a file, or *content* in its place, to read from."""
    with io.BytesIO(content) if content is not None else open(path, "rb") as file:
        yield file


@contextlib.contextmanager
def database(path: str | Path, content: bytes | None = None) -> Iterator[sqlite3.Connection]:
    """Give a connection to a copy of a SQLite file that can only be read.

    Nothing in the file can call functions with side effects, attach another file, hold a value over 64 MB or keep a
    query running without end. Raises `sqlite3.Error` for a damaged file, here or in any query.
    """
    with tempfile.TemporaryDirectory(prefix="crosscase-") as folder:
        copy = Path(folder) / "copy.sqlite"
        if content is None:
            shutil.copyfile(path, copy)
        else:
            copy.write_bytes(content)
        connection = sqlite3.connect(f"file:{quote(copy.as_posix())}?mode=ro&immutable=1", uri=True)
        try:
            _guard(connection)
            yield connection
        finally:
            connection.close()


def _guard(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _MOST_COLUMNS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100)
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    steps = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)


def has_content(path: str | Path) -> bool:
    """Return whether a file is there and holds anything."""
    return Path(path).is_file() and Path(path).stat().st_size > 0


def names_in_zip(path: str | Path, content: bytes | None = None) -> set[str]:
    """Return the first names in a zip as they stand at its beginning; empty where it is damaged.

    Reads the start of the file only, so that nothing in it can take long.
    """
    with opened(path, content) as file:
        start = file.read(1_000_000)
    names: set[str] = set()
    at = 0
    while len(names) < 50 and (at := start.find(b"PK\x03\x04", at)) >= 0 and at + 30 <= len(start):
        length = int.from_bytes(start[at + 26 : at + 28], "little")
        names.add(start[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at += 30
    return names

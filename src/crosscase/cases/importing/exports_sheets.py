"""The sheets of a workbook, read in a process of their own, with a limit on its memory.

A workbook of a few bytes may say that its last cell is the last one of a sheet; the library then asks for the memory of
every cell before it, and when there is none it ends the process that it runs in. This file is that process: it is run
by its path, imports nothing of the package, takes the workbook from standard input and gives JSON.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
import zipfile
from typing import Any

#: Seconds after which a workbook is given up.
_PATIENCE = 120
#: Memory that reading takes at least, and more a byte of the unpacked workbook; and the most.
_BYTES, _BYTES_EACH, _MOST_BYTES = 500_000_000, 12, 2_000_000_000
#: A row of a sheet with a cell in it that is not shown.
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\b[^>]*\shidden=["'](?:1|true)["'][^>]*(?<!/)>""")


class Unreadable(Exception):
    """A workbook that cannot be read; the message says why."""


def sheets_of(content: bytes, unpacked: int, most_columns: int) -> tuple[list[tuple[str, list[list[str]]]], int]:
    """Return name and rows of each sheet, the empty rows above its first cell too, so that row numbers are those shown;
    and how many rows of them are hidden (.xlsx; of other kinds it is not known).

    Raises `Unreadable` for what is no workbook, and for one that asks for more memory or columns than its size allows.
    """
    memory = min(_MOST_BYTES, _BYTES + _BYTES_EACH * unpacked)
    command = [sys.executable, "-I", __file__, str(memory), str(most_columns)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable("reading it takes too long") from None
    if done.returncode:
        raise Unreadable("its sheets are damaged, or far larger than what is in them")
    told = json.loads(done.stdout)
    if "wrong" in told:
        raise Unreadable(told["wrong"])
    return [(name, rows) for name, rows in told["sheets"]], told["hidden"]


def text(cell: Any) -> str:
    """Return a cell as text without spaces at its ends; a whole number without its fraction, a day without hours."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).replace("\u00a0", " ").strip()


def _limit(memory: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # a system without limits still loses this process only
        pass


def _hidden(content: bytes) -> int:
    """Return how many rows with a cell are hidden in the sheets of an .xlsx, which the library does not tell."""
    if content[:2] != b"PK":
        return 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [name for name in packed.namelist() if re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", name)]
        return sum(len(_HIDDEN.findall(packed.read(name))) for name in parts)


def _main(memory: int, most_columns: int) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    _limit(memory)
    content = sys.stdin.buffer.read()
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        named = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        if any(sheet.width > most_columns for _, sheet in named):
            told: dict[str, Any] = {"wrong": f"a sheet has more than {most_columns:,} columns"}
        else:
            rows = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in named]
            sheets = [(name, [[text(cell) for cell in row] for row in several]) for name, several in rows]
            told = {"sheets": sheets, "hidden": _hidden(content)}
    except (CalamineError, ValueError, OSError) as error:
        told = {"wrong": str(error)}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))

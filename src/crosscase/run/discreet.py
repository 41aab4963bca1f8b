"""What may be said of a case that is not public, and where: its words on the screen of its owners, and nowhere else.

On a terminal the report quotes what is wrong. In a pipe, a log, a file, JSON or on a machine that builds for others
(``CI``) it names file, row and column, and what kind of thing is wrong (`core.masking`). `crosscase check
--with-values` shows the words there too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from .. import store
from ..core import schemas
from ..core.findings import CompendiumError, Finding
from ..core.masking import masked

#: Where the ids of a case are given: the table (or case.yml) and the column or key. They may be named.
_IDS = {
    ("segments", "segment_id"),
    ("links", "link_id"),
    ("claims", "claim_id"),
    ("codings", "coder"),
    ("case", "id"),
    ("case", "sources"),
    ("case", "access"),
}


def before_owner() -> bool:
    """Return whether what is said now stays on a person's own screen."""
    screens = (sys.stdout, sys.stderr)
    return not os.environ.get("CI") and all(stream is not None and stream.isatty() for stream in screens)


def told(findings: Sequence[Finding], cases: Sequence[str] | None = None, *, screen: bool = True) -> list[Finding]:
    """Return findings as they may be said here: about cases that are not public with their words masked.

    *cases*: those that were read; words of no other can stand in the findings. *screen* False: they go into a file.
    """
    if not findings or (screen and before_owner()):
        return list(findings)
    closed = _closed() if cases is None else [case_id for case_id in _closed() if case_id in cases]
    if not closed:
        return list(findings)
    secret = _secret(closed) - vocabulary() - _ids(closed)
    return masked([replace(one, file=_place(one.file)) for one in findings], _places(closed), secret)


def private_places() -> list[str]:
    """Return the folders and files that hold words of cases that are not public, or do not say that they are."""
    return _places(_closed())


def _places(closed: Sequence[str]) -> list[str]:
    return [place for one in closed for place in (f"{store.CASES}/{one}", f"config/corrections/{one}.yml")]


def told_error(error: BaseException) -> str:
    """Return what may be said here of an error that nobody foresaw: its words may be those of a case."""
    if isinstance(error, CompendiumError):
        return str(type(error)(told(error.findings)))
    name, words = getattr(error, "ename", type(error).__name__), str(getattr(error, "evalue", error))
    if before_owner() or not _closed():
        return f"{name}: {words}"
    return f"{name} (its words are kept apart)"


def _closed() -> list[str]:
    """Return the cases about which words are masked: those not known to be public."""
    try:
        return [case_id for case_id in store.every_case() if store.access_of(case_id) != "public"]
    except (OSError, CompendiumError):
        return []


def _place(file: str) -> str:
    """Return a file's name as it counts from the project's root."""
    root = f"{store.project_root()}{os.sep}"
    return file.removeprefix(root).replace(os.sep, "/")


def _cells(closed: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """Yield what stands in the files of these cases: the file without its ending, the column (or key) and the text."""
    for case_id in closed:
        for path in sorted(store.resolve(f"{store.CASES}/{case_id}").glob("*")):
            if path.suffix == ".csv":
                header, rows, _ = store.read_rows(path)
                yield from ((path.stem, "", name) for name in header)
                for _, row in rows:
                    yield from ((path.stem, name, cell) for name, cell in zip(header, row, strict=False))
            elif path.suffix in (".yml", ".yaml"):
                yield from ((path.stem, key, text) for key, text in _described(path))


def _described(path: Path) -> Iterable[tuple[str, str]]:
    """Yield every text of a YAML file with the key that it stands under; of one that is not readable, every line's."""
    try:
        return list(_values(store.read_yaml(path)))
    except CompendiumError:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return [("", part.strip(" \"'")) for line in lines for part in line.partition(":")[::2]]


def _values(value: Any, key: str = "") -> Iterable[tuple[str, str]]:
    """Yield every text in a mapping or list, with the key that it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, key)
    elif value is not None:
        yield key, str(value)


def _secret(closed: Sequence[str]) -> set[str]:
    """Return the cells of these cases that are no ids, whole and as a message cuts them short."""
    cells = {cell.strip() for file, name, cell in _cells(closed) if (file, name) not in _IDS}
    return cells | {cell[:39] for cell in cells if len(cell) > 40}


def _ids(closed: Sequence[str]) -> set[str]:
    """Return the ids that these cases give; what holds a space is text that slipped into the column."""
    given = {cell.strip() for file, name, cell in _cells(closed) if (file, name) in _IDS}
    return {cell for cell in given if " " not in cell} | set(closed)


@cache
def vocabulary() -> frozenset[str]:
    """Return the words of the compendium itself: columns, keys, codes, roles, kinds, names of tables and files."""
    words: set[str] = {"case.yml", "CSV UTF-8", "access", *store.ACCESS}
    for name in schemas.files():
        words |= {name, name.rpartition("/")[2], f"{name.rpartition('/')[2]}.csv"}
        for field in schemas.load(name)["fields"]:
            words |= {field["name"], *map(str, field.get("constraints", {}).get("enum", ()))}
    book, _ = store.read_reference()
    for frame in (book.codes, book.roles):
        for column in frame.columns:
            words |= set(frame[column].tolist())
    about = store.read_yaml("schemas/case.schema.yaml")["properties"]
    words |= {*about, *about["period"]["properties"], *about["units"]["items"]["properties"]}
    return frozenset(word for word in words if word)

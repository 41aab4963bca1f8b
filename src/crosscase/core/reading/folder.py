"""The files of a case folder by their names: which table each is, what is passed over, what stands twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from ..received import BESIDE_TABLES, CASE_TABLES
from .kinds import is_left_over

#: Endings that a table may have, the usual one first.
ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_DESCRIPTIONS = ("case.yml", "case.yaml")
#: Pages for a reader (what a case is, where an import has it from), and the corrections of a case that is not public.
_READ_ELSEWHERE = ("readme.md", "import.md", "corrections.yml", ".gitignore")


@dataclass(frozen=True)
class Sorted:
    """The files of a folder: the ``description``, the file of each table, the ``unknown``, what is there ``twice``."""

    description: str = "case.yml"
    tables: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    twice: dict[str, list[str]] = field(default_factory=dict)


def sort_files(names: Iterable[str]) -> Sorted:
    """Return what each file of a case folder is; letters may be large or small, and an ending one of `ENDINGS`."""
    tables: dict[str, list[str]] = {}
    descriptions, unknown = [], []
    known = {*CASE_TABLES, *BESIDE_TABLES}
    for name in sorted(names):
        path = PurePath(name.casefold())
        if name.casefold() in _DESCRIPTIONS:
            descriptions.append(name)
        elif path.stem in known and path.suffix in ENDINGS:
            tables.setdefault(path.stem, []).append(name)
        elif name.casefold() not in _READ_ELSEWHERE and not is_left_over(name):
            unknown.append(name)
    twice = {table: files for table, files in tables.items() if len(files) > 1}
    if len(descriptions) > 1:
        twice["case"] = descriptions
    best = {
        table: min(files, key=lambda one: (ENDINGS.index(PurePath(one.casefold()).suffix), one != one.casefold(), one))
        for table, files in tables.items()
    }
    descriptions.sort(key=lambda one: (not one.endswith(".yml"), one))
    return Sorted(descriptions[0] if descriptions else "case.yml", best, tuple(unknown), twice)

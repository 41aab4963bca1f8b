"""The files of a case folder by their names: which table each is, what is passed over, what stands twice."""

from __future__ import annotations

import difflib
import re
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
        path = PurePath(_once(name.casefold()))
        if path.name in _DESCRIPTIONS:
            descriptions.append(name)
        elif path.stem in known and path.suffix in ENDINGS:
            tables.setdefault(path.stem, []).append(name)
        elif name.casefold() not in _READ_ELSEWHERE and not is_left_over(name):
            unknown.append(name)
    twice = {table: files for table, files in tables.items() if len(files) > 1}
    if len(descriptions) > 1:
        twice["case"] = descriptions
    best = {
        table: min(files, key=lambda one: (ENDINGS.index(PurePath(_once(one.casefold())).suffix), _order(one)))
        for table, files in tables.items()
    }
    descriptions.sort(key=lambda one: (not one.endswith(".yml"), one))
    return Sorted(descriptions[0] if descriptions else "case.yml", best, tuple(unknown), twice)


def _order(name: str) -> tuple[bool, bool, str]:
    """Return what puts the usual name of a file first."""
    return name != name.casefold(), _once(name) != name, name


def _once(name: str) -> str:
    """Return a name with one ending and no space before it: segments.csv of segments.csv.txt or segments .csv."""
    path = PurePath(name)
    inner = PurePath(path.stem.strip())
    if path.suffix in (*ENDINGS, ".txt") and inner.suffix in (*ENDINGS, ".yml", ".yaml"):
        return _once(inner.name)
    return f"{path.stem.strip()}{path.suffix}"


#: What programs and people put around the name of a copy or version.
_AROUND = re.compile(
    r"\(.*?\)|\d{4}-\d\d-\d\d|(?:^|(?<=[\W_]))(?:kopie von|copy of|kopi a[vf]|copia d[ie]|copie de|kopie|copy|kopi"
    r"|copia|copie|final|neu|new|old|alt|clean|export|conflicted|v\d+|version ?\d+|\d+)(?=[\W_]|$)"
)


def likely_table(name: str) -> str:
    """Return the table that a file of another name is most likely meant to be: segments of "segments (1).csv"."""
    path = PurePath(name.casefold())
    while path.suffix in (*ENDINGS, ".gz", ".zip", ".json", ".numbers", ".docx"):
        path = PurePath(path.stem)
    if path.name == name.casefold() or not path.name:
        return ""
    bare = re.sub(r"[\W_]+", "_", _AROUND.sub("", path.name)).strip("_")
    known = (*CASE_TABLES, *BESIDE_TABLES)
    near = difflib.get_close_matches(bare, known, n=1, cutoff=0.8)
    return next((one for one in known if bare == one or bare.endswith(f"_{one}")), near[0] if near else "")

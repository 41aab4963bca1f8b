"""Which schema each table of the project is written by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..core import schemas
from ..core.received import BESIDE_SCHEMAS, CASE_TABLES
from . import imports

_CASE = re.compile(r"data/raw/cases/[^/]+/(\w+)\.csv")
_PAPER = re.compile(r"data/raw/papers/([^/]+)/(\w+)\.csv")
_SHARED = re.compile(r"(?:data/raw/(?:\w+/)?|config/)(\w+)\.csv")
_CLEAN = re.compile(r"data/processed/[^/]+/(\w+)\.csv")
#: Written by a rule without a notebook.
_FINDINGS = {"data/processed/findings.csv": "processed/findings"}


def tables(files: Iterable[str]) -> dict[str, str]:
    """Return the schema (``raw/links``) of every one of these files that has one, by file."""
    names = list(files)
    # A notebook that runs for each case names the files of one.
    built = _FINDINGS | {path: f"processed/{table}" for path, table in imports.built_tables().items()}
    cases = {name.split("/")[3] for name in names if _CASE.fullmatch(name)}
    each = {path.split("/")[3]: table for path, table in built.items() if path.split("/")[2] in cases}
    each |= {f"{table}.csv": f"processed/{table}" for table in (*CASE_TABLES, "cleaning_log")}
    found = {}
    for name in names:
        if match := _CASE.fullmatch(name):
            table = f"raw/{BESIDE_SCHEMAS.get(match[1], match[1])}"
        elif match := _PAPER.fullmatch(name):
            table = f"raw/{match[1]}_{match[2]}"
        elif match := _SHARED.fullmatch(name):
            table = f"raw/{match[1]}"
        elif name in built:
            table = built[name]
        elif _CLEAN.fullmatch(name) and name.split("/")[2] in cases:
            table = each.get(name.split("/")[3], "")
        else:
            continue
        if table in schemas.files():
            found[name] = table
    return found

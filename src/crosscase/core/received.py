"""A case as received: its tables as text, before anything is checked or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

import pandas as pd

from . import schemas
from .findings import Finding

#: The tables of a case folder; the first two are required of every case.
REQUIRED_TABLES = ("segments", "codings")
OPTIONAL_TABLES = ("links", "readings", "participants", "data_collection", "indicators")
#: Tables of a case that are read as they stand, without cleaning: ``codes`` and ``sources`` are those of its own.
BESIDE_TABLES = ("resolutions", "claims", "codes", "sources")
#: The schema of a table that another one of the same name shares its name with.
BESIDE_SCHEMAS = {"sources": "own_sources"}
CASE_TABLES = (*REQUIRED_TABLES, *OPTIONAL_TABLES)
#: The column of a change that is in no column: how the file is written as a whole.
WHOLE_FILE = "(file)"


class Change(NamedTuple):
    """One value that reading mended: where, what stood there, what is read, and why. It becomes a row of the log.

    ``row`` is the row as a spreadsheet shows it; None, with `WHOLE_FILE` as column, where it is the file as a whole.
    """

    row: int | None
    column: str
    was: str
    now: str
    reason: str


@dataclass(frozen=True)
class RawTable:
    """One file as text: ``frame`` is indexed by the row that a spreadsheet shows, ``changes`` are what was mended."""

    file: str
    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()


@cache
def _none(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=schemas.columns(f"raw/{table}"), dtype="str")


@dataclass(frozen=True)
class RawCase:
    """One case folder as received: case.yml, its tables and its corrections.

    ``description`` is the content of case.yml; ``tables`` holds the files that are there, by table name, and
    ``beside`` those that are read as they stand (how differences of passes were resolved, claims, codes and
    documents of its own). ``changes`` are
    what reading mended in case.yml, ``description_file`` how that is called.
    """

    case_id: str
    folder: str
    description: Any
    tables: Mapping[str, RawTable]
    corrections: Any = None
    findings: tuple[Finding, ...] = ()
    unknown_files: tuple[str, ...] = ()
    beside: Mapping[str, RawTable] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    description_file: str = "case.yml"
    corrected_in: str = ""

    @property
    def described_in(self) -> str:
        return f"{self.folder}/{self.description_file}"

    @cached_property
    def own_codes(self) -> pd.DataFrame:
        """The codes of its own, with the columns of the codebook; no row where it brings none."""
        return self._own("codes")

    @cached_property
    def own_sources(self) -> pd.DataFrame:
        """The documents of its own, with the columns of data/raw/sources.csv; no row where it brings none."""
        return self._own("sources")

    def _own(self, name: str) -> pd.DataFrame:
        if name not in self.beside:
            return _none(name).copy()
        frame = self.beside[name].frame.reindex(columns=schemas.columns(f"raw/{name}"), fill_value="")
        return frame.apply(lambda cells: cells.str.strip()).astype("str")

    @property
    def corrections_file(self) -> str:
        """Where the corrections stand: config/corrections/, or the case's own folder where it is not public."""
        return self.corrected_in or f"config/corrections/{self.case_id}.yml"


def sound(description: Any) -> dict[str, Any]:
    """Return what case.yml says as far as it has the form that its schema asks for; the check tells the rest.

    ``units`` are mappings with an id that is text, ``sources`` and ``not_covered`` lists of single words,
    ``read`` and ``roles`` mappings.
    """
    if not isinstance(description, dict):
        return {}
    told = dict(description)
    for key in ("units", "sources", "not_covered"):
        listed = told.pop(key, None)
        if not isinstance(listed, list):
            continue
        if key == "units":
            told[key] = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
        else:
            told[key] = [one for one in listed if isinstance(one, (str, int, float))]
    for key in ("read", "roles"):
        if not isinstance(told.get(key), dict):
            told.pop(key, None)
    return told | {"id": told["id"] if isinstance(told.get("id"), str) else None}

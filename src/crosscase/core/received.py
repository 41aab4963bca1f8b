"""A case as received: its tables as text, before anything is checked or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True)
class RawTable:
    """One file as text: ``frame`` is indexed by the row that a spreadsheet shows."""

    file: str
    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class RawCase:
    """One case folder as received: case.yml, its tables and its corrections.

    ``description`` is the content of case.yml; ``tables`` holds the files that are there, by table name, and
    ``beside`` those that are read as they stand (how differences of passes were resolved, claims, codes of its own).
    """

    case_id: str
    folder: str
    description: Any
    tables: Mapping[str, RawTable]
    corrections: Any = None
    findings: tuple[Finding, ...] = ()
    unknown_files: tuple[str, ...] = ()
    beside: Mapping[str, RawTable] = field(default_factory=dict)

    @property
    def own_codes(self) -> pd.DataFrame:
        """The codes of its own, with the columns of the codebook; no row where it brings none."""
        return self._own("codes")

    @property
    def own_sources(self) -> pd.DataFrame:
        """The documents of its own, with the columns of data/raw/sources.csv; no row where it brings none."""
        return self._own("sources")

    def _own(self, name: str) -> pd.DataFrame:
        columns = schemas.columns(f"raw/{name}")
        frame = self.beside[name].frame if name in self.beside else pd.DataFrame(columns=columns, dtype="str")
        frame = frame.reindex(columns=columns, fill_value="")
        return frame.apply(lambda cells: cells.str.strip()).astype("str")

    @property
    def corrections_file(self) -> str:
        return f"config/corrections/{self.case_id}.yml"

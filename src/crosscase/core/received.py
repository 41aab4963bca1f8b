"""A case as received: its tables as text, before anything is checked or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from .findings import Finding

#: The tables of a case folder; the first three are required of every case.
REQUIRED_TABLES = ("segments", "codings", "links")
OPTIONAL_TABLES = ("readings", "participants", "data_collection", "indicators")
#: Tables of a case that are read as they stand, without cleaning.
BESIDE_TABLES = ("resolutions", "claims")
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
    ``beside`` those that are read as they stand (how differences of passes were resolved, claims).
    """

    case_id: str
    folder: str
    description: Any
    tables: Mapping[str, RawTable]
    corrections: Any = None
    findings: tuple[Finding, ...] = ()
    unknown_files: tuple[str, ...] = ()
    beside: Mapping[str, RawTable] = field(default_factory=dict)
    corrected_in: str = ""

    @property
    def corrections_file(self) -> str:
        """Where the corrections stand: config/corrections/, or the case's own folder where it is not public."""
        return self.corrected_in or f"config/corrections/{self.case_id}.yml"

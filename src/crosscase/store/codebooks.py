"""The codebook on disk: the codes that all cases share, and those that a case brings of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..core import schemas
from ..core.codebook import CODES_FILE, with_own
from ..core.findings import CaseDataError
from .access import CASES, every_case, is_apart, not_public
from .declared import read_yaml
from .files import resolve
from .received import description_file, sorted_files, table_file
from .tables import read_raw_table, read_table

SOURCES_FILE = "data/raw/sources.csv"


def _own(case_id: str, name: str) -> pd.DataFrame | None:
    """Return a table that a case brings of its own, as text without spaces at the ends of cells; None for none.

    Raises `CaseDataError` for one that cannot be read.
    """
    file = table_file(f"{CASES}/{case_id}", name)
    if not resolve(file).is_file():
        return None
    raw = read_raw_table(file, name)
    if errors := [finding for finding in raw.findings if finding.severity == "error"]:
        raise CaseDataError(errors)
    frame = raw.frame.reindex(columns=schemas.columns(f"raw/{name}"), fill_value="").reset_index(drop=True)
    return frame.apply(lambda cells: cells.str.strip())


def own_files(case_ids: Iterable[str]) -> list[str]:
    """Return the files with what these cases bring of their own beside their tables: codes, sources, and case.yml where
    it says what each pass has read.
    """
    found = []
    for case_id in case_ids:
        folder = f"{CASES}/{case_id}"
        lying = sorted_files(folder)
        found += [f"{folder}/{lying.tables[name]}" for name in ("codes", "sources") if name in lying.tables]
        about = read_yaml(file := description_file(folder))
        found += [file] if isinstance(about, dict) and about.get("read") else []
    return found


def read_own_codes(case_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Read the codes that these cases bring of their own, one row a case and code (default: every case taken in here).

    Columns: ``case_id`` and those of the codebook. Raises `CaseDataError` for a table that cannot be read.
    """
    if case_ids is None:
        # A code of a case that is kept apart is known where that case is taken in, and nowhere else.
        closed = [] if is_apart() else not_public()
        case_ids = [case_id for case_id in every_case() if case_id not in closed]
    columns = ["case_id", *schemas.columns("raw/codes")]
    found = [own.assign(case_id=case_id) for case_id in case_ids if (own := _own(case_id, "codes")) is not None]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns, dtype="str")


def read_sources(case_ids: Iterable[str], path: str | Path = SOURCES_FILE) -> pd.DataFrame:
    """Read the documents, one row a document: those of all cases, and those of these cases' own."""
    shared = read_table(path, "raw/sources")
    own = [table for case_id in case_ids if (table := _own(case_id, "sources")) is not None]
    return (
        pd.concat([shared, *own], ignore_index=True).drop_duplicates("source_id", ignore_index=True) if own else shared
    )


def read_codebook(path: str | Path = CODES_FILE, case_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Read the codes, one row a code, in the order of figures, with those that these cases bring of their own
    (default: every case that is taken in here).
    """
    codes = read_table(path, "raw/codes")
    own = read_own_codes(case_ids)
    return with_own(codes, own.drop(columns="case_id")) if len(own) else codes

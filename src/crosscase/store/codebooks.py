"""The codebook on disk: the codes that all cases share, and those that a case brings of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..core import schemas
from ..core.codebook import CODES_FILE, with_own
from .declared import read_yaml
from .files import resolve
from .tables import read_table

CASES = "data/raw/cases"
SOURCES_FILE = "data/raw/sources.csv"


def own_codes_file(case_id: str) -> str:
    """Return where a case may bring codes of its own."""
    return f"{CASES}/{case_id}/codes.csv"


def own_files(case_ids: Iterable[str]) -> list[str]:
    """Return the files with what these cases bring of their own beside their tables: codes, sources, and case.yml where
    it says what each pass has read.
    """
    found = []
    for case_id in case_ids:
        folder = f"{CASES}/{case_id}"
        found += [file for name in ("codes", "sources") if resolve(file := f"{folder}/{name}.csv").is_file()]
        about = read_yaml(file := f"{folder}/case.yml")
        found += [file] if isinstance(about, dict) and about.get("read") else []
    return found


def read_own_codes(case_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Read the codes that these cases bring of their own (default: every folder of a case), one row a case and code.

    Columns: ``case_id`` and those of the codebook. Raises `CaseDataError` for a table that cannot be read.
    """
    if case_ids is None:
        folder = resolve(CASES)
        case_ids = sorted(path.parent.name for path in folder.glob("*/codes.csv")) if folder.is_dir() else []
    columns = ["case_id", *schemas.columns("raw/codes")]
    found = [
        read_table(file, "raw/codes").apply(lambda cells: cells.str.strip()).assign(case_id=case_id)
        for case_id in case_ids
        if resolve(file := own_codes_file(case_id)).is_file()
    ]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns, dtype="str")


def read_sources(case_ids: Iterable[str], path: str | Path = SOURCES_FILE) -> pd.DataFrame:
    """Read the documents, one row a document: those of all cases, and those of these cases' own."""
    shared = read_table(path, "raw/sources")
    files = [f"{CASES}/{case_id}/sources.csv" for case_id in case_ids]
    own = [read_table(file, "raw/own_sources")[list(shared.columns)] for file in files if resolve(file).is_file()]
    if not own:
        return shared
    every = pd.concat([shared, *own], ignore_index=True).apply(lambda cells: cells.str.strip())
    return every.drop_duplicates("source_id", ignore_index=True)


def read_codebook(path: str | Path = CODES_FILE, case_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Read the codes, one row a code, in the order of figures, with those that these cases bring of their own
    (default: every folder of a case).
    """
    codes = read_table(path, "raw/codes")
    own = read_own_codes(case_ids)
    return with_own(codes, own.drop(columns="case_id")) if len(own) else codes

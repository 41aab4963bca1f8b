"""What is released of cases that are not public: computed tables in, a folder that may be shared out.

private/release/<name>/report.html      what was found, for the team alone
private/release/<name>/decision.yml     who decides what, filled by a person
private/release/<name>/share/           what may be shared: tables, README.md, the record
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..core import schemas
from ..core.findings import CaseDataError, Finding
from .access import APART
from .files import project_root, remove_all, resolve, write_text
from .tables import read_table, write_csv

RELEASES = f"{APART}/release"
RECORD, REPORT, SHARE = "decision.yml", "report.html", "share"


def read_computed(
    table: str, cases: Collection[str], public: Collection[str], *, of_a_case: bool
) -> list[pd.DataFrame]:
    """Return a computed table as it is with the cases that are not public, and as it is published.

    One that is made for each case (*of_a_case*) holds the rows of *cases*, and of *public*. Raises `CaseDataError`
    where one is not there.
    """
    if not of_a_case:
        place = f"data/processed/cross_case/{table}.csv"
        return [_read([f"{APART}/{place}"], table), _read([place], table, missing=True)]
    with_all = [f"{APART}/data/processed/{case_id}/{table}.csv" for case_id in sorted(cases)]
    return [
        _read(with_all, table),
        _read([f"data/processed/{case_id}/{table}.csv" for case_id in sorted(public)], table, missing=True),
    ]


def _read(paths: Sequence[str], table: str, *, missing: bool = False) -> pd.DataFrame:
    there = [path for path in paths if resolve(path).is_file()]
    if gone := sorted(set(paths) - set(there)) if not missing else []:
        mend = "`make` computes it; then ask again"
        raise CaseDataError([Finding(path, "this table is not there", mend, code="file.unreadable") for path in gone])
    frames = [read_table(path, table) for path in there]
    none = pd.DataFrame(columns=schemas.columns(table)).astype(schemas.dtypes(table))
    return pd.concat(frames, ignore_index=True) if frames else none


def record_of(name: str) -> str:
    """Return where the record of a release stands, or would stand."""
    return f"{RELEASES}/{name}/{RECORD}"


def other_releases(name: str) -> list[str]:
    """Return the releases that were shared under other names."""
    folder = resolve(RELEASES)
    made = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path.name for path in made if path.name != name and (path / SHARE).is_dir()]


def write_record(record: Mapping[str, Any], path: str, note: str) -> None:
    """Write a record as YAML under a note on how to fill it."""
    import yaml

    text = yaml.safe_dump(dict(record), sort_keys=False, allow_unicode=True, width=110)
    write_text(path, f"{note}{text}")


def withdraw(name: str) -> None:
    """Take away what was shared under a name, so that nothing older lies beside a new report."""
    if resolve(place := f"{RELEASES}/{name}/{SHARE}").exists():
        remove_all([place])


def write_share(name: str, tables: Mapping[str, pd.DataFrame], readme: str, record: Mapping[str, Any]) -> Path:
    """Write what may be shared, and nothing else, and return the folder."""
    withdraw(name)
    place = f"{RELEASES}/{name}/{SHARE}"
    for table, frame in tables.items():
        write_csv(frame, f"{place}/{table}.csv")
    write_text(f"{place}/README.md", readme)
    write_record(record, f"{place}/{RECORD}", "# Who let this out, when and why.\n")
    return project_root() / place

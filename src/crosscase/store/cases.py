"""Case folders on disk: as received, and clean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import ConfigError, Finding, did_you_mean
from ..core.material import Material
from ..core.received import BESIDE_TABLES, CASE_TABLES, REQUIRED_TABLES, RawCase, RawTable
from ..core.units import units_of
from .declared import read_yaml
from .files import resolve
from .tables import read_codebook, read_raw_table, read_table, write_table

CASES = "data/raw/cases"
PAPERS = "data/raw/papers"
PROCESSED = "data/processed"


def case_ids(chosen: str | list[str] = "all") -> list[str]:
    """Return the cases to analyse: every folder of data/raw/cases/ in alphabetical order, or the chosen ones.

    Raises `ConfigError` for a chosen case without a folder.
    """
    folder = resolve(CASES)
    present = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if chosen == "all":
        return present
    unknown = [case for case in chosen if case not in present]
    if unknown:
        raise ConfigError(
            [
                Finding(
                    "config/config.yaml",
                    f"'{case}' has no folder in {CASES}/",
                    did_you_mean(case, present),
                    column="cases",
                )
                for case in unknown
            ]
        )
    return list(chosen)


def read_case(case_id: str) -> dict[str, Any]:
    """Read one case.yml."""
    return read_yaml(f"{CASES}/{case_id}/case.yml")


def passes_of(case_id: str) -> list[str]:
    """Return the coding passes of a case as received, in their order."""
    return list(dict.fromkeys(read_raw_table(f"{CASES}/{case_id}/codings.csv").frame.get("coder", ())))


def read_cases(case_ids: Iterable[str], table: str) -> pd.DataFrame:
    """Read one clean table of several cases and stack them in the order given."""
    return pd.concat(
        [read_table(f"{PROCESSED}/{case_id}/{table}.csv", table) for case_id in case_ids], ignore_index=True
    )


def read_material(
    paths: Mapping[str, str], case_ids: Iterable[str], *, coder: str, passes: Iterable[str] = (), tables: bool = True
) -> Material:
    """Read what a question starts from: the clean tables of these cases and, as *paths* names them, the ``codebook``,
    the ``sources``, the table of ``cases`` and that of ``robustness``.

    With *tables* False neither of the last two is read, for the stage that makes them.
    """
    case_ids = list(case_ids)
    made = paths if tables else {}
    return Material(
        codes=read_codebook(paths.get("codebook", CODES_FILE)),
        segments=read_cases(case_ids, "segments"),
        all_codings=read_cases(case_ids, "codings"),
        all_links=read_cases(case_ids, "links"),
        all_readings=read_cases(case_ids, "readings"),
        documents=read_table(paths["sources"], "raw/sources") if "sources" in paths else pd.DataFrame(),
        coder=coder,
        passes=tuple(passes),
        cases=units_of(read_table(made["cases"], "cases")) if "cases" in made else pd.DataFrame(),
        firm=read_table(made["robustness"], "robustness") if "robustness" in made else pd.DataFrame(),
    )


def read_claims(case_ids: Iterable[str]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Read the ledgers of claims of these cases, and the tables that a claim may be recomputed from."""
    frames = []
    for case_id in case_ids:
        path = f"{CASES}/{case_id}/claims.csv"
        if resolve(path).is_file():
            frames.append(read_table(path, "raw/claims").assign(case_id=case_id))
    columns = ["case_id", *schemas.columns("raw/claims")]
    claims = pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns, dtype="str")
    tables = {name: read_cases(case_ids, name) for name in CASE_TABLES}
    for name, path in (("shortcomings", "literature"), ("references", "literature"), ("frameworks", "codebook")):
        tables[name] = read_table(f"data/raw/{path}/{name}.csv", f"raw/{name}")
    return claims, tables


def write_clean_case(tables: Mapping[str, pd.DataFrame], log: pd.DataFrame, case_id: str) -> None:
    """Write the clean tables of one case and its cleaning log."""
    for name, table in tables.items():
        write_table(table, f"{PROCESSED}/{case_id}/{name}.csv", name)
    write_table(log, f"{PROCESSED}/{case_id}/cleaning_log.csv", "cleaning_log")


def read_descriptions(case_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the case.yml of several cases, in the order given."""
    return {case_id: read_case(case_id) for case_id in case_ids}


def read_raw_case(case_id: str) -> RawCase:
    """Read a case folder as received, with its corrections. What cannot be read is a finding, not an error."""
    folder = f"{CASES}/{case_id}"
    findings: list[Finding] = []

    def yaml_or_finding(path: str) -> Any:
        try:
            return read_yaml(path)
        except ConfigError as error:
            findings.extend(error.findings)
            return None

    names = {path.name for path in resolve(folder).iterdir() if path.is_file() and not path.name.startswith(".")}
    tables, beside = (
        {
            name: read_raw_table(f"{folder}/{name}.csv")
            for name in group
            if name in REQUIRED_TABLES or f"{name}.csv" in names
        }
        for group in (CASE_TABLES, BESIDE_TABLES)
    )
    corrections_file = f"config/corrections/{case_id}.yml"
    corrections = yaml_or_finding(corrections_file) if resolve(corrections_file).is_file() else None
    known = {f"{name}.csv" for name in (*CASE_TABLES, *BESIDE_TABLES)} | {"case.yml", "README.md", "import.md"}
    return RawCase(
        case_id,
        folder,
        yaml_or_finding(f"{folder}/case.yml"),
        tables,
        corrections,
        tuple(findings),
        tuple(sorted(names - known)),
        beside,
    )


def read_raw_papers() -> dict[str, RawTable]:
    """Read the tables beside single source papers, by the name of their schema: ``<source_id>_<table>``."""
    folder = resolve(PAPERS)
    paths = sorted(folder.glob("*/*.csv")) if folder.is_dir() else []
    return {
        f"{path.parent.name}_{path.stem}": read_raw_table(f"{PAPERS}/{path.parent.name}/{path.name}") for path in paths
    }


def read_reference() -> tuple[Codebook, list[RawTable]]:
    """Read codes, roles, aliases and sources, and the raw tables they came from for checking."""
    files = {"codes": CODES_FILE, "roles": ROLES_FILE, "aliases": ALIASES_FILE, "sources": "data/raw/sources.csv"}
    raw = {name: read_raw_table(path) for name, path in files.items()}
    frames = {
        name: table.frame.reindex(columns=schemas.columns(f"raw/{name}"), fill_value="").reset_index(drop=True)
        for name, table in raw.items()
    }
    return Codebook(**frames), list(raw.values())


def correction_files() -> list[str]:
    """Return the case ids that have a file of corrections."""
    folder = resolve("config/corrections")
    return sorted(path.stem for path in folder.glob("*.yml")) if folder.is_dir() else []

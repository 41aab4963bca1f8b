"""Case folders on disk: as received, and clean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import ConfigError, Finding, strange
from ..core.material import Material
from ..core.order import rows_in_order
from ..core.passes import PERSON
from ..core.reading import yamls
from ..core.received import BESIDE_TABLES, CASE_TABLES, REQUIRED_TABLES, WHOLE_FILE, Change, RawCase, RawTable
from ..core.units import barriers_shown, like, units_of, with_thin
from . import access
from .access import CASES
from .codebooks import read_codebook, read_own_codes, read_sources
from .declared import read_config, read_document, read_yaml
from .files import resolve
from .received import description_file, sorted_files, table_file
from .tables import read_raw_table, read_table, write_table

PAPERS = "data/raw/papers"
PROCESSED = "data/processed"


def case_ids(chosen: str | list[str] = "all", *, apart: bool = False) -> list[str]:
    """Return the cases to analyse: every folder of data/raw/cases/ in alphabetical order, or the chosen ones.

    A case that is restricted or confidential is left out, unless *apart* asks for it or we are in the folder that takes
    in every case. Raises `ConfigError` for a chosen case without a folder.
    """
    present = access.every_case()
    unknown = [] if chosen == "all" else [case for case in chosen if case not in present]
    if unknown:
        raise ConfigError(
            [
                strange(
                    "config/config.yaml",
                    f"'{case}' has no folder in {CASES}/",
                    case,
                    present,
                    "case.no-folder",
                    column="cases",
                )
                for case in unknown
            ]
        )
    wanted = present if chosen == "all" else list(chosen)
    if apart or access.is_apart():
        return wanted
    closed = access.not_public(wanted)
    return [case for case in wanted if case not in closed]


def read_case(case_id: str) -> dict[str, Any]:
    """Read one case.yml."""
    return read_yaml(description_file(f"{CASES}/{case_id}"))


def passes_of(case_id: str) -> list[str]:
    """Return the coding passes of a case as received, in their order."""
    return list(dict.fromkeys(read_received_table(case_id, "codings").frame.get("coder", ())))


def received_file(case_id: str, table: str) -> str:
    """Return the file of a table of a case, whatever its ending; ``<table>.csv`` where there is none."""
    return table_file(f"{CASES}/{case_id}", table)


def read_received_table(case_id: str, table: str) -> RawTable:
    """Read one table of a case as received, from the file that holds it."""
    return read_raw_table(received_file(case_id, table), table)


def described_in(case_id: str) -> str:
    """Return the file that describes a case: its case.yml, or case.yaml where that is there instead."""
    return description_file(f"{CASES}/{case_id}")


def received_files(case_id: str) -> list[str]:
    """Return the files of a case that are read: its description and its tables, by name."""
    found = sorted_files(f"{CASES}/{case_id}")
    return sorted(f"{CASES}/{case_id}/{name}" for name in (found.description, *found.tables.values()))


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
    material = Material(
        codes=read_codebook(paths.get("codebook", CODES_FILE), case_ids),
        segments=read_cases(case_ids, "segments"),
        all_codings=read_cases(case_ids, "codings"),
        all_links=read_cases(case_ids, "links"),
        all_readings=read_cases(case_ids, "readings"),
        documents=read_sources(case_ids, paths["sources"]) if "sources" in paths else pd.DataFrame(),
        coder=coder,
        passes=tuple(passes),
        declared=read_passes(case_ids),
        cases=units_of(read_table(made["cases"], "cases")) if "cases" in made else pd.DataFrame(),
        firm=read_table(made["robustness"], "robustness") if "robustness" in made else pd.DataFrame(),
        thin=read_config().get("thin") or {},
    )
    if material.cases.empty:
        return material
    shown = barriers_shown(material.codings, material.cases)
    cases = with_thin(material.cases, shown, material.thin)
    return replace(material, cases=cases, firm=like(material.firm, cases))


def read_passes(case_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read what each pass has read, by case and pass, as case.yml declares it (``read``)."""
    found = {}
    for case_id in case_ids:
        declared = read_case(case_id).get("read") if resolve(described_in(case_id)).is_file() else None
        if declared:
            found[case_id] = {str(coder): told for coder, told in declared.items()}
    return found


def read_coders(case_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Read what each coder of each case is, as case.yml declares it (``coders``): model, or person where it says
    nothing.
    """
    found = {}
    for case_id in case_ids:
        declared = read_case(case_id).get("coders") if resolve(described_in(case_id)).is_file() else None
        told = {str(coder): str(kind) for coder, kind in (declared or {}).items()}
        found[case_id] = {coder: told.get(coder, PERSON) for coder in passes_of(case_id)}
    return found


def read_claims(case_ids: Iterable[str]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Read the ledgers of claims of these cases, and the tables that a claim may be recomputed from."""
    frames = []
    for case_id in case_ids:
        path = received_file(case_id, "claims")
        if resolve(path).is_file():
            claims = rows_in_order(read_table(path, "raw/claims"), ["claim_id"])
            frames.append(claims.assign(case_id=case_id))
    columns = ["case_id", *schemas.columns("raw/claims")]
    claims = pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns, dtype="str")
    tables = {name: read_cases(case_ids, name) for name in CASE_TABLES}
    for name, path in (("shortcomings", "literature"), ("references", "literature"), ("frameworks", "codebook")):
        tables[name] = read_table(f"data/raw/{path}/{name}.csv", f"raw/{name}")
    return claims, tables


def write_clean_case(tables: Mapping[str, pd.DataFrame], log: pd.DataFrame, case_id: str) -> None:
    """Write the clean tables of one case and its cleaning log."""
    for name, table in tables.items():
        write_table(table, f"{PROCESSED}/{case_id}/{name}.csv", name, exact=True)
    write_table(log, f"{PROCESSED}/{case_id}/cleaning_log.csv", "cleaning_log")


def read_descriptions(case_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the case.yml of several cases, in the order given.

    A code that one of them brings of its own is *not covered* in those that do not: they were not read for it.
    """
    described = {case_id: read_case(case_id) for case_id in case_ids}
    own = read_own_codes(described)
    for case_id, about in described.items() if len(own) else ():
        mine = set(own.loc[own["case_id"] == case_id, "code_id"])
        others = [code for code in own["code_id"].unique() if code not in mine]
        about["not_covered"] = list(dict.fromkeys([*(about.get("not_covered") or []), *others]))
    return described


def read_raw_case(case_id: str) -> RawCase:
    """Read a case folder as received, with its corrections. What cannot be read is a finding, not an error."""
    folder = f"{CASES}/{case_id}"
    files = sorted_files(folder)
    if not resolve(folder).is_dir() or not (files.tables or resolve(f"{folder}/{files.description}").is_file()):
        return RawCase(
            case_id, folder, None, {name: _absent(folder, name) for name in REQUIRED_TABLES}, None, (_empty(folder),)
        )
    findings = [_twice(folder, name, there) for name, there in files.twice.items()]
    tables, beside = (
        {
            name: read_raw_table(f"{folder}/{files.tables.get(name, f'{name}.csv')}", name)
            for name in group
            if name in REQUIRED_TABLES or name in files.tables
        }
        for group in (CASE_TABLES, BESIDE_TABLES)
    )
    about, changes, found = _description(f"{folder}/{files.description}")
    corrections_file = access.corrections_file(case_id)
    corrections, also = _corrections(corrections_file)
    return RawCase(
        case_id,
        folder,
        about,
        tables,
        corrections,
        (*findings, *also, *found),
        files.unknown,
        beside,
        changes,
        files.description,
        corrections_file,
    )


def _empty(folder: str) -> Finding:
    needed = ", ".join(f"{name}.csv" for name in REQUIRED_TABLES)
    mend = f"`crosscase new` writes case.yml, {needed} with their headers; or delete the folder"
    return Finding(folder, "an empty folder: a case needs a case.yml and its tables", mend, code="case.empty-folder")


def _absent(folder: str, name: str) -> RawTable:
    return RawTable(f"{folder}/{name}.csv", pd.DataFrame())


def _twice(folder: str, name: str, files: Sequence[str]) -> Finding:
    what = "two descriptions" if name == "case" else f"two tables for '{name}'"
    message, mend = f"{what}: {' and '.join(files)}", "keep the one that is right, and move the other away"
    return Finding(folder, message, mend, code="case.file-twice", value=name)


def _description(path: str) -> tuple[Any, tuple[Change, ...], list[Finding]]:
    """Return what case.yml says, what reading mended, and what is wrong; a key of the wrong kind is left out."""
    try:
        read = read_document(path)
    except ConfigError as error:
        return None, (), list(error.findings)
    if not isinstance(read.value, dict):
        return read.value, read.changes, []
    found = yamls.mistyped(read.tree, schemas.load_yaml_schema("case"), path)
    wrong = {finding.column.split(".")[0] for finding in found}
    changes = read.changes
    if PurePath(path).name != "case.yml":
        changes = (Change(None, WHOLE_FILE, PurePath(path).name, "case.yml", "the name of the file"), *changes)
    return {key: value for key, value in read.value.items() if str(key) not in wrong}, changes, found


def _corrections(path: str) -> tuple[Any, list[Finding]]:
    """Return the declared corrections of a case, and what is wrong with their file as a whole."""
    if not resolve(path).is_file():
        return None, []
    try:
        told = read_yaml(path)
    except ConfigError as error:
        return None, list(error.findings)
    if isinstance(told, Mapping):
        mend = (
            "begin each correction with a dash: - {table: codings, where: {...}, column: code_id, was: ..., now: ...}"
        )
        message = "keys with values (a mapping) where a list of corrections belongs"
        return None, [Finding(path, message, mend, code="correction")]
    return told, []


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

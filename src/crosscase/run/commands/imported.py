"""What an import writes into the folder of a case, and what it remembers of it beside the workbook of decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from ...cases.importing.canonical import Tables
    from ...cases.importing.decisions import Found
    from ...cases.importing.model import Counted, Project

#: Workbooks with the words of a team's material; git passes over the folder.
FOLDER = "private/import"
_IGNORED = "# This case is not public: git passes over the folder. `crosscase` writes and removes this file.\n*\n"


def write_case(
    case_id: str, made: Tables, given: Found, project: Project, rule: Mapping[str, Any]
) -> tuple[list[str], int]:
    """Write the tables; rows that did not come from an import stay. Return what changed, and how many passages wait."""
    import yaml

    from ... import store
    from ...cases.importing import notes
    from ...cases.importing.canonical import UNWRITTEN

    folder = f"{store.CASES}/{case_id}"
    access = made.description["access"]
    if access != "public":  # before anything else stands in the folder
        store.write_bytes(f"{folder}/.gitignore", _IGNORED.encode())
    before = _tables(folder)
    memory = _memory(case_id)
    text = yaml.safe_dump(made.description, sort_keys=False, allow_unicode=True, width=120)
    path = f"{folder}/case.yml"
    there = store.read_bytes(path) if store.resolve(path).is_file() else b""
    if not there or _digest(there) == memory.get("case_yml"):  # nobody has written into it since
        store.write_text(path, text)
        memory["case_yml"] = _digest(store.read_bytes(path))
    else:
        made.notes += _to_add(store.read_yaml(path), made.description)
    made.frames["segments"] = _carried(made.frames["segments"], before.get("segments"), UNWRITTEN, access)
    ids = {*memory.get("ids", []), *given.ids}
    passes = {*memory.get("passes", []), *made.frames["codings"]["coder"]}
    prefix = "".join(one for one in case_id if one.isalnum())
    own = {*memory.get("codes", []), *made.frames["codes"]["code_id"]}
    ours = {
        "segments": lambda row: row.get("segment_id") in ids,
        "codings": lambda row: row.get("segment_id") in ids and row.get("coder") in passes,
        "links": lambda row: row.get("link_id", "").startswith((f"{prefix}-r", f"{prefix}-d")),
        "codes": lambda row: row.get("code_id") in own,
    }
    for name, mine in ours.items():
        store.replace_rows(f"{folder}/{name}.csv", name, made.frames[name], instead_of=mine)
    _write_sources(folder, made.frames["sources"])
    waiting = int(made.frames["segments"]["paraphrase"].str.startswith(UNWRITTEN).sum())
    page = notes.page(project.program, project.ledger, made.ledger, rule, made.memos, project.doubts, waiting, access)
    store.write_text(f"{folder}/import.md", page)
    state = {
        "ids": sorted(ids),
        "passes": sorted(passes),
        "codes": sorted(own),
        "case_yml": memory.get("case_yml", ""),
    }
    store.write_text(f"{FOLDER}/{case_id}.json", json.dumps(state, indent=0))
    _write_ledger(case_id, project.ledger, made.ledger)
    return notes.changes(before, _tables(folder)), waiting


def _tables(folder: str) -> dict[str, pd.DataFrame]:
    from ... import store

    names = ("segments", "codings", "links", "codes", "sources")
    paths = {name: f"{folder}/{name}.csv" for name in names}
    return {name: store.read_raw_table(path).frame for name, path in paths.items() if store.resolve(path).is_file()}


def _carried(segments: pd.DataFrame, before: pd.DataFrame | None, unwritten: str, access: str) -> pd.DataFrame:
    """Keep what a person wrote into segments.csv where the workbook says nothing: paraphrases, public anchors."""
    from ...cases.importing.model import records

    if before is None or "segment_id" not in before:
        return segments
    was = {row["segment_id"]: row for row in records(before)}
    rows = []
    for row in records(segments):
        old = was.get(row["segment_id"], {})
        written = old.get("paraphrase", "")
        if row["paraphrase"].startswith(unwritten) and written and not written.startswith(unwritten):
            row["paraphrase"] = written
        if access == "public" and not row["head_anchor"]:
            row |= {name: old.get(name, "") for name in ("head_anchor", "tail_anchor", "n_tokens")}
        rows.append(row)
    return segments.__class__(rows, columns=segments.columns, dtype="str")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _to_add(stated: Any, made: Mapping[str, Any]) -> list[str]:
    """Return what to write into a case.yml that a person has changed, so that it fits what was imported."""
    stated = stated if isinstance(stated, dict) else {}
    told = []
    units = [one.get("id") for one in stated.get("units") or [] if isinstance(one, dict)]
    new = {
        "units": [one["id"] for one in made["units"] if one["id"] not in units and len(made["units"]) > 1],
        "sources": [one for one in made["sources"] if one not in (stated.get("sources") or [])],
    }
    told += [f"case.yml: add to {key}: {', '.join(some)}" for key, some in new.items() if some]
    coded = [one for one in stated.get("not_covered") or [] if one not in made["not_covered"]]
    if coded:
        told.append(f"case.yml: take out of not_covered, for it is coded now: {', '.join(map(str, coded))}")
    read = stated.get("read") if isinstance(stated.get("read"), dict) else {}
    for coder, some in (made.get("read") or {}).items():
        if coder not in read:
            of = some if some == "all" else f"[{', '.join(some)}]"
            told.append(f"case.yml: add to read: {{{coder}: {of}}}")
    return told


def _memory(case_id: str) -> dict[str, Any]:
    """Return what an earlier import wrote: ids of passages, passes, codes of its own, and a digest of its case.yml."""
    from ... import store

    path = store.resolve(f"{FOLDER}/{case_id}.json")
    try:
        told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        told = {}
    return told if isinstance(told, dict) else {}


def _write_sources(folder: str, sources: pd.DataFrame) -> None:
    """Add the documents that the case's own list lacks; a row that is there stays as it is."""
    import pandas as pd

    from ... import store

    path = f"{folder}/sources.csv"
    if not store.resolve(path).is_file():
        if len(sources):
            store.write_csv(sources, path)
        return
    there = store.read_raw_table(path).frame
    if "source_id" not in there:
        return
    more = sources[~sources["source_id"].isin(set(there["source_id"]))]
    if len(more):
        store.write_csv(pd.concat([there, more], ignore_index=True).fillna(""), path)


def _write_ledger(case_id: str, files: Sequence[Counted], case: Sequence[Counted]) -> None:
    """Write what the files held and what of it is in the case, as one table beside the workbook."""
    import pandas as pd

    from ... import store
    from ...cases.importing.model import ledger_table

    parts = [ledger_table(ledger).assign(where=where) for where, ledger in (("files", files), ("case", case))]
    columns = ["where", "kind", "read", "what_became_of_it", "n"]
    store.write_csv(pd.concat(parts, ignore_index=True)[columns], f"{FOLDER}/{case_id}_ledger.csv")

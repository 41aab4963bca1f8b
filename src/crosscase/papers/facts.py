"""Facts that a paper states: tables of ``data/raw/papers/<source_id>/``, their checks and the evidence of what no
passage holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..cases.tables import check_table
from ..core import schemas
from ..core.evidence import PASSAGE, PLACE
from ..core.findings import Finding, strange
from ..core.received import RawTable


@dataclass(frozen=True)
class Known:
    """What a check of a paper may look into, as received: ``cases`` (case id, then table) of the cases at hand and the
    ``codebook`` (codes, frameworks, crosswalk).
    """

    cases: Mapping[str, Mapping[str, RawTable]]
    codebook: Mapping[str, RawTable]

    def of_case(self, case_id: str, table: str, *columns: str) -> pd.DataFrame | None:
        """Return a table of a case; None where the case is not at hand or the table has not these *columns*.

        What is missing is told once, by the check of the case. A case whose passages have no ids counts as not at hand.
        """
        found = self.cases.get(case_id, {})
        if "segments" not in found or "segment_id" not in found["segments"].frame or table not in found:
            return None
        frame = found[table].frame
        return frame if set(columns) <= set(frame) else None

    def of_codebook(self, *tables: str) -> list[pd.DataFrame] | None:
        """Return these tables of the codebook; None where one lacks a column of its schema."""
        frames = [self.codebook[table].frame for table in tables]
        whole = all(
            set(schemas.columns(f"raw/{table}")) <= set(frame) for table, frame in zip(tables, frames, strict=True)
        )
        return frames if whole else None


#: What a paper's ``checks.CHECKS`` holds under the name of one of its raw tables (``larsen2020_dialogue_roles``).
Check = Callable[[RawTable, Known], list[Finding]]


def check_facts(
    raw: RawTable, table: str, *, sources: Iterable[str], passages: Mapping[str, Iterable[str]]
) -> list[Finding]:
    """Check one table of a paper: its schema, its source, and that its passages exist.

    *passages* gives the segment ids of each case at hand; a reference to a case that is not at hand is not looked up.
    """
    findings = check_table(raw, table)
    sources = list(sources)
    known = {case_id: set(ids) for case_id, ids in passages.items()}
    for row, cells in zip(raw.frame.index, raw.frame.to_dict("records"), strict=True):
        if cells.get("source_id") and cells["source_id"] not in sources:
            message = f"'{cells['source_id']}' is not a source in data/raw/sources.csv"
            findings.append(
                strange(raw.file, message, cells["source_id"], sources, "unknown.source", row=row, column="source_id")
            )
        for one in (cells.get("segment_ids") or "").split():
            case_id, _, segment_id = one.partition(":")
            if not segment_id:
                mend = "write it as case_id:segment_id"
                findings.append(
                    Finding(
                        raw.file,
                        f"'{one}' names no case",
                        mend,
                        row=row,
                        column="segment_ids",
                        code="paper.no-case",
                        value=one,
                    )
                )
            elif case_id in known and segment_id not in known[case_id]:
                message = f"'{segment_id}' has no row in data/raw/cases/{case_id}/segments.csv"
                findings.append(
                    strange(
                        raw.file,
                        message,
                        segment_id,
                        passages[case_id],
                        "unknown.segment",
                        row=row,
                        column="segment_ids",
                    )
                )
    return findings


def stated(
    table: pd.DataFrame, *, row: str, column: str, told: str, case_id: str, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return evidence rows for facts that the source states outside the passages of a case: document, section and the
    fact.

    *row* and *column* name the columns of *table* that make up the place (an empty *column* for none); *told* the
    column with the fact in our words. ``segment_id`` is empty: such a fact is read from a section, not from a coded
    passage.
    """
    doi = sources.set_index("source_id")["doi"]
    place = {"row": table[row].astype(str), "column": table[column].astype(str) if column else ""}
    about = dict.fromkeys(PASSAGE, "") | {
        "case_id": case_id,
        "source_id": table["source_id"],
        "doi": table["source_id"].map(doi).fillna(""),
        "section": table["section"],
        "kind": "stated in the section",
        "paraphrase": table[told],
    }
    rows = pd.DataFrame(place | {"row_label": place["row"], "column_label": place["column"]} | about, index=table.index)
    return rows[[*PLACE, *PASSAGE]].reset_index(drop=True)


def listed_ids(ids: Iterable[str]) -> str:
    """Return passages as a table lists them: each once, sorted, separated by spaces."""
    return " ".join(sorted({one for some in ids for one in str(some).split()}))


def exploded(table: pd.DataFrame, keep: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per row of *table* and passage of its ``segment_ids``, with ``case_id`` and ``segment_id``."""
    long = table.assign(key=table["segment_ids"].str.split()).explode("key").dropna(subset="key")
    parts = long["key"].str.partition(":")
    return long.assign(case_id=parts[0], segment_id=parts[2])[
        [*(keep or table.columns), "case_id", "segment_id"]
    ].reset_index(drop=True)

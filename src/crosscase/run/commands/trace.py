"""`crosscase trace`: from a number to what stands behind it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import calls, completion, copies
from .answers import Answer, records, show, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

#: What stands behind the cells of an output, told by the first of these columns that its evidence file has: its name
#: and the columns that make up one.
KINDS = {
    "segment_id": ("passages", ["case_id", "segment_id"]),
    "claim_id": ("claims", ["claim_id"]),
    "printed": ("printed facts", []),
    "work_id": ("works", ["work_id"]),
}


@dataclass
class Traced(Answer):
    """The rows asked for of the evidence file of *name*; with copies at hand, ``in_your_copy`` for each passage."""

    name: str
    rows: pd.DataFrame

    @property
    def kind(self) -> tuple[str, list[str]]:
        return next(KINDS[column] for column in KINDS if column in self.rows)

    def summary(self) -> str:
        kind, keys = self.kind
        things = self.rows[self.rows["segment_id"] != ""] if kind == "passages" else self.rows
        n = len(things.drop_duplicates(keys or None))
        return f"{n} {kind} behind {len(self.rows[['row', 'column']].drop_duplicates())} cells of {self.name}"

    def lines(self) -> Iterable[str]:
        for row in self.rows.to_dict("records"):
            yield _place(row)
            yield from (f"  {line}" for line in _about(row))
        yield self.summary()

    def tables(self) -> Iterable[RenderableType]:
        for _, cell in self.rows.groupby(["row", "column"], sort=False):
            told = cell.to_dict("records")
            headers = list(_columns(told[0]))
            yield table(*headers, rows=[list(_columns(row).values()) for row in told], title=_place(told[0]), narrow=26)
        yield self.summary()

    def data(self) -> Any:
        return {"output": self.name, "kind": self.kind[0], "summary": self.summary(), "rows": records(self.rows)}


def _place(row: dict[str, str]) -> str:
    return " / ".join(part for part in (row["row_label"], row["column_label"]) if part)


def _about(row: dict[str, str]) -> Iterable[str]:
    """Return what is said of one row of evidence, in plain lines."""
    if "segment_id" in row:
        who = f", {row['speaker']}" if row["speaker"] else ""
        doi = f", doi {row['doi']}" if row.get("doi") else ""
        passage = f"{row['case_id']} {row['segment_id'] or '-'} ({row['kind']}{who})"
        yield f"{passage}, {row['source_id']}{doi}, section '{row['section']}'"
        yield row["paraphrase"]
        if row.get("codes"):
            yield f"codes: {row['codes']}"
        if "in_your_copy" in row:
            yield f"in your copy: {row['in_your_copy']}"
    elif "printed" in row:
        claim = f"{row['claim_id']} " if row.get("claim_id") else ""
        doi = f", doi {row['doi']}" if "claim_id" in row and row.get("doi") else ""
        note = f"; {row['note']}" if row.get("note") else ""
        yield f"{claim}{row['printed']}: {row['source_id']}{doi}, section '{row['section']}'{note}"
    else:
        work = f"[{row['number']}] {row['authors']} ({row['year']}). {row['title']}. {row['container']} {row['doi']}"
        yield work.rstrip()


def _columns(row: dict[str, str]) -> dict[str, str]:
    """Return the columns of a terminal's table for one row of evidence."""
    if "segment_id" in row:
        who = f"{row['speaker']} ({row['kind']})" if row["speaker"] else f"({row['kind']})"
        copy = {"in your copy": row["in_your_copy"]} if "in_your_copy" in row else {}
        return {
            "passage": f"{row['case_id']} {row['segment_id'] or '-'}\n{who}",
            "where": "\n".join(part for part in (row["source_id"], row.get("doi"), row["section"]) if part),
            **copy,
            "what": row["paraphrase"] + (f"\n[{row['codes']}]" if row.get("codes") else ""),
        }
    if "printed" in row:
        first = {"claim": row["claim_id"]} if "claim_id" in row else {}
        where = "\n".join(part for part in (row["source_id"], row.get("doi"), row["section"]) if part)
        note = {"note": row["note"]} if "note" in row else {}
        return {**first, "printed": row["printed"], "where": where, **note}
    names = ("number", "authors", "year", "title", "container", "doi")
    return {name: row[name] for name in names}


def traced(output: str, row: str | None = None, column: str | None = None, folder: str | None = None) -> Traced:
    """Return what stands behind an output, or one row, column or cell of it, by id or by label as printed.

    With a *folder* of the reader's copies every passage is looked for there. Raises `CaseDataError` for an output, row
    or column that is not known.
    """
    import pandas as pd

    from ... import store
    from ...core.evidence import traced as part_of

    files = completion.evidence_files(store.project_root())
    name = completion.evidence_name(output, files)
    if name is None:
        nearest = did_you_mean(output, files) if files else "no figure is there yet; run `make` first"
        raise CaseDataError([Finding("reports/", f"there is no figure or table '{output}'", nearest)])
    shown = str(files[name].relative_to(store.project_root()))
    evidence = _labelled(_whole(pd.read_csv(files[name], dtype=str, keep_default_na=False)))
    row, column = _readable(row), _readable(column)
    chosen = part_of(evidence, row, column)
    if chosen.empty:
        wrong = "row" if row and part_of(evidence, row).empty else "column"
        word = (row if wrong == "row" else column) or ""
        known = [one for one in dict.fromkeys([*evidence[f"{wrong}_label"], *evidence[wrong]]) if one]
        mend = f"{did_you_mean(word, known)}; a {wrong} without evidence is not listed"
        raise CaseDataError([Finding(shown, f"no passage stands behind {wrong} '{word}'", mend)])
    if folder:
        if "segment_id" not in chosen:
            mend = "leave --sources out; `crosscase claims --sources` looks for claims"
            raise CaseDataError([Finding(shown, "what stands behind it are no passages", mend)])
        chosen = chosen.assign(in_your_copy=_found_in(folder, chosen))
    return Traced(name, chosen)


def _whole(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return an evidence file with what each passage says beside its id."""
    from ... import store
    from ...core.evidence import told

    if "segment_id" not in evidence or "paraphrase" in evidence:
        return evidence
    case_ids = sorted(set(evidence["case_id"]))
    material = store.read_material({"sources": "data/raw/sources.csv"}, case_ids, coder=store.read_config()["coder"])
    return told(evidence, material.segments, material.codings, material.documents)


def _labelled(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return an evidence file with the codebook's label wherever the file repeats an id in its place."""
    from ... import store
    from ...core.codebook import labels

    names = labels(store.read_codebook())

    def label(key: str) -> str:
        return " / ".join(names.get(part, part) for part in key.split(" / "))

    for place in ("row", "column"):
        told = evidence[f"{place}_label"]
        evidence = evidence.assign(
            **{f"{place}_label": told.where(told != evidence[place], evidence[place].map(label))}
        )
    return evidence


def _readable(word: str | None) -> str | None:
    """Return a word of the call as UTF-8, also where the terminal is set to fewer letters."""
    try:
        return None if word is None else os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _found_in(folder: str, chosen: pd.DataFrame) -> list[str]:
    """Return, for each passage, whether it is found in the reader's copies."""
    from ...sources.anchors import verify

    read = copies.all_readings(copies.texts(folder))
    result = verify(copies.raw_segments(sorted(chosen["case_id"].unique())), read)
    results = dict(zip(zip(result["case_id"], result["segment_id"], strict=True), result["result"], strict=True))
    return [results.get(key, "no source") for key in zip(chosen["case_id"], chosen["segment_id"], strict=True)]


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(
        app,
        "trace",
        'trace barriers_by_case "Lack of trust" Place4Carers',
        "trace reports/tables/claims.csv p4c-c045",
        "trace literature_factors --json",
    )
    def trace(
        output: Annotated[
            str,
            typer.Argument(
                metavar="FIGURE_OR_TABLE",
                help="Its name, such as barriers_by_case, or any of its files.",
                autocompletion=completion.traceable,
            ),
        ],
        row: Annotated[
            str | None,
            typer.Argument(
                metavar="ROW", help="A row, by label or id; nothing for all.", autocompletion=completion.rows
            ),
        ] = None,
        column: Annotated[
            str | None,
            typer.Argument(
                metavar="COLUMN", help="A column, by label or id; nothing for all.", autocompletion=completion.columns
            ),
        ] = None,
        sources: Annotated[
            str | None,
            typer.Option(metavar="FOLDER", help="Your copies of the sources: is each passage found there?"),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Print the passages behind a figure or table, or one cell of it.

        Each with its case and id, who says it, source, DOI and section, our paraphrase, and its codes.
        """
        return show(traced(output, row, column, sources), as_json)

"""`crosscase trace`: from a number to what stands behind it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding
from . import calls, completion
from .answers import Answer, records, show, table
from .behind import Output, beside_copies
from .results import PREFIX, Cell, evidence_of, value_of

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

#: What a verdict about a reader's copy means where no words can be shown.
_WHY = {
    "moved": ": only one of its ends stands there; look for it in the section",
    "missing": ": neither of its ends stands there; it may be another version",
    "no source": ": the folder holds no copy of its source",
    "no anchor": ": a case that is not public proves no passage",
    "no passage": ": it is stated in the section",
}


@dataclass
class Traced(Answer):
    """The rows asked for of the evidence file of *name*; ``story`` holds the other passages of an
    episode; with copies at hand, ``in_your_copy`` and ``your_copy_says`` stand beside each passage.
    """

    name: str
    rows: pd.DataFrame

    @property
    def kind(self) -> tuple[str, list[str]]:
        return next(KINDS[column] for column in KINDS if column in self.rows)

    def summary(self) -> str:
        kind, keys = self.kind
        things = self.rows[self.rows["segment_id"] != ""] if kind == "passages" else self.rows
        n = len(things.drop_duplicates(keys or None))
        cells = len(self.rows[["row", "column"]].drop_duplicates())
        return f"{n} {kind} behind {cells} cell{'s' * (cells != 1)} of {self.name}"

    def lines(self) -> Iterable[str]:
        before = ""
        for row in self.rows.to_dict("records"):
            yield _place(row)
            if row.get("cell") and row["cell"] != before:
                yield f"  explorer: {row['cell']}"
            before = row.get("cell", "")
            yield from (f"  {line}" for line in _about(row))
        yield self.summary()

    def tables(self) -> Iterable[RenderableType]:
        for _, cell in self.rows.groupby(["row", "column"], sort=False):
            told = cell.to_dict("records")
            headers = list(_columns(told[0]))
            title = "\n".join(part for part in (_place(told[0]), told[0].get("cell", "")) if part)
            yield table(*headers, rows=[list(_columns(row).values()) for row in told], title=title, narrow=26)
        yield self.summary()

    def data(self) -> Any:
        return {"output": self.name, "kind": self.kind[0], "summary": self.summary(), "rows": records(self.rows)}


def _place(row: dict[str, str]) -> str:
    return " / ".join(part for part in (row["row_label"], row["column_label"]) if part)


def _about(row: dict[str, Any]) -> Iterable[str]:
    """Return what is said of one row of evidence, in plain lines."""
    if "segment_id" in row:
        who = f", {row['speaker']}" if row["speaker"] else ""
        doi = f", doi {row['doi']}" if row.get("doi") else ""
        passage = f"{row['case_id']} {row['segment_id'] or '-'} ({row['kind']}{who})"
        yield f"{passage}, {row['source_id']}{doi}, section '{row['section']}'"
        yield row["paraphrase"]
        if row.get("codes"):
            yield f"codes: {row['codes']}"
        if row.get("address"):
            yield f"explorer: {row['address']}"
        yield from _in_copy(row)
        for other in row.get("story", ()):
            yield f"told with it: {_other(other)}"
            yield from (f"  {line}" for line in (other["paraphrase"], *_in_copy(other)))
    elif "printed" in row:
        claim = f"{row['claim_id']} " if row.get("claim_id") else ""
        doi = f", doi {row['doi']}" if "claim_id" in row and row.get("doi") else ""
        note = f"; {row['note']}" if row.get("note") else ""
        yield f"{claim}{row['printed']}: {row['source_id']}{doi}, section '{row['section']}'{note}"
    else:
        work = f"[{row['number']}] {row['authors']} ({row['year']}). {row['title']}. {row['container']} {row['doi']}"
        yield work.rstrip()


def _other(other: dict[str, str]) -> str:
    """Return which other passage of an episode this is, and what it tells there."""
    who = f", {other['speaker']}" if other["speaker"] else ""
    tells = f", {other['tells']}" if other["tells"] else ""
    return f"{other['segment_id']} ({other['kind']}{who}){tells}, section '{other['section']}'"


def _in_copy(passage: dict[str, str]) -> Iterable[str]:
    """Return whether a passage is in the reader's copy and what stands there; nothing where no copy was given."""
    if "in_your_copy" in passage:
        result = passage["in_your_copy"]
        yield f"in your copy: {result}{_WHY.get(result, '')}"
        if passage["your_copy_says"]:
            yield f">> {passage['your_copy_says']}"


def _what(row: dict[str, Any]) -> Iterable[str]:
    """Return what a terminal says of a passage: paraphrase, codes, the reader's copy and the rest of its episode."""
    yield row["paraphrase"]
    if row.get("codes"):
        yield f"[{row['codes']}]"
    if row.get("address"):
        yield row["address"]
    yield from list(_in_copy(row))[1:]
    for other in row.get("story", ()):
        yield f"told with it: {_other(other)}"
        yield from (other["paraphrase"], *_in_copy(other))


def _columns(row: dict[str, Any]) -> dict[str, str]:
    """Return the columns of a terminal's table for one row of evidence."""
    if "segment_id" in row:
        who = f"{row['speaker']} ({row['kind']})" if row["speaker"] else f"({row['kind']})"
        copy = {"in your copy": row["in_your_copy"]} if "in_your_copy" in row else {}
        return {
            "passage": f"{row['case_id']} {row['segment_id'] or '-'}\n{who}",
            "where": "\n".join(part for part in (row["source_id"], row.get("doi"), row["section"]) if part),
            **copy,
            "what": "\n".join(_what(row)),
        }
    if "printed" in row:
        first = {"claim": row["claim_id"]} if "claim_id" in row else {}
        where = "\n".join(part for part in (row["source_id"], row.get("doi"), row["section"]) if part)
        note = {"note": row["note"]} if "note" in row else {}
        return {**first, "printed": row["printed"], "where": where, **note}
    names = ("number", "authors", "year", "title", "container", "doi")
    return {name: row[name] for name in names}


def traced(
    output: str | Output, row: str | None = None, column: str | None = None, folder: str | None = None
) -> Traced:
    """Return what stands behind an output, or one row, column or cell of it, by id, by label or as printed.

    With a *folder* of the reader's copies every passage is looked for there. Raises `CaseDataError` for an output, row
    or column that is not known.
    """
    opened = output if isinstance(output, Output) else Output(output)
    chosen = opened.part(_readable(row), _readable(column))
    if folder:
        if "segment_id" not in chosen:
            mend = "leave --sources out; `crosscase claims --sources` looks for claims"
            raise CaseDataError(
                [Finding(opened.file, "what stands behind it are no passages", mend, code="call.nothing")]
            )
        chosen = beside_copies(chosen, folder)
    return Traced(opened.name, chosen)


def traced_value(asked: str, folder: str | None = None) -> Answer:
    """Return what stands behind a value of the results section (``results:NAME``), or the cell that it is."""
    cell = value_of(asked)
    rows = evidence_of(cell, folder)
    return Cell(cell) if rows is None else Traced(f"{PREFIX}{cell['name']}", rows)


def _readable(word: str | None) -> str | None:
    """Return a word of the call as UTF-8, also where the terminal is set to fewer letters."""
    try:
        return None if word is None else os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(
        app,
        "trace",
        'trace which_barriers "Lack of trust" Place4Carers',
        "trace reports/tables/claims.csv p4c-c045",
        'trace which_barriers "Lack of trust" --sources ~/papers',
        "trace literature_factors --json",
        "trace results:barriers_everywhere",
    )
    def trace(
        output: Annotated[
            str,
            typer.Argument(
                metavar="FIGURE_OR_TABLE",
                help="Its name, such as which_barriers, any of its files, or a value of the text: results:NAME.",
                autocompletion=completion.traceable,
            ),
        ],
        row: Annotated[
            str | None,
            typer.Argument(
                metavar="ROW",
                help="A row, by id, by label or as printed; nothing for all.",
                autocompletion=completion.rows,
            ),
        ] = None,
        column: Annotated[
            str | None,
            typer.Argument(
                metavar="COLUMN",
                help="A column, by id, by label or as printed; nothing for all.",
                autocompletion=completion.columns,
            ),
        ] = None,
        sources: Annotated[
            str | None,
            typer.Option(metavar="FOLDER", help="Your copies of the sources: print each passage as it stands there."),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Print the passages behind a figure or table, or one cell of it.

        Each with its case and id, who says it, source, DOI and section, our paraphrase, its codes, its address in the
        evidence explorer, and the other passages of its episode with what they tell. With --sources the words of your
        own copy follow; they are kept nowhere.
        """
        if output.startswith(PREFIX):
            return show(traced_value(output, sources), as_json)
        return show(traced(output, row, column, sources), as_json)

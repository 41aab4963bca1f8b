"""`crosscase results`, and what `crosscase trace results:NAME` finds behind a value of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import calls, completion
from .answers import Answer, show
from .behind import Known, Output, beside_copies

if TYPE_CHECKING:
    import pandas as pd

#: What the name of a value begins with where a figure or table could be meant.
PREFIX = "results:"
_FILE = "reports/results.values.csv"


@dataclass
class Drafted(Answer):
    """The results section as written: its words, its values, and the sentences that it does not print, with why."""

    folder: str
    n_words: int
    n_values: int
    unprinted: Sequence[tuple[str, str]]

    def lines(self) -> Iterable[str]:
        yield f"{self.folder}/results.md and .docx: {self.n_words} words, {self.n_values} values"
        for name, why in self.unprinted:
            yield f"not printed: {name}: {why}"

    def data(self) -> Any:
        unprinted = [{"sentence": name, "why": why} for name, why in self.unprinted]
        return {"words": self.n_words, "values": self.n_values, "not_printed": unprinted}


@dataclass
class Cell(Answer):
    """A value of the text behind which no passage stands, such as a number of re-analyses: the cell that it is."""

    cell: dict[str, str]

    def lines(self) -> Iterable[str]:
        yield f"{self.cell['name']} = {self.cell['value']}"
        yield f"  {self.cell['column']} of {self.cell['row']} in {self.cell['table']}; no passage stands behind it"

    def data(self) -> Any:
        return self.cell


def drafted(folder: str, names: Sequence[str] = ()) -> Drafted:
    """Write the results section, its values and what it does not print; of figures and tables, only *names* count."""
    from ... import store
    from .. import results

    made = results.written(list(names) or None)
    store.write_text(f"{folder}/results.md", made.text)
    store.write_bytes(f"{folder}/results.docx", made.word)
    store.write_csv(made.values, f"{folder}/{results.VALUES}")
    store.write_text(f"{folder}/results_not_printed.md", made.not_printed)
    return Drafted(folder, made.n_words, len(made.values), [(one.name, one.why) for one in made.unprinted])


def value_of(asked: str) -> dict[str, str]:
    """Return the row of the values that ``results:NAME`` means. Raises `CaseDataError` for a name that is none."""
    import pandas as pd

    from ... import store

    path = store.resolve(_FILE)
    if not path.is_file():
        raise CaseDataError(
            [Finding(_FILE, "there is no results section yet", "run `make` first", code="results.none")]
        )
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    name = asked.removeprefix(PREFIX)
    found = [row for row in rows if row["name"] == name] or [row for row in rows if row["value"] == name]
    if not found:
        mend = did_you_mean(name, [row["name"] for row in rows])
        raise CaseDataError([Finding(_FILE, f"the text prints no value '{name}'", mend, code="call.unknown-name")])
    return found[0]


def evidence_of(cell: dict[str, str], folder: str | None = None, known: Known | None = None) -> pd.DataFrame | None:
    """Return what stands behind a value as rows of evidence: passages, or claims; None where it is neither.

    With a *folder* of the reader's copies every passage is looked for there.
    """
    import pandas as pd

    if claims := cell["claims"].split():
        rows = Output("tables/claims").evidence
        return rows[rows["claim_id"].isin(claims) & (rows["row"] == rows["claim_id"])].reset_index(drop=True)
    if not (passages := cell["passages"].split()):
        return None
    known = known or Known()
    speakers = dict(
        zip(known.segments["case_id"] + ":" + known.segments["segment_id"], known.segments["speaker"], strict=True)
    )
    place = {
        "row": cell["name"],
        "column": cell["column"],
        "row_label": f"{cell['name']} = {cell['value']}",
        "column_label": f"{cell['column']} in {cell['table']}",
    }
    keys = [one.partition(":") for one in passages]
    rows = pd.DataFrame(
        [
            {**place, "case_id": case, "segment_id": segment, "speaker": speakers.get(f"{case}:{segment}", "")}
            for case, _, segment in keys
        ]
    )
    said = known.said(rows)
    return beside_copies(said, folder) if folder else said


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "results", "results", "results reports --json")
    def write_results(
        folder: Annotated[
            str, typer.Argument(metavar="FOLDER", help="Where figures/ and tables/ lie: reports.")
        ] = "reports",
        name: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="NAME",
                help="Only these figures and tables are there, such as figures/balance; nothing for all.",
                autocompletion=completion.published,
            ),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Write the draft of the results section, as text and for Word, and say which sentences it does not print.

        Its words are in config/results.md.j2; every number comes from a table, and a sentence that the data do not bear
        out is left out. `crosscase trace results:NAME` leads from a value to its passages.
        """
        return show(drafted(folder, name or ()), as_json)

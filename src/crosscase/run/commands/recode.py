"""`crosscase recode`: a sample of passages for a person to code anew, and the way back of what that person coded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, report
from . import calls, completion, copies
from .answers import Answer, found, records, show, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from ...cases.recoded import Recoded

DEFAULT_CODER = "H"
OUT = "dist/recode.xlsx"


@dataclass
class Drawn(Answer):
    """The workbook that was written: the passages of the sample, and those whose words were not found in the copies."""

    file: str
    passages: pd.DataFrame
    cases: Sequence[str]

    def lost(self) -> pd.DataFrame:
        """Return the passages whose words were looked for and not found."""
        return self.passages[self.passages["text"] == ""] if "text" in self.passages else self.passages[:0]

    def counts(self) -> dict[str, int]:
        return {case: int((self.passages["case_id"] == case).sum()) for case in self.cases}

    def lines(self) -> Iterable[str]:
        for row in self.lost().itertuples(index=False):
            yield f"no words: {row.case_id} {row.segment_id}, look in {row.source_id}, section '{row.section}'"
        told = ", ".join(f"{case} {n}" for case, n in self.counts().items())
        n = len(self.passages)
        yield f"wrote {n} passage{'s' * (n != 1)} to code anew into {self.file}: {told}"
        yield f"filled in, it comes back with: crosscase recode --read {self.file}"

    def data(self) -> Any:
        passages = records(self.passages[["case_id", "segment_id"]])
        return {"file": self.file, "counts": self.counts(), "passages": passages, "lost": records(self.lost())}


@dataclass
class Read(Answer):
    """What came back from a workbook, and was put into the tables of the cases unless something is to be mended."""

    file: str
    coder: str
    recoded: Recoded

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.recoded.findings else 0

    def complaints(self) -> Iterable[str]:
        n = len(self.recoded.findings)
        if n:
            yield report(self.recoded.findings, "CaseDataError")
            yield f"{n} problem{'s' * (n != 1)} to mend; nothing was read into the cases."

    def counts(self) -> list[tuple[str, int, int, int, int, int]]:
        """Return for each case its passages in the sample, those read, and its codings, links and readings."""
        unread = [case for case, _ in self.recoded.unread]
        told = []
        for case, ids in self.recoded.sample.items():
            codings, links, readings = (len(self.recoded.rows[case][name]) for name in _TABLES)
            told.append((case, len(ids), len(ids) - unread.count(case), codings, links, readings))
        return told

    def lines(self) -> Iterable[str]:
        for case_id, segment_id in self.recoded.unread if not self.recoded.findings else ():
            yield f"not read: {case_id} {segment_id}"
        for case, n, read, codings, links, _ in self.counts() if not self.recoded.findings else ():
            told = f"{read} of {n} passages read, codings {codings}, links {links}"
            yield f"{case}: {told}, as pass {self.coder} in data/raw/cases/{case}/"
        if not self.recoded.findings:
            yield "next: crosscase check; docs/adding_a_case.md says how this pass is compared with another"

    def tables(self) -> Iterable[RenderableType]:
        if not self.recoded.findings:
            yield table("case", "passages", "read", *_TABLES, rows=self.counts(), numbers=True)
            if self.recoded.unread:
                yield table("not read", "", rows=self.recoded.unread)
        return

    def data(self) -> Any:
        keys = ("case", "passages", "read", *_TABLES)
        counts = [] if self.recoded.findings else [dict(zip(keys, row, strict=True)) for row in self.counts()]
        unread = [{"case_id": case, "segment_id": one} for case, one in self.recoded.unread]
        findings = found(self.recoded.findings)
        return {"file": self.file, "coder": self.coder, "cases": counts, "unread": unread, "findings": findings}


_TABLES = ("codings", "links", "readings")


def drawn(
    share: float, seed: int, cases: Sequence[str] = (), out: str = OUT, folder: str | None = None, coder: str = ""
) -> Drawn:
    """Write the workbook of a sample of *cases* (default: config.yaml), with the words of a *folder* of copies.

    Raises `CaseDataError` for a table that cannot be read, for a passage id in two cases, and for a place in the
    project where the words of a source could get into git.
    """
    import pandas as pd

    from ... import store
    from ...cases import sample
    from ...cases.recoded import check_coder

    coder = coder or DEFAULT_CODER
    case_ids = store.case_ids(list(cases) if cases else store.read_config()["cases"], apart=True)
    received = _received(case_ids)
    if findings := [*check_coder(coder, received), *_kept_out_of_git(out, folder)]:
        raise CaseDataError(findings)
    tables = [case.tables["segments"].frame.assign(case_id=case_id) for case_id, case in received.items()]
    segments = pd.concat([frame.reindex(columns=_COLUMNS, fill_value="") for frame in tables], ignore_index=True)
    segments["place"] = sample.places(segments)
    passages = sample.sample(segments, share, seed)
    _check_ids(passages, received)
    if folder:
        passages = _with_words(passages, folder)
    told = [f"Drawn: share {share:g} of the passages of each case, by kind of passage, seed {seed}."]
    made = sample.sheets(passages, store.read_codebook(), coder, told)
    store.write_workbook(out, made, "Passages to be coded anew")
    return Drawn(out, passages, case_ids)


_COLUMNS = [
    "case_id",
    "segment_id",
    "source_id",
    "section",
    "kind",
    "speaker",
    "head_anchor",
    "tail_anchor",
    "n_tokens",
]


def _received(case_ids: Iterable[str]) -> dict[str, Any]:
    """Read cases as received, with their corrections. Raises `CaseDataError` where one cannot be read."""
    from ... import store
    from ...cases.raw import repair

    received, findings = {}, []
    needed = {"segments": ["segment_id", "source_id", "section", "kind"], "codings": ["coder"], "links": ["link_id"]}
    for case_id in case_ids:
        case = store.read_raw_case(case_id)
        for name, columns in needed.items():
            if name not in case.tables:
                continue
            raw = case.tables[name]
            lacking = [one for one in columns if one not in raw.frame] if not raw.findings else []
            findings += [
                *raw.findings,
                *(
                    Finding(
                        raw.file, f"the column '{one}' is missing", "run `crosscase check`", code="table.missing-column"
                    )
                    for one in lacking
                ),
            ]
        received[case_id] = case
    if findings:
        raise CaseDataError(findings)
    return {case_id: repair(case).case for case_id, case in received.items()}


def _check_ids(passages: pd.DataFrame, received: dict[str, Any]) -> None:
    """Raise `CaseDataError` for a passage id of two cases: the rows of a workbook could not tell them apart."""
    twice = passages[passages["segment_id"].duplicated()]
    if len(twice):
        mend = "sample one of the cases with --case"
        raise CaseDataError(
            [
                Finding(
                    received[row.case_id].tables["segments"].file,
                    f"'{row.segment_id}' is the id of a passage of another case too",
                    mend,
                    code="case.alike",
                )
                for row in twice.itertuples(index=False)
            ]
        )


def _kept_out_of_git(out: str, folder: str | None) -> list[Finding]:
    """Return a finding where a workbook with the words of a source would lie among the files of the project."""
    from ... import store

    root, target = store.project_root(), store.resolve(out).resolve()
    if not folder or not target.is_relative_to(root) or target.is_relative_to(root / "dist"):
        return []
    mend = "write it into dist/, which git passes over, or outside the project"
    return [
        Finding(out, "the words of a source do not belong among the files of the project", mend, code="place.not-apart")
    ]


def _with_words(passages: pd.DataFrame, folder: str) -> pd.DataFrame:
    """Return the passages with their words in the reader's copies; empty where they are not found."""
    from ...sources.quoting import quoted

    return passages.assign(text=quoted(passages, copies.texts(folder))["words"].tolist())


def _not_plain(received: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Return a finding for each table that is no plain CSV, where other rows could not keep their bytes."""
    from ...core.received import WHOLE_FILE

    mend = "save it as CSV UTF-8 with commas, under the name of the table"
    return [
        Finding(table.file, f"rows cannot be added to this file ({change.was})", mend, code="recode.sheet")
        for case_id, tables in rows.items()
        for name in tables
        if (table := received[case_id].tables.get(name))
        for change in table.changes[:1]
        if change.column in (WHOLE_FILE, change.now)
    ]


def read(file: str, coder: str = "") -> Read:
    """Read a filled workbook into the cases as a pass of its own; nothing is written where something is wrong.

    Rows of the same pass on passages of the workbook are replaced, so that reading it again changes nothing.
    """
    from ... import store
    from ...cases import recoded, sample

    coder = coder or DEFAULT_CODER
    sheets = store.read_workbook(file, sample.SHEETS)
    named = sheets["passages"].frame.get("case_id", [])
    known = store.every_case()
    received = _received([one for one in known if one in set(named)])
    if findings := recoded.check_coder(coder, received):
        raise CaseDataError(findings)
    answer = recoded.read_back(sheets, received, store.read_reference()[0], coder)
    if not answer.findings:
        if findings := _not_plain(received, answer.rows):
            raise CaseDataError(findings)
        for case_id, tables in answer.rows.items():
            ids = set(answer.sample[case_id])

            def ours(cells: Mapping[str, str], ids: set[str] = ids) -> bool:
                return cells.get("coder") == coder and cells.get("segment_id") in ids

            for name, rows in tables.items():
                store.replace_rows(f"{store.CASES}/{case_id}/{name}.csv", name, rows, instead_of=ours)
    return Read(file, coder, answer)


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(
        app,
        "recode",
        "recode --share 0.2 --seed 1 --sources ~/papers",
        "recode --case nhs_ebcd --out ~/recode.xlsx",
        "recode --read dist/recode.xlsx",
    )
    def recode(
        share: Annotated[
            float, typer.Option(metavar="SHARE", min=0.01, max=1.0, help="Which share of the passages of each case.")
        ] = 0.2,
        seed: Annotated[int, typer.Option(metavar="N", min=0, help="Another number draws another sample.")] = 1,
        case: Annotated[
            list[str] | None,
            typer.Option(
                "--case",
                "--cases",
                metavar="CASE_ID",
                help="Only this case; may be given again.",
                autocompletion=completion.cases,
            ),
        ] = None,
        out: Annotated[str, typer.Option(metavar="FILE", help="Where the workbook goes.")] = OUT,
        sources: Annotated[
            str | None,
            typer.Option(metavar="FOLDER", help="Your copies of the sources: write the words of each passage."),
        ] = None,
        coder: Annotated[
            str, typer.Option(metavar="NAME", help="The name of the pass that it becomes.")
        ] = DEFAULT_CODER,
        filled: Annotated[
            str | None, typer.Option("--read", metavar="FILE", help="Read a filled workbook into the cases instead.")
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Draw passages for a person to code anew, into a workbook with drop-down lists; read it back when filled.

        It holds no paraphrase and no earlier coding. Read back, it is a pass of its own that has read these passages.
        """
        if filled is not None:
            return show(read(filled, coder), as_json)
        return show(drawn(share, seed, case or (), out, sources, coder), as_json)

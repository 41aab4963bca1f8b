"""`crosscase import`: a case from the files of another program, by way of a workbook of decisions."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, report
from . import calls, completion
from .answers import Answer, found, show, table
from .imported import FOLDER, write_case

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...cases.importing.decided import Decided
    from ...cases.importing.decisions import Found
    from ...cases.importing.model import Counted, Project
    from ...core.received import RawTable

#: A table of more bytes is not an export of codings.
MOST_BYTES = 150_000_000
RULE = "config/importing.yaml"


@dataclass
class Imported(Answer):
    """What an import found or wrote. ``written`` is False as long as something is to be decided or mended."""

    case_id: str
    workbook: str
    program: str
    ledger: Sequence[Counted]
    made: Sequence[Counted] = ()
    doubts: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    changes: Sequence[str] = ()
    notes: Sequence[str] = field(default=())
    written: bool = False
    began: bool = False

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.findings else 0

    def complaints(self) -> Iterable[str]:
        if self.findings:
            yield report(self.findings, "CaseDataError")
            n = len(self.findings)
            yield f"{n} problem{'s' * (n != 1)} to mend or decide in {self.workbook}; nothing is written yet."

    def lines(self) -> Iterable[str]:
        from ...cases.importing.notes import ledger_lines

        yield "in the files"
        yield from (f"  {line}" for line in ledger_lines(self.ledger))
        if self.made:
            yield "in the case"
            yield from (f"  {line}" for line in ledger_lines(self.made))
        yield from (f"look at: {doubt}" for doubt in self.doubts)
        yield from self._end()

    def _end(self) -> Iterable[str]:
        yield from self.notes
        if self.began:
            yield f"wrote {self.workbook}: decide there what each code, document and coder becomes"
            yield "then give the same command again; nothing is in the case yet"
        elif self.written:
            yield from self.changes or ["nothing changed in the case"]
            yield f"the case is in data/raw/cases/{self.case_id}/; next: crosscase check"

    def tables(self) -> Iterable[RenderableType]:
        from ...cases.importing.model import ledger_table

        for title, ledger in (("In the files", self.ledger), ("In the case", self.made)):
            if ledger:
                rows = ledger_table([one for one in ledger if one.read]).to_numpy().tolist()
                yield table("kind", "read", "what became of it", "n", rows=rows, title=title)
        yield from (f"look at: {doubt}" for doubt in self.doubts)
        yield from self._end()

    def data(self) -> Any:
        from ...cases.importing.model import ledger_table

        return {
            "case": self.case_id,
            "program": self.program,
            "workbook": self.workbook,
            "written": self.written,
            "ledger": {
                "files": ledger_table(self.ledger).to_dict("records"),
                "case": ledger_table(self.made).to_dict("records"),
            },
            "doubts": list(self.doubts),
            "changes": list(self.changes),
            "notes": list(self.notes),
            "findings": found(self.findings),
        }


def import_(files: Sequence[str], case_id: str, decisions: str = "") -> Imported:
    """Import *files* into a case. Without a workbook of decisions yet, write one; with one, apply it.

    Raises `CaseDataError` for files that cannot be read and for a workbook that is not this case's.
    """
    from ... import store
    from ...cases.importing import decided as reading
    from ...cases.importing import decisions as asking
    from ...cases.importing.canonical import tables_of

    _check_case_id(case_id)
    project = read_files(files)
    book, rule = store.read_reference()[0], store.read_declared(RULE)
    workbook = decisions or f"{FOLDER}/{case_id}.xlsx"
    _kept_out_of_git(workbook)
    if not store.resolve(workbook).is_file():
        fresh = asking.found_in(project, book, case_id, same=rule["same_passage"])
        _write_workbook(workbook, fresh, book)
        return Imported(case_id, workbook, project.program, project.ledger, (), project.doubts, began=True)
    sheets = _read_workbook(workbook)
    given = asking.found_in(project, book, case_id, reading.frames_of(sheets), rule["same_passage"])
    notes = _newer(given)
    if given.changed:  # what is new has to be decided in the workbook before it can be read
        _check_same(given, workbook)
        _write_workbook(workbook, given, book)
        sheets = _read_workbook(workbook)
    answers = reading.read_decided(sheets, given, book)
    places = {name: table.file for name, table in sheets.items()}
    made = tables_of(given, answers, book, case_id, rule, places) if not answers.findings else None
    findings = [*answers.findings, *(made.findings if made else []), *_access(case_id, answers)]
    if findings or made is None:
        return Imported(case_id, workbook, project.program, project.ledger, (), project.doubts, findings, notes=notes)
    changes, waiting = write_case(case_id, made, given, project, rule)
    told = [
        *notes,
        *dict.fromkeys(made.notes),
        *([f"{waiting} passages wait for a paraphrase in your own words"] if waiting else []),
    ]
    return Imported(
        case_id, workbook, project.program, project.ledger, made.ledger, project.doubts, (), changes, told, written=True
    )


def read_files(files: Sequence[str]) -> Project:
    """Read the files of an import as one project: tables and annotations together, each project file by itself."""
    from ...cases.importing import exports
    from ...store.files import resolve

    tables: dict[str, bytes] = {}
    projects: dict[str, Project] = {}
    for file in files:
        path = resolve(Path(file).expanduser())
        if not path.exists():
            raise CaseDataError(
                [
                    Finding(
                        path.name, "there is no such file", "see how it is spelt and where it lies", code="import.file"
                    )
                ]
            )
        if _is_project(path):
            projects[path.name] = _read_project(path)
            continue
        if path.stat().st_size > MOST_BYTES:
            mend = "export the coded passages alone"
            raise CaseDataError(
                [Finding(path.name, "the file is larger than an export of codings can be", mend, code="import.file")]
            )
        tables[path.name] = path.read_bytes()
    if tables:
        projects[", ".join(tables)] = exports.read_exports(tables)
    whole = exports.joined(projects)
    if not whole.codings and not whole.codes:
        mend = "export the coded passages, or the project, again"
        raise CaseDataError([Finding(next(iter(projects)), "it holds no code and no coding", mend, code="import.file")])
    return whole


def _is_project(path: Path) -> bool:
    """Return whether a file is the project of a program, seen by what is in it."""
    from ...cases.importing import exports

    detect = _detect()
    return not path.name.lower().endswith(exports.ENDINGS) if detect is None else detect.kind_of(path) == "project"


def _read_project(path: Path) -> Project:
    detect = _detect()
    if detect is None:
        mend = "export the coded passages as a table (.xlsx, .xls, .csv) or as JSON"
        raise CaseDataError([Finding(path.name, "this kind of file is not read", mend, code="import.file")])
    return detect.read_project(path)


def _detect() -> Any:
    """Return the reader of project files; None where this copy has none."""
    try:
        return importlib.import_module("crosscase.cases.importing.detect")
    except ModuleNotFoundError:
        return None


def _check_case_id(case_id: str) -> None:
    import re

    if not re.fullmatch(r"[a-z][a-z0-9_-]*", case_id):
        mend = "name it with small letters, digits, _ or -, such as my_case"
        raise CaseDataError([Finding(case_id, f"'{case_id}' is not a case id", mend, code="case.id")])


def _kept_out_of_git(workbook: str) -> None:
    """Raise `CaseDataError` where a workbook with the words of a source would lie among the files of the project."""
    from ... import store

    root, target = store.project_root(), store.resolve(workbook).resolve()
    hidden = [root / name for name in ("private", "dist")]
    if target.is_relative_to(root) and not any(target.is_relative_to(folder) for folder in hidden):
        mend = f"leave --decisions out ({FOLDER}/), or give a place outside the project"
        raise CaseDataError(
            [
                Finding(
                    workbook,
                    "words of a source do not belong among the files of the project",
                    mend,
                    code="place.not-apart",
                )
            ]
        )
    if target.is_relative_to(root / "private"):
        store.write_bytes("private/.gitignore", b"*\n")


def _write_workbook(workbook: str, given: Found, book: Any) -> None:
    from ... import store
    from ...cases.importing.decisions import sheets
    from ...cases.importing.notes import ledger_lines

    read = [f"Read from {given.project.program}:", *ledger_lines(given.project.ledger), *given.project.doubts]
    store.write_workbook(workbook, sheets(given, book, read), "Decisions of an import")


def _read_workbook(workbook: str) -> dict[str, RawTable]:
    from ... import store
    from ...cases.importing.decisions import SHEETS

    try:
        return store.read_workbook(workbook, SHEETS)
    except CaseDataError as error:
        told = [replace(one, mend=one.mend.replace("recode", "import")) for one in error.findings]
        raise CaseDataError(told) from None


def _newer(given: Found) -> list[str]:
    """Return what this export has that the workbook did not, and the other way round; names stay in the workbook."""
    told = []
    for name in given.new:
        new, gone = len(given.new[name]), len(given.gone[name])
        parts = [f"{n} {word}" for n, word in ((new, "new"), (gone, "gone")) if n]
        if parts:
            told.append(f"since the workbook was written: {name} {', '.join(parts)}; all other decisions are kept")
    return told


def _check_same(given: Found, workbook: str) -> None:
    """Raise `CaseDataError` where no document and no code of a workbook is in the export: it is of another one."""
    for name in ("documents", "codes"):
        if len(given.frames[name]) == 0 or len(given.new[name]) < len(given.frames[name]):
            return
    mend = "give another --case, or move the workbook away to begin anew"
    raise CaseDataError(
        [
            Finding(
                workbook,
                "it was written for other files: no document and no code is the same",
                mend,
                code="file.workbook",
            )
        ]
    )


def _access(case_id: str, answers: Decided) -> list[Finding]:
    """Return a finding where case.yml states another access than the workbook."""
    from ... import store

    path = f"{store.CASES}/{case_id}/case.yml"
    stated = store.read_yaml(path).get("access") if store.resolve(path).is_file() else None
    access = answers.case.get("access", "")
    if stated and access and stated != access:
        message = f"case.yml says that the case is {stated}, the workbook says {access}"
        return [Finding(path, message, "make the two agree", column="access", code="case.access-unclear")]
    return []


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(
        app,
        "import",
        "import interviews.xlsx --case my_case",
        "import quotations.csv codebook.csv --case my_case",
        "import project.qdpx --case my_case",
    )
    def import_command(
        files: Annotated[
            list[str], typer.Argument(metavar="FILE...", help="Exports of coded passages, or the file of a project.")
        ],
        case: Annotated[
            str,
            typer.Option(
                "--case", metavar="CASE_ID", help="The case to make or update.", autocompletion=completion.cases
            ),
        ],
        decisions: Annotated[
            str, typer.Option(metavar="FILE", help=f"The workbook of decisions (default: {FOLDER}/CASE_ID.xlsx).")
        ] = "",
        as_json: calls.Json = False,
    ) -> int:
        """Make a case from what was coded in another program or in a spreadsheet.

        The first run writes a workbook with what was found and blanks to decide; the same command again applies it.
        """
        return show(import_(files, case, decisions), as_json)

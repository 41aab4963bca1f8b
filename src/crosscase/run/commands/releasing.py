"""`crosscase release`: what may be shared of cases that are not public, once somebody has decided it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, ConfigError, Finding, did_you_mean
from . import calls, completion
from .answers import Answer, found, show

if TYPE_CHECKING:
    import pandas as pd

    from ...cases.disclosure.release import Release

SETTINGS = "config/disclosure.yaml"
_NOTE = """# Read report.html beside this file. Then write who decides (a role is enough), when ('2026-03-31'), why, and
# for each thing listed `share` or `leave out` under `decision`, and why. Asked once more, `crosscase release` writes
# share/, with this record in it. docs/releasing.md says what goes with each kind.
"""


@dataclass
class Released(Answer):
    """What was found, and where the release is; *problems* say why there is none yet."""

    name: str
    release: Release
    problems: Sequence[Finding]
    place: str
    written: str = ""

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.problems else 0

    def complaints(self) -> Iterable[str]:
        from ...core.findings import report
        from .. import discreet

        if self.problems:
            yield report(discreet.told(self.problems), "NotReleased")

    def lines(self) -> Iterable[str]:
        hiding = self.release.hiding
        n_people, n_others = len(hiding.small), len(hiding.cells) - len(hiding.small)
        told = f"{n_people} small counts of people, {n_others} cells beside them"
        yield f"hidden by the rules of {self.release.profile.name}: {told}"
        if hiding.left_out:
            yield f"left out whole, since hiding cells does not protect them: {', '.join(hiding.left_out)}"
        yield f"to decide: {len(self.release.found)} things, listed in {self.place}/report.html"
        yield f"may be shared: {self.written}" if self.written else "nothing may be shared yet"

    def data(self) -> Any:
        from .. import discreet

        hiding = self.release.hiding
        kinds: dict[str, int] = {}
        for one in self.release.found:
            kinds[one.kind] = kinds.get(one.kind, 0) + 1
        return {
            "release": self.name,
            "profile": self.release.profile.name,
            "hidden": {name: len(getattr(hiding, name)) for name in ("small", "beside", "second")},
            "left_out": hiding.left_out,
            "to_decide": kinds,
            "problems": found(discreet.told(self.problems)),
            "share": self.written or None,
        }


def release(case_ids: Sequence[str], name: str = "", transcripts: str = "", again: bool = False) -> Released:
    """Look through what was computed with these cases and, where it is decided, write what may be shared.

    Raises `CaseDataError` for cases that cannot be released so, or that nothing was computed from.
    """
    from ... import store
    from ...cases.disclosure import decision
    from ...cases.disclosure.profiles import profile_of
    from ...cases.disclosure.release import look, readme
    from ...store import releases

    settings = store.read_declared(SETTINGS)
    cases = _cases(case_ids)
    name = name or "_".join(cases)
    if problem := _odd(name):
        raise CaseDataError([problem])
    sheets = _sheets(cases, settings)
    passages = _passages(cases)
    scanner, known = _scanner(transcripts)
    earlier = releases.other_releases(name)
    made = look(sheets, profile_of(settings), scanner, known=known, passages=passages, earlier=earlier)
    stamp = decision.stands_for({one.name: one.frame.to_csv() for one in sheets}, made.found, settings)
    place, path = f"{releases.RELEASES}/{name}", releases.record_of(name)
    _write_report(cases, made, f"{place}/{releases.REPORT}", path)
    releases.withdraw(name)
    if again or not store.resolve(path).is_file():
        releases.write_record(decision.draft(cases, made.profile.name, stamp, made.found), path, _NOTE)
        mend = "fill it, then ask again"
        problems = [Finding(path, "this record of a decision is still to be filled", mend, code="release.undecided")]
        return Released(name, made, problems, place)
    record = _read_record(path)
    decided = decision.decided(record, stamp, made.found, path)
    if decided.problems:
        return Released(name, made, decided.problems, place)
    tables = made.tables(decided, own_only=settings["of_a_case"])
    text = readme(cases, made, record)
    releases.write_share(name, tables, text, decision.record_to_share(record))
    return Released(name, made, [], place, f"{place}/{releases.SHARE}/")


def _odd(name: str) -> Finding | None:
    from ...core.ids import case_id_problem

    problem = case_id_problem(name)
    return problem and Finding(
        name, problem.message, "give a name of letters, digits, _ or - with --name", code="call.option"
    )


def _cases(case_ids: Sequence[str]) -> list[str]:
    """Return the cases to release. Raises `CaseDataError` where one is none, is public, or others are computed with."""
    from ... import store

    if store.is_apart():
        mend = "start it in the folder of the project"
        raise ConfigError(
            [Finding(".", f"a release is made from outside of {store.APART}/", mend, code="release.cases")]
        )
    closed, problems = store.not_public(), []
    for case_id in case_ids:
        if case_id not in closed:
            known = case_id in store.every_case()
            told = "is public: there is nothing to decide" if known else "is not a case"
            mend = "leave it out" if known else did_you_mean(case_id, closed)
            problems.append(Finding(store.CASES, f"'{case_id}' {told}", mend, code="release.cases"))
    if problems:
        raise CaseDataError(problems)
    (with_all,) = _computed(["cases"], [], [], of_a_case=False)
    held = set(with_all[0]["case_id"])
    if gone := sorted(set(case_ids) - held):
        mend = "`make` computes it; then ask again"
        told = f"nothing was computed from {', '.join(gone)} yet"
        raise CaseDataError([Finding(f"{store.APART}/", told, mend, code="release.cases")])
    if others := sorted((held & set(closed)) - set(case_ids)):
        told = f"the tables over all cases hold {', '.join(others)} too, which is not public either"
        mend = "release them together, or name fewer cases under `cases` in config/config.yaml, `make`, and ask again"
        raise CaseDataError([Finding(f"{store.APART}/", told, mend, code="release.cases")])
    return sorted(set(case_ids))


def _computed(
    tables: Sequence[str], cases: Sequence[str], public: Sequence[str], *, of_a_case: bool
) -> list[list[pd.DataFrame]]:
    from ...core import schemas
    from ...store import releases

    if strange := sorted(name for name in tables if f"processed/{name}" not in schemas.files()):
        known = [name.removeprefix("processed/") for name in schemas.files() if name.startswith("processed/")]
        told = f"'{strange[0]}' is not a table"
        raise ConfigError([Finding(SETTINGS, told, did_you_mean(strange[0], known), code="config.kind")])
    return [releases.read_computed(table, cases, public, of_a_case=of_a_case) for table in tables]


def _sheets(cases: Sequence[str], settings: Mapping[str, Any]) -> list[Any]:
    from ... import store
    from ...cases.disclosure.sheets import Sheet

    public = [case_id for case_id in store.every_case() if store.access_of(case_id) == "public"]
    made = []
    for kind, of_a_case in (("of_a_case", True), ("across_cases", False)):
        read = _computed(settings[kind], cases, public, of_a_case=of_a_case)
        made += [
            Sheet(table, frame, published, cases)
            for table, (frame, published) in zip(settings[kind], read, strict=True)
        ]
    return made


def _passages(cases: Sequence[str]) -> pd.DataFrame:
    return _computed(["segments"], cases, [], of_a_case=True)[0][0]


def _scanner(transcripts: str) -> tuple[Any, frozenset[str]]:
    """Return what looks through open text, and the texts that need no look."""
    from ... import store
    from ...cases.disclosure.words import Scanner, ordinary_words
    from .. import discreet
    from .sources import own_texts

    known = discreet.vocabulary()
    root = store.project_root()
    texts = [path.read_text("utf-8", "replace") for path in sorted((root / "docs").glob("*.md"))]
    for case_id in (one for one in store.every_case() if store.access_of(one) == "public"):
        place = store.resolve(f"data/processed/{case_id}/segments.csv")
        texts += [place.read_text("utf-8", "replace")] if place.is_file() else []
    own = own_texts(transcripts).values() if transcripts else ()
    return Scanner(ordinary_words([*texts, *known]), own), known


def _write_report(cases: Sequence[str], made: Release, path: str, record: str) -> None:
    from dataclasses import replace

    from ... import store
    from ...publish.report.page import page

    told = [
        replace(finding, file=f"{table}.csv" if table else store.APART)
        for one in made.found
        for table, finding in one.findings()
    ]
    store.write_text(path, page(cases, told, release=record))


def _read_record(path: str) -> dict[str, Any]:
    """Read a record as it was filled. Raises `ConfigError` with everything that does not fit."""
    from ... import store
    from ...core import schemas

    record = store.read_yaml(path)
    if not isinstance(record, dict):
        mend = "`crosscase release --again` drafts a new one"
        raise ConfigError([Finding(path, "this is no record of a decision", mend, code="key.form")])
    record["when"] = str(record.get("when") or "")  # a day without quotation marks is a date to YAML
    if findings := schemas.yaml_findings(record, schemas.load_yaml_schema("decision"), path):
        raise ConfigError(findings)
    return record


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "release", "release my_case", "release my_case --transcripts ~/interviews")
    def release_cases(
        case_ids: Annotated[
            list[str],
            typer.Argument(metavar="CASE_ID...", help="Cases that are not public.", autocompletion=completion.cases),
        ],
        name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the release.")] = "",
        transcripts: Annotated[
            str, typer.Option("--transcripts", metavar="FOLDER", help="Your own texts, to find their words again.")
        ] = "",
        again: Annotated[bool, typer.Option("--again", metavar="", help="Draft a new record of the decision.")] = False,
        as_json: calls.Json = False,
    ) -> int:
        """Hide what is too small in results with cases that are not public, and list what else may give someone away.

        The first time it writes a report and an empty record of a decision into private/release/. Once the record is
        filled, it writes what may be shared beside it.
        """
        return show(release(case_ids, name, transcripts, again), as_json)

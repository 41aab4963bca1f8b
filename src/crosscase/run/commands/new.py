"""`crosscase new`: the folder of a new case from a few questions, as tables or as one workbook, or a filled example."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from ...core.ids import case_id_problem, plain_id
from . import calls
from .answers import Said, show

EXAMPLE = "docs/example_case"
_ACCESS = ("public", "restricted", "confidential")


def new(
    case_id: str,
    answers: Mapping[str, str] | None = None,
    *,
    units: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
    xlsx: bool = False,
    example: bool = False,
) -> Said:
    """Make the folder of a new case. Raises `CaseDataError` for an id that is no name or is taken."""
    from ... import store

    folder = f"{store.CASES}/{case_id}"
    if problem := case_id_problem(case_id):
        raise CaseDataError([replace(problem, file=folder)])
    if store.resolve(folder).exists() or case_id.casefold() in {one.casefold() for one in store.every_case()}:
        raise CaseDataError(
            [
                Finding(
                    folder,
                    "the folder is there already",
                    "choose another case id, or work in the folder",
                    code="place.taken",
                )
            ]
        )
    if example:
        return _example(case_id, folder)
    from ...cases import fresh
    from ...core.schemas import columns

    case = fresh.NewCase(case_id, answers or {}, units or {}, sources or {})
    book, _ = store.read_reference()
    store.write_text(f"{folder}/case.yml", fresh.case_yaml(case))
    own = fresh.own_sources(case, book.sources["source_id"].tolist())
    if len(own):
        store.write_csv(own, f"{folder}/sources.csv")
    if xlsx:
        store.write_workbook(f"{folder}/{case_id}.xlsx", fresh.sheets(case, book), f"The tables of {case_id}")
        what = f"fill {folder}/{case_id}.xlsx in a spreadsheet"
    else:
        for name in fresh.FIRST:
            store.write_text(f"{folder}/{name}.csv", ",".join(columns(f"raw/{name}")))
        what = f"fill {', '.join(f'{name}.csv' for name in fresh.FIRST)} (links may stay away)"
    return Said(
        *store.pass_over(),
        f"{folder}/ is ready: look through case.yml, then {what}",
        "next: crosscase check; docs/adding_a_case.md says how to fill a case, `crosscase remove` takes it out again",
    )


def _example(case_id: str, folder: str) -> Said:
    """Copy the filled example as a new case."""
    from ... import store

    for path in sorted(store.resolve(EXAMPLE).iterdir()):
        store.write_bytes(f"{folder}/{path.name}", path.read_bytes())
    return Said(
        *store.pass_over(),
        f"{folder}/ holds an invented example: ten passages, a second coder, a consensus; nothing in it is real",
        f"next: crosscase check; write your own case over it, or crosscase remove {case_id}",
    )


def ask_rest(answers: Mapping[str, str], case_id: str) -> dict[str, str]:
    """Return the answers with what was not given, asked of the person at the terminal; an empty answer is left open."""
    from ...cases.fresh import ASKED
    from ...core.schemas import load_yaml_schema

    about = load_yaml_schema("case")["properties"]
    told = dict(answers)
    typer.echo(f"The case {case_id}. Leave an answer empty to write it into case.yml later.", err=True)
    for key in ASKED:
        if key not in told:
            told[key] = typer.prompt(about[key]["description"], default="", show_default=False, err=True).strip()
    if "access" not in told:
        told["access"] = typer.prompt(
            "who may see it: public, restricted, confidential", default="confidential", err=True
        )
    return {key: value for key, value in told.items() if value}


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Return id and label of each ``id=label``; the id itself where no label is given."""
    found: dict[str, str] = {}
    for one in given:
        word, _, label = one.partition("=")
        word = plain_id(word)
        if not word or word in found:
            message = f"'{one}' names no id" if not word else f"'{word}' is given twice"
            raise CaseDataError(
                [
                    Finding(
                        option,
                        message,
                        f"write {option} id=label, such as {option} north='North ward'",
                        code="call.option",
                    )
                ]
            )
        found[word] = label.strip() or word
    return found


def add(app: typer.Typer) -> None:
    """Add the command, and the older name of it."""

    @calls.command(app, "new", "new my_case", "new my_case --xlsx", "new my_case --example")
    def new_case(
        case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="Letters, digits, _ or -.")],
        title: Annotated[str | None, typer.Option(metavar="TEXT", help="The case's full name.")] = None,
        label: Annotated[str | None, typer.Option(metavar="TEXT", help="A short name for figures.")] = None,
        country: Annotated[str | None, typer.Option(metavar="TEXT", help="The country.")] = None,
        sector: Annotated[str | None, typer.Option(metavar="TEXT", help="Such as health or social care.")] = None,
        setting: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it took place.")] = None,
        users: Annotated[str | None, typer.Option(metavar="TEXT", help="Whom the service is for.")] = None,
        began: Annotated[str | None, typer.Option(metavar="TEXT", help="Such as top-down or bottom-up.")] = None,
        design: Annotated[str | None, typer.Option(metavar="TEXT", help="The design of the study.")] = None,
        access: Annotated[
            str | None,
            typer.Option(metavar="WHO", help="public, restricted or confidential.", callback=calls.one_of(_ACCESS)),
        ] = None,
        unit: Annotated[
            list[str] | None,
            typer.Option("--unit", "--units", metavar="ID=LABEL", help="A part of the case; may be given again."),
        ] = None,
        source: Annotated[
            list[str] | None,
            typer.Option("--source", metavar="ID=TITLE", help="A document or set of interviews; may be given again."),
        ] = None,
        xlsx: Annotated[
            bool, typer.Option("--xlsx", metavar="", help="One workbook with lists to choose from.")
        ] = False,
        example: Annotated[bool, typer.Option("--example", metavar="", help="A filled, invented example.")] = False,
    ) -> int:
        """Make the folder of a new case: its description from a few questions or options, and its tables to fill.

        On a terminal it asks for what the options do not say; elsewhere that stays open in case.yml. With --xlsx the
        tables are one workbook with drop-down lists, what each column holds, and the codebook.
        """
        given: dict[str, Any] = dict(
            title=title,
            label=label,
            country=country,
            sector=sector,
            setting=setting,
            service_users=users,
            initiation=began,
            study_design=design,
            access=access,
        )
        answers = {key: value for key, value in given.items() if value is not None}
        if problem := case_id_problem(case_id):
            raise CaseDataError([replace(problem, file="CASE_ID")])
        told = dict(units=pairs(unit or (), "--unit"), sources=pairs(source or (), "--source"))
        if not example and sys.stdin.isatty():
            answers = ask_rest(answers, case_id)
            if answers.get("access") not in _ACCESS:
                mend = did_you_mean(answers.get("access", ""), _ACCESS)
                raise CaseDataError(
                    [Finding("--access", f"'{answers.get('access')}' is no access", mend, code="call.option")]
                )
        return show(new(case_id, answers, xlsx=xlsx, example=example, **told))

    @calls.command(app, "template", "template my_case", hidden=True)
    def make_template(case_id: Annotated[str, typer.Argument(metavar="CASE_ID")]) -> int:
        """Make the folder of a new case without asking: the older name of `crosscase new`."""
        return show(new(case_id))

"""`crosscase check`: is everything that people write whole, coherent and in the words of the codebook?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ...core.findings import Finding, report
from . import calls, completion, terminal
from .answers import Answer, found, show


@dataclass
class Checked(Answer):
    """The cases that were checked and everything that was found."""

    cases: Sequence[str]
    findings: Sequence[Finding]

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.errors else 0

    def complaints(self) -> Iterable[str]:
        if self.findings:
            yield report(self.findings, "CaseDataError" if self.errors else "Warning")
        if self.errors:
            yield f"{self.errors} problem{'s' * (self.errors != 1)} to mend; nothing was computed."

    def lines(self) -> Iterable[str]:
        if not self.errors:
            n, warnings = len(self.cases), len(self.findings)
            yield f"checked {n} case{'s' * (n != 1)}: no problem" + (f", {warnings} to look at" if warnings else "")

    def data(self) -> Any:
        errors = self.errors
        counts = {"errors": errors, "warnings": len(self.findings) - errors}
        return {"cases": list(self.cases), **counts, "findings": found(self.findings)}


def checked(only: Sequence[str] | None = None, write_to: str | None = None) -> Checked:
    """Check everything, or the cases *only*; without an error, write the warnings to the table *write_to*."""
    from ... import store
    from .. import checking, discreet

    terminal.say(store.pass_over(), sys.stderr)
    answer = Checked(*checking.all_findings(list(only) if only else None))
    if write_to and not answer.errors:
        checking.write_findings(discreet.told(answer.findings, answer.cases, screen=False), write_to)
    return answer


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "check", "check", "check --case my_case", "check --json")
    def check(
        case: Annotated[
            list[str] | None,
            typer.Option(
                metavar="CASE_ID", help="Only this case; may be given again.", autocompletion=completion.cases
            ),
        ] = None,
        findings: Annotated[
            str | None, typer.Option(metavar="FILE", help="Write the warnings to this CSV as well.")
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Check every table that people write, and say everything that is wrong.

        Each problem comes with its file, row and column, what was found and how to mend it. Nothing is changed.
        """
        return show(checked(case, findings), as_json)

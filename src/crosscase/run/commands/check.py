"""`crosscase check`: is everything that people write whole, coherent and in the words of the codebook?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Cause, Finding, block, counted
from ...core.kinds import blocks, page
from . import calls, completion, terminal
from .answers import Answer, Said, found, show

if TYPE_CHECKING:
    from rich.console import RenderableType

#: How many causes a terminal shows unless all are asked for: about two screens.
MOST = 15


@dataclass
class Checked(Answer):
    """The cases that were checked and everything that was found.

    ``to_send`` are the findings as they may leave the screen: with the words of cases that are not public only where
    they were asked for. ``repairs`` says what `--fix` wrote, ``written`` where pages are.
    """

    cases: Sequence[str]
    findings: Sequence[Finding]
    to_send: Sequence[Finding]
    everything: bool = False
    repairs: Sequence[str] = ()
    written: Sequence[str] = field(default=())

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.errors else 0

    @property
    def held_back(self) -> bool:
        """Return whether something is left out of what may leave the screen."""
        return list(self.to_send) != list(self.findings)

    def complaints(self) -> Iterable[str]:
        made = blocks(self.to_send)
        for file, items in made:
            yield block("CaseDataError" if _has_errors(items) else "Warning", file, items)
        if self.held_back:
            yield _HELD_BACK
        yield from self._end(made)

    def told(self) -> Iterable[RenderableType]:
        made = blocks(self.findings)
        left = MOST
        for file, items in made:
            shown = items if self.everything else items[: max(left, 0)]
            left -= len(shown)
            if shown:
                yield from _drawn(file, items, shown)
        if not self.everything and left <= 0 and (hidden := sum(len(items) for _, items in made) - MOST) > 0:
            yield terminal.styled(f"{_n(hidden, 'more finding')}: `crosscase check --all` shows them here,")
            yield terminal.styled("`crosscase check --html dist/check.html` on a page to read or send.")
        yield from map(terminal.styled, self._end(made))

    def _end(self, made: Sequence[tuple[str, Sequence[Cause]]]) -> Iterable[str]:
        """Return the last line: how many problems there are to mend, each cause counted once."""
        wrong = sum(_is_error(cause) for _, items in made for cause in items)
        if wrong:
            yield f"{_n(wrong, 'problem')} to mend{_in_all(self.errors, wrong)}; nothing was computed."

    def lines(self) -> Iterable[str]:
        yield from self.repairs
        if not self.errors:
            n, warnings = len(self.cases), sum(len(items) for _, items in blocks(self.findings))
            yield f"checked {_n(n, 'case')}: no problem" + (f", {warnings} to look at" if warnings else "")
        for file in self.written:
            yield f"wrote {file}"

    def data(self) -> Any:
        errors, sent = self.errors, self.to_send
        made = [cause for _, items in blocks(sent) for cause in items]
        number = {one: n for n, cause in enumerate(made, 1) for group in (cause, *cause.also) for one in group.findings}
        counts = {"errors": errors, "warnings": len(self.findings) - errors, "causes": len(made)}
        listed_ones = [{**one, "cause": number[f]} for one, f in zip(found(sent), sent, strict=True)]
        return {"cases": list(self.cases), **counts, "values_held_back": self.held_back, "findings": listed_ones}


_HELD_BACK = (
    "What was found in a case that is not public is left out here; a terminal shows it, and so does `--with-values`."
)


def _n(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def _in_all(findings: int, causes: int) -> str:
    return f" ({findings} places in all)" if findings > causes else ""


def _is_error(cause: Cause) -> bool:
    return cause.first.severity == "error"


def _has_errors(items: Iterable[Cause]) -> bool:
    return any(map(_is_error, items))


def _drawn(file: str, items: Sequence[Cause], shown: Sequence[Cause]) -> Iterable[RenderableType]:
    """Return the block of one file on a terminal: place, what was found, what is allowed, how to mend it."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    yield Text.assemble((file, "bold"), f"  {counted(items)}")
    for cause in shown:
        word, colour = ("problem", "bold red") if _is_error(cause) else ("warning", "bold yellow")
        place = "; ".join(_places(cause)) or "the whole file"
        yield Text.assemble("  ", (word, colour), "  ", (place, "bold"), (f"  {cause.first.code}", "dim"))
        facts = Table.grid(padding=(0, 1))
        facts.add_column(no_wrap=True)
        facts.add_column(overflow="fold")
        for word, text in cause.facts(8):
            facts.add_row(Text(f"{word}:", style="bold green" if word == "to mend" else "dim"), Text(text))
        yield Padding(facts, (0, 0, 0, 4), expand=False)
    yield Text()


def _places(cause: Cause) -> Iterable[str]:
    yield from filter(None, [cause.place])
    for one in cause.also:
        file = "" if one.first.file == cause.first.file else f"{one.first.file.rsplit('/', 1)[-1]} "
        yield f"also {file}{one.place}"


def checked(only: Sequence[str] | None = None, *, with_values: bool = False) -> Checked:
    """Check everything, or the cases *only*; *with_values* says words of cases that are not public in files too."""
    from ... import store
    from .. import checking, discreet

    terminal.say(store.pass_over(), sys.stderr)
    cases, findings = checking.unmasked(list(only) if only else None, apart=True)
    return Checked(cases, findings, findings if with_values else discreet.told(findings, cases, screen=False))


def _write_page(answer: Checked, file: str) -> None:
    """Write the page to send. Raises `CaseDataError` where words that are not public would lie in the project."""
    from ... import store
    from ...publish.report.page import page as report_page
    from .. import discreet

    root, target = store.project_root(), store.resolve(file).resolve()
    if discreet.told(answer.to_send, answer.cases, screen=False) != list(answer.to_send):
        if target.is_relative_to(root) and not target.is_relative_to(root / "dist"):
            message = "the words of a case that is not public do not belong among the files of the project"
            mend = "write it into dist/, which git passes over, or outside the project"
            raise CaseDataError([Finding(file, message, mend, code="place.not-apart")])
    store.write_text(file, report_page(answer.cases, answer.to_send, held_back=answer.held_back))
    answer.written = [*answer.written, file]


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "check", "check", "check my_case", "check --html dist/check.html", "check --fix my_case")
    def check(
        cases: Annotated[
            list[str] | None,
            typer.Argument(metavar="[CASE_ID]...", help="Only these cases.", autocompletion=completion.cases),
        ] = None,
        case: Annotated[
            list[str] | None,
            typer.Option(metavar="CASE_ID", help="The same as an option.", autocompletion=completion.cases),
        ] = None,
        html: Annotated[
            str | None, typer.Option(metavar="FILE", help="Write one page to read or send, also when there are errors.")
        ] = None,
        findings: Annotated[str | None, typer.Option(metavar="FILE", help="Write the findings to this CSV.")] = None,
        fix: Annotated[
            bool, typer.Option("--fix", help="Write the tables as reading repaired them, beside the originals.")
        ] = False,
        everything: Annotated[bool, typer.Option("--all", help="Show all findings on the terminal.")] = False,
        with_values: Annotated[
            bool,
            typer.Option(
                "--with-values", help="Say what was found in cases that are not public in a file or pipe too."
            ),
        ] = False,
        codes: Annotated[bool, typer.Option("--codes", help="List every kind of finding with its code.")] = False,
        as_json: calls.Json = False,
    ) -> int:
        """Check every table that people write, and say everything that is wrong.

        Each problem comes once, with its file, rows and column, what was found, what is allowed and how to mend it.
        Nothing is changed. What was found in a case that is not public is shown on the terminal only.
        """
        if codes:
            return show(Said(page().rstrip("\n")))
        answer = checked([*(cases or ()), *(case or ())], with_values=with_values)
        answer.everything = everything
        if findings:
            from .. import checking

            checking.write_findings(answer.to_send, findings)
        if fix:
            from .. import discreet
            from .fix import fixed

            shown = with_values or terminal.is_terminal(sys.stdout)
            answer.repairs = fixed(answer.cases, () if shown else discreet.private_places())
        if html:
            _write_page(answer, html)
        return show(answer, as_json)

"""What a task found, and the three ways to say it: lines for a pipe, tables for a terminal, JSON for a machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ...core.findings import Finding
from . import terminal

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.table import Table

#: How a verdict of any command looks on a terminal.
COLOURS = {
    **dict.fromkeys(("found", "consistent", "reproduced"), "green"),
    **dict.fromkeys(("missing", "inconsistent"), "bold red"),
    **dict.fromkeys(("moved", "no source"), "yellow"),
    **dict.fromkeys(("not checkable", "no anchor"), "dim"),
}


#: The keys of a finding; a program may rely on them.
_KEYS = "code severity file sheet row column message value allowed nearest mend".split()


class Answer:
    """What a task found. `code` is 0 when all is well and 1 when there is something to mend."""

    code: int = 0

    def lines(self) -> Iterable[str]:
        """Return the plain lines of standard output."""
        return ()

    def complaints(self) -> Iterable[str]:
        """Return the lines of standard error."""
        return ()

    def told(self) -> Iterable[RenderableType]:
        """Return what a terminal shows in the place of the complaints."""
        return map(terminal.styled, "\n".join(self.complaints()).splitlines())

    def tables(self) -> Iterable[RenderableType]:
        """Return what a terminal shows in the place of the lines."""
        return map(terminal.styled, "\n".join(self.lines()).splitlines())

    def data(self) -> Any:
        """Return the answer as JSON holds it."""
        raise NotImplementedError


class Said(Answer):
    """A sentence, or none."""

    def __init__(self, *lines: str) -> None:
        self._lines = lines

    def lines(self) -> Iterable[str]:
        return self._lines


def show(answer: Answer, as_json: bool = False) -> int:
    """Say an answer on the streams; return its exit code, also when whoever reads has read enough."""
    try:
        if as_json:
            write_json(answer.data())
        else:
            if terminal.is_terminal(sys.stderr):
                terminal.draw(answer.told(), sys.stderr)
            else:
                terminal.say(answer.complaints(), sys.stderr)
            if terminal.is_terminal(sys.stdout):
                terminal.draw(answer.tables(), sys.stdout)
            else:
                terminal.say(answer.lines(), sys.stdout)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        terminal.settle()
    return answer.code


def write_json(data: Any) -> None:
    """Write one JSON document on standard output, with escapes where the stream could not show every letter."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(data, indent=2, ensure_ascii=not encoding.startswith("utf"), allow_nan=False)
    if sys.stdout is not None:
        sys.stdout.write(f"{text}\n")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON holds them; a missing value is null."""
    return json.loads(frame.to_json(orient="records"))


def found(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON holds them: the same keys in the same order for all of them."""
    return [{key: asdict(finding)[key] for key in _KEYS} for finding in findings]


def table(
    *headers: str, rows: Sequence[Sequence[Any]], numbers: bool = False, title: str = "", narrow: int | None = None
) -> Table:
    """Return a table for a terminal, verdicts in colour.

    *numbers*: all columns but the first stand right. *narrow*: the most letters of all columns but the last, which says
    most. Rows of several lines stand apart.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    apart = any("\n" in str(cell) for row in rows for cell in row)
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", leading=int(apart))
    for place, header in enumerate(headers, 1):
        made.add_column(
            header,
            justify="right" if numbers and place > 1 else "left",
            overflow="fold",
            max_width=narrow if place < len(headers) else None,
        )
    for row in rows:
        made.add_row(*(Text(str(cell), style=COLOURS.get(str(cell), "")) for cell in row))
    return made

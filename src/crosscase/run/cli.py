"""The command `crosscase`: what a person asks of the compendium outside the pipeline."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

import typer

from ..core.findings import CompendiumError
from . import lives
from .commands import (
    answers,
    calls,
    check,
    claims,
    deposit,
    figures,
    importing,
    new,
    pages,
    printing,
    recode,
    releasing,
    removing,
    results,
    sources,
    terminal,
    trace,
    verify,
)

app = calls.group(
    "check",
    'trace which_barriers "Lack of trust" Place4Carers',
    "anchors verify ~/papers",
    help="Barriers to co-production: check data, verify sources, trace numbers.\n\n"
    "On a terminal with colour and tables, in a pipe as plain lines; `--json` where a machine asks.",
)
for theme in (
    new,
    importing,
    check,
    trace,
    sources,
    claims,
    recode,
    releasing,
    removing,
    figures,
    printing,
    pages,
    results,
    verify,
):
    theme.add(app)
deposit.add(app)

#: Set to anything, it shows where in the program an error arose that nobody foresaw.
TRACEBACK = "CROSSCASE_TRACEBACK"


@app.callback()
def _crosscase() -> None:
    """Nothing is asked of `crosscase` alone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (0 well, 1 something to mend, 2 a wrong call)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    streams = sys.stdout, sys.stderr
    terminal.prepare()
    try:
        code = _run(given)
    except BrokenPipeError:  # whoever reads has read enough
        code = 0
    except OSError as error:
        code = _complain([f"crosscase: {error.strerror or error}" + (f": {error.filename}" if error.filename else "")])
    except KeyboardInterrupt:
        code = 130
    except SystemExit as end:  # a shell has its completions, or the help was not read to its end
        code = end.code if isinstance(end.code, int) and not isinstance(end.__context__, BrokenPipeError) else 0
    finally:
        sys.stdout, sys.stderr = streams  # the library puts others in the place of a closed one
    failed = terminal.settle()
    return 1 if failed and not isinstance(failed, BrokenPipeError) else code


@cache
def command() -> Any:
    """Return all commands as one."""
    return typer.main.get_command(app)


def _run(given: list[str]) -> int:
    try:
        code = command().main(args=given, prog_name="crosscase", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except typer.TyperException as error:
        return _complain(calls.told(error), error.exit_code)
    except typer.Abort:
        return 1
    except CompendiumError as error:
        if "--json" in given:
            from . import discreet

            findings = answers.found(discreet.told(error.findings))
            answers.write_json({"error": type(error).__name__, "findings": findings})
        return _complain([_told(error)])
    except (OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        mend = f"`crosscase check` says what is wrong with data; if it finds nothing, {TRACEBACK}=1 shows where this is"
        return _complain([f"crosscase: something was not foreseen ({_told(error)})", f"      to mend: {mend}"])


def _told(error: BaseException) -> str:
    """Return what may be said here of an error."""
    from . import discreet  # it reads tables: only where there is something to say

    return discreet.told_error(error)


def _complain(lines: list[str], code: int = 1) -> int:
    terminal.say(lines, sys.stderr)
    return code


def script() -> NoReturn:
    """Run the command that the shell gave, and end with its exit code."""
    lives.begin()
    lives.end(main())


if __name__ == "__main__":
    script()

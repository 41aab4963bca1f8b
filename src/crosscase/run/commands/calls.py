"""How the command line is called: help with examples, and what a wrong call is told."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ...core.findings import did_you_mean
from . import terminal

#: The switch of every command that a machine might ask.
Json = Annotated[bool, typer.Option("--json", metavar="", help="Write one JSON document instead.")]


class WrongCall(typer.TyperException):
    """A command, option or word that is not known; *mend* names the nearest one."""

    exit_code = 2

    def __init__(self, message: str, mend: str, ctx: typer.Context | None = None) -> None:
        super().__init__(message)
        self.mend, self.ctx = mend, ctx


class _Told:
    """Help that fits where it is read, and wrong options told with the nearest right one."""

    epilog: str | None
    help: str | None
    rich_markup_mode: Any

    def format_help(self, ctx: Any, formatter: Any) -> None:
        examples, self.epilog = (self.epilog or "").splitlines(), None
        on_terminal = terminal.is_terminal(sys.stdout)
        self.rich_markup_mode = "rich" if on_terminal else None
        super().format_help(ctx, formatter)  # type: ignore[misc]
        if on_terminal:
            screen = terminal.console(sys.stdout)
            screen.print(" Examples", style="bold")
            for line in examples:
                screen.print(f"   {line}", style="cyan", soft_wrap=True)
            screen.print()
        else:
            formatter.write("\nExamples:\n" + "".join(f"  {line}\n" for line in examples))
        self.epilog = "\n".join(examples)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first paragraph of the help, whole."""
        return inspect.cleandoc(self.help or "").split("\n\n")[0].replace("\n", " ")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as error:
            if type(error).__name__ != "NoSuchOption":
                raise
            wrong = error.option_name  # type: ignore[attr-defined]
            known = [name for param in self.get_params(ctx) for name in param.opts if name.startswith("--")]  # type: ignore[attr-defined]
            raise WrongCall(f"there is no option '{wrong}'", did_you_mean(wrong, known), ctx) from None


class Command(_Told, TyperCommand):
    """A command of `crosscase`."""


class Group(_Told, TyperGroup):
    """`crosscase` itself, or commands of one theme."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise WrongCall(f"there is no command '{args[0]}'", did_you_mean(args[0], known), ctx)
        return super().resolve_command(ctx, args)


def _shown(examples: Iterable[str]) -> str:
    return "\n".join(f"crosscase {example}" for example in examples)


def group(*examples: str, **settings: Any) -> typer.Typer:
    """Return an empty group of commands, with examples of calls, each without the word `crosscase`."""
    return typer.Typer(
        cls=Group,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        epilog=_shown(examples),
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


def command(app: typer.Typer, name: str, *examples: str, **settings: Any) -> Callable[[Callable[..., int]], Any]:
    """Add a command with examples of calls, each without the word `crosscase`."""
    context = {"help_option_names": ["-h", "--help"]}
    return app.command(name, cls=Command, epilog=_shown(examples), context_settings=context, **settings)


def one_of(words: Iterable[str]) -> Callable[[typer.Context, str | None], str | None]:
    """Return what checks that an option holds one of *words*; a hyphen may stand for a space."""
    allowed = list(words)

    def checked(ctx: typer.Context, value: str | None) -> str | None:
        meant = value if value in allowed else (value or "").replace("-", " ")
        if value is not None and meant not in allowed:
            raise WrongCall(f"'{value}' is not one of {', '.join(allowed)}", did_you_mean(value, allowed), ctx)
        return None if value is None else meant

    return checked


def told(error: typer.TyperException) -> list[str]:
    """Return what is said to a wrong call."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "crosscase"
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        return message.splitlines()
    mend = f"{error.mend}; " if isinstance(error, WrongCall) and error.mend else ""
    return [
        f"{path}: {message[:1].lower()}{message[1:].rstrip('.')}",
        f"      to mend: {mend}`{path} --help` says more",
    ]

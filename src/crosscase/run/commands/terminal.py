"""The two streams that a command writes to: what a terminal shows, what a pipe carries, letters neither can show.

On a terminal there is colour and there are tables; a pipe or file gets plain lines, without control codes. A letter
that the other side cannot show becomes the nearest plain one, never an error. Who closes a pipe early has read enough.
"""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_SUBSTITUTE = "crosscase.substitute"
#: Signs that Unicode does not take apart into plain ones.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‹›", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("•·", "*"),
        **{"→": "->", "←": "<-", "≥": ">=", "≤": "<=", "×": "x", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O"},
        **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D"},
    }
)


def substitute(error: UnicodeError) -> tuple[str, int]:
    """Return plain letters (or question marks) for those that a stream cannot show, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    plain = (unicodedata.normalize("NFKD", letter.translate(_PLAIN)) for letter in letters)
    return "".join(part.encode("ascii", "ignore").decode() or "?" for part in plain), error.end


codecs.register_error(_SUBSTITUTE, substitute)


def prepare() -> None:
    """Let both streams replace what they cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_SUBSTITUTE)


def is_terminal(stream: IO[str] | None) -> bool:
    """Return whether a person looks at a stream through a terminal that knows colours and tables."""
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
    except ValueError:  # the stream is closed
        return False


def console(stream: IO[str]) -> Console:
    """Return what draws on a terminal; text stays as it is written, square brackets too."""
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def styled(line: str) -> Text:
    """Return a line of a report as a terminal shows it: the file in bold, the way to mend it in green."""
    from rich.text import Text

    text = Text(line)
    if line.startswith("Warning: "):
        text.stylize("bold yellow")
    elif (line[:1].isupper() or line.startswith("crosscase")) and ": " in line:
        text.stylize("bold red", 0, line.index(": ") + 1)
        text.stylize("bold", line.index(": ") + 1)
    text.highlight_regex(r"to mend:", "bold green")
    return text


def draw(parts: Iterable[RenderableType], stream: IO[str]) -> None:
    """Draw on a terminal; lines of text are broken by the terminal itself, so that they can be copied whole."""
    screen = console(stream)
    for part in parts:
        screen.print(part, soft_wrap=not hasattr(part, "columns") and not hasattr(part, "renderable"))


def say(lines: Iterable[str], stream: IO[str] | None) -> None:
    """Write lines; on a terminal in colour."""
    if stream is None:  # the caller closed it
        return
    if is_terminal(stream):
        terminal = console(stream)
        for line in "\n".join(lines).splitlines():
            terminal.print(styled(line), soft_wrap=True)
    else:
        for line in lines:
            stream.write(f"{line}\n")


def settle() -> OSError | None:
    """Send on what is still held back; where nobody reads any more, drop it and return the error."""
    failed = None
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError as error:
            failed = error
            # Python sends on what is left once more at its end, and would complain there.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    return failed

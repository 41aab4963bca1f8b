"""Publication tables: what their forms share. Title and note, columns of numbers, widths, a preview, and what a table
may not exceed.

`tables_word` and `tables_latex` set the same frame with the same title, columns and note.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from ..core.findings import Finding

#: A table with more rows belongs into the supplement, whatever it says.
MOST_ROWS = 40
#: A caption, title and note together, holds no more words, as that of a figure.
MOST_WORDS = 150

SIZE = 8.0  # pt, type of the cells
AIR = 1.4  # mm on either side of a cell: 4 pt
#: The text of an A4 page with margins of 15 mm, upright and turned: what the widths of columns may add up to, in mm.
UPRIGHT, TURNED = 180.0, 267.0
#: A cell with more lines than this on an upright page asks for a turned one.
MOST_LINES = 7
#: Heads are bold, and the capitals of LaTeX broad: that much wider than plain type as it is measured here.
_BOLD = 1.18
_SLACK = 0.4  # mm, for programs that round the widths of columns


# --- title and note ---------------------------------------------------------------------------------


def title_and_note(caption: str) -> tuple[str, str]:
    """Return the title of a table, which stands above it, and the note, which stands below, as plain text.

    The title is what a caption in Markdown begins with in bold, else its first sentence; the note is all the rest.
    """
    text = " ".join(caption.split())
    bold = re.match(r"\*\*(.+?)\*\*", text)
    first = bold or re.match(r"(.+?[.?!])(?= |$)", text)
    title, note = (first[1], text[first.end() :]) if first else (text, "")
    return _plain(title), _plain(note)


def _plain(markdown: str) -> str:
    """Return text without the marks of bold type and with turned quotation marks."""
    text = markdown.replace("**", "").strip()
    return re.sub(r"(?<![\w.,;:!?)’'])'(?=\S)", "‘", text).replace("'", "’")


# --- columns ----------------------------------------------------------------------------------------

_NUMBER = r"[<>≤≥≈~±]? ?[-−–+]?\d[\d,]*(\.\d+)? ?%?"
_SPAN = rf"{_NUMBER}( (of|to) {_NUMBER}|( ?[–/] ?| · ){_NUMBER})*"
_FIGURES = re.compile(rf"[-−–—]|({_SPAN}|[-−–—])[*†]*( \((out of )?({_SPAN}|[-−–—])[*†]*\))? ?[*†]*")


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as they are printed: text, empty where nothing is known."""
    return frame.astype(object).where(frame.notna(), "").astype(str)


def of_numbers(cells: Sequence[str]) -> bool:
    """Say whether a column is read as numbers and so stands right: ``12``, ``0.95 (0.93 to 0.97)``, ``3 of 5``.

    Each cell is a number, a share, a count of a total or such a thing with a range or share in brackets, blank or a
    dash; a column without any number is none.
    """
    told = [cell for cell in cells if cell.strip()]
    return any(re.search(r"\d", cell) for cell in told) and all(_FIGURES.fullmatch(cell.strip()) for cell in told)


@dataclass(frozen=True)
class Layout:
    """How a table stands on its page: the widths of its columns in mm, with the air on both sides of each cell; whether
    the page is turned; which columns are numbers."""

    widths_mm: tuple[float, ...]
    landscape: bool
    numbers: tuple[bool, ...]

    @property
    def room_mm(self) -> float:
        """The width of the text of the page."""
        return TURNED if self.landscape else UPRIGHT


def layout(frame: pd.DataFrame, widths_mm: Sequence[float]) -> Layout:
    """Return how a table is set, given how wide each column may be at most on a turned page (*widths_mm*).

    No column is wider than its longest cell and, where the page has room, none is narrower than its longest word. The
    page is turned only where an upright one would not hold the words, or would hold a cell of more than `MOST_LINES`.
    """
    cells = as_text(frame)
    columns = [[" ".join(cell.split()) for cell in cells.iloc[:, number]] for number in range(cells.shape[1])]
    heads = [str(name) for name in frame.columns]
    numbers = tuple(of_numbers(column) for column in columns)
    least = [_least(head, column, number) for head, column, number in zip(heads, columns, numbers, strict=True)]
    whole = [max(low, _one_line(head, column)) for low, head, column in zip(least, heads, columns, strict=True)]
    most = [max(low, min(wide, given)) for low, wide, given in zip(least, whole, map(float, widths_mm), strict=True)]
    if sum(least) <= UPRIGHT:
        upright = _filled(least, most, whole, UPRIGHT)
        if all(_lines(cell, width) <= MOST_LINES for width, one in zip(upright, columns, strict=True) for cell in one):
            return Layout(tuple(upright), False, numbers)
    return Layout(tuple(_filled(least, most, whole, TURNED)), True, numbers)


def _least(head: str, column: Sequence[str], number: bool) -> float:
    """Return the width in mm that holds the longest word of a column, a whole number with its range where it is one,
    and a head on few lines."""
    words = {part for cell in column for part in ([cell] if number else _parts(cell))}
    titles = _parts(head)
    capitals = [part for part in words if part.isupper()]
    wide = max(_measured(titles), _measured([head]) / 4, _measured(capitals))
    return 2 * AIR + _SLACK + max(_measured(words), _BOLD * wide)


#: A hyphen after which no line ends: that of a name such as ``lg-005`` or ``p4c-c045``.
FIRM_HYPHEN = re.compile(r"(?<=\w)-(?=[^\W\d]?\d)")


def _parts(text: str) -> list[str]:
    """Return the parts of a text between which a line may end: words, and their parts where a hyphen joins two."""
    return [part for word in text.split() for part in re.split(r"(?<=\w-)(?=[^\W\d]{2})", word)]


def _one_line(head: str, column: Sequence[str]) -> float:
    """Return the width in mm that holds the longest cell of a column on one line, and its head on two."""
    return 2 * AIR + _SLACK + max(_measured(column), _BOLD * _measured([head]) / 2 * 1.2)


def _measured(texts: Collection[str]) -> float:
    from .lettering import width_of  # it loads matplotlib, which every `make` would wait for to plan its steps

    return width_of(sorted(texts), SIZE)


def _lines(cell: str, width_mm: float) -> int:
    """Return about how many lines a cell takes."""
    return math.ceil(_measured([cell]) / (0.93 * (width_mm - 2 * AIR))) if cell else 1


def _filled(least: list[float], most: list[float], whole: list[float], room: float) -> list[float]:
    """Return widths that fit the room: as wide as asked, else between the least and that; what is left goes to the
    columns whose cells do not stand on one line. Where not even the words fit, all columns are narrowed alike."""
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    if sum(most) > room:
        part = (room - sum(least)) / (sum(most) - sum(least))
        return [low + part * (high - low) for low, high in zip(least, most, strict=True)]
    wanted = sum(whole) - sum(most)
    part = min(1.0, (room - sum(most)) / wanted) if wanted > 0 else 0.0
    return [high + part * (line - high) for high, line in zip(most, whole, strict=True)]


# --- a preview --------------------------------------------------------------------------------------


def as_markdown(frame: pd.DataFrame, first: int | None = None) -> str:
    """Return a table, or its first rows, in Markdown, numbers to the right."""
    cells = as_text(frame)
    marks = ["---:" if of_numbers(cells.iloc[:, number].tolist()) else ":---" for number in range(cells.shape[1])]
    shown = cells if first is None else cells.head(first)
    rows = [[_markdown(cell) for cell in row] for row in ([*map(str, cells.columns)], *shown.values.tolist())]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:]))


def _markdown(cell: str) -> str:
    return re.sub(r"([\\|*_<>\[\]`$])", r"\\\1", " ".join(cell.split()))


# --- what a table may not exceed --------------------------------------------------------------------


def too_long(name: str, n_rows: int) -> list[Finding]:
    """Return a finding where a table of the main text has more rows than `MOST_ROWS`."""
    if n_rows <= MOST_ROWS:
        return []
    told = f"{n_rows} rows in the main text; at most {MOST_ROWS}"
    return [
        Finding(
            f"reports/{name}.csv", told, "move it to the supplement in config/publication.yaml", code="figure.table"
        )
    ]


def too_wordy(name: str, caption: str) -> list[Finding]:
    """Return a finding where title and note together have more words than `MOST_WORDS`."""
    if (n_words := len(caption.split())) <= MOST_WORDS:
        return []
    told = f"the caption has {n_words} words; at most {MOST_WORDS}"
    return [
        Finding(
            f"reports/{name}.caption.md",
            told,
            "say in it only what this table does not share with others",
            code="figure.table",
        )
    ]

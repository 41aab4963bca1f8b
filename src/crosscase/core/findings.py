"""Findings: what is wrong with data, config or a call, said once, in full, and with the way to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One problem: where it is, what was found, what is allowed and how to mend it.

    ``row`` is the row as a spreadsheet shows it (the header is row 1) or None; ``column`` a column,
    a key of a YAML file or a parameter of a notebook. A ``warning`` is reported and stops nothing.
    ``code`` names the kind of problem and stays the same from version to version (docs/findings.md); ``value`` is
    what was found, ``allowed`` what may stand there, ``nearest`` the allowed word that it most likely means;
    ``sheet`` is the sheet of a workbook. All five are empty where they say nothing.
    """

    file: str
    message: str
    mend: str = ""
    row: int | None = None
    column: str = ""
    severity: str = "error"
    code: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()
    nearest: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        return str(Cause((self,)))


@dataclass(frozen=True)
class Cause:
    """Findings of one kind with one cause, to be told and mended once; none of them is left out.

    They are of one file, sheet, column and severity; ``also`` holds causes of the same kind with the same value in
    other columns or files of the same folder.
    """

    findings: tuple[Finding, ...]
    also: tuple[Cause, ...] = field(default=())

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def rows(self) -> list[int]:
        """Return the rows, ascending, each once."""
        return sorted({one.row for one in self.findings if one.row is not None})

    @property
    def values(self) -> list[str]:
        """Return what was found, each once."""
        return list(dict.fromkeys(one.value for one in self.findings if one.value))

    @property
    def place(self) -> str:
        """Return where it is inside its file: sheet, rows and column; empty where it is the whole file."""
        first = self.first
        kind = {".yml": "key", ".yaml": "key", ".cff": "key", ".ipynb": "parameter"}.get(
            PurePath(first.file).suffix, "column"
        )
        parts = [f"sheet '{first.sheet}'" if first.sheet else "", listed_rows(self.rows)]
        one = first.column if len({found.column for found in self.findings}) == 1 else ""
        return ", ".join(part for part in [*parts, f"{kind} '{one}'" if one else ""] if part)

    @property
    def message(self) -> str:
        """Return what was found: the sentence of the first finding and what the others found instead."""
        others = [one for one in dict.fromkeys(self.findings) if one.message != self.first.message]
        if not others:
            return self.first.message
        if self.first.code in OVER_COLUMNS:
            return "; ".join(_some([self.first.message, *dict.fromkeys(one.message for one in others)]))
        n, values = len(dict.fromkeys(one.message for one in others)), [f"'{one}'" for one in self.values[1:]]
        told = f": {listed(values, 6)}" if values and len(values) == n else ""
        return f"{self.first.message}; {n} more {'is' if n == 1 else 'are'} of the same kind{told}"

    @property
    def mend(self) -> str:
        """Return how to mend it: the way that all share, or that of the first few values."""
        ways = list(dict.fromkeys((one.value, one.mend) for one in self.findings))
        if len({mend for _, mend in ways}) == 1 or not all(value for value, _ in ways):
            return self.first.mend
        if self.first.code in OVER_COLUMNS:
            # What several columns share is told once.
            shared: dict[str, list[str]] = {}
            for value, mend in ways:
                shared.setdefault(mend, []).append(f"'{value}'")
            return "; ".join(_some([f"{listed(values)}: {mend}" for mend, values in shared.items()]))
        near = list(dict.fromkeys((one.value, one.nearest) for one in self.findings if one.nearest))
        pairs = listed([f"'{value}' may mean '{nearest}'" for value, nearest in near if value != self.first.value], 6)
        return f"{self.first.mend}; {pairs}" if pairs and self.first.mend else self.first.mend

    def facts(self, most: int) -> Iterator[tuple[str, str]]:
        """Return what a report says of it, each with its word: found, allowed (at most *most* words), nearest, to mend.

        What is said already is not said again.
        """
        first, said = self.first, f"{self.message} {self.mend}"
        yield "found", self.message
        if not all(word in said for word in first.allowed[:most]):
            yield "allowed", listed(first.allowed, most)
        if first.nearest and len(self.values) == 1 and f"'{first.nearest}'" not in said:
            yield "nearest", first.nearest
        if self.mend:
            yield "to mend", self.mend

    def __str__(self) -> str:
        line = f"  {self.place}: {self.message}" if self.place else f"  {self.message}"
        for one in self.also:
            file = "" if one.first.file == self.first.file else PurePath(one.first.file).name
            line += "\n      also in " + " ".join(part for part in (file, one.place) if part)
        return f"{line}\n      to mend: {self.mend}" if self.mend else line


def listed_rows(rows: Iterable[int], most: int = 12) -> str:
    """Return rows as a reader looks for them: "row 4", "rows 4, 7 and 12 to 30"; empty without rows."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][-1] + 1:
            spans[-1][1:] = [row]
        else:
            spans.append([row])
    if not spans:
        return ""
    # Two neighbours are no span: "4 and 5" is shorter than "4 to 5".
    parts = [
        part for span in spans for part in (map(str, span) if span[-1] - span[0] < 2 else (f"{span[0]} to {span[-1]}",))
    ]
    left = len(parts) - most
    told = f"{', '.join(parts[:most])} and {left} more places" if left > 1 else joined(parts)
    return f"row {told}" if len(parts) == 1 and " " not in told else f"rows {told}"


def causes(findings: Iterable[Finding], apart: int = 3) -> list[Cause]:
    """Group findings that have one cause, in the order of the first of each.

    One cause: the same kind, place (file, sheet, column) and value in many rows; more than *apart* different values of
    the same kind in one place; the same kind and value, mended the same way, in other places of the same folder.
    A finding without a code is grouped only with findings that say the same.
    """
    same: dict[tuple, list[Finding]] = {}
    for one in findings:
        what = one.value if one.code and one.value else one.message
        same.setdefault((*_kind(one), what), []).append(one)
    kinds: dict[tuple, list[tuple]] = {}
    for key in same:
        kinds.setdefault(key[:-1], []).append(key)
    made = []
    for kind, keys in kinds.items():
        many = kind[-1] and len(keys) > (1 if kind[-1] in OVER_COLUMNS else apart)
        made += (
            [Cause(tuple(one for key in keys for one in same[key]))] if many else [Cause(tuple(same[k])) for k in keys]
        )
    return list(_over_places(made))


#: Kinds that are about the header of a table or the keys of a file: those of several columns have one cause.
OVER_COLUMNS = ("table.missing-column", "table.unknown-column", "table.no-name", "key.missing")


def _some(told: Sequence[str], most: int = 12) -> list[str]:
    """Return the first of what is told, and how many more there are."""
    return [*told[:most], f"{len(told) - most} more"] if len(told) > most else list(told)


def _kind(one: Finding) -> tuple:
    """Return place and kind of a finding; the code stands last."""
    column = "" if one.code in OVER_COLUMNS else one.column
    return one.file, one.sheet, column, one.severity, one.code


def _over_places(made: Iterable[Cause]) -> Iterator[Cause]:
    """Put causes that say the same of one value in several places of a folder under the first of them."""
    together: dict[tuple, list[Cause]] = {}
    for number, cause in enumerate(made):
        first = cause.first
        alone = not first.code or len(cause.values) != 1
        key = (str(PurePath(first.file).parent), first.severity, first.code, first.value, first.mend)
        together.setdefault((number,) if alone else key, []).append(cause)
    for head, *others in together.values():
        yield Cause(head.findings, tuple(others))


def strange(
    file: str, message: str, word: object, allowed: Iterable[str], code: str, *, mend: str | None = None, **place: Any
) -> Finding:
    """Return the finding about a word that is none of the *allowed* ones; it names the nearest of them.

    *mend* takes the place of "if it means ..., write that"; *place* holds row, column, severity or sheet.
    """
    allowed = tuple(map(str, allowed))
    near = nearest(str(word), allowed) or ""
    told = (_write(near, allowed) if allowed else "") if mend is None else mend
    return Finding(file, message, told, code=code, value=str(word), allowed=allowed, nearest=near, **place)


class CompendiumError(Exception):
    """Something that a user can mend; carries every finding and prints them all, file by file."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(report(self.findings, type(self).__name__))


class CaseDataError(CompendiumError):
    """A case's data break their schema, the codebook or each other."""


class CodebookError(CompendiumError):
    """The codebook is not coherent, or data use a code that it does not hold."""


class ConfigError(CompendiumError):
    """A setting is unknown, missing or of the wrong kind."""


class ParameterError(CompendiumError):
    """A notebook was given an unknown, missing or mistyped parameter."""


class AnchorError(CompendiumError):
    """A source cannot be read, or a passage has no anchor."""


def report(findings: Iterable[Finding], title: str = "Findings") -> str:
    """Return the findings as text: one block a file, each cause once, rows in order, with the way to mend it."""
    by_file: dict[str, list[Cause]] = {}
    for cause in causes(findings):
        by_file.setdefault(cause.first.file, []).append(cause)

    def place(one: Cause) -> tuple[int, str, str]:
        return one.rows[0] if one.rows else 0, one.first.column, one.message

    return "\n".join(block(title, file, sorted(items, key=place)) for file, items in by_file.items())


def block(title: str, file: str, items: Sequence[Cause]) -> str:
    """Return the causes of one file as text, under a line that counts them."""
    return "\n".join([f"{title}: {counted(items)} in {file}", *map(str, items)])


def counted(items: Sequence[Cause]) -> str:
    """Return how many causes are problems and how many warnings: "2 problems and 1 warning"."""
    errors = sum(item.first.severity == "error" for item in items)
    parts = [
        f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "problem"), (len(items) - errors, "warning")) if n
    ]
    return " and ".join(parts)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that *word* most likely means, or None."""
    allowed = list(allowed)
    folded = {a.casefold().replace("-", "_").replace(" ", "_"): a for a in allowed}
    key = str(word).casefold().strip().replace("-", "_").replace(" ", "_")
    hit = difflib.get_close_matches(key, folded, n=1, cutoff=0.6)
    return folded[hit[0]] if hit else None


def joined(words: Iterable[str]) -> str:
    """Return words as a list in a sentence."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"


def listed(allowed: Iterable[str], most: int = 12) -> str:
    """Return allowed words as a short list for a message."""
    allowed = list(allowed)
    more = f" and {len(allowed) - most} more" if len(allowed) > most else ""
    return ", ".join(allowed[:most]) + more


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return how to mend a word that is not allowed."""
    allowed = list(allowed)
    return _write(nearest(word, allowed), allowed)


def _write(hit: str | None, allowed: Sequence[str]) -> str:
    return f"if it means '{hit}', write that" if hit else f"use one of: {listed(allowed)}"

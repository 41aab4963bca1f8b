"""Findings: what is wrong with data, config or a call, said once, in full, and with the way to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Finding:
    """One problem: where it is, what was found, what is allowed and how to mend it.

    ``row`` is the row as a spreadsheet shows it (the header is row 1) or None; ``column`` a column,
    a key of a YAML file or a parameter of a notebook. A ``warning`` is reported and stops nothing.
    """

    file: str
    message: str
    mend: str = ""
    row: int | None = None
    column: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = {".yml": "key", ".yaml": "key", ".ipynb": "parameter"}.get(PurePath(self.file).suffix, "column")
        where = ", ".join(
            part
            for part in (f"row {self.row}" if self.row else "", f"{place} '{self.column}'" if self.column else "")
            if part
        )
        first = f"  {where}: {self.message}" if where else f"  {self.message}"
        return f"{first}\n      to mend: {self.mend}" if self.mend else first


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
    """Return the findings as text: one block a file, rows in order, each with its way to mend it."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    blocks = []
    for file, items in by_file.items():
        items = sorted(items, key=lambda f: (f.row or 0, f.column, f.message))
        blocks.append("\n".join([f"{title}: {_counted(items)} in {file}", *map(str, items)]))
    return "\n".join(blocks)


def _counted(items: Sequence[Finding]) -> str:
    errors = sum(item.severity == "error" for item in items)
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
    hit = nearest(word, allowed)
    return f"if it means '{hit}', write that" if hit else f"use one of: {listed(allowed)}"

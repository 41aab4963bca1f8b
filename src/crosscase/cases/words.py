"""Findings about ids and codes that a row names."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..core.codebook import ALIASES_FILE, CODES_FILE, Codebook
from ..core.findings import Finding, listed, nearest
from ..core.received import RawTable


def each_row(table: RawTable) -> Iterable[tuple[int, pd.Series]]:
    return zip(table.frame.index, table.frame.to_dict("records"), strict=True)


def check_segment_id(file: str, row: int, segment_id: str, segments: list[str] | None) -> list[Finding]:
    if segments is None or not segment_id or segment_id in segments:
        return []
    span = f"{segments[0]} to {segments[-1]}" if segments else "which is empty"
    message = f"'{segment_id}' has no row in segments.csv ({span})"
    near = nearest(segment_id, segments)
    mend = (
        f"give the right id{f', such as {near!r}' if near else ''}; a repair with a reason goes into"
        " config/corrections/"
    )
    return [Finding(file, message, mend, row=row, column="segment_id")]


def check_code(file: str, row: int, column: str, word: str, book: Codebook, families: tuple[str, ...]) -> list[Finding]:
    code = book.code(word)
    if not word or book.families.get(code) in families:
        return []
    allowed = [c for c, family in book.families.items() if family in families]
    kind = " or ".join(families) if len(families) < 4 else "code"
    article = "an" if kind[0] in "aeiou" else "a"
    if code in book.headings:
        message = f"'{word}' is a group heading in {CODES_FILE} and is never applied"
        below = book.codes.loc[book.codes["parent"] == code, "code_id"]
        return [Finding(file, message, f"use one of the codes under it: {listed(below)}", row=row, column=column)]
    message = f"'{word}' is not {article} {kind} in {CODES_FILE} ({listed(allowed, 4)})"
    if code in book.families:
        message = f"'{word}' is {_a(book.families[code])} in {CODES_FILE}, not {article} {kind}"
    near = nearest(word, allowed)
    mend = (
        f"if it means '{near}', write that or add the spelling to {ALIASES_FILE}"
        if near
        else f"add the spelling to {ALIASES_FILE}"
    )
    return [Finding(file, message, f"{mend}; if it is new, add it to the codebook", row=row, column=column)]


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"

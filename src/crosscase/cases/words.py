"""What is wrong with ids and codes that rows name: each word is judged once, and the rows that hold it are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from ..core.codebook import ALIASES_FILE, CODES_FILE, Codebook
from ..core.findings import Finding, joined, listed, nearest, strange
from ..core.received import RawTable

#: What is wrong, by the word that it is about; file, row and column are the caller's.
Problems = dict[str, Finding]


def problems_of(words: Iterable[str], problem: Callable[[str], Finding | None]) -> Problems:
    """Return what is wrong with each of the words that is not empty; those without a problem are left out."""
    return {word: found for word in dict.fromkeys(words) if word and (found := problem(word))}


def rows_of(table: RawTable, chosen: pd.Series) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the row number and cells of the rows for which *chosen* is true."""
    if not chosen.any():
        return iter(())
    rows = table.frame[chosen]
    return zip(rows.index, rows.to_dict("records"), strict=True)


def holds(table: RawTable, column: str, words: Iterable[str]) -> pd.Series:
    """Return for each row whether its cell is one of the words."""
    words = list(words)
    return table.frame[column].isin(words) if words else pd.Series(False, table.frame.index)


def findings_at(file: str, row: int, column: str, problems: Problems, word: str) -> list[Finding]:
    """Return the finding about one cell: none where its word has no problem."""
    return [replace(problems[word], file=file, row=row, column=column)] if word in problems else []


def ids_of(tables: Mapping[str, RawTable]) -> list[str] | None:
    """Return the ids of the passages as they stand; None where segments.csv cannot be read."""
    return tables["segments"].frame["segment_id"].tolist() if "segments" in tables else None


def unknown_segments(words: Iterable[str], segments: list[str] | None) -> Problems:
    """Return what is wrong with ids that have no row in segments.csv; nothing where *segments* is None."""
    if segments is None:
        return {}
    known = set(segments)
    filtered = "if a filter hides rows in the sheet, clear it and save segments again; else "
    span = f"{segments[0]} to {segments[-1]}" if segments else "which is empty"

    def problem(segment_id: str) -> Finding | None:
        if segment_id in known:
            return None
        near = nearest(segment_id, segments)
        # ht-005 is no slip for ht-002: an id that differs in its number is another passage.
        if (
            near
            and re.sub(r"\d+", "", near) == re.sub(r"\d+", "", segment_id)
            and _numbers(near) != _numbers(segment_id)
        ):
            near = None
        hidden = "" if near and near.casefold() == segment_id.casefold() else filtered
        such = f", such as {near!r}" if near else ""
        mend = f"{hidden}give the right id{such}; a repair with a reason goes into config/corrections/"
        message = f"'{segment_id}' has no row in segments.csv ({span})"
        return Finding("", message, mend, code="unknown.segment", value=segment_id, nearest=near or "")

    return problems_of(words, problem)


def unknown_codes(words: Iterable[str], book: Codebook, families: tuple[str, ...]) -> Problems:
    """Return what is wrong with words that mean no code of these families."""
    allowed = [c for c, family in book.families.items() if family in families]
    kind = " or ".join(families) if len(families) < 4 else "code"

    def problem(word: str) -> Finding | None:
        code = book.code(word)
        if book.families.get(code) in families:
            return None
        if code in book.headings:
            below = book.codes.loc[book.codes["parent"] == code, "code_id"].tolist()
            message = f"'{word}' is a group heading in {CODES_FILE} and is never applied"
            mend = f"use one of the codes under it: {listed(below)}"
            return Finding("", message, mend, code="code.heading", value=word, allowed=tuple(below))
        message, told = f"'{word}' is not {_a(kind)} in {CODES_FILE} ({listed(allowed, 4)})", "unknown.code"
        if code in book.families:
            told = "code.family"
            message = f"'{word}' is {_a(book.families[code])} in {CODES_FILE}, not {_a(kind)}"
        several = listed_codes(word, book)
        if sum(book.families.get(one) in families for one in several) > 1 or _marked(word, several, book, families):
            strangers = [f"'{one}'" for one in several if book.families.get(one) not in families]
            none = f" ({joined(strangers)} {'are' if len(strangers) > 1 else 'is'} not {_a(kind)})" if strangers else ""
            message = f"several codes in one cell: {listed(several)}{none}"
            mend = f"write one row for each: {several[0]} here, the others on rows of their own"
            return Finding("", message, mend, code="code.several", value=word, nearest=several[0])
        near = nearest(word, allowed)
        mend = (
            f"if it means '{near}', write that or add the spelling to {ALIASES_FILE}"
            if near
            else f"add the spelling to {ALIASES_FILE}"
        )
        return strange("", message, word, allowed, told, mend=f"{mend}; if it is new, add it to the codebook")

    return problems_of(words, problem)


def _numbers(word: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", word)]


_MARKS = re.compile(r"[;,|/\n\r\t+&•·]+|\s(?:and|und|og|och|et|e|y|en)\s")


def listed_codes(word: str, book: Codebook) -> list[str]:
    """Return what one cell lists, each as its code, if it lists more than one thing and one of them is a code."""
    if book.code(word) in book.families:
        return []
    codes = [book.code(part.strip(" -*")) for part in _MARKS.split(word) if part.strip(" -*")]
    return codes if len(codes) > 1 and any(code in book.families for code in codes) else []


def _marked(word: str, several: Sequence[str], book: Codebook, families: tuple[str, ...]) -> bool:
    """Say whether a cell with one code and other words is a list: its parts stand apart by ; | or a line break."""
    return bool(re.search(r"[;|\n\r]", word)) and any(book.families.get(one) in families for one in several)


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"

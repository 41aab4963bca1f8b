"""Own words: find runs of words that a text of the project shares with a source.

The compendium holds no sentence of a source. Titles of cited works are facts, so a source's title
block and its reference list do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .anchors import tokens

#: A run of this many words of a source may not stand in the project.
RUN = 12
#: Nor a run of this many of an interview in the case that was made from it: a paraphrase shares fewer.
OWN_RUN = 6

# Title, authors and addresses open every source; their words are facts.
_TITLE_TOKENS = 60


class SharedRun(NamedTuple):
    """A run of words that stands in a file and in a source. ``line`` counts from 1."""

    file: str
    line: int
    source_id: str
    words: str


def _body(text: str) -> str:
    """Return a source without its reference list."""
    cut = max((m.start() for m in re.finditer(r"^#*\s*References\s*$", text, flags=re.MULTILINE)), default=-1)
    return text[:cut] if cut > len(text) / 3 else text


def runs_of_sources(
    sources: Mapping[str, str], n: int = RUN, titles: Iterable[str] = (), *, skipped: int = _TITLE_TOKENS
) -> dict[str, str]:
    """Return every run of *n* words of the *sources* (source id to text), each with its source id.

    A run inside one of the *titles* of cited works is a fact and is left out, and so are the first *skipped* words.
    """
    known: dict[str, str] = {}
    facts = {" ".join(words[i : i + n]) for words in map(tokens, titles) for i in range(len(words) - n + 1)}
    for source_id, text in sources.items():
        words = tokens(_body(text))[skipped:]
        for start in range(len(words) - n + 1):
            run = " ".join(words[start : start + n])
            if run not in facts:
                known.setdefault(run, source_id)
    return known


#: What holds no words: the outlines of a drawing and the pixels of a picture in a notebook, each on one line.
_LINE = r"[^\"\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*"
_PICTURES = re.compile(rf' d="{_LINE}"|"image/png": "{_LINE}"')

#: By so many first words most places are passed over, without putting a run together.
_FIRST = 4


def shared_runs(files: Iterable[tuple[str, str]], known: Mapping[str, str], n: int = RUN) -> list[SharedRun]:
    """Return the places where one of *files* (name, text) shares a run of *n* words with a source."""
    first = min(n, _FIRST)
    begins = {tuple(run.split(" ", first)[:first]) for run in known}
    found = []
    for name, text in files:
        text = _PICTURES.sub("", text)
        words = tokens(text)
        lines: list[int] = []
        start = 0
        for at, begin in enumerate(zip(*(words[ahead:] for ahead in range(first)), strict=False)):
            if begin in begins and at >= start and (run := " ".join(words[at : at + n])) in known:
                lines = lines or _line_of_each(text)
                found.append(SharedRun(name, lines[at], known[run], run))
                start = at + n
    return found


def _line_of_each(text: str) -> list[int]:
    """Return the line of each token of a text."""
    return [number for number, line in enumerate(text.splitlines(), 1) for _ in tokens(line)]

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


#: What holds no words: the outlines of a drawing and the pixels of a picture in a notebook.
_PICTURES = re.compile(r' d="[^"]*"|"image/png": "[^"]*"')


def shared_runs(files: Iterable[tuple[str, str]], known: Mapping[str, str], n: int = RUN) -> list[SharedRun]:
    """Return the places where one of *files* (name, text) shares a run of *n* words with a source."""
    begins = {tuple(run.split(" ", 2)[:2]) for run in known}
    found = []
    for name, text in files:
        words, lines = [], []
        for number, line in enumerate(text.splitlines(), 1):
            told = tokens(_PICTURES.sub("", line))
            words += told
            lines += [number] * len(told)
        start = 0
        while start <= len(words) - n:
            # Most places are passed over by their first two words, without putting a run together.
            if (n == 1 or tuple(words[start : start + 2]) in begins) and (
                run := " ".join(words[start : start + n])
            ) in known:
                found.append(SharedRun(name, lines[start], known[run], run))
                start += n
            else:
                start += 1
    return found

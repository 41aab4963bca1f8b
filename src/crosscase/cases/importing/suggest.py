"""Which codes of the codebook a team's code is nearest to, and why: by the words of names and definitions.

Plain and explainable: words are weighed by how few codes of the codebook hold them, and the ones that two codes share
are told. Nothing is decided by it.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from ...core.codebook import applied_codes
from ...sources.anchors import tokens
from .model import Code

#: How many codes are suggested, and from which likeness on (0 to 1).
N = 3
LEAST = 0.12
#: How much a word counts by where it stands.
_NAME, _ABOVE, _DEFINITION = 3.0, 1.0, 1.0
#: From this likeness of letters on, two names are spelt alike.
_SPELT = 0.8
_STOP = frozenset(
    "a an the of to and or in on for with by is are be as at from it its their they them that this these those not no "
    "who what when which one other another own has have had into over about than then also such only any all some "
    "somebody nobody people person party code case t1 t2 t3".split()
)
_DENIES = ("mis", "dis", "un", "non", "no", "in")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "es", "ed", "s", "ly")


@dataclass(frozen=True)
class Near:
    """A suggestion: the code, how alike it is (0 to 1) and what makes it so."""

    code_id: str
    likeness: float
    because: str


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ")
    return tuple(_stem(word) for word in tokens(spaced) if word not in _STOP and not word.isdigit() and len(word) > 1)


class Suggester:
    """The codebook, ready to be asked. *codes* as in data/raw/codebook/codes.csv; *aliases* from word to code."""

    def __init__(self, codes: pd.DataFrame, aliases: Mapping[str, str]) -> None:
        applied = applied_codes(codes)
        heading = dict(zip(codes["code_id"], codes["label"], strict=True))
        self._label = dict(zip(applied["code_id"], applied["label"], strict=True))
        self._aliases = {" ".join(_words(word)): code for word, code in aliases.items()}
        weighed = {}
        for row in applied.to_dict("records"):
            counted: Counter[str] = Counter()
            for text, weight in (
                (row["label"], _NAME),
                (row["code_id"], _NAME / 2),
                (heading.get(row["parent"], ""), _ABOVE / 2),
                (row["definition"], _DEFINITION),
                (row["include_when"], _DEFINITION / 2),
            ):
                for word in _words(text):
                    counted[word] += weight  # type: ignore[assignment]
            weighed[row["code_id"]] = counted
        held = Counter(word for counted in weighed.values() for word in counted)
        self._rare = {word: math.log(1 + len(weighed) / n) for word, n in held.items()}
        self._long = sorted((word for word in self._rare if len(word) >= 5), key=lambda word: (-len(word), word))
        self._vectors = {code: self._vector(counted) for code, counted in weighed.items()}

    def _known(self, word: str) -> tuple[str, ...]:
        """Return the word of the codebook that a longer one holds at its end, and *lack* if what precedes denies it
        (mistrust: lack, trust); else the word.
        """
        if word in self._rare:
            return (word,)
        inside = next((one for one in self._long if word.endswith(one)), "")
        if not inside:
            return (word,)
        return (inside, "lack") if word.removesuffix(inside) in _DENIES else (inside,)

    def _vector(self, counted: Mapping[str, float]) -> dict[str, float]:
        # The square root keeps a word that is said again and again from drowning the others.
        raw = {word: math.sqrt(n) * self._rare.get(word, 0.0) for word, n in counted.items()}
        long = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / long for word, value in raw.items() if value}

    def near(self, code: Code) -> list[Near]:
        """Return the nearest codes, best first; none where nothing is alike."""
        counted: Counter[str] = Counter()
        for text, weight in ((code.name, _NAME), (" ".join(code.path[:-1]), _ABOVE), (code.definition, _DEFINITION)):
            for word in (one for told in _words(text) for one in self._known(told)):
                counted[word] += weight  # type: ignore[assignment]
        mine = self._vector(counted)
        meant = self._aliases.get(" ".join(_words(code.name)))
        found = []
        for code_id, theirs in self._vectors.items():
            shared = {word: mine[word] * theirs[word] for word in mine.keys() & theirs.keys()}
            spelt = self._spelt(code.name, code_id)
            likeness = max(sum(shared[word] for word in sorted(shared)), spelt, 1.0 if meant == code_id else 0.0)
            if likeness >= LEAST:
                found.append(Near(code_id, round(likeness, 3), self._because(code_id, shared, spelt, meant)))
        return sorted(found, key=lambda one: (-one.likeness, one.code_id))[:N]

    def _spelt(self, name: str, code_id: str) -> float:
        mine = " ".join(_words(name))
        ratios = [
            matcher.ratio()
            for other in (self._label[code_id], code_id)
            if (matcher := difflib.SequenceMatcher(None, mine, " ".join(_words(other)))).real_quick_ratio() >= _SPELT
            and matcher.quick_ratio() >= _SPELT
        ]
        best = max(ratios, default=0.0)
        return best if best >= _SPELT else 0.0

    def _because(self, code_id: str, shared: Mapping[str, float], spelt: float, meant: str | None) -> str:
        if meant == code_id:
            return "config/aliases.csv has this word for it"
        words = sorted(shared, key=lambda word: (-shared[word], word))[:4]
        parts = [f"words in common: {', '.join(words)}"] if words else []
        return "; ".join([*(["spelt alike"] if spelt else []), *parts])


def told(near: Sequence[Near], codes: pd.DataFrame) -> list[str]:
    """Return suggestions as cells: the code, what it means, and why it is near."""
    about = {row[0]: row[1:] for row in codes[["code_id", "label", "definition"]].itertuples(index=False)}
    cells = [f"{one.code_id} = {': '.join(about[one.code_id])} ({one.because})" for one in near]
    return [*cells, *[""] * (N - len(cells))]

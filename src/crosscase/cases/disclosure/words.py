"""What in open text may give a person away: names, places, dates, numbers, quotations and the case's own transcripts.

Rules, and lists of names (`names`); no model and no network. The rules look for too much rather than too little: a
word in capitals that the compendium does not use is told whatever it is, since no list holds every name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ...core.numbers import MONTHS, NUMBER_WORDS
from . import names

#: What is looked for, in the order in which one word is told only once.
KINDS = ("quotation", "transcript", "date", "name", "place", "capital", "number")
#: So many words in a row as in a transcript are its words.
_IN_A_ROW = 5

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SAID = re.compile(r"\b(?:says?|said|told|tells|asked|asks|recalls?|remembers?|adds|added)\b[:,]", re.IGNORECASE)
_MARKS = re.compile(r"[“”„«»\"]|(?<!\w)[‘‚‹'](?=\w)[^’›']+[’›'](?!\w)")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ii]’m|I'm|I’ve|I've|me|my|mine|myself|we|us|our|ours|ourselves)\b")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|Sister|Father|Nurse)\b\.? +[^\W\d_]{2,}")
_INITIALS = re.compile(r"\b[A-Z]\. ?(?:[A-Z]\. ?)*[A-Z][^\W\d_]+|\b[A-Z][^\W\d_]+,? [A-Z]\.(?!\w)")
_STREET = re.compile(
    r"\b[A-Z][\w’'-]+ (?:Street|Road|Lane|Avenue|Square|Park|Hospital|Clinic|School|House|Ward|Church|Village|Town)\b"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{4,5} (?=[A-Z])|\b(?:www\.|https?:)\S+|\S+@\S+")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday christmas easter ramadan midsummer".split()
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}(?:-\d{2})?\b|\b(?:1[89]|20)\d{2}\b|\b\d{1,2}(?:st|nd|rd|th)\b"
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
#: May is a month where a number or another word of time is beside it.
_MAY = re.compile(r"(?:\b(?:in|of|since|until|by|last|early|late|mid)[ -]|\d(?:st|nd|rd|th)? )May\b|\bMay \d")
_SENTENCE = re.compile(r"(?:^|[.!?:;(\n]\s*|[“\"‘']\s*)$")
_MONTHS = frozenset(word for word in MONTHS if len(word) > 3) - {
    "mars",
    "mart",
    "march",
    "mayo",
    "juin",
    "marts",
    "august",
}


class Hit(NamedTuple):
    """A stretch of text: what kind of thing it may be, and the words."""

    kind: str
    words: str


class Scanner:
    """Looks through text. *ordinary*: words, folded, that are none of anybody (those of the codebook and of what is
    published); *transcripts*: the case's own texts, where they are at hand.
    """

    def __init__(self, ordinary: Collection[str] = (), transcripts: Iterable[str] = ()) -> None:
        self.ordinary = {word.casefold() for word in ordinary}
        self.own: set[tuple[str, ...]] = set()
        for text in transcripts:
            said = _folded(text)
            self.own |= {tuple(said[at : at + _IN_A_ROW]) for at in range(len(said) - _IN_A_ROW + 1)}

    def scan(self, text: str) -> list[Hit]:
        """Return what is found, each stretch once, in the order of `KINDS`."""
        found = [*self._quoted(text), *self._overlap(text), *_dates(text), *self._names(text), *_numbers(text)]
        unique = {hit.words: hit for hit in sorted(found, key=lambda hit: -KINDS.index(hit.kind))}
        return sorted(unique.values(), key=lambda hit: KINDS.index(hit.kind))

    def _quoted(self, text: str) -> Iterator[Hit]:
        for rule in (_MARKS, _SAID, _FIRST_PERSON):
            yield from (Hit("quotation", hit[0]) for hit in rule.finditer(text))

    def _overlap(self, text: str) -> Iterator[Hit]:
        said = _folded(text) if self.own else []
        for at in range(len(said) - _IN_A_ROW + 1):
            if tuple(said[at : at + _IN_A_ROW]) in self.own:
                yield Hit("transcript", " ".join(said[at : at + _IN_A_ROW]))

    def _names(self, text: str) -> Iterator[Hit]:
        for kind, rule in (("name", _TITLE), ("name", _INITIALS), ("place", _STREET), ("place", _POSTCODE)):
            yield from (Hit(kind, hit[0].strip()) for hit in rule.finditer(text))
        for hit in _WORD.finditer(text):
            word, parts = hit[0], re.split(r"[’'-]", hit[0])
            capital = any(part[:1].isupper() for part in parts)
            folded = {part.casefold() for part in (*parts, word)}
            plain = folded <= self.ordinary | {"s"} or word.casefold() in self.ordinary
            if capital and not plain:
                yield Hit(_kind(folded) or "capital", word)
            elif capital and not _SENTENCE.search(text[: hit.start()]) and (kind := _kind(folded)):
                yield Hit(kind, word)
            elif not plain and len(word) > 3 and (kind := _kind({word})):
                yield Hit(kind, word)


def _kind(words: Iterable[str]) -> str:
    words = list(words)
    return next(
        (
            kind
            for kind, known in (("name", names.people()), ("place", names.places()))
            if any(one in known for one in words)
        ),
        "",
    )


def _dates(text: str) -> Iterator[Hit]:
    for rule in (_DATE, _MAY):
        yield from (Hit("date", hit[0]) for hit in rule.finditer(text))
    for hit in _WORD.finditer(text):
        word = hit[0].casefold()
        if word in _MONTHS or word.removesuffix("s") in _DAYS or (hit[0] in ("March", "August")):
            yield Hit("date", hit[0])


def _numbers(text: str) -> Iterator[Hit]:
    yield from (Hit("number", hit[0]) for hit in _NUMBER.finditer(text))
    for hit in _WORD.finditer(text):
        if hit[0].casefold() in NUMBER_WORDS and hit[0].casefold() not in ("one", "once"):
            yield Hit("number", hit[0])


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def ordinary_words(texts: Iterable[str]) -> set[str]:
    """Return the words that stand in small letters in these texts, and frequent English ones."""
    from faker.providers.lorem.en_US import Provider

    seen = {word for text in texts for word in _WORD.findall(text) if word.islower()}
    return seen | {word.casefold() for word in Provider.word_list}

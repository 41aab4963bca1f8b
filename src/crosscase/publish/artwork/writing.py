"""What stands beside a figure in words, by the rules: its caption, its alt texts, and words that need explaining."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..lettering import fitted
from ..style import Preset
from ..words import HOW_TO_READ

#: A caption has at most so many words, an alt text at most so many characters.
CAPTION_WORDS = 150
ALT_CHARACTERS = 150
#: Line to line of a printed caption, in sizes of its type: 9.2 pt for type of 8 pt.
LEADING = 1.15
#: What a heading in a picture may be at most, in words, to name what the caption explains.
HEADING_WORDS = 3
#: The page that says what all captions would repeat, as they name it.
_HOW_TO_READ = re.findall("‘.*’", HOW_TO_READ)[0]
#: Kinds of pictures, one of which stands among the first words of an alt text.
_KINDS = re.compile(
    r"\b(bands?|bars?|bubbles?|cells|charts?|curves?|dendrograms?|diagrams?|displays?|dots?|graphs?|grids?|lines|maps?|"
    r"marks|matrix|matrices|networks?|plots?|squares|strips|tables?|text|timelines?|trees?)\b",
    re.IGNORECASE,
)
_KIND_AMONG = 6
#: Words of this project that a reader from health research does not use, with their plurals.
_OURS = (
    r"pass(?:es)?|variants?|links?|units?|lens(?:es)?|sets? (?:\S+ ){0,3}apart|anchors?|crosswalks?|SKOS|MASI|AC1|"
    r"sign[- ]flips?"
)
_WORD = re.compile(rf"\b(?:{_OURS})\b(?P<explained> \()?", re.IGNORECASE)
#: What is wrong, and how to mend it.
Faults = list[tuple[str, str]]


def headline(caption: str) -> str:
    """Return the first sentence of a caption as plain text: what stands in bold, else up to the first full stop."""
    bold = re.match(r"\s*\*\*(.+?)\*\*", caption, re.DOTALL)
    sentence = re.match(r"\s*(.+?[.?!])(?=\s|$)", caption, re.DOTALL)
    found = bold or sentence
    return plain(found[1] if found else caption)


def plain(markdown: str) -> str:
    """Return a caption as it is read: without marks for bold and italics, links as their words."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(\*\*|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return " ".join(text.split())


def caption_height(caption: str, preset: Preset) -> float:
    """Return the height in mm of a caption set across both columns in the type of the figures.

    Journals set captions in a narrower typeface: there it takes less.
    """
    lines = fitted(plain(caption), preset.double, preset.text).count("\n") + 1
    return lines * LEADING * preset.text * 25.4 / 72


def check_caption(caption: str, names: Sequence[str] = ()) -> Faults:
    """Measure a caption: its length, whether it names the page on how to read, and words that it does not explain.

    *names* are labels, of cases and codes, in which any word may stand.
    """
    found = []
    if (number := len(caption.split())) > CAPTION_WORDS:
        message = f"the caption has {number} words, at most {CAPTION_WORDS} are read"
        found.append((message, "say what is special to this figure, and leave the rest to how_to_read.md"))
    if _HOW_TO_READ not in caption:
        found.append((f"the caption does not name {_HOW_TO_READ}", "end it with words.HOW_TO_READ"))
    text = _without(names, plain(caption))
    for word, explained in _first(text).items():
        if not explained:
            message = f"the caption says '{word}' and does not explain it"
            found.append((message, f"say it in another word, or explain it where it first stands: '{word} (…)'"))
    return found


def check_alt(alt: str, pages: int, names: Sequence[str] = ()) -> Faults:
    """Measure the alt texts of a figure: a line for each page, each short, a sentence, and with its kind of picture."""
    found, lines = [], alt.strip().splitlines()
    if len(lines) != pages:
        message = f"it has {len(lines)} line{'s' * (len(lines) != 1)} for {pages} page{'s' * (pages != 1)}"
        found.append((message, "give save_figure one alt text for each page, or one for all"))
    for number, line in enumerate(lines, 1):
        where = f"the alt text of page {number}" if len(lines) > 1 else "the alt text"
        if len(line) > ALT_CHARACTERS:
            message = f"{where} has {len(line)} characters, at most {ALT_CHARACTERS} are read aloud"
            found.append((message, "say the kind of picture, the data and the main point"))
        if not line.endswith("."):
            found.append((f"{where} does not end with a full stop", "write a sentence"))
        if not _KINDS.search(" ".join(line.split()[:_KIND_AMONG])):
            found.append((f"{where} does not begin with the kind of picture", "begin it so: 'Bars of …', 'Map of …'"))
        for word in _first(_without(names, line)):
            found.append((f"{where} says '{word}'", "say it in a word that every reader knows"))
    return found


def check_text_of_picture(texts: Sequence[str], caption: str, names: Sequence[str] = ()) -> Faults:
    """Look for words that need explaining in the labels of a picture: only a short heading may hold one that the
    caption explains."""
    explained = {_key(word) for word, told in _first(_without(names, plain(caption))).items() if told}
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        for word in _first(_without(names, text)):
            if _key(word) not in explained or len(text.split()) > HEADING_WORDS:
                found.setdefault(_key(word), (word, text))
    mend = "say it in another word; a short heading may stand that the caption explains"
    return [(f"the text '{text}' says '{word}'", mend) for word, text in found.values()]


def _first(text: str) -> dict[str, bool]:
    """Return the words of ours in a text as they first stand there, and whether each is explained in brackets there."""
    found: dict[str, tuple[str, bool]] = {}
    for match in _WORD.finditer(text):
        word = match[0].removesuffix(" (")
        found.setdefault(_key(word), (word, bool(match["explained"])))
    return dict(found.values())


def _key(word: str) -> str:
    """Return what the forms of a word share."""
    lower = word.lower().replace("-", " ")
    return "set apart" if lower.endswith(" apart") else re.sub(r"(?<=ss|ns)es$|(?<![sn])s$", "", lower)


def _without(names: Sequence[str], text: str) -> str:
    """Return a text without the labels of cases and codes, however their lines are broken."""
    if not _WORD.search(text):
        return text
    for name in sorted(names, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<!\w){words}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text

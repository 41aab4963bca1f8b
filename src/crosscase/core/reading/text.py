"""Text as people save it: encodings, invisible letters, control characters, entities, text decoded twice, look-alikes.

Most files hold nothing of this. `is_plain` asks a whole file at once, so that only an odd one is read cell by cell.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

from ..numbers import western


class Decoded(NamedTuple):
    """A file as text: what its bytes needed (``was``, ``now`` in words), a warning about it, or why it is no text.

    ``line`` is where the bytes are not what they should be.
    """

    text: str
    was: str = ""
    now: str = ""
    warning: str = ""
    problem: str = ""
    line: int | None = None


_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> Decoded:
    """Return the text of a file: UTF-8 with or without byte order marks, UTF-16, UTF-32, or else one byte a letter.

    Which of `_GUESSED` the last is, is a guess and carries a warning; bytes that none explains are a problem.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _wide(content, encoding)
    if guessed := _wide_without_mark(content):
        return _wide(content, guessed)
    marks = 0
    while content.startswith(b"\xef\xbb\xbf"):
        content, marks = content[3:], marks + 1
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _narrow(content, error)
    if marks > 1:
        return Decoded(text, f"{marks} byte order marks", "none")
    return Decoded(text)


def _wide(content: bytes, encoding: str) -> Decoded:
    """Return text of two or four bytes a letter."""
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        return Decoded("", problem=f"the file begins as {encoding.upper()} text and does not go on so")
    return Decoded(text, encoding[:6].upper(), "UTF-8")


def _wide_without_mark(content: bytes) -> str:
    """Return the encoding of UTF-16 without a mark: nearly every second byte of its Latin letters is zero."""
    head = content[:2000]
    half = len(head) // 2
    if half < 4 or b"\x00" not in head:
        return ""
    if head[1::2].count(0) > 0.8 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.8 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _narrow(content: bytes, error: UnicodeDecodeError) -> Decoded:
    """Return text of one byte a letter, in the encoding that makes most sense; a problem where none can be."""
    line = content[: error.start].count(b"\n") + 1
    # What is mostly control characters is no text in any encoding.
    odd = sum(byte < 32 and byte not in (9, 10, 11, 12, 13) for byte in content[:4000])
    if b"\x00" in content or odd > 20:
        return Decoded("", problem="the file is not text", line=line)
    read = {}
    for encoding in _GUESSED:
        try:
            read[encoding] = content.decode(encoding)
        except UnicodeDecodeError:
            continue
    # Ties go to the first: Windows-1252 is by far the most usual.
    encoding = max(read, key=lambda one: _likely(read[one]))
    if _likely(read[encoding]) <= 0 and "cp1252" not in read:
        return Decoded("", problem=f"line {line} is not UTF-8 text", line=line)
    text, named_as = read[encoding], _GUESSED[encoding]
    shown = next((one for one in text.splitlines() if not one.isascii()), "")
    odd_at = next((at for at, letter in enumerate(shown) if not letter.isascii()), 0)
    sample = shown[max(0, odd_at - 12) : odd_at + 12].strip(' ,;"')
    warning = f"line {line} is not UTF-8 text; read as {named_as} it says '…{sample}…'"
    return Decoded(text, named_as, "UTF-8", warning, line=line)


#: What text that is no Unicode may be, the most usual first, and how a message names it.
_GUESSED = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman (an older Excel for Mac)", "cp850": "DOS text (850)"}
_USUAL = "«»“”‘’„‚–—…€°§·•×£±½"
_WORD = re.compile(r"[^\W\d_]+")


def _likely(text: str) -> int:
    """Return how many words with letters of Western Europe look right in a guessed text, less what looks wrong.

    A capital inside a word (RŽsident) looks wrong, and a mark that nobody uses.
    """
    words = [word for word in _WORD.findall(text[:200_000]) if not word.isascii()]
    right = sum(word in (word.lower(), word.capitalize(), word.upper()) for word in words)
    odd = sum(not (one.isascii() or one.isalnum() or one in _USUAL) for one in text[:200_000])
    return right - 2 * (len(words) - right) - odd


# --- cells ------------------------------------------------------------------------------------------

#: Letters that are not seen and mean nothing in an id, a code or a name of a coder.
_UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff\ufe0f"
)
#: Those that mean nothing in running text either: others join letters of some scripts, or say which way to read.
_UNSEEN_IN_TEXT = "\u00ad\u200b\u202d\u202e\u2060\ufeff"
_NAMED = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\ufeff": "byte order mark",
    "\u000b": "vertical tab",
    "\u000c": "form feed",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\u0000": "NUL",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_ANY_ENTITY = re.compile(r"&(?:#\w+|\w+);")
_LAID_OUT = str.maketrans("", "", "\t\n\r")
_REMOVE = str.maketrans("", "", _UNSEEN)
_REMOVE_IN_TEXT = str.maketrans("", "", _UNSEEN_IN_TEXT)


def is_plain(text: str) -> bool:
    """Say whether a text needs no look at its letters: ASCII without control characters and entities."""
    if not text.isascii() or not text.translate(_LAID_OUT).isprintable():
        return False
    return "&" not in text or not _ANY_ENTITY.search(text)


def named(letter: str) -> str:
    """Return a letter as a message names it: vertical tab (U+000B)."""
    name = _NAMED.get(letter) or unicodedata.name(letter, "control character").casefold()
    return f"{name} (U+{ord(letter):04X})"


def mended(cell: str, *, is_name: bool) -> tuple[str, str]:
    """Return a cell without what nobody meant to write, and why it changed; the reason is empty where nothing did.

    *is_name* tells an id, a code or a coder from running text: there no unseen letter means anything.
    """
    if is_plain(cell):
        return cell, ""
    now, reasons = cell, []
    if "&" in now and _ENTITY.search(now):
        plain = _ENTITY.sub(lambda match: html.unescape(match.group()), now)
        if plain != now:
            now = plain
            reasons.append("HTML entities are the letters that they stand for")
    if now.isascii() and not _CONTROL.search(now):
        return now, "; ".join(reasons)
    if found := sorted({letter for letter in now if letter in (_UNSEEN if is_name else _UNSEEN_IN_TEXT)}):
        now = now.translate(_REMOVE if is_name else _REMOVE_IN_TEXT)
        reasons.append(f"removed what is not seen: {', '.join(map(named, found))}")
    if found := sorted({letter for letter in now if _CONTROL.match(letter)}):
        now = _CONTROL.sub(" ", now).strip()
        reasons.append(f"a space in place of {', '.join(map(named, found))}")
    if not unicodedata.is_normalized("NFC", now):
        now = unicodedata.normalize("NFC", now)
        reasons.append("letters and their accents joined (Unicode NFC)")
    return now, "; ".join(reasons)


# --- what needs a look ------------------------------------------------------------------------------

# What Windows-1252 leaves undefined comes through as control characters.
_CP1252 = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(128, 256)}
_MAC = {bytes([byte]).decode("mac_roman"): byte for byte in range(128, 256)}


def _once(byte_of: dict[str, int], run: str) -> str:
    try:
        return bytes(byte_of[letter] for letter in run).decode("utf-8")
    except UnicodeDecodeError:
        return run


_TWICE = [(re.compile("[" + re.escape("".join(one)) + "]{2,}"), one) for one in (_CP1252, _MAC)]


def decoded_twice(cell: str) -> str:
    """Return what a cell said before UTF-8 was read as Windows-1252 (Ã© for é) or Mac Roman (√©); else nothing."""
    if cell.isascii():
        return ""
    for runs, byte_of in _TWICE:
        now = cell
        for _ in range(3):
            before, now = now, runs.sub(lambda run, of=byte_of: _once(of, run.group()), now)  # type: ignore[misc]
            if now == before:
                break
        if now != cell:
            return now
    return ""


#: Cyrillic and Greek letters that look like Latin ones.
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
        "ABESIJKMHOPCTYXaeijopcyxsdqwhABEZHIKMNOPTYXoav",
        strict=True,
    )
)


def latin(word: str) -> str:
    """Return a word with Latin letters and digits in place of those of other scripts that look like or mean them."""
    return western("".join(_ALIKE.get(letter, letter) for letter in unicodedata.normalize("NFKC", word)))


def look_alikes(word: str) -> str:
    """Name the letters of a word that look like Latin ones and are none: Cyrillic А (U+0410); empty for none."""
    if word.isascii():
        return ""
    found = [letter for letter in dict.fromkeys(word) if letter in _ALIKE or latin(letter) != letter]
    return ", ".join(
        f"{unicodedata.name(one, 'letter').split()[0].capitalize()} {one} (U+{ord(one):04X}) for {latin(one)}"
        for one in found
    )

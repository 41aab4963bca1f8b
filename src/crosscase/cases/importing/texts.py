"""Small readings that all programs need: text of bytes, ids, dates, numbers."""

from __future__ import annotations

import codecs
import datetime
import functools
import re

_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
#: Dates as the programs write them, tried in turn.
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d_%H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%a %b %d %H:%M:%S %Y", "%Y-%m-%d")


def decoded(content: bytes) -> str | None:
    """Return the text of bytes: UTF-8, or UTF-16 where a mark says so; None for anything else, never a guess.

    Line ends stay what they are, since positions count them.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def plain(text: str) -> str:
    """Return text with one sign for a line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def id_of(value: object) -> str:
    """Return an id as text: without braces; the letters of a GUID small, since programs write them either way."""
    text = "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = text.strip().strip("{}")
    return text.lower() if len(text) == 36 and _GUID.fullmatch(text) else text


def text_of(value: object) -> str:
    """Return what a database or an attribute holds as text; missing is empty."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def whole(value: object) -> int | None:
    """Return a position: whole numbers only (``12``, ``12.0``, ``"12"``), None for anything else."""
    if isinstance(value, str):
        value = value.strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and 0 <= value < 1e15 else None
    return value if isinstance(value, int) and value >= 0 else None


def when(value: object) -> str:
    """Return a date and time as ``2024-03-01T09:30:00``, whatever the program writes; what is no date stays as it is.

    A zone that the file names is kept at the end.
    """
    return _when(text_of(value).strip())


@functools.lru_cache(maxsize=4096)
def _when(text: str) -> str:
    zone = "Z" if text.endswith("Z") else ""
    bare = " ".join(re.sub(r"(\d:\d\d:\d\d)\.\d+", r"\1", text.removesuffix("Z")).split())
    for form in _DATES:
        try:
            return datetime.datetime.strptime(bare, form).isoformat() + zone
        except ValueError:
            continue
    return text

"""Words of a case that is not public, taken out of what is said about it.

A finding names file, row and column; its message quotes what stands there. For a case that is not public that may be
shown to the people who sit before the screen, and nowhere else: not in a log, a report that is sent on, or what a
machine keeps. There every quoted word becomes `MASK`, unless it is a word of the compendium itself or an id.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable

from .findings import Finding

MASK = "…"
#: A quoted stretch: the closing mark stands before a space, a sign or the end, so that an apostrophe closes nothing.
_QUOTED = re.compile(r"(?<![^\s(\[{,;:=])(?P<mark>['\"])(?P<words>.+?)(?P=mark)(?=[\s.,;:)\]}]|$)", re.DOTALL)
#: What says itself where a thing is, and is kept.
_PLACE = frozenset(("file", "row", "severity", "code", "sheet"))
_SHORT = 4  # letters: a shorter cell ('12', 'no') is masked where it is quoted, and not inside of other words


def masked(text: str, secret: Iterable[str], known: Collection[str], *, quoted: bool = True) -> str:
    """Return a text without the cells *secret* and, if *quoted*, without any quoted stretch that is not *known*."""
    for cell in sorted({cell for cell in secret if len(cell) >= _SHORT and cell not in known}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(cell)}(?!\w)", MASK, text)
    if not quoted:
        return text
    return _QUOTED.sub(lambda hit: hit[0] if hit["words"] in known else f"{hit['mark']}{MASK}{hit['mark']}", text)


def masked_finding(finding: Finding, secret: Iterable[str], known: Collection[str], *, quoted: bool = True) -> Finding:
    """Return a finding that says where and what kind, and no word of the case."""
    secret = list(secret)
    changed: dict[str, object] = {}
    for field in dataclasses.fields(finding):
        value = getattr(finding, field.name)
        if field.name in _PLACE or not value:
            continue
        if field.name in ("column", "value", "nearest"):
            hidden = value not in known and (quoted or value in secret)
            changed[field.name] = MASK if hidden else value
        elif isinstance(value, str):
            changed[field.name] = masked(value, secret, known, quoted=quoted)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(one if one in known or not (quoted or one in secret) else MASK for one in value)
    return dataclasses.replace(finding, **changed)  # type: ignore[arg-type]

"""What a page of a PDF is drawn with, token by token: pdfminer's reading, in less time where a page is plain.

pdfminer goes through a page character by character, which takes most of the time that a figure is measured in. Numbers,
names, text in brackets and lists are what matplotlib writes; a page that holds anything else (a picture within it, a
dictionary, text in hexadecimal digits) is read by pdfminer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT

_ENDS = rb"[\x00\t\n\f\r \[\]/(]"
_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]*(?:"
    rb"(?P<number>[-+]?(?:[0-9]+(?P<point>\.[0-9]*)?|(?P<part>\.[0-9]+)))(?=" + _ENDS + rb"|$)"
    rb"|(?P<word>[A-Za-z][A-Za-z0-9]*\*?|['\"])(?=" + _ENDS + rb"|$)"
    rb"|/(?P<name>[A-Za-z0-9_.+-]+)(?=" + _ENDS + rb"|$)"
    rb"|(?P<list>[\[\]])"
    rb"|\((?P<text>(?:[^()\\\r]|\\[0-3][0-7]{2}|\\[nrtbf()\\])*)\)"
    rb"|$)"
)
_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|[nrtbf()\\])")
_MEANT = dict(zip(b"nrtbf()\\", b"\n\r\t\b\f()\\", strict=True))
_OTHERS = {"BI", "ID", "EI", "true", "false"}


def tokens(content: bytes) -> list[tuple[bool, Any]] | None:
    """Return what is drawn: whether each token is an operator, and the operator or what it is given; None where the
    content is not plain."""
    found: list[tuple[bool, Any]] = []
    within: list[Any] | None = None
    at, end = 0, len(content)
    match = _TOKEN.match
    while at < end:
        token = match(content, at)
        if token is None:
            return None
        at, kind = token.end(), token.lastgroup
        value: Any
        if kind in ("number", "point", "part"):
            value = int(token["number"]) if token["point"] is None and token["part"] is None else float(token["number"])
        elif kind == "word":
            value = token["word"].decode("ascii")
            if within is not None or value in _OTHERS:
                return None
            found.append((True, value))
            continue
        elif kind == "name":
            value = LIT(token["name"].decode("ascii"))
        elif kind == "text":
            value = _ESCAPED.sub(_meant, token["text"])
        elif kind == "list":
            if (token["list"] == b"[") != (within is None):
                return None
            within, value = ([], None) if within is None else (None, within)
            if value is None:
                continue
        else:
            break
        if within is None:
            found.append((False, value))
        else:
            within.append(value)
    return None if within is not None else found


def _meant(escaped: re.Match[bytes]) -> bytes:
    told = escaped[1]
    return bytes((int(told, 8) if len(told) == 3 else _MEANT[told[0]],))


class Plain(PDFPageInterpreter):
    """Follows the operators of a page as pdfminer does."""

    def execute(self, streams: Sequence[object]) -> None:
        held = [stream_value(one) for one in streams]
        drawn = tokens(b"\n".join(one.get_data() for one in held))
        if drawn is None or any(one.objid is None or one.objid in self.parent_stream_ids for one in held):
            super().execute(streams)
            return
        self.stream_ids.clear()
        self.stream_ids.update(one.objid for one in held if one.objid is not None)
        known: dict[str, tuple[Callable[..., Any], int] | None] = {}
        for operator, value in drawn:
            if not operator:
                self.push(value)
                continue
            if value not in known:
                called = getattr(
                    self, f"do_{value.replace('*', '_a').replace(chr(34), '_w').replace(chr(39), '_q')}", None
                )
                known[value] = called and (called, called.__code__.co_argcount - 1)
            if (does := known[value]) is None:
                continue
            given = self.pop(does[1]) if does[1] else []
            if len(given) == does[1]:
                does[0](*given)

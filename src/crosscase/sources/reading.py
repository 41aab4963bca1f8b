"""Readers' copies of the sources: plain text out of .txt, .md, .html and .pdf, fit to look for anchors in.

A copy differs from the text that was read: words are hyphenated at line ends, headers and page numbers interrupt a
passage, ligatures and soft hyphens stand in words. `plain` takes out what can be told from the text itself; what is
ambiguous (a hyphen at a line end: one word or two?) is kept as both readings (`readings`).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from io import BytesIO

from .anchors import visible

#: Endings that can be read, in the order in which they are looked for.
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf")

_HYPHEN_AT_END = re.compile(r"([^\W\d_])[-\u2010\u2011][ \t]*\r?\n\s*(?=[^\W\d_])")
_MARKDOWN_LINK = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


class SourceError(ValueError):
    """A copy that cannot be read; the message says why."""


def text_of(content: bytes, ending: str) -> str:
    """Return the plain text of a copy by its ending. Raises `SourceError` when it cannot be read."""
    if ending == ".pdf":
        return _from_pdf(content)
    text = _decoded(content)
    if ending in (".html", ".htm"):
        return _from_html(text)
    return _MARKDOWN_LINK.sub("]", text) if ending == ".md" else text


def _decoded(content: bytes) -> str:
    """Return text as it was saved: UTF-16 by its mark or by the NUL in every other byte, UTF-8, else the code page of
    older Windows programs.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[first:2000:2]
        if half and half.count(0) > len(half) / 2:
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_html(text: str) -> str:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(text, "html.parser")
    for part in page(["script", "style", "head", "nav"]):
        part.decompose()
    return page.get_text(" ")


def _from_pdf(content: bytes) -> str:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise SourceError(f"the PDF cannot be read ({error})") from None
    if not any(page.strip() for page in pages):
        raise SourceError("the PDF holds no text; it may be a scan, which needs text recognition first")
    return "\n".join(pages)


def without_furniture(text: str) -> str:
    """Return a text without the lines that repeat from page to page (numbers aside) and bare page numbers.

    A line counts as furniture when it occurs three times or more with a gap of at least five lines, and is short (under
    20 words).
    """
    lines = text.splitlines()
    shape = [re.sub(r"\d+", "#", " ".join(line.split())).casefold() for line in lines]
    places: dict[str, list[int]] = {}
    for number, line in enumerate(shape):
        if line and len(line.split()) < 20:
            places.setdefault(line, []).append(number)
    furniture = {
        line
        for line, at in places.items()
        if len(at) >= 3 and sum(b - a >= 5 for a, b in zip(at, at[1:], strict=False)) >= 2
    }
    bare = re.compile(r"(?:page )?#(?: (?:of|/) #)?|- # -|\[#\]")
    return "\n".join(
        line for line, told in zip(lines, shape, strict=True) if told not in furniture and not bare.fullmatch(told)
    )


def readings(text: str) -> list[str]:
    """Return the readings of a copy that anchors are looked for in, the plainest first.

    As it stands; and with hyphens at line ends taken for the division of one word, with and without page furniture. A
    word that is known elsewhere in the text in one of the two forms is read in that form.
    """
    text = unicodedata.normalize("NFKC", visible(text))
    clean = without_furniture(text)
    found = []
    for version in (text, clean):
        found += [version, _HYPHEN_AT_END.sub(r"\1", version), _hyphens_by_vocabulary(version)]
    return list(dict.fromkeys(found))


def _hyphens_by_vocabulary(text: str) -> str:
    """Join or keep each hyphen at a line end as the text itself writes the word elsewhere; joined where it
    never does.
    """
    folded = text.casefold()
    words = Counter(re.findall(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*", folded))

    def decide(match: re.Match[str]) -> str:
        word = folded[: match.start() + 1].rsplit(None, 1)[-1]  # to search the whole text for it takes long
        before = re.search(r"[^\W\d_]*(?:[-\u2010\u2011][^\W\d_]+)*$", word)
        after = re.match(r"[^\W\d_]+", folded[match.end() :])
        assert before and after  # a letter stands on either side of the mark
        return match[1] + ("-" if words[f"{before[0]}-{after[0]}"] > words[before[0] + after[0]] else "")

    return _HYPHEN_AT_END.sub(decide, text)

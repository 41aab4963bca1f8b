"""The lines and tables of a Word document (.docx), as NVivo writes the passages of a code: a paragraph is a row of one
cell, a row of a table is a row.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

#: A document with this part is of Word.
_TEXT = "word/document.xml"
#: More bytes of text are not the passages of a code.
MOST_BYTES = 8_000_000


class Unwritten(Exception):
    """A document that cannot be read; the message says why."""


def is_word(packed: zipfile.ZipFile) -> bool:
    return _TEXT in packed.namelist()


def rows_of(content: bytes) -> list[list[str]]:
    """Return paragraphs and rows of tables in their order. Raises `Unwritten` for what is damaged or far too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if packed.getinfo(_TEXT).file_size > MOST_BYTES:
            raise Unwritten("its text is far larger than the passages of a code")
    try:
        return list(_rows(content))
    except (SyntaxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise Unwritten(f"it is damaged: {type(error).__name__}") from None


def _rows(content: bytes) -> Iterator[list[str]]:
    from docx import Document
    from docx.oxml.ns import qn

    paragraph, table, row, cell = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
    words, gaps = qn("w:t"), {qn(f"w:{name}") for name in ("tab", "br", "cr")}

    def plain(part: Any) -> str:
        told = (one.text or "" if one.tag == words else " " for one in part.iter(words, paragraph, *gaps))
        return " ".join("".join(told).split())

    for block in Document(io.BytesIO(content)).element.body:
        if block.tag == table:
            yield from ([plain(one) for one in line.iter(cell)] for line in block.iter(row))
        elif block.tag == paragraph:
            yield [plain(block)]

"""What a file is by its bytes, whatever its ending says."""

from __future__ import annotations

import io
import re
import zipfile

#: What `kind_of` calls a table that people save, and how a message names it.
WORKBOOKS = {
    "xlsx": "an Excel workbook (.xlsx)",
    "xls": "an old Excel workbook (.xls)",
    "ods": "a LibreOffice sheet (.ods)",
}
#: Kinds of files that are no table: what a message says of them, and how to mend it.
NO_TABLE = {
    "html": (
        "this is an HTML page, not a table",
        "a link that asks for a log-in saves its page: open the table in the browser and download it as CSV or .xlsx",
    ),
    "lfs": (
        "this is a pointer of Git LFS in place of the table",
        "`git lfs pull` fetches the table itself; a zip download of a repository does not hold it",
    ),
    "pdf": ("this is a PDF, not a table", "save the table as CSV UTF-8 or .xlsx"),
    "sqlite": ("this is a database (SQLite), not a table", "`crosscase import` reads projects of other programs"),
    "rtf": ("this is a text document (RTF), not a table", "save the table as CSV UTF-8 or .xlsx"),
    "docx": ("this is a Word document, not a table", "save the table as CSV UTF-8 or .xlsx"),
    "numbers": ("this is a Numbers document", "export it: File, Export to, CSV or Excel"),
    "zip": ("this is a packed archive, not a table", "unpack it, and put the table itself here"),
    "gzip": ("this is a packed file, not a table", "unpack it, and put the table itself here"),
    "json": ("this is JSON, not a table", "save the table as CSV UTF-8 or .xlsx"),
    "empty": ("the file is empty", "give it a header row and at least one row"),
}
# A spreadsheet that saved such a file puts cells behind the marks, and quotes some.
_SIDE = re.compile(r'^"?(?:<{7}|>{7}) ', re.MULTILINE)
_CONFLICT = re.compile(r'^"?(?:<{7}|={7}|>{7}|\|{7})(?:[ ",;\t\r].*)?$', re.MULTILINE)


def kind_of(content: bytes) -> str:
    """Return what the bytes of a file are: ``text``, a key of `WORKBOOKS` or one of `NO_TABLE`."""
    if not content.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        return "empty"
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _packed(content)
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"version https://git-lfs.github.com/spec/"):
        return "lfs"
    for mark, kind in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"%PDF", "pdf"),
        (b"SQLite format 3\x00", "sqlite"),
        (b"{\\rtf", "rtf"),
        (b"\x1f\x8b", "gzip"),
    ):
        if content.startswith(mark):
            return kind
    if re.match(rb'[\[{]\s*[\[{"]', head):
        return "json"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) or re.match(rb"<[a-z!][^>]*>\s*<", head):
        return "html"
    return "text"


def _packed(content: bytes) -> str:
    """Return what a packed file is: a workbook, a document, or an archive."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()[:2000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "xlsx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "numbers"
    return "ods" if "content.xml" in names else "zip"


def merge_marks(text: str) -> list[int]:
    """Return the lines that hold marks of an unfinished merge; a line of = alone is none."""
    if not any(f"{side * 7} " in text for side in "<>") or not _SIDE.search(text):
        return []
    return [text[: match.start()].count("\n") + 1 for match in _CONFLICT.finditer(text)]


#: Files that a spreadsheet, an editor or the system leaves beside tables.
_LEFT = re.compile(
    r"~\$.*|\..*|.*~|thumbs\.db|desktop\.ini|icon\r?|.*\.(?:bak|tmp|temp|orig|rej|swp|swo|old|lnk)|.*\.~lock.*|.*#",
    re.IGNORECASE,
)


def is_left_over(name: str) -> bool:
    """Say whether a file is one that a spreadsheet, an editor or the system leaves beside tables."""
    return _LEFT.fullmatch(name) is not None

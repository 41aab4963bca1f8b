"""Which program wrote a file, seen by what is in it and not by its ending, and the reader for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from ...store import foreign
from . import database, qualcoder, refi, rqda, taguette
from .archive import Archive
from .model import Project
from .refusals import MOST_XML, refused

_HEAD = 4_096
_SQLITE = b"SQLite format 3\x00"
_CHUNK = 65_536
_PAGES = (b"<html>", b"<html ", b"<!doctype html")
_BASES = ((qualcoder, "QualCoder"), (taguette, "Taguette"), (rqda, "RQDA"))
_READ = "REFI-QDA projects (.qdpx) and codebooks (.qdc), QualCoder (.qda), Taguette (.sqlite3) and RQDA (.rqda)"
_NVIVO = "in NVivo open the project and export it as REFI-QDA project (.qdpx)"
_ATLAS = "in ATLAS.ti open the project and export it as QDPX (REFI-QDA project)"
_MAXQDA = "in MAXQDA open the project and export it as REFI-QDA project (.qdpx), or the coded segments as Excel (.xlsx)"
_OTHER = "open it in its program and export it as REFI-QDA project (.qdpx)"
#: Files that only their own program reads: by the beginning of the ending, what they are and what to make instead.
_CLOSED = (
    ((".mx", ".mex", ".mqd", ".mqtc", ".mod"), "a MAXQDA project, which is encrypted", _MAXQDA),
    ((".nvp", ".nvcx"), "an NVivo project, which only NVivo reads", _NVIVO),
    ((".atlproj", ".hpr", ".atlcb", ".atlp"), "an ATLAS.ti project, which only ATLAS.ti reads", _ATLAS),
    ((".ppj", ".wpj", ".qdp"), "a project of QDA Miner, which only QDA Miner reads", _OTHER),
    ((".f4p", ".f4a", ".quirkos", ".hs2", ".hr2", ".tda"), "a project of a program that is not read here", _OTHER),
)


def kind_of(path: str | Path, content: bytes | None = None) -> str:
    """Return what a file is: ``project`` (one that `read_project` takes, or refuses), ``table`` (a workbook) or
    ``text`` (of whatever kind: CSV, JSON).
    """
    place = Path(path)
    if content is None and place.is_dir():
        return "project"
    head = content[:_HEAD] if content is not None else foreign.head_of(place, _HEAD)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "table"
    if head.startswith(b"PK"):
        names = foreign.names_in_zip(place, content)
        return "table" if {"[Content_Types].xml", "mimetype"} & names else "project"
    if head.startswith(_SQLITE) or _is_xml(head) or _closed(place.name):
        return "project"
    return "text"


def read_project(path: str | Path, content: bytes | None = None, name: str = "") -> Project:
    """Return what a file of another program holds; *content* is read in place of the file where it is given.

    *name* stands in messages (default: the file's). Raises `CaseDataError` for a file that cannot be read, is not
    whole, or was made to do harm: nothing of it is taken then.
    """
    place = Path(path)
    name = name or place.name
    if content is None:
        place = _file(place, name)
    try:
        head = content[:_HEAD] if content is not None else foreign.head_of(place, _HEAD)
        if head.startswith(_SQLITE):
            return _from_database(place, name, content)
        if head.startswith(b"PK"):
            with foreign.opened(place, content) as file:
                return refi.read_project(Archive(file, name))
        if _is_xml(head):
            return refi.read_xml(_chunks(place, content, name), name)
    except OSError as error:
        raise refused(name, "the file cannot be read", "see whether it is open elsewhere or kept from you") from error
    except RecursionError as error:
        raise refused(name, "its parts are nested deeper than in any project") from error
    raise _unknown(name, head)


def _file(path: Path, name: str) -> Path:
    """Return the file to read: a QualCoder project is a folder with a database in it."""
    if path.is_dir():
        inner = path / "data.qda"
        if inner.is_symlink() or not inner.is_file():
            message = "this folder holds no QualCoder project (no file data.qda)"
            raise refused(name, message, f"give one file, or the folder <name>.qda; read here are {_READ}")
        return inner
    if not path.is_file():
        raise refused(name, "there is no such file", "see how it is spelt and where it lies")
    return path


def _from_database(path: Path, name: str, content: bytes | None) -> Project:
    with database.opened(str(path), name, content) as base:
        for reader, _ in _BASES:
            if base.has(*reader.TABLES):
                return reader.read_project(base)
    closed = _closed(name)
    if closed:
        raise refused(name, f"this is {closed[0]}", closed[1])
    raise refused(name, "it is a SQLite database, but of no program that is read here", f"read here are {_READ}")


def _chunks(path: Path, content: bytes | None, name: str) -> Iterator[bytes]:
    size = len(content) if content is not None else foreign.size_of(path)
    if size > MOST_XML:
        raise refused(name, f"it is larger than {MOST_XML // 1_000_000} MB")
    with foreign.opened(path, content) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_xml(head: bytes) -> bool:
    for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(mark):
            return head[len(mark) :].decode(code, "ignore").lstrip().startswith("<")
    start = head.lstrip()[:64].lower()
    return start.startswith(b"<") and not start.startswith(_PAGES)


def _closed(name: str) -> tuple[str, str] | None:
    ending = PurePath(name).suffix.casefold()
    return (
        next(((what, mend) for endings, what, mend in _CLOSED if ending.startswith(endings)), None) if ending else None
    )


def _unknown(name: str, head: bytes) -> Exception:
    """Return the refusal of a file that none of the readers takes, with what may have happened to it."""
    start = head.lstrip()[:64].lower()
    if not head:
        return refused(name, "the file is empty", "save it again where it comes from")
    if start.startswith(b"version https://git-lfs"):
        return refused(
            name, "this is a pointer to a file that was not fetched", "run `git lfs pull`, then import it again"
        )
    if start.startswith(_PAGES):
        return refused(name, "this is a web page in place of the file", "download the file itself")
    if closed := _closed(name):
        return refused(name, f"this is {closed[0]}", closed[1])
    return refused(name, "nothing in it says which program it comes from", f"read here are {_READ}")

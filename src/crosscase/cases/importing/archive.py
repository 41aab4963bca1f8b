"""A .qdpx file: a zip that is looked through before anything in it is opened, and never unpacked to the disk.

Only the one ``*.qde`` at the root and texts in the folder ``sources`` are ever read. What a person can only meet in a
file made to do harm (paths that lead out, links, archives in the archive, entries over each other, bombs) refuses it
whole.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote

from .refusals import MOST_TEXT, MOST_TEXTS, MOST_XML, refused

#: Bytes of the table of contents: some 50,000 files.
_MOST_CONTENTS = 8_000_000
#: ASSUME: unpacked to packed. Texts and XML reach about 30.
_MOST_RATIO = 250
#: A file of this size is too small for a bomb, whatever its ratio.
_SMALL = 1_000_000
_NESTED = (".zip", ".qdpx", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".jar", ".iso", ".cab")
_CHUNK = 65_536
_END = b"PK\x05\x06"
_TOO_LARGE = "leave out what is not text (audio, video, pictures), then export the project again"


class Archive:
    """A .qdpx file that was found sound: its project and its texts. *name* stands in messages."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        _check_contents(file, name)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeError) as error:
            raise refused(name, "this is a zip file that is damaged or breaks off") from error
        if not all(info.filename for info in self._zip.infolist()):
            raise refused(name, "it holds a file without a name")
        self._entries = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._check()
        self.project = self._project()
        self._sources = {
            path.casefold(): entry
            for entry in self._entries
            if len(PurePosixPath(path := _path(entry)).parts) > 1
            and PurePosixPath(path).parts[0].casefold() == "sources"
        }
        self._budget = MOST_TEXTS

    @property
    def n_entries(self) -> int:
        return len(self._entries)

    def _check(self) -> None:
        """Refuse what no program writes."""
        infos = self._zip.infolist()
        if len({_path(info.filename) for info in infos}) < len(infos):
            raise refused(self.name, "two files in it have the same name")
        for info in infos:
            self._check_entry(info)
        spans = sorted((info.header_offset, len(info.filename) + 30 + info.compress_size) for info in infos)
        for (start, length), (following, _) in zip(spans, spans[1:], strict=False):
            if start + length > following:
                raise refused(self.name, "files in it lie over each other, as in a file made to fill a disk")

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        path, mode = PurePosixPath(_path(info.filename)), info.external_attr >> 16
        drive = info.filename[1:2] == ":"
        if path.is_absolute() or ".." in path.parts or drive or "\x00" in info.filename:
            raise refused(self.name, "it holds a file with a path that leads out of the project")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise refused(self.name, "it holds a link in place of a file")
        if info.flag_bits & 0x1:
            raise refused(
                self.name, "it is locked with a password", "unpack it, or export the project without password"
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(self.name, "it is packed in a way that no program for qualitative data uses")
        if info.file_size > _SMALL and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
            raise refused(self.name, f"a file in it would unpack to more than {_MOST_RATIO} times its size")
        if path.name.casefold().endswith(_NESTED):
            raise refused(self.name, "it holds another archive", "unpack that one and import what is in it by itself")

    def _project(self) -> zipfile.ZipInfo:
        found = [info for path, info in self._entries.items() if _path(path).casefold().endswith(".qde")]
        root = [info for info in found if "/" not in _path(info.filename)]
        if len(root) > 1:
            raise refused(self.name, f"it holds {len(root)} projects (*.qde)", "export each project by itself")
        if not root and found:
            message = "its project (*.qde) lies in a folder and not at the root"
            raise refused(self.name, message, "zip what is in the folder, not the folder itself")
        if not root:
            raise refused(
                self.name, "it is a zip file without a project (*.qde)", "export the project as REFI-QDA (.qdpx)"
            )
        if root[0].file_size > MOST_XML:
            raise refused(self.name, f"its project is larger than {MOST_XML // 1_000_000} MB", _TOO_LARGE)
        return root[0]

    def chunks(self) -> Iterator[bytes]:
        """Give the XML of the project piece by piece."""
        with self._unpacking(), self._zip.open(self.project) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def text(self, path: str) -> bytes | None:
        """Return the bytes of a text by the path that the project gives, None where it lies outside of the file."""
        entry = self.entry(path)
        if entry is None:
            return None
        info = self._entries[entry]
        self._budget -= info.file_size
        if info.file_size > MOST_TEXT or self._budget < 0:
            raise refused(self.name, "its texts are larger than this import takes", _TOO_LARGE)
        with self._unpacking(), self._zip.open(info) as file:
            # Piece by piece: a file may unpack to more than it says, and that shows at the end of what it says.
            content = b"".join(iter(lambda: file.read(_CHUNK), b""))
        if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
            raise refused(self.name, "it holds an archive in place of a text")
        return content

    def entry(self, path: str) -> str | None:
        """Return the name of the file in the archive that a path means, None if there is none."""
        for scheme in ("internal://", "relative://", "absolute://", "file://"):
            path = path.removeprefix(scheme)
        for name in dict.fromkeys((path, unquote(path))):
            bare = _path(name).strip("/").removeprefix("./").casefold()
            # A path on somebody's disk is never followed: a text of that name may lie in the archive all the same.
            for candidate in (bare, f"sources/{bare}", f"sources/{bare.rpartition('/')[2]}"):
                if candidate in self._sources:
                    return self._sources[candidate]
        return None

    def _unpacking(self) -> _Unpacking:
        return _Unpacking(self.name)


class _Unpacking:
    """Turns what can go wrong inside of a zip into a refusal."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        known = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, struct.error, RuntimeError)
        if isinstance(error, known):
            raise refused(self._name, "a file in it is damaged and cannot be unpacked") from error


def _path(name: str) -> str:
    return name.replace("\\", "/")


def _check_contents(file: BinaryIO, name: str) -> None:
    """Refuse a table of contents that would not fit into memory, before it is read."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise refused(name, "this is a zip file that is damaged or breaks off")
    size = struct.unpack("<L", tail[at + 12 : at + 16])[0]
    if size == 0xFFFFFFFF:
        # The sizes of a large archive stand in a record of their own before the end.
        big = tail.rfind(b"PK\x06\x06", 0, at)
        size = struct.unpack("<Q", tail[big + 40 : big + 48])[0] if big >= 0 else size
    if size > _MOST_CONTENTS:
        raise refused(name, "it holds more files than a project of interviews has")

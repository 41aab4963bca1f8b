"""What goes into an archive: the files as committed; or, where an archive was unpacked, those that its manifest
lists.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from ..core.findings import ConfigError, Finding
from . import git
from .access import CASES, KEPT_APART, every_case, is_apart, not_public, stated_in
from .files import resolve

#: Lists every file of an archive with its SHA-256.
MANIFEST = "ro-crate-metadata.json"
#: The main figures and tables as published, kept in an archive beside those that a run makes anew.
PUBLISHED = "codecheck/published/"
_NO_CLOCK = (1980, 1, 1)  # the earliest day that a zip file knows


@dataclass(frozen=True)
class Deposited:
    """The files of the compendium and where they come from.

    ``files``: what is deposited, by name. ``published``: the SHA-256 of each file as published. ``commit`` is empty
    where the manifest of an unpacked archive names none, ``date`` is the day of the commit (ISO 8601), ``dirty``
    names the tracked files that lie here otherwise than committed.
    """

    files: Mapping[str, bytes]
    published: Mapping[str, str]
    commit: str
    date: str
    from_git: bool
    dirty: tuple[str, ...] = ()
    runnable: frozenset[str] = field(default=frozenset())

    def as_published(self, name: str) -> bytes | None:
        """Return a file as it was published, where its bytes are still to be had."""
        kept = self.files.get(PUBLISHED + name)
        for content in (self.files.get(name), kept):
            if content is not None and digest(content) == self.published.get(name):
                return content
        return None


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def read_deposited() -> Deposited:
    """Read what is deposited: the last commit, or without git what the manifest lists, as it lies here.

    Raises `ConfigError` where there is neither, and where a case that is not public would come along.
    """
    if is_apart():
        mend = "run it in the project's own folder: nothing of this one is ever deposited"
        raise ConfigError([Finding(".", "here lie results with cases that are not public", mend, code="place.apart")])
    found = _from_git() if _is_tracked() else _from_manifest()
    if closed := _closed(found.files):
        mend = (
            f"take it out of git (git rm --cached) and commit: a case of {CASES}/ that is not public is never deposited"
        )
        raise ConfigError(
            [
                Finding(file, "this belongs to a case that is not public", mend, code="place.not-apart")
                for file in closed
            ]
        )
    return found


def deposited_names() -> list[str]:
    """Return the names of the files that belong to the compendium: what git tracks, or what the manifest lists."""
    if _is_tracked():
        return sorted(git.names(_git("ls-files", "-z") or b""))
    return sorted(_listed()[0])


def _git(*words: str) -> bytes | None:
    try:
        done = git.ask(*words)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _is_tracked() -> bool:
    """Return whether git knows the project: an archive that was unpacked inside somebody's repository is none of its
    files.
    """
    return _git("rev-parse", "--verify", "HEAD") is not None and bool(_git("ls-files", "--", "Snakefile"))


def _from_git() -> Deposited:
    commit, _, date = (_git("log", "-1", "--format=%H %cs") or b"").decode().strip().partition(" ")
    files, runnable = {}, set()
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", "HEAD") or b"")) as tar:
        for member in tar:
            if member.isfile() and (content := tar.extractfile(member)):
                files[member.name] = content.read()
                if member.mode & 0o100:
                    runnable.add(member.name)
    dirty = tuple(sorted(git.names(_git("diff", "--name-only", "-z", "--relative", "HEAD") or b"")))
    published = {name: digest(content) for name, content in files.items()}
    return Deposited(files, published, commit, date, True, dirty, frozenset(runnable))


def _from_manifest() -> Deposited:
    """Read the files that the manifest of an unpacked archive lists, as they lie here now."""
    published, date, commit = _listed()
    files, runnable = {}, set()
    for name in published:
        path = resolve(name)
        if path.is_file():
            files[name] = path.read_bytes()
            if os.access(path, os.X_OK):
                runnable.add(name)
    dirty = tuple(sorted(name for name in published if name not in files or digest(files[name]) != published[name]))
    return Deposited(files, published, commit, date, False, dirty, frozenset(runnable))


def _listed() -> tuple[dict[str, str], str, str]:
    """Return the files of the manifest with their hashes, its day, and the commit that it names."""
    try:
        graph = json.loads(resolve(MANIFEST).read_bytes())["@graph"]
        entities = {one["@id"]: one for one in graph}
        published = {unquote(name): one["sha256"] for name, one in entities.items() if "sha256" in one}
        return published, entities["./"]["datePublished"], entities.get("#commit", {}).get("value", "")
    except (OSError, ValueError, KeyError, TypeError):
        mend = f"run it in a git repository with a commit, or where an archive with its {MANIFEST} was unpacked"
        told = Finding(
            MANIFEST, "neither git nor a manifest says what belongs to the compendium", mend, code="project.no-git"
        )
        raise ConfigError([told]) from None


def _closed(files: Mapping[str, bytes]) -> list[str]:
    """Return the files of cases that are not public, as they lie here or as they are to be deposited."""
    described = re.compile(rf"{CASES}/([^/]+)/case\.ya?ml", re.IGNORECASE)
    cases = set(not_public()) if resolve(CASES).is_dir() and every_case() else set()
    for name, content in files.items():
        if (match := described.fullmatch(name)) and stated_in(content) in KEPT_APART:
            cases.add(match[1])
    places = [
        place
        for case in cases
        for place in (f"{CASES}/{case}/", f"data/processed/{case}/", f"config/corrections/{case}.yml")
    ]
    places += [f"reports/{kind}/{case}/" for case in cases for kind in ("figures", "notebooks", "tables")]
    return sorted(name for name in files if name.startswith(tuple(places)))


def state_of(names: Mapping[str, str] | list[str]) -> str:
    """Return one SHA-256 of files as they lie here: it tells whether anything changed since."""
    whole = hashlib.sha256()
    for name in sorted(names):
        path = resolve(name)
        whole.update(f"{name}\0{digest(path.read_bytes()) if path.is_file() else ''}\n".encode())
    return whole.hexdigest()


def as_zip(files: Mapping[str, bytes], date: str, runnable: frozenset[str] = frozenset()) -> bytes:
    """Return a zip file; the same files of the same day give the same bytes."""
    year, month, day = map(int, date[:10].split("-")) if date else _NO_CLOCK
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (0o100755 if name in runnable else 0o100644) << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def unpack(files: Mapping[str, bytes], folder: str | Path) -> None:
    """Write files into a folder, for a program that reads them there."""
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

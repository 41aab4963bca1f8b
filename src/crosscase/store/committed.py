"""What git holds of the project's files, and what lies on the disk beside it; without git, two folders."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from ..core.findings import ConfigError, Finding
from . import git
from .files import project_root

#: What a copy without git may bring: a line a file, its SHA-256 in hexadecimal, two spaces and its path, as `sha256sum`
#: writes them.
MANIFEST = "manifest.sha256"


def _git(*arguments: str, given: bytes = b"") -> bytes:
    """Return what git says in the project's folder. Raises `ConfigError` where it has nothing to say."""
    try:
        said = git.ask(*arguments, given=given)
    except OSError:
        why = "there is no git on this machine"
    else:
        if said.returncode == 0:
            return said.stdout
        told = said.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f"git does not know what was committed here ({told[0] if told else 'it says nothing'})"
    mend = "take a clone with `git clone`, or name a folder with an untouched copy: `crosscase verify --against FOLDER`"
    raise ConfigError([Finding(".", why, mend, code="project.no-git")])


def commit() -> str:
    """Return the commit that the folder stands on, in nine letters. Raises `ConfigError` where there is none."""
    return _git("rev-parse", "--short=9", "HEAD").decode().strip()


def committed(places: Iterable[str]) -> dict[str, bytes]:
    """Return every committed file below these places, as the last commit holds it, by its path from the root."""
    listed = [entry.partition(b"\t") for entry in _git("ls-tree", "-rz", "HEAD", "--", *places).split(b"\0") if entry]
    blobs = {os.fsdecode(name): about.split()[2] for about, _, name in listed if about.split()[1] == b"blob"}
    told = _git("cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs.values()))
    contents, at = {}, 0
    for name in blobs:
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[2])
        contents[name] = told[end + 1 : end + 1 + size]
        at = end + size + 2
    return contents


def lying(places: Iterable[str]) -> dict[str, bytes]:
    """Return every file below these places that git tracks or would track, as it lies on the disk."""
    told = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *places)
    return _read(project_root(), git.names(told))


def folder(root: str | Path, places: Iterable[str]) -> dict[str, bytes]:
    """Return every file below these places of a copy of the project, but for hidden ones."""
    root = Path(root)
    found: set[str] = set()
    for place in places:
        below = [root / place] if (root / place).is_file() else (root / place).rglob("*")
        found |= {path.relative_to(root).as_posix() for path in below}
    return _read(root, {name for name in found if not any(part.startswith(".") for part in name.split("/"))})


def _read(root: Path, names: Collection[str]) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in sorted(names) if (root / name).is_file()}


def changed(places: Iterable[str]) -> list[tuple[str, str]]:
    """Return which files below these places are not as committed: the path, and *changed*, *new* or *deleted*."""
    before = os.fsdecode(_git("rev-parse", "--show-prefix").rstrip(b"\n"))
    told = _git("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *places)
    kinds = {"?": "new", "A": "new", "D": "deleted"}
    return [
        (entry[3:].removeprefix(before), next((kinds[one] for one in entry[:2] if one in kinds), "changed"))
        for entry in git.names(told)
    ]


def in_manifest() -> dict[str, str] | None:
    """Return the SHA-256 of each file that the manifest names; None where there is no manifest."""
    path = project_root() / MANIFEST
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name.lstrip("*"): digest for digest, _, name in (line.partition("  ") for line in lines) if name}

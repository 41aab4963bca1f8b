"""Files: the only way to the disk.

Paths are given from the folder that holds the Snakefile, wherever a notebook runs. Files appear whole or not at all,
and a file that already holds the same bytes is left as it is.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..core.findings import ConfigError, Finding

#: Where outputs go instead of the project while results are only compared (`make test`).
SCRATCH = "CROSSCASE_SCRATCH"
#: How a file ends that is being written; what a killed run left of it is swept away by the next one.
UNFINISHED = ".unfinished"
#: Where a run writes.
_WRITTEN = ("data/processed", "reports", "docs", ".snakemake/crosscase")


@functools.cache  # asked for with every file
def _resolved(folder: str) -> Path:
    return Path(folder).resolve()


def project_root(start: str | Path | None = None) -> Path:
    """Return the folder that holds the Snakefile, looking upwards from *start* (default: where we are).

    Raises `ConfigError` when there is none.
    """
    asked = os.fspath(start or os.getcwd())
    here = _resolved(asked) if os.path.isabs(asked) else Path(asked).resolve()
    for folder in (here, *here.parents):
        if os.path.isfile(f"{folder}/Snakefile"):
            return folder
    mend = "run the command in the folder that holds the Snakefile"
    raise ConfigError([Finding(".", "no Snakefile here or in any folder above", mend, code="project.none")])


def resolve(path: str | Path) -> Path:
    """Return an absolute path; a relative one counts from the folder that holds the Snakefile."""
    path = Path(path)
    return path if path.is_absolute() else project_root() / path


def is_scratch() -> bool:
    """Return whether what is written is thrown away: notebooks are run again to compare what they show."""
    return bool(os.environ.get(SCRATCH))


def target_of(path: str | Path) -> Path:
    target = resolve(path)
    if is_scratch():
        target = Path(os.environ[SCRATCH]) / target.relative_to(project_root())
    return target


def read_bytes(path: str | Path) -> bytes:
    """Return what a file holds, as it was written."""
    return target_of(path).read_bytes()


def remove(path: str | Path) -> None:
    """Remove a file that was written, if it is still there."""
    target_of(path).unlink(missing_ok=True)


def remove_all(places: Iterable[str]) -> None:
    """Remove these files and whole folders; a link is removed, and not what it leads to."""
    for place in places:
        target = target_of(place)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a whole file or nothing; a file that already holds these bytes is not touched."""
    target = target_of(path)
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:180]}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_unfinished() -> None:
    """Remove what a run that was killed left half written."""
    root = project_root()
    left = [
        *root.glob(f".*{UNFINISHED}"),
        *(path for place in _WRITTEN for path in (root / place).rglob(f".*{UNFINISHED}")),
    ]
    for path in left:
        path.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write text as UTF-8 with a final line end."""
    write_bytes(path, (text.rstrip("\n") + "\n").encode("utf-8"))

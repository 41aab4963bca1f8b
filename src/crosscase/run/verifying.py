"""Does the working tree hold the outputs that were committed, and if not, what differs and which inputs changed?

Outputs are what lies in the two folders that only `make` writes, and the pages of docs/ and README.md that it makes;
so a file that no rule makes any more, and one that a rule makes and nobody committed, are found too.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from .. import store
from ..core.findings import ConfigError, Finding
from ..publish.verifying import Difference, compare
from ..store import committed as kept
from .pages import with_part_of

OUTPUTS = "data/processed reports docs/comparison.md docs/architecture.md docs/architecture.svg README.md".split()
INPUTS = (
    "data/raw config notebooks schemas src rules Snakefile profiles docs/example_case pyproject.toml requirements.lock"
).split()
_LOCK = "requirements.lock"


@dataclass(frozen=True)
class Verified:
    """What was compared and found; every file is in ``differences``, also the equal ones.

    ``against`` says what the working tree was compared with, ``inputs`` which inputs are not as there, each *changed*,
    *new* or *deleted*; ``libraries`` holds (name, locked, here) of each library whose version is not that of the lock.
    """

    against: str
    differences: Sequence[Difference]
    inputs: Sequence[tuple[str, str]]
    machine: str = ""
    libraries: Sequence[tuple[str, str, str]] = field(default=())

    def of(self, *kinds: str) -> list[Difference]:
        return [one for one in self.differences if one.kind in kinds]

    @property
    def well(self) -> bool:
        """Return whether all outputs are equal, at least within the tolerance."""
        return not self.of("different", "missing", "extra")


def verified(against: str | None = None) -> Verified:
    """Compare with the last commit, or with a folder that holds a copy of the project.

    Raises `ConfigError` where there is nothing to compare with.
    """
    if store.is_apart():
        mend = "run it in the project's own folder; of results with cases that are not public nothing is committed"
        raise ConfigError([Finding(".", "nothing here is ever committed", mend, code="place.apart")])
    if against is not None:
        return _with_folder(against)
    if (manifest := kept.in_manifest()) is not None and not (store.project_root() / ".git").exists():
        return _with_manifest(manifest)
    commit = kept.commit()
    if not (old := kept.committed(OUTPUTS)):
        mend = "name a folder with an untouched copy: `crosscase verify --against FOLDER`"
        raise ConfigError([Finding(".", "no output is committed here", mend, code="project.no-git")])
    return _verified(f"commit {commit}", _compared(old, kept.lying(OUTPUTS)), kept.changed(INPUTS))


def _with_folder(against: str) -> Verified:
    there, here = Path(against).resolve(), store.project_root()
    if not (there / "Snakefile").is_file():
        mend = "name a folder that holds a copy of the project: an archive that was unpacked, or a clone"
        raise ConfigError([Finding(against, "no Snakefile lies there", mend, code="call.unknown-name")])
    old, new = kept.folder(there, INPUTS), kept.folder(here, INPUTS)
    inputs = [
        (name, "deleted" if name not in new else "changed" if name in old else "new")
        for name in sorted(old | new)
        if old.get(name) != new.get(name) and "__pycache__" not in name and ".egg-info/" not in name
    ]
    outputs = _compared(kept.folder(there, OUTPUTS), kept.folder(here, OUTPUTS))
    return _verified(against, outputs, inputs)


def _with_manifest(manifest: Mapping[str, str]) -> Verified:
    """Compare with SHA-256 only: what differs is named, by how much cannot be said."""
    root = store.project_root()
    told, here = [], kept.folder(root, OUTPUTS)
    outputs = {name: digest for name, digest in manifest.items() if _below(name, OUTPUTS)}
    for name in sorted(outputs.keys() | here.keys()):
        if name not in here:
            told.append(compare(name, b"", None))
        elif name not in outputs:
            told.append(compare(name, None, here[name]))
        elif store.digest(here[name]) == outputs[name]:
            told.append(compare(name, here[name], here[name]))
        else:
            told.append(Difference(name, "different", f"another SHA-256 than in {kept.MANIFEST}"))
    inputs, digests = kept.folder(root, INPUTS), {n: d for n, d in manifest.items() if _below(n, INPUTS)}
    changed = [
        (name, "deleted" if name not in inputs else "changed")
        for name, digest in digests.items()
        if name not in inputs or store.digest(inputs[name]) != digest
    ]
    return _verified(kept.MANIFEST, told, changed)


def _below(name: str, places: Sequence[str]) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in places)


def _compared(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Difference]:
    told = []
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if name == "README.md" and before and after:
            after = with_part_of(before.decode("utf-8"), after.decode("utf-8")).encode("utf-8")
        told.append(compare(name, before, after))
    return told


def _verified(against: str, differences: Sequence[Difference], inputs: Sequence[tuple[str, str]]) -> Verified:
    return Verified(against, differences, inputs, machine(), other_libraries())


def machine() -> str:
    """Return what a run depends on beside its inputs: system, kind of processor and Python."""
    system = platform.system()
    release = " ".join(platform.libc_ver()) if system == "Linux" else platform.release()
    parts = f"{system} {platform.machine()}", release.strip(), f"Python {platform.python_version()}"
    return ", ".join(filter(None, parts))


def other_libraries() -> list[tuple[str, str, str]]:
    """Return the name, the locked and the installed version of each library that is not as the lock says."""
    path = store.resolve(_LOCK)
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.!+]+)", path.read_text(encoding="utf-8"), re.MULTILINE):
        locked.setdefault(_plain(name), []).append(version)
    here = {_plain(one.name): one.version for one in metadata.distributions() if one.name}
    return [
        (name, " or ".join(versions), here[name])
        for name, versions in sorted(locked.items())
        if name in here and here[name] not in versions
    ]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

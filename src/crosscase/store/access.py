"""Who may see a case: where one that is not public is kept, so that git never takes it.

``access`` of case.yml is ``public``, ``restricted`` or ``confidential``. A case that is not public stays in its folder
of ``data/raw/cases/``, with a ``.gitignore`` of one star in it: git passes over the whole folder, that file too. What
is computed from it is computed in `APART`, which git ignores (`store.apart`). Everything else leaves such a case out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..core.reading import yamls
from . import git
from .files import project_root, resolve, write_text
from .received import description_file

CASES = "data/raw/cases"
#: The kinds of access, from open to closed; schemas/case.schema.yaml says what each means.
ACCESS = ("public", "restricted", "confidential")
KEPT_APART = ("restricted", "confidential")
#: The folder in which a second run takes in the cases that are not public.
APART = "private"
#: Stands in that folder: here every case is taken in, whoever may see it.
MARK = "KEPT_APART.md"
#: Corrections of a case that is not public, in its folder.
CORRECTIONS = "corrections.yml"
_PASSED_OVER = "# This case is not public: git passes over the folder. `crosscase` writes and removes this file.\n*\n"
#: A description is far shorter; what stands behind is not looked at.
_MOST_BYTES = 8_000_000
_STATED = re.compile(r"""^["']?access["']?\s*:\s*["']?([A-Za-z]+)""", re.MULTILINE)


def is_apart() -> bool:
    """Return whether we are in the folder that takes in every case."""
    return resolve(MARK).is_file()


def every_case() -> list[str]:
    """Return every folder of data/raw/cases/, in alphabetical order, whoever may see it."""
    folder = resolve(CASES)
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def access_of(case_id: str) -> str:
    """Return the access that case.yml states; empty where it states none that is known.

    A file that states two, or is not readable as YAML and names one, counts by the most closed of those it names.
    """
    try:
        with resolve(description_file(f"{CASES}/{case_id}")).open("rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError:
        return ""
    return stated_in(content)


def stated_in(content: bytes) -> str:
    """Return the access that the bytes of a case.yml state, as `access_of` does."""
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    named = {word.casefold() for word in _STATED.findall(text)}
    try:
        described = yamls.read(text)[0]
        named.add(str(described.get("access")).casefold() if isinstance(described, dict) else "")
    except Exception:  # the check says what is wrong with the file
        pass
    return next((kind for kind in reversed(ACCESS) if kind in named), "")


def not_public(case_ids: Iterable[str] | None = None) -> list[str]:
    """Return the cases, of these or of all, that are restricted or confidential."""
    return [case_id for case_id in (every_case() if case_ids is None else case_ids) if access_of(case_id) in KEPT_APART]


def pass_over() -> list[str]:
    """Let git pass over every case that is not public, and see again one that became public.

    Returns a sentence for each case whose folder changed. In the folder that takes in every case nothing is done.
    """
    told: list[str] = []
    for case_id in [] if is_apart() else every_case():
        access, path = access_of(case_id), resolve(f"{CASES}/{case_id}/.gitignore")
        written = path.is_file() and path.read_text(encoding="utf-8", errors="replace") == _PASSED_OVER
        if access in KEPT_APART and not written:
            write_text(path, _PASSED_OVER)
            told.append(f"{case_id} is {access}: from now on git passes over {CASES}/{case_id}/")
        elif access == "public" and written:
            path.unlink()
            told.append(f"{case_id} is public now: git sees {CASES}/{case_id}/ again")
    return told


def tracked(paths: Iterable[str]) -> list[str]:
    """Return the files below these paths that git tracks; none where there is no git or no repository."""
    try:
        listed = git.ask("ls-files", "-z", "--", *paths)
    except OSError:
        return []
    return git.names(listed.stdout) if listed.returncode == 0 else []


def traces_of(case_id: str) -> list[str]:
    """Return what an earlier run made of a case where git would see it: folders and files from the project's root."""
    places = [f"data/processed/{case_id}", f"reports/figures/{case_id}", f"reports/notebooks/{case_id}"]
    places += [f"reports/tables/{case_id}", f"config/corrections/{case_id}.yml"]
    return [place for place in places if resolve(place).exists()]


def corrections_file(case_id: str) -> str:
    """Return where the corrections of a case stand, or would stand."""
    own = f"{CASES}/{case_id}/{CORRECTIONS}"
    return own if resolve(own).is_file() else f"config/corrections/{case_id}.yml"


def folder_apart() -> Path:
    """Return the folder that takes in every case; it may not be there yet."""
    return project_root() / APART

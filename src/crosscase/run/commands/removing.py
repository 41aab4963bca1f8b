"""`crosscase remove`: take a case out again, with everything that was generated from it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ...core.findings import CaseDataError, ConfigError, Finding, did_you_mean
from ...core.ids import RESERVED
from . import calls, completion, terminal
from .answers import Said, show

_CONFIG = "config/config.yaml"


def belongings(case_id: str) -> list[str]:
    """Return the folders and files of a case that are there, the case as received first.

    Raises `CaseDataError` for a word that is no case and has left nothing behind.
    """
    from ... import store
    from ...cases.removing import FILES, FOLDERS

    known = store.every_case()
    # A name such as `..` or one of another folder's would reach beyond the case.
    plain = case_id not in ("", ".", "..") and not set(case_id) & set("/\\*?[")
    if not plain or (case_id in RESERVED and case_id not in known):
        raise CaseDataError(
            [Finding(store.CASES, f"'{case_id}' is not a case", did_you_mean(case_id, known), code="call.unknown-name")]
        )
    root = store.project_root()
    if case_id in store.not_public() and store.not_public() == [case_id] and store.folder_apart().is_dir():
        apart = [store.APART]  # nothing else is kept apart: all that was computed there holds this case
    else:
        apart = [f"{store.APART}/{folder}/{case_id}" for folder in (*FOLDERS[1:], "release")]
    folders = [
        place for place in [*(f"{folder}/{case_id}" for folder in FOLDERS), *apart] if store.resolve(place).is_dir()
    ]
    files = [
        path.relative_to(root).as_posix()
        for pattern in FILES
        for path in sorted(root.glob(pattern.format(case_id=case_id)))
    ]
    if not folders and not files:
        raise CaseDataError(
            [
                Finding(
                    store.CASES, f"there is no case '{case_id}'", did_you_mean(case_id, known), code="call.unknown-name"
                )
            ]
        )
    return [*folders, *files]


def _no_longer_made(case_id: str) -> list[str]:
    """Return what was made of several cases and that no case is left for, once *case_id* is out."""
    from ... import store
    from ...cases.removing import OF_SEVERAL

    both = set(store.read_config()["independent_passes"])
    left = [one for one in store.every_case() if one != case_id]
    twice = any(both <= set(store.passes_of(one)) for one in left)
    ledger = any(store.resolve(f"{store.CASES}/{one}/claims.csv").is_file() for one in left)
    gone = [name for name, still in (("agreement", twice), ("claims", ledger)) if not still]
    root = store.project_root()
    return [
        path.relative_to(root).as_posix()
        for name in gone
        for one in OF_SEVERAL[name]
        for path in sorted(root.glob(one))
    ]


def _decisions_of_others(case_id: str) -> dict[str, bytes]:
    """Return the workbooks that imports of other cases wait for, which lie where cases are kept apart, by file."""
    from ... import store

    root, folder = store.project_root(), store.folder_apart()
    files = sorted((folder / "import").glob("*")) if (folder / "import").is_dir() else []
    own = (case_id, f"{case_id}_ledger")
    others = [path for path in files if path.is_file() and path.name.partition(".")[0] not in own]
    ignore = [folder / ".gitignore"] if others and (folder / ".gitignore").is_file() else []
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in [*others, *ignore]}


def remove(case_id: str, yes: bool = False) -> Said:
    """Take a case out, after asking. Raises `CaseDataError` where nobody can be asked, or the case is a published one
    and *yes* was not said.
    """
    from ... import store
    from ...cases.removing import PUBLISHED, without_case

    found = belongings(case_id)
    if not yes and case_id in PUBLISHED:
        message = f"'{case_id}' is one of the cases that the compendium is published with"
        mend = f"leave it out with `cases:` in {_CONFIG}; if you mean it: crosscase remove {case_id} --yes"
        raise CaseDataError([Finding(f"{store.CASES}/{case_id}", message, mend, code="place.kept")])
    if not yes:
        terminal.say([f"This takes out for good: {', '.join(found)}"], sys.stderr)
        if not sys.stdin.isatty():
            mend = f"say that you mean it: crosscase remove {case_id} --yes"
            raise CaseDataError([Finding(f"{store.CASES}/{case_id}", "nothing was taken out", mend, code="place.kept")])
        typer.confirm("Take it out?", abort=True, err=True)
    text = store.resolve(_CONFIG).read_text(encoding="utf-8")
    config = without_case(text, case_id)
    if config is None:
        mend = "write `cases: all`, or the cases that you want"
        raise ConfigError(
            [Finding(_CONFIG, f"'{case_id}' is the only case of the list", mend, column="cases", code="config.cases")]
        )
    found += _no_longer_made(case_id)
    kept = _decisions_of_others(case_id) if store.APART in found else {}
    store.remove_all(found)
    for place, content in kept.items():
        store.write_bytes(place, content)
    lines = [f"taken out: {place}" for place in found]
    if config != text:
        store.write_bytes(_CONFIG, config.encode("utf-8"))
        lines.append(f"taken out of the list of cases in {_CONFIG}")
    return Said(*lines, "next: `make` brings the tables and figures of all cases back to what they are without it")


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "remove", "remove my_case", "remove my_case --yes")
    def remove_case(
        case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="The case.", autocompletion=completion.cases)],
        yes: Annotated[bool, typer.Option("--yes", "-y", metavar="", help="Do not ask.")] = False,
    ) -> int:
        """Take a case out again, with everything that was generated from it.

        It asks first; a case that the compendium is published with is kept unless --yes is given. `make` afterwards
        brings what is about all cases back to what it is without the case.
        """
        return show(remove(case_id, yes))

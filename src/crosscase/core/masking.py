"""Words of a case that is not public, taken out of what is said about it.

A finding names file, row and column; its message quotes what stands there. For a case that is not public that may be
shown to the people who sit before the screen, and nowhere else: not in a log, a report that is sent on, or what a
machine keeps. There a finding says what its kind says (`core.kinds`), which quotes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from . import schemas
from .findings import Finding
from .kinds import KINDS
from .received import BESIDE_TABLES, CASE_TABLES

#: Stands for a word that is left out.
MASK = "…"
#: Kinds whose allowed words are a case's own.
_OWN_WORDS = ("unknown.unit", "unknown.source", "unknown.segment", "case.no-such-pass")
_SHORT = 4  # letters: a shorter cell ('12', 'no') stands in many a message, and is told apart by nothing


def masked(findings: Iterable[Finding], private: Sequence[str], secret: Collection[str] = ()) -> list[Finding]:
    """Return findings that hold no word of a case that is not public.

    *private* are the folders of such cases (``data/raw/cases/<case_id>``) and other files that quote them; *secret* are
    cells of theirs, which no finding about another file may quote either. A finding of a kind that quotes says what its
    kind says; words of the data in its fields, unknown columns and names of files that are none of a case's tables are
    left out. Rows, known columns and the words that are allowed stay.
    """
    cells = [cell for cell in secret if len(cell) >= _SHORT]
    return [_masked(one) if _is_private(one, private) or _quotes(one, cells) else one for one in findings]


def _is_private(one: Finding, private: Sequence[str]) -> bool:
    if one.code == "config.initiation":  # the nearest word may be of any case
        return bool(private)
    if one.code == "case.no-such-pass":  # told of the settings, about the passes of a case
        return any(PurePath(place).name in one.message for place in private)
    return any(one.file == place or one.file.startswith(f"{place}/") for place in private)


def _quotes(one: Finding, cells: Sequence[str]) -> bool:
    """Return whether a finding repeats one of these cells, as a word of its own.

    What is said of a file of another case, by its kind, quotes that case; where two are compared, both.
    """
    if one.code not in ("", "case.alike") and one.file.startswith("data/raw/cases/"):
        return False
    said = "\n".join((one.message, one.mend, one.value, one.nearest, one.column, *one.allowed))
    return any(re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", said) for cell in cells if cell in said)


def _masked(one: Finding) -> Finding:
    kind = KINDS.get(one.code)
    path = PurePath(one.file)
    ours = {*CASE_TABLES, *BESIDE_TABLES, "case", "README", "corrections"}
    in_case = path.parts[:3] == ("data", "raw", "cases")
    shown = one.file if path.stem in ours or not path.suffix or not in_case else str(path.parent / MASK)
    # Behind the first point of a key of case.yml stands the id of a unit.
    column = one.column.split(".")[0] if in_case else one.column
    column = column if is_known(column, one.file) else ""
    plain = column == "access" and path.stem == "case"  # says who may see the case, and no more of it
    if plain or (kind and not kind.quotes):
        return one if plain else replace(one, file=shown, column=column, value="", nearest="")
    what = kind.what if kind else "something is wrong here"
    mend = kind.mend if kind else "`crosscase check` on a terminal says more"
    allowed = one.allowed if kind and one.code not in _OWN_WORDS else ()
    return replace(one, file=shown, column=column, message=what, mend=mend, value="", nearest="", allowed=allowed)


def is_known(column: str, file: str) -> bool:
    """Return whether a column or key is one of ours, not a word that somebody wrote into a header."""
    path = PurePath(file)
    if path.parts[:1] == ("config",):
        return True
    if f"raw/{path.stem}" in schemas.files():
        return column in schemas.columns(f"raw/{path.stem}")
    return path.stem == "case" and column in schemas.load_yaml_schema("case")["properties"]

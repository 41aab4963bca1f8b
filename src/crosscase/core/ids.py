"""Ids as people write them: any text. Tables list several with marks between, so that none stands inside of one."""

from __future__ import annotations

import re
import unicodedata

from .findings import Finding, listed

#: The columns that hold the id of a passage or of a link.
ID_COLUMNS = ("segment_id", "cause_segment_id", "remedy_segment_id", "link_id")
#: Names of generated folders; no case can have one of them.
RESERVED = ("agreement", "claims", "cross_case", "literature", "papers")
#: Names that mean something else: in settings, and on Windows, where no folder can have them.
_TAKEN = {**dict.fromkeys(("all", "none"), "means something else in config/config.yaml")} | dict.fromkeys(
    ("con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(1, 10))),
    "cannot be a folder on Windows",
)
#: A name of more letters makes names of files that some systems cannot hold.
_LONGEST = 60
_LATIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "Æ": "Ae", "Ø": "O", "Å": "A", "ł": "l", "Ł": "L"})
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


_MARKS = re.compile("[ \u00a0:;,'\"|<>]")
_BETWEEN = re.compile("[ \u00a0]*[:;,'\"|<>][ \u00a0]*|[ \u00a0]+")


def plain_id(word: str) -> str:
    """Return an id without the marks that stand between ids: ``Interview 3, 12`` is ``Interview_3_12``, 1:5 is 1_5."""
    if not _MARKS.search(word):  # nearly every id of a large case
        return word
    return _BETWEEN.sub("_", word.strip(" \u00a0"))


def case_id_problem(case_id: str) -> Finding | None:
    """Return what is wrong with the name of a case's folder."""
    if case_id.casefold() in RESERVED:
        message = f"'{case_id}' is a name that generated folders use ({listed(RESERVED)})"
        mend = "give the folder another name, such as my_case"
        return Finding("", message, mend, code="case.reserved", value=case_id)
    if why := _TAKEN.get(case_id.casefold()):
        mend = "give the folder another name, such as my_case"
        return Finding("", f"'{case_id}' is a name that {why}", mend, code="case.reserved", value=case_id)
    if len(case_id) > _LONGEST:
        mend = f"use at most {_LONGEST} letters, digits, _ or -; the full name goes into 'title'"
        return Finding("", f"the name has {len(case_id)} letters", mend, code="case.id", value=case_id)
    if not _CASE.fullmatch(case_id):
        letters = unicodedata.normalize("NFKD", case_id.translate(_LATIN))
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
        told = re.sub(r"[^A-Za-z0-9_-]+", "_", bare).strip("_-")
        mend = f"use letters, digits, _ or -{f', such as {told}' if told else ''}"
        return Finding("", f"'{case_id}' is not a case id", mend, code="case.id", value=case_id)
    return None

"""Ids as people write them: any text, as long as tables can list several of them separated by spaces."""

from __future__ import annotations

import re

from .findings import Finding, listed

#: The columns that hold the id of a passage or of a link.
ID_COLUMNS = ("segment_id", "cause_segment_id", "remedy_segment_id", "link_id")
#: Names of generated folders; no case can have one of them.
RESERVED = ("agreement", "claims", "cross_case", "literature", "papers")
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def plain_id(word: str) -> str:
    """Return an id without spaces: ``Interview 3, 12`` is ``Interview_3,_12``; one without spaces as it is."""
    return re.sub("[ \u00a0]+", "_", word.strip(" \u00a0"))


def case_id_problem(case_id: str) -> Finding | None:
    """Return what is wrong with the name of a case's folder."""
    if case_id in RESERVED:
        message = f"'{case_id}' is a name that generated folders use ({listed(RESERVED)})"
        mend = "give the folder another name, such as my_case"
        return Finding("", message, mend, code="case.reserved", value=case_id)
    if not _CASE.fullmatch(case_id):
        told = re.sub(r"[^A-Za-z0-9_-]+", "_", case_id).strip("_-")
        mend = f"use letters, digits, _ or -{f', such as {told}' if told else ''}"
        return Finding("", f"'{case_id}' is not a case id", mend, code="case.id", value=case_id)
    return None

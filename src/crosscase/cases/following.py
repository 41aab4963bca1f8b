"""Findings that follow from others: what one mistake brings with it is not told beside it.

A person who mends the mistake loses both; one who reads both looks for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..core.findings import Finding
from ..core.kinds import rank
from ..core.received import RawCase

#: What a broken key of case.yml leaves unknown.
_NEEDS = {"units": ("unknown.unit",), "sources": ("unknown.source",), "access": ("anchor.missing", "anchor.not-public")}
#: The columns of a coding that a link or reading asks for.
_CODING = ("segment_id", "code_id", "coder")
_PASSAGE = {"cause": "cause_segment_id", "remedy": "remedy_segment_id"}
_UNREAD = ("table.no-header", "table.missing-column")
_UNCODED = ("link.not-coded", "link.only-possible", "reading.not-coded")


def without_following(findings: Sequence[Finding], case: RawCase) -> list[Finding]:
    """Return the findings of one case without those that follow from another of them; the order stays.

    *case* holds the tables that were checked. Of what is left out, at least one finding that it follows from is kept.
    """
    left = _of_rows(_of_description(findings, f"{case.folder}/case.yml"))
    adrift = _wrong_codings(left, case)
    ids = f"{case.folder}/segments.csv"
    lost = any(
        one.file == ids and (one.code == "table.row-length" or (one.code, one.column) == ("cell.empty", "segment_id"))
        for one in left
    )
    unplaced = {one.file for one in left if one.column == "segment_id" and one.severity == "error" and one.row}
    unread = {one.file for one in left if one.code in _UNREAD or (one.code[:5] == "file." and one.severity == "error")}
    twins = {(one.file, one.nearest) for one in left if one.code == "table.missing-column" and one.nearest}

    strayed = {(one.file, one.nearest) for one in left if one.code == "key.unknown" and one.nearest}

    def follows(one: Finding) -> bool:
        if one.code == "table.unknown-column":
            return (one.file, one.value) in twins
        if one.code == "key.missing":
            return (one.file, one.value) in strayed
        if one.code == "correction":
            return f"{case.folder}/{one.value}.csv" in unread
        if one.code == "unknown.segment":
            return lost
        if one.code == "reading.missing":
            return one.file in unplaced
        if one.code == "segment.no-coding":
            return any("segment_id" not in known for known in adrift)
        return one.code in _UNCODED and _fits(_asked(one, case), adrift)

    return [one for one in left if not follows(one)]


def _of_description(findings: Iterable[Finding], case_file: str) -> list[Finding]:
    """Leave out what only seems unknown because case.yml, or a key of it, cannot be read."""
    findings = list(findings)
    wrong = [one for one in findings if one.file == case_file and one.severity == "error"]
    keys = {one.column.split(".")[0] for one in wrong if one.code.startswith("key.")}
    if any(one.code.startswith("file.") or not one.column for one in wrong):
        keys |= set(_NEEDS)
    gone = {code for key in keys for code in _NEEDS.get(key, ())}
    return [
        one
        for one in findings
        if one.code not in gone
        and not (
            one.code == "unknown.code" and (one.file, one.column) == (case_file, "not_covered") and one.column in keys
        )
    ]


def _of_rows(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what else is said of a table without its header, of a row whose cells are shifted, and of one cell all
    but the first thing to mend.
    """
    findings = list(findings)
    shifted = {(one.file, one.row) for one in findings if one.code == "table.row-length"}
    headless = {one.file for one in findings if one.code == "table.no-header"}
    best: dict[tuple, int] = {}
    for one in findings:
        if one.row and one.column and one.severity == "error" and one.code != "table.key-twice":
            place = (one.file, one.row, one.column)
            best[place] = min(best.get(place, rank(one.code)), rank(one.code))

    def stays(one: Finding) -> bool:
        if one.file in headless:
            return one.code == "table.no-header"
        if (one.file, one.row) in shifted:
            return one.code == "table.row-length"
        return one.code == "table.key-twice" or rank(one.code) <= best.get(
            (one.file, one.row, one.column), rank(one.code)
        )

    return [one for one in findings if stays(one)]


def _wrong_codings(findings: Iterable[Finding], case: RawCase) -> list[dict[str, str]]:
    """Return the codings with a wrong cell: what is sound in them, by column; the wrong cells may mean anything."""
    if "codings" not in case.tables:
        return []
    table = case.tables["codings"]
    wrong: dict[int, set[str]] = {}
    for one in findings:
        if one.row is not None and one.file == table.file and one.severity == "error" and one.row in table.frame.index:
            columns = set(_CODING) if one.code == "table.row-length" else {one.column}
            wrong.setdefault(one.row, set()).update(columns)
    return [
        {column: table.frame.at[row, column] for column in _CODING if column in table.frame and column not in columns}
        for row, columns in wrong.items()
        if columns & set(_CODING)
    ]


def _asked(one: Finding, case: RawCase) -> dict[str, str]:
    """Return the coding that a link or reading asks for and does not find."""
    table = next((table for table in case.tables.values() if table.file == one.file), None)
    if table is None or one.row not in table.frame.index:
        return {}
    cells: Mapping[str, str] = table.frame.loc[one.row].to_dict()
    segment = cells.get(_PASSAGE.get(one.column, ""), "") or cells["segment_id"]
    return {"segment_id": segment, "code_id": cells[one.column], "coder": cells["coder"]}


def _fits(asked: Mapping[str, str], adrift: Iterable[Mapping[str, str]]) -> bool:
    """Return whether one of the wrong codings may be the one that is asked for."""
    return bool(asked) and any(all(asked[column] == cell for column, cell in known.items()) for known in adrift)

"""Checks of what one pass says beyond single codes: links with the passages of their episode, and readings."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..core.codebook import HAPPENED, REMEDIED, Codebook
from ..core.findings import Finding, listed
from ..core.received import RawTable
from .words import findings_at, holds, ids_of, rows_of, unknown_codes, unknown_segments

#: The codes that a link names, the families that each may be of, and the column of the passage that tells it.
_ENDS = {
    "cause": (("barrier", "enabler"), "cause_segment_id"),
    "effect": (("effect",), "segment_id"),
    "remedy": (("enabler",), "remedy_segment_id"),
}
#: How many places apart in segments.csv the passages of one episode may stand.
EPISODE = 3

#: How a code is coded on a passage by a coder: (segment, code, coder) to presence.
Coded = dict[tuple[str, str, str], str]


def check_links_and_readings(tables: Mapping[str, RawTable], book: Codebook) -> list[Finding]:
    """Check the links and the readings of one case; how codes are coded on passages is looked up once for both."""
    coded = _coded(tables, book)
    return _check_links(tables, book, coded) + _check_twice(tables, book) + _check_readings(tables, book, coded)


def _check_links(tables: Mapping[str, RawTable], book: Codebook, coded: Coded | None) -> list[Finding]:
    """Check the links of one case: passages, codes, that each code is coded where it is told, status and remedy.

    *coded* is `_coded`.
    """
    if "links" not in tables:
        return []
    findings = []
    table = tables["links"]
    frame, places = table.frame, _places(table.frame)
    segments = ids_of(tables)
    orphans = {name: unknown_segments(frame[name].tolist(), segments) for _, name in _ENDS.values() if name in frame}
    unknown = {end: unknown_codes(frame[end].tolist(), book, families) for end, (families, _) in _ENDS.items()}
    orphan = pd.Series(False, frame.index)
    for name, words in orphans.items():
        orphan |= holds(table, name, words)
    presence = _presence(coded, book, frame, places)
    remedied, named = frame["status"].isin(REMEDIED), frame["remedy"] != ""
    astray = _astray(tables, places)
    wrong = orphan | (remedied != named) | (astray != "")
    doubt: dict[str, pd.Series] = {}
    for end in _ENDS:
        unread = orphan | holds(table, end, ["", *unknown[end]])
        denied = presence[end].isin(["", "absent"]) | (
            (presence[end] == "possible") & (frame["status"].isin(HAPPENED) | (end == "remedy"))
        )
        doubt[end] = denied & ~unread
        wrong |= holds(table, end, unknown[end]) | doubt[end]
    for row, cells in rows_of(table, wrong):
        for name, problems in orphans.items():
            findings += findings_at(table.file, row, name, problems, cells[name])
        for end in _ENDS:
            findings += findings_at(table.file, row, end, unknown[end], cells[end])
            if doubt[end][row]:
                findings.append(_not_coded(table.file, row, end, cells, str(places[end][row]), presence[end][row]))
        if astray[row]:
            mend = "an episode is of one section and tells one story; link what the text itself ties together"
            findings.append(
                Finding(
                    table.file,
                    astray[row],
                    mend,
                    row=row,
                    column="segment_id",
                    code="link.episode",
                    value=cells["segment_id"],
                )
            )
        findings += _remedy(table.file, row, cells)
    return findings


def _check_twice(tables: Mapping[str, RawTable], book: Codebook) -> list[Finding]:
    """Check that no link stands twice under two ids, and none is told of one passage as, say, realised and possible.

    Two remedies of one effect are two links.
    """
    if "links" not in tables:
        return []
    table = tables["links"]
    frame, places = table.frame, _places(table.frame)
    meant = pd.DataFrame({end: _meant(frame[end], book) for end in _ENDS}, frame.index)
    told = meant[["cause", "effect"]].assign(
        coder=frame["coder"], where=places["effect"], cause_at=places["cause"], row=frame.index
    )
    same = [column for column in told.columns if column != "row"]
    several = told.duplicated(same, keep=False) & (told["cause"] != "") & (told["effect"] != "")
    findings = []
    if several.any():
        told = told.assign(status=frame["status"], remedy=meant["remedy"], remedy_at=places["remedy"])[several]
        for _, links in told.groupby(same, sort=False):
            findings += _twice_among(links, table.file)
    return findings


def _twice_among(links: pd.DataFrame, file: str) -> list[Finding]:
    """Return what is wrong among links of one cause and effect in one passage by one coder."""
    findings = []
    rows = list(links.itertuples(index=False))
    for at, link in enumerate(rows):
        for first in rows[:at]:
            if first.status != link.status:
                message = (
                    f"'{link.cause}' to '{link.effect}' on '{link.where}' is {first.status} in row {first.row} and"
                    f" {link.status} here, by one coder"
                )
                mend = "one statement of a passage has one status: keep the row that is right"
                findings.append(Finding(file, message, mend, row=link.row, column="status", code="link.two-statuses"))
                break
            if (first.remedy, first.remedy_at) == (link.remedy, link.remedy_at):
                what = f"'{link.cause}' to '{link.effect}' on '{link.where}'"
                message = f"the same statement twice: {what}, as in row {first.row}"
                mend = "keep one of the two rows"
                findings.append(Finding(file, message, mend, row=link.row, column="link_id", code="link.twice"))
                break
    return findings


def _check_readings(tables: Mapping[str, RawTable], book: Codebook, coded: Coded | None) -> list[Finding]:
    """Check the readings of one case: passages, codes, and that the main code is coded on the passage by the coder.

    A passage that the same coder has coded and not read is a finding too: every passage of a pass has one reading.
    *coded* is `_coded`.
    """
    if "readings" not in tables:
        return []
    findings = []
    table = tables["readings"]
    frame = table.frame
    orphans = unknown_segments(frame["segment_id"].tolist(), ids_of(tables))
    unknown = unknown_codes(frame["main_code"].tolist(), book, tuple(dict.fromkeys(book.families.values())))
    orphan = holds(table, "segment_id", orphans)
    keys = zip(frame["segment_id"].tolist(), _meant(frame["main_code"], book), frame["coder"].tolist(), strict=True)
    uncoded = pd.Series([coded is not None and key not in coded for key in keys], frame.index, dtype=bool)
    uncoded &= ~(orphan | holds(table, "main_code", ["", *unknown]))
    for row, cells in rows_of(table, orphan | holds(table, "main_code", unknown) | uncoded):
        findings += findings_at(table.file, row, "segment_id", orphans, cells["segment_id"])
        findings += findings_at(table.file, row, "main_code", unknown, cells["main_code"])
        if uncoded[row]:
            message = f"'{cells['main_code']}' is not coded on '{cells['segment_id']}' by coder {cells['coder']}"
            mend = "add the coding to codings.csv, or name a code that the passage has"
            findings.append(
                Finding(
                    table.file,
                    message,
                    mend,
                    row=row,
                    column="main_code",
                    code="reading.not-coded",
                    value=cells["main_code"],
                )
            )
    read = set(zip(frame["segment_id"].tolist(), frame["coder"].tolist(), strict=True))
    readers = set(frame["coder"].unique())
    unread = sorted({(segment, coder) for segment, _, coder in coded or () if coder in readers} - read)
    for segment, coder in unread:
        message = f"coder {coder} has coded '{segment}' and has no reading of it"
        mend = "add a row: main_code, valence, status"
        findings.append(Finding(table.file, message, mend, column="segment_id", code="reading.missing", value=segment))
    return findings


def _places(links: pd.DataFrame) -> dict[str, pd.Series]:
    """Return for each end of the links the passage that tells it: its own column, else that of the effect."""
    where = links["segment_id"]
    return {
        end: links[name].where(links[name] != "", where) if name in links else where for end, (_, name) in _ENDS.items()
    }


def _astray(tables: Mapping[str, RawTable], places: Mapping[str, pd.Series]) -> pd.Series:
    """Return for each link why its passages are no episode; empty where they are one, or a passage is unknown."""
    index = places["effect"].index
    if "segments" not in tables:
        return pd.Series("", index)
    segments = tables["segments"].frame
    at = {segment: number for number, segment in enumerate(segments["segment_id"].tolist())}
    sections = segments["section"].tolist()

    def problem(told: tuple[str, ...]) -> str:
        where = sorted({at.get(segment, -1) for segment in told})
        if len(where) == 1 or where[0] < 0:
            return ""
        if len(headings := list(dict.fromkeys(sections[one] for one in where))) > 1:
            return f"the passages of an episode stand in different sections ({listed(headings)})"
        far = where[-1] - where[0]
        return (
            f"the passages of an episode stand {far} places apart; at most {EPISODE} are one story"
            if far > EPISODE
            else ""
        )

    return pd.Series(
        [problem(told) for told in zip(*(places[end].tolist() for end in _ENDS), strict=True)], index, dtype=str
    )


def _coded(tables: Mapping[str, RawTable], book: Codebook) -> Coded | None:
    """Return how each code is coded on each passage by each coder; None where codings.csv cannot be read."""
    if "codings" not in tables:
        return None
    codings = tables["codings"].frame
    n = len(codings)
    presence = codings["presence"].replace("", "present").tolist() if "presence" in codings else ["present"] * n
    words = _meant(codings["code_id"], book)
    keys = zip(codings["segment_id"].tolist(), words, codings["coder"].tolist(), strict=True)
    return dict(zip(keys, presence, strict=True))


def _meant(cells: pd.Series, book: Codebook) -> list[str]:
    """Return the code that each cell means (`Codebook.code`); every word is looked up once."""
    codes = {word: book.code(word) for word in cells.unique().tolist()}
    return [codes[word] for word in cells.tolist()]


def _presence(
    coded: Coded | None, book: Codebook, links: pd.DataFrame, places: Mapping[str, pd.Series]
) -> dict[str, pd.Series]:
    """Return for each end of the links how its code is coded where it is told; empty where it is not coded."""
    found = {}
    for end in _ENDS:
        keys = zip(places[end].tolist(), _meant(links[end], book), links["coder"].tolist(), strict=True)
        found[end] = pd.Series(["present" if coded is None else coded.get(key, "") for key in keys], links.index)
    return found


def _not_coded(file: str, row: int, end: str, cells: Mapping[str, str], segment: str, presence: str) -> Finding:
    """Return the finding about a code of a link that is not coded so on the passage that tells it."""
    code, coder = cells[end], cells["coder"]
    told = "link.only-possible" if presence == "possible" else "link.not-coded"
    if presence == "possible":
        what = "a remedy that did something" if end == "remedy" else f"a link that is {cells['status']}"
        message = f"'{code}' is coded possible on '{segment}' by coder {coder}, and stands in {what}"
        mend = "if it was there, make the coding present; if it was only feared or hoped for, the status is possible"
    else:
        message = f"'{code}' is not coded on the segment '{segment}' by coder {coder}"
        mend = "add the coding (presence present) to codings.csv, or take it out of the link"
    return Finding(file, message, mend, row=row, column=end, code=told, value=code)


def _remedy(file: str, row: int, cells: Mapping[str, str]) -> list[Finding]:
    """Return what is wrong between status and remedy of a link."""
    if cells["status"] in REMEDIED and not cells["remedy"]:
        message = f"a link that is {cells['status']} names no remedy"
        mend = "name the enabler that did it, or use another status"
        return [Finding(file, message, mend, row=row, column="remedy", code="link.no-remedy")]
    if cells["status"] not in REMEDIED and cells["remedy"]:
        message = f"'{cells['remedy']}' stands at a link that is {cells['status'] or 'without status'}"
        mend = "a remedy goes with mitigated or averted only; empty the cell or mend the status"
        return [
            Finding(file, message, mend, row=row, column="remedy", code="link.remedy-astray", value=cells["remedy"])
        ]
    return []

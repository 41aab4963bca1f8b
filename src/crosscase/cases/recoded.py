"""A filled workbook: what is wrong with it, told all at once, and the rows of the pass that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, Codebook
from ..core.findings import Finding, did_you_mean, listed
from ..core.received import RawCase, RawTable
from .check import check_codings
from .links import check_links_and_readings
from .sample import FILLED
from .tables import check_table

#: Passes that are in the compendium from the start and never come out of a workbook.
TAKEN = ("A", "B", "consensus")
_CHOOSE = "choose one from the list in the cell"
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Recoded:
    """What a workbook holds: the passages of its sample by case, the rows of each case by table, and what is wrong.

    ``unread`` are the passages (case, id) of the sample without any entry. The rows are those of the raw tables.
    """

    sample: Mapping[str, list[str]]
    rows: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check_coder(coder: str, cases: Mapping[str, RawCase]) -> list[Finding]:
    """Check the name of the pass: in the right form, and of no pass that was not read from a workbook."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*[A-Za-z0-9][A-Za-z0-9_-]*", coder):
        mend = "use letters and digits, such as H"
        return [Finding("--coder", f"'{coder}' cannot be the name of a pass", mend, code="call.option")]
    message, mend = (
        f"pass {coder} was not read from a workbook and would be overwritten",
        "choose another letter, such as H",
    )
    if coder in TAKEN:
        return [Finding("--coder", message, mend, code="call.option")]
    findings = []
    ours = re.compile(rf"-{_mark(coder)}[^-]*-\d+$")
    for case in cases.values():
        links = case.tables["links"].frame if "links" in case.tables else pd.DataFrame()
        if {"link_id", "coder"} <= set(links.columns):
            mine = links.loc[links["coder"] == coder, "link_id"]
            if not all(ours.search(one) for one in mine):
                findings.append(Finding(case.tables["links"].file, message, mend, column="coder", code="recode.sheet"))
    return findings


def read_back(sheets: Mapping[str, RawTable], cases: Mapping[str, RawCase], book: Codebook, coder: str) -> Recoded:
    """Return what a filled workbook holds: its *sheets* as text, held against the *cases* and the codebook.

    Every cell is judged as `crosscase check` would judge it in the tables of the case; a finding names the sheet and
    the row there.
    """
    findings = [found for name, sheet in sheets.items() for found in _columns(sheet, name)]
    if findings:
        return Recoded({}, findings=findings)
    case_of, findings = _sample(sheets["passages"], cases)
    sample = {case: [one for one, mine in case_of.items() if mine == case] for case in dict.fromkeys(case_of.values())}
    filled = {}
    for name, columns in FILLED.items():
        filled[name], found = _filled(sheets[name], columns, case_of)
        findings += found
    rows = {}
    for case_id in sample:
        mine = {
            name: replace(table, frame=table.frame[table.frame["segment_id"].map(case_of) == case_id])
            for name, table in filled.items()
        }
        tables = {name: replace(table, frame=_whole(table.frame, name, coder)) for name, table in mine.items()}
        tables["links"] = replace(tables["links"], frame=_numbered(tables["links"].frame, cases[case_id], coder))
        findings += _judged({"segments": cases[case_id].tables["segments"], **tables}, book)
        rows[case_id] = {name: table.frame for name, table in tables.items()}
    begun = {one for table in filled.values() for one in table.frame["segment_id"]}
    findings += _no_reading(sheets["readings"], begun - set(filled["readings"].frame["segment_id"]))
    unread = [(case_id, one) for one, case_id in case_of.items() if one not in begun]
    return Recoded(sample, rows, unread, findings)


def _columns(sheet: RawTable, name: str) -> list[Finding]:
    wanted = FILLED.get(name, ["case_id", "segment_id"])
    mend = f"give the first row its names back: {listed(wanted, 99)}"
    return [
        Finding(
            sheet.file, f"the column '{column}' is missing", mend, row=1, column=column, code="table.missing-column"
        )
        for column in wanted
        if column not in sheet.frame
    ]


def _sample(sheet: RawTable, cases: Mapping[str, RawCase]) -> tuple[dict[str, str], list[Finding]]:
    """Return the case of each passage of the sample, and what is wrong with the sheet of passages."""
    found: dict[str, str] = {}
    findings = []
    mend = (
        "the sheet of passages is not to be changed; copy it from a new `crosscase recode` with the same seed and share"
    )
    for row, cells in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
        case_id, segment_id = cells["case_id"], cells["segment_id"]
        if case_id not in cases:
            told = f"{mend}; the cases are {listed(cases)}"
            findings.append(
                Finding(sheet.file, f"'{case_id}' is no case", told, row=row, column="case_id", code="recode.sheet")
            )
        elif segment_id not in set(cases[case_id].tables["segments"].frame["segment_id"]):
            message = f"'{segment_id}' is no passage of {case_id}"
            findings.append(Finding(sheet.file, message, mend, row=row, column="segment_id", code="recode.sheet"))
        elif segment_id in found:
            message = f"'{segment_id}' stands here twice"
            findings.append(Finding(sheet.file, message, mend, row=row, column="segment_id", code="recode.sheet"))
        else:
            found[segment_id] = case_id
    if not len(sheet.frame):
        findings.append(
            Finding(sheet.file, "no passage stands here", mend, row=2, column="segment_id", code="recode.sheet")
        )
    return found, findings


def _filled(sheet: RawTable, columns: list[str], case_of: Mapping[str, str]) -> tuple[RawTable, list[Finding]]:
    """Return the rows of a sheet that a person has filled and that belong to the sample, and what the others lack."""
    frame = sheet.frame[columns]
    frame = frame[(frame.drop(columns="segment_id") != "").any(axis=1)]
    findings = []
    for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        for column in (one for one in columns if one.endswith("segment_id")):
            cell = cells[column]
            if cell and cell not in case_of:
                message = f"'{cell}' is no passage of this sample ({listed(case_of, 4)})"
                findings.append(
                    Finding(
                        sheet.file, message, did_you_mean(cell, case_of), row=row, column=column, code="recode.sheet"
                    )
                )
            elif not cell and column == "segment_id":
                mend = "choose the passage from the list, or empty the row"
                findings.append(
                    Finding(sheet.file, "the row names no passage", mend, row=row, column=column, code="recode.sheet")
                )
            elif cell and cells["segment_id"] in case_of and case_of[cell] != case_of[cells["segment_id"]]:
                message = f"'{cell}' is a passage of {case_of[cell]}, not of {case_of[cells['segment_id']]}"
                mend = "the passages of a link are of one section"
                findings.append(Finding(sheet.file, message, mend, row=row, column=column, code="recode.sheet"))
        if cells.get("label", "").startswith(_RUNS):
            message = f"'{cells['label']}' would run as a formula in a spreadsheet"
            findings.append(
                Finding(sheet.file, message, "begin with a letter", row=row, column="label", code="recode.sheet")
            )
    home = frame["segment_id"].map(case_of)
    known = home.notna()
    for column in (one for one in columns if one.endswith("segment_id")):
        known &= (frame[column] == "") | (frame[column].map(case_of) == home)
    return RawTable(sheet.file, frame[known]), findings


def _whole(frame: pd.DataFrame, name: str, coder: str) -> pd.DataFrame:
    """Return the rows of a sheet with the columns of the raw table."""
    return frame.assign(coder=coder).reindex(columns=schemas.columns(f"raw/{name}"), fill_value="")


def _mark(coder: str) -> str:
    """Return what tells the links of a pass from those of others: small letters and digits."""
    return re.sub(r"[^a-z0-9]", "", coder.casefold())


def _numbered(links: pd.DataFrame, case: RawCase, coder: str) -> pd.DataFrame:
    """Give each link an id: that of its passage with the pass's mark, and its number there (``ht-h001-1``)."""
    received = case.tables["links"].frame if "links" in case.tables else pd.DataFrame()
    taken = set(received.loc[received["coder"] != coder, "link_id"]) if "coder" in received else set()
    ids: list[str] = []
    for segment_id in links["segment_id"]:
        before, _, last = segment_id.rpartition("-")
        stem, number = f"{before}-{_mark(coder)}{last}" if before else f"{segment_id}-{_mark(coder)}", 1
        while (one := f"{stem}-{number}") in taken:
            number += 1
        taken.add(one)
        ids.append(one)
    return links.assign(link_id=ids)


def _judged(tables: Mapping[str, RawTable], book: Codebook) -> list[Finding]:
    """Return what the checks of a case say of the rows of the workbook, in the words of its sheets."""
    findings = [found for name in FILLED for found in check_table(tables[name], name)]
    findings += check_codings(tables, book) + check_links_and_readings(tables, book)
    ours = {tables[name].file for name in FILLED}
    # A passage without a row is told by row, or as not read.
    return [_told(one) for one in findings if one.file in ours and one.row is not None and one.severity == "error"]


def _told(finding: Finding) -> Finding:
    """Return a finding in which tables of a case are sheets."""
    message, mend = finding.message, finding.mend
    for name in FILLED:
        message = message.replace(f"{name}.csv", f"the sheet '{name}'")
        mend = mend.replace(f"{name}.csv", f"the sheet '{name}'")
    # Who fills a workbook chooses from a list; words of one's own belong to a team's own tables.
    mend = re.sub(rf"( or )?add the spelling to {ALIASES_FILE}.*", lambda or_: "" if or_[1] else _CHOOSE, mend)
    return replace(finding, message=message, mend=mend)


def _no_reading(sheet: RawTable, begun: set[str]) -> list[Finding]:
    """Return a finding for each passage that has a coding or link and no reading, at the row that is ready for it."""
    ids = sheet.frame["segment_id"].tolist()
    rows = dict(zip(reversed(ids), reversed(sheet.frame.index.tolist()), strict=True))
    return [
        Finding(
            sheet.file,
            f"'{one}' is coded and has no reading",
            "choose its main code, valence and status" if one in rows else "add a row: main code, valence and status",
            row=rows.get(one),
            column="main_code",
            code="recode.sheet",
        )
        for one in sorted(begun)
    ]

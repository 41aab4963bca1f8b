"""Checks of everything that people write: case folders, codebook, corrections. Frames in, findings out.

A check reports every problem at once and raises nothing; `crosscase check` prints the findings and stops
the pipeline on errors before a kernel starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, REMEDIED, ROLES_FILE, Codebook
from ..core.findings import Finding, did_you_mean, listed
from ..core.received import REQUIRED_TABLES, RawCase, RawTable
from .raw import repair
from .reference import check_claims, check_crosswalk, check_reference
from .tables import check_table
from .words import check_code, check_segment_id, each_row

# --- a case -----------------------------------------------------------------------------------------


def check_case(case: RawCase, book: Codebook) -> list[Finding]:
    """Check one case as received: case.yml, tables, references between them, codes, links and anchors.

    Declared corrections are applied first, so a mended value is judged as mended.
    """
    findings = list(case.findings)
    case_file = f"{case.folder}/case.yml"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", case.case_id):
        findings.append(
            Finding(
                case.folder, f"'{case.case_id}' is not a case id", "name the folder with small letters, digits, _ or -"
            )
        )
    description = case.description
    if not case.findings or isinstance(description, dict):
        description = description if isinstance(description, dict) else {}
        findings += schemas.yaml_findings(description, schemas.load_yaml_schema("case"), case_file)
    description = description or {}
    if (told := description.get("id")) and told != case.case_id:
        message = f"'{told}' is not the name of the folder; '{case.case_id}' is used"
        findings.append(
            Finding(case_file, message, "give the folder's name, or leave 'id' out", column="id", severity="warning")
        )
    for name in case.unknown_files:
        mend = "the tables of a case are listed in docs/adding_a_case.md; notes belong into README.md"
        findings.append(Finding(f"{case.folder}/{name}", "this file is not read", mend, severity="warning"))
    repaired = repair(case)
    findings += repaired.findings
    whole = {}
    for name, table in repaired.case.tables.items():
        problems = check_table(table, name)
        if not problems and name in REQUIRED_TABLES and table.frame.empty:
            problems = [_empty(table, name)]
        findings += problems
        if set(schemas.required_columns(f"raw/{name}")) <= set(table.frame.columns):
            whole[name] = table
    findings += _check_segments(case, description, whole, book)
    findings += _check_codings(whole, book)
    findings += _check_links(whole, book)
    for name, table in case.beside.items():
        findings += check_table(table, name)
        if "segment_id" in table.frame and "segments" in whole:
            ids = whole["segments"].frame["segment_id"].tolist()
            for row, segment_id in table.frame["segment_id"].items():
                findings += check_segment_id(table.file, row, segment_id, ids)
    known_codes = list(book.families)
    for code in description.get("not_covered") or []:
        if code not in known_codes:
            message = f"'{code}' is not a code in {CODES_FILE}"
            findings.append(Finding(case_file, message, did_you_mean(str(code), known_codes), column="not_covered"))
    return findings


def _check_segments(case: RawCase, description: dict, tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    findings = []
    units = [unit.get("id") for unit in description.get("units") or [] if isinstance(unit, dict)] + [case.case_id]
    if (told := description.get("id")) and told not in units:
        units.append(told)
    sources = [str(source) for source in description.get("sources") or []]
    for name, table in tables.items():
        if name in ("codings", "links"):
            continue
        for row, cells in each_row(table):
            if cells["unit_id"] and cells["unit_id"] not in units:
                message = f"'{cells['unit_id']}' is not a unit in {case.folder}/case.yml ({listed(units)})"
                findings.append(
                    Finding(table.file, message, did_you_mean(cells["unit_id"], units), row=row, column="unit_id")
                )
            if sources and cells["source_id"] and cells["source_id"] not in sources:
                message = f"'{cells['source_id']}' is not a source in {case.folder}/case.yml ({listed(sources)})"
                mend = did_you_mean(cells["source_id"], sources) + "; a new source goes into case.yml"
                findings.append(Finding(table.file, message, mend, row=row, column="source_id"))
            if "role" in cells and cells["role"] and book.role(cells["role"]) not in book.perspectives:
                message = f"'{cells['role']}' is not a role in {ROLES_FILE} ({listed(book.perspectives)})"
                mend = f"if it means one of these, add the word to {ALIASES_FILE}; if it is new, add it to {ROLES_FILE}"
                findings.append(Finding(table.file, message, mend, row=row, column="role"))
    if "segments" in tables:
        table = tables["segments"]
        public = description.get("access") == "public"
        ends = ("head_anchor", "tail_anchor", "n_tokens")
        for row, cells in each_row(table):
            filled = [end for end in ends if cells.get(end)]
            if description.get("access") and not public and filled:
                message = f"an anchor stands in a case whose access is {description['access']}"
                mend = "empty head_anchor, tail_anchor and n_tokens: confidential text can be guessed back from a hash"
                findings.append(Finding(table.file, message, mend, row=row, column=filled[0]))
            if public and len(filled) < len(ends):
                missing = next(end for end in ends if not cells.get(end))
                mend = "`crosscase anchors make FILE` computes head_anchor, tail_anchor and n_tokens of a passage"
                findings.append(
                    Finding(
                        table.file, "a passage of a public case has no complete anchor", mend, row=row, column=missing
                    )
                )
    return findings


def _check_codings(tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    if "codings" not in tables:
        return []
    findings = []
    table = tables["codings"]
    segments = tables["segments"].frame["segment_id"].tolist() if "segments" in tables else None
    seen: dict[tuple[str, str, str], int] = {}
    for row, cells in each_row(table):
        findings += check_segment_id(table.file, row, cells["segment_id"], segments)
        findings += check_code(
            table.file, row, "code_id", cells["code_id"], book, tuple(dict.fromkeys(book.families.values()))
        )
        key = (cells["segment_id"], book.code(cells["code_id"]), cells["coder"])
        if key in seen and book.code(cells["code_id"]) != cells["code_id"]:
            message = f"'{cells['code_id']}' means '{key[1]}', which row {seen[key]} gives to the same segment"
            findings.append(Finding(table.file, message, "keep one of the two rows", row=row, column="code_id"))
        seen.setdefault(key, row)
    if segments is not None:
        coded = set(table.frame["segment_id"])
        for row, cells in each_row(tables["segments"]):
            if cells["segment_id"] and cells["segment_id"] not in coded:
                message = f"'{cells['segment_id']}' has no coding"
                mend = "code it, or remove the segment if it carries no evidence"
                findings.append(
                    Finding(tables["segments"].file, message, mend, row=row, column="segment_id", severity="warning")
                )
    return findings


def _check_links(tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    if "links" not in tables:
        return []
    findings = []
    table = tables["links"]
    segments = tables["segments"].frame["segment_id"].tolist() if "segments" in tables else None
    codings = tables.get("codings")
    present: set[tuple[str, str, str]] | None = None
    if codings is not None:
        absent = (
            codings.frame["presence"].eq("absent")
            if "presence" in codings.frame
            else pd.Series(False, codings.frame.index)
        )
        coded = codings.frame[~absent]
        present = {
            (s, book.code(c), k) for s, c, k in zip(coded["segment_id"], coded["code_id"], coded["coder"], strict=True)
        }
    for row, cells in each_row(table):
        orphan = check_segment_id(table.file, row, cells["segment_id"], segments)
        findings += orphan
        for column, families in (("cause", ("barrier", "enabler")), ("effect", ("effect",)), ("remedy", ("enabler",))):
            word = cells[column]
            if not word:
                continue
            problems = check_code(table.file, row, column, word, book, families)
            findings += problems
            coded = (cells["segment_id"], book.code(word), cells["coder"])
            if not problems and not orphan and present is not None and coded not in present:
                message = f"'{word}' is not coded on the segment '{cells['segment_id']}' by coder {cells['coder']}"
                mend = "add the coding (presence present) to codings.csv, or take it out of the link"
                findings.append(Finding(table.file, message, mend, row=row, column=column))
        if cells["status"] in REMEDIED and not cells["remedy"]:
            message = f"a link that is {cells['status']} names no remedy"
            findings.append(
                Finding(
                    table.file, message, "name the enabler that did it, or use another status", row=row, column="remedy"
                )
            )
        if cells["status"] not in REMEDIED and cells["remedy"]:
            message = f"'{cells['remedy']}' stands at a link that is {cells['status'] or 'without status'}"
            mend = "a remedy goes with mitigated or averted only; empty the cell or mend the status"
            findings.append(Finding(table.file, message, mend, row=row, column="remedy"))
    return findings


def _empty(table: RawTable, name: str) -> Finding:
    """Return what an empty table means: a case may state no link, but has passages and codes."""
    if name == "links":
        mend = "if the case states that a cause led to an effect, add it; else nothing, figures leave its links blank"
        return Finding(table.file, "the case states no link", mend, severity="warning")
    return Finding(table.file, "the table has no row", "every case needs at least one", row=2)


# --- everything -------------------------------------------------------------------------------------


def check_everything(
    cases: Iterable[RawCase],
    book: Codebook,
    reference: Iterable[RawTable],
    frameworks: RawTable,
    crosswalk: RawTable,
    literature: dict[str, RawTable],
    corrected: Iterable[str],
) -> list[Finding]:
    """Check cases, codebook, crosswalk, literature and corrections; return every finding."""
    reference = list(reference)
    unread = [
        finding
        for table, name in zip(reference, ("codes", "roles", "aliases", "sources"), strict=True)
        if set(schemas.required_columns(f"raw/{name}")) - set(table.frame.columns)
        for finding in check_table(table, name)
    ]
    if unread:
        # Without a codebook every row of every case would be a problem, and the one to mend would drown.
        return unread
    findings = check_reference(book, reference) + check_crosswalk(book, frameworks, crosswalk)
    for name, table in literature.items():
        findings += check_table(table, name)
    ids = []
    cases = list(cases)
    for case in cases:
        ids.append(case.case_id)
        findings += check_case(case, book)
    findings += check_claims([case for case in cases if "claims" in case.beside])
    for case_id in corrected:
        if case_id not in ids:
            mend = did_you_mean(case_id, ids) if ids else ""
            findings.append(
                Finding(f"config/corrections/{case_id}.yml", f"there is no case '{case_id}'", mend, severity="warning")
            )
    return findings

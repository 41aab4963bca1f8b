"""Checks of what all cases share: codebook, crosswalk, ledgers of claims."""

from __future__ import annotations

from collections.abc import Iterable

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import Finding, strange
from ..core.received import RawCase, RawTable
from ..sources import claims
from .tables import check_table
from .words import findings_at, holds, rows_of, unknown_codes

# --- the codebook -----------------------------------------------------------------------------------


def check_reference(book: Codebook, raw: Iterable[RawTable]) -> list[Finding]:
    """Check codes, roles, aliases and sources: their schemas and that they fit each other."""
    findings = []
    for table, name in zip(raw, ("codes", "roles", "aliases", "sources"), strict=True):
        findings += check_table(table, name)
    codes = book.codes
    families = dict(zip(codes["code_id"], codes["family"], strict=True))
    for row, code in enumerate(codes.itertuples(index=False), 2):
        if code.parent and families.get(code.parent) != code.family:
            message = f"'{code.parent}' is not a {code.family} of this table"
            parents = [c for c in families if families[c] == code.family]
            findings.append(
                strange(CODES_FILE, message, code.parent, parents, "codebook.parent", row=row, column="parent")
            )
        if code.code_id in book.headings:
            continue
        for column in ("level", "valence"):
            filled = bool(getattr(code, column))
            if filled != (code.family == "effect"):
                message = (
                    "the cell is empty"
                    if code.family == "effect"
                    else f"'{getattr(code, column)}' stands at a {code.family}"
                )
                mend = "every effect has a level and a valence, no other code has"
                findings.append(
                    Finding(
                        CODES_FILE,
                        message,
                        mend,
                        row=row,
                        column=column,
                        code="codebook.effect",
                        value=getattr(code, column),
                    )
                )
    targets = {"code": list(book.families), "role": list(book.perspectives)}
    for row, alias in enumerate(book.aliases.itertuples(index=False), 2):
        allowed = targets.get(alias.field, [])
        if allowed and alias.means not in allowed:
            where = CODES_FILE if alias.field == "code" else ROLES_FILE
            message = f"'{alias.means}' is not a {alias.field} in {where}"
            findings.append(
                strange(ALIASES_FILE, message, alias.means, allowed, "alias.means", row=row, column="means")
            )
        if allowed and alias.word in allowed:
            message = f"'{alias.word}' is a {alias.field} itself and would be rewritten everywhere"
            findings.append(
                Finding(
                    ALIASES_FILE, message, "remove the row", row=row, column="word", code="alias.word", value=alias.word
                )
            )
    return findings


def check_contrasts(book: Codebook, contrasts: RawTable) -> list[Finding]:
    """Check that the pairs that readers confuse name two codes that may be applied."""
    findings = check_table(contrasts, "contrasts")
    if findings:
        return findings
    for column in ("code_id", "other_code_id"):
        unknown = unknown_codes(contrasts.frame[column], book, tuple(dict.fromkeys(book.families.values())))
        for row, cells in rows_of(contrasts, holds(contrasts, column, unknown)):
            findings += findings_at(contrasts.file, row, column, unknown, cells[column])
    return findings


def check_crosswalk(book: Codebook, frameworks: RawTable, crosswalk: RawTable) -> list[Finding]:
    """Check that the crosswalk names codes and elements that exist, and every barrier in every framework."""
    findings = check_table(frameworks, "frameworks") + check_table(crosswalk, "crosswalk")
    if findings:
        return findings
    elements = set(zip(frameworks.frame["framework_id"], frameworks.frame["element_id"], strict=True))
    names = list(dict.fromkeys(frameworks.frame["framework_id"]))
    for row, line in zip(crosswalk.frame.index, crosswalk.frame.itertuples(index=False), strict=True):
        if line.code_id not in book.families:
            message = f"'{line.code_id}' is not a code in {CODES_FILE}"
            findings.append(
                strange(crosswalk.file, message, line.code_id, book.families, "unknown.code", row=row, column="code_id")
            )
        if line.framework_id not in names:
            message = f"'{line.framework_id}' is not a framework in {frameworks.file}"
            findings.append(
                strange(
                    crosswalk.file,
                    message,
                    line.framework_id,
                    names,
                    "crosswalk.framework",
                    row=row,
                    column="framework_id",
                )
            )
        elif (line.relation == "none") != (line.element_id == ""):
            message = f"relation '{line.relation}' with element '{line.element_id}'"
            findings.append(
                Finding(
                    crosswalk.file,
                    message,
                    "'none' goes with an empty element, and only with it",
                    row=row,
                    column="relation",
                    code="crosswalk.relation",
                    value=line.relation,
                )
            )
        elif line.element_id and (line.framework_id, line.element_id) not in elements:
            allowed = [element for framework, element in sorted(elements) if framework == line.framework_id]
            message = f"'{line.element_id}' is not an element of {line.framework_id}"
            findings.append(
                strange(
                    crosswalk.file,
                    message,
                    line.element_id,
                    allowed,
                    "crosswalk.element",
                    row=row,
                    column="element_id",
                )
            )
    mapped = set(zip(crosswalk.frame["code_id"], crosswalk.frame["framework_id"], strict=True))
    for code, family in book.families.items():
        for framework in names if family == "barrier" else ():
            if (code, framework) not in mapped:
                message = f"the barrier '{code}' has no row for the framework '{framework}'"
                mend = "add one; relation 'none' where nothing fits"
                findings.append(Finding(crosswalk.file, message, mend, code="crosswalk.missing", value=code))
    return findings


def check_claims(cases: Iterable[RawCase]) -> list[Finding]:
    """Check that every row of the ledgers of claims can be read: claims that it names, expressions, reasons."""
    findings = []
    frames = {case.case_id: case.beside["claims"] for case in cases}
    whole = {
        case_id: table
        for case_id, table in frames.items()
        if set(schemas.columns("raw/claims")) <= set(table.frame.columns)
    }
    for case_id, table in whole.items():
        # A claim may name one of another case that reads the same source; its own case comes first.
        others = [other.frame for name, other in whole.items() if name != case_id]
        beside = [frame[~frame["claim_id"].isin(table.frame["claim_id"])] for frame in others]
        for row, column, message in claims.problems(table.frame, beside):
            mend = "docs/claims.md says what each check takes"
            findings.append(Finding(table.file, message, mend, row=row, column=column, code="claim"))
    return findings

"""Checks of everything that people write: case folders, codebook, corrections. Frames in, findings out.

A check reports every problem at once and raises nothing; `crosscase check` prints the findings and stops
the pipeline on errors before a kernel starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import Finding, did_you_mean, listed, strange
from ..core.received import REQUIRED_TABLES, RESERVED, RawCase, RawTable, sound
from .following import without_following
from .links import check_links_and_readings
from .raw import repair
from .reading import as_meant
from .reference import check_claims, check_crosswalk, check_reference
from .tables import check_table
from .words import findings_at, holds, ids_of, problems_of, rows_of, unknown_codes, unknown_segments

# --- a case -----------------------------------------------------------------------------------------


def check_case(case: RawCase, book: Codebook) -> list[Finding]:
    """Check one case as received: case.yml, tables, references between them, codes, links and anchors.

    Declared corrections are applied first, so a mended value is judged as mended. What reading with judgement tells of
    a cell (`reading.as_meant`) no other check repeats.
    """
    findings = _check_folder(case)
    if not any(len(table.frame.columns) or table.findings for table in case.tables.values()):
        return findings
    case_file = case.described_in
    told = {one.column.split(".")[0] for one in case.findings if one.file == case_file and one.column}
    if isinstance(case.description, dict):
        wrong = schemas.yaml_findings(case.description, schemas.load_yaml_schema("case"), case_file)
        findings += [one for one in wrong if one.column.split(".")[0] not in told]
    elif not any(one.file == case_file for one in case.findings):
        message = "the file is empty" if case.description is None else "it holds no list of keys, each with a value"
        mend = "write one `key: value` a line; `crosscase template` writes all keys"
        findings.append(Finding(case_file, message, mend, code="file.no-keys"))
    description = sound(case.description)
    findings += _check_description(case, description, case_file, book)
    repaired = repair(case)
    meant = as_meant(case, repaired.case, book)
    findings += repaired.findings + meant.findings
    more: list[Finding] = []
    whole = {}
    for name, table in meant.case.tables.items():
        problems = check_table(table, name)
        if not problems and name in REQUIRED_TABLES and table.frame.empty:
            problems = [_empty(table, name)]
        more += problems
        needed = set(schemas.required_columns(f"raw/{name}"))
        if needed <= set(table.frame.columns) and name not in meant.broken:
            whole[name] = table
    more += _check_segments(case, description, whole, book)
    more += check_codings(whole, book)
    more += check_links_and_readings(whole, book)
    for name, table in meant.case.beside.items():
        more += check_table(table, name)
        if "segment_id" in table.frame and "segments" in whole:
            orphans = unknown_segments(table.frame["segment_id"].tolist(), ids_of(whole))
            for row, cells in rows_of(table, holds(table, "segment_id", orphans)):
                more += findings_at(table.file, row, "segment_id", orphans, cells["segment_id"])
    findings += [one for one in more if (one.file, one.row, one.column) not in meant.cells]
    return without_following(findings, meant.case)


def _check_folder(case: RawCase) -> list[Finding]:
    """Check the name of the folder, and tell files in it that are not read."""
    findings = list(case.findings)
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", case.case_id):
        mend = "name the folder with small letters, digits, _ or -"
        message = f"'{case.case_id}' is not a case id"
        findings.append(Finding(case.folder, message, mend, code="case.id", value=case.case_id))
    if case.case_id in RESERVED:
        message = f"'{case.case_id}' is a name that generated folders use ({listed(RESERVED)})"
        mend = "give the folder another name, such as my_case"
        findings.append(Finding(case.folder, message, mend, code="case.reserved", value=case.case_id))
    for name in case.unknown_files:
        mend = "the tables of a case are listed in docs/adding_a_case.md; notes belong into README.md"
        file = f"{case.folder}/{name}"
        findings.append(Finding(file, "this file is not read", mend, severity="warning", code="file.unread"))
    return findings


def _check_description(case: RawCase, description: dict, case_file: str, book: Codebook) -> list[Finding]:
    """Check what case.yml says beyond its schema: the id, units told twice, codes that are not covered."""
    findings = []
    if (told := description.get("id")) and told != case.case_id:
        message = f"'{told}' is not the name of the folder; '{case.case_id}' is used"
        mend = "give the folder's name, or leave 'id' out"
        findings.append(
            Finding(
                case_file,
                message,
                mend,
                column="id",
                severity="warning",
                code="case.id-differs",
                value=str(told),
                allowed=(case.case_id,),
            )
        )
    units = [unit for unit in description.get("units") or [] if isinstance(unit, dict)]
    for key, what in (("id", "the id"), ("label", "the label")):
        values = [unit.get(key) for unit in units if unit.get(key)]
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            message = f"{values.count(value)} units have {what} '{value}'"
            mend = f"give each unit {'an id' if key == 'id' else 'a label'} of its own, or delete the one too many"
            findings.append(
                Finding(case_file, message, mend, column=f"units.{key}", code="case.unit-twice", value=str(value))
            )
    known_codes = list(book.families)
    for code in description.get("not_covered", []):
        if code not in known_codes:
            message = f"'{code}' is not a code in {CODES_FILE}"
            findings.append(strange(case_file, message, code, known_codes, "unknown.code", column="not_covered"))
    return findings


def _check_segments(case: RawCase, description: dict, tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    findings = []
    for name, table in tables.items():
        if name not in ("codings", "links", "readings"):
            findings += _check_places(case, description, table, book)
    if "segments" in tables:
        findings += _check_anchors(description, tables["segments"])
    return findings


def _check_places(case: RawCase, description: dict, table: RawTable, book: Codebook) -> list[Finding]:
    """Check that the units, sources and roles that the rows of one table name exist."""
    units = [unit["id"] for unit in description.get("units", [])] + [case.case_id]
    if (told := description.get("id")) and told not in units:
        units.append(told)
    sources = [str(source) for source in description.get("sources", [])]

    def unit_problem(unit: str) -> Finding | None:
        if unit in units or not description.get("units"):
            return None
        message = f"'{unit}' is not a unit in {case.described_in} ({listed(units)})"
        return strange("", message, unit, units, "unknown.unit")

    def source_problem(source: str) -> Finding | None:
        if not sources or source in sources:
            return None
        mend = did_you_mean(source, sources) + "; a new source goes into case.yml"
        message = f"'{source}' is not a source in {case.described_in} ({listed(sources)})"
        return strange("", message, source, sources, "unknown.source", mend=mend)

    def role_problem(role: str) -> Finding | None:
        if book.role(role) in book.perspectives:
            return None
        mend = f"if it means one of these, add the word to {ALIASES_FILE}; if it is new, add it to {ROLES_FILE}"
        message = f"'{role}' is not a role in {ROLES_FILE} ({listed(book.perspectives)})"
        return strange("", message, role, book.perspectives, "unknown.role", mend=mend)

    asked = {"unit_id": unit_problem, "source_id": source_problem, "role": role_problem}
    problems = {
        column: problems_of(table.frame[column].tolist(), problem)
        for column, problem in asked.items()
        if column != "role" or column in table.frame
    }
    wrong = pd.Series(False, table.frame.index)
    for column, found in problems.items():
        wrong |= holds(table, column, found)
    return [
        finding
        for row, cells in rows_of(table, wrong)
        for column, found in problems.items()
        for finding in findings_at(table.file, row, column, found, cells[column])
    ]


def _check_anchors(description: dict, table: RawTable) -> list[Finding]:
    """Check that the passages of a public case have anchors, and those of no other."""
    access, ends = description.get("access"), ("head_anchor", "tail_anchor", "n_tokens")
    public = access == "public"
    filled = pd.DataFrame(
        {end: table.frame[end] != "" if end in table.frame else False for end in ends}, index=table.frame.index
    )
    wrong = pd.Series(False, table.frame.index)
    if public:
        wrong = ~filled.all(axis=1)
    elif access:
        wrong = filled.any(axis=1)
    if public:
        message, code = "a passage of a public case has no complete anchor", "anchor.missing"
        mend = "`crosscase anchors make FILE` computes head_anchor, tail_anchor and n_tokens of a passage"
    else:
        message, code = f"an anchor stands in a case whose access is {access}", "anchor.not-public"
        mend = "empty head_anchor, tail_anchor and n_tokens: confidential text can be guessed back from a hash"
    return [
        Finding(
            table.file, message, mend, row=row, column=next(e for e in ends if bool(cells.get(e)) != public), code=code
        )
        for row, cells in rows_of(table, wrong)
    ]


def check_codings(tables: Mapping[str, RawTable], book: Codebook) -> list[Finding]:
    """Check the codings of one case: passages, codes, no code twice on a passage; warn of passages without a code."""
    if "codings" not in tables:
        return []
    findings = []
    table, segments = tables["codings"], ids_of(tables)
    orphans = unknown_segments(table.frame["segment_id"].tolist(), segments)
    unknown = unknown_codes(table.frame["code_id"].tolist(), book, tuple(dict.fromkeys(book.families.values())))
    aliases = {word: book.code(word) for word in table.frame["code_id"].unique().tolist()}
    meant = table.frame[["segment_id", "code_id", "coder"]].assign(
        code_id=[aliases[word] for word in table.frame["code_id"].tolist()]
    )
    # The same code twice, once under another word: where the words are equal, the primary key says it.
    again = meant.duplicated() & (meant["code_id"] != table.frame["code_id"])
    first = pd.Series(meant.index, meant.index)
    if again.any():
        first = first.groupby([meant[column] for column in meant], sort=False).transform("first")
    wrong = holds(table, "segment_id", orphans) | holds(table, "code_id", unknown) | again
    for row, cells in rows_of(table, wrong):
        findings += findings_at(table.file, row, "segment_id", orphans, cells["segment_id"])
        findings += findings_at(table.file, row, "code_id", unknown, cells["code_id"])
        if again[row]:
            means = aliases[cells["code_id"]]
            message = f"'{cells['code_id']}' means '{means}', which row {first[row]} gives to the same segment"
            mend = "keep one of the two rows"
            findings.append(
                Finding(
                    table.file, message, mend, row=row, column="code_id", code="coding.twice", value=cells["code_id"]
                )
            )
    if segments is not None:
        uncoded = ~tables["segments"].frame["segment_id"].isin(["", *table.frame["segment_id"].tolist()])
        for row, cells in rows_of(tables["segments"], uncoded):
            message = f"'{cells['segment_id']}' has no coding"
            mend = "code it, or remove the segment if it carries no evidence"
            findings.append(
                Finding(
                    tables["segments"].file,
                    message,
                    mend,
                    row=row,
                    column="segment_id",
                    severity="warning",
                    code="segment.no-coding",
                    value=cells["segment_id"],
                )
            )
    return findings


def _empty(table: RawTable, name: str) -> Finding:
    """Return what an empty table means: a case may state no link, but has passages and codes."""
    if name == "links":
        mend = "if the case states that a cause led to an effect, add it; else nothing, figures leave its links blank"
        return Finding(table.file, "the case states no link", mend, severity="warning", code="link.none")
    return Finding(table.file, "the table has no row", "every case needs at least one", row=2, code="table.no-row")


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
            file, message = f"config/corrections/{case_id}.yml", f"there is no case '{case_id}'"
            findings.append(strange(file, message, case_id, ids, "correction.no-case", severity="warning"))
    return findings

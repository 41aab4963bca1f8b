"""Checks of everything that people write: case folders, codebook, corrections. Frames in, findings out.

A check reports every problem at once and raises nothing; `crosscase check` prints the findings and stops
the pipeline on errors before a kernel starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

import pandas as pd

from ..core import schemas
from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import Finding, did_you_mean, listed, strange
from ..core.ids import case_id_problem
from ..core.reading.folder import ENDINGS, likely_table
from ..core.reading.grid import plain_name
from ..core.reading.text import latin, look_alikes
from ..core.received import BESIDE_SCHEMAS, REQUIRED_TABLES, RawCase, RawTable, sound
from .apart import check_anchors, check_own_words
from .following import without_following
from .links import check_links_and_readings
from .own import book_of, check_alike, check_own_codes, check_roles, check_sources
from .passes import check_passes
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
    named = {name: _missing(table, name, case.unknown_files) for name, table in case.tables.items()}
    case = replace(case, tables=named)
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
        mend = "write one `key: value` a line; `crosscase new` writes all keys"
        findings.append(Finding(case_file, message, mend, code="file.no-keys"))
    findings += [*check_own_codes(case, book), *check_roles(case, book)]
    book = book_of(case, book)
    description = sound(case.description)
    findings += check_sources(case, [one for one in description.get("sources", []) if isinstance(one, str)], book)
    findings += _check_description(case, description, case_file, book)
    repaired = repair(case)
    meant = as_meant(case, repaired.case, book)
    findings += repaired.findings + meant.findings
    more: list[Finding] = []
    whole = {}
    for name, table in meant.case.tables.items():
        problems = check_table(table, name)
        if not problems and name in (*REQUIRED_TABLES, "links") and table.frame.empty:
            problems = [_empty(table, name)]
        more += problems
        needed = set(schemas.required_columns(f"raw/{name}"))
        if needed <= set(table.frame.columns) and name not in meant.broken:
            whole[name] = table
    more += _check_segments(case, description, whole, book)
    more += check_own_words(description.get("access"), {**whole, **meant.case.beside})
    more += check_codings(whole, book)
    more += check_links_and_readings(whole, book)
    more += check_passes(case, description, whole)
    for name, table in meant.case.beside.items():
        more += check_table(table, BESIDE_SCHEMAS.get(name, name))
        if "segment_id" in table.frame and "segments" in whole:
            orphans = unknown_segments(table.frame["segment_id"].tolist(), ids_of(whole))
            for row, cells in rows_of(table, holds(table, "segment_id", orphans)):
                more += findings_at(table.file, row, "segment_id", orphans, cells["segment_id"])
    # A row that holds what was not meant may be twice only because of that.
    rows = {(file, row) for file, row, _ in meant.cells}
    more = [one for one in more if one.code not in _TWICE or (one.file, one.row) not in rows]
    findings += [one for one in more if (one.file, one.row, one.column) not in meant.cells]
    return without_following(findings, meant.case)


#: Kinds of findings about rows that say the same.
_TWICE = ("table.key-twice", "coding.twice", "link.twice", "link.two-statuses")


def _check_folder(case: RawCase) -> list[Finding]:
    """Check the name of the folder, and tell files in it that are not read."""
    findings = list(case.findings)
    if problem := case_id_problem(case.case_id):
        findings.append(replace(problem, file=case.folder))
    lacking = {name for name, table in case.tables.items() if any(one.code == "file.missing" for one in table.findings)}
    for name in case.unknown_files:
        mend = "the tables of a case are listed in docs/adding_a_case.md; notes belong into README.md"
        file, meant = f"{case.folder}/{name}", likely_table(name)
        message = "this file is not read"
        if meant and meant not in case.tables and meant not in case.beside:
            mend = f"if it is the table {meant}, name it {meant}.csv"
        elif meant in lacking:
            continue  # told where the table is missing
        elif meant:
            message = f"this file is not read; {PurePath(_file_of(case, meant)).name} is"
            mend = "keep the one that is right under that name, and move the other away"
        findings.append(Finding(file, message, mend, severity="warning", code="file.unread"))
    return findings


def _file_of(case: RawCase, name: str) -> str:
    return (case.tables.get(name) or case.beside[name]).file


def _missing(raw: RawTable, name: str, others: Iterable[str]) -> RawTable:
    """Return a table that is not there with the file beside it that is most likely meant."""
    like = [one for one in others if likely_table(one) == name]
    if not like or [one.code for one in raw.findings] != ["file.missing"]:
        return raw
    message, ending = f"the file is missing; '{like[0]}' lies there", PurePath(like[0]).suffix.casefold()
    mend = f"if it is this table, name it {name}{ending}" if ending in ENDINGS else f"save it as {name}.csv"
    told = replace(raw.findings[0], message=message, mend=mend, value=like[0], nearest=f"{name}.csv")
    return replace(raw, findings=(told,))


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
        findings += _alike(list(dict.fromkeys(map(str, values))), key, what, case_file)
    known_codes = list(book.families)
    for code in description.get("not_covered", []):
        if code not in known_codes:
            message = f"'{code}' is not a code in {CODES_FILE}"
            findings.append(strange(case_file, message, code, known_codes, "unknown.code", column="not_covered"))
    return findings


def _alike(values: list[str], key: str, what: str, case_file: str) -> list[Finding]:
    """Return units whose ids or labels a reader cannot tell apart: other letters that look the same, capitals."""
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for value in values:
        folded = plain_name(latin(value))
        if folded in seen:
            odd = look_alikes(value) or look_alikes(seen[folded])
            why = odd or "they differ only in marks or large and small letters"
            message = f"two units have {what} '{seen[folded]}' and '{value}', which look alike: {why}"
            mend = "write it the same in case.yml and the tables if they are one unit; else give one another"
            column = f"units.{key}"
            findings.append(Finding(case_file, message, mend, column=column, code="case.unit-twice", value=value))
        seen.setdefault(folded, value)
    return findings


def _check_segments(case: RawCase, description: dict, tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    findings = []
    for name, table in tables.items():
        if name not in ("codings", "links", "readings"):
            findings += _check_places(case, description, table, book)
    if "segments" in tables:
        findings += check_anchors(description.get("access"), tables["segments"])
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
        mend = (
            f"if it means one of these, add the word to {ALIASES_FILE}; if it is new, declare it in"
            f" {case.described_in}: `roles: {{{role}: citizens}}` (citizens, providers, researchers or mixed)"
        )
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


def _one_folder(cases: Iterable[RawCase]) -> list[Finding]:
    """Return cases whose names differ only in capitals: on Windows and macOS they are one folder."""
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for case in cases:
        if (folded := case.case_id.casefold()) in seen:
            message = f"'{case.case_id}' and '{seen[folded]}' differ only in large and small letters"
            mend = "give one of them another name: some computers take the two for one folder"
            findings.append(Finding(case.folder, message, mend, code="case.id", value=case.case_id))
        seen.setdefault(folded, case.case_id)
    return findings


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
    findings += check_alike(cases) + _one_folder(cases)
    findings += check_claims([case for case in cases if "claims" in case.beside])
    for case_id in corrected:
        if case_id not in ids:
            file, message = f"config/corrections/{case_id}.yml", f"there is no case '{case_id}'"
            findings.append(strange(file, message, case_id, ids, "correction.no-case", severity="warning"))
    return findings

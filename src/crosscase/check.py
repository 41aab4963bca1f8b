"""Checks of everything that people write: case folders, codebook, corrections. Frames in, findings out.

A check reports every problem at once and raises nothing; `crosscase check` prints the findings and stops
the pipeline on errors before a kernel starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from frictionless import Schema

from . import claims, schemas
from .codebook import ALIASES_FILE, CODES_FILE, REMEDIED, ROLES_FILE, Codebook
from .findings import Finding, did_you_mean, listed, nearest
from .raw import REQUIRED_TABLES, RawCase, RawTable, repair

_PROMISES = {
    "required": lambda field: "the cell is empty",
    "enum": lambda field: f"is not one of {listed(field['constraints']['enum'])}",
    "pattern": lambda field: f"does not have the form {field['constraints']['pattern']}",
    "minimum": lambda field: f"is below {field['constraints']['minimum']}",
    "maximum": lambda field: f"is above {field['constraints']['maximum']}",
    "minLength": lambda field: f"is shorter than {field['constraints']['minLength']} characters",
    "type": lambda field: f"is not {'a whole number' if field['type'] == 'integer' else 'a ' + field['type']}",
}


def check_table(raw: RawTable, table: str) -> list[Finding]:
    """Check one raw table against its schema: columns, cells and primary key."""
    findings = list(raw.findings)
    if not len(raw.frame.columns):
        return findings
    schema = schemas.load(f"raw/{table}")
    known = schemas.columns(f"raw/{table}")
    present = list(raw.frame.columns)
    strangers = [column for column in present if column not in known]
    for column in schemas.required_columns(f"raw/{table}"):
        if column not in present:
            twin = nearest(column, strangers)
            mend = f"rename '{twin}'" if twin else f"add it; the table has: {listed(known, 99)}"
            findings.append(Finding(raw.file, f"the column '{column}' is missing", mend, row=1, column=column))
    for column in strangers:
        twin = nearest(column, [c for c in known if c not in present])
        mend = (
            f"rename it to '{twin}'" if twin else "remove it, or tell it in the column 'note' or in the case's README"
        )
        findings.append(Finding(raw.file, f"'{column}' is not a column of this table", mend, row=1, column=column))
    fields = [field for field in schema["fields"] if field["name"] in present]
    readers = Schema.from_descriptor({"fields": [_plain(field) for field in fields]}).fields
    for field, reader in zip(fields, readers, strict=True):
        read = reader.create_cell_reader()
        for row, cell in raw.frame[field["name"]].items():
            _, notes = read(cell)
            if notes:
                findings.append(_cell_finding(raw.file, row, field, cell, next(iter(notes))))
    key = [column for column in schema.get("primaryKey") or [] if column in present]
    if key and len(key) == len(schema["primaryKey"]):
        repeated = raw.frame[raw.frame.duplicated(key) & (raw.frame[key[0]] != "")]
        for row, record in repeated.iterrows():
            first = raw.frame.index[(raw.frame[key] == record[key]).all(axis=1)][0]
            what = " with ".join(f"'{record[column]}'" for column in key if record[column])
            message = f"{what} stands in row {first} already; {' and '.join(key)} must be unique"
            findings.append(
                Finding(raw.file, message, "give this row an id of its own, or remove it", row=row, column=key[0])
            )
    return findings


def _plain(field: dict) -> dict:
    """The part of a field that frictionless reads; the rest is ours."""
    return {name: field[name] for name in ("name", "type", "constraints") if name in field}


def _cell_finding(file: str, row: int, field: dict, cell: str, note: str) -> Finding:
    promise = _PROMISES.get(note, lambda _: f"breaks the rule '{note}'")(field)
    message = promise if note == "required" else f"'{_short(cell)}' {promise}"
    mend = f"what belongs here: {field['description']}"
    if note == "enum":
        mend = did_you_mean(cell, field["constraints"]["enum"])
    return Finding(file, message, mend, row=row, column=field["name"])


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


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
            mend = did_you_mean(code.parent, [c for c in families if families[c] == code.family])
            findings.append(Finding(CODES_FILE, message, mend, row=row, column="parent"))
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
                findings.append(Finding(CODES_FILE, message, mend, row=row, column=column))
    targets = {"code": list(book.families), "role": list(book.perspectives)}
    for row, alias in enumerate(book.aliases.itertuples(index=False), 2):
        allowed = targets.get(alias.field, [])
        if allowed and alias.means not in allowed:
            where = CODES_FILE if alias.field == "code" else ROLES_FILE
            message = f"'{alias.means}' is not a {alias.field} in {where}"
            findings.append(Finding(ALIASES_FILE, message, did_you_mean(alias.means, allowed), row=row, column="means"))
        if allowed and alias.word in allowed:
            message = f"'{alias.word}' is a {alias.field} itself and would be rewritten everywhere"
            findings.append(Finding(ALIASES_FILE, message, "remove the row", row=row, column="word"))
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
                Finding(crosswalk.file, message, did_you_mean(line.code_id, book.families), row=row, column="code_id")
            )
        if line.framework_id not in names:
            message = f"'{line.framework_id}' is not a framework in {frameworks.file}"
            findings.append(
                Finding(crosswalk.file, message, did_you_mean(line.framework_id, names), row=row, column="framework_id")
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
                )
            )
        elif line.element_id and (line.framework_id, line.element_id) not in elements:
            allowed = [element for framework, element in sorted(elements) if framework == line.framework_id]
            message = f"'{line.element_id}' is not an element of {line.framework_id}"
            findings.append(
                Finding(crosswalk.file, message, did_you_mean(line.element_id, allowed), row=row, column="element_id")
            )
    mapped = set(zip(crosswalk.frame["code_id"], crosswalk.frame["framework_id"], strict=True))
    for code, family in book.families.items():
        for framework in names if family == "barrier" else ():
            if (code, framework) not in mapped:
                message = f"the barrier '{code}' has no row for the framework '{framework}'"
                findings.append(Finding(crosswalk.file, message, "add one; relation 'none' where nothing fits"))
    return findings


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
                findings += _known_segment(table.file, row, segment_id, ids)
    known_codes = list(book.families)
    for code in description.get("not_covered") or []:
        if code not in known_codes:
            message = f"'{code}' is not a code in {CODES_FILE}"
            findings.append(Finding(case_file, message, did_you_mean(str(code), known_codes), column="not_covered"))
    return findings


def _each(table: RawTable) -> Iterable[tuple[int, pd.Series]]:
    return zip(table.frame.index, table.frame.to_dict("records"), strict=True)


def _check_segments(case: RawCase, description: dict, tables: dict[str, RawTable], book: Codebook) -> list[Finding]:
    findings = []
    units = [unit.get("id") for unit in description.get("units") or [] if isinstance(unit, dict)] + [case.case_id]
    if (told := description.get("id")) and told not in units:
        units.append(told)
    sources = [str(source) for source in description.get("sources") or []]
    for name, table in tables.items():
        if name in ("codings", "links"):
            continue
        for row, cells in _each(table):
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
        for row, cells in _each(table):
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
    for row, cells in _each(table):
        findings += _known_segment(table.file, row, cells["segment_id"], segments)
        findings += _known_code(
            table.file, row, "code_id", cells["code_id"], book, tuple(dict.fromkeys(book.families.values()))
        )
        key = (cells["segment_id"], book.code(cells["code_id"]), cells["coder"])
        if key in seen and book.code(cells["code_id"]) != cells["code_id"]:
            message = f"'{cells['code_id']}' means '{key[1]}', which row {seen[key]} gives to the same segment"
            findings.append(Finding(table.file, message, "keep one of the two rows", row=row, column="code_id"))
        seen.setdefault(key, row)
    if segments is not None:
        coded = set(table.frame["segment_id"])
        for row, cells in _each(tables["segments"]):
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
    for row, cells in _each(table):
        orphan = _known_segment(table.file, row, cells["segment_id"], segments)
        findings += orphan
        for column, families in (("cause", ("barrier", "enabler")), ("effect", ("effect",)), ("remedy", ("enabler",))):
            word = cells[column]
            if not word:
                continue
            problems = _known_code(table.file, row, column, word, book, families)
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


def _known_segment(file: str, row: int, segment_id: str, segments: list[str] | None) -> list[Finding]:
    if segments is None or not segment_id or segment_id in segments:
        return []
    span = f"{segments[0]} to {segments[-1]}" if segments else "which is empty"
    message = f"'{segment_id}' has no row in segments.csv ({span})"
    near = nearest(segment_id, segments)
    mend = (
        f"give the right id{f', such as {near!r}' if near else ''}; a repair with a reason goes into"
        " config/corrections/"
    )
    return [Finding(file, message, mend, row=row, column="segment_id")]


def _known_code(
    file: str, row: int, column: str, word: str, book: Codebook, families: tuple[str, ...]
) -> list[Finding]:
    code = book.code(word)
    if not word or book.families.get(code) in families:
        return []
    allowed = [c for c, family in book.families.items() if family in families]
    kind = " or ".join(families) if len(families) < 4 else "code"
    article = "an" if kind[0] in "aeiou" else "a"
    if code in book.headings:
        message = f"'{word}' is a group heading in {CODES_FILE} and is never applied"
        below = book.codes.loc[book.codes["parent"] == code, "code_id"]
        return [Finding(file, message, f"use one of the codes under it: {listed(below)}", row=row, column=column)]
    message = f"'{word}' is not {article} {kind} in {CODES_FILE} ({listed(allowed, 4)})"
    if code in book.families:
        message = f"'{word}' is {_a(book.families[code])} in {CODES_FILE}, not {article} {kind}"
    near = nearest(word, allowed)
    mend = (
        f"if it means '{near}', write that or add the spelling to {ALIASES_FILE}"
        if near
        else f"add the spelling to {ALIASES_FILE}"
    )
    return [Finding(file, message, f"{mend}; if it is new, add it to the codebook", row=row, column=column)]


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


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
        seen = pd.concat(
            [table.frame, *[frame[~frame["claim_id"].isin(table.frame["claim_id"])] for frame in others]],
            keys=range(len(others) + 1),
        )
        for (number, row), column, message in claims.problems(seen):
            if number == 0:
                mend = "docs/claims.md says what each check takes"
                findings.append(Finding(table.file, message, mend, row=row, column=column))
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
    findings += check_claims([case for case in cases if "claims" in case.beside])
    for case_id in corrected:
        if case_id not in ids:
            mend = did_you_mean(case_id, ids) if ids else ""
            findings.append(
                Finding(f"config/corrections/{case_id}.yml", f"there is no case '{case_id}'", mend, severity="warning")
            )
    return findings

"""One raw table against its schema: columns, cells, primary key."""

from __future__ import annotations

from dataclasses import replace

from ..core import schemas
from ..core.findings import Finding, listed, nearest, strange
from ..core.received import RawTable
from .cells import broken_cells

_PROMISES = {
    "required": lambda field: "the cell is empty",
    "enum": lambda field: f"is not one of {listed(field['constraints']['enum'])}",
    "pattern": lambda field: f"does not have the form {field['constraints']['pattern']}",
    "minimum": lambda field: f"is below {field['constraints']['minimum']}",
    "maximum": lambda field: f"is above {field['constraints']['maximum']}",
    "minLength": lambda field: f"is shorter than {field['constraints']['minLength']} characters",
    "type": lambda field: f"is not {'a whole number' if field['type'] == 'integer' else 'a ' + field['type']}",
}

#: How programs and people say that something is not so.
_NO = tuple("0 false falsch faux falso usann falskt onwaar no nein non nei nej nee n - – ✗ ✘ ikke fehlt".split())

#: The code of a finding by the rule that a cell breaks.
_CODES = {
    "required": "cell.empty",
    "enum": "cell.not-allowed",
    "pattern": "cell.form",
    "minimum": "cell.too-small",
    "maximum": "cell.too-large",
    "minLength": "cell.too-short",
    "type": "cell.type",
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
    required = schemas.required_columns(f"raw/{table}")
    if not any(column in present or nearest(column, present) for column in required):
        message, mend = (
            "row 1 is not the header of this table",
            f"put it into row 1: {listed(known, 99)}; or is it another file?",
        )
        return [*findings, Finding(raw.file, message, mend, row=1, code="table.no-header")]
    for column in required:
        if column not in present:
            twin = nearest(column, strangers)
            mend = f"rename '{twin}'" if twin else f"add what is missing; the table has: {listed(known, 99)}"
            findings.append(
                Finding(
                    raw.file,
                    f"the column '{column}' is missing",
                    mend,
                    row=1,
                    column=column,
                    code="table.missing-column",
                    value=column,
                    nearest=twin or "",
                )
            )
    for column in strangers:
        free = [c for c in known if c not in present]
        twin = nearest(column, free)
        mend = (
            f"rename it to '{twin}'" if twin else "remove it, or tell it in the column 'note' or in the case's README"
        )
        message = f"'{column}' is not a column of this table"
        findings.append(
            strange(raw.file, message, column, free, "table.unknown-column", mend=mend, row=1, column=column)
        )
    for field in schema["fields"]:
        if field["name"] in present:
            findings += _wrong_cells(raw, field)
    key = schema.get("primaryKey") or []
    return findings + (_repeated(raw, key) if key and set(key) <= set(present) else [])


def _wrong_cells(raw: RawTable, field: dict) -> list[Finding]:
    """Return a finding for each cell of a column that breaks a rule of its field."""
    cells = raw.frame[field["name"]]
    told = {cell: _told(field, cell, rule) for cell, rule in broken_cells(field, cells.tolist()).items()}
    if not told:
        return []
    wrong = cells[cells.isin(list(told))]
    return [replace(told[cell], file=raw.file, row=row) for row, cell in wrong.items()]


def _repeated(raw: RawTable, key: list[str]) -> list[Finding]:
    """Return a finding for each row whose primary key stands in a row above; one whose first part is empty is none."""
    if len(set(zip(*(raw.frame[name].tolist() for name in key), strict=True))) == len(raw.frame):
        return []
    again = raw.frame.duplicated(key) & (raw.frame[key[0]] != "")
    if not again.any():
        return []
    findings = []
    first = raw.frame.assign(_first=raw.frame.index).groupby(key, sort=False)["_first"].transform("first")
    for row, record in zip(raw.frame.index[again], raw.frame.loc[again, key].to_dict("records"), strict=True):
        what = " with ".join(f"'{record[column]}'" for column in key if record[column])
        message = f"{what} stands in row {first[row]} already; {' and '.join(key)} must be unique"
        mend = "give this row an id of its own, or remove it"
        value = record[key[0]] if len(key) == 1 else what
        if len(key) > 1:
            message = f"{what} stands in row {first[row]} already: the same twice"
            mend = "keep one of the two rows; some programs write each coding twice"
            differ = [
                f"{column} '{raw.frame.at[first[row], column]}' there and '{raw.frame.at[row, column]}' here"
                for column in ("presence", "status", "valence", "main_code")
                if column in raw.frame and raw.frame.at[first[row], column] != raw.frame.at[row, column]
            ]
            if differ:
                message = f"{what} stands in row {first[row]} already, and the two rows differ: {listed(differ)}"
                mend = "keep the row that is right"
        findings.append(Finding(raw.file, message, mend, row=row, column=key[0], code="table.key-twice", value=value))
    return findings


def _told(field: dict, cell: str, rule: str) -> Finding:
    """Return what is wrong with a cell that breaks a rule, and how to mend it; file and row are the caller's."""
    promise, column = _PROMISES[rule](field), field["name"]
    message = promise if rule == "required" else f"'{_short(cell)}' {promise}"
    if rule == "enum":
        mend = None
        if column == "presence" and cell.casefold().strip(".") in _NO:
            mend = (
                "if the code was not given to the passage, delete the row; absent is what the source says was not there"
            )
        return strange("", message, cell, field["constraints"]["enum"], _CODES[rule], mend=mend, column=column)
    mend = f"what belongs here: {field['description']}"
    return Finding("", message, mend, column=column, code=_CODES[rule], value=cell)


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

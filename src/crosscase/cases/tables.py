"""One raw table against its schema: columns, cells, primary key."""

from __future__ import annotations

from frictionless import Schema

from ..core import schemas
from ..core.findings import Finding, did_you_mean, listed, nearest
from ..core.received import RawTable

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

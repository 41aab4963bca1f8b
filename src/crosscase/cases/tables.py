"""One raw table against its schema: columns, cells, primary key."""

from __future__ import annotations

from ..core import schemas
from ..core.findings import Finding, did_you_mean, listed, nearest
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
    for field in schema["fields"]:
        if field["name"] in present:
            findings += _wrong_cells(raw, field)
    key = schema.get("primaryKey") or []
    return findings + (_repeated(raw, key) if key and set(key) <= set(present) else [])


def _wrong_cells(raw: RawTable, field: dict) -> list[Finding]:
    """Return a finding for each cell of a column that breaks a rule of its field."""
    cells = raw.frame[field["name"]]
    told = {cell: _told(field, cell, rule) for cell, rule in broken_cells(field, cells.tolist()).items()}
    wrong = cells[cells.isin(list(told))] if told else cells[:0]
    return [Finding(raw.file, *told[cell], row=row, column=field["name"]) for row, cell in wrong.items()]


def _repeated(raw: RawTable, key: list[str]) -> list[Finding]:
    """Return a finding for each row whose primary key stands in a row above; one whose first part is empty is none."""
    again = raw.frame.duplicated(key) & (raw.frame[key[0]] != "")
    if not again.any():
        return []
    findings = []
    first = raw.frame.assign(_first=raw.frame.index).groupby(key, sort=False)["_first"].transform("first")
    for row, record in zip(raw.frame.index[again], raw.frame.loc[again, key].to_dict("records"), strict=True):
        what = " with ".join(f"'{record[column]}'" for column in key if record[column])
        message = f"{what} stands in row {first[row]} already; {' and '.join(key)} must be unique"
        mend = "give this row an id of its own, or remove it"
        if len(key) > 1:
            message = f"{what} stands in row {first[row]} already: the same twice"
            mend = "keep one of the two rows; some programs write each coding twice"
        findings.append(Finding(raw.file, message, mend, row=row, column=key[0]))
    return findings


def _told(field: dict, cell: str, rule: str) -> tuple[str, str]:
    """Return the message about a cell that breaks a rule, and how to mend it."""
    promise = _PROMISES[rule](field)
    message = promise if rule == "required" else f"'{_short(cell)}' {promise}"
    if rule == "enum":
        return message, did_you_mean(cell, field["constraints"]["enum"])
    return message, f"what belongs here: {field['description']}"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

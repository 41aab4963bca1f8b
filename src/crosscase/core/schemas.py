"""Table Schemas: the only place where a column is defined.

``schemas/raw/`` holds the tables as received, ``schemas/processed/`` those that all questions share; a table that one
question or paper builds is defined in its folder. A processed schema may name a raw one under ``inherits``: its columns
stand between ``before`` and ``fields``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .findings import Finding, listed, strange

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
_ROOMS = Path(__file__).resolve().parents[1]
_ENDING = ".schema.yaml"

#: What jsonschema loads, where it is there, to look at formats (addresses, colours, durations), of which no schema here
#: asks: half the time that it takes to load.
_FORMATS = (
    *("fqdn", "idna", "isoduration", "jsonpointer", "rfc3339_validator", "rfc3986_validator", "rfc3987"),
    *("rfc3987_syntax", "uri_template", "webcolors"),
)

_DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def read_quickly(text: str) -> Any:
    """Read YAML as `yaml.safe_load` does, by the C library where it is there."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def files() -> dict[str, Path]:
    """Return the file of every Table Schema by its name: ``raw/links``, ``processed/links``; sorted by name.

    Raises `KeyError` where two rooms define one table.
    """
    paths = [(path.parent.name, path) for path in SCHEMAS.glob(f"*/*{_ENDING}")]
    paths += [("processed", path) for path in _ROOMS.glob(f"*/*/*{_ENDING}")]
    found: dict[str, Path] = {}
    for kind, path in sorted(paths, key=lambda pair: (pair[0], pair[1].name)):
        name = f"{kind}/{path.name.removesuffix(_ENDING)}"
        if name in found:
            raise KeyError(f"two schemas are named '{name}': {found[name]} and {path}")
        found[name] = path
    return found


@cache
def load(name: str) -> dict[str, Any]:
    """Return the Table Schema *name* (``raw/links`` or ``links``) with inherited columns in place.

    Raises `KeyError` when there is no such schema.
    """
    path = files().get(name if "/" in name else f"processed/{name}")
    if path is None:
        raise KeyError(f"no schema named '{name}' in schemas/ or in the folder of a question or paper")
    schema = read_quickly(path.read_text(encoding="utf-8"))
    inherited = load(schema["inherits"])["fields"] if "inherits" in schema else []
    schema["fields"] = [*schema.get("before", []), *inherited, *schema["fields"]]
    return schema


def columns(name: str) -> list[str]:
    """Return the columns of a table in order."""
    return [field["name"] for field in load(name)["fields"]]


def required_columns(name: str) -> list[str]:
    """Return the columns that a file of this table must have; a schema lists the others under ``optional``."""
    return [column for column in columns(name) if column not in load(name).get("optional", [])]


def dtypes(name: str) -> dict[str, str]:
    """Return the pandas type of each column; text columns use an empty string for an empty cell."""
    return {field["name"]: _DTYPES[field["type"]] for field in load(name)["fields"]}


def allowed(name: str, column: str) -> list[str]:
    """Return the values that a column may hold, in the order of the schema; empty where it is open."""
    field = next(field for field in load(name)["fields"] if field["name"] == column)
    return field.get("constraints", {}).get("enum", [])


@cache
def load_yaml_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a YAML file of the project, such as ``case``."""
    return read_quickly((SCHEMAS / f"{name}{_ENDING}").read_text(encoding="utf-8"))


def _place(document: Any, path: Iterable[str | int]) -> str:
    """Return the place of a key: an entry of a list by its id, or else by its number, counted from 1."""
    parts = []
    for step in path:
        document = document[step]
        named = document.get("id") if isinstance(document, dict) else None
        parts.append(str(step) if isinstance(step, str) else str(named or step + 1))
    return ".".join(parts)


def _validator(schema: dict[str, Any]) -> Any:
    """Return what holds documents against a schema."""
    left = [name for name in _FORMATS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(left))  # type: ignore[arg-type]  # as if they were not installed
    try:
        from jsonschema import Draft202012Validator
    finally:
        for name in left:
            del sys.modules[name]
    return Draft202012Validator(schema)


def yaml_findings(document: Any, schema: dict[str, Any], file: str) -> list[Finding]:
    """Return what is wrong with a YAML document: unknown, missing and mistyped keys, all at once."""
    findings = []
    for error in _validator(schema).iter_errors(document):
        key = _place(document, error.absolute_path)
        inside = f"{key}." if key else ""
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            for name in sorted(set(error.instance) - set(known), key=str):
                message, column = f"'{name}' is not a key here", f"{inside}{name}"
                findings.append(strange(file, message, name, known, "key.unknown", column=column))
        elif error.validator == "required":
            # jsonschema reports each missing key by itself; the message names it.
            name = next(n for n in error.validator_value if n not in error.instance and f"'{n}'" in error.message)
            what = error.schema["properties"].get(name, {}).get("description", "")
            findings.append(
                Finding(
                    file,
                    f"'{name}' is missing",
                    f"add it: {what}" if what else "add it",
                    column=f"{inside}{name}",
                    code="key.missing",
                    value=str(name),
                )
            )
        elif error.validator == "enum":
            options = [str(value) for value in error.validator_value]
            message = f"'{error.instance}' is not allowed ({listed(options)})"
            told = strange(file, message, error.instance, options, "key.not-allowed", column=key)
            if error.schema.get("x-explain"):
                told = replace(told, mend=f"{told.mend}; it says {error.schema['description']}")
            findings.append(told)
        else:
            what = error.schema.get("description", "")
            empty = error.instance in (None, "")
            code, value = ("key.empty", "") if empty else ("key.form", str(error.instance))
            message = "it is empty" if empty else f"'{error.instance}' does not fit" if what else error.message
            mend = f"what belongs here: {what}" if what else ""
            findings.append(Finding(file, message, mend, column=key, code=code, value=value))
    return sorted(set(findings), key=lambda f: (f.column, f.message))

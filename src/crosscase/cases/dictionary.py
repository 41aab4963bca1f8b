"""The data dictionary, a page made from the schemas."""

from __future__ import annotations

from ..core import schemas

_KINDS = {"raw": "Tables as received or written by people", "processed": "Tables that the pipeline builds"}


def data_dictionary() -> str:
    """Return a Markdown page with every table and every column: meaning, type and what is allowed."""
    lines = [
        "# Data dictionary",
        "",
        "Made from `schemas/`, the only place where a column is defined. An empty cell of a text column is empty text;",
        "an empty cell of a number is missing, never 0.",
        "",
    ]
    for kind, title in _KINDS.items():
        lines += [f"## {title}", ""]
        for named in (name for name in schemas.files() if name.startswith(f"{kind}/")):
            name, schema = named.removeprefix(f"{kind}/"), schemas.load(named)
            key = ", ".join(f"`{column}`" for column in schema.get("primaryKey") or [])
            lines += [
                f"### {name}",
                "",
                schema["description"] + (f" Unique by {key}." if key else ""),
                "",
                "| column | type | what it holds | allowed |",
                "| --- | --- | --- | --- |",
            ]
            optional = schema.get("optional", [])
            for field in schema["fields"]:
                rules = field.get("constraints", {})
                allowed = [", ".join(map(str, rules["enum"]))] if "enum" in rules else []
                allowed += [f"`{rules['pattern'].replace('|', chr(92) + '|')}`"] if "pattern" in rules else []
                allowed += ["required"] if rules.get("required") else []
                allowed += ["the column may be left out"] if field["name"] in optional else []
                lines.append(f"| `{field['name']}` | {field['type']} | {field['description']} | {'; '.join(allowed)} |")
            lines.append("")
    return "\n".join(lines)

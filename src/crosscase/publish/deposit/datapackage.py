"""The tables as a Data Package (version 2): every CSV file that has a Table Schema, with its columns in the file's
own order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from ...core import schemas

FILE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0/"
_FIELD = ("name", "title", "type", "format", "description", "constraints")


def resource_name(path: str) -> str:
    """Return a name of lower-case letters, digits, ``-``, ``_`` and ``.``, as the standard wants it."""
    return re.sub(r"[^a-z0-9_.-]+", "-", path.removesuffix(".csv").lower())


def table_schema(table: str, header: list[str]) -> dict[str, Any]:
    """Return the Table Schema of a file with these columns; those that the file may leave out, and does, are not in
    it.
    """
    schema = schemas.load(table)
    known = {field["name"]: field for field in schema["fields"]}
    fields = [{key: known[name][key] for key in _FIELD if key in known[name]} for name in header if name in known]
    made: dict[str, Any] = {"$schema": f"{_PROFILES}tableschema.json", "fields": fields, "missingValues": [""]}
    key = [schema["primaryKey"]] if isinstance(schema.get("primaryKey"), str) else schema.get("primaryKey") or []
    return made | ({"primaryKey": list(key)} if key and set(key) <= set(header) else {})


def package(tables: Mapping[str, str], files: Mapping[str, bytes], cff: Mapping[str, Any], date: str) -> dict[str, Any]:
    """Return the descriptor. *tables* names the schema (``raw/links``) of each file, *files* holds their bytes."""
    named = cff["license"]
    resources = []
    for path, table in sorted(tables.items()):
        header = files[path].decode("utf-8").split("\n", 1)[0].rstrip("\r").split(",")
        resources.append(
            {
                "name": resource_name(path),
                "type": "table",
                "path": path,
                "description": schemas.load(table)["description"],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(files[path]),
                "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
                "schema": table_schema(table, header),
            }
        )
    return {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": "crosscase",
        "title": cff["title"],
        "version": str(cff["version"]),
        "created": f"{date}T00:00:00Z",
        "licenses": [
            {"name": one, "path": f"https://spdx.org/licenses/{one}.html"}
            for one in ([named] if isinstance(named, str) else named)
        ],
        "contributors": [{"title": one["name"], "roles": ["creator"]} for one in cff["authors"] if "name" in one],
        "keywords": list(cff.get("keywords", [])),
        "resources": resources,
    }

"""What a file says, as far as results depend on it: a digest that is the same before and after a mere saving.

Of a notebook count the cells and how they are shown, not its outputs; of what people set in YAML (config/, a case's
description) the values, not the comments; of any other file every byte. Time stamps count nowhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .. import store
from ..core.findings import ConfigError


def digest(path: str) -> str:
    """Return the digest of a file's content; empty where there is no such file."""
    file = store.resolve(path)
    try:
        content = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return ""
    told = None
    if file.suffix == ".ipynb":
        told = _cells(content)
    elif file.suffix in (".yml", ".yaml") and not file.name.endswith(".schema.yaml"):
        told = _values(path)
    if told is None:
        return raw_digest(content)
    return f"content:{hashlib.sha256(told.encode()).hexdigest()}"


def raw_digest(content: bytes) -> str:
    """Return the digest of bytes in the form that Snakemake uses."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def kept_metadata(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a saved notebook keeps of a cell's metadata: its tags and whether its source is hidden."""
    kept: dict[str, Any] = {"tags": list(cell.get("metadata", {}).get("tags", ()))}
    if cell.get("metadata", {}).get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return kept


def _cells(content: bytes) -> str | None:
    """Return what a notebook's cells say; None where it is not readable as one."""
    try:
        cells = json.loads(content)["cells"]
        told = [
            [cell["cell_type"], "".join(cell["source"]), kept_metadata(cell), cell.get("attachments")] for cell in cells
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return json.dumps(told, sort_keys=True)


def _values(path: str) -> str | None:
    """Return what a YAML file says, in its order; None where it is not readable."""
    try:
        return json.dumps(store.read_yaml(path), default=str)
    except (ConfigError, ValueError, TypeError):
        return None

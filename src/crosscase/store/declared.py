"""YAML files that a person writes, checked against the schema beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..core import schemas
from ..core.findings import ConfigError, Finding
from ..core.reading import kinds, yamls
from ..core.reading.text import decode
from ..core.received import WHOLE_FILE, Change
from .files import resolve

#: More than any file that is read; `yamls.read` refuses what is as long.
_MOST_BYTES = 9_000_000

# --- YAML -------------------------------------------------------------------------------------------


def read_yaml(path: str | Path) -> Any:
    """Read a YAML file. Raises `ConfigError` when it is not readable, not safe to read, or has a key twice."""
    return read_document(path).value


class Document(NamedTuple):
    """A YAML file: what it says, its tree (for the places of its keys), and what reading mended."""

    value: Any
    tree: Any
    changes: tuple[Change, ...] = ()


def read_document(path: str | Path) -> Document:
    """Read a YAML file with its tree, in any encoding. Raises `ConfigError` as `read_yaml` does."""
    try:
        with resolve(path).open("rb") as file:
            content = file.read(_MOST_BYTES)
    except FileNotFoundError:
        told = Finding(str(path), "the file is missing", "add the file", code="file.missing")
        raise ConfigError([told]) from None
    except OSError as error:
        told = Finding(
            str(path), f"the file cannot be read ({error.strerror})", "mend its rights", code="file.unreadable"
        )
        raise ConfigError([told]) from None
    if (kind := kinds.kind_of(content)) in {*kinds.WORKBOOKS, *kinds.NO_TABLE} - {"empty", "json"}:
        what = (
            kinds.NO_TABLE[kind][0].replace(", not a table", "")
            if kind in kinds.NO_TABLE
            else f"this is {kinds.WORKBOOKS[kind]}"
        )
        message = what.replace("the table", "the file") + ", and `key: value` lines belong here"
        mend = kinds.NO_TABLE[kind][1].replace("table", "file") if kind == "lfs" else "put the text file in its place"
        raise ConfigError([Finding(str(path), message, mend, code="file.not-yaml")])
    decoded = decode(content)
    if decoded.problem or decoded.warning:
        mend = "save the file as UTF-8"
        message = f"not readable as YAML: {decoded.problem or 'not UTF-8 text'}"
        raise ConfigError([Finding(str(path), message, mend, row=decoded.line, code="file.not-yaml")])
    if marks := kinds.merge_marks(decoded.text):
        message = f"marks of an unfinished merge (git) in lines {', '.join(map(str, marks))}"
        mend = "keep the lines that are right, delete the marks <<<<<<<, ======= and >>>>>>>, and save"
        raise ConfigError([Finding(str(path), message, mend, row=marks[0], code="file.merge-marks")])
    text = decoded.text if decoded.text.isascii() else unicodedata.normalize("NFC", decoded.text)
    mended = [(decoded.was, decoded.now)] if decoded.was else []
    if text != decoded.text:
        mended.append(("accents beside their letters (Unicode NFD)", "letters with accents (NFC)"))
    try:
        value, tree = _read(text)
    except yamls.Unreadable as error:
        found = Finding(str(path), error.message, error.mend, row=error.row, column=error.column, code="file.not-yaml")
        raise ConfigError([found]) from None
    changes = tuple(Change(None, WHOLE_FILE, was, now, "how the file is written") for was, now in mended)
    return Document(deepcopy(value), tree, changes)


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Any, Any]:
    """Read a text once, however often a run asks what a case or a schema says; nobody changes a tree."""
    return yamls.read(text)


def read_config(path: str | Path = "config/config.yaml") -> dict[str, Any]:
    """Read and check what a person decides. Raises `ConfigError` with every wrong key."""
    return read_declared(path)


def check_config(config: Any, path: str | Path = "config/config.yaml") -> dict[str, Any]:
    """Return the settings as they are. Raises `ConfigError` with every unknown, missing or mistyped key."""
    if not isinstance(config, Mapping):
        schema = Path(path).with_suffix(".schema.yaml").name
        raise ConfigError(
            [
                Finding(
                    str(path),
                    "this is not a list of settings",
                    f"write one `key: value` a line, as in {schema}",
                    code="key.form",
                )
            ]
        )
    findings = schemas.yaml_findings(dict(config), read_yaml(Path(path).with_suffix(".schema.yaml")), str(path))
    if findings:
        raise ConfigError(findings)
    return dict(config)


def read_declared(path: str | Path) -> dict[str, Any]:
    """Read a YAML file of config/ and check it against the schema beside it (``<name>.schema.yaml``).

    Raises `ConfigError` with every unknown, missing or mistyped key.
    """
    return check_config(read_yaml(path) or {}, path)

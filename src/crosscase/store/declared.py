"""YAML files that a person writes, checked against the schema beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ..core import schemas
from ..core.findings import ConfigError, Finding
from .files import resolve

# --- YAML -------------------------------------------------------------------------------------------


def read_yaml(path: str | Path) -> Any:
    """Read a YAML file. Raises `ConfigError` when it is not readable."""
    try:
        return _read(resolve(path).read_text(encoding="utf-8"))
    except OSError as error:
        told = Finding(str(path), f"the file cannot be read ({error.strerror})", "add the file", code="file.unreadable")
        raise ConfigError([told]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "not UTF-8 text"
        mend = "check indentation, colons and quotation marks near this line"
        told = Finding(str(path), f"not readable as YAML: {problem}", mend, row=row, code="file.not-yaml")
        raise ConfigError([told]) from None


def _read(text: str) -> Any:
    """Read YAML. What the C library refuses is read again in Python, which says in plainer words what is wrong."""
    try:
        return schemas.read_quickly(text)
    except yaml.YAMLError:
        return yaml.safe_load(text)


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

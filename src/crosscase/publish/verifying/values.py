"""Tables, JSON and notebooks: cell by cell."""

from __future__ import annotations

import base64
import binascii
import csv
import io as memory
import json
from typing import Any

from .found import Broken, Found, lines
from .pictures import picture


def decoded(content: bytes) -> str:
    """Return a file as text. Raises `Broken` where it is no UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Broken(f"byte {error.start + 1:,} is no letter of UTF-8") from None


def table(found: Found, committed: bytes, made: bytes) -> None:
    """Compare two CSV cell by cell; rows as a spreadsheet counts them, the header is row 1."""
    try:
        old, new = (list(csv.reader(memory.StringIO(decoded(one), newline=""))) for one in (committed, made))
    except csv.Error as error:
        raise Broken(f"no table: {error}") from None
    header = old[0] if old else []
    if new[:1] != old[:1]:
        found.differs(f"row 1: columns {header} are committed, {new[0] if new else []} made")
        return
    for row, (a, b) in enumerate(zip(old, new, strict=False), 1):
        if len(a) != len(b):
            found.differs(f"row {row}: {len(a)} cells are committed, {len(b)} made")
        elif a != b or row > 1:
            for column, before, after in zip(header, a, b, strict=False):
                found.cell(before, after, f"row {row}, column '{column}'")
    if len(old) != len(new):
        found.differs(f"{len(old) - 1} rows are committed, {len(new) - 1} made")


def parsed(content: bytes) -> Any:
    try:
        return json.loads(decoded(content))
    except ValueError as error:
        raise Broken(f"no JSON: {error}") from None


def values(found: Found, committed: Any, made: Any, where: str = "") -> None:
    """Compare what two JSON documents hold, value by value."""
    place = where or "the document"
    if isinstance(committed, dict) and isinstance(made, dict):
        for key in dict.fromkeys([*committed, *made]):
            if key not in made or key not in committed:
                found.differs(f"{place}: '{key}' is {'not committed' if key in made else 'missing'}")
            else:
                values(found, committed[key], made[key], f"{where}, {key}" if where else str(key))
    elif isinstance(committed, list) and isinstance(made, list):
        for number, (a, b) in enumerate(zip(committed, made, strict=False), 1):
            values(found, a, b, f"{place}, item {number}")
        if len(committed) != len(made):
            found.differs(f"{place}: {len(committed)} items are committed, {len(made)} made")
    elif isinstance(committed, str) and isinstance(made, str):
        found.text(committed, made, place)
    elif all(type(one) in (int, float) for one in (committed, made)):
        found.cell(repr(committed), repr(made), place)
    elif committed != made or type(committed) is not type(made):
        found.differs(f"{place}: committed {committed!r}, made {made!r}"[:200])


def notebook(found: Found, committed: Any, made: Any) -> None:
    """Compare two notebooks: sources and outputs of each cell, pictures as pictures, then everything else."""
    old, new = _cells(committed), _cells(made)
    for number, (a, b) in enumerate(zip(old, new, strict=False), 1):
        where = f"cell {number}"
        lines(found, _lines(a.get("source", "")), _lines(b.get("source", "")), f"{where}, source")
        outputs = a.get("outputs", []), b.get("outputs", [])
        for n, (before, after) in enumerate(zip(*outputs, strict=False), 1):
            _output(found, before, after, f"{where}, output {n}")
        if len(outputs[0]) != len(outputs[1]):
            found.differs(f"{where}: {len(outputs[0])} outputs are committed, {len(outputs[1])} made")
        values(found, _without(a, "source", "outputs"), _without(b, "source", "outputs"), where)
    if len(old) != len(new):
        found.differs(f"{len(old)} cells are committed, {len(new)} made")
    values(found, _without(committed, "cells"), _without(made, "cells"), "the notebook's own data")


def _cells(document: Any) -> list[dict[str, Any]]:
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and _whole(cell) for cell in cells):
        raise Broken("no notebook: its cells are none")
    return cells


def _whole(cell: dict[str, Any]) -> bool:
    outputs = cell.get("outputs", [])
    whole = isinstance(outputs, list) and all(isinstance(one, dict) for one in outputs)
    return whole and all(isinstance(one.get("data", {}), dict) for one in outputs)


def _output(found: Found, committed: dict[str, Any], made: dict[str, Any], where: str) -> None:
    """Compare two outputs of a cell: printed text, and what is shown in each form."""
    lines(found, _lines(committed.get("text", "")), _lines(made.get("text", "")), where)
    shown, other = committed.get("data", {}), made.get("data", {})
    for form in [form for form in shown if form in other]:
        before, after = shown[form], other[form]
        if form == "image/png" and before != after:
            picture(found, _image(before), _image(after), f"{where}, picture")
        elif form.startswith("text/"):
            lines(found, _lines(before), _lines(after), f"{where}, {form}")
        else:
            values(found, before, after, f"{where}, {form}")
    for form in set(shown) ^ set(other):
        found.differs(f"{where}: {form} is {'missing' if form in shown else 'not committed'}")
    values(found, _without(committed, "text", "data"), _without(made, "text", "data"), where)


def _image(text: Any) -> bytes:
    try:
        return base64.b64decode("".join(text), validate=False)
    except (binascii.Error, TypeError, ValueError):
        raise Broken("a picture in it cannot be read") from None


def _lines(text: Any) -> list[str]:
    """Return the lines of what a notebook holds as one text or as a list of lines."""
    return ("".join(text) if isinstance(text, list) else str(text)).splitlines()


def _without(mapping: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}

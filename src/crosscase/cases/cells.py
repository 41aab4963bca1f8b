"""The rules of a Table Schema that one cell can break: type, required, minLength, pattern, enum, minimum, maximum.

These few rules are read here and not by a library, because its start-up alone would take longer than the whole check;
tests/test_cells.py holds every verdict against the library's (frictionless).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "1": True}
_BOOLEANS |= {"false": False, "False": False, "FALSE": False, "0": False}
_VALUE_OF: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": lambda cell: int(cell.strip()),
    "number": lambda cell: Decimal(cell.strip()),
    "boolean": _BOOLEANS.__getitem__,
}
#: The rules of each type beside ``required``, in the order in which a cell is held against them.
_RULES = {
    "string": ("minLength", "pattern", "enum"),
    "integer": ("minimum", "maximum", "enum"),
    "number": ("minimum", "maximum", "enum"),
    "boolean": ("enum",),
}


def _test(rule: str, wanted: Any) -> Callable[[Any], bool]:
    """Return what says whether a value keeps a rule."""
    if rule == "minLength":
        return lambda value: len(value) >= wanted
    if rule == "minimum":
        return lambda value: value == value and value >= wanted
    if rule == "maximum":
        return lambda value: value == value and value <= wanted
    if rule == "pattern":
        # As the standard's library reads it: from the start to the end, with no brackets put around.
        pattern = re.compile(f"^{wanted}$")
        return lambda value: pattern.match(value) is not None
    return set(wanted).__contains__


def _values(wanted: Any, value_of: Callable[[str], Any]) -> Any:
    """Return what a rule wants as values of the field's type."""
    return [value_of(str(one)) for one in wanted] if isinstance(wanted, list) else value_of(str(wanted))


def judge(field: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that names the first rule of a schema's field that the text of a cell breaks; empty for none.

    An empty cell is missing: only ``required`` is asked of it. Text that is not of the field's type breaks ``type``.
    Raises `KeyError` for a type and `ValueError` for a rule that is not read here, so that none is passed over.
    """
    value_of, rules = _VALUE_OF[field["type"]], dict(field.get("constraints", {}))
    required = rules.pop("required", False)
    if unknown := set(rules) - set(_RULES[field["type"]]):
        raise ValueError(f"'{field['name']}': a {field['type']} has no rule {', '.join(sorted(unknown))}")
    if field["type"] in ("integer", "number"):
        rules = {name: _values(wanted, value_of) for name, wanted in rules.items()}
    tests = [(name, _test(name, rules[name])) for name in _RULES[field["type"]] if name in rules]

    def broken(cell: str) -> str:
        if not cell:
            return "required" if required else ""
        try:
            value = value_of(cell)
        except (ValueError, InvalidOperation, KeyError):
            return "type"
        return next((name for name, keeps in tests if not keeps(value)), "")

    return broken


def broken_cells(field: Mapping[str, Any], cells: Iterable[str]) -> dict[str, str]:
    """Return the texts among *cells* that break a rule, each with the rule; every text is judged once."""
    broken = judge(field)
    return {cell: rule for cell in dict.fromkeys(cells) if (rule := broken(cell))}

"""The address of every cell and passage in the evidence explorer, so that a figure, a table or a command can name it.

An address is the page and, after ``#``, what it opens. It works where the page lies: in a folder or on the web.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote

#: Where the page is written, from the project's root.
PAGE = "reports/explorer.html"
#: The kinds of access of a case that the page shows.
SHOWN = ("public",)


def shown(descriptions: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Return the cases that the page shows, of these (case id to case.yml), in their order: none that is not public."""
    return [case_id for case_id, about in descriptions.items() if about.get("access") in SHOWN]


def code_cell(code_id: str, unit: str = "", *, page: str = PAGE) -> str:
    """Return the address of a code in a case (or unit, ``case/unit``), or, without one, in all cases."""
    return _address(page, "codes", code_id, unit)


def effect_cell(cause: str, effect: str, case_id: str = "", *, page: str = PAGE) -> str:
    """Return the address of a cause and an effect in a case, or, without one, in all cases."""
    return _address(page, "effects", cause, effect) + (f"?case={quote(case_id, safe='')}" if case_id else "")


def passage(case_id: str, segment_id: str, *, page: str = PAGE) -> str:
    """Return the address of a passage."""
    return _address(page, "passages", case_id, segment_id)


def cell(
    row: str, column: str, case_id: str = "", *, families: Mapping[str, str], units: Collection[str], page: str = PAGE
) -> str:
    """Return the address of a place of a figure or table as its evidence file names it; empty where the page has none.

    *families* gives the family of each code, *units* the columns of cross-case tables. A code beside a unit, in
    whichever order, is a code in a case; a cause beside an effect is a pair, of *case_id* where one is given.
    """
    for one, other in ((row, column), (column, row)):
        if one in families and other in units:
            return code_cell(one, other, page=page)
        if families.get(one) in ("barrier", "enabler") and families.get(other) == "effect":
            return effect_cell(one, other, case_id, page=page)
    return code_cell(row, page=page) if row in families and not column else ""


def _address(page: str, *parts: str) -> str:
    return f"{page}#{'/'.join(quote(part, safe='') for part in parts if part)}"

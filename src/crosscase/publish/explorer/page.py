"""The evidence explorer as one file: its template filled, style, script and content inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .. import filled
from ..style import RAMPS, readable_on

#: The parts of the script in the order in which they stand in the page.
SCRIPTS = ("evidence.js", "address.js", "csv.js", "tables.js", "passages.js", "explorer.js")


def page(content: Mapping[str, Any], by_people: Sequence[str] = ()) -> str:
    """Return the page for what it shows (`content.content`): HTML that needs nothing beside it. *by_people*: labels of
    the cases that people coded and no model.
    """
    template, part = filled.folder("crosscase.publish.explorer")
    return template.render(
        n_cases=len(content["cases"]),
        n_passages=len(content["passages"]),
        content=content,
        by_people=by_people,
        shades=shades(),
        style=part("explorer.css"),
        scripts=[(name, part(name)) for name in SCRIPTS],
        data=as_json(content),
    )


def shades() -> list[tuple[str, int, str, str]]:
    """Return the shades of tables: ramp, step from 1, colour, and the ink that is read on it."""
    return [(name, step, tone, readable_on(tone)) for name, ramp in RAMPS.items() for step, tone in enumerate(ramp, 1)]


def as_json(content: Mapping[str, Any]) -> str:
    """Return the content as JSON that may stand in a page: a passage a line, and nothing that could end a script."""
    lines = []
    for name, value in content.items():
        if name == "passages":
            rows = ",\n".join(_compact(one) for one in value)
            lines.append(f'"{name}":[\n{rows}\n]')
        else:
            lines.append(f'"{name}":{_compact(value)}')
    return "{" + ",\n".join(lines) + "}"


def _compact(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text

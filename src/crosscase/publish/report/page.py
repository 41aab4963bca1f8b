"""What a check found, as one page to read, print or send: its template filled, style inside, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...core.findings import OVER_COLUMNS, Cause, Finding, counted
from ...core.kinds import KINDS, blocks
from .. import filled

#: How many places of one cause are listed; the rows in its heading are complete.
MOST_PLACES = 500
#: How many allowed words are listed.
MOST_WORDS = 40


def page(cases: Sequence[str], findings: Sequence[Finding], *, held_back: bool = False, release: str = "") -> str:
    """Return the page about these cases and findings; *held_back* says that it leaves out what is not public.

    With the folder of a *release* the page is about what is to be decided there, and not to be sent.
    """
    template, part = filled.folder("crosscase.publish.report")
    made = blocks(findings)
    every = [cause for _, items in made for cause in items]
    return template.render(
        style=part("report.css"),
        cases=cases,
        held_back=held_back,
        release=release,
        counted=counted(every) if every else "no problem",
        n_errors=sum(cause.first.severity == "error" for cause in every),
        n_places=len(findings),
        n_causes=len(every),
        files=[(file, counted(items), [told(cause) for cause in items]) for file, items in made],
    )


def told(cause: Cause) -> dict[str, Any]:
    """Return what the page says of one cause: kind, place, facts and the places it stands in."""
    first = cause.first
    kind = KINDS.get(first.code)
    title = kind.what if kind else "something to mend" if first.severity == "error" else "something to look at"
    everywhere = [one for group in (cause, *cause.also) for one in group.findings]
    return {
        "severity": first.severity,
        "code": first.code,
        "title": title[:1].upper() + title[1:],
        "place": cause.place or "the whole file",
        "also": [(one.first.file.rsplit("/", 1)[-1], one.place) for one in cause.also],
        "facts": [fact for fact in cause.facts(MOST_WORDS) if fact != ("found", title)],
        # The heading lists the rows, and names what the header or the file lacks.
        "places": everywhere[:MOST_PLACES] if len(everywhere) > 1 and first.code not in OVER_COLUMNS else [],
        "n_places": len(everywhere),
    }

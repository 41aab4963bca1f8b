"""``codecheck.yml``: what a codechecker makes again (CODECHECK configuration 1.0), begun for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .crate import name_of
from .steps import Step

FILE = "codecheck.yml"
_TO_ADD = """
# The codechecker adds, in place of these lines:
# codechecker:
#   - name: name of the codechecker
#     ORCID: 0000-0000-0000-0000
# report: DOI of the published certificate
# summary: what was checked, and what came of it
# certificate: number in the CODECHECK register
# check_time: day and time
#
# The authors add under paper, once there is one: reference (DOI of the article or preprint), and an ORCID to each name.
"""


def manifest(steps: Sequence[Step], main: Iterable[str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return every file that a run makes, with what it is: those of the main text first, in its order."""
    made = {file: step for step in steps for file in step.outputs}
    first = [file for name in main for file in sorted(made) if file.startswith(f"reports/{name}.")]
    order = list(dict.fromkeys([*first, *sorted(made)]))
    return [(file, names.get(file) or made[file].what) for file in order]


def text(listed: Sequence[tuple[str, str]], cff: Mapping[str, Any]) -> str:
    """Return the file; every string is written so that any YAML reader takes it for one."""
    lines = [
        "---",
        "version: https://codecheck.org.uk/spec/config/1.0/",
        "",
        "paper:",
        f"  title: {_quoted(cff['title'])}",
        "  authors:",
    ]
    for author in cff["authors"]:
        lines.append(f"    - name: {_quoted(name_of(author))}")
        if author.get("orcid"):
            lines.append(f"      ORCID: {author['orcid'].rsplit('/', 1)[-1]}")
    lines += _TO_ADD.splitlines() + ["", "manifest:"]
    for file, comment in listed:
        lines += [f"  - file: {_quoted(file)}", f"    comment: {_quoted(comment)}"]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)

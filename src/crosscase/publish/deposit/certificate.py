"""The draft of a CODECHECK certificate: what a codechecker reads, completes and signs.

Nothing in it is written by hand: a file that was not made anew on this machine, and a check that did not run on what
lies here, says "not run".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..verifying import Difference

NOT_RUN = "not run"
#: How many files that differ are named.
MOST = 40
#: What each kind of difference is called.
_KINDS = {
    "equal": "the same bytes",
    "close": "equal within the tolerance",
    "different": "different",
    "missing": "not made",
    "extra": "not published",
}


@dataclass(frozen=True)
class Check:
    """A check and its outcome: ``passed`` is None where it did not run on what lies here."""

    name: str
    passed: bool | None
    outcome: str


@dataclass(frozen=True)
class Item:
    """A figure or table of the main text: number, name (``figures/balance``), title, the difference of each of its
    files (None: not made anew here), and the pages of a figure as published and as made (file name and bytes).
    """

    number: str
    name: str
    title: str
    files: Mapping[str, Difference | None]
    published: Sequence[tuple[str, bytes]] = ()
    made: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Draft:
    """What the certificate says. *differences* are those of all files of the pipeline that were made anew on this
    machine, ``not_made`` those that were not; *times* are (step, began, ended) in seconds since 1970.
    """

    title: str
    version: str
    authors: str
    state: str
    differences: Sequence[Difference]
    not_made: Sequence[str]
    items: Sequence[Item]
    checks: Sequence[Check]
    environment: Mapping[str, str]
    times: Sequence[tuple[str, float, float]] = field(default_factory=tuple)


def text(draft: Draft) -> tuple[str, dict[str, bytes]]:
    """Return the certificate as Markdown of pandoc, and its pictures by name."""
    pictures: dict[str, bytes] = {}
    lines = ["::: {custom-style=Title}", "CODECHECK certificate (draft)", ":::", ""]
    lines += [f"**{_verdict(draft)}**", ""]
    lines += _table(
        ("", ""),
        [
            ("Checked", f"{draft.title}, version {draft.version}"),
            ("Authors", draft.authors),
            ("State", draft.state),
            ("Codechecker (name, ORCID)", "_" * 40),
            ("Date, number of the certificate", "_" * 40),
        ],
        (26, 74),
    )
    lines += ["# Main figures and tables", ""]
    rows = [(item.number.replace(" ", "\u00a0"), item.title, *_compared(item)) for item in draft.items]
    lines += _table(
        ("", "title", "files", "numbers: largest difference", "dots that differ"), rows, (11, 44, 19, 13, 13)
    )
    lines += ["# What differs", "", *_apart(draft), ""]
    lines += ["# Checks", ""]
    lines += _table(("check", "outcome"), [(one.name, _outcome(one)) for one in draft.checks], (32, 68))
    lines += ["# Machine and time", ""]
    lines += _table(("", ""), [*draft.environment.items(), ("time", _time(draft.times))], (26, 74))
    lines += ["# For the codechecker to complete", ""]
    lines += [
        "☐ I ran `make` and `make test` from the archive, on a machine that is not the authors’.",
        "",
        "☐ I looked at the figures below, and at the differences above.",
        "",
        f"What was checked, and what came of it (summary of codecheck.yml): {'_' * 60}",
        "",
        f"What I recommend to the authors: {'_' * 60}",
        "",
        f"Signature: {'_' * 40}",
        "",
    ]
    lines += ["# Figures, as published and as made here", ""]
    for item in draft.items:
        lines += _side_by_side(item, pictures)
    return "\n".join(lines), pictures


def word(draft: Draft) -> bytes:
    """Return the certificate as a Word document, to be completed, signed and saved as PDF."""
    from ..results.document import as_word

    return as_word(*text(draft))


def _verdict(draft: Draft) -> str:
    n, made = len(draft.differences) + len(draft.not_made), len(draft.differences)
    if not made:
        told = f"Not made anew: none of the {n} files of the pipeline is on record as made on this machine."
        return f"{told} Run `make`, then this again."
    counts = Counter(str(one.kind) for one in draft.differences)
    told = ", ".join(f"{counts[kind]} {words}" for kind, words in _KINDS.items() if counts[kind])
    left = f" {len(draft.not_made)} were not made anew." if draft.not_made else ""
    compared = f"Of the {n} files that the pipeline makes, {made} were made anew on this machine and compared"
    return f"{compared} with those published: {told}.{left}"


def _compared(item: Item) -> tuple[str, str, str]:
    """Return how the files of an item compare: which are equal, the largest difference of a number, the share of
    dots.
    """
    run = {file: one for file, one in item.files.items() if one is not None}
    if len(run) < len(item.files) or not run:
        return NOT_RUN, NOT_RUN, NOT_RUN
    counts = Counter(str(one.kind) for one in run.values())
    told = f"all {len(run)} " if len(counts) == 1 else ""
    told += ", ".join(
        (f"{counts[kind]} " if len(counts) > 1 else "") + words for kind, words in _KINDS.items() if counts[kind]
    )
    numbers = [one.largest for one in run.values() if one.largest is not None]
    dots = [one.pixels for one in run.values() if one.pixels is not None]
    return (
        told,
        f"{max(numbers):.2g}" if numbers else "none to compare",
        f"{max(dots):.3%}" if dots else "none to compare",
    )


def _apart(draft: Draft) -> list[str]:
    """Return every file that differs, with the first place where it does."""
    apart = [one for one in draft.differences if one.kind != "equal"]
    if not draft.differences:
        return [f"{NOT_RUN}."]
    if not apart:
        return ["Nothing."]
    listed = [f"- {_plain(one.name)}: {_plain(f'{_KINDS[one.kind]}: {one.what}')}" for one in apart[:MOST]]
    return [*listed, *([f"- … and {len(apart) - MOST} more"] if len(apart) > MOST else [])]


def _outcome(check: Check) -> str:
    return (
        f"{NOT_RUN}: {check.outcome}"
        if check.passed is None
        else f"{'passed' if check.passed else 'FAILED'}: {check.outcome}"
    )


def _time(times: Sequence[tuple[str, float, float]]) -> str:
    """Return when the steps on record ran, and how long."""
    if not times:
        return f"{NOT_RUN}: no step is on record"
    first, last = min(began for _, began, _ in times), max(ended for _, _, ended in times)
    longest = max(times, key=lambda one: one[2] - one[1])
    shown = [datetime.fromtimestamp(one, UTC).strftime("%Y-%m-%d %H:%M:%S") for one in (first, last)]
    worked = sum(ended - began for _, began, ended in times)
    return (
        f"{len(times)} steps between {shown[0]} and {shown[1]} UTC, {worked:.0f} s of work together; the longest, "
        f"{longest[0].replace('_', ' ')}, {longest[2] - longest[1]:.0f} s (as Snakemake recorded them)"
    )


def _side_by_side(item: Item, pictures: dict[str, bytes]) -> list[str]:
    if not item.published:
        return []
    lines = [f"## {item.number}. {_plain(item.title)}", ""]
    for (file, before), made in zip(item.published, [*item.made, *[None] * len(item.published)], strict=False):
        kept = f"published/{file}"
        pictures[kept] = before
        right = NOT_RUN
        if made is not None:
            pictures[f"made/{made[0]}"] = made[1]
            right = f"![{item.number} as made here](made/{made[0]}){{width=86mm}}"
        lines += _table(
            ("published", "made here"),
            [(f"![{item.number} as published]({kept}){{width=86mm}}", right)],
            (50, 50),
            plain=False,
        )
    return lines


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], *, plain: bool = True
) -> list[str]:
    """Return a table of pandoc; the widths of its columns are per cent of the page."""
    cells = [[_plain(cell) if plain else cell for cell in row] for row in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("-" * width for width in widths) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in cells), ""]


def _plain(text: str) -> str:
    """Return text that Markdown takes as it stands, on one line."""
    return "".join(
        f"\\{letter}" if letter in "\\*_`<>$#[]~^@|" else letter for letter in re.sub(r"[ \n\t]+", " ", text)
    )

"""What an import tells: what changed in a case since the last time, and the page import.md of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .model import Counted, ledger_table, records

_KEYS = {
    "segments": ["segment_id"],
    "codings": ["segment_id", "code_id", "coder"],
    "links": ["link_id"],
    "codes": ["code_id"],
    "sources": ["source_id"],
}
#: So many rows are named; more are counted.
_MOST = 6


def changes(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a sentence for each table in which rows came, went or changed; rows are told by their ids alone, and of a
    table that is new how many there are.
    """
    told = []
    for name, keys in _KEYS.items():
        was, now = _by_key(before.get(name), keys), _by_key(after.get(name), keys)
        if not was and now:
            told.append(f"{name}.csv: {len(now)} row{'s' * (len(now) != 1)}")
            continue
        new = [key for key in now if key not in was]
        gone = [key for key in was if key not in now]
        other = [key for key in now if key in was and was[key] != now[key]]
        parts = [
            f"{len(some)} {word} ({', '.join(some[:_MOST])}{' and more' if len(some) > _MOST else ''})"
            for some, word in ((new, "new"), (gone, "gone"), (other, "changed"))
            if some
        ]
        if parts:
            told.append(f"{name}.csv: {'; '.join(parts)}")
    return told


def _by_key(frame: pd.DataFrame | None, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    if frame is None or not set(keys) <= set(frame.columns):
        return {}
    rows = ({name: cell for name, cell in row.items() if cell} for row in records(frame))
    return {" ".join(row.get(key, "") for key in keys): row for row in rows}


def closes(ledger: Sequence[Counted]) -> list[str]:
    """Return the kinds whose sums do not close; there must be none."""
    return [one.kind for one in ledger if not one.closes]


def ledger_lines(ledger: Sequence[Counted]) -> list[str]:
    """Return the ledger as lines: of each kind what was read, what was kept and what was not, and why."""
    return [
        f"{one.kind}: {one.read} read, {one.kept} kept" + "".join(f", {n} not ({why})" for why, n in one.reasons)
        for one in ledger
        if one.read
    ]


def page(
    program: str, read: Sequence[Counted], made: Sequence[Counted], rule: Mapping[str, object],
    memos: Sequence[tuple[str, str]], doubts: Sequence[str], waiting: int, access: str,
) -> str:  # fmt: skip
    """Return import.md: where the case comes from, both ledgers, how links came about, the memos."""
    lines = ["# Where this case comes from", ""]
    lines += [f"Imported with `crosscase import` from {program}. This page is written anew by each import.", ""]
    if waiting:
        lines += [f"{waiting} passages have no paraphrase yet and say so.", ""]
    for title, ledger in (("What the files held", read), ("What became of it", made)):
        lines += [f"## {title}", "", "| kind | read | what became of it | n |", "| --- | ---: | --- | ---: |"]
        lines += [f"| {kind} | {n} | {what} | {m} |" for kind, n, what, m in ledger_table(ledger).to_numpy().tolist()]
        lines.append("")
    lines += [
        "## Links",
        "",
        "A link whose id holds an `r` was drawn by the coders in their program. One with a `d` is derived: a cause and"
        f" an effect of one pass stand together ({rule['derived']}), and nobody stated that one led to the other. Its"
        f" status is `{rule['derived_status']}`. The rule stands in config/importing.yaml.",
        "",
    ]
    if doubts and access == "public":
        lines += ["## To be looked at", "", *(f"- {doubt}" for doubt in doubts), ""]
    if memos:
        lines += ["## Memos", ""]
        for about, memo in memos:
            lines += [f"**{about or 'The project'}.** " + "  \n".join(memo.splitlines()), ""]
    return "\n".join(lines)

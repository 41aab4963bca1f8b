"""The numbers of figures and tables: those of the main text as declared, all others in the supplement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..core.findings import Finding, did_you_mean

#: What is declared: the main text.
FILE = "config/publication.yaml"
_WORD = {"figures": "Figure", "tables": "Table"}


def numbers(names: Iterable[str], main: Sequence[str]) -> dict[str, str]:
    """Return the number of each figure or table (``figures/balance``): ``Figure 4``, ``Table S2``; main text first.

    *main* are those of the main text in their order; what it names and *names* lacks has no number and leaves no gap.
    *names* stand in the order in which the supplement shows them.
    """
    listed = list(dict.fromkeys(names))
    found: dict[str, str] = {}
    count: dict[tuple[str, str], int] = {}
    for prefix, part in (
        ("", [one for one in main if one in listed]),
        ("S", [one for one in listed if one not in main]),
    ):
        for name in part:
            kind = name.partition("/")[0]
            count[kind, prefix] = count.get((kind, prefix), 0) + 1
            found[name] = f"{_WORD[kind]} {prefix}{count[kind, prefix]}"
    return found


def check_main(main: Sequence[str], known: Collection[str]) -> list[Finding]:
    """Say which figures or tables of the main text no notebook publishes; *known* are those that one does."""
    return [
        Finding(FILE, f"no notebook publishes '{name}'", did_you_mean(name, list(known)), code="config.figure")
        for name in main
        if name not in known
    ]

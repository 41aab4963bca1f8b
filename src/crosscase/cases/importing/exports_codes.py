"""Codes that stand in one cell, told apart: with the codebook, because their names may hold the mark between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def told_apart(cell: str, names: Collection[str], n: int | None = None) -> tuple[list[str], bool]:
    """Return the code names of a cell such as ``A, B, and C, D``, and whether that is the only sound reading.

    *names* is the codebook; *n* how many codes the cell is said to hold. Longest names first; a reading with *n* codes,
    and with none that the codebook lacks, goes before others. Without a codebook the marks alone decide.
    """
    cell = " ".join(cell.split("\r")).strip()
    mark = next((mark for mark in ("\n", ";", "|") if mark in cell and not any(mark in name for name in names)), ",")
    if mark != ",":
        parts = [part.strip() for part in cell.split(mark) if part.strip()]
        if all(part in names for part in parts) or not names:
            return parts, n in (None, len(parts))
    parts = [part.strip() for part in cell.replace("\n", ",").split(",")]
    if not names:
        found = [part for part in parts if part]
        return found, n in (None, len(found))
    found = _read(parts, frozenset(names), n)
    return found, n in (None, len(found)) and all(one in names for one in found)


def _read(parts: Sequence[str], names: frozenset[str], n: int | None) -> list[str]:
    """Join neighbouring parts to names, so that fewest parts belong to no name, the count is *n*, names are longest."""
    longest = max((name.count(",") + 1 for name in names), default=1)
    # For each place and number of codes from there: (parts in no name, the names). Places from the end.
    best: list[dict[int, tuple[int, tuple[str, ...]]]] = [{} for _ in range(len(parts) + 1)]
    best[len(parts)] = {0: (0, ())}
    for place in range(len(parts) - 1, -1, -1):
        for width in range(min(len(parts) - place, max(longest, 1)), 0, -1):
            name = _known(parts[place : place + width], names)
            if name is None and width > 1:
                continue
            cost = 0 if name else 1
            for count, (missing, rest) in best[place + width].items():
                now = best[place].get(count + 1)
                if now is None or missing + cost < now[0]:
                    best[place][count + 1] = (missing + cost, (name or parts[place], *rest))
    readings = best[0]
    if n in readings and readings[n][0] == min(missing for missing, _ in readings.values()):
        return list(readings[n][1])
    fewest = min(readings, key=lambda count: (readings[count][0], count))
    chosen = readings.get(n, readings[fewest]) if n is not None else readings[fewest]
    return list(_merged(chosen[1], names))


def _known(parts: Sequence[str], names: frozenset[str]) -> str | None:
    """Return the name that parts make together: as it stands, or without the quotation marks around it."""
    for name in (", ".join(parts), ",".join(parts)):
        for one in (name, name.strip('"'), f'"{name}'):
            if one in names:
                return one
    return None


def _merged(found: Sequence[str], names: frozenset[str]) -> list[str]:
    """Put neighbouring parts that belong to no name together: they are one name that the codebook lacks."""
    merged: list[str] = []
    open_ = False
    for one in found:
        if one in names:
            merged.append(one)
        elif open_:
            merged[-1] += f", {one}"
        else:
            merged.append(one)
        open_ = one not in names
    return merged

"""`crosscase check --fix`: the tables as reading repaired them, beside the originals."""

from __future__ import annotations

from collections.abc import Collection, Iterable

#: The folder in that of a case for what `--fix` writes; reading passes over it.
REPAIRED = "repaired"


def fixed(case_ids: Iterable[str], held_back: Collection[str] = ()) -> list[str]:
    """Write the repaired tables of these cases; return what was repaired and how to take it over, line by line.

    A table goes to ``data/raw/cases/<case_id>/repaired/``, with ``repairs.csv``, a row for each repair. No original is
    touched; what an earlier call wrote there and no longer holds is removed. Of the folders *held_back* no line names a
    word that somebody wrote.
    """
    import pandas as pd

    from ... import store
    from ...cases import fixing
    from ...core.received import BESIDE_TABLES, CASE_TABLES
    from ...core.schemas import columns

    lines: list[str] = []
    for case_id in case_ids:
        folder = f"{store.CASES}/{case_id}"
        made = fixing.fixed(store.read_raw_case(case_id))
        for name in (*CASE_TABLES, *BESIDE_TABLES):
            if name in made.tables:
                store.write_csv(made.tables[name], f"{folder}/{REPAIRED}/{name}.csv")
            else:
                store.remove(f"{folder}/{REPAIRED}/{name}.csv")
        if made.log:
            log = pd.DataFrame(made.log, columns=columns("cleaning_log")).astype({"row": "Int64"})
            store.write_csv(log, f"{folder}/{REPAIRED}/repairs.csv")
        else:
            store.remove(f"{folder}/{REPAIRED}/repairs.csv")
        lines += _told(folder, fixing.told(made.log, words=folder not in held_back), made.left, bool(made.tables))
    return lines or ["nothing to repair: every table is read as it stands"]


def _told(folder: str, repairs: list[str], left: list[str], tables: bool) -> Iterable[str]:
    """Return the lines about one case; *tables* says whether one was written."""
    if repairs:
        yield f"repaired on reading in {folder}:"
        yield from (f"  {line}" for line in repairs)
        yield f"  each repair is a row of {folder}/{REPAIRED}/repairs.csv; the originals are as they were"
    if tables:
        yield f"  to take a table over: look at it, then put it from {REPAIRED}/ in the place of the original"
    for name in left:
        yield f"{folder}, {name}: not written, as it cannot be read whole; mend first what is said of it above"

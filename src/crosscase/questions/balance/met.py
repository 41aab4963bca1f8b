"""Every harm that some pass reads as met by a remedy, passage by passage, with what each pass makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import REMEDIED, labels
from .compute import HARM, case_labels

KEYS = ["case_id", "segment_id", "cause", "effect"]
#: What stands where a pass states no link of this cause and effect in the passage.
NO_LINK = "no such link"
#: Why the table and the figure differ in length, for both captions.
ROWS = "The figure has a row for each remedy, the table for each passage, so numbers of rows differ."
WIDTHS = (28, 40, 40, 26, 44, 44, 44)


def met_harms(links: pd.DataFrame, all_links: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return one row per harm told in a passage that the analysed pass (*links*) or one of the *passes* reads as
    mitigated or averted: cause and effect, and what each of them has.

    ``kept``, ``first`` and ``second`` hold statuses with their remedies (``mitigated by skilled_facilitation``), those
    of several links joined by ``; ``, or `NO_LINK`. ``segment_ids`` are the passages that any of these links rests on.
    *all_links* are those of passages that both have read (`Material.compared_links`).
    """
    sides = {
        "kept": links,
        **{name: all_links[all_links["coder"] == c] for name, c in zip(_SIDES, passes, strict=True)},
    }
    harm = {name: frame[frame["valence"] == HARM] for name, frame in sides.items()}
    met = pd.concat([frame[frame["status"].isin(REMEDIED)] for frame in harm.values()])[KEYS].drop_duplicates()
    table = met.sort_values(KEYS, kind="stable").reset_index(drop=True)
    behind: dict[tuple, set[str]] = {}
    for name, frame in harm.items():
        told: dict[tuple, set[str]] = {}
        columns = [*KEYS, "status", "remedy", "episode"]
        for *key, status, remedy, episode in frame[columns].itertuples(index=False, name=None):
            told.setdefault(tuple(key), set()).add(f"{status} by {remedy}" if remedy else status)
            behind.setdefault(tuple(key), set()).update(f"{key[0]}:{one}" for one in episode.split())
        keys = table[KEYS].itertuples(index=False, name=None)
        table[name] = ["; ".join(sorted(told.get(key, {NO_LINK}))) for key in keys]
    ids = [" ".join(sorted(behind[key])) for key in table[KEYS].itertuples(index=False, name=None)]
    return table.assign(n_segments=[len(one.split()) for one in ids], segment_ids=pd.array(ids, dtype="str"))


_SIDES = ("first", "second")


def published(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")
) -> pd.DataFrame:
    """Return the table as it is printed: labels for codes, passages by their ids."""
    names = labels(codes)

    def words(cell: str) -> str:
        parts = [one.partition(" by ") for one in cell.split("; ")]
        return "; ".join(f"{status}{by}{names.get(remedy, remedy).lower()}" for status, by, remedy in parts)

    return pd.DataFrame(
        {
            "Case": table["case_id"].map(case_labels(cases)),
            "Cause": table["cause"].map(names),
            "Harm": table["effect"].map(names),
            "Passages": [", ".join(one.partition(":")[2] for one in ids.split()) for ids in table["segment_ids"]],
            "Kept": table["kept"].map(words),
            f"Pass {passes[0]}": table["first"].map(words),
            f"Pass {passes[1]}": table["second"].map(words),
        }
    )


def caption(table: pd.DataFrame, what: str, reading: str) -> str:
    """Return the caption of the table; *what* says of which cases, *reading* what the data are."""
    kept = table["kept"].str.contains("|".join(REMEDIED))
    same = (table["kept"] == table["first"]) & (table["kept"] == table["second"])
    return (
        f"**Every harm that some pass reads as met by a remedy, in {what}.** One row per passage that tells the harm"
        f" and its cause: {len(table)} rows, of which {int(kept.sum())} are kept as mitigated (it was weakened) or"
        f" averted (it was stopped); in {int(same.sum())} of all rows both passes have what is kept. 'Kept' is the"
        " analysed pass; the next columns say what each separate pass has for the same cause, harm and passage."
        f" {ROWS} {reading}"
    )

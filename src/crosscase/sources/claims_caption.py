"""The ledger of claims."""

from __future__ import annotations

import pandas as pd


def claims(judged: pd.DataFrame) -> str:
    """Return the caption of the ledger of claims."""
    counts = judged["verdict"].value_counts()
    told = ", ".join(
        f"{int(counts.get(verdict, 0))} {verdict}"
        for verdict in ("inconsistent", "consistent", "reproduced", "not checkable")
    )
    return (
        f"**What the sources print about themselves, recomputed.** {len(judged)} printed numbers of"
        f" {judged['source_id'].nunique()} sources: {told}. Inconsistent: as printed, the number cannot agree with"
        " other printed numbers (half up and half down rounding allowed); this speaks of the printed numbers, not of"
        " the study, and nothing is repaired. Consistent: it agrees with them; several rows can rest on one"
        " comparison. Reproduced: recomputed from our tables. Not checkable: the reason is given. Read from published"
        " text by machine-assisted reading."
    )

"""The ledger of claims."""

from __future__ import annotations

import pandas as pd

from ..core.findings import joined
from ..publish.words import n_of

#: Up to so many disagreements are named in a sentence; more are counted.
_NAMED = 6


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
        " comparison. Reproduced: recomputed from our tables. Not checkable: the reason is given. A large language"
        " model read them from the published text."
    )


def what_we_see(judged: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how many printed numbers agree, which cannot; *judged* is `claims.ledger`."""
    if judged.empty:
        return "No number that a source prints about itself has been noted, so nothing can be recomputed."
    n, sources = judged["verdict"].value_counts(), judged["source_id"].nunique()
    wrong = judged[judged["verdict"] == "inconsistent"]
    agree, again, unknown = (int(n.get(one, 0)) for one in ("consistent", "reproduced", "not checkable"))
    told = [
        f"Of {n_of(len(judged), 'number')} that {n_of(sources, 'source')} {'prints' if sources == 1 else 'print'} about"
        f" {'itself' if sources == 1 else 'themselves'}, {agree or 'none'} {'agrees' if agree < 2 else 'agree'} with"
        f" other printed numbers and {again or 'none'} with what our tables give; {unknown or 'none'} cannot be"
        " checked."
    ]
    if wrong.empty:
        return f"{told[0]} None disagrees with another as printed."
    told.append(
        f"As printed, {len(wrong)} cannot agree with {'others' if len(wrong) > 1 else 'another'}: {_where(wrong)}. That"
        " speaks of the printed numbers, not of the study; one slip can show in several rows."
    )
    return " ".join(told)


def _where(wrong: pd.DataFrame) -> str:
    """Return where the disagreements stand: by what they state where they are few, else counted by source."""
    if len(wrong) > _NAMED:
        return joined(f"{len(part)} in {source}" for source, part in wrong.groupby("source_id", sort=False))
    told = wrong.groupby(["source_id", "states"], sort=False)["printed"].agg(joined).reset_index()
    named = (told["states"] + " (" + told["printed"] + ")").groupby(told["source_id"], sort=False).agg(joined)
    return "; ".join(f"in {source}, {what}" for source, what in named.items())

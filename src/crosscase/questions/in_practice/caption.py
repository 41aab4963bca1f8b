"""The practitioner's table in words."""

from __future__ import annotations

import pandas as pd

from ...publish.words import PASSES, READING, n_of, what


def barriers_in_practice(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the practitioner's table."""
    met = int((table["met_by"] != "").sum())
    return (
        f"**Barriers in practice: what {what(cases)} report.** {len(table)} barriers, those seen in most cases first."
        " Numbers in brackets count passages. 'Led to' holds effects that happened or were weakened, 'could lead to'"
        " those that a remedy stopped or that people feared or expected, 'met by' the remedies that stopped or"
        f" weakened an effect ({n_of(met, 'barrier')} have one). An empty cell means that no source tells of it, not"
        f" that nothing helps. {PASSES} {READING}"
    )

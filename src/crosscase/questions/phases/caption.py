"""Barriers by phase and case."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import PHASES
from ...core.counts import CountBy
from ...publish.words import READING, STARS, UNIT, passages_of, what


def phase_profile(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    order: Sequence[str],
    *,
    count_by: CountBy,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the phase profile; *note* says what the claim of the figure rests on."""
    shown = table[table["n_segments"] > 0]
    passages = {phase: len(passages_of(shown[shown["phase"] == phase])) for phase in PHASES}
    barriers = {phase: shown.loc[shown["phase"] == phase, "code_id"].nunique() for phase in PHASES}
    told = "; ".join(f"{phase} {passages[phase]} passages and {barriers[phase]} barriers" for phase in PHASES)
    caption = (
        f"**When barriers were at work, in {what(cases)}.** Rows as in the figure of barriers by case; the three "
        f"blocks are the phases before, during and after the collaboration, each with one column a case (letters "
        f"below). Each number counts the {UNIT[count_by]} with the barrier in that phase ({told}). The phase is when "
        f"the thing told was at work, not when it was said. Blank: none. {STARS} A phase can be empty because it "
        f"was quiet or because the study did not look at it. {note + ' ' if note else ''}{READING}"
    )
    most = max(PHASES, key=lambda phase: passages[phase])
    alt = (
        f"Shaded table of barriers by phase and case: most passages {most} the collaboration "
        f"({', '.join(f'{p} {passages[p]}' for p in PHASES)})."
    )
    return caption, alt

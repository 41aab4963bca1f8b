"""A release: what was found in the tables, and what may leave once it is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...core.findings import joined
from .decision import Decided
from .listing import Listed, listed
from .profiles import Profile
from .protect import Hiding, hide
from .sheets import HIDDEN, Sheet
from .words import Scanner


@dataclass(frozen=True)
class Release:
    """The tables, what is hidden in them and what is to be decided."""

    sheets: Sequence[Sheet]
    profile: Profile
    hiding: Hiding
    found: Sequence[Listed]

    def tables(self, decided: Decided, *, own_only: Collection[str]) -> dict[str, pd.DataFrame]:
        """Return the tables that may leave, by name; of those in *own_only* the rows of public cases stay behind."""
        made = {}
        for sheet in (one for one in self.sheets if len(one.frame) and one.name not in self.hiding.left_out):
            dropped = {row for table, row in decided.rows if table == sheet.name}
            cells = self.hiding.cells | decided.cells
            made[sheet.name] = sheet.released(cells, dropped, self.profile.rounded, own_only=sheet.name in own_only)
        return made


def look(
    sheets: Sequence[Sheet],
    profile: Profile,
    scanner: Scanner,
    *,
    known: Collection[str],
    passages: pd.DataFrame,
    earlier: Sequence[str] = (),
) -> Release:
    """Look through tables: hide what is too small, list what a person must decide (`listing.listed`).

    *earlier* names the releases that were shared before.
    """
    hiding = hide(sheets, profile)
    kept = [sheet for sheet in sheets if sheet.name not in hiding.left_out]
    found = listed(kept, profile, hiding.small, scanner, known=known, passages=passages)
    return Release(sheets, profile, hiding, [*found, *(Listed("earlier", name) for name in earlier)])


def readme(cases: Sequence[str], made: Release, record: Mapping[str, Any]) -> str:
    """Return what stands beside the tables: what they are, what a star means, by whose rules."""
    rules = made.profile
    rounding = f"Others are rounded to {rules.rounded_to}. " if rules.rounded_to > 1 else ""
    return f"""# Results with {joined(cases)}, as they may be shared

Tables of counts and of words of the codebook, without passages, paraphrases and speakers.

`{HIDDEN}` is a cell that is not shown: a count of {rules.low} to {rules.high} people, a number that such a count could
be recomputed from, or words that were left out. Which of the three is not told. {rounding}Rules: {rules.name}.
Rows that were left out are not there at all. Rows of public cases are as published.

`decision.yml` says who decided it, when and why.
"""

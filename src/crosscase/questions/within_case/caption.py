"""One case: what led to what."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import codes_of, labels
from ...core.counts import CountBy
from ...publish.words import READING, STARS, UNIT, n_of, passages_of, strongest
from .figure import shown_codes


def barrier_effects(
    table: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, label: str, *, count_by: CountBy
) -> tuple[str, str]:
    """Return caption and alt text of one case's cause by effect matrix.

    Uses ``code_id`` and ``presence`` of *codings* to tell barriers without a link from barriers not coded.
    """
    names = labels(codes)
    barriers, enablers, effects = shown_codes(table, codes)
    linked = table[table["n_links"] > 0]
    coded = set(codings.loc[codings["presence"] == "present", "code_id"])
    unlinked = [names[c].lower() for c in codes_of(codes, "barrier") if c not in barriers and c in coded]
    uncoded = [names[c].lower() for c in codes_of(codes, "barrier") if c not in barriers and c not in coded]
    n_links = int(table["n_links"].sum())
    n_remedied = int((table["n_averted"] + table["n_mitigated"]).sum())
    caption = (
        f"**What led to what: {label}.** Causes (rows: {n_of(len(barriers), 'barrier')} above,"
        f" {n_of(len(enablers), 'enabler')} below) by effects (columns: co-destruction left, co-creation right). A"
        f" number counts the {UNIT[count_by]} that state the link; {n_of(n_links, 'link')} from"
        f" {n_of(len(passages_of(linked)), 'passage')}. A corner marks cells in which some link was averted or"
        f" mitigated by a remedy ({n_remedied} of {n_links} links); cells also hold effects that were only feared or"
        f" expected (status in the data). Blank: no passage states the link. {STARS} Barriers coded here without a"
        f" stated effect: {'; '.join(unlinked) or 'none'}. Not coded in this case: {'; '.join(uncoded) or 'none'}."
        f" {READING}"
    )
    top = strongest(linked[linked["cause_family"] == "barrier"], count_by)
    point = (
        f"; most often {names[top['cause']].lower()} leading to {names[top['effect']].lower()}"
        if top is not None
        else ""
    )
    alt = (
        f"Shaded table for {label}: {len(barriers)} barriers and {len(enablers)} enablers by {len(effects)}"
        f" effects{point}."
    )
    return caption, alt

"""Evidence gaps: which barrier is said to have led to which harm, over all cases, and which pairs nobody states."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from ...core.codebook import LEVELS, STATUSES, VALENCES, codes_of
from ...core.counts import barrier_effects
from ...core.units import several_by_shared
from ...publish.signs import strongest


def gaps(
    links: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, *, shared: Collection[str] = ()
) -> pd.DataFrame:
    """Return one row per pair of a barrier and a harm (an effect of co-destruction), both seen in some case.

    A code is seen where a passage has it present or possible, or a link names it. ``n_links``, ``n_segments``,
    ``n_speakers`` and ``n_cases`` are 0 where no source states that the one led to the other: a gap. ``n_realised`` to
    ``n_possible`` count links by status, ``n_segments_happened`` and ``n_segments_met`` passages; ``outcome`` is the
    strongest (happened, met, feared), empty for a gap. ``several_by_shared`` says that two cases state the pair, and
    fewer than two without their *shared* passages.
    Rows: barriers with most passages first, harms by level and with most passages first. Raises `CodebookError` when a
    link uses an unknown code.
    """
    table = barrier_effects(links, codes, case_id="")
    seen = set(codings.loc[codings["presence"].isin(["present", "possible"]), "code_id"])
    linked = table[table["n_links"] > 0]
    seen |= set(linked["cause"]) | set(linked["effect"])
    chosen = (table["cause_family"] == "barrier") & (table["valence"] == VALENCES[0])
    table = table[chosen & table["cause"].isin(seen) & table["effect"].isin(seen)].reset_index(drop=True)
    outcome = [strongest([status for status in STATUSES if row[f"n_{status}"]]) for row in table.to_dict("records")]
    table = table.assign(outcome=outcome, several_by_shared=several_by_shared(table["segment_ids"], shared))
    causes = _ranked(table, "cause", codes_of(codes, "barrier"))
    effects = _ranked(table, "effect", codes_of(codes, "effect"))
    levels = {level: number for number, level in enumerate(dict.fromkeys([*LEVELS, *table["level"]]))}
    places = {"level": levels} | {
        column: {code: number for number, code in enumerate(ranked)}
        for column, ranked in (("cause", causes), ("effect", effects))
    }
    order = pd.DataFrame({column: table[column].map(places[column]) for column in ("cause", "level", "effect")})
    table = table.loc[order.sort_values(["cause", "level", "effect"]).index].reset_index(drop=True)
    counts = ["n_links", "n_segments", "n_speakers", "n_cases", *(f"n_{status}" for status in STATUSES)]
    counts += ["n_segments_happened", "n_segments_met"]
    return table[["cause", "effect", "level", "outcome", *counts, "several_by_shared", "segment_ids"]]


def totals(table: pd.DataFrame, column: str) -> dict[str, int]:
    """Return the distinct passages of each code of *column* (cause or effect), in the order of *table* (`gaps`)."""
    lists = table["segment_ids"].str.split().groupby(table[column], sort=False)
    return {str(code): len(set().union(*ids)) for code, ids in lists}


def _ranked(table: pd.DataFrame, column: str, listed: Sequence[str]) -> list[str]:
    """Return the codes of a column, those with most passages first, then most pairs, then in codebook order."""
    passages = totals(table, column)
    pairs = (table["n_links"] > 0).groupby(table[column]).sum().to_dict()
    return sorted(passages, key=lambda code: (-passages[code], -pairs[code], listed.index(code)))

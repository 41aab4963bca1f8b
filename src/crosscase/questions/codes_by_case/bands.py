"""Barriers in bands, by how many of the cases show them, and what came of the harm that they led to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.counts import evidence, filled, grid
from ...core.order import barrier_order
from ...publish.signs import OUTCOMES, outcome_of

#: The bands, those of most cases first: more than half of the cases, two or more, one, none.
BANDS = ("most", "some", "one", "none")


def bands(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per barrier, in the order of the figure: ``code_id``, ``band`` and ``n_cases`` that show it.

    *table* is `counts.codes_by_case`. Within a band rows stand in the order of figures; those of one case alone by
    case, so that what one case shows alone stands together.
    """
    order = barrier_order(table, codes)
    shown = table[table["state"] == "present"]
    units = shown.groupby("code_id")["unit"].agg(list).to_dict()
    place = {unit: number for number, unit in enumerate(cases["unit"])}
    rows = []
    for at, code in enumerate(order):
        mine = units.get(code, [])
        n = len(mine)
        band = "none" if not n else "one" if n == 1 else "most" if 2 * n > len(cases) else "some"
        rows.append((BANDS.index(band), place[mine[0]] if n == 1 else 0, at, code, band, n))
    return pd.DataFrame([row[3:] for row in sorted(rows)], columns=["code_id", "band", "n_cases"])


def harms(links: pd.DataFrame, barriers: Sequence[str]) -> pd.DataFrame:
    """Count what came of the harm that each barrier led to, over all cases; every barrier and outcome is present.

    One row per ``code_id`` (a barrier) and ``outcome`` (`signs.OUTCOMES`). A link is a statement that the barrier led
    to a harm; 0: no passage states one.
    """
    told = harm_links(links)
    counted = evidence(told[told["code_id"].isin(barriers)], ["code_id", "outcome"])
    return filled(counted, grid(code_id=list(barriers), outcome=list(OUTCOMES)))


def harm_links(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links from a barrier to a harm, with the ``code_id`` of the barrier and the ``outcome``."""
    harm = links[(links["valence"] == "co-destruction") & (links["cause_family"] == "barrier")]
    return harm.assign(code_id=harm["cause"], outcome=harm["status"].map(outcome_of))


def plotted(table: pd.DataFrame, banded: pd.DataFrame, harm: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure shows, one row per cell: a barrier in a case (``unit``) or an ``outcome`` of its harm.

    The other of the two is blank. ``n_links`` is missing in a case, where passages are counted; counts are missing
    where the case was not read for the barrier. Barriers in the order of the figure.
    """
    seen = table[table["code_id"].isin(banded["code_id"])].assign(outcome="", n_links=pd.NA)
    came = harm.assign(unit="", state="", shown_by="", shared_only=False)
    columns = ["unit", "outcome", "state", "n_segments", "n_speakers", "n_cases", "n_links", "shown_by", "shared_only"]
    both = pd.concat([seen.astype({"n_links": "Int64"}), came.astype({"n_links": "Int64"})], ignore_index=True)
    order = {code: number for number, code in enumerate(banded["code_id"])}
    both = both.sort_values("code_id", key=lambda ids: ids.map(order), kind="stable")
    both["band"] = both["code_id"].map(banded.set_index("code_id")["band"])
    return both[["code_id", "band", *columns, "segment_ids"]].reset_index(drop=True)

"""Which barriers, where, and what came of them: caption, alt text and a paragraph."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import labels
from ...core.counts import CountBy
from ...publish.signs import OUTCOMES
from ...publish.words import HOW_TO_READ, UNIT, case_word, few, n_of, names_thin, what
from .caption import shared_by


@names_thin
def which_barriers(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    banded: pd.DataFrame,
    harm: pd.DataFrame,
    *,
    count_by: CountBy,
    bracket: bool = False,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the figure of barriers; *bracket* says whether some cases stand under one.

    *table* is `counts.codes_by_case`, *banded* `bands.bands`, *harm* `bands.harms`, *note* how firmly it holds.
    """
    shown = table[(table["family"] == "barrier") & (table["state"] == "present")]
    where, short = (
        shared_by(shown, banded["code_id"].tolist(), labels(codes), cases, "barrier", named=named)
        for named in (True, False)
    )
    word, came = case_word(cases), outcomes(harm)
    joins = f"; a bracket joins {word}s of one paper" if bracket else ""
    alone = f" Rows of one {word} stand together." if (banded["band"] == "one").any() and len(cases) > 1 else ""
    bars = (
        f"Bars, over all {word}s: links (a stated cause and effect) from the barrier to a harm that happened"
        f" ({came['happened']}), was met by a remedy, weakened or averted ({came['met']}) or only feared"
        f" ({came['feared']})."
        if sum(came.values())
        else "No bar: no passage states a harm that a barrier led to."
    )
    caption = (
        f"**{where}; {_harm_told(came)}.** Numbers: {UNIT[count_by]} in which the barrier is seen (n: passages"
        f" read{joins}). Ring: only feared or said in general. {bars}{alone} {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = f"Table of {n_of(len(banded), 'barrier')} by {what(cases)}. {short}; {_harm_told(came)}."
    return caption, alt


def outcomes(harm: pd.DataFrame) -> dict[str, int]:
    """Return how many links to harm had each outcome, over all barriers."""
    total = harm.groupby("outcome")["n_links"].sum()
    return {outcome: int(total.get(outcome, 0)) for outcome in OUTCOMES}


def _harm_told(came: dict[str, int]) -> str:
    """Return as a clause how often the harm that barriers are told to lead to happened."""
    total, happened = sum(came.values()), came["happened"]
    if not total:
        return "no harm is told of them"
    if total == 1:
        return f"the one harm that they led to {'happened' if happened else 'did not happen'}"
    if happened in (0, total):
        return f"of {n_of(total, 'harm')} laid to barriers, {'all' if happened else 'none'} happened"
    return f"of {n_of(total, 'harm')} laid to barriers, {happened} happened unmet"


def what_came(harm: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return in a paragraph what came of the harm, and of which barrier most is told."""
    came, names = outcomes(harm), labels(codes)
    total = sum(came.values())
    if not total:
        return "No passage states a harm that a barrier led to."
    per = harm.groupby("code_id", sort=False)["n_links"].sum()
    done = harm[harm["outcome"] == "happened"].set_index("code_id")["n_links"]
    most, worst = (
        (few([names[code] for code in counts.index[counts == counts.max()]], "barrier"), int(counts.max()))
        for counts in (per, done)
    )
    told = (
        f"Passages state {n_of(total, 'harm')} that a barrier led to: {came['happened']} happened, {came['met']} met a"
        f" remedy, {came['feared']} {'was' if came['feared'] == 1 else 'were'} only feared. Most are told of"
        f" {most[0]} ({most[1]})"
    )
    if not worst[1]:
        return f"{told}."
    if worst[0] == most[0]:
        return f"{told}, and most that happened as well ({worst[1]})."
    return f"{told}, most that happened of {worst[0]} ({worst[1]})."

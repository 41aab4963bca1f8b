"""The balance of harm (co-destruction) and good (co-creation), in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.findings import joined
from ...publish import signs
from ...publish.words import HOW_TO_READ, all_of, few, n_of, names_thin, opening, what

#: Up to so many cases are named in a sentence; more are counted.
_NAMED = 4


@names_thin
def balance(
    table: pd.DataFrame, cases: pd.DataFrame, *, over_cases: pd.DataFrame | None = None, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the balance of harm and good.

    *table* is `counts.balance`. *over_cases* is `compute.over_cases`: what it says of the cases as a whole is told
    where there are cases enough for a range or a test. *note* is what the claims of the figure rest on.
    """
    count = table.assign(outcome=table["status"].map(signs.outcome_of))
    came = count.groupby(["valence", "outcome"])["n_links"].sum()
    harm, good = ({one: int(came.get((side, one), 0)) for one in signs.OUTCOMES} for side in VALENCES)
    n_harm, n_good = sum(harm.values()), sum(good.values())
    if not n_harm + n_good:
        return f"**No passage of {what(cases)} states harm or good.** {HOW_TO_READ}", "Bars: no link is told of."
    more = _sides(table, cases)
    of_good = f", {good['met']} met by a remedy" * bool(good["met"])  # hardly ever coded
    caption = (
        f"**{_weighed(more, cases)}.** Links (a stated cause and effect):"
        f" {n_harm} to harm ({harm['happened']} happened, {harm['met']} met by a remedy, {harm['feared']} only feared)"
        f" and {n_good} to good ({good['happened']} happened{of_good}, {good['feared']} only hoped for), in"
        f" {what(cases)}. n: passages. Lengths compare what the sources report, not how well a case went: a study of"
        f" failure reports failures.{_means(over_cases)}{' ' + note if note else ''} {HOW_TO_READ}"
    )
    tipped = "; ".join(f"more {which} in {len(units)}" for which, units in more.items() if units)
    alt = (
        f"Diverging bars of {what(cases)}: {n_harm} statements of harm at the left, {n_good} of good at the right"
        f"{f'; {tipped}' if tipped else ''}."
    )
    return caption, alt


def _sides(table: pd.DataFrame, cases: pd.DataFrame) -> dict[str, list[str]]:
    """Return the cases (or units) of which more harm than good is told, and those of which more good is."""
    sums = table.groupby(["unit", "valence"])["n_links"].sum().to_dict()
    gap = {unit: sums.get((unit, VALENCES[0]), 0) - sums.get((unit, VALENCES[1]), 0) for unit in cases["unit"]}
    return {"harm": [unit for unit, n in gap.items() if n > 0], "good": [unit for unit, n in gap.items() if n < 0]}


def _weighed(more: Mapping[str, Sequence[str]], cases: pd.DataFrame) -> str:
    """Return of which cases more harm than good is told and of which more good (`_sides`); many cases are counted."""
    label = dict(zip(cases["unit"], cases["label"], strict=True))
    parts: list[str] = []
    for which, other in (("harm", "good"), ("good", "harm")):
        units = more[which]
        if units:
            some = joined([label[unit] for unit in units])
            if len(units) > _NAMED:
                some = all_of(cases) if len(units) == len(cases) else f"{len(units)} of {what(cases)}"
            parts.append(f"more {which} than {other} {'is told ' * (not parts)}of {some}")
    text = ", and ".join(parts) or f"harm and good are told of equally often in {all_of(cases)}"
    return text[0].upper() + text[1:]


def _means(over_cases: pd.DataFrame | None) -> str:
    """Return the ranges and the test over cases, where there are cases enough for any."""
    if over_cases is None:
        return ""
    rows = over_cases.set_index("measure")
    told = [
        f"mean over cases of the {measure}: {rows.at[measure, 'told']}"
        for measure in ("share of harms met",)
        if measure in rows.index and pd.notna(rows.at[measure, "low"])
    ]
    if "good minus harm" in rows.index and pd.notna(rows.at["good minus harm", "p"]):
        told.append(f"good against harm over cases: {rows.at['good minus harm', 'told']}")
    return f" {'; '.join(told).capitalize()}." if told else ""


def other_counts(by_pass: pd.DataFrame, read: str) -> str:
    """Return how many links each separate coding has by itself, and how the passages are read one by one (*read*).

    *by_pass* is `passes.links_by_pass`: the links of each valence in each separate pass.
    """
    alone = by_pass.pivot(index="coder", columns="valence", values="n_links")
    told = "; ".join(
        f"Coding {coder} by itself has {row[VALENCES[0]]} links to harm and {row[VALENCES[1]]} to good"
        for coder, row in alone.iterrows()
        if row.sum()
    )
    return " ".join(part for part in (f"{told}." if told else "", read) if part)


@names_thin
def what_we_see(
    by_status: pd.DataFrame, shares: pd.DataFrame, remedies: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> str:
    """Return the answer in a paragraph: on which side each case's links weigh, what became of the harm, what met it."""
    label, names = dict(zip(cases["unit"], cases["label"], strict=True)), labels(codes)
    sides = by_status.groupby(["unit", "valence"])["n_links"].sum().unstack("valence")
    harm, good = (int(sides[valence].sum()) for valence in VALENCES)
    if not harm + good:
        return "No passage states a link, so nothing can be weighed."
    tipped = [label[unit] for unit in cases["unit"] if sides.at[unit, VALENCES[0]] > sides.at[unit, VALENCES[1]]]
    both = int((sides[list(VALENCES)] > 0).all(axis=1).sum())
    weigh = f"more harm than good is told of {joined(tipped)}" if tipped else "nowhere is more harm than good told"
    where = "everywhere" if both == len(cases) else f"in {both} of {len(cases)}"
    told = [
        f"{opening(what(cases))} tell{'s' * (len(cases) == 1)} of {n_of(harm, 'link')} to harm (co-destruction) and"
        f" {good} to good (co-creation). Both sides are told of {where}, and {weigh}."
    ]
    if harm:
        of_harm = by_status[by_status["valence"] == VALENCES[0]]
        came = of_harm.groupby(of_harm["status"].map(signs.outcome_of))["n_links"].sum()
        happened, met, feared = (int(came.get(one, 0)) for one in signs.OUTCOMES)
        from_barriers = shares[shares["what"] == "barrier"].groupby("id", sort=False)["n_links"].sum()
        source = ""
        if len(from_barriers) and from_barriers.max():
            top = [names[one] for one in from_barriers[from_barriers == from_barriers.max()].index]
            source = (
                f" It is traced most often to {few(top, 'barrier')} ({from_barriers.max()}{' each' * (len(top) > 1)})."
            )
        told.append(
            f"Of the harm, {happened} of {harm} links say that it happened and tell of no remedy, {met} that a remedy"
            f" weakened or stopped it, and {feared} that it was only feared.{source}"
        )
    if len(remedies):
        agreed = int((remedies["n_links"] > 0).sum())
        told.append(
            f"Which remedy met which harm hangs on the reader: of {n_of(len(remedies), 'such reading')}, {agreed}"
            f" {'stands' if agreed == 1 else 'stand'} in the analysed pass."
        )
    return " ".join(told)

"""The balance of co-destruction and co-creation."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import HAPPENED, REMEDIED, VALENCES, labels
from ...core.findings import joined
from ...publish.words import READING, few, n_of, opening, what


def balance(
    table: pd.DataFrame, cases: pd.DataFrame, by_pass: pd.DataFrame, *, read: str = "", note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the balance of co-destruction and co-creation.

    *by_pass* is `passes.links_by_pass`: the links of each valence in each separate pass. *read* says how the
    passages are read (`words.passages_read`), *note* what the claim of the figure rests on.
    """
    total = table.groupby("valence")["n_links"].sum()
    harm = table[table["valence"] == "co-destruction"]
    remedied = int(harm.loc[harm["status"].isin(REMEDIED), "n_links"].sum())
    both = table.groupby(["unit", "valence"])["n_links"].sum().unstack("valence")
    coexist = int(((both[list(VALENCES)] > 0).all(axis=1)).sum())
    alone = by_pass.pivot(index="coder", columns="valence", values="n_links")
    told = "; ".join(
        f"pass {coder} by itself has {row['co-destruction']} and {row['co-creation']}"
        for coder, row in alone.iterrows()
        if row.sum()
    )
    told = f"{told[0].upper()}{told[1:]}." if told else ""
    caption = (
        f"**Co-destruction and co-creation in {what(cases)}.** Links (cause to effect) by the valence of the effect and"
        " by status: realised, mitigated or averted by a remedy, or possible (feared, hoped for or general)."
        f" {int(total['co-destruction'])} links of co-destruction, of which {remedied} were mitigated or averted, and"
        f" {int(total['co-creation'])} of co-creation; {coexist} of {len(cases)} show both. {told} {read} A link"
        " is one statement of a source; a part too narrow for its number stands in the data. The lengths compare what"
        " the sources report, not how well a case went: a study of failure reports failures."
        f" {note + ' ' if note else ''}{READING}"
    )
    alt = (
        f"Diverging bars for {what(cases)}: {int(total['co-destruction'])} co-destruction links ({remedied} mitigated "
        f"or averted) against {int(total['co-creation'])} of co-creation; {coexist} show both."
    )
    return " ".join(caption.split()), alt


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
        happened = int(of_harm.loc[of_harm["status"].isin(HAPPENED), "n_links"].sum())
        met = int(of_harm.loc[of_harm["status"].isin(REMEDIED), "n_links"].sum())
        from_barriers = shares[shares["what"] == "barrier"].groupby("id", sort=False)["n_links"].sum()
        source = ""
        if len(from_barriers) and from_barriers.max():
            top = [names[one] for one in from_barriers[from_barriers == from_barriers.max()].index]
            source = (
                f" It is traced most often to {few(top, 'barrier')} ({from_barriers.max()}{' each' * (len(top) > 1)})."
            )
        told.append(
            f"Of the harm, {happened} of {harm} links say that it came about, and {met} that a remedy weakened or"
            f" stopped it.{source}"
        )
    if len(remedies):
        agreed = int((remedies["n_links"] > 0).sum())
        told.append(
            f"Which remedy met which harm hangs on the reader: of {n_of(len(remedies), 'such reading')}, {agreed}"
            f" {'stands' if agreed == 1 else 'stand'} in the analysed pass."
        )
    return " ".join(told)

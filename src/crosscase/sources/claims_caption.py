"""The ledger of claims."""

from __future__ import annotations

import pandas as pd

from ..core.findings import joined
from ..publish.words import n_of
from .expressions import CLAIM_ID

#: Up to so many disagreements are named in a sentence; more are counted.
_NAMED = 6


def claims(judged: pd.DataFrame) -> str:
    """Return the caption of the ledger of claims."""
    counts = judged["verdict"].value_counts()
    told = ", ".join(
        f"{int(counts.get(verdict, 0))} {verdict}"
        for verdict in ("inconsistent", "consistent", "reproduced", "not checkable")
    )
    apart = disagreements(judged[judged["verdict"] == "inconsistent"])
    return (
        f"**What the sources print about themselves, recomputed.** {n_of(len(judged), 'claim')} (numbers, lists,"
        f" names, words) of {judged['source_id'].nunique()} sources: {told}. The inconsistent ones tell of"
        f" {n_of(apart, 'disagreement')}. {_strength(judged)} Inconsistent: as printed, it cannot agree with what is"
        " printed elsewhere (half up and half down rounding allowed; names without regard to case and hyphens); this"
        " speaks of what is printed, not of the study, and nothing is repaired. Consistent: it agrees with it; several"
        " rows can rest on one comparison. Reproduced: recomputed from our tables. Not checkable: the reason is given."
        " A large language model read them from the published text."
    )


def what_we_see(judged: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how many claims agree, which cannot, and how many of the checks can fail;
    *judged* is `claims.ledger`.
    """
    if judged.empty:
        return "Nothing that a source prints about itself has been noted, so nothing can be recomputed."
    n, sources = judged["verdict"].value_counts(), judged["source_id"].nunique()
    wrong = judged[judged["verdict"] == "inconsistent"]
    agree, again, unknown = (int(n.get(one, 0)) for one in ("consistent", "reproduced", "not checkable"))
    told = [
        f"Of {n_of(len(judged), 'claim')} that {n_of(sources, 'source')} {'prints' if sources == 1 else 'print'} about"
        f" {'itself' if sources == 1 else 'themselves'} (numbers, lists, names, words), {agree or 'none'}"
        f" {'agrees' if agree < 2 else 'agree'} with what is printed elsewhere and {again or 'none'} with what our"
        f" tables give; {unknown or 'none'} cannot be checked. {_strength(judged)}"
    ]
    if wrong.empty:
        return f"{told[0]} None disagrees with another as printed."
    told.append(
        f"As printed, {len(wrong)} cannot agree with {'others' if len(wrong) > 1 else 'another'}: {_where(wrong)}. That"
        f" speaks of what is printed, not of the study; the rows tell of {n_of(disagreements(wrong), 'disagreement')}."
    )
    return " ".join(told)


def disagreements(wrong: pd.DataFrame) -> int:
    """Return how many disagreements these inconsistent claims tell of: claims that name one another tell of one."""
    groups: list[set[str]] = []
    for claim_id, using in zip(wrong["claim_id"], wrong["using"], strict=True):
        joint = {claim_id, *(set(CLAIM_ID.findall(using)) & set(wrong["claim_id"]))}
        joint = joint.union(*(group for group in groups if group & joint))
        groups = [group for group in groups if not group & joint] + [joint]
    return len(groups)


def _strength(judged: pd.DataFrame) -> str:
    """Return how many of the checks made can fail at all, as a sentence with the grounds of those that hardly can."""
    checked = judged[judged["can_fail"] != "no check"]
    if checked.empty:
        return "Nothing was checked."
    weak = checked.loc[checked["can_fail"] == "hardly", "hardly_because"].value_counts()
    n_weak = int(weak.sum())
    told = (
        f"Of the {n_of(len(checked), 'check')} made, {len(checked) - n_weak or 'none'} can fail and"
        f" {n_weak or 'none'} hardly can"
    )
    grounds = sorted(weak.items(), key=lambda ground: (-ground[1], str(ground[0])))
    return f"{told}: {joined(f'{because} ({n})' for because, n in grounds)}." if grounds else f"{told}."


def _where(wrong: pd.DataFrame) -> str:
    """Return where the disagreements stand: by what they state where they are few, else counted by source."""
    if len(wrong) > _NAMED:
        return joined(f"{len(part)} in {source}" for source, part in wrong.groupby("source_id", sort=False))
    told = wrong.groupby(["source_id", "states"], sort=False)["printed"].agg(joined).reset_index()
    named = (told["states"] + " (" + told["printed"] + ")").groupby(told["source_id"], sort=False).agg(joined)
    return "; ".join(f"in {source}, {what}" for source, what in named.items())

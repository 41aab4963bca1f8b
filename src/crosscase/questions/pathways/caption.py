"""Pathways from barriers over effects to what met them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import VALENCES, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, few, n_of, names_thin, number_word, passages_of, what


@names_thin
def pathways(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the figure of pathways; *table* is `pathways.paths`."""
    names, pairs = labels(codes), table.drop_duplicates(["cause", "effect"])
    drawn = pairs[pairs["drawn"]]
    met, met_drawn = table[table["remedy"] != ""], table[(table["remedy"] != "") & table["drawn"]]
    letters = (
        " Equal letters join the two halves of a path where several causes of one harm were met."
        if (met_drawn.groupby("effect")["cause"].nunique() > 1).any()
        else ""
    )
    lead = f"bands from causes over their effects to the remedies that weakened or stopped a harm, in {what(cases)}"
    told = (
        f"Drawn: the pairs of cause and effect that {_from_on(drawn)} or more state, {len(drawn)} of {len(pairs)} pairs"
        f" ({n_of(len(passages_of(table[table['drawn']])), 'passage')}), and {len(met_drawn)} of"
        f" {n_of(len(met), 'path')} with a remedy; the others stand in the table. Width: passages."
        f"{letters} Codes are ordered so that few bands cross. Blank between two codes: no path with so many passages"
        " was coded. A path is what a source states, not a cause that was tested; different paths must not be read on"
        " as one chain."
        if len(drawn)
        else f"Nothing is drawn: {n_of(len(pairs), 'pair')} of cause and effect are stated, none often enough."
    )
    caption = f"**{_takeaway(pairs, cases)}** {lead[:1].upper()}{lead[1:]}. {told} {HOW_TO_READ}"
    into = drawn[drawn["valence"] == VALENCES[0]].groupby("effect")["cause"].nunique()
    most = [names[effect].lower() for effect in into.index[into == into.max()]]
    point = f": most causes ({into.max()}) lead to {' and to '.join(most)}" if 0 < len(most) < 3 else ""
    alt = f"Bands from causes over effects to remedies, {len(drawn)} of {n_of(len(pairs), 'pair')}"
    last = f"; {n_of(len(met_drawn), 'path')} with a remedy."
    return caption, f"{alt}{point if len(alt + point + last) <= 137 else ''}{last}"


def _takeaway(pairs: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return how many pairs one case alone states, or how many are stated where there is one case."""
    single = int((pairs["pair_n_cases"] == 1).sum())
    if cases["case_id"].nunique() < 2 or pairs.empty:
        return f"{number_word(len(pairs))} {'pair' if len(pairs) == 1 else 'pairs'} of cause and effect are stated."
    own = ": most paths are a case's own story" if 2 * single > len(pairs) else ""
    verb = "is" if single == 1 else "are"
    return f"Of {n_of(len(pairs), 'pair')} of cause and effect, {single or 'none'} {verb} stated in one case only{own}."


def _from_on(drawn: pd.DataFrame) -> str:
    """Return from how many passages on a pair is drawn, for harm and for good where they differ."""
    least = drawn.drop_duplicates("valence").set_index("valence")["drawn_from"].astype(int)
    if least.nunique() < 2:
        return n_of(int(least.min()), "passage")
    word = dict(zip(VALENCES, ("harm", "good"), strict=True))
    return joined([f"{n} passages ({word[str(valence)]})" for valence, n in least.items()])


@names_thin
def pathways_table(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of paths."""
    pairs = table.drop_duplicates(["cause", "effect"])
    return (
        f"**Every path that {what(cases)} state: {len(table)} paths over {len(pairs)} pairs of cause and effect.** "
        f"Pairs stated in most cases come first. 'Met by' names the remedy that weakened or stopped the effect; a "
        f"pair with and without a "
        f"remedy has a row for each. 'Links' gives what became of the effect. The last column counts the effects of "
        f"this kind that the cause led to, and the cases that say so. Blank: no remedy named. {HOW_TO_READ}"
    )


def pathways_limits(table: pd.DataFrame, links: pd.DataFrame) -> str:
    """Return what the paths can and cannot say, with their numbers."""
    pairs = table[(table["valence"] == VALENCES[0]) & (table["cause_family"] == "barrier")].drop_duplicates(
        ["cause", "effect"]
    )
    met = table.loc[table["remedy"] != ""].drop_duplicates(["cause", "effect"])
    several = int((pairs["pair_n_cases"] > 1).sum())
    return (
        f"They can say which harm was told after which barrier: {len(pairs)} pairs, of which {several} in more than "
        f"one of {links['case_id'].nunique()} cases, and {len(met)} where something is said to have met the harm. "
        "They cannot say that a barrier without a band does no harm, that a remedy which met a harm once would do so "
        "again, or how strong a path is: width counts passages, and a case read at length has more. "
        "No measure of the network (centrality, density) is given: it would describe how the sources are written."
    )


@names_thin
def what_we_see(table: pd.DataFrame, reach: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: what more than one case states, which barrier leads furthest, what met harm.

    *table* is `compute.paths`, *reach* `compute.reach`.
    """
    if table.empty:
        return f"No passage of {what(cases)} states a link, so there is no path to follow."
    names, pairs = labels(codes), table.drop_duplicates(["cause", "effect"])
    told = [
        f"The passages state {n_of(len(pairs), 'pair')} of cause and effect"
        f"{_told_again(pairs, names, cases['case_id'].nunique())}."
    ]
    if len(reach):
        top = reach[reach["effects"] == reach["effects"].max()]
        kinds = pairs.loc[pairs["valence"] == VALENCES[0], "effect"].nunique()
        told.append(
            f"Most kinds of harm are told after {few(top['barrier'].tolist(), 'barrier')} ({top['effects'].max()} of"
            f" {kinds}{' each' * (len(top) > 1)})."
        )
    told += _met(table, names)
    once = int((pairs["pair_n_segments"] == 1).sum())
    rest = "rests" if once == 1 else "rest"
    told.append(f"{number_word(once) if once else 'None'} of {n_of(len(pairs), 'pair')} {rest} on one passage alone.")
    return " ".join(told)


def _told_again(pairs: pd.DataFrame, names: Mapping[str, str], n_cases: int) -> str:
    """Return how many pairs more than one case states, and which most do; nothing where there is one case."""
    if n_cases < 2:
        return ""
    most, several = int(pairs["pair_n_cases"].max()), int((pairs["pair_n_cases"] > 1).sum())
    if not several:
        return ", none of them in more than one case"
    top = pairs[pairs["pair_n_cases"] == most]
    widest = [f"from ‘{names[one.cause]}’ to ‘{names[one.effect]}’" for one in top.itertuples()]
    which = joined(widest) if len(widest) <= 3 else n_of(len(widest), "pair")
    return f", {several} of them in more than one case; the most widely told ({most} of {n_cases} cases): {which}"


def _met(table: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return in a sentence how many paths to harm end at a remedy, and at which most; nothing where no harm is told."""
    harm = table[table["valence"] == VALENCES[0]]
    n_pairs, met = len(harm.drop_duplicates(["cause", "effect"])), harm[harm["remedy"] != ""]
    if harm.empty:
        return []
    if met.empty:
        return [f"No remedy is said to have met the harm of any of {n_of(n_pairs, 'pair')}."]
    n_met, often = len(met.drop_duplicates(["cause", "effect"])), met.groupby("remedy")["n_links"].sum()
    best, several = [names[code] for code in often.index[often == often.max()]], int((met["n_cases"] > 1).sum())
    ended = few(best, "enabler", most=4)
    return [
        f"Of {n_of(n_pairs, 'pair')} that end in harm, {n_met} {'has' if n_met == 1 else 'have'} a remedy that is said"
        f" to have weakened or stopped it, most often {ended}"
        f" ({n_of(int(often.max()), 'link')}{' each' * (len(best) > 1)}); {several or 'none'} of the"
        f" {n_of(len(met), 'path')} to a remedy {'is' if several == 1 else 'are'} told in more than one case."
    ]

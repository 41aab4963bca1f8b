"""One case: what led to what."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import VALENCES, codes_of, labels
from ...core.counts import COUNTED, CountBy
from ...core.findings import joined
from ...publish.words import READING, STARS, UNIT, n_of, number_word, passages_of, strongest
from .figure import shown_codes


def barrier_effects(
    table: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, label: str, *, count_by: CountBy, read: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of one case's cause by effect matrix.

    Uses ``code_id`` and ``presence`` of *codings* to tell barriers without a link from barriers not coded. *read* says
    how the passages are read (`words.passages_read`).
    """
    names = labels(codes)
    barriers, enablers, effects = shown_codes(table, codes)
    linked = table[table["n_links"] > 0]
    coded, possible, denied = (
        set(codings.loc[codings["presence"] == kind, "code_id"]) for kind in ("present", "possible", "absent")
    )
    feared, denied = possible - coded - denied, denied - coded
    unlinked = [names[c].lower() for c in codes_of(codes, "barrier") if c not in barriers and c in coded]
    only_feared, only_denied, uncoded = (
        [names[c].lower() for c in codes_of(codes, "barrier") if c not in barriers and c not in coded and chosen(c)]
        for chosen in (feared.__contains__, denied.__contains__, lambda c: c not in feared | denied)
    )
    told_denied = f"; only said not to occur: {'; '.join(only_denied)}" if only_denied else ""
    n_links = int(table["n_links"].sum())
    n_remedied = int((table["n_averted"] + table["n_mitigated"]).sum())
    caption = (
        f"**What led to what: {label}.** Causes (rows: {n_of(len(barriers), 'barrier')} above,"
        f" {n_of(len(enablers), 'enabler')} below) by effects (columns: co-destruction left, co-creation right). A"
        f" number counts the {UNIT[count_by]} that state the link; {n_of(n_links, 'link')} from"
        f" {n_of(len(passages_of(linked)), 'passage')}. A corner marks cells in which some link was averted or"
        f" mitigated by a remedy ({n_remedied} of {n_links} links); cells also hold effects that were only feared,"
        f" hoped for or general (status in the data). Blank: no passage states the link. {STARS} Barriers coded"
        f" here without a stated effect: {'; '.join(unlinked) or 'none'}; only feared, hoped for or general, without a"
        f" link: {'; '.join(only_feared) or 'none'}{told_denied}. Not coded in this case:"
        f" {'; '.join(uncoded) or 'none'}. {read + ' ' if read else ''}{READING}"
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


def what_we_see(
    table: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, label: str, *, count_by: CountBy
) -> str:
    """Return the answer in a paragraph: how many links to harm and to good, which pair is stated most, what met harm.

    *table* and *codings* are those of the caption. Pairs that tie are all named, or counted where they are many.
    """
    names, linked = labels(codes), table[table["n_links"] > 0]
    coded = set(codings.loc[codings["presence"] == "present", "code_id"])
    barriers = [code for code in codes_of(codes, "barrier") if code in coded]
    if linked.empty:
        return (
            f"No passage of {label} states what led to what; {n_of(len(barriers), 'barrier')} of the codebook"
            f" {'is' if len(barriers) == 1 else 'are'} coded there all the same."
        )
    n = {valence: int(linked.loc[linked["valence"] == valence, "n_links"].sum()) for valence in VALENCES}
    told = [
        f"In {label}, {n_of(len(passages_of(linked)), 'passage')} state {n_of(sum(n.values()), 'link')}:"
        f" {n[VALENCES[0]]} to harm (co-destruction) and {n[VALENCES[1]]} to good (co-creation)."
    ]
    for family in ("barrier", "enabler"):
        told += _most_stated(linked[linked["cause_family"] == family], names, family, count_by)
    harm = linked[linked["valence"] == VALENCES[0]]
    met = {status: int(harm[f"n_{status}"].sum()) for status in ("mitigated", "averted")}
    if n[VALENCES[0]]:
        told.append(
            f"Of the harm, {met['mitigated']} of {n_of(n[VALENCES[0]], 'link')} tell of a remedy that weakened it and"
            f" {met['averted']} of one that stopped it."
            if any(met.values())
            else "No link tells of a remedy that weakened or stopped the harm."
        )
    silent = [names[code].lower() for code in barriers if code not in set(linked["cause"])]
    if silent:
        told.append(
            f"{number_word(len(silent))} barrier{'s are' if len(silent) > 1 else ' is'} coded without a stated effect"
            f"{f' ({joined(silent)})' if len(silent) <= 3 else ''}."
        )
    single = int((linked["shown_by"] != "").sum())
    if single:
        told.append(
            f"Of the {n_of(len(linked), 'pair')} of cause and effect, {single} rest{'s' * (single == 1)} on one of the"
            " two separate passes alone."
        )
    return " ".join(told)


def _most_stated(linked: pd.DataFrame, names: dict[str, str], family: str, count_by: CountBy) -> list[str]:
    """Return the sentence on the causes of a family and the pairs that are stated most; none where nothing is."""
    if linked.empty or not linked[COUNTED[count_by]].max():
        return []
    most = int(linked[COUNTED[count_by]].max())
    top = linked[linked[COUNTED[count_by]] == most]
    ends = zip(top["cause"].map(names), top["effect"].map(names), strict=True)
    pairs = [f"‘{cause.lower()}’ led to ‘{effect.lower()}’" for cause, effect in ends]
    unit = {"segments": "passage", "speakers": "labelled speaker", "links": "link"}[count_by]
    causes = n_of(linked["cause"].nunique(), family)
    of = f"Of {causes} with a stated effect" if linked["cause"].nunique() > 1 else f"Of the one {family} with an effect"
    by = f"{n_of(most, unit)}{' each' if len(pairs) > 1 else ''}"
    if most == 1 and len(pairs) > 3:
        return [f"{of}, no pair is stated by more than one {unit}."]
    if len(pairs) > 3:
        return [f"{of}, {len(pairs)} pairs are stated most, and equally often ({by})."]
    return [f"{of}, what is stated most ({by}) is that {joined(pairs)}."]

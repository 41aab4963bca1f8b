"""One case: what led to what."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import REMEDIED, VALENCES, codes_of, labels
from ...core.counts import COUNTED, CountBy
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, UNIT, few, n_of, number_word, passages_of
from .figure import parts_of

#: What is said of barriers without a link, by kind (`without_links`).
_BARE = {
    "coded": "told, but not what they led to",
    "feared": "only feared, hoped for or general",
    "denied": "only said not to occur",
    "not coded": "not told at all",
}


def barrier_effects(
    table: pd.DataFrame,
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    label: str,
    n_segments: int,
    *,
    count_by: CountBy,
) -> tuple[str, str]:
    """Return caption and alt text of one case's figure of causes and effects; *n_segments* are its passages.

    Uses ``code_id`` and ``presence`` of *codings* to tell barriers without a link from barriers not coded.
    """
    names, linked = labels(codes), table[table["n_links"] > 0]
    parts = parts_of(table, codes, count_by=count_by)
    drawn = {part.title: part for part in parts}
    rows = [
        f"{of.lower()}s by the {' or '.join(group.title.lower() for group in part.groups)} that they led to"
        for of, part in drawn.items()
    ]
    listed = without_links(table, codings, codes)
    bare = [
        f"{words} ({few([names[code].lower() for code in listed[kind]], 'barrier')})"
        for kind, words in _BARE.items()
        if listed[kind]
    ]
    caption = " ".join(
        [
            f"**{label}: {_came(linked)}.**",
            f"{joined(rows).capitalize()}, those with most evidence first:" if rows else "",
            f"{n_of(int(linked['n_links'].sum()), 'link')} (stated cause and effect) from"
            f" {len(passages_of(linked))} of {n_of(n_segments, 'passage')}. Area of a ring: {UNIT[count_by]} that state"
            " the link; of the disc in it: those in which it happened (half-filled: only met by a"
            " remedy). Blank: no passage states the link.",
            f"Barriers not drawn: {'; '.join(bare)}." if bare else "",
            HOW_TO_READ,
        ]
    )
    counted = linked[linked[COUNTED[count_by]] > 0]
    families = counted.drop_duplicates("cause")["cause_family"].value_counts()
    alt = (
        f"Bubbles for {label}: {n_of(int(families.get('barrier', 0)), 'barrier')} and"
        f" {n_of(int(families.get('enabler', 0)), 'enabler')} by {n_of(counted['effect'].nunique(), 'effect')}"
    )
    came = _came(linked)
    if len(f"{alt}; {came}.") > 149:
        came = came.partition(",")[0].partition(" and ")[0]
    return caption.replace("  ", " "), f"{alt}; {came}."


def _came(linked: pd.DataFrame) -> str:
    """Return what became of the harm that is stated, as the first words of a caption."""
    harm = linked[linked["valence"] == VALENCES[0]]
    n = int(harm["n_links"].sum())
    if not n:
        return "no passage states what led to harm" if len(linked) else "no passage states what led to what"
    told = [
        (int(harm["n_realised"].sum()), "happened", "happened"),
        (int(harm[[f"n_{status}" for status in REMEDIED]].sum().sum()), "was met by a remedy", "were met by a remedy"),
        (int(harm["n_possible"].sum()), "was only feared", "were only feared"),
    ]
    came = [f"{number} {one if number == 1 else many}" for number, one, many in told if number]
    return f"of {n_of(n, 'stated harm')} {joined(came)}"


def without_links(table: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the barriers without a link: those coded, those only feared (hoped for, general), those only said not to
    occur, and those not coded.
    """
    coded, possible, denied = (
        set(codings.loc[codings["presence"] == kind, "code_id"]) for kind in ("present", "possible", "absent")
    )
    linked = set(table.loc[table["n_links"] > 0, "cause"])
    barriers = [code for code in codes_of(codes, "barrier") if code not in linked]
    kinds = {
        code: "coded"
        if code in coded
        else "denied"
        if code in denied
        else "feared"
        if code in possible
        else "not coded"
        for code in barriers
    }
    return {
        kind: [code for code in barriers if kinds[code] == kind] for kind in ("coded", "feared", "denied", "not coded")
    }


def silent(table: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return by name the barriers that have no link, as a list in Markdown."""
    names = labels(codes)
    listed = without_links(table, codings, codes)
    return "\n".join(
        f"- {words.capitalize()}: {'; '.join(names[code].lower() for code in listed[kind]) or 'none'}"
        for kind, words in _BARE.items()
    )


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
            " two separate codings alone."
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

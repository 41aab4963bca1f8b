"""Captions and alt texts, generated from the data, so that they cannot disagree with the figure.

A caption says what is drawn, how it is counted, n, what blank and hatched mean, and what the data cannot say.
An alt text says the kind of chart and its main point in about 150 characters.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .codebook import PHASES, REMEDIED, VALENCES, codes_of, labels
from .figures import shown_codes
from .matrices import COUNTED, CountBy

_UNIT = {"segments": "passages of the sources", "speakers": "labelled speakers", "links": "links"}

READING = (
    "The data are a machine-assisted reading of published text, not the original teams' coding of their transcripts; "
    "counts of passages measure what was reported and coded, not how common it is."
)

PASSES = "A star marks what only one of the two independent passes shows."


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"


def _n(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


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
        f"**What led to what: {label}.** Causes (rows: {_n(len(barriers), 'barrier')} above, {_n(len(enablers), 'enabler')} below) by effects "
        f"(columns: co-destruction left, co-creation right). A number counts the {_UNIT[count_by]} that state the link; "
        f"{_n(n_links, 'link')} from {_n(len(_ids(linked)), 'passage')}. A corner marks cells in which some link was averted or mitigated by a remedy "
        f"({n_remedied} of {n_links} links); cells also hold effects that were only feared or expected (status in the data). "
        f"Blank: no passage states the link. {PASSES} Barriers coded here without a stated effect: {'; '.join(unlinked) or 'none'}. "
        f"Not coded in this case: {'; '.join(uncoded) or 'none'}. {READING}"
    )
    top = _strongest(linked[linked["cause_family"] == "barrier"], count_by)
    point = f"; most often {names[top['cause']].lower()} leading to {names[top['effect']].lower()}" if top is not None else ""
    alt = f"Shaded table for {label}: {len(barriers)} barriers and {len(enablers)} enablers by {len(effects)} effects{point}."
    return caption, alt


def _ids(table: pd.DataFrame) -> set[str]:
    return {one for ids in table["segment_ids"] for one in ids.split()}


def _strongest(table: pd.DataFrame, count_by: CountBy) -> pd.Series | None:
    if table.empty or table[COUNTED[count_by]].max() == 0:
        return None
    return table.sort_values(COUNTED[count_by], ascending=False, kind="stable").iloc[0]


def _what(cases: pd.DataFrame) -> str:
    """Return how many cases or units are laid side by side."""
    n, units = cases["case_id"].nunique(), len(cases)
    return _n(n, "case") if n == units else f"{_n(units, 'unit')} of {_n(n, 'case')}"


def barriers_by_case(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy) -> tuple[str, str]:
    """Return caption and alt text of the barrier by case matrix."""
    names = labels(codes)
    shown = table[(table["family"] == "barrier") & (table["state"] == "present")]
    per = shown.groupby("code_id")["unit"].nunique()
    everywhere = [names[c] for c in order if per.get(c, 0) == len(cases)]
    alone = [c for c in order if per.get(c, 0) == 1]
    caption = (
        f"**Barriers to co-production across {_what(cases)}.** Each number counts the {_UNIT[count_by]} in which the barrier was coded; the bars count the "
        f"cases that show it, and the rows are ordered by them. {_n(len(_ids(shown)), 'passage')} carry a barrier. Blank: the case was read for the barrier and nobody "
        f"names it; ring: the source says that it did not occur; hatched: the case was not read for it. {PASSES} Cases differ in length and in what their authors asked, so compare "
        f"where a barrier is seen before how often: with {_what(cases)} no test of a difference is made. {READING}"
    )
    point = f"{'; '.join(everywhere).lower()} in all" if everywhere else f"none in all; {names[order[0]].lower()} in {per.get(order[0], 0)}"
    alt = f"Shaded table of {len(order)} barriers by {_what(cases)}: {point}; {_n(len(alone), 'barrier')} in one only."
    return caption, alt


def phase_profile(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, order: Sequence[str], *, count_by: CountBy) -> tuple[str, str]:
    """Return caption and alt text of the phase profile."""
    shown = table[table["n_segments"] > 0]
    passages = {phase: len(_ids(shown[shown["phase"] == phase])) for phase in PHASES}
    barriers = {phase: shown.loc[shown["phase"] == phase, "code_id"].nunique() for phase in PHASES}
    told = "; ".join(f"{phase} {passages[phase]} passages and {barriers[phase]} barriers" for phase in PHASES)
    caption = (
        f"**When barriers were at work, in {_what(cases)}.** Rows as in the figure of barriers by case; the three blocks are the phases before, during and after the "
        f"collaboration, each with one column a case (letters below). Each number counts the {_UNIT[count_by]} with the barrier in that phase ({told}). The phase is when the "
        f"thing told was at work, not when it was said. Blank: none. {PASSES} A phase can be empty because it was quiet or because the study did not look at it. {READING}"
    )
    most = max(PHASES, key=lambda phase: passages[phase])
    alt = f"Shaded table of barriers by phase and case: most passages {most} the collaboration ({', '.join(f'{p} {passages[p]}' for p in PHASES)})."
    return caption, alt


def balance(table: pd.DataFrame, cases: pd.DataFrame, by_pass: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the balance of co-destruction and co-creation.

    *by_pass* is `matrices.links_by_pass`: the links of each valence in each independent pass.
    """
    total = table.groupby("valence")["n_links"].sum()
    harm = table[table["valence"] == "co-destruction"]
    remedied = int(harm.loc[harm["status"].isin(REMEDIED), "n_links"].sum())
    both = table.groupby(["unit", "valence"])["n_links"].sum().unstack("valence")
    coexist = int(((both[list(VALENCES)] > 0).all(axis=1)).sum())
    alone = by_pass.pivot(index="coder", columns="valence", values="n_links")
    told = "; ".join(f"pass {coder} by itself has {row['co-destruction']} and {row['co-creation']}" for coder, row in alone.iterrows() if row.sum())
    told = f"{told[0].upper()}{told[1:]}." if told else ""
    caption = (
        f"**Co-destruction and co-creation in {_what(cases)}.** Links (cause to effect) by the valence of the effect and by status: realised, mitigated or averted by a remedy, or "
        f"possible (feared, expected or claimed in general). {int(total['co-destruction'])} links of co-destruction, of which {remedied} were mitigated or averted, and "
        f"{int(total['co-creation'])} of co-creation; {coexist} of {len(cases)} show both. {told} A link is one statement in one passage. The lengths compare what the sources report, "
        f"not how well a case went: a study of failure reports failures. {READING}"
    )
    alt = (
        f"Diverging bars for {_what(cases)}: {int(total['co-destruction'])} co-destruction links ({remedied} mitigated or averted) against "
        f"{int(total['co-creation'])} of co-creation; {coexist} show both."
    )
    return caption, alt


def literature(table: pd.DataFrame, cited: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the literature's factor by effect matrix."""
    factors, effects = table["factor_id"].nunique(), table["effect_id"].nunique()
    pairs = int((table["n_works"] > 0).sum())
    numbers = {n for numbers in cited["numbers"] for n in numbers.split()}
    top = table.sort_values("n_works", ascending=False, kind="stable").iloc[0]
    caption = (
        f"**Shortcomings of public involvement in the literature.** The {factors} antecedents and process barriers (rows) by the {effects} negative effects (columns) of Table 1 of Gheduzzi et al. "
        f"(2021), drawn anew from data. A cell prints the citation numbers of the works that the table cites for both; in brackets, how many works it cites for the row or column; {cited['work_id'].nunique()} works under "
        f"{len(numbers)} citation numbers, works listed under two numbers counted once. Blank: no work is cited for both. That a work reports both does not mean that it links them. "
        f"The grey shading of the printed table (factors from co-production studies) is lost in the text that was read and is not shown."
    )
    alt = (
        f"Shaded table of {factors} published factors by {effects} effects: {pairs} of {len(table)} pairs share a work, none more than {int(top['n_works'])}."
    )
    return caption, alt


def barriers_in_practice(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the practitioner's table."""
    met = int((table["met_by"] != "").sum())
    return (
        f"**Barriers in practice: what {_what(cases)} teach.** {len(table)} barriers, those seen in most cases first. Numbers in brackets count passages. 'Led to' holds effects that happened or were "
        f"weakened, 'could lead to' those that a remedy stopped or that people feared or expected, 'met by' the remedies that stopped or weakened an effect ({_n(met, 'barrier')} have one). "
        f"An empty cell means that no source tells of it, not that nothing helps. {PASSES} {READING}"
    )


def agreement(summary: pd.DataFrame, table: pd.DataFrame, passes: Sequence[str]) -> tuple[str, str]:
    """Return caption and alt text of the figure of agreement by code."""
    n = int(table["n"].max())
    both, one, other = (int(table[column].sum()) for column in ("n_both", "n_first_only", "n_second_only"))
    barriers = summary.set_index("what").loc["barrier"]
    caption = (
        f"**Agreement of two independent passes on {_n(len(table), 'code')}, before consensus.** Bars count the passages (of {n}) that carry a code in both passes, in pass {passes[0]} only and in pass "
        f"{passes[1]} only: {both} codings in both, {one} and {other} in one. κ: Cohen's kappa; AC1: Gwet's coefficient; both over all passages, a dash where kappa is not defined. Kappa is low for rare codes "
        f"even where readers hardly differ, AC1 is high for them even where they differ much: read them beside the bars. Over all barriers, Krippendorff's alpha for sets (MASI) is {barriers['alpha_masi']:.2f}; "
        f"resampling passages gives {barriers['alpha_masi_low']:.2f} to {barriers['alpha_masi_high']:.2f}, which says how it hangs on the passages at hand and nothing of other readers or cases. "
        f"Both passes are machine-assisted readings from one codebook and one segmentation, so they may agree more than two human teams would."
    )
    alt = f"Bars for {len(table)} codes: {both} codings in both passes, {one} in pass {passes[0]} only, {other} in pass {passes[1]} only; kappa and AC1 beside each bar."
    return caption, alt


def agreement_table(passes: Sequence[str]) -> str:
    """Return the caption of the table of agreement."""
    return (
        f"**Agreement of passes {passes[0]} and {passes[1]}, before consensus.** A decision is a value (code, cause, effect or pair) on a passage. 'Same set': share of the passages on which either pass used the "
        f"family and both have the same set. 'Positive': twice the common decisions over all made (Dice). Agreement, kappa, alpha (nominal) and AC1 pool all possible decisions, most of which both passes leave "
        f"out; alpha for sets uses the MASI distance (Passonneau 2006), with the 95 % range over resampled passages, which says nothing of other readers or cases. The status is compared where both passes state "
        f"the same link. Dialogue roles: some paraphrases name the role, so the second reader was not fully blind to them. Both passes are machine-assisted readings from one codebook and one segmentation."
    )


def claims(judged: pd.DataFrame) -> str:
    """Return the caption of the ledger of claims."""
    counts = judged["verdict"].value_counts()
    told = ", ".join(f"{int(counts.get(verdict, 0))} {verdict}" for verdict in ("inconsistent", "consistent", "reproduced", "not checkable"))
    return (
        f"**What the sources print about themselves, recomputed.** {len(judged)} printed numbers of {judged['source_id'].nunique()} sources: {told}. Inconsistent: as printed, the number cannot agree with other "
        f"printed numbers (half up and half down rounding allowed); this speaks of the printed numbers, not of the study, and nothing is repaired. Consistent: it agrees with them; several rows can rest on one "
        f"comparison. Reproduced: recomputed from our tables. Not checkable: the reason is given. Read from published text by machine-assisted reading."
    )

"""Agreement of two separate codings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import labels
from ...core.findings import joined
from ...core.passes import MODEL, PERSON
from ...publish.words import HOW_TO_READ, n_of
from .coefficients import in_words
from .compute import differing

#: Up to so many codes are named in a sentence; more are counted.
_NAMED = 4


def agreement(
    summary: pd.DataFrame, table: pd.DataFrame, passes: Sequence[str], made_by: Mapping[str, Counter[str]]
) -> tuple[str, str]:
    """Return caption and alt text of the figure of agreement. *made_by*: who made it (`compute.made_by`)."""
    both, one, other = (int(table[column].sum()) for column in ("n_both", "n_first_only", "n_second_only"))
    either, shown = both + one + other, differing(table)
    least = int(shown["n_apart"].min()) if len(shown) else 0
    barriers = summary.set_index("what").loc["barrier"]
    alpha, low, high = (in_words(barriers[name]) for name in ("alpha_masi", "alpha_masi_low", "alpha_masi_high"))
    drawn = (
        f"Below: the {n_of(len(shown), 'code')} on which they differ in {n_of(least, 'passage')} or more, those that"
        f" differ most first; all {len(table)} stand in the data of the figure. "
        if len(shown)
        else "No code differs. "
    )
    caption = (
        f"**Two separate codings (Coding {passes[0]} and Coding {passes[1]}, before consensus) agree on {both} of"
        f" {n_of(either, 'code')} given to {n_of(int(table['n'].max()), 'passage')}.** {one} are in Coding {passes[0]}"
        f" only, {other} in Coding {passes[1]} only. {drawn}κ: Cohen's kappa (agreement beyond chance over all"
        " passages: 1 is full, 0 what chance gives), low for rare codes even where the codings hardly differ; a dash:"
        f" not defined. For barriers, Krippendorff's alpha for sets (partial overlap counts in part) is {alpha}, {low}"
        f" to {high} over resampled passages, which says nothing of other readers or cases. {_who(made_by)} from one"
        f" codebook and one division into passages{_so(made_by)}. {HOW_TO_READ}"
    )
    alt = (
        f"Bars of codes given: {both} of {either} in both codings, {one} in {passes[0]} only, {other} in"
        f" {passes[1]} only; the {n_of(len(shown), 'code')} that differ most."
    )
    return caption, alt


def _who(made_by: Mapping[str, Counter[str]]) -> str:
    """Return who made the codings: one model, people, or which of them in how many cases."""
    kinds = {kind for cases in made_by.values() for kind in cases}
    if kinds <= {MODEL}:
        return "One large language model made both codings"
    if kinds == {PERSON}:
        return "People made both codings"
    names = {MODEL: "a large language model", PERSON: "people"}
    told = [
        f"{one}: " + ", ".join(f"{names[kind]} ({n_of(n, 'case')})" for kind in names if (n := cases[kind]))
        for one, cases in made_by.items()
    ]
    return f"Coding {'; '.join(told)}; both"


def _so(made_by: Mapping[str, Counter[str]]) -> str:
    """Return what follows where a model made both codings of a case, with the comma before it."""
    return (
        ", so they may agree more than two human teams would" if all(cases[MODEL] for cases in made_by.values()) else ""
    )


def agreement_table(passes: Sequence[str], made_by: Mapping[str, Counter[str]]) -> str:
    """Return the caption of the table of agreement."""
    return (
        f"**How far the two separate codings agree, before consensus (Coding {passes[0]} and Coding {passes[1]}).** A"
        " decision is a value (code, cause, effect or both) on a passage. ‘Same codes’: share of the passages on which"
        " either coding used such codes and both have the same. ‘Positive’: twice the common decisions over all made"
        " (Dice). Agreement, kappa, alpha (nominal) and Gwet’s coefficient (AC1) pool all possible decisions, most of"
        " which both codings leave out; alpha for sets counts sets that overlap as nearly equal (Passonneau 2006)."
        " Ranges are over resampled passages. Presence, status and passages of a link are compared where both"
        " codings have the code or link; a difference there stands under both."
        f" {_who(made_by).replace('large language ', '')} from one"
        f" {'manual' + tells if (tells := _tells(made_by)) else 'codebook'}. {HOW_TO_READ}"
    )


def _tells(made_by: Mapping[str, Counter[str]]) -> str:
    """Return what agreement of a model tells, after a colon; nothing where people made the codings."""
    told = "this tells how far the manual fixes a reading, not how far people would agree"
    return f": {told}" if all(cases[MODEL] for cases in made_by.values()) else ""


def what_we_see(summary: pd.DataFrame, by_code: pd.DataFrame, codes: pd.DataFrame, passes: Sequence[str]) -> str:
    """Return the answer in a paragraph: how much both passes give, for which family, which link and which code least.

    *summary* and *by_code* are those of `agreement`.
    """
    rows = summary.set_index("what")
    families = rows[~rows.index.str.startswith("link") & rows["positive_agreement"].notna()]
    if families.empty:
        n = n_of(int(rows["n"].max()), "passage")
        return f"Neither Coding {passes[0]} nor Coding {passes[1]} gives a code in {n}."
    both, either = int(families["n_both"].sum()), int(_either(families).sum())
    told = [
        f"Coding {passes[0]} and Coding {passes[1]} read {n_of(int(families['n'].max()), 'passage')}; of the {either}"
        f" codes that either gives, both give {both}."
    ]
    score = families["positive_agreement"]
    if score.nunique() > 1:
        most, least = (_families(score[score == end].index) for end in (score.max(), score.min()))
        told.append(
            f"They agree most on {most} (positive agreement {in_words(score.max())}) and least on {least}"
            f" ({in_words(score.min())})."
        )
    read = [
        (what, rows.loc[f"reading: {what}"])
        for what in ("main code", "valence", "status")
        if f"reading: {what}" in rows.index
    ]
    if read:
        shares = joined([f"the same {what} to {int(row['n_both'])}" for what, row in read])
        told.append(f"Of {n_of(int(read[0][1]['n']), 'passage')} they give {shares}.")
    link, status = rows.loc["link: cause and effect"], rows.loc["link: status, where both state the link"]
    if stated := int(_either(link)):
        same = f", {int(status['n_both'])} of these with the same status" if link["n_both"] else ""
        told.append(f"Of {n_of(stated, 'link')} that either states, both state {int(link['n_both'])}{same}.")
    return " ".join([*told, _by_code(by_code, labels(codes), passes)]).strip()


def _either(row: pd.Series | pd.DataFrame) -> pd.Series:
    """Return the decisions that one pass or both made."""
    return row["n_both"] + row["n_first_only"] + row["n_second_only"]


def _families(names: pd.Index) -> str:
    """Return families of codes as they stand in a sentence."""
    plural = {"power": "dimensions of power", "dialogue_role": "dialogue roles"}
    return joined([plural.get(name, f"{name.replace('_', ' ')}s") for name in names])


def _by_code(table: pd.DataFrame, names: dict[str, str], passes: Sequence[str]) -> str:
    """Return in words which codes hang most on who read; *table* is `agreement.by_code`."""
    apart = table[table["n_first_only"] + table["n_second_only"] > table["n_both"]]
    if apart.empty:
        return "No code is given by one coding alone more often than by both."
    named = [
        f"‘{names[row.code_id]}’ (both {row.n_both}, {passes[0]} only {row.n_first_only}, {passes[1]} only"
        f" {row.n_second_only})"
        for row in apart.itertuples()
    ]
    which = f": {joined(named)}" if len(named) <= _NAMED else ""
    return (
        f"Of {n_of(len(table), 'code')}, {len(apart)} {'is' if len(apart) == 1 else 'are'} given by one coding alone"
        f" more often than by both{which}."
    )

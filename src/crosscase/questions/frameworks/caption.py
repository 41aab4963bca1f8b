"""Published frameworks: coverage of their elements, and which of them knows which barrier."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import labels
from ...core.crosswalk import short_name
from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import HOW_TO_READ, case_word, few, n_of, names_thin, number_word, what

MADE_FOR = (
    "The codebook was made while these cases were read, so a code that leads to an element is nearly always in some "
    "case: the elements that no code reaches say more."
)
#: How a barrier stands that no list of barriers, or no framework at all, holds.
_OUTSIDE, _NOWHERE = ("no", "related only", "other kind only"), ("no", "related only")
#: Up to so many barriers are named in a sentence; more are counted.
_NAMED = 3


def circularity(same_paper: pd.DataFrame, frameworks: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return, in sentences, which frameworks and cases come from one paper; empty for none."""
    label = cases.drop_duplicates("case_id").set_index("case_id")["label"]
    title = frameworks.drop_duplicates("framework_id").set_index("framework_id")["framework_label"]
    lists = set(frameworks.loc[frameworks["side"].isin(["barrier", "effect"]), "framework_id"])
    title = {one: short_name(text) if one in lists else text for one, text in title.items()}
    here = same_paper[same_paper["case_id"].isin(label.index)]
    said = {
        kind: joined(
            [
                f"{title[one]} ({', '.join(label[part['case_id']])})"
                for one, part in here[here["kind"] == kind].groupby("framework_id", sort=False)
            ]
        )
        for kind in ("own list", "lens")
    }
    told = [
        f"{text}: {said[kind]}"
        for kind, text in (
            ("own list", "Drawn up by the paper of a case, in brackets, which is no independent evidence for it"),
            ("lens", "Read in the paper of a case that used it to look at the case"),
        )
        if said[kind] != "none"
    ]
    return ". ".join(told) + "." * bool(told)


@names_thin
def framework_coverage(parts: pd.DataFrame, cases: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the coverage of frameworks; *parts* is `frameworks.parts`."""
    n = parts.groupby("part")["n"].sum()
    elsewhere, frameworks = int(parts["n_elsewhere"].sum()), parts["framework_id"].nunique()
    whole, away = int(n.sum()), f"{elsewhere or 'none'} of them in a case from another paper than the framework"
    headline = (
        f"By codes that fit, {what(cases)} {'show' if len(cases) > 1 else 'shows'} {n['fits'] or 'none'} of"
        f" {n_of(whole, 'element')} of {n_of(frameworks, 'published framework')}{f', {away}' if n['fits'] else ''}."
    )
    caption = (
        f"**{headline}** Each bar is one framework: all its elements, by the firmest way in which the cases show them."
        f" With a wider code ({n['wider']} elements) a passage may be about another part of it; a related code only"
        f" touches the element ({n['related']}). Hatched: no code leads there, so nobody looked for it"
        f" ({n['no code']}). Bars are equally long, whatever they hold. Right: all elements; and of those shown by a"
        " code that fits, how many are shown in a case of another paper than that of the framework. The codes were made"
        f" while these cases were read: what no code reaches says more than what is shown. {HOW_TO_READ}"
    )
    alt = (
        f"Stacked bars of {n_of(frameworks, 'framework')}; of {n_of(whole, 'element')}, {n['fits']} shown by fitting"
        f" codes, {n['wider']} by wider, {n['related']} by related; no code for {n['no code']}."
    )
    return caption, alt


@names_thin
def framework_barriers(
    known: pd.DataFrame, codes: pd.DataFrame, frameworks: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the barrier by framework matrix; *known* is `frameworks.barriers_known`."""
    names = labels(codes)
    outside, nowhere = (
        [names[code] for code in known.loc[known["known"].isin(some), "code_id"]] for some in (_OUTSIDE, _NOWHERE)
    )
    n, n_frameworks = n_of(len(known), "barrier"), frameworks["framework_id"].nunique()
    headline = (
        f"{len(outside)} of {n} {'stands' if len(outside) == 1 else 'stand'} in no published list of"
        f" barriers{': ' + few(outside, 'barrier', _NAMED) if len(outside) <= _NAMED else ''}."
        if outside
        else f"Some published list of barriers holds each of {n}, at least in part."
    )
    also = f" No framework of any kind holds {few(nowhere, 'barrier', _NAMED)}." if nowhere else ""
    caption = (
        f"**{headline}**{also} Rows: barriers, the least known first; columns:"
        f" {n_of(n_frameworks, 'published framework')}. Sign and shade tell the closest match of a barrier to an"
        f" element. Bars: of {what(cases)}, those that show the barrier. Blank: the framework was searched and nothing"
        " fits. That may be its purpose: dialogue roles, dimensions of power and questions are no lists of barriers."
        " Lists that were read in another paper may be shortened there."
        f" {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = (
        f"Shaded matrix of {n} by {n_of(n_frameworks, 'framework')} with signs of how they match:"
        f" {len(outside) or 'none'} in no list of barriers."
    )
    return caption, alt


def _unknown(known: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return, in sentences, the barriers that no framework, or no list of barriers, holds."""
    names = labels(codes)
    none, near, other = (
        joined([f"‘{names[code]}’" for code in known.loc[known["known"] == word, "code_id"]])
        for word in ("no", "related only", "other kind only")
    )
    return (
        f"Not in any framework so far, not even related: {none}; only touched by related elements: {near}; in no "
        f"list of barriers, but in a framework of another kind: {other}."
    )


def _same_papers(same_paper: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return how many frameworks and cases come from one paper; the figure names them. Empty for none."""
    here = same_paper[same_paper["case_id"].isin(cases["case_id"])]
    own, used = (here.loc[here["kind"] == kind, "framework_id"].nunique() for kind in ("own list", "lens"))
    told = [
        *([f"drawn up by the paper of a case ({own})"] if own else []),
        *([f"used by one to look at its case ({used})"] if used else []),
    ]
    return f"Frameworks {' or '.join(told)} are no independent evidence for that case. " if told else ""


@names_thin
def framework_elements_table(frameworks: pd.DataFrame, cases: pd.DataFrame, same_paper: pd.DataFrame) -> str:
    """Return the caption of the published table of elements."""
    return (
        f"**Elements of published frameworks in {what(cases)}.** {len(frameworks)} elements. Numbers in brackets "
        "count passages, each told at its strongest. A code fits an element that is the same, nearly the same or "
        "broader; a wider code holds the element among other things; a related one only touches it. No number under "
        "cases: no code fits; ‘no code’: none leads there at all. Blank: not shown. "
        f"{_same_papers(same_paper, cases)}{MADE_FOR} {HOW_TO_READ}"
    )


@names_thin
def framework_barriers_table(known: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the published table of barriers in frameworks."""
    return (
        f"**Barriers of {what(cases)} in published frameworks.** {len(known)} barriers, the least known first. "
        "Signs: = same, ≈ nearly the same, ⊂ part of a broader element, ⊃ the framework holds a narrower "
        "element only. "
        f"{_unknown(known, codes)} Blank: nothing. {HOW_TO_READ}"
    )


def frameworks_say(
    coverage: pd.DataFrame,
    known: pd.DataFrame,
    codes: pd.DataFrame,
    frameworks: pd.DataFrame,
    cases: pd.DataFrame,
    same_paper: pd.DataFrame,
) -> str:
    """Return what the data can and cannot say about the frameworks, with the numbers."""
    wider = coverage[coverage["counting"] == "with wider codes"]
    most = "; ".join(
        f"{short_name(one.framework_label)} {one.n_shown} of {one.n_elements}, elsewhere {one.n_shown_elsewhere}"
        for one in wider.itertuples()
    )
    return (
        f"They can say which elements of a framework occur in {what(cases)}, without related codes: {most}. "
        f"{_unknown(known, codes)} They cannot say that an element is unimportant because no case shows it, nor "
        "that a framework is complete "
        f"because the cases show all of it. {MADE_FOR} {circularity(same_paper, frameworks, cases)} "
        f"{may_show(len(cases)).reason}"
    )


@names_thin
def what_we_see(coverage: pd.DataFrame, known: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how much of the frameworks the cases show, and which barriers none holds.

    *coverage* is `compute.coverage`, *known* `compute.barriers_known`.
    """
    parts = dict(list(coverage.groupby("counting", sort=False)))
    fits, wider, related = (part[["n_elements", "n_reached", "n_shown"]].sum() for part in parts.values())
    fitting = next(iter(parts.values()))
    told = [
        f"Of {n_of(int(fits['n_elements']), 'element')} of {n_of(len(fitting), 'framework')},"
        f" {fits['n_shown'] or 'none'} {'is' if fits['n_shown'] == 1 else 'are'} shown in {what(cases)} by codes that"
        f" fit, {wider['n_shown']} with wider codes as well and {related['n_shown']} with related ones; to"
        f" {related['n_elements'] - related['n_reached'] or 'none'} of them no code leads."
    ]
    if fits["n_shown"]:
        elsewhere = int(fitting["n_shown_elsewhere"].sum())
        told.append(
            f"{number_word(elsewhere) if elsewhere else 'None'} of the {fits['n_shown']} shown by codes that fit"
            f" {'stands' if elsewhere == 1 else 'stand'} in a case that does not come from the framework's own paper."
        )
        told += _most_and_least(fitting)
    told += _standing(known[known["n_units"] > 0], labels(codes), case_word(cases))
    return " ".join(told)


def _most_and_least(fitting: pd.DataFrame) -> list[str]:
    """Return in a sentence the frameworks of which most and least is shown; nothing where all are shown alike."""
    share = fitting["n_shown"] / fitting["n_elements"]
    if share.max() - share.min() < 1e-9:
        return []
    ends = (fitting[(share - end).abs() < 1e-9] for end in (share.max(), share.min()))
    most, least = (
        joined([f"‘{one.framework_label}’ ({one.n_shown} of {one.n_elements})" for one in end.itertuples()])
        if len(end) <= 2
        else f"{n_of(len(end), 'framework')} ({end['n_shown'].sum()} of {end['n_elements'].sum()})"
        for end in ends
    )
    return [f"Shown most fully: {most}; least: {least}."]


def _standing(seen: pd.DataFrame, names: Mapping[str, str], word: str) -> list[str]:
    """Return in a sentence which barriers that some case shows stand in a list of barriers, and which in none."""
    if seen.empty:
        return [f"No {word} shows a barrier."]
    listed, part = (int((seen["known"] == known).sum()) for known in ("yes", "in part"))
    outside, nowhere = (
        [names[code] for code in seen.loc[seen["known"].isin(some), "code_id"]] for some in (_OUTSIDE, _NOWHERE)
    )
    lists = f"a list of barriers holds {listed or 'none'}{f' and a part of {part} more' if part else ''}"
    held = (
        f"; in none {'stands' if len(outside) == 1 else 'stand'} {few(outside, 'barrier', _NAMED)}" if outside else ""
    )
    other = f", and no framework of any kind holds {few(nowhere, 'barrier', _NAMED)}" if nowhere else ""
    return [f"Of {n_of(len(seen), 'barrier')} that some {word} shows, {lists}{held}{other}."]

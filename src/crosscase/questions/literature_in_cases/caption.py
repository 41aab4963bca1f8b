"""The literature's factors by case, and what the cases add."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import labels
from ...core.crosswalk import RELATIONS
from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import BLANK, HOW_TO_READ, READING, STARS, all_of, case_word, few, n_of, what

#: Up to so many codes are named in a sentence; more are counted.
_NAMED = 8


def _own(own: set[str], cases: pd.DataFrame, *, dagger: bool = False) -> str:
    """Return whose paper drew the table up; a figure marks these cases with a *dagger*."""
    label = cases.drop_duplicates("case_id").set_index("case_id")["label"]
    named = [label[case_id] for case_id in label.index if case_id in own]
    return (
        f"The table was drawn up by the paper of {joined(named)}{' (dagger)' * dagger}, whose own case is no"
        " independent evidence."
        if named
        else ""
    )


def literature_in_cases(
    totals: pd.DataFrame,
    beside: pd.DataFrame,
    added: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
    *,
    note: str = "",
) -> tuple[str, str]:
    """Return caption and alt text of the factors by case; *totals* is `literature_in_cases.totals`, *added*
    `literature_in_cases.additions`.
    """
    names = labels(codes)
    shown = {name: int((totals[f"n_{name}"] > 0).sum()) for name in ("fits", "wider", "related")}
    away = {name: int((totals[f"n_{name}_elsewhere"] > 0).sum()) for name in ("fits", "wider", "related")}
    without = (
        f" (without the table's own case {away['fits']}, {away['wider']} and {away['related']})"
        if own & set(cases["case_id"])
        else ""
    )
    missing = {
        kind: [
            names[code].lower()
            for code in added.loc[(added["family"] == kind) & (added["standing"] == "added"), "code_id"]
        ]
        for kind in ("barrier", "effect")
    }
    touched = int((added["standing"] == "touched").sum())
    caption = (
        f"**The literature's factors in {what(cases)}, and what the cases add.** The {len(totals)} factors of "
        "Table 1 of Gheduzzi et al. (2021) by case: a cell counts passages at their strongest, with a code that "
        "fits the factor (n), else with a wider "
        f"code (n+), else with a related one (in brackets). {RELATIONS} {shown['fits']} factors are shown by "
        f"fitting codes, {shown['wider']} with wider and {shown['related']} with related ones{without}; "
        f"no code leads to {int(totals['n_related'].isna().sum())}. Works: how many works the table cites for "
        "the factor. The last page lists what the table does not hold: no factor for the barriers "
        f"{joined(missing['barrier'])} and "
        f"for the effects {joined(missing['effect'])}; {n_of(touched, 'more code')} are only touched by related "
        "factors. Enablers and effects of co-creation are outside the table, which lists what goes wrong. "
        f"{_own(own, cases, dagger=True)} "
        f"{BLANK}; hatched: no code leads there. A factor that "
        f"no case shows is not refuted: five papers are not the literature. {STARS} "
        f"{may_show(len(cases)).reason} {note} {READING}"
    )
    alt = (
        f"Shaded table of {len(totals)} published factors by {what(cases)}: {shown['fits']} shown by fitting codes, "
        f"{shown['related']} with related ones; {len(added)} barriers and effects are added by the cases."
    )
    return " ".join(caption.split()), alt


def what_we_see(
    totals: pd.DataFrame, added: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, own: set[str]
) -> str:
    """Return the answer in a paragraph: how many factors the cases show, how firmly, and what they add.

    *totals* is `literature_in_cases.totals`, *added* `literature_in_cases.additions`.
    """
    word, n_cases = f"{case_word(cases)}s", len(cases)
    these, show = (f"this {word[:-1]}", "shows") if n_cases == 1 else (f"these {word}", "show")
    ways = ("fits", "wider", "related")
    fits, wider, related = (int((totals[f"n_{name}"] > 0).sum()) for name in ways)
    unreached = int(totals["n_related"].isna().sum())
    beyond = f" To {unreached} no code leads, so these could not be looked for." if unreached else ""
    if not related:
        told = [f"{these.capitalize()} {show} none of the {len(totals)} factors of the published table.{beyond}"]
    else:
        told = [
            f"Of the {len(totals)} factors of the published table, {these} {show} {fits} by a code that fits,"
            f" {wider} if wider codes count as well, and {related} if related ones do.{beyond}"
        ]
        mine = int(cases["case_id"].isin(own).sum())
        if mine == n_cases:
            told.append(f"The table comes from the paper that studied {these}: no independent evidence.")
        elif mine:
            away = [int((totals[f"n_{name}_elsewhere"] > 0).sum()) for name in ways]
            told.append(
                f"Without the {word[:-1] if mine == 1 else f'{mine} {word}'} that the table's own paper studied, these"
                f" numbers are {joined(map(str, away))}."
            )
        everywhere = int((totals["n_fits"] == n_cases).sum())
        if n_cases > 1:
            told.append(
                f"By a code that fits, {n_of(everywhere, 'factor') if everywhere else 'no factor'}"
                f" {'is' if everywhere < 2 else 'are'} shown in {all_of(cases)}."
            )
    return " ".join([*told, _added(added, labels(codes), n_cases, word)])


def _added(added: pd.DataFrame, names: dict[str, str], n_cases: int, word: str) -> str:
    """Return in words what the cases add to the published table; *added* is `literature_in_cases.additions`."""
    adds = f"{word[:-1]} adds" if n_cases == 1 else f"{word} add"
    if added.empty:
        return f"The {adds} nothing: no barrier or harm told there is missing from the table."

    new = added.loc[added["standing"] == "added", "code_id"]
    named = f" ({few(new.map(names), 'code', _NAMED)})" if 0 < len(new) <= _NAMED else ""
    most = int(added["n_units"].max())
    told = (
        f"The {adds} {len(added)} {'barrier or harm' if len(added) == 1 else 'barriers and harms'} that the table"
        f" does not hold: {len(new) or 'none'} that no factor even touches{named},"
        f" {len(added) - len(new) or 'none'} that only related factors touch."
    )
    if n_cases == 1:
        return told
    if most == 1:
        return f"{told} Each of these stands in one {word[:-1]} only."
    widest = added.loc[added["n_units"] == most, "code_id"]
    return f"{told} Told most widely ({most} of {n_cases} {word}): {few(widest.map(names), 'code', _NAMED)}."


def literature_in_cases_table(totals: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the caption of the published table of factors."""
    return (
        f"**The literature's factors in {what(cases)}.** {len(totals)} factors of Table 1 of Gheduzzi et al. "
        "(2021). Works: works that the table cites for the factor. Numbers in brackets behind a case count "
        f"passages, each told at its strongest. {RELATIONS} "
        f"{_own(own, cases)} Blank: not shown. {HOW_TO_READ}"
    )


def literature_added_table(added: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the caption of the published table of additions."""
    return (
        f"**What {what(cases)} add to the published table of shortcomings.** "
        f"{len(added)} barriers and effects of co-destruction that no factor holds, those that no factor "
        f"even touches first. Numbers in brackets behind a case count passages. {_own(own, cases)} "
        f"Enablers and effects of co-creation are outside the table. {HOW_TO_READ}"
    )


def literature_in_cases_say(totals: pd.DataFrame, added: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return what the data can and cannot say about the literature's factors, with the numbers."""
    shown = {name: int((totals[f"n_{name}"] > 0).sum()) for name in ("fits", "wider", "related")}
    return (
        f"They can say that {shown['fits']} of {len(totals)} factors are shown by a code that fits, "
        f"{shown['wider']} if wider codes count and {shown['related']} if related ones do: most of the published "
        "labels are narrower than our codes, so "
        f"for these the passages have to be read. They name {len(added)} barriers and effects that the table "
        "does not hold; some of them may stand in works that it cites. They cannot say that a factor no case "
        f"shows is wrong. {_own(own, cases)} "
        f"{may_show(len(cases)).reason}"
    )

"""The literature: factors by effects that the same works report."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of

#: Up to so many works or effects are named in a sentence; more are counted.
_NAMED = 3


def literature(table: pd.DataFrame, cited: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the literature's factor by effect matrix."""
    factors, effects = table["factor_id"].nunique(), table["effect_id"].nunique()
    shared = table[table["n_works"] > 0]
    numbers = {n for numbers in cited["numbers"] for n in numbers.split()}
    works, n_cited = {one for ids in shared["work_ids"] for one in ids.split()}, cited["work_id"].nunique()
    headline = (
        f"{len(shared)} of {len(table)} pairs of a factor and an effect share a cited work, and {_rest(works, n_cited)}"
        if len(shared)
        else "No pair of a factor and an effect shares a cited work"
    )
    # As the figure does: of more than two numbers a cell says how many.
    counted = " (n=: how many, where more than two)" if shared["numbers"].str.split().str.len().gt(2).any() else ""
    caption = (
        f"**{headline}.** The {factors} antecedents and process barriers (rows) by the {effects} negative effects"
        " (columns) of Table 1 of Gheduzzi et al. (2021). A cell prints the citation numbers of"
        f" the works that the table cites for both{counted}; in brackets, how many works it"
        f" cites for the row or column. It cites {n_of(n_cited, 'work')} under {n_of(len(numbers), 'number')}; works"
        " listed under two numbers count once. Blank: no work is cited for both. That a work reports both does not mean"
        " that it says one led to the other. The grey shading of the printed table (factors from co-production studies)"
        f" was lost in the text that was read. {HOW_TO_READ}"
    )
    most = f", none more than {int(table['n_works'].max())}" if len(shared) else ""
    alt = (
        f"Shaded table of {factors} published factors by {effects} effects: {len(shared)} of {len(table)} pairs share a"
        f" work{most}."
    )
    return caption, alt


def _rest(works: Collection[str], n_cited: int) -> str:
    """Return as a clause on how many of the cited works the pairs rest."""
    if len(works) == n_cited:
        return f"all {n_of(n_cited, 'cited work')} are behind them" if n_cited > 1 else "the one work is behind them"
    return f"{len(works)} of the {n_cited} works {'is' if len(works) == 1 else 'are'} behind them"


def what_we_see(matrix: pd.DataFrame, cited: pd.DataFrame, references: pd.DataFrame) -> str:
    """Return the answer in a paragraph: how many pairs share a work, which works these are, what stands alone."""
    factors, effects = matrix["factor_id"].nunique(), matrix["effect_id"].nunique()
    pairs = matrix[matrix["n_works"] > 0]
    if pairs.empty:
        return f"None of {n_of(len(matrix), 'pair')} of a factor and an effect shares a cited work."
    most = int(pairs["n_works"].max())
    works = pairs["work_ids"].str.split().explode().value_counts()
    about = references.drop_duplicates("work_id").set_index("work_id")
    busiest = [_work(about.loc[one]) for one in works[works == works.max()].index.sort_values()]
    named = joined(busiest) if len(busiest) <= _NAMED else f"{len(busiest)} works"
    told = [
        f"Of the {len(matrix)} pairs of a factor and an effect, {len(pairs)} share a cited work, none more than"
        f" {most}.",
        f"These pairs rest on {len(works)} of the {cited['work_id'].nunique()} works that the table cites;"
        f" {named} {'is' if len(busiest) == 1 else 'are each'} behind {works.max()} of them.",
    ]
    reached = pairs.groupby("effect_id")["factor_id"].nunique()
    top = [_lower(matrix, one) for one in reached[reached == reached.max()].index]
    if len(top) <= _NAMED:
        told.append(f"Reported with most factors ({reached.max()} of {factors}): {joined(top)}.")
    alone, lone = factors - pairs["factor_id"].nunique(), effects - pairs["effect_id"].nunique()
    left = [n_of(number, word) for number, word in ((alone, "factor"), (lone, "effect")) if number]
    told.append(
        f"Left without any shared work: {joined(left)}." if left else "No factor and no effect is left without one."
    )
    return " ".join(told)


def _lower(matrix: pd.DataFrame, effect: str) -> str:
    """Return the label of an effect as it stands in a sentence."""
    label = matrix.loc[matrix["effect_id"] == effect, "effect_label"].iloc[0]
    return f"{label[:1].lower()}{label[1:]}"


def _work(about: pd.Series) -> str:
    """Return a work by its first author and year."""
    first, *others = str(about["authors"]).split(", ")
    name = first.rpartition(" ")[0] or first
    return f"{name} et al. ({about['year']})" if others else f"{name} ({about['year']})"

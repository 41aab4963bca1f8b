"""Robustness: does a headline finding survive another reading, another count, a case less, other evidence?

The findings and the variants are declared in config/robustness.yaml. A variant is one combination of a coding pass, a
case left out (or none), a way of counting, and a set of neighbouring codes merged or a choice of evidence (or neither):
a multiverse analysis in the sense of Steegen, Tuerlinckx, Gelman and Vanpaemel (2016). Variants that hold the same data
for a finding are one to it. That a finding holds in many variants says that it does not hang on these choices; it is no
probability and says nothing of other cases. A finding that random data of the same size would show as well is not
claimed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ...core import honest
from ...core.findings import joined
from ...core.firmness import AS_PUBLISHED
from ...core.units import like
from .declared import ABOUT, DIMENSIONS
from .kinds import KINDS
from .variant import Answer, Variant
from .words import choice_name, in_units, statement


def ask(
    declared: Mapping[str, Any],
    made: Sequence[tuple[dict[str, str], Variant]],
    cases: pd.DataFrame,
) -> pd.DataFrame:
    """Ask every finding of every variant.

    One row per finding and variant: the choices, ``data`` (an equal number stands for equal data of this finding, 1 for
    those as published), ``holds`` (missing where it cannot be asked), ``told``, and ``segment_ids``, which is filled
    for the data as published only. A finding to which the way of counting does not matter is asked once for each other
    choice, with ``count_by`` 'any'.
    """
    rows = []
    places = dict(zip(cases["unit"], cases["label"], strict=True))
    word = cache(lambda told: in_units(told, cases))
    for about in declared["findings"]:
        kind = KINDS[about["kind"]]
        settings = _settings(about)
        first = made[0][0]["count_by"]
        answers: dict[Hashable, tuple[int, Answer]] = {}
        for choice, variant in made:
            if not kind.counted and choice["count_by"] != first:
                continue
            data = kind.data(variant, settings)
            if data not in answers:
                answers[data] = len(answers) + 1, kind.answer(variant, settings)
            number, answer = answers[data]
            shown = choice if kind.counted else {**choice, "count_by": "any"}
            rows.append(
                dict(
                    finding_id=about["id"],
                    **shown,
                    data=number,
                    holds=answer.holds,
                    told=word(answer.told) or f"in {joined(places.get(unit, unit) for unit in answer.places)}",
                    segment_ids=answer.segment_ids if variant is made[0][1] else "",
                )
            )
    table = pd.DataFrame(rows, columns=["finding_id", *DIMENSIONS, "data", "holds", "told", "segment_ids"])
    return table.assign(holds=table["holds"].astype("boolean"), data=table["data"].astype("int64"))


def _settings(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a declared finding: what belongs to its kind."""
    return {key: value for key, value in about.items() if key not in ABOUT}


def in_random_data(about: Mapping[str, Any], variant: Variant, *, seed: int) -> tuple[int, int] | None:
    """Return in how many random data sets a finding about this variant holds as well, and in how many it can be asked;
    None for a plain fact, which is set against nothing.
    """
    null = KINDS[about["kind"]].null
    if null is None:
        return None
    return honest.in_random_data(null(variant, **_settings(about)), name=f"robustness:{about['id']}", seed=seed)


def summary(
    asked: pd.DataFrame,
    declared: Mapping[str, Any],
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    published: Variant,
    *,
    seed: int,
) -> pd.DataFrame:
    """Return one row per finding: its statement, whether it holds in the data as published, in how many variants, and
    whether it may be claimed.

    ``n_variants`` counts the different data in which it can be asked, ``fails_with`` names the choices under which it
    holds in less than half of them. ``n_random`` random data sets were drawn, of which ``n_random_holds`` show it too;
    both are missing for a plain fact and for what does not hold in the data as *published*. ``claimed``: it holds
    there, and beyond random data where it is set against them.
    """
    rows = []
    for about in declared["findings"]:
        mine = asked[asked["finding_id"] == about["id"]]
        first = mine.iloc[0]
        different = mine.drop_duplicates("data")
        told = different[different["holds"].notna()]
        holds = pd.notna(first["holds"]) and bool(first["holds"])
        drawn = in_random_data(about, published, seed=seed) if holds else None
        rows.append(
            dict(
                finding_id=about["id"],
                figure=about["figure"],
                statement=statement(about, codes, cases),
                as_published=first["holds"],
                found=first["told"],
                n_holds=int(told["holds"].sum()),
                n_variants=len(told),
                n_not_asked=len(different) - len(told),
                n_random=drawn[1] if drawn else pd.NA,
                n_random_holds=drawn[0] if drawn else pd.NA,
                claimed=holds and (drawn is None or honest.may_claim(*drawn).claimed),
                fails_with=fails_with(mine, cases, codes),
                segment_ids=first["segment_ids"],
            )
        )
    columns = ["finding_id", "figure", "statement", "as_published", "found", "n_holds", "n_variants", "n_not_asked"]
    claim = ["n_random", "n_random_holds", "claimed"]
    table = like(pd.DataFrame(rows, columns=[*columns, *claim, "fails_with", "segment_ids"]), cases)
    return table.assign(
        as_published=table["as_published"].astype("boolean"),
        n_random=table["n_random"].astype("Int64"),
        n_random_holds=table["n_random_holds"].astype("Int64"),
        claimed=table["claimed"].astype("bool"),
        n_segments=[len(ids.split()) for ids in table["segment_ids"]],
    )


def by_choice(asked: pd.DataFrame) -> pd.DataFrame:
    """Return, for every finding and every value of every choice, in how many variants it holds; one row each.

    Variants with equal data count once within a value. A value that, whatever the other choices, leaves the data as
    the first value has them (that of the data as published) changes nothing for the finding and has no row.
    """
    parts = []
    for dimension in DIMENSIONS:
        place = ["finding_id", dimension]
        at_first = asked[dimension] == asked.groupby("finding_id")[dimension].transform("first")
        others = ["finding_id", *(name for name in DIMENSIONS if name != dimension)]
        beside = asked.loc[at_first, [*others, "data"]].rename(columns={"data": "beside"})
        adds = at_first | (asked["data"] != asked[others].merge(beside, on=others, how="left")["beside"].to_numpy())
        told = asked.assign(adds=adds)[asked["holds"].notna()].drop_duplicates([*place, "data"])
        counted = (
            told[told.groupby(place)["adds"].transform("any")]
            .groupby(place, sort=False)["holds"]
            .agg(n_holds="sum", n_variants="size")
            .reset_index()
        )
        parts.append(counted.rename(columns={dimension: "value"}).assign(choice=dimension))
    table = pd.concat(parts, ignore_index=True)[["finding_id", "choice", "value", "n_holds", "n_variants"]]
    places = [(name, value) for name in DIMENSIONS for value in dict.fromkeys(asked[name])]
    order = {place: number for number, place in enumerate(places)}
    at = [order[place] for place in zip(table["choice"], table["value"], strict=True)]
    table = table.iloc[np.argsort(at, kind="stable")].reset_index(drop=True)
    return table.assign(n_holds=table["n_holds"].astype("int64"))


def fails_with(asked: pd.DataFrame, cases: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return the choices under which a finding holds in less than half of the variants, and under another in more,
    in words; those of the data as published are said to be so and come last.
    """
    published = {name: asked[name].iloc[0] for name in DIMENSIONS}
    told: dict[bool, list[str]] = {False: [], True: []}
    for row in turning(by_choice(asked)).itertuples():
        own = row.value == published[row.choice]
        name = choice_name(row.choice, row.value, cases, codes) + AS_PUBLISHED * own
        told[own].append(f"{name} ({row.n_holds} of {row.n_variants})")
    return "; ".join([*told[False], *told[True]])


def turning(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `by_choice` under which a finding holds in less than half of the variants, while under another
    value of the same choice it holds in half or more.
    """
    rarely = 2 * table["n_holds"] < table["n_variants"]
    return table[rarely & (~rarely).groupby([table["finding_id"], table["choice"]]).transform("any")]

"""Robustness: does a headline finding survive another reading, another count, a case less, codes taken together?

The findings and the variants are declared in config/robustness.yaml. A variant is one combination of a coding pass, a
case left out (or none), a way of counting and a set of neighbouring codes merged (or none): a multiverse analysis in
the sense of Steegen, Tuerlinckx, Gelman and Vanpaemel (2016). That a finding holds in many variants says that it does
not hang on these choices; it is no probability and says nothing of other cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from ...core.counts import by_unit
from ...core.findings import joined
from ...core.passes import of_pass
from .declared import ABOUT, DIMENSIONS, NONE
from .kinds import KINDS, Variant, light
from .words import bound, choice_name, in_units, statement


def merged(codings: pd.DataFrame, links: pd.DataFrame, group: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings and links with the codes of *group* under the first of them; a passage keeps one coding of it."""
    into = dict.fromkeys(group, group[0])

    def taken_together(column: pd.Series) -> pd.Series:
        return column.astype("str").replace(into).astype(column.dtype if column.dtype != "category" else "category")

    codings = codings.assign(code_id=taken_together(codings["code_id"]))
    links = links.assign(cause=taken_together(links["cause"]), effect=taken_together(links["effect"]))
    return codings.drop_duplicates(["case_id", "unit", "segment_id", "code_id"]), links


def variants(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    declared: Mapping[str, Any],
    *,
    coder: str,
) -> list[tuple[dict[str, str], Variant]]:
    """Return every variant with its choices (``coder``, ``left_out``, ``count_by``, ``merged``); the data as
    published come first.

    With very many cases not every combination is built (`bound`). *codings* and *links* hold all passes. A pass that is
    missing from every case makes no variant; a case with a single pass is read by that.
    """
    passes = [coder, *(one for one in declared["passes"] if one != coder)]
    present = [one for one in passes if (codings["coder"] == one).any()]
    groups = [(), *map(tuple, declared["merge"])]
    case_ids = list(dict.fromkeys(cases["case_id"]))
    left_out = [NONE, *(case_ids if declared["leave_one_case_out"] and len(case_ids) > 2 else [])]
    built = []
    for one in present or [coder]:
        readable = {
            c: one if one in set(part["coder"]) else _fallback(part, coder) for c, part in codings.groupby("case_id")
        }
        mine = light(by_unit(of_pass(codings, readable).query("presence == 'present'"), cases))
        ours = light(by_unit(of_pass(links, readable), cases))
        for out, group in product(left_out, groups):
            if out != NONE and group and bound(cases):
                continue
            a, b = mine[mine["case_id"] != out], ours[ours["case_id"] != out]
            if group:
                a, b = merged(a, b, group)
            units = tuple(cases.loc[cases["case_id"] != out, "unit"])
            base = Variant(a, b, codes, units, replaced=dict.fromkeys(group, group[0]) if group else {})
            for count_by in declared["count_by"]:
                choice = {"coder": one, "left_out": out, "count_by": count_by, "merged": " + ".join(group) or NONE}
                built.append((choice, replace(base, count_by=count_by)))
    return built


def _fallback(part: pd.DataFrame, coder: str) -> str:
    """Return the pass of a case that lacks the one asked for: the analysed one, or its only one."""
    found = list(dict.fromkeys(part["coder"]))
    return coder if coder in found else found[0]


def ask(
    declared: Mapping[str, Any],
    made: Sequence[tuple[dict[str, str], Variant]],
    codes: pd.DataFrame,
    cases: pd.DataFrame,
) -> pd.DataFrame:
    """Ask every finding of every variant.

    One row per finding and variant: the choices, ``holds`` (missing where it cannot be asked), ``told``, and
    ``segment_ids``, which is filled for the data as published only. A finding to which the way of counting does not
    matter is asked once for each other choice, with ``count_by`` 'any'.
    """
    rows = []
    places = dict(zip(cases["unit"], cases["label"], strict=True))
    word = cache(lambda told: in_units(told, cases))
    for about in declared["findings"]:
        kind = KINDS[about["kind"]]
        settings = {key: value for key, value in about.items() if key not in ABOUT}
        first = made[0][0]["count_by"]
        for choice, variant in made:
            if not kind.counted and choice["count_by"] != first:
                continue
            answer = kind.answer(variant, settings)
            shown = choice if kind.counted else {**choice, "count_by": "any"}
            rows.append(
                dict(
                    finding_id=about["id"],
                    **shown,
                    holds=answer.holds,
                    told=word(answer.told) or f"in {joined(places.get(unit, unit) for unit in answer.places)}",
                    segment_ids=answer.segment_ids if variant is made[0][1] else "",
                )
            )
    table = pd.DataFrame(rows, columns=["finding_id", *DIMENSIONS, "holds", "told", "segment_ids"])
    return table.assign(holds=table["holds"].astype("boolean"))


def summary(asked: pd.DataFrame, declared: Mapping[str, Any], codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per finding: its statement, whether it holds in the data as published, and in how many
    variants.

    ``n_variants`` counts those in which it can be asked, ``fails_with`` names the choices under which it holds in less
    than half of them.
    """
    rows = []
    for about in declared["findings"]:
        mine = asked[asked["finding_id"] == about["id"]]
        told = mine[mine["holds"].notna()]
        published = mine.iloc[0]
        rows.append(
            dict(
                finding_id=about["id"],
                figure=about["figure"],
                statement=statement(about, codes, cases),
                as_published=published["holds"],
                found=published["told"],
                n_holds=int(told["holds"].sum()),
                n_variants=len(told),
                n_not_asked=len(mine) - len(told),
                fails_with=fails_with(told, cases, codes),
                segment_ids=published["segment_ids"],
            )
        )
    columns = ["finding_id", "figure", "statement", "as_published", "found", "n_holds", "n_variants", "n_not_asked"]
    table = pd.DataFrame(rows, columns=[*columns, "fails_with", "segment_ids"])
    return table.assign(
        as_published=table["as_published"].astype("boolean"),
        n_segments=[len(ids.split()) for ids in table["segment_ids"]],
    )


def by_choice(asked: pd.DataFrame) -> pd.DataFrame:
    """Return, for every finding and every value of every choice, in how many variants it holds; one row each."""
    told = asked[asked["holds"].notna()]
    parts = []
    for dimension in DIMENSIONS:
        counted = (
            told.groupby(["finding_id", dimension], sort=False)["holds"]
            .agg(n_holds="sum", n_variants="size")
            .reset_index()
        )
        parts.append(counted.rename(columns={dimension: "value"}).assign(choice=dimension))
    table = pd.concat(parts, ignore_index=True)[["finding_id", "choice", "value", "n_holds", "n_variants"]]
    return table.assign(n_holds=table["n_holds"].astype("int64"))


def fails_with(told: pd.DataFrame, cases: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return the choices under which a finding holds in less than half of the variants, and under another in more,
    in words.
    """
    return "; ".join(
        f"{choice_name(row.choice, row.value, cases, codes)} ({row.n_holds} of {row.n_variants})"
        for row in turning(by_choice(told)).itertuples()
    )


def turning(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `by_choice` under which a finding holds in less than half of the variants, while under another
    value of the same choice it holds in half or more.
    """
    rarely = 2 * table["n_holds"] < table["n_variants"]
    return table[rarely & (~rarely).groupby([table["finding_id"], table["choice"]]).transform("any")]

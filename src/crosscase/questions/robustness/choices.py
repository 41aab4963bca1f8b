"""The choices that make a variant: who read, which case is left out, what counts as evidence, what is merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pandas as pd

from ...core.codebook import HAPPENED
from ...core.counts import by_unit
from ...core.passes import coders, of_pass
from ...core.units import shared_passages
from .declared import ALL, NONE
from .variant import Variant, light
from .words import bound

#: The kind of a passage in which the authors conclude.
_CONCLUDED = "interpretation"
#: So many passages of a unit must carry a code, or state a pair, where one is not enough.
_ENOUGH = 2


def representative(codings: pd.DataFrame, links: pd.DataFrame, group: Sequence[str]) -> str:
    """Return the code under which a merged group goes: the first that occurs, so that a group of which one code only
    occurs leaves the data as they are.
    """
    occurs = set(codings["code_id"]) | set(links["cause"]) | set(links["effect"])
    return next((code for code in group if code in occurs), group[0])


def merged(codings: pd.DataFrame, links: pd.DataFrame, group: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings and links with the codes of *group* under its `representative`; a passage keeps one coding of
    it.
    """
    into = dict.fromkeys(group, representative(codings, links, group))

    def taken_together(column: pd.Series) -> pd.Series:
        return column.astype("str").replace(into).astype(column.dtype if column.dtype != "category" else "category")

    codings = codings.assign(code_id=taken_together(codings["code_id"]))
    links = links.assign(cause=taken_together(links["cause"]), effect=taken_together(links["effect"]))
    return codings.drop_duplicates(["case_id", "unit", "segment_id", "code_id"]), links


def evidence_of(
    codings: pd.DataFrame, links: pd.DataFrame, choice: str, out: Mapping[str, set[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings and links (`light`, of one pass) that a choice of evidence keeps.

    ``all`` keeps them as they are. A choice of *out* takes its passages out, and every link that rests on one
    (``episode``). ``happened``: links that are realised or mitigated; codings say what was there in any case.
    ``two_passages``: a code counts in a unit where at least two passages carry it, a pair where two state it.
    """
    if choice in out:
        gone = out[choice]
        resting = [
            any(f"{case}:{one}" in gone for one in episode.split())
            for case, episode in zip(links["case_id"].tolist(), links["episode"].tolist(), strict=True)
        ]
        return codings[~codings["passage"].isin(gone)], links[~pd.Series(resting, links.index, dtype=bool)]
    if choice == "happened":
        return codings, links[links["status"].isin(HAPPENED)]
    if choice == "two_passages":
        return _twice(codings, ["unit", "code_id"]), _twice(links, ["unit", "cause", "effect"])
    return codings, links


def _twice(frame: pd.DataFrame, place: list[str]) -> pd.DataFrame:
    """Return the rows of a place (such as a unit and a code) that two passages or more share."""
    return frame[frame.groupby(place, observed=True)["passage"].transform("nunique") >= _ENOUGH]


def variants(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    declared: Mapping[str, Any],
    *,
    coder: str,
    chosen: Mapping[str, str] | None = None,
) -> list[tuple[dict[str, str], Variant]]:
    """Return every variant with its choices (`declared.DIMENSIONS`); the data as published come first.

    Merged codes and a choice of evidence are not combined with each other, and with very many cases neither is combined
    with a case left out (`words.bound`). *codings* and *links* hold all passes. A pass that is missing from every case
    makes no variant; a case that lacks one is read by the pass that is analysed there (*chosen*, `passes.coders`).
    """
    passes = [coder, *(one for one in declared["passes"] if one != coder)]
    present = [one for one in passes if (codings["coder"] == one).any()]
    evidence = [ALL, *(one for one in declared["evidence"] if one != ALL)]
    looked_at = [*(((), one) for one in evidence), *((tuple(group), ALL) for group in declared["merge"])]
    case_ids = list(dict.fromkeys(cases["case_id"]))
    left_out = [NONE, *(case_ids if declared["leave_one_case_out"] and len(case_ids) > 2 else [])]
    concluded = segments[segments["kind"] == _CONCLUDED]
    out_of = {
        "shared_out": shared_passages(segments),
        "no_interpretation": set(concluded["case_id"] + ":" + concluded["segment_id"]),
    }
    passes_of = {str(c): set(part["coder"]) for c, part in codings.groupby("case_id")}
    fallback = chosen if chosen is not None else coders(codings, coder)
    built = []
    for one in present or [coder]:
        readable = {c: one if one in found else fallback[c] for c, found in passes_of.items()}
        mine = light(by_unit(of_pass(codings, readable).query("presence == 'present'"), cases))
        ours = light(by_unit(of_pass(links, readable), cases))
        kept = {choice: evidence_of(mine, ours, choice, out_of) for choice in evidence}
        for out, (group, choice) in product(left_out, looked_at):
            if out != NONE and (group or choice != ALL) and bound(cases):
                continue
            a, b = (frame[frame["case_id"] != out] for frame in kept[choice])
            replaced = dict.fromkeys(group, representative(a, b, group)) if group else {}
            if group:
                a, b = merged(a, b, group)
            units = tuple(cases.loc[cases["case_id"] != out, "unit"])
            base = Variant(a, b, codes, units, replaced=replaced)
            about = {"coder": one, "left_out": out, "merged": " + ".join(group) or NONE, "evidence": choice}
            for count_by in declared["count_by"]:
                built.append(({**about, "count_by": count_by}, replace(base, count_by=count_by)))
    return built

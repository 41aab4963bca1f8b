"""The critical questions of farr2017, answered by evidence from all cases: what hinders and what helps, question by
question.

Barriers and enablers lead to a question through the crosswalk, effects and dimensions of power through a declared
table beside the paper (``question_codes.csv``). A passage *hinders* with a barrier, an effect of co-destruction or a
dimension of domination, it *helps* with an enabler, an effect of co-creation or power with; it may do both. The
questions are the paper's, so are two of the cases: see `crosswalk.circular`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import labels
from ...core.counts import by_unit, evidence, filled, grid
from ...core.crosswalk import BEARINGS, COUNTS, led_to, mapped
from ...core.passes import one_pass_only, with_pass
from ...core.units import told_places, unit_word, with_links

FRAMEWORK = "farr2017_questions"
SPEAKS = ("hinders", "helps")
KINDS = {
    "barrier": "hinders",
    "co-destruction": "hinders",
    "domination": "hinders",
    "enabler": "helps",
    "co-creation": "helps",
    "collective power": "helps",
}


def kinds(codes: pd.DataFrame, crosswalk: pd.DataFrame, frameworks: pd.DataFrame) -> pd.Series:
    """Return what each code speaks of, by code: a key of `KINDS`. Dialogue roles speak neither for nor against and
    are left out.

    A dimension of power is what the framework of dimensions says of the element that the code stands for: domination
    or collective power.
    """
    group = frameworks.set_index("element_id")["element_group"]
    stands_for = (
        crosswalk[crosswalk["relation"].isin(["exact", "close"])]
        .drop_duplicates("code_id")
        .set_index("code_id")["element_id"]
    )
    kind = codes.set_index("code_id")["family"].where(
        codes.set_index("code_id")["family"] != "effect", codes.set_index("code_id")["valence"]
    )
    kind = kind.where(kind != "power", kind.index.to_series().map(stands_for).map(group))
    return kind[kind.isin(list(KINDS))]


def question_codes(
    crosswalk: pd.DataFrame, declared: pd.DataFrame, codes: pd.DataFrame, frameworks: pd.DataFrame
) -> pd.DataFrame:
    """Return which code leads to which question: one row per question and code, with relation, bearing, ``kind`` and
    ``speaks``.

    *declared* is question_codes.csv; the crosswalk gives barriers and enablers.
    """
    walk = crosswalk.loc[crosswalk["framework_id"] == FRAMEWORK, ["element_id", "code_id", "relation"]]
    walk = mapped(pd.concat([walk, declared[["element_id", "code_id", "relation"]]], ignore_index=True))
    kind = walk["code_id"].map(kinds(codes, crosswalk, frameworks))
    return walk.assign(kind=kind, speaks=kind.map(KINDS)).dropna(subset=["speaks"]).reset_index(drop=True)


def answers(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    all_codings: pd.DataFrame,
    walk: pd.DataFrame,
    frameworks: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]],
    *,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Count, for every question and case (or unit), the passages that hinder and those that help; every combination
    is present.

    One row per question, unit, side (``speaks``) and bearing; each passage is told at its strongest bearing on that
    side. *walk* is `question_codes`. ``state``: *shown*, *not shown* (0), *not covered* and *no code* (counts
    missing). ``code_ids`` lists the codes found, those with most passages first.
    """
    keys = ["element_id", "unit", "speaks", "bearing"]
    found = _led_to(codings, walk, cases)
    questions = frameworks[frameworks["framework_id"] == FRAMEWORK]
    table = filled(
        evidence(with_links(found, links), keys),
        grid(element_id=questions["element_id"].tolist(), unit=cases["unit"].tolist(), speaks=SPEAKS, bearing=BEARINGS),
    )
    table = table.merge(_codes_found(found, keys), on=keys, how="left", validate="one_to_one")
    table["code_ids"] = table["code_ids"].fillna("")
    table["case_id"] = table["unit"].map(cases.set_index("unit")["case_id"])
    leading = walk.groupby(["element_id", "speaks", "bearing"])["code_id"].agg(set).to_dict()

    def state(row: pd.Series) -> str:
        asked = leading.get((row["element_id"], row["speaks"], row["bearing"]), set())
        if not asked:
            return "no code"
        if row["n_segments"]:
            return "shown"
        return "not covered" if asked <= set(not_covered.get(row["case_id"], ())) else "not shown"

    table["state"] = table.apply(state, axis=1)
    table[list(COUNTS)] = table[list(COUNTS)].astype("Int64").mask(table["state"].isin(["no code", "not covered"]))
    about = questions.set_index("element_id")
    table["question"] = table["element_id"].map(about["element_label"])
    table["element_group"] = table["element_id"].map(about["element_group"])
    every = _led_to(all_codings, walk, cases)
    return with_pass(table, one_pass_only(every, keys, passes=passes, read=all_codings))


def _led_to(codings: pd.DataFrame, walk: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return codings by unit with the question, side and bearing that their code leads to."""
    sides = [led_to(codings, part).assign(speaks=side) for side, part in walk.groupby("speaks")]
    return by_unit(pd.concat(sides, ignore_index=True), cases)


def _codes_found(found: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return ``code_ids``: the codes found for each of *keys*, those with most passages first."""
    passage = found["case_id"] + ":" + found["segment_id"]
    most = found.assign(passage=passage).groupby([*keys, "code_id"])["passage"].nunique().reset_index()
    most = most.sort_values(["passage", "code_id"], ascending=[False, True])
    return most.groupby(keys)["code_id"].agg(" ".join).rename("code_ids").reset_index()


def within_reach(table: pd.DataFrame) -> list[str]:
    """Return the questions that some code fits, on either side; the others were asked by wider and related codes only,
    or by none.

    *table* is `answers`.
    """
    fitting = table[(table["bearing"] == "fits") & (table["state"] != "no code")]
    return [one for one in table["element_id"].unique() if one in set(fitting["element_id"])]


def verdicts(table: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    """Return what the cases say to each question, in one word: one row a question.

    ``n_hinders`` and ``n_helps`` count the units with a passage by a fitting code on that side, ``n_units`` those
    with one on either, ``n_units_elsewhere`` those whose case is not in *own* (the cases of the paper that asks).
    ``verdict``: *both sides*, *hindered only*, *helped only*; *touched only* where only wider or related codes occur;
    *no case answers* where codes lead there and no case has them; *cannot be asked* where no code leads there.
    """
    rows = []
    for element, part in table.groupby("element_id", sort=False):
        shown = part[part["state"] == "shown"]
        fitting = shown[shown["bearing"] == "fits"]
        on = {side: set(fitting.loc[fitting["speaks"] == side, "unit"]) for side in SPEAKS}
        if all(on.values()):
            verdict = "both sides"
        elif any(on.values()):
            verdict = "hindered only" if on["hinders"] else "helped only"
        elif len(shown):
            verdict = "touched only"
        else:
            verdict = "cannot be asked" if (part["state"] == "no code").all() else "no case answers"
        away = set(fitting.loc[~fitting["case_id"].isin(own), "unit"])
        rows.append(
            dict(
                element_id=element,
                verdict=verdict,
                n_hinders=len(on["hinders"]),
                n_helps=len(on["helps"]),
                n_units=len(on["hinders"] | on["helps"]),
                n_units_elsewhere=len(away),
            )
        )
    return pd.DataFrame(rows)


QUESTION_WIDTHS = (60, 34, 62, 62, 49)
_NOTHING = {
    "touched only": "no direct answer",
    "no case answers": "no case answers",
    "cannot be asked": "no case answers: no code of the codebook leads to it",
}


def published_answers(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    """Return the answers as they are printed: question, cases that answer, what hinders, what helps (passages), and
    where wider or related codes alone lead.
    """
    names, label_of = labels(codes), cases.set_index("unit")["label"]
    known = verdicts(table, own).set_index("element_id")
    others = len(cases) - int(cases["case_id"].isin(own).sum())
    rows = []
    for element, part in table.groupby("element_id", sort=False):
        verdict = known.loc[element]
        told = {
            side: "; ".join(
                f"{label_of[r.unit]} ({r.n_segments}{'*' if r.shown_by else ''}): "
                f"{', '.join(names[code] for code in r.code_ids.split())}"
                for r in part[
                    (part["speaks"] == side) & (part["bearing"] == "fits") & (part["state"] == "shown")
                ].itertuples()
            )
            for side in SPEAKS
        }
        near = [
            f"{side}, {bearing}: {places}"
            for side in SPEAKS
            for bearing in BEARINGS[1:]
            if (places := told_places(part[(part["speaks"] == side) & (part["bearing"] == bearing)], label_of))
        ]
        said = _NOTHING.get(
            verdict["verdict"], f"{verdict['n_units']} of {len(cases)} ({verdict['n_units_elsewhere']} of {others})"
        )
        rows.append((part["question"].iloc[0], said, *told.values(), ". ".join(near)))
    return pd.DataFrame(
        rows,
        columns=[
            "Question",
            f"{unit_word(cases)} that answer (without its own)",
            "What hinders (passages)",
            "What helps (passages)",
            "By wider or related codes only",
        ],
    )

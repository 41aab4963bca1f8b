"""Perspectives: who reports which barrier, and where citizens and providers disagree within a case.

A side has a voice in a case where some passage of the case is told from its perspective. Only where both have one can
they disagree; where one is silent because nobody asked it, or its words are not printed, nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core import honest
from ...core.codebook import PERSPECTIVES, SIDES, codes_of, labels
from ...core.counts import by_unit, evidence, filled, grid
from ...core.passes import one_pass_only, with_pass

#: What a case answers for a barrier, in the order of tables.
ANSWERS = ("both", "citizens only", "providers only", "neither", "one side has no voice", "not covered")


def profile(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]],
    *,
    all_codings: pd.DataFrame | None = None,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Count the passages of each perspective that name each barrier, by case (or unit); every triple is present.

    ``n_of_perspective`` counts the passages of the perspective in the unit, whatever they are about; ``share`` is
    ``n_segments`` divided by it (0 to 1). ``state`` keeps apart *present*, *absent* (the perspective says that it did
    not occur), *possible* (it only fears it or speaks of it in general), *not coded* (it has a voice and does not name
    the barrier), *no voice* (the case has no passage of it) and *not covered* (the case was not read for the barrier);
    counts are missing in the last two. ``denied`` says that the perspective denies the barrier somewhere, also where it
    names it elsewhere. ``shown_by`` as in `passes.with_pass`, from *all_codings* of every pass.
    """
    barriers = codes_of(codes, "barrier")
    mine = by_unit(codings[codings["code_id"].isin(barriers)], cases)
    keys = ["code_id", "perspective", "unit"]
    present, absent, possible = (mine[mine["presence"] == kind] for kind in ("present", "absent", "possible"))
    everything = grid(code_id=barriers, perspective=PERSPECTIVES, unit=cases["unit"].tolist())
    table = filled(evidence(present, keys).drop(columns="n_links"), everything)
    table["case_id"] = table["unit"].map(cases.set_index("unit")["case_id"])
    spoken = evidence(by_unit(segments, cases), ["perspective", "unit"]).set_index(["perspective", "unit"])[
        "n_segments"
    ]
    voice = pd.Series(
        [spoken.get(key, 0) for key in zip(table["perspective"], table["unit"], strict=True)], index=table.index
    )
    denied, feared = (set(rows[keys].itertuples(index=False, name=None)) for rows in (absent, possible))
    skipped = {(code, case) for case, listed in not_covered.items() for code in listed}

    def state(row: Any) -> str:
        if row.n_segments:
            return "present"
        if (row.code_id, row.perspective, row.unit) in denied:
            return "absent"
        if (row.code_id, row.perspective, row.unit) in feared:
            return "possible"
        if (row.code_id, row.case_id) in skipped:
            return "not covered"
        return "not coded" if row.voice else "no voice"

    table["state"] = [state(row) for row in table.assign(voice=voice).itertuples(index=False)]
    table["denied"] = [key in denied for key in table[keys].itertuples(index=False, name=None)]
    unknown = table["state"].isin(["no voice", "not covered"])
    counts = ["n_segments", "n_speakers", "n_cases"]
    table["n_of_perspective"] = voice.astype("Int64")
    table["share"] = (table["n_segments"] / voice.where(voice > 0)).astype("Float64").mask(unknown)
    table[counts] = table[counts].astype("Int64").mask(unknown)
    if all_codings is None:
        return table.assign(shown_by="")
    rows = by_unit(all_codings[(all_codings["presence"] == "present") & all_codings["code_id"].isin(barriers)], cases)
    return with_pass(table, one_pass_only(rows, keys, passes=passes, read=all_codings))


def answers(profiled: pd.DataFrame) -> pd.DataFrame:
    """Return what citizens and providers of each case (or unit) say of each barrier: one row per barrier and unit.

    ``answer`` is one of `ANSWERS`; only where both have a voice does it say who names the barrier. ``denied_by``
    lists the sides that say that it did not occur, ``direct`` is true where one side says so and the other names it.
    ``difference`` is the citizens' share of their passages minus the providers' (-1 to 1), missing where one side has
    no voice. Counts and ``segment_ids`` are those of the passages of both sides. *profiled* is `profile`.
    """
    keys = ["code_id", "unit", "case_id"]
    sides = [
        profiled[profiled["perspective"] == side].set_index(keys).drop(columns="perspective").add_suffix(f"_{side}")
        for side in SIDES
    ]
    table = sides[0].join(sides[1], how="inner", validate="one_to_one").reset_index()
    rows = []
    for row in table.to_dict("records"):
        names = [row[f"state_{side}"] == "present" for side in SIDES]
        voices = [row[f"n_of_perspective_{side}"] > 0 for side in SIDES]
        if "not covered" in (row["state_citizens"], row["state_providers"]):
            answer = "not covered"
        elif not all(voices):
            answer = "one side has no voice"
        else:
            answer = {
                (True, True): "both",
                (True, False): "citizens only",
                (False, True): "providers only",
                (False, False): "neither",
            }[tuple(names)]
        denies = [row[f"denied_{side}"] for side in SIDES]
        passages = sorted({*row["segment_ids_citizens"].split(), *row["segment_ids_providers"].split()})
        known = answer in ANSWERS[:4]
        rows.append(
            {
                **{key: row[key] for key in keys},
                "answer": answer,
                "denied_by": " ".join(side for side, one in zip(SIDES, denies, strict=True) if one),
                "direct": (names[0] and denies[1]) or (names[1] and denies[0]),
                **{
                    f"{column}_{side}": row[f"{column}_{side}"]
                    for column in ("n_segments", "n_speakers", "n_of_perspective", "share")
                    for side in SIDES
                },
                "difference": row["share_citizens"] - row["share_providers"] if known else pd.NA,
                "n_segments": len(passages),
                "n_speakers": sum(
                    0 if pd.isna(row[f"n_speakers_{side}"]) else row[f"n_speakers_{side}"] for side in SIDES
                ),
                "n_cases": int(bool(passages)),
                "segment_ids": " ".join(passages),
            }
        )
    found = pd.DataFrame(rows)
    whole = [column for column in found.columns if column.startswith("n_")]
    fractions = [column for column in found.columns if column.startswith(("share", "difference"))]
    return found.astype({**dict.fromkeys(whole, "Int64"), **dict.fromkeys(fractions, "Float64")})


def summary(answered: pd.DataFrame, profiled: pd.DataFrame, *, seed: int, word: str = "case") -> pd.DataFrame:
    """Return one row per barrier that anybody names: in how many cases each side names it alone, and a test where
    one may be shown.

    ``n_comparable`` counts the cases (or units) in which both sides have a voice; ``n_both`` to ``n_neither`` split
    them, and ``n_direct`` counts those in which one side denies what the other names. ``difference`` is the mean over
    them of the citizens' share minus the providers'. ``p`` is that of a sign-flip test of the difference over these
    cases, adjusted for ``n_tests``; it is missing, and ``told`` says why, below `honest.MINIMUM_UNITS` cases.
    ``by_citizens`` to ``by_authors`` count passages of each perspective. ``lean`` is the cases with citizens alone
    minus those with providers alone; ``group`` the block of the figure. Rows in its order.
    """
    barriers = [code for code, part in profiled.groupby("code_id", sort=False) if part["n_segments"].fillna(0).sum()]
    rows = []
    for code in barriers:
        mine, told = (
            answered[answered["code_id"] == code],
            profiled[(profiled["code_id"] == code) & (profiled["state"] == "present")],
        )
        count = {answer: int((mine["answer"] == answer).sum()) for answer in ANSWERS}
        tested = honest.sign_flip(
            mine["difference"].tolist(), name=f"perspectives:{code}", seed=seed, n_tests=len(barriers), word=word
        )
        passages = sorted({one for ids in told["segment_ids"] for one in ids.split()})
        rows.append(
            dict(
                code_id=code,
                group=_group(count),
                lean=count["citizens only"] - count["providers only"],
                n_comparable=sum(count[answer] for answer in ANSWERS[:4]),
                n_both=count["both"],
                n_citizens_only=count["citizens only"],
                n_providers_only=count["providers only"],
                n_neither=count["neither"],
                n_direct=int(mine["direct"].sum()),
                difference=tested.statistic,
                p=tested.p,
                n_tests=tested.n_tests if tested.p is not None else None,
                told=tested.told,
                **{
                    f"by_{side}": int(told.loc[told["perspective"] == side, "n_segments"].sum())
                    for side in PERSPECTIVES
                },
                n_segments=len(passages),
                n_cases=len({one.partition(":")[0] for one in passages}),
                segment_ids=" ".join(passages),
            )
        )
    columns = ["code_id", "group", "lean", "n_comparable", "n_both", "n_citizens_only", "n_providers_only", "n_neither"]
    columns += ["n_direct", "difference", "p", "n_tests", "told", *(f"by_{side}" for side in PERSPECTIVES)]
    table = pd.DataFrame(rows, columns=[*columns, "n_segments", "n_cases", "segment_ids"])
    table = table.astype({"difference": "Float64", "p": "Float64", "n_tests": "Int64"})
    place = {group: number for number, group in enumerate(GROUPS)}
    order = pd.DataFrame(
        {
            "group": table["group"].map(place),
            "lean": -table["lean"],
            "named": -(table["n_both"] + table["n_citizens_only"] + table["n_providers_only"]),
            "n": -table["n_segments"],
        }
    )
    return table.loc[order.sort_values(["group", "lean", "named", "n"], kind="stable").index].reset_index(drop=True)


def _group(count: Mapping[str, int]) -> str:
    """Return the block of the figure of a barrier that so many cases give each answer for."""
    if not any(count[answer] for answer in ANSWERS[:3]):
        return GROUPS[3]
    lean = count["citizens only"] - count["providers only"]
    return GROUPS[0] if lean > 0 else GROUPS[2] if lean < 0 else GROUPS[1]


#: The blocks of the figure, from what citizens name to what neither side names.
GROUPS = ("citizens more often", "alike", "providers more often", "not named where both sides speak")


def published(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the table of perspectives as it is printed: plain names; p only where it may be shown."""
    shown = pd.DataFrame(
        {
            "Barrier": table["code_id"].map(labels(codes)),
            "Citizens only": table["n_citizens_only"],
            "Both": table["n_both"],
            "Providers only": table["n_providers_only"],
            "Neither": table["n_neither"],
            "Cases compared": table["n_comparable"],
            "Mean difference of shares": table["difference"].map(
                lambda value: "" if pd.isna(value) else f"{value:+.2f}".replace("-", "−")
            ),
        }
    )
    if table["p"].notna().any():
        shown["p (adjusted)"] = table["p"].map(lambda value: "" if pd.isna(value) else f"{value:.3f}")
    return shown.assign(**{side.capitalize(): table[f"by_{side}"] for side in PERSPECTIVES})


#: Widths of the published table in Word and LaTeX, in mm, without and with the column of p.
WIDTHS = {
    12: (60, 18, 14, 19, 17, 20, 24, 18, 19, 22, 16, 18),
    13: (54, 17, 13, 18, 16, 20, 22, 18, 18, 19, 21, 15, 17),
}

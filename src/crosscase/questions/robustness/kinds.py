"""The kinds of headline findings: how each is asked of a variant of the data, and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...core.codebook import HAPPENED, PHASES, REMEDIED, SIDES, VALENCES, codes_of
from . import likeness, nulls, slices
from .variant import COUNTS, Answer, Variant


def _units_with(variant: Variant, code_id: str) -> tuple[set[str], pd.DataFrame]:
    """Return the units that show a code (or the one that stands for it here), and its codings."""
    rows = variant.codings[variant.codings["code_id"] == variant.code(code_id)]
    return set(rows["unit"]), rows


def seen_in_every_case(variant: Variant, *, code: str) -> Answer:
    """Is the code present in every case?"""
    found, rows = _units_with(variant, code)
    return Answer(len(found) == len(variant.units), f"{len(found)} of {len(variant.units)} cases", rows)


def seen_in_most_cases(variant: Variant, *, code: str) -> Answer:
    """Is the code present in more than half of the cases?"""
    found, rows = _units_with(variant, code)
    return Answer(2 * len(found) > len(variant.units), f"{len(found)} of {len(variant.units)} cases", rows)


def seen_in_no_case_throughout(variant: Variant, *, family: str) -> Answer:
    """Is there no code of a family that every case shows?"""
    rows = variant.codings[variant.codings["family"] == family]
    per = rows.groupby("code_id", observed=True)["unit"].nunique()
    if per.empty:
        return Answer(None, f"no {family} is coded")
    return Answer(per.max() < len(variant.units), f"the most is {per.max()} of {len(variant.units)} cases", rows)


def seen_in_one_case_only(variant: Variant, *, family: str, at_least: int) -> Answer:
    """Are at least so many codes of a family present in one case only?"""
    rows = variant.codings[variant.codings["family"] == family]
    per = rows.groupby("code_id")["unit"].nunique()
    alone = per[per == 1].index
    return Answer(len(alone) >= at_least, f"{len(alone)} of {len(per)} codes", rows[rows["code_id"].isin(alone)])


def most_in_phase(variant: Variant, *, phase: str) -> Answer:
    """Do barriers count for more in this phase than in each of the others?"""
    rows = variant.codings[variant.codings["family"] == "barrier"]
    if variant.count_by == "cases":  # every case has all phases: count the barriers that a case shows in the phase
        counts = {p: rows.loc[rows["phase"] == p, ["unit", "code_id"]].drop_duplicates().shape[0] for p in PHASES}
    else:
        counts = {p: variant.amount(rows[rows["phase"] == p]) for p in PHASES}
    told = ", ".join(f"{p} {n}" for p, n in counts.items())
    if not any(counts.values()):
        return Answer(None, "no barrier is told")
    return Answer(all(counts[phase] > n for p, n in counts.items() if p != phase), told, rows[rows["phase"] == phase])


def every_case_shows_both(variant: Variant) -> Answer:
    """Does every case tell of co-destruction and of co-creation?"""
    shown = variant.links.groupby("unit")["valence"].nunique().reindex(list(variant.units)).fillna(0)
    n = int((shown == len(VALENCES)).sum())
    return Answer(n == len(variant.units), f"{n} of {len(variant.units)} cases", variant.links)


def co_destruction_outweighs(variant: Variant, *, cases: Sequence[str]) -> Answer:
    """Is there more co-destruction than co-creation in these cases, and in no other?"""
    known = [unit for unit in variant.units if unit.split("/")[0] in cases]
    if not known or variant.count_by == "cases":
        return Answer(None, "none of the named cases is here" if not known else "a case counts once on either side")
    told = variant.links.groupby(["unit", "valence"])[variant.counted].nunique().to_dict()
    tipped = [unit for unit in variant.units if told.get((unit, VALENCES[0]), 0) > told.get((unit, VALENCES[1]), 0)]
    behind = variant.links[variant.links["unit"].isin(known) & (variant.links["valence"] == VALENCES[0])]
    return Answer(sorted(tipped) == sorted(known), "", behind, tuple(tipped))


def link_in_cases(variant: Variant, *, cause: str, effect: str, at_least: int) -> Answer:
    """Do at least so many cases tell that the link happened? One that is only feared or hoped for tells of no case.

    Not asked of fewer cases.
    """
    if len(variant.units) < at_least:
        return Answer(None, f"there are fewer than {at_least} cases")
    links = variant.links[variant.links["status"].isin(HAPPENED)]
    rows = links[(links["cause"] == variant.code(cause)) & (links["effect"] == variant.code(effect))]
    return Answer(rows["unit"].nunique() >= at_least, f"{rows['unit'].nunique()} of {len(variant.units)} cases", rows)


def most_told_effect(variant: Variant, *, effect: str, valence: str) -> Answer:
    """Is this the effect of its valence with most evidence, ties included?"""
    rows = variant.codings[
        variant.codings["code_id"].isin(
            {variant.code(c) for c in variant.codes.loc[variant.codes["valence"] == valence, "code_id"]}
        )
    ]
    counts = rows.groupby("code_id")[variant.counted].nunique().to_dict()
    if not any(counts.values()):
        return Answer(None, "no effect of this valence")
    mine = counts.get(variant.code(effect), 0)
    return Answer(
        mine == max(counts.values()),
        f"{mine} {COUNTS[variant.count_by]}, the most is {max(counts.values())}",
        rows[rows["code_id"] == variant.code(effect)],
    )


def few_remedied(variant: Variant, *, at_most_one_in: int) -> Answer:
    """Is at most one in so many of the links to co-destruction told as averted or mitigated?

    Links are counted whatever the variant counts, so that what a remedy met has one number.
    """
    harm = variant.links[variant.links["valence"] == VALENCES[0]]
    met = harm[harm["status"].isin(REMEDIED)]
    some, everything = (int(frame["link"].nunique()) for frame in (met, harm))
    if not everything:
        return Answer(None, "no harm is told")
    return Answer(some * at_most_one_in <= everything, f"{some} of {everything} links", met)


def most_alike(variant: Variant, *, cases: Sequence[str]) -> Answer:
    """Are these two cases the most alike of all, in barriers, enablers and effects, by Jaccard and by Bray–Curtis?"""
    holds = likeness.most_alike(variant.profiles, cases)
    told = {True: "yes", False: "another pair is as alike", None: "one of them is not here"}[holds]
    rows = _of_families(variant, *variant.profiles)
    return Answer(holds, told, rows[rows["unit"].isin(cases)])


def more_alike_in(variant: Variant, *, family: str, than: str) -> Answer:
    """Are cases more alike in the codes of one family than in those of another, on average over pairs, by both
    measures?
    """
    holds = likeness.more_alike_in(variant.profiles, family, than)
    told = {True: "yes", False: "not by both measures", None: "no pair can be compared"}[holds]
    return Answer(holds, told, _of_families(variant, family, than))


def set_apart(variant: Variant, *, family: str, cases: Sequence[str]) -> Answer:
    """Do the codes of a family part these cases from all others, by both measures?"""
    holds = likeness.set_apart(variant.profiles, family, cases)
    told = {True: "yes", False: "the last branches are others", None: "one of them is not here"}[holds]
    return Answer(holds, told, _of_families(variant, family))


def _of_families(variant: Variant, *families: str) -> pd.DataFrame:
    return variant.codings[variant.codings["family"].isin(families)]


def last_case_adds(variant: Variant, *, at_least: int) -> Answer:
    """Does the last case read add at least so many codes on average, over all orders of the cases?"""
    per = variant.codings.groupby("code_id")["unit"].nunique()
    alone = per[per == 1].index
    rows = variant.codings[variant.codings["code_id"].isin(alone)]
    return Answer(
        len(alone) >= at_least * len(variant.units), f"{len(alone) / max(1, len(variant.units)):.1f} codes", rows
    )


def every_case_adds(variant: Variant) -> Answer:
    """Does every case show a barrier, enabler or effect that no other case shows?"""
    rows = variant.codings[variant.codings["family"].isin(["barrier", "enabler", "effect"])]
    per = rows.groupby("code_id")["unit"].nunique()
    rows = rows[rows["code_id"].isin(per[per == 1].index)]
    n = rows["unit"].nunique()
    return Answer(n == len(variant.units), f"{n} of {len(variant.units)} cases", rows)


def only_in_cases(variant: Variant, *, code: str, cases: Sequence[str]) -> Answer:
    """Is the code present in these cases (as far as they are here) and in no other?"""
    known = {unit for unit in variant.units if unit.split("/")[0] in cases}
    if not known:
        return Answer(None, "none of the named cases is here")
    found, rows = _units_with(variant, code)
    return Answer(found == known, "", rows, tuple(unit for unit in variant.units if unit in found))


def each_in_cases(variant: Variant, *, codes: Sequence[str], at_least: int, what: str = "") -> Answer:
    """Is each of the codes present in at least so many cases? Not asked of fewer cases.

    *what* is for the sentence alone: what the codes have in common.
    """
    if len(variant.units) < at_least:
        return Answer(None, f"there are fewer than {at_least} cases")
    found = {code: _units_with(variant, code) for code in codes}
    enough = sum(len(units) >= at_least for units, _ in found.values())
    return Answer(
        enough == len(codes), f"{enough} of {len(codes)} codes", pd.concat([rows for _, rows in found.values()])
    )


def _both_heard(variant: Variant) -> tuple[list[str], pd.DataFrame]:
    """Return the cases in which citizens and providers both have a coded passage, and what the two name there as
    barriers.
    """
    told = variant.codings[variant.codings["perspective"].isin(SIDES)]
    heard = told.groupby("unit")["perspective"].nunique()
    both = heard.index[heard == len(SIDES)].tolist()
    return both, told[told["unit"].isin(both) & (told["family"] == "barrier")]


def mostly_one_side(variant: Variant) -> Answer:
    """Are more barriers named by one side alone than by both, in every case in which citizens and providers are
    heard?
    """
    both, rows = _both_heard(variant)
    if not both:
        return Answer(None, "no case gives both sides a voice")
    sides = rows.groupby(["unit", "code_id"])["perspective"].nunique()
    per = pd.DataFrame({"one": (sides == 1).groupby("unit").sum(), "two": (sides > 1).groupby("unit").sum()})
    n = int((per["one"] > per["two"]).sum())
    return Answer(n == len(both), f"{n} of {len(both)} cases", rows)


def named_only_by(variant: Variant, *, code: str, side: str) -> Answer:
    """Does this side alone name the barrier in the cases in which citizens and providers are heard?"""
    both, rows = _both_heard(variant)
    if not both:
        return Answer(None, "no case gives both sides a voice")
    rows = rows[rows["code_id"] == variant.code(code)]
    named = rows.groupby("perspective")["unit"].nunique()
    told = ", ".join(f"{one} in {named.get(one, 0)}" for one in SIDES)
    return Answer(set(named.index) == {side}, f"{told} of {len(both)} cases", rows)


def harm_pairs_of_one_case(variant: Variant, *, percent: int) -> Answer:
    """Do at least so many percent of the pairs of a barrier and a harm stand in one case only?"""
    barriers = set(codes_of(variant.codes, "barrier"))
    rows = variant.links[(variant.links["valence"] == VALENCES[0]) & variant.links["cause"].isin(barriers)]
    per = rows.groupby(["cause", "effect"])["unit"].nunique()
    alone = int((per == 1).sum())
    return Answer(100 * alone >= percent * len(per) if len(per) else None, f"{alone} of {len(per)} pairs", rows)


@dataclass(frozen=True)
class Kind:
    """A kind of finding: how it is asked, whether the way of counting matters to it, and its sentence.

    ``slice``: what its answer hangs on (`slices`). ``null``: the random data that it has to go beyond if it is to be
    claimed (`nulls`); none for a plain fact of the cases at hand. ``compares``: it sets cases beside each other, so
    that of a single case it would hold or fail for nothing.
    """

    ask: Callable[..., Answer]
    slice: Callable[..., slices.Slice]
    sentence: str
    counted: bool = False
    null: Callable[..., nulls.Redrawn] | None = None
    compares: bool = True

    def answer(self, variant: Variant, settings: Mapping[str, Any]) -> Answer:
        """Ask it of a variant, unless the variant holds a single case and the answer would follow from that alone."""
        if len(variant.units) < 2 and (self.compares or (self.counted and variant.count_by == "cases")):
            return Answer(None, "a single case cannot be compared")
        return self.ask(variant, **settings)

    def data(self, variant: Variant, settings: Mapping[str, Any]) -> Hashable:
        """Return what is equal for two variants that hold the same data for the finding: its rows, the units and, where
        it matters, the way of counting.
        """
        return variant.units, variant.count_by if self.counted else "", self.slice(variant, **settings)


#: The kinds of findings that config/robustness.yaml may declare. Braces name settings of the finding; codes appear by
#: their label.
KINDS: dict[str, Kind] = {
    "seen_in_every_case": Kind(seen_in_every_case, slices.units_of_code, "‘{code}’ is seen in every case"),
    "seen_in_most_cases": Kind(
        seen_in_most_cases, slices.units_of_code, "‘{code}’ is seen in more than half of the cases"
    ),
    "none_in_every_case": Kind(
        seen_in_no_case_throughout,
        slices.family_by_unit,
        "No {family} is seen in every case",
        null=nulls.none_in_every_case,
    ),
    "seen_in_one_case_only": Kind(
        seen_in_one_case_only,
        slices.family_by_unit,
        "At least {at_least} {family}s are seen in one case only",
        null=nulls.seen_in_one_case_only,
    ),
    "most_in_phase": Kind(
        most_in_phase,
        slices.barriers_by_phase,
        "Barriers are most at work {phase} the collaboration",
        counted=True,
        compares=False,
    ),
    "every_case_shows_both": Kind(
        every_case_shows_both, slices.valences_by_unit, "Every case tells of harm and of good"
    ),
    "co_destruction_outweighs": Kind(
        co_destruction_outweighs,
        slices.valences_counted,
        "Harm outweighs good in {cases} only",
        counted=True,
    ),
    "link_in_cases": Kind(
        link_in_cases, slices.units_of_pair, "‘{cause}’ led to ‘{effect}’ in at least {at_least} cases"
    ),
    "most_told_effect": Kind(
        most_told_effect,
        slices.effects_counted,
        "‘{effect}’ is the effect of {valence} most told of",
        counted=True,
        compares=False,
    ),
    "most_alike": Kind(
        most_alike,
        slices.profiles,
        "{cases} are the most alike, in barriers, enablers and effects",
        null=nulls.most_alike,
    ),
    "more_alike_in": Kind(
        more_alike_in,
        slices.profiles_of_two,
        "Cases are more alike in their {family}s than in their {than}s",
        null=nulls.more_alike_in,
    ),
    "set_apart": Kind(
        set_apart,
        slices.profiles_of_family,
        "By their {family}s, {cases} stand apart from all others",
        null=nulls.set_apart,
    ),
    "few_remedied": Kind(
        few_remedied,
        slices.harms_met,
        "At most one in {at_most_one_in} harms told is met by a remedy",
        compares=False,
    ),
    "last_case_adds": Kind(
        last_case_adds,
        slices.codes_by_unit,
        "The last case read adds {at_least} or more codes on average, whatever the order",
        null=nulls.last_case_adds,
    ),
    "every_case_adds": Kind(
        every_case_adds,
        slices.compared_by_unit,
        "Every case shows a barrier, enabler or effect that no other case shows",
        null=nulls.every_case_adds,
    ),
    "only_in_cases": Kind(
        only_in_cases,
        slices.units_of_code,
        "‘{code}’ is seen in {cases}, and in no other case",
        null=nulls.only_in_cases,
    ),
    "each_in_cases": Kind(each_in_cases, slices.units_of_codes, "{subject} are each seen in at least {at_least} cases"),
    "mostly_one_side": Kind(
        mostly_one_side,
        slices.sides,
        "Where both sides are heard, one side alone names more barriers than both do",
        null=nulls.mostly_one_side,
        compares=False,
    ),
    "named_only_by": Kind(
        named_only_by,
        slices.sides_of_code,
        "‘{code}’ is named by {side} only, where both sides are heard",
        null=nulls.named_only_by,
        compares=False,
    ),
    "harm_pairs_of_one_case": Kind(
        harm_pairs_of_one_case,
        slices.harm_pairs_by_unit,
        "At least {percent}% of the pairs of a barrier and a harm stand in one case only",
        null=nulls.harm_pairs_of_one_case,
    ),
}

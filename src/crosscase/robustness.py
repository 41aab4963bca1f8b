"""Robustness: does a headline finding survive another reading, another count, a case less, codes taken together?

The findings and the variants are declared in config/robustness.yaml. A variant is one combination of a coding pass, a
case left out (or none), a way of counting and a set of neighbouring codes merged (or none): a multiverse analysis in
the sense of Steegen, Tuerlinckx, Gelman and Vanpaemel (2016). That a finding holds in many variants says that it does
not hang on these choices; it is no probability and says nothing of other cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import product
from typing import Any

import pandas as pd

from .codebook import PHASES, REMEDIED, VALENCES, codes_of, labels
from .findings import Finding, did_you_mean, joined
from .matrices import by_unit, of_pass
from .perspectives import SIDES
from .similarity import FAMILIES, finding_more_alike_in, finding_most_alike, finding_set_apart

FILE = "config/robustness.yaml"
#: What a variant may count, and the words for it.
COUNTS = {"segments": "passages", "speakers": "speakers", "cases": "cases"}
NONE = "none"
#: With more cases than this, leaving one out is not combined with merged codes: the variants would be thousands.
MOST_CASES = 20
#: The choices that make a variant, in the order of figures.
DIMENSIONS = ("coder", "left_out", "count_by", "merged")


@dataclass(frozen=True)
class Variant:
    """The data as one combination of choices leaves them: present codings and links by unit, and how to count."""

    codings: pd.DataFrame
    links: pd.DataFrame
    codes: pd.DataFrame
    units: tuple[str, ...]
    count_by: str = "segments"
    replaced: Mapping[str, str] = field(default_factory=dict)

    def code(self, code_id: str) -> str:
        """Return the code that stands for *code_id* here: the first of a merged set."""
        return self.replaced.get(code_id, code_id)

    def amount(self, frame: pd.DataFrame) -> int:
        """Count a frame of codings or links as this variant counts."""
        if self.count_by == "cases":
            return frame["unit"].nunique()
        if self.count_by == "speakers":
            return len(
                set(zip(frame["case_id"], frame["speaker"], strict=True)) - {(c, "") for c in set(frame["case_id"])}
            )
        return (frame["case_id"] + ":" + frame["segment_id"]).nunique()


@dataclass(frozen=True)
class Answer:
    """Whether a finding holds in a variant (None: it cannot be asked there), what was found, and the passages behind
    it.

    Where cases were found, ``told`` is empty and ``places`` lists them.
    """

    holds: bool | None
    told: str
    behind: pd.DataFrame | None = None
    places: tuple[str, ...] = ()

    @property
    def segment_ids(self) -> str:
        """The passages as ``case_id:segment_id``, sorted."""
        if self.behind is None or self.behind.empty:
            return ""
        return " ".join(sorted(set(self.behind["case_id"] + ":" + self.behind["segment_id"])))


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
    tipped = []
    for unit in variant.units:
        rows = variant.links[variant.links["unit"] == unit]
        harm, good = (variant.amount(rows[rows["valence"] == valence]) for valence in VALENCES)
        if harm > good:
            tipped.append(unit)
    behind = variant.links[variant.links["unit"].isin(known) & (variant.links["valence"] == VALENCES[0])]
    return Answer(sorted(tipped) == sorted(known), "", behind, tuple(tipped))


def link_in_cases(variant: Variant, *, cause: str, effect: str, at_least: int) -> Answer:
    """Do at least so many cases state the link? Not asked of fewer cases."""
    if len(variant.units) < at_least:
        return Answer(None, f"there are fewer than {at_least} cases")
    links = variant.links
    rows = links[(links["cause"] == variant.code(cause)) & (links["effect"] == variant.code(effect))]
    return Answer(rows["unit"].nunique() >= at_least, f"{rows['unit'].nunique()} of {len(variant.units)} cases", rows)


def most_told_effect(variant: Variant, *, effect: str, valence: str) -> Answer:
    """Is this the effect of its valence with most evidence, ties included?"""
    rows = variant.codings[
        variant.codings["code_id"].isin(
            {variant.code(c) for c in variant.codes.loc[variant.codes["valence"] == valence, "code_id"]}
        )
    ]
    counts = {code: variant.amount(part) for code, part in rows.groupby("code_id")}
    if not counts:
        return Answer(None, "no effect of this valence")
    mine = counts.get(variant.code(effect), 0)
    return Answer(
        mine == max(counts.values()),
        f"{mine} {COUNTS[variant.count_by]}, the most is {max(counts.values())}",
        rows[rows["code_id"] == variant.code(effect)],
    )


def few_remedied(variant: Variant, *, at_most_one_in: int) -> Answer:
    """Is at most one in so many of the passages (or speakers) that tell of co-destruction one that tells it averted or
    mitigated?
    """
    harm = variant.links[variant.links["valence"] == VALENCES[0]]
    met = harm[harm["status"].isin(REMEDIED)]
    if variant.count_by == "cases":
        return Answer(None, "a case counts once on either side")
    some, everything = variant.amount(met), variant.amount(harm)
    if not everything:
        return Answer(None, "no harm is told")
    return Answer(some * at_most_one_in <= everything, f"{some} of {everything} {COUNTS[variant.count_by]}", met)


def _compared(variant: Variant, families: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a finding about likeness takes: the codings of these families, the codes, and the units."""
    places = pd.DataFrame({"unit": variant.units, "case_id": [unit.split("/")[0] for unit in variant.units]})
    return variant.codings[variant.codings["family"].isin(families)], variant.codes, places


def most_alike(variant: Variant, *, cases: Sequence[str]) -> Answer:
    """Are these two cases the most alike of all, in barriers, enablers and effects, by Jaccard and by Bray–Curtis?"""
    placed, codes, places = _compared(variant, FAMILIES)
    holds = finding_most_alike(placed, codes, places, cases)
    return Answer(
        holds,
        {True: "yes", False: "another pair is as alike", None: "one of them is not here"}[holds],
        placed[placed["unit"].isin(cases)],
    )


def more_alike_in(variant: Variant, *, family: str, than: str) -> Answer:
    """Are cases more alike in the codes of one family than in those of another, on average over pairs, by both
    measures?
    """
    placed, codes, places = _compared(variant, [family, than])
    holds = finding_more_alike_in(placed, codes, places, family, than)
    return Answer(holds, {True: "yes", False: "not by both measures", None: "no pair can be compared"}[holds], placed)


def set_apart(variant: Variant, *, family: str, cases: Sequence[str]) -> Answer:
    """Do the codes of a family part these cases from all others, by both measures?"""
    placed, codes, places = _compared(variant, [family])
    holds = finding_set_apart(placed, codes, places, family, cases)
    return Answer(
        holds, {True: "yes", False: "the last branches are others", None: "one of them is not here"}[holds], placed
    )


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


def each_in_cases(variant: Variant, *, codes: Sequence[str], at_least: int) -> Answer:
    """Is each of the codes present in at least so many cases? Not asked of fewer cases."""
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

    ``compares``: it sets cases beside each other, so that of a single case it would hold or fail for nothing.
    """

    ask: Callable[..., Answer]
    counted: bool
    sentence: str
    compares: bool = True

    def answer(self, variant: Variant, settings: Mapping[str, Any]) -> Answer:
        """Ask it of a variant, unless the variant holds a single case and the answer would follow from that alone."""
        if len(variant.units) < 2 and (self.compares or (self.counted and variant.count_by == "cases")):
            return Answer(None, "a single case cannot be compared")
        return self.ask(variant, **settings)


#: The kinds of findings that config/robustness.yaml may declare. Braces name settings of the finding; codes appear by
#: their label.
KINDS: dict[str, Kind] = {
    "seen_in_every_case": Kind(seen_in_every_case, False, "‘{code}’ is seen in every case"),
    "seen_in_most_cases": Kind(seen_in_most_cases, False, "‘{code}’ is seen in more than half of the cases"),
    "seen_in_one_case_only": Kind(
        seen_in_one_case_only, False, "At least {at_least} {family}s are seen in one case only"
    ),
    "most_in_phase": Kind(most_in_phase, True, "Barriers are most at work {phase} the collaboration", compares=False),
    "every_case_shows_both": Kind(
        every_case_shows_both, False, "Every case tells of co-destruction and of co-creation"
    ),
    "co_destruction_outweighs": Kind(
        co_destruction_outweighs, True, "Co-destruction outweighs co-creation in {cases}, and in no other case"
    ),
    "link_in_cases": Kind(link_in_cases, False, "‘{cause}’ leads to ‘{effect}’ in at least {at_least} cases"),
    "most_told_effect": Kind(
        most_told_effect, True, "‘{effect}’ is the effect of {valence} most told of", compares=False
    ),
    "most_alike": Kind(most_alike, False, "{cases} are the most alike of all, in barriers, enablers and effects"),
    "more_alike_in": Kind(more_alike_in, False, "Cases are more alike in their {family}s than in their {than}s"),
    "set_apart": Kind(set_apart, False, "By their {family}s, {cases} stand apart from all others"),
    "few_remedied": Kind(
        few_remedied, True, "At most one in {at_most_one_in} harms is told as averted or mitigated", compares=False
    ),
    "last_case_adds": Kind(
        last_case_adds, False, "The last case read adds {at_least} or more codes on average, whatever the order"
    ),
    "every_case_adds": Kind(
        every_case_adds, False, "Every case shows a barrier, enabler or effect that no other case shows"
    ),
    "only_in_cases": Kind(only_in_cases, False, "‘{code}’ is seen in {cases}, and in no other case"),
    "each_in_cases": Kind(each_in_cases, False, "{codes}: each seen in at least {at_least} cases"),
    "mostly_one_side": Kind(
        mostly_one_side,
        False,
        "Wherever citizens and providers are both heard, more barriers are named by one side alone than by both",
        compares=False,
    ),
    "named_only_by": Kind(
        named_only_by,
        False,
        "‘{code}’ is named by {side} only, wherever citizens and providers are both heard",
        compares=False,
    ),
    "harm_pairs_of_one_case": Kind(
        harm_pairs_of_one_case, False, "At least {percent}% of the pairs of a barrier and a harm stand in one case only"
    ),
}
_CODE_SETTINGS = ("code", "cause", "effect", "codes")
_ABOUT = ("id", "figure", "kind")
_LISTS = ("codes", "cases")
#: The families that a setting may name where not every code will do.
_CODES_OF = {"cause": ("barrier", "enabler"), "effect": ("effect",)}
#: From this likeness on, the name of a case without a folder is taken for a misspelt one.
_CLOSE = 0.85


def check(
    declared: Mapping[str, Any],
    codes: pd.DataFrame,
    file: str = FILE,
    *,
    folders: Sequence[str] = (),
    figures: Sequence[str] = (),
) -> list[Finding]:
    """Return what is wrong with the declared findings and variants beyond the form of the file: unknown kinds,
    settings, codes, *figures* and cases.

    A finding may be about cases that have no folder (*folders*), such as those of the compendium in another team's
    copy; one that names a case beside others, or whose name is close to a folder's, is told. Without *folders* or
    *figures* these are not checked.
    """
    findings = []
    known = codes_of(codes, *codes["family"].unique())
    for merged in declared["merge"]:
        findings += [
            Finding(file, f"'{c}' is not a code of the codebook", did_you_mean(c, known), column="merge")
            for c in merged
            if c not in known
        ]
        families = set(
            codes.loc[codes["code_id"].isin(merged), ["family", "valence"]].itertuples(index=False, name=None)
        )
        if len(families) > 1:
            mend = "merge codes of one family and valence only"
            findings.append(Finding(file, f"{', '.join(merged)} are of different kinds", mend, column="merge"))
    groups = [frozenset(merged) for merged in declared["merge"]]
    for group in dict.fromkeys(group for group in groups if groups.count(group) > 1):
        mend = "keep one; its variants would be counted twice"
        findings.append(Finding(file, f"{', '.join(sorted(group))} are merged twice", mend, column="merge"))
    seen = set()
    for about in declared["findings"]:
        name, kind = about["id"], KINDS.get(about["kind"])
        if name in seen:
            findings.append(
                Finding(file, f"two findings are called '{name}'", "give each its own id", column="findings")
            )
        seen.add(name)
        if figures and about["figure"] not in figures:
            mend = did_you_mean(about["figure"], figures)
            findings.append(Finding(file, f"there is no figure '{about['figure']}'", mend, column=name))
        if kind is None:
            findings.append(
                Finding(
                    file, f"'{about['kind']}' is not a kind of finding", did_you_mean(about["kind"], KINDS), column=name
                )
            )
            continue
        wanted = [key for key in kind.ask.__annotations__ if key not in ("variant", "return")]
        given = [key for key in about if key not in _ABOUT]
        findings += [
            Finding(
                file,
                f"'{key}' is missing",
                f"a finding of kind {about['kind']} needs: {', '.join(wanted)}",
                column=name,
            )
            for key in wanted
            if key not in given
        ]
        for key in given:
            if key not in wanted:
                mend = did_you_mean(key, wanted) if wanted else "remove it; this kind takes no setting"
                findings.append(Finding(file, f"'{key}' is not a setting of {about['kind']}", mend, column=name))
        for key in given:
            if key in wanted:
                findings += [replace(found, file=file, column=name) for found in _setting(key, about, codes, folders)]
    return findings


def _setting(key: str, about: Mapping[str, Any], codes: pd.DataFrame, folders: Sequence[str]) -> list[Finding]:
    """Return what is wrong with one setting of a finding; file and place are the caller's."""
    value = about[key]
    if isinstance(value, list) != (key in _LISTS):
        message = f"'{value}' is {'a list' if isinstance(value, list) else 'no list'} at '{key}'"
        return [Finding("", message, "give a list, [..., ...]" if key in _LISTS else "give one word, without brackets")]
    if key in ("family", "than"):
        return [] if value in FAMILIES else [Finding("", f"'{value}' is not a family", did_you_mean(value, FAMILIES))]
    if key == "cases":
        return _cases(about["kind"], value, folders)
    if key not in _CODE_SETTINGS:
        return []
    known = codes_of(codes, *codes["family"].unique())
    families = ("barrier",) if about["kind"] == "named_only_by" else _CODES_OF.get(key, codes["family"].unique())
    wanted = codes_of(codes, *families)
    if key == "effect" and "valence" in about:
        right = set(codes.loc[codes["valence"] == about["valence"], "code_id"])
        wanted = [code for code in wanted if code in right] or wanted
    findings = []
    for code in value if isinstance(value, list) else [value]:
        if code not in known:
            findings.append(Finding("", f"'{code}' is not a code of the codebook", did_you_mean(code, known)))
        elif code not in wanted:
            findings.append(Finding("", f"'{code}' cannot be the {key} of this finding", did_you_mean(code, wanted)))
    return findings


def _cases(kind: str, cases: Sequence[str], folders: Sequence[str]) -> list[Finding]:
    """Return what is wrong with the cases that a finding names."""
    findings = []
    if kind == "most_alike" and len(set(cases)) != 2:
        findings.append(Finding("", f"{kind} is about two cases, not {len(set(cases))}", "name the two"))
    strangers = [case for case in cases if case not in folders]
    for case in strangers if folders else ():
        message = f"'{case}' has no folder in data/raw/cases/"
        if close := get_close_matches(case, folders, n=1, cutoff=_CLOSE):
            mend = f"if it means '{close[0]}', write that; else take the finding out"
            findings.append(Finding("", message, mend))
        elif len(strangers) < len(cases):
            mend = "add the case or take it out; until then the finding is asked of the others"
            findings.append(Finding("", message, mend, severity="warning"))
    return findings


def _in_units(text: str, cases: pd.DataFrame) -> str:
    """Return a text that speaks of cases; of units where a case is laid out by several."""
    if (cases["unit"] == cases["case_id"]).all():
        return text
    return re.sub(r"(?<!\{)\b([Cc])ase(s?)\b", lambda word: f"{'U' if word[1] == 'C' else 'u'}nit{word[2]}", text)


def _places(cases: pd.DataFrame) -> dict[str, str]:
    """Return the name of each case; one that is laid out by units goes by the names of these."""
    return {case_id: joined(part["label"]) for case_id, part in cases.groupby("case_id")}


def statement(about: Mapping[str, Any], codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return a finding in words."""
    names = labels(codes)
    places = _places(cases)
    told = {}
    for key, value in about.items():
        if key == "codes":
            told[key] = joined([f"‘{names.get(code, code)}’" for code in value])
        elif key in _CODE_SETTINGS:
            told[key] = names.get(value, value)
        else:
            told[key] = (
                joined([places.get(case, f"{case} (not among these)") for case in value]) if key == "cases" else value
            )
    return _in_units(KINDS[about["kind"]].sentence, cases).format(**told)


def merged(codings: pd.DataFrame, links: pd.DataFrame, group: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings and links with the codes of *group* under the first of them; a passage keeps one coding of it."""
    into = dict.fromkeys(group, group[0])
    codings = codings.assign(code_id=codings["code_id"].replace(into))
    links = links.assign(cause=links["cause"].replace(into), effect=links["effect"].replace(into))
    return codings.drop_duplicates(["case_id", "unit", "segment_id", "code_id"]), links


def bound(cases: pd.DataFrame) -> str:
    """Return in words which combinations are left out because cases are very many; empty where all are built."""
    if cases["case_id"].nunique() <= MOST_CASES:
        return ""
    return f"With more than {MOST_CASES} cases, a case is left out only while no codes are merged."


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
        mine = by_unit(of_pass(codings, readable).query("presence == 'present'"), cases)
        ours = by_unit(of_pass(links, readable), cases)
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
    for about in declared["findings"]:
        kind = KINDS[about["kind"]]
        settings = {key: value for key, value in about.items() if key not in _ABOUT}
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
                    told=_in_units(answer.told, cases)
                    or f"in {joined(places.get(unit, unit) for unit in answer.places)}",
                    segment_ids=answer.segment_ids if variant is made[0][1] else "",
                )
            )
    table = pd.DataFrame(rows, columns=["finding_id", *DIMENSIONS, "holds", "told", "segment_ids"])
    return table.assign(holds=table["holds"].astype("boolean"))


def published(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of headline findings as it is printed."""
    yes = {True: "yes", False: "no"}
    return pd.DataFrame(
        {
            "Finding": table["statement"],
            "As published": [
                yes.get(holds, "not asked") + (f": {found}" if found != yes.get(holds) else "")
                for holds, found in zip(table["as_published"], table["found"], strict=True)
            ],
            "Holds in": [
                f"{row.n_holds} of {row.n_variants} variants" if row.n_variants else "cannot be asked"
                for row in table.itertuples()
            ],
            "Turns with": table["fails_with"],
            "Figure": table["figure"],
        }
    )


#: Widths of that table in Word and LaTeX, in mm.
PUBLISHED_WIDTHS = (85, 50, 35, 62, 35)


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
    table = by_choice(told)
    rarely = 2 * table["n_holds"] < table["n_variants"]
    turns = rarely & (~rarely).groupby(table["choice"]).transform("any")
    return "; ".join(
        f"{choice_name(row.choice, row.value, cases, codes)} ({row.n_holds} of {row.n_variants})"
        for row in table[turns].itertuples()
    )


def choice_name(choice: str, value: str, cases: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return the value of a choice in words."""
    if choice == "coder":
        return value if value == "consensus" else f"pass {value}"
    if choice == "left_out":
        places = _places(cases)
        return "no case left out" if value == NONE else f"without {places.get(value, value)}"
    if choice == "count_by":
        return f"by {COUNTS[value]}" if value in COUNTS else "however counted"
    return "no codes merged" if value == NONE else " with ".join(labels(codes)[code] for code in value.split(" + "))


def choice_names(by_choice: pd.DataFrame, cases: pd.DataFrame, codes: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the word for every choice and value, and for a case less where cases are many."""
    pairs = by_choice[["choice", "value"]].drop_duplicates().itertuples(index=False, name=None)
    return {(choice, value): choice_name(choice, value, cases, codes) for choice, value in pairs} | {
        ("left_out", "each"): "a case less"
    }


_AS_PUBLISHED = {True: "holds", False: "does not hold; it holds"}


def note(table: pd.DataFrame, figure: str) -> str:
    """Return what stands at the foot of a figure: its findings and in how many variants they hold; empty where it
    makes none.
    """
    mine = table[(table["figure"] == figure) & (table["n_variants"] > 0)]
    if mine.empty:
        return ""
    told = " ".join(
        f"{row.statement}: {_AS_PUBLISHED.get(row.as_published, 'cannot be asked of these data; it holds')} in"
        f" {row.n_holds} of {row.n_variants} variants."
        for row in mine.itertuples()
    )
    return f"{told} Variants: another pass, a case less, another count, codes merged."

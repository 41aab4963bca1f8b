"""Certainty: for each headline finding a draft of GRADE-CERQual (Lewin et al. 2018), for people to complete.

Of the four components two are prepared by counting: adequacy of data and coherence. Methodological limitations and
relevance are left to people, with what they need to judge them. The overall assessment is never made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...core import schemas
from ...core.units import like

CONCERNS = ("none or minor", "moderate", "serious")
#: Where a component cannot be rated by counting.
NOT_RATED = "not rated"
#: The kinds of passages and the column that counts each; the first two are nearer to what happened.
KINDS = {
    "quotation": "n_quotations",
    "field_note": "n_field_notes",
    "finding": "n_findings",
    "interpretation": "n_interpretations",
}
FIRST_HAND = ("quotation", "field_note")
#: No case is left out.
_NONE = "none"


@dataclass(frozen=True)
class Thresholds:
    """When a concern is proposed. ASSUME: the numbers are conventions of this compendium; CERQual sets none.

    *Adequacy*: enough cases that a finding is not the story of one place, enough passages and voices that it is not the
    wording of one, and passages nearer to what happened (quotations, field notes) beside what the authors conclude.
    *Coherence*: a finding that few choices of ours turn, that no reader and no single case carries alone.
    """

    cases: int = 3
    passages: int = 10
    speakers: int = 3
    first_hand: int = 5
    least_cases: int = 2
    least_passages: int = 3
    holds: float = 0.9
    least_holds: float = 0.5


THRESHOLDS = Thresholds()


def rules(limits: Thresholds = THRESHOLDS) -> pd.DataFrame:
    """Return the rules of the draft in words: component, concern, when it is proposed."""
    minor, moderate, serious = CONCERNS
    rows = [
        (
            "Adequacy of data",
            minor,
            f"at least {limits.cases} cases, {limits.passages} passages and {limits.speakers} labelled speakers, and at"
            f" least {limits.first_hand} of the passages quotations or field notes",
        ),
        (
            "Adequacy of data",
            serious,
            f"fewer than {limits.least_cases} cases or {limits.least_passages} passages, or no quotation and no field"
            " note",
        ),
        ("Adequacy of data", moderate, "otherwise"),
        ("Adequacy of data", NOT_RATED, "the finding rests on no passage, such as one that something is not told"),
        (
            "Coherence",
            minor,
            f"holds as published and in at least {limits.holds:.0%} of the re-analyses; no coding speaks against it and"
            " no single case turns it",
        ),
        (
            "Coherence",
            serious,
            f"does not hold as published, or in less than {limits.least_holds:.0%} of the re-analyses, or random data"
            " would show it as well",
        ),
        ("Coherence", moderate, "otherwise"),
        ("Coherence", NOT_RATED, "the finding cannot be asked of these data"),
    ]
    return pd.DataFrame(rows, columns=["component", "concern", "proposed when"])


def certainty(
    findings: pd.DataFrame,
    variants: pd.DataFrame,
    segments: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    *,
    limits: Thresholds = THRESHOLDS,
) -> pd.DataFrame:
    """Return one row per finding of the table of robustness, in its order.

    *variants* has a row per finding and variant; *descriptions* maps case_id to case.yml. ``n_random``,
    ``n_random_holds`` and ``claimed`` are missing where the findings do not tell them. ``overall`` is empty, always.
    Raises `KeyError` for a passage that is not among the *segments* or a case without a description.
    """
    about = segments.assign(key=segments["case_id"] + ":" + segments["segment_id"]).set_index("key")
    rows = []
    for finding in findings.to_dict("records"):
        mine = about.loc[finding["segment_ids"].split()]
        cases = [case_id for case_id in descriptions if case_id in set(mine["case_id"])]
        unknown = set(mine["case_id"]) - set(cases)
        if unknown:
            raise KeyError(f"no description of {', '.join(sorted(unknown))}")
        counted = adequacy(mine)
        told = coherence(finding, variants[variants["finding_id"] == finding["finding_id"]])
        rows.append(
            {name: finding[name] for name in ("finding_id", "figure", "statement", "as_published", "segment_ids")}
            | counted
            | told
            | dict(
                case_ids=" ".join(cases),
                adequacy_concern=adequacy_concern(counted, limits),
                coherence_concern=coherence_concern(finding, told, limits),
                methodological_limitations=_of_cases(cases, descriptions, _study),
                relevance=_of_cases(cases, descriptions, _setting),
                overall="",
            )
        )
    table = like(pd.DataFrame(rows, columns=COLUMNS), findings)
    return table.astype({name: kind for name, kind in schemas.dtypes("certainty").items() if kind != "str"})


#: The columns of `certainty`, in the order of its schema.
COLUMNS = schemas.columns("certainty")


def adequacy(passages: pd.DataFrame) -> dict[str, int]:
    """Count cases, passages, labelled speakers and the kinds of the *passages* behind a finding."""
    spoken = passages.loc[passages["speaker"] != "", ["case_id", "speaker"]].drop_duplicates()
    return dict(
        n_cases=passages["case_id"].nunique(),
        n_segments=len(passages),
        n_speakers=len(spoken),
        **{column: int((passages["kind"] == kind).sum()) for kind, column in KINDS.items()},
    )


def adequacy_concern(counted: Mapping[str, int], limits: Thresholds = THRESHOLDS) -> str:
    """Return the concern about adequacy that the rules propose (`rules`)."""
    minor, moderate, serious = CONCERNS
    n, first_hand = counted["n_segments"], sum(counted[KINDS[kind]] for kind in FIRST_HAND)
    if not n:
        return NOT_RATED
    if counted["n_cases"] < limits.least_cases or n < limits.least_passages or not first_hand:
        return serious
    enough = (
        counted["n_cases"] >= limits.cases
        and n >= limits.passages
        and counted["n_speakers"] >= limits.speakers
        and first_hand >= limits.first_hand
    )
    return minor if enough else moderate


def coherence(finding: Mapping[str, Any], variants: pd.DataFrame) -> dict[str, Any]:
    """Return in how many variants a finding holds, who speaks against it and which cases it hangs on.

    ``readers_against``: passes by which it holds in less than half of the different data; ``hangs_on``: cases without
    which it does, while with all cases it does not. Both name the values of *variants*, in its order, separated by
    spaces.
    """
    n, holds = int(finding["n_variants"]), int(finding["n_holds"])
    left_out = _against(variants, "left_out")
    return dict(
        n_holds=holds,
        n_variants=n,
        share_holds=holds / n if n else pd.NA,
        readers_against=" ".join(_against(variants, "coder")),
        hangs_on="" if _NONE in left_out else " ".join(left_out),
        **{name: finding.get(name, pd.NA) for name in ("n_random", "n_random_holds", "claimed")},
    )


def _against(variants: pd.DataFrame, choice: str) -> list[str]:
    """Return the values of a choice with which a finding holds in less than half of the different data."""
    asked = variants[variants["holds"].notna()]
    if "data" in asked:
        asked = asked.drop_duplicates([choice, "data"])
    share = asked.groupby(choice, sort=False)["holds"].mean()
    return [str(value) for value, held in share.items() if held < 0.5]


def coherence_concern(finding: Mapping[str, Any], told: Mapping[str, Any], limits: Thresholds = THRESHOLDS) -> str:
    """Return the concern about coherence that the rules propose (`rules`)."""
    minor, moderate, serious = CONCERNS
    if not told["n_variants"] or pd.isna(finding["as_published"]):
        return NOT_RATED
    by_chance = not pd.isna(told["claimed"]) and not told["claimed"]
    if not finding["as_published"] or told["share_holds"] < limits.least_holds or by_chance:
        return serious
    firm = told["share_holds"] >= limits.holds and not told["readers_against"] and not told["hangs_on"]
    return minor if firm else moderate


def _of_cases(cases: list[str], descriptions: Mapping[str, Mapping[str, Any]], say: Any) -> str:
    return "; ".join(f"{descriptions[case_id]['label']}: {say(descriptions[case_id])}" for case_id in cases)


def _study(about: Mapping[str, Any]) -> str:
    """Return the study design of a case and its sources, for people to judge methodological limitations."""
    return f"{' '.join(str(about['study_design']).split())} ({', '.join(about['sources'])})"


def _setting(about: Mapping[str, Any]) -> str:
    """Return the setting of a case, for people to judge relevance."""
    return f"{about['country']}, {' '.join(str(about['sector']).split())}"

"""Stories as they are printed: their short names, and the table in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core.codebook import STATUSES, labels
from ...core.findings import joined
from ...publish.drawing import letters

#: What a status of a link says of its effect.
SAID = {"realised": "happened", "mitigated": "happened but weakened", "averted": "stopped", "possible": "only feared"}
#: What a remedy did, by the status of its link.
DID = {"mitigated": "weakened", "averted": "stopped"}

#: Widths of the table of stories in Word and LaTeX, in mm; they fill a landscape page.
STORIES_WIDTHS = (14, 30, 32, 22, 34, 53, 36, 28, 18)


def signs(table: pd.DataFrame, case_ids: Sequence[str]) -> dict[str, str]:
    """Return the short name of each story: the letter of its case, in this order, and its number: ``B7``."""
    letter = {case_id: letters(number) for number, case_id in enumerate(case_ids)}
    named = zip(table["story_id"], table["case_id"], strict=True)
    return {story: letter[case_id] + story.rpartition(":")[2] for story, case_id in named}


def marked(table: pd.DataFrame, case_ids: Sequence[str]) -> dict[str, str]:
    """Return the short names with a star where only one pass tells the story, and a dagger where its text is shared."""
    short = signs(table, case_ids)
    doubts = zip(table["story_id"], table["shown_by"], table["shared"], strict=True)
    return {story: short[story] + "*" * bool(shown_by) + "†" * bool(shared) for story, shown_by, shared in doubts}


def case_labels(descriptions: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the label of each case."""
    return {case_id: about["label"] for case_id, about in descriptions.items()}


def place(case_id: str, unit_id: str, descriptions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the label of the unit that a story is of, where its case has several; else that of the case."""
    about = descriptions[case_id]
    parts = {part["id"]: part["label"] for part in about["units"]} if len(about["units"]) > 1 else {}
    return parts.get(unit_id, about["label"])


def published(table: pd.DataFrame, codes: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the table of stories as it is printed.

    Where a story has several barriers they are numbered, and each effect names by number those that it followed from.
    """
    names = labels(codes)
    level = dict(zip(codes["code_id"], codes["level"], strict=True))
    short = marked(table, list(descriptions))
    return pd.DataFrame(
        [
            {
                "Story": short[one.story_id],
                "Case or part of it; how it began": f"{place(one.case_id, one.unit_id, descriptions)}; {one.began}",
                "What is told of power": _named(one.power, names) or "not told",
                "Phase; told by": f"{', '.join(one.phases.split())}; {', '.join(one.perspectives.split())}",
                "Barrier": _barriers(one.barriers.split(), names),
                "What followed, for whom": followed(one, names, level),
                "What met it": repaired(one, names),
                "Good told as well": _named(one.benefits, names),
                "Passages": ", ".join(part.rpartition(":")[2] for part in one.segment_ids.split()),
            }
            for one in table.itertuples()
        ],
        columns=COLUMNS,
        dtype="str",
    )


#: The columns of `published`.
COLUMNS = [
    "Story",
    "Case or part of it; how it began",
    "What is told of power",
    "Phase; told by",
    "Barrier",
    "What followed, for whom",
    "What met it",
    "Good told as well",
    "Passages",
]


def parsed(links: str) -> list[tuple[str, str, str, str]]:
    """Return cause, effect, status and remedy of each link of a story."""
    found = []
    for one in links.split():
        cause, _, rest = one.partition(">")
        effect, status, remedy = rest.split(":")
        found.append((cause, effect, status, remedy))
    return found


def _named(codes: str, names: Mapping[str, str]) -> str:
    return "; ".join(names[code] for code in codes.split())


def _barriers(barriers: Sequence[str], names: Mapping[str, str]) -> str:
    if len(barriers) == 1:
        return names[barriers[0]]
    return "; ".join(f"({number}) {names[code]}" for number, code in enumerate(barriers, 1))


def followed(story: Any, names: Mapping[str, str], level: Mapping[str, str]) -> str:
    """Return what followed: ``Distress (citizens): happened (1), stopped (2)``; a star where only one pass links the
    effect to any of its barriers. Where statements differ on one barrier: ``in one statement stopped, in another only
    feared``.
    """
    number = {code: at for at, code in enumerate(story.barriers.split(), 1)}
    links, single = parsed(story.links), set(story.one_pass.split())
    told = []
    for effect in story.effects.split():
        mine = list(dict.fromkeys((cause, status) for cause, other, status, _ in links if other == effect))
        ways = []
        for status in STATUSES:
            causes = sorted({number[cause] for cause, other in mine if other == status})
            if causes:
                ways.append(SAID[status] + (f" ({', '.join(map(str, causes))})" if len(number) > 1 else ""))
        star = "*" if all(f"{cause}>{effect}" in single for cause, _ in mine) else ""
        apart = len(mine) > len({cause for cause, _ in mine}) and len(ways) > 1
        how = f"in one statement {', in another '.join(ways)}" if apart else ", ".join(ways)
        told.append(f"{names[effect]}{star} ({level[effect]}): {how}")
    return "; ".join(told)


def repaired(story: Any, names: Mapping[str, str]) -> str:
    """Return what each remedy did, and to which effect where there are several: ``Meals: stopped ‘Distress’``."""
    links, many = parsed(story.links), len(story.effects.split()) > 1
    told = []
    for remedy in story.remedies.split():
        acts = []
        for status, did in DID.items():
            met = [effect for _, effect, other, by in links if (other, by) == (status, remedy)]
            if met:
                what = joined([f"‘{names[effect]}’" for effect in dict.fromkeys(met)]) if many else "it"
                acts.append(f"{did} {what}")
        told.append(f"{names[remedy]}: {joined(acts)}")
    return "; ".join(told)

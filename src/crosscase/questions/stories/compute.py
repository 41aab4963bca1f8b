"""Stories: from a barrier to the harm that followed, in which context, for whom, and what repaired it.

A story is a context-mechanism-outcome row (Pawson and Tilley 1997) of one case: its links from a barrier to
co-destruction that share a passage of their episodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ...core import schemas
from ...core.codebook import HAPPENED, PERSPECTIVES, PHASES, REMEDIED, STATUSES, codes_of
from ...core.passes import one_pass_only, with_pass
from ...core.units import shared_passages

#: Ways of beginning that case.yml names; a phrase with two of them is a beginning of more than one kind.
BEGINNINGS = ("top-down", "organisation-led", "research-led", "bottom-up")
SEVERAL, OTHERWISE = "in more than one way", "otherwise or not told"
BEGAN = (*BEGINNINGS, SEVERAL, OTHERWISE)

#: How a story ended.
HARM, MET, STOPPED, FEARED = ENDINGS = ("harm happened", "happened and was met", "stopped", "only feared")

#: ASSUME: power is told of where a passage carries one of these barriers, or a code of the family power.
POWER_BARRIERS = ("power_imbalance", "exclusion_from_decisions", "bureaucracy")


def began(initiation: str) -> str:
    """Return the way of beginning (`BEGAN`) that a value of ``initiation`` in case.yml names."""
    found = [way for way in BEGINNINGS if re.search(rf"(?<![\w-]){way}(?![\w-])", initiation.casefold())]
    return found[0] if len(found) == 1 else SEVERAL if found else OTHERWISE


def ending(statuses: Iterable[str]) -> str:
    """Return how a story ended, by the statuses of its links.

    A harm that happened counts more than one that was stopped, and that more than one that was feared. A harm that
    happened was *met* where a remedy weakened it, or stopped another harm of the same story.
    """
    told = set(statuses)
    if told & set(HAPPENED):
        return MET if told & set(REMEDIED) else HARM
    return STOPPED if "averted" in told else FEARED


def power_codes(codes: pd.DataFrame) -> list[str]:
    """Return the codes that tell of power, in the order of the codebook."""
    family = set(codes_of(codes, "power"))
    return [code for code in codes["code_id"] if code in POWER_BARRIERS or code in family]


def harmful(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links from a barrier to co-destruction, of which stories are made."""
    mine = links[(links["cause_family"] == "barrier") & (links["valence"] == "co-destruction")]
    return mine.reset_index(drop=True)


def members(links: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return one row per story and passage: ``story_id``, ``case_id``, ``segment_id``, in reading order.

    Links of one case belong to one story where their episodes share a passage, directly or through other links.
    ``story_id`` is the case and the number of the story in it, in the order of *segments*.
    """
    head: dict[tuple[str, str], tuple[str, str]] = {}

    def root(passage: tuple[str, str]) -> tuple[str, str]:
        while head.setdefault(passage, passage) != passage:
            passage = head[passage]
        return passage

    for case_id, episode in zip(links["case_id"], links["episode"], strict=True):
        first, *others = [root((case_id, segment)) for segment in episode.split()]
        for other in others:
            head[root(other)] = root(first)
    number: dict[tuple[str, str], str] = {}
    seen: dict[str, int] = {}
    rows = []
    for passage in zip(segments["case_id"], segments["segment_id"], strict=True):
        if passage not in head:
            continue
        case_id, one = passage[0], root(passage)
        if one not in number:
            seen[case_id] = seen.get(case_id, 0) + 1
            number[one] = f"{case_id}:{seen[case_id]}"
        rows.append((number[one], *passage))
    return pd.DataFrame(rows, columns=["story_id", "case_id", "segment_id"], dtype="str")


def stories(
    links: pd.DataFrame,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    *,
    all_links: pd.DataFrame,
    all_codings: pd.DataFrame,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Return one row per story, by case in the order of *descriptions* (case_id to case.yml) and in reading order.

    *links* and *codings* are those of the analysed pass. A column of codes or words holds them in the order of figures,
    separated by spaces; it is empty where none is told. ``links`` holds one ``cause>effect:status:remedy`` for each
    different link, ``one_pass`` the ``cause>effect`` that only one of the separate passes states in these passages.
    Numbers are never missing. Raises `KeyError` for a case without a description.
    """
    mine = harmful(links)
    passage = members(mine, segments)
    mine = mine.merge(passage, on=["case_id", "segment_id"], how="left", validate="many_to_one")
    about = segments.merge(passage, on=["case_id", "segment_id"], how="inner", validate="one_to_one")
    present = codings[codings["presence"] == "present"].merge(passage, on=["case_id", "segment_id"])
    coded = {story: set(part["code_id"]) for story, part in present.groupby("story_id")}
    shared = shared_passages(segments)
    told = {story: part for story, part in about.groupby("story_id")}
    kinds = dict(
        power=power_codes(codes),
        benefits=[code for code in codes_of(codes, "effect") if _valence(codes)[code] == "co-creation"],
    )
    place = {code: number for number, code in enumerate(codes["code_id"])}
    rows = []
    for story, part in mine.groupby("story_id", sort=False):
        here = told[story]
        row = _row(story, part, here, descriptions, place, shared)
        found = coded.get(story, set())
        rows.append(row | {name: " ".join(code for code in some if code in found) for name, some in kinds.items()})
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("one_pass", "shown_by")])
    table = _ordered(table, list(descriptions))
    return _with_passes(table, mine, passage, all_links, all_codings, passes)[list(COLUMNS)]


#: The columns of `stories`, in the order of its schema.
COLUMNS = tuple(schemas.columns("stories"))


def _valence(codes: pd.DataFrame) -> dict[str, str]:
    return dict(zip(codes["code_id"], codes["valence"], strict=True))


def _row(
    story: str,
    links: pd.DataFrame,
    here: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    place: Mapping[str, int],
    shared: set[str],
) -> dict[str, Any]:
    """Return what the links and the passages (*here*) of one story say of it; *place* has the codes in their order."""
    case_id = links["case_id"].iloc[0]
    units = set(here["unit_id"])
    unit_id = units.pop() if len(units) == 1 else case_id
    initiation = _initiation(descriptions[case_id], unit_id)
    pairs = set(zip(links["cause"], links["effect"], links["status"], links["remedy"], strict=True))
    listed = sorted(
        pairs, key=lambda one: (place[one[0]], place[one[1]], STATUSES.index(one[2]), place.get(one[3], -1))
    )
    passages = (here["case_id"] + ":" + here["segment_id"]).tolist()
    return dict(
        story_id=story,
        case_id=case_id,
        unit_id=unit_id,
        initiation=initiation,
        began=began(initiation),
        phases=_those(PHASES, here["phase"]),
        perspectives=_those(PERSPECTIVES, here["perspective"]),
        barriers=_those(place, links["cause"]),
        effects=_those(place, links["effect"]),
        remedies=_those(place, links["remedy"]),
        links=" ".join(f"{cause}>{effect}:{status}:{remedy}" for cause, effect, status, remedy in listed),
        ending=ending(links["status"]),
        shared=set(passages) <= shared,
        n_links=links["link_id"].nunique(),
        n_segments=len(passages),
        n_speakers=here.loc[here["speaker"] != "", "speaker"].nunique(),
        n_cases=1,
        segment_ids=" ".join(passages),
    )


def _those(order: Iterable[str], found: Iterable[str]) -> str:
    """Return the values that were found, in this order, separated by spaces."""
    kept = set(found)
    return " ".join(one for one in order if one in kept)


def _initiation(about: Mapping[str, Any], unit_id: str) -> str:
    """Return how the unit of a story began, or its case where the story is of no single unit or the unit tells none."""
    of_unit = {part["id"]: part.get("initiation") for part in about["units"]}
    return of_unit.get(unit_id) or about["initiation"]


def _ordered(table: pd.DataFrame, case_ids: Sequence[str]) -> pd.DataFrame:
    """Return the stories by case in this order and by their number."""
    number = table["story_id"].str.rpartition(":")[2].astype(int) if len(table) else pd.Series(dtype=int)
    keys = pd.DataFrame({"case": table["case_id"].map(list(case_ids).index), "number": number})
    return table.loc[keys.sort_values(["case", "number"]).index].reset_index(drop=True)


def _with_passes(
    table: pd.DataFrame,
    links: pd.DataFrame,
    passage: pd.DataFrame,
    all_links: pd.DataFrame,
    all_codings: pd.DataFrame,
    passes: Sequence[str],
) -> pd.DataFrame:
    """Add ``one_pass`` and ``shown_by``: what only one of the independent *passes* states, pair by pair and as a whole.

    A pass states a pair of a story where it links this cause to this effect and tells the effect in a passage of the
    story; it states the story where it states one of its pairs.
    """
    key = ["story_id", "case_id", "cause", "effect"]
    stated = all_links.merge(passage, on=["case_id", "segment_id"], how="inner", validate="many_to_one")
    stated = stated.merge(links[key].drop_duplicates(), on=key, how="inner", validate="many_to_one")
    single = one_pass_only(stated, key, passes=passes, read=all_codings)
    pairs = (single["cause"] + ">" + single["effect"]).groupby(single["story_id"]).agg(" ".join)
    found = pairs.to_dict()
    table = table.assign(one_pass=[found.get(story, "") for story in table["story_id"]])
    return with_pass(table, one_pass_only(stated, ["story_id"], passes=passes, read=all_codings))

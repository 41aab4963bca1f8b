"""Where each story stands in the matrix: by the barrier it begins with and for whom the harm was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.codebook import LEVELS, REMEDIED, codes_of, labels
from ...publish.signs import OUTCOMES, outcome_of
from .compute import HARM, MET, STOPPED, ending
from .published import marked, parsed

#: The sign of a story in a cell (`publish.signs`), by how its links there ended.
_SIGN = {HARM: "happened", MET: "met", STOPPED: "met"}

_NO_DIGITS = str.maketrans("", "", "0123456789")

COLUMNS = (
    "barrier level letter story story_id case_id outcome power_told remedies shown_by shared n_segments n_speakers"
    " n_cases segment_ids"
).split()


def cells(table: pd.DataFrame, codes: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row per story, barrier and level of its harm; *table* is `compute.stories`.

    A story with several barriers, or with harm on several levels, stands in each of their cells, and ``outcome`` is
    what came of it there: ``met`` where a remedy weakened or stopped it, ``happened`` where it did and no remedy is
    told, ``feared`` otherwise. ``letter`` is that of its case, ``story`` its name, both with a star or a dagger as in
    the table of stories. ``remedies`` are those told there, separated by spaces, empty for none; ``power_told`` says
    yes or no of the story as a whole, whose passages are ``segment_ids``. Barriers that most stories begin with come
    first, then levels; in a cell what happened comes before what was met and what was feared.
    """
    level = dict(zip(codes["code_id"], codes["level"], strict=True))
    short, order = marked(table, list(descriptions)), list(codes["code_id"])
    rows: list[dict[str, Any]] = []
    for one in table.itertuples():
        here: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for cause, effect, status, remedy in parsed(one.links):
            here.setdefault((cause, level[effect]), []).append((status, remedy))
        for (cause, whom), links in here.items():
            mine = {remedy for status, remedy in links if status in REMEDIED and remedy}
            way = ending(status for status, _ in links)
            rows.append(
                dict(
                    barrier=cause,
                    level=whom,
                    letter=short[one.story_id].translate(_NO_DIGITS),
                    story=short[one.story_id],
                    story_id=one.story_id,
                    case_id=one.case_id,
                    outcome=_SIGN.get(way, outcome_of("possible")),
                    power_told="yes" if one.power else "no",
                    remedies=" ".join(code for code in order if code in mine),
                    shown_by=one.shown_by,
                    shared=one.shared,
                    n_segments=one.n_segments,
                    n_speakers=one.n_speakers,
                    n_cases=one.n_cases,
                    segment_ids=one.segment_ids,
                )
            )
    found = pd.DataFrame(rows, columns=COLUMNS)
    if found.empty:
        return found
    barriers, all_levels = barriers_of(found, codes), levels_of(found)
    place = pd.DataFrame(
        {
            "barrier": found["barrier"].map(barriers.index),
            "level": found["level"].map(all_levels.index),
            "outcome": found["outcome"].map(list(OUTCOMES).index),
        }
    )
    return found.loc[place.sort_values(list(place.columns), kind="stable").index].reset_index(drop=True)


def barriers_of(found: pd.DataFrame, codes: pd.DataFrame) -> list[str]:
    """Return the barriers of these cells, those of most stories first, then in the order of the codebook."""
    stories = found.groupby("barrier")["story_id"].nunique()
    told = [code for code in codes_of(codes, "barrier") if code in stories.index]
    return sorted(told, key=lambda code: -stories[code])


def levels_of(found: pd.DataFrame) -> list[str]:
    """Return the levels of harm: those of the codebook's order, also without a story, and any other that is there."""
    return [*LEVELS, *sorted(set(found["level"]) - set(LEVELS))]


def repairs(found: pd.DataFrame, codes: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each barrier of these cells what repaired it, with the letters of the cases: ``Meals (A, B)``."""
    names = labels(codes)
    told: dict[str, dict[str, list[str]]] = {barrier: {} for barrier in found["barrier"]}
    for one in found.itertuples():
        for remedy in one.remedies.split():
            told[one.barrier].setdefault(remedy, []).append(one.letter.rstrip("*†"))
    return {
        barrier: [f"{names[code]} ({', '.join(dict.fromkeys(by[code]))})" for code in names if code in by]
        for barrier, by in told.items()
    }

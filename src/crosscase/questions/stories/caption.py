"""Stories in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...core.codebook import HAPPENED, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, few, n_of, names_thin, opening
from .compute import BEGAN, BEGINNINGS, ENDINGS, FEARED, HARM, MET, OTHERWISE, POWER_BARRIERS, SEVERAL, STOPPED
from .published import parsed

#: Up to so many codes are named in a sentence; more are counted.
_NAMED = 5
#: How a story ended, as a sentence says it.
_ENDED = {
    HARM: "the harm happened and no remedy is told",
    MET: "it happened and was met",
    STOPPED: "it was stopped",
    FEARED: "it was only feared",
}
#: How it began, as a sentence says it.
_BEGAN = {way: way for way in BEGINNINGS} | {SEVERAL: f"‘{SEVERAL}’", OTHERWISE: f"‘{OTHERWISE}’"}


@names_thin
def what_we_see(table: pd.DataFrame, codes: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the answer in a paragraph: how stories ended, from which barriers, what repaired them, power, beginnings.

    *table* is `compute.stories`.
    """
    n = len(descriptions)
    if table.empty:
        of = "The case tells" if n == 1 else f"None of the {n} cases tells"
        return f"{of}{' no story' if n == 1 else ' a story'} that leads from a barrier to harm."
    count = table["ending"].value_counts()
    ended = [f"in {count[way]} {_ENDED[way]}" for way in ENDINGS if count.get(way)]
    where = n_of(table["case_id"].nunique(), "case")
    lead = f"{n_stories(len(table))} of {where} lead{'s' * (len(table) == 1)} from a barrier to harm"
    told = [opening(f"{lead}: {joined(ended)}."), _barriers(table, codes), _repairs(table, codes)]
    return " ".join([*told, _power(table), _beginnings(table)])


def n_stories(number: int) -> str:
    """Return a number of stories: ``1 story``, ``2 stories``."""
    return f"{number} {'story' if number == 1 else 'stories'}"


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per story and link: story, case, cause, status, remedy."""
    rows = [
        (one.story_id, one.case_id, cause, status, remedy)
        for one in table.itertuples()
        for cause, _, status, remedy in parsed(one.links)
    ]
    return pd.DataFrame(rows, columns=["story_id", "case_id", "cause", "status", "remedy"], dtype="str")


def _widest(rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> str:
    """Return the codes of a column that the stories of most cases name: ``‘Meals’ (2 cases)``."""
    per = rows.groupby(column)["case_id"].nunique()
    top = [names[code] for code in names if per.get(code) == per.max()]
    named = few(top, "", _NAMED) if len(top) <= _NAMED else f"{len(top)} of them"
    return f"{named} ({n_of(int(per.max()), 'case')}{' each' * (len(top) > 1)})"


def _barriers(table: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return from which barriers harm that happened followed, and whether one of them ended otherwise elsewhere."""
    names, pairs = labels(codes), _pairs(table)
    came, stopped = pairs[pairs["status"].isin(HAPPENED)], pairs[pairs["status"] == "averted"]
    if came.empty:
        return "No story tells of harm that happened."
    found = [names[code] for code in names if code in set(came["cause"])]
    told = f"Harm that happened followed from {few(found, 'barrier', _NAMED)}"
    if len(found) > 1 and came["case_id"].nunique() > 1:
        told += f", in most cases from {_widest(came, 'cause', names)}"
    told += "."
    ends = {code: set(part["story_id"]) for code, part in came.groupby("cause")}
    kept = {code: set(part["story_id"]) for code, part in stopped.groupby("cause")}
    both = [names[code] for code in names if code in ends and code in kept and len(ends[code] | kept[code]) > 1]
    if both:
        told += (
            f" The barrier alone does not settle it: {few(both, 'barrier', _NAMED)} led to harm in one story, and in"
            " another the harm was stopped."
        )
    return told


def _repairs(table: pd.DataFrame, codes: pd.DataFrame) -> str:
    met = _pairs(table)
    met = met[met["remedy"] != ""]
    if met.empty:
        return "No story tells of a remedy."
    of, names = met["case_id"].nunique(), labels(codes)
    found = [names[code] for code in names if code in set(met["remedy"])]
    some = few(found, "remedy", _NAMED) if len(found) <= _NAMED else f"{len(found)} different ones"
    widest = f", in most cases {_widest(met, 'remedy', names)}" if len(found) > 1 and of > 1 else ""
    return f"A remedy is told in {n_stories(met['story_id'].nunique())} of {n_of(of, 'case')}: {some}{widest}."


def _power(table: pd.DataFrame) -> str:
    """Return how the stories ended that tell of power, and how those that do not.

    No shares are set side by side: a cause of harm that happened is coded as there, one of harm that is feared may be
    coded as feared, so that power is told more often beside harm that happened by the rule of coding alone.
    """
    told = table["power"] != ""
    if not told.any() or told.all():
        return f"Power is told of in {'none' if not told.any() else 'all'} of them."
    ways = [[way for way in ENDINGS if way in set(part["ending"])] for part in (table[told], table[~told])]
    said = f"Power is told of in {int(told.sum())} of {len(table)}"
    with_it, without = (f"{len(some)} of the {len(ENDINGS)} ways" for some in ways)
    if ways[0] == ways[1]:
        each = f"each of the {len(ENDINGS)} ways" if len(ways[0]) == len(ENDINGS) else f"the same {with_it}"
        return f"{said}; stories with it and stories without it ended in {each}."
    return f"{said}; stories with it ended in {with_it}, stories without it in {without}."


def _beginnings(table: pd.DataFrame) -> str:
    """Return under which beginnings harm happened, and under which a remedy is told."""
    ways = [way for way in BEGAN if way in set(table["began"])]
    if len(ways) == 1:
        return f"All of them began in one way ({_BEGAN[ways[0]]}), so beginnings cannot be compared."
    came = [way for way in ways if (table.loc[table["began"] == way, "ending"].isin((HARM, MET))).any()]
    met = [way for way in ways if (table.loc[table["began"] == way, "remedies"] != "").any()]
    n, alone = len(ways), int((table.groupby("began")["case_id"].nunique() == 1).sum())
    told = f"Harm that happened is told under {_share(len(came), n)} beginnings, a remedy under {_few(len(met), n)}"
    if not alone:
        return f"{told}."
    which = "each" if alone == n else f"{alone} of the {n}"
    return f"{told}; {which} belong{'s' * (alone in (1, n))} to one case only."


def _share(part: int, n: int) -> str:
    """Return how many of the beginnings: ``5 of 6``, ``all 6``, ``none of 6``."""
    return f"all {n}" if part == n else f"{part or 'none'} of {n}"


def _few(part: int, n: int) -> str:
    """Return how many of the beginnings named before: ``4``, ``all``, ``none``."""
    return "all" if part == n else str(part or "none")


def limits(table: pd.DataFrame, n_cases: int) -> str:
    """Return what the stories can and cannot say about who began and who holds power."""
    own, told = _power_itself(table), table["power"] != ""
    circular = ""
    if told.any():
        both, feared = int((own & told).sum()), int((own & ~told).sum())
        circular = (
            f" Of the stories that tell of it ({int(told.sum())}), {both or 'none'} {'has' if both == 1 else 'have'}"
            " power itself as a barrier, where the condition and the cause are one."
        )
        if feared:
            circular += (
                f" In {feared} other{'s' * (feared > 1)}, power is a barrier that is itself only feared and goes"
                " with harm that did not happen; by this rule of coding alone, power is told more"
                " often beside harm that happened."
            )
    cases = "A single case cannot" if n_cases == 1 else f"{opening(n_of(n_cases, 'case'))} cannot"
    return (
        f"{cases} show that it matters who began or who held power: a beginning comes with a country, a service and"
        " a study, and each case brings stories of the kind that its authors looked for. What the stories can do is"
        " refuse a simple answer: where one barrier, or one way of beginning, has marks of several kinds, it does not"
        " settle the end by itself. That nobody tells of power in a passage does not mean that nobody held"
        f" it.{circular} A harm without a remedy is one of which no remedy is told in these passages. A story is as"
        " long as the passages that a source ties together, so numbers of stories measure how a case was written."
    )


@names_thin
def stories_table(table: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the caption of the table of stories."""
    return (
        f"**{_takeaway(table, len(descriptions))}** A row is a story, told as context, mechanism and outcome (Pawson"
        " and Tilley 1997): the links (a stated cause and effect) of one case from a barrier to harm (co-destruction)"
        " whose passages overlap. Its letter is that of its case. Power: hierarchy, dependence, exclusion from"
        f" decisions or a dimension of power, whoever holds it. {_feared_power(table)} Numbers in brackets say"
        f" which barrier an effect followed from. Good told as well: co-creation in the same passages. Empty: not told."
        f" {_doubts(table)}{HOW_TO_READ}"
    )


def _takeaway(table: pd.DataFrame, n_cases: int) -> str:
    """Return the answer in a sentence: how many of the harms that happened were met, where, and beside power."""
    of = n_of(n_cases, "case")
    if table.empty:
        return f"No story of {of} leads from a barrier to harm."
    came, met = table[table["ending"].isin((HARM, MET))], table[table["ending"] == MET]
    if came.empty:
        return f"In none of {n_stories(len(table))} of {of} is harm told that happened."
    if met.empty:
        return f"Harm that happened was met by a remedy in none of {n_stories(len(came))} of {of}."
    rest = came[came["ending"] == HARM]
    with_it, without = (int((part["power"] != "").sum()) for part in (met, rest))
    beside = f" and in {without} of the {len(rest)} without a remedy" if len(rest) else ""
    return (
        f"Harm that happened was met by a remedy in {len(met)} of {n_stories(len(came))}, in"
        f" {met['case_id'].nunique()} of {of}; power is told of in {with_it} of the {len(met)}{beside}."
    )


def _feared_power(table: pd.DataFrame) -> str:
    """Return that power which is only feared is not told of, and in how many stories such power is the barrier."""
    feared = int((_power_itself(table) & (table["power"] == "")).sum())
    return (
        f"Power that is itself only feared or general counts as not told ({n_stories(feared) if feared else 'none'})."
    )


def _power_itself(table: pd.DataFrame) -> pd.Series:
    """Return whether each story has power itself as a barrier."""
    own = [bool(set(POWER_BARRIERS) & set(barriers.split())) for barriers in table["barriers"]]
    return pd.Series(own, table.index, dtype=bool)


def _doubts(table: pd.DataFrame) -> str:
    """Return what the dagger means, where there is one."""
    n = int(table["shared"].sum())
    return f"A dagger marks {n_stories(n)} in text that two cases share. " if n else ""


@names_thin
def stories_figure(
    table: pd.DataFrame, found: pd.DataFrame, descriptions: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str]:
    """Return caption and alt text of the figure of stories. *found* is `cells.cells` of *table*."""
    if table.empty:
        return f"**{_takeaway(table, len(descriptions))}** {HOW_TO_READ}", "An empty page: no story leads to harm."
    ends = table["ending"].value_counts()
    others = joined([f"in {ends[way]} it was {short}" for way, short in _SHORT.items() if ends.get(way)])
    others = f"; {others}" if set(ends.index) & set(_SHORT) else ""
    caption = (
        f"**{_takeaway(table, len(descriptions))}** n = {n_stories(len(table))}{others}."
        " A story is the links (a stated cause and effect) of one case from a barrier to harm (co-destruction) whose"
        " passages overlap. Each mark is a story; with several barriers, or harm to several groups, it stands in each"
        f" of their cells ({len(found)} marks). Letter: its case; below, how that began. Frame: its passages tell of"
        f" power (hierarchy, dependence, exclusion from decisions). {_feared_power(table)} Many marks show a case told"
        f" at length. {HOW_TO_READ}"
    )
    came = int(table["ending"].isin((HARM, MET)).sum())
    ways = [f"happened in {came}", *(f"{short} in {ends[way]}" for way, short in _SHORT.items() if ends.get(way))]
    alt = f"Matrix of {n_stories(len(table))}, a mark each, barriers by who was harmed: harm {joined(ways)}."
    return caption, alt


#: How a story ended in which no harm happened.
_SHORT = {STOPPED: "stopped", FEARED: "only feared"}

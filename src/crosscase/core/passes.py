"""Coding passes: which one is analysed in each case, which passages each has read, and what only one of two shows.

What a pass has read is declared in case.yml (``read``: all, a share, or a list of passages or sections). Else a pass
has read a passage when it has a reading of it (readings.csv), and the whole case when it has coded it and has no
reading there. So a person who codes a sample anew is compared on the sample and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import pandas as pd

from .codebook import VALENCES
from .counts import filled, grid
from .ids import plain_id


def cases_read_twice(codings: pd.DataFrame, passes: Sequence[str]) -> set[str]:
    """Return the cases that all of these passes have coded."""
    read_by = codings[codings["coder"].isin(passes)].groupby("case_id")["coder"].nunique()
    return set(read_by.index[read_by == len(passes)])


def read_twice(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    readings: pd.DataFrame | None = None,
    *,
    passes: Sequence[str] = ("A", "B"),
    declared: Declared | None = None,
) -> pd.DataFrame:
    """Return the passages that all of these passes have read: those on which agreement can be told."""
    twice = segments[segments["case_id"].isin(cases_read_twice(codings, passes))]
    return twice[told_within(twice, passages_read(codings, readings, declared, segments), passes)].reset_index(
        drop=True
    )


#: What a coder is: a person, or a language model.
PERSON, MODEL = "person", "model"
#: What each coder is, by case and coder.
Coders = Mapping[str, Mapping[str, str]]
#: The passages that a pass has read, by case and coder; None where it has read the whole case.
Read = dict[tuple[str, str], frozenset[str] | None]
#: What case.yml says that each pass has read: by case and pass *all*, a share (0 to 1), or passages and sections.
Declared = Mapping[str, Mapping[str, Any]]
#: A pass that has coded a smaller part of the passages of another is asked what it has read.
SPARSE = 0.5


def passages_read(
    codings: pd.DataFrame,
    readings: pd.DataFrame | None = None,
    declared: Declared | None = None,
    segments: pd.DataFrame | None = None,
) -> Read:
    """Return the passages that each pass has read in each case that it has coded or read; *readings* tell which.

    A pass that has coded a case and has no reading there has read all of it. What is *declared* goes before both: a
    list names passages or sections of *segments*; a share stands for the passages that the pass has coded or read.
    """
    keys = codings[["case_id", "coder"]].drop_duplicates().itertuples(index=False, name=None)
    found: Read = dict.fromkeys(keys)
    if readings is not None:
        found |= {
            (str(case), str(coder)): frozenset(part["segment_id"])
            for (case, coder), part in readings.groupby(["case_id", "coder"])
        }
    for case_id, by_pass in (declared or {}).items():
        for coder, told in by_pass.items():
            if (case_id, coder) in found:
                found[case_id, coder] = _told_read(case_id, coder, told, codings, readings, segments)
    return found


def _told_read(
    case_id: str,
    coder: str,
    told: Any,
    codings: pd.DataFrame,
    readings: pd.DataFrame | None,
    segments: pd.DataFrame | None,
) -> frozenset[str] | None:
    """Return the passages that a pass has read by what is declared (`passages_read`); None for all of the case."""
    if isinstance(told, list) and segments is not None:
        mine = segments[segments["case_id"] == case_id]
        named = mine["segment_id"].isin([plain_id(str(one)) for one in told]) | mine["section"].isin(told)
        return frozenset(mine.loc[named, "segment_id"])
    if isinstance(told, list):
        return frozenset(plain_id(str(one)) for one in told)
    if told == "all" or float(told) >= 1:
        return None
    marked = pd.concat(
        [frame[["case_id", "segment_id", "coder"]] for frame in (codings, readings) if frame is not None]
    )
    return frozenset(marked.loc[(marked["case_id"] == case_id) & (marked["coder"] == coder), "segment_id"])


def sparse(codings: pd.DataFrame, read: Read) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the passes that are taken to have read a whole case and have coded few of its passages: fewer than half of
    those that another pass has. By case and pass: how many it has coded, and the other.
    """
    coded = codings.groupby(["case_id", "coder"])["segment_id"].nunique()
    most = coded.groupby("case_id").max()
    return {
        (str(case), str(coder)): (int(n), int(most[case]))
        for (case, coder), n in coded.items()
        if read.get((case, coder)) is None and n < SPARSE * most[case]
    }


def partly_read(read: Read, segments: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the cases and passes of which the pass has read some of the case's passages and not all (*segments*)."""
    parts = {key: some for key, some in read.items() if some is not None}
    mine = segments[segments["case_id"].isin([case for case, _ in parts])]
    whole = {str(case): set(part["segment_id"].tolist()) for case, part in mine.groupby("case_id")}
    return {key for key, some in parts.items() if whole.get(key[0], set()) - some}


def of_whole_passes(codings: pd.DataFrame, partly: set[tuple[str, str]], coder: str) -> pd.DataFrame:
    """Return the codings without those of passes that have read their case in part (*partly*), from which the analysed
    pass of a case is chosen.

    Those of *coder* stay, and all of a case that nobody has read whole.
    """
    if not partly:
        return codings
    keys = list(zip(codings["case_id"].tolist(), codings["coder"].tolist(), strict=True))
    whole = {case_id for case_id, one in dict.fromkeys(keys) if (case_id, one) not in partly}
    kept = [key not in partly or key[1] == coder or key[0] not in whole for key in keys]
    return codings[pd.Series(kept, codings.index, dtype=bool)]


def told_within(rows: pd.DataFrame, read: Read, passes: Sequence[str]) -> pd.Series:
    """Return which rows rest on passages alone that all of these passes have read, as far as they have read the case.

    The passage of a coding or reading, all passages of a link's ``episode``. A pass that has not read a case at all
    takes none of its rows away.
    """
    both: dict[str, frozenset[str] | None] = {}
    for case_id in rows["case_id"].unique():
        some = [read.get((case_id, coder), None) for coder in passes]
        parts = [part for part in some if part is not None]
        both[case_id] = reduce(frozenset.intersection, parts) if parts else None
    if not any(part is not None for part in both.values()):
        return pd.Series(True, rows.index)
    told = (rows["episode"] if "episode" in rows else rows["segment_id"]).tolist()
    within = [
        (common := both[case_id]) is None or common.issuperset(passages.split())
        for case_id, passages in zip(rows["case_id"].tolist(), told, strict=True)
    ]
    return pd.Series(within, rows.index, dtype=bool)


def completed(rows: pd.DataFrame, read: Read, partly: set[tuple[str, str]], chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return codings or links in which each pass that has read cases in part has the analysed pass's elsewhere.

    What rests wholly on passages that it has read stays its own, also where it says nothing there. The added rows bear
    its name. So another reader's sample can stand in for a whole pass: it changes what that reader has read.
    """
    added = []
    for coder in sorted({coder for _, coder in partly}):
        taken = of_pass(rows, {case_id: one for case_id, one in chosen.items() if one != coder})
        own = [(case_id, coder) in read for case_id in taken["case_id"]]
        kept = taken[~(pd.Series(own, taken.index, dtype=bool) & told_within(taken, read, [coder]))]
        added.append(kept.assign(coder=coder))
    return pd.concat([rows, *added], ignore_index=True) if added else rows


def one_pass_only(
    rows: pd.DataFrame, keys: Sequence[str], *, passes: Sequence[str] = ("A", "B"), read: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which combinations of *keys* only one of the separate passes shows: the keys and ``shown_by``.

    *rows* are codings or links of all passes; *read* the codings that tell which cases both passes have read (default:
    the rows). A combination that both show, or a case that only one pass has read, is not listed: nothing depends on
    the pass.
    """
    mine = rows[rows["coder"].isin(passes)]
    twice = cases_read_twice(rows if read is None else read, passes)
    shown = (
        mine[mine["case_id"].isin(twice)][[*keys, "coder"]]
        .drop_duplicates()
        .groupby(list(keys))["coder"]
        .agg(lambda coders: " ".join(sorted(coders)))
        .rename("shown_by")
        .reset_index()
    )
    return shown[~shown["shown_by"].eq(" ".join(sorted(passes)))].reset_index(drop=True)


def coders(codings: pd.DataFrame, coder: str) -> dict[str, str]:
    """Return the pass that is analysed in each case: *coder*, or where the case lacks it its only or fullest pass."""
    return {
        str(case_id): coder if (part["coder"] == coder).any() else fullest(part)
        for case_id, part in codings.groupby("case_id")
    }


def fullest(codings: pd.DataFrame) -> str:
    """Return the pass that has coded most passages of a case; of several the first by name."""
    coded = codings.groupby("coder")["segment_id"].nunique()
    return str(coded.idxmax())


def analysed(chosen: Mapping[str, str], coder: str) -> str:
    """Return the name of the pass that is analysed: the one pass of all cases, else *coder*. *chosen* is `coders`."""
    passes = set(chosen.values())
    return passes.pop() if len(passes) == 1 else coder


def of_pass(frame: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the codings or links of the pass that is analysed in each case (`coders`)."""
    return frame[frame["coder"] == frame["case_id"].map(chosen)].reset_index(drop=True)


def with_pass(table: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Add ``shown_by``: the one of the separate passes that shows a row, empty where both do, none does or one pass
    read the case.

    *shown* comes from `passes.one_pass_only` with the keys of the table.
    """
    keys = [column for column in shown.columns if column != "shown_by"]
    joined = table.merge(shown, on=keys, how="left", validate="one_to_one")
    return joined.assign(shown_by=joined["shown_by"].fillna(""))


def links_by_pass(links: pd.DataFrame, passes: Sequence[str]) -> pd.DataFrame:
    """Return the number of links of each valence in each of these passes; every pair is present."""
    counted = links.groupby(["coder", "valence"]).size().rename("n_links").reset_index()
    return filled(counted, grid(coder=list(passes), valence=VALENCES))

"""Coding passes: which one is analysed in each case, and what only one of two independent passes shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .codebook import VALENCES
from .counts import filled, grid
from .findings import CodebookError, Finding


def cases_read_twice(codings: pd.DataFrame, passes: Sequence[str]) -> set[str]:
    """Return the cases that all of these passes have coded."""
    read_by = codings[codings["coder"].isin(passes)].groupby("case_id")["coder"].nunique()
    return set(read_by.index[read_by == len(passes)])


def read_twice(segments: pd.DataFrame, codings: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return the passages of the cases that all of these passes have coded: those on which agreement can be told."""
    return segments[segments["case_id"].isin(cases_read_twice(codings, passes))].reset_index(drop=True)


def one_pass_only(
    rows: pd.DataFrame, keys: Sequence[str], *, passes: Sequence[str] = ("A", "B"), read: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which combinations of *keys* only one of the independent passes shows: the keys and ``shown_by``.

    *rows* are codings or links of all passes; *read* the codings that tell which cases both passes have read (default:
    the rows). A combination that both show, or a case that only one pass has read, is not listed: nothing depends on
    the pass.
    """
    mine = rows[rows["coder"].isin(passes)]
    twice = cases_read_twice(rows if read is None else read, passes)
    shown = (
        mine[mine["case_id"].isin(twice)]
        .groupby(list(keys))["coder"]
        .agg(lambda coders: " ".join(sorted(set(coders))))
        .rename("shown_by")
        .reset_index()
    )
    return shown[~shown["shown_by"].eq(" ".join(sorted(passes)))].reset_index(drop=True)


def coders(codings: pd.DataFrame, coder: str) -> dict[str, str]:
    """Return the pass that is analysed in each case: *coder*, or a case's only pass where it has but one.

    Raises `CodebookError` for a case with several passes of which none is *coder*.
    """
    found = codings.groupby("case_id")["coder"].unique()
    chosen = {case_id: coder if coder in passes or len(passes) > 1 else passes[0] for case_id, passes in found.items()}
    missing = [case_id for case_id, passes in found.items() if len(passes) > 1 and coder not in passes]
    if missing:
        raise CodebookError(
            [
                Finding(
                    f"data/raw/cases/{case_id}/codings.csv",
                    f"no coding by '{coder}'; the passes are {', '.join(found[case_id])}",
                    "choose another pass under 'coder' in config/config.yaml, or add it",
                    column="coder",
                )
                for case_id in missing
            ]
        )
    return chosen


def analysed(chosen: Mapping[str, str], coder: str) -> str:
    """Return the name of the pass that is analysed: the one pass of all cases, else *coder*. *chosen* is `coders`."""
    passes = set(chosen.values())
    return passes.pop() if len(passes) == 1 else coder


def of_pass(frame: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the codings or links of the pass that is analysed in each case (`coders`)."""
    return frame[frame["coder"] == frame["case_id"].map(chosen)].reset_index(drop=True)


def with_pass(table: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Add ``shown_by``: the one independent pass that shows a row, empty where both do, none does or one pass read the
    case.

    *shown* comes from `passes.one_pass_only` with the keys of the table.
    """
    keys = [column for column in shown.columns if column != "shown_by"]
    joined = table.merge(shown, on=keys, how="left", validate="one_to_one")
    return joined.assign(shown_by=joined["shown_by"].fillna(""))


def links_by_pass(links: pd.DataFrame, passes: Sequence[str]) -> pd.DataFrame:
    """Return the number of links of each valence in each of these passes; every pair is present."""
    counted = links.groupby(["coder", "valence"]).size().rename("n_links").reset_index()
    return filled(counted, grid(coder=list(passes), valence=VALENCES))

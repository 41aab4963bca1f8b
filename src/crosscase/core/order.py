"""The order of rows and of codes in figures, and codes told as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from .codebook import codes_of


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts ids as people count: ``s2`` before ``s10``; of two that count alike the plain text decides."""
    parts = re.split(r"([0-9]+)", text)
    return (*((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part), (2, 0, text))


def rows_in_order(
    frame: pd.DataFrame, by: Sequence[str], places: Mapping[str, Mapping[str, int]] | None = None
) -> pd.DataFrame:
    """Return a table with its rows in the order of these columns, whatever order they came in.

    *places* holds, by column, the place of each word among those that have an order, such as codes in the codebook;
    others come after them and, as in any other column, count as people count (`natural`).
    """
    keys = []
    for column in by:
        cells, known = frame[column].tolist(), (places or {}).get(column, {})
        spot = {cell: (known.get(cell, len(known)), natural(cell)) for cell in set(cells)}
        keys.append([spot[cell] for cell in cells])
    rows = list(zip(*keys, strict=True))
    return frame.iloc[sorted(range(len(frame)), key=rows.__getitem__)]


def told(links: pd.DataFrame, column: str, names: Mapping[str, str], starred: Collection[str] = ()) -> str:
    """Return codes as text, those with most passages first: ``Friction and conflict (3); ...``; *starred* ones with
    a star.
    """
    passages = (links["case_id"] + ":" + links["segment_id"]).groupby(links[column]).nunique()
    ranked = sorted(passages.items(), key=lambda item: (-item[1], names[item[0]]))
    return "; ".join(f"{names[code]}{'*' * (code in starred)} ({n})" for code, n in ranked)


def code_order(table: pd.DataFrame, codes: pd.DataFrame, family: str, *, valence: str = "") -> list[str]:
    """Return the codes of a family as figures list them: seen in most cases first, then most passages, then
    codebook order.

    *table* is `counts.codes_by_case`. With *valence* only the effects of that valence are listed.
    """
    listed = codes_of(codes, family)
    if valence:
        of_valence = set(codes.loc[codes["valence"] == valence, "code_id"])
        listed = [code for code in listed if code in of_valence]
    chosen = table[table["code_id"].isin(listed)]
    counts = (
        chosen.assign(shown=chosen["state"] == "present")
        .groupby("code_id")
        .agg(cases=("shown", "sum"), passages=("n_segments", "sum"))
    )
    return sorted(
        listed, key=lambda code: (-counts.at[code, "cases"], -counts.at[code, "passages"], listed.index(code))
    )


def barrier_order(table: pd.DataFrame, codes: pd.DataFrame) -> list[str]:
    """Return the barriers in the order of figures (`code_order`)."""
    return code_order(table, codes, "barrier")

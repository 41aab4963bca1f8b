"""The order of codes in figures, and codes told as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from .codebook import codes_of


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

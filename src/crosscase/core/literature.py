"""The published table of shortcomings as data: which factor and which effect the same works report."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .findings import CaseDataError, Finding


def cited_numbers(printed: str) -> list[int]:
    """Return the citation numbers of a printed list; ``28,33-35`` is 28, 33, 34 and 35."""
    numbers: list[int] = []
    for part in printed.split(","):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def citations(shortcomings: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return one row per factor and work that the table cites for it.

    Numbers that the reference list gives to one work are one work. Uses ``factor_id``, ``side`` and
    ``citation_numbers`` of *shortcomings*, ``number`` and ``work_id`` of *references*. Raises `CaseDataError`
    when a number is not in the reference list.
    """
    rows = [
        (factor.factor_id, factor.side, number)
        for factor in shortcomings.itertuples(index=False)
        for number in cited_numbers(factor.citation_numbers)
    ]
    table = pd.DataFrame(rows, columns=["factor_id", "side", "number"])
    table["work_id"] = table["number"].map(references.set_index("number")["work_id"])
    if table["work_id"].isna().any():
        unknown = table[table["work_id"].isna()]
        raise CaseDataError(
            [
                Finding(
                    "data/raw/literature/shortcomings.csv",
                    f"'{row.factor_id}' cites number {row.number}, which references.csv does not list",
                    "mend the number, or add the reference",
                    column="citation_numbers",
                    code="paper.reference",
                )
                for row in unknown.itertuples(index=False)
            ]
        )
    grouped = table.groupby(["factor_id", "side", "work_id"], sort=False)["number"]
    return grouped.agg(lambda n: " ".join(map(str, sorted(set(n))))).rename("numbers").reset_index()


def works_of_cells(cells: Iterable[tuple[str, str, str, str, str]], references: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and work from cells of row, column, their labels and the ids of the works (by blanks)."""
    about = ["number", "authors", "year", "title", "container", "doi"]
    works = references.sort_values("number").drop_duplicates("work_id").set_index("work_id")
    rows = [(*cell, work, *works.loc[work, about]) for *cell, work_ids in cells for work in work_ids.split()]
    return pd.DataFrame(rows, columns=["row", "column", "row_label", "column_label", "work_id", *about])

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
                )
                for row in unknown.itertuples(index=False)
            ]
        )
    grouped = table.groupby(["factor_id", "side", "work_id"], sort=False)["number"]
    return grouped.agg(lambda n: " ".join(map(str, sorted(set(n))))).rename("numbers").reset_index()


def literature_matrix(shortcomings: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """Count the works that the table cites both for a factor and for an effect (co-citation).

    One row per antecedent or process barrier and effect, in the table's order; 0 where no work is cited for
    both. Two factors in one work does not mean that the work links them: it is a map of where to read.
    """
    works = cited.groupby("factor_id")["work_id"].agg(lambda ids: sorted(set(ids)))
    lowest = {}
    for line in cited.itertuples(index=False):
        lowest[line.work_id] = min(lowest.get(line.work_id, 10**6), *map(int, line.numbers.split()))
    factors = shortcomings[shortcomings["side"] != "effect"]
    effects = shortcomings[shortcomings["side"] == "effect"]
    rows = []
    for factor in factors.itertuples(index=False):
        for effect in effects.itertuples(index=False):
            both = [work for work in works[factor.factor_id] if work in works[effect.factor_id]]
            rows.append(
                dict(
                    factor_id=factor.factor_id,
                    factor_label=factor.label,
                    side=factor.side,
                    level=factor.level,
                    effect_id=effect.factor_id,
                    effect_label=effect.label,
                    effect_level=effect.level,
                    n_works=len(both),
                    n_works_factor=len(works[factor.factor_id]),
                    n_works_effect=len(works[effect.factor_id]),
                    work_ids=" ".join(both),
                    numbers=" ".join(map(str, sorted(lowest[work] for work in both))),
                )
            )
    return pd.DataFrame(rows)


def works_behind(matrix: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence file of the matrix: one row per factor, effect and work cited for both.

    ``row`` and ``column`` are the factor and the effect; the work is told by its lowest citation number.
    """
    cells = matrix[["factor_id", "effect_id", "factor_label", "effect_label", "work_ids"]]
    return works_of_cells(cells.itertuples(index=False, name=None), references)


def works_of_cells(cells: Iterable[tuple[str, str, str, str, str]], references: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and work from cells of row, column, their labels and the ids of the works (by blanks)."""
    about = ["number", "authors", "year", "title", "container", "doi"]
    works = references.sort_values("number").drop_duplicates("work_id").set_index("work_id")
    rows = [(*cell, work, *works.loc[work, about]) for *cell, work_ids in cells for work in work_ids.split()]
    return pd.DataFrame(rows, columns=["row", "column", "row_label", "column_label", "work_id", *about])

"""Factors and effects that the same works report."""

from __future__ import annotations

import pandas as pd

from ...core.literature import works_of_cells


def literature_matrix(shortcomings: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """Count the works that the table cites both for a factor and for an effect (co-citation).

    One row per antecedent or process barrier and effect, in the table's order; 0 where no work is cited for
    both. Two factors in one work does not mean that the work links them: it is a map of where to read.
    """
    works = cited.groupby("factor_id")["work_id"].agg(lambda ids: sorted(set(ids)))
    lowest: dict[str, int] = {}
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

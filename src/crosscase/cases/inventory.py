"""What arrived, case by case, and what cleaning changed of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..core import schemas
from ..core.findings import joined
from ..core.received import CASE_TABLES, OPTIONAL_TABLES, REQUIRED_TABLES, RawCase
from ..publish.words import n_of, number_word, opening

#: Kinds of passages that carry somebody's voice; the others are the authors'.
_VOICED = ("quotation", "field_note")


def inventory(cases: Sequence[RawCase]) -> pd.DataFrame:
    """Return one row per case and table with its number of rows; 0 where the case has no such table."""
    rows = [
        (case.case_id, table, len(case.tables[table].frame) if table in case.tables else 0)
        for case in cases
        for table in CASE_TABLES
    ]
    return pd.DataFrame(rows, columns=["case_id", "table", "n_rows"])


def side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """Return the inventory with one row a case and one column a table."""
    return table.pivot(index="case_id", columns="table", values="n_rows")[list(CASE_TABLES)].rename_axis(columns=None)


def kinds(cases: Sequence[RawCase]) -> pd.DataFrame:
    """Return how many passages of each kind a case has, one row a case."""
    order = schemas.allowed("raw/segments", "kind")
    counts = {case.case_id: case.tables["segments"].frame["kind"].value_counts() for case in cases}
    return pd.DataFrame(counts).T.reindex(columns=order).fillna(0).astype(int).rename_axis("case_id")


def what_arrived(table: pd.DataFrame, by_kind: pd.DataFrame, findings: pd.DataFrame) -> str:
    """Return in a paragraph what the cases bring, whose voices their passages carry, and what the check warns of.

    *table* is `inventory`, *by_kind* is `kinds`, *findings* the warnings of the check.
    """
    wide = side_by_side(table)
    total = wide.sum()
    told = [
        f"{opening(n_of(len(wide), 'case'))} arrived with {n_of(int(total['segments']), 'passage')},"
        f" {n_of(int(total['codings']), 'coding')} and {n_of(int(total['links']), 'link')} of all passes together."
    ]
    if len(wide) > 1:
        n = wide["segments"]
        most, fewest = ([case for case in wide.index if n[case] == end] for end in (n.max(), n.min()))
        told.append(
            f"The largest number of passages is {n.max()} ({joined(most)}), the smallest {n.min()} ({joined(fewest)})."
            if n.max() > n.min()
            else f"Each case has {n_of(int(n.max()), 'passage')}."
        )
    passages, voiced = by_kind.sum(axis=1), by_kind[list(_VOICED)].sum(axis=1)
    silent = [case for case in by_kind.index if not voiced[case]]
    told.append(
        f"Of the passages, {int(voiced.sum())} of {int(passages.sum())} are quotations or documented statements; the"
        " others are what the authors found or concluded"
        + (f", and nothing else is at hand of {joined(silent)}." if silent else ".")
    )
    lacking = [
        f"{table.replace('_', ' ')} of {joined([case for case in wide.index if not wide.at[case, table]])}"
        for table in OPTIONAL_TABLES
        if (wide[table] == 0).any()
    ]
    told.append(f"Not at hand: {'; '.join(lacking)}." if lacking else "Each optional table is at hand everywhere.")
    told.append(
        f"{opening(n_of(len(findings), 'warning'))} of the check should be read before the results."
        if len(findings)
        else "The check warns of nothing."
    )
    return " ".join(told)


#: What each rule of cleaning did to a value, as a sentence counts it.
_DID = {
    "reading": "mended on reading",
    "correction": "repaired by a declared correction",
    "alias": "mapped to the codebook by the table of aliases",
    "default": "filled in where an empty cell has a meaning",
    "number": "read as a number from printed text",
    "date": "read as a month or day from printed text",
    "spaces": "freed of spaces at the ends",
    "case_id": "given the name of the folder",
}


def what_was_changed(log: pd.DataFrame, label: str) -> str:
    """Return in a paragraph what cleaning changed in one case, by whose rule, and which tables it left as they came.

    *log* is the cleaning log: ``table``, ``column`` and ``rule`` are read. A table that is not in it came through as it
    was received, or never came.
    """
    untouched = [table for table in REQUIRED_TABLES if table not in set(log["table"])]
    if log.empty:
        return f"Nothing had to be harmonised in {label}: its tables stand as received."
    counts = log["rule"].value_counts()
    found = [rule for rule in _DID if rule in counts]
    did = joined([f"{counts[rule]} {'was' if counts[rule] == 1 else 'were'} {_DID[rule]}" for rule in found])
    told = [f"{number_word(len(log))} value{'' if len(log) == 1 else 's'} of {label} changed: {did}."]
    columns = log.groupby(["table", "column"]).size()
    most = [f"{column} of {table.replace('_', ' ')}" for table, column in columns[columns == columns.max()].index]
    if len(columns) > 1:
        told.append(f"Most changes ({columns.max()}{' each' if len(most) > 1 else ''}) are in {joined(most)}.")
    told.append(
        f"{joined(untouched).capitalize()} stand as received."
        if untouched
        else f"{joined(REQUIRED_TABLES).capitalize()} were all changed somewhere."
    )
    return " ".join(told)

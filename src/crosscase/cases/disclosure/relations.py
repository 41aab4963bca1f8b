"""What counts have to do with each other, as anybody can see who holds the published tables of the public cases.

Nothing is declared by hand that the published tables show: where sums of two columns over their common keys are equal
there, they are taken to be equal in the tables that are released (the phases of a barrier add up to the barrier), and
where a count of people never exceeds another count of its row, it is taken never to. One too many costs a cell more;
one too few would give a person away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from .sheets import Cell, Sheet

#: So many groups with something in them, of at least two sizes, make an equality more than chance.
_LEAST = 4


@dataclass(frozen=True)
class Relation:
    """The sum of cells, each times its weight, lies from *low* to *high*."""

    weights: tuple[tuple[Cell, float], ...]
    low: float
    high: float


@dataclass
class _Rows:
    """The rows of one table by what they are of (*keys*): what is published, and sums of it by some of the keys."""

    keys: list[str]
    public: pd.DataFrame

    def __post_init__(self) -> None:
        self._sums: dict[tuple[str, ...], dict[str, dict[tuple[str, ...], float]]] = {}

    def sums(self, by: tuple[str, ...]) -> dict[str, dict[tuple[str, ...], float]]:
        if by not in self._sums:
            counts = [column for column in self.public if column not in self.keys]
            summed = self.public.groupby(list(by))[counts].sum()
            self._sums[by] = {column: summed[column].to_dict() for column in counts}
        return self._sums[by]


@dataclass
class _View:
    """One column of one table: its own cells with their part, and the rows that it stands in."""

    table: str
    column: str
    rows: _Rows
    own: pd.DataFrame

    def __post_init__(self) -> None:
        self._groups: dict[tuple[str, ...], dict[tuple[str, ...], pd.DataFrame]] = {}

    def sums(self, by: tuple[str, ...]) -> dict[tuple[str, ...], float]:
        return self.rows.sums(by)[self.column]

    def groups(self, by: tuple[str, ...]) -> dict[tuple[str, ...], pd.DataFrame]:
        if by not in self._groups:
            self._groups[by] = {name: rows for name, rows in self.own.groupby(list(by))}
        return self._groups[by]


def relations(sheets: Sequence[Sheet]) -> list[Relation]:
    """Return every relation between the own counts of these tables, each once."""
    sheets = [sheet for sheet in sheets if sheet.people]
    views = list(_views(sheets))
    found = [one for sheet in sheets for one in _of_one(sheet)]
    for one, other in combinations(views, 2):
        if one.table == other.table and (one.column == other.column or one.rows.keys == other.rows.keys):
            continue
        by = tuple(key for key in one.rows.keys if key in other.rows.keys)
        if by and _equal(one.sums(by), other.sums(by)):
            found += _equalities(one, other, by)
            found += _covered(sheets, one, other, by)
    found += _same_number(sheets)
    return list(dict.fromkeys(found))


def _views(sheets: Sequence[Sheet]) -> Iterator[_View]:
    every = list(dict.fromkeys(key for sheet in sheets for key in sheet.schema.get("primaryKey") or []))
    for sheet in sheets:
        keys = [key for key in every if key in sheet.frame]
        public, own = _counted(sheet, keys)
        yield from _aliased(sheet.name, sheet.counts, keys, public, own)
        for total in sheet.schema.get("totals", []):
            parts = {name: {total["over"]: value} for value, name in total["of"].items()}
            rows = [
                public[[*keys, name]].rename(columns={name: total["column"]}).assign(**at) for name, at in parts.items()
            ]
            cells = [own[own["column"] == name].assign(column=total["column"], **at) for name, at in parts.items()]
            yield from _aliased(
                sheet.name, [total["column"]], [*keys, total["over"]], pd.concat(rows), pd.concat(cells)
            )


def _counted(sheet: Sheet, keys: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the published rows (keys, counts) and the own cells (keys, ``column``, ``cell``, ``value``)."""
    numbers = sheet.public[sheet.counts].apply(pd.to_numeric, errors="coerce").astype("float64")
    part = sheet.counted
    cells = [
        sheet.frame.loc[part.index, keys].assign(
            column=column, value=part[column], cell=[(sheet.name, int(row), column) for row in part.index]
        )
        for column in sheet.counts
    ]
    return sheet.public[keys].join(numbers), pd.concat(cells).dropna(subset="value")


def _aliased(
    table: str, columns: Sequence[str], keys: list[str], public: pd.DataFrame, own: pd.DataFrame
) -> Iterator[_View]:
    """Yield the columns as they are, and again with a cause, or an effect, as the code that other tables are of."""
    names: list[dict[str, str]] = [{}]
    if "code_id" not in keys:
        names += [{key: "code_id"} for key in ("cause", "effect") if key in keys]
    for name in names:
        of = [name.get(key, key) for key in keys]
        rows = _Rows(of, public.rename(columns=name).astype(dict.fromkeys(of, str)))
        for column in columns:
            yield _View(table, column, rows, own[own["column"] == column].rename(columns=name))


def _equal(one: Mapping[tuple[str, ...], float], other: Mapping[tuple[str, ...], float]) -> bool:
    """Return whether the sums are equal in every group that both have, and say something."""
    sizes: list[float] = []
    for group, n in one.items():
        if group in other:
            if n != other[group]:
                return False
            sizes += [n] if n else []
    return len(sizes) >= _LEAST and len(set(sizes)) > 1


def _equalities(one: _View, other: _View, by: tuple[str, ...]) -> Iterator[Relation]:
    """Yield that the own sums are equal too, in every group where they are."""
    left, right = one.groups(by), other.groups(by)
    for name in sorted(left.keys() & right.keys(), key=str):
        a, b = left[name], right[name]
        if a["value"].sum() == b["value"].sum():
            yield Relation((*((cell, 1.0) for cell in a["cell"]), *((cell, -1.0) for cell in b["cell"])), 0, 0)


def _covered(sheets: Sequence[Sheet], one: _View, other: _View, by: tuple[str, ...]) -> Iterator[Relation]:
    """Yield what follows for people where the rows of one table are the parts of a row of the other: the people of the
    whole are at least those of each part and at most those of all parts together."""
    tables = {sheet.name: sheet for sheet in sheets}
    for whole, parts in ((one, other), (other, one)) if one.table != other.table else ():
        groups, inside = whole.groups(by), parts.groups(by)
        for column in (name for name in tables[whole.table].people if name in tables[parts.table].people):
            totals, values = (tables[view.table].counted[column].to_dict() for view in (whole, parts))
            for name in sorted(groups.keys() & inside.keys(), key=str):
                rows, told = {cell[1] for cell in groups[name]["cell"]}, {cell[1] for cell in inside[name]["cell"]}
                total, each = totals[min(rows)], [values[row] for row in told]
                if len(rows) > 1 or not (max(each) <= total <= sum(each)):  # also where one is missing
                    continue
                cells = [(parts.table, row, column) for row in sorted(told)]
                top = (whole.table, min(rows), column)
                for cell in cells:
                    yield Relation(((top, 1.0), (cell, -1.0)), 0, np.inf)
                yield Relation(((top, 1.0), *((cell, -1.0) for cell in cells)), -np.inf, 0)


def _of_one(sheet: Sheet) -> Iterator[Relation]:
    yield from _within_rows(sheet)
    yield from _repeated(sheet)
    yield from _totals(sheet)
    yield from _margins(sheet)


def _repeated(sheet: Sheet) -> Iterator[Relation]:
    """Yield that a number is one in all rows of a group, such as the passages of a perspective beside each code."""
    keys = sheet.schema.get("primaryKey") or []
    for column in sheet.counts if len(keys) > 1 and len(sheet.public) else ():
        published = pd.to_numeric(sheet.public[column], errors="coerce")
        for key in keys:
            by = [one for one in keys if one != key]
            grouped = published.groupby([sheet.public[one] for one in by])
            if not (grouped.nunique() <= 1).all() or grouped.size().max() < _LEAST or published.nunique() < 2:
                continue
            for _, rows in sheet.frame.loc[sheet.counted.index].groupby(by):
                cells = [(sheet.name, int(row), column) for row in rows.index]
                if sheet.counted.loc[rows.index, column].nunique() == 1:
                    yield from (Relation(((cells[0], 1.0), (cell, -1.0)), 0, 0) for cell in cells[1:])


def _within_rows(sheet: Sheet) -> Iterator[Relation]:
    """Yield that people are no more than another count of the row, where that always is so."""
    published = sheet.public[sheet.counts].apply(pd.to_numeric, errors="coerce")
    for people in sheet.people:
        for other in (name for name in sheet.counts if name != people):
            if (published[people] > published[other]).any() or (sheet.part[people] > sheet.part[other]).any():
                continue
            for row in sheet.counted.index[sheet.counted[[people, other]].notna().all(axis=1)]:
                cells = (((sheet.name, int(row), other), 1.0), ((sheet.name, int(row), people), -1.0))
                yield Relation(cells, 0, np.inf)


def _totals(sheet: Sheet) -> Iterator[Relation]:
    """Yield the totals that stand in the row of their parts, as the schema says."""
    for total in sheet.schema.get("totals", []):
        for row in sheet.counted.index:
            values = sheet.counted.loc[row, [total["column"], *total["of"].values()]]
            if values.notna().all() and values.iloc[0] == values.iloc[1:].sum():
                parts = (((sheet.name, int(row), name), -1.0) for name in total["of"].values())
                yield Relation((((sheet.name, int(row), total["column"]), 1.0), *parts), 0, 0)


def _margins(sheet: Sheet) -> Iterator[Relation]:
    """Yield totals of people that may be known from elsewhere (a report, an ethics form): of all rows of a case, and of
    those that share a value of a column that the schema lists under ``margins``."""
    if "margins" not in sheet.schema:
        return
    rows = sheet.frame.loc[sheet.own]
    for by in [["case_id"], *(["case_id", key] for key in sheet.schema["margins"])]:
        for column in sheet.people:
            for _, group in rows.groupby(by):
                values = sheet.part.loc[group.index, column].dropna()
                if len(values) > 1:
                    weights = tuple(((sheet.name, int(row), column), 1.0) for row in values.index)
                    yield Relation(weights, values.sum(), values.sum())


def _same_number(sheets: Sequence[Sheet]) -> Iterator[Relation]:
    """Yield that equal numbers of people of one case, in tables that print them, may be one number told twice."""
    printed: dict[tuple[str, float], list[Cell]] = {}
    for sheet in (one for one in sheets if any(one.frame[name].dtype.kind not in "iuf" for name in one.people)):
        for column in sheet.people:
            for row, value in sheet.part[column].dropna().items():
                printed.setdefault((sheet.by_case[row], value), []).append((sheet.name, int(row), column))
    for cells in printed.values():
        for cell in cells[1:]:
            yield Relation(((cells[0], 1.0), (cell, -1.0)), 0, 0)

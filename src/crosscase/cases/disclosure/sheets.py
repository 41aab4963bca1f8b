"""A table as it is released: which rows tell of a case that is not public, and how many of each count are its own.

Everybody has what the public cases alone give. So a total over all cases shows the others by subtraction, and what is
looked at is never the total but the difference to the published one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from ...core import schemas

#: Stands for a cell that is not shown, whatever the reason.
HIDDEN = "*"

Cell = tuple[str, int, str]
"""A cell of a release: table, row of its frame, column."""


@dataclass
class Sheet:
    """One table. *frame* was computed with all cases, *public* from the public ones, *cases* are those that are not.

    `part` holds, for every row that tells of them (`own`), how much of each count is due to them.
    """

    name: str
    frame: pd.DataFrame
    public: pd.DataFrame
    cases: Collection[str]
    schema: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schema = self.schema or schemas.load(self.name)
        self.frame, self.public = self.frame.reset_index(drop=True), self.public.reset_index(drop=True)

    def _fields(self, *kinds: str) -> list[str]:
        return [one["name"] for one in self.schema["fields"] if one.get("counts") in kinds]

    @cached_property
    def people(self) -> list[str]:
        """Return the columns that count people, as numbers or as printed."""
        return self._fields("people")

    @cached_property
    def counts(self) -> list[str]:
        """Return the columns that count anything but cases: people, passages, links."""
        known, key = {*self._fields("people", "cases"), *self._never}, self.schema.get("primaryKey") or []
        whole = [one["name"] for one in self.schema["fields"] if one["type"] == "integer"]
        return [*self.people, *(name for name in whole if name not in known and name not in key)]

    @cached_property
    def shares(self) -> list[str]:
        """Return the columns that hold shares from 0 to 1."""
        return self._fields("shares")

    @cached_property
    def fractions(self) -> list[str]:
        """Return the columns of numbers that are no counts and follow from them."""
        return [
            one["name"] for one in self.schema["fields"] if one["type"] == "number" and one["name"] not in self.people
        ]

    @cached_property
    def _never(self) -> list[str]:
        return [one["name"] for one in self.schema["fields"] if one.get("released") is False]

    @cached_property
    def columns(self) -> list[str]:
        """Return the columns that leave at all."""
        return [column for column in self.frame.columns if column not in self._never]

    @cached_property
    def words(self) -> list[str]:
        """Return the columns of open text that leave."""
        plain = {one["name"] for one in self.schema["fields"] if one["type"] == "string"}
        closed = {one["name"] for one in self.schema["fields"] if one.get("constraints", {}).get("enum")}
        return [column for column in self.columns if column in plain - closed and column not in self.people]

    @cached_property
    def by_case(self) -> pd.Series:
        """Return the case that each row is of; empty where it is of all."""
        return _case_of(self.frame)

    @cached_property
    def own(self) -> pd.Index:
        """Return the rows that tell of a case that is not public."""
        of_case = self.by_case.isin(list(self.cases))
        over_all = self.by_case == ""
        known = {tuple(map(str, row)) for row in self.public.reindex(columns=self.frame.columns).to_numpy(dtype=object)}
        new = [tuple(map(str, row)) not in known for row in self.frame.to_numpy(dtype=object)]
        return self.frame.index[of_case | (over_all & pd.Series(new, index=self.frame.index))]

    @cached_property
    def part(self) -> pd.DataFrame:
        """Return the part of each count that is due to cases that are not public, for the rows that tell of them.

        Missing where a count is none, is not a whole number, or is less than what is published.
        """
        rows = self.frame.loc[self.own]
        value = rows[self.counts].apply(pd.to_numeric, errors="coerce").astype("float64")
        key = self.schema.get("primaryKey") or []
        over_all = (self.by_case[self.own] == "").to_numpy()
        if over_all.any() and key and len(self.public):
            published = self.public.set_index(key)[self.counts].apply(pd.to_numeric, errors="coerce").astype("float64")
            before = published.reindex(pd.MultiIndex.from_frame(rows[key]) if len(key) > 1 else rows[key[0]]).fillna(0)
            value = value - before.to_numpy() * over_all[:, None]
        return value.where((value >= 0) & (value % 1 == 0))

    @cached_property
    def counted(self) -> pd.DataFrame:
        """Return `part` without the rows of zeros: what nobody tells is shown, and adds nothing to any sum."""
        return self.part[(self.part != 0).any(axis=1)]

    @property
    def others(self) -> pd.DataFrame:
        """Return the rows that tell of public cases alone, as they are published."""
        rest = self.frame.drop(self.own)
        return pd.concat([self.public[_case_of(self.public) != ""], rest[_case_of(rest) == ""]], ignore_index=True)

    def released(
        self,
        hidden: Iterable[Cell],
        dropped: Collection[int],
        rounded: Callable[[float], float],
        *,
        own_only: bool = False,
    ) -> pd.DataFrame:
        """Return the table as it may leave: public rows as published (none with *own_only*), own ones without what is
        hidden or dropped, and with what they add to a count of people *rounded*."""
        rows = self.frame.loc[[row for row in self.own if row not in dropped], self.columns].astype(object)
        for column in (name for name in self.people if name in self.columns):
            for row in rows.index:
                value, part = rows.at[row, column], self.part.at[row, column]
                if part == part:  # a number
                    rest = float(value) - part
                    rows.at[row, column] = int(rest + rounded(part))
        for name, row, column in hidden:
            if name == self.name and row in rows.index and column in self.columns:
                rows.at[row, column] = HIDDEN
        others = self.others[self.columns].astype(object)
        return rows if own_only else pd.concat([others, rows], ignore_index=True)


def _case_of(frame: pd.DataFrame) -> pd.Series:
    if "case_id" in frame:
        return frame["case_id"].astype(str)
    if "unit" in frame:
        return frame["unit"].astype(str).map(lambda unit: unit.partition("/")[0])
    return pd.Series("", index=frame.index, dtype="str")

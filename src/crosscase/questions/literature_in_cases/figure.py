"""The literature's factors by case, and what the cases add to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import LEVELS, labels
from ...publish.grouped import Block, Layout, grouped_pages
from ...publish.pages import numbered
from ...publish.style import PRESETS
from .compute import LEVEL_NAMES, SIDES


@dataclass(frozen=True)
class _Columns:
    """The cases as columns; those of *own* come from the paper of the table itself and carry a dagger."""

    cases: pd.DataFrame
    own: set[str]
    note: str

    @property
    def units(self) -> list[str]:
        return self.cases["unit"].tolist()

    @property
    def heads(self) -> dict[str, str]:
        """The name of each unit above its column."""
        columns = (self.cases[name] for name in ("unit", "label", "case_id"))
        return {unit: f"{label}{'†' * (case in self.own)}" for unit, label, case in zip(*columns, strict=True)}

    def foot(self, text: str) -> str:
        """Return the line at the foot of a page, with what the dagger means and the note behind it."""
        dagger = " †: the case of the table's own paper." if self.own & set(self.cases["case_id"]) else ""
        return f"{text}{dagger} {self.note}".strip()


def literature_in_cases_figure(
    table: pd.DataFrame,
    beside: pd.DataFrame,
    added: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
    *,
    one_pass: pd.DataFrame | None = None,
    preset: str = "bmc",
    note: str = "",
) -> list[Figure]:
    """Draw the factors (rows) by case, and on a page of their own the codes that the published table does not hold.

    *table* is `literature_in_cases.factors_by_case`, *beside* `codes_beside_the_table`, *added* `additions`. A cell
    counts passages at their strongest: with a code that fits the factor (coloured), else to which only wider codes
    lead (grey), else only related ones (in brackets). Hatched: no code leads there. At the right: works cited.
    *one_pass* (`passes.one_pass_only` of ``code_id`` and ``unit``) adds the stars of the page of additions.
    """
    columns = _Columns(cases, own, note)
    pages = _factor_pages(table, columns, preset)
    if len(added):
        pages += _added_pages(beside, added, labels(codes), one_pass, columns, preset)
    return numbered(pages, PRESETS[preset])


def _factor_pages(table: pd.DataFrame, columns: _Columns, preset: str) -> list[Figure]:
    """Draw the factors of the published table by case."""
    order = table.drop_duplicates("factor_id")
    block = _factor_block(table, order["factor_id"].tolist(), columns.units)
    groups = [
        (
            f"{SIDES[side]}: {LEVEL_NAMES[level]}",
            order.loc[(order["side"] == side) & (order["level"] == level), "factor_id"].tolist(),
        )
        for side in SIDES
        for level in LEVELS
    ]
    layout = Layout(
        names=order.set_index("factor_id")["factor_label"].to_dict(),
        heads=columns.heads,
        right_title="Works",
        right={one.factor_id: f"{one.n_works}" for one in order.itertuples()},
        ramps=[("Passages", "co-destruction"), ("by wider codes only", "neutral")],
        signs=[
            *["one pass"] * bool((table["shown_by"] != "").any()),
            *["no code"] * bool(block.counts.isna().any(axis=None)),
        ],
        foot=columns.foot("n: a code fits the factor; n+: only a wider code; (n): only a related one."),
        widest_label=70,
    )
    return grouped_pages([(title, ids) for title, ids in groups if ids], [block], layout, preset=preset)


def _factor_block(table: pd.DataFrame, factors: Sequence[str], units: Sequence[str]) -> Block:
    """Return the cells of factors by units: what fits, what is wider, what is only related; a star where one pass
    shows the strongest of them.
    """

    def wide(bearing: str, values: str) -> pd.DataFrame:
        found = table[table["bearing"] == bearing].pivot(index="factor_id", columns="unit", values=values)
        return found.loc[factors, units]

    fits, wider, related = (wide(bearing, "n_segments") for bearing in ("fits", "wider", "related"))
    shown_by = table.pivot(index=["factor_id", "unit"], columns="bearing", values="shown_by")
    strongest = shown_by["fits"].where(
        fits.stack(future_stack=True).reindex(shown_by.index).fillna(0) > 0,
        shown_by["wider"].where(shown_by["wider"] != "", shown_by["related"]),
    )
    return Block(
        "Passages by case",
        fits.fillna(0).mask(fits.isna() & wider.isna() & related.isna()),
        "co-destruction",
        single=strongest.unstack("unit").loc[factors, units] != "",
        state=wide("fits", "state"),
        second=wider,
        aside=related,
    )


def _added_pages(
    beside: pd.DataFrame,
    added: pd.DataFrame,
    names: Mapping[str, str],
    one_pass: pd.DataFrame | None,
    columns: _Columns,
    preset: str,
) -> list[Figure]:
    """Draw the codes that the cases add to the published table, and those that it only touches, by case."""
    cases = columns.cases
    seen = beside.pivot(index="code_id", columns="unit", values="n_segments").loc[added["code_id"], columns.units]
    single = pd.DataFrame(False, index=seen.index, columns=seen.columns)
    for row in () if one_pass is None else one_pass.itertuples():
        if row.code_id in single.index and row.unit in single.columns:
            single.loc[row.code_id, row.unit] = True
    titles = {"added": "no factor of the table", "touched": "related factors only"}
    groups = [
        (
            f"{kind}: {titles[standing]}",
            added.loc[(added["family"] == family) & (added["standing"] == standing), "code_id"].tolist(),
        )
        for family, kind in (("barrier", "Barriers"), ("effect", "Effects of co-destruction"))
        for standing in titles
    ]
    others = len(cases) - int(cases["case_id"].isin(columns.own).sum())
    layout = Layout(
        names=names,
        heads=columns.heads,
        right_title="Cases (without\nthe table's own)",
        right={
            one.code_id: f"{one.n_units} of {len(cases)} ({one.n_units_elsewhere} of {others})"
            for one in added.itertuples()
        },
        ramps=[("Passages", "co-destruction")],
        signs=["one pass"] * bool(single.any(axis=None)),
        foot=columns.foot("What the cases add to the published table."),
        widest_label=70,
    )
    block = Block("Added by the cases", seen, "co-destruction", single=single)
    return grouped_pages([(title, ids) for title, ids in groups if ids], [block], layout, preset=preset)

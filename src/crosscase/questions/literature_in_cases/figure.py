"""The literature's factors by case, and what the cases add to them."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ...core.codebook import LEVELS, labels
from ...publish.grouped import Block, Layout, grouped_pages
from ...publish.pages import numbered
from ...publish.style import PRESETS
from .compute import LEVEL_NAMES, SIDES


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
    units = cases["unit"].tolist()
    order = table.drop_duplicates("factor_id")
    heads = {
        unit: f"{label}{'†' if case_id in own else ''}"
        for unit, label, case_id in zip(cases["unit"], cases["label"], cases["case_id"], strict=True)
    }
    dagger = " †: the case of the table's own paper." if own & set(cases["case_id"]) else ""

    def wide(bearing: str, values: str) -> pd.DataFrame:
        return (
            table[table["bearing"] == bearing]
            .pivot(index="factor_id", columns="unit", values=values)
            .loc[order["factor_id"], units]
        )

    fits, wider, related = (wide(bearing, "n_segments") for bearing in ("fits", "wider", "related"))
    counts = fits.fillna(0).mask(fits.isna() & wider.isna() & related.isna())
    shown_by = table.pivot(index=["factor_id", "unit"], columns="bearing", values="shown_by")
    strongest = shown_by["fits"].where(
        fits.stack(future_stack=True).reindex(shown_by.index).fillna(0) > 0,
        shown_by["wider"].where(shown_by["wider"] != "", shown_by["related"]),
    )
    single = strongest.unstack("unit").loc[order["factor_id"], units] != ""
    blocks = [
        Block(
            "Passages by case",
            counts,
            "co-destruction",
            single=single,
            state=wide("fits", "state"),
            second=wider,
            aside=related,
        )
    ]
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
        heads=heads,
        right_title="Works",
        right={one.factor_id: f"{one.n_works}" for one in order.itertuples()},
        ramps=[("Passages", "co-destruction"), ("by wider codes only", "neutral")],
        signs=[
            *["one pass"] * bool((table["shown_by"] != "").any()),
            *["no code"] * bool(counts.isna().any(axis=None)),
        ],
        foot=f"n: a code fits the factor; n+: only a wider code; (n): only a related one.{dagger} {note}".strip(),
        widest_label=70,
    )
    pages = grouped_pages([(title, ids) for title, ids in groups if ids], blocks, layout, preset=preset)
    if len(added):
        seen = beside.pivot(index="code_id", columns="unit", values="n_segments").loc[added["code_id"], units]
        single = pd.DataFrame(False, index=seen.index, columns=seen.columns)
        for row in () if one_pass is None else one_pass.itertuples():
            if row.code_id in single.index and row.unit in single.columns:
                single.loc[row.code_id, row.unit] = True
        titles = {"added": "no factor of the table", "touched": "related factors only"}
        parts = [
            (
                f"{kind}: {titles[standing]}",
                added.loc[(added["family"] == family) & (added["standing"] == standing), "code_id"].tolist(),
            )
            for family, kind in (("barrier", "Barriers"), ("effect", "Effects of co-destruction"))
            for standing in titles
        ]
        others = len(cases) - int(cases["case_id"].isin(own).sum())
        more = Layout(
            names=labels(codes),
            heads=heads,
            right_title="Cases (without\nthe table's own)",
            right={
                one.code_id: f"{one.n_units} of {len(cases)} ({one.n_units_elsewhere} of {others})"
                for one in added.itertuples()
            },
            ramps=[("Passages", "co-destruction")],
            signs=["one pass"] * bool(single.any(axis=None)),
            foot=f"What the cases add to the published table.{dagger} {note}".strip(),
            widest_label=70,
        )
        pages += grouped_pages(
            [(title, ids) for title, ids in parts if ids],
            [Block("Added by the cases", seen, "co-destruction", single=single)],
            more,
            preset=preset,
        )
    return numbered(pages, PRESETS[preset])

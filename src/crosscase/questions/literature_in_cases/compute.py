"""The literature's factors beside the cases: which of them the cases show, and what the cases add to the published
table.

The published table (Gheduzzi et al. 2021, Table 1) is one of the frameworks, so our codes are matched to its factors.
Its authors wrote it beside a case of their own: that case is no independent evidence, and every count is given without
it as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import codes_of, labels
from ...core.counts import by_unit, evidence, filled
from ...core.crosswalk import BEARINGS, FITS
from ...core.passes import one_pass_only
from ...core.units import told_places, unit_word, with_links

FRAMEWORK = "shortcomings_table"
#  How a code stands to the table: held by a factor, held in part (by narrower factors), touched by related factors
# only, or added by the cases.
STANDINGS = ("held", "in part", "touched", "added")
SIDES = {"antecedent": "Antecedents", "process": "Process barriers", "effect": "Effects"}
LEVEL_NAMES = {"citizens": "citizens", "providers": "researchers/providers", "team": "team", "system": "system"}


def factors_by_case(elements: pd.DataFrame, shortcomings: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `crosswalk.elements_by_case` that belong to the published table, with side, level and works
    of each factor.

    One row per factor, unit and bearing, in the table's order. ``n_works`` counts the works that the table cites for
    the factor (`literature.citations`). Raises `KeyError` when a factor of the framework is not in *shortcomings*.
    """
    part = elements[elements["framework_id"] == FRAMEWORK].rename(
        columns={"element_id": "factor_id", "element_label": "factor_label"}
    )
    about = shortcomings.set_index("factor_id")
    if missing := sorted(set(part["factor_id"]) - set(about.index)):
        raise KeyError(f"not in the table of shortcomings: {', '.join(missing)}")
    works = cited.groupby("factor_id")["work_id"].nunique()
    return (
        part.assign(
            side=part["factor_id"].map(about["side"]),
            level=part["factor_id"].map(about["level"]),
            n_works=part["factor_id"].map(works).fillna(0).astype("int64"),
        )
        .drop(columns=["framework_id", "element_group"])
        .reset_index(drop=True)
    )


def totals(table: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    """Return the units that show each factor: ``n_fits`` by codes that fit, ``n_wider`` with wider codes as well,
    ``n_related`` with related ones.

    Each also ``_elsewhere``: without the units whose case is in *own*. Missing where no code leads to the factor in
    these ways.
    """
    rows = []
    for factor, part in table.groupby("factor_id", sort=False):
        row: dict[str, object] = dict(factor_id=factor)
        for step, bearing in enumerate(BEARINGS, 1):
            here = part[part["bearing"].isin(BEARINGS[:step])]
            reached, shown = (here["state"] != "no code").any(), here[here["state"] == "shown"]
            row[f"n_{bearing}"] = shown["unit"].nunique() if reached else pd.NA
            row[f"n_{bearing}_elsewhere"] = (
                shown.loc[~shown["case_id"].isin(own), "unit"].nunique() if reached else pd.NA
            )
        rows.append(row)
    found = pd.DataFrame(rows)
    return found.astype({column: "Int64" for column in found.columns if column != "factor_id"})


def findings(table: pd.DataFrame) -> pd.DataFrame:
    """Return the factors that some case shows by a fitting or a wider code: one row a factor, those of one finding
    together.

    *table* is `factors_by_case`. Factors that the same codes show tell of the same passages: they are one ``finding``,
    however many they are (numbered from 1, those by fitting codes first, then in the table's order). ``bearing``:
    *fits*, or *wider* where no case shows the factor by a fitting code; ``codes`` lead there in this way. ``label``
    adds the level to a factor whose label another one shares.
    """
    about = table.drop_duplicates("factor_id").set_index("factor_id")
    twice = about["factor_label"].duplicated(keep=False)
    label = about["factor_label"].where(~twice, about["factor_label"] + ", " + about["level"].map(LEVEL_NAMES))
    shown = table[(table["state"] == "shown") & table["bearing"].isin(["fits", "wider"])]
    rows: list[dict[str, object]] = []
    number: dict[str, int] = {}
    for bearing in ("fits", "wider"):
        mine = shown[(shown["bearing"] == bearing) & ~shown["factor_id"].isin([row["factor_id"] for row in rows])]
        for one in mine.drop_duplicates("factor_id").itertuples(index=False):
            finding = number.setdefault(one.codes, len(number) + 1)
            where = dict(factor_id=one.factor_id, label=label[one.factor_id], n_works=one.n_works)
            rows.append(dict(finding=finding, bearing=bearing, codes=one.codes, **where))
    columns = ["finding", "bearing", "codes", "factor_id", "label", "n_works"]
    return pd.DataFrame(rows, columns=columns).sort_values("finding", kind="stable", ignore_index=True)


def standing(crosswalk: pd.DataFrame, codes: pd.DataFrame) -> pd.Series:
    """Return how each barrier and each effect of co-destruction stands to the published table (`STANDINGS`), by code.

    Enablers and effects of co-creation are left out: the table lists what goes wrong.
    """
    asked = set(codes_of(codes, "barrier")) | set(codes.loc[codes["valence"] == "co-destruction", "code_id"]) & set(
        codes_of(codes, "effect")
    )
    here = crosswalk[crosswalk["framework_id"] == FRAMEWORK]
    ways = (("held", FITS), ("in part", ["narrow"]), ("touched", ["related"]))
    by_way = {way: set(here.loc[here["relation"].isin(relations), "code_id"]) for way, relations in ways}
    order = [code for code in codes_of(codes, "barrier", "effect") if code in asked]
    return pd.Series(
        {code: next((way for way, held in by_way.items() if code in held), "added") for code in order}, dtype="str"
    )


def codes_beside_the_table(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    crosswalk: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    own: set[str],
) -> pd.DataFrame:
    """Count, for every barrier and effect of co-destruction and unit, the passages that carry it, with its standing
    to the published table.

    One row per code and unit, in codebook order; 0 where nobody says it. ``own_case`` marks the case of the table's
    own paper.
    """
    how = standing(crosswalk, codes)
    shown = by_unit(
        with_links(codings[(codings["presence"] == "present") & codings["code_id"].isin(how.index)], links), cases
    )
    index = pd.MultiIndex.from_product([how.index, cases["unit"]], names=["code_id", "unit"]).to_frame(index=False)
    table = filled(evidence(shown, ["code_id", "unit"]), index)
    about = codes.set_index("code_id")
    case_of = table["unit"].map(cases.set_index("unit")["case_id"])
    return table.assign(
        case_id=case_of,
        family=table["code_id"].map(about["family"]),
        standing=table["code_id"].map(how),
        own_case=case_of.isin(own).astype("boolean"),
    )


def one_pass(all_codings: pd.DataFrame, cases: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return the codes and units (or cases) that one of the separate passes alone shows (`passes.one_pass_only`)."""
    placed = by_unit(all_codings[all_codings["presence"] == "present"], cases)
    return one_pass_only(placed, ["code_id", "unit"], passes=passes)


def additions(table: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the codes that the published table does not hold, not even in part, and some case shows, first those it
    does not even touch, then by units.

    *table* is `codes_beside_the_table`. ``n_units_elsewhere`` leaves out the case of the table's own paper.
    """
    seen = table[table["standing"].isin(["touched", "added"]) & (table["n_segments"] > 0)]
    rows = [
        dict(
            code_id=code,
            family=part["family"].iloc[0],
            standing=part["standing"].iloc[0],
            n_units=len(part),
            n_units_elsewhere=int((~part["own_case"]).sum()),
            units=" ".join(unit for unit in cases["unit"] if unit in set(part["unit"])),
            n_segments=len({one for ids in part["segment_ids"] for one in ids.split()}),
            segment_ids=" ".join(sorted({one for ids in part["segment_ids"] for one in ids.split()})),
        )
        for code, part in seen.groupby("code_id", sort=False)
    ]
    columns = ["code_id", "family", "standing", "n_units", "n_units_elsewhere", "units", "n_segments", "segment_ids"]
    found = pd.DataFrame(rows, columns=columns)
    first = found["standing"].map({"added": 0, "touched": 1})
    return (
        found.assign(first=first)
        .sort_values(["family", "first", "n_units", "n_segments"], ascending=[True, True, False, False], kind="stable")
        .drop(columns="first")
        .reset_index(drop=True)
    )


# --- what is printed --------------------------------------------------------------------------------

FACTOR_WIDTHS = (34, 48, 14, 28, 55, 44, 44)
ADDED_WIDTHS = (20, 55, 62, 22, 108)


def published_factors(table: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    """Return the factors as they are printed: side and level, factor, works, cases by fitting codes, where (passages)
    by each kind of code.
    """
    label_of = cases.set_index("unit")["label"]
    counts = totals(table, own).set_index("factor_id")
    others = len(cases) - int(cases["case_id"].isin(own).sum())
    rows = []
    for factor, part in table.groupby("factor_id", sort=False):
        one, n = part.iloc[0], counts.loc[factor]
        told = [told_places(part[part["bearing"] == bearing], label_of) for bearing in BEARINGS]
        if pd.isna(n["n_related"]):
            said = "no code"
        elif pd.isna(n["n_fits"]):
            said = "no fitting code"
        else:
            said = f"{n['n_fits']} of {len(cases)} ({n['n_fits_elsewhere']} of {others})"
        rows.append(
            (
                f"{SIDES[one['side']]}: {LEVEL_NAMES[one['level']]}",
                one["factor_label"],
                int(one["n_works"]),
                said,
                *told,
            )
        )
    columns = [
        "Part of the table",
        "Factor",
        "Works",
        f"{unit_word(cases)} (without its own)",
        "Shown in (passages)",
        "By wider codes only",
        "By related codes only",
    ]
    return pd.DataFrame(rows, columns=columns)


def published_additions(
    added: pd.DataFrame, table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, own: set[str]
) -> pd.DataFrame:
    """Return what the cases add as it is printed; *added* is `additions`, *table* `codes_beside_the_table`."""
    names, label_of = labels(codes), cases.set_index("unit")["label"]
    others = len(cases) - int(cases["case_id"].isin(own).sum())
    n = table.set_index(["code_id", "unit"])["n_segments"]
    said = {"added": "no factor of the table", "touched": "related factors only"}
    rows = [
        (
            one.family.capitalize(),
            names[one.code_id],
            said[one.standing],
            f"{one.n_units} of {len(cases)} ({one.n_units_elsewhere} of {others})",
            "; ".join(f"{label_of[unit]} ({n[one.code_id, unit]})" for unit in one.units.split()),
        )
        for one in added.itertuples(index=False)
    ]
    return pd.DataFrame(
        rows, columns=["Kind", "Code", "In the table", f"{unit_word(cases)} (without its own)", "Shown in (passages)"]
    )

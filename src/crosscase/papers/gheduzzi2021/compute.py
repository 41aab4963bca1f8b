"""Gheduzzi et al. (2021), Place4Carers: Tables 1 to 3, Figure 1 and the change of its barriers between two versions.

Tables and figures are computed from the compendium's data; nothing is copied from the paper's pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import LEVELS, PERSPECTIVES, PHASES, STATUSES, VALENCES, codes_of, labels
from ...core.counts import evidence
from ...core.findings import CaseDataError, Finding, did_you_mean
from ...core.literature import cited_numbers, works_of_cells
from ...core.numbers import read_number
from ...core.order import told

CASE = "place4carers"
SOURCE, EARLIER = "gheduzzi2021", "gheduzzi2020"
LAYOUT = "data/raw/papers/gheduzzi2021/inventory.csv"

# --- Table 1 ----------------------------------------------------------------------------------------

_SIDES = {"antecedent": "Antecedent barriers", "process": "Process barriers", "effect": "Negative effects"}
_BLOCKS = {
    "citizens": "Citizens",
    "team": "Team (citizens with researchers/providers)",
    "providers": "Researchers/providers",
    "system": "System",
}

#: Widths in Word and LaTeX, in mm; each fills a landscape page.
TABLE1_WIDTHS = (30, 79, 79, 79)
TABLE2_WIDTHS = (45, 75, 35, 22, 90)
TABLE3_WIDTHS = (42, 58, 34, 40, 25, 33, 35)


def shortcomings(factors: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """Return one row per factor of Table 1, in its order, with its citation numbers and the distinct works behind them.

    *factors* is the literature table, *cited* `literature.citations` of it.
    """
    works = cited.groupby("factor_id")["work_id"].agg(lambda ids: sorted(set(ids)))
    table = factors[["factor_id", "side", "level", "label", "citation_numbers"]].copy()
    table["n_numbers"] = [len(set(cited_numbers(numbers))) for numbers in table["citation_numbers"]]
    table["n_works"] = [len(works[factor]) for factor in table["factor_id"]]
    table["work_ids"] = [" ".join(works[factor]) for factor in table["factor_id"]]
    return table.reset_index(drop=True)


def published_shortcomings(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 1 as it is laid out in print: a block a level, three columns; citation numbers in brackets, works
    after them.

    Each block ends with its factors and distinct works; an empty cell means that the paper lists no further factor
    there.
    """
    rows = []
    for level, block in _BLOCKS.items():
        parts = {side: table[(table["side"] == side) & (table["level"] == level)] for side in _SIDES}
        cells = {
            side: [f"{f.label} [{f.citation_numbers}] ({f.n_works})" for f in part.itertuples(index=False)]
            for side, part in parts.items()
        }
        for number in range(max(map(len, cells.values()))):
            rows.append([block, *(cells[side][number] if number < len(cells[side]) else "" for side in _SIDES)])
        totals = [f"{len(part)} factors, {len(_works(part))} works" if len(part) else "" for part in parts.values()]
        rows.append([f"{block}: in all", *totals])
    totals = [table[table["side"] == side] for side in _SIDES]
    rows.append(["All", *(f"{len(part)} factors, {len(_works(part))} works" for part in totals)])
    return pd.DataFrame(rows, columns=["Level", *_SIDES.values()])


def _works(part: pd.DataFrame) -> set[str]:
    return {work for ids in part["work_ids"] for work in ids.split()}


def works_cited(table: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence file of Table 1: one row per factor (``row``), side and level (``column``) and work cited for
    it.
    """
    cells = (
        (
            f.factor_id,
            f"{f.side} / {f.level}",
            f.label,
            f"{_SIDES[f.side]} / {_BLOCKS[f.level]}",
            f.work_ids,
        )
        for f in table.itertuples(index=False)
    )
    return works_of_cells(cells, references)


# --- Table 2 ----------------------------------------------------------------------------------------


def assessment(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the results that Table 2 prints, in its order; facts that the paper prints elsewhere are left out."""
    chosen = indicators[(indicators["source_id"] == SOURCE) & (indicators["section"] == "Table 2")]
    return chosen[
        ["activity", "indicator", "value", "unit", "better", "case_id", "source_id", "section", "note"]
    ].reset_index(drop=True)


def published_assessment(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 2 as it is printed, with the direction in which a result is better and what a reader should know."""
    result = [
        value if value.endswith(unit) or not unit else f"{value} {unit.removesuffix('s') if value == '1' else unit}"
        for value, unit in zip(table["value"], table["unit"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Activity": table["activity"].str.capitalize(),
            "Assessment factor": table["indicator"].str.replace(r"^(\w)", lambda m: m[1].upper(), regex=True),
            "Result": result,
            "Better if": table["better"],
            "Note": table["note"],
        }
    )


# --- Table 3 ----------------------------------------------------------------------------------------

_FACTS = {
    "n_events": "events",
    "minutes_total": "minutes_total",
    "minutes_each": "minutes_each",
    "start": "start",
    "end": "end",
}


def inventory(participants: pd.DataFrame, data_collection: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Return every printed fact about the methods of Table 3, one row each; the table's own number comes before the
    text's.

    *layout* says which group of *participants* and which method of *data_collection* stands in which cell. A fact that
    is printed in several places has a row for each; ``agrees`` is no where the numbers differ (``two`` and 2 are the
    same). Raises `CaseDataError` when the layout names a group or a method that the case does not have.
    """
    for column, known in (("group", participants["group"]), ("method", data_collection["method"])):
        if unknown := sorted(set(layout[column]) - set(known)):
            raise CaseDataError(
                [
                    Finding(
                        LAYOUT,
                        f"'{name}' is not a {column} of the case",
                        did_you_mean(name, set(known)),
                        column=column,
                        code="unknown.code",
                    )
                    for name in unknown
                ]
            )
    rows = []
    for cell in layout.itertuples(index=False):
        for fact in participants[participants["group"] == cell.group].itertuples(index=False):
            rows.append(
                (
                    cell.method_label,
                    cell.column_label,
                    "people",
                    fact.n,
                    fact.n_invited,
                    fact.case_id,
                    fact.source_id,
                    fact.section,
                    fact.note,
                )
            )
    for cell in layout.drop_duplicates("method_label").itertuples(index=False):
        facts = data_collection[data_collection["method"] == cell.method]
        for column, what in _FACTS.items():
            for fact in facts[facts[column] != ""].to_dict("records"):
                rows.append(
                    (
                        cell.method_label,
                        "",
                        what,
                        fact[column],
                        "",
                        fact["case_id"],
                        fact["source_id"],
                        fact["section"],
                        fact["note"],
                    )
                )
    columns = ["method_label", "column_label", "what", "printed", "out_of", "case_id", "source_id", "section", "note"]
    table = pd.DataFrame(rows, columns=columns)
    number = table["printed"].map(lambda text: read_number(text, count=True).value or text.casefold())
    place = ["method_label", "column_label", "what"]
    differ = number.groupby([table[column] for column in place]).transform("nunique") > 1
    order = {label: at for at, label in enumerate(layout["method_label"].unique())}
    table["agrees"] = differ.map({True: "no", False: "yes"})
    table["number"], table["first"] = number, (table["section"] != "Table 3").astype(int)
    table["method_at"], table["fact_at"] = (
        table["method_label"].map(order),
        table["what"].map(lambda w: ["people", *_FACTS.values()].index(w)),
    )
    table["column_at"] = (
        table["column_label"].map({label: at for at, label in enumerate(layout["column_label"].unique())}).fillna(-1)
    )
    table = table.sort_values(["method_at", "fact_at", "column_at", "first"], kind="stable").drop_duplicates(
        [*place, "number", "section"]
    )
    return table[[*place, "printed", "out_of", "agrees", "case_id", "source_id", "section", "note"]].reset_index(
        drop=True
    )


def published_inventory(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 3 as it is printed, with when and how long; where places disagree the cell gives each number with
    its place.
    """
    columns = list(dict.fromkeys(c for c in table["column_label"] if c))
    rows = []
    for method, facts in table.groupby("method_label", sort=False):
        row = {"Method": method}
        for column in columns:
            row[column] = _cell(facts[(facts["what"] == "people") & (facts["column_label"] == column)])
        for what, name in (("events", "Occasions"), ("minutes_total", "Minutes in all (each)")):
            row[name] = _cell(facts[facts["what"] == what])
        each = _cell(facts[facts["what"] == "minutes_each"])
        row["Minutes in all (each)"] += f" ({each})" if each else ""
        row["When"] = " and ".join(dict.fromkeys(facts.loc[facts["what"].isin(["start", "end"]), "printed"]))
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(facts: pd.DataFrame) -> str:
    if facts.empty:
        return ""
    if (facts["agrees"] == "no").any():
        return "; ".join(f"{fact.printed} ({fact.section})" for fact in facts.itertuples(index=False))
    first = facts.iloc[0]
    return f"{first['printed']} (out of {first['out_of']})" if first["out_of"] else str(first["printed"])


def facts_behind(
    table: pd.DataFrame, *, row: Sequence[str], column: str, value: str, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return the evidence file of a table of printed facts: one row per fact, with the place where the source prints
    it.
    """
    dois = sources.set_index("source_id")["doi"]
    place = [" / ".join(parts) for parts in table[list(row)].itertuples(index=False, name=None)]
    return pd.DataFrame(
        {
            "row": place,
            "column": table[column],
            "row_label": place,
            "column_label": table[column],
            "case_id": table["case_id"],
            "source_id": table["source_id"],
            "doi": table["source_id"].map(dois).fillna(""),
            "section": table["section"],
            "printed": table[value],
            "note": table["note"],
        }
    )


# --- Figure 1 ---------------------------------------------------------------------------------------

#: What one mark of the figure stands for.
MARK = ["level", "valence", "effect", "phase", "status", "perspective"]


def service_system(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that state each effect, by phase, status and perspective; only what occurs.

    One row per effect, phase, status and perspective, by level (citizens first), then in codebook order, with its
    causes and remedies.
    """
    counted = evidence(links, MARK)
    ends = links.groupby(MARK).agg(
        causes=("cause", lambda c: " ".join(sorted(set(c)))),
        remedies=("remedy", lambda r: " ".join(sorted(set(r) - {""}))),
    )
    return _ordered(counted.merge(ends.reset_index(), on=MARK, validate="one_to_one"), codes)


def effects(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per effect that some link states: what brought it about, what met it (passages in brackets)."""
    names = labels(codes)
    counted = evidence(links, ["level", "valence", "effect"])
    groups = {effect: part for effect, part in links.groupby("effect")}
    counted["brought_about_by"] = [told(groups[effect], "cause", names) for effect in counted["effect"]]
    counted["met_by"] = [
        told(groups[effect][groups[effect]["remedy"] != ""], "remedy", names) for effect in counted["effect"]
    ]
    return _ordered(counted, codes)


def _ordered(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    ranks = {
        "level": LEVELS,
        "valence": VALENCES,
        "effect": codes_of(codes, "effect"),
        "phase": PHASES,
        "status": STATUSES,
        "perspective": PERSPECTIVES,
    }
    keys = [key for key in MARK if key in table]
    return table.sort_values(
        keys, key=lambda c: c.map({value: at for at, value in enumerate(ranks[c.name])}), kind="stable"
    ).reset_index(drop=True)

"""Cross-case comparison: the cases side by side, and what a practitioner takes from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from . import honest
from .agreement import one_pass_only
from .codebook import HAPPENED, PHASES, REMEDIED, codes_of, labels
from .matrices import by_unit, evidence


def case_table(
    descriptions: Mapping[str, Mapping[str, Any]],
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    links: pd.DataFrame,
    *,
    unit_of_analysis: Literal["case", "unit"] = "case",
) -> pd.DataFrame:
    """Return one row per case, or per unit where units are compared, in the order of figures.

    *descriptions* maps a case id to its case.yml. ``unit`` is the key of a cross-case column: the case id, or
    ``case/unit`` in a case with several units. ``unit_id`` is the unit as segments name it. Labels that two
    rows share get a number. Counts are those of the rows given.
    """
    rows = []
    for case_id, about in descriptions.items():
        parts = about["units"] if unit_of_analysis == "unit" else []
        for part in parts if len(parts) > 1 else [None]:
            rows.append(
                dict(
                    case_id=case_id,
                    unit=f"{case_id}/{part['id']}" if part else case_id,
                    unit_id=part["id"] if part else case_id,
                    label=part["label"] if part else about["label"],
                    title=about["title"],
                    country=about["country"],
                    sector=about["sector"],
                    initiation=(part or {}).get("initiation") or about["initiation"],
                    access=about["access"],
                )
            )
    table = pd.DataFrame(rows)
    again = table.groupby("label").cumcount()
    table["label"] = table["label"].where(again == 0, table["label"] + " (" + (again + 1).astype(str) + ")")
    for column, frame in (("n_segments", segments.assign(link_id="")), ("n_codings", codings), ("n_links", links)):
        placed = by_unit(frame, table)
        table[column] = table["unit"].map(placed.groupby("unit").size()).fillna(0).astype(int)
    spoken = evidence(by_unit(segments, table), ["unit"]).set_index("unit")["n_speakers"]
    table["n_speakers"] = table["unit"].map(spoken).fillna(0).astype(int)
    return table


def units_of(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the table of cases with ``unit_id``, the unit as passages name it: what `matrices.by_unit` needs."""
    part = cases["unit"].str.partition("/")[2]
    return cases.assign(unit_id=part.where(part != "", cases["case_id"]))


def not_covered(descriptions: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return, by case, the codes that its case.yml says it was not read for."""
    return {case_id: list(about.get("not_covered") or []) for case_id, about in descriptions.items()}


def side_by_side(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return passages per code (rows, labels) and case (columns, labels) of one family, and the number of cases."""
    chosen = table[table["family"] == family]
    wide = chosen.pivot(index="code_id", columns="unit", values="n_segments").loc[
        codes_of(codes, family), cases["unit"]
    ]
    wide["cases"] = (
        chosen[chosen["state"] == "present"]
        .groupby("code_id")["unit"]
        .nunique()
        .reindex(wide.index)
        .fillna(0)
        .astype(int)
    )
    return wide.rename(index=labels(codes), columns=dict(zip(cases["unit"], cases["label"], strict=True))).rename_axis(
        index="code", columns=None
    )


#: Widths of the practitioner's table in Word and LaTeX, in mm; they fill a landscape page.
PRACTICE_WIDTHS = (34, 14, 52, 62, 50, 55)


def published_practice(table: pd.DataFrame) -> pd.DataFrame:
    """Return the practitioner's table as it is printed: the columns that a reader needs, with plain names."""
    names = {
        "barrier": "Barrier",
        "n_cases": "Cases",
        "seen_in": "Seen in (phases)",
        "led_to": "Led to (passages)",
        "could_lead_to": "Could lead to (passages)",
        "met_by": "Met by (passages)",
    }
    return table[list(names)].rename(columns=names)


def barriers_in_practice(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    by_case: pd.DataFrame | None = None,
    all_links: pd.DataFrame | None = None,
    all_codings: pd.DataFrame | None = None,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Return the practitioner's table: each barrier, where it was seen, what it led to, what met it.

    One row per barrier that some case shows, those seen in most cases first, then by passages, then in codebook order.
    Numbers in brackets count passages. ``led_to`` holds effects of co-destruction that happened or were weakened,
    ``could_lead_to`` those that were averted or only feared, ``met_by`` the remedies of either. A star behind a case
    marks a barrier that only one of two independent *passes* shows there (``shown_by`` of *by_case*); behind an effect
    or a remedy, that only one of them links it to the barrier (*all_links*, *all_codings*: the rows of every pass).
    """
    names = labels(codes)
    shown = by_unit(codings[(codings["presence"] == "present") & (codings["family"] == "barrier")], cases)
    caused = by_unit(links[(links["cause_family"] == "barrier") & (links["valence"] == "co-destruction")], cases)
    label_of = cases.set_index("unit")["label"]
    order = {code: number for number, code in enumerate(codes_of(codes, "barrier"))}
    single_cases = (
        set()
        if by_case is None
        else set(by_case.loc[by_case["shown_by"] != "", ["code_id", "unit"]].itertuples(index=False, name=None))
    )
    starred: dict[str, dict[str, set[str]]] = {"effect": {}, "remedy": {}}
    for column, found in starred.items() if all_links is not None else ():
        single = one_pass_only(all_links[all_links[column] != ""], ["cause", column], passes=passes, read=all_codings)
        found.update(single.groupby("cause")[column].agg(set))
    rows = []
    for code, found in shown.groupby("code_id"):
        mine = caused[caused["cause"] == code]
        places = []
        for unit in cases["unit"]:
            phases = set(found.loc[found["unit"] == unit, "phase"])
            if phases:
                star = "*" if (code, unit) in single_cases else ""
                places.append(f"{label_of[unit]}{star} ({', '.join(p for p in PHASES if p in phases)})")
        passages = set(found["case_id"] + ":" + found["segment_id"]) | set(mine["case_id"] + ":" + mine["segment_id"])
        rows.append(
            dict(
                code_id=code,
                barrier=names[code],
                n_cases=len(places),
                n_segments=len(set(found["case_id"] + ":" + found["segment_id"])),
                n_speakers=len({(c, s) for c, s in zip(found["case_id"], found["speaker"], strict=True) if s}),
                seen_in="; ".join(places),
                led_to=told(
                    mine[mine["status"].isin(HAPPENED)],
                    "effect",
                    names,
                    starred["effect"].get(code, ()),
                ),
                could_lead_to=told(
                    mine[mine["status"].isin(["averted", "possible"])], "effect", names, starred["effect"].get(code, ())
                ),
                met_by=told(mine[mine["status"].isin(REMEDIED)], "remedy", names, starred["remedy"].get(code, ())),
                segment_ids=" ".join(sorted(passages)),
            )
        )
    columns = [
        "code_id",
        "barrier",
        "n_cases",
        "n_segments",
        "n_speakers",
        "seen_in",
        "led_to",
        "could_lead_to",
        "met_by",
    ]
    table = pd.DataFrame(rows, columns=[*columns, "segment_ids"])
    return table.sort_values(
        ["n_cases", "n_segments", "code_id"],
        ascending=[False, False, True],
        key=lambda c: c.map(order) if c.name == "code_id" else c,
    ).reset_index(drop=True)


def told(links: pd.DataFrame, column: str, names: Mapping[str, str], starred: Collection[str] = ()) -> str:
    """Return codes as text, those with most passages first: ``Friction and conflict (3); ...``; *starred* ones with
    a star.
    """
    passages = (links["case_id"] + ":" + links["segment_id"]).groupby(links[column]).nunique()
    ranked = sorted(passages.items(), key=lambda item: (-item[1], names[item[0]]))
    return "; ".join(f"{names[code]}{'*' * (code in starred)} ({n})" for code, n in ranked)


def code_order(table: pd.DataFrame, codes: pd.DataFrame, family: str, *, valence: str = "") -> list[str]:
    """Return the codes of a family as figures list them: seen in most cases first, then most passages, then
    codebook order.

    *table* is `matrices.codes_by_case`. With *valence* only the effects of that valence are listed.
    """
    listed = codes_of(codes, family)
    if valence:
        of_valence = set(codes.loc[codes["valence"] == valence, "code_id"])
        listed = [code for code in listed if code in of_valence]
    chosen = table[table["code_id"].isin(listed)]
    counts = (
        chosen.assign(shown=chosen["state"] == "present")
        .groupby("code_id")
        .agg(cases=("shown", "sum"), passages=("n_segments", "sum"))
    )
    return sorted(
        listed, key=lambda code: (-counts.at[code, "cases"], -counts.at[code, "passages"], listed.index(code))
    )


def barrier_order(table: pd.DataFrame, codes: pd.DataFrame) -> list[str]:
    """Return the barriers in the order of figures (`code_order`)."""
    return code_order(table, codes, "barrier")


def codes_in_cases(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, families: Sequence[str]
) -> pd.DataFrame:
    """Return one row per code of these families: in how many cases, on how much evidence, and how much in each.

    *table* is `matrices.codes_by_case`. ``n_covered`` counts the cases that were read for the code; ``low`` and
    ``high`` are the 95 % Wilson interval of the share of them that show it, missing where none was read for it.
    ``in_cases`` tells passages and share of the case's passages of that family: ``Harbour town 3 (12 %); ...``. Codes
    in the order of figures.
    """
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    names = labels(codes)
    rows = []
    for family in families:
        for code in code_order(table, codes, family):
            mine = table[table["code_id"] == code].set_index("unit").reindex(cases["unit"])
            covered = mine[mine["state"] != "not covered"]
            shown = mine[mine["state"] == "present"]
            told = honest.proportion(len(shown), len(covered)) if len(covered) else None
            rows.append(
                dict(
                    code_id=code,
                    family=family,
                    label=names[code],
                    n_cases=len(shown),
                    n_covered=len(covered),
                    low=told.low if told else pd.NA,
                    high=told.high if told else pd.NA,
                    n_absent=int((mine["state"] == "absent").sum()),
                    n_segments=int(shown["n_segments"].sum()),
                    n_speakers=int(shown["n_speakers"].sum()),
                    n_links=int(shown["n_links"].sum()),
                    in_cases="; ".join(
                        f"{label_of[row.Index]} {row.n_segments} ({row.share_of_segments:.0%})"
                        for row in shown.itertuples()
                    ),
                    segment_ids=" ".join(sorted({one for ids in shown["segment_ids"] for one in ids.split()})),
                )
            )
    frame = pd.DataFrame(rows)
    return frame.assign(low=frame["low"].astype("Float64"), high=frame["high"].astype("Float64"))


#: Widths of that table in Word and LaTeX, in mm.
CODES_WIDTHS = (50, 17, 18, 30, 18, 18, 16, 100)


def published_codes(table: pd.DataFrame) -> pd.DataFrame:
    """Return `codes_in_cases` as it is printed."""
    return pd.DataFrame(
        {
            "Code": table["label"],
            "Kind": table["family"],
            "Cases": [f"{row.n_cases} of {row.n_covered}" for row in table.itertuples()],
            "95 % Wilson interval": [
                "" if pd.isna(row.low) else f"{row.low:.2f} to {row.high:.2f}" for row in table.itertuples()
            ],
            "Passages": table["n_segments"].astype(str),
            "Speakers": table["n_speakers"].astype(str),
            "Links": table["n_links"].astype(str),
            "In each case: passages (share)": table["in_cases"],
        }
    )

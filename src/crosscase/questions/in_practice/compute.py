"""What a practitioner takes from the cases: each barrier, where it was seen, what it led to, what met it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import HAPPENED, PHASES, REMEDIED, codes_of, labels
from ...core.counts import by_unit
from ...core.order import told
from ...core.passes import one_pass_only

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
    ``n_segments`` counts the passages that show it or tell what it led to. Numbers in brackets count passages.
    ``led_to`` holds effects of co-destruction that happened or were weakened, ``could_lead_to`` those that were averted
    or only feared, ``met_by`` the remedies of either. A star behind a case marks a barrier that only one of two
    independent *passes* shows there (``shown_by`` of *by_case*); behind an effect or a remedy, that only one of them
    links it to the barrier (*all_links*, *all_codings*: the rows of every pass).
    """
    names = labels(codes)
    shown = by_unit(codings[(codings["presence"] == "present") & (codings["family"] == "barrier")], cases)
    caused = by_unit(links[(links["cause_family"] == "barrier") & (links["valence"] == "co-destruction")], cases)
    order = {code: number for number, code in enumerate(codes_of(codes, "barrier"))}
    signs: dict[tuple[str, str], str] = {}
    if by_case is not None:
        cells = by_case[["code_id", "unit", "shared_only", "shown_by"]].itertuples(index=False, name=None)
        signs = {(code, unit): "†" * bool(shared) + "*" * bool(one) for code, unit, shared, one in cells}
    starred: dict[str, dict[str, set[str]]] = {"effect": {}, "remedy": {}}
    for column, found in starred.items():
        if all_links is None:
            break
        single = one_pass_only(all_links[all_links[column] != ""], ["cause", column], passes=passes, read=all_codings)
        found.update(single.groupby("cause")[column].agg(set))
    rows = []
    for code, found in shown.groupby("code_id"):
        mine = caused[caused["cause"] == code]
        places = _places(found, cases, signs)
        effects, remedies = (starred[column].get(code, ()) for column in ("effect", "remedy"))
        behind = pd.concat([found, mine])[["case_id", "segment_id", "speaker"]].drop_duplicates()
        passages = _passages(behind)
        rows.append(
            dict(
                code_id=code,
                barrier=names[code],
                n_cases=len(places),
                n_segments=len(passages),
                n_speakers=len(behind.loc[behind["speaker"] != "", ["case_id", "speaker"]].drop_duplicates()),
                seen_in="; ".join(places),
                led_to=told(mine[mine["status"].isin(HAPPENED)], "effect", names, effects),
                could_lead_to=told(mine[mine["status"].isin(["averted", "possible"])], "effect", names, effects),
                met_by=told(mine[mine["status"].isin(REMEDIED)], "remedy", names, remedies),
                segment_ids=" ".join(sorted(passages)),
            )
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(
        ["n_cases", "n_segments", "code_id"],
        ascending=[False, False, True],
        key=lambda c: c.map(order) if c.name == "code_id" else c,
    ).reset_index(drop=True)


#: The columns of `barriers_in_practice`.
COLUMNS = ("code_id barrier n_cases n_segments n_speakers seen_in led_to could_lead_to met_by segment_ids").split()


def _passages(frame: pd.DataFrame) -> set[str]:
    return set((frame["case_id"] + ":" + frame["segment_id"]).tolist())


def _places(found: pd.DataFrame, cases: pd.DataFrame, signs: Mapping[tuple[str, str], str]) -> list[str]:
    """Return the cases that show a barrier, each with its phases and the *signs* of (code, unit)."""
    places = []
    told = found[["unit", "phase", "code_id"]].drop_duplicates()
    seen = {unit: (part["code_id"].iloc[0], set(part["phase"])) for unit, part in told.groupby("unit")}
    for unit, label in zip(cases["unit"], cases["label"], strict=True):
        if unit in seen:
            code, phases = seen[unit]
            sign = signs.get((code, unit), "")
            places.append(f"{label}{sign} ({', '.join(p for p in PHASES if p in phases)})")
    return places

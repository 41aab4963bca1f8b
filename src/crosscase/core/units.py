"""The cases, or their units, as columns of a comparison: their names, what they cover, where something is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import pandas as pd

from . import likeness
from .counts import by_unit, evidence


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
    rows share get a number. Counts are those of the rows given. ``source_ids`` names the sources of its passages,
    separated by spaces. Rows stand so that neighbours show the same barriers, with cases of one source side by side
    (`likeness.seriated`).
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
    named = by_unit(segments, table)[["unit", "source_id"]].drop_duplicates()
    told = named.groupby("unit")["source_id"].agg(lambda ids: " ".join(sorted(ids)))
    table["source_ids"] = table["unit"].map(told).fillna("")
    present = by_unit(codings[(codings["presence"] == "present") & (codings["family"] == "barrier")], table)
    seen = present[["unit", "code_id"]].drop_duplicates()
    shown = {unit: set(part["code_id"]) for unit, part in seen.groupby("unit")}
    order = likeness.seriated(
        [
            (unit, ids.split(), shown.get(unit, set()))
            for unit, ids in zip(table["unit"], table["source_ids"], strict=True)
        ]
    )
    return table.set_index("unit").loc[order].reset_index()[list(table.columns)]


def units_of(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the table of cases with ``unit_id``, the unit as passages name it: what `counts.by_unit` needs."""
    part = cases["unit"].str.partition("/")[2]
    return cases.assign(unit_id=part.where(part != "", cases["case_id"]))


#: Where a table keeps the labels of thin cases and how many cases there are (``frame.attrs``): no column, so no output
#: has it. The table of cases has it, and those of findings on all of them (`like`).
THIN = "thin"


def barriers_shown(codings: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """Return how many barriers each case (or unit) shows in the codings; a case that shows none is left out."""
    present = codings[(codings["presence"] == "present") & (codings["family"] == "barrier")]
    return by_unit(present, cases).groupby("unit")["code_id"].nunique()


def with_thin(cases: pd.DataFrame, n_barriers: pd.Series, thresholds: Mapping[str, int]) -> pd.DataFrame:
    """Return the table of cases knowing which are thin: with fewer passages (``n_segments``) or fewer barriers
    (`barriers_shown`) than the *thresholds* ``passages`` and ``barriers`` say.
    """
    marked = cases.copy()
    if len(cases) and thresholds:
        few = cases["unit"].map(n_barriers).fillna(0) < thresholds["barriers"]
        thin = few | (cases["n_segments"] < thresholds["passages"])
        marked.attrs[THIN] = tuple(cases.loc[thin, "label"]), len(cases)
    return marked


def like(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return a table that knows which cases are thin, as another one does."""
    if THIN in known.attrs:
        table = table.copy()
        table.attrs[THIN] = known.attrs[THIN]
    return table


def not_covered(descriptions: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return, by case, the codes that its case.yml says it was not read for."""
    return {case_id: list(about.get("not_covered") or []) for case_id, about in descriptions.items()}


def with_links(codings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return codings with ``link_id``: one row per coding and link that has the code as cause or effect in its passage;
    missing for none. A cause stands in the passage that tells it, which may be another than that of the effect.
    """
    place = ["case_id", "segment_id", "code_id"]
    told = links["cause_segment_id"].where(links["cause_segment_id"] != "", links["segment_id"])
    causes = links.assign(code_id=links["cause"], segment_id=told)
    ends = pd.concat([causes, links.assign(code_id=links["effect"])], ignore_index=True)
    return codings.merge(ends[[*place, "link_id"]].drop_duplicates(), on=place, how="left")


def told_places(part: pd.DataFrame, label_of: Mapping[str, str]) -> str:
    """Return where something is shown, as text: ``Nursing homes (2); Place4Carers (5*)``; a star where only one pass
    shows it.
    """
    cells = zip(*(part[name].tolist() for name in ("state", "unit", "n_segments", "shown_by")), strict=True)
    return "; ".join(
        f"{label_of[unit]} ({n_segments}{'*' if shown_by else ''})"
        for state, unit, n_segments, shown_by in cells
        if state == "shown"
    )


def shared_passages(segments: pd.DataFrame) -> set[str]:
    """Return the passages that stand as evidence in two cases or more, as ``case_id:segment_id``.

    They are one stretch of a source, told by their anchors: a passage of one case and a passage of another that begin
    or end with the same words, or a run of passages of the other that begins and ends with it. *segments* stand in
    reading order. A passage without anchors (of a case that is not public) is never found shared.
    """
    found: set[str] = set()
    known = segments[(segments["head_anchor"].fillna("") != "") & (segments["tail_anchor"].fillna("") != "")]
    for _, source in known.groupby("source_id", sort=False):
        ids = {str(case_id): part["segment_id"].tolist() for case_id, part in source.groupby("case_id", sort=False)}
        source = source.assign(at=source.groupby("case_id", sort=False).cumcount())
        heads, tails = (_in_several_cases(source, end) for end in _ANCHORS)
        met = source[source["head_anchor"].isin(list(heads)) | source["tail_anchor"].isin(list(tails))]
        rows = zip(*(met[name].tolist() for name in ("case_id", "segment_id", *_ANCHORS)), strict=True)
        for one, segment_id, head, tail in rows:
            begin, end = heads.get(head, {}), tails.get(tail, {})
            for other in {*begin, *end} - {one}:
                first, last = begin.get(other), end.get(other)
                ends = [at for at in (first, last) if at is not None]
                run = range(first, last + 1) if first is not None and last is not None and first <= last else ends
                found |= {f"{other}:{ids[other][at]}" for at in run}
                found |= {f"{one}:{segment_id}"}
    return found


_ANCHORS = ("head_anchor", "tail_anchor")


def _in_several_cases(passages: pd.DataFrame, end: str) -> dict[str, dict[str, int]]:
    """Return the anchors at one end of passages that stand in several cases: by anchor and case the place (``at``) of
    the last such passage.
    """
    pairs = passages[["case_id", end]].drop_duplicates()
    several = passages[passages[end].isin(pairs.loc[pairs[end].duplicated(), end])]
    found: dict[str, dict[str, int]] = {}
    for case_id, anchor, at in zip(*(several[name].tolist() for name in ("case_id", end, "at")), strict=True):
        found.setdefault(anchor, {})[case_id] = at
    return found


def by_shared_alone(segment_ids: pd.Series, shared: Collection[str]) -> pd.Series:
    """Return where passages stand behind something and every one is *shared* with another case."""
    behind = [ids.split() for ids in segment_ids.fillna("")]
    return pd.Series([bool(ids) and set(ids) <= set(shared) for ids in behind], segment_ids.index, dtype=bool)


def several_by_shared(segment_ids: pd.Series, shared: Collection[str]) -> pd.Series:
    """Return where two cases or more stand behind something, and fewer than two without their shared passages."""
    behind = [ids.split() for ids in segment_ids]
    every, own = (
        [len({one.partition(":")[0] for one in ids if one not in out}) for ids in behind] for out in ((), shared)
    )
    return pd.Series([n > 1 > m - 1 for n, m in zip(every, own, strict=True)], segment_ids.index, dtype=bool)


def unit_word(cases: pd.DataFrame) -> str:
    """Return what the columns of cross-case tables are: Cases, or Units where a case has several."""
    return "Cases" if (cases["unit"] == cases["case_id"]).all() else "Units"

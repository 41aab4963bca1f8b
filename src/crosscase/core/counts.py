"""Matrices: how much evidence stands behind each pair of codes, within a case and across cases.

Every cell carries links, segments, speakers, cases and the ids of its segments. A count of segments
measures talk and coding, not how common something is: read it beside speakers and cases.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from .codebook import PHASES, REMEDIED, STATUSES, VALENCES, check_known_codes, codes_of, labels

CountBy = Literal["segments", "speakers", "links"]

#: The column of a table of counts that each way of counting shows.
COUNTED = {"segments": "n_segments", "speakers": "n_speakers", "links": "n_links", "cases": "n_cases"}
EVIDENCE = ("n_links", "n_segments", "n_speakers", "n_cases", "segment_ids")


def evidence(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count the evidence in each group of links or codings.

    One row per combination of *by* that occurs. ``n_links`` counts rows with a ``link_id`` (0 for codings),
    ``n_segments`` distinct passages, ``n_speakers`` distinct labelled speakers (a passage without one adds
    none), ``n_cases`` distinct cases; ``segment_ids`` lists the passages as ``case_id:segment_id``, sorted.
    """
    groups = frame.groupby(list(by), sort=True, observed=True)
    counted, group = groups.size(), groups.ngroup().to_numpy()
    case, cases = pd.factorize(frame["case_id"])
    passage, names = _distinct(group, *_named(case, cases, frame["segment_id"]))
    n_links: np.ndarray | int = 0
    if "link_id" in frame:
        n_links = _sizes(_distinct(group, *_named(case, cases, frame["link_id"]))[0], len(counted))
    # The pairs of group and passage are sorted, so the passages of a group follow each other in order.
    ends = np.cumsum(_sizes(passage, len(counted))).tolist()
    ids = names.tolist()
    return pd.DataFrame(
        {
            "n_links": n_links,
            "n_segments": _sizes(passage, len(counted)),
            "n_speakers": _sizes(
                _distinct(group, *_named(case, cases, frame["speaker"], empty=False))[0], len(counted)
            ),
            "n_cases": _sizes(_distinct(group, case, cases)[0], len(counted)),
            "segment_ids": pd.array([" ".join(ids[i:j]) for i, j in zip([0, *ends], ends, strict=False)], dtype="str"),
        },
        index=counted.index,
    ).reset_index()


def _named(case: np.ndarray, cases: pd.Index, cells: pd.Series, *, empty: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's name ``case_id:cell`` as a number, and the names by number, sorted; missing is -1, and so is an
    empty cell where *empty* is False.

    The names are put together once for each pair that occurs: there may be millions of rows.
    """
    at, found = pd.factorize(cells)
    places, words, n = cases.tolist(), found.tolist(), len(found)
    known = (case >= 0) & (at >= 0)
    if not empty and "" in words:
        known &= at != words.index("")
    pair, pairs = pd.factorize(np.where(known, case * n + at, -1))
    told = [f"{places[one // n]}:{words[one % n]}" for one in pairs.tolist() if one >= 0]
    texts = np.array(told, dtype=object)
    # A pair that is none takes part as a number below all others.
    place = np.full(len(pairs), -1)
    order = np.argsort(texts)
    place[np.flatnonzero(pairs >= 0)[order]] = np.arange(len(texts))
    return place[pair] if len(pairs) else pair, texts[order]


def _distinct(group: np.ndarray, numbers: np.ndarray, names: np.ndarray | pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of a group and a value that occur, sorted: the groups and the values; missing ones are none.

    *numbers* are the places of the values among the *names*.
    """
    kept = (group >= 0) & (numbers >= 0)
    pairs = np.unique(group[kept] * len(names) + numbers[kept])
    if not len(pairs):
        return pairs, np.array([], dtype=object)
    return pairs // len(names), np.asarray(names, dtype=object)[pairs % len(names)]


def _sizes(groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Return how often each group occurs."""
    return np.bincount(groups, minlength=n_groups).astype("int64")


def filled(counted: pd.DataFrame, grid: pd.DataFrame) -> pd.DataFrame:
    """Return *grid* with its counts; a row of the grid without evidence has 0 and no segments."""
    keys = [column for column in grid.columns if column in counted.columns]
    table = grid.merge(counted, on=keys, how="left", validate="one_to_one")
    for column in table.columns.difference(grid.columns):
        table[column] = table[column].fillna("") if column == "segment_ids" else table[column].fillna(0).astype("int64")
    return table


def grid(**levels: Sequence[str]) -> pd.DataFrame:
    """Return one row per combination of the given values, in their order."""
    index = pd.MultiIndex.from_product(levels.values(), names=levels.keys())
    return index.to_frame(index=False)


def barrier_effects(links: pd.DataFrame, codes: pd.DataFrame, *, case_id: str) -> pd.DataFrame:
    """Count the evidence that each barrier or enabler leads to each effect, within one case.

    One row per cause and effect of the codebook, in its order; 0 where the case names no such link. Counts
    of each status (``n_realised`` ...) count links; ``n_segments_happened`` and ``n_segments_met`` (likewise
    ``n_speakers_``) count passages with a link that is realised, and mitigated or averted. Uses ``case_id``,
    ``link_id``, ``segment_id``, ``speaker``, ``cause``, ``effect`` and ``status`` of *links*. Raises
    `CodebookError` when a link uses an unknown code.
    """
    causes, effects = codes_of(codes, "barrier", "enabler"), codes_of(codes, "effect")
    check_known_codes(links["cause"], causes, "barrier or enabler")
    check_known_codes(links["effect"], effects, "effect")
    counted = evidence(links, ["cause", "effect"])
    by_status = links.groupby(["cause", "effect", "status"])["link_id"].nunique().unstack("status")
    by_status = by_status.reindex(columns=list(STATUSES)).add_prefix("n_").reset_index()
    counted = counted.merge(by_status, on=["cause", "effect"], validate="one_to_one")
    for outcome, statuses in {"happened": ("realised",), "met": REMEDIED}.items():
        came = evidence(links[links["status"].isin(statuses)], ["cause", "effect"])
        came = came.rename(columns={one: f"{one}_{outcome}" for one in ("n_segments", "n_speakers")})
        kept = ["cause", "effect", f"n_segments_{outcome}", f"n_speakers_{outcome}"]
        counted = counted.merge(came[kept], on=["cause", "effect"], how="left", validate="one_to_one")
    table = filled(counted, grid(cause=causes, effect=effects))
    about = codes.set_index("code_id")
    return table.assign(
        case_id=case_id,
        cause_family=table["cause"].map(about["family"]),
        valence=table["effect"].map(about["valence"]),
        level=table["effect"].map(about["level"]),
    )


def barrier_effects_detail(links: pd.DataFrame) -> pd.DataFrame:
    """Count the evidence for each cause and effect by phase, perspective and status; only what occurs."""
    return evidence(links, ["case_id", "cause", "effect", "phase", "perspective", "status"])


def strongest_pairs(
    table: pd.DataFrame, codes: pd.DataFrame, *, count_by: CountBy = "segments", most: int = 10
) -> pd.DataFrame:
    """Return the cells of `barrier_effects` with most evidence, with labels; ties in codebook order."""
    names = labels(codes)
    top = table[table["n_links"] > 0].sort_values(COUNTED[count_by], ascending=False, kind="stable").head(most)
    told = top.assign(cause=top["cause"].map(names), effect=top["effect"].map(names))
    return told[["cause", "effect", "n_segments", "n_speakers", "n_links", "segment_ids"]].reset_index(drop=True)


def remedied(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the links whose effect was mitigated or averted, with labels and the remedy; one row a link."""
    names = labels(codes)
    met = links[links["remedy"] != ""]
    told = met.assign(**{column: met[column].map(names) for column in ("cause", "effect", "remedy")})
    return told[["segment_id", "cause", "effect", "status", "remedy"]].reset_index(drop=True)


def by_unit(frame: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return links or codings with the column ``unit`` that they fill in cross-case tables.

    *cases* has a row per case and unit of analysis (`units.case_table`). ASSUME: where units are compared,
    a passage about the whole case counts for each of its units, because it says something of each.
    """
    units = cases[["case_id", "unit", "unit_id"]]
    if units["case_id"].is_unique:
        unit_of = dict(zip(units["case_id"], units["unit"], strict=True))
        known = frame[frame["case_id"].isin(list(unit_of))]
        about_all = (known["unit_id"] == known["case_id"]).to_numpy()
        if not about_all.all():  # what is about the whole case stands first
            known = known.iloc[np.argsort(~about_all, kind="stable")]
        return known.assign(unit=known["case_id"].map(unit_of).astype("str")).reset_index(drop=True)
    whole = frame[frame["unit_id"] == frame["case_id"]].merge(units[["case_id", "unit"]], on="case_id", how="inner")
    single = units.groupby("case_id")["unit"].transform("nunique") == 1
    parts = frame[frame["unit_id"] != frame["case_id"]]
    one = parts.merge(units.loc[single, ["case_id", "unit"]], on="case_id", how="inner", validate="many_to_one")
    many = parts.merge(units[~single], on=["case_id", "unit_id"], how="inner", validate="many_to_one")
    return pd.concat([whole, one, many], ignore_index=True)


def passages_by_unit(segments: pd.DataFrame, cases: pd.DataFrame) -> list[str]:
    """Return for each row of *cases* its passages as tables list them: ``case_id:segment_id``, separated by spaces."""
    placed = by_unit(segments, cases)
    keys = (placed["case_id"] + ":" + placed["segment_id"]).groupby(placed["unit"])
    keys = keys.agg(lambda ids: " ".join(sorted(ids.tolist())))
    return cases["unit"].map(keys).fillna("").tolist()


def codes_by_case(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: dict[str, list[str]],
    *,
    shared: Collection[str] = (),
) -> pd.DataFrame:
    """Count, for every code and case (or unit), the passages in which it was coded present.

    One row per code and unit, in codebook order. ``state`` keeps apart *present*, *absent* (the source says that it did
    not occur), *possible* (feared, expected or wished for, and nowhere seen), *not coded* (covered, nobody said it) and
    *not covered* (the case was not read for this code: counts are missing); counts are 0 but where it is present.
    ``n_links`` counts links with the code as cause or effect, of every status, so a possible code may have some.
    ``shared_only`` says that every passage behind the cell is one that another case shares (*shared*, as
    ``case_id:segment_id``).
    ``share_of_segments`` divides by the unit's passages with any code of the family (0 to 1).
    """
    present = by_unit(codings[codings["presence"] == "present"], cases)
    absent, possible = (by_unit(codings[codings["presence"] == kind], cases) for kind in ("absent", "possible"))
    everything = grid(code_id=codes_of(codes, *codes["family"].unique()), unit=cases["unit"].tolist())
    table = filled(evidence(present, ["code_id", "unit"]).drop(columns="n_links"), everything)
    ends = pd.concat([links.assign(code_id=links["cause"]), links.assign(code_id=links["effect"])], ignore_index=True)
    counted = evidence(by_unit(ends, cases), ["code_id", "unit"])[["code_id", "unit", "n_links"]]
    table = filled(counted, table)
    table["case_id"] = table["unit"].map(cases.set_index("unit")["case_id"])
    table["family"] = table["code_id"].map(codes.set_index("code_id")["family"])
    said_absent, feared = (set(zip(rows["code_id"], rows["unit"], strict=True)) for rows in (absent, possible))
    skipped = {(code, case_id) for case_id, listed in not_covered.items() for code in listed}

    def state(code: str, unit: str, case_id: str, n_segments: int) -> str:
        if n_segments:
            return "present"
        if (code, unit) in said_absent:
            return "absent"
        if (code, unit) in feared:
            return "possible"
        return "not covered" if (code, case_id) in skipped else "not coded"

    cells = [table[name].tolist() for name in ("code_id", "unit", "case_id", "n_segments")]
    table["state"] = pd.Series(map(state, *cells), table.index, dtype="str")
    totals = evidence(present, ["family", "unit"]).set_index(["family", "unit"])["n_segments"].to_dict()
    of_family = pd.Series(
        [totals.get(one, 0) for one in zip(table["family"].tolist(), table["unit"].tolist(), strict=True)], table.index
    )
    table["share_of_segments"] = (table["n_segments"] / of_family.where(of_family > 0)).astype("Float64")
    behind = [ids.split() for ids in table["segment_ids"]]
    table["shared_only"] = [bool(ids) and all(one in shared for one in ids) for ids in behind]
    counts = [column for column in EVIDENCE if column != "segment_ids"]
    table[counts] = table[counts].astype("Int64").mask(table["state"] == "not covered")
    table["share_of_segments"] = table["share_of_segments"].mask(table["state"] == "not covered")
    return table


def unseen(codings: pd.DataFrame, keys: Sequence[str], cases: pd.DataFrame) -> pd.DataFrame:
    """Return what is told of and nowhere seen: the combinations of *keys* (with ``unit``) without a present coding, and
    their ``state``, as in `codes_by_case`: *absent* where the source says so, else *possible*.
    """
    found = by_unit(codings, cases).groupby(list(keys))["presence"].agg(set)
    found = found[[not kinds & {"present"} and bool(kinds & {"absent", "possible"}) for kinds in found]]
    states = ["absent" if "absent" in kinds else "possible" for kinds in found]
    return found.index.to_frame(index=False).assign(state=pd.Series(states, dtype="str"))


def phase_profile(codings: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that carry each barrier, by phase and case (or unit); every triple is present."""
    barriers = codings[(codings["presence"] == "present") & (codings["family"] == "barrier")]
    counted = evidence(by_unit(barriers, cases), ["code_id", "phase", "unit"])
    table = filled(counted, grid(code_id=codes_of(codes, "barrier"), phase=PHASES, unit=cases["unit"].tolist()))
    return table.assign(case_id=table["unit"].map(cases.set_index("unit")["case_id"]))


def balance(links: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Count the links of each case (or unit) by valence of the effect and status; every triple is present."""
    counted = evidence(by_unit(links, cases), ["unit", "valence", "status"])
    table = filled(counted, grid(unit=cases["unit"].tolist(), valence=VALENCES, status=STATUSES))
    return table.assign(case_id=table["unit"].map(cases.set_index("unit")["case_id"]))

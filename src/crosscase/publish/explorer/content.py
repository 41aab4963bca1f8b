"""What the evidence explorer holds: every passage of the public cases with its codes, links, readings and memos.

Plain lists and words, as the page reads them. Codes, passes and statuses stand as numbers of the lists that come first,
so that the page stays small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core import addresses
from ...core.codebook import PERSPECTIVES, PHASES, READ_AS, STATUSES, applied_codes
from ...core.material import Material
from ...core.units import not_covered
from ..matrix import CODES, PAIRS

#: The letter of a presence; a dot where a pass does not give the code.
PRESENCE = {"present": "p", "possible": "?", "absent": "-"}
NOT_GIVEN = "."
#: What the page says of each perspective, phase and kind of passage.
SIDES = {
    "citizens": "Citizens (users, carers, volunteers)",
    "providers": "Providers (staff and managers)",
    "researchers": "Researchers of the project",
    "mixed": "Several sides together",
    "authors": "Authors of the study",
}
KINDS = {"field_note": "field note"}
FAMILIES = {
    "barrier": "Barriers (what hinders)",
    "enabler": "Enablers (what helps)",
    "effect": "Effects (what came of it)",
    "power": "Power",
    "dialogue_role": "Roles in a dialogue",
}

Rows = dict[tuple[str, str], list[dict[str, Any]]]


def content(
    material: Material,
    descriptions: Mapping[str, Mapping[str, Any]],
    roles: pd.DataFrame,
    resolutions: Mapping[str, pd.DataFrame],
    aliases: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the page shows of these cases (*descriptions*, by id); none of a case that is not public.

    *material* holds their clean tables and, in ``cases``, the columns of cross-case tables. *resolutions* says, by
    case, how differences of the separate passes were settled, with codes as received (*aliases* says what they mean).
    ``kept_back`` is the number of cases that are not public.
    """
    public = addresses.shown(descriptions)
    kept_back = len(descriptions) - len(public)
    cases = material.cases[material.cases["case_id"].isin(public)] if len(material.cases) else material.cases
    columns = cases[["unit", "case_id", "unit_id", "label"]].to_dict("records") if len(cases) else []
    order = list(dict.fromkeys(str(one["case_id"]) for one in columns))
    passes = _passes(material, order)
    codes = applied_codes(material.codes)
    segments = material.segments[material.segments["case_id"].isin(order)]
    used_roles = roles[roles["role_id"].isin(set(segments["role"]))]
    return {
        "kept_back": kept_back,
        "classes": {"codes": list(CODES), "effects": list(PAIRS)},
        "families": FAMILIES,
        "codes": _codes(material.codes, codes),
        "passes": passes,
        "separate": [one for one in material.passes if one in passes],
        "statuses": list(STATUSES),
        "phases": list(PHASES),
        "sides": {side: SIDES[side] for side in PERSPECTIVES if side in set(segments["perspective"])},
        "roles": used_roles[["role_id", "label", "perspective"]].to_numpy().tolist(),
        "sources": _sources(material.documents, segments),
        "cases": _cases(material, descriptions, order, passes),
        "columns": columns,
        "passages": _passages(material, order, passes, codes["code_id"].tolist(), resolutions, aliases or {}),
    }


def _passes(material: Material, case_ids: Sequence[str]) -> list[str]:
    """Return the passes of these cases: the analysed one first, then the separate ones, then any other."""
    found = set(material.all_codings.loc[material.all_codings["case_id"].isin(case_ids), "coder"])
    first = [material.coder, *material.passes]
    return [one for one in dict.fromkeys([*first, *sorted(found)]) if one in found]


def _codes(book: pd.DataFrame, applied: pd.DataFrame) -> list[list[str]]:
    """Return each code: id, label, family, heading, valence, definition."""
    headings = dict(zip(book["code_id"], book["label"], strict=True))
    return [
        [code.code_id, code.label, code.family, headings.get(code.parent, ""), code.valence, code.definition]
        for code in applied.itertuples(index=False)
    ]


def _sources(documents: pd.DataFrame, segments: pd.DataFrame) -> dict[str, list[str]]:
    """Return of each source that a passage is of: authors and year, title, where it appeared, DOI."""
    used = documents[documents["source_id"].isin(set(segments["source_id"]))]
    return {
        str(one.source_id): [f"{one.authors} ({one.year})", one.title, one.container, one.doi]
        for one in used.itertuples(index=False)
    }


def _cases(
    material: Material, descriptions: Mapping[str, Mapping[str, Any]], order: Sequence[str], passes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what the page says of each case; ``read``: the passages that a pass has read, null for all of them.

    A pass that is not named there has not read the case.
    """
    read = material.read
    skipped = not_covered(descriptions)
    told = []
    for case_id in order:
        about = descriptions[case_id]
        mine = {one: read[case_id, one] for one in passes if (case_id, one) in read}
        told.append(
            {
                "id": case_id,
                "label": about["label"],
                "about": [about["title"], about["country"], about["sector"], about["initiation"]],
                "units": {unit["id"]: unit["label"] for unit in about["units"]},
                "shown": material.chosen.get(case_id, ""),
                "read": {
                    one: None if some is None else sorted(some) for one, some in _in_part(material, mine, case_id)
                },
                "skipped": skipped[case_id],
            }
        )
    return told


def _in_part(
    material: Material, read: Mapping[str, frozenset[str] | None], case_id: str
) -> list[tuple[str, frozenset[str] | None]]:
    """Return what each pass has read of a case, None where that is every passage."""
    every = set(material.segments.loc[material.segments["case_id"] == case_id, "segment_id"])
    return [(one, None if some is None or every <= some else some) for one, some in read.items()]


def _passages(
    material: Material,
    order: Sequence[str],
    passes: Sequence[str],
    codes: Sequence[str],
    resolutions: Mapping[str, pd.DataFrame],
    aliases: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return every passage of these cases, in reading order, case by case; what is empty is left out."""
    number = {code: at for at, code in enumerate(codes)}
    codings, links = _by_passage(material.all_codings), _by_passage(material.all_links)
    read = _by_passage(material.all_readings)
    memos = {
        (case_id, str(segment)): rows.to_dict("records")
        for case_id, table in resolutions.items()
        for segment, rows in table.groupby("segment_id", sort=False)
    }
    found = []
    for case_id in order:
        for one in material.segments[material.segments["case_id"] == case_id].to_dict("records"):
            key = case_id, str(one["segment_id"])
            said = {
                "id": key[1],
                "case": order.index(case_id),
                "unit": one["unit_id"],
                "source": one["source_id"],
                "section": one["section"],
                "kind": KINDS.get(one["kind"], one["kind"]),
                "speaker": one["speaker"],
                "role": one["role"],
                "side": one["perspective"],
                "phase": one["phase"],
                "text": one["paraphrase"],
                "shared": int(f"{case_id}:{key[1]}" in material.shared),
                "codes": _coded(codings.get(key, []), passes, number),
                "links": _linked(links.get(key, []), passes, number),
                "readings": _read(read.get(key, []), passes, number),
                "memos": _memos(memos.get(key, []), number, aliases),
            }
            found.append({name: value for name, value in said.items() if value})
            found[-1].setdefault("case", 0)
    return found


def _by_passage(rows: pd.DataFrame | None) -> Rows:
    """Return rows by the passage that they belong to."""
    found: Rows = defaultdict(list)
    for row in [] if rows is None else rows.to_dict("records"):
        found[str(row["case_id"]), str(row["segment_id"])].append({str(name): value for name, value in row.items()})
    return found


def _coded(rows: Sequence[Mapping[str, Any]], passes: Sequence[str], number: Mapping[str, int]) -> list[list[Any]]:
    """Return each code of a passage: its number, a letter a pass (`PRESENCE`) and the source's own words for it."""
    given: dict[int, list[str]] = {}
    words: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        code = number[row["code_id"]]
        letters = given.setdefault(code, [NOT_GIVEN] * len(passes))
        letters[passes.index(row["coder"])] = PRESENCE[row["presence"]]
        if row["label"] and row["label"].casefold() not in map(str.casefold, words[code]):
            words[code].append(row["label"])
    return [
        [code, "".join(given[code]), *(["; ".join(words[code])] if words.get(code) else [])] for code in sorted(given)
    ]


def _linked(rows: Sequence[Mapping[str, Any]], passes: Sequence[str], number: Mapping[str, int]) -> list[list[Any]]:
    """Return each link whose effect a passage tells: id, pass, cause, effect, status, remedy (-1: none), and the
    passages of its cause and remedy where these are others.
    """
    return [
        [
            row["link_id"],
            passes.index(row["coder"]),
            number[row["cause"]],
            number[row["effect"]],
            STATUSES.index(row["status"]),
            number.get(row["remedy"], -1),
            row["cause_segment_id"],
            row["remedy_segment_id"],
        ]
        for row in rows
    ]


def _read(rows: Sequence[Mapping[str, Any]], passes: Sequence[str], number: Mapping[str, int]) -> list[list[Any]]:
    """Return how each pass reads a passage: pass, main code (-1: none), what it tells of, status."""
    return [
        [
            passes.index(row["coder"]),
            number.get(row["main_code"], -1),
            READ_AS.index(row["valence"]) if row["valence"] in READ_AS else -1,
            STATUSES.index(row["status"]) if row["status"] in STATUSES else -1,
        ]
        for row in rows
    ]


def _memos(rows: Sequence[Mapping[str, Any]], number: Mapping[str, int], aliases: Mapping[str, str]) -> list[list[Any]]:
    """Return each memo of a passage: what it is about, the code, the cause and effect or the column, and its words.

    They come by what they are about, codes as the codebook has them, in whatever order they were written down.
    """
    found: list[list[Any]] = []
    for row in sorted(rows, key=lambda row: (row["about"], number.get(row["item"], len(number)), row["item"])):
        item = [aliases.get(word.strip(), word.strip()) for word in str(row["item"]).split("->")]
        found.append([row["about"], [number.get(word, word) for word in item], row["memo"]])
    return found

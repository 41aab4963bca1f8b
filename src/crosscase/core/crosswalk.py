"""Codes and the elements of published frameworks: how a code bears on an element (SKOS; Miles and Bechhofer 2009)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from .counts import EVIDENCE, by_unit, evidence, filled, grid
from .passes import one_pass_only, with_pass
from .units import with_links

RELATIONS = (
    "A code fits an element that is the same, nearly the same or broader; a wider code holds the element among other "
    "things, so a passage may be about another part of the code; a related code only touches it."
)
#: Questions in the order and under the headings of the printed figure.
GROUPS = {
    "who is involved: public participants": "Who is involved: public participants",
    "who is involved: staff": "Who is involved: staff",
    "who is involved: other organisations": "Who is involved: other organisations",
    "social interaction": "Social interaction",
    "social interaction: accessible methods": "Social interaction: accessible methods",
    "institutional structures": "Institutional structures",
    "changes": "Changes",
}

#: What a relation between code and element allows to say; the sign is what figures print, the strongest first.
SIGNS = {"exact": "=", "close": "≈", "broad": "⊂", "narrow": "⊃", "related": "~"}
FITS = ("exact", "close", "broad")
BEARINGS = ("fits", "wider", "related")
COUNTS = tuple(name for name in EVIDENCE if name != "segment_ids")


def mapped(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the crosswalk that lead to an element, with ``bearing``: fits, wider or related."""
    walk = crosswalk[crosswalk["relation"].isin(list(SIGNS))]
    named = {**dict.fromkeys(FITS, "fits"), "narrow": "wider", "related": "related"}
    return walk.assign(bearing=walk["relation"].map(named)).reset_index(drop=True)


def led_to(codings: pd.DataFrame, walk: pd.DataFrame) -> pd.DataFrame:
    """Return one row per present coding and element that its code leads to, at the strongest bearing of the passage.

    A passage with a code that fits is not told as wider or related as well. *walk* is `mapped`, or a part of it with
    the columns ``code_id``, ``element_id``, ``relation`` and ``bearing``.
    """
    present = codings[codings["presence"] == "present"]
    found = present.merge(walk[["code_id", "element_id", "relation", "bearing"]], on="code_id", how="inner")
    rank = found["bearing"].map(BEARINGS.index).astype("int64")
    best = rank.groupby([found[key] for key in ("element_id", "coder", "case_id", "segment_id")]).transform("min")
    return found[rank == best].reset_index(drop=True)


# --- where a framework and a case come from the same paper ------------------------------------------


def circular(frameworks: pd.DataFrame, sources_of: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the pairs of framework and case that come from one paper: one row per framework and case.

    *sources_of* lists the sources of each case (``sources`` of its case.yml). ``kind`` is *own list* where the paper
    drew the framework up itself (its first author and year are those of the source), *lens* where the paper of the
    case used it to look at the case.
    """
    rows = []
    for one in frameworks.drop_duplicates("framework_id").itertuples(index=False):
        author, year = re.match(r"[^\W\d_]+", one.citation), re.search(r"\d{4}", one.citation)
        key = f"{author[0].casefold()}{year[0]}" if author and year else ""
        rows += [
            dict(framework_id=one.framework_id, case_id=case_id, kind="own list" if key == one.source_id else "lens")
            for case_id, listed in sources_of.items()
            if one.source_id in listed
        ]
    return pd.DataFrame(rows, columns=["framework_id", "case_id", "kind"])


def cases_of_paper(same_paper: pd.DataFrame, framework_id: str) -> set[str]:
    """Return the cases whose paper is the one the framework was read from; *same_paper* is `circular`."""
    return set(same_paper.loc[same_paper["framework_id"] == framework_id, "case_id"])


def sources_of(descriptions: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return, by case, the sources that its case.yml names."""
    return {case_id: list(about.get("sources") or []) for case_id, about in descriptions.items()}


def short_name(label: str) -> str:
    """Return what the brackets at the end of a framework's name hold: author and year; the name itself where it has
    none.
    """
    named = re.search(r"\(([^()]*)\)$", label)
    return named[1] if named else label


#: A code coded absent says the same of an element that is as wide as it or narrower, not of a broader one.
_ABSENT = ("exact", "close", "narrow")


def passages(codings: pd.DataFrame, links: pd.DataFrame, crosswalk: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the passages behind every element: one row per element, unit, coding and link.

    *codings* and *links* are those of the analysed pass, *cases* the table of cases with ``unit_id``
    (`units.units_of`).
    """
    return by_unit(with_links(led_to(codings, mapped(crosswalk)), links), cases)


def elements_by_case(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    all_codings: pd.DataFrame,
    crosswalk: pd.DataFrame,
    frameworks: pd.DataFrame,
    cases: pd.DataFrame,
    not_covered: Mapping[str, Sequence[str]],
    *,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Count, for every element of every framework and case (or unit), the passages that show it; every triple with a
    bearing is present.

    One row per element, unit and bearing. ``state`` keeps apart *shown*, *absent* (the source says that it did not
    occur), *not shown* (codes lead there, nobody said it: counts are 0), *not covered* (the case was not read for
    these codes) and *no code* (no code of the codebook leads there in this way); in the last two counts are missing.
    ``codes`` lists the codes that lead there. ``shown_by`` names the one of the separate passes of *all_codings* that
    shows the row.
    """
    walk, keys = mapped(crosswalk), ["element_id", "unit", "bearing"]
    found = passages(codings, links, crosswalk, cases)
    table = filled(
        evidence(found, keys),
        grid(element_id=frameworks["element_id"].tolist(), unit=cases["unit"].tolist(), bearing=BEARINGS),
    )
    leading = (
        walk.groupby(["element_id", "bearing"])["code_id"]
        .agg(lambda ids: " ".join(sorted(set(ids))))
        .rename("codes")
        .reset_index()
    )
    table = table.merge(leading, on=["element_id", "bearing"], how="left", validate="many_to_one")
    table["codes"] = table["codes"].fillna("")
    table["case_id"] = table["unit"].map(cases.set_index("unit")["case_id"])
    gone = walk[walk["relation"].isin(_ABSENT)].merge(
        by_unit(codings[codings["presence"] == "absent"], cases), on="code_id"
    )
    said_absent = set(zip(gone["element_id"], gone["unit"], gone["bearing"], strict=True))
    skipped = {case_id: set(listed) for case_id, listed in not_covered.items()}

    def state(row: pd.Series) -> str:
        if not row["codes"]:
            return "no code"
        if row["n_segments"]:
            return "shown"
        if (row["element_id"], row["unit"], row["bearing"]) in said_absent:
            return "absent"
        return "not covered" if set(row["codes"].split()) <= skipped.get(row["case_id"], set()) else "not shown"

    table["state"] = table.apply(state, axis=1)
    table[list(COUNTS)] = table[list(COUNTS)].astype("Int64").mask(table["state"].isin(["no code", "not covered"]))
    table = table.merge(
        frameworks[["framework_id", "element_id", "element_label", "element_group", "side"]],
        on="element_id",
        validate="many_to_one",
    )
    return with_pass(
        table, one_pass_only(by_unit(led_to(all_codings, walk), cases), keys, passes=passes, read=all_codings)
    )

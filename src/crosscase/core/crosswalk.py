"""Codes and the elements of published frameworks: how a code bears on an element (SKOS; Miles and Bechhofer 2009)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from .counts import EVIDENCE

RELATIONS = (
    "A code fits an element that is the same, nearly the same or broader (SKOS exact, close, broad); a wider code "
    "(narrow) holds the element among other things, so a passage "
    "may be about another part of the code; a related code only touches it."
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

"""Published frameworks beside the cases: which of their elements the cases show, and which barriers none of them holds.

The crosswalk matches codes to elements (SKOS mapping; Miles and Bechhofer 2009). A passage shows an element when it
carries a code that *fits*: one related as exact, close or broad (the element is broader than the code). Where only a
*wider* code leads there (narrow: the element is narrower), the passage may be about another part of the code; where
only a *related* one does, it may help with the element and no more. Each passage is told at its strongest bearing.
"""

from __future__ import annotations

import pandas as pd

from ...core.codebook import codes_of, labels
from ...core.counts import by_unit, evidence, filled, grid
from ...core.crosswalk import BEARINGS, COUNTS, FITS, SIGNS, mapped, passages, short_name
from ...core.units import told_places, unit_word, with_links

#  Coverage is counted in three steps, each holding the one before: by codes that fit, with wider codes (without
# related), with related codes.
COUNTINGS = ("fitting codes", "with wider codes", "with related codes")
#: How firmly the cases show an element, the firmest first; *no code*: none leads there, so nobody looked for it.
PARTS = ("fits", "wider", "related", "not shown", "no code")


# --- elements and frameworks over all cases ---------------------------------------------------------


def elements(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    crosswalk: pd.DataFrame,
    frameworks: pd.DataFrame,
    cases: pd.DataFrame,
    same_paper: pd.DataFrame,
) -> pd.DataFrame:
    """Count the units that show each element of each framework: one row per element and way of counting (`COUNTINGS`).

    ``reached`` says whether a code leads there; where none does, ``n_units`` is missing, else 0 where no case shows
    it. ``n_units_elsewhere`` leaves out the units whose case comes from the paper of the framework (`circular`).
    """
    walk, found = mapped(crosswalk), passages(codings, links, crosswalk, cases)
    own = same_paper.groupby("framework_id")["case_id"].agg(set).to_dict()
    framework_of = frameworks.set_index("element_id")["framework_id"]
    parts = []
    for step, counting in enumerate(COUNTINGS, 1):
        chosen, leading = (frame[frame["bearing"].isin(BEARINGS[:step])] for frame in (found, walk))
        part = filled(
            evidence(chosen, ["element_id"]),
            frameworks[["framework_id", "element_id", "element_label", "element_group", "side"]],
        )
        units = chosen.groupby("element_id")["unit"].agg(set).to_dict()
        shown_in = chosen.groupby("element_id")["unit"].nunique()
        places = chosen[["element_id", "unit", "case_id"]].drop_duplicates()
        other = [
            case_id not in own.get(framework_of[element], ())
            for element, case_id in zip(places["element_id"], places["case_id"], strict=True)
        ]
        elsewhere = places[pd.Series(other, index=places.index, dtype=bool)].groupby("element_id")["unit"].nunique()
        reached = part["element_id"].isin(set(leading["element_id"]))
        part = part.assign(
            counting=counting,
            reached=reached,
            n_units=part["element_id"].map(shown_in).fillna(0).astype("Int64").mask(~reached),
            n_units_elsewhere=part["element_id"].map(elsewhere).fillna(0).astype("Int64").mask(~reached),
            units=[" ".join(u for u in cases["unit"] if u in units.get(one, ())) for one in part["element_id"]],
        )
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table[list(COUNTS)] = table[list(COUNTS)].astype("Int64").mask(~table["reached"])
    return table.astype({"reached": "boolean"})


def coverage(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    crosswalk: pd.DataFrame,
    frameworks: pd.DataFrame,
    cases: pd.DataFrame,
    same_paper: pd.DataFrame,
) -> pd.DataFrame:
    """Count, for each framework and way of counting, its elements: all, those that a code leads to, those that a case
    shows.

    ``n_shown_elsewhere`` leaves out the cases that come from the framework's own paper, ``same_paper`` names them
    with the kind. Evidence counts are those of the passages behind all its elements; ``n_links`` counts the links whose
    cause or effect is a code that tells the passage there, at its strongest bearing.
    """
    each = elements(codings, links, crosswalk, frameworks, cases, same_paper)
    found = passages(codings, links, crosswalk, cases).merge(
        frameworks[["framework_id", "element_id"]], on="element_id", validate="many_to_one"
    )
    rows = []
    for framework in frameworks.drop_duplicates("framework_id").itertuples(index=False):
        shared = same_paper[same_paper["framework_id"] == framework.framework_id]
        for counting in COUNTINGS:
            part = each[(each["framework_id"] == framework.framework_id) & (each["counting"] == counting)]
            rows.append(
                dict(
                    framework_id=framework.framework_id,
                    framework_label=framework.framework_label,
                    side=" ".join(part["side"].unique()),
                    counting=counting,
                    n_elements=len(part),
                    n_reached=int(part["reached"].sum()),
                    n_shown=int((part["n_units"] > 0).sum()),
                    n_shown_elsewhere=int((part["n_units_elsewhere"] > 0).sum()),
                    same_paper="; ".join(
                        f"{case_id} ({kind})" for case_id, kind in zip(shared["case_id"], shared["kind"], strict=True)
                    ),
                )
            )
    table = pd.DataFrame(rows)
    counted = [
        evidence(found[found["bearing"].isin(BEARINGS[:step])], ["framework_id"]).assign(counting=counting)
        for step, counting in enumerate(COUNTINGS, 1)
    ]
    return filled(pd.concat(counted, ignore_index=True), table)


def parts(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return how the elements of each framework divide by how firmly the cases show them: one row per framework and
    part (`PARTS`), in this order; ``n`` sums to ``n_elements``.

    *coverage* is `coverage`. ``n_elsewhere``: of those shown by a fitting code, the ones that a case of another paper
    shows; missing for the other parts.
    """
    rows = []
    for framework, mine in coverage.groupby("framework_id", sort=False):
        by = mine.set_index("counting").loc[list(COUNTINGS)]
        shown, whole, reached = by["n_shown"].tolist(), int(by["n_elements"].iloc[0]), int(by["n_reached"].iloc[-1])
        n = [shown[0], shown[1] - shown[0], shown[2] - shown[1], reached - shown[2], whole - reached]
        rows += [
            dict(
                framework_id=framework,
                framework_label=by["framework_label"].iloc[0],
                side=by["side"].iloc[0],
                n_elements=whole,
                part=part,
                n=number,
                n_elsewhere=by["n_shown_elsewhere"].iloc[0] if part == "fits" else pd.NA,
            )
            for part, number in zip(PARTS, n, strict=True)
        ]
    return pd.DataFrame(rows).astype({"n": "Int64", "n_elements": "Int64", "n_elsewhere": "Int64"})


# --- the reverse: what the frameworks know of our barriers ------------------------------------------


def barriers_in_frameworks(crosswalk: pd.DataFrame, frameworks: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return how each framework knows each barrier: one row per barrier and framework.

    ``relation`` is the strongest of the crosswalk (exact, close, broad, narrow, related), *none* where it was judged
    that nothing fits, empty where nobody judged. ``element_ids`` lists the elements with that relation, as the
    framework has them, ``n_elements`` those with any.
    """
    place = {element: at for at, element in enumerate(frameworks["element_id"])}
    table = grid(code_id=codes_of(codes, "barrier"), framework_id=frameworks["framework_id"].unique().tolist())
    rank = {relation: number for number, relation in enumerate((*SIGNS, "none"))}
    rows = []
    for pair in table.itertuples(index=False):
        here = crosswalk[(crosswalk["code_id"] == pair.code_id) & (crosswalk["framework_id"] == pair.framework_id)]
        best = min(here["relation"], key=rank.__getitem__, default="")
        named = here.loc[(here["relation"] == best) & (here["element_id"] != ""), "element_id"]
        told = " ".join(sorted(named, key=lambda element: place.get(element, len(place))))
        rows.append(dict(relation=best, n_elements=int((here["element_id"] != "").sum()), element_ids=told))
    return pd.concat([table, pd.DataFrame(rows, columns=["relation", "n_elements", "element_ids"])], axis=1)


def barriers_known(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    crosswalk: pd.DataFrame,
    frameworks: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
) -> pd.DataFrame:
    """Return who knows each barrier, and where it is seen: one row a barrier, in codebook order.

    ``n_hold`` counts the frameworks that hold it (exact, close or broad), ``n_part`` those that hold a part of it
    only (narrow), ``n_related`` those that only touch it; ``n_lists`` counts, of the first two, the frameworks that
    list barriers (a question on power or a dialogue role is no barrier). ``known`` is *yes* where a list holds it,
    *in part* where lists hold narrower elements only, *other kind only* where only a framework of another kind holds
    it or a part of it, *related only* where none does and some touch it, *no* where it is not in any framework so
    far. ``n_units`` counts the cases (or units) that show it; ``units`` names them.
    """
    pairs = barriers_in_frameworks(crosswalk, frameworks, codes)
    lists = set(frameworks.loc[frameworks["side"] == "barrier", "framework_id"])
    shown = by_unit(
        with_links(codings[(codings["presence"] == "present") & (codings["family"] == "barrier")], links), cases
    )
    table = filled(evidence(shown, ["code_id"]), pd.DataFrame({"code_id": codes_of(codes, "barrier")}))
    rows = []
    for code in table["code_id"]:
        mine = pairs[pairs["code_id"] == code]
        holds, part, touches = (mine[mine["relation"].isin(some)] for some in (FITS, ["narrow"], ["related"]))
        listed = [int(frame["framework_id"].isin(lists).sum()) for frame in (holds, part)]
        other = "other kind only" if len(holds) + len(part) else "related only" if len(touches) else "no"
        known = "yes" if listed[0] else "in part" if listed[1] else other
        units = set(shown.loc[shown["code_id"] == code, "unit"])
        rows.append(
            dict(
                n_hold=len(holds),
                n_part=len(part),
                n_lists=sum(listed),
                n_related=len(touches),
                known=known,
                n_units=len(units),
                units=" ".join(unit for unit in cases["unit"] if unit in units),
            )
        )
    return pd.concat([table, pd.DataFrame(rows)], axis=1)


# --- what is printed --------------------------------------------------------------------------------

ELEMENT_WIDTHS = (32, 50, 14, 62, 55, 54)
BARRIER_WIDTHS = (45, 22, 62, 90, 48)


def published_elements(
    table: pd.DataFrame, frameworks: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return the elements as they are printed: framework, element, number of cases by fitting codes, where
    (passages), and where by others.

    *table* is `elements_by_case`. Numbers in brackets count passages.
    """
    names, label_of, word = labels(codes), cases.set_index("unit")["label"], unit_word(cases)
    parts = {key: part for key, part in table.groupby(["element_id", "bearing"])}
    rows = []
    for one in frameworks.itertuples(index=False):
        told = {bearing: told_places(parts[one.element_id, bearing], label_of) for bearing in BEARINGS}
        by = {
            bearing: ", ".join(
                names.get(code, code) for code in parts[one.element_id, bearing]["codes"].iloc[0].split()
            )
            for bearing in BEARINGS
        }
        said = {bearing: f"{told[bearing]} by {by[bearing]}" if told[bearing] else "" for bearing in BEARINGS}
        n = (
            f"{(parts[one.element_id, 'fits']['state'] == 'shown').sum()} of {len(cases)}"
            if by["fits"]
            else ""
            if any(by.values())
            else "no code"
        )
        rows.append((short_name(one.framework_label), one.element_label, n, *said.values()))
    return pd.DataFrame(
        rows,
        columns=["Framework", "Element", word, "Shown in (passages)", "By wider codes only", "By related codes only"],
    )


def published_barriers(
    table: pd.DataFrame, pairs: pd.DataFrame, frameworks: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return the barriers as they are printed, those that no framework knows first, then those known by fewest.

    *table* is `barriers_known`, *pairs* `barriers_in_frameworks`.
    """
    names, label_of = labels(codes), cases.set_index("unit")["label"]
    title, element = (
        frameworks.drop_duplicates("framework_id").set_index("framework_id")["framework_label"],
        frameworks.set_index("element_id")["element_label"],
    )
    ranked = known_first(table)
    rows = []
    for one in ranked.itertuples(index=False):
        mine = pairs[pairs["code_id"] == one.code_id]
        told = [
            f"{short_name(title[pair.framework_id])}: {SIGNS[pair.relation]} "
            f"{', '.join(element[i] for i in pair.element_ids.split())}"
            for relation in SIGNS
            for pair in mine[mine["relation"] == relation].itertuples()
            if relation != "related"
        ]
        near = [short_name(title[pair.framework_id]) for pair in mine[mine["relation"] == "related"].itertuples()]
        places = ", ".join(label_of[unit] for unit in one.units.split())
        rows.append(
            (
                names[one.code_id],
                KNOWN[one.known],
                f"{one.n_units} of {len(cases)}{': ' if places else ''}{places}",
                "; ".join(told),
                "; ".join(near),
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "Barrier",
            "Known",
            f"{unit_word(cases)} that show it",
            "Framework and element",
            "Related elements in",
        ],
    )


#: What a barrier's standing is called in print, the least known first.
KNOWN = {
    "no": "not in any framework so far",
    "related only": "only touched by related elements",
    "other kind only": "in no list of barriers",
    "in part": "a list holds a part of it",
    "yes": "in a list of barriers",
}


def known_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return `barriers_known` with the least known barriers first, then those held by fewest frameworks, then those
    seen in most cases.
    """
    rank = table["known"].map(list(KNOWN).index)
    return (
        table.assign(first=rank)
        .sort_values(["first", "n_hold", "n_part", "n_units"], ascending=[True, True, True, False], kind="stable")
        .drop(columns="first")
    )

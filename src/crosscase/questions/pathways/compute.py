"""Pathways: from a barrier or enabler over an effect to the remedy that weakened or stopped it, over all cases.

A path is what the sources state, passage by passage; a chain that nobody states is never put together from its parts.
Five cases bear counts (how many effects a barrier led to, in how many cases), no statistic of a network.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from ...core.codebook import REMEDIED, STATUSES, VALENCES, check_known_codes, codes_of, labels
from ...core.counts import evidence
from ...core.passes import one_pass_only, with_pass
from ...core.units import several_by_shared

#: A pair of cause and effect is drawn from so many passages on (two cases make two passages); the others stand in the
#: table.
AT_LEAST = 2
#: Where more pairs of a valence than this would be drawn, more passages are asked for.
MOST_PAIRS = 60
#: What a band of the figure tells apart: the harm or good happened, was possible only, or a remedy met it.
MET = "met"
KINDS = ("realised", "possible", MET)


def paths(
    links: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    all_links: pd.DataFrame,
    all_codings: pd.DataFrame,
    passes: Sequence[str] = ("A", "B"),
    at_least: int = AT_LEAST,
    most_pairs: int = MOST_PAIRS,
) -> pd.DataFrame:
    """Return one row per path cause -> effect -> remedy that some passage states, those of a pair with most cases
    first.

    ``remedy`` is empty where none is named. ``n_realised`` to ``n_possible`` count links by status.
    ``pair_n_segments`` and ``pair_n_cases`` count the passages and cases of the pair cause -> effect over all its
    remedies; ``drawn`` says that the passages reach ``drawn_from``: *at_least*, or as many more as leave no more than
    *most_pairs* pairs of the valence to draw. ``cause_n_effects`` and ``cause_n_cases`` are the effects of this
    valence that the cause led to and the cases that say so (the out-degree of the cause), ``effect_n_causes`` the
    causes of the effect (its in-degree). ``shown_by`` names the one of the separate passes that shows the path
    (*all_links*, *all_codings*: the rows of every pass). Raises `CodebookError` for a code that is none of the
    codebook's.
    """
    known = {
        "cause": codes_of(codes, "barrier", "enabler"),
        "effect": codes_of(codes, "effect"),
        "remedy": codes_of(codes, "enabler"),
    }
    for column, what in (("cause", "barrier or enabler"), ("effect", "effect"), ("remedy", "remedy")):
        check_known_codes(links[column], known[column], what)
    keys = ["valence", "cause_family", "cause", "effect", "remedy"]
    table = evidence(links, keys)
    by_status = links.groupby([*keys, "status"])["link_id"].size().unstack("status", fill_value=0)
    by_status = by_status.reindex(columns=list(STATUSES), fill_value=0)
    table = table.merge(by_status.add_prefix("n_").reset_index(), on=keys, validate="one_to_one")
    table = _with_neighbours(table, links)
    each = table.drop_duplicates(["cause", "effect"])
    table["drawn_from"] = table["valence"].map(
        {v: _drawn_from(each.loc[each["valence"] == v, "pair_n_segments"], at_least, most_pairs) for v in VALENCES}
    )
    table["drawn"] = table["pair_n_segments"] >= table["drawn_from"]
    single = one_pass_only(all_links, ["cause", "effect", "remedy"], passes=passes, read=all_codings)
    table = with_pass(table, single)
    places = {"valence": VALENCES, **known, "remedy": ["", *known["remedy"]]}
    order = pd.DataFrame(
        {column: table[column].map({code: n for n, code in enumerate(listed)}) for column, listed in places.items()}
    )
    order = order.assign(pair_n_cases=-table["pair_n_cases"], pair_n_segments=-table["pair_n_segments"])
    order = order.sort_values(
        ["valence", "pair_n_cases", "pair_n_segments", "cause", "effect", "remedy"], kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)


def _with_neighbours(table: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return paths with the counts of their pair over all remedies, of the cause over all effects of the valence, and
    of the effect over all causes.
    """
    pair = evidence(links, ["cause", "effect"])[["cause", "effect", "n_segments", "n_cases"]]
    pair = pair.rename(columns={"n_segments": "pair_n_segments", "n_cases": "pair_n_cases"})
    out = links.groupby(["valence", "cause"]).agg(
        cause_n_effects=("effect", "nunique"), cause_n_cases=("case_id", "nunique")
    )
    into = links.groupby(["valence", "effect"]).agg(effect_n_causes=("cause", "nunique"))
    table = table.merge(pair, on=["cause", "effect"], validate="many_to_one")
    table = table.merge(out.reset_index(), on=["valence", "cause"], validate="many_to_one")
    return table.merge(into.reset_index(), on=["valence", "effect"], validate="many_to_one")


def _drawn_from(passages: pd.Series, at_least: int, most_pairs: int) -> int:
    """Return the least number of passages, from *at_least* on, that at most *most_pairs* pairs reach; never one that
    none reaches."""
    found = at_least
    while (passages >= found).sum() > most_pairs and (passages > found).any():
        found += 1
    return found


def pairs(
    links: pd.DataFrame,
    table: pd.DataFrame,
    *,
    all_links: pd.DataFrame,
    all_codings: pd.DataFrame,
    passes: Sequence[str] = ("A", "B"),
    shared: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row per pair cause -> effect that is drawn: its evidence over all statuses and remedies, and
    ``shown_by``.

    ``several_by_shared`` says that two cases state it, and fewer than two without their *shared* passages. *table* is
    `paths`; rows in its order.
    """
    drawn = table.loc[table["drawn"], ["valence", "cause_family", "cause", "effect"]].drop_duplicates()
    counted = drawn.merge(evidence(links, ["cause", "effect"]), on=["cause", "effect"], validate="one_to_one")
    counted = counted.assign(several_by_shared=several_by_shared(counted["segment_ids"], shared))
    return with_pass(counted, one_pass_only(all_links, ["cause", "effect"], passes=passes, read=all_codings))


def bands(links: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return one row per band of the figure: the passages of a drawn pair by kind, and of each remedy that met it.

    *drawn* is `pairs`. ``kind`` is realised, possible or met (mitigated or averted); ``remedy`` is empty for the band
    from cause to effect, and names where the band from the effect goes; ``status`` tells mitigated from averted
    there.
    """
    mine = links.merge(drawn[["cause", "effect"]], on=["cause", "effect"], how="inner", validate="many_to_one")
    mine = mine.assign(kind=mine["status"].where(~mine["status"].isin(REMEDIED), MET))
    to_effect = evidence(mine, ["cause", "effect", "kind"]).assign(remedy="", status="")
    met = mine[(mine["kind"] == MET) & (mine["remedy"] != "")]
    to_remedy = evidence(met, ["cause", "effect", "kind", "remedy", "status"])
    place = {(row.cause, row.effect): number for number, row in enumerate(drawn.itertuples())}
    table = pd.concat([to_effect, to_remedy], ignore_index=True)
    table = table.assign(
        pair=[place[key] for key in zip(table["cause"], table["effect"], strict=True)],
        rank=table["kind"].map({kind: n for n, kind in enumerate(KINDS)}),
    )
    table = table.sort_values(["pair", "remedy", "rank", "status"], kind="stable")
    return table[
        ["cause", "effect", "kind", "remedy", "status", "n_links", "n_segments", "n_speakers", "n_cases", "segment_ids"]
    ].reset_index(drop=True)


def published_paths(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, shared: Collection[str] = ()
) -> pd.DataFrame:
    """Return the table of paths as it is printed: labels, where and how often, and what became of the effect; a dagger
    where fewer than two cases are left without their *shared* passages.
    """
    names = labels(codes) | {"": ""}
    named = (
        dict(zip(cases["case_id"], cases["label"], strict=True))
        if cases["case_id"].is_unique
        else {case: case for case in cases["case_id"]}
    )
    places = table["segment_ids"].map(
        lambda ids: "; ".join(dict.fromkeys(named[one.partition(":")[0]] for one in ids.split()))
    )
    became = [
        ", ".join(f"{status} {row[f'n_{status}']}" for status in STATUSES if row[f"n_{status}"])
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "Cause": table["cause"].map(names) + table["cause_family"].map({"enabler": " (enabler)"}).fillna(""),
            "Effect": table["effect"].map(names) + table["shown_by"].map(lambda one: "*" if one else ""),
            "Met by": table["remedy"].map(names),
            "Links": became,
            "Cases": table["n_cases"].astype(str)
            + several_by_shared(table["segment_ids"], shared).map({True: "†", False: ""}),
            "Passages": table["n_segments"],
            "Speakers": table["n_speakers"],
            "Seen in": places,
            "Effects of the cause (cases)": table["cause_n_effects"].astype(str)
            + " ("
            + table["cause_n_cases"].astype(str)
            + ")",
        }
    )


def reach(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per barrier that led to a harm: the kinds of harm, the cases and passages that say so, and how
    many of the harms a remedy met."""
    names = labels(codes)
    mine = table[(table["valence"] == VALENCES[0]) & (table["cause_family"] == "barrier")]
    mine = mine.assign(met=mine["effect"].where(mine["remedy"] != ""), passages=mine["segment_ids"].str.split())
    groups = mine.groupby("cause", sort=False)
    found = groups.agg(
        effects=("effect", "nunique"),
        cases=("cause_n_cases", "first"),
        passages=("passages", lambda lists: len(set().union(*lists))),
        met=("met", "nunique"),
    )
    found = found.sort_values(["effects", "cases", "passages"], ascending=False, kind="stable")
    return found.rename(index=names).rename_axis("barrier").reset_index()


#: Widths of the published table in Word and LaTeX, in mm.
WIDTHS = (48, 48, 38, 30, 13, 17, 17, 34, 22)

"""The figures and tables of Tingvold et al. (2023) in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import REMEDIED, VALENCES, codes_of, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, few, n_of

# --- captions ---------------------------------------------------------------------------------------


def homes_caption(table: pd.DataFrame, of: pd.DataFrame) -> str:
    """Return the caption of the homes side by side."""
    aspects = table["aspect_id"].nunique()
    passages = {one for ids in table["segment_ids"] for one in ids.split()}
    heads = joined(
        [f"{label} was begun {initiation}" for _, label, initiation in of.itertuples(index=False) if initiation]
    )
    return (
        f"**The two nursing homes of Tingvold and Olsvold (2023) side by side.** {aspects} aspects in our own words,"
        f" from {len(passages)} passages; {heads}. A number in brackets counts the passages behind a statement; what"
        " the source says of both homes together stands in a column of its own and counts for neither. An empty cell:"
        " no passage was found that tells of it, not that there was nothing. Managers, coordinators and a nurse are"
        f" quoted, no residents or volunteers, so value for these is what others report. {HOW_TO_READ}"
    )


def links_caption(table: pd.DataFrame, of: pd.DataFrame) -> str:
    """Return the caption of what led to what in each home."""
    n = table.groupby("unit_id")["n_links"].sum()
    told = ", ".join(
        f"{int(n.get(unit, 0))} of {label.lower()}" for unit, label in zip(of["unit_id"], of["label"], strict=True)
    )
    met = int(table.loc[table["status"].isin(["mitigated", "averted"]), "n_links"].sum())
    return (
        f"**What led to what in each home (Tingvold and Olsvold 2023).** Links of cause and effect by home ({told}),"
        f" with their status: realised, mitigated or averted by a remedy ({met or 'none'}), or possible (feared,"
        " hoped for or general). Numbers in brackets count passages. Links that a passage states of both"
        f" homes stand apart. An empty cell: no passage states the link. {HOW_TO_READ}"
    )


def figure_caption(
    table: pd.DataFrame, links: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame, n_passages: Mapping[str, int]
) -> tuple[str, str]:
    """Return caption and alt text of the figure; *links* is `home_links`."""
    names = labels(codes)
    one, two, both = of["unit_id"]
    called = {unit: label.lower() for unit, label in zip(of["unit_id"], of["label"], strict=True)}
    seen = {
        unit: set(
            table.loc[
                (table["unit_id"] == unit) & (table["n_segments"] > 0) & (table["family"] == "barrier"), "code_id"
            ]
        )
        for unit in (one, two)
    }

    harm = {
        unit: int(links.loc[(links["unit_id"] == unit) & (links["valence"] == VALENCES[0]), "n_links"].sum())
        for unit in (one, two, both)
    }
    told = ", ".join(f"{harm[unit]} of {called[unit]}" for unit in (one, two, both))
    shared = seen[one] & seen[two]
    named = joined([f"‘{names[c]}’" for c in codes_of(codes, "barrier") if c in shared])
    listed = f" ({named})" if 0 < len(shared) < 4 else ""
    apart = len(seen[one] ^ seen[two])
    caption = (
        f"**Two homes of one study share {n_of(len(shared), 'barrier')}{listed}; {apart} are told of one home only.**"
        f" Bars count the passages with a code: {called[one]} (begun {of['initiation'].iloc[0]},"
        f" {n_passages.get(one, 0)} passages) to the left, {called[two]} (begun {of['initiation'].iloc[1]},"
        f" {n_passages.get(two, 0)} passages) to the right, hatched; boxes count the {n_passages.get(both, 0)}"
        f" passages about"
        " both homes, which are in no bar. Tingvold and Olsvold (2023) have no such picture. Links (stated causes and"
        f" effects) to harm: {told}. Codes that no passage carries are left out. The homes have passages of unequal"
        f" number, so compare where a code is seen before how often. {HOW_TO_READ}"
    )
    alt = (
        f"Mirrored bars of codes in two nursing homes: {n_of(len(shared), 'barrier')} in both,"
        f" {len(seen[one] - seen[two])} only in the first, {len(seen[two] - seen[one])} only in the second."
    )
    return caption, alt


def what_we_see(
    statements: pd.DataFrame, table: pd.DataFrame, links: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame
) -> str:
    """Return in a paragraph what the paper prints, what the data give in its place, and how the homes differ.

    *statements* is `homes`, *table* is `home_codes`, *links* is `home_links`. Passages about both homes count for
    neither.
    """
    one, two, _ = of["unit_id"]
    called = {unit: label.lower() for unit, label in zip(of["unit_id"], of["label"], strict=True)}
    told = [
        "The paper tells of its two homes in prose, without a table or figure that lays them side by side, so there is"
        " no printed count from which the data could differ."
    ]
    units = statements.groupby("aspect_id")["unit_id"].agg(set)
    each = int(units.map({one, two}.issubset).sum())
    apart = {unit: int(units.map(lambda has, unit=unit: {one, two} & has == {unit}).sum()) for unit in (one, two)}
    told.append(
        f"Of {n_of(len(units), 'aspect')}, {each} are told of each home, {apart[one]} of {called[one]} alone and"
        f" {apart[two]} of {called[two]} alone."
    )
    barriers = table[(table["family"] == "barrier") & (table["n_segments"] > 0)]
    seen = {unit: set(barriers.loc[barriers["unit_id"] == unit, "code_id"]) for unit in (one, two)}
    names = labels(codes)
    shared = [names[code].lower() for code in codes_of(codes, "barrier") if code in seen[one] & seen[two]]
    only = [len(seen[one] - seen[two]), len(seen[two] - seen[one])]
    told.append(
        f"In passages of their own the homes share {few(shared, 'barrier') if shared else 'no barrier'};"
        f" {n_of(only[0], 'barrier')} are told of {called[one]} only and {only[1]} of {called[two]} only."
    )
    return " ".join([*told, *_weighed(links, called, (one, two))])


def _weighed(links: pd.DataFrame, called: Mapping[str, str], units: tuple[str, str]) -> list[str]:
    """Return the sentences on harm and good in each home, and on remedies; none where no home has a link."""
    mine = links[links["unit_id"].isin(units)]
    n = {
        unit: [int(mine.loc[(mine["unit_id"] == unit) & (mine["valence"] == v), "n_links"].sum()) for v in VALENCES]
        for unit in units
    }
    if not sum(map(sum, n.values())):
        return ["No passage about one home states what led to what."]
    counted = joined([f"{harm} to {good} of {called[unit]}" for unit, (harm, good) in n.items()])
    tipped = [called[unit] for unit, (harm, good) in n.items() if harm > good]
    weigh = (
        "in both homes harm is told more often"
        if len(tipped) == 2
        else (f"only of {tipped[0]} is harm told more often" if tipped else "of neither home is harm told more often")
    )
    met = int(links.loc[links["status"].isin(REMEDIED), "n_links"].sum())
    remedy = f"{met} of these links tell" if met > 1 else "one of these links tells" if met else "no link tells"
    return [f"Links to harm stand to links to good as {counted}: {weigh}, and {remedy} of a remedy that met it."]

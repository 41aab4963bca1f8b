"""Balance: what became of the harm, by barrier and by case, and which remedy met which barrier and effect.

Links are statements in passages; those of one passage, speaker or case are not independent, and nobody sampled the
cases. So neither a share of links nor one of cases gets an interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ...core import honest
from ...core.codebook import READ_AS, REMEDIED, STATUSES, codes_of, labels
from ...core.counts import by_unit, evidence, filled, grid
from ...core.passes import cases_read_twice

HARM = "co-destruction"
NOT_READ_TWICE = "one pass read it"


def read_as(readings: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Count the passages of each case (or unit) by what the analysed pass reads them as and by status; every triple is
    present.

    Each passage has one reading, whether or not it states a link, so the counts of a unit add up to its passages.
    """
    counted = evidence(by_unit(readings, cases), ["unit", "valence", "status"]).drop(columns="n_links")
    table = filled(counted, grid(unit=cases["unit"].tolist(), valence=READ_AS, status=STATUSES))
    return table.assign(case_id=table["unit"].map(cases.set_index("unit")["case_id"]))


def shares(links: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return what became of the harm: one row per barrier, or case (or unit), with links of co-destruction and
    status; every pair of them is present.

    ``what`` says whether ``id`` is a barrier or a unit; a case also counts the few links of co-destruction that start
    from an enabler. ``of`` is the number of links of the row's barrier or unit, ``share`` is ``n_links`` divided by
    it (0 to 1). No interval is given: links are not independent. Barriers with most links first, units in the order
    of *cases*.
    """
    harm = links[links["valence"] == HARM]
    parts = []
    for what, frame, column, order in (
        ("barrier", harm[harm["cause_family"] == "barrier"], "cause", codes_of(codes, "barrier")),
        ("unit", by_unit(harm, cases), "unit", cases["unit"].tolist()),
    ):
        total = frame.groupby(column)["link_id"].size()
        ids = [one for one in order if one in total.index]
        if what == "barrier":
            ids = sorted(ids, key=lambda one: (-total[one], order.index(one)))
        counted = evidence(frame, [column, "status"]).rename(columns={column: "id"})
        table = filled(counted, grid(id=ids, status=STATUSES)) if ids else counted.assign(of=0)
        parts.append(table.assign(what=what, of=table["id"].map(total).astype("int64")))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(share=found["n_links"] / found["of"])


def over_cases(links: pd.DataFrame, cases: pd.DataFrame, *, seed: int, word: str = "case") -> pd.DataFrame:
    """Return what can be said of the cases (or units) as a whole: one row per measure.

    ``cases with a harm met`` is the share of the cases with a link of co-destruction in which one was mitigated or
    averted. ``share of harms met`` and ``share of harms realised`` are means over cases of the share of such links,
    ``good minus harm`` the mean over cases of the share of links to co-creation minus the share of links to
    co-destruction (-1 to 1). ``low`` and ``high`` of a mean are a bootstrap range over cases, ``p``
    that of a sign-flip test; both are missing below `honest.MINIMUM_UNITS` cases, and ``told`` says why.
    """
    placed = by_unit(links, cases)
    harm = placed[placed["valence"] == HARM]
    met = harm["status"].isin(REMEDIED).groupby(harm["unit"]).agg(["sum", "size"]).reindex(cases["unit"]).dropna()
    realised = harm["status"].eq("realised").groupby(harm["unit"]).mean().reindex(cases["unit"]).dropna()
    good = placed["valence"].ne(HARM).groupby(placed["unit"]).mean().reindex(cases["unit"]).dropna()
    rows = []

    def row(measure: str, told: str, **more: object) -> None:
        rows.append(
            dict(
                dict(
                    measure=measure,
                    estimate=None,
                    low=None,
                    high=None,
                    p=None,
                    n_tests=None,
                    n_units=0,
                    told=told,
                ),
                **more,
            )
        )

    if len(met):
        n_met = int((met["sum"] > 0).sum())
        row("cases with a harm met", f"{n_met} of {len(met)}", estimate=n_met / len(met), n_units=len(met))
    for measure, values in (("share of harms met", met["sum"] / met["size"]), ("share of harms realised", realised)):
        mean = honest.bootstrap(values.tolist(), name=f"balance:{measure}", seed=seed, word=word)
        row(measure, mean.told, estimate=mean.estimate, low=mean.low, high=mean.high, n_units=mean.n_units)
    tested = honest.sign_flip((2 * good - 1).tolist(), name="balance:good minus harm", seed=seed, word=word)
    row(
        "good minus harm",
        tested.told,
        estimate=tested.statistic,
        p=tested.p,
        n_tests=tested.n_tests if tested.p is not None else None,
        n_units=tested.n_units,
    )
    return pd.DataFrame(rows).astype(
        {
            "estimate": "Float64",
            "low": "Float64",
            "high": "Float64",
            "p": "Float64",
            "n_tests": "Int64",
            "n_units": "Int64",
        }
    )


def remedies(
    links: pd.DataFrame,
    all_links: pd.DataFrame,
    all_codings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Return one row per harm that any reading says a remedy met: case, cause, effect, remedy and status.

    ``n_links`` to ``n_cases`` and ``segment_ids`` are those of the analysed pass (*links*; 0 where it does not keep
    the link), ``n_first`` and ``n_second`` the links of the two independent *passes*. ``read_by`` names which of them
    state it, or that only one of them has read the case, or these passages of it. ``all_segment_ids`` are the passages
    of all these readings. *all_links* and *all_codings* are those of passages that both have read
    (`Material.compared_links`).
    Links that the analysed pass keeps come first, then by remedy (those with most kept links first), in codebook
    order.
    """
    keys = ["case_id", "cause", "effect", "remedy", "status"]
    kept = evidence(links[links["remedy"] != ""], keys)
    alone = all_links[(all_links["remedy"] != "") & all_links["coder"].isin(passes)]
    every = pd.concat([links[links["remedy"] != ""], alone], ignore_index=True)
    columns = ["n_links", "n_segments", "n_speakers", "n_cases"]
    if every.empty:
        return pd.DataFrame(
            columns=[*keys, *columns, "n_first", "n_second", "read_by", "segment_ids", "all_segment_ids"]
        )
    table = evidence(every, keys)[[*keys, "segment_ids"]].rename(columns={"segment_ids": "all_segment_ids"})
    table = filled(kept, table)
    for name, coder in zip(("n_first", "n_second"), passes, strict=True):
        number = alone[alone["coder"] == coder].groupby(keys).size()
        table[name] = [int(number.get(key, 0)) for key in table[keys].itertuples(index=False, name=None)]
    judged = read_twice(all_codings, alone, passes)
    first, second = (table[name] > 0 for name in ("n_first", "n_second"))
    table["read_by"] = [
        NOT_READ_TWICE
        if judged.isdisjoint(ids.split())
        else " and ".join(coder for coder, one in zip(passes, pair, strict=True) if one) or "neither"
        for ids, pair in zip(table["all_segment_ids"], zip(first, second, strict=True), strict=True)
    ]
    place = {code: number for number, code in enumerate(codes_of(codes, "barrier", "enabler", "effect"))}
    strong = table.groupby("remedy")["n_links"].sum()
    order = pd.DataFrame(
        {
            "kept": table["n_links"] == 0,
            "strong": -table["remedy"].map(strong),
            "remedy": table["remedy"].map(place),
            "cause": table["cause"].map(place),
            "effect": table["effect"].map(place),
            "case": table["case_id"],
            "status": table["status"],
        }
    )
    return table.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)


def read_twice(all_codings: pd.DataFrame, all_links: pd.DataFrame, passes: Sequence[str]) -> set[str]:
    """Return the passages, as ``case_id:segment_id``, that carry a coding or a link of a case that all *passes* read.

    Both tables are those of passages that all of them have read (`Material.compared_links`).
    """
    rows = pd.concat([all_codings[["case_id", "segment_id"]], all_links[["case_id", "segment_id"]]])
    rows = rows[rows["case_id"].isin(cases_read_twice(all_codings, passes))]
    return set((rows["case_id"] + ":" + rows["segment_id"]).tolist())


def remedy_matrix(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return remedies (rows) by barriers (columns), as labels: the links that the analysed pass keeps, and in
    brackets those of the two other readings."""
    names = labels(codes)
    told = table.assign(
        cell=table["n_links"].astype(str)
        + " ("
        + table["n_first"].astype(str)
        + ", "
        + table["n_second"].astype(str)
        + ")"
    )
    sums = told.groupby(["remedy", "cause"], sort=False)[["n_links", "n_first", "n_second"]].sum()
    cells = (
        sums.apply(lambda row: f"{row['n_links']} ({row['n_first']}, {row['n_second']})", axis=1)
        if len(sums)
        else pd.Series(dtype=str)
    )
    return cells.unstack("cause").fillna("").rename(index=names, columns=names) if len(cells) else pd.DataFrame()


def published_shares(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the table of shares as it is printed: a row per barrier, then per case; links, with their share in per
    cent of `SHARE_FROM` links or more."""
    names = labels(codes) | dict(zip(cases["unit"], cases["label"], strict=True))
    rows = []
    for (what, one), part in table.groupby(["what", "id"], sort=False):
        cells = {row.status.capitalize(): _with_share(row) if row.n_links else "" for row in part.itertuples()}
        ids = {segment for listed in part["segment_ids"] for segment in listed.split()}
        rows.append(
            {
                "Barrier or case": names[one],
                "Kind": "barrier" if what == "barrier" else "case",
                "Links": int(part["of"].iloc[0]),
                **cells,
                "Cases": len({segment.partition(":")[0] for segment in ids}),
                "Passages": len(ids),
            }
        )
    statuses = [status.capitalize() for status in STATUSES]
    return pd.DataFrame(rows, columns=["Barrier or case", "Kind", "Links", *statuses, "Cases", "Passages"])


def _with_share(row: Any) -> str:
    """Return the links of a row of `shares`, with their share of enough links."""
    return f"{row.n_links} ({row.share:.0%})" if row.of >= SHARE_FROM else str(row.n_links)


#: A share is printed where it divides by so many links at least: below, one link more or less changes it by a fifth
#: and more.
SHARE_FROM = 5
SHARES_WIDTHS = (70, 20, 18, 30, 30, 30, 30, 18, 21)


def case_labels(cases: pd.DataFrame) -> dict[str, str]:
    """Return the label of each case; a case that fills several columns goes by its id."""
    once = cases[~cases["case_id"].duplicated(keep=False)]
    return {case: case for case in cases["case_id"]} | dict(zip(once["case_id"], once["label"], strict=True))

"""What the results section says of effects: harm and good, what became of the harm, and what met it."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import REMEDIED
from .cases import words_for
from .told import Values, count, low, named, of_all, part, percent, quoted, small

HARM, GOOD = "co-destruction", "co-creation"


def of_balance(values: Values) -> None:
    """Say how many links tell of harm and of good, what became of the harm, and where it outweighs."""
    balance, cases = values.tables["balance"], values.tables["cases"]
    one, many = words_for(cases)
    harm, good = (balance[balance["valence"] == valence] for valence in (HARM, GOOD))
    n = int(harm["n_links"].sum())
    values.put("harm_links", count(n, "link"), "balance", harm, "n_links", n=n, row=HARM)
    values.put(
        "good_links", small(int(good["n_links"].sum())), "balance", good, "n_links", n=good["n_links"].sum(), row=GOOD
    )
    if not n:
        return
    for name, statuses in (("happened", ["realised"]), ("met", list(REMEDIED)), ("feared", ["possible"])):
        rows = harm[harm["status"].isin(statuses)]
        k = int(rows["n_links"].sum())
        place = f"{HARM}, {' or '.join(statuses)}"
        values.put(f"harm_{name}", f"{k} ({percent(k, n)})", "balance", rows, "n_links, status", n=k, row=place)
    per = {valence: rows.groupby("unit")["n_links"].sum() for valence, rows in ((HARM, harm), (GOOD, good))}
    label = dict(zip(cases["unit"], cases["label"], strict=True))
    more = [unit for unit in label if per[HARM].get(unit, 0) > per[GOOD].get(unit, 0)]
    rows = balance[balance["unit"].isin(more)]
    values.put(
        "harm_more", of_all(len(more), len(cases), one, many), "balance", rows, "n_links", n=len(more),
        row=" ".join(more) or "no row",
    )  # fmt: skip
    if more:
        values.put("harm_more_names", named([label[unit] for unit in more], one), "balance", rows, "unit", n=len(more))
    both = [unit for unit in label if per[HARM].get(unit, 0) and per[GOOD].get(unit, 0)]
    rows = balance[balance["unit"].isin(both) & (balance["n_links"] > 0)]
    values.put("both_in", of_all(len(both), len(cases), one, many), "balance", rows, "n_links", n=len(both))
    _range(values, harm, label)


def _range(values: Values, harm: pd.DataFrame, label: dict[str, str]) -> None:
    """Say in which case the least and in which the largest part of the harm happened."""
    of = harm.groupby("unit")["n_links"].sum()
    done = harm[harm["status"] == "realised"].groupby("unit")["n_links"].sum()
    share = {unit: done.get(unit, 0) / of[unit] for unit in label if of.get(unit, 0)}
    for name, pick in (("least", min), ("most", max)):
        unit = pick(share, key=lambda key: share[key])
        rows = harm[(harm["unit"] == unit) & (harm["status"] == "realised")]
        text = f"{percent(done.get(unit, 0), of[unit])} in {label[unit]}"
        values.put(f"happened_{name}", text, "balance", rows, "n_links", n=share[unit])


def of_effects(values: Values) -> None:
    """Name the effects, of harm or of good, that are told of in every case."""
    by_case, cases, names = (values.tables[one] for one in ("codes_by_case", "cases", "labels"))
    seen = by_case[(by_case["family"] == "effect") & (by_case["state"] == "present")]
    per = seen.groupby("code_id")["unit"].nunique()
    shared = [code for code in dict.fromkeys(seen["code_id"]) if per[code] == len(cases)]
    rows = seen[seen["code_id"].isin(shared)]
    n_effects = by_case.loc[by_case["family"] == "effect", "code_id"].nunique()
    text = f"{small(len(shared)) if shared else 'none'} of the {n_effects} effects"
    values.put("effects_shared", text, "codes_by_case", rows if shared else seen, "state", n=len(shared))
    if shared:
        labels = quoted([names[code] for code in shared], "effect")
        values.put("effects_shared_names", labels, "codes_by_case", rows, "code_id", n=len(shared))


def of_pairs(values: Values) -> None:
    """Say how many pairs of a barrier and a harm are told of, how many in one case only, and which in most cases."""
    paths, names = values.tables["pathways"], values.tables["labels"]
    mine = paths[(paths["valence"] == HARM) & (paths["cause_family"] == "barrier")]
    pairs = mine.drop_duplicates(["cause", "effect"])
    if pairs.empty:
        return
    alone = pairs[pairs["pair_n_cases"] == 1]
    rows = mine.merge(alone[["cause", "effect"]], on=["cause", "effect"])
    values.put("pairs", small(len(pairs)), "pathways", mine, "cause, effect", n=len(pairs))
    values.put("pairs_lone", part(len(alone), len(pairs), "pairs"), "pathways", rows, "pair_n_cases", n=len(alone))
    values.put("pairs_lone_in", "one case only", "pathways", rows, "pair_n_cases", n=1)
    top = pairs.sort_values(["pair_n_cases", "pair_n_segments"], ascending=False, kind="stable").head(1)
    row = top.to_dict("records")[0]
    rows = mine[(mine["cause"] == row["cause"]) & (mine["effect"] == row["effect"])]
    text = f"‘{low(names[row['cause']])}’ to ‘{low(names[row['effect']])}’"
    values.put("pair_widest", text, "pathways", rows, "cause, effect", n=1)
    reach = int(row["pair_n_cases"])
    values.put("pair_widest_in", count(reach, "case"), "pathways", rows, "pair_n_cases", n=reach)


def of_shares(values: Values) -> None:
    """Name the barriers with most harm that happened, with most that was only feared, and those that nothing met."""
    shares, names = values.tables["harm_shares"], values.tables["labels"]
    mine = shares[shares["what"] == "barrier"]
    for name, status in (("worst", "realised"), ("feared_most", "possible")):
        rows = mine[(mine["status"] == status) & (mine["n_links"] > 0)]
        if rows.empty:
            continue
        top = rows.sort_values(["n_links", "share"], ascending=False, kind="stable").head(1)
        row = top.to_dict("records")[0]
        values.put(name, f"‘{low(names[row['id']])}’", "harm_shares", top, "n_links", n=row["n_links"])
        text = f"{row['n_links']} of its {count(row['of'], 'link')}"
        values.put(f"{name}_links", text, "harm_shares", top, "n_links, of", n=row["share"])
    met = mine[mine["status"].isin(REMEDIED)].groupby("id")["n_links"].sum()
    unmet = mine[mine["id"].isin(met[met == 0].index)]
    n, of = unmet["id"].nunique(), mine["id"].nunique()
    values.put("unmet", of_all(n, of, "barrier"), "harm_shares", unmet, "n_links, status", n=n)


def of_stories(values: Values) -> None:
    """Say how the stories ended."""
    stories = values.tables["stories"]
    values.put("stories", count(len(stories), "story", "stories"), "stories", stories, "story_id", n=len(stories))
    for name, ending in (
        ("harmed", "harm happened"),
        ("repaired", "happened and was met"),
        ("stopped", "stopped"),
        ("feared", "only feared"),
    ):
        rows = stories[stories["ending"] == ending]
        values.put(f"stories_{name}", small(len(rows)), "stories", rows, "ending", n=len(rows), row=ending)


def of_remedies(values: Values) -> None:
    """Say which remedies met harm, where, on which both codings agree, and whether any meets a barrier in two cases."""
    remedies, cases, names = (values.tables[one] for one in ("remedies", "cases", "labels"))
    one, many = words_for(cases)
    kept = remedies[remedies["n_links"] > 0]
    where = cases[cases["case_id"].isin(kept["case_id"])]
    values.put("met_in", of_all(len(where), len(cases), one, many), "remedies", kept, "case_id", n=len(where))
    if kept.empty:
        return
    per = kept.groupby("remedy")["n_links"].sum().sort_values(ascending=False, kind="stable")
    top = per[per == per.iloc[0]].index if (per == per.iloc[0]).sum() < 4 else per.head(1).index
    rows = kept[kept["remedy"].isin(top)]
    values.put("remedies", count(len(per), "remedy", "remedies"), "remedies", kept, "remedy", n=len(per))
    values.put("remedy_most", quoted([names[code] for code in top], "remedy"), "remedies", rows, "remedy", n=len(top))
    text = f"{count(int(per.iloc[0]), 'link')}{' each' * (len(top) > 1)}"
    values.put("remedy_most_links", text, "remedies", rows, "n_links", n=per.iloc[0])
    again = kept.groupby(["cause", "remedy"])["case_id"].nunique()
    twice = again[again > 1]
    values.put("remedy_again", count(len(twice), "remedy", "remedies"), "remedies", kept, "remedy, cause", n=len(twice))
    wide = kept.groupby("remedy")["case_id"].nunique()
    wide = wide[wide > 1]
    rows = kept[kept["remedy"].isin(wide.index)]
    text = quoted([names[code] for code in wide.index], "remedy", 5) if len(wide) else "none of them"
    values.put("remedy_wide", text, "remedies", rows if len(wide) else kept, "case_id", n=len(wide))
    values.put("remedy_wide_in", "more than one case", "remedies", rows if len(wide) else kept, "case_id", n=2)

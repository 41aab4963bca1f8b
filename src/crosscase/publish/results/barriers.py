"""What the results section says of the barriers: which, where, in which list, in which version and in which home."""

from __future__ import annotations

import pandas as pd

from .cases import words_for
from .told import Values, count, low, named, of_all, quoted, small


def of_barriers(values: Values) -> None:
    """Say in how many cases barriers are seen: in all, in as many as any reaches, in one only."""
    by_case, cases = values.tables["codes_by_case"], values.tables["cases"]
    one, many = words_for(cases)
    names, of = values.tables["labels"], len(cases)
    read = by_case[by_case["family"] == "barrier"]
    seen = read[read["state"] == "present"]
    per = seen.groupby("code_id")["unit"].nunique()
    n_read = read["code_id"].nunique()
    values.put("barriers", count(n_read, "barrier"), "codes_by_case", read, "code_id", n=n_read)

    def rows(at: int) -> pd.DataFrame:
        return seen[seen["code_id"].isin(per[per == at].index)]

    everywhere = rows(of)
    n = everywhere["code_id"].nunique()
    told = of_all(n, n_read, "barrier") if n else f"none of the {count(n_read, 'barrier')}"
    values.put("barriers_everywhere", told, "codes_by_case", everywhere if n else seen, "state", n=n)
    if per.empty:
        return
    reach = int(per.max())
    widest = rows(reach)
    n_widest = widest["code_id"].nunique()
    values.put("widest", count(n_widest, "barrier"), "codes_by_case", widest, "state", n=n_widest)
    values.put("widest_in", of_all(reach, of, one, many), "codes_by_case", widest, "state", n=reach)
    most = widest.groupby("code_id", sort=False)["n_segments"].sum().sort_values(ascending=False, kind="stable")
    lead = [f"‘{low(names[code])}’ ({size})" for code, size in most.head(3).items()]
    top = widest[widest["code_id"].isin(most.head(3).index)]
    text = f"{', '.join(lead[:-1])} and {lead[-1]}" if len(lead) > 1 else lead[0]
    values.put("widest_lead", text, "codes_by_case", top, "n_segments", n=len(lead))
    _alone(values, rows(1), n_read, cases)


def _alone(values: Values, alone: pd.DataFrame, n_read: int, cases: pd.DataFrame) -> None:
    """Say which barriers are seen in one case only, and where."""
    one, _ = words_for(cases)
    n = alone["code_id"].nunique()
    values.put("lone", f"{small(n)} of the {n_read}", "codes_by_case", alone, "state", n=n)
    values.put("lone_in", f"one {one} only", "codes_by_case", alone, "state", n=1)
    per = alone.groupby("unit")["code_id"].nunique()
    told = [f"{label} ({per[unit]})" for unit, label in _labelled(cases) if per.get(unit, 0)]
    values.put("lone_by_case", named(told, one), "codes_by_case", alone, "unit", n=len(told))


def _labelled(cases: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(cases["unit"], cases["label"], strict=True))


def of_likeness(values: Values) -> None:
    """Name the two cases whose barriers are most alike, and how many barriers they share of those that either shows."""
    pairs = values.tables["similarity"]
    pairs = pairs[(pairs["family"] == "barrier") & pairs["jaccard"].notna()]
    label = dict(_labelled(values.tables["cases"]))
    if pairs.empty:
        return
    top = pairs.sort_values("jaccard", ascending=False, kind="stable").head(1)
    row = top.to_dict("records")[0]
    shared, either = int(row["n_shared"]), int(row["n_shared"] + row["n_only_a"] + row["n_only_b"])
    pair = f"{label[row['unit_a']]} and {label[row['unit_b']]}"
    values.put("alike", pair, "similarity", top, "unit_a, unit_b", n=2)
    values.put("alike_one_source", row["sources"], "similarity", top, "sources", n=len(row["sources"].split()))
    values.put(
        "alike_share", f"{small(shared)} of the {count(either, 'barrier')}", "similarity", top, "n_shared", n=shared
    )


def of_lists(values: Values) -> None:
    """Say how many barriers that are seen stand in none of the published lists of barriers."""
    known, names = values.tables["barriers_known"], values.tables["labels"]
    seen = known[known["n_units"] > 0]
    new = seen[seen["n_lists"] == 0]
    values.put("barriers_seen", count(len(seen), "barrier"), "barriers_known", seen, "n_units", n=len(seen))
    values.put("unlisted", of_all(len(new), len(seen), "barrier"), "barriers_known", new, "n_lists", n=len(new))
    values.put("unlisted_in", "none of them", "barriers_known", new, "n_lists", n=0)
    if len(new):
        labels = quoted([names[code] for code in new["code_id"]], "barrier", 5)
        values.put("unlisted_names", labels, "barriers_known", new, "code_id", n=len(new))


def of_versions(values: Values) -> None:
    """Say how the barriers of a preprint changed: those of the earlier version, of the last, and those carried over."""
    if "versions" not in values.tables or "correspondence" not in values.tables:
        return
    by_version, pairs = values.tables["versions"], values.tables["correspondence"]
    direct = pairs[pairs["tie"] == "direct"]
    values.put("versions_carried", small(len(direct)), "correspondence", direct, "tie", n=len(direct))
    for which in ("earlier", "last"):
        rows = by_version[(by_version["version"] == which) & (by_version["element_id"] != "")]
        elements = dict(zip(rows["element_id"], rows["element_label"], strict=True))
        kept = set(direct[f"element_{which}"])
        apart = [label for one, label in elements.items() if one not in kept]
        text = count(len(elements), "barrier") if which == "earlier" else small(len(elements))
        values.put(f"versions_{which}", text, "versions", rows, "element_id", n=len(elements), row=which)
        mine = rows[~rows["element_id"].isin(kept)]
        values.put(f"versions_{which}_apart", quoted(apart, "barrier"), "versions", mine, "element_label", n=len(apart))


def of_homes(values: Values) -> None:
    """Say which barriers two homes of one case share, and what became of the harm in each."""
    if "homes_codes" not in values.tables or "homes_links" not in values.tables:
        return
    codes, links, names = (values.tables[one] for one in ("homes_codes", "homes_links", "labels"))
    seen = codes[(codes["family"] == "barrier") & (codes["state"] == "present") & (codes["unit_id"] != "nursing_homes")]
    per = seen.groupby("code_id")["unit_id"].nunique()
    homes = list(dict.fromkeys(links.loc[links["unit_id"] != "nursing_homes", "unit_id"]))
    both = seen[seen["code_id"].isin(per[per > 1].index)]
    n = both["code_id"].nunique()
    values.put("homes", count(len(homes), "home"), "homes_codes", seen, "unit_id", n=len(homes))
    values.put("homes_either", count(len(per), "barrier"), "homes_codes", seen, "state", n=len(per))
    told = {0: "none", 1: "only one"}.get(n, small(n))
    values.put("homes_shared", told, "homes_codes", both if n else seen, "state", n=n)
    if n:
        labels = quoted([names[code] for code in dict.fromkeys(both["code_id"])], "barrier")
        values.put("homes_shared_names", labels, "homes_codes", both, "code_id", n=n)
    for home in homes:
        mine = links[(links["unit_id"] == home) & (links["valence"] == "co-destruction")]
        happened, of = (int(rows["n_links"].sum()) for rows in (mine[mine["status"] == "realised"], mine))
        values.put(f"{home}_harm", f"{happened} of {of}", "homes_links", mine, "status", n=happened, row=home)
        story = values.tables["stories"]
        began = story[story["unit_id"] == home].head(1)
        if len(began):
            values.put(f"{home}_began", str(began["began"].iloc[0]), "stories", began, "began", row=home)

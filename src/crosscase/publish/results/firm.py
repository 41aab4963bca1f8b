"""What the results section says of how firmly its findings hold, and what so few cases cannot show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ...core.honest import may_show
from .cases import words_for
from .told import Values, count, named, of_all, small


def of_findings(values: Values) -> None:
    """Say of each finding in how many re-analyses it holds, and of all of them how many hold in all, most or fewer."""
    table = values.tables["robustness"]
    asked = table[table["n_variants"] > 0]
    for row in asked.to_dict("records"):
        mine = asked[asked["finding_id"] == row["finding_id"]]
        text = f"{row['n_holds']} of {row['n_variants']} re-analyses"
        values.put(f"firmness_{row['finding_id']}", text, "robustness", mine, "n_holds, n_variants", n=row["n_holds"])
        values.put(f"statement_{row['finding_id']}", row["statement"], "robustness", mine, "statement")
        if pd.notna(row["n_random"]):
            text = f"{row['n_random_holds']} of {row['n_random']} sets"
            values.put(
                f"chance_{row['finding_id']}", text, "robustness", mine, "n_random_holds", n=row["n_random_holds"]
            )
    values.put("findings", count(len(asked), "finding"), "robustness", asked, "finding_id", n=len(asked))
    share = asked["n_holds"] / asked["n_variants"]
    for name, rows in (
        ("everywhere", asked[share == 1]),
        ("mostly", asked[(share < 1) & (share > 0.5)]),
        ("seldom", asked[share <= 0.5]),
    ):
        values.put(f"findings_{name}", small(len(rows)), "robustness", rows, "n_holds, n_variants", n=len(rows))
    for name, text, rows in (
        ("all", "every re-analysis", asked[share == 1]),
        ("most", "most of them", asked[(share < 1) & (share > 0.5)]),
        ("half", "half of them or fewer", asked[share <= 0.5]),
    ):
        values.put(f"findings_{name}", text, "robustness", rows, "n_holds, n_variants", n=1)
    beside = asked[asked["n_random"].notna()]
    values.put("findings_random", small(len(beside)), "robustness", beside, "n_random", n=len(beside))
    by_chance = beside[~beside["claimed"].fillna(False).astype(bool)]
    values.put("findings_chance", small(len(by_chance)), "robustness", by_chance, "claimed", n=len(by_chance))


def asked_of(table: pd.DataFrame) -> dict[str, Callable[..., Any]]:
    """Return what a condition may ask of a finding: whether it ``holds`` as published, is ``claimed`` (holds, and
    random data do not show it as well), and is ``firm`` (claimed, and holds in more than half of its re-analyses).
    Each raises `KeyError` for a finding that is not declared.
    """
    rows = {row["finding_id"]: row for row in table.to_dict("records")}

    def yes(finding_id: str, column: str) -> bool:
        answer = rows[finding_id][column]
        return pd.notna(answer) and bool(answer)

    def holds(finding_id: str) -> bool:
        return yes(finding_id, "as_published")

    def claimed(finding_id: str) -> bool:
        return holds(finding_id) and yes(finding_id, "claimed")

    def firm(finding_id: str) -> bool:
        return claimed(finding_id) and 2 * rows[finding_id]["n_holds"] > rows[finding_id]["n_variants"]

    return {"holds": holds, "claimed": claimed, "firm": firm}


def disagreeing(ledger: pd.DataFrame | None) -> Callable[..., bool]:
    """Return what a condition may ask of claims: whether each of them cannot agree as printed."""
    wrong = set() if ledger is None else set(ledger.loc[ledger["verdict"] == "inconsistent", "claim_id"])
    return lambda *claims: set(claims) <= wrong


def of_certainty(values: Values) -> None:
    """Say how many findings the draft of the certainty table raises a serious concern about, as a reader of it sees."""
    if "certainty" not in values.tables:
        return
    table = values.tables["certainty"]
    label = dict(zip(values.tables["cases"]["case_id"], values.tables["cases"]["label"], strict=False))
    for row in table[table["hangs_on"] != ""].to_dict("records"):
        mine = table[table["finding_id"] == row["finding_id"]]
        text = named([label.get(one, one) for one in row["hangs_on"].split()])
        values.put(f"hangs_on_{row['finding_id']}", text, "certainty", mine, "hangs_on")
    serious = table[(table["adequacy_concern"] == "serious") | (table["coherence_concern"] == "serious")]
    text = of_all(len(serious), len(table), "finding")
    values.put("concern", text, "certainty", serious, "coherence_concern, adequacy_concern", n=len(serious))


def of_saturation(values: Values) -> None:
    """Say how many further barriers the last case brought on average, and how many a larger set would show at least."""
    table = values.tables["saturation_estimates"]
    mine = table[(table["family"] == "barrier") & (table["over"] == "cases")].assign(segment_ids="")
    if mine.empty or pd.isna(mine["chao2"].iloc[0]):
        return
    row = mine.to_dict("records")[0]
    values.put(
        "saturation_step", small(row["last_step"]), "saturation_estimates", mine, "last_step", n=row["last_step"]
    )
    values.put("saturation_seen", small(row["n_seen"]), "saturation_estimates", mine, "n_seen", n=row["n_seen"])
    low = int(round(row["chao2"]))
    values.put("saturation_at_least", f"at least {low}", "saturation_estimates", mine, "chao2", n=low)


def of_tests(values: Values) -> None:
    """Say which p-value so many cases could reach at least, where none may be printed."""
    cases = values.tables["cases"].assign(segment_ids="")
    one, many = words_for(cases)
    n = len(cases)
    smallest = f"{2 / 2**n:.4g}"
    allowed = may_show(n).tests
    values.put("least_reachable", smallest, "cases", cases, "unit", n=0 if allowed else 1)

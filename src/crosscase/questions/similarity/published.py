"""The comparison of pairs and the points of the maps as they are printed."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import labels
from ...core.likeness import FAMILIES
from .compute import FAMILY_NAMES

# --- as published -----------------------------------------------------------------------------------

#: Widths of the published tables in Word and LaTeX, in mm; they fill a landscape page.
PAIRS_WIDTHS = (19, 34, 17, 20, 58, 59, 60)
POINTS_WIDTHS = (20, 62, 14, 20, 16, 20, 19, 19, 19, 19, 19, 20)
#: With more units than this the table of pairs prints each unit's nearest ones only.
ALL_PAIRS_UP_TO = 10


def published_pairs(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, by_case: pd.DataFrame
) -> pd.DataFrame:
    """Return the pairs as they are printed: by family, most alike first, with the labels of the codes that both or
    one of them show.

    A star marks a code that only one of two separate passes shows in one of the two (``shown_by`` of *by_case*).
    With more than ten units a row stands only for the pair of a unit and the one most like it.
    """
    names, label_of = labels(codes), dict(zip(cases["unit"], cases["label"], strict=True))
    single = set(by_case.loc[by_case["shown_by"] != "", ["code_id", "unit"]].itertuples(index=False, name=None))
    shown = table.sort_values(["jaccard", "bray_curtis"], ascending=[False, True], kind="stable", na_position="last")
    shown = shown.sort_values("family", kind="stable", key=lambda column: column.map(FAMILIES.index))
    if len(cases) > ALL_PAIRS_UP_TO:
        ends = pd.concat([shown.assign(end=shown["unit_a"]), shown.assign(end=shown["unit_b"])]).sort_index(
            kind="stable"
        )
        nearest = ends.dropna(subset="jaccard").groupby(["family", "end"])["jaccard"].idxmax()
        shown = shown.loc[shown.index.isin(set(nearest))]
    rows = []
    for pair in shown.to_dict("records"):

        def told(listed: str, pair: dict = pair) -> str:
            starred = {code for code in listed.split() if {(code, pair["unit_a"]), (code, pair["unit_b"])} & single}
            return "; ".join(names[code] + "*" * (code in starred) for code in listed.split())

        rows.append(
            {
                "Codes": FAMILY_NAMES[pair["family"]],
                "Cases": f"{label_of[pair['unit_a']]} – {label_of[pair['unit_b']]}",
                "Jaccard": decimals(pair["jaccard"], 2),
                "1 − Bray–Curtis": decimals(1 - pair["bray_curtis"], 2),
                "In both": told(pair["shared"]),
                "Only in the first": told(pair["only_a"]),
                "Only in the second": told(pair["only_b"]),
            }
        )
    return pd.DataFrame(
        rows,
        columns=["Codes", "Cases", "Jaccard", "1 − Bray–Curtis", "In both", "Only in the first", "Only in the second"],
    )


def published_points(points: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the maps as they are printed: by family, cases first, then codes by contribution; points
    not in a map last.
    """
    names = labels(codes) | dict(zip(cases["unit"], cases["label"], strict=True))
    shown = points[points["kind"] != "axis"].copy()
    shown["rank"] = shown["family"].map(FAMILIES.index) * 4 + (shown["why"] != "") * 2 + (shown["kind"] == "code")
    shown = shown.sort_values("ctr", ascending=False, kind="stable", na_position="last").sort_values(
        "rank", kind="stable"
    )
    columns = {
        "mass": "Mass",
        "quality": "Quality",
        "share": "Inertia",
        "axis_1": "Axis 1",
        "ctr_1": "Makes axis 1",
        "cor_1": "Held by axis 1",
        "axis_2": "Axis 2",
        "ctr_2": "Makes axis 2",
        "cor_2": "Held by axis 2",
    }
    printed = pd.DataFrame(
        {
            "Codes": shown["family"].map(FAMILY_NAMES),
            "Case or code": shown["point"].map(names),
            "Passages": shown["n_segments"].astype(str),
        }
    )
    for column, name in columns.items():
        printed[name] = [decimals(value, 3) for value in shown[column]]
    left = (shown["why"] != "").to_numpy()
    printed.loc[left, "Case or code"] += " (" + shown.loc[left, "why"] + ")"
    return printed.reset_index(drop=True)


def decimals(value: float, digits: int) -> str:
    """Return a number as text with so many decimals, a dash where it is missing."""
    return "–" if pd.isna(value) else f"{round(float(value), 9) + 0.0:.{digits}f}"

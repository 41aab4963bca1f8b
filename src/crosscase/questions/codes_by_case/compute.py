"""Cross-case comparison: the cases side by side, and what a practitioner takes from them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import codes_of, labels
from ...core.order import code_order


def side_by_side(table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return passages per code (rows, labels) and case (columns, labels) of one family, and the number of cases."""
    chosen = table[table["family"] == family]
    wide = chosen.pivot(index="code_id", columns="unit", values="n_segments").loc[
        codes_of(codes, family), cases["unit"]
    ]
    wide["cases"] = (
        chosen[chosen["state"] == "present"]
        .groupby("code_id")["unit"]
        .nunique()
        .reindex(wide.index)
        .fillna(0)
        .astype(int)
    )
    return wide.rename(index=labels(codes), columns=dict(zip(cases["unit"], cases["label"], strict=True))).rename_axis(
        index="code", columns=None
    )


def codes_in_cases(
    table: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, families: Sequence[str]
) -> pd.DataFrame:
    """Return one row per code of these families: in how many cases, on how much evidence, and how much in each.

    *table* is `counts.codes_by_case`. ``n_covered`` counts the cases that were read for the code.
    ``in_cases`` tells passages and share of the case's passages of that family: ``Harbour town 3 (12 %); ...``. Codes
    in the order of figures.
    """
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    names = labels(codes)
    rows = []
    for family in families:
        for code in code_order(table, codes, family):
            mine = table[table["code_id"] == code].set_index("unit").reindex(cases["unit"])
            covered = mine[mine["state"] != "not covered"]
            shown = mine[mine["state"] == "present"]
            rows.append(
                dict(
                    code_id=code,
                    family=family,
                    label=names[code],
                    n_cases=len(shown),
                    n_covered=len(covered),
                    n_absent=int((mine["state"] == "absent").sum()),
                    n_possible=int((mine["state"] == "possible").sum()),
                    n_segments=int(shown["n_segments"].sum()),
                    n_speakers=int(shown["n_speakers"].sum()),
                    n_links=int(shown["n_links"].sum()),
                    in_cases="; ".join(
                        f"{label_of[row.Index]} {row.n_segments} ({row.share_of_segments:.0%})"
                        for row in shown.itertuples()
                    ),
                    segment_ids=" ".join(sorted({one for ids in shown["segment_ids"] for one in ids.split()})),
                )
            )
    return pd.DataFrame(rows)


#: Widths of that table in Word and LaTeX, in mm.
CODES_WIDTHS = (60, 17, 18, 18, 18, 16, 120)


def published_codes(table: pd.DataFrame) -> pd.DataFrame:
    """Return `codes_in_cases` as it is printed."""
    return pd.DataFrame(
        {
            "Code": table["label"],
            "Kind": table["family"],
            "Cases": [f"{row.n_cases} of {row.n_covered}" for row in table.itertuples()],
            "Passages": table["n_segments"].astype(str),
            "Speakers": table["n_speakers"].astype(str),
            "Links": table["n_links"].astype(str),
            "In each case: passages (share)": table["in_cases"],
        }
    )

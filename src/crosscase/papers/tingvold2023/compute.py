"""Tingvold and Olsvold (2023): the two nursing homes side by side, in words and in codes.

Passages about both homes are never added to either home: they stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...core.codebook import STATUSES, codes_of, labels
from ...core.counts import evidence, filled, grid
from ...core.findings import CaseDataError, Finding, did_you_mean

CASE = "nursing_homes"
SOURCE = "tingvold2023"
STATEMENTS = "data/raw/papers/tingvold2023/homes.csv"

#: Widths in Word and LaTeX, in mm; each fills a landscape page.
HOMES_WIDTHS = (37, 85, 85, 60)
LINKS_WIDTHS = (60, 60, 49, 49, 49)


def units(description: Mapping[str, Any]) -> pd.DataFrame:
    """Return the homes in the order of case.yml and, last, the case itself for passages about both: ``unit_id``,
    ``label``, ``initiation``.
    """
    rows = [(part["id"], part["label"], part.get("initiation") or "") for part in description["units"]]
    return pd.DataFrame([*rows, (description["id"], "Both homes", "")], columns=["unit_id", "label", "initiation"])


# --- side by side, in words -------------------------------------------------------------------------


def homes(statements: pd.DataFrame, segments: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return the statements about each home with the passages, speakers and cases behind them, in the order given.

    *of* is `units`. Raises `CaseDataError` when a statement names an unknown home or passage, or one home's statement
    rests on passages about the other.
    """
    known = segments.assign(key=segments["case_id"] + ":" + segments["segment_id"]).set_index("key")
    whole = of["unit_id"].iloc[-1]
    findings, rows = [], []
    for number, line in enumerate(statements.itertuples(index=False), 2):
        if line.unit_id not in set(of["unit_id"]):
            findings.append(
                Finding(
                    STATEMENTS,
                    f"'{line.unit_id}' is not a home of the case",
                    did_you_mean(line.unit_id, of["unit_id"]),
                    row=number,
                    column="unit_id",
                    code="unknown.unit",
                )
            )
            continue
        ids = sorted(set(line.segment_ids.split()))
        for one in ids:
            if one not in known.index:
                findings.append(
                    Finding(
                        STATEMENTS,
                        f"'{one}' is not a passage of the case",
                        did_you_mean(one, known.index),
                        row=number,
                        column="segment_ids",
                        code="unknown.segment",
                    )
                )
            elif known.at[one, "unit_id"] not in (line.unit_id, whole):
                message = f"'{one}' is about {known.at[one, 'unit_id']}, the statement about {line.unit_id}"
                findings.append(
                    Finding(
                        STATEMENTS,
                        message,
                        "name passages about this home or about both",
                        row=number,
                        column="segment_ids",
                        code="unknown.segment",
                    )
                )
        if findings:
            continue
        part = known.loc[ids]
        voices = set(part.loc[part["speaker"] != "", "case_id"] + ":" + part.loc[part["speaker"] != "", "speaker"])
        rows.append(
            (
                line.aspect_id,
                line.aspect,
                line.unit_id,
                line.statement,
                line.source_id,
                line.section,
                len(ids),
                len(voices),
                part["case_id"].nunique(),
                " ".join(ids),
            )
        )
    if findings:
        raise CaseDataError(findings)
    columns = [
        "aspect_id",
        "aspect",
        "unit_id",
        "statement",
        "source_id",
        "section",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(rows, columns=columns)


def published_homes(table: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return the homes side by side: an aspect a row, a home a column, passages in brackets; empty where the source
    tells nothing.
    """
    told = table.assign(text=table["statement"] + " (" + table["n_segments"].astype(str) + ")")
    wide = (
        told.pivot(index="aspect_id", columns="unit_id", values="text")
        .reindex(index=table["aspect_id"].unique(), columns=of["unit_id"])
        .astype("object")
        .fillna("")
    )
    wide.insert(0, "", table.drop_duplicates("aspect_id").set_index("aspect_id")["aspect"])
    heads = {
        unit: f"{label} ({initiation})" if initiation else label
        for unit, label, initiation in of.itertuples(index=False)
    }
    return wide.rename(columns={**heads, "": "Aspect"}).reset_index(drop=True).rename_axis(columns=None)


# --- side by side, in codes -------------------------------------------------------------------------


def home_codes(codings: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Count the passages of each home, and of both, that carry each barrier, enabler and effect; every pair is present.

    ``state`` keeps *absent* (the source says that it did not occur) and *possible* (feared, hoped for or general only)
    apart from *not coded* (nobody said it).
    """
    families = ("barrier", "enabler", "effect")
    present = codings[(codings["presence"] == "present") & codings["family"].isin(families)]
    absent, possible = (
        set(codings.loc[codings["presence"] == kind, ["code_id", "unit_id"]].itertuples(index=False, name=None))
        for kind in ("absent", "possible")
    )
    counted = evidence(present, ["code_id", "unit_id"]).drop(columns="n_links")
    table = filled(counted, grid(code_id=codes_of(codes, *families), unit_id=of["unit_id"].tolist()))
    about = codes.set_index("code_id")
    missing = [
        "absent" if key in absent else "possible" if key in possible else "not coded"
        for key in zip(table["code_id"], table["unit_id"], strict=True)
    ]
    return table.assign(
        family=table["code_id"].map(about["family"]),
        valence=table["code_id"].map(about["valence"]).fillna(""),
        state=np.where(table["n_segments"] > 0, "present", missing),
    )


def home_links(links: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that state each cause and effect, by status and home; only what occurs, in codebook order."""
    table = evidence(links, ["cause", "effect", "valence", "status", "unit_id"])
    ranks = {
        "cause": codes_of(codes, "barrier", "enabler"),
        "effect": codes_of(codes, "effect"),
        "status": STATUSES,
        "unit_id": of["unit_id"].tolist(),
    }
    return table.sort_values(
        list(ranks), key=lambda c: c.map({v: at for at, v in enumerate(ranks[c.name])}), kind="stable"
    ).reset_index(drop=True)


def published_links(table: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return what led to what in each home: a cause and effect a row, the status with the passages in brackets; empty
    where nobody says it.
    """
    names = labels(codes)
    text = [f"{status} ({n})" for status, n in zip(table["status"], table["n_segments"], strict=True)]
    cells = table.assign(text=text).groupby(["cause", "effect", "unit_id"], sort=False)["text"].agg("; ".join)
    wide = cells.unstack("unit_id").reindex(columns=of["unit_id"]).astype("object").fillna("")
    wide = wide.loc[list(dict.fromkeys(table[["cause", "effect"]].itertuples(index=False, name=None)))]
    shown = (
        wide.rename(columns=dict(zip(of["unit_id"], of["label"], strict=True))).reset_index().rename_axis(columns=None)
    )
    return shown.assign(cause=shown["cause"].map(names), effect=shown["effect"].map(names)).rename(
        columns={"cause": "Cause", "effect": "Effect"}
    )

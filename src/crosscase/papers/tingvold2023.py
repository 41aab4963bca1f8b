"""Tingvold and Olsvold (2023): the two nursing homes side by side, in words and in codes.

Passages about both homes are never added to either home: they stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..captions.base import READING, STARS, joined
from ..codebook import STATUSES, VALENCES, codes_of, labels
from ..figures.base import (
    RING,
    blocks_on_pages,
    fitted,
    height_of,
    label_width,
    new_figure,
    numbered,
    placed,
    width_of,
)
from ..findings import CaseDataError, Finding, did_you_mean
from ..matrices import evidence, filled, grid
from ..style import PRESETS, RAMPS, RULE

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

    ``state`` keeps *absent* (the source says that it did not occur) apart from *not coded* (nobody said it).
    """
    families = ("barrier", "enabler", "effect")
    present = codings[(codings["presence"] == "present") & codings["family"].isin(families)]
    absent = set(
        codings.loc[codings["presence"] == "absent", ["code_id", "unit_id"]].itertuples(index=False, name=None)
    )
    counted = evidence(present, ["code_id", "unit_id"]).drop(columns="n_links")
    table = filled(counted, grid(code_id=codes_of(codes, *families), unit_id=of["unit_id"].tolist()))
    about = codes.set_index("code_id")
    missing = [
        "absent" if key in absent else "not coded" for key in zip(table["code_id"], table["unit_id"], strict=True)
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


_BLOCKS = (
    (("barrier", "", "Barriers", "co-destruction"), ("enabler", "", "Enablers", "co-creation")),
    (
        ("effect", "co-destruction", "Effects: co-destruction", "co-destruction"),
        ("effect", "co-creation", "Effects: co-creation", "co-creation"),
    ),
)


def homes_figure(
    table: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame, n_passages: Mapping[str, int], *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the passages with each code: the first home to the left of the line, the second to the right, both homes
    apart.

    *table* is `home_codes` with ``shown_by``; *n_passages* says how many passages each home has. Codes that no passage
    carries are left out. A ring marks what is coded absent, a star what one of two passes shows. One page or more.
    """
    size = PRESETS[preset]
    names = labels(codes)
    one, two, both = of["unit_id"]
    called = dict(zip(of["unit_id"], of["label"], strict=True))
    cells = table.set_index(["code_id", "unit_id"])
    used = table.groupby("code_id").apply(lambda part: (part["state"] != "not coded").any())
    order = [code for code in codes_of(codes, "barrier", "enabler", "effect") if used.get(code, False)]
    family, valence = (table.drop_duplicates("code_id").set_index("code_id")[c] for c in ("family", "valence"))
    blocks = [
        [(title, ramp, [c for c in order if family[c] == f and valence[c] == v]) for f, v, title, ramp in side]
        for side in _BLOCKS
    ]
    blocks = [[block for block in side if block[2]] for side in blocks]
    reach = max(1, int(table.loc[table["unit_id"] != both, "n_segments"].max()))
    with style.applied(size):
        gap, left, between, apart = 6.0, 1.0, 4.0, 10.5
        half = (size.double - 2 * left - between) / 2
        label = label_width([names[c] for c in order], size.smallest, half, apart + 22)
        texts = {code: fitted(names[code], label - 2, size.smallest) for code in order}
        row = max(4.5, height_of(list(texts.values()), size.smallest))
        wide = half - label - apart
        called = {
            unit: text.replace("Nursing home", "Home").replace("Both homes", "Both") for unit, text in called.items()
        }
        head = 3 + height_of([f"{called[one]}\nn"], size.smallest)
        star = ["*  shown by one of two passes only"] * bool((table["shown_by"] != "").any())
        signs = ["○  said not to occur"] * bool((table["state"] == "absent").any()) + star
        words = [
            fitted(text, 0.95 * (size.double - 2 * left - 2), size.smallest)
            for text in (
                (
                    "Bars: passages of each home that carry the code.   Boxes: passages about both homes, in no bar.   "
                    "n: passages in all."
                ),
                "     ".join(signs),
            )
            if text
        ]
        words = [line for text in words for line in text.split("\n")]
        foot = 3.5 + 4.5 * len(words)
        room = size.highest - head - foot
        parts = [blocks_on_pages([len(found) for *_, found in side], row, gap, room) for side in blocks]
        pages = []
        for shown in zip_longest(*parts, fillvalue=[]):
            height = max(sum(gap + row * (part.stop - part.start) for _, part in side) for side in shown)
            tall = head + height + foot
            figure = new_figure(size.double, tall)
            for number, side in enumerate(shown):
                x, y = left + number * (half + between), head
                middle = x + label + wide / 2
                # Bold type is up to a sixth wider; the heads of the two homes must not meet.
                aside = max(wide / 4, 1.16 * width_of([called[one], called[two]], size.smallest) / 2 + 0.8)
                ends = ((middle - aside, one), (middle + aside, two), (x + half - apart / 2 + 1, both))
                for at, unit in ends:
                    text = f"{called[unit]}\nn = {n_passages.get(unit, 0)}"
                    look = dict(ha="center", va="top", weight="bold", fontsize=size.smallest, linespacing=1.2)
                    figure.text(at / size.double, 1 - 1 / tall, text, **look)
                for block, part in side:
                    title, ramp, found = blocks[number][block]
                    found = found[part]
                    y += gap
                    look = dict(weight="bold", fontsize=size.smallest, va="bottom")
                    figure.text(x / size.double, 1 - (y - 1.2) / tall, title, **look)
                    ax = placed(figure, x + label, y, wide, row * len(found), gid=title)
                    ax.set(xlim=(-reach * 1.32, reach * 1.32), ylim=(len(found) - 0.5, -0.5), xticks=[])
                    for at, code in enumerate(found):
                        for unit, sign in ((one, -1), (two, 1)):
                            cell = cells.loc[(code, unit)]
                            n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
                            if n:
                                look = dict(facecolor=RAMPS[ramp][3 if unit == two else 2], edgecolor=RAMPS[ramp][4])
                                ax.barh(at, sign * n, height=3.06 / row, linewidth=size.line, gid=unit, **look)
                            elif cell["state"] == "absent":
                                ax.plot(sign * reach * 0.14, at, gid="absent", **RING)
                            if n or star:
                                side_of = "left" if sign > 0 else "right"
                                look = dict(ha=side_of, va="center", fontsize=size.smallest)
                                ax.text(sign * (n + reach * 0.05), at, f"{n or ''}{star}", gid=f"n:{unit}", **look)
                    ax.axvline(0, color=style.INK, linewidth=0.7)
                    ax.set_yticks(range(len(found)), [texts[c] for c in found], fontsize=size.smallest)
                    ax.tick_params(length=0, pad=1.5)
                    sns.despine(ax=ax, left=True, bottom=True)
                    place = (x + half - apart + 2, y, apart - 2, row * len(found))
                    side_ax = placed(figure, *place, gid=f"{title}: both")
                    side_ax.set(xlim=(0, 1), ylim=(len(found) - 0.5, -0.5), xticks=[], yticks=[])
                    for spine in side_ax.spines.values():
                        spine.set(color=RULE, linewidth=size.line)
                    for at, code in enumerate(found):
                        cell = cells.loc[(code, both)]
                        n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
                        if n:
                            box = Rectangle((0.08, at - 0.4), 0.84, 0.8, facecolor=RAMPS[ramp][0], linewidth=0)
                            side_ax.add_patch(box)
                        if n or star:
                            look = dict(ha="center", va="center", fontsize=size.smallest)
                            side_ax.text(0.5, at, f"{n or ''}{star}", gid="n:both", **look)
                    y += row * len(found)
            for at, text in enumerate(words):
                height = (foot - 4 - 4.5 * at) / tall
                figure.text((left + 1) / size.double, height, text, fontsize=size.smallest, va="center")
            pages.append(figure)
    return numbered(pages, size)


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
        f" quoted, no residents or volunteers, so value for these is what others report. {READING}"
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
        " expected or claimed in general). Numbers in brackets count passages. Links that a passage states of both"
        f" homes stand apart. An empty cell: no passage states the link. {READING}"
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

    def listed(chosen: Sequence[str]) -> str:
        return "; ".join(names[c].lower() for c in codes_of(codes, "barrier") if c in chosen) or "none"

    n = {
        (unit, v): int(links.loc[(links["unit_id"] == unit) & (links["valence"] == v), "n_links"].sum())
        for unit in (one, two, both)
        for v in VALENCES
    }
    told = "; ".join(
        f"{n[unit, 'co-destruction']} and {n[unit, 'co-creation']} in passages about {called[unit]}"
        for unit in (one, two, both)
    )
    caption = (
        "**Barriers, enablers and effects in the two nursing homes of Tingvold and Olsvold (2023).** Drawn anew from"
        f" the compendium's data; the paper has no such picture. Bars count the passages with a code: {called[one]}"
        f" (begun {of['initiation'].iloc[0]}, {n_passages.get(one, 0)} passages) to the left, {called[two]} (begun"
        f" {of['initiation'].iloc[1]}, {n_passages.get(two, 0)} passages) to the right; boxes count the"
        f" {n_passages.get(both, 0)} passages about both homes, which are in no bar. Barriers that each home shows in"
        f" passages of its own: {listed(seen[one] & seen[two])}. Of {called[one]} only:"
        f" {listed(seen[one] - seen[two])}. Of {called[two]} only: {listed(seen[two] - seen[one])}. Links to"
        f" co-destruction and to co-creation: {told}. Blank: no passage of that home carries the code; a ring: the"
        f" source says that it did not occur. Codes that no passage carries are left out. {STARS} The homes have"
        f" passages of unequal number, so compare where a code is seen before how often. {READING}"
    )
    alt = (
        f"Mirrored bars of passages with each code in two nursing homes: {len(seen[one] & seen[two])} barriers in both,"
        f" {len(seen[one] - seen[two])} only in the first, {len(seen[two] - seen[one])} only in the second."
    )
    return caption, alt

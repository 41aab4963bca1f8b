"""Tingvold and Olsvold (2023): the two nursing homes side by side, in words and in codes.

Passages about both homes are never added to either home: they stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..captions.base import PASSES, READING, joined
from ..codebook import STATUSES, VALENCES, codes_of, labels
from ..figures.base import new_figure, placed, width_of
from ..findings import CaseDataError, Finding, did_you_mean
from ..matrices import evidence, filled, grid
from ..style import PRESETS, QUIET, RAMPS, RULE

SOURCE = "tingvold2023"
STATEMENTS = "data/raw/papers/tingvold2023/homes.csv"

#: Widths in Word and LaTeX, in mm; each fills a landscape page.
HOMES_WIDTHS = (37, 85, 85, 60)
LINKS_WIDTHS = (60, 60, 49, 49, 49)


def units(description: Mapping[str, Any]) -> pd.DataFrame:
    """Return the homes in the order of case.yml and, last, the case itself for passages about both: ``unit_id``, ``label``, ``initiation``."""
    rows = [(part["id"], part["label"], part.get("initiation") or "") for part in description["units"]]
    return pd.DataFrame([*rows, (description["id"], "Both homes", "")], columns=["unit_id", "label", "initiation"])


# --- side by side, in words -------------------------------------------------------------------------


def homes(statements: pd.DataFrame, segments: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return the statements about each home with the passages, speakers and cases behind them, in the order given.

    *of* is `units`. Raises `CaseDataError` when a statement names an unknown home or passage, or one home's statement rests on passages
    about the other.
    """
    known = segments.assign(key=segments["case_id"] + ":" + segments["segment_id"]).set_index("key")
    whole = of["unit_id"].iloc[-1]
    findings, rows = [], []
    for number, line in enumerate(statements.itertuples(index=False), 2):
        if line.unit_id not in set(of["unit_id"]):
            findings.append(Finding(STATEMENTS, f"'{line.unit_id}' is not a home of the case", did_you_mean(line.unit_id, of["unit_id"]), row=number, column="unit_id"))
            continue
        ids = sorted(set(line.segment_ids.split()))
        for one in ids:
            if one not in known.index:
                findings.append(Finding(STATEMENTS, f"'{one}' is not a passage of the case", did_you_mean(one, known.index), row=number, column="segment_ids"))
            elif known.at[one, "unit_id"] not in (line.unit_id, whole):
                message = f"'{one}' is about {known.at[one, 'unit_id']}, the statement about {line.unit_id}"
                findings.append(Finding(STATEMENTS, message, "name passages about this home or about both", row=number, column="segment_ids"))
        if findings:
            continue
        part = known.loc[ids]
        voices = set(part.loc[part["speaker"] != "", "case_id"] + ":" + part.loc[part["speaker"] != "", "speaker"])
        rows.append((line.aspect_id, line.aspect, line.unit_id, line.statement, line.source_id, line.section, len(ids), len(voices), part["case_id"].nunique(), " ".join(ids)))
    if findings:
        raise CaseDataError(findings)
    columns = ["aspect_id", "aspect", "unit_id", "statement", "source_id", "section", "n_segments", "n_speakers", "n_cases", "segment_ids"]
    return pd.DataFrame(rows, columns=columns)


def published_homes(table: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return the homes side by side: an aspect a row, a home a column, passages in brackets; empty where the source tells nothing."""
    told = table.assign(text=table["statement"] + " (" + table["n_segments"].astype(str) + ")")
    wide = told.pivot(index="aspect_id", columns="unit_id", values="text").reindex(index=table["aspect_id"].unique(), columns=of["unit_id"]).astype("object").fillna("")
    wide.insert(0, "", table.drop_duplicates("aspect_id").set_index("aspect_id")["aspect"])
    heads = {unit: f"{label} ({initiation})" if initiation else label for unit, label, initiation in of.itertuples(index=False)}
    return wide.rename(columns={**heads, "": "Aspect"}).reset_index(drop=True).rename_axis(columns=None)


# --- side by side, in codes -------------------------------------------------------------------------


def home_codes(codings: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Count the passages of each home, and of both, that carry each barrier, enabler and effect; every pair is present.

    ``state`` keeps *absent* (the source says that it did not occur) apart from *not coded* (nobody said it).
    """
    families = ("barrier", "enabler", "effect")
    present = codings[(codings["presence"] == "present") & codings["family"].isin(families)]
    absent = set(codings.loc[codings["presence"] == "absent", ["code_id", "unit_id"]].itertuples(index=False, name=None))
    counted = evidence(present, ["code_id", "unit_id"]).drop(columns="n_links")
    table = filled(counted, grid(code_id=codes_of(codes, *families), unit_id=of["unit_id"].tolist()))
    about = codes.set_index("code_id")
    missing = ["absent" if key in absent else "not coded" for key in zip(table["code_id"], table["unit_id"], strict=True)]
    return table.assign(
        family=table["code_id"].map(about["family"]), valence=table["code_id"].map(about["valence"]).fillna(""),
        state=np.where(table["n_segments"] > 0, "present", missing),
    )


def home_links(links: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that state each cause and effect, by status and home; only what occurs, in codebook order."""
    table = evidence(links, ["cause", "effect", "valence", "status", "unit_id"])
    ranks = {"cause": codes_of(codes, "barrier", "enabler"), "effect": codes_of(codes, "effect"), "status": STATUSES, "unit_id": of["unit_id"].tolist()}
    return table.sort_values(list(ranks), key=lambda c: c.map({v: at for at, v in enumerate(ranks[c.name])}), kind="stable").reset_index(drop=True)


def published_links(table: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Return what led to what in each home: a cause and effect a row, the status with the passages in brackets; empty where nobody says it."""
    names = labels(codes)
    text = [f"{status} ({n})" for status, n in zip(table["status"], table["n_segments"], strict=True)]
    cells = table.assign(text=text).groupby(["cause", "effect", "unit_id"], sort=False)["text"].agg("; ".join)
    wide = cells.unstack("unit_id").reindex(columns=of["unit_id"]).astype("object").fillna("")
    wide = wide.loc[list(dict.fromkeys(table[["cause", "effect"]].itertuples(index=False, name=None)))]
    shown = wide.rename(columns=dict(zip(of["unit_id"], of["label"], strict=True))).reset_index().rename_axis(columns=None)
    return shown.assign(cause=shown["cause"].map(names), effect=shown["effect"].map(names)).rename(columns={"cause": "Cause", "effect": "Effect"})


_BLOCKS = (
    (("barrier", "", "Barriers", "co-destruction"), ("enabler", "", "Enablers", "co-creation")),
    (("effect", "co-destruction", "Effects: co-destruction", "co-destruction"), ("effect", "co-creation", "Effects: co-creation", "co-creation")),
)


def homes_figure(table: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame, n_passages: Mapping[str, int], *, preset: str = "bmc") -> Figure:
    """Draw the passages with each code: the first home to the left of the line, the second to the right, both homes apart.

    *table* is `home_codes` with ``shown_by``; *n_passages* says how many passages each home has. Codes that no passage carries are left out.
    A ring marks what is coded absent, a star what one of two passes shows.
    """
    size = PRESETS[preset]
    names = labels(codes)
    one, two, both = of["unit_id"]
    called = dict(zip(of["unit_id"], of["label"], strict=True))
    cells = table.set_index(["code_id", "unit_id"])
    used = table.groupby("code_id").apply(lambda part: (part["state"] != "not coded").any())
    order = [code for code in codes_of(codes, "barrier", "enabler", "effect") if used.get(code, False)]
    family, valence = (table.drop_duplicates("code_id").set_index("code_id")[c] for c in ("family", "valence"))
    blocks = [[(title, ramp, [c for c in order if family[c] == f and valence[c] == v]) for f, v, title, ramp in side] for side in _BLOCKS]
    blocks = [[block for block in side if block[2]] for side in blocks]
    reach = max(1, int(table.loc[table["unit_id"] != both, "n_segments"].max()))
    with style.applied(size):
        row, gap, head, foot, left, between, apart = 4.5, 6.0, 7.0, 12.0, 1.0, 4.0, 10.5
        half = (size.double - 2 * left - between) / 2
        tall = head + max(sum(gap + row * len(found) for _, _, found in side) for side in blocks) + foot
        figure = new_figure(size.double, tall)
        label = width_of([names[c] for c in order], size.smallest) + 2.5
        wide = half - label - apart
        for number, side in enumerate(blocks):
            x, y = left + number * (half + between), head
            middle = x + label + wide / 2
            for at, unit in ((middle - wide / 4, one), (middle + wide / 4, two), (x + half - apart / 2 + 1, both)):
                text = f"{called[unit].replace('Nursing home', 'Home').replace('Both homes', 'Both')}\nn = {n_passages.get(unit, 0)}"
                figure.text(at / size.double, 1 - 1 / tall, text, ha="center", va="top", weight="bold", fontsize=size.smallest, linespacing=1.2)
            for title, ramp, found in side:
                y += gap
                figure.text(x / size.double, 1 - (y - 1.2) / tall, title, weight="bold", fontsize=size.smallest, va="bottom")
                ax = placed(figure, x + label, y, wide, row * len(found), gid=title)
                ax.set(xlim=(-reach * 1.32, reach * 1.32), ylim=(len(found) - 0.5, -0.5), xticks=[])
                for at, code in enumerate(found):
                    for unit, sign in ((one, -1), (two, 1)):
                        cell = cells.loc[(code, unit)]
                        n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
                        if n:
                            ax.barh(at, sign * n, height=0.68, facecolor=RAMPS[ramp][3 if unit == two else 2], edgecolor=RAMPS[ramp][4], linewidth=0.4, gid=unit)
                        elif cell["state"] == "absent":
                            ax.plot(sign * reach * 0.14, at, marker="o", markersize=3, markerfacecolor="none", markeredgecolor=QUIET, markeredgewidth=0.6, gid="absent")
                        if n or star:
                            ax.text(sign * (n + reach * 0.05), at, f"{n or ''}{star}", ha="left" if sign > 0 else "right", va="center", fontsize=size.smallest, gid=f"n:{unit}")
                ax.axvline(0, color=style.INK, linewidth=0.7)
                ax.set_yticks(range(len(found)), [names[c] for c in found], fontsize=size.smallest)
                ax.tick_params(length=0, pad=1.5)
                sns.despine(ax=ax, left=True, bottom=True)
                side_ax = placed(figure, x + half - apart + 2, y, apart - 2, row * len(found), gid=f"{title}: both")
                side_ax.set(xlim=(0, 1), ylim=(len(found) - 0.5, -0.5), xticks=[], yticks=[])
                for spine in side_ax.spines.values():
                    spine.set(color=RULE, linewidth=0.5)
                for at, code in enumerate(found):
                    cell = cells.loc[(code, both)]
                    n, star = int(cell["n_segments"]), "*" if cell["shown_by"] else ""
                    if n:
                        side_ax.add_patch(Rectangle((0.08, at - 0.4), 0.84, 0.8, facecolor=RAMPS[ramp][0], linewidth=0))
                    if n or star:
                        side_ax.text(0.5, at, f"{n or ''}{star}", ha="center", va="center", fontsize=size.smallest, gid="n:both")
                y += row * len(found)
        signs = ["○  coded absent"] * bool((table["state"] == "absent").any()) + ["*  shown by one of two passes only"] * bool((table["shown_by"] != "").any())
        words = ("Bars: passages of each home that carry the code.   Boxes: passages about both homes, in no bar.   n: passages in all.", "     ".join(signs))
        for height, text in zip((8, 3.5), words, strict=True):
            figure.text((left + 1) / size.double, height / tall, text, fontsize=size.smallest, va="center")
    return figure


# --- captions ---------------------------------------------------------------------------------------


def homes_caption(table: pd.DataFrame, of: pd.DataFrame) -> str:
    """Return the caption of the homes side by side."""
    aspects = table["aspect_id"].nunique()
    passages = {one for ids in table["segment_ids"] for one in ids.split()}
    heads = joined([f"{label} was begun {initiation}" for _, label, initiation in of.itertuples(index=False) if initiation])
    return (
        f"**The two nursing homes of Tingvold and Olsvold (2023) side by side.** {aspects} aspects in our own words, from {len(passages)} passages; {heads}. A number in brackets counts the passages behind a statement; what the source says of both "
        f"homes together stands in a column of its own and counts for neither. An empty cell: no passage was found that tells of it, not that there was nothing. Managers, coordinators and a nurse are quoted, no residents or volunteers, so value "
        f"for these is what others report. {READING}"
    )


def links_caption(table: pd.DataFrame, of: pd.DataFrame) -> str:
    """Return the caption of what led to what in each home."""
    n = table.groupby("unit_id")["n_links"].sum()
    told = ", ".join(f"{int(n.get(unit, 0))} of {label.lower()}" for unit, label in zip(of["unit_id"], of["label"], strict=True))
    met = int(table.loc[table["status"].isin(["mitigated", "averted"]), "n_links"].sum())
    return (
        f"**What led to what in each home (Tingvold and Olsvold 2023).** Links of cause and effect by home ({told}), with their status: realised, mitigated or averted by a remedy ({met or 'none'}), or possible (feared, expected or claimed in general). "
        f"Numbers in brackets count passages. Links that a passage states of both homes stand apart. An empty cell: no passage states the link. {READING}"
    )


def figure_caption(table: pd.DataFrame, links: pd.DataFrame, codes: pd.DataFrame, of: pd.DataFrame, n_passages: Mapping[str, int]) -> tuple[str, str]:
    """Return caption and alt text of the figure; *links* is `home_links`."""
    names = labels(codes)
    one, two, both = of["unit_id"]
    called = {unit: label.lower() for unit, label in zip(of["unit_id"], of["label"], strict=True)}
    seen = {unit: set(table.loc[(table["unit_id"] == unit) & (table["n_segments"] > 0) & (table["family"] == "barrier"), "code_id"]) for unit in (one, two)}

    def listed(chosen: Sequence[str]) -> str:
        return "; ".join(names[c].lower() for c in codes_of(codes, "barrier") if c in chosen) or "none"

    n = {(unit, v): int(links.loc[(links["unit_id"] == unit) & (links["valence"] == v), "n_links"].sum()) for unit in (one, two, both) for v in VALENCES}
    told = "; ".join(f"{n[unit, 'co-destruction']} and {n[unit, 'co-creation']} in passages about {called[unit]}" for unit in (one, two, both))
    caption = (
        f"**Barriers, enablers and effects in the two nursing homes of Tingvold and Olsvold (2023).** Drawn anew from the compendium's data; the paper has no such picture. Bars count the passages with a code: {called[one]} (begun {of['initiation'].iloc[0]}, "
        f"{n_passages.get(one, 0)} passages) to the left, {called[two]} (begun {of['initiation'].iloc[1]}, {n_passages.get(two, 0)} passages) to the right; boxes count the {n_passages.get(both, 0)} passages about both homes, which are in no bar. "
        f"Barriers that each home shows in passages of its own: {listed(seen[one] & seen[two])}. Of {called[one]} only: {listed(seen[one] - seen[two])}. Of {called[two]} only: {listed(seen[two] - seen[one])}. Links to co-destruction and to co-creation: {told}. "
        f"Blank: no passage of that home carries the code; a ring: the source says that it did not occur. Codes that no passage carries are left out. {PASSES} The homes have passages of unequal number, so compare where a code is seen before how often. {READING}"
    )
    alt = (
        f"Mirrored bars of passages with each code in two nursing homes: {len(seen[one] & seen[two])} barriers in both, {len(seen[one] - seen[two])} only in the first, {len(seen[two] - seen[one])} only in the second."
    )
    return caption, alt

"""Farr 2017: the critical questions tied to both cases, from issues raised to issues acted on,
context-mechanism-outcome rows.

The paper's Figure 1 is a list of questions on power. Here each question leads, through the crosswalk, to the passages
of the two cases that bear on it. Frames in, frames or a figure out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from .. import style
from ..agreement import one_pass_only
from ..captions.base import PASSES, READING, STARS, joined
from ..codebook import PHASES, REMEDIED, STATUSES, labels
from ..critical_questions import GROUPS
from ..figures.base import (
    CODES,
    KEY_LINE,
    blocks_on_pages,
    fitted,
    height_of,
    key_lines,
    label_width,
    legend,
    lines_of,
    name_rows,
    new_figure,
    numbered,
    placed,
    plot_matrix,
    width_of,
)
from ..matrices import evidence, filled, grid, with_pass
from ..style import PRESETS, QUIET, RAMPS
from .facts import listed_ids

CASES = ("nhs_ebcd", "local_government")
FRAMEWORK = "farr2017_questions"
DIRECT = ("exact", "close", "narrow", "broad")
BEARINGS = ("direct", "related")


# --- Figure 1: the questions and their evidence -----------------------------------------------------


def _bearing(codings: pd.DataFrame, walk: pd.DataFrame) -> pd.DataFrame:
    """Return one row per question, bearing and present coding; a passage with a direct code is not told as related as
    well.
    """
    present = codings[(codings["presence"] == "present") & codings["case_id"].isin(CASES)]
    found = present.merge(walk[["code_id", "element_id", "relation", "bearing"]], on="code_id", how="inner")
    place = ["element_id", "coder", "case_id", "segment_id"]
    direct = found.loc[found["bearing"] == "direct", place].drop_duplicates().assign(is_direct=True)
    found = found.merge(direct, on=place, how="left", validate="many_to_one")
    return found[(found["bearing"] == "direct") | found["is_direct"].isna()].drop(columns="is_direct")


def questions(
    codings: pd.DataFrame,
    all_codings: pd.DataFrame,
    crosswalk: pd.DataFrame,
    frameworks: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Count, for every critical question, case and bearing, the passages that bear on it; every triple is present.

    A passage bears on a question directly when it carries a code that the crosswalk relates to it as exact, close,
    narrow or broad, and is *related* when only a related code leads to it. Counts are missing where no code leads to
    the question. ``n_wider`` counts direct passages that have only codes wider than the question (the relation narrow).
    *codings* are those of the analysed pass.
    """
    elements = frameworks[frameworks["framework_id"] == FRAMEWORK]
    walk = crosswalk[(crosswalk["framework_id"] == FRAMEWORK) & crosswalk["relation"].isin((*DIRECT, "related"))]
    walk = walk.assign(bearing=walk["relation"].map(lambda relation: "related" if relation == "related" else "direct"))
    keys = ["element_id", "case_id", "bearing"]
    found = _bearing(codings, walk)
    table = filled(
        evidence(found, keys).drop(columns=["n_links", "n_cases"]),
        grid(element_id=elements["element_id"].tolist(), case_id=CASES, bearing=BEARINGS),
    )
    wider = (
        found.groupby([*keys, "segment_id"])["relation"]
        .agg(lambda relations: set(relations) == {"narrow"})
        .groupby(keys)
        .sum()
        .rename("n_wider")
        .reset_index()
    )
    table = table.merge(wider, on=keys, how="left", validate="one_to_one")
    table["n_wider"] = table["n_wider"].fillna(0).astype("Int64")
    led = (
        walk.groupby(["element_id", "bearing"])["code_id"]
        .agg(lambda codes: " ".join(sorted(set(codes))))
        .rename("codes")
        .reset_index()
    )
    table = table.merge(led, on=["element_id", "bearing"], how="left", validate="many_to_one")
    table["codes"] = table["codes"].fillna("")
    without = table["codes"] == ""
    table["state"] = (
        pd.Series("not coded", index=table.index).mask(table["n_segments"] > 0, "present").mask(without, "not covered")
    )
    counts = ["n_segments", "n_speakers", "n_wider"]
    table[counts] = table[counts].astype("Int64").mask(without)
    about = elements.set_index("element_id")
    table["question"], table["element_group"] = (
        table["element_id"].map(about["element_label"]),
        table["element_id"].map(about["element_group"]),
    )
    return with_pass(
        table,
        one_pass_only(
            _bearing(all_codings, walk), keys, passes=passes, read=all_codings[all_codings["case_id"].isin(CASES)]
        ),
    )


def questions_figure(table: pd.DataFrame, names: Mapping[str, str], *, preset: str = "bmc") -> list[Figure]:
    """Draw the critical questions (rows) by case: passages that bear on them, and apart those that are only related.

    *table* is `questions`, *names* gives the labels of the cases. Hatched: no code leads from the question to passages.
    One page or more: questions are split where they do not fit.
    """
    size = PRESETS[preset]
    order = table.drop_duplicates("element_id")
    asked = order.set_index("element_id")["question"]
    titles = {"direct": "Bears on it", "related": "Only related"}
    ramps = {"direct": "co-creation", "related": "neutral"}
    key = [("Passages: bears on it", "co-creation"), ("only related", "neutral")]
    signs = [*["one pass"] * bool((table["shown_by"] != "").any()), "not covered"]
    told = {"not covered": "no code of the codebook leads to the question: not read for it"}
    with style.applied(size):
        gap, left, between = 4.9, 1, 3
        needed = left + between + 1 + 2 * len(CASES) * 11
        label = label_width(list(order["question"]), size.smallest, size.double, needed)
        texts = {one: fitted(text, label - 2, size.smallest) for one, text in asked.items()}
        row = max(4.5, height_of(list(texts.values()), size.smallest) + 0.4)
        cell = (size.double - left - label - between - 1) / (2 * len(CASES))
        heads = [fitted(names[case_id], cell - 1, size.smallest) for case_id in CASES]
        head = 6 + height_of(heads, size.smallest)
        foot = 8 + KEY_LINE * (key_lines(size, key, signs, CODES, names=told) - 1)
        groups = [
            (title, order.loc[order["element_group"] == one, "element_id"].tolist()) for one, title in GROUPS.items()
        ]
        groups = [(title, ids) for title, ids in groups if ids]
        pages = []
        for blocks in blocks_on_pages([len(ids) for _, ids in groups], row, gap, size.highest - head - foot):
            shown_groups = [(groups[number][0], groups[number][1][rows]) for number, rows in blocks]
            tall = head + sum(gap + row * len(ids) for _, ids in shown_groups) + foot
            figure = new_figure(size.double, tall)
            y = head
            for number, (title, ids) in enumerate(shown_groups):
                y += gap
                at = dict(weight="bold", fontsize=size.smallest, va="bottom")
                figure.text(left / size.double, 1 - (y - 0.8) / tall, title, **at)
                for block, bearing in enumerate(BEARINGS):
                    part = table[(table["bearing"] == bearing) & table["element_id"].isin(ids)]
                    wanted = dict(index="element_id", columns="case_id")
                    counts = part.pivot(values="n_segments", **wanted).loc[ids, list(CASES)]
                    shown = part.pivot(values="shown_by", **wanted).loc[ids, list(CASES)]
                    x = left + label + block * (cell * len(CASES) + between)
                    ax = placed(figure, x, y, cell * len(CASES), row * len(ids), gid=f"{title}:{bearing}")
                    plot_matrix(counts, ax=ax, ramp=ramps[bearing], classes=CODES, single=shown != "")
                    ax.set_xticks([])
                    ax.set_yticks([])
                    if block == 0:
                        name_rows(ax, [texts[one] for one in ids])
                    if number == 0:
                        middle = (x + cell * len(CASES) / 2) / size.double
                        at = dict(weight="bold", ha="center", va="top", fontsize=size.text)
                        figure.text(middle, 1 - 0.8 / tall, titles[bearing], **at)
                        for column, text in enumerate(heads):
                            at = dict(ha="center", va="bottom", fontsize=size.smallest, linespacing=1.1)
                            figure.text((x + cell * (column + 0.5)) / size.double, 1 - (y - 1) / tall, text, **at)
                y += row * len(ids)
            legend(figure, size, 3.2, key, signs, CODES, names=told)
            pages.append(figure)
    return numbered(pages, size)


def questions_caption(table: pd.DataFrame, names: Mapping[str, str], n_shared: int) -> tuple[str, str]:
    """Return caption and alt text of the questions. *n_shared* counts the passages that were read in both cases."""
    direct = table[table["bearing"] == "direct"]
    answered = {
        case_id: int((direct.loc[direct["case_id"] == case_id, "state"] == "present").sum()) for case_id in CASES
    }
    n = table["element_id"].nunique()
    reached = set(table.loc[table["state"] != "not covered", "element_id"])
    nothing = [
        q
        for e, q in table.drop_duplicates("element_id")[["element_id", "question"]].itertuples(index=False)
        if e not in reached
    ]
    only_related = reached - set(direct.loc[direct["state"] != "not covered", "element_id"])
    ids = {one for some in table["segment_ids"] for one in some.split()}
    told = joined([f"{names[case_id]}, {answered[case_id]}" for case_id in CASES])
    caption = (
        f"**The critical questions on power and the evidence of the two cases.** The {n} questions of Figure 1 of Farr"
        " (2017) in our words (rows), drawn anew from data; the paper ties no evidence to them. A number counts the"
        " passages of a case that carry a code which the crosswalk relates to the question: left exactly, closely,"
        " more broadly or more narrowly, right by a related code only, without a passage that stands left. Questions"
        f" with a passage on the left: {told}; {len(ids)} passages in all. {int(direct['n_wider'].fillna(0).sum())} of"
        " the passages counted on the left rest there only on a code wider than the question, so they may bear on"
        " another part of that code. The crosswalk leads from barriers and enablers, not from effects or power: a"
        " passage that tells only of trust or power gained is not counted. Blank: the case was read for the codes and"
        " no passage has them. Hatched: no code leads there; the codebook has none, close or related, for"
        f" {joined([f'‘{one}’' for one in nothing])} and only related ones for {len(only_related)} more. A passage"
        " counts in each question that it bears on, for or against: a number says where to read, not that the answer"
        f" is yes. At least {n_shared} passages speak of both cases and count in each. {STARS} {READING}"
    )
    alt = (
        f"Shaded table of {n} questions on power by two cases: passages bear directly on"
        f" {joined([str(v) for v in answered.values()])} of them; {len(nothing)} have no code at all."
    )
    return caption, alt


def shared_passages(segments: pd.DataFrame) -> int:
    """Return how many passages were read in both cases: those that begin with the same words. Others may overlap."""
    begins = (
        segments[segments["case_id"].isin(CASES) & (segments["head_anchor"] != "")]
        .groupby("head_anchor")["case_id"]
        .nunique()
    )
    return int((begins == len(CASES)).sum())


# --- from issues raised to issues acted on ----------------------------------------------------------


def at_least(printed: str) -> tuple[int, bool] | None:
    """Return the least whole number that a printed one allows and whether it is exact; None where nothing is printed.

    ``over 36`` is at least 37. Raises `ValueError` for anything else that is no whole number.
    """
    if not printed:
        return None
    over = re.fullmatch(r"(?:over|more than) (\d+)", printed)
    if not over and not printed.isdigit():
        raise ValueError(f"'{printed}' is neither a whole number nor one with 'over'")
    return (int(over[1]) + 1, False) if over else (int(printed), True)


def issue_path(steps: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from issues raised to issues acted on, with the least number that the print allows.

    The row *no action told* is derived: the least number discussed less the number acted upon; its passages are those
    of both. Raises `KeyError` when a step names an indicator that *indicators* does not hold.
    """
    printed = indicators.set_index("indicator")["value"]
    rows = []
    for one in steps.sort_values("step").to_dict("records"):
        value = printed.loc[one["indicator"]] if one["indicator"] else ""
        told = at_least(value)
        rows.append(
            {column: one[column] for column in ("step", "stage", "what", "segment_ids", "note")}
            | dict(printed=value, at_least=told[0] if told else None, exact=told[1] if told else None)
        )
        if one["stage"] == "acted upon":
            raised = next(row for row in rows if row["stage"] == "discussed")
            exact = raised["exact"] and told[1]
            rows.append(
                dict(
                    step=None,
                    stage="no action told",
                    what="Issues of which no action is told",
                    printed="",
                    at_least=raised["at_least"] - told[0],
                    exact=exact,
                    segment_ids=listed_ids([raised["segment_ids"], one["segment_ids"]]),
                    note="derived from the two numbers above",
                )
            )
    table = pd.DataFrame(rows).astype({"step": "Int64", "at_least": "Int64", "exact": "boolean"})
    return table.assign(n_segments=table["segment_ids"].str.split().str.len().astype("Int64"))


def issue_path_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the steps as rows: a bar where a number is printed, its end hatched and open where the number is only a
    lower bound.
    """
    size = PRESETS[preset]
    number = table.set_index("stage")["at_least"]
    reach = int(number.max())
    with style.applied(size):
        row, head, foot, left, right = 8.0, 8, 9, 1, 2
        names = [f"{'–' if pd.isna(one.step) else one.step}  {one.what}" for one in table.itertuples()]
        names = [fitted(name, 0.5 * size.double, size.text) for name in names]
        label = width_of(lines_of(names), size.text) + 5
        tall = head + row * len(table) + foot
        wide = size.double - left - label - right
        figure = new_figure(size.double, tall)
        ax = placed(figure, left + label, head, wide, row * len(table), gid="path")
        for at, one in enumerate(table.itertuples()):
            if pd.isna(one.at_least):
                ax.text(0.4, at, "no number printed", va="center", color=QUIET, fontsize=size.smallest, gid="none")
            else:
                start = int(number["acted upon"]) if one.stage == "no action told" else 0
                colour = RAMPS["co-creation"][3] if one.stage == "acted upon" else RAMPS["neutral"][2]
                ax.barh(at, one.at_least, left=start, height=0.58, color=colour, gid=one.stage)
                end = start + one.at_least
                if not one.exact:
                    ax.barh(
                        at,
                        reach * 0.09,
                        left=end,
                        height=0.58,
                        facecolor="white",
                        edgecolor=RAMPS["neutral"][2],
                        hatch="//////",
                        linewidth=0,
                        gid="open end",
                    )
                    end += reach * 0.09
                told = one.printed or f"{'' if one.exact else 'at least '}{one.at_least}"
                ax.text(end + 0.5, at, told, va="center", weight="bold", fontsize=size.text, gid="number")
            ax.text(reach * 1.65, at, f"{one.n_segments}", ha="right", va="center", fontsize=size.text, gid="passages")
        ax.axvline(0, color=style.INK, linewidth=0.8)
        ax.set(ylim=(len(table) - 0.5, -0.5), xlim=(0, reach * 1.65), xticks=[])
        ax.set_yticks(range(len(table)), names, fontsize=size.text, ha="left")
        ax.tick_params(axis="y", length=0, pad=label / 25.4 * 72 - 3)
        for side in ax.spines.values():
            side.set_visible(False)
        for x, text, ha in ((left + label, "Issues", "left"), (left + label + wide, "Passages", "right")):
            figure.text(x / size.double, 1 - 2 / tall, text, weight="bold", fontsize=size.text, ha=ha, va="top")
        figure.text(
            left / size.double,
            3.5 / tall,
            "Hatched: open end, the printed number is a lower bound",
            fontsize=size.smallest,
            va="center",
        )
    return figure


def issue_path_caption(table: pd.DataFrame, label: str) -> tuple[str, str]:
    """Return caption and alt text of the path from issues raised to issues acted on."""
    by = table.set_index("stage")
    raised, acted, rest = (by.loc[stage] for stage in ("discussed", "acted upon", "no action told"))
    bound = (
        ""
        if raised["exact"]
        else (
            f"The paper gives no exact number of issues raised: '{raised['printed']}' is at least {raised['at_least']}"
            f" whole issues, so at least {rest['at_least']} remain of which no action is told. No share is drawn,"
            f" because its denominator is only a lower bound; it can be said that at most {acted['printed']} in"
            f" {raised['at_least']} were acted upon. "
        )
    )
    caption = (
        f"**From issues raised to issues acted on: {label}.** Steps as Farr (2017) tells them, drawn anew from data;"
        f" numbers as printed. {bound}'Acted upon' is the paper's word and says neither how well nor for how long."
        " Which issues were left, and whether they are those that stayed hard, is not said. Blank instead of a bar: no"
        f" number is printed for the step. For the local government case the paper prints no such numbers. {READING}"
    )
    alt = (
        f"Bars of a path in {int(table['step'].notna().sum())} steps: {raised['printed']} issues raised with staff,"
        f" {acted['printed']} acted upon, at least {rest['at_least']} of which no action is told."
    )
    return caption, alt


# --- context, mechanism, outcome --------------------------------------------------------------------


def _mechanisms(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links with an enabler at work: as the cause, or as the remedy that stopped or weakened a barrier's
    effect.
    """
    mine = links[links["case_id"].isin(CASES)]
    enabled = mine[mine["cause_family"] == "enabler"].assign(barrier="", mechanism=lambda frame: frame["cause"])
    met = mine[(mine["cause_family"] == "barrier") & mine["status"].isin(REMEDIED) & (mine["remedy"] != "")]
    met = met.assign(barrier=met["cause"], mechanism=met["remedy"])
    return pd.concat([enabled, met], ignore_index=True).rename(columns={"effect": "outcome"})


def context_mechanism_outcome(
    links: pd.DataFrame,
    all_links: pd.DataFrame,
    codings: pd.DataFrame,
    all_codings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
) -> pd.DataFrame:
    """Return one row per case, context, mechanism and outcome that a link states, by case, phase and codebook order.

    Mechanism is the enabler that a link names as cause, or the remedy of a link from a barrier; outcome is its effect;
    context is the phase and, with a remedy, the barrier. ``beside`` lists barriers coded present in the same passages:
    a context near by, not a stated cause.
    """
    found = _mechanisms(links)
    keys = ["case_id", "phase", "barrier", "mechanism", "outcome"]
    table = evidence(found, keys).drop(columns="n_cases")
    statuses = found.groupby(keys)["status"].agg(
        lambda s: ", ".join(f"{status} {(s == status).sum()}" for status in STATUSES if (s == status).any())
    )
    table = table.merge(statuses.rename("statuses").reset_index(), on=keys, how="left", validate="one_to_one")
    barriers = codings[(codings["family"] == "barrier") & (codings["presence"] == "present")]
    near = barriers.groupby(barriers["case_id"] + ":" + barriers["segment_id"])["code_id"].agg(set).to_dict()
    place = {code: number for number, code in enumerate(codes["code_id"])}
    table["beside"] = [
        " ".join(sorted(set().union(*(near.get(one, set()) for one in ids.split())) - {barrier}, key=place.get))
        for ids, barrier in zip(table["segment_ids"], table["barrier"], strict=True)
    ]
    table["valence"] = table["outcome"].map(codes.set_index("code_id")["valence"])
    table = with_pass(
        table,
        one_pass_only(
            _mechanisms(all_links), keys, passes=passes, read=all_codings[all_codings["case_id"].isin(CASES)]
        ),
    )
    order = {"case_id": list(CASES), "phase": list(PHASES)}
    rank = pd.DataFrame(
        {
            name: table[name].map(order[name].index if name in order else lambda code: place.get(code, -1))
            for name in keys
        }
    )
    return table.loc[rank.sort_values(["case_id", "phase", "barrier", "mechanism", "outcome"]).index].reset_index(
        drop=True
    )


#: Widths of the published table in Word and LaTeX, in mm.
CMO_WIDTHS = (30, 18, 45, 45, 42, 30, 17, 17, 20)


def published_cmo(table: pd.DataFrame, codes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows as they are printed: labels for codes, a star where only one pass shows the row."""
    told = labels(codes)
    return pd.DataFrame(
        {
            "Case": table["case_id"].map(names),
            "Context: phase": table["phase"],
            "Context: barrier": [
                told[barrier] if barrier else "; ".join(f"({told[code].lower()})" for code in beside.split())
                for barrier, beside in zip(table["barrier"], table["beside"], strict=True)
            ],
            "Mechanism": table["mechanism"].map(told),
            "Outcome": table["outcome"].map(told) + table["shown_by"].map(lambda one: "*" if one else ""),
            "Valence": table["valence"],
            "Links": table["statuses"].str.replace(r"(\w+) (\d+)", r"\2 \1", regex=True),
            "Passages": table["n_segments"].astype("str"),
            "Speakers": table["n_speakers"].astype("str"),
        }
    )


def cmo_caption(table: pd.DataFrame, names: Mapping[str, str], n_shared: int) -> str:
    """Return the caption of the table of contexts, mechanisms and outcomes."""
    per = joined([f"{names[case_id]}, {int((table['case_id'] == case_id).sum())}" for case_id in CASES])
    remedied, harm = (
        int((table["barrier"] != "").sum()),
        int(((table["barrier"] == "") & (table["valence"] == "co-destruction")).sum()),
    )
    return (
        "**Context, mechanism and outcome in the two cases of Farr (2017).** Derived from the links of the cases, not"
        f" copied: the paper names such patterns as its aim and prints no table of them. {len(table)} rows ({per})."
        " Context: the phase in which it was at work, and the barrier. Mechanism: the enabler that a passage says led"
        f" to the outcome, or the remedy that weakened or stopped a barrier's effect ({remedied}"
        f" row{'s' * (remedied != 1)}; there the outcome is the harm that was met). A barrier in brackets is coded in"
        f" the same passage, which does not link it to the outcome. {harm} rows show an enabler that did harm."
        " 'Possible' was feared, expected or claimed in general. An empty cell: no barrier in the passage. At least"
        f" {n_shared} passages speak of both cases and count in each. {PASSES} {READING}"
    )

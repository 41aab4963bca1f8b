"""Farr 2017: from issues raised to issues acted on, context-mechanism-outcome rows. Frames in, frames out.

The critical questions of its Figure 1 are asked of all cases: `questions.critical_questions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import PHASES, REMEDIED, STATUSES, labels
from ...core.counts import evidence
from ...core.passes import one_pass_only, with_pass
from ..facts import listed_ids

CASES = ("nhs_ebcd", "local_government")
#: The case whose issues the paper numbers.
MEASURED = "nhs_ebcd"
FRAMEWORK = "farr2017_questions"


def case_labels(cases: pd.DataFrame) -> dict[str, str]:
    """Return the label of each case; *cases* has a row a case, or a row a unit, of which the first names the case."""
    first = cases.drop_duplicates("case_id")
    return dict(zip(first["case_id"], first["label"], strict=True))


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
        if one["stage"] == "acted upon" and told:
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
        " ".join(sorted(set().union(*(near.get(one, set()) for one in ids.split())) - {barrier}, key=place.__getitem__))
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
            "Good or harm": table["valence"],
            "Links": table["statuses"].str.replace(r"(\w+) (\d+)", r"\2 \1", regex=True),
            "Passages": table["n_segments"].astype("str"),
            "Speakers": table["n_speakers"].astype("str"),
        }
    )

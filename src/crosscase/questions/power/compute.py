"""Dimensions of power by case: which of the four dimensions of power, and of power with, the passages show.

The dimensions are those that farr2017 brings together: three of Lukes (2005), a fourth after Digeser (1992) and
Haugaard (2012), and power with (Allen, Forst and Haugaard 2014). A paper that does not look for them may not tell of
them: silence can be the paper's lens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.codebook import PERSPECTIVES, PHASES, STATUSES, VALENCES, codes_of, labels
from ...core.counts import by_unit, evidence, filled, grid
from ...core.units import unit_word

FRAMEWORK = "power_dimensions"
FAMILY = "power"


def power_by_case(by_case: pd.DataFrame, same_paper: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `counts.codes_by_case` for the dimensions of power, with the ``lens``.

    One row per dimension and unit. ``lens`` is *uses the dimensions* where the paper of the case is the one the
    dimensions were read from (`crosswalk.circular`), else *does not name them*.
    """
    lens = set(same_paper.loc[same_paper["framework_id"] == FRAMEWORK, "case_id"])
    part = by_case[by_case["family"] == FAMILY].drop(columns=["family", "share_of_segments"]).reset_index(drop=True)
    return part.assign(
        lens=["uses the dimensions" if case_id in lens else "does not name them" for case_id in part["case_id"]]
    )


def power_told(codings: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Count the passages of each dimension by unit, phase and perspective; only what occurs. ``n_links`` is left out:
    these are codings.
    """
    present = codings[(codings["presence"] == "present") & (codings["family"] == FAMILY)]
    return evidence(by_unit(present, cases), ["code_id", "unit", "phase", "perspective"]).drop(columns="n_links")


def power_effects(codings: pd.DataFrame, links: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Count the links stated in passages that carry a dimension of power, by unit and effect; only what occurs.

    That a passage carries the dimension and states the link does not make the dimension its cause. ``n_realised`` ...
    ``n_possible`` count links of each status.
    """
    place = ["case_id", "segment_id"]
    present = codings.loc[
        (codings["presence"] == "present") & (codings["family"] == FAMILY), [*place, "code_id"]
    ].drop_duplicates()
    found = by_unit(links.merge(present, on=place, how="inner"), cases)
    keys = ["code_id", "unit", "effect", "valence", "level"]
    table = evidence(found, keys)
    named = found["case_id"] + ":" + found["link_id"]
    by_status = (
        named.groupby([*(found[key] for key in keys), found["status"]]).nunique().unstack("status")
        if len(found)
        else pd.DataFrame()
    )
    by_status = by_status.reindex(columns=list(STATUSES)).fillna(0).astype("int64").add_prefix("n_")
    return (
        table.merge(by_status.reset_index(), on=keys, validate="one_to_one")
        if len(found)
        else table.assign(**{f"n_{status}": 0 for status in STATUSES})
    )


def profile(codings: pd.DataFrame, links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return, for each dimension over all cases, passages by phase and by perspective, and links beside by valence.

    One row per dimension, ``part`` (phase, perspective, effect) and value of the part; every row is present. ``n``
    counts distinct passages for the first two, distinct links stated in such passages for effects.
    """
    place = ["case_id", "segment_id"]
    present = codings[(codings["presence"] == "present") & (codings["family"] == FAMILY)]
    beside = links.merge(present[[*place, "code_id"]].drop_duplicates(), on=place, how="inner")
    parts = []
    for part, values, frame, column, counted in (
        ("phase", PHASES, present, "phase", "segment_id"),
        ("perspective", PERSPECTIVES, present, "perspective", "segment_id"),
        ("effect", VALENCES, beside, "valence", "link_id"),
    ):
        distinct = frame[["code_id", column, "case_id", counted]].drop_duplicates()
        counts = (
            distinct.groupby(["code_id", column]).size().rename("n").rename_axis(["code_id", "value"]).reset_index()
        )
        parts.append(filled(counts, grid(code_id=codes_of(codes, FAMILY), value=list(values))).assign(part=part))
    return pd.concat(parts, ignore_index=True)[["code_id", "part", "value", "n"]]


POWER_WIDTHS = (40, 40, 25, 60, 45, 57)


def published_power(
    table: pd.DataFrame, told: pd.DataFrame, effects: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return the dimensions as they are printed: one row per dimension and case that shows it or says that it did not
    occur.
    """
    names, label_of = labels(codes), cases.set_index("unit")["label"]
    rows = []
    for one in table[table["state"].isin(["present", "absent"])].itertuples(index=False):
        mine = told[(told["code_id"] == one.code_id) & (told["unit"] == one.unit)]
        led = effects[(effects["code_id"] == one.code_id) & (effects["unit"] == one.unit)]
        passages = f"{one.n_segments}{'*' if one.shown_by else ''}" if one.state == "present" else "said not to occur"
        rows.append(
            (
                names[one.code_id],
                f"{label_of[one.unit]}{' §' if one.lens == 'uses the dimensions' else ''}",
                passages,
                _counted(mine, "perspective", PERSPECTIVES),
                _counted(mine, "phase", PHASES),
                "; ".join(
                    f"{names[effect]} ({n})"
                    for effect, n in sorted(
                        led.groupby("effect")["n_links"].sum().items(), key=lambda item: (-item[1], names[item[0]])
                    )
                ),
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "Dimension",
            unit_word(cases)[:-1],
            "Passages",
            "Told by (passages)",
            "At work (passages)",
            "Effects stated in these passages (links)",
        ],
    )


def _counted(frame: pd.DataFrame, column: str, order: Sequence[str]) -> str:
    """Return the distinct passages of `power_told` by a column, as text: ``citizens (2); authors (1)``."""
    found: Mapping[str, int] = {
        value: len({one for ids in frame.loc[frame[column] == value, "segment_ids"] for one in ids.split()})
        for value in order
    }
    return "; ".join(f"{value} ({n})" for value, n in found.items() if n)

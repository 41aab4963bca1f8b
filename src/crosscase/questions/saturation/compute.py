"""Saturation: how many different codes are seen as cases, or passages, are added, and how many a larger set might
show.

The codebook is closed: nothing here can show a code that nobody wrote into it. A code that some case was not read for
cannot be called absent there; it is left out of every curve and estimate over cases, and counted in ``n_left_out``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ...core import honest
from ...core.codebook import codes_of, labels
from ...core.counts import by_unit

#: The families of codes that have a curve of their own, in the order of figures; ``all`` holds every code of the
#: codebook.
FAMILIES = ("barrier", "enabler", "effect", "all")
WORDS = {"barrier": "Barriers", "enabler": "Enablers", "effect": "Effects", "all": "All codes"}

#: Up to so many cases the lowest and highest number over all orders is found by trying every set of cases.
MOST_LISTED = 15


def family_codes(codes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the codes of each family that the codebook has, and of all families together."""
    found = {family: codes_of(codes, family) for family in FAMILIES[:-1]}
    found["all"] = codes_of(codes, *codes["family"].unique())
    return {family: listed for family, listed in found.items() if listed}


# --- the methods ------------------------------------------------------------------------------------


def rarefied(frequencies: Iterable[int], n_units: int) -> np.ndarray:
    """Return the exact mean number of different codes in 1, 2, ... *n_units* units, over all orders of the units.

    *frequencies* holds, for each code seen, the number of units that show it. The mean over all orders is that over
    all sets of so many units: sample-based rarefaction (Colwell, Mao and Chang 2004, the estimator of Mao Tau;
    Colwell et al. 2012). Raises `ValueError` for a frequency that is not between 1 and *n_units*.
    """
    counted = pd.Series(list(frequencies), dtype="int64").value_counts()
    if len(counted) and not (counted.index.min() >= 1 and counted.index.max() <= n_units):
        raise ValueError(f"a code is seen in 1 to {n_units} units")
    drawn = np.arange(n_units)
    mean = np.zeros(n_units)
    for frequency, n_codes in counted.sort_index().items():
        # The share of sets of k units that miss the code, built up factor by factor: no large factorials.
        missed = np.cumprod(np.clip(n_units - frequency - drawn, 0, None) / (n_units - drawn))
        mean += n_codes * (1 - missed)
    return mean


def over_orders(shown: Sequence[Iterable[str]]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the lowest and the highest number of different codes in 1, 2, ... units, over all orders of the units.

    *shown* holds the codes of each unit. None where there are more than `MOST_LISTED` units: the sets are too many to
    try.
    """
    n = len(shown)
    if n > MOST_LISTED:
        return None
    bit = {code: 1 << number for number, code in enumerate(sorted({code for unit in shown for code in unit}))}
    own = [sum(bit[code] for code in set(unit)) for unit in shown]
    union = [0] * (1 << n)
    low, high = np.full(n, len(bit)), np.zeros(n, dtype=int)
    for chosen in range(1, 1 << n):
        first = chosen & -chosen
        union[chosen] = union[chosen ^ first] | own[first.bit_length() - 1]
        at, seen = chosen.bit_count() - 1, union[chosen].bit_count()
        low[at], high[at] = min(low[at], seen), max(high[at], seen)
    return low, high


def jackknife(seen: int, once: int, twice: int, n_units: int) -> tuple[float, float]:
    """Return the first and second order jackknife of the number of codes (Burnham and Overton 1979, for incidences).

    *once* and *twice* count the codes seen in exactly one and exactly two of *n_units* units. Missing for fewer than
    two.
    """
    if n_units < 2:
        return float("nan"), float("nan")
    n = n_units
    first = seen + once * (n - 1) / n
    return first, seen + once * (2 * n - 3) / n - twice * (n - 2) ** 2 / (n * (n - 1))


# --- the tables -------------------------------------------------------------------------------------


def _scopes(
    by_case: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> Iterable[dict]:
    """Yield every family over cases, over the passages of all cases, and over those of each case: what each unit
    shows.
    """
    uncovered = by_case[by_case["state"] == "not covered"].groupby("unit")["code_id"].agg(set)
    somewhere = set().union(*uncovered) if len(uncovered) else set()
    seen_in = by_case[by_case["state"] == "present"].groupby("unit")["code_id"].agg(set)
    present = codings[codings["presence"] == "present"]
    pools = {"": (segments, present, somewhere)}
    placed = [by_unit(frame, cases) for frame in (segments, present)]
    for unit in cases["unit"]:
        pools[unit] = (*[frame[frame["unit"] == unit] for frame in placed], uncovered.get(unit, set()))
    shown = {}
    for unit, (passages, coded, _) in pools.items():
        keys = (coded["case_id"] + ":" + coded["segment_id"]).groupby(coded["code_id"]).agg(set)
        shown[unit] = ((passages["case_id"] + ":" + passages["segment_id"]).nunique(), keys.to_dict())
    for family, listed in family_codes(codes).items():
        kept = [code for code in listed if code not in somewhere]
        units = [seen_in.get(unit, set()) & set(kept) for unit in cases["unit"]]
        yield dict(
            family=family,
            over="cases",
            unit="",
            n_units=len(units),
            kept=kept,
            n_codes=len(listed),
            shown=units,
            frequencies=[n for code in kept if (n := sum(code in unit for unit in units))],
        )
        for unit, (_, _, left_out) in pools.items():
            kept = [code for code in listed if code not in left_out]
            n, keys = shown[unit]
            yield dict(
                family=family,
                over="passages",
                unit=unit,
                n_units=n,
                kept=kept,
                n_codes=len(listed),
                shown=None,
                frequencies=[len(keys[code]) for code in kept if code in keys],
            )


def curves(
    by_case: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return how many different codes are seen in 1, 2, ... cases (or units), and in 1, 2, ... passages.

    One row per family, what is added (``over``), case whose passages are added (``unit``, empty for all cases
    together) and number added (``n_units``). ``mean`` is exact over all orders (`rarefied`); ``low`` and ``high`` are
    the lowest and highest over all orders, given over cases up to `MOST_LISTED` and missing elsewhere. *by_case* is
    `counts.codes_by_case`, *codings* those of the analysed pass.
    """
    parts = []
    for scope in _scopes(by_case, segments, codings, codes, cases):
        n = scope["n_units"]
        ends = over_orders(scope["shown"]) if scope["shown"] is not None else None
        low, high = ends if ends else ([pd.NA] * n, [pd.NA] * n)
        parts.append(
            pd.DataFrame(
                dict(
                    family=scope["family"],
                    over=scope["over"],
                    unit=scope["unit"],
                    n_units=range(1, n + 1),
                    mean=rarefied(scope["frequencies"], n),
                    low=pd.array(low, dtype="Int64"),
                    high=pd.array(high, dtype="Int64"),
                )
            )
        )
    return pd.concat(parts, ignore_index=True)


def estimates(
    by_case: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return how many codes were seen, seen once and seen twice, and what estimators of a larger set make of it.

    One row per family, what is added and case whose passages are added, as in `curves`. ``n_codes`` counts the codes
    of the codebook, ``n_left_out`` those of them that some case was not read for, ``n_seen`` those seen among the
    rest, ``n_open`` those of the rest still unseen: no more than these can be added while the codebook stays closed.
    ``last_step`` is the mean number of codes that the last case or passage added, over all orders. ``chao2`` and the
    jackknives are missing for fewer than two units; ``chao2_low`` and ``chao2_high`` stand where `honest.chao2` gives
    them, and never over passages, because passages of a paper are not independent. ``told`` says why.
    """
    rows = []
    word = "case" if (cases["unit"] == cases["case_id"]).all() else "unit"
    for scope in _scopes(by_case, segments, codings, codes, cases):
        n, found = scope["n_units"], scope["frequencies"]
        once, twice = found.count(1), found.count(2)
        estimate = honest.chao2(
            len(found),
            once,
            twice,
            n,
            word=word if scope["over"] == "cases" else "passage",
            independent=scope["over"] == "cases",
        )
        first, second = jackknife(len(found), once, twice, n)
        rows.append(
            dict(
                family=scope["family"],
                over=scope["over"],
                unit=scope["unit"],
                n_units=n,
                n_codes=scope["n_codes"],
                n_left_out=scope["n_codes"] - len(scope["kept"]),
                n_seen=len(found),
                n_open=len(scope["kept"]) - len(found),
                n_once=once,
                n_twice=twice,
                last_step=once / n if n else float("nan"),
                chao2=estimate.estimate,
                chao2_low=estimate.low,
                chao2_high=estimate.high,
                jackknife1=first,
                jackknife2=second,
                told=estimate.told,
            )
        )
    table = pd.DataFrame(rows)
    numbers = ["last_step", "chao2", "chao2_low", "chao2_high", "jackknife1", "jackknife2"]
    return table.assign(
        **{
            column: pd.array(table[column].to_numpy(dtype=float, na_value=np.nan), dtype="Float64").fillna(pd.NA)
            for column in numbers
        }
    )


def single_codes(by_case: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the codes that one case (or unit) alone shows: what would be missing without it.

    One row per code, in the order of the cases and then of the codebook, with the evidence behind it;
    ``n_not_covered`` counts the other cases that were not read for the code and so might show it.
    """
    order = {code: number for number, code in enumerate(codes["code_id"])}
    place = {unit: number for number, unit in enumerate(cases["unit"])}
    shown = by_case[by_case["state"] == "present"]
    alone = shown[shown.groupby("code_id")["unit"].transform("nunique") == 1]
    skipped = by_case[by_case["state"] == "not covered"].groupby("code_id").size()
    table = alone.assign(
        label=alone["code_id"].map(labels(codes)),
        case_label=alone["unit"].map(cases.set_index("unit")["label"]),
        n_not_covered=alone["code_id"].map(skipped).fillna(0).astype("int64"),
    )
    table = table.sort_values(
        ["unit", "code_id"], key=lambda column: column.map(place if column.name == "unit" else order), kind="stable"
    )
    return table[
        [
            "code_id",
            "label",
            "family",
            "case_id",
            "unit",
            "case_label",
            "n_not_covered",
            "n_segments",
            "n_speakers",
            "n_cases",
            "n_links",
            "segment_ids",
        ]
    ].reset_index(drop=True)


#: Widths of the published table in Word and LaTeX, in mm.
WIDTHS = (22, 20, 18, 24, 24, 22, 24, 26, 87)


def published(table: pd.DataFrame, singles: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates over cases as they are printed, with the codes that one case alone shows."""
    rows = []
    families = {family: [family] for family in FAMILIES[:-1]} | {"all": singles["family"].unique().tolist()}
    for row in table[table["over"] == "cases"].to_dict("records"):
        mine = singles[singles["family"].isin(families[row["family"]])]
        told = [
            f"{case}: {', '.join(part['label'].str[:1].str.lower() + part['label'].str[1:])}"
            for case, part in mine.groupby("case_label", sort=False)
        ]
        counted = [f"{case} {len(part)}" for case, part in mine.groupby("case_label", sort=False)]
        spread = "" if pd.isna(row["chao2_low"]) else f" ({row['chao2_low']:.1f} to {row['chao2_high']:.1f})"
        rows.append(
            {
                "Codes": WORDS[row["family"]],
                "In the codebook": row["n_codes"] - row["n_left_out"],
                "Seen": row["n_seen"],
                "In one case only": row["n_once"],
                "In two cases": row["n_twice"],
                "Added by the last case": _short(row["last_step"]),
                "Chao2": _short(row["chao2"]) + spread,
                "Jackknife 1, 2": f"{_short(row['jackknife1'])}, {_short(row['jackknife2'])}",
                "Seen in one case only": "; ".join(counted if row["family"] == "all" else told),
            }
        )
    printed = pd.DataFrame(rows)
    if (cases["unit"] == cases["case_id"]).all():
        return printed
    return printed.rename(columns=lambda name: name.replace("case", "unit"))


def _short(number: float) -> str:
    """Return a number with one decimal, a dash where it is missing."""
    return "–" if pd.isna(number) else f"{number:.1f}"


def what_it_says(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return, as text for the end of the notebook, what the data can and cannot say about saturation."""
    over = table[table["over"] == "cases"].set_index("family")
    word = "case" if (cases["unit"] == cases["case_id"]).all() else "unit"
    every = over.loc["all"]
    lines = [
        f"{every.n_seen} of {every.n_codes - every.n_left_out} codes were seen in {every.n_units} {word}s; "
        f"{every.n_once} of them in one {word} only. "
        f"Whatever the order, the last {word} read added {every.last_step:.1f} codes on average.",
    ]
    for family, row in over.drop(index="all").iterrows():
        beyond = (
            "" if pd.isna(row.chao2) or row.chao2 <= row.n_codes - row.n_left_out else ", more than the codebook holds"
        )
        lines.append(
            f"{WORDS[family]}: {row.n_open} of {row.n_codes - row.n_left_out} still unseen, {row.n_once} seen once; "
            f"Chao2 {_short(row.chao2)}{beyond}."
        )
    lines += [
        f"Cannot be said: that another {word} would add nothing. The codebook is closed, and a codebook made from what "
        "it codes is bound to be used up: a curve that flattens shows that it fits what was read, not that nothing "
        "else exists.",
        f"Chao2 and the jackknives assume {word}s that are alike and independent, coded alike, and codes that each "
        f"can show. These {word}s were picked, differ in length and question, and "
        "two may share a paper; read the estimates as a lower bound of what such a set might show.",
        every.told,
    ]
    return "\n\n".join(lines)

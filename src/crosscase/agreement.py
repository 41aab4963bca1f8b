"""Agreement of two independent coding passes, before consensus: as it is, with no target.

Percent agreement, Cohen's kappa (Cohen 1960, by statsmodels), Krippendorff's alpha (2004; nominal, by the package
krippendorff), Gwet's AC1 (2008), and for several codes on one passage alpha with the set distances of Jaccard and MASI
(Passonneau 2006). Intervals resample passages: they say how much the figure hangs on which passages there are, not how
another pair of readers, or another set of cases, would agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence

import krippendorff
import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from .codebook import applied_codes

#: Resamples of passages behind an interval.
RESAMPLES = 1000


def seed_of(name: str, seed: int) -> int:
    """Return the seed of one output: a hash of its name and the global seed."""
    return int(hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:8], 16)


# --- two readers, one decision a passage ------------------------------------------------------------


def percent_agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of units on which both readers decide alike (0 to 1)."""
    return float(np.mean(one == other))


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Return Cohen's kappa of two readers; missing where both always decide the same one way."""
    kinds = np.unique(np.concatenate([one, other]))
    if len(kinds) < 2:
        return float("nan")
    table = [[int(np.sum((one == a) & (other == b))) for b in kinds] for a in kinds]
    return float(cohens_kappa(np.array(table), return_results=False))


def alpha(one: np.ndarray, other: np.ndarray) -> float:
    """Return Krippendorff's nominal alpha of two readers; missing where there is one value only."""
    kinds, coded = np.unique(np.concatenate([one, other]), return_inverse=True)
    if len(kinds) < 2:
        return float("nan")
    data = coded.reshape(2, -1).astype(float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def ac1(one: np.ndarray, other: np.ndarray) -> float:
    """Return Gwet's AC1 of two readers (Gwet 2008); 1 where both always decide the same one way."""
    kinds = np.unique(np.concatenate([one, other]))
    if len(kinds) < 2:
        return 1.0
    share = [(np.mean(one == kind) + np.mean(other == kind)) / 2 for kind in kinds]
    chance = sum(p * (1 - p) for p in share) / (len(kinds) - 1)
    return float((percent_agreement(one, other) - chance) / (1 - chance))


# --- two readers, a set of codes a passage ----------------------------------------------------------


def jaccard_distance(one: frozenset, other: frozenset) -> float:
    """Return 1 minus the shared part of two sets; 0 for two empty ones."""
    return 0.0 if one == other else 1 - len(one & other) / len(one | other)


def masi_distance(one: frozenset, other: frozenset) -> float:
    """Return the MASI distance of two sets: Jaccard, weighed by how they overlap (Passonneau 2006).

    The weight is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not.
    """
    if one == other:
        return 0.0
    weight = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - weight * len(one & other) / len(one | other)


def set_alpha(
    pairs: Sequence[tuple[frozenset, frozenset]], distance: Callable[[frozenset, frozenset], float] = masi_distance
) -> float:
    """Return Krippendorff's alpha of two readers for sets, with the given distance; missing where all sets are
    equal.
    """
    kinds = sorted({s for pair in pairs for s in pair}, key=sorted)
    if len(kinds) < 2:
        return float("nan")
    place = {kind: number for number, kind in enumerate(kinds)}
    between = np.array([[distance(a, b) for b in kinds] for a in kinds])
    coded = np.array([[place[a], place[b]] for a, b in pairs])
    return _set_alpha(coded, between)


def _set_alpha(coded: np.ndarray, between: np.ndarray) -> float:
    observed = between[coded[:, 0], coded[:, 1]].mean()
    counts = np.bincount(coded.ravel(), minlength=len(between)).astype(float)
    n = counts.sum()
    expected = counts @ between @ counts / (n * (n - 1))
    return float(1 - observed / expected) if expected else float("nan")


# --- intervals over resampled passages --------------------------------------------------------------

#: The coefficients of yes-or-no decisions, in the order of the tables.
COEFFICIENTS = ("percent_agreement", "kappa", "alpha", "ac1")


def coefficients(both: np.ndarray, one: np.ndarray, other: np.ndarray, n: np.ndarray | int) -> dict[str, np.ndarray]:
    """Return the four coefficients of two-by-two tables given by their counts, for many tables at once.

    *both*, *one* and *other* count decisions that both readers, only the first and only the second made, of *n*.
    Missing where a coefficient is not defined. The same figures as `percent_agreement`, `kappa`, `alpha` and `ac1` of
    single decisions.
    """
    both, one, other, n = (np.asarray(part, dtype=float) for part in (both, one, other, n))
    p1, p2, observed = (both + one) / n, (both + other) / n, 1 - (one + other) / n
    made, left_out = 2 * both + one + other, 2 * n - (2 * both + one + other)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = p1 * p2 + (1 - p1) * (1 - p2)
        kappas = np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
        disagreement = 2 * made * left_out / (2 * n * (2 * n - 1))
        alphas = np.where(disagreement > 0, 1 - (1 - observed) / disagreement, np.nan)
        share = (p1 + p2) / 2
        chance = 2 * share * (1 - share)
        ac1s = (observed - chance) / (1 - chance)
    return {"percent_agreement": observed, "kappa": kappas, "alpha": alphas, "ac1": ac1s}


def ranges(counts: np.ndarray, decisions: int, seed: int) -> dict[str, float]:
    """Return the 2.5th and 97.5th percentile of each coefficient over resampled passages (``kappa_low``, ``kappa_high``
    ...).

    *counts* has a row per passage: decisions that both, only the first and only the second reader made on it, of
    *decisions* possible ones. Resamples in which a coefficient is not defined are left out of its range.
    """
    random = np.random.default_rng(seed)
    n = len(counts)
    drawn = random.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) @ counts
    found = coefficients(drawn[:, 0], drawn[:, 1], drawn[:, 2], n * decisions)
    told = {}
    for name, values in found.items():
        known = values[~np.isnan(values)]
        low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
        told |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return told


# --- the tables -------------------------------------------------------------------------------------


def presence(codings: pd.DataFrame, segments: pd.DataFrame, passes: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return, for each pass, passages (rows) by codes (columns): True where the pass coded it present."""
    index = pd.MultiIndex.from_frame(segments[["case_id", "segment_id"]])
    codes = sorted(codings["code_id"].unique())
    found = {}
    for coder in passes:
        mine = codings[(codings["coder"] == coder) & (codings["presence"] == "present")]
        table = pd.crosstab([mine["case_id"], mine["segment_id"]], mine["code_id"])
        found[coder] = table.reindex(index=index, columns=codes, fill_value=0).gt(0)
    return found


def by_code(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
    seed: int = 0,
) -> pd.DataFrame:
    """Return the agreement on each code: one row a code that either pass used, in codebook order.

    ``n`` passages; ``n_both``, ``n_first_only``, ``n_second_only`` passages that carry the code; ``prevalence`` is the
    mean share of passages that carry it in a pass. The four coefficients are as in the module; kappa and alpha are low
    for rare codes even where readers differ little, AC1 is high for them even where they differ much: read them beside
    the counts. ``_low`` and ``_high`` are a 95 % percentile interval over resampled passages.
    """
    one, other = (presence(codings, segments, passes)[coder] for coder in passes)
    rows = []
    for code in applied_codes(codes).itertuples(index=False):
        if code.code_id not in one.columns or not (one[code.code_id].any() or other[code.code_id].any()):
            continue
        a, b = one[code.code_id].to_numpy(), other[code.code_id].to_numpy()
        rows.append(
            dict(
                code_id=code.code_id,
                family=code.family,
                n=len(a),
                n_both=int((a & b).sum()),
                n_first_only=int((a & ~b).sum()),
                n_second_only=int((~a & b).sum()),
                prevalence=float((a.mean() + b.mean()) / 2),
                percent_agreement=percent_agreement(a, b),
                kappa=kappa(a, b),
                alpha=alpha(a, b),
                ac1=ac1(a, b),
                **ranges(
                    np.column_stack([a & b, a & ~b, ~a & b]).astype(int), 1, seed_of(f"agreement:{code.code_id}", seed)
                ),
            )
        )
    return pd.DataFrame(rows)


def _interval(figure: Callable[[np.ndarray], float], n: int, seed: int) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of a figure over resampled passages."""
    random = np.random.default_rng(seed)
    values = np.array([figure(random.integers(0, n, n)) for _ in range(RESAMPLES)])
    if np.isnan(values).all():
        return float("nan"), float("nan")
    return tuple(float(v) for v in np.nanpercentile(values, [2.5, 97.5]))


def _sets(
    frame: pd.DataFrame, segments: pd.DataFrame, passes: Sequence[str], value: Callable[[pd.Series], Hashable]
) -> list[tuple[frozenset, frozenset]]:
    """Return, for each passage, the set of values of either pass."""
    index = list(segments[["case_id", "segment_id"]].itertuples(index=False, name=None))
    found: dict[str, dict[tuple[str, str], set]] = {coder: {} for coder in passes}
    for row in frame.itertuples(index=False):
        if row.coder in found:
            found[row.coder].setdefault((row.case_id, row.segment_id), set()).add(value(row))
    return [tuple(frozenset(found[coder].get(key, ())) for coder in passes) for key in index]


def _set_row(what: str, pairs: list[tuple[frozenset, frozenset]], cells: int, seed: int) -> dict[str, object]:
    """Return one row of the table of agreement: sets over all passages, and decisions (passage by value) pooled."""
    used = [(a, b) for a, b in pairs if a or b]
    n_both, n_one, n_other = (
        sum(len(s) for s in part) for part in zip(*[(a & b, a - b, b - a) for a, b in pairs], strict=True)
    )
    decisions = len(pairs) * cells
    a = np.repeat([True, True, False, False], [n_both, n_one, n_other, decisions - n_both - n_one - n_other])
    b = np.repeat([True, False, True, False], [n_both, n_one, n_other, decisions - n_both - n_one - n_other])
    kinds = sorted({s for pair in pairs for s in pair}, key=sorted)
    place = {kind: number for number, kind in enumerate(kinds)}
    masi = np.array([[masi_distance(x, y) for y in kinds] for x in kinds])
    jaccard = np.array([[jaccard_distance(x, y) for y in kinds] for x in kinds])
    coded = np.array([[place[x], place[y]] for x, y in pairs])
    low, high = _interval(lambda chosen: _set_alpha(coded[chosen], masi), len(coded), seed)
    return dict(
        what=what,
        n=len(pairs),
        n_used=len(used),
        n_both=n_both,
        n_first_only=n_one,
        n_second_only=n_other,
        prevalence=(2 * n_both + n_one + n_other) / (2 * decisions),
        percent_agreement=percent_agreement(a, b),
        same_set=float(np.mean([x == y for x, y in used])) if used else float("nan"),
        positive_agreement=2 * n_both / (2 * n_both + n_one + n_other) if used else float("nan"),
        kappa=kappa(a, b),
        alpha=alpha(a, b),
        ac1=ac1(a, b),
        alpha_jaccard=_set_alpha(coded, jaccard),
        alpha_masi=_set_alpha(coded, masi),
        alpha_masi_low=low,
        alpha_masi_high=high,
        **ranges(np.array([[len(x & y), len(x - y), len(y - x)] for x, y in pairs]), cells, seed),
    )


def summary(
    codings: pd.DataFrame,
    links: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
    seed: int = 0,
) -> pd.DataFrame:
    """Return the agreement on each family of codes and on links: one row a family, then cause, effect, pair and status.

    ``n`` passages that both passes read; ``n_used`` those on which either used the family; ``n_both``,
    ``n_first_only``, ``n_second_only`` count decisions (a value on a passage). ``percent_agreement``, ``kappa``,
    ``alpha`` and ``ac1`` pool all decisions of passage by value, ``positive_agreement`` leaves out those that neither
    made (Dice), ``same_set`` is the share of the used passages on which both have the same set. ``_low`` and ``_high``
    are a 95 % percentile interval over resampled passages. Status compares the links on which both passes agree in
    passage, cause and effect.
    """
    present = codings[codings["presence"] == "present"]
    applied = applied_codes(codes)
    rows = []
    for family, group in applied.groupby("family", sort=False):
        pairs = _sets(present[present["family"] == family], segments, passes, lambda row: row.code_id)
        rows.append(_set_row(family, pairs, len(group), seed_of(f"agreement:{family}", seed)))
    families = applied["family"].value_counts()
    causes, effects = int(families.get("barrier", 0) + families.get("enabler", 0)), int(families.get("effect", 0))
    for what, cells, value in (
        ("link: cause", causes, lambda row: row.cause),
        ("link: effect", effects, lambda row: row.effect),
        ("link: cause and effect", causes * effects, lambda row: (row.cause, row.effect)),
    ):
        rows.append(_set_row(what, _sets(links, segments, passes, value), cells, seed_of(f"agreement:{what}", seed)))
    rows.append(_status_row(links, segments, passes))
    return pd.DataFrame(rows)


def _status_row(links: pd.DataFrame, segments: pd.DataFrame, passes: Sequence[str]) -> dict[str, object]:
    key = ["case_id", "segment_id", "cause", "effect"]
    one, other = (links[links["coder"] == coder].drop_duplicates(key)[[*key, "status"]] for coder in passes)
    both = one.merge(other, on=key, suffixes=("_one", "_other"), validate="one_to_one")
    a, b = both["status_one"].to_numpy(), both["status_other"].to_numpy()
    empty = len(both) == 0
    return dict(
        what="link: status, where both state the link",
        n=len(both),
        n_used=len(both),
        n_both=int((a == b).sum()),
        n_first_only=int((a != b).sum()),
        n_second_only=int((a != b).sum()),
        prevalence=float("nan"),
        percent_agreement=float("nan") if empty else percent_agreement(a, b),
        same_set=float("nan") if empty else percent_agreement(a, b),
        positive_agreement=float("nan"),
        kappa=float("nan") if empty else kappa(a, b),
        alpha=float("nan") if empty else alpha(a, b),
        ac1=float("nan") if empty else ac1(a, b),
        alpha_jaccard=float("nan"),
        alpha_masi=float("nan"),
        alpha_masi_low=float("nan"),
        alpha_masi_high=float("nan"),
        **{f"{name}_{end}": float("nan") for name in COEFFICIENTS for end in ("low", "high")},
    )


def cases_read_twice(codings: pd.DataFrame, passes: Sequence[str]) -> set[str]:
    """Return the cases that all of these passes have coded."""
    read_by = codings[codings["coder"].isin(passes)].groupby("case_id")["coder"].nunique()
    return set(read_by.index[read_by == len(passes)])


def read_twice(segments: pd.DataFrame, codings: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return the passages of the cases that all of these passes have coded: those on which agreement can be told."""
    return segments[segments["case_id"].isin(cases_read_twice(codings, passes))].reset_index(drop=True)


def one_pass_only(
    rows: pd.DataFrame, keys: Sequence[str], *, passes: Sequence[str] = ("A", "B"), read: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which combinations of *keys* only one of the independent passes shows: the keys and ``shown_by``.

    *rows* are codings or links of all passes; *read* the codings that tell which cases both passes have read (default:
    the rows). A combination that both show, or a case that only one pass has read, is not listed: nothing depends on
    the pass.
    """
    mine = rows[rows["coder"].isin(passes)]
    twice = cases_read_twice(rows if read is None else read, passes)
    shown = (
        mine[mine["case_id"].isin(twice)]
        .groupby(list(keys))["coder"]
        .agg(lambda coders: " ".join(sorted(set(coders))))
        .rename("shown_by")
        .reset_index()
    )
    return shown[~shown["shown_by"].eq(" ".join(sorted(passes)))].reset_index(drop=True)


def passages_behind(
    codings: pd.DataFrame, segments: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")
) -> pd.DataFrame:
    """Return the evidence file of the agreement: one row per code (``row``), which passes give it (``column``) and
    passage.
    """
    named = {
        frozenset(passes): "both",
        frozenset(passes[:1]): f"{passes[0]} only",
        frozenset(passes[1:]): f"{passes[1]} only",
    }
    mine = codings[codings["coder"].isin(passes) & (codings["presence"] == "present")]
    mine = mine.merge(segments[["case_id", "segment_id"]], on=["case_id", "segment_id"], validate="many_to_one")
    given = (
        mine.groupby(["code_id", "case_id", "segment_id"])["coder"]
        .agg(lambda c: named[frozenset(c)])
        .rename("column")
        .reset_index()
    )
    given = given.merge(
        segments[["case_id", "segment_id", "source_id", "section", "kind", "speaker", "paraphrase"]],
        on=["case_id", "segment_id"],
    )
    given = given.assign(row=given["code_id"], row_label=given["code_id"], column_label=given["column"]).sort_values(
        ["row", "column", "case_id", "segment_id"]
    )
    columns = [
        "row",
        "column",
        "row_label",
        "column_label",
        "case_id",
        "segment_id",
        "source_id",
        "section",
        "kind",
        "speaker",
        "paraphrase",
    ]
    return given[columns].reset_index(drop=True)


#: Widths of the published table in Word and LaTeX, in mm.
TABLE_WIDTHS = (38, 20, 13, 13, 13, 17, 18, 22, 30, 15, 30, 30)


def _two(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _with_range(table: pd.DataFrame, name: str) -> list[str]:
    """Return a coefficient with its range as text: ``0.87 (0.83 to 0.91)``; a dash where it is not defined, no range
    where there is none.
    """
    told = zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True)
    return [
        f"{_two(value)} ({_two(low)} to {_two(high)})" if pd.notna(low) else _two(value) for value, low, high in told
    ]


def published(table: pd.DataFrame, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return the table of agreement as it is printed: plain names, two decimals, a dash where a figure is not
    defined.
    """

    return pd.DataFrame(
        {
            "What": table["what"].str.replace("_", " ").str.capitalize(),
            "Used on": table["n_used"].astype(str) + " of " + table["n"].astype(str),
            "Both": table["n_both"],
            f"{passes[0]} only": table["n_first_only"],
            f"{passes[1]} only": table["n_second_only"],
            "Same set": table["same_set"].map(_two),
            "Positive": table["positive_agreement"].map(_two),
            "Agreement": table["percent_agreement"].map(_two),
            "Kappa (95 % range)": _with_range(table, "kappa"),
            "Alpha": table["alpha"].map(_two),
            "AC1 (95 % range)": _with_range(table, "ac1"),
            "Alpha for sets (95 % range)": _with_range(table, "alpha_masi"),
        }
    )

"""Agreement of two independent coding passes, before consensus: as it is, with no target.

Percent agreement, Cohen's kappa (Cohen 1960, by statsmodels), Krippendorff's alpha (2004; nominal, by the package
krippendorff), Gwet's AC1 (2008), and for several codes on one passage alpha with the set distances of Jaccard and MASI
(Passonneau 2006). Intervals resample passages: they say how much the figure hangs on which passages there are, not how
another pair of readers, or another set of cases, would agree.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import pandas as pd

from ...core.codebook import applied_codes
from ...core.honest import seed_of
from .coefficients import (
    COEFFICIENTS,
    RESAMPLES,
    ac1,
    alpha,
    jaccard_distance,
    kappa,
    masi_distance,
    percent_agreement,
    ranges,
    set_alpha_of,
)

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
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def _sets(
    frame: pd.DataFrame, segments: pd.DataFrame, passes: Sequence[str], value: Callable[[pd.Series], Hashable]
) -> list[tuple[frozenset, frozenset]]:
    """Return, for each passage, the set of values of either pass."""
    index = list(segments[["case_id", "segment_id"]].itertuples(index=False, name=None))
    found: dict[str, dict[tuple[str, str], set]] = {coder: {} for coder in passes}
    for row in frame.itertuples(index=False):
        if row.coder in found:
            found[row.coder].setdefault((row.case_id, row.segment_id), set()).add(value(row))
    one, other = (found[coder] for coder in passes)
    return [(frozenset(one.get(key, ())), frozenset(other.get(key, ()))) for key in index]


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
    low, high = _interval(lambda chosen: set_alpha_of(coded[chosen], masi), len(coded), seed)
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
        alpha_jaccard=set_alpha_of(coded, jaccard),
        alpha_masi=set_alpha_of(coded, masi),
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

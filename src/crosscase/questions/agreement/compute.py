"""Agreement of two independent coding passes, before consensus: as it is, with no target.

Percent agreement, Cohen's kappa (Cohen 1960, by statsmodels), Krippendorff's alpha (2004; nominal, by the package
krippendorff), Gwet's AC1 (2008), and for several codes on one passage alpha with the set distances of Jaccard and MASI
(Passonneau 2006). Intervals resample passages: they say how much the figure hangs on which passages there are, not how
another pair of readers, or another set of cases, would agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

import numpy as np
import pandas as pd

from ...core.codebook import applied_codes
from ...core.honest import seed_of
from ...core.passes import PERSON, Coders
from .coefficients import (
    COEFFICIENTS,
    RESAMPLES,
    ac1,
    alpha,
    in_words,
    jaccard_distance,
    kappa,
    masi_distance,
    nominal_ranges,
    percent_agreement,
    ranges,
    set_alpha_of,
)

#: The columns of a reading, and of a link where both passes state it, and what the table calls them.
READ = {"main_code": "reading: main code", "valence": "reading: valence", "status": "reading: status"}
LINKED = {
    "status": "link: status, where both state the link",
    "episode": "link: passages of the episode, where both state the link",
}
_COEFFICIENTS = {"percent_agreement": percent_agreement, "kappa": kappa, "alpha": alpha, "ac1": ac1}

# --- the tables -------------------------------------------------------------------------------------


def presence(codings: pd.DataFrame, segments: pd.DataFrame, passes: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return, for each pass, passages (rows) by codes (columns): True where it is given, present or possible."""
    index = pd.MultiIndex.from_frame(segments[["case_id", "segment_id"]])
    codes = sorted(codings["code_id"].unique())
    found = {}
    for coder in passes:
        mine = codings[(codings["coder"] == coder) & (codings["presence"] != "absent")]
        table = pd.crosstab([mine["case_id"], mine["segment_id"]], mine["code_id"])
        found[coder] = table.reindex(index=index, columns=codes, fill_value=0).gt(0)
    return found


def made_by(segments: pd.DataFrame, coders: Coders, passes: Sequence[str]) -> dict[str, Counter[str]]:
    """Return, for each pass, in how many of the cases compared (*segments*) a model and a person made it."""
    compared = segments["case_id"].unique()
    return {one: Counter(coders.get(case_id, {}).get(one, PERSON) for case_id in compared) for one in passes}


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
    readings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
    seed: int = 0,
) -> pd.DataFrame:
    """Return the agreement on each family of codes, on readings and on links: one row a family, then presence, main
    code, valence and status of the reading, then cause, effect, pair, status and episode of links.

    ``n`` passages that both passes read; ``n_used`` those on which either used the family; ``n_both``,
    ``n_first_only``, ``n_second_only`` count decisions (a value on a passage). ``percent_agreement``, ``kappa``,
    ``alpha`` and ``ac1`` pool all decisions of passage by value, ``positive_agreement`` leaves out those that neither
    made (Dice), ``same_set`` is the share of the used passages on which both have the same set. ``_low`` and ``_high``
    are a 95 % percentile interval over resampled passages.

    A code counts as given where it is present or possible; *presence* compares, where both give it, which of the two.
    A reading is one value a passage of each pass. Status and episode (the passages that the link rests on) compare the
    links on which both passes agree in passage, cause and effect. For these rows ``n`` counts what is compared and
    ``n_first_only`` equals ``n_second_only``: where the values differ, each pass has one that the other has not.
    *segments* are the passages that both passes read (`passes.read_twice`); a link counts where its whole episode is
    among them.
    """
    links = links[_within(links, segments)]
    given = codings[codings["presence"] != "absent"]
    applied = applied_codes(codes)
    rows = []
    for family, group in applied.groupby("family", sort=False):
        pairs = _sets(given[given["family"] == family], segments, passes, lambda row: row.code_id)
        rows.append(_set_row(family, pairs, len(group), seed_of(f"agreement:{family}", seed)))
    rows.append(
        _pair_row("presence, where both give the code", *_pairs(given, ["code_id"], "presence", segments, passes))
    )
    if len(readings):
        for column, what in READ.items():
            told = _pairs(readings, [], column, segments, passes)
            rows.append(_pair_row(what, *told, seed=seed_of(f"agreement:{what}", seed)))
    families = applied["family"].value_counts()
    causes, effects = int(families.get("barrier", 0) + families.get("enabler", 0)), int(families.get("effect", 0))
    for what, cells, value in (
        ("link: cause", causes, lambda row: row.cause),
        ("link: effect", effects, lambda row: row.effect),
        ("link: cause and effect", causes * effects, lambda row: (row.cause, row.effect)),
    ):
        rows.append(_set_row(what, _sets(links, segments, passes, value), cells, seed_of(f"agreement:{what}", seed)))
    for column, what in LINKED.items():
        rows.append(_pair_row(what, *_pairs(links, ["cause", "effect"], column, segments, passes)))
    return pd.DataFrame(rows)


def _within(links: pd.DataFrame, segments: pd.DataFrame) -> pd.Series:
    """Return which links rest on these passages alone, with all passages of their episode."""
    known = set(segments[["case_id", "segment_id"]].itertuples(index=False, name=None))
    told = links["episode"] if "episode" in links else links["segment_id"]
    within = [
        all((case_id, one) in known for one in episode.split())
        for case_id, episode in zip(links["case_id"], told, strict=True)
    ]
    return pd.Series(within, links.index, dtype=bool)


def _pairs(
    frame: pd.DataFrame, more: Sequence[str], column: str, segments: pd.DataFrame, passes: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return what two passes say in *column* of each passage (and of *more*) that both have, as two arrays."""
    key = ["case_id", "segment_id", *more]
    known = frame.merge(segments[["case_id", "segment_id"]], on=["case_id", "segment_id"], validate="many_to_one")
    one, other = (known[known["coder"] == coder].drop_duplicates(key)[[*key, column]] for coder in passes)
    both = one.merge(other, on=key, suffixes=("_one", "_other"), validate="one_to_one").sort_values(key)
    return both[f"{column}_one"].to_numpy(), both[f"{column}_other"].to_numpy()


def _pair_row(what: str, a: np.ndarray, b: np.ndarray, seed: int | None = None) -> dict[str, object]:
    """Return one row of the table of agreement for two readers who each say one thing of the same units.

    With a *seed* the units are passages, and the coefficients get their range over resampled ones.
    """
    missing = float("nan")
    found = {name: missing if not len(a) else figure(a, b) for name, figure in _COEFFICIENTS.items()}
    told = {f"{name}_{end}": missing for name in COEFFICIENTS for end in ("low", "high")}
    if seed is not None and len(a):
        told = nominal_ranges(a, b, seed)
    return dict(
        what=what,
        n=len(a),
        n_used=len(a),
        n_both=int((a == b).sum()),
        n_first_only=int((a != b).sum()),
        n_second_only=int((a != b).sum()),
        prevalence=missing,
        same_set=found["percent_agreement"],
        positive_agreement=missing,
        **found,
        alpha_jaccard=missing,
        alpha_masi=missing,
        alpha_masi_low=missing,
        alpha_masi_high=missing,
        **told,
    )


#: At most so many codes are drawn; all stand in the data of the figure.
MOST = 40


def differing(table: pd.DataFrame) -> pd.DataFrame:
    """Return the codes on which the codings differ most, those that differ in most passages first: at most `MOST`.

    *table* is `agreement.by_code`. Codes with as many differences are all there or none of them, unless there would be
    none at all. ``n_apart`` counts the passages in which they differ.
    """
    apart = table.assign(n_apart=table["n_first_only"] + table["n_second_only"])
    apart = apart[apart["n_apart"] > 0].sort_values("n_apart", ascending=False, kind="stable")
    if len(apart) <= MOST:
        return apart
    cut = apart["n_apart"].iloc[MOST]
    return apart[apart["n_apart"] > cut] if (apart["n_apart"] > cut).any() else apart.iloc[:MOST]


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
    mine = codings[codings["coder"].isin(passes) & (codings["presence"] != "absent")]
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


def _with_range(table: pd.DataFrame, name: str) -> list[str]:
    """Return a coefficient with its range as text: ``0.87 (0.83 to 0.91)``; a dash where it is not defined, no range
    where there is none.
    """
    told = zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True)
    return [
        f"{in_words(value)} ({in_words(low)} to {in_words(high)})" if pd.notna(low) else in_words(value)
        for value, low, high in told
    ]


def published(table: pd.DataFrame, passes: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """Return the table of agreement as it is printed: plain names, two decimals, a dash where a figure is not
    defined.
    """

    return pd.DataFrame(
        {
            "What": table["what"].str.replace("_", " ").str.capitalize(),
            "Passages with a code": table["n_used"].astype(str) + " of " + table["n"].astype(str),
            "Both codings": table["n_both"],
            f"Coding {passes[0]} only": table["n_first_only"],
            f"Coding {passes[1]} only": table["n_second_only"],
            "Same codes": table["same_set"].map(in_words),
            "Positive": table["positive_agreement"].map(in_words),
            "Agreement": table["percent_agreement"].map(in_words),
            "Kappa (95 % range)": _with_range(table, "kappa"),
            "Alpha": table["alpha"].map(in_words),
            "Gwet’s coefficient (95 % range)": _with_range(table, "ac1"),
            "Alpha for sets (95 % range)": _with_range(table, "alpha_masi"),
        }
    )

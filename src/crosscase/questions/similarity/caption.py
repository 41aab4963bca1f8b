"""How alike the cases are, and what sets them apart."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...core.codebook import labels
from ...core.findings import joined
from ...core.honest import may_show
from ...core.likeness import FAMILIES
from ...publish.artwork.writing import ALT_CHARACTERS
from ...publish.words import HOW_TO_READ, case_word, n_of, names_thin, what
from .compute import FAMILY_NAMES
from .correspondence import NOBODY, NOT_COVERED, above_average, in_map
from .published import ALL_PAIRS_UP_TO, decimals

MEANING = (
    "Jaccard: codes that both cases show, divided by the codes that either shows. 1 − Bray–Curtis: how far the "
    "shares of the two cases overlap, a share being the "
    "passages with the code among the case's passages with any code of its kind. Both run from 0 (nothing in "
    "common) to 1 (the same)."
)
_BY = "{}, by {}"
#: At most so many cases are named that stand out alike; more are counted.
_NAMED = 3
#: An alt text of several pages says the page, too.
_ALT = ALT_CHARACTERS - len(" Page 10 of 10.")
ONE_SOURCE = (
    "told by one source, so that one team asked the questions: their likeness may be that of "
    "the study and not of the cases"
)


@names_thin
def case_similarity(
    table: pd.DataFrame, clusters: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the figure of similarity."""
    word, alike = case_word(cases), _most_alike(table, cases)
    tried = joined([str(n) for n in clusters.groupby("family", sort=False)["n_variants"].max()])
    n_out = int((table["n_left_out"] > 0).sum())
    left_out = f" Codes that one of the two was not read for are left out ({n_of(n_out, 'pair')})." if n_out else ""
    caption = (
        f"**{_headline(table, cases)}** Numbers: Jaccard similarity (codes that both {word}s show, of those that either"
        f" shows).{left_out} Trees: average linkage; percentages: re-analyses ({tried or 'none'}) that bring the branch"
        f" back. {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    by = _grouped({_many(family): names for family, names, _ in alike}, _BY, "; ")
    alt = f"Trees and shaded triangles for {what(cases)}. Most alike: {by or 'none'}."
    if len(alt) > _ALT:
        values = joined([f"{_many(family)} {decimals(value, 2)}" for family, _, value in alike])
        alt = f"Trees and shaded triangles for {what(cases)}. Jaccard of the pair most alike: {values}."
    return caption, alt


def _headline(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return in a sentence who is most alike by what, and whether one source tells of the pair."""
    told = _grouped({_many(family): names for family, names, _ in _most_alike(table, cases)}, _BY, "; ")
    if not told:
        return f"How alike {what(cases)} {'is' if len(cases) == 1 else 'are'}: no pair can be compared."
    most = table.groupby("family")["jaccard"].transform("max")
    top = table[table["jaccard"] >= most - 1e-9].drop_duplicates(["unit_a", "unit_b"])
    one = "; one source tells of both" if len(top) == 1 and top["sources"].ne("").all() else ""
    return f"Most alike of {what(cases)}: {told}{one}."


@names_thin
def correspondence(
    points: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame, *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the maps of cases and codes."""
    word, names = case_word(cases), labels(codes) | dict(zip(cases["unit"], cases["label"], strict=True))
    shares, labelled = [], []
    for family in FAMILIES:
        shown = in_map(points, family)
        if shown.empty:
            continue
        axes = points[(points["family"] == family) & (points["kind"] == "axis")]["share"]
        shares.append(f"{_many(family)} {float(axes.iloc[:2].sum()):.0%}")
        labelled.append(f"{len(above_average(shown))} of {n_of(int((shown['kind'] == 'code').sum()), family)}")
    codes_left = points[(points["kind"] == "code") & (points["why"] != "")]
    left = [
        f"{n_of(int((codes_left['why'] == why).sum()), 'code')} {why}"
        for why in (NOBODY, NOT_COVERED)
        if (codes_left["why"] == why).any()
    ]
    out = f"Not in a map: {joined(left)}. " if left else ""
    end = f"{out}{note + ' ' if note else ''}{HOW_TO_READ}"
    if not shares:
        caption = f"**What makes {what(cases)} differ cannot be mapped: it takes three that differ in two ways.** {end}"
        return caption, f"Maps of {what(cases)}: too few {word}s or differences to draw one."
    far = _grouped(_apart(points, names), "{} by {}", "; ")
    caption = (
        f"**What makes {what(cases)} differ most: {far}.** Correspondence analysis (a map of a table; Greenacre 2017)"
        f" of passages with each code in each {word}. {word.capitalize()}s that lie close tell of the same codes; a"
        f" code lies in the direction of the {word}s that tell of it; distances between {word}s and codes mean nothing."
        f" Labelled: codes that shape the map more than the average code ({joined(labelled)}), as far as there is room."
        " Hollow: under half of the point's inertia (weighted distance from the centre) lies in the map. Of at most"
        f" {len(cases) - 1} axes these two hold of all inertia: {joined(shares)}. {end}"
    )
    alt = f"Maps of {what(cases)} and their codes. What differs most: {far}."
    if len(alt) > _ALT:
        alt = f"Maps of {what(cases)} and their codes; two axes hold of the differences: {joined(shares)}."
    return caption, alt


@names_thin
def case_pairs(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of pairs."""
    which = (
        "Every pair, the most alike first within each kind of code."
        if len(cases) <= ALL_PAIRS_UP_TO
        else (
            f"With more than {ALL_PAIRS_UP_TO} {case_word(cases)}s a row stands only for the pair of one "
            "and the other most like it; all pairs are in the data."
        )
    )
    shared = table[table["sources"] != ""].drop_duplicates(["unit_a", "unit_b"])
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    pairs = [f"{label_of[a]} and {label_of[b]}" for a, b in zip(shared["unit_a"], shared["unit_b"], strict=True)]
    few = pairs if len(pairs) <= 5 else [n_of(len(pairs), "pair")]
    return (
        f"**What each two of {what(cases)} share and where they differ.** {which} {MEANING} {_left_out(table)}A "
        "dash: no common basis. An empty cell: no code. "
        f"{f'{joined(few)}: {ONE_SOURCE}. ' if pairs else ''}{HOW_TO_READ}"
    )


@names_thin
def case_contributions(points: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the caption of the table of points of the maps."""
    shown = points[points["kind"] != "axis"]
    return (
        f"**What sets {what(cases)} apart: masses, contributions and quality in the maps of cases and codes.** "
        "Correspondence analysis of passages, one for each kind of code "
        f"({n_of(int((shown['kind'] == 'code').sum()), 'code')}). Mass: part of all codings. Quality: part of the "
        "point's inertia (its distance from the mean, weighted) that the first two axes hold. Inertia: part of the "
        "total. Axis: principal coordinate. Makes: part of the axis that the point makes (contribution). Held: part of "
        "the point that the axis holds (squared cosine). All but coordinates run from 0 to 1. A dash: not in the map, "
        f"with the reason in brackets, or no such axis. {HOW_TO_READ}"
    )


def similarity_says(table: pd.DataFrame, clusters: pd.DataFrame, points: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return what the data can and cannot say about likeness, with its numbers, for the end of the notebook."""
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    word = case_word(cases)
    lines = [f"They can say, for {what(cases)}:"]
    for family, names, jaccard in _most_alike(table, cases):
        chosen = table[table["family"] == family]
        lines.append(
            f"- {FAMILY_NAMES[family]}: most alike are {names} (Jaccard {decimals(jaccard, 2)}); over all pairs "
            f"Jaccard runs from {decimals(chosen['jaccard'].min(), 2)} to "
            f"{decimals(chosen['jaccard'].max(), 2)}, 1 − Bray–Curtis from "
            f"{decimals(1 - chosen['bray_curtis'].max(), 2)} to {decimals(1 - chosen['bray_curtis'].min(), 2)}."
        )
        inner = clusters[
            (clusters["family"] == family)
            & (clusters["n_units"] < clusters.loc[clusters["family"] == family, "n_units"].max())
        ]
        for merge in inner.to_dict("records"):
            members = joined([label_of[unit] for unit in f"{merge['left']} {merge['right']}".split()])
            lines.append(
                f"  - {members} form a branch in {merge['n_found']} of {merge['n_variants']} re-analyses "
                f"({merge['found_by']})."
            )
    for family in FAMILIES:
        shown = in_map(points, family)
        poor = shown[(shown["kind"] == "case") & (shown["quality"] < 0.5)]
        if len(poor):
            lines.append(
                f"- The map of {FAMILY_NAMES[family].lower()} shows "
                f"{joined([label_of[unit] for unit in poor['point']])} poorly: what marks them off lies on further "
                "axes."
            )
    lines += [
        "They cannot say:",
        (
            f"- that the {word}s are alike or different as such: likeness is that of what was reported and coded, and "
            f"two {word}s told by one source were asked the same questions;"
        ),
        (
            f"- that there are types of {word}s: a dendrogram joins whatever it is given, and a branch that comes back "
            f"in every re-analysis can still be one of these {word}s only;"
        ),
        f"- how likely any of this is by chance. {may_show(len(cases), word).reason}",
    ]
    return "\n".join(lines)


def _grouped(found: dict[str, str], form: str, between: str) -> str:
    """Return what holds for each kind of code, each thing named once: {"barriers": "A", "effects": "A"} as "A
    (barriers and effects)".
    """
    kinds: dict[str, list[str]] = {}
    for kind, thing in found.items():
        kinds.setdefault(thing, []).append(kind)
    return between.join(form.format(thing, joined(listed)) for thing, listed in kinds.items())


def _left_out(table: pd.DataFrame) -> str:
    """Return how many pairs do without codes that one of the two was not read for."""
    lacking = table[table["n_left_out"] > 0]
    if lacking.empty:
        return ""
    most = int(lacking["n_left_out"].max())
    return (
        "Codes that one of two cases was not read for are left out of that pair "
        f"({n_of(len(lacking), 'comparison')}, at most {n_of(most, 'code')}). "
    )


def _most_alike(table: pd.DataFrame, cases: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Return for each family the pairs with the highest Jaccard similarity, by name (three or more by number), and
    that similarity.
    """
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    found = []
    for family, chosen in table.groupby("family", sort=False):
        best = chosen["jaccard"].max()
        if pd.isna(best):
            continue
        top = chosen[chosen["jaccard"] >= best - 1e-9]
        names = [f"{label_of[a]} and {label_of[b]}" for a, b in zip(top["unit_a"], top["unit_b"], strict=True)]
        found.append(
            (str(family), " as well as ".join(names) if len(names) < 3 else f"{len(names)} pairs alike", float(best))
        )
    return found


@names_thin
def what_we_see(table: pd.DataFrame, clusters: pd.DataFrame, points: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the answer in a paragraph: which are most alike and by what, which branches last, what stands apart.

    *table* is `compute.pairs`, *clusters* `compute.clustering`, *points* `correspondence.correspondence`.
    """
    word, alike = case_word(cases), _most_alike(table, cases)
    if not alike:
        why = "there is no other to compare it with" if len(cases) == 1 else f"no two {word}s have a common basis"
        return f"How alike {what(cases)} {'is' if len(cases) == 1 else 'are'} cannot be said: {why}."
    label_of = dict(zip(cases["unit"], cases["label"], strict=True))
    found = {f"{_many(family)} ({decimals(jaccard, 2)})": _pairs_named(names) for family, names, jaccard in alike}
    told = [f"By what is told at all (Jaccard), most alike are {_grouped(found, '{} by {}', '; ')}."]
    if len(cases) > 2:
        told.append(_by_share(table, cases))
    told += _branches(clusters, label_of)
    far = _apart(points, label_of)
    if far:
        told.append(f"In the maps the {word} that weighs most is {_grouped(far, '{} for {}', '; ')}.")
    shared = table[table["sources"] != ""].drop_duplicates(["unit_a", "unit_b"])
    one_team = [f"{label_of[a]} and {label_of[b]}" for a, b in zip(shared["unit_a"], shared["unit_b"], strict=True)]
    if one_team:
        which = " as well as ".join(one_team) if len(one_team) <= 2 else n_of(len(one_team), "pair")
        told.append(f"Told by one source, and so perhaps alike only in what was asked: {which}.")
    return " ".join(told)


def _branches(clusters: pd.DataFrame, label_of: Mapping[str, str]) -> list[str]:
    """Return in a sentence how many branches of the dendrograms come back, and which most often; nothing for none."""
    whole = clusters.groupby("family")["n_units"].transform("max")
    inner = clusters[(clusters["n_units"] < whole) & (clusters["n_variants"] > 0)]
    if inner.empty:
        return []
    share = inner["n_found"] / inner["n_variants"]
    firmest = [
        f"{joined([label_of[unit] for unit in f'{one.left} {one.right}'.split()])} by {_many(one.family)}"
        f" ({one.n_found} of {one.n_variants})"
        for one in inner[share >= share.max() - 1e-9].itertuples()
    ]
    which = " as well as ".join(firmest) if len(firmest) <= 2 else f"{len(firmest)} of them equally"
    half = int((share >= 0.5).sum())
    return [
        f"Of {n_of(len(inner), 'join')} short of the whole, {half or 'none'} {'comes' if half == 1 else 'come'} back in"
        f" at least half of the re-analyses, most often {which}."
    ]


def _apart(points: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Return for each kind of code that has a map the case that weighs most in its plane, by name; all that do, or how
    many they are.
    """
    far = {}
    for family in FAMILIES:
        shown = in_map(points, family)
        if len(shown):
            placed = shown[shown["kind"] == "case"]
            most = [names[unit] for unit in placed.loc[_top(placed["ctr"]).index, "point"]]
            far[_many(family)] = joined(most) if len(most) <= _NAMED else f"{len(most)} of them equally"
    return far


def _many(family: str) -> str:
    return FAMILY_NAMES[family].lower()


def _by_share(table: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return in a sentence whether the pairs nearest by presence are the nearest by share as well."""
    shares = table.assign(jaccard=1 - table["bray_curtis"])
    nearest = {family: _pairs_named(names) for family, names, _ in _most_alike(shares, cases)}
    same = [
        family
        for family, part in table.groupby("family", sort=False)
        if family in nearest and set(_top(part["jaccard"]).index) == set(_top(1 - part["bray_curtis"]).index)
    ]
    other = {_many(family): names for family, names in nearest.items() if family not in same}
    agree = f"says the same of {joined([_many(family) for family in same])}" if same else ""
    differ = f"puts {_grouped(other, '{} first by {}', '; ')}" if other else ""
    return f"How much of the telling each code takes (Bray–Curtis) {' and '.join(filter(None, (agree, differ)))}."


def _top(values: pd.Series) -> pd.Series:
    """Return the highest of some values, and what equals it but for rounding."""
    return values[values >= values.max() - 1e-9]


def _pairs_named(names: str) -> str:
    return names.removesuffix(" alike")

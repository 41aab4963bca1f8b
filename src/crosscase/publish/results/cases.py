"""What the results section says of the cases, of their sources, and of what these print about themselves."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...sources.claims_caption import disagreements
from .told import Values, count, named, of_all, percent, small


def words_for(cases: pd.DataFrame) -> tuple[str, str]:
    """Return what is laid side by side, one and many: case, or part of a case where a case has several."""
    whole = cases["case_id"].nunique() == len(cases)
    return ("case", "cases") if whole else ("part of a case", "parts of cases")


def of_cases(values: Values) -> None:
    """Say how many cases there are, their names, countries, passages, links and speakers."""
    cases = values.tables["cases"]
    one, many = words_for(cases)
    n, every = len(cases), cases.assign(segment_ids="")
    values.put("cases", count(n, one, many), "cases", every, "unit", n=n)
    values.put("cases_all", of_all(n, n, one, many), "cases", every, "unit", n=n)
    values.put("case_names", named(list(cases["label"]), one), "cases", every, "label", n=n)
    places = sorted(set(cases["country"]) - {""})
    values.put("countries", count(len(places), "country", "countries"), "cases", every, "country", n=len(places))
    values.put("country_names", joined([_the(place) for place in places]), "cases", every, "country", n=len(places))
    sources = sorted({source for ids in cases["source_ids"] for source in ids.split()})
    values.put("sources", count(len(sources), "text"), "cases", every, "source_ids", n=len(sources))
    read, stated = values.tables["segments"], values.tables["balance"]
    passages = read["case_id"] + ":" + read["segment_id"]
    told: dict[str, list[str]] = {
        "n_segments": list(passages),
        "n_speakers": list(passages[read["speaker"] != ""]),
        "n_links": sorted({one for ids in stated["segment_ids"] for one in ids.split()}),
    }
    for name, noun in (("n_segments", "passage"), ("n_links", "link"), ("n_speakers", "labelled speaker")):
        total = int(cases[name].sum())
        values.put(name.removeprefix("n_"), count(total, noun), "cases", every, name, n=total, behind=told[name])
        low, high = int(cases[name].min()), int(cases[name].max())
        text = f"between {small(low)} and {small(high)}" if low < high else small(low)
        values.put(f"{name.removeprefix('n_')}_each", text, "cases", every, name, n=high, behind=told[name])
    _one_source(values, cases, one, many)


def _the(country: str) -> str:
    return f"the {country}" if country.startswith("United") else country


def _one_source(values: Values, cases: pd.DataFrame, one: str, many: str) -> None:
    """Name the cases that one publication tells together, where there are any."""
    told: dict[str, list[str]] = {}
    for case_id, ids in zip(cases["case_id"], cases["source_ids"], strict=True):
        for source in ids.split():
            told.setdefault(source, []).append(case_id)
    several = {source: ids for source, ids in told.items() if len(set(ids)) > 1}
    n = len(several)
    rows = cases[cases["case_id"].isin({one for ids in several.values() for one in ids})].assign(segment_ids="")
    values.put("one_source", count(n, "publication"), "cases", rows, "source_ids", n=n)
    if several:
        values.put("one_source_cases", named(list(rows["label"]), one), "cases", rows, "label", n=len(rows))


def of_sources(values: Values) -> None:
    """Name each publication as a text cites it: authors, year, and its DOI as a link."""
    sources = values.tables["sources"].assign(segment_ids="")
    for row in sources.to_dict("records"):
        names = [author.strip().rpartition(" ")[0] or author.strip() for author in row["authors"].split(";")]
        who = joined(names) if len(names) < 3 else f"{names[0]} et al."
        link = f"https://doi.org/{row['doi']}" if row["doi"] else ""
        rows = sources[sources["source_id"] == row["source_id"]]
        values.put(
            f"cite_{row['source_id']}", f"{who} ({row['year']})", "sources", rows, "authors, year, doi", link=link
        )


def of_coding(values: Values) -> None:
    """Say how often the two separate codings give a passage the same barriers, of those to which either gives one."""
    if "agreement" not in values.tables:
        return
    agreement = values.tables["agreement"]
    rows = agreement[(agreement["what"] == "barrier") & agreement["same_set"].notna()]
    if rows.empty:
        return
    share, used = float(rows["same_set"].iloc[0]), int(rows["n_used"].iloc[0])
    values.put("coded_alike", f"{percent(share, 1)} of the {used}", "agreement", rows, "same_set, n_used", n=share)


def of_claims(values: Values) -> None:
    """Say how many statements of the sources about themselves were checked, how many cannot agree, and give each one as
    printed (``printed_p4c_c033``) and as recomputed (``recomputed_p4c_c076``).
    """
    if "claims" not in values.tables:
        return
    ledger = values.tables["claims"]
    checked = ledger[ledger["verdict"] != "not checkable"]
    wrong = ledger[ledger["verdict"] == "inconsistent"]
    values.put("claims", count(len(checked), "statement"), "claims", checked, "verdict", n=len(checked))
    values.put("claims_apart", small(len(wrong)) if len(wrong) else "none", "claims", wrong, "verdict", n=len(wrong))
    apart = disagreements(wrong)
    values.put("disagreements", count(apart, "disagreement"), "claims", wrong, "verdict, using", n=apart)
    per = wrong["source_id"].value_counts()
    if len(per):
        top = wrong[wrong["source_id"] == per.index[0]]
        values.put("claims_most", small(len(top)), "claims", top, "verdict", n=len(top))
        if f"cite_{per.index[0]}" in values:
            cited = values[f"cite_{per.index[0]}"]
            values.put("claims_most_source", cited.text, "claims", top, "source_id", link=cited.link)
    for at, row in enumerate(ledger.to_dict("records")):
        mine = ledger.iloc[at : at + 1]
        name = row["claim_id"].replace("-", "_")
        text = row["printed"].replace("; ", ", ")
        text = text if text.isdecimal() else f"‘{text}’"
        values.put(f"printed_{name}", text, "claims", mine, "printed", row=row["claim_id"])
        if row["recomputed"]:
            values.put(f"recomputed_{name}", row["recomputed"], "claims", mine, "recomputed", row=row["claim_id"])

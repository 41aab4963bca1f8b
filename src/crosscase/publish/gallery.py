"""The page that shows every figure and table with its caption, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ..core.codebook import HAPPENED, VALENCES
from ..store.published import Item

OTHERS = "Case by case, and paper by paper"


def page(
    items: Mapping[str, Item],
    questions: Sequence[tuple[str, Sequence[str]]] = (),
    findings: Sequence[Mapping[str, str]] = (),
    glance: Sequence[str] = (),
) -> str:
    """Return the page as Markdown. Each figure or table (``figures/balance``) stands once: under its question, else at
    the end.

    *questions* are headings with the names of what belongs to each, in reading order. First come *glance*
    (`at_a_glance`) and the headline *findings*, rows of the table of robustness. What stands beside a figure (data,
    evidence, PDF, SVG; CSV, Word, LaTeX of a table) is linked.
    """
    lines = [
        "# Figures and tables",
        "",
        (
            "Every figure and table with its caption, as generated. Beside each lie its data, the passages behind every"
            " number"
        ),
        "(`.evidence.csv`) and the files for print. A *passage* is a piece of a published text that was read for the",
        "case; a *link* is a source's statement, in one passage or over neighbouring ones, that a barrier or an",
        "enabler (what helps) led to an effect;",
        "*co-destruction* is an effect that harms well-being or the service, *co-creation* one that does good.",
        *glance,
        *_headlines(findings),
    ]
    left = dict(items)
    for question, names in questions:
        lines += _section(question, [left.pop(name) for name in names if name in left])
    return "\n".join(lines + _section(OTHERS, [left[name] for name in sorted(left)]))


def _headlines(findings: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the headline findings as a table: as published, in how many variants, in how many random data."""
    if not findings:
        return []
    columns = ("Finding", "As published", "Holds in", "Random data", "Figure")
    rows = [[*(_cell(row[column]) for column in columns[:-1]), _jump(row["Figure"])] for row in findings]
    return [
        "",
        "## What the figures claim, and how firmly",
        "",
        "Each finding was asked again with another coding pass, a case less, another way of counting, neighbouring",
        "codes merged or other evidence; each combination is a variant; those with equal data count once. The figure",
        "and table of robustness say which choice turns a finding. In how many variants it holds is no probability. A",
        "finding that more than one in 20 random data sets of the same size show too is not claimed; plain facts of",
        "these cases are not set against random data.",
        "",
        *_table(columns, rows),
    ]


def at_a_glance(
    by_case: pd.DataFrame, balance: pd.DataFrame, cases: pd.DataFrame, names: Mapping[str, str]
) -> list[str]:
    """Return in words, and as a table of the cases, what they share and where they differ: the lines of a section.

    *by_case* is `counts.codes_by_case`, *balance* `counts.balance`, *names* the labels of codes. Only what is
    present counts; "most told" are the three barriers with most passages, with ties where these are not many.
    """
    shown = by_case[by_case["state"] == "present"]
    per = shown.groupby("code_id")["unit"].nunique()
    seen = []
    for family in ("barrier", "enabler", "effect"):
        codes = by_case.loc[by_case["family"] == family, "code_id"].drop_duplicates()
        shared = [f"‘{names[code]}’" for code in codes if per.get(code, 0) == len(cases)]
        alone = f"{sum(per.get(code, 0) == 1 for code in codes)} of {len(codes)}"
        seen.append(
            f"- {family.capitalize()}s: in all {len(cases)} {', '.join(shared) or 'none'}; in one only {alone}."
        )
    links = balance.groupby(["unit", "valence"])["n_links"].sum()
    happened = balance[balance["status"].isin(HAPPENED)].groupby(["unit", "valence"])["n_links"].sum()
    rows = []
    for unit, label in zip(cases["unit"], cases["label"], strict=True):
        mine = shown[(shown["unit"] == unit) & (shown["family"] == "barrier")]
        most = _most_told(mine)
        own = [names[code] for code in mine["code_id"] if per[code] == 1]
        told = [f"{links.get((unit, valence), 0)} ({happened.get((unit, valence), 0)})" for valence in VALENCES]
        top = [f"{names[one.code_id]} ({one.n_segments})" for one in most.itertuples()]
        rows.append([label, f"{len(mine)}", "; ".join(top) or "none", "; ".join(own) or "none", *told])
    columns = (
        "Case",
        "Barriers seen",
        "Barriers most told of (passages)",
        "Barriers of this case only",
        "Links to co-destruction (happened)",
        "Links to co-creation (happened)",
    )
    return [
        "",
        "## What the cases share, and where they differ",
        "",
        *seen,
        "",
        *_table(columns, ([_cell(cell) for cell in row] for row in rows)),
        "",
        "Seen means told of in the text that was read. That a barrier is not seen does not show that it was not there,",
        "and one that is much told of may be what the study asked about. Numbers count what was reported and coded;",
        "compare cases by what is seen before how often. ‘Happened’ leaves out what was feared, expected or averted.",
    ]


def _most_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the three rows with most passages, with all that tie with the third where that makes no more than five."""
    ranked = rows.sort_values("n_segments", ascending=False, kind="stable")
    if len(ranked) <= 3:
        return ranked
    tied = ranked[ranked["n_segments"] >= ranked["n_segments"].iloc[2]]
    return tied if len(tied) <= 5 else ranked[ranked["n_segments"] > ranked["n_segments"].iloc[2]]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown; what stands in the cells is written already."""
    return [f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *rows)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _jump(figure: str) -> str:
    """Return the name of a figure as a link to its place on the page."""
    return f"[{_cell(figure)}](#figure-{figure})"


def _section(title: str, items: Sequence[Item]) -> list[str]:
    if not items:
        return []
    lines = ["", f"## {title}"]
    for item in items:
        kind, name = item.name.split("/", 1)
        lines += ["", f"### {kind.removesuffix('s').capitalize()} {name}", ""]
        for number, picture in enumerate(item.pictures, 1):
            more = f" Page {number} of {len(item.pictures)}." if len(item.pictures) > 1 else ""
            lines += [f"![{item.alt}{more}]({picture})", ""]
        lines += [item.caption, "", _links(item)]
    return lines


def _links(item: Item) -> str:
    endings = ("pdf", "svg", "csv", "evidence.csv") if item.pictures else ("csv", "docx", "tex", "evidence.csv")
    words = {"csv": "data" if item.pictures else "CSV", "evidence.csv": "passages", "docx": "Word", "tex": "LaTeX"}
    return " · ".join(f"[{words.get(ending, ending.upper())}]({item.name}.{ending})" for ending in endings)

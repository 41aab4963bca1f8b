"""The page that shows every figure and table with its caption, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from .codebook import HAPPENED, VALENCES

#: The questions in reading order, each with its figures and tables; what is not named here follows under its folder.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Which barriers, enablers and effects do the cases share?",
        ("figures/barriers_by_case", "figures/effects_by_case", "figures/enablers_by_case", "tables/codes_in_cases"),
    ),
    ("What would a practitioner pin to the wall?", ("tables/barriers_in_practice",)),
    (
        "How alike are the cases, and what sets them apart?",
        ("figures/case_similarity", "tables/case_pairs", "figures/correspondence", "tables/case_contributions"),
    ),
    ("When were barriers at work?", ("figures/phase_profile",)),
    ("Who reports which barrier?", ("figures/perspectives", "tables/perspectives")),
    (
        "How do harm and good balance, and what kept harm from happening?",
        ("figures/balance", "figures/harm_by_barrier", "tables/harm_shares", "figures/remedies", "tables/remedies"),
    ),
    (
        "Which paths lead from a barrier over an effect to what stopped it?",
        ("figures/pathways", "tables/pathways"),
    ),
    (
        "What do published frameworks know of these cases?",
        (
            "figures/framework_coverage",
            "tables/framework_elements",
            "figures/framework_barriers",
            "tables/framework_barriers",
        ),
    ),
    ("Which dimensions of power do the cases show?", ("figures/power_by_case", "tables/power_by_case")),
    (
        "What do the cases answer to the critical questions?",
        ("figures/critical_questions", "tables/critical_questions"),
    ),
    (
        "Which of the literature's factors do the cases show, and what do they add?",
        (
            "figures/literature_factors",
            "figures/literature_in_cases",
            "tables/literature_in_cases",
            "tables/literature_added",
        ),
    ),
    (
        "Would another case, or more passages, have shown more codes?",
        ("figures/saturation", "tables/saturation"),
    ),
    (
        "Which combinations of conditions go with which outcome?",
        ("figures/configurations", "tables/configurations", "tables/configurations_solutions"),
    ),
    ("Do the findings hang on our choices?", ("figures/robustness", "tables/robustness")),
    (
        "Would another reader agree, and do the papers add up?",
        ("figures/agreement", "tables/agreement", "tables/claims"),
    ),
)
OTHERS = "Case by case, and paper by paper"


def names_of_figures() -> list[str]:
    """Return the figures that belong to a question, by name."""
    names = [name for _, named in QUESTIONS for name in named]
    return [name.removeprefix("figures/") for name in names if name.startswith("figures/")]


@dataclass(frozen=True)
class Item:
    """A figure or table: its caption, its alt text (empty for a table) and the pictures of its pages."""

    name: str
    caption: str
    alt: str = ""
    pictures: Sequence[str] = ()


def chosen(
    items: Mapping[str, Item], folders: Sequence[str] | None = None, without: Sequence[str] = ()
) -> dict[str, Item]:
    """Return the items that lie in these *folders* or in none, *without* some by name.

    What an earlier run left of a case or paper that is not chosen any more thus leaves the page; None shows all.
    """

    def kept(name: str) -> bool:
        _, *inside, last = name.split("/")
        return last not in without if not inside else folders is None or "/".join(inside) in folders

    return {name: item for name, item in items.items() if kept(name)}


def page(items: Mapping[str, Item], findings: Sequence[Mapping[str, str]] = (), glance: Sequence[str] = ()) -> str:
    """Return the page as Markdown. Each figure or table (``figures/balance``) stands once: under its question, else at
    the end.

    First come *glance* (`at_a_glance`) and the headline *findings*, rows of the table of robustness. What stands beside
    a figure (data, evidence, PDF, SVG; CSV, Word, LaTeX of a table) is linked.
    """
    lines = [
        "# Figures and tables",
        "",
        (
            "Every figure and table with its caption, as generated. Beside each lie its data, the passages behind every"
            " number"
        ),
        "(`.evidence.csv`) and the files for print. A *passage* is a piece of a published text that was read for the",
        "case; a *link* is a passage's statement that a barrier or an enabler (what helps) led to an effect;",
        "*co-destruction* is an effect that harms well-being or the service, *co-creation* one that does good.",
        *glance,
        *_headlines(findings),
    ]
    left = dict(items)
    for question, names in QUESTIONS:
        lines += _section(question, [left.pop(name) for name in names if name in left])
    return "\n".join(lines + _section(OTHERS, [left[name] for name in sorted(left)]))


def _headlines(findings: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the headline findings as a table: what the figures claim, as published, and in how many variants."""
    if not findings:
        return []
    columns = ("Finding", "As published", "Holds in", "Figure")
    rows = [[*(_cell(row[column]) for column in columns[:-1]), _jump(row["Figure"])] for row in findings]
    return [
        "",
        "## What the figures claim, and how firmly",
        "",
        (
            "Each claim was asked again with another coding pass, a case less, another way of counting and neighbouring"
            " codes"
        ),
        "merged; each combination is a variant. The figure and table of robustness say which choice turns a claim. In",
        "how many variants a claim holds is no probability.",
        "",
        *_table(columns, rows),
    ]


def at_a_glance(
    by_case: pd.DataFrame, balance: pd.DataFrame, cases: pd.DataFrame, names: Mapping[str, str]
) -> list[str]:
    """Return in words, and as a table of the cases, what they share and where they differ: the lines of a section.

    *by_case* is `matrices.codes_by_case`, *balance* `matrices.balance`, *names* the labels of codes. Only what is
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

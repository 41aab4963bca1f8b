"""The page that shows every figure and table with its caption, in the order of the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The questions in reading order, each with its figures and tables; what is not named here follows under its folder.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Which barriers, helps and effects do the cases share?",
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


def page(items: Mapping[str, Item], findings: Sequence[Mapping[str, str]] = ()) -> str:
    """Return the page as Markdown. Each figure or table (``figures/balance``) stands once: under its question, else at the end.

    First come the headline *findings*, rows of the table of robustness. What stands beside a figure (data, evidence,
    PDF, SVG; CSV, Word, LaTeX of a table) is linked.
    """
    lines = [
        "# Figures and tables",
        "",
        "Every figure and table with its caption, as generated. Beside each lie its data, the passages behind every number",
        "(`.evidence.csv`) and the files for print.",
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
    rows = [" | ".join(row[column].replace("|", "\\|") for column in columns) for row in findings]
    return [
        "",
        "## What the figures claim, and how firmly",
        "",
        "Each claim was asked again with another coding pass, a case less, another way of counting and neighbouring codes",
        "merged; the table and figure of robustness say which choice turns it.",
        "",
        f"| {' | '.join(columns)} |",
        f"| {' | '.join('---' for _ in columns)} |",
        *(f"| {row} |" for row in rows),
    ]


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

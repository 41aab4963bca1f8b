"""The pages that show every figure and table with its caption: the main text, and the supplement by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..store.published import Item
from .numbering import numbers
from .tables import as_markdown, title_and_note

OTHERS = "Case by case, and paper by paper"
MAIN, SUPPLEMENT = "README.md", "supplement.md"

_OPENING = {
    MAIN: (
        "# Figures and tables",
        "",
        "What the comparison shows, in the order of an article; as text: a [draft of a results section](results.md).",
        "[How to read these figures](how_to_read.md) says what the data are and what the signs mean. All other figures",
        f"and tables: the [supplement]({SUPPLEMENT}). Every passage behind a number, to click through: the",
        "[evidence explorer](explorer.html) (open it in a clone or download it; it needs no network).",
    ),
    SUPPLEMENT: (
        "# Supplement",
        "",
        f"Every figure and table beyond [those of the main text]({MAIN}), under the question that it answers.",
        "[How to read these figures](how_to_read.md) says what the signs mean.",
    ),
}


def ordered(
    items: Mapping[str, Item], questions: Sequence[tuple[str, Sequence[str]]], cases: Sequence[str] = ()
) -> list[tuple[str, list[str]]]:
    """Return the names of all items under their questions, in reading order; what has no question comes last: what is
    of a single case, in the order of *cases* (their ids), then that of the papers.
    """
    asked = [(question, [name for name in names if name in items]) for question, names in questions]
    listed = {name for _, names in asked for name in names}

    def place(name: str) -> tuple[int, str]:
        of = name.split("/")[1]
        return (list(cases).index(of) if of in cases else len(cases), name)

    return [*asked, (OTHERS, sorted(set(items) - listed, key=place))]


def page(
    which: str,
    items: Mapping[str, Item],
    questions: Sequence[tuple[str, Sequence[str]]] = (),
    main: Sequence[str] = (),
    tables: Mapping[str, pd.DataFrame] | None = None,
    views: Mapping[str, str] | None = None,
    cases: Sequence[str] = (),
) -> str:
    """Return one of the two pages (*which*: `MAIN` or `SUPPLEMENT`) as Markdown; each item stands on one of them, once.

    *questions* are headings with the names of what belongs to each, in reading order; *main* names what stands in the
    main text, in its order, and *tables* holds its tables, which are shown whole. What stands beside a figure (data,
    passages, PDF, SVG) or table (CSV, Word, LaTeX) is linked, and so is what the evidence explorer shows of it: *views*
    gives the address.
    """
    tables, views = tables or {}, views or {}
    parts = ordered(items, questions, cases)
    number = numbers((name for _, names in parts for name in names), main)
    lines = list(_OPENING[which])
    if which == MAIN:
        for name in (name for name in main if name in items):
            lines += ["", *_shown(items[name], number[name], "##", views.get(name, ""), tables.get(name))]
        return "\n".join(lines)
    for question, names in parts:
        if rest := [name for name in names if name not in main]:
            lines += ["", f"## {question}"]
            for name in rest:
                lines += ["", *_shown(items[name], number[name], "###", views.get(name, ""))]
    return "\n".join(lines)


def _shown(item: Item, number: str, level: str, view: str, table: pd.DataFrame | None = None) -> list[str]:
    """Return one figure or table with its number and caption; a *table* that is given stands between title and note."""
    lines = [f'{level} <a id="{jump(item.name)}"></a>{number}', ""]
    for picture, alt in zip(item.pictures, item.alts, strict=True):
        lines += [f"![{alt}]({picture})", ""]
    if table is None:
        lines += [item.caption, ""]
    else:
        title, note = title_and_note(item.caption)
        lines += [f"**{title}**", "", as_markdown(table), "", note, ""]
    return [*lines, f"`{item.name}`: {_links(item)}{f' · [explorer]({view})' if view else ''}"]


def jump(name: str) -> str:
    """Return what a link to a figure or table on its page ends in: ``figures-balance``."""
    return name.replace("/", "-")


def _links(item: Item) -> str:
    endings = ("pdf", "svg", "csv", "evidence.csv") if item.pictures else ("csv", "docx", "tex", "evidence.csv")
    words = {"csv": "data" if item.pictures else "CSV", "evidence.csv": "passages", "docx": "Word", "tex": "LaTeX"}
    kept = [ending for ending in endings if ending in item.endings]
    return " · ".join(f"[{words.get(ending, ending.upper())}]({item.name}.{ending})" for ending in kept)

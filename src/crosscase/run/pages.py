"""Pages made from the whole project: figures and tables, the list of questions, what README.md says of the cases.

python -m crosscase.run.pages docs/comparison.md
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence

import pandas as pd

from .. import store
from ..core import addresses
from ..core.findings import ConfigError, Finding
from ..core.units import units_of
from ..publish import gallery as publish_gallery
from ..publish import numbering, reading
from . import imports

_MADE = "data/processed/cross_case"
#: The comparison comes first on the page, then what it rests on.
_COMPARISON = "notebooks/2"


def questions() -> list[tuple[str, list[str]]]:
    """Return the question of each notebook with the figures and tables that answer it, the comparison first.

    What a notebook publishes of single cases and papers lies in folders of its own and stands elsewhere.
    """
    ranked = sorted(imports.notebooks(), key=lambda notebook: (notebook < _COMPARISON, notebook))
    found = []
    for notebook in ranked:
        names = [name for name in imports.published(notebook) if name.count("/") == 1]
        if names:
            found.append((imports.question_of(notebook), names))
    return found


def publication() -> list[str]:
    """Return what stands in the main text, in its order. Raises `ConfigError` for what no notebook publishes."""
    main = store.read_declared(numbering.FILE)["main"]
    known = [name for notebook in imports.notebooks() for name in imports.published(notebook)]
    if findings := numbering.check_main(main, known):
        raise ConfigError(findings)
    return main


def gallery(which: str, only: Collection[str] | None = None) -> str:
    """Return a page of figures and tables (`publish_gallery.MAIN` or `SUPPLEMENT`); with *only*, of these alone."""
    main = publication()
    items = {name: item for name, item in store.read_gallery().items() if only is None or name in only}
    tables = {name: printed(name) for name in main if name in items and name.startswith("tables/")}
    shown = [name for name in items if (name in main) == (which == publish_gallery.MAIN)]
    return publish_gallery.page(which, items, questions(), main, tables, _views(shown), case_order())


def case_order() -> list[str]:
    """Return the ids of the cases in the order of figures."""
    cases = store.read_table(f"{_MADE}/cases.csv", "cases")
    return list(dict.fromkeys(cases["case_id"]))


def _views(items: Collection[str]) -> dict[str, str]:
    """Return for each item with passages behind it what of the evidence explorer shows them: codes by case, causes and
    effects (of one case), or the passages.
    """
    families = store.read_codebook().set_index("code_id")["family"].to_dict()
    units = store.read_table(f"{_MADE}/cases.csv", "cases")["unit"].tolist()
    found = {}
    for name in items:
        header, rows, missing = store.read_rows(f"reports/{name}.evidence.csv")
        if missing or not rows or not {"row", "column", "case_id"} <= set(header):
            continue
        first = dict(zip(header, rows[0][1], strict=True))
        of = first["case_id"] if name.split("/")[1] == first["case_id"] else ""
        given = dict(families=families, units=units, page="explorer.html")
        address = addresses.cell(first["row"], first["column"], of, **given)
        page, _, place = address.partition("#")
        view, _, query = place.partition("?")
        case = f"?{query}" if query else ""
        found[name] = f"{page}#{view.partition('/')[0]}{case}" if address else "explorer.html#passages"
    return found


def printed(name: str) -> pd.DataFrame:
    """Return a published table as it is printed: text."""
    header, rows, _ = store.read_rows(f"reports/{name}.csv")
    return pd.DataFrame([row for _, row in rows], columns=header)


def how_to_read() -> str:
    """Return the page on what all captions share."""
    cases = units_of(store.read_table(f"{_MADE}/cases.csv", "cases"))
    return reading.how_to_read(cases, store.read_coders(cases["case_id"].unique()), store.read_config()["coder"])


# --- the list of questions --------------------------------------------------------------------------

_LIST = """\
# The comparison, question by question

One notebook a question; this list is made from their first lines. A notebook opens with its question, tells what to
look for, and ends with what the data can and cannot say. Figures and tables stand with their captions on two pages,
[main text](../reports/README.md) and [supplement](../reports/supplement.md). Where the methods come from, and what may
be shown of so few cases: [methods.md](methods.md).

| question | what is asked | figures | tables |
| --- | --- | --- | --- |
{rows}
"""


def comparison() -> str:
    """Return the page that lists the questions of the comparison: a row a notebook, from its own first lines."""
    rows, main = [], publication()
    for notebook in imports.notebooks():
        if notebook > _COMPARISON:
            heading, asked = map(_cell, _opening(notebook))
            shown = (_on_page(imports.published(notebook), kind, main) for kind in ("figure", "table"))
            rows.append(" | ".join((f"| [{heading}](../reports/{notebook})", asked, *shown)) + " |")
    return _LIST.format(rows="\n".join(rows))


def _opening(notebook: str) -> tuple[str, str]:
    """Return the heading of a notebook and the paragraph below it: what exactly is asked, nothing where it has none."""
    opening = json.loads(store.resolve(notebook).read_text(encoding="utf-8"))["cells"][0]["source"]
    heading, *below = (" ".join(part.split()) for part in "".join(opening).removeprefix("# ").split("\n\n"))
    return heading, below[0] if below else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _on_page(names: Sequence[str], kind: str, main: Sequence[str]) -> str:
    """Return the figures, or the tables, among *names* (``figures/balance``) as links to their places on the pages."""
    pages = {name: publish_gallery.MAIN if name in main else publish_gallery.SUPPLEMENT for name in names}
    return ", ".join(
        f"[{name.partition('/')[2]}](../reports/{page}#{publish_gallery.jump(name)})"
        for name, page in pages.items()
        if name.startswith(f"{kind}s/")
    )


# --- the first page ---------------------------------------------------------------------------------

_BEGINS, _ENDS = "<!-- written by `make`, from reports/results.md -->", "<!-- to here -->"


def first_page(page: str, results: str, figure: str = "") -> str:
    """Return README.md with what the cases show, between its two marks: the first figure (*figure*, in Markdown) and
    the first paragraph of the results section.

    Links of the paragraph are led to ``reports/``. Raises `ConfigError` where the marks are not there, once each and in
    their order.
    """
    before, begins, rest = page.partition(_BEGINS)
    _, ends, after = rest.partition(_ENDS)
    if not (begins and ends) or _BEGINS in after or _ENDS in before:
        mend = f"put these two lines around the paragraph on what the cases show: {_BEGINS} and {_ENDS}"
        raise ConfigError(
            [Finding("README.md", "it does not say where the computed paragraph stands", mend, code="project.readme")]
        )
    paragraph = re.search(r"^## .+\n\n(?P<first>.+)$", results, flags=re.MULTILINE)
    told = paragraph["first"] if paragraph else "These data bear out no sentence on what the cases share."
    told = re.sub(r"\]\((?!https?:)(#?)", lambda link: f"](reports/{'results.md#' * bool(link[1])}", told)
    shown = f"{figure}\n\n" if figure else ""
    return f"{before}{begins}\n{shown}{told}\n{ends}{after}"


def with_part_of(page: str, other: str) -> str:
    """Return a page with what the cases show as another copy of it says; as it is where either has no such part."""
    before, begins, rest = page.partition(_BEGINS)
    _, ends, after = rest.partition(_ENDS)
    shown, closed, _ = other.partition(_BEGINS)[2].partition(_ENDS)
    return f"{before}{begins}{shown}{ends}{after}" if ends and closed else page


def first_figure() -> str:
    """Return the first figure of the main text in Markdown, as the first page shows it; empty where none is made."""
    items = store.read_gallery()
    for name in publication():
        if name in items and items[name].pictures:
            return f"![{items[name].alts[0]}](reports/{items[name].pictures[0]})"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Write a page, the list of questions or README.md with what the cases show; return the exit code."""
    file = arguments[0]
    try:
        if file == "README.md":
            page, results = (store.resolve(one).read_text(encoding="utf-8") for one in (file, "reports/results.md"))
            store.write_text(file, first_page(page, results, first_figure()))
        else:
            store.write_text(file, comparison())
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    from .failing import step
    from .lives import end

    end(step(main, sys.argv[1:]))

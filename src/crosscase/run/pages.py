"""Pages made from the whole project: the gallery of figures and tables, and the list of questions.

python -m crosscase.run.pages docs/comparison.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence

from .. import store
from ..core.codebook import labels
from ..core.units import units_of
from ..publish import gallery as publish_gallery
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


def gallery(only: Collection[str] | None = None) -> str:
    """Return the page of figures and tables; with *only*, of these alone."""
    glance = publish_gallery.at_a_glance(
        store.read_table(f"{_MADE}/codes_by_case.csv", "codes_by_case"),
        store.read_table(f"{_MADE}/balance.csv", "balance"),
        units_of(store.read_table(f"{_MADE}/cases.csv", "cases")),
        labels(store.read_codebook()),
    )
    # A project without headline findings has no table of them.
    header, rows, _ = store.read_rows("reports/tables/robustness.csv")
    findings = [dict(zip(header, row, strict=True)) for _, row in rows]
    items = {name: item for name, item in store.read_gallery().items() if only is None or name in only}
    return publish_gallery.page(items, questions(), findings, glance)


# --- the list of questions --------------------------------------------------------------------------

_LIST = """\
# The comparison, question by question

One notebook a question; this list is made from their first lines. A notebook opens with its question, tells what to
look for, and ends with what the data can and cannot say. How a thing is counted stands in the caption of each figure
and table: all are on [one page](../reports/README.md), which begins with what the cases share and where each stands
alone. Where the methods come from, and what may be shown of so few cases: [methods.md](methods.md).

| question | what is asked | figures | tables |
| --- | --- | --- | --- |
{rows}
"""


def comparison() -> str:
    """Return the page that lists the questions of the comparison: a row a notebook, from its own first lines."""
    rows = []
    for notebook in imports.notebooks():
        if notebook > _COMPARISON:
            heading, asked = map(_cell, _opening(notebook))
            shown = (_on_page(imports.published(notebook), kind) for kind in ("figure", "table"))
            rows.append(" | ".join((f"| [{heading}](../reports/{notebook})", asked, *shown)) + " |")
    return _LIST.format(rows="\n".join(rows))


def _opening(notebook: str) -> tuple[str, str]:
    """Return the heading of a notebook and the paragraph below it: what exactly is asked, nothing where it has none."""
    opening = json.loads(store.resolve(notebook).read_text(encoding="utf-8"))["cells"][0]["source"]
    heading, *below = (" ".join(part.split()) for part in "".join(opening).removeprefix("# ").split("\n\n"))
    return heading, below[0] if below else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _on_page(names: Sequence[str], kind: str) -> str:
    """Return the figures, or the tables, among *names* (``figures/balance``) as links to the page of all."""
    chosen = [name.removeprefix(f"{kind}s/") for name in names if name.startswith(f"{kind}s/")]
    return ", ".join(f"[{name}](../reports/README.md#{kind}-{name})" for name in chosen)


def main(arguments: Sequence[str]) -> int:
    """Write the list of questions; return the exit code."""
    store.write_text(arguments[0], comparison())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

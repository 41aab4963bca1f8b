"""Pages made from the whole project: the gallery of figures and tables, and the list of questions."""

from __future__ import annotations

from collections.abc import Collection

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

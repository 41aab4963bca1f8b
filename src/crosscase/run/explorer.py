"""Write the evidence explorer from the clean tables of the public cases.

python -m crosscase.run.explorer reports/explorer.html SETTINGS
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from .. import store
from ..cases.own import own_roles
from ..core import addresses
from ..core.material import Material
from ..core.passes import MODEL
from ..publish.explorer.content import content
from ..publish.explorer.page import page

PATHS = {"sources": "data/raw/sources.csv", "cases": "data/processed/cross_case/cases.csv"}


def explorer(settings: Mapping[str, Any]) -> str:
    """Return the page for these settings: ``case_ids``, ``coder`` and ``independent_passes``.

    No table of a case that is not public is opened.
    """
    descriptions = store.read_descriptions(settings["case_ids"])
    public = addresses.shown(descriptions)
    # Beside public cases alone: not even the name of a code of another case's own enters the page.
    descriptions |= store.read_descriptions(public)
    book, _ = store.read_reference()
    for case_id in public:
        book = book.with_roles(own_roles(descriptions[case_id]))
    resolutions = {
        case_id: store.read_table(path, "raw/resolutions")
        for case_id in public
        if store.resolve(path := store.received_file(case_id, "resolutions")).is_file()
    }
    by_people = [
        descriptions[case_id]["label"]
        for case_id, coders in store.read_coders(public).items()
        if MODEL not in coders.values()
    ]
    shown = content(_material(public, settings), descriptions, book.roles, resolutions, book.alias("code"))
    return page(shown, by_people)


def _material(case_ids: Sequence[str], settings: Mapping[str, Any]) -> Material:
    """Return the clean tables of these cases; empty ones where there is no case."""
    asked: dict[str, Any] = {"coder": settings["coder"], "passes": tuple(settings["independent_passes"])}
    if case_ids:
        return store.read_material(PATHS, case_ids, **asked)
    nothing = pd.DataFrame(columns=["case_id", "segment_id", "coder", "source_id", "role", "perspective"], dtype="str")
    documents = store.read_table(PATHS["sources"], "raw/sources")
    return Material(store.read_codebook(case_ids=()), nothing, nothing, nothing, documents, **asked)


def main(arguments: Sequence[str]) -> int:
    """Write the page; return the exit code."""
    file, settings = arguments
    store.write_text(file, explorer(json.loads(settings)))
    return 0


if __name__ == "__main__":
    from .failing import step
    from .lives import end

    end(step(main, sys.argv[1:]))

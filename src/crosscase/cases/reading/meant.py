"""A case as it was meant, as far as that is plain, and everything that a person has to mend or to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ...core.codebook import Codebook
from ...core.findings import Finding
from ...core.received import RawCase
from . import damage, figures, names
from .told import Cell, Told, files_of


class AsMeant(NamedTuple):
    """A case with what was meant in place: ``case``; the ``findings`` that say so; the ``cells`` that they speak of;
    ``broken`` tables, of which nothing more can be said.
    """

    case: RawCase
    findings: list[Finding]
    cells: set[Cell]
    broken: set[str]


def as_meant(received: RawCase, repaired: RawCase, book: Codebook) -> AsMeant:
    """Look at a whole case for slips that only a person can mend.

    *received* is the case as read, *repaired* as `raw.repair` gives it.
    """
    every = {**repaired.tables, **repaired.beside}
    told = Told(
        files_of(every), {name: table.frame.copy() for name, table in every.items() if len(table.frame.columns)}
    )
    damage.nothing_in_words(told, book)
    damage.failed_formulas(told)
    names.line_breaks(told, {**received.tables, **received.beside}, book)
    names.other_alphabets(told, book)
    damage.merged_cells(told)
    damage.days_for_ids(told)
    damage.numbers_for_ids(told)
    damage.numbers_for_anchors(told)
    damage.odd_text(told)
    figures.numbers(told)
    figures.months(told)
    figures.totals(told)
    names.passes(told)
    tables, beside = (
        {name: replace(one, frame=told.frames.get(name, one.frame)) for name, one in there.items()}
        for there in (repaired.tables, repaired.beside)
    )
    return AsMeant(replace(repaired, tables=tables, beside=beside), told.findings, told.cells, told.broken)

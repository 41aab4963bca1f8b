"""What every question starts from: the codes, the clean tables, and of these the pass that is analysed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from .codebook import labels
from .evidence import passages
from .firmness import note
from .passes import (
    Declared,
    Read,
    analysed,
    coders,
    completed,
    of_pass,
    of_whole_passes,
    partly_read,
    passages_read,
    told_within,
)
from .units import shared_passages


@dataclass(frozen=True)
class Material:
    """The clean tables of the cases at hand, of every pass and of the one that is analysed.

    ``codes``: the codebook. ``segments``: one row a passage. ``all_codings``, ``all_links`` and ``all_readings``: the
    rows of every pass.
    ``coder``: the pass that was asked for; ``passes``: those that read independently. ``documents``: the sources.
    ``cases``: a row per case (or unit), in the order of figures, empty before there is one. ``firm``: the table of
    robustness, empty where a question claims no finding. ``declared``: what case.yml says that each pass has read.
    ``thin``: below how many passages and barriers a case is thin (`units.with_thin`).
    """

    codes: pd.DataFrame
    segments: pd.DataFrame
    all_codings: pd.DataFrame
    all_links: pd.DataFrame
    documents: pd.DataFrame
    coder: str
    passes: tuple[str, ...] = ()
    cases: pd.DataFrame = field(default_factory=pd.DataFrame)
    firm: pd.DataFrame = field(default_factory=pd.DataFrame)
    all_readings: pd.DataFrame | None = None
    declared: Declared = field(default_factory=dict)
    thin: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The pass that is analysed in each case; one that has read a part of the case only if it is asked for."""
        return coders(of_whole_passes(self.all_codings, self._partly, self.coder), self.coder)

    @cached_property
    def read(self) -> Read:
        """The passages that each pass has read in each case, None for all of it."""
        return passages_read(self.all_codings, self.all_readings, self.declared, self.segments)

    @cached_property
    def _partly(self) -> set[tuple[str, str]]:
        return partly_read(self.read, self.segments)

    @cached_property
    def compared_codings(self) -> pd.DataFrame:
        """The codings of every pass on the passages that all separate passes have read: what stars are told from.

        One that has not read a case at all takes nothing away there.
        """
        return self._compared(self.all_codings)

    @cached_property
    def compared_links(self) -> pd.DataFrame:
        """The links of every pass that rest on passages that all separate passes have read (`compared_codings`)."""
        return self._compared(self.all_links)

    def _compared(self, rows: pd.DataFrame) -> pd.DataFrame:
        within = told_within(rows, self.read, self.passes)
        return rows if within.all() else rows[within].reset_index(drop=True)

    @cached_property
    def completed_codings(self) -> pd.DataFrame:
        """The codings of every pass; one that has read a part only has the analysed pass's elsewhere (`completed`)."""
        return completed(self.all_codings, self.read, self._partly, self.chosen)

    @cached_property
    def completed_links(self) -> pd.DataFrame:
        """The links of every pass, completed as `completed_codings` are."""
        return completed(self.all_links, self.read, self._partly, self.chosen)

    @cached_property
    def analysed(self) -> str:
        """The name of the pass that is analysed, as captions say it."""
        return analysed(self.chosen, self.coder)

    @cached_property
    def codings(self) -> pd.DataFrame:
        """The codings of the analysed pass."""
        return of_pass(self.all_codings, self.chosen)

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links of the analysed pass."""
        return of_pass(self.all_links, self.chosen)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The passages that stand as evidence in two cases, as ``case_id:segment_id``."""
        return frozenset(shared_passages(self.segments))

    @cached_property
    def readings(self) -> pd.DataFrame:
        """The readings of the analysed pass; none where the cases came without."""
        found = self.all_codings.iloc[:0] if self.all_readings is None else self.all_readings
        return of_pass(found, self.chosen)

    @cached_property
    def names(self) -> dict[str, str]:
        """What figures print for each code and for each case."""
        placed = dict(zip(self.cases["unit"], self.cases["label"], strict=True)) if len(self.cases) else {}
        return labels(self.codes) | placed

    @property
    def every_pass(self) -> dict[str, object]:
        """The rows of every pass on what the independent ones have all read, and which those are: what marks with a
        star ask for.
        """
        return dict(all_links=self.compared_links, all_codings=self.compared_codings, passes=self.passes)

    def behind(
        self,
        table: pd.DataFrame,
        *,
        row: Sequence[str],
        column: Sequence[str] = (),
        names: Mapping[str, str] | None = None,
        links: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Return the passages behind every cell of a table (`evidence.passages`); *names* adds labels."""
        return passages(
            table,
            row=row,
            column=column,
            segments=self.segments,
            codings=self.codings,
            sources=self.documents,
            names=self.names | dict(names or {}),
            links=links,
        )

    def note(self, figure: str) -> str:
        """Return what stands at the foot of a figure: its headline findings and how firmly they hold."""
        return note(self.firm, figure) if len(self.firm) else ""

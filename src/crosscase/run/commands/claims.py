"""`crosscase claims`: does what a source prints about itself add up?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import calls, completion, copies
from .answers import Answer, records, show, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

#: As `sources.claims` has them, which is not loaded before it is needed.
VERDICTS = ("inconsistent", "consistent", "reproduced", "not checkable")


@dataclass
class Covered:
    """The claims looked for in the reader's copies, how many numerals stand there, and those that no claim covers."""

    places: pd.DataFrame
    numerals: int
    uncovered: list[tuple[str, str, int]]

    def lost(self) -> pd.DataFrame:
        return self.places[self.places["result"] != "found"]

    def well(self) -> bool:
        """Return whether every claim is found and at most a twentieth of the numerals is left over."""
        return self.lost().empty and len(self.uncovered) <= 0.05 * self.numerals

    def lines(self) -> Iterable[str]:
        lost = self.lost()
        for row in lost.itertuples(index=False):
            yield f"{row.result}: {row.segment_id}, look in {row.source_id}, section '{row.section}'"
        for source_id, printed, word in self.uncovered:
            yield f"no claim covers '{printed}' in {source_id}, word {word}"
        n, left = len(self.places), self.numerals - len(self.uncovered)
        yield f"{n - len(lost)} of {n} claims found; {left} of {self.numerals} numerals covered"

    def data(self) -> Any:
        keys = ("source_id", "printed", "word")
        places = self.places.rename(columns={"segment_id": "claim_id"})
        uncovered = [dict(zip(keys, one, strict=True)) for one in self.uncovered]
        return {"places": records(places), "numerals": self.numerals, "uncovered": uncovered}


def told(row: Any) -> str:
    """Return why a claim has its verdict, and where its check hardly can fail, that."""
    return f"{row.why} (hardly can fail: {row.hardly_because})" if row.hardly_because else str(row.why)


@dataclass
class Judged(Answer):
    """The claims of the ledger that were asked for, those of them that are shown, and what the copies say."""

    claims: pd.DataFrame
    shown: pd.DataFrame
    covered: Covered | None = None

    @property
    def code(self) -> int:  # type: ignore[override]
        return 0 if self.covered is None or self.covered.well() else 1

    def summary(self) -> str:
        told = ", ".join(f"{n} {verdict}" for verdict, n in self.claims["verdict"].value_counts().items())
        n = self.claims["can_fail"].value_counts()
        return f"{told}; {n.get('yes', 0)} checks can fail, {n.get('hardly', 0)} hardly can"

    def lines(self) -> Iterable[str]:
        for row in self.shown.itertuples(index=False):
            where = f"{row.claim_id} ({row.source_id}, {row.section}) {row.states}"
            yield f"{row.verdict}: {where}: printed {row.printed}\n  {told(row)}"
        yield self.summary()
        yield from self.covered.lines() if self.covered else ()

    def tables(self) -> Iterable[RenderableType]:
        rows = [
            (row.verdict, f"{row.claim_id}\n{row.source_id}, {row.section}", row.states, row.printed, told(row))
            for row in self.shown.itertuples(index=False)
        ]
        if rows:
            yield table("verdict", "claim", "states", "printed", "why", rows=rows)
        yield self.summary()
        yield from self.covered.lines() if self.covered else ()

    def data(self) -> Any:
        counts = {str(verdict): int(n) for verdict, n in self.claims["verdict"].value_counts().items()}
        shown = self.shown[
            ["claim_id", "case_id", "source_id", "section", "states", "printed", "verdict", "why", "can_fail"]
        ]
        found = {"copies": self.covered.data()} if self.covered else {}
        return {"verdicts": counts, "claims": records(shown), **found}


def judged(source: str | None = None, verdict: str | None = None, folder: str | None = None) -> Judged:
    """Judge every claim, or those of one source; show all or those of one verdict; look for all in a *folder*."""
    from ... import store
    from ...sources.claims import ledger

    all_claims = ledger(*store.read_claims(store.case_ids(store.read_config()["cases"])))
    chosen = all_claims[all_claims["source_id"].eq(source)] if source is not None else all_claims
    if chosen.empty:
        mend = did_you_mean(source or "", all_claims["source_id"].unique())
        raise CaseDataError([Finding(store.CASES, f"no claim of a source '{source}'", mend, code="call.unknown-name")])
    shown = chosen[chosen["verdict"].eq(verdict)] if verdict is not None else chosen
    return Judged(chosen, shown, covered_in(folder, chosen) if folder else None)


def covered_in(folder: str, claims: pd.DataFrame) -> Covered:
    """Find each claim in the reader's copies, and the numerals there that none covers."""
    from ... import store
    from ...sources.anchors import verify
    from ...sources.listed import TEXT_CHECKS
    from ...sources.numerals import uncovered

    texts = copies.texts(folder)
    anchored = claims[claims["head_anchor"] != ""]
    places = verify(anchored.rename(columns={"claim_id": "segment_id"}), copies.all_readings(texts))
    regions = store.read_table("data/raw/claim_regions.csv", "raw/claim_regions")
    total, left = 0, []
    for source_id, group in regions.groupby("source_id"):
        if source_id in texts and source_id in set(claims["source_id"]):
            numerals, n = uncovered(
                texts[source_id],
                anchored[(anchored["source_id"] == source_id) & ~anchored["check"].isin(TEXT_CHECKS)],
                list(group[["head_anchor", "tail_anchor", "n_tokens"]].itertuples(index=False, name=None)),
            )
            total += n
            left += [(str(source_id), numeral.printed, numeral.token) for numeral in numerals]
    return Covered(places, total, left)


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(
        app, "claims", "claims --verdict inconsistent", "claims --source larsen2020 --json", "claims --sources ~/papers"
    )
    def claims(
        source: Annotated[
            str | None,
            typer.Option(metavar="SOURCE_ID", help="Only this source.", autocompletion=completion.sources),
        ] = None,
        verdict: Annotated[
            str | None,
            typer.Option(
                metavar="VERDICT",
                help=f"Only these: {', '.join(VERDICTS)}.",
                callback=calls.one_of(VERDICTS),
                autocompletion=lambda: [one.replace(" ", "-") for one in VERDICTS],
            ),
        ] = None,
        sources: Annotated[
            str | None,
            typer.Option(
                metavar="FOLDER", help="Your copies: find each claim there, and list the numerals that no claim covers."
            ),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Say of every number, list, name and word that a source prints about itself whether it adds up.

        Inconsistent ones come first. The verdict speaks of what is printed, not of the study.
        """
        return show(judged(source, verdict, sources), as_json)

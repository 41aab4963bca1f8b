"""`crosscase verify`: are the outputs here those that were committed?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import calls
from .answers import Answer, show

if TYPE_CHECKING:
    from ..verifying import Verified

#: How many files are named one by one, and how many inputs.
MOST = 20


@dataclass
class Compared(Answer):
    """How the outputs here differ from those that were committed."""

    found: Verified

    @property
    def code(self) -> int:  # type: ignore[override]
        return 0 if self.found.well else 1

    def lines(self) -> Iterable[str]:
        found = self.found
        wrong, close = found.of("different", "missing", "extra"), found.of("close")
        yield from _listed([f"{one.kind}: {one.name}: {one.what}{_by(one)}" for one in wrong])
        yield from _listed([f"close: {one.name}: {one.what}" for one in close])
        n = len(found.differences)
        if not wrong and not close:
            yield f"equal: all {n:,} outputs have the bytes of {found.against}"
        elif not wrong:
            yield (
                f"close: {len(close):,} of {n:,} outputs hold the numbers and pictures of {found.against} within the "
                "tolerance, in other bytes; the others are equal"
            )
        else:
            also = f", {len(close):,} are close" if close else ""
            yield f"different: {len(wrong):,} of {n:,} outputs are not those of {found.against}{also}"
        yield from self._why(bool(wrong), bool(close))

    def _why(self, wrong: bool, close: bool) -> Iterable[str]:
        """Return what may have led to it: inputs that changed, libraries of other versions, the machine."""
        found = self.found
        if found.inputs:
            yield f"inputs that are not as in {found.against}:"
            yield from _listed([f"  {kind} {name}" for name, kind in found.inputs])
            if not wrong:
                yield "no result follows from them, or `make` has not run since"
        elif wrong:
            yield f"every input is as in {found.against}"
        if wrong or close:
            others = [f"{name} {here} (locked: {locked})" for name, locked, here in found.libraries]
            yield f"this machine: {found.machine}"
            yield f"libraries that are not as in the lock: {', '.join(others) or 'none'}"

    def data(self) -> Any:
        found = self.found
        counts = {kind: len(found.of(kind)) for kind in ("equal", "close", "different", "missing", "extra")}
        return {
            "against": found.against,
            "verdict": "different" if not found.well else "close" if counts["close"] else "equal",
            "outputs": counts,
            "differences": [asdict(one) for one in found.differences if one.kind != "equal"],
            "inputs": [{"name": name, "kind": kind} for name, kind in found.inputs],
            "machine": found.machine,
            "libraries": [dict(zip(("name", "locked", "here"), one, strict=True)) for one in found.libraries],
        }


def _by(one: Any) -> str:
    """Return by how much a file differs, where it can be said in a number."""
    told = [f"numbers by up to {100 * one.largest:.2g} %"] if one.largest else []
    told += [f"{one.pixels:.2%} of the dots"] if one.pixels else []
    return f" ({', '.join(told)})" if told else ""


def _listed(lines: list[str]) -> Iterable[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"  and {len(lines) - MOST:,} more; `crosscase verify --json` names all"


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "verify", "verify", "verify --against ~/unpacked", "verify --json")
    def verify(
        against: Annotated[
            str | None,
            typer.Option(metavar="FOLDER", help="Compare with this copy of the project, not with the last commit."),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Compare every output here with the committed one: the same bytes, or numbers and pictures, or what differs.

        Ends well when all are equal, or hold the same numbers and pictures within a tolerance, as on another kind of
        machine. docs/reproducing.md says what to do when they differ.
        """
        from ..verifying import verified

        return show(Compared(verified(against)), as_json)

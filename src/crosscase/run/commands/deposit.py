"""`crosscase deposit`: the archive to upload, its certificate and its checklists, in a folder outside git."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import calls
from .answers import Answer, show

if TYPE_CHECKING:
    from ..deposit import Made


@dataclass
class Deposited(Answer):
    """What was written and what the checks say."""

    made: Made

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if any(one.passed is False for one in self.made.checks) else 0

    def complaints(self) -> Iterable[str]:
        made = self.made
        if made.dirty and made.from_git:
            n = len(made.dirty)
            yield f"The archive holds the last commit; {n} file{'s' * (n != 1)} changed since"
            yield f"      to mend: commit first ({', '.join(made.dirty[:3])}{' …' if n > 3 else ''})"
        if not made.from_git:
            yield "No git here: the archive is made of the files that ro-crate-metadata.json lists, as they lie here."
        if made.renewed:
            yield f"CITATION.cff has moved on: wrote {' and '.join(made.renewed)}; commit them."
        if not made.address.startswith("http"):
            yield "CITATION.cff does not say where the project lives: add `repository-code:` once it has an address."

    def lines(self) -> Iterable[str]:
        made = self.made
        for file, size in made.written.items():
            told = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
            yield f"{file}: {told}" + (f", {made.n_files} files" if file.endswith(".zip") else "")
        for one in made.checks:
            word = {True: "passed", False: "FAILED", None: "not run"}[one.passed]
            yield f"{word}: {one.name}: {one.outcome}"
        counts = made.items["status"].value_counts()
        yield "checklists: " + ", ".join(
            f"{counts.get(status, 0)} items {status}" for status in ("auto", "author", "missing")
        )
        n, new = len(made.draft.differences), len(made.draft.not_made)
        yield f"certificate: {n} files made anew here are compared with those published, {new} were not made here"

    def data(self) -> Any:
        made = self.made
        items = made.items.to_dict("records")
        checks = [asdict(one) for one in made.checks]
        compared = [asdict(one) for one in made.draft.differences]
        return {
            "written": made.written,
            "checks": checks,
            "checklists": items,
            "compared": compared,
            "dirty": list(made.dirty),
        }


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "deposit", "deposit", "deposit --json")
    def deposit(
        out: Annotated[str, typer.Option(metavar="FOLDER", help="Where the files go.")] = "dist/deposit",
        as_json: calls.Json = False,
    ) -> int:
        """Write the archive for a repository such as Zenodo, the draft of its certificate, and reporting checklists."""
        from ..deposit import make

        return show(Deposited(make(out.rstrip("/"))), as_json)

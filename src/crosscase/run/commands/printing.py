"""`crosscase print`: every figure as a journal asks for it, in a folder outside git."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import Finding, report
from . import calls, completion
from .answers import Answer, found, show, table
from .figures import Names, figures_meant, preset_meant

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...publish.printing import Printed


@dataclass
class Written(Answer):
    """The pages that were written for print by a preset, into a folder, and what breaks its rules."""

    preset: str
    folder: str
    pages: Sequence[Printed]

    @property
    def findings(self) -> list[Finding]:
        return [finding for page in self.pages for finding in page.findings]

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.findings else 0

    def summary(self) -> str:
        n, faults = len(self.pages), len(self.findings)
        told = f"{faults} problem{'s' * (faults != 1)} to mend" if faults else "no problem"
        forms = ", ".join(dict.fromkeys(str(page.form) for page in self.pages))
        return f"wrote {n} page{'s' * (n != 1)} for {self.preset} into {self.folder}/ as {forms} and PDF: {told}"

    def lines(self) -> Iterable[str]:
        yield from (f"{page.picture}: {page.note}" for page in self.pages if page.note)
        if self.findings:
            yield report(self.findings, f"Artwork rules of {self.preset}")
        yield self.summary()

    def tables(self) -> Iterable[RenderableType]:
        rows = [(page.picture, str(page.form), f"{page.megabytes:.1f}", page.note) for page in self.pages]
        yield table("file", "form", "MB", "note", rows=rows)
        if self.findings:
            yield table("file", "problem", "to mend", rows=[(one.file, one.message, one.mend) for one in self.findings])
        yield self.summary()

    def data(self) -> Any:
        pages = [
            {
                "figure": page.figure,
                "picture": page.picture,
                "pdf": page.pdf,
                "kind": page.form.kind,
                "dpi": page.form.dpi,
                "megabytes": round(page.megabytes, 2),
                "note": page.note,
            }
            for page in self.pages
        ]
        return {"preset": self.preset, "folder": self.folder, "pages": pages, "findings": found(self.findings)}


def written(names: Sequence[str] = (), preset: str | None = None, out: str = "dist") -> Written:
    """Write all figures, or those named, for print by a preset (default: config.yaml) into a folder."""
    from ...publish.printing import print_figures
    from ...publish.style import PRESETS

    preset, chosen = preset_meant(preset), figures_meant(names)
    return Written(preset, out, list(print_figures(PRESETS[preset], out.rstrip("/"), only=chosen)))


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "print", "print", "print --preset elsevier --out for_elsevier", "print balance --json")
    def print_(
        name: Names = None,
        preset: Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="For whom; without it figure_preset of config/config.yaml.",
                autocompletion=completion.presets,
            ),
        ] = None,
        out: Annotated[str, typer.Option(metavar="FOLDER", help="Where the files go.")] = "dist",
        as_json: calls.Json = False,
    ) -> int:
        """Write figures as a journal asks for them: pictures of 600 to 1,000 dpi with the PDF beside each."""
        return show(written(name or (), preset, out), as_json)

"""`crosscase figures`: do the written files of a figure obey a journal's artwork rules?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean, report
from . import calls, completion
from .answers import Answer, found, show, table

if TYPE_CHECKING:
    from rich.console import RenderableType

#: The figures that a command is asked for, by name.
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME",
        help="Only these, such as which_barriers; nothing for all of reports/figures/.",
        autocompletion=completion.figures,
    ),
]


@dataclass
class Measured(Answer):
    """The figures and pages that were measured by the rules of a preset, and what breaks them."""

    preset: str
    figures: Sequence[str]
    pages: int
    findings: Sequence[Finding]

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.findings else 0

    def summary(self) -> str:
        n, pages, faults = len(self.figures), self.pages, len(self.findings)
        told = f"{faults} problem{'s' * (faults != 1)} to mend" if faults else "no problem"
        on = f"measured {n} figure{'s' * (n != 1)} on {pages} page{'s' * (pages != 1)}"
        return f"{on} by the rules of {self.preset}: {told}"

    def lines(self) -> Iterable[str]:
        if self.findings:
            yield report(self.findings, f"Artwork rules of {self.preset}")
        yield self.summary()

    def tables(self) -> Iterable[RenderableType]:
        if self.findings:
            rows = [(one.file.removeprefix("reports/figures/"), one.message, one.mend) for one in self.findings]
            yield table("file in reports/figures/", "problem", "to mend", rows=rows)
        yield self.summary()

    def data(self) -> Any:
        counted = {"preset": self.preset, "figures": list(self.figures), "pages": self.pages}
        return {**counted, "findings": found(self.findings)}


def measured(names: Sequence[str] = (), preset: str | None = None) -> Measured:
    """Measure all figures, or those named by name or by any of their files, by a preset (default: config.yaml)."""
    from ... import store
    from ...publish.artwork.rules import check_figure
    from ...publish.style import PRESETS

    preset, chosen = preset_meant(preset), figures_meant(names)
    findings, pages, labels = [], 0, names_given()
    for name in chosen:
        files = store.read_figure(name)
        pages += sum(ending.endswith(".pdf") for ending in files)
        findings += check_figure(f"reports/figures/{name}", files, PRESETS[preset], labels)
    return Measured(preset, chosen, pages, findings if names else [*findings, *of_tables()])


def of_tables() -> list[Finding]:
    """Return which published tables have too long a caption, or in the main text too many rows."""
    from ... import store
    from ...publish.tables import too_long, too_wordy

    main, findings = store.read_declared("config/publication.yaml")["main"], []
    for name, item in store.read_gallery().items():
        if name.startswith("tables/"):
            findings += too_wordy(name, item.caption)
            if name in main:
                # The first row is the header.
                findings += too_long(name, len(store.read_rows(f"reports/{name}.csv")[1]))
    return findings


def names_given() -> list[str]:
    """Return the labels of cases, of their units, of codes and of elements of frameworks: names, whatever words they
    have."""
    from ... import store
    from ...core.codebook import labels

    cases = store.read_descriptions(store.case_ids()).values()
    units = [unit["label"] for case in cases for unit in case["units"]]
    elements = store.read_table("data/raw/codebook/frameworks.csv", "raw/frameworks")["element_label"]
    return [*(case["label"] for case in cases), *units, *labels(store.read_codebook()).values(), *elements]


def preset_meant(preset: str | None) -> str:
    """Return the preset that is asked for, or that of the settings. Raises `CaseDataError` where there is none."""
    from ... import store
    from ...publish.style import PRESETS

    preset = preset or store.read_config()["figure_preset"]
    if preset not in PRESETS:
        raise CaseDataError(
            [
                Finding(
                    "--preset",
                    f"there is no preset '{preset}'",
                    did_you_mean(preset, PRESETS),
                    code="call.unknown-name",
                )
            ]
        )
    return preset


def figures_meant(names: Sequence[str]) -> list[str]:
    """Return the figures that are asked for by name or by any of their files, or all.

    Raises `CaseDataError` where there is none of that name, or none at all.
    """
    from ... import store

    known = store.figure_names()
    endings = r"^(.*/)?reports/figures/|(\.p\d+)?\.(svg|pdf|png)$"
    asked = [re.sub(endings, "", name.replace("\\", "/")) for name in names]
    unknown = [name for name in asked if name not in known]
    if unknown or not known:
        nothing = "no figure is there yet; run `make` first"
        told = [
            Finding(
                "reports/figures/",
                f"there is no figure '{name}'",
                did_you_mean(name, known) if known else nothing,
                code="call.unknown-name",
            )
            for name in unknown
        ]
        raise CaseDataError(
            told or [Finding("reports/figures/", "there is no figure", nothing, code="call.unknown-name")]
        )
    return list(dict.fromkeys(asked)) or known


def add(app: typer.Typer) -> None:
    """Add the command."""

    @calls.command(app, "figures", "figures", "figures which_barriers balance", "figures --preset nature --json")
    def figures(
        name: Names = None,
        preset: Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="Whose rules; without it figure_preset of config/config.yaml.",
                autocompletion=completion.presets,
            ),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Measure the files of every figure against a journal's artwork rules."""
        return show(measured(name or (), preset), as_json)

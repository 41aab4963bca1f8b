"""What a shell offers after the tabulator key: cases, sources, figures, presets, rows and columns.

A shell waits for the answer, so names are read from the project's folders here, without the libraries behind `store`;
the tests hold them against it. Whatever goes wrong, nothing is offered and nothing is said.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from ...core.places import Places


def root() -> Path:
    """Return the folder that holds the Snakefile. Raises `FileNotFoundError` when there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Snakefile").is_file():
            return folder
    raise FileNotFoundError("Snakefile")


def _quietly(names: Callable[[Any], Iterable[str]]) -> Callable[[typer.Context, str], list[str]]:
    """Return the completion that offers *names*; those that were given already are not offered again."""

    def offered(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            given = [word for value in ctx.params.values() if isinstance(value, (list, tuple)) for word in value]
            return [name for name in names(ctx) if name.startswith(incomplete) and name not in given]
        except Exception:  # a half-written line in a half-made project is no reason to disturb it
            return []

    offered.__name__, offered.__doc__ = names.__name__, names.__doc__
    return offered


@_quietly
def cases(ctx: typer.Context) -> list[str]:
    """Return the cases, whoever may see them."""
    folder = root() / "data/raw/cases"
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


@_quietly
def sources(ctx: typer.Context) -> list[str]:
    """Return the sources."""
    with (root() / "data/raw/sources.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["source_id"] for row in csv.DictReader(file)]


@_quietly
def figures(ctx: typer.Context) -> list[str]:
    """Return the figures, each as its path in reports/figures/ without an ending."""
    folder = root() / "reports/figures"
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.svg"))
    return sorted({re.sub(r"(\.p\d+)?\.svg$", "", name) for name in names})


@_quietly
def published(ctx: typer.Context) -> list[str]:
    """Return the figures and tables, each as its path in reports/ without an ending."""
    folder = root() / "reports"
    paths = [*folder.glob("figures/**/*.caption.md"), *folder.glob("tables/**/*.caption.md")]
    return sorted(path.relative_to(folder).as_posix().removesuffix(".caption.md") for path in paths)


@_quietly
def presets(ctx: typer.Context) -> list[str]:
    """Return the presets of journals."""
    import yaml

    schema = yaml.safe_load((root() / "config/config.schema.yaml").read_text(encoding="utf-8"))
    return schema["properties"]["figure_preset"]["enum"]


def evidence_files(project: Path) -> dict[str, Path]:
    """Return every evidence file by the name of its figure or table, with the folders that tell it from all others."""
    reports = project / "reports"
    files = {
        path.relative_to(reports).as_posix().removesuffix(".evidence.csv"): path
        for path in sorted(reports.rglob("*.evidence.csv"))
    }
    tails = {full: ["/".join(full.split("/")[-n:]) for n in range(1, full.count("/") + 2)] for full in files}
    counted = Counter(tail for several in tails.values() for tail in several)
    return {next(tail for tail in tails[full] if counted[tail] == 1): path for full, path in files.items()}


def evidence_name(asked: str, files: dict[str, Path]) -> str | None:
    """Return the figure or table that is meant by a name, or by any of its files; None when there is none."""
    endings = r"(\.evidence)?(\.p\d+)?\.(svg|pdf|png|csv|docx|tex|caption\.md|alt\.txt)$"
    word = re.sub(endings, "", asked.replace("\\", "/")).removeprefix("./")
    for name, path in files.items():
        if word == name or f"/{path.as_posix().removesuffix('.evidence.csv')}".endswith(f"/{word.removeprefix('/')}"):
            return name
    return None


@_quietly
def traceable(ctx: typer.Context) -> list[str]:
    """Return the figures and tables that can be traced."""
    return list(evidence_files(root()))


def _places(ctx: typer.Context, column: str) -> list[str]:
    """Return the ids of rows or columns of the output that is being typed; those that a shell takes as one word."""
    files = evidence_files(root())
    name = evidence_name(ctx.params["output"], files)
    if name is None:
        return []
    with files[name].open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    row = ctx.params.get("row") if column == "column" else None
    if row:
        names: dict[str, str] = {}
        for path in (root() / "data/raw/codebook/codes.csv", *root().glob("data/raw/cases/*/codes.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                names |= {code["code_id"]: code["label"] for code in csv.DictReader(file)}
        meant = Places(lines, names).meant(row, "row")
        lines = [line for line, kept in zip(lines, meant, strict=True) if kept]
    return [word for word in dict.fromkeys(line[column] for line in lines) if word and " " not in word]


@_quietly
def rows(ctx: typer.Context) -> list[str]:
    """Return the rows of the output that is being typed."""
    return _places(ctx, "row")


@_quietly
def columns(ctx: typer.Context) -> list[str]:
    """Return the columns of the output and row that are being typed."""
    return _places(ctx, "column")

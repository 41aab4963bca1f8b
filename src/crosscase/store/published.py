"""Figures and tables on disk: their files by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from .files import resolve, target_of

#: What the pages of figures and tables link beside one of them, by ending.
BESIDE = ("pdf", "svg", "csv", "docx", "tex", "evidence.csv")


@dataclass(frozen=True)
class Item:
    """A figure or table: its caption, the pictures of its pages with an alt text each (none for a table), and the
    endings of the files beside it.
    """

    name: str
    caption: str
    alts: Sequence[str] = ()
    pictures: Sequence[str] = ()
    endings: Sequence[str] = ()


# --- figures ----------------------------------------------------------------------------------------

#: The files of one figure, by their endings.
FIGURE_FILES = (".svg", ".pdf", ".png", ".csv", ".caption.md", ".alt.txt", ".evidence.csv")


_FIGURE_FILE = re.compile(r"(?P<name>.+?)(?P<ending>(\.p\d+)?\.(svg|pdf|png)|\.csv|\.caption\.md|\.alt\.txt)")


def figure_names(folder: str | Path = "reports/figures") -> list[str]:
    """Return the figures in a folder and the folders below it, each as its path there without an ending."""
    place = resolve(folder)
    found: set[str] = set()
    for path in place.rglob("*"):
        if path.suffix in (".svg", ".pdf", ".png") and (match := _FIGURE_FILE.fullmatch(path.name)):
            found.add((path.parent.relative_to(place) / match["name"]).as_posix())
    return sorted(found)


def read_figure(name: str, folder: str | Path = "reports/figures") -> dict[str, bytes]:
    """Read every file of a figure, by its ending: ``.svg``, ``.p2.pdf``, ``.caption.md`` …"""
    stem = resolve(folder) / name
    files = {}
    for path in sorted(stem.parent.glob(f"{stem.name}.*")):
        match = _FIGURE_FILE.fullmatch(path.name)
        if match and match["name"] == stem.name:
            files[match["ending"]] = path.read_bytes()
    return files


def remove_pages(stem: str, *, but: Collection[str]) -> None:
    """Remove the files of later pages of a figure (``name.p2.svg`` ...) but for those that this run wrote."""
    for old in target_of(stem).parent.glob(f"{Path(stem).name}.p[0-9]*.*"):
        if str(Path(stem).parent / old.name) not in but:
            old.unlink()


# --- published tables -------------------------------------------------------------------------------

#: The files of one published table, by their endings.
TABLE_FILES = (".csv", ".docx", ".tex", ".caption.md", ".evidence.csv")


def read_gallery(folder: str = "reports") -> dict[str, Item]:
    """Read the caption, alt texts and pictures of every figure and table, by name such as ``figures/balance``."""
    root = resolve(folder)
    items = {}
    for path in sorted([*root.glob("figures/**/*.caption.md"), *root.glob("tables/**/*.caption.md")]):
        name = path.relative_to(root).as_posix().removesuffix(".caption.md")
        alt = path.with_name(f"{path.name.removesuffix('.caption.md')}.alt.txt")
        stem = re.escape(Path(name).name)
        found = {
            int(match[1] or 1): picture
            for picture in path.parent.glob("*.png")
            if (match := re.fullmatch(rf"{stem}(?:\.p(\d+))?\.png", picture.name))
        }
        pictures = [found[number].relative_to(root).as_posix() for number in sorted(found)]
        alts = alt.read_text(encoding="utf-8").splitlines() if alt.is_file() else []
        lies = [ending for ending in BESIDE if path.with_name(f"{Path(name).name}.{ending}").is_file()]
        items[name] = Item(
            name,
            path.read_text(encoding="utf-8").strip(),
            [alts[at] if at < len(alts) else "" for at in range(len(pictures))],
            pictures,
            lies,
        )
    return items

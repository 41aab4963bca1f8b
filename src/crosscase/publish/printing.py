"""Files for print: what a journal asks for beside the manuscript, made from the PDFs that git keeps.

They lie in a folder of their own outside git, since they are large and can be made again at any time: for each page of
each figure a picture in dots, of the kind and resolution of the preset, and the PDF, which is the better file wherever
a journal takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from .. import store
from ..core.findings import ConfigError, Finding
from .artwork.rules import check_print
from .raster import raster
from .style import HOUSE_DPI, Preset

#: Where the files lie, from the folder that holds the Snakefile.
FOLDER = "dist"
#: The list of what was written, in that folder: a row a file.
LIST = "files.csv"
COLUMNS = ["file", "figure", "kind", "dpi", "megabytes", "note"]


@dataclass(frozen=True)
class Form:
    """A form of a picture for print: kind of file and dots per inch."""

    kind: str
    dpi: int

    def __str__(self) -> str:
        return f"{'TIFF' if self.kind == 'tif' else 'PNG'} of {self.dpi} dpi"


@dataclass(frozen=True)
class Printed:
    """One page as written for print: its figure, its two files, the form of the picture, MB, and what breaks the rules.

    ``note`` says why the form is not the one that the journal asks for; it is empty where it is.
    """

    figure: str
    picture: str
    pdf: str
    form: Form
    megabytes: float
    note: str = ""
    findings: Sequence[Finding] = field(default_factory=tuple)


def forms(preset: Preset) -> list[Form]:
    """Return the forms to try, best first: as the journal asks; with fewer dots; as PNG, which packs closer."""
    tried = [Form(preset.raster, preset.dpi), Form(preset.raster, HOUSE_DPI), Form("png", HOUSE_DPI)]
    return list(dict.fromkeys(tried))


def upload_name(figure: str, page: str = "") -> str:
    """Return a name for a file to upload, without ending: letters, digits and low lines only, the folders in front.

    *page* is empty or as in file names, ``.p2``.
    """
    return re.sub(r"[^A-Za-z0-9]+", "_", figure + page).strip("_")


def print_figures(
    preset: Preset, folder: str = FOLDER, figures: str = "reports/figures", only: Sequence[str] = ()
) -> Iterator[Printed]:
    """Write every page of every figure (or of *only* these) for print, and check each file as it lies there.

    Each page is told when it is written. At last the list of files is written, and what it named of an earlier run and
    holds no more is removed: of *only* some figures, their old pages, else of all. Raises `ConfigError` where two
    figures would share a name.
    """
    names = list(only) or store.figure_names(figures)
    known: dict[str, str] = {}
    for name in names:
        if known.setdefault(upload_name(name), name) != name:
            message = f"'{known[upload_name(name)]}' and '{name}' would have the same name in print"
            raise ConfigError([Finding(figures, message, "rename one of them", code="figure.file")])
    rows = []
    for figure in names:
        files = store.read_figure(figure, figures)
        pages = sorted((ending for ending in files if ending.endswith(".pdf")), key=lambda page: (len(page), page))
        for ending in pages:
            page = _print_page(figure, ending.removesuffix(".pdf"), files[ending], preset, folder)
            rows += _rows(page)
            yield page
    old = _listed(folder)
    stay = [row for row in old if only and row[COLUMNS.index("figure")] not in names]
    table = pd.DataFrame([*stay, *rows], columns=COLUMNS).sort_values("file", kind="stable")
    for file in {row[0] for row in old} - set(table["file"]):
        store.remove(f"{folder}/{file}")
    store.write_csv(table, f"{folder}/{LIST}")


def _print_page(figure: str, page: str, pdf: bytes, preset: Preset, folder: str) -> Printed:
    form, picture, note = _that_fits(pdf, preset)
    stem = f"{folder}/{upload_name(figure, page)}"
    written = {f"{stem}.{form.kind}": picture, f"{stem}.pdf": pdf}
    findings = []
    for file, content in written.items():
        store.write_bytes(file, content)
        findings += check_print(file, store.read_bytes(file), preset, form.dpi)
    return Printed(figure, f"{stem}.{form.kind}", f"{stem}.pdf", form, len(picture) / 1e6, note, findings)


def _that_fits(pdf: bytes, preset: Preset) -> tuple[Form, bytes, str]:
    """Return the best form of a page that is not too large for the journal (else the last) and why it is not the first.

    No form that fits is for the check to tell.
    """
    asked, *others = forms(preset)
    form, picture = asked, raster(pdf, asked.dpi, ending=asked.kind)
    megabytes = len(picture) / 1e6
    while len(picture) > preset.megabytes * 1e6 and others:
        form = others.pop(0)
        picture = raster(pdf, form.dpi, ending=form.kind)
    if form == asked:
        return form, picture, ""
    return form, picture, f"as {asked} it has {megabytes:.1f} MB, more than {preset.megabytes:g}: written as {form}"


def _rows(page: Printed) -> list[list[object]]:
    picture, pdf = (file.rpartition("/")[2] for file in (page.picture, page.pdf))
    size = round(page.megabytes, 2)
    return [
        [picture, page.figure, page.form.kind, page.form.dpi, size, page.note],
        [pdf, page.figure, "pdf", "", "", ""],
    ]


def _listed(folder: str) -> list[list[str]]:
    """Return the rows of the list that an earlier run left; none where it is not there or is no such list."""
    header, rows, findings = store.read_rows(f"{folder}/{LIST}")
    if findings or header != COLUMNS:
        return []
    return [row for _, row in rows if not re.search(r"[/\\]", row[0])]

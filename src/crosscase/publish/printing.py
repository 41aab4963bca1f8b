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
from ..core.findings import Finding
from .artwork.rules import check_print
from .raster import raster
from .style import HOUSE_DPI, Preset

#: Where the files lie, from the folder that holds the Snakefile.
FOLDER = "dist"
#: The list of what was written, in that folder: a row a file.
LIST = "files.csv"


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

    Each page is told when it is written. At last the list of files is written, and what an earlier run left there and
    this one did not write again is removed. Raises `ValueError` where two figures would share a name.
    """
    names = only or store.figure_names(figures)
    if len({upload_name(name) for name in names}) < len(names):
        raise ValueError("two figures would have the same file name in print; rename one")
    rows = []
    for figure in names:
        files = store.read_figure(figure, figures)
        pages = sorted((ending for ending in files if ending.endswith(".pdf")), key=lambda page: (len(page), page))
        for ending in pages:
            page = _print_page(figure, ending.removesuffix(".pdf"), files[ending], preset, folder)
            rows += _rows(page)
            yield page
    table = pd.DataFrame(rows, columns=["file", "figure", "kind", "dpi", "megabytes", "note"])
    _remove_old(folder, set(table["file"]))
    store.write_csv(table, f"{folder}/{LIST}")


def _print_page(figure: str, page: str, pdf: bytes, preset: Preset, folder: str) -> Printed:
    name = upload_name(figure, page)
    form, picture, note = _that_fits(pdf, preset)
    written = {f"{folder}/{name}.{form.kind}": picture, f"{folder}/{name}.pdf": pdf}
    findings = []
    for file, content in written.items():
        store.write_bytes(file, content)
        findings += check_print(file, store.read_bytes(file), preset, form.dpi)
    return Printed(figure, *written, form, len(picture) / 1e6, note, findings)


def _that_fits(pdf: bytes, preset: Preset) -> tuple[Form, bytes, str]:
    """Return the best form of a page that is not too large for the journal; where none is, the last one tried."""
    first = None
    for form in forms(preset):
        picture = raster(pdf, form.dpi, ending=form.kind)
        first = first or (form, len(picture) / 1e6)
        if len(picture) <= preset.megabytes * 1e6:
            break
    if form == first[0]:
        return form, picture, ""
    return form, picture, f"as {first[0]} it has {first[1]:.1f} MB, more than {preset.megabytes:g}: written as {form}"


def _rows(page: Printed) -> list[list[object]]:
    picture, pdf = (file.rpartition("/")[2] for file in (page.picture, page.pdf))
    size = round(page.megabytes, 2)
    return [
        [picture, page.figure, page.form.kind, page.form.dpi, size, page.note],
        [pdf, page.figure, "pdf", "", "", ""],
    ]


def _remove_old(folder: str, written: set[str]) -> None:
    """Remove the files that the list of an earlier run names and this one did not write; nothing else is touched."""
    header, rows, findings = store.read_rows(f"{folder}/{LIST}")
    if findings or "file" not in header:
        return
    for _, row in rows:
        file = row[header.index("file")]
        if file not in written and "/" not in file and "\\" not in file:
            store.remove(f"{folder}/{file}")

"""Published tables: CSV, Word and LaTeX hold equal cells, and the same frame gives the same bytes."""

import io as bytes_io
import re
import zipfile

import pandas as pd
import pytest
from conftest import ROOT
from docx import Document

from crosscase.publish import tables

FRAME = pd.DataFrame(
    {"Barrier": ["Time & money", "100 % trust_in {us}, ≈ −3 $"], "Cases": [3, 1], "Met by": ["", "Soup; talk (2)"]}
)
CAPTION = "**Barriers in practice.** Two rows, 50 % met."
WIDTHS = (50, 20, 60)
PUBLISHED = sorted(path for path in (ROOT / "reports/tables").rglob("*.csv") if not path.name.endswith(".evidence.csv"))


def test_the_cells_of_the_word_table_are_those_of_the_frame():
    document = Document(bytes_io.BytesIO(tables.as_docx(FRAME, CAPTION, widths_mm=WIDTHS)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [list(FRAME.columns), *FRAME.astype(str).values.tolist()]
    assert document.paragraphs[0].text == "Barriers in practice. Two rows, 50 % met."


def latex_cells(text: str) -> list[list[str]]:
    """Read the rows of a longtable back, without its head."""
    body = text.split(r"\endfoot")[1].split(r"\end{longtable}")[0].strip("\n").split("\n")
    written = sorted(tables._LATEX.items(), key=lambda pair: -len(pair[1]))
    escaped = re.compile("|".join(re.escape(one) for _, one in written))
    plain = {one: character for character, one in written}
    rows = [line.removesuffix(r" \\") for line in body if line]
    return [[escaped.sub(lambda found: plain[found[0]], cell) for cell in row.split(" & ")] for row in rows]


def test_the_cells_of_the_latex_table_are_those_of_the_frame():
    text = tables.as_latex(FRAME, CAPTION, "tab:x", widths_mm=WIDTHS)
    assert latex_cells(text) == FRAME.astype(str).values.tolist()


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_published_table_reads_the_same_from_csv_word_and_latex(path):
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    word = Document(path.with_suffix(".docx")).tables[0]
    assert [[cell.text for cell in row.cells] for row in word.rows] == [list(frame.columns), *frame.values.tolist()]
    assert latex_cells(path.with_suffix(".tex").read_text(encoding="utf-8")) == frame.values.tolist()


def test_the_same_frame_gives_the_same_bytes():
    made = tables.as_docx(FRAME, CAPTION, widths_mm=WIDTHS)
    assert made == tables.as_docx(FRAME.copy(), CAPTION, widths_mm=WIDTHS)
    assert {entry.date_time for entry in zipfile.ZipFile(bytes_io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}

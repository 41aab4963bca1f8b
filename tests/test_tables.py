"""Published tables: CSV, Word and LaTeX hold equal cells, and the same frame gives the same bytes."""

import io as bytes_io
import zipfile

import pandas as pd
from docx import Document

from crosscase import tables

FRAME = pd.DataFrame(
    {"Barrier": ["Time & money", "100 % trust_in {us}"], "Cases": [3, 1], "Met by": ["", "Soup; talk (2)"]}
)
CAPTION = "**Barriers in practice.** Two rows, 50 % met."
WIDTHS = (50, 20, 60)


def test_the_cells_of_the_word_table_are_those_of_the_frame():
    document = Document(bytes_io.BytesIO(tables.as_docx(FRAME, CAPTION, widths_mm=WIDTHS)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [list(FRAME.columns), *FRAME.astype(str).values.tolist()]
    assert document.paragraphs[0].text == "Barriers in practice. Two rows, 50 % met."


def test_the_cells_of_the_latex_table_are_those_of_the_frame():
    text = tables.as_latex(FRAME, CAPTION, "tab:x", widths_mm=WIDTHS)
    body = text.split(r"\endfoot")[1].split(r"\end{longtable}")[0].strip().split("\n")
    back = {escaped: plain for plain, escaped in tables._LATEX.items()}

    def plain(cell: str) -> str:
        for escaped, character in back.items():
            cell = cell.replace(escaped, character)
        return cell

    cells = [[plain(cell) for cell in line.removesuffix(r" \\").split(" & ")] for line in body]
    assert cells == FRAME.astype(str).values.tolist()


def test_the_same_frame_gives_the_same_bytes():
    made = tables.as_docx(FRAME, CAPTION, widths_mm=WIDTHS)
    assert made == tables.as_docx(FRAME.copy(), CAPTION, widths_mm=WIDTHS)
    assert {entry.date_time for entry in zipfile.ZipFile(bytes_io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}

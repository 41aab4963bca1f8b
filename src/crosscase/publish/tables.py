"""Publication tables: one frame becomes CSV, a Word document with a real table, and LaTeX, with equal cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pandas as pd

# Every file inside a .docx carries a time; this one is as early as the format allows.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


_NOT_NEEDED = ("stylesWithEffects", "thumbnail", "customXml")


def as_docx(frame: pd.DataFrame, caption: str, *, widths_mm: Sequence[float]) -> bytes:
    """Return a landscape A4 Word document with the caption and one table; the header row repeats on each page.

    Cells are text; *widths_mm* gives a width per column. The same frame gives the same bytes.
    """
    from datetime import datetime

    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    document = Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", _plain(caption).split(". ")[0], ""
    properties.created = properties.modified = datetime(2021, 1, 1)
    properties.revision = 1
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(8)
    paragraph = document.add_paragraph()
    for bold, text in _runs(caption):
        paragraph.add_run(text).bold = bold
    table = document.add_table(rows=1, cols=len(frame.columns))
    table.style = "Table Grid"
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, frame.columns, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(str(name)).bold = True
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for record in frame.itertuples(index=False):
        row = table.add_row()
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        for cell, value in zip(row.cells, record, strict=True):
            cell.text = "" if pd.isna(value) else str(value)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
            for line in cell.paragraphs:
                line.paragraph_format.space_after = Pt(0)
    # What the library's template brings along and no reader misses: half of each file.
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in _NOT_NEEDED]:
            del rels[key]
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_times(buffer.getvalue())


def _same_times(content: bytes) -> bytes:
    """Return a zip file with the same members in the same order, all with one time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()


_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # Signs that pdfLaTeX does not know as text.
    "≈": r"$\approx$",
    "⊂": r"$\subset$",
    "⊃": r"$\supset$",
    "−": r"$-$",
}


def latex_escape(text: str) -> str:
    """Return text that LaTeX prints as it stands."""
    return "".join(_LATEX.get(character, character) for character in text)


def as_latex(frame: pd.DataFrame, caption: str, label: str, *, widths_mm: Sequence[float]) -> str:
    """Return a longtable (packages longtable, array, booktabs) with the caption and one row per line."""
    columns = "".join(rf">{{\raggedright\arraybackslash}}p{{{width:g}mm}}" for width in widths_mm)
    head = " & ".join(rf"\textbf{{{latex_escape(str(name))}}}" for name in frame.columns) + r" \\"
    told = "".join(rf"\textbf{{{latex_escape(text)}}}" if bold else latex_escape(text) for bold, text in _runs(caption))
    lines = [
        rf"\begin{{longtable}}{{{columns}}}",
        rf"\caption{{{told}}}\label{{{label}}}\\",
        r"\toprule",
        head,
        r"\midrule",
        r"\endfirsthead",
        r"\toprule",
        head,
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
    ]
    for record in frame.itertuples(index=False):
        lines.append(" & ".join(latex_escape("" if pd.isna(value) else str(value)) for value in record) + r" \\")
    return "\n".join([*lines, r"\end{longtable}"])


def _runs(markdown: str) -> list[tuple[bool, str]]:
    """Return the parts of a caption: (bold?, text); ``**`` marks what is bold."""
    return [(bool(number % 2), part) for number, part in enumerate(markdown.split("**")) if part]


def _plain(markdown: str) -> str:
    return re.sub(r"\*\*", "", markdown)

"""Publication tables for Word: a real table with a title that Word lists, a note, and marks for screen readers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from .tables import AIR, FIRM_HYPHEN, SIZE, Layout, as_text, layout, title_and_note

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

# Every file inside a .docx carries a time; this one is as early as the format allows.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

# What the library's template brings along and no reader misses: half of each file.
_NOT_NEEDED = ("stylesWithEffects", "thumbnail", "customXml")

#: The styles of a table's text, so that a journal's template changes all of it in one place.
TEXT, NUMBER, HEAD, NUMBER_HEAD, NOTE = "Table Text", "Table Number", "Table Head", "Table Number Head", "Table Note"
_TABLE_STYLE = "PublicationTable"
_XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def as_docx(frame: pd.DataFrame, caption: str, *, widths_mm: Sequence[float]) -> bytes:
    """Return an A4 Word document with one table: its numbered title above (style Caption), its note below.

    The page is turned where the columns need it; the header row repeats on each page. Cells are text. The same frame
    gives the same bytes.
    """
    from docx import Document
    from docx.oxml import parse_xml

    found = layout(frame, widths_mm)
    title, note = title_and_note(caption)
    document = Document()
    _describe(document, title)
    _page(document, found)
    add_styles(document)
    document.element.body.insert(0, parse_xml(_caption(title)))
    table = _table([*map(str, frame.columns)], as_text(frame).values.tolist(), found, title, note)
    document.element.body.insert(1, parse_xml(table))
    # Word wants a paragraph after a table, also where there is nothing to note.
    document.add_paragraph(note, style=NOTE)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in _NOT_NEEDED]:
            del rels[key]
    buffer = io.BytesIO()
    document.save(buffer)
    return same_times(buffer.getvalue())


def _describe(document: Document, title: str) -> None:
    from datetime import datetime

    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title.removesuffix("."), ""
    properties.language = "en-GB"
    properties.created = properties.modified = datetime(2021, 1, 1)
    properties.revision = 1


def _page(document: Document, found: Layout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if found.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if found.landscape else (short, long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)


def in_a_text(content: bytes) -> tuple[str, bool]:
    """Return the table of a Word document (`as_docx`) as it stands in a longer one with the same styles (`add_styles`):
    its own XML, without title and note, and whether its page is turned.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT

    document = Document(io.BytesIO(content))
    turned = document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    return str(document.tables[0]._tbl.xml), turned


def add_styles(document: Document) -> None:
    """Give the built-in Caption and the text of the table their form; rules stand above, below the head and below."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(SIZE)
    _set(styles["Caption"], size=9, bold=True, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name, base, bold in (
        (TEXT, "Normal", False),
        (NUMBER, TEXT, False),
        (HEAD, TEXT, True),
        (NUMBER_HEAD, HEAD, True),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        _set(style, size=SIZE, bold=bold)
        if name in (NUMBER, NUMBER_HEAD):
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles[HEAD].paragraph_format.keep_with_next = True
    note = styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = normal
    _set(note, size=SIZE, bold=False, before=4)
    styles.element.append(parse_xml(_table_style()))


def _set(style: ParagraphStyle, *, size: float, bold: bool, before: float = 0, after: float = 0) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.quick_style = True
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0


def _table_style() -> str:
    def rule(side: str, eighths: int) -> str:
        return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'

    air = "".join(
        f'<w:{side} w:w="{_twips(width)}" w:type="dxa"/>'
        for side, width in (("top", 0.5), ("left", AIR), ("bottom", 0.5), ("right", AIR))
    )
    return (
        f'<w:style {_XMLNS} w:type="table" w:customStyle="1" w:styleId="{_TABLE_STYLE}">'
        '<w:name w:val="Publication Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{rule('top', 8)}{rule('bottom', 8)}</w:tblBorders>"
        f"<w:tblCellMar>{air}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>{rule("bottom", 4)}</w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _caption(title: str) -> str:
    """Return the title in Word's style for captions; its number is that of the text into which the table is put."""
    return f'<w:p {_XMLNS}><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{_run(title)}</w:p>'


def _table(heads: list[str], rows: list[list[str]], found: Layout, title: str, note: str) -> str:
    """Return the table; a screen reader says its title and what the note says, and names the head of each column."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in found.widths_mm)
    told = f"<w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(note)}/>" if note else ""
    head = _row(heads, found, (HEAD, NUMBER_HEAD), "<w:cantSplit/><w:tblHeader/>")
    body = "".join(_row(row, found, (TEXT, NUMBER), "<w:cantSplit/>") for row in rows)
    return (
        f'<w:tbl {_XMLNS}><w:tblPr><w:tblStyle w:val="{_TABLE_STYLE}"/>'
        f'<w:tblW w:w="{sum(map(_twips, found.widths_mm))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        f' w:noVBand="1"/>{told}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>'
    )


def _row(cells: list[str], found: Layout, styles: tuple[str, str], marks: str) -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{styles[number].replace(" ", "")}"/></w:pPr>{_run(cell) if cell else ""}</w:p></w:tc>'
        for cell, width, number in zip(cells, found.widths_mm, found.numbers, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{told}</w:tr>"


def _run(text: str) -> str:
    told = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    for sign, mark in (("\n", "<w:br/>"), (FIRM_HYPHEN, "<w:noBreakHyphen/>")):
        told = re.sub(sign, f'</w:t>{mark}<w:t xml:space="preserve">', told)
    return f"<w:r>{told}</w:r>"


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def same_times(content: bytes) -> bytes:
    """Return a zip file with the same members in the same order, all with one time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()

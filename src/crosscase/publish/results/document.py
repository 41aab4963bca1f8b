"""The results section as Markdown and as a Word document, with figures, tables and references in their places."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ...store.published import Item
from ..gallery import SUPPLEMENT, jump
from ..tables_word import same_times
from .template import Made, Unprinted, plain, values_in
from .told import Value

#: A table with more cells than this is referred to and not shown.
MOST_CELLS = 90
_DATE = 1609459200  # 2021-01-01, as everywhere in the project


@dataclass(frozen=True)
class Shown:
    """What is placed in the text: each item by name, its number, the rows of tables, and the bytes of pictures."""

    items: Mapping[str, Item]
    numbers: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def references(numbers: Mapping[str, str], main: Iterable[str], file: str) -> dict[str, Value]:
    """Return the number of each figure and table as a value that leads to its place: in the text or the supplement."""
    in_text = set(main)
    pages = {name: "" if name in in_text else SUPPLEMENT for name in numbers}
    return {
        name: Value(name, number, None, file, name, "main", link=f"{pages[name]}#{jump(name)}")
        for name, number in numbers.items()
    }


# --- Markdown ---------------------------------------------------------------------------------------

_NOTE = """\
> A draft, written by the data: every number, name of a case and word such as *all*, *most* or *only* is computed, and a
> sentence that the data do not bear out is left out ([{left}](results_not_printed.md)). Words: `config/results.md.j2`.
> After each paragraph the source of this page names its values; `crosscase trace results:NAME` prints the passages
> behind one, [results.values.csv](results.values.csv) the cell of each.
"""


def markdown(made: Sequence[Made], values: Mapping[str, Value], shown: Shown, unprinted: Sequence[Unprinted]) -> str:
    """Return the text as Markdown. A comment after each paragraph, unseen when it is read, names its values."""
    placed = {one.placed for one in made}
    left = f"{len(unprinted)} sentence{'' if len(unprinted) == 1 else 's'}"
    lines: list[str] = []
    for one in _without_empty(made):
        if one.placed:
            lines += _placed(one.placed, shown)
        elif one.level:
            lines += [f"{'#' * one.level} {plain(one.text)}", ""]
            lines += [_NOTE.format(left=left)] if one.level == 1 else []
        else:
            lines += [plain(one.text, lambda name, text: _linked(values[name], text, placed)), ""]
            told = "; ".join(f"{name} = {text}" for name, text in dict(values_in(one.text)).items())
            lines += [f"<!-- {told.replace('--', '- -')} -->", ""] if told else []
    return "\n".join(lines)


def _linked(value: Value, text: str, placed: set[str]) -> str:
    """Return a value as Markdown; a reference to what is not placed in the text leads to its page."""
    if value.link.startswith("#") and value.name not in placed:
        return f"[{text}](README.md{value.link})"
    return f"[{text}]({value.link})" if value.link else text


def _without_empty(made: Sequence[Made]) -> list[Made]:
    """Leave out headings under which nothing is said."""
    said = [one for at, one in enumerate(made) if not one.level or one.level == 1 or _holds(made[at + 1 :], one.level)]
    return said


def _holds(rest: Sequence[Made], level: int) -> bool:
    for one in rest:
        if one.level:
            return one.level > level
        if one.text:
            return True
    return False


def _placed(name: str, shown: Shown) -> list[str]:
    """Return a figure or table in Markdown: pictures or rows, and the caption with its number."""
    item = shown.items.get(name)
    if item is None:
        return []
    lines = [f'<a id="{jump(name)}"></a>', ""]
    if name in shown.tables:
        lines += [f"**{shown.numbers[name]}.** {item.caption}", ""]
        table = shown.tables[name]
        return [*lines, *(_rows(table) if table.size <= MOST_CELLS else _elsewhere(name, table)), ""]
    for picture, alt in zip(item.pictures, item.alts, strict=True):
        lines += [f"![{alt}]({picture})", ""]
    return [*lines, f"**{shown.numbers[name]}.** {item.caption}", ""]


def _elsewhere(name: str, table: pd.DataFrame) -> list[str]:
    return [f"The {len(table)} rows: [Word]({name}.docx), [CSV]({name}.csv), [LaTeX]({name}.tex)."]


def _rows(table: pd.DataFrame) -> list[str]:
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in table.to_numpy().tolist()]
    return [f"| {' | '.join(row)} |" for row in (list(table.columns), ["---"] * len(table.columns), *cells)]


def not_printed(unprinted: Sequence[Unprinted]) -> str:
    """Return the page that lists the sentences which these data do not bear out, and why."""
    lines = ["# Sentences of the results section that are not printed", ""]
    if not unprinted:
        return "\n".join([*lines, "Every sentence of `config/results.md.j2` holds in these data."])
    lines += ["Their condition does not hold in these data, or these data have no such value.", ""]
    lines += ["| sentence | why | words |", "| --- | --- | --- |"]
    lines += [f"| {one.name} | {_cell(one.why)} | {_cell(one.words)} |" for one in unprinted]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{{", "`").replace("}}", "`")


# --- Word -------------------------------------------------------------------------------------------


def word(made: Sequence[Made], shown: Shown) -> bytes:
    """Return the text as a Word document: headings, captions and tables have Word's own styles, references lead to what
    they name, captions are numbered by fields. The same text gives the same bytes.
    """
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        for name, content in shown.pictures.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        source, target, look = (Path(folder) / name for name in ("results.md", "results.docx", "look.docx"))
        source.write_text(_for_pandoc(made, shown), encoding="utf-8")
        look.write_bytes(_look(pypandoc.get_pandoc_path()))
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = before or str(_DATE)
        try:
            pypandoc.convert_file(
                str(source), "docx", format="markdown-implicit_figures-smart-tex_math_dollars", outputfile=str(target),
                extra_args=[f"--reference-doc={look}", f"--resource-path={folder}", "--metadata=lang:en-GB"],
            )  # fmt: skip
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
        return _finished(target.read_bytes())


def _for_pandoc(made: Sequence[Made], shown: Shown) -> str:
    """Return the text as pandoc reads it, with the styles and fields of Word."""
    placed = {one.placed for one in made if one.placed in shown.items}
    lines: list[str] = []
    for one in _without_empty(made):
        if one.placed:
            lines += _placed_in_word(one.placed, shown)
        elif one.level == 1:
            lines += ["::: {custom-style=Title}", plain(one.text), ":::", ""]
        elif one.level:
            lines += [f"{'#' * (one.level - 1)} {plain(one.text)}", ""]
        else:
            lines += [plain(_escaped(one.text), lambda name, text: _reference(name, text, placed)), ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\*_`<>$#[]~^@" else character for character in text)


def _reference(name: str, text: str, placed: set[str]) -> str:
    return f"[{text}](#{jump(name.replace(chr(92), ''))})" if name.replace("\\", "") in placed else text


_FIELD = (
    '`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> SEQ {kind} \\* ARABIC '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{number}</w:t>'
    '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`{{=openxml}}'
)


def _placed_in_word(name: str, shown: Shown) -> list[str]:
    item = shown.items.get(name)
    if item is None:
        return []
    kind, _, number = shown.numbers[name].partition(" ")
    field_ = _FIELD.format(kind=kind, number=number)
    words = "**".join(_escaped(part) for part in item.caption.split("**"))
    caption = f"[]{{#{jump(name)}}}**{kind}** {field_}**.** {words}"
    if name in shown.tables:
        table = shown.tables[name]
        below = _pandoc_rows(table) if table.size <= MOST_CELLS else [f"The {len(table)} rows stand in {name}.docx."]
        return ['::: {custom-style="Table Caption"}', caption, ":::", "", *below, ""]
    lines = []
    for picture, alt in zip(item.pictures, item.alts, strict=True):
        told = _escaped(alt).replace('"', "”")
        lines += ['::: {custom-style="Captioned Figure"}', f"![{told}]({picture}){{width=100%}}", ":::", ""]
    return [*lines, '::: {custom-style="Image Caption"}', caption, ":::", ""]


def _pandoc_rows(table: pd.DataFrame) -> list[str]:
    """Return a table as pandoc reads it, columns as wide as their longest cell and word ask for."""
    cells = [[_escaped(str(cell)).replace("|", "\\|") for cell in row] for row in table.to_numpy().tolist()]
    head = [_escaped(str(name)) for name in table.columns]
    widths = []
    for at, name in enumerate(head):
        column = [name, *(row[at] for row in cells)]
        longest = max(len(part) for cell in column for part in cell.split() or [""])
        widths.append(max(longest + 2, min(60, sum(map(len, column)) // len(column))))
    rule = [f"{'-' * width}" for width in widths]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *cells)] + [""]


def _look(pandoc: str) -> bytes:
    """Return the document whose styles the text takes: pandoc's own, in black, with small captions and tables."""
    import subprocess

    from docx import Document
    from docx.shared import Mm, Pt, RGBColor

    own = subprocess.run(
        [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    ).stdout
    document = Document(io.BytesIO(own))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    sizes = {"Title": 18, "Heading 1": 13, "Heading 2": 11, "Image Caption": 8.5, "Table Caption": 8.5, "Compact": 8}
    for name in ("Normal", "Body Text", "First Paragraph", "Captioned Figure", *sizes):
        style = document.styles[name]
        style.font.name = "Arial"
        style.font.size = Pt(sizes.get(name, 10))
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.italic = False
    document.styles["Image Caption"].paragraph_format.space_after = Pt(14)
    document.styles["Captioned Figure"].paragraph_format.keep_with_next = True
    document.styles["Table Caption"].paragraph_format.keep_with_next = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _finished(content: bytes) -> bytes:
    """Return the document with rules around its tables, one time for all its parts, and rows that stay whole."""
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document(io.BytesIO(content))
    for table in document.tables:
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            edge = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
                edge.set(qn(f"w:{key}"), value)
            borders.append(edge)
        table._tbl.tblPr.append(borders)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    out = io.BytesIO()
    document.save(out)
    return same_times(out.getvalue())

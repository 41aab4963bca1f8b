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
from ..tables import as_markdown, title_and_note
from ..tables_word import NOTE, add_styles, in_a_text, same_times
from .template import Made, Unprinted, plain, values_in
from .told import Value

#: A table with more cells than this is referred to on the page and not shown; in Word all of them stand.
MOST_CELLS = 150
#: A4, and the margins that leave 180 mm for the text, in mm.
_PAGE, _MARGIN = (210, 297), 15
_DATE = 1609459200  # 2021-01-01, as everywhere in the project


@dataclass(frozen=True)
class Shown:
    """What is placed in the text: items by name, their numbers, the rows of tables, pictures, and tables in Word."""

    items: Mapping[str, Item]
    numbers: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    word: Mapping[str, bytes] = field(default_factory=dict)


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
> Signs: [how to read these figures](how_to_read.md).
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
        title, note = title_and_note(item.caption)
        table = shown.tables[name]
        rows = [as_markdown(table)] if table.size <= MOST_CELLS else _elsewhere(name, table)
        return [*lines, f"**{shown.numbers[name]}. {title}**", "", *rows, "", *([note, ""] if note else [])]
    for picture, alt in zip(item.pictures, item.alts, strict=True):
        lines += [f"![{alt}]({picture})", ""]
    return [*lines, f"**{shown.numbers[name]}.** {item.caption}", ""]


def _elsewhere(name: str, table: pd.DataFrame) -> list[str]:
    return [f"The {len(table)} rows: [Word]({name}.docx), [CSV]({name}.csv), [LaTeX]({name}.tex)."]


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
    content = as_word(_for_pandoc(made, shown), shown.pictures)
    wide = [one.placed for one in made if one.placed in shown.tables and in_a_text(shown.word[one.placed])[1]]
    return same_times(_turned_at_last(content) if wide else content)


def as_word(text: str, pictures: Mapping[str, bytes]) -> bytes:
    """Return Markdown of pandoc, with its pictures by name, as a Word document in the look of the project."""
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        for name, content in pictures.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        source, target, look = (Path(folder) / name for name in ("results.md", "results.docx", "look.docx"))
        source.write_text(text, encoding="utf-8")
        look.write_bytes(_look(pypandoc.get_pandoc_path()))
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = str(_DATE)  # whatever somebody's shell says
        try:
            pypandoc.convert_file(
                str(source), "docx", format="markdown-implicit_figures-smart-tex_math_dollars", outputfile=str(target),
                extra_args=[f"--reference-doc={look}", f"--resource-path={folder}", "--metadata=lang:en-GB"],
            )  # fmt: skip
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before
        return same_times(target.read_bytes())


def _for_pandoc(made: Sequence[Made], shown: Shown) -> str:
    """Return the text as pandoc reads it, with the styles and fields of Word."""
    placed = {one.placed for one in made if one.placed in shown.items}
    lines: list[str] = []
    tables: list[str] = []  # behind the text, as journals ask, so that no page stays half empty before a turned one
    for one in _without_empty(made):
        if one.placed in shown.tables:
            tables += _placed_in_word(one.placed, shown)
        elif one.placed:
            lines += _placed_in_word(one.placed, shown)
        elif one.level == 1:
            lines += ["::: {custom-style=Title}", plain(one.text), ":::", ""]
        elif one.level:
            lines += [f"{'#' * (one.level - 1)} {plain(one.text)}", ""]
        else:
            lines += [plain(_escaped(one.text), lambda name, text: _reference(name, text, placed)), ""]
    return "\n".join([*lines, *(_section() if tables else ()), *tables])


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\*_`<>$#[]~^@" else character for character in text)


def _reference(name: str, text: str, placed: set[str]) -> str:
    return f"[{text}](#{jump(name.replace(chr(92), ''))})" if name.replace("\\", "") in placed else text


_FIELD = (
    '`<w:r>{bold}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{bold}<w:instrText xml:space="preserve"> SEQ {kind} '
    '\\* ARABIC </w:instrText></w:r><w:r>{bold}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{bold}<w:t>{number}'
    '</w:t></w:r><w:r>{bold}<w:fldChar w:fldCharType="end"/></w:r>`{{=openxml}}'
)


def _placed_in_word(name: str, shown: Shown) -> list[str]:
    item = shown.items.get(name)
    if item is None:
        return []
    kind, _, number = shown.numbers[name].partition(" ")
    field_ = _FIELD.format(kind=kind, number=number, bold="<w:rPr><w:b/></w:rPr>")
    start = f"[]{{#{jump(name)}}}**{kind}** {field_}**.**"
    if name in shown.tables:
        return _table_in_word(shown.word[name], start, item.caption)
    words = "**".join(_escaped(part) for part in item.caption.split("**"))
    caption = f"{start} {words}"
    lines = []
    for picture, alt in zip(item.pictures, item.alts, strict=True):
        told = _escaped(alt).replace('"', "”")
        lines += ['::: {custom-style="Captioned Figure"}', f"![{told}]({picture})", ":::", ""]
    return [*lines, '::: {custom-style="Image Caption"}', caption, ":::", ""]


def _table_in_word(table: bytes, start: str, caption: str) -> list[str]:
    """Return a table with its title above and its note below; where one is wide, the pages of tables are turned."""
    title, note = title_and_note(caption)
    xml, _ = in_a_text(table)
    above = ['::: {custom-style="Table Caption"}', f"{start} **{_escaped(title)}**", ":::", ""]
    below = [f'::: {{custom-style="{NOTE}"}}', _escaped(note) or "\\ ", ":::", ""]
    return [*above, "```{=openxml}", xml, "```", "", *below]


def _turned_at_last(content: bytes) -> bytes:
    """Return a document whose last section, that of the tables, has turned pages."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document(io.BytesIO(content))
    last = document.sections[-1]
    last.orientation = WD_ORIENT.LANDSCAPE
    last.page_width, last.page_height = Mm(_PAGE[1]), Mm(_PAGE[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _section() -> list[str]:
    """Return the end of a section with upright pages; what follows is of the next."""
    twips = [round(size / 25.4 * 1440) for size in (*_PAGE, _MARGIN)]
    edges = " ".join(f'w:{side}="{twips[2]}"' for side in ("top", "right", "bottom", "left"))
    return [
        "```{=openxml}",
        f'<w:p><w:pPr><w:sectPr><w:pgSz w:w="{twips[0]}" w:h="{twips[1]}"/>'
        f'<w:pgMar {edges} w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:pPr></w:p>',
        "```",
        "",
    ]


def _look(pandoc: str) -> bytes:
    """Return the document whose styles the text takes: pandoc's own, in black, with small captions and tables."""
    import subprocess

    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    own = subprocess.run(
        [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    ).stdout
    document = Document(io.BytesIO(own))
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, _PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for name in document.styles.element.iter(qn("w:name")):
        if name.get(qn("w:val")) == "Caption":  # Word itself writes it small
            name.set(qn("w:val"), "caption")
    add_styles(document)
    sizes = {"Title": 18, "Heading 1": 13, "Heading 2": 11, "Image Caption": 8.5, "Table Caption": 8.5, "Hyperlink": 10}
    for name in ("Normal", "Body Text", "First Paragraph", "Captioned Figure", *sizes):
        style = document.styles[name]
        style.font.name = "Arial"
        style.font.size = Pt(sizes.get(name, 10))
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.italic = style.font.bold = False
    document.styles["Image Caption"].paragraph_format.space_after = Pt(14)
    document.styles["Captioned Figure"].paragraph_format.keep_with_next = True
    document.styles["Table Caption"].paragraph_format.keep_with_next = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

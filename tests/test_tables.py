"""Published tables: CSV, Word and LaTeX hold equal cells that fit their page; the same frame gives the same bytes."""

import io as bytes_io
import os
import re
import shutil
import subprocess
import zipfile

import pandas as pd
import pytest
from conftest import ROOT
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from crosscase.publish import lettering, tables, tables_latex, tables_word
from crosscase.run.commands import figures

FRAME = pd.DataFrame(
    {
        "Barrier": ["Time & money", "100 % trust_in {us}, ≈ −3 $"],
        "Cases": [3, 1],
        "Met by": ["", "Soup; talk (lg-005) -- [2] <b>"],
    }
)
CAPTION = "**Barriers in practice.** Two rows, 50 % met; 'met' is a remedy's work."
WIDTHS = (50, 20, 60)
PUBLISHED = sorted(path for path in (ROOT / "reports/tables").rglob("*.csv") if not path.name.endswith(".evidence.csv"))
LABELS = tuple("Donaudampfschifffahrtsgesellschaft Järvi’s reports/tables/barriers_in_practice.csv".split())


def word(frame: pd.DataFrame, caption: str = CAPTION, widths_mm=WIDTHS):
    return Document(bytes_io.BytesIO(tables_word.as_docx(frame, caption, widths_mm=widths_mm)))


def text_of(frame: pd.DataFrame) -> list[list[str]]:
    return [list(frame.columns), *tables.as_text(frame).values.tolist()]


# --- cells ------------------------------------------------------------------------------------------


def test_the_cells_of_the_word_table_are_those_of_the_frame():
    assert [[cell.text for cell in row.cells] for row in word(FRAME).tables[0].rows] == text_of(FRAME)


def latex_cells(text: str) -> list[list[str]]:
    """Read the rows of a longtable back, without its head."""
    body = text.split(r"\endfoot")[1].split(r"\end{longtable}")[0].strip("\n").split("\n")
    plain = {one: sign for sign, full in tables_latex._LATEX.items() if (one := full.replace(r"\allowbreak{}", ""))}
    plain |= {r"\mbox{-}": "-", "-{}-": "--"}
    escaped = re.compile("|".join(map(re.escape, sorted(plain, key=len, reverse=True))))
    rows = [line.replace(r"\allowbreak{}", "").removesuffix(r" \\") for line in body if line]
    return [[escaped.sub(lambda found: plain[found[0]], cell) for cell in row.split(" & ")] for row in rows]


def test_the_cells_of_the_latex_table_are_those_of_the_frame():
    assert latex_cells(tables_latex.as_latex(FRAME, CAPTION, "tab:x", widths_mm=WIDTHS)) == text_of(FRAME)[1:]


def test_a_row_of_latex_never_begins_with_what_the_line_before_would_take_as_its_own():
    rows = pd.DataFrame({"A": ["[15,20]", "*"], "B": ["*", ""]})
    text = tables_latex.as_latex(rows, CAPTION, "tab:x", widths_mm=(20, 20))
    assert re.findall(r"\\\\\s*[*\[]", text) == []


def test_the_id_of_a_passage_stays_on_one_line_in_word_and_latex():
    (hyphen,) = word(FRAME).element.body.iter(qn("w:noBreakHyphen"))
    assert hyphen.getparent().text == "Soup; talk (lg-005) -- [2] <b>"
    assert r"lg\mbox{-}005" in tables_latex.as_latex(FRAME, CAPTION, "tab:x", widths_mm=WIDTHS)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_published_table_reads_the_same_from_csv_word_and_latex(path):
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = Document(path.with_suffix(".docx")).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == text_of(frame)
    assert latex_cells(path.with_suffix(".tex").read_text(encoding="utf-8")) == frame.values.tolist()


def test_the_same_frame_gives_the_same_bytes():
    made = tables_word.as_docx(FRAME, CAPTION, widths_mm=WIDTHS)
    assert made == tables_word.as_docx(FRAME.copy(), CAPTION, widths_mm=WIDTHS)
    assert {entry.date_time for entry in zipfile.ZipFile(bytes_io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- title and note ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "title", "note"),
    [
        (CAPTION, "Barriers in practice.", "Two rows, 50 % met; ‘met’ is a remedy’s work."),
        ("What is met? Little. 'So' it is.", "What is met?", "Little. ‘So’ it is."),
        (
            "**What Farr et al. (2017) ask: 3.5 of 5.**\n\nSee there.",
            "What Farr et al. (2017) ask: 3.5 of 5.",
            "See there.",
        ),
        ("No full stop", "No full stop", ""),
        ("", "", ""),
    ],
)
def test_a_caption_is_a_title_above_and_a_note_below(caption, title, note):
    assert tables.title_and_note(caption) == (title, note)


def test_word_finds_title_and_note_by_their_styles_and_numbers_the_table():
    document = word(FRAME)
    told = [(one.style.name, one.text) for one in document.paragraphs]
    note = "Two rows, 50 % met; ‘met’ is a remedy’s work."
    assert told == [("Caption", "Barriers in practice."), ("Table Note", note)]
    # A table by itself has no number: it gets that of the text into which it is put.
    assert not list(document.element.body.iter(qn("w:instrText")))
    assert [child.tag for child in document.element.body][1] == qn("w:tbl")


def test_latex_lists_the_title_alone_and_sets_the_note_below():
    text = tables_latex.as_latex(FRAME, CAPTION, "tab:x", widths_mm=WIDTHS)
    assert r"\caption{Barriers in practice.}\label{tab:x}" in text
    assert text.index(r"\end{longtable}") < text.index(r"Two rows, 50 \% met") < text.index(r"\endgroup")


# --- columns and pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (["1", "", "–"], True),
        (["3 of 5", "12 of 30†"], True),
        (["0.95 (0.93 to 0.97)", "> 0.99 (0.99 to > 0.99)", "–"], True),
        (["5 (29%)", "1,204", "2*"], True),
        (["-0.852", "1.163"], True),
        (["3 (out of 3)", "4"], True),
        (["2010 to 2013", "15 · 1 · 3"], True),
        (["3", "said not to occur"], False),
        (["3 of 5 cases"], False),
        (["", "–"], False),
        (["lg-005"], False),
    ],
)
def test_a_column_of_numbers_stands_right_and_every_other_left(cells, right):
    assert tables.of_numbers(cells) is right


def test_numbers_stand_right_in_word_latex_and_the_preview():
    document = word(FRAME)
    styles = [[cell.paragraphs[0].style.name for cell in row.cells] for row in document.tables[0].rows]
    assert styles == [
        ["Table Head", "Table Number Head", "Table Head"],
        *[["Table Text", "Table Number", "Table Text"]] * 2,
    ]
    assert (
        document.styles["Table Number"].paragraph_format.alignment
        == 2
        == document.styles["Table Number Head"].paragraph_format.alignment
    )
    assert re.findall(
        r"\\ragged(\w+)\\arraybackslash", tables_latex.as_latex(FRAME, CAPTION, "x", widths_mm=WIDTHS)
    ) == [
        "right",
        "left",
        "right",
    ]
    preview = tables.as_markdown(FRAME, 1).split("\n")
    assert preview == ["| Barrier | Cases | Met by |", "| :--- | ---: | :--- |", "| Time & money | 3 |  |"]


def wide(n_columns: int, n_words: int = 1) -> pd.DataFrame:
    return pd.DataFrame({f"Column {number}": ["collaboration " * n_words] for number in range(n_columns)})


@pytest.mark.parametrize(
    ("frame", "landscape"),
    [(wide(6), False), (wide(4, 10), False), (wide(9), True), (wide(3, 200), True)],
    ids=["fits", "fits on more lines", "words too wide", "cells too tall"],
)
def test_a_page_is_turned_only_where_the_table_needs_it(frame, landscape):
    n_columns = len(frame.columns)
    found = tables.layout(frame, [267 / n_columns] * n_columns)
    assert found.landscape is landscape and sum(found.widths_mm) <= found.room_mm + 0.01
    section = word(frame, widths_mm=[267 / n_columns] * n_columns).sections[0]
    assert (section.orientation == WD_ORIENT.LANDSCAPE) is landscape is (section.page_width > section.page_height)
    text = tables_latex.as_latex(frame, CAPTION, "x", widths_mm=[267 / n_columns] * n_columns)
    assert (r"\begin{landscape}" in text) is landscape is (r"\end{landscape}" in text)


def test_no_column_is_narrower_than_its_longest_word_or_wider_than_its_longest_cell():
    frame = pd.DataFrame({"n": [1], "What happened": ["word " * 60], "Who": [LABELS[0]]})
    n, what, who = tables.layout(frame, (89, 89, 5)).widths_mm
    assert n < 10 and what > 89  # the room that is left goes to what does not stand on one line
    assert who > lettering.width_of([LABELS[0]], tables.SIZE) + 2 * tables.AIR
    squeezed = tables.layout(wide(30), [20] * 30)  # where not even the words fit, the table still fits the page
    assert sum(squeezed.widths_mm) == pytest.approx(tables.TURNED)


def test_the_head_repeats_and_a_screen_reader_finds_it_and_the_tables_title():
    table = word(FRAME).tables[0]._tbl
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.tr_lst] == [True, False, False]
    form = table.tblPr
    assert form.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
    assert form.find(qn("w:tblCaption")).get(qn("w:val")) == "Barriers in practice."
    assert form.find(qn("w:tblDescription")).get(qn("w:val")).startswith("Two rows")


def test_a_word_table_has_rules_above_below_and_under_its_head_and_none_between_columns():
    document = word(FRAME)
    style = document.styles[document.tables[0].style.name].element
    rules = [
        one.tag.rpartition("}")[2] for part in ("w:tblBorders", "w:tcBorders") for one in next(style.iter(qn(part)))
    ]
    assert rules == ["top", "bottom", "bottom"]
    assert not list(document.tables[0]._tbl.iter(qn("w:tcBorders"), qn("w:tblBorders")))


# --- what a table may not exceed --------------------------------------------------------------------


def test_a_table_of_more_than_forty_rows_belongs_into_the_supplement():
    assert tables.too_long("tables/remedies", 40) == []
    (finding,) = tables.too_long("tables/remedies", 41)
    assert (
        finding.file == "reports/tables/remedies.csv" and "41 rows" in finding.message and "supplement" in finding.mend
    )


def test_the_tables_are_measured_with_the_figures(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(tables, "MOST_ROWS", 20)
    monkeypatch.setattr(tables, "MOST_WORDS", 0)
    found = {one.file: one.message for one in figures.of_tables()}
    assert "at most 20" in found["reports/tables/remedies.csv"] and "reports/tables/cases.csv" not in found
    assert "reports/tables/agreement.caption.md" in found and "reports/tables/agreement.csv" not in found


def test_a_caption_holds_at_most_150_words():
    assert tables.too_wordy("tables/remedies", "word " * 150) == []
    (finding,) = tables.too_wordy("tables/remedies", "**Title.** " + "word " * 150)
    assert finding.file == "reports/tables/remedies.caption.md" and "151 words" in finding.message


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_published_caption_is_short_and_written_out(path):
    caption = path.with_name(f"{path.stem}.caption.md").read_text(encoding="utf-8")
    assert tables.too_wordy(path.stem, caption) == [] and not re.search(r"[{}]", caption)


# --- LaTeX ------------------------------------------------------------------------------------------


def shares(path) -> list[float]:
    """Return about the widths that a published table asks for: those that it got, for a turned page."""
    given = [float(one) for one in re.findall(r"p\{(?:\\dimexpr)?([\d.]+)", path.read_text(encoding="utf-8"))]
    return [width * tables.TURNED / sum(given) for width in given]


def published() -> dict[str, str]:
    """Return every published table in LaTeX, as it is set today, by its name."""
    made = {}
    for path in PUBLISHED:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        caption = path.with_name(f"{path.stem}.caption.md").read_text(encoding="utf-8")
        widths = shares(path.with_suffix(".tex"))
        made[path.stem] = tables_latex.as_latex(frame, caption, f"tab:{path.stem}", widths_mm=widths)
    return made


def hard() -> dict[str, str]:
    """Return tables of long words, of many columns, and of signs and letters that LaTeX does not know by itself."""
    signs = 'Järvi Åse Müller Łódź Dvořák Çelik – — ’ “x” ‘y’ … ≥ ≤ ≈ ≠ κ α † · × ± − → ⊂ ⊃ ½ § ° ✓ \\ ~ ^ | " < > # --'
    frames = {
        "labels": pd.DataFrame(
            {"Organisationsentwicklung": LABELS, "Passages": ["5 (29%)", "", "–"], "Told": [signs] * 3}
        ),
        "rows": pd.DataFrame({"A": ["[15,20]", "*", "one\ntwo"], "B": ["*", "", "&"]}),
        "columns": pd.DataFrame({f"Case {number}": ["1", "12 of 30"] for number in range(14)}),
    }
    return {
        name: tables_latex.as_latex(frame, f"**{signs}.** {signs}", f"tab:{name}", widths_mm=[20] * len(frame.columns))
        for name, frame in frames.items()
    }


def faults(texts: dict[str, str], folder) -> list[str]:
    """Typeset tables in one document and return what went wrong: errors, lines beyond their column, missing signs."""
    body = [rf"\typeout{{@@ {name}}}{text}\clearpage" for name, text in texts.items()]
    start = [r"\documentclass[10pt,a4paper]{article}", r"\usepackage[margin=15mm]{geometry}", tables_latex.PREAMBLE]
    document = "\n".join([*start, r"\begin{document}", *body, r"\end{document}"])
    (folder / "tables.tex").write_text(document, encoding="utf-8")
    call = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "tables.tex"]
    environment = os.environ | {"max_print_line": "10000"}
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, check=False)
    log = (folder / "tables.log").read_text(encoding="utf-8", errors="replace")
    found, name = [], ""
    for line in log.splitlines():
        name = line.removeprefix("@@ ") if line.startswith("@@ ") else name
        over = re.match(r"Overfull \\hbox \(([\d.]+)pt", line)
        if re.match(r"! (?! ==>)|Missing character", line) or (over and float(over[1]) > 1):
            found.append(f"{name}: {line}")
    return found or ([] if done.returncode == 0 else [log[-500:]])


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here (Debian: texlive-latex-recommended)")
def test_latex_sets_every_table_without_a_fault(tmp_path):
    assert faults(published() | hard(), tmp_path) == []


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here (Debian: texlive-latex-recommended)")
@pytest.mark.parametrize("text", [r"\begin{tabular}{p{5mm}}collaboration\end{tabular}", "κ", r"\nonsense"])
def test_a_fault_of_a_table_is_found(text, tmp_path):
    (fault,) = faults({"spoilt": text}, tmp_path)
    assert fault.startswith("spoilt: ")

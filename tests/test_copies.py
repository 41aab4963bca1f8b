"""Readers' own copies: re-flowed, hyphenated, with page headers, ligatures and other Unicode, as .txt, .md, .html and
.pdf.
"""

import html
import io as bytes_io
import random
import re
import unicodedata

import pandas as pd
import pytest
from conftest import ROOT, THOROUGH

from crosscase import store
from crosscase.run import cli
from crosscase.sources import anchors
from crosscase.sources import reading as sources_reading

PASSAGE = (
    "The co-design group met in a well-known café, and the first officer stayed because of the effective organisation"
    " of the evening."
)
COPY = unicodedata.normalize("NFD", PASSAGE).replace("fi", "\ufb01")


def found(text, passage=PASSAGE):
    indexes = [anchors.AnchorIndex(reading) for reading in sources_reading.readings(text)]
    return anchors.locate_in_any(indexes, *anchors.anchors_of(passage))[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("officer", "of-\nficer"),
        ("co-design", "co-\ndesign"),
        ("effective", "ef\u00adfective"),
        ("stayed because", "stayed\n\n12\n\nbecause"),
        ("café", "cafe\u0301"),
        ("officer", "o\ufb03cer"),
        ("evening", "eve\u2010\n   ning"),
    ],
)
def test_a_passage_is_found_although_its_copy_is_torn(old, new):
    assert (
        found(COPY.replace(unicodedata.normalize("NFD", old).replace("fi", "\ufb01") if old not in COPY else old, new))
        == "found"
    )


def test_a_hyphen_at_a_line_end_is_read_as_the_text_writes_the_word_elsewhere():
    text = (
        "A co-design group and another co-design group. Then the co-\ndesign group with its organi-\nsation;"
        " organisation matters."
    )
    reading = sources_reading._hyphens_by_vocabulary(text)
    assert "the co-design group with its organisation;" in reading


def test_headers_that_repeat_from_page_to_page_are_taken_out_and_other_lines_are_not():
    page = (
        "Journal of Invented Cases {n}\n"
        + "\n".join(f"line {{n}} {word} of the text" for word in ("one", "two", "three", "four", "five", "six"))
        + "\n{n}\n"
    )
    text = "".join(page.format(n=n) for n in range(1, 5))
    clean = sources_reading.without_furniture(text.replace("line 1 ", "alone "))
    assert "Journal" not in clean and "alone one of the text" in clean and not re.search(r"(?m)^\d+$", clean)


def test_the_words_of_a_page_are_read_and_its_scripts_are_not():
    page = b"<html><head><title>x</title></head><body><script>var a</script><p>Two <b>words</b></p></body></html>"
    assert anchors.tokens(sources_reading.text_of(page, ".html")) == ["two", "words"]


def test_addresses_of_links_in_markdown_are_no_words():
    assert anchors.tokens(sources_reading.text_of(b"see [the paper](https://example.org/a/b) here", ".md")) == [
        "see",
        "the",
        "paper",
        "here",
    ]


@pytest.mark.parametrize("content", [b"not a pdf", b"%PDF-1.4\n%%EOF"])
def test_a_broken_pdf_is_told_and_gives_no_traceback(content, tmp_path, monkeypatch, capsys):
    (tmp_path / "larsen2020.pdf").write_bytes(content)
    monkeypatch.chdir(ROOT)
    assert cli.main(["anchors", "verify", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "larsen2020.pdf" in said and "to mend: give another copy" in said


def test_an_empty_folder_says_how_to_name_the_copies(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert cli.main(["anchors", "verify", str(tmp_path)]) == 1
    assert "larsen2020" in capsys.readouterr().err


# --- whole sources, made over -----------------------------------------------------------------------


def reflowed(text, seed):
    """Return the lines of a copy: new line lengths, long words divided at line ends, curly quotes, ligatures,
    decomposed letters.
    """
    chance = random.Random(seed)
    text = (
        text.replace("'", "\u2019")
        .replace('"', "\u201d")
        .replace("ffi", "\ufb03")
        .replace("fi", "\ufb01")
        .replace("fl", "\ufb02")
    )
    lines, line, width = [], "", chance.randint(55, 95)
    for word in unicodedata.normalize("NFD", text).split():
        room = width - len(line)
        if len(word) <= room:
            line += f"{word} "
            continue
        if len(word) > 8 and word.isalpha() and room > 4 and chance.random() < 0.5:
            cut = min(room - 1, len(word) - 3)
            while unicodedata.combining(word[cut]):
                cut -= 1
            lines.append(f"{line}{word[:cut]}-")
            line = f"{word[cut:]} "
        else:
            lines.append(line.rstrip())
            line = f"{word} "
    return [*lines, line]


def pages(lines, header, per_page=44):
    """Return the lines with a header and a page number on every page."""
    out = []
    for number, start in enumerate(range(0, len(lines), per_page), 1):
        out += [f"{header} {number}", *lines[start : start + per_page], str(number)]
    return out


def drawn_pdf(book):
    """Return pages as matplotlib draws them: each line placed as type of an embedded font. It takes long."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    buffer = bytes_io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42, "text.parse_math": False}), PdfPages(buffer) as file:
        for sheet in book:
            figure = Figure(figsize=(8.3, 11.7))
            for row, line in enumerate(sheet):
                figure.text(0.05, 0.97 - row * 0.02, line, fontsize=7)
            file.savefig(figure)
    return buffer.getvalue()


def set_pdf(book):
    """Return pages as a word processor sets them: words drawn closer or wider by a little, characters numbered as they
    come, with a table of what each number means.
    """
    numbers = {one: n for n, one in enumerate(dict.fromkeys("".join(map("".join, book))), 1)}
    meanings = "\n".join(f"<{n:04x}> <{one.encode('utf-16-be').hex()}>" for one, n in numbers.items())
    about = "1 begincodespacerange <0000> <ffff> endcodespacerange"
    table = f"begincmap {about}\n{len(numbers)} beginbfchar\n{meanings}\nendbfchar endcmap"
    inside = "[<</Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500>>]"
    font = "/Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /ToUnicode 4 0 R"
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(book)))
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Count {len(book)} /Kids [{kids}]>>",
        f"<<{font} /DescendantFonts {inside}>>",
    ]
    objects.append(f"<</Length {len(table)}>>\nstream\n{table}\nendstream")
    for n, sheet in enumerate(book):
        rows = []
        for row, line in enumerate(sheet):
            words = ["".join(f"{numbers[one]:04x}" for one in word) for word in re.findall(r"\S+\s*|\s+", line)]
            spaced = f"<{'> -15 <'.join(words)}>" if words else ""
            rows.append(f"1 0 0 1 30 {817 - 17 * row} Tm [{spaced}] TJ")
        drawn = "BT /F1 7 Tf\n{}\nET".format("\n".join(rows))
        objects += [
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * n} 0 R"
            " /Resources <</Font <</F1 3 0 R>>>>>>",
            f"<</Length {len(drawn)}>>\nstream\n{drawn}\nendstream",
        ]
    content, places = "%PDF-1.7\n", []
    for n, one in enumerate(objects, 1):
        places.append(f"{len(content):010d} 00000 n \n")
        content += f"{n} 0 obj\n{one}\nendobj\n"
    listed = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(places)}"
    trailer = f"trailer\n<</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return f"{content}{listed}{trailer}".encode("ascii")


def sheets(lines, per_page=46):
    """Return the lines of each page of a PDF, their letters composed."""
    lines = [unicodedata.normalize("NFC", line) for line in lines]
    return [lines[start : start + per_page] for start in range(0, len(lines), per_page)]


def test_a_pdf_is_read_alike_whichever_program_wrote_it():
    book = sheets(pages(reflowed(f"{COPY} ‘Others’ “quoted” – why? " * 12, 6), "Quarterly", per_page=20), per_page=22)
    words = " ".join(" ".join(sheet) for sheet in book).split()
    assert len(book) > 1
    assert [sources_reading.text_of(write(book), ".pdf").split() for write in (drawn_pdf, set_pdf)] == [words, words]


def made_over(text, ending, seed):
    lines = pages(reflowed(text, seed), "Research Compendium Quarterly 12")
    if ending == ".pdf":
        return set_pdf(sheets(lines))
    if ending == ".html":
        return (
            "<html><body><p>" + "</p>\n<p>".join(html.escape(line) for line in lines) + "</p></body></html>"
        ).encode()
    return "\n".join(lines).encode()


# What is done to plain text is done to .md as well; plain text itself is a matter of `make thorough`.
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("ending", "seed"),
    [(".md", 3), (".html", 4), (".pdf", 5)] + [(".txt", 1), (".txt", 2)] * THOROUGH,
)
def test_at_least_99_percent_are_found_in_copies_made_over(sources, ending, seed):
    table = store.read_table(ROOT / "data/raw/sources.csv", "raw/sources")
    segments = pd.concat(
        [store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments") for case in store.case_ids()],
        ignore_index=True,
    )
    copies = {}
    for source in table.itertuples():
        text = (sources / source.file).read_text(encoding="utf-8")
        copies[source.source_id] = sources_reading.readings(
            sources_reading.text_of(made_over(text, ending, seed), ending)
        )
    result = anchors.verify(segments, copies)
    share = (result["result"] == "found").mean()
    assert share >= 0.99, (
        f"{share:.3f}: {result.loc[result['result'] != 'found', ['segment_id', 'result']].values.tolist()}"
    )

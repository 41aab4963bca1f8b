"""Outputs compared with what was committed: every kind of file, and the command that says what differs."""

import hashlib
import json
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
from conftest import ROOT
from docx import Document
from PIL import Image, ImageDraw

from crosscase.publish.verifying import compare
from crosscase.run import cli
from crosscase.run.pages import with_part_of
from crosscase.store import committed as kept

TABLE = b"case,n,share\nharbour,12,0.25\nhill,7,0.125\n"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><defs><path id="m1" d="M0 0L4 4"/></defs>'
    b'<g id="bar"><path d="M1.5 2L3 4z" style="fill: #b43f00"/></g><use href="#m1"/>'
    b'<text x="10" y="20">7 of 9</text></svg>'
)
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": "# Why"},
        {
            "cell_type": "code",
            "source": ["1 / 3\n", "2"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["a\n", "mean 0.3333\n"]}],
        },
    ],
    "nbformat": 4,
}


def as_json(document):
    return json.dumps(document).encode()


def a_picture(text="7", shade=0, at=(20, 20)):
    image = Image.new("L", (120, 80), 255)
    ImageDraw.Draw(image).text(at, text, fill=shade, font_size=20)
    content = BytesIO()
    image.save(content, "png", dpi=(200, 200))
    return content.getvalue()


def a_document(*paragraphs):
    document, content = Document(), BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(content)
    return content.getvalue()


def smallest(ending):
    """Return the smallest committed output of a kind that is not empty."""
    files = [*(ROOT / "reports").rglob(f"*{ending}"), *(ROOT / "data/processed").rglob(f"*{ending}")]
    return min((file for file in files if file.stat().st_size > 200), key=lambda file: file.stat().st_size)


# --- two files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ".csv .svg .pdf .png .docx .ipynb .tex .md .alt.txt".split())
def test_one_flipped_bit_is_named_in_every_kind_of_output(ending):
    file = smallest(ending)
    content = file.read_bytes()
    assert compare(file.name, content, content).kind == "equal"
    for part in (0.03, 0.5, 0.97):
        spoilt = bytearray(content)
        spoilt[int(len(content) * part)] ^= 4
        found = compare(file.name, content, bytes(spoilt))
        assert (found.name, found.kind in ("close", "different"), bool(found.what)) == (file.name, True, True)


@pytest.mark.parametrize(
    ("name", "committed", "made", "what"),
    [
        ("a.csv", TABLE, TABLE.replace(b"7,", b"8,"), "row 3, column 'n': committed 7, made 8"),
        ("a.csv", TABLE, TABLE.replace(b"hill", b"hall"), "row 3, column 'case': committed 'hill', made 'hall'"),
        ("a.csv", TABLE, TABLE.replace(b"hill,7,0.125\n", b""), "2 rows are committed, 1 made"),
        ("a.csv", TABLE, TABLE.replace(b"share", b"part"), "row 1: columns ['case', 'n', 'share']"),
        ("a.json", b'{"a": [1, {"b": 2}]}', b'{"a": [1, {"b": 3}]}', "a, item 2, b: committed 2, made 3"),
        ("a.json", b'{"a": 1}', b"{}", "the document: 'a' is missing"),
        (
            "a.svg",
            DRAWING,
            DRAWING.replace(b"7 of 9", b"8 of 9"),
            "element 7 (text): committed '7 of 9', made '8 of 9'",
        ),
        ("a.svg", DRAWING, DRAWING.replace(b"3 4z", b"3 9z"), "element 5 (path), d: committed 4, made 9"),
        ("a.svg", DRAWING, DRAWING.replace(b"#b43f00", b"#b43f01"), "element 5 (path), style"),
        ("a.tex", b"a\nb & 2\n", b"a\nb & 3\n", "line 2: committed 'b & 2', made 'b & 3'"),
        ("a.md", b"a\xc2\xa0b\n", b"a b\n", r"line 1: committed 'a\xa0b', made 'a b'"),
        ("a.ipynb", as_json(NOTEBOOK), as_json(NOTEBOOK).replace(b"0.3333", b"0.3334"), "cell 2, output 1, line 2"),
        ("a.ipynb", as_json(NOTEBOOK), as_json(NOTEBOOK).replace(b"# Why", b"# Who"), "cell 1, source, line 1"),
        (
            "a.docx",
            a_document("One.", "Two."),
            a_document("One.", "Too."),
            "paragraph 2: committed 'Two.', made 'Too.'",
        ),
        ("a.png", a_picture("7"), a_picture("8"), "from the left and"),
        ("a.png", b"no picture", a_picture(), "cannot be read (no picture"),
        ("a.ipynb", as_json(NOTEBOOK), b'{"cells": [{"outputs": 3}]}', "cannot be read (no notebook"),
    ],
)
def test_what_differs_is_named_with_its_place(name, committed, made, what):
    found = compare(name, committed, made)
    assert found.kind == "different" and what in found.what


@pytest.mark.parametrize(
    ("name", "committed", "made"),
    [
        ("a.csv", TABLE, TABLE.replace(b"0.125", b"0.125000000125")),
        ("a.csv", TABLE, TABLE.replace(b"\n", b"\r\n")),
        ("a.json", b'{"a": 0.25}', b'{"a":0.25000000025}'),
        ("a.md", b"a mean of 0.25\n", b"a mean of 0.25000000025\n"),
        ("a.svg", DRAWING, DRAWING.replace(b"1.5 2L", b"1.51 2L").replace(b"m1", b"m7")),
        ("a.png", a_picture(), a_picture(shade=9)),
    ],
)
def test_numbers_and_pictures_within_the_tolerance_are_close(name, committed, made):
    found = compare(name, committed, made)
    assert found.kind == "close" and found.what


def test_a_difference_says_by_how_much():
    assert compare("a.csv", TABLE, TABLE.replace(b"0.25", b"0.5")).largest == 0.5
    assert compare("a.csv", TABLE, TABLE.replace(b"12", b"16")).largest == 0.25
    assert compare("a.csv", TABLE, TABLE.replace(b"hill", b"hall")).largest == 0
    assert 0 < compare("a.png", a_picture("7"), a_picture("8")).pixels < 0.05
    assert compare("a.png", a_picture(), a_picture()).pixels == 0


def test_a_whole_number_and_an_id_have_no_tolerance():
    assert compare("a.csv", b"n\n10000000\n", b"n\n10000001\n").kind == "different"
    assert compare("a.csv", b"id\n007\n", b"id\n7\n").kind == "different"
    assert compare("a.md", b"10.1186/s12913\n", b"10.1187/s12913\n").kind == "different"


def test_a_document_zipped_otherwise_is_close():
    content, again = a_document("One."), BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert compare("a.docx", content, again.getvalue()).kind == "close"


def test_a_file_of_one_side_is_missing_or_extra():
    assert compare("a.csv", TABLE, None).kind == "missing"
    assert compare("a.csv", None, TABLE).kind == "extra"


# --- the command ------------------------------------------------------------------------------------


def git(*arguments, cwd):
    name = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with two outputs and two inputs, committed."""
    root = tmp_path / "ours"
    for name, content in {
        "Snakefile": b"",
        "requirements.lock": b"pandas==0.1 \\\n    --hash=sha256:00\n",
        "config/config.yaml": b"cases: []\n",
        "data/processed/a.csv": TABLE,
        "reports/a.md": b"7 of 9\n",
        ".gitignore": b"*.tmp\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    git("init", "-q", cwd=root)
    git("add", ".", cwd=root)
    git("commit", "-q", "-m", "x", cwd=root)
    monkeypatch.chdir(root)
    return root


def verify(capsys, *arguments):
    code = cli.main(["verify", *arguments])
    out, err = capsys.readouterr()
    return code, out + err


def test_equal_outputs_are_equal(project, capsys):
    (project / "reports/mine.tmp").write_text("git passes over this")
    code, said = verify(capsys)
    assert code == 0 and said.startswith("equal: all 2 outputs have the bytes of commit ")
    assert "input" not in said and "machine" not in said


def test_what_differs_is_named_with_the_inputs_that_changed(project, capsys):
    (project / "data/processed/a.csv").write_bytes(TABLE.replace(b",12,", b",13,"))
    (project / "reports/a.md").unlink()
    (project / "reports/b.md").write_text("new\n")
    (project / "config/config.yaml").write_text("cases: [hill]\n")
    (project / "config/more.yaml").write_text("a: 1\n")
    code, said = verify(capsys)
    assert code == 1
    assert "different: data/processed/a.csv: row 2, column 'n': committed 12, made 13 (numbers by up to 7.7 %)" in said
    assert "missing: reports/a.md" in said and "extra: reports/b.md" in said
    assert "  changed config/config.yaml\n  new config/more.yaml\n" in said
    assert "different: 3 of 3 outputs are not those of commit" in said


def test_other_bytes_with_equal_numbers_end_well_and_name_machine_and_libraries(project, capsys):
    (project / "data/processed/a.csv").write_bytes(TABLE.replace(b"0.125", b"0.125000000125"))
    code, said = verify(capsys)
    assert code == 0 and "close: data/processed/a.csv: row 3, column 'share'" in said
    assert "this machine: " in said and "Python 3." in said and "pandas 3" in said and "(locked: 0.1)" in said


def test_a_machine_gets_one_document(project, capsys):
    (project / "reports/a.md").write_bytes(b"8 of 9\n")
    code, said = verify(capsys, "--json")
    told = json.loads(said)
    assert (code, told["verdict"], told["outputs"]["different"]) == (1, "different", 1)
    assert told["differences"][0]["name"] == "reports/a.md" and told["inputs"] == []


def test_without_git_a_sentence_says_what_to_compare_with(project, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (project / ".git").rename(tmp_path / "gone")
    code, said = verify(capsys)
    assert code == 1 and "git does not know what was committed here" in said and "--against FOLDER" in said

    copy = tmp_path / "untouched"
    subprocess.run(["cp", "-r", str(project), str(copy)], check=True)
    (project / "reports/a.md").write_bytes(b"8 of 9\n")
    (project / "config/config.yaml").write_text("cases: [hill]\n")
    code, said = verify(capsys, "--against", str(copy))
    assert code == 1 and "different: reports/a.md: line 1" in said and "  changed config/config.yaml" in said

    names = ("data/processed/a.csv", "reports/a.md", "config/config.yaml")
    lines = [f"{hashlib.sha256((copy / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (project / kept.MANIFEST).write_text("".join(lines))
    code, said = verify(capsys)
    assert code == 1 and "different: reports/a.md: another SHA-256" in said and "  changed config/config.yaml" in said
    (project / "reports/a.md").write_bytes(b"7 of 9\n")
    assert verify(capsys)[0] == 0


def test_of_the_first_page_only_what_the_run_writes_counts():
    page = "Ours.\n<!-- written by `make`, from reports/results.md -->\n{}\n<!-- to here -->\nMore.\n"
    edited = page.replace("Ours", "Theirs")
    assert with_part_of(page.format("a"), edited.format("a")) == page.format("a")
    assert with_part_of(page.format("a"), edited.format("b")) == page.format("b")
    assert with_part_of("no mark", edited) == "no mark"

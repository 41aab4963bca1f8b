"""The comparison as it is read: a notebook for each question, which opens with it and ends with what the data cannot
say.
"""

import json
import re

import pytest
from conftest import ROOT

from crosscase.run import imports, pages

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[23]*.ipynb"))


def cells(name):
    return json.loads((ROOT / f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_opens_with_its_question_and_ends_with_what_the_data_cannot_say(name):
    first, last = "".join(cells(name)[0]["source"]), ["".join(cell["source"]) for cell in cells(name)[-2:]]
    assert first.startswith("# ") and "?" in first.split("\n\n")[0] + first.split("\n\n")[1]
    assert any(text.startswith("## What the data can and cannot say") for text in last)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_question_has_a_table_with_the_passages_behind_it(name):
    written = imports.published(f"notebooks/{name}.ipynb")
    assert written
    for stem in written:
        assert (ROOT / f"reports/{stem}.csv").is_file() and (ROOT / f"reports/{stem}.evidence.csv").is_file(), stem


def test_the_list_has_a_row_for_every_notebook_of_the_comparison_in_their_order():
    rows = [line for line in pages.comparison().splitlines() if line.startswith("| [")]
    assert [re.search(r"notebooks/(\w+)\.ipynb", row)[1] for row in rows] == NOTEBOOKS
    for name, row in zip(NOTEBOOKS, rows, strict=True):
        heading, asked = "".join(cells(name)[0]["source"]).split("\n\n")[:2]
        assert row.startswith(f"| [{heading.removeprefix('# ')}]") and f"| {' '.join(asked.split())} |" in row


def test_the_committed_list_is_the_one_that_the_notebooks_give():
    assert (ROOT / "docs/comparison.md").read_text(encoding="utf-8") == pages.comparison()


def test_what_the_list_links_to_is_there():
    both = "".join((ROOT / "reports" / page).read_text(encoding="utf-8") for page in ("README.md", "supplement.md"))
    known = set(re.findall('<a id="([^"]+)">', both))
    for file, place in re.findall(r"\]\(([^)#]+)#?([^)]*)\)", pages.comparison()):
        assert (ROOT / "docs" / file).is_file(), file
        assert not place or place in known, place

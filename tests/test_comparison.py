"""The comparison as it is read: a notebook for each question, which opens with it and ends with what the data cannot
say.
"""

import json
import re

import pytest
from conftest import ROOT

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
    rule = next(path for path in (ROOT / "rules").glob("*.smk") if f"{name}.ipynb" in path.read_text(encoding="utf-8"))
    written = re.findall(r'multiext\("(reports/(?:tables|figures)/\w+)"', rule.read_text(encoding="utf-8"))
    assert written
    for stem in written:
        assert (ROOT / f"{stem}.csv").is_file() and (ROOT / f"{stem}.evidence.csv").is_file(), stem


def test_the_manual_names_every_notebook_of_the_comparison_once():
    page = (ROOT / "docs/comparison.md").read_text(encoding="utf-8")
    assert re.findall(r"`([23]\d_\w+)`", page) == NOTEBOOKS

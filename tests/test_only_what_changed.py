"""Twelve edits: what changes nothing plans no step, what changes something plans exactly the steps that depend on it.

The steps are planned in a copy of the project that holds its results (planned.py); none of them runs. Then the copy
gets one more question, whose steps do run.
"""

import json
import re
import shutil
import sys
from pathlib import Path

import new_question
import pytest
from conftest import ROOT, copy_of_project, run, snakemake

NOTHING = (
    "a second run",
    "files touched",
    "another branch and back",
    "a notebook saved",
    "outputs of a notebook",
    "a comment in what is declared",
)
#: Steps that run after an edit, and steps that do not; the whole list is computed from the graph of the rules.
SOMETHING = {
    "a fresh clone": ({"check", "literature", "architecture"}, set()),
    "a parameter and a comment in the settings": ({"barrier_effects place4carers", "gallery"}, {"balance", "check"}),
    "a code cell": ({"balance", "results", "gallery", "first_page"}, {"pathways", "clean_case place4carers"}),
    "a helper module": ({"robustness", "balance"}, {"data_dictionary"}),
    "one data cell": ({"clean_case nursing_homes", "balance"}, {"clean_case place4carers", "literature"}),
    "the lock": ({"check", "clean_case place4carers", "architecture"}, set()),
    "the figure style": ({"balance", "barrier_effects place4carers"}, {"check", "data_dictionary"}),
    "a damaged table": ({"clean_case nursing_homes", "balance"}, {"clean_case place4carers"}),
    "a damaged figure": ({"balance", "gallery"}, {"pathways"}),
    "a damaged saved notebook": ({"power", "gallery"}, {"balance"}),
    "a record cut short": ({"cross_case", "balance"}, {"clean_case place4carers"}),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The project with its results, in a copy."""
    folder = copy_of_project(tmp_path_factory.mktemp("changed") / "project")
    for name in ("reports", "data/processed"):
        shutil.copytree(ROOT / name, folder / name)
    for path in (ROOT / "docs").glob("*.*"):
        shutil.copy(path, folder / "docs")
    return folder


@pytest.fixture(scope="module")
def answers(project):
    """What is planned after each edit, and what the graph says; afterwards everything is as it was, and on record."""
    planned = Path(__file__).with_name("planned.py")
    said = run([sys.executable, str(planned), "--dry-run"], project, PYTHONPATH=str(project / "src"))
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


@pytest.mark.parametrize("edit", NOTHING)
def test_what_changes_nothing_plans_no_step(answers, edit):
    assert answers[edit][0] == []


@pytest.mark.parametrize("edit", SOMETHING)
def test_a_change_plans_exactly_the_steps_downstream(answers, edit):
    planned, downstream = answers[edit]
    runs, rests = SOMETHING[edit]
    assert planned == downstream
    assert runs <= set(planned) and not rests & set(planned)


def test_every_edit_is_asked_for(answers):
    assert set(answers) == {*NOTHING, *SOMETHING}


# --- one more question takes its folder, its notebook, its rule file and its test, and nothing else --


@pytest.fixture(scope="module")
def with_question(project, answers):
    """The project with an invented question, its pages made, and what the run said."""
    new_question.write(project)
    pages = ("reports/supplement.md", "reports/data_dictionary.md", "docs/comparison.md", "docs/architecture.md")
    said = snakemake(project, *pages)  # which need every figure and table
    assert said.returncode == 0, said.stdout + said.stderr
    return project, said.stderr


def test_a_new_question_is_among_the_results_and_nothing_else_runs_again(with_question):
    folder, said = with_question
    assert "words (" in said and "gallery (" in said and "balance (" not in said
    assert (folder / "reports/figures/words.pdf").is_file()
    assert (folder / "data/processed/cross_case/words_by_case.csv").read_text("utf-8").startswith("case_id,n_words\n")


def test_the_figure_of_a_new_question_stands_on_the_page_under_its_question(with_question):
    folder, _ = with_question
    page = (folder / "reports/supplement.md").read_text(encoding="utf-8")
    section = page[page.index("## How many words is a case told in?") :]
    assert "figures/words.png" in section.partition("\n## ")[0] and "**Words by case.**" in section


def test_the_table_of_a_new_question_stands_in_the_data_dictionary(with_question):
    folder, _ = with_question
    page = (folder / "reports/data_dictionary.md").read_text(encoding="utf-8")
    assert "### words_by_case" in page and "Words of all paraphrases of the case." in page


def test_a_new_question_stands_in_the_list_of_questions_and_in_the_picture_of_the_code(with_question):
    folder, _ = with_question
    page = (folder / "docs/comparison.md").read_text(encoding="utf-8")
    assert "[How many words is a case told in?](../reports/notebooks/34_words.ipynb)" in page
    assert "[words](../reports/supplement.md#figures-words)" in page
    told = (folder / "docs/architecture.md").read_text(encoding="utf-8")
    before = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    questions = [int(re.search(r"questions, papers \| (\d+)", text)[1]) for text in (told, before)]
    assert questions[0] == questions[1] + 1

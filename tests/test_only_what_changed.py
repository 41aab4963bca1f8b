"""Twelve edits: what changes nothing plans no step, what changes something plans exactly the steps that depend on it.

The steps are planned in a copy of the project that holds its results (planned.py); none of them runs.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest
from conftest import ROOT, copy_of_project, run

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
def answers(tmp_path_factory):
    folder = copy_of_project(tmp_path_factory.mktemp("changed") / "project")
    for name in ("reports", "data/processed"):
        shutil.copytree(ROOT / name, folder / name)
    for path in (ROOT / "docs").glob("*.*"):
        shutil.copy(path, folder / "docs")
    planned = Path(__file__).with_name("planned.py")
    said = run([sys.executable, str(planned), "--dry-run"], folder, PYTHONPATH=str(folder / "src"))
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

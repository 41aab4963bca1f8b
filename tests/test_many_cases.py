"""Twelve simulated cases from raw tables to printed captions: what five cases cannot show appears, with the number of
tests.
"""

import re

import pandas as pd
import pytest
from conftest import ROOT, copy_of_project, snakemake, whole
from simulate import write_cases
from test_honest import PRINTED_P

from crosscase import store
from crosscase.cases import clean
from crosscase.core import honest

CLEANED = ("--rerun-triggers", "mtime", "--allowed-rules", "cross_case", "robustness")
FIGURES = ("perspectives", "balance", "saturation")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The reports of 12 simulated cases that take the place of the five."""
    folder = tmp_path_factory.mktemp("many")
    write_cases(folder / "cases", 12)
    project = copy_of_project(folder / "project", cases=folder / "cases")
    book, _ = store.read_reference()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        for case_id in sorted(path.name for path in (project / "data/raw/cases").iterdir()):
            store.write_clean_case(*clean.clean_case(store.read_raw_case(case_id), book), case_id)
    targets = [f"reports/figures/{name}.svg" for name in FIGURES]
    said = snakemake(project, *targets, *CLEANED, *FIGURES)
    assert said.returncode == 0, said.stderr
    return project / "reports"


@whole
def test_a_p_value_appears_with_the_number_of_tests(reports):
    table = pd.read_csv(reports / "tables/perspectives.csv")
    assert "p (adjusted)" in table and table["p (adjusted)"].notna().any()
    caption = (reports / "figures/perspectives.caption.md").read_text(encoding="utf-8")
    assert PRINTED_P.search(caption) and re.search(r"\d+ tests", caption)


@whole
def test_a_bootstrap_range_appears(reports):
    caption = (reports / "figures/balance.caption.md").read_text(encoding="utf-8")
    assert "bootstrap range over 12 cases" in caption


@whole
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_says_any_more_that_no_test_may_be_shown(reports, name):
    few = honest.may_show(5).reason
    assert few in (ROOT / "data/processed/cross_case/balance_over_cases.csv").read_text(encoding="utf-8")
    assert few.split(":")[0] not in (reports / f"figures/{name}.caption.md").read_text(encoding="utf-8")

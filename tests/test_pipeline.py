"""The pipeline from end to end on two invented cases: same tables, a new case by a new folder, no kernel on bad
data.
"""

import os
import re
import shutil
import time

import pandas as pd
import pytest
from conftest import DATA, copy_of_project, run, snakemake, whole

from crosscase import store

#: What shows a case from its raw tables to a printed one.
GOALS = [
    "reports/tables/barriers_in_practice.csv",
    "reports/figures/which_barriers.svg",
    "reports/data_dictionary.md",
]
KEPT = [
    "cross_case/barriers_in_practice.csv",
    "cross_case/balance.csv",
    "harbour-town/cleaning_log.csv",
    "harbour-town/links.csv",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = copy_of_project(tmp_path_factory.mktemp("pipeline") / "project", cases=DATA / "cases")
    said = snakemake(folder, *GOALS)
    assert said.returncode == 0, said.stderr
    return folder


def figure_columns(folder):
    return pd.read_csv(folder / "reports/figures/which_barriers.csv")["unit"].dropna().unique().tolist()


def test_the_final_tables_are_the_kept_ones(project):
    for name in KEPT:
        built = (project / "data/processed" / name).read_text(encoding="utf-8")
        assert built == (DATA / "expected" / name).read_text(encoding="utf-8"), name


def test_a_second_run_has_nothing_to_do(project):
    said = snakemake(project, *GOALS)
    assert said.returncode == 0 and "Nothing to be done" in said.stderr


def test_a_changed_label_runs_only_what_depends_on_it(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project", symlinks=True)
    path = folder / "data/raw/cases/mill-lane/case.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("label: Mill lane", "label: The mill", 1), encoding="utf-8"
    )
    said = snakemake(folder, "--dry-run", "--quiet", "host", "--", *GOALS)
    planned = set(re.findall(r"^ *rule (\w+):", said.stdout + said.stderr, flags=re.MULTILINE))
    cases = set(re.findall(r"wildcards: case_id=(\S+)", said.stdout + said.stderr))
    assert "data_dictionary" not in planned and {"clean_case", "cross_case", "barriers_and_effects"} <= planned
    assert cases == {"mill-lane"}


@pytest.fixture(scope="module")
def with_copy(project, tmp_path_factory):
    """The project with a copy of one of its cases."""
    folder = shutil.copytree(project, tmp_path_factory.mktemp("copy") / "project", symlinks=True)
    shutil.copytree(folder / "data/raw/cases/harbour-town", folder / "data/raw/cases/zz-copy")
    ahead = time.time() + 86_400  # where it was written the clock is ahead, which stops nothing
    os.utime(folder / "data/raw/cases/zz-copy/codings.csv", (ahead, ahead))
    figures = [f"reports/figures/{name}.svg" for name in ("zz-copy/barrier_effects", "which_barriers")]
    said = snakemake(folder, *figures, "reports/tables/barriers_in_practice.csv")
    assert said.returncode == 0, said.stderr
    return folder


def test_a_copy_of_a_case_folder_adds_a_case_everywhere_and_changes_no_number_of_the_others(project, with_copy):
    folder = with_copy
    before = pd.read_csv(project / "data/processed/cross_case/codes_by_case.csv", dtype=str)
    tables = ["cases", "codes_by_case", "phase_profile", "balance"]
    for name in tables:
        frame = pd.read_csv(folder / f"data/processed/cross_case/{name}.csv", dtype=str)
        # Told by one source with the original, the copy stands beside it.
        assert frame["unit"].unique().tolist() == ["harbour-town", "zz-copy", "mill-lane"], name
        copied = frame[frame["unit"] == "zz-copy"].drop(
            columns=["unit", "case_id", "label", "segment_ids"], errors="ignore"
        )
        original = frame[frame["unit"] == "harbour-town"].drop(
            columns=["unit", "case_id", "label", "segment_ids"], errors="ignore"
        )
        # The correction of the original is not the copy's: it renames one speaker and changes no count.
        pd.testing.assert_frame_equal(copied.reset_index(drop=True), original.reset_index(drop=True))
    after = pd.read_csv(folder / "data/processed/cross_case/codes_by_case.csv", dtype=str)
    # Its passages stand in two cases now, which is said of them.
    others = after[after["unit"] != "zz-copy"].reset_index(drop=True)
    kept = [frame.drop(columns="shared_only").sort_values(["code_id", "unit"]) for frame in (before, others)]
    pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in kept))
    assert others.loc[others["unit"] == "harbour-town", "shared_only"].eq("True").any()
    assert figure_columns(folder) == ["harbour-town", "zz-copy", "mill-lane"]
    labels = pd.read_csv(folder / "data/processed/cross_case/cases.csv")["label"].tolist()
    assert labels == ["Harbour town", "Harbour town (2)", "Mill lane"]
    practice = pd.read_csv(folder / "reports/tables/barriers_in_practice.csv")
    assert practice["Seen in (phases)"].str.contains(r"Harbour town \(2\)", regex=True).any()
    for ending in store.FIGURE_FILES:
        assert (folder / f"reports/figures/zz-copy/barrier_effects{ending}").is_file()


@whole
def test_a_case_that_is_taken_out_again_leaves_every_table_and_figure_as_before(project, with_copy):
    said = run(["crosscase", "remove", "zz-copy", "--yes"], with_copy, PYTHONPATH=str(with_copy / "src"))
    assert said.returncode == 0, said.stderr
    said = snakemake(with_copy, "reports/figures/which_barriers.svg", "reports/tables/barriers_in_practice.csv")
    assert said.returncode == 0 and "zz-copy" not in said.stderr, said.stderr
    for place in ("data/processed", "reports/figures", "reports/tables", "reports/notebooks"):
        mine, theirs = (
            {path.relative_to(root): path.read_bytes() for path in (root / place).rglob("*") if path.is_file()}
            for root in (with_copy, project)
        )
        assert sorted(mine) == sorted(theirs) and mine == theirs, place


def test_bad_data_stop_the_run_before_a_kernel_starts(tmp_path):
    folder = copy_of_project(tmp_path / "project", cases=DATA / "cases")
    for name, old, new in (
        ("codings", "ht-004,staff_strain", "ht-004,staf_strain"),
        ("links", "ht-l004,ht-004", "ht-l004,ht-040"),
    ):
        path = folder / f"data/raw/cases/harbour-town/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    said = snakemake(folder, "--keep-going")
    assert said.returncode != 0 and "Traceback" not in said.stderr
    assert (
        "row 12, column 'code_id': 'staf_strain' is not a code" in said.stderr and "'ht-040' has no row" in said.stderr
    )
    assert not (folder / "reports/notebooks").exists() and not (folder / "logs/clean").exists()


def test_an_unknown_setting_stops_the_run_at_once(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project", symlinks=True)
    path = folder / "config/config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("count_by: segments", "count_by: words"), encoding="utf-8")
    said = snakemake(folder)
    assert said.returncode != 0 and "'words' is not allowed (segments, speakers, links)" in said.stderr


@whole
def test_every_step_runs_on_two_thin_cases_and_a_second_time_none(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project", symlinks=True)
    for told in ("results (", "Nothing to be done"):
        said = snakemake(folder)
        assert said.returncode == 0 and told in said.stderr, said.stderr


@whole
def test_units_can_be_compared_in_the_place_of_cases(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project", symlinks=True)
    path = folder / "config/config.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("unit_of_analysis: case", "unit_of_analysis: unit"), encoding="utf-8"
    )
    figures = ("which_barriers", "case_similarity", "perspectives", "balance", "configurations")
    said = snakemake(folder, *(f"reports/figures/{name}.svg" for name in figures))
    assert said.returncode == 0, said.stderr
    units = ["harbour-town/quay", "harbour-town/market", "mill-lane"]
    assert figure_columns(folder) == units
    answers = pd.read_csv(folder / "data/processed/cross_case/perspective_answers.csv")
    assert answers["unit"].unique().tolist() == units

"""Checks that the folders of papers bring: found by themselves, told what they ask for."""

import importlib
import shutil

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import papers, store
from crosscase.core import schemas
from crosscase.core.findings import Finding
from crosscase.core.received import RawTable
from crosscase.papers.facts import Known
from crosscase.run import checking


def received(frame, file="table.csv"):
    return RawTable(file, frame.set_axis(range(2, len(frame) + 2)), ())


def case(**tables):
    return {"c": {name: received(pd.DataFrame(columns)) for name, columns in tables.items()}}


def test_every_check_of_a_paper_is_of_a_table_that_has_a_schema():
    checks = checking._paper_checks()
    assert {f"raw/{name}" for name in checks} <= set(schemas.files())
    assert sorted(checks) == ["farr2017_issue_path", "farr2017_question_codes", "larsen2020_dialogue_roles"]


def test_the_check_of_a_new_paper_is_found_in_its_folder(tmp_path, monkeypatch):
    (tmp_path / "harbour2030").mkdir()
    shutil.copy(ROOT / "src/crosscase/papers/__init__.py", tmp_path / "harbour2030/__init__.py")
    (tmp_path / "harbour2030/checks.py").write_text("CHECKS = {'harbour2030_boats': print}\n", encoding="utf-8")
    (tmp_path / "empty2031").mkdir()
    (tmp_path / "empty2031/__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(papers, "__path__", [*papers.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    assert checking._paper_checks()["harbour2030_boats"] is print


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("larsen2020_dialogue_roles", "role", "mover", "'mover' is not coded absent at "),
        ("farr2017_issue_path", "indicator", "issues risen", "'issues risen' is not an indicator in data/raw/cases/"),
        ("farr2017_question_codes", "code_id", "trust_gaind", "'trust_gaind' is not a code in data/raw/codebook/"),
    ],
)
def test_a_wrong_cell_of_a_papers_table_is_refused_by_the_check_of_everything(
    table, column, value, message, monkeypatch
):
    tables = store.read_raw_papers()
    raw = tables[table]
    frame = raw.frame.copy()
    frame.loc[frame.index[-1], column] = value
    if "presence" in frame:
        frame.loc[frame.index[-1], "presence"] = "absent"
    monkeypatch.setattr(store, "read_raw_papers", lambda: tables | {table: RawTable(raw.file, frame, raw.findings)})
    found = [one for one in checking.all_findings()[1] if one.file == raw.file]
    assert any(one.message.startswith(message) for one in found)


def test_a_check_is_not_asked_where_the_form_of_its_table_is_wrong(monkeypatch):
    broken = RawTable(
        "data/raw/papers/larsen2020/dialogue_roles.csv", pd.DataFrame({"group": ["staff"]}, index=[2]), ()
    )
    monkeypatch.setattr(store, "read_raw_papers", lambda: {"larsen2020_dialogue_roles": broken})
    wrong = {"larsen2020_dialogue_roles": lambda *_: pytest.fail("asked of a broken table")}
    monkeypatch.setattr(checking, "_paper_checks", lambda: wrong)
    shared = {"sources": received(pd.DataFrame({"source_id": []}, dtype="str"))}
    assert [one.column for one in checking._paper_findings(shared, {}) if isinstance(one, Finding)]


def test_a_table_of_a_case_that_cannot_be_asked_is_none():
    known = Known(case(segments={"segment_id": ["1"]}, codings={"coder": ["A"]}), {})
    assert known.of_case("c", "codings", "coder")["coder"].tolist() == ["A"]
    assert known.of_case("c", "codings", "presence") is None
    assert known.of_case("c", "indicators") is None
    assert known.of_case("elsewhere", "codings", "coder") is None
    assert Known(case(segments={"id": ["1"]}, codings={"coder": ["A"]}), {}).of_case("c", "codings", "coder") is None


def test_a_codebook_without_its_columns_is_not_asked():
    whole = {"crosswalk": received(pd.DataFrame(columns=schemas.columns("raw/crosswalk"), dtype="str"))}
    assert len(Known({}, whole).of_codebook("crosswalk")) == 1
    assert Known({}, {"crosswalk": received(pd.DataFrame({"code_id": ["a"]}))}).of_codebook("crosswalk") is None

"""What is planted in a corpus of known structure comes out of the tables over cases, number by number; and clean tables
are read quickly only where no row could be read in two ways.
"""

import planted
import pytest
from conftest import copy_of_project

from crosscase import store
from crosscase.cases import clean
from crosscase.core import counts, passes, units
from crosscase.core.findings import CaseDataError
from crosscase.questions.agreement import compute as agreement
from crosscase.run import checking
from crosscase.store import tables

PLAN = planted.Plan(6, 70, planted.codes())
PATHS = {"codebook": "data/raw/codebook/codes.csv", "sources": "data/raw/sources.csv"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The material of a planted corpus that was checked and cleaned, and its table of cases."""
    folder = tmp_path_factory.mktemp("planted")
    planted.write(PLAN, folder / "cases")
    project = copy_of_project(folder / "project", cases=folder / "cases", apart=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        assert checking.all_findings() == (PLAN.ids, [])
        book, _ = store.read_reference()
        for case_id in PLAN.ids:
            store.write_clean_case(*clean.clean_case(store.read_raw_case(case_id), book), case_id)
        material = store.read_material(PATHS, PLAN.ids, coder="consensus", passes=["A", "B"], tables=False)
        cases = units.case_table(store.read_descriptions(PLAN.ids), material.segments, material.codings, material.links)
    return material, cases


def test_a_barrier_is_seen_in_as_many_cases_as_were_planted(corpus):
    m, cases = corpus
    table = counts.codes_by_case(m.codings, m.links, m.codes, cases, {}, shared=m.shared)
    barriers = table[table["family"] == "barrier"]
    assert barriers[barriers["state"] == "present"].groupby("code_id").size().to_dict() == PLAN.shared_by()
    planted_in: dict[tuple[str, str], int] = {}
    for (case_id, cause, _, _), n in PLAN.links().items():
        planted_in[cause, case_id] = planted_in.get((cause, case_id), 0) + n
    told = barriers[barriers["n_segments"] > 0].set_index(["code_id", "unit"])
    assert told["n_segments"].to_dict() == told["n_links"].to_dict() == planted_in


def test_every_link_comes_out_as_often_as_it_was_planted(corpus):
    m, cases = corpus
    counted = counts.evidence(counts.by_unit(m.links, cases), ["unit", "cause", "effect", "status"])
    assert counted.set_index(["unit", "cause", "effect", "status"])["n_links"].to_dict() == PLAN.links()
    by_pass = passes.links_by_pass(m.compared_links, ["A", "B"])
    harm = by_pass[by_pass["valence"] == "co-destruction"]
    assert harm["n_links"].tolist() == [PLAN.cases * PLAN.passages] * 2


def test_two_passes_agree_as_far_as_was_planted(corpus):
    m, _ = corpus
    barriers = m.all_codings[m.all_codings["family"] == "barrier"]
    one, other = agreement.presence(barriers, m.segments, ["A", "B"]).values()
    both, apart = ((one & other).to_numpy().sum(), (one & ~other).to_numpy().sum())
    agreed, differing = PLAN.agreed()
    assert (both, apart) == (PLAN.cases * agreed, PLAN.cases * differing)


def test_a_passage_is_known_as_shared_where_two_cases_repeat_it(corpus):
    assert set(corpus[0].shared) == PLAN.repeats()


LINKS = "case_id,segment_id,source_id\nhill,h-1,a\nhill,h-2,\n"


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        (LINKS, True),
        (LINKS.removesuffix("\n"), True),
        (LINKS + 'hill,h-3,"a, b"\n', False),
        (LINKS + "hill,h-3,a,b\n", False),
        (LINKS + "hill,h-3\n", False),
        (LINKS + "hill,h-3,a,b\nhill,h-4\n", False),
        (LINKS + "\nhill,h-3,a\n", False),
        (LINKS + ",,\n", False),
        (LINKS.replace("\n", "\r\n"), False),
        ("\ufeff" + LINKS, False),
        (LINKS.replace("a", "b", 1), False),
    ],
)
def test_a_table_is_read_quickly_where_each_line_is_a_row_and_with_care_elsewhere(tmp_path, text, plainly):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    frame = tables._read_plainly(path, ["case_id", "segment_id", "source_id"])
    assert (frame is not None) == plainly
    header, rows, findings = tables.read_rows(path)
    if frame is not None:
        assert not findings and list(frame.columns) == header
        assert frame.to_numpy().tolist() == [cells for _, cells in rows]


def test_a_clean_table_with_a_row_too_long_is_refused_as_before(tmp_path):
    path = tmp_path / "links_by_pass.csv"
    path.write_text("coder,valence,n_links\nA,co-creation,1,2\n", encoding="utf-8")
    with pytest.raises(CaseDataError, match="the row has 4 cells, the header has 3"):
        store.read_table(path, "links_by_pass")

"""Evidence files: every published count is found again from them alone, and they lead to passages that exist."""

import pandas as pd
import pytest
from conftest import ROOT, coding

from crosscase import store
from crosscase.core import evidence
from crosscase.run import cli

REPORTS = ROOT / "reports"
CASES = [path.parent.name for path in sorted((REPORTS / "figures").glob("*/barrier_effects.svg"))]


def read(path):
    return pd.read_csv(REPORTS / path, dtype=str, keep_default_na=False)


def numbers(frame, *columns):
    return frame.assign(**{column: pd.to_numeric(frame[column]) for column in columns})


# What is published (file, columns of the row, columns of the column, counts) and its evidence file.
PUBLISHED = [
    ("figures/which_barriers", ["code_id"], ["unit", "outcome"], ["n_segments", "n_speakers", "n_cases"]),
    ("figures/phase_profile", ["code_id"], ["phase", "unit"], ["n_segments", "n_speakers", "n_cases"]),
    ("figures/evidence_gaps", ["cause"], ["effect"], ["n_segments", "n_speakers", "n_cases", "n_links"]),
    ("figures/balance", ["unit"], ["valence", "status"], ["n_segments", "n_speakers", "n_cases", "n_links"]),
    *[
        (f"figures/{case}/barrier_effects", ["cause"], ["effect"], ["n_segments", "n_speakers", "n_cases", "n_links"])
        for case in CASES
    ],
]


def rederived(stem, row, column, counts, behind):
    """Return the published counts and those counted again from an evidence file, by place; cells of 0 are left out."""
    shown = numbers(read(f"{stem}.csv"), *counts)
    place = [shown[some].agg(lambda names: " / ".join(filter(None, names)), axis=1) for some in (row, column)]
    published = shown.assign(row=place[0], column=place[1]).set_index(["row", "column"])[counts]
    published = published[published["n_segments"] > 0].astype(int).sort_index()
    return published, evidence.counts(behind).set_index(["row", "column"])[counts].astype(int).sort_index()


@pytest.mark.parametrize(("stem", "row", "column", "counts"), PUBLISHED, ids=[entry[0] for entry in PUBLISHED])
def test_every_published_count_is_found_again_from_the_evidence_alone(stem, row, column, counts):
    published, again = rederived(stem, row, column, counts, read(f"{stem}.evidence.csv"))
    pd.testing.assert_frame_equal(published, again)


def test_one_line_of_evidence_less_and_the_count_no_longer_agrees():
    entry = PUBLISHED[0]
    published, again = rederived(*entry, read(f"{entry[0]}.evidence.csv").iloc[1:])
    assert not published.equals(again)


def test_the_practitioners_table_is_found_again():
    shown = store.read_table(
        ROOT / "data/processed/cross_case/barriers_in_practice.csv", "barriers_in_practice"
    ).set_index("code_id")
    again = evidence.counts(read("tables/barriers_in_practice.evidence.csv")).set_index("row")
    assert again["n_segments"].to_dict() == shown["n_segments"].astype(int).to_dict()
    assert again["n_speakers"].to_dict() == shown["n_speakers"].astype(int).to_dict()


def test_agreement_and_literature_are_found_again():
    by_code = numbers(read("figures/agreement.csv"), "n_both", "n_first_only", "n_second_only").set_index("code_id")
    counted = read("figures/agreement.evidence.csv").groupby(["row", "column"]).size().unstack(fill_value=0)
    assert (
        counted.reindex(by_code.index)[["both", "A only", "B only"]].to_numpy()
        == by_code[["n_both", "n_first_only", "n_second_only"]].to_numpy()
    ).all()
    works = numbers(read("figures/literature_factors.csv"), "n_works")
    again = read("figures/literature_factors.evidence.csv").groupby(["row", "column"])["work_id"].nunique()
    assert again.to_dict() == works[works["n_works"] > 0].set_index(["factor_id", "effect_id"])["n_works"].to_dict()


def test_every_figure_and_table_has_an_evidence_file_and_its_passages_exist():
    known = {
        (case, s)
        for case in store.case_ids()
        for s in store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments")["segment_id"]
    }
    outputs = [
        *(path for path in REPORTS.rglob("*.svg") if ".p" not in path.stem),
        *(REPORTS / "tables").rglob("*.docx"),
    ]
    assert len(outputs) >= 12
    for path in outputs:
        behind = pd.read_csv(path.with_name(f"{path.stem}.evidence.csv"), dtype=str, keep_default_na=False)
        assert len(behind)
        if "segment_id" in behind:
            # What a source states outside the coded passages is told by its section and has no passage.
            told = behind[behind["segment_id"] == ""]
            assert told.empty or ((told["section"] != "").all() and (told["paraphrase"] != "").all())
            behind = behind[behind["segment_id"] != ""]
            assert set(behind[["case_id", "segment_id"]].itertuples(index=False, name=None)) <= known


def test_what_a_passage_says_is_kept_once_and_stands_beside_its_id_again():
    segments = pd.DataFrame(
        [dict(case_id="a", segment_id=f"a-{n}", source_id="x2020", section="s", kind="finding") for n in (1, 2)]
    )
    segments = segments.assign(speaker="", role="authors", phase="during", paraphrase=["One.", "Two."])
    codings = pd.DataFrame([coding("a", "a-1", "distrust"), coding("a", "a-2", "no_time", presence="absent")])
    sources = pd.DataFrame({"source_id": ["x2020"], "doi": ["10.1/x"]})
    table = pd.DataFrame({"r": ["m", "n"], "segment_ids": ["a:a-2 a:a-1", "a:a-2"]})
    whole = evidence.passages(table, row=["r"], column=[], segments=segments, codings=codings, sources=sources)
    kept = evidence.by_id(whole)
    assert list(kept) == [*evidence.PLACE, "case_id", "segment_id", "speaker"]
    pd.testing.assert_frame_equal(evidence.told(kept, segments, codings, sources), whole)
    beside = whole.assign(segment_id=["a-2", "", "a-2"])  # one row is told outside the passages
    assert evidence.by_id(beside) is beside and evidence.told(beside, segments, codings, sources) is beside


def test_a_cell_is_traced_by_label_or_id_and_an_unknown_one_is_told(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.main(["trace", "reports/figures/which_barriers.png", "lack of trust", "place4carers"]) == 0
    by_label = capsys.readouterr().out
    assert cli.main(["trace", "which_barriers", "lack_of_trust", "Place4Carers"]) == 0
    assert capsys.readouterr().out == by_label and "10.21203/rs.3.rs-34600/v3" in by_label
    assert cli.main(["trace", "which_barriers", "lack_of_trst"]) == 1
    assert "if it means 'lack_of_trust'" in capsys.readouterr().err
    assert cli.main(["trace", "which_barrier"]) == 1
    assert "if it means 'which_barriers'" in capsys.readouterr().err


def test_evidence_names_the_passage_the_codes_and_the_absent_ones():
    table = pd.DataFrame([dict(code_id="distrust", unit="a", segment_ids="a:a-1")])
    segments = pd.DataFrame(
        [
            dict(
                case_id="a",
                segment_id="a-1",
                source_id="s",
                section="1",
                kind="finding",
                speaker="",
                role="author",
                phase="during",
                paraphrase="Somebody said so.",
            )
        ]
    )
    codings = pd.DataFrame([coding("a", "a-1", "distrust"), coding("a", "a-1", "meals", presence="absent")])
    sources = pd.DataFrame([dict(source_id="s", doi="10.1/x")])
    found = evidence.passages(
        table,
        row=["code_id"],
        column=["unit"],
        segments=segments,
        codings=codings,
        sources=sources,
        names={"distrust": "Distrust"},
    )
    assert found.iloc[0][["row", "column", "row_label", "column_label", "doi", "codes"]].tolist() == [
        "distrust",
        "a",
        "Distrust",
        "a",
        "10.1/x",
        "-meals distrust",
    ]

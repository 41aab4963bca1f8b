"""Certainty: what the draft of GRADE-CERQual fills from the data, by which rules, and what it leaves to people."""

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.questions.certainty import caption, compute, published

CASES = {
    name: dict(label=label, country="Norway", sector="care", study_design="interviews\nover a year", sources=sources)
    for name, label, sources in (("a", "Town", ["one2020"]), ("b", "Village", ["two2021", "three2022"]))
}
SEGMENTS = pd.DataFrame(
    [
        dict(case_id="a", segment_id="a-1", kind="quotation", speaker="Ann"),
        dict(case_id="a", segment_id="a-2", kind="quotation", speaker="Ann"),
        dict(case_id="a", segment_id="a-3", kind="field_note", speaker=""),
        dict(case_id="b", segment_id="b-1", kind="interpretation", speaker=""),
        dict(case_id="b", segment_id="b-2", kind="finding", speaker="Ann"),
    ]
)


def finding(name, ids="a:a-1 a:a-2 a:a-3 b:b-1 b:b-2", **more):
    row = dict(finding_id=name, figure="map", statement=f"{name.capitalize()} holds", as_published=True)
    return row | dict(n_holds=2, n_variants=2, segment_ids=ids, n_segments=len(ids.split())) | more


def variant(name, holds=True, coder="consensus", left_out="none", **more):
    return dict(finding_id=name, coder=coder, left_out=left_out, count_by="any", merged="none", holds=holds) | more


def frame(rows, like):
    """Return rows as a table, with the columns of one such row where there is none."""
    table = pd.DataFrame(rows, columns=None if rows else list(like))
    return table.astype({name: "boolean" for name in ("as_published", "holds", "claimed") if name in table})


def drafted(*findings, variants=(), cases=CASES):
    return compute.certainty(frame(list(findings), finding("x")), frame(list(variants), variant("x")), SEGMENTS, cases)


def test_a_finding_is_drafted_from_its_passages_its_variants_and_the_studies_behind_it(tmp_path):
    table = drafted(
        finding("trust", n_random=1000, n_random_holds=7, claimed=True),
        finding("food", "b:b-1", n_holds=1, n_variants=4, as_published=False, n_random=pd.NA, n_random_holds=pd.NA),
        variants=[
            variant("trust"),
            variant("trust", False, coder="A"),
            variant("trust", False, left_out="b"),
            variant("trust", True, coder="B", left_out="b"),
            variant("trust", True, coder="B", left_out="a"),
            variant("food", False),
        ],
    )
    shared = dict(figure="map", methodological_limitations="", relevance="", overall="")
    first = shared | dict(
        finding_id="trust",
        statement="Trust holds",
        case_ids="a b",
        n_cases=2,
        n_segments=5,
        n_speakers=2,  # Ann of one case is not Ann of another
        n_quotations=2,
        n_field_notes=1,
        n_findings=1,
        n_interpretations=1,
        adequacy_concern="moderate",
        as_published=True,
        n_holds=2,
        n_variants=2,
        share_holds=1.0,
        readers_against="A",
        hangs_on="",
        n_random=1000,
        n_random_holds=7,
        claimed=True,
        coherence_concern="moderate",
        methodological_limitations="Town: interviews over a year (one2020);"
        " Village: interviews over a year (two2021, three2022)",
        relevance="Town: Norway, care; Village: Norway, care",
        segment_ids="a:a-1 a:a-2 a:a-3 b:b-1 b:b-2",
    )
    assert table.iloc[0].to_dict() == {name: first[name] for name in compute.COLUMNS}
    second = table.iloc[1]
    assert second[["case_ids", "n_cases", "n_speakers", "adequacy_concern"]].tolist() == ["b", 1, 0, "serious"]
    assert second[["share_holds", "readers_against", "hangs_on"]].tolist() == [0.25, "consensus", ""]
    assert second["coherence_concern"] == "serious" and pd.isna(second["claimed"])
    store.write_table(table, tmp_path / "certainty.csv", "certainty")
    pd.testing.assert_frame_equal(store.read_table(tmp_path / "certainty.csv", "certainty"), table)


ENOUGH = dict(n_cases=3, n_segments=10, n_speakers=3, n_quotations=3, n_field_notes=2)
ENOUGH |= dict(n_findings=5, n_interpretations=0)


@pytest.mark.parametrize(
    ("change", "concern"),
    [
        ({}, "none or minor"),
        (dict(n_cases=2), "moderate"),
        (dict(n_segments=9), "moderate"),
        (dict(n_speakers=2), "moderate"),
        (dict(n_field_notes=1), "moderate"),
        (dict(n_cases=1), "serious"),
        (dict(n_segments=2), "serious"),
        (dict(n_segments=3, n_quotations=1, n_field_notes=0), "moderate"),
        (dict(n_quotations=0, n_field_notes=0), "serious"),
        (dict(n_cases=0, n_segments=0, n_speakers=0, n_quotations=0, n_field_notes=0), "not rated"),
    ],
)
def test_the_concern_about_adequacy_follows_the_thresholds(change, concern):
    assert compute.adequacy_concern(ENOUGH | change) == concern


@pytest.mark.parametrize(
    ("change", "concern"),
    [
        ({}, "none or minor"),
        (dict(n_holds=89), "moderate"),
        (dict(readers_against="B"), "moderate"),
        (dict(hangs_on="a"), "moderate"),
        (dict(n_holds=50), "moderate"),
        (dict(n_holds=49), "serious"),
        (dict(claimed=False), "serious"),
        (dict(claimed=pd.NA), "none or minor"),
        (dict(as_published=False), "serious"),
        (dict(as_published=pd.NA), "not rated"),
        (dict(n_holds=0, n_variants=0), "not rated"),
    ],
)
def test_the_concern_about_coherence_follows_the_thresholds(change, concern):
    told = dict(as_published=True, n_holds=90, n_variants=100, readers_against="", hangs_on="", claimed=True) | change
    told["share_holds"] = told["n_holds"] / told["n_variants"] if told["n_variants"] else pd.NA
    assert compute.coherence_concern(told, told) == concern


def test_other_thresholds_give_other_concerns_and_the_rules_say_them():
    strict = compute.Thresholds(cases=4, holds=0.95)
    assert compute.adequacy_concern(ENOUGH, strict) == "moderate"
    said = " ".join(compute.rules(strict)["proposed when"])
    assert "at least 4 cases, 10 passages" in said and "at least 95% of the re-analyses" in said
    lines = caption.rules_told().splitlines()
    assert len(lines) == len(compute.rules()) and "- *Coherence*, moderate: otherwise." in lines


def test_a_case_turns_a_finding_only_where_it_holds_with_it_and_equal_data_count_once():
    variants = [
        variant("x", True, data=1),
        variant("x", False, data=2, count_by="segments"),
        variant("x", False, data=2, count_by="speakers"),
        variant("x", False, data=3, left_out="a"),
        variant("x", pd.NA, data=4, left_out="b"),
    ]
    (row,) = drafted(finding("x"), variants=variants).to_dict("records")
    assert (row["hangs_on"], row["readers_against"]) == ("a", "consensus")
    (row,) = drafted(finding("x"), variants=variants[1:4]).to_dict("records")
    assert row["hangs_on"] == ""


@pytest.mark.parametrize("n_holds", [0, 1, 100])
@pytest.mark.parametrize("ids", ["", "b:b-1", "a:a-1 a:a-2 a:a-3 b:b-1 b:b-2"])
def test_the_overall_assessment_is_never_made(ids, n_holds):
    table = drafted(finding("x", ids, n_holds=n_holds, n_variants=100, claimed=n_holds > 50))
    printed = published.summary_of_findings(table, CASES)
    assert set(table["overall"]) == {""} and set(printed[published.OVERALL]) == {""}
    assert "(for people)" in published.OVERALL == printed.columns[-1]


def test_no_overall_assessment_stands_in_the_published_draft():
    table = store.read_table(ROOT / "data/processed/cross_case/certainty.csv", "certainty")
    printed = pd.read_csv(ROOT / "reports/tables/summary_of_findings.csv", dtype=str, keep_default_na=False)
    assert len(table) == len(printed) > 0
    assert set(table["overall"]) == {""} and set(printed[published.OVERALL]) == {""}


def test_the_printed_draft_says_data_concern_and_what_is_left_to_people():
    table = drafted(
        finding("trust", n_random=1000, n_random_holds=7, claimed=True),
        finding("food", "b:b-1 b:b-2", as_published=False, n_holds=1, n_variants=4),
        finding("fear", "", as_published=pd.NA, n_holds=0, n_variants=0),
        variants=[variant("trust"), variant("trust", False, coder="A", left_out="a"), variant("food", True),
                  variant("trust", False, coder="A", left_out="b"), variant("food", False, left_out="b")],
    )  # fmt: skip
    assert published.summary_of_findings(table, CASES).to_numpy().tolist() == [
        [
            "Trust holds",
            "Town; Village",
            "5",
            "2",
            "2 of 2",
            "7 of 1000",
            "moderate",
            "moderate (holds in under half of the re-analyses of coding A; not without Town or Village)",
            "",
        ],
        ["Food holds", "Village", "2", "1", "1 of 4 (not as published)", "not asked", "serious"]
        + ["serious (not without Village)", ""],
        ["Fear holds", "none", "0", "0", "cannot be asked", "not asked", "not rated", "not rated", ""],
    ]
    assert len(published.SUMMARY_WIDTHS) == len(published.COLUMNS) and sum(published.SUMMARY_WIDTHS) <= 267
    assert caption.summary_of_findings(table).startswith("**Summary of findings: 0 of 3 findings with no more")
    more = pd.concat([table, table.iloc[:1].assign(case_ids="a b c", claimed=False)], ignore_index=True)
    (row,) = published.summary_of_findings(more, CASES | {"c": CASES["a"]}).iloc[3:].to_dict("records")
    assert row["Cases behind it"] == "all 3" and row["Random data sets that show it"] == "7 of 1000 (not claimed)"


def test_what_we_see_counts_concerns_and_names_the_findings_without_and_with_a_serious_one():
    table = drafted(finding("trust"), finding("food", "b:b-1"), variants=[variant("trust"), variant("food")])
    assert caption.what_we_see(table) == (
        "Of 2 findings, by the rules of the draft, concern about adequacy of data is moderate for 1 and serious for 1;"
        " concern about coherence is none or minor for 2. None or a minor one in both: no finding. A serious one in"
        " either: “Food holds”. No overall assessment is made: that is for people."
    )
    assert "3 of 6 are quotations or field notes" in caption.limits(table)


def test_no_finding_and_forty_cases_break_nothing(tmp_path):
    many = {f"k{n:02}": dict(CASES["a"], label=f"Case {n}") for n in range(40)} | CASES
    for table in (drafted(), drafted(finding("trust"), cases=many)):
        assert published.summary_of_findings(table, many).shape == (len(table), 9)
        assert len(caption.summary_of_findings(table).split()) <= 150
        assert caption.limits(table) and caption.what_we_see(table)
        store.write_table(table, tmp_path / "certainty.csv", "certainty")
    assert caption.what_we_see(drafted()).startswith("No headline finding is declared")


def test_a_case_without_a_description_is_named():
    with pytest.raises(KeyError, match="no description of b"):
        drafted(finding("trust"), cases={"a": CASES["a"]})

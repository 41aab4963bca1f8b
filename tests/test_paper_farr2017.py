"""farr2017: issues raised and acted on, context-mechanism-outcome rows."""

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link

from crosscase import store
from crosscase.core import evidence
from crosscase.core.received import RawTable
from crosscase.papers.farr2017 import caption as farr2017_caption
from crosscase.papers.farr2017 import checks as farr2017_checks
from crosscase.papers.farr2017 import compute as farr2017
from crosscase.papers.farr2017 import figure as farr2017_figure

NHS, LG = farr2017.CASES
REPORTS = ROOT / "reports"
PROCESSED = ROOT / "data/processed/papers/farr2017"
CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
NAMES = {NHS: "Hospital", LG: "Council"}


@pytest.mark.parametrize(
    ("printed", "told"), [("over 36", (37, False)), ("more than 9", (10, False)), ("29", (29, True)), ("", None)]
)
def test_a_lower_bound_stays_one(printed, told):
    assert farr2017.at_least(printed) == told


def test_a_number_that_is_neither_exact_nor_a_bound_is_refused():
    with pytest.raises(ValueError, match="about 30"):
        farr2017.at_least("about 30")


def steps(*rows):
    return pd.DataFrame(
        [
            dict(
                step=n,
                stage=stage,
                what=stage,
                indicator=indicator,
                segment_ids=ids,
                source_id="s",
                section="x",
                note="",
            )
            for n, (stage, indicator, ids) in enumerate(rows, 1)
        ]
    )


PATH = steps(("heard", "", "c:1"), ("discussed", "raised", "c:2"), ("acted upon", "done", "c:2 c:3"))


@pytest.mark.parametrize(
    ("raised", "rest", "exact", "shown"),
    [("over 9", 4, False, ["over 9", "6", "at least 4"]), ("9", 3, True, ["9", "6", "3"])],
)
def test_what_remains_is_as_exact_as_what_is_printed(raised, rest, exact, shown):
    indicators = pd.DataFrame([dict(indicator="raised", value=raised), dict(indicator="done", value="6")])
    table = farr2017.issue_path(PATH, indicators)
    row = table.set_index("stage").loc["no action told"]
    assert (row["at_least"], row["exact"], row["segment_ids"], row["n_segments"]) == (rest, exact, "c:2 c:3", 2)
    drawn = farr2017_figure.issue_path_figure(table)
    ax = drawn.axes[0]
    assert [text.get_text() for text in ax.texts if text.get_gid() == "number"] == shown
    assert len([bar for bar in ax.patches if bar.get_gid() == "open end"]) == (0 if exact else 2)
    assert len([text for text in ax.texts if text.get_gid() == "none"]) == 1
    caption, alt = farr2017_caption.issue_path_caption(table, "Hospital")
    assert ("at most 6 in 10" in caption) != exact and "%" not in caption + alt


def test_an_indicator_that_the_case_does_not_hold_is_an_error():
    with pytest.raises(KeyError, match="raised"):
        farr2017.issue_path(PATH, pd.DataFrame([dict(indicator="done", value="6")]))


def test_a_step_with_an_unknown_indicator_is_refused_before_a_run():
    raw = RawTable("issue_path.csv", PATH.set_axis(range(2, 5)), ())
    assert [(f.row, f.column) for f in farr2017_checks.check_issue_path(raw, ["raised"], "c")] == [(4, "indicator")]


def test_a_mechanism_is_an_enabler_or_a_remedy_and_the_barrier_its_context():
    links = pd.DataFrame(
        [
            link(NHS, 1, "1", "meals", "new_shop"),
            link(NHS, 2, "2", "meals", "new_shop", "possible"),
            link(NHS, 3, "3", "distrust", "people_leave"),
            link(NHS, 4, "4", "distrust", "people_leave", "averted", remedy="meals"),
            link(LG, 5, "5", "meals", "new_shop", phase="after"),
            link("elsewhere", 6, "6", "meals", "new_shop"),
        ]
    )
    codings = pd.DataFrame(
        [coding(NHS, "1", "no_time"), coding(NHS, "4", "distrust"), coding(LG, "5", "no_time", presence="absent")]
    )
    table = farr2017.context_mechanism_outcome(links, links, codings, codings, CODES)
    told = table[
        ["case_id", "phase", "barrier", "mechanism", "outcome", "statuses", "beside", "n_links", "n_segments"]
    ].values.tolist()
    assert told == [
        [NHS, "during", "", "meals", "new_shop", "realised 1, possible 1", "no_time", 2, 2],
        [NHS, "during", "distrust", "meals", "people_leave", "averted 1", "", 1, 1],
        [LG, "after", "", "meals", "new_shop", "realised 1", "", 1, 1],
    ]
    shuffled = farr2017.context_mechanism_outcome(links.iloc[::-1], links, codings.iloc[::-1], codings, CODES)
    pd.testing.assert_frame_equal(table, shuffled)
    assert farr2017.published_cmo(table, CODES, NAMES)["Context: barrier"].tolist() == ["(no time)", "Distrust", ""]


@pytest.mark.parametrize(
    ("name", "table", "row", "column"),
    [
        ("figures/papers/farr2017/issue_path", "issue_path", ["stage"], []),
        (
            "tables/papers/farr2017/context_mechanism_outcome",
            "cmo",
            ["case_id", "phase", "barrier"],
            ["mechanism", "outcome"],
        ),
    ],
)
def test_every_published_count_can_be_counted_again_from_its_evidence(name, table, row, column):
    frame = store.read_table(PROCESSED / f"{table}.csv", f"farr2017_{table}")
    behind = pd.read_csv(REPORTS / f"{name}.evidence.csv", dtype=str, keep_default_na=False)
    again = evidence.counts(behind).set_index(["row", "column"])["n_segments"].to_dict()
    told = {
        tuple(" / ".join(str(cell[part]) for part in parts) for parts in (row, column)): cell["n_segments"]
        for cell in frame.to_dict("records")
        if pd.notna(cell["n_segments"]) and cell["n_segments"]
    }
    assert again == told


def test_the_numbers_of_the_path_are_those_of_the_paper():
    frame = store.read_table(PROCESSED / "issue_path.csv", "farr2017_issue_path").set_index("stage")
    assert frame.loc["discussed", ["printed", "at_least", "exact"]].tolist() == ["over 36", 37, False]
    assert frame.loc["acted upon", ["printed", "at_least", "exact"]].tolist() == ["29", 29, True]
    assert frame.loc["no action told", ["printed", "at_least", "exact"]].tolist() == ["", 8, False]


def seen(raised="over 9", links=()):
    indicators = pd.DataFrame([dict(indicator="raised", value=raised), dict(indicator="done", value="6")])
    frame = pd.DataFrame(list(links) or [link(NHS, 1, "1", "meals", "new_shop")]).iloc[: len(links)]
    read = pd.DataFrame([coding(NHS, "1", "distrust")])
    cmo = farr2017.context_mechanism_outcome(frame, frame, read, read, CODES)
    return farr2017_caption.what_we_see(farr2017.issue_path(PATH, indicators), cmo)


def test_the_answer_says_what_the_paper_prints_and_what_the_data_give():
    text = seen(links=[link(NHS, 1, "1", "meals", "new_shop"), link(NHS, 2, "1", "meals", "people_leave")])
    assert "of at least 4 no action is told, and no share can be given" in text
    assert text.endswith(
        "give 2 rows: 0 with a remedy, 1 in which an enabler did harm, 0 shown by one of the two codings alone."
    )


def test_the_answer_turns_where_the_paper_is_exact_and_no_link_gives_a_row():
    text = seen(raised="9")
    assert "of 3 no action is told." in text and "share" not in text
    assert text.endswith("The paper prints no table of context, mechanism and outcome, and no link gives a row of one.")


def test_a_path_without_its_numbers_is_told_as_such():
    path = farr2017.issue_path(steps(("heard", "", "c:1")), pd.DataFrame(columns=["indicator", "value"]))
    assert farr2017_caption._issues_seen(path) == ["The steps from issues raised to issues acted on are not numbered."]

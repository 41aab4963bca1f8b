"""Phases: when barriers were at work, as the notebook says it."""

import pandas as pd
from conftest import coding, unit

from crosscase.core import counts
from crosscase.questions.phases import caption

CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust", phase="before"),
        coding("a", "a-2", "distrust"),
        coding("a", "a-3", "distrust"),
        coding("a", "a-3", "no_time"),
        coding("a", "a-4", "distrust", phase="after"),
        coding("b", "b-1", "no_time"),
    ]
)


def seen(codings, codes, *names):
    cases = pd.DataFrame([unit(name) for name in names])
    return caption.what_we_see(counts.phase_profile(codings, codes, cases), codes, cases)


def test_what_we_see_names_the_phase_told_most_and_the_barriers_of_one_phase_only(codes):
    assert seen(CODINGS, codes, "a", "b") == (
        "Passages that name a barrier tell most often of the time during the collaboration: 1 of before, 3 of during"
        " and 1 of after. That is so in each of the 2 cases that name a barrier. Of 2 barriers named, 1 is told of"
        " every phase and 1 during it only (‘No time’). Seen in most cases: before it, ‘Distrust’ (1); during"
        " it, ‘No time’ (2); after it, ‘Distrust’ (1)."
    )


def test_what_we_see_turns_with_the_phase_names_ties_and_says_where_a_case_differs(codes):
    early = CODINGS.assign(phase=CODINGS["phase"].where(CODINGS["case_id"] == "b", "before"))
    told = seen(early, codes, "a", "b")
    assert "of the time before the collaboration" in told and "That is so in 1 of the 2 cases" in told
    tied = seen(CODINGS.iloc[[0, 4]], codes, "a")
    assert "of the time before and after the collaboration: 1 of before, 0 of during and 1 of after. Of 1" in tied
    assert "none are told of every phase and none of one only." in tied


def test_what_we_see_without_a_barrier_says_so(codes):
    assert seen(CODINGS.iloc[:0], codes, "a", "b") == "No passage of 2 cases names a barrier, so no phase can be told."


def test_the_caption_begins_with_the_phase_told_most_of_and_says_how_many_passages(codes):
    cases = pd.DataFrame([unit("a"), unit("b")])
    table = counts.phase_profile(CODINGS, codes, cases)
    told, alt = caption.phase_profile(table, codes, cases, ["distrust", "no_time"], count_by="segments")
    assert told.startswith("**Barriers are told of most often during the collaboration: 3 of 5 passages.**")
    assert alt == "Shaded table of 2 barriers by phase and case; passages: before 1, during 3, after 1."
    nothing = counts.phase_profile(CODINGS.iloc[:0], codes, cases)
    told, _ = caption.phase_profile(nothing, codes, cases, ["distrust"], count_by="segments")
    assert told.startswith("**No passage names a barrier in any phase.**")

"""What led to what within one case, in words."""

import pandas as pd
import pytest
from conftest import coding, link

from crosscase.core import counts, passes
from crosscase.questions.within_case import caption

NOTHING = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")]).iloc[:0]


def told(links, codings, codes, count_by="segments"):
    frame = pd.DataFrame(links) if links else NOTHING
    read = pd.DataFrame(codings)
    single = passes.one_pass_only(frame, ["cause", "effect"], read=read)
    table = passes.with_pass(counts.barrier_effects(frame[frame["coder"] == "A"], codes, case_id="a"), single)
    return caption.what_we_see(table, read[read["coder"] == "A"], codes, "Harbour", count_by=count_by)


CODED = [coding("a", str(n), code) for n, code in ((1, "distrust"), (2, "distrust"), (3, "no_time"))]


def test_the_answer_weighs_harm_and_good_and_names_the_pair_that_is_stated_most(codes):
    links = [
        link("a", 1, "1", "distrust", "people_leave"),
        link("a", 2, "2", "distrust", "people_leave", "averted", remedy="meals"),
        link("a", 3, "3", "meals", "new_shop"),
    ]
    assert told(links, CODED, codes) == (
        "In Harbour, 3 passages state 3 links: 2 to harm (co-destruction) and 1 to good (co-creation). Of the one"
        " barrier with an effect, what is stated most (2 passages) is that ‘distrust’ led to ‘people leave’. Of the one"
        " enabler with an effect, what is stated most (1 passage) is that ‘meals’ led to ‘new shop’. Of the harm, 0 of"
        " 2 links tell of a remedy that weakened it and 1 of one that stopped it. One barrier is coded without a"
        " stated effect (no time)."
    )


def test_pairs_that_tie_are_all_named_and_harm_that_nothing_met_is_said(codes):
    links = [link("a", 1, "1", "distrust", "people_leave"), link("a", 2, "3", "no_time", "people_leave")]
    text = told(links, CODED, codes)
    assert "(1 passage each) is that ‘distrust’ led to ‘people leave’ and ‘no time’ led to ‘people leave’." in text
    assert text.endswith("No link tells of a remedy that weakened or stopped the harm.") and "enabler" not in text
    # Nobody is labelled as a speaker: counted by speakers, no pair is stated most.
    assert "stated most" not in told(links, CODED, codes, "speakers")


def test_what_rests_on_one_pass_alone_is_counted(codes):
    read = [*CODED, coding("a", "1", "distrust", coder="B")]
    text = told([link("a", 1, "1", "distrust", "people_leave")], read, codes)
    assert text.endswith("Of the 1 pair of cause and effect, 1 rests on one of the two separate passes alone.")


@pytest.mark.parametrize(
    ("presence", "feared", "after", "uncoded"),
    [
        ("possible", "no time", "", "none"),
        ("absent", "none", "; only said not to occur: no time", "none"),
        (None, "none", "", "no time"),
    ],
)
def test_the_caption_does_not_call_uncoded_what_is_only_feared_or_denied(codes, presence, feared, after, uncoded):
    read = pd.DataFrame([CODED[0], *([coding("a", "3", "no_time", presence=presence)] if presence else [])])
    links = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")])
    table = counts.barrier_effects(links, codes, case_id="a").assign(shown_by="")
    text, _ = caption.barrier_effects(table, read, codes, "Harbour", count_by="segments")
    assert (
        "Barriers coded here without a stated effect: none; only feared, hoped for or general, without a link:"
        f" {feared}{after}. Not coded in this case: {uncoded}."
    ) in text


def test_a_case_without_a_link_has_an_answer(codes):
    assert told([], CODED, codes) == (
        "No passage of Harbour states what led to what; 2 barriers of the codebook are coded there all the same."
    )
    assert "1 barrier of the codebook is coded" in told([], CODED[:1], codes)

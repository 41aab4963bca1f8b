"""What led to what within one case, in words."""

import pandas as pd
import pytest
from conftest import coding, link

from crosscase.core import counts, passes
from crosscase.questions.within_case import caption, figure

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
    assert text.endswith("Of the 1 pair of cause and effect, 1 rests on one of the two separate codings alone.")


@pytest.mark.parametrize(
    ("presence", "kind"),
    [
        ("present", "told, but not what they led to"),
        ("possible", "only feared, hoped for or general"),
        ("absent", "only said not to occur"),
        (None, "not told at all"),
    ],
)
def test_the_caption_does_not_call_uncoded_what_is_coded_only_feared_or_denied(codes, presence, kind):
    read = pd.DataFrame([CODED[0], *([coding("a", "3", "no_time", presence=presence)] if presence else [])])
    links = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")])
    table = counts.barrier_effects(links, codes, case_id="a").assign(shown_by="")
    text, _ = caption.barrier_effects(table, read, codes, "Harbour", 9, count_by="segments")
    assert f"Barriers not drawn: {kind} (‘no time’). Signs" in text
    assert f"- {kind.capitalize()}: no time" in caption.silent(table, read, codes)


def captioned(links, codes, label="Harbour"):
    frame = pd.DataFrame(links) if links else NOTHING
    table = counts.barrier_effects(frame, codes, case_id="a").assign(shown_by="")
    return caption.barrier_effects(table, pd.DataFrame(CODED), codes, label, 9, count_by="segments")


def test_the_caption_begins_with_what_became_of_the_harm(codes):
    links = [
        link("a", 1, "1", "distrust", "people_leave"),
        link("a", 2, "2", "distrust", "people_leave", "averted", remedy="meals"),
        link("a", 3, "3", "no_time", "people_leave", "possible"),
        link("a", 4, "3", "meals", "new_shop"),
    ]
    text, alt = captioned(links, codes)
    assert text == (
        "**Harbour: of 3 stated harms 1 happened, 1 was met by a remedy and 1 was only feared.** Barriers by the harm"
        " that they led to and enablers by the good that they led to, those with most evidence first: 4 links (stated"
        " cause and effect) from 3 of 9 passages. Area of a ring: passages of the sources that state the link; of the"
        " disc in it: those in which it happened (half-filled: only met by a remedy). Blank: no passage states the"
        " link. Signs, limits: ‘How to read these figures’; passages: explorer.html."
    )
    assert alt == (
        "Bubbles for Harbour: 2 barriers and 1 enabler by 2 effects; of 3 stated harms 1 happened, 1 was met by a"
        " remedy and 1 was only feared."
    )
    alt = captioned(links, codes, "Harbour of a town by the sea")[1]
    assert alt.endswith("; of 3 stated harms 1 happened.") and len(alt) <= 150
    assert captioned(links[3:], codes)[0].startswith("**Harbour: no passage states what led to harm.**")
    assert captioned([], codes)[0].startswith("**Harbour: no passage states what led to what.** 0 links")


def test_what_a_case_shows_most_comes_first_and_a_block_without_evidence_has_no_place(codes):
    links = [
        link("a", 1, "1", "distrust", "people_leave"),
        link("a", 2, "2", "no_time", "people_leave"),
        link("a", 3, "3", "no_time", "people_leave"),
        link("a", 4, "3", "no_time", "new_shop", "possible"),
    ]
    table = counts.barrier_effects(pd.DataFrame(links), codes, case_id="a").assign(shown_by="")
    (part,) = figure.parts_of(table, codes)
    assert part.rows == ["no_time", "distrust"]
    assert [(group.title, group.columns) for group in part.groups] == [
        ("Harm", ["people_leave"]),
        ("Good", ["new_shop"]),
    ]
    (page,) = figure.barrier_effects_figure(table, codes)
    assert [ax.get_gid() for ax in page.axes] == ["Barrier:Harm", "Barrier:Good"]


def test_a_case_without_a_link_has_an_answer(codes):
    assert told([], CODED, codes) == (
        "No passage of Harbour states what led to what; 2 barriers of the codebook are coded there all the same."
    )
    assert "1 barrier of the codebook is coded" in told([], CODED[:1], codes)

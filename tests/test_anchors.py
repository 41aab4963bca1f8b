"""Anchors: what they are made of, and when a passage counts as found, moved or missing."""

import hashlib

import pandas as pd
import pytest

from crosscase.sources.anchors import AnchorIndex, anchor, anchors_of, tokens, verify

PASSAGE = "The nurse was given the task by chance, and nobody gave her any hours for it; so it came on top."


def test_tokens_are_runs_of_letters_and_digits_after_nfkc_and_casefold():
    assert tokens("The ﬁrst Straße_2 – co-design’s 8–10!") == [
        "the",
        "first",
        "strasse",
        "2",
        "co",
        "design",
        "s",
        "8",
        "10",
    ]


def test_an_anchor_is_twelve_digits_of_the_sha256_of_the_tokens_joined_by_spaces():
    assert anchor(["a", "b"]) == hashlib.sha256(b"a b").hexdigest()[:12]


def test_a_short_passage_uses_all_its_tokens_for_both_ends():
    made = anchors_of("Only three words")
    assert made == (anchor(["only", "three", "words"]),) * 2 + (3,)


def test_a_passage_without_a_letter_is_refused():
    with pytest.raises(ValueError, match="no letter"):
        anchors_of("... !")


def test_a_passage_is_found_whatever_its_case_line_breaks_and_quotation_marks():
    text = "Before. " + PASSAGE.replace(" ", "\n").upper() + " After."
    assert AnchorIndex(text).locate(*anchors_of(PASSAGE)) == ("found", 1, 22)


def test_page_furniture_of_forty_tokens_may_interrupt_a_passage_and_more_may_not():
    words = PASSAGE.split()
    torn = [" ".join([*words[:10], *["page"] * n, *words[10:]]) for n in (42, 43)]
    assert [AnchorIndex(text).locate(*anchors_of(PASSAGE))[0] for text in torn] == ["found", "moved"]


def test_a_passage_with_one_end_changed_is_moved_and_with_both_missing():
    head, tail = PASSAGE.split()[:10], PASSAGE.split()[-10:]
    assert AnchorIndex(" ".join(head)).locate(*anchors_of(PASSAGE))[0] == "moved"
    assert AnchorIndex(" ".join(tail)).locate(*anchors_of(PASSAGE))[0] == "moved"
    assert AnchorIndex(" ".join([*tail, *head])).locate(*anchors_of(PASSAGE))[0] == "moved"
    assert AnchorIndex("Something else altogether.").locate(*anchors_of(PASSAGE)) == ("missing", None, None)


def test_verify_tells_a_missing_source_from_a_case_without_anchors():
    made = anchors_of(PASSAGE)._asdict()
    segments = pd.DataFrame(
        [
            dict(case_id="a", segment_id="a-1", source_id="here", section="1", **made),
            dict(case_id="a", segment_id="a-2", source_id="elsewhere", section="1", **made),
            dict(
                case_id="b",
                segment_id="b-1",
                source_id="here",
                section="1",
                head_anchor="",
                tail_anchor="",
                n_tokens="",
            ),
        ]
    )
    assert verify(segments, {"here": PASSAGE})["result"].tolist() == ["found", "no source", "no anchor"]

"""Own words: a run of words of a source is seen, its title and its reference list are not."""

from crosscase.sources.wording import runs_of_sources, shared_runs

FILLER = " ".join(f"title{n}" for n in range(60))
SENTENCE = "nobody told the ward that the volunteers would come on the same day as the doctor"
SOURCE = f"{FILLER} {SENTENCE}. " + "body " * 200 + "\nReferences\n" + " ".join(f"cited{n}" for n in range(20))


def test_twelve_words_in_a_row_are_found_with_their_line_and_eleven_are_not():
    words = SENTENCE.split()
    known = runs_of_sources({"invented2020": SOURCE})
    files = [("a.md", "first line\nand then " + " ".join(words[:12]).upper()), ("b.md", " ".join(words[:11]) + " else")]
    assert [(run.file, run.line, run.source_id) for run in shared_runs(files, known)] == [("a.md", 2, "invented2020")]


def test_the_title_block_and_the_reference_list_do_not_count():
    known = runs_of_sources({"invented2020": SOURCE})
    assert shared_runs([("a.md", FILLER), ("b.md", " ".join(f"cited{n}" for n in range(20)))], known) == []


def test_a_title_of_a_cited_work_may_stand():
    known = runs_of_sources({"invented2020": SOURCE}, titles=[SENTENCE])
    assert shared_runs([("a.md", SENTENCE)], known) == []


def test_each_place_is_told_with_its_line_and_its_words():
    source = "one two three four five six seven"
    known = runs_of_sources({"s": source}, 5, skipped=0)
    text = 'Here is\u2028ONE, two: "three" four five six.\n\nAnd d="one two" three four five six seven\nat last.'
    found = shared_runs([("a.md", text), ("b.md", "one two three four")], known, 5)
    assert [(one.line, one.words) for one in found] == [
        (2, "one two three four five"),
        (4, "three four five six seven"),
    ]
    assert {(one.file, one.source_id) for one in found} == {("a.md", "s")}

"""Every word of every output leads to what stands behind it; a passage to its episode and to the reader's own copy."""

import builtins
import functools
import io
import json
import re
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.core import schemas
from crosscase.core.codebook import labels
from crosscase.core.findings import CaseDataError
from crosscase.core.places import Places, folded
from crosscase.run import cli
from crosscase.run.commands import behind, completion, terminal
from crosscase.run.commands.trace import traced
from crosscase.sources.anchors import anchors_of
from crosscase.sources.quoting import quoted

FILES = completion.evidence_files(ROOT)
TABLES = [name for name, path in FILES.items() if "tables" in path.relative_to(ROOT / "reports").parts]


@pytest.fixture(scope="module")
def opened():
    """Open an output, each once; what the project knows beside its outputs is read once for all."""
    made, known = {}, behind.Known()

    def open_once(name):
        if name not in made:
            made[name] = behind.Output(name, known)
        return made[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield open_once


@functools.cache
def codebook():
    return store.read_codebook()


# --- every output -----------------------------------------------------------------------------------


def words_of(evidence, axis):
    """Return every word of an axis, id or label, with the numbers of the rows that it must lead to."""
    places = [{key.casefold(), label.casefold()} for key, label in evidence[[axis, f"{axis}_label"]].to_numpy()]
    words = sorted({word for word in (*evidence[axis], *evidence[f"{axis}_label"]) if word})
    at = {word: [] for words in places for word in words}
    for number, those in enumerate(places):
        for word in those:
            at[word].append(number)
    return {word: at[word.casefold()] for word in words}


def numbers(meant):
    """Return the numbers of the rows that are meant."""
    return [number for number, kept in enumerate(meant) if kept]


@pytest.mark.parametrize("name", FILES)
def test_every_row_and_column_of_every_output_leads_to_its_evidence(name, opened):
    output = opened(name)
    evidence = output.evidence
    rows, columns = words_of(evidence, "row"), words_of(evidence, "column")
    for word, mine in rows.items():
        assert numbers(output.meant(word)) == mine, word
        assert numbers(output.meant(f"{word.upper()} \u2020")) == mine, word
    for word, mine in columns.items():
        assert numbers(output.meant(None, f"{word}*")) == mine, word
    for row, column in evidence[["row_label", "column"]].drop_duplicates().to_numpy():
        if row and column:
            assert numbers(output.meant(row, column)) == sorted({*rows[row]} & {*columns[column]}), (row, column)
    for row, column in ((next(iter(rows), None), None), (None, next(iter(columns), None))):
        # What is meant is what is shown.
        assert traced(output, row, column).rows.index.tolist() == numbers(output.meant(row, column))
    whole = traced(output)
    assert len(whole.rows) == len(evidence) and all(isinstance(line, str) for line in whole.lines())


@pytest.mark.parametrize("name", FILES)
def test_every_code_is_found_by_its_label_in_the_codebook(name, opened):
    output = opened(name)
    codes = labels(codebook())
    for code in set(output.evidence["row"]) & set(codes):
        assert code in {output.evidence["row"].iat[number] for number in numbers(output.meant(codes[code]))}


def of_cells(*lines):
    """Return an output with evidence for distrust in the harbour and for delay in the village, and these lines."""
    cells = [("distrust", "harbour"), ("delay", "village")]
    rows = [dict(row=row, column=column, row_label=row, column_label=column) for row, column in cells]
    output = behind.Output.__new__(behind.Output)
    names = {"distrust": "Distrust", "delay": "Delay", "harbour": "Harbour", "village": "Village"}
    output.file, output._known, output.evidence = "a.csv", SimpleNamespace(names=names, groups={}), pd.DataFrame(rows)
    output.printed = [dict(zip(("code_id", "unit", "state"), line, strict=True)) for line in lines]
    return output


@pytest.mark.parametrize(("state", "told"), [("possible", " (state: possible)"), ("", "")])
def test_a_cell_without_a_passage_is_told_by_row_column_and_state(state, told):
    output = of_cells(("distrust", "harbour", "present"), ("distrust", "village", state))
    with pytest.raises(CaseDataError) as raised:
        output.meant("Distrust", "Village")
    assert f"no passage stands behind row 'Distrust' in column 'Village'{told}\n" in str(raised.value)
    assert "use one of" not in str(raised.value)


def test_a_column_that_nothing_is_called_is_told_as_such():
    with pytest.raises(CaseDataError, match="no passage stands behind column 'Nowhere'"):
        of_cells().meant("Distrust", "Nowhere")


# --- every printed line -----------------------------------------------------------------------------

#: The columns of evidence that say where it stands.
PLACE = ["row", "column", "row_label", "column_label"]
#: The column that names a line, where it is not the first; words of either lead to the evidence.
NAMED_BY = {
    "claims": "Claim",
    "literature_added": "Code",
    "framework_elements": "Element",
    "literature_in_cases": "Factor",
    "case_contributions": "Case or code",
    "case_pairs": "Cases",
    "configurations_solutions": "Term",
    "data_collected": "Way of gathering data",
}


def says_nothing(line, name):
    """Whether a printed line says itself that no passage stands behind it."""
    cells = [cell.casefold() for cell in line.values()]
    if name == "agreement":  # only the codes have evidence; the other lines compare whole passages and links
        return cells[0] not in {family.replace("_", " ") for family in codebook()["family"]}
    told = any(
        cell.startswith(("no ", "said not to occur")) or cell.endswith("(shown by no case)") for cell in cells[:4]
    )
    return told or "0" in (line.get("n"), line.get("Passages"))


@pytest.mark.parametrize("name", TABLES)
def test_every_printed_line_leads_to_its_evidence(name, opened):
    output = opened(name)
    lines, evidence = output.printed, output.evidence
    assert lines
    places = evidence[PLACE].to_numpy().tolist()
    keys = evidence[["case_id", "segment_id"]].to_numpy().tolist() if "segment_id" in evidence else None
    stem = name.split("/")[-1]
    for heading in dict.fromkeys([next(iter(lines[0])), NAMED_BY.get(stem, next(iter(lines[0])))]):
        led = 0
        for word in dict.fromkeys(line[heading] for line in lines if line[heading]):
            mine = [line for line in lines if line[heading] == word]
            try:
                found = numbers(output.meant(word))
            except CaseDataError:
                assert all(says_nothing(line, stem) for line in mine), word
                continue
            led += 1
            said = [folded(" / ".join(cells)) for cells in {tuple(places[number]) for number in found}]
            if any(folded(word) in place for place in said):
                assert all(folded(word) in place for place in said), word
            passages = mine[0].get("Passages", "").rstrip("*\u2020")
            if len(mine) == 1 and passages.isdigit():
                assert len({tuple(keys[number]) for number in found}) == int(passages), word
        assert led, heading


@pytest.mark.parametrize(
    ("name", "word", "axis", "holds"),
    [
        ("framework_coverage", "Järvi et al. 2018", "row", "jarvi_"),
        ("figures/power_by_case", "Taken for granted", "row", "power_"),
        ("papers/larsen2020/four_phases", "Work group of staff \u2020", "row", "Phase 1: work group of staff"),
        ("papers/farr2017/issue_path", "Issues raised by patients with staff", "row", "discussed"),
        ("papers/tingvold2023/homes", "Home 1", "column", "home_1"),
        ("case_similarity", "Nursing homes", "column", "nursing_homes"),
        ("figures/agreement", "Pass A only", "column", "A only"),
    ],
)
def test_what_a_figure_prints_shorter_or_in_other_words_leads_there_too(name, word, axis, holds, opened):
    output = opened(completion.evidence_name(name, FILES))
    found = output.part(word) if axis == "row" else output.part(None, word)
    assert len(found) and all(holds in key for key in found[axis])
    assert found[axis].nunique() < output.evidence[axis].nunique()


# --- words ------------------------------------------------------------------------------------------

SMALL = [
    dict(row="distrust", column="a / before", row_label="Distrust", column_label="Alpha / before"),
    dict(row="meals", column="a / after", row_label="Bread and meals", column_label="Alpha / after"),
    dict(row="meals", column="b / after", row_label="Bread and meals", column_label="Beta / after"),
    dict(row="Phase 1: talk", column="b / after", row_label="Phase 1: talk", column_label="Beta / after"),
    dict(row="Phase 2: talk", column="c / before", row_label="Phase 2: talk", column_label="c / before"),
]
PRINTED = [{"Group": "Hard", "Code": "Distrust"}, {"Group": "Soft", "Code": "Bread and meals", "What": "Only here"}]
PRINTED += [{"Group": "Omega", "Code": "Distrust"}, {"Group": "Soft too", "Code": "Nothing", "Kind": "barrier"}]
PRINTED += [{"Group": "Both", "Code": "Distrust; Bread and meals"}, {"Group": "Soft", "Code": "Talk"}]


@pytest.mark.parametrize(
    ("word", "rows"),
    [
        ("meals", [1, 2]),
        ("BREAD AND\nMEALS*", [1, 2]),
        ("Bread and meals\u2020", [1, 2]),
        ("Food", [1, 2]),  # the codebook's label, where the file has another
        ("Beta", [2, 3]),  # a column, for no row has this name
        ("Beta / after", [2, 3]),
        ("Gamma / before", [4]),
        ("after", [1, 2, 3]),
        ("talk", [3, 4]),
        ("barriers", [0]),
        ("Distrust and butter", []),
        ("Bread", [1, 2]),  # how one label begins, and no other
        ("Be", []),
        ("Distrust; Talk", [0, 3, 4]),
        ("Alpha \u2013 Omega", [0, 1]),  # nothing stands behind Omega, which is known
        ("Alpha \u2013 Delta", []),
        ("not (distrust)", [0]),
        ("Distrust (barrier)", [0]),
        ("Soft", [1, 2, 3, 4]),
        ("Only here", [1, 2]),  # one line holds it
        ("Both", [0, 1, 2]),
        ("All", [0, 1, 2, 3, 4]),
        ("Omega", []),  # known, and nothing stands behind it, whatever is printed beside it
        ("Soft too", []),  # of a line that it names, only names count
        ("mealss", []),
        ("", [0, 1, 2, 3]),
    ],
)
def test_a_word_means_what_it_names(word, rows):
    places = Places(
        SMALL,
        {"meals": "Food", "c": "Gamma", "o": "Omega"},
        {"distrust": ("barrier", "barriers"), "meals": ("enabler",)},
    )
    if not word:
        assert places.meant("alpha", "row", [True, False, True, False, True]) == [True, *[False] * 4]
        return
    meant = places.meant(word, "row", printed=PRINTED)
    assert [number for number, kept in enumerate(meant) if kept] == rows


def test_a_word_of_both_axes_means_the_one_that_was_asked_for():
    places = Places([dict(row=a, column=b, row_label=a, column_label=b) for a, b in (("x", "y"), ("y", "x"))])
    assert places.meant("x", "row") == [True, False] and places.meant("x", "column") == [False, True]


# --- the reader's own copy --------------------------------------------------------------------------

TOLD = (
    "\u201cWe never met the co-design group, so we did not trust them at all (not once in the first year)."
    " Then the well-known officer stayed for effective talks, and it got better.\u201d"
)


def in_copy(passage, copy):
    """Return whether a passage is found in a copy and the words there."""
    one = dict(case_id="a", segment_id="a-1", source_id="s", **anchors_of(passage)._asdict())
    return tuple(quoted(pd.DataFrame([one]), {"s": copy}).iloc[0][["result", "words"]])


def test_the_words_are_those_of_the_copy_from_end_to_end():
    assert in_copy(TOLD, f"Before that. {TOLD} After that.") == ("found", TOLD)
    torn = TOLD.replace(" ", "\n  ").replace("officer", "of\ufb01cer").replace("first", "FIRST")
    assert in_copy(TOLD, f"Before. {torn}3 After.")[1] == " ".join(torn.split())


def test_a_word_that_a_line_end_divides_is_shown_as_it_stands():
    torn = TOLD.replace("officer", "offi-\ncer").replace("never", "ne-\nver").replace("effective", "ef\u00adfective")
    assert in_copy(TOLD, f"Before. {torn} After.") == ("found", " ".join(torn.split()))


def test_a_header_between_two_pages_stays_in_the_words_and_one_within_an_end_does_not():
    pages = ["\n".join(f"line {n} of page {page} says so" for n in range(9)) for page in "abc"]
    header = "Journal of Things"
    between = TOLD.replace("(not", f"\n{header}\n(not")
    copy = "\n".join([header, pages[0], header, pages[1], between, pages[2], header])
    assert in_copy(TOLD, copy) == ("found", " ".join(between.split()))
    within = TOLD.replace("met the", f"met\n{header}\nthe")
    copy = "\n".join([header, pages[0], header, pages[1], within, pages[2], header])
    assert in_copy(TOLD, copy) == ("found", TOLD)


def test_a_short_passage_is_no_part_of_a_longer_word():
    assert in_copy("the men", "Breathe men. And the men, then.") == ("found", "the men,")
    assert in_copy("the men", "Of the mental kind; the men, then.") == ("found", "the men,")


def test_no_words_are_shown_of_a_passage_that_is_not_found():
    words = TOLD.split()
    assert in_copy(TOLD, " ".join([*words[:12], "and other words"])) == ("moved", "")
    assert in_copy(TOLD, "Something else altogether.") == ("missing", "")
    one = dict(case_id="a", segment_id="a-1", head_anchor="", tail_anchor="", n_tokens="")
    away = pd.DataFrame([dict(one, source_id="s"), dict(one, source_id="t", head_anchor="1" * 12, n_tokens="9")])
    assert quoted(away, {"s": TOLD})["result"].tolist() == ["no anchor", "no source"]


# --- episodes ---------------------------------------------------------------------------------------

WORDS = {
    "a-1": "Nobody had told the volunteers when the home would be open to them in spring.",
    "a-2": "So most of them stayed at home and some did not come back even in summer.",
    "a-3": "A cook who rang everybody up each week brought a few of them back in the end.",
    "a-4": "In another year the garden was dug by a school that had heard of it by chance.",
}
LINK = dict(link_id="a-l1", segment_id="a-2", cause="no_word", effect="stayed_away", status="mitigated", remedy="calls")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one case with four passages and one figure, and a folder with a copy of its source."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "config", root / "config")
    (root / "Snakefile").touch()

    def write(path, rows, columns=None):
        frame = pd.DataFrame(rows, dtype="str")
        frame = frame.reindex(columns=columns, fill_value="") if columns else frame
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(root / path, index=False)

    told = [
        dict(
            case_id="a",
            segment_id=key,
            source_id="s2020",
            section="Findings",
            kind="finding",
            speaker="",
            role="author",
        )
        | dict(phase="during", paraphrase=f"In our words {key}.")
        | anchors_of(words)._asdict()
        for key, words in WORDS.items()
    ]
    codes = [("no_word", "barrier", "Word not passed on"), ("stayed_away", "effect", "People stay away")]
    codes += [("calls", "enabler", "Calls by telephone")]
    links = [
        dict(case_id="a", coder="A", cause_segment_id="a-1", remedy_segment_id="a-3", episode="a-1 a-2 a-3", **LINK)
    ]
    codings = [dict(case_id="a", segment_id="a-2", code_id="stayed_away", presence="present", coder="A")]
    write(
        "data/raw/sources.csv",
        [dict(source_id="s2020", file="s2020.pdf", doi="10.1/s")],
        schemas.columns("raw/sources"),
    )
    write(
        "data/raw/codebook/codes.csv",
        [dict(zip(("code_id", "family", "label"), code, strict=True)) for code in codes],
        schemas.columns("raw/codes"),
    )
    write("data/raw/codebook/frameworks.csv", [], schemas.columns("raw/frameworks"))
    write("data/raw/cases/a/segments.csv", told, schemas.columns("raw/segments"))
    for name, rows in (("segments", told), ("codings", codings), ("links", links)):
        write(f"data/processed/a/{name}.csv", rows, schemas.columns(name))
    (root / "data/raw/cases/a/case.yml").write_text("id: a\nlabel: Alpha\nunits: [{id: a, label: Alpha}]\n")
    place = dict(
        row="no_word", column="stayed_away", row_label="no_word", column_label="stayed_away", case_id="a", speaker=""
    )
    behind_it = [
        dict(place, segment_id="a-2", links="a-l1", episode="a-1 a-2 a-3"),
        dict(place, segment_id="a-4", links="a-l9", episode="a-4"),
    ]
    write("reports/figures/effects.evidence.csv", behind_it)
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "s2020.txt").write_text("\n".join([WORDS["a-1"], WORDS["a-2"], WORDS["a-3"][:60]]), encoding="utf-8")
    monkeypatch.chdir(root)
    return SimpleNamespace(root=root, copies=str(copies))


def test_all_passages_of_an_episode_are_shown_with_what_they_tell(project, capsys):
    assert cli.main(["trace", "effects", "Word not passed on", "People stay away"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Word not passed on / People stay away",
        "  a a-2 (finding), s2020, doi 10.1/s, section 'Findings'",
        "  In our words a-2.",
        "  codes: stayed_away",
        "  told with it: a-1 (finding), cause: Word not passed on, section 'Findings'",
        "    In our words a-1.",
        "  told with it: a-3 (finding), remedy: Calls by telephone, section 'Findings'",
        "    In our words a-3.",
        "Word not passed on / People stay away",
        "  a a-4 (finding), s2020, doi 10.1/s, section 'Findings'",
        "  In our words a-4.",
        "2 passages behind 1 cell of effects",
    ]


def test_a_public_passage_and_its_cell_are_told_with_their_addresses_in_the_explorer(project, capsys):
    description = project.root / "data/raw/cases/a/case.yml"
    description.write_text(description.read_text(encoding="utf-8") + "access: public\n", encoding="utf-8")
    assert cli.main(["trace", "effects"]) == 0
    said = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in said if line.startswith("explorer")] == [
        "explorer: reports/explorer.html#effects/no_word/stayed_away",
        "explorer: reports/explorer.html#passages/a/a-2",
        "explorer: reports/explorer.html#passages/a/a-4",
    ]
    assert cli.main(["trace", "effects", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["address"] for row in rows] == [f"reports/explorer.html#passages/a/a-{n}" for n in (2, 4)]


def test_the_readers_copy_is_shown_word_for_word_and_what_is_not_there_is_told(project, capsys):
    assert cli.main(["trace", "effects", "--sources", project.copies]) == 0
    said = [line.strip() for line in capsys.readouterr().out.splitlines()]
    after = {line: said[number + 1 : number + 3] for number, line in enumerate(said) if line.startswith("In our words")}
    moved = "in your copy: moved: only one of its ends stands there; look for it in the section"
    assert said[4:6] == ["in your copy: found", f">> {WORDS['a-2']}"]
    assert after["In our words a-1."] == ["in your copy: found", f">> {WORDS['a-1']}"]
    assert after["In our words a-3."][0] == moved and not after["In our words a-3."][1].startswith(">>")
    assert after["In our words a-4."][0].startswith("in your copy: missing: neither of its ends stands there")
    assert cli.main(["trace", "effects", "--sources", project.copies, "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["rows"]
    assert (first["in_your_copy"], first["your_copy_says"]) == ("found", WORDS["a-2"])
    story = [(one["segment_id"], one["tells"], one["in_your_copy"], one["your_copy_says"]) for one in first["story"]]
    assert story == [
        ("a-1", "cause: Word not passed on", "found", WORDS["a-1"]),
        ("a-3", "remedy: Calls by telephone", "moved", ""),
    ]
    assert (second["in_your_copy"], second["your_copy_says"], second["story"]) == ("missing", "", [])


def test_a_terminal_shows_the_same(project):
    screen = io.StringIO()
    for part in traced("effects", folder=project.copies).tables():
        terminal.console(screen).print(part, soft_wrap=not hasattr(part, "columns"))
    shown = " ".join(re.sub(r"[\u2500-\u257f]", " ", screen.getvalue()).split())
    for key in ("a-1", "a-2", "a-3"):
        assert key in shown
    assert (
        "cause: Word not passed on" in shown
        and "Nobody had told" in shown
        and "moved" in shown
        and "brought a few" not in shown
    )


def test_no_word_of_a_copy_is_written_to_a_file(project, capsys, monkeypatch):
    def files():
        return {path: path.read_bytes() for path in project.root.parent.rglob("*") if path.is_file()}

    before = files()
    written = []
    monkeypatch.setattr(io, "open", watched(io.open, written))
    monkeypatch.setattr(builtins, "open", watched(builtins.open, written))
    for more in ([], ["--json"]):
        assert cli.main(["trace", "effects", "--sources", project.copies, *more]) == 0
        assert WORDS["a-2"] in capsys.readouterr().out
    monkeypatch.undo()
    assert files() == before and written == []


def watched(opens, written):
    """Return a function that opens files and keeps the names of those that it opens to write."""

    def opened(file, mode="r", *more, **others):
        if set(mode) & set("wax+"):
            written.append(file)
        return opens(file, mode, *more, **others)

    return opened


def test_a_passage_that_the_data_no_longer_hold_is_told(project, capsys):
    path = project.root / "reports/figures/effects.evidence.csv"
    path.write_text(path.read_text().replace("a-4", "a-9").replace("a-3", "a-8"))
    assert cli.main(["trace", "effects", "--sources", project.copies]) == 0
    said = capsys.readouterr().out
    assert said.count(behind.UNKNOWN) == 2 and "nan" not in said


def test_a_shell_is_offered_the_columns_of_a_row_by_whatever_word_it_is_named(project):
    for word in ("no_word", "Word not passed on", "word not passed on*"):
        context = SimpleNamespace(params={"output": "effects", "row": word})
        assert completion.columns(context, "") == ["stayed_away"]
    assert completion.columns(SimpleNamespace(params={"output": "effects", "row": "calls"}), "") == []

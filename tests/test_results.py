"""The results section: every number is a value with a cell behind it, and a sentence stands only while it is true."""

import io
import re
import subprocess
import sys
import zipfile

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.core import counts
from crosscase.core.findings import CaseDataError, ConfigError
from crosscase.core.passes import coders, of_pass
from crosscase.core.units import not_covered, units_of
from crosscase.publish.results import document, firm, template, told
from crosscase.publish.tables_word import as_docx
from crosscase.run import results
from crosscase.run.commands import behind
from crosscase.run.commands import results as command
from crosscase.run.commands.trace import traced_value

WORDS = (ROOT / template.FILE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield results.read_tables()


@pytest.fixture(scope="module")
def numbers(tables):
    main = results.main_text()
    return {name: f"{'Figure' if name.startswith('figures') else 'Table'} {at}" for at, name in enumerate(main, 1)}


@pytest.fixture(scope="module")
def drafted(tables, numbers):
    """The text as the data have it: its pieces, the sentences not printed, and every value."""
    return results.filled(WORDS, tables, numbers)


def sentences(made):
    return {name: text for one in made for name, text in one.sentences}


def text_of(tables, numbers, words=WORDS):
    """Return the text with its values, sentence by sentence, and the names of sentences that are not printed."""
    made, unprinted, _ = results.filled(words, tables, numbers)
    return sentences(made), {one.name: one.why for one in unprinted}


# --- every number comes from a value ----------------------------------------------------------------


def test_no_number_and_no_word_that_says_how_many_stands_in_the_text_without_a_value(drafted):
    said = sentences(drafted[0])
    assert len(said) > 60
    bare = {name: re.sub("\ue000.*?\ue002", "", text) for name, text in said.items()}
    quantity = re.compile(rf"\d|\b(?:{'|'.join(template.QUANTITIES)})\b", re.IGNORECASE)
    assert {name: quantity.findall(text) for name, text in bare.items() if quantity.search(text)} == {
        "lead_claims": ["one"]  # "with one another"
    }


@pytest.mark.parametrize("word", ["5", "five", "Most", "only", "all", "none", "never", "twenty-one", "both"])
def test_a_number_in_the_words_of_a_sentence_is_refused_with_its_line(word):
    with pytest.raises(ConfigError, match=rf"(?s)row 3: '{word}' stands in the words of 'seen'.*let a value say it"):
        template.read(f"# Results\n[seen]\n[seen]\n{word} barriers are seen.")


def test_a_number_that_a_sentence_makes_without_a_value_is_refused():
    with pytest.raises(ConfigError, match="'five' comes from no value"):
        template.fill(template.read("[seen]\n{{ 'five' }} barriers."), {}, {})


def test_every_value_that_is_printed_names_a_file_a_row_and_a_column_and_passages_that_there_are(tables, drafted):
    made, _, known = drafted
    cells = results.cells(made, known)
    assert len(cells) > 100 and not cells["name"].duplicated().any()
    assert [file for file in set(cells["table"]) if not (ROOT / file).is_file()] == []
    assert (cells["row"] != "").all() and (cells["column"] != "").all()
    segments = tables["segments"]
    passages = set(segments["case_id"] + ":" + segments["segment_id"])
    assert {one for ids in cells["passages"] for one in ids.split()} <= passages
    without = cells[(cells["passages"] == "") & (cells["claims"] == "")]
    assert set(without["table"]) <= {
        *(results.FILES[name] for name in ("cases", "sources", "agreement", "saturation_estimates", "perspectives")),
        "config/publication.yaml",
    }


def test_the_columns_that_a_value_names_are_columns_of_its_table(tables, numbers):
    for value in results.values_of(tables).values():
        table = next(name for name, file in results.FILES.items() if file == value.table)
        assert set(value.column.split(", ")) <= set(tables[table].columns), value.name


# --- the text follows the data ----------------------------------------------------------------------


def test_one_coding_more_changes_the_sentence_that_counts_it(tables, numbers, drafted):
    cases = units_of(tables["cases"])
    ids = sorted(cases["case_id"])
    every, links = (store.read_cases(ids, name) for name in ("codings", "links"))
    chosen = coders(every, "consensus")
    codings, links = of_pass(every, chosen), of_pass(links, chosen)
    skipped = not_covered(store.read_descriptions(ids))
    before = sentences(drafted[0])
    assert "11 of the 30" in before["lone"] and "Nursing homes (5)" in before["lone"]
    one = codings[(codings["case_id"] == "nursing_homes") & (codings["code_id"] == "not_anchored")].head(1)
    more = one.assign(case_id="nhs_ebcd", segment_id="ebcd-001", unit_id="nhs_ebcd")
    again = counts.codes_by_case(pd.concat([codings, more]), links, store.read_codebook(), cases, skipped)
    after, _ = text_of({**tables, "codes_by_case": again.assign(shown_by="")}, numbers)
    assert "ten of the 30" in after["lone"] and "Nursing homes (4)" in after["lone"]
    assert {name for name in before if before[name] != after.get(name)} == {"lone"}


def test_a_barrier_in_every_case_turns_the_first_sentence(tables, numbers):
    by_case = tables["codes_by_case"].copy()
    mine = by_case["code_id"] == "lack_of_trust"
    by_case.loc[mine, "state"] = "present"
    said, unprinted = text_of({**tables, "codes_by_case": by_case}, numbers)
    assert "share \ue000barriers_everywhere\ue001one of the 30 barriers" in said["lead_shared"]
    assert "all five cases" in said["widest"] and "one barrier" in said["widest"]


def test_a_sentence_whose_finding_is_no_longer_claimed_is_listed_and_not_printed(tables, numbers, drafted):
    unprinted = {one.name: one.why for one in drafted[1]}
    assert (
        "everywhere_firm" in sentences(drafted[0])
        and unprinted["effects_alike"] == "does not hold: firm('effects_more_alike')"
    )
    found = tables["robustness"].copy()
    found.loc[found["finding_id"] == "no_barrier_everywhere", "claimed"] = False
    said, unprinted = text_of({**tables, "robustness": found}, numbers)
    assert "everywhere_firm" not in said
    assert unprinted["everywhere_firm"] == "does not hold: claimed('no_barrier_everywhere')"
    page = document.not_printed([template.Unprinted("seen", "does not hold: a | b", "{{ n }} are seen.")])
    assert "| seen | does not hold: a \\| b | ` n ` are seen. |" in page
    assert "Every sentence" in document.not_printed([])


def test_a_condition_asks_what_a_finding_is_and_whether_claims_disagree():
    found = pd.DataFrame(
        [("a", True, True, 6, 10), ("b", True, True, 5, 10), ("c", True, False, 9, 10), ("d", False, True, 9, 10)],
        columns=["finding_id", "as_published", "claimed", "n_holds", "n_variants"],
    )
    asked = firm.asked_of(found)
    assert [[name for name in "abcd" if asked[what](name)] for what in ("holds", "claimed", "firm")] == [
        ["a", "b", "c"],
        ["a", "b"],
        ["a"],
    ]
    ledger = pd.DataFrame({"claim_id": ["x", "y", "z"], "verdict": ["inconsistent", "inconsistent", "consistent"]})
    disagree = firm.disagreeing(ledger)
    assert disagree("x", "y") and not disagree("x", "z") and not firm.disagreeing(None)("x")


def test_a_remedy_that_meets_a_barrier_in_a_second_case_turns_its_sentence(tables, numbers, drafted):
    assert "no remedy" in sentences(drafted[0])["remedy_again"]
    remedies = tables["remedies"]
    again = remedies[remedies["case_id"] == "mental_health_unit"].head(1).assign(case_id="nhs_ebcd")
    said, _ = text_of({**tables, "remedies": pd.concat([remedies, again])}, numbers)
    assert template.plain(said["remedy_again"]).startswith("One remedy met the same barrier in more than one case")


def test_what_these_data_do_not_have_is_not_printed_and_the_rest_is(tables, numbers):
    away = ("versions", "correspondence", "homes_codes", "homes_links", "claims", "agreement", "certainty")
    said, unprinted = text_of({name: table for name, table in tables.items() if name not in away}, numbers)
    gone = {
        "lead_claims",
        "lead_versions",
        "lead_homes",
        "claims_checked",
        "versions",
        "homes",
        "reading_alike",
        "concern",
    }
    assert gone <= set(unprinted) and not gone & set(said)
    assert "lone" in said and "balance" in said
    assert "no such value" in unprinted["lead_homes"]
    found = tables["robustness"]
    said, unprinted = text_of({**tables, "robustness": found[found["finding_id"] != "most_alike"]}, numbers)
    assert "alike" not in said and "declares no finding 'most_alike'" in unprinted["alike"]


def of_these(tables, units):
    """Return the tables as if only these cases had been read."""
    kept = {}
    for name, table in tables.items():
        if isinstance(table, pd.DataFrame):
            for column in {"unit", "unit_a", "unit_b"} & set(table.columns):
                table = table[table[column].isin([*units, ""])]
            if "case_id" in table and "unit" not in table:
                table = table[table["case_id"].isin(units)]
        kept[name] = table
    return kept


@pytest.mark.parametrize("units", [["place4carers"], ["place4carers", "nursing_homes"], ["mental_health_unit"]])
def test_with_other_cases_every_sentence_still_reads_well(tables, numbers, units):
    said, _ = text_of(of_these(tables, units), numbers)
    text = template.plain(" ".join(said.values()))
    assert not re.search(r"\b(?:one|no) (?:cases|barriers|links|passages|publications)\b|\b[2-9] case\b", text)
    assert "five cases" not in text and ("one case" if len(units) == 1 else "two cases") in text
    assert "cases_read" in said or len(units) == 1
    assert not re.search(r"\bnan\b|<NA>|None|\(\)| ,|\.\.", text)


def test_figures_and_tables_of_the_main_text_are_mentioned_in_the_order_of_their_numbers(drafted, numbers):
    made = drafted[0]
    mentioned = [name for one in made for name, _ in template.values_in(one.text) if name in numbers]
    for kind in ("figures/", "tables/"):
        declared = [name for name in results.main_text() if name.startswith(kind)]
        assert list(dict.fromkeys(name for name in mentioned if name.startswith(kind))) == declared
        assert [one.placed for one in made if one.placed.startswith(kind)] == declared


# --- the template -----------------------------------------------------------------------------------

VALUES = {
    "n": told.Value("n", "three barriers", 3, "t.csv", "row", "column", ("a:a-1",)),
    "one": told.Value("one", "‘lack of trust’", 1, "t.csv", "row", "column"),
}


def filled(words):
    made, unprinted = template.fill(template.read(words), VALUES, {"see": lambda *names: []})
    return [template.plain(one.text) for one in made], [(one.name, one.why) for one in unprinted]


def test_alternatives_are_tried_in_turn_and_sentences_of_a_paragraph_joined():
    first = "[a: n.n > 3]\nMore.\n[a: n.n > 2]\n{{ n }} {{ n | agree('is', 'are') }}\nseen {{ see('x') }}.\n"
    assert filled(f"# Results\n\n{first}[b]\n{{{{ one }}}} too.\n") == (
        ["Results", "Three barriers are seen. ‘Lack of trust’ too."],
        [],
    )


def test_a_word_agrees_with_what_is_counted():
    assert filled("[a]\n{{ n }} {{ n | agree('is', 'are') }}, {{ one }} {{ one | agree('is', 'are') }}.")[0] == [
        "Three barriers are, ‘lack of trust’ is."
    ]


def test_a_value_that_is_not_there_is_a_reason_and_a_condition_that_cannot_be_read_an_error():
    assert filled("[a]\n{{ gone }} is seen.") == ([], [("a", "these data have no such value: 'gone' is undefined")])
    assert filled("[a: gone.n > 1]\nSeen.")[1] == [("a", "these data have no such value: 'gone' is undefined")]
    for wrong in ("[a: n.n >]\nSeen.", "[a: n > 1]\nSeen.", "[a]\n{{ n }\nSeen {% x %}."):
        with pytest.raises(ConfigError, match="'a' cannot be read"):
            filled(wrong)


def test_a_line_of_no_sentence_and_a_name_given_twice_are_refused():
    with pytest.raises(ConfigError, match="'Stray words.' belongs to no sentence"):
        template.read("Stray words.")
    with pytest.raises(ConfigError, match="row 4: a second sentence is called 'a'"):
        template.read("[a]\nSeen.\n\n[a]\nSeen again.")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (told.of_all(5, 5, "case"), "all five cases"),
        (told.of_all(2, 2, "case"), "both cases"),
        (told.of_all(1, 1, "case"), "the one case"),
        (told.of_all(0, 1, "case"), "not the one case"),
        (told.of_all(0, 30, "barrier"), "none of the 30 barriers"),
        (told.of_all(3, 12, "story", "stories"), "three of the 12 stories"),
        (told.part(69, 81, "pairs"), "most pairs (69 of 81)"),
        (told.part(4, 8, "pairs"), "half of the pairs (4 of 8)"),
        (told.part(1, 8, "pairs"), "some pairs (1 of 8)"),
        (told.part(8, 8, "pairs"), "all pairs (8)"),
        (told.part(0, 8, "pairs"), "none of the pairs (0 of 8)"),
        (told.percent(79, 148), "53%"),
        (told.percent(1, 300), "less than 1%"),
        (told.percent(299, 300), "more than 99%"),
        (told.percent(0, 3), "0%"),
        (told.count(0, "case"), "no case"),
        (told.count(1, "case"), "one case"),
        (told.count(11, "case"), "11 cases"),
        (told.small(2.2), "2.2"),
        (told.quoted(["Lack of trust", "NHS rules"]), "‘lack of trust’ and ‘NHS rules’"),
        (told.quoted(list("abcde"), "barrier"), "five barriers"),
    ],
)
def test_how_many_is_said_in_words(said, words):
    assert said == words


# --- the pages and the way back ---------------------------------------------------------------------


def small_document(table=None):
    item = store.Item("figures/balance", "**Harm and good.** 5 cases.", ("Bars of 5 cases.",), ("figures/balance.png",))
    grid = store.Item("tables/cases", "**The cases.**")
    values = VALUES | document.references({"figures/balance": "Figure 4"}, ["figures/balance"], "publication.yaml")
    words = "# Results\n\n[a]\n{{ n }} {{ see('figures/balance') }}.\n\n{figure: balance}\n\n{table: cases}\n"
    made, _ = template.fill(template.read(words), values, {"see": lambda name: [values[name]]})
    picture = (ROOT / "reports/figures/balance.png").read_bytes()
    table = pd.DataFrame({"case": ["A | B", "C_d"], "n": ["1", "2"]}) if table is None else table
    shown = document.Shown(
        {item.name: item, grid.name: grid},
        {item.name: "Figure 4", grid.name: "Table 1"},
        {grid.name: table},
        {"figures/balance.png": picture},
        {grid.name: as_docx(table, "**The cases.**", widths_mm=[60] * table.shape[1])},
    )
    return made, values, shown


def test_the_text_leads_to_its_figure_and_names_its_values_in_the_source_of_the_page():
    made, values, shown = small_document()
    text = document.markdown(made, values, shown, [])
    assert "Three barriers ([Figure 4](#figures-balance))." in text and '<a id="figures-balance"></a>' in text
    assert "<!-- n = Three barriers; figures/balance = Figure 4 -->" in text
    assert "![Bars of 5 cases.](figures/balance.png)" in text and "**Figure 4.** **Harm and good.** 5 cases." in text
    assert "**Table 1. The cases.**\n\n| case | n |\n| :--- | ---: |\n| A \\| B | 1 |" in text
    wide = document.Shown(shown.items, shown.numbers, {"tables/cases": pd.DataFrame([["x"] * 10] * 16)})
    assert "The 16 rows: [Word](tables/cases.docx)" in document.markdown(made, values, wide, [])


def test_word_has_real_captions_tables_and_references_and_the_same_bytes_twice(monkeypatch):
    made, _, shown = small_document()
    content = document.word(made, shown)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert content == document.word(made, shown)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("word/document.xml").decode("utf-8")
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert xml.count("SEQ Figure") == xml.count("SEQ Table") == 1
    assert 'w:val="ImageCaption"' in xml and 'w:val="TableCaption"' in xml and xml.count("<w:tbl ") == 1
    assert 'w:orient="landscape"' not in xml
    assert 'w:anchor="figures-balance"' in xml and 'w:name="figures-balance"' in xml
    assert 'descr="Bars of 5 cases."' in xml and "A | B" in xml and "C_d" in xml


def test_tables_stand_behind_the_text_on_turned_pages_where_one_is_wide():
    made, _, shown = small_document(pd.DataFrame({f"column {n}": ["many words in a cell " * 9] for n in range(9)}))
    with zipfile.ZipFile(io.BytesIO(document.word(made, shown))) as parts:
        xml = parts.read("word/document.xml").decode("utf-8")
    pages = [dict(re.findall(r'w:([wh])="(\d+)"', size)) for size in re.findall(r"<w:pgSz [^>]*>", xml)]
    assert [int(page["w"]) > int(page["h"]) for page in pages] == [False, True]


def test_from_every_value_of_the_text_trace_leads_to_its_passages(drafted, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    cells = results.cells(drafted[0], drafted[2])
    monkeypatch.setattr(command, "_FILE", str(tmp_path / "values.csv"))
    store.write_csv(cells, tmp_path / "values.csv")
    known = behind.Known()
    for cell in cells[(cells["passages"] != "")].to_dict("records"):
        rows = command.evidence_of(cell, known=known)
        assert (rows["case_id"] + ":" + rows["segment_id"]).tolist() == cell["passages"].split()
        assert not rows["paraphrase"].isin(["", behind.UNKNOWN]).any()
    answer = traced_value("results:barriers_everywhere")
    assert list(answer.lines())[-1].startswith("162 passages behind 1 cell of results:barriers_everywhere")
    assert list(traced_value("results:claims_most").lines())[-1].startswith("26 claims behind 26 cells")
    assert list(traced_value("results:least_reachable").lines())[0] == "least_reachable = 0.0625"
    with pytest.raises(CaseDataError, match="prints no value 'barriers_everwhere'(?s:.*)barriers_everywhere"):
        traced_value("results:barriers_everwhere")


def test_the_command_writes_the_section_and_says_what_it_does_not_print(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(document, "word", lambda made, shown: b"Word")
    said = list(command.drafted(str(tmp_path)).lines())
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}/results.md and .docx: \d+ words, \d+ values", said[0])
    assert "not printed: adds: does not hold: firm('every_case_adds')" in said
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"results.md", "results.docx", "results.values.csv", "results_not_printed.md"}
    page = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert page.startswith("# Results\n") and "## What five cases cannot show" in page


def test_numbers_are_those_of_what_the_run_makes_whether_or_not_it_lies_there_yet(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = ["figures/balance", "tables/claims", "tables/agreement", "tables/not_there_yet"]
    numbers = results.numbers_of(names)
    monkeypatch.setattr(results.store, "read_gallery", lambda: {})
    seen = []
    monkeypatch.setattr(results, "filled", lambda words, tables, given: seen.append(given) or ([], [], {}))
    monkeypatch.setattr(results.document, "word", lambda made, shown: b"")
    results.written(names)
    assert seen == [numbers] and numbers["tables/claims"].startswith("Table S")


def test_to_plan_the_steps_loads_no_library_of_figures():
    code = "import sys; from crosscase.run import results; results.main_text(); assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

"""Gheduzzi et al. (2021): its tables and figure from data, on small frames, and the built ones counted again from their
evidence.
"""

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link

from crosscase import store
from crosscase.core import evidence, literature
from crosscase.core.findings import CaseDataError
from crosscase.papers.gheduzzi2021 import caption as gheduzzi2021_caption
from crosscase.papers.gheduzzi2021 import compute as gheduzzi2021
from crosscase.papers.gheduzzi2021 import figure as gheduzzi2021_figure
from crosscase.papers.gheduzzi2021 import figure_versions as gheduzzi2021_figure_versions
from crosscase.papers.gheduzzi2021 import versions as gheduzzi2021_versions

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("alone", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
FRAMEWORKS = pd.DataFrame(
    [
        ("gheduzzi2020", "e_trust", "Trust"),
        ("gheduzzi2020", "e_slips", "Slips"),
        ("gheduzzi2021", "l_trust", "Trust again"),
        ("gheduzzi2021", "l_new", "New"),
    ],
    columns=["framework_id", "element_id", "element_label"],
)
SEGMENTS = pd.DataFrame(
    [("a", "a-1", "gheduzzi2020", ""), ("a", "a-2", "gheduzzi2021", "Ann"), ("a", "a-3", "gheduzzi2021", "")],
    columns=["case_id", "segment_id", "source_id", "speaker"],
)
BUILT, TABLES, FIGURES = (
    ROOT / place / "papers/gheduzzi2021" for place in ("data/processed", "reports/tables", "reports/figures")
)


def crosswalk(*rows):
    return pd.DataFrame(rows, columns=["code_id", "framework_id", "element_id", "relation"])


def built(name):
    return store.read_table(BUILT / f"{name}.csv", f"gheduzzi2021_{name}")


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


# --- Table 1 ----------------------------------------------------------------------------------------

FACTORS = pd.DataFrame(
    [
        ("ant_a", "antecedent", "citizens", "Fear", "1,3-4"),
        ("ant_b", "antecedent", "system", "Cost", "2"),
        ("eff_c", "effect", "citizens", "Harm", "1"),
    ],
    columns=["factor_id", "side", "level", "label", "citation_numbers"],
)
REFERENCES = pd.DataFrame([(1, "x"), (2, "y"), (3, "z"), (4, "z")], columns=["number", "work_id"]).assign(
    authors="N", year=2020, title="T", container="J", doi=""
)


def test_a_work_under_two_numbers_counts_once_beside_the_numbers_as_printed():
    table = gheduzzi2021.shortcomings(FACTORS, literature.citations(FACTORS, REFERENCES))
    assert table[["factor_id", "n_numbers", "n_works", "work_ids"]].values.tolist() == [
        ["ant_a", 3, 2, "x z"],
        ["ant_b", 1, 1, "y"],
        ["eff_c", 1, 1, "x"],
    ]


def test_table_1_is_laid_out_as_printed_and_each_block_ends_with_its_sums():
    table = gheduzzi2021.published_shortcomings(
        gheduzzi2021.shortcomings(FACTORS, literature.citations(FACTORS, REFERENCES))
    )
    citizens = table[table["Level"].str.startswith("Citizens")]
    assert citizens.values.tolist() == [
        ["Citizens", "Fear [1,3-4] (2)", "", "Harm [1] (1)"],
        ["Citizens: in all", "1 factors, 2 works", "", "1 factors, 1 works"],
    ]
    assert table.iloc[-1].tolist() == ["All", "2 factors, 3 works", "0 factors, 0 works", "1 factors, 1 works"]


def test_the_built_table_1_can_be_counted_again_from_its_evidence():
    behind = read(TABLES / "table1_shortcomings.evidence.csv")
    table = built("shortcomings").set_index("factor_id")
    assert behind.groupby("row")["work_id"].nunique().to_dict() == table["n_works"].to_dict()
    last = read(TABLES / "table1_shortcomings.csv").iloc[-1]
    for side, column in (
        ("antecedent", "Antecedent barriers"),
        ("process", "Process barriers"),
        ("effect", "Negative effects"),
    ):
        mine = behind[behind["column"].str.startswith(side)]
        assert last[column] == f"{mine['row'].nunique()} factors, {mine['work_id'].nunique()} works"


# --- Tables 2 and 3 ---------------------------------------------------------------------------------


def indicator(section, indicator, value, unit):
    return dict(
        activity="courses",
        indicator=indicator,
        value=value,
        unit=unit,
        better="higher",
        case_id="a",
        source_id="gheduzzi2021",
        section=section,
        note="",
    )


def test_table_2_leaves_out_what_the_paper_prints_elsewhere_and_keeps_a_printed_zero():
    table = gheduzzi2021.assessment(
        pd.DataFrame(
            [
                indicator("Table 2", "visits", "0", "people"),
                indicator("After Table 2", "months", "two", "months"),
                indicator("Table 2", "stopped", "1", "courses"),
                indicator("Table 2", "content", "88%", "%"),
            ]
        )
    )
    assert gheduzzi2021.published_assessment(table)["Result"].tolist() == ["0 people", "1 course", "88%"]


LAYOUT = pd.DataFrame(
    [("Talks", "interview", "Agency", "agency talks", "gheduzzi2021", "Table 3")],
    columns=["method_label", "method", "column_label", "group", "source_id", "section"],
)


def facts(*printed):
    people = pd.DataFrame(
        [
            dict(group="agency talks", n=n, n_invited="", case_id="a", source_id="gheduzzi2021", section=s, note="")
            for n, s in printed
        ]
    )
    ways = pd.DataFrame(
        [
            dict(
                method="interview",
                n_events="two",
                minutes_total="90",
                minutes_each="45",
                start="May",
                end="May",
                case_id="a",
                source_id="gheduzzi2021",
                section="Text",
                note="",
            )
        ]
    )
    return people, ways


def test_two_counts_that_disagree_are_both_shown_with_their_place_the_tables_first():
    table = gheduzzi2021.inventory(*facts(("three", "Text"), ("4", "Table 3")), LAYOUT)
    assert table.loc[table["what"] == "people", ["printed", "agrees"]].values.tolist() == [["4", "no"], ["three", "no"]]
    shown = gheduzzi2021.published_inventory(table)
    assert shown.values.tolist() == [["Talks", "4 (Table 3); three (Text)", "two", "90 (45)", "May"]]
    assert "4 in Table 3 and three in Text" in gheduzzi2021_caption.inventory_caption(
        table
    ) and "90 minutes at 45 each come to 2.0 talks" in gheduzzi2021_caption.inventory_caption(table)


def test_a_word_and_a_numeral_of_one_number_agree():
    table = gheduzzi2021.inventory(*facts(("four", "Text"), ("4", "Table 3")), LAYOUT)
    assert set(table["agrees"]) == {"yes"} and gheduzzi2021.published_inventory(table)["Agency"].tolist() == ["4"]


def test_a_layout_that_names_an_unknown_group_is_refused():
    with pytest.raises(CaseDataError, match="'agency talk' is not a group of the case"):
        gheduzzi2021.inventory(*facts(("4", "Table 3")), LAYOUT.assign(group="agency talk"))


def test_the_built_table_3_shows_both_counts_of_agency_representatives():
    table = read(TABLES / "table3_inventory.csv").set_index("Method")
    assert table.at["Semi-structured interviews", "ATSP representatives"] == "4 (Table 3); three (Data collection)"
    raw = read(ROOT / "data/raw/cases/place4carers/participants.csv")
    assert sorted(raw.loc[raw["group"] == "ATSP representatives interviewed", "n"]) == ["4", "three"]


@pytest.mark.parametrize("name", ["table2_assessment", "table3_inventory"])
def test_every_printed_fact_of_a_built_table_has_its_place(name):
    behind = read(TABLES / f"{name}.evidence.csv")
    assert len(behind) == len(built(name.split("_")[1])) and (
        behind[["printed", "source_id", "section", "doi"]] != ""
    ).all(axis=None)


# --- Figure 1 ---------------------------------------------------------------------------------------

LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave", phase="before"),
        link("a", 2, "a-2", "no_time", "people_leave", phase="before"),
        link("a", 3, "a-3", "distrust", "people_leave", "averted", remedy="meals", perspective="authors"),
        link("a", 4, "a-3", "no_time", "people_leave", "averted", remedy="meals", perspective="authors"),
        link("a", 5, "a-3", "meals", "new_shop", "possible", level="system", perspective="authors"),
    ]
)


def test_a_passage_with_two_causes_of_one_effect_is_one_square():
    table = gheduzzi2021.service_system(LINKS, CODES)
    assert table[["effect", "phase", "status", "n_links", "n_segments", "causes", "remedies"]].values.tolist() == [
        ["people_leave", "before", "realised", 2, 2, "distrust no_time", ""],
        ["people_leave", "during", "averted", 2, 1, "distrust no_time", "meals"],
        ["new_shop", "during", "possible", 1, 1, "meals", ""],
    ]
    about = gheduzzi2021.effects(LINKS, CODES)
    assert about[["brought_about_by", "met_by"]].values.tolist() == [
        ["Distrust (2); No time (2)", "Meals (1)"],
        ["Meals (1)", ""],
    ]


def test_the_figure_draws_one_square_a_passage_with_status_and_teller():
    marks = gheduzzi2021.service_system(LINKS, CODES).assign(shown_by=["", "A", ""])
    (drawn,) = gheduzzi2021_figure.service_system_figure(marks, gheduzzi2021.effects(LINKS, CODES), CODES)
    ax = next(ax for ax in drawn.axes if ax.get_gid() == "service system")
    assert [text.get_text() for text in ax.texts if text.get_gid() == "mark" and text.get_text()] == [
        "C",
        "C",
        "A*",
        "A",
    ]
    squares = [patch.get_gid() for patch in ax.patches if patch.get_gid() and ":" in patch.get_gid()]
    # The last three are the key.
    assert squares[:4] == ["co-destruction:realised"] * 2 + ["co-destruction:averted", "co-creation:possible"]
    assert squares[4:] == ["co-destruction:realised", "co-destruction:averted", "co-creation:possible"]
    assert [text.get_text() for text in ax.texts if text.get_gid() == "effect"] == ["People leave", "New shop"]


def test_the_built_figure_1_can_be_counted_again_from_its_evidence():
    again = evidence.counts(read(FIGURES / "service_system.evidence.csv")).set_index(["row", "column"])
    table = (
        built("service_system")
        .assign(column=lambda t: t["phase"] + " / " + t["status"] + " / " + t["perspective"])
        .set_index(["effect", "column"])
    )
    for name in ("n_segments", "n_speakers", "n_cases"):
        assert again[name].to_dict() == table[name].astype(int).to_dict()
    links = read(ROOT / "data/raw/cases/place4carers/links.csv")
    links = links[links["coder"] == "consensus"]
    effects = built("effects").set_index("effect")
    assert links.groupby("effect")["segment_id"].nunique().to_dict() == effects["n_segments"].to_dict()
    assert int(built("service_system")["n_links"].sum()) == len(links)


# --- two versions -----------------------------------------------------------------------------------

CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("a", "a-2", "distrust", speaker="Ann"),
        coding("a", "a-3", "no_time"),
        coding("a", "a-3", "alone", presence="absent"),
    ]
)
WALK = crosswalk(
    ("distrust", "gheduzzi2020", "e_trust", "exact"),
    ("distrust", "gheduzzi2021", "l_trust", "close"),
    ("no_time", "gheduzzi2020", "", "none"),
    ("no_time", "gheduzzi2021", "l_new", "exact"),
    ("alone", "gheduzzi2020", "", "none"),
)


def test_a_barrier_has_its_element_and_its_passages_in_each_version():
    table = gheduzzi2021_versions.versions(CODINGS, SEGMENTS, CODES, FRAMEWORKS, WALK)
    assert table[["code_id", "version", "element_id", "relation", "n_segments", "segment_ids"]].values.tolist() == [
        ["distrust", "earlier", "e_trust", "exact", 1, "a:a-1"],
        ["distrust", "last", "l_trust", "close", 1, "a:a-2"],
        ["no_time", "earlier", "", "none", 0, ""],
        ["no_time", "last", "l_new", "exact", 1, "a:a-3"],
    ]


def test_elements_are_tied_through_codes_and_what_has_no_partner_is_kept():
    table = gheduzzi2021_versions.versions(CODINGS, SEGMENTS, CODES, FRAMEWORKS, WALK)
    pairs = gheduzzi2021_versions.correspondence(table, FRAMEWORKS, SEGMENTS)
    assert pairs[
        ["element_earlier", "element_last", "tie", "through", "n_earlier", "n_last", "n_speakers"]
    ].values.tolist() == [
        ["e_trust", "l_trust", "direct", "distrust", 1, 1, 1],
        ["e_slips", "", "none", "", 0, 0, 0],
        ["", "l_new", "none", "no_time", 0, 1, 0],
    ]


@pytest.mark.parametrize("relation", ["broad", "narrow", "related"])
def test_a_relation_that_is_not_exact_or_close_makes_a_loose_tie(relation):
    walk = WALK.assign(relation=WALK["relation"].where(WALK["element_id"] != "l_trust", relation))
    pairs = gheduzzi2021_versions.correspondence(
        gheduzzi2021_versions.versions(CODINGS, SEGMENTS, CODES, FRAMEWORKS, walk), FRAMEWORKS, SEGMENTS
    )
    assert pairs.loc[0, "tie"] == "loose"


def test_the_figure_of_versions_draws_each_mapping_and_count():
    table = gheduzzi2021_versions.versions(CODINGS, SEGMENTS, CODES, FRAMEWORKS, WALK)
    ax = gheduzzi2021_figure_versions.versions_figure(table, CODES, FRAMEWORKS).axes[0]
    assert gheduzzi2021_caption.in_neither_list(table, CODES).startswith("Coded in the last version, in neither list (")
    lines = [line.get_gid() for line in ax.lines if line.get_gid() and ":" in line.get_gid()]
    assert lines == ["exact:distrust:e_trust", "close:distrust:l_trust", "exact:no_time:l_new"]
    counts = {text.get_gid(): text.get_text() for text in ax.texts if str(text.get_gid()).startswith("n:")}
    assert counts == {
        "n:earlier:distrust": "1",
        "n:last:distrust": "1",
        "n:earlier:no_time": "0",
        "n:last:no_time": "1",
    }


def test_the_built_versions_can_be_counted_again_from_their_evidence():
    again = evidence.counts(read(FIGURES / "barriers_by_version.evidence.csv")).set_index(["row", "column"])
    table = (
        built("versions")
        .drop_duplicates(["code_id", "version"])
        .query("n_segments > 0")
        .set_index(["code_id", "version"])
    )
    for name in ("n_segments", "n_speakers", "n_cases"):
        assert again[name].to_dict() == table[name].astype(int).to_dict()
    pairs = evidence.counts(read(TABLES / "barriers_by_version.evidence.csv")).set_index(["row", "column"])
    assert (
        pairs["n_segments"].to_dict()
        == built("correspondence").set_index(["element_earlier", "element_last"])["n_segments"].astype(int).to_dict()
    )


def test_every_element_of_both_versions_stands_in_the_built_pairs():
    frameworks = store.read_table(ROOT / "data/raw/codebook/frameworks.csv", "raw/frameworks")
    pairs = built("correspondence")
    for framework, column in (("gheduzzi2020", "element_earlier"), ("gheduzzi2021", "element_last")):
        assert set(frameworks.loc[frameworks["framework_id"] == framework, "element_id"]) == set(pairs[column]) - {""}


def seen(printed=(("three", "Text"), ("4", "Table 3")), marks=None, works="xyzz"):
    cited = pd.DataFrame({"numbers": ["1", "2", "3", "4"], "work_id": list(works)})
    system = gheduzzi2021.service_system(LINKS, CODES) if marks is None else marks
    pairs = gheduzzi2021_versions.correspondence(
        gheduzzi2021_versions.versions(CODINGS, SEGMENTS, CODES, FRAMEWORKS, WALK), FRAMEWORKS, SEGMENTS
    )
    measured = gheduzzi2021.assessment(pd.DataFrame([indicator("Table 2", "boats", "0", "boats")]))
    table3 = gheduzzi2021.inventory(*facts(*printed), LAYOUT)
    return gheduzzi2021_caption.what_we_see(FACTORS, cited, measured, table3, system, pairs)


def test_the_answer_says_where_the_paper_and_the_data_differ():
    text = seen()
    assert text.startswith(
        f"Table 1 prints {len(FACTORS)} factors with 4 citation numbers, behind which stand only 3 works"
    )
    assert "Table 2 prints 1 result," in text
    assert "1 stand in more than one place of the paper, and 1 differs (Agency in the talks: 4 in Table 3 and" in text
    assert "In place of Figure 1, " in text and " barriers that the earlier version lists, " in text


def test_the_answer_is_true_where_nothing_differs_and_no_link_is_stated():
    text = seen((("four", "Text"), ("4", "Table 3")), gheduzzi2021.service_system(LINKS, CODES).iloc[:0], "wxyz")
    assert "behind which stand as many works." in text and "and none differs." in text
    assert "No passage states an effect, so there is nothing to set in place of Figure 1." in text


def test_the_built_versions_are_told_as_the_caption_tells_them():
    pairs = built("correspondence")
    told = gheduzzi2021_caption._versions_seen(pairs)
    earlier = set(pairs["element_earlier"]) - {""}
    assert (
        f"Of the {len(earlier)} barriers" in told
        and "2 stand directly among the 4 of the last, 3 loosely and 0" in told
    )

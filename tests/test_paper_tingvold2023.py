"""Tingvold and Olsvold (2023): the two homes apart, on small frames, and the built tables counted again from their
evidence.
"""

import pandas as pd
import pytest
from conftest import ROOT, codebook, coding, link

from crosscase import store
from crosscase.core import evidence
from crosscase.core.findings import CaseDataError
from crosscase.papers.tingvold2023 import caption as tingvold2023_caption
from crosscase.papers.tingvold2023 import compute as tingvold2023
from crosscase.papers.tingvold2023 import figure as tingvold2023_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASE = {
    "id": "a",
    "units": [
        {"id": "one", "label": "Nursing home 1", "initiation": "top-down"},
        {"id": "two", "label": "Nursing home 2", "initiation": "bottom-up"},
    ],
}
OF = tingvold2023.units(CASE)
SEGMENTS = pd.DataFrame(
    [("a", "a-1", "one", "Ann"), ("a", "a-2", "two", ""), ("a", "a-3", "a", ""), ("a", "a-4", "one", "Ann")],
    columns=["case_id", "segment_id", "unit_id", "speaker"],
)
BUILT, TABLES, FIGURES = (
    ROOT / place / "papers/tingvold2023" for place in ("data/processed", "reports/tables", "reports/figures")
)


def statement(unit, ids, aspect="began", text="It began."):
    return dict(
        aspect_id=aspect,
        aspect=aspect.capitalize(),
        unit_id=unit,
        statement=text,
        source_id="tingvold2023",
        section="2",
        segment_ids=ids,
    )


def built(name):
    return store.read_table(BUILT / f"{name}.csv", f"tingvold2023_{name}")


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_the_homes_come_in_the_order_of_case_yml_and_both_homes_last():
    assert OF.values.tolist() == [
        ["one", "Nursing home 1", "top-down"],
        ["two", "Nursing home 2", "bottom-up"],
        ["a", "Both homes", ""],
    ]


def test_a_statement_carries_its_passages_and_an_untold_aspect_stays_empty():
    table = tingvold2023.homes(
        pd.DataFrame(
            [statement("one", "a:a-4 a:a-1 a:a-3"), statement("two", "a:a-2", aspect="broke", text="It broke.")]
        ),
        SEGMENTS,
        OF,
    )
    assert table[["unit_id", "n_segments", "n_speakers", "segment_ids"]].values.tolist() == [
        ["one", 3, 1, "a:a-1 a:a-3 a:a-4"],
        ["two", 1, 0, "a:a-2"],
    ]
    shown = tingvold2023.published_homes(table, OF)
    assert list(shown) == ["Aspect", "Nursing home 1 (top-down)", "Nursing home 2 (bottom-up)", "Both homes"]
    assert shown.values.tolist() == [["Began", "It began. (3)", "", ""], ["Broke", "", "It broke. (1)", ""]]


@pytest.mark.parametrize(
    ("unit", "ids", "message"),
    [
        ("one", "a:a-2", "'a:a-2' is about two, the statement about one"),
        ("a", "a:a-1", "'a:a-1' is about one, the statement about a"),
        ("one", "a:a-9", "'a:a-9' is not a passage of the case"),
        ("three", "a:a-1", "'three' is not a home of the case"),
    ],
)
def test_a_statement_that_rests_on_the_wrong_passages_is_refused(unit, ids, message):
    with pytest.raises(CaseDataError, match=message):
        tingvold2023.homes(pd.DataFrame([statement(unit, ids)]), SEGMENTS, OF)


CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust", unit_id="one", speaker="Ann"),
        coding("a", "a-4", "distrust", unit_id="one", speaker="Ann"),
        coding("a", "a-2", "no_time", unit_id="two"),
        coding("a", "a-2", "new_shop", unit_id="two", presence="absent"),
        coding("a", "a-3", "distrust", unit_id="a"),
    ]
)


def counted():
    return tingvold2023.home_codes(CODINGS, CODES, OF).assign(shown_by="")


def test_a_passage_about_both_homes_counts_for_neither():
    table = counted().set_index(["code_id", "unit_id"])
    assert table.loc["distrust", "n_segments"].to_dict() == {"one": 2, "two": 0, "a": 1}
    assert table.loc[("distrust", "one"), "n_speakers"] == 1 and len(table) == 15


def test_absent_and_not_coded_are_two_things():
    state = counted().set_index(["code_id", "unit_id"])["state"]
    assert (state["new_shop", "two"], state["new_shop", "one"], state["no_time", "two"]) == (
        "absent",
        "not coded",
        "present",
    )


def test_links_of_one_pair_stand_apart_by_home_and_status():
    links = pd.DataFrame(
        [
            link("a", 1, "a-1", "distrust", "people_leave", unit_id="one"),
            link("a", 2, "a-4", "distrust", "people_leave", "possible", unit_id="one"),
            link("a", 3, "a-3", "distrust", "people_leave", unit_id="a"),
            link("a", 4, "a-2", "meals", "new_shop", unit_id="two"),
        ]
    )
    table = tingvold2023.home_links(links, CODES, OF)
    assert tingvold2023.published_links(table, CODES, OF).values.tolist() == [
        ["Distrust", "People leave", "realised (1); possible (1)", "", "realised (1)"],
        ["Meals", "New shop", "", "realised (1)", ""],
    ]
    assert "2 of nursing home 1, 1 of nursing home 2, 1 of both homes" in tingvold2023_caption.links_caption(table, OF)


def test_the_figure_draws_the_homes_to_either_side_and_both_homes_apart():
    table = counted()
    table.loc[(table["code_id"] == "no_time") & (table["unit_id"] == "one"), "shown_by"] = "B"
    (drawn,) = tingvold2023_figure.homes_figure(table, CODES, OF, {"one": 2, "two": 1, "a": 1})
    axes = {ax.get_gid(): ax for ax in drawn.axes}
    assert sorted(axes) == ["Barriers", "Barriers: both", "Good (co-creation)", "Good (co-creation): both"]
    bars = [(bar.get_gid(), bar.get_width(), bool(bar.get_hatch())) for bar in axes["Barriers"].patches]
    assert bars == [("one", -2, False), ("two", 1, True)]
    assert [text.get_text() for text in drawn.texts if text.get_gid() == "n"] == ["n = 2", "n = 1", "n = 1"] * 2
    assert [(text.get_gid(), text.get_text()) for text in axes["Barriers"].texts] == [
        ("n:one", "2"),
        ("n:one", "*"),
        ("n:two", "1"),
    ]
    assert [text.get_text() for text in axes["Barriers: both"].texts] == ["1"]
    good = axes["Good (co-creation)"]
    assert [text.get_position()[0] > 0 for text in good.texts if text.get_gid() == "absent"] == [True]
    table.loc[(table["code_id"] == "new_shop") & (table["unit_id"] == "a"), "state"] = "possible"
    table.loc[(table["code_id"] == "no_time") & (table["unit_id"] == "one"), "state"] = "possible"
    (signed,) = tingvold2023_figure.homes_figure(table, CODES, OF, {"one": 2, "two": 1, "a": 1})
    axes = {ax.get_gid(): ax for ax in signed.axes}
    both = axes["Good (co-creation): both"]
    assert [line.get_gid() for line in both.lines if line.get_gid()] == ["possible"]
    assert [text.get_text() for text in axes["Barriers"].texts] == ["2", "*", "1"]
    width, height = drawn.get_size_inches() * 25.4
    assert round(width) == 170 and height <= 225


@pytest.mark.parametrize(
    ("file", "name", "keys"),
    [
        (TABLES / "homes_side_by_side", "homes", ["aspect_id", "unit_id"]),
        (FIGURES / "homes", "codes", ["code_id", "unit_id"]),
    ],
)
def test_the_built_tables_can_be_counted_again_from_their_evidence(file, name, keys):
    again = evidence.counts(read(f"{file}.evidence.csv")).set_index(["row", "column"])
    table = built(name).query("n_segments > 0").set_index(keys)
    for column in ("n_segments", "n_speakers", "n_cases"):
        assert again[column].to_dict() == table[column].astype(int).to_dict()


def test_the_built_links_are_those_of_the_raw_table():
    raw = read(ROOT / "data/raw/cases/nursing_homes/links.csv")
    assert int(built("links")["n_links"].sum()) == (raw["coder"] == "consensus").sum()
    again = evidence.counts(read(TABLES / "links_by_home.evidence.csv")).set_index(["row", "column"])["n_segments"]
    table = built("links").assign(
        row=lambda t: t["cause"] + " / " + t["effect"], column=lambda t: t["unit_id"] + " / " + t["status"]
    )
    assert again.to_dict() == table.set_index(["row", "column"])["n_segments"].astype(int).to_dict()


def test_the_caption_counts_the_passages_of_each_home():
    raw = read(ROOT / "data/raw/cases/nursing_homes/segments.csv")["unit_id"].value_counts()
    caption = (FIGURES / "homes.caption.md").read_text(encoding="utf-8")
    assert all(f"{raw[unit]} passages" in caption for unit in ("home_1", "home_2", "nursing_homes"))


def seen(statements, links):
    segments = SEGMENTS.assign(source_id="s")
    homes = tingvold2023.homes(pd.DataFrame(statements), segments, OF)
    frame = pd.DataFrame(links or [link("a", 1, "a-1", "distrust", "people_leave")]).iloc[: len(links)]
    return tingvold2023_caption.what_we_see(homes, counted(), tingvold2023.home_links(frame, CODES, OF), CODES, OF)


def of_home(unit, n, cause="distrust", effect="people_leave", status="realised", **more):
    return link("a", n, f"a-{n}", cause, effect, status, **{"unit_id": unit, **more})


def test_the_answer_compares_the_homes_in_aspects_barriers_and_links():
    text = seen(
        [statement("one", "a:a-1"), statement("two", "a:a-2"), statement("one", "a:a-4", "broke")],
        [of_home("one", 1), of_home("two", 2, "meals", "new_shop"), of_home("a", 3)],
    )
    assert "Of 2 aspects, 1 are told of each home, 1 of nursing home 1 alone and 0 of nursing home 2 alone." in text
    assert (
        "1 to 0 of nursing home 1 and 0 to 1 of nursing home 2: only of nursing home 1 is harm told more often" in text
    )
    assert text.endswith("and no link tells of a remedy that met it.")


def test_the_answer_turns_where_a_remedy_is_told_and_where_no_link_is():
    met = [of_home("one", 1, status="averted", remedy="meals"), of_home("two", 2)]
    text = seen([statement("one", "a:a-1")], met)
    assert "in both homes harm is told more often, and one of these links tells of a remedy that met it." in text
    assert seen([statement("one", "a:a-1")], []).endswith("No passage about one home states what led to what.")
    assert "of neither home is harm told more often" in seen(
        [statement("one", "a:a-1")], [of_home("one", 1, "meals", "new_shop")]
    )
